// SPDX-License-Identifier: Apache-2.0
#include "analysis/codes.h"

static void walk(const Element *owner, const Expression *expression, ExpressionVisit visit,
                 void *data) {
    if (expression == NULL) {
        return;
    }
    visit(data, owner, expression);
    for (size_t i = 0; i < expression->part_count; i++) {
        walk(owner, expression->parts[i], visit, data);
    }
}

void expressions_each(const DmnModel *model, ExpressionVisit visit, void *data) {
    for (size_t i = 0; i < model->element_count; i++) {
        if (model->elements[i].file == 0) {
            walk(&model->elements[i], model->elements[i].logic, visit, data);
        }
    }
}

typedef struct CodeWalk {
    CodeVisit visit;
    void *data;
} CodeWalk;

static void visit_code(const CodeWalk *to, const Code *code, CodePlace place) {
    if (code->line != 0 && code->text.length > 0) {
        to->visit(to->data, code, place);
    }
}

static void visit_table(const CodeWalk *to, const Element *owner, const Table *table) {
    CodePlace place = {.owner = owner, .table = table};
    for (size_t i = 0; i < table->input_count; i++) {
        place.column = i + 1;
        visit_code(to, &table->inputs[i].expression, place);
        place.is_test = true;
        visit_code(to, &table->inputs[i].values, place);
        place.is_test = false;
    }
    place.is_output = true;
    for (size_t i = 0; i < table->output_count; i++) {
        place.column = i + 1;
        visit_code(to, &table->outputs[i].default_entry, place);
    }
    for (size_t i = 0; i < table->rule_count; i++) {
        place = (CodePlace){.owner = owner, .table = table, .rule = i + 1, .is_test = true};
        for (size_t k = 0; k < table->input_count; k++) {
            place.column = k + 1;
            visit_code(to, &table->rules[i].tests[k], place);
        }
        place.is_test = false;
        place.is_output = true;
        for (size_t k = 0; k < table->output_count; k++) {
            place.column = k + 1;
            visit_code(to, &table->rules[i].outputs[k], place);
        }
    }
}

static void visit_expression(void *data, const Element *owner, const Expression *expression) {
    const CodeWalk *to = data;
    if (expression->kind == EXPRESSION_TABLE) {
        visit_table(to, owner, expression->table);
    } else if (expression->kind == EXPRESSION_LITERAL) {
        visit_code(to, &expression->code, (CodePlace){.owner = owner});
    }
}

void codes_each(const DmnModel *model, CodeVisit visit, void *data) {
    CodeWalk to = {visit, data};
    for (size_t i = 0; i < model->files[0].type_count; i++) {
        visit_code(&to, &model->files[0].types[i].allowed, (CodePlace){.is_test = true});
        visit_code(&to, &model->files[0].types[i].constraint, (CodePlace){.is_test = true});
    }
    expressions_each(model, visit_expression, &to);
}

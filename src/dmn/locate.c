// SPDX-License-Identifier: Apache-2.0
#include "dmn/locate.h"

static bool code_is(const Code *code, const FeelProgram *program, DmnReason *out_reason) {
    if (code->program != program) {
        return false;
    }
    out_reason->line = code->line;
    out_reason->text = code->text;
    return true;
}

static bool cell_is(const Code *code, const FeelProgram *program, const char *part, size_t column,
                    DmnReason *out_reason) {
    if (!code_is(code, program, out_reason)) {
        return false;
    }
    out_reason->part = str_from(part);
    out_reason->column = column + 1;
    return true;
}

static bool in_rules(const Table *table, const FeelProgram *program, DmnReason *out_reason) {
    for (size_t i = 0; i < table->rule_count; i++) {
        const Rule *rule = &table->rules[i];
        bool is_found = false;
        for (size_t k = 0; k < table->input_count && !is_found; k++) {
            is_found = cell_is(&rule->tests[k], program, "input", k, out_reason);
        }
        for (size_t k = 0; k < table->output_count && !is_found; k++) {
            is_found = cell_is(&rule->outputs[k], program, "output", k, out_reason);
        }
        if (is_found) {
            out_reason->rule = i + 1;
            return true;
        }
    }
    return false;
}

static bool in_table(const Table *table, const FeelProgram *program, DmnReason *out_reason) {
    for (size_t i = 0; i < table->input_count; i++) {
        const InputClause *input = &table->inputs[i];
        if (cell_is(&input->expression, program, "input", i, out_reason) ||
            cell_is(&input->values, program, "input", i, out_reason)) {
            return true;
        }
    }
    for (size_t i = 0; i < table->output_count; i++) {
        const OutputClause *output = &table->outputs[i];
        if (cell_is(&output->default_entry, program, "output", i, out_reason) ||
            cell_is(&output->values, program, "output", i, out_reason)) {
            return true;
        }
    }
    return in_rules(table, program, out_reason) || code_is(&table->aggregate, program, out_reason);
}

static bool in_expression(const Expression *expression, const FeelProgram *program,
                          DmnReason *out_reason) {
    if (expression == NULL) {
        return false;
    }
    if (code_is(&expression->code, program, out_reason) ||
        (expression->table != NULL && in_table(expression->table, program, out_reason))) {
        return true;
    }
    for (size_t i = 0; i < expression->part_count; i++) {
        if (in_expression(expression->parts[i], program, out_reason)) {
            return true;
        }
    }
    return false;
}

static bool in_type(const Type *type, const FeelProgram *program, DmnReason *out_reason) {
    if (code_is(&type->allowed, program, out_reason) ||
        code_is(&type->constraint, program, out_reason)) {
        return true;
    }
    for (size_t i = 0; i < type->component_count; i++) {
        if (in_type(&type->components[i], program, out_reason)) {
            return true;
        }
    }
    return false;
}

void code_locate(const DmnModel *model, const FeelProgram *program, DmnReason *out_reason) {
    for (size_t i = 0; i < model->element_count; i++) {
        if (in_expression(model->elements[i].logic, program, out_reason)) {
            out_reason->element = model->elements[i].variable.name;
            out_reason->file = model->files[model->elements[i].file].file_name;
            return;
        }
    }
    for (size_t i = 0; i < model->file_count; i++) {
        const ModelFile *file = &model->files[i];
        for (size_t k = 0; k < file->type_count; k++) {
            if (in_type(&file->types[k], program, out_reason)) {
                out_reason->file = file->file_name;
                return;
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
#include "dmn/guard.h"
#include "base/check.h"
#include "dmn/eval.h"

static const Element *element_of(const DmnModel *model, size_t decision) {
    CHECK(decision < model->decision_count);
    return &model->elements[model->decisions[decision]];
}

// ---- finding them -------------------------------------------------------------------------------
static bool gives_one_rule(HitPolicy policy) {
    return policy == HIT_FIRST || policy == HIT_UNIQUE || policy == HIT_ANY ||
           policy == HIT_PRIORITY;
}

// The table of a decision that can have guards; NULL: it has none.
static const Table *guarded_table(const Element *element) {
    const Expression *logic = element->logic;
    if (logic == NULL || logic->kind != EXPRESSION_TABLE) {
        return NULL;
    }
    for (size_t i = 0; i < element->requirement_count; i++) {
        if (element->requirements[i].kind != REQUIRE_INPUT) {
            return NULL;
        }
    }
    const Table *table = logic->table;
    bool is_simple = gives_one_rule(table->policy) && table->output_count == 1;
    return is_simple && !table->has_default ? table : NULL;
}

static bool has_answer(const Rule *rule) {
    return !str_equal(str_trim(rule->outputs[0].text), STR("null"));
}

static const Code *test_of(const Rule *rule, size_t column) {
    for (size_t i = 0; i < rule->checked_count; i++) {
        if (rule->checked[i].input == column) {
            return rule->checked[i].code;
        }
    }
    return NULL;
}

// false: a rule with an answer takes any value of the column.
static bool take_tests(const Table *table, size_t column, Arena *arena, DmnGuard *guard) {
    guard->column = column;
    guard->tests = arena_alloc(arena, table->rule_count, sizeof(const Code *));
    for (size_t i = 0; i < table->rule_count; i++) {
        if (!has_answer(&table->rules[i])) {
            continue;
        }
        const Code *test = test_of(&table->rules[i], column);
        if (test == NULL) {
            return false;
        }
        guard->tests[guard->test_count++] = test;
    }
    return true;
}

static void mark_read(const Code *code, bool *in_out_read) {
    if (code->slot != 0) {
        in_out_read[code->slot - 1] = true;
    } else if (code->program != NULL) {
        feel_names_used(code->program, in_out_read);
    }
}

// The names that a table sees are the requirements of the decision, and these are inputs.
static void take_inputs(const DmnModel *model, const Element *element, Arena *arena,
                        DmnGuard *guard) {
    bool read[MODEL_FRAME_MAX] = {0};
    const InputClause *clause = &element->logic->table->inputs[guard->column];
    mark_read(&clause->expression, read);
    mark_read(&clause->values, read);
    for (size_t i = 0; i < guard->test_count; i++) {
        mark_read(guard->tests[i], read);
    }
    size_t count = element->requirement_count;
    guard->inputs = arena_alloc(arena, count + 1, sizeof *guard->inputs);
    guard->places = arena_alloc(arena, count + 1, sizeof *guard->places);
    for (size_t i = 0; i < count; i++) {
        if (read[i]) {
            guard->inputs[guard->input_count] =
                model->elements[element->sources[i].element].ordinal;
            guard->places[guard->input_count++] = i;
        }
    }
}

size_t dmn_guards(const DmnModel *model, size_t decision, Arena *arena, DmnGuard **out_guards) {
    const Element *element = element_of(model, decision);
    const Table *table = guarded_table(element);
    *out_guards = NULL;
    if (table == NULL) {
        return 0;
    }
    DmnGuard *guards = arena_alloc(arena, table->input_count, sizeof *guards);
    size_t count = 0;
    for (size_t column = 0; column < table->input_count; column++) {
        DmnGuard guard = {0};
        if (take_tests(table, column, arena, &guard)) {
            take_inputs(model, element, arena, &guard);
            guards[count] = guard;
            count += guard.input_count > 0;
        }
    }
    *out_guards = guards;
    return count;
}

// ---- asking them --------------------------------------------------------------------------------
bool dmn_guard_excludes(const DmnModel *model, size_t decision, const DmnGuard *guard,
                        const FeelValue *inputs, FeelRun *run) {
    const Element *element = element_of(model, decision);
    Eval eval = {.model = model, .run = run, .is_strict = true};
    size_t error_count = run->error_count;
    FeelValue *frame = arena_alloc(run->arena, element->requirement_count, sizeof *frame);
    for (size_t i = 0; i < guard->input_count; i++) {
        size_t place = guard->places[i];
        const Element *input = &model->elements[element->sources[place].element];
        frame[place] = eval_take_input(&eval, input, inputs[guard->inputs[i]]);
    }
    FeelValue value = FEEL_NULL_VALUE;
    if (!table_take_input(element->logic->table, guard->column, &eval, frame, &value)) {
        return false;
    }
    for (size_t i = 0; i < guard->test_count; i++) {
        if (code_accepts(guard->tests[i], &eval, frame, value)) {
            return false;
        }
    }
    return run->error_count == error_count; // else a limit may have cut it short
}

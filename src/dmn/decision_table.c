// SPDX-License-Identifier: Apache-2.0
// Decision tables: compiling their cells, and finding the rules that match.
#include "base/check.h"
#include "dmn/compile.h"
#include "dmn/eval.h"
#include <string.h>

// ---- compiling ----------------------------------------------------------------------------------
static Status compile_inputs(Compiler *compiler, const FeelScope *scope, Table *table) {
    for (size_t i = 0; i < table->input_count; i++) {
        InputClause *input = &table->inputs[i];
        Where where = {.part = "input", .column = i + 1};
        Status status = compile_code(compiler, scope, CODE_EXPRESSION, where, &input->expression);
        if (status == STATUS_OK) {
            where.part = "allowed values of input";
            status = compile_code(compiler, scope, CODE_TESTS, where, &input->values);
        }
        if (status == STATUS_OK) {
            status =
                compile_type(compiler, input->type_reference, input->expression.line, &input->type);
        }
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

// The allowed values of the column, else those of its type.
static const Code *ranked_values(const OutputClause *output) {
    const Type *type = output->type;
    while (output->values.line == 0 && type != NULL && type->allowed.line == 0 &&
           type->kind == TYPE_ALIAS) {
        type = type->of;
    }
    return output->values.line == 0 && type != NULL ? &type->allowed : &output->values;
}

// The allowed values as a list, evaluated once: their order is the priority.
static Status compile_priorities(Compiler *compiler, OutputClause *output, Where where) {
    static const FeelScope NO_NAMES = {0};
    Arena *arena = &compiler->model->arena;
    const Code *values = ranked_values(output);
    Code list = {.line = values->line};
    list.text = arena_format(arena, "[" STR_FMT "\n]", STR_ARG(values->text));
    where.part = "priorities of output";
    Status status = compile_code(compiler, &NO_NAMES, CODE_EXPRESSION, where, &list);
    if (status != STATUS_OK || list.program == NULL) {
        return status;
    }
    FeelRun *run = arena_alloc(arena, 1, sizeof *run);
    *run = (FeelRun){.arena = arena, .today = DATE_NONE};
    output->priorities = feel_run(list.program, run, NULL);
    return STATUS_OK;
}

static bool policy_ranks(HitPolicy policy) {
    return policy == HIT_PRIORITY || policy == HIT_OUTPUT_ORDER;
}

static Status compile_outputs(Compiler *compiler, const FeelScope *scope, Table *table) {
    uint64_t ranks = 1; // how many ways the priorities of all outputs can go together
    for (size_t i = 0; i < table->output_count; i++) {
        OutputClause *output = &table->outputs[i];
        Where where = {.part = "allowed values of output", .column = i + 1};
        Status status = compile_type(compiler, output->type_reference, table->line, &output->type);
        output->type = type_simplify(output->type);
        if (status == STATUS_OK) {
            status = compile_code(compiler, scope, CODE_TESTS, where, &output->values);
        }
        if (status == STATUS_OK && policy_ranks(table->policy) &&
            ranked_values(output)->line != 0) {
            status = compile_priorities(compiler, output, where);
        }
        if (status == STATUS_OK && output->priorities.kind == FEEL_LIST &&
            __builtin_mul_overflow(ranks, output->priorities.length + 1, &ranks)) {
            return compile_fail(compiler, table->line, "the outputs have too many priorities");
        }
        if (status == STATUS_OK) {
            where.part = "default of output";
            status = compile_code(compiler, scope, CODE_EXPRESSION, where, &output->default_entry);
        }
        if (status != STATUS_OK) {
            return status;
        }
    }
    if (policy_ranks(table->policy) && ranks == 1) {
        return compile_fail(compiler, table->line,
                            "hit policy %s needs the output's allowed values, best first",
                            table->policy == HIT_PRIORITY ? "PRIORITY" : "OUTPUT ORDER");
    }
    return STATUS_OK;
}

static Status compile_cells(Compiler *compiler, const FeelScope *scope, Table *table) {
    for (size_t i = 0; i < table->rule_count; i++) {
        Rule *rule = &table->rules[i];
        Status status = STATUS_OK;
        rule->checked = arena_alloc(&compiler->model->arena, table->input_count, sizeof(RuleTest));
        for (size_t k = 0; status == STATUS_OK && k < table->input_count; k++) {
            Where where = {.rule = i + 1, .part = "input", .column = k + 1};
            Code *test = &rule->tests[k];
            status = compile_code(compiler, scope, CODE_TESTS, where, test);
            if (test->program != NULL || test->failure.length > 0) {
                rule->checked[rule->checked_count++] = (RuleTest){k, test};
            }
        }
        for (size_t k = 0; status == STATUS_OK && k < table->output_count; k++) {
            Where where = {.rule = i + 1, .part = "output", .column = k + 1};
            status = compile_code(compiler, scope, CODE_EXPRESSION, where, &rule->outputs[k]);
        }
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

// Aggregations are FEEL's own functions over the collected list.
static Status compile_aggregate(Compiler *compiler, Expression *expression) {
    static const FeelName LIST_NAME = {.name = {"_collected_", 11}, .type_name = {"", 0}};
    static const FeelScope LIST_SCOPE = {.names = &LIST_NAME, .count = 1};
    static const char *const CALLS[] = {
        [AGGREGATE_NONE] = "",
        [AGGREGATE_SUM] = "sum(_collected_)",
        [AGGREGATE_COUNT] = "count(_collected_)",
        [AGGREGATE_MIN] = "min(_collected_)",
        [AGGREGATE_MAX] = "max(_collected_)",
    };
    Table *table = expression->table;
    table->aggregate = (Code){.line = table->line, .text = str_from(CALLS[table->aggregation])};
    return compile_code(compiler, &LIST_SCOPE, CODE_EXPRESSION, (Where){.part = "aggregation"},
                        &table->aggregate);
}

Status compile_table(Compiler *compiler, const FeelScope *scope, Expression *expression) {
    Table *table = expression->table;
    Status status = compile_frame(compiler, scope->count + table->input_count, table->line);
    if (status == STATUS_OK) {
        status = compile_inputs(compiler, scope, table);
    }
    if (status == STATUS_OK) {
        status = compile_outputs(compiler, scope, table);
    }
    if (status == STATUS_OK) {
        status = compile_cells(compiler, scope, table);
    }
    return status == STATUS_OK ? compile_aggregate(compiler, expression) : status;
}

// ---- running ------------------------------------------------------------------------------------
bool table_take_input(const Table *table, size_t column, const Eval *eval, const FeelValue *frame,
                      FeelValue *out_value) {
    const InputClause *input = &table->inputs[column];
    FeelValue value = code_run(&input->expression, eval, frame);
    if (value.kind != FEEL_NULL && !type_coerce(input->type, eval, value, &value)) {
        eval_report(eval, input->expression.line,
                    STR_FMT ", input %zu: a %s is not of type '" STR_FMT "'", STR_ARG(table->owner),
                    column + 1, feel_kind_name(value.kind), STR_ARG(input->type_reference));
        return false;
    }
    if (value.kind != FEEL_NULL && !code_accepts(&input->values, eval, frame, value)) {
        eval_report(eval, input->values.line,
                    STR_FMT ", input %zu: the value is not among the allowed values",
                    STR_ARG(table->owner), column + 1);
        return false;
    }
    *out_value = value;
    return true;
}

// The values of the input columns, in the frame behind everything that has a name.
static bool take_inputs(const Table *table, const Eval *eval, const FeelValue *frame,
                        FeelValue *out_inputs) {
    for (size_t i = 0; i < table->input_count; i++) {
        if (!table_take_input(table, i, eval, frame, &out_inputs[i])) {
            return false;
        }
    }
    return true;
}

static bool rule_matches(const Rule *rule, const Eval *eval, const FeelValue *frame,
                         const FeelValue *inputs) {
    for (size_t i = 0; i < rule->checked_count; i++) {
        const RuleTest *test = &rule->checked[i];
        if (!code_accepts(test->code, eval, frame, inputs[test->input])) {
            return false;
        }
    }
    return true;
}

// Numbers of the matching rules, in order. FIRST and UNIQUE need no more than one and two.
static size_t find_rules(const Table *table, const Eval *eval, const FeelValue *frame,
                         const FeelValue *inputs, uint32_t *out_rules) {
    size_t enough = table->policy == HIT_FIRST ? 1 : table->policy == HIT_UNIQUE ? 2 : SIZE_MAX;
    size_t count = 0;
    for (size_t i = 0; i < table->rule_count && count < enough; i++) {
        if (rule_matches(&table->rules[i], eval, frame, inputs)) {
            out_rules[count++] = (uint32_t)i;
        }
    }
    return count;
}

static FeelValue checked_output(const Table *table, size_t column, const Eval *eval,
                                const FeelValue *frame, const Code *code) {
    const OutputClause *output = &table->outputs[column];
    FeelValue value = code_run(code, eval, frame);
    if (value.kind == FEEL_NULL) {
        return value;
    }
    FeelValue fitted = value;
    if (!type_coerce(output->type, eval, value, &fitted)) {
        eval_report(eval, code->line, STR_FMT ", output %zu: a %s is not of type '" STR_FMT "'",
                    STR_ARG(table->owner), column + 1, feel_kind_name(value.kind),
                    STR_ARG(output->type_reference));
        return FEEL_NULL_VALUE;
    }
    if (!code_accepts(&output->values, eval, frame, fitted)) {
        eval_report(eval, code->line,
                    STR_FMT ", output %zu: the value is not among the allowed values",
                    STR_ARG(table->owner), column + 1);
        return FEEL_NULL_VALUE;
    }
    return fitted;
}

static FeelValue no_rule(const Table *table, const Eval *eval, const FeelValue *frame) {
    if (!table->has_default) {
        if (eval->is_strict) {
            eval_report(eval, table->line, STR_FMT ": no rule of the decision table matches",
                        STR_ARG(table->owner));
        }
        return FEEL_NULL_VALUE;
    }
    Arena *arena = eval->run->arena;
    FeelValue *values = arena_alloc(arena, table->output_count, sizeof *values);
    for (size_t i = 0; i < table->output_count; i++) {
        values[i] = checked_output(table, i, eval, frame, &table->outputs[i].default_entry);
    }
    return hits_row(table, values, arena);
}

static FeelValue rules_result(const Table *table, const Eval *eval, const FeelValue *frame,
                              Hits *hits) {
    if (table->policy == HIT_UNIQUE && hits->count > 1) {
        eval_report(eval, table->rules[hits->rules[1]].line,
                    STR_FMT ": rules %u and %u both match; hit policy UNIQUE allows one",
                    STR_ARG(table->owner), hits->rules[0] + 1, hits->rules[1] + 1);
        return FEEL_NULL_VALUE;
    }
    FeelValue *values =
        arena_alloc(eval->run->arena, hits->count * table->output_count, sizeof *values);
    for (size_t i = 0; i < hits->count; i++) {
        const Rule *rule = &table->rules[hits->rules[i]];
        for (size_t k = 0; k < table->output_count; k++) {
            values[i * table->output_count + k] =
                checked_output(table, k, eval, frame, &rule->outputs[k]);
        }
    }
    hits->values = values;
    return hits_result(table, hits, eval);
}

FeelValue eval_table(const Expression *expression, const Eval *eval, FeelValue *frame) {
    enum { RULES_ON_STACK = 64 };
    const Table *table = expression->table;
    FeelValue *inputs = &frame[expression->slot];
    if (!take_inputs(table, eval, frame, inputs)) {
        return FEEL_NULL_VALUE;
    }
    uint32_t few[RULES_ON_STACK];
    uint32_t *rules = few;
    if (table->rule_count > RULES_ON_STACK) {
        rules = arena_alloc(eval->run->arena, table->rule_count, sizeof *rules);
    }
    Hits hits = {.rules = rules};
    hits.count = find_rules(table, eval, frame, inputs, rules);
    if (eval->run->trace != NULL) {
        trace_table(eval, table, inputs, &hits);
    }
    if (hits.count == 0) {
        return no_rule(table, eval, frame);
    }
    return rules_result(table, eval, frame, &hits);
}

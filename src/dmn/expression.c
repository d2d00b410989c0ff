// SPDX-License-Identifier: Apache-2.0
// Boxed expressions over a frame of values.
#include "base/check.h"
#include "dmn/eval.h"
#include <stdarg.h>
#include <string.h>

// A function value with what was in sight where it was defined.
typedef struct Closure {
    const Expression *function;
    Eval eval; // but the run, which each call brings along
    const FeelValue *captured;
} Closure;

void eval_report(const Eval *eval, int line, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    feel_report_list(eval->run, NULL, (FeelPlace){.line = line, .column = 1}, format, arguments);
    va_end(arguments);
}

bool eval_spend(const Eval *eval, int line) {
    FeelRun *run = eval->run;
    uint64_t step_limit = run->step_limit == 0 ? FEEL_STEP_LIMIT_DEFAULT : run->step_limit;
    size_t memory_limit = run->memory_limit == 0 ? FEEL_MEMORY_LIMIT_DEFAULT : run->memory_limit;
    run->steps++;
    if (run->steps <= step_limit && run->arena->used <= memory_limit) {
        return true;
    }
    eval_report(eval, line, "the evaluation takes more steps or memory than it is allowed");
    return false;
}

FeelValue code_run(const Code *code, const Eval *eval, const FeelValue *frame) {
    if (code->slot != 0) {
        return frame[code->slot - 1];
    }
    if (code->program != NULL) {
        return feel_run(code->program, eval->run, frame);
    }
    if (code->failure.length > 0) {
        eval_report(eval, code->line, STR_FMT, STR_ARG(code->failure));
    }
    return FEEL_NULL_VALUE;
}

bool code_accepts_slowly(const Code *code, const Eval *eval, const FeelValue *frame,
                         FeelValue value) {
    bool accepts = false;
    if (code->simple != NULL && simple_test_run(code->simple, value, &accepts)) {
        return accepts;
    }
    if (code->program == NULL) {
        if (code->failure.length > 0) {
            eval_report(eval, code->line, STR_FMT, STR_ARG(code->failure));
        }
        return code->failure.length == 0;
    }
    FeelValue answer = feel_run_test(code->program, eval->run, frame, value);
    return answer.kind == FEEL_BOOLEAN && answer.number != 0;
}

static bool is_true(FeelValue value) {
    return value.kind == FEEL_BOOLEAN && value.number != 0;
}

static FeelValue run_entry(const Variable *variable, const Expression *part, const Eval *eval,
                           FeelValue *frame) {
    DmnNode *node = trace_open(eval, DMN_NODE_ENTRY, variable, variable->name, variable->line);
    FeelValue value = eval_expression(part, eval, frame);
    if (!type_coerce(variable->type, eval, value, &value)) {
        eval_report(eval, variable->line, "entry '" STR_FMT "' is not of type '" STR_FMT "'",
                    STR_ARG(variable->name), STR_ARG(variable->type_reference));
        value = FEEL_NULL_VALUE;
    }
    trace_close(eval, node, value);
    return value;
}

static FeelValue run_context(const Expression *expression, const Eval *eval, FeelValue *frame) {
    Arena *arena = eval->run->arena;
    size_t count = expression->part_count;
    FeelEntry *entries = arena_alloc(arena, count, sizeof *entries);
    for (size_t i = 0; i < count; i++) {
        const Variable *variable = &expression->variables[i];
        FeelValue value = run_entry(variable, expression->parts[i], eval, frame);
        if (variable->name.length == 0) {
            return value; // the result entry, the last
        }
        frame[expression->slot + i] = value;
        entries[i] = (FeelEntry){variable->name, value};
    }
    return feel_context(arena, entries, count);
}

static FeelValue run_invocation(const Expression *expression, const Eval *eval, FeelValue *frame) {
    for (size_t i = 0; i < expression->part_count; i++) {
        // All parts first: an argument may itself be an invocation that uses the same places.
        frame[expression->slot + i] = FEEL_NULL_VALUE;
    }
    FeelValue *values = arena_alloc(eval->run->arena, expression->part_count, sizeof *values);
    for (size_t i = 0; i < expression->part_count; i++) {
        values[i] = eval_expression(expression->parts[i], eval, frame);
    }
    for (size_t i = 1; i < expression->part_count; i++) {
        const Variable *parameter = &expression->variables[i - 1];
        if (!type_coerce(parameter->type, eval, values[i], &values[i])) {
            eval_report(eval, parameter->line,
                        "argument '" STR_FMT "' is not of type '" STR_FMT "'",
                        STR_ARG(parameter->name), STR_ARG(parameter->type_reference));
            values[i] = FEEL_NULL_VALUE;
        }
    }
    memcpy(&frame[expression->slot], values, expression->part_count * sizeof *values);
    return code_run(&expression->code, eval, frame);
}

static FeelValue run_list(const Expression *expression, const Eval *eval, FeelValue *frame) {
    FeelValue *items = arena_alloc(eval->run->arena, expression->part_count, sizeof *items);
    for (size_t i = 0; i < expression->part_count; i++) {
        items[i] = eval_expression(expression->parts[i], eval, frame);
    }
    return feel_list(eval->run->arena, items, expression->part_count);
}

static FeelValue run_relation(const Expression *expression, const Eval *eval, FeelValue *frame) {
    Arena *arena = eval->run->arena;
    size_t width = expression->variable_count;
    FeelValue *rows = arena_alloc(arena, expression->part_count, sizeof *rows);
    FeelEntry *entries = arena_alloc(arena, width, sizeof *entries);
    for (size_t i = 0; i < expression->part_count; i++) {
        const Expression *row = expression->parts[i];
        for (size_t k = 0; k < width; k++) {
            const Variable *column = &expression->variables[k];
            FeelValue value = eval_expression(row->parts[k], eval, frame);
            if (!type_coerce(column->type, eval, value, &value)) {
                eval_report(eval, row->line, "column '" STR_FMT "' is not of type '" STR_FMT "'",
                            STR_ARG(column->name), STR_ARG(column->type_reference));
                value = FEEL_NULL_VALUE;
            }
            entries[k] = (FeelEntry){column->name, value};
        }
        rows[i] = feel_context(arena, entries, width);
    }
    return feel_list(arena, rows, expression->part_count);
}

static FeelValue run_call(const Expression *function, const Eval *eval, FeelValue *frame,
                          const FeelValue *captured, const FeelValue *arguments, size_t count) {
    if (function->slot > 0) {
        memcpy(frame, captured, function->slot * sizeof *frame);
    }
    for (size_t i = 0; i < function->variable_count && i < count; i++) {
        const Variable *parameter = &function->variables[i];
        FeelValue *place = &frame[function->slot + i];
        if (!type_coerce(parameter->type, eval, arguments[i], place)) {
            eval_report(eval, parameter->line,
                        "argument '" STR_FMT "' is not of type '" STR_FMT "'",
                        STR_ARG(parameter->name), STR_ARG(parameter->type_reference));
            return FEEL_NULL_VALUE;
        }
    }
    if (function->function_kind == FUNCTION_PMML) {
        eval_report(eval, function->line, "functions of kind %s are not supported", "PMML");
        return FEEL_NULL_VALUE;
    }
    if (function->part_count == 0) {
        return FEEL_NULL_VALUE;
    }
    FeelValue result = eval_expression(function->parts[0], eval, frame);
    return function->function_kind == FUNCTION_FEEL
               ? result
               : feel_call_external(eval->run, result, &frame[function->slot],
                                    function->variable_count);
}

FeelValue eval_call(const Expression *function, const Eval *eval, const FeelValue *captured,
                    const FeelValue *arguments, size_t count, DmnNode *node) {
    FeelValue *frame = arena_alloc(eval->run->arena, function->frame_size, sizeof *frame);
    if (node != NULL) {
        node->values = frame + function->slot;
    }
    return run_call(function, eval, frame, captured, arguments, count);
}

static FeelValue closure_call(const void *data, FeelRun *run, const FeelValue *arguments,
                              size_t count) {
    const Closure *closure = data;
    Eval eval = closure->eval;
    eval.run = run;
    DmnNode *node =
        trace_open(&eval, DMN_NODE_FUNCTION, closure->function, STR(""), closure->function->line);
    FeelValue result =
        eval_call(closure->function, &eval, closure->captured, arguments, count, node);
    trace_close(&eval, node, result);
    return result;
}

static FeelValue run_function(const Expression *expression, const Eval *eval,
                              const FeelValue *frame) {
    Arena *arena = eval->run->arena;
    FeelValue *captured = arena_alloc(arena, expression->slot, sizeof *captured);
    if (expression->slot > 0) {
        memcpy(captured, frame, expression->slot * sizeof *captured);
    }
    Closure *closure = arena_alloc(arena, 1, sizeof *closure);
    *closure = (Closure){expression, *eval, captured};
    closure->eval.run = NULL;
    return feel_function(arena, expression->parameter_names, expression->variable_count,
                         closure_call, closure);
}

static FeelValue run_conditional(const Expression *expression, const Eval *eval, FeelValue *frame) {
    FeelValue condition = eval_expression(expression->parts[0], eval, frame);
    if (condition.kind != FEEL_BOOLEAN && condition.kind != FEEL_NULL) {
        eval_report(eval, expression->line, "the condition is a %s, not a boolean",
                    feel_kind_name(condition.kind));
        return FEEL_NULL_VALUE;
    }
    return eval_expression(expression->parts[is_true(condition) ? 1 : 2], eval, frame);
}

// What is iterated over, as a list: a range becomes its numbers, a single value a list of one.
static bool take_domain(const Expression *expression, const Eval *eval, FeelValue *frame,
                        FeelValue *out_list) {
    FeelValue domain = eval_expression(expression->parts[0], eval, frame);
    if (domain.kind == FEEL_RANGE) {
        frame[expression->slot] = domain;
        domain = code_run(&expression->code, eval, frame);
    }
    if (domain.kind == FEEL_NULL) {
        return false;
    }
    *out_list = domain.kind == FEEL_LIST ? domain : feel_list(eval->run->arena, &domain, 1);
    return true;
}

static FeelValue run_filter(const Expression *expression, const Eval *eval, FeelValue *frame) {
    if (expression->code.line != 0) {
        frame[expression->slot] = eval_expression(expression->parts[0], eval, frame);
        return code_run(&expression->code, eval, frame);
    }
    FeelValue list = FEEL_NULL_VALUE;
    if (!take_domain(expression, eval, frame, &list)) {
        return FEEL_NULL_VALUE;
    }
    FeelValue *kept = arena_alloc(eval->run->arena, list.length, sizeof *kept);
    size_t count = 0;
    for (size_t i = 0; i < list.length; i++) {
        if (!eval_spend(eval, expression->line)) {
            return FEEL_NULL_VALUE;
        }
        frame[expression->slot] = feel_items(list)[i];
        if (is_true(eval_expression(expression->parts[1], eval, frame))) {
            kept[count++] = feel_items(list)[i];
        }
    }
    return feel_list(eval->run->arena, kept, count);
}

static FeelValue run_for(const Expression *expression, const Eval *eval, FeelValue *frame) {
    FeelValue list = FEEL_NULL_VALUE;
    if (!take_domain(expression, eval, frame, &list)) {
        return FEEL_NULL_VALUE;
    }
    Arena *arena = eval->run->arena;
    FeelValue *results = arena_alloc(arena, list.length, sizeof *results);
    for (size_t i = 0; i < list.length; i++) {
        if (!eval_spend(eval, expression->line)) {
            return FEEL_NULL_VALUE;
        }
        frame[expression->slot] = feel_items(list)[i];
        // The results so far do not change any more, so `partial` needs no copy of them.
        frame[expression->slot + 1] =
            (FeelValue){.kind = FEEL_LIST, .length = (uint32_t)i, .pointer = results};
        results[i] = eval_expression(expression->parts[1], eval, frame);
    }
    return feel_list(arena, results, list.length);
}

// some: true when one holds; every: false when one does not. A test that is null leaves the answer
// null unless another decides; a test that is no truth value at all spoils it.
static FeelValue run_quantified(const Expression *expression, const Eval *eval, FeelValue *frame) {
    FeelValue list = FEEL_NULL_VALUE;
    if (!take_domain(expression, eval, frame, &list)) {
        return FEEL_NULL_VALUE;
    }
    bool is_some = expression->kind == EXPRESSION_SOME;
    bool has_null = false;
    bool is_decided = false;
    for (size_t i = 0; i < list.length; i++) {
        if (!eval_spend(eval, expression->line)) {
            return FEEL_NULL_VALUE;
        }
        frame[expression->slot] = feel_items(list)[i];
        FeelValue answer = eval_expression(expression->parts[1], eval, frame);
        if (answer.kind == FEEL_NULL) {
            has_null = true;
        } else if (answer.kind != FEEL_BOOLEAN) {
            eval_report(eval, expression->line, "the test of item %zu gives a %s, not a boolean",
                        i + 1, feel_kind_name(answer.kind));
            return FEEL_NULL_VALUE;
        } else if (is_true(answer) == is_some) {
            is_decided = true;
        }
    }
    if (is_decided) {
        return feel_boolean(is_some);
    }
    return has_null ? FEEL_NULL_VALUE : feel_boolean(!is_some);
}

static FeelValue run_kind(const Expression *expression, const Eval *eval, FeelValue *frame) {
    switch (expression->kind) {
    case EXPRESSION_LITERAL: return code_run(&expression->code, eval, frame);
    case EXPRESSION_TABLE: return eval_table(expression, eval, frame);
    case EXPRESSION_CONTEXT: return run_context(expression, eval, frame);
    case EXPRESSION_INVOCATION: return run_invocation(expression, eval, frame);
    case EXPRESSION_LIST: return run_list(expression, eval, frame);
    case EXPRESSION_RELATION: return run_relation(expression, eval, frame);
    case EXPRESSION_FUNCTION: return run_function(expression, eval, frame);
    case EXPRESSION_CONDITIONAL: return run_conditional(expression, eval, frame);
    case EXPRESSION_FILTER: return run_filter(expression, eval, frame);
    case EXPRESSION_FOR: return run_for(expression, eval, frame);
    case EXPRESSION_SOME:
    case EXPRESSION_EVERY: return run_quantified(expression, eval, frame);
    }
    return FEEL_NULL_VALUE;
}

static FeelValue run_fitted(const Expression *expression, const Eval *eval, FeelValue *frame) {
    FeelValue value = run_kind(expression, eval, frame);
    FeelValue fitted = value;
    if (!type_coerce(expression->type, eval, value, &fitted)) {
        eval_report(eval, expression->line, "a %s is not of type '" STR_FMT "'",
                    feel_kind_name(value.kind), STR_ARG(expression->type_reference));
        return FEEL_NULL_VALUE;
    }
    return fitted;
}

static FeelValue run_traced(const Expression *expression, const Eval *eval, FeelValue *frame) {
    static const DmnNodeKind KINDS[] = {
        [EXPRESSION_LITERAL] = DMN_NODE_LITERAL,
        [EXPRESSION_TABLE] = DMN_NODE_TABLE,
        [EXPRESSION_CONTEXT] = DMN_NODE_CONTEXT,
        [EXPRESSION_INVOCATION] = DMN_NODE_INVOCATION,
        [EXPRESSION_LIST] = DMN_NODE_LIST,
        [EXPRESSION_RELATION] = DMN_NODE_RELATION,
        [EXPRESSION_FUNCTION] = DMN_NODE_DEFINITION,
        [EXPRESSION_CONDITIONAL] = DMN_NODE_CONDITIONAL,
        [EXPRESSION_FILTER] = DMN_NODE_FILTER,
        [EXPRESSION_FOR] = DMN_NODE_FOR,
        [EXPRESSION_SOME] = DMN_NODE_SOME,
        [EXPRESSION_EVERY] = DMN_NODE_EVERY,
    };
    bool is_literal = expression->kind == EXPRESSION_LITERAL;
    const void *origin = is_literal                             ? (const void *)&expression->code
                         : expression->kind == EXPRESSION_TABLE ? (const void *)expression->table
                                                                : expression;
    DmnNode *node = trace_open(eval, KINDS[expression->kind], origin, STR(""), expression->line);
    if (is_literal) {
        trace_literal(eval, node, &expression->code, frame);
    }
    FeelValue result = run_fitted(expression, eval, frame);
    trace_close(eval, node, result);
    return result;
}

FeelValue eval_expression(const Expression *expression, const Eval *eval, FeelValue *frame) {
    if (expression == NULL) {
        return FEEL_NULL_VALUE;
    }
    if (eval->run->boxes >= MODEL_BOXES_MAX) {
        eval_report(eval, expression->line, "more than %d boxed expressions one within the other",
                    (int)MODEL_BOXES_MAX);
        return FEEL_NULL_VALUE;
    }
    eval->run->boxes++;
    FeelValue result = eval->run->trace == NULL ? run_fitted(expression, eval, frame)
                                                : run_traced(expression, eval, frame);
    eval->run->boxes--;
    return result;
}

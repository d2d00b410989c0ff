// SPDX-License-Identifier: Apache-2.0
// Boxed expressions, types and calls of knowledge models, as dmn/ evaluates them.
#include "base/check.h"
#include "plan/build.h"
#include <string.h>

static Term none(void) {
    return term_of(TERM_NONE, NODE_FALSE, NODE_FALSE);
}

TermKind term_kind_of(FeelKind kind) {
    switch (kind) {
    case FEEL_BOOLEAN: return TERM_BOOLEAN;
    case FEEL_NUMBER: return TERM_NUMBER;
    case FEEL_STRING: return TERM_STRING;
    case FEEL_DATE: return TERM_DATE;
    case FEEL_DAYS_DURATION: return TERM_SECONDS;
    case FEEL_MONTHS_DURATION: return TERM_MONTHS;
    case FEEL_CONTEXT: return TERM_CONTEXT;
    case FEEL_NULL:
    case FEEL_TIME:
    case FEEL_DATE_TIME:
    case FEEL_LIST:
    case FEEL_RANGE:
    case FEEL_FUNCTION: break;
    }
    return TERM_NONE;
}

// A list of the kind that the type lists, without further tests.
static bool takes_list(const Builder *builder, Term list, const Type *type) {
    FeelKind kind = FEEL_NULL;
    bool is_list = false;
    for (; type != NULL && type->kind != TYPE_ANYTHING; type = type->of) {
        bool has_tests = type->allowed.line != 0 || type->constraint.line != 0;
        if (has_tests || (type->kind != TYPE_BASE && type->kind != TYPE_ALIAS)) {
            return false;
        }
        is_list = is_list || type->is_list || type->base == FEEL_LIST;
        kind = type->kind == TYPE_BASE ? type->base : kind;
    }
    PlanKind items = builder->inputs[list.input].kind;
    bool is_same = kind == FEEL_NULL || kind == FEEL_LIST || term_kind_of(kind) == (TermKind)items;
    return is_same && (is_list || kind == FEEL_NULL);
}

// Where a value that is not null passes the tests of the type.
static NodeId passes(Builder *builder, Term value, const Type *type) {
    static const Frame NOTHING = {0};
    if (type == NULL || type->kind == TYPE_ANYTHING ||
        (value.kind == TERM_LIST && takes_list(builder, value, type))) {
        return NODE_TRUE;
    }
    bool is_other = type->is_list || type->kind == TYPE_CONTEXT || type->kind == TYPE_FUNCTION ||
                    (type->kind == TYPE_BASE && term_kind_of(type->base) != value.kind);
    if (is_other) {
        (void)build_refuse(builder, "值的类型与声明的不同",
                           "the value is not of the declared type");
        return NODE_FALSE;
    }
    NodeId inner = type->kind == TYPE_ALIAS ? passes(builder, value, type->of) : NODE_TRUE;
    NodeId allowed = build_test(builder, &NOTHING, &type->allowed, value);
    NodeId constraint = build_test(builder, &NOTHING, &type->constraint, value);
    return build_and(builder, inner, build_and(builder, allowed, constraint));
}

// Narrows the range to where the test can be true of the value.
static void narrow(const Graph *graph, NodeId test, NodeId value, Range *range) {
    const Node *node = &graph->nodes[test];
    int64_t end = 0;
    if (node->op == OP_AND) {
        narrow(graph, node->operands[0], value, range);
        narrow(graph, node->operands[1], value, range);
    } else if (node->op == OP_LESS || node->op == OP_LESS_EQUAL) {
        int64_t open = node->op == OP_LESS ? 1 : 0;
        if (node->operands[0] == value && graph_is_constant(graph, node->operands[1], &end)) {
            range->high = end - open < range->high ? end - open : range->high;
        } else if (node->operands[1] == value &&
                   graph_is_constant(graph, node->operands[0], &end)) {
            range->low = end + open > range->low ? end + open : range->low;
        }
    }
}

// Where a value is forbidden it is null, and any number within the range does for it: with that all
// that is made of it stays within its own. Blocks without such a value have no use for it.
static NodeId keep_within(Builder *builder, NodeId value, NodeId fits) {
    Graph *graph = &builder->graph;
    Range range = {-(Int128)INT64_MAX, INT64_MAX};
    narrow(graph, fits, value, &range);
    if (range.low > range.high) {
        return value;
    }
    if (range.low > -INT64_MAX) {
        value = graph_add2(graph, OP_MAX, value, graph_constant(graph, (int64_t)range.low));
    }
    return range.high < INT64_MAX
               ? graph_add2(graph, OP_MIN, value, graph_constant(graph, (int64_t)range.high))
               : value;
}

Term build_fit(Builder *builder, Term value, const Type *type) {
    if (builder->has_failed || term_is_none(value)) {
        return none();
    }
    if (value.kind == TERM_NULL || type == NULL) {
        return value;
    }
    NodeId fits = passes(builder, value, type);
    build_trouble(builder, graph_add2(&builder->graph, OP_AND_NOT, value.known, fits));
    value.known = builder->is_strict ? value.known : build_and(builder, value.known, fits);
    if (value.kind == TERM_BOOLEAN) {
        return term_truth(build_and(builder, value.node, value.known), value.known);
    }
    if (value.kind <= TERM_MONTHS && value.divisor == NODE_NONE) {
        value.node = keep_within(builder, value.node, fits);
        number_note(builder, value.node, value.scale);
    }
    return value;
}

static void put(Frame *frame, size_t slot, Term value) {
    CHECK(slot < frame->count);
    frame->values[slot] = value;
}

static Term build_context(Builder *builder, Frame *frame, const Expression *expression) {
    TermField *fields = arena_alloc(builder->arena, expression->part_count, sizeof *fields);
    for (size_t i = 0; i < expression->part_count; i++) {
        const Variable *variable = &expression->variables[i];
        Term value = build_expression(builder, frame, expression->parts[i]);
        value = build_fit(builder, value, variable->type);
        if (term_is_none(value) || variable->name.length == 0) {
            return value;
        }
        put(frame, expression->slot + i, value);
        fields[i] = (TermField){variable->name, value};
    }
    Term context = term_of(TERM_CONTEXT, NODE_FALSE, NODE_TRUE);
    context.fields = fields;
    context.field_count = expression->part_count;
    return context;
}

static Term build_conditional(Builder *builder, Frame *frame, const Expression *expression) {
    NodeId outer = builder->active;
    Term condition = build_expression(builder, frame, expression->parts[0]);
    builder->line = expression->line;
    builder->code = NULL;
    if (condition.kind != TERM_BOOLEAN && condition.kind != TERM_NULL) {
        return term_is_none(condition)
                   ? condition
                   : build_refuse(builder, "条件不是真或假", "the condition is not a truth value");
    }
    builder->active = build_and(builder, outer, condition.node);
    Term then = build_expression(builder, frame, expression->parts[1]);
    builder->active = graph_add2(&builder->graph, OP_AND_NOT, outer, condition.node);
    Term otherwise = build_expression(builder, frame, expression->parts[2]);
    builder->active = outer;
    builder->line = expression->line;
    builder->code = NULL;
    return term_select(builder, condition.node, then, otherwise);
}

// The arguments lie in the frame where the generated call finds them.
static Term build_invocation(Builder *builder, Frame *frame, const Expression *expression) {
    Term *values = arena_alloc(builder->arena, expression->part_count, sizeof *values);
    for (size_t i = 0; i < expression->part_count; i++) {
        values[i] = build_expression(builder, frame, expression->parts[i]);
        if (i > 0) {
            values[i] = build_fit(builder, values[i], expression->variables[i - 1].type);
        }
        if (term_is_none(values[i])) {
            return none();
        }
    }
    for (size_t i = 0; i < expression->part_count; i++) {
        put(frame, expression->slot + i, values[i]);
    }
    return build_code(builder, frame, &expression->code);
}

static Term build_kind(Builder *builder, Frame *frame, const Expression *expression) {
    NodeId rule = NODE_NONE;
    switch (expression->kind) {
    case EXPRESSION_LITERAL: return build_code(builder, frame, &expression->code);
    case EXPRESSION_TABLE: return build_table(builder, frame, expression->table, &rule);
    case EXPRESSION_CONTEXT: return build_context(builder, frame, expression);
    case EXPRESSION_CONDITIONAL: return build_conditional(builder, frame, expression);
    case EXPRESSION_INVOCATION: return build_invocation(builder, frame, expression);
    case EXPRESSION_LIST:
    case EXPRESSION_RELATION:
    case EXPRESSION_FUNCTION:
    case EXPRESSION_FILTER:
    case EXPRESSION_FOR:
    case EXPRESSION_SOME:
    case EXPRESSION_EVERY: break;
    }
    builder->line = expression->line;
    builder->code = NULL;
    return build_refuse(builder, "整列计算没有框式的列表、关系表、函数、筛选和循环",
                        "programs over columns have no boxed lists, relations, functions, filters "
                        "and loops");
}

Term build_expression(Builder *builder, Frame *frame, const Expression *expression) {
    if (builder->has_failed) {
        return none();
    }
    if (expression == NULL) {
        return term_null();
    }
    Term value = build_kind(builder, frame, expression);
    return build_fit(builder, value, expression->type);
}

static Term function_term(const Element *knowledge) {
    Term function = term_of(TERM_FUNCTION, NODE_FALSE, NODE_TRUE);
    function.element = knowledge;
    return function;
}

// What a knowledge model sees before its parameters: other knowledge models, and itself. What calls
// itself ends at PLAN_CALLS_MAX: the first call beyond refuses the decision, and building stops.
static Frame captured_frame(Builder *builder, const Element *knowledge) {
    const Expression *function = knowledge->logic;
    Frame frame = {.owner = knowledge};
    frame.count = function->frame_size + function->slot + function->variable_count;
    frame.values = arena_alloc(builder->arena, frame.count, sizeof *frame.values);
    for (size_t i = 0; i < knowledge->requirement_count; i++) {
        put(&frame, i, function_term(&builder->model->elements[knowledge->sources[i].element]));
    }
    if (knowledge->sees_itself) {
        put(&frame, knowledge->requirement_count, function_term(knowledge));
    }
    return frame;
}

Term build_call(Builder *builder, const Element *knowledge, const Term *arguments, size_t count) {
    const Expression *function = knowledge->logic;
    bool is_callable = knowledge->kind == ELEMENT_KNOWLEDGE && function != NULL &&
                       function->kind == EXPRESSION_FUNCTION &&
                       function->function_kind == FUNCTION_FEEL && function->part_count > 0;
    if (!is_callable || builder->depth >= PLAN_CALLS_MAX) {
        return build_refuse(builder, "调用的层次太深，或被调用的不是用 FEEL 写的",
                            "calls go too deep, or what is called is not written in FEEL");
    }
    Frame frame = captured_frame(builder, knowledge);
    const Code *code = builder->code;
    const Ast *ast = builder->ast;
    NodeId outer = builder->active;
    NodeId given = NODE_TRUE; // an argument of another type: the whole call is null
    for (size_t i = 0; i < count; i++) {
        Term fitted = build_fit(builder, arguments[i], function->variables[i].type);
        NodeId misfit = graph_add2(&builder->graph, OP_AND_NOT, arguments[i].known, fitted.known);
        given = graph_add2(&builder->graph, OP_AND_NOT, given, misfit);
        put(&frame, function->slot + i, fitted);
    }
    builder->active = build_and(builder, outer, given);
    builder->depth++;
    Term result = build_expression(builder, &frame, function->parts[0]);
    builder->depth--;
    const Type *type = knowledge->variable.type;
    result =
        build_fit(builder, result, type != NULL && type->kind == TYPE_FUNCTION ? type->of : type);
    builder->active = outer;
    builder->code = code;
    builder->ast = ast;
    return term_is_none(result) ? result : term_select(builder, given, result, term_null());
}

// SPDX-License-Identifier: Apache-2.0
// Divided too early: a quotient that decimals cannot hold is rounded at its 34th digit, and when it
// is calculated with before the amount is rounded, a whole yuan can come of it. Follows quotients
// through boxed expressions, knowledge models and from decision to decision.
#include "analysis/flow.h"
#include "base/check.h"
#include <string.h>

enum { CALLS_MAX = 16 };

static Flow flow_expression(FlowCheck *check, FlowFrame *frame, const Expression *expression);

static Flow *flow_keep(FlowCheck *check, Flow flow) {
    Flow *kept = arena_alloc(check->checker->scratch, 1, sizeof *kept);
    *kept = flow;
    return kept;
}

static Flow list_of(FlowCheck *check, Flow item) {
    return (Flow){.item = flow_keep(check, item)};
}

static void put(FlowFrame *frame, size_t slot, Flow flow) {
    if (slot < frame->count) {
        frame->values[slot] = flow;
    }
}

static Flow flow_table(FlowCheck *check, FlowFrame *frame, const Table *table) {
    Arena *arena = check->checker->scratch;
    FlowField *fields = arena_alloc(arena, table->output_count, sizeof *fields);
    for (size_t i = 0; i < table->input_count; i++) {
        (void)flow_code(check, frame, &table->inputs[i].expression, false);
    }
    for (size_t i = 0; i < table->output_count; i++) {
        Flow joined = flow_code(check, frame, &table->outputs[i].default_entry, false);
        for (size_t k = 0; k < table->rule_count; k++) {
            FlowFrame cell = *frame;
            cell.rule = k + 1;
            cell.column = i + 1;
            cell.is_output = true;
            joined = flow_join(arena, joined,
                               flow_code(check, &cell, &table->rules[k].outputs[i], false));
        }
        fields[i] = (FlowField){table->outputs[i].name, flow_keep(check, joined)};
    }
    for (size_t i = 0; i < table->rule_count * table->input_count; i++) {
        FlowFrame cell = *frame;
        cell.rule = i / table->input_count + 1;
        cell.column = i % table->input_count + 1;
        (void)flow_code(check, &cell, &table->rules[cell.rule - 1].tests[cell.column - 1], true);
    }
    return table->output_count == 1 ? *fields[0].flow
                                    : (Flow){.fields = fields, .field_count = table->output_count};
}

static Flow flow_context(FlowCheck *check, FlowFrame *frame, const Expression *expression) {
    FlowField *fields =
        arena_alloc(check->checker->scratch, expression->part_count, sizeof *fields);
    size_t count = 0;
    for (size_t i = 0; i < expression->part_count; i++) {
        Flow flow = flow_expression(check, frame, expression->parts[i]);
        Str name = i < expression->variable_count ? expression->variables[i].name : STR("");
        put(frame, expression->slot + i, flow);
        if (name.length == 0) {
            return flow; // the result of the context
        }
        fields[count++] = (FlowField){name, flow_keep(check, flow)};
    }
    return (Flow){.fields = fields, .field_count = count};
}

// The arguments lie in the frame where the generated call `f(a: _argument_1_)` looks for them.
static Flow flow_invocation(FlowCheck *check, FlowFrame *frame, const Expression *expression) {
    for (size_t i = 0; i < expression->part_count; i++) {
        put(frame, expression->slot + i, flow_expression(check, frame, expression->parts[i]));
    }
    return flow_code(check, frame, &expression->code, false);
}

static Flow flow_function(FlowCheck *check, const FlowFrame *outer, const Expression *function,
                          const Flow *arguments, size_t count) {
    FlowFrame frame = *outer;
    frame.count = function->frame_size + function->slot + function->variable_count;
    frame.values = arena_alloc(check->checker->scratch, frame.count, sizeof(Flow));
    size_t shared = outer->count < function->slot ? outer->count : function->slot;
    if (shared > 0) {
        memcpy(frame.values, outer->values, shared * sizeof(Flow));
    }
    for (size_t i = 0; i < function->variable_count; i++) {
        put(&frame, function->slot + i, arguments != NULL && i < count ? arguments[i] : (Flow){0});
    }
    bool has_body = function->part_count > 0 && function->function_kind == FUNCTION_FEEL;
    return has_body ? flow_expression(check, &frame, function->parts[0]) : (Flow){0};
}

static Flow flow_parts(FlowCheck *check, FlowFrame *frame, const Expression *expression) {
    Flow joined = {0};
    for (size_t i = 0; i < expression->part_count; i++) {
        joined = flow_join(check->checker->scratch, joined,
                           flow_expression(check, frame, expression->parts[i]));
    }
    return joined;
}

static Flow flow_iteration(FlowCheck *check, FlowFrame *frame, const Expression *expression) {
    Flow list = flow_expression(check, frame, expression->parts[0]);
    put(frame, expression->slot, list.item != NULL ? *list.item : (Flow){0});
    Flow body = flow_expression(check, frame, expression->parts[1]);
    return expression->kind == EXPRESSION_FOR ? list_of(check, body) : (Flow){0};
}

static Flow flow_conditional(FlowCheck *check, FlowFrame *frame, const Expression *expression) {
    (void)flow_expression(check, frame, expression->parts[0]);
    return flow_join(check->checker->scratch, flow_expression(check, frame, expression->parts[1]),
                     flow_expression(check, frame, expression->parts[2]));
}

static Flow flow_expression(FlowCheck *check, FlowFrame *frame, const Expression *expression) {
    if (expression == NULL) {
        return (Flow){0};
    }
    switch (expression->kind) {
    case EXPRESSION_LITERAL: return flow_code(check, frame, &expression->code, false);
    case EXPRESSION_TABLE: return flow_table(check, frame, expression->table);
    case EXPRESSION_CONTEXT: return flow_context(check, frame, expression);
    case EXPRESSION_INVOCATION: return flow_invocation(check, frame, expression);
    case EXPRESSION_LIST: return list_of(check, flow_parts(check, frame, expression));
    case EXPRESSION_FUNCTION:
        (void)flow_function(check, frame, expression, NULL, 0);
        return (Flow){0};
    case EXPRESSION_CONDITIONAL: return flow_conditional(check, frame, expression);
    case EXPRESSION_FILTER: return flow_expression(check, frame, expression->parts[0]);
    case EXPRESSION_FOR:
    case EXPRESSION_SOME:
    case EXPRESSION_EVERY: return flow_iteration(check, frame, expression);
    case EXPRESSION_RELATION: break;
    }
    (void)flow_parts(check, frame, expression);
    return (Flow){0};
}

// ---- elements -----------------------------------------------------------------------------------
typedef struct ElementFlows {
    FlowCheck check; // first: callbacks get a pointer to it
    Flow *flows;     // per element, of its result
    bool *are_known;
} ElementFlows;

static Flow element_flow(ElementFlows *all, size_t at);

static FlowFrame element_frame(ElementFlows *all, const Element *element) {
    const DmnModel *model = all->check.checker->model;
    FlowFrame frame = {.owner = element};
    frame.count = element->frame_size + element->requirement_count;
    frame.values = arena_alloc(all->check.checker->scratch, frame.count, sizeof(Flow));
    for (size_t i = 0; i < element->requirement_count; i++) {
        size_t required = element->requirements[i].element;
        if (model->elements[required].kind == ELEMENT_DECISION) {
            frame.values[i] = element_flow(all, required);
        }
    }
    return frame;
}

static Flow call_knowledge(FlowCheck *check, const Element *knowledge, const Flow *arguments,
                           size_t count) {
    ElementFlows *all = (ElementFlows *)check;
    if (check->depth >= CALLS_MAX || check->called_bytes > FLOW_CALLED_BYTES_MAX) {
        return (Flow){0};
    }
    check->depth++;
    FlowFrame frame = element_frame(all, knowledge);
    Flow result = flow_function(check, &frame, knowledge->logic, arguments, count);
    check->depth--;
    return result;
}

static Flow element_flow(ElementFlows *all, size_t at) {
    const Element *element = &all->check.checker->model->elements[at];
    if (!all->are_known[at]) {
        all->are_known[at] = true;
        FlowFrame frame = element_frame(all, element);
        all->flows[at] = flow_expression(&all->check, &frame, element->logic);
    }
    return all->flows[at];
}

static void report_stopped(Checker *checker) {
    Finding *finding = checker_find(checker, FINDING_stopped, NULL, 1);
    finding_say(checker->report, finding,
                "业务知识模型层层相互调用，先除后算只查了一部分；少调用几次就能查完",
                "business knowledge models call each other so often that amounts divided too early "
                "were looked for in a part of them only; call them less often to have all checked");
}

void check_quotients(Checker *checker) {
    size_t count = checker->model->element_count;
    ElementFlows all = {.check = {.checker = checker, .call = call_knowledge}};
    all.flows = arena_alloc(checker->scratch, count, sizeof(Flow));
    all.are_known = arena_alloc(checker->scratch, count, sizeof(bool));
    for (size_t i = 0; i < count; i++) {
        (void)element_flow(&all, i);
    }
    if (all.check.called_bytes > FLOW_CALLED_BYTES_MAX) {
        report_stopped(checker);
    }
}

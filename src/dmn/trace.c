// SPDX-License-Identifier: Apache-2.0
// Recording: one small node for each thing that is evaluated, no words. Trees of any depth are
// walked along `next`, never built by copying.
#include "dmn/trace.h"
#include "base/check.h"
#include "dmn/eval.h"
#include <string.h>

static Arena *trace_arena(const DmnTrace *trace, const Eval *eval) {
    return trace->arena == NULL ? eval->run->arena : trace->arena;
}

void trace_start(DmnTrace *trace, const Eval *eval) {
    *trace = (DmnTrace){.arena = trace->arena,
                        .node_limit = trace->node_limit,
                        .model = eval->model,
                        .run = eval->run,
                        .is_strict = eval->is_strict};
}

static DmnNode *node_new(const Eval *eval, DmnNodeKind kind) {
    DmnTrace *trace = eval->run->trace;
    size_t limit = trace->node_limit == 0 ? DMN_TRACE_NODES_MAX : trace->node_limit;
    if (trace->node_count >= limit) {
        trace->is_cut = true;
        return NULL;
    }
    trace->node_count++;
    DmnNode *node = arena_alloc(trace_arena(trace, eval), 1, sizeof *node);
    node->kind = kind;
    node->first_error = (uint32_t)eval->run->error_count;
    if (trace->last != NULL) {
        trace->last->next = node;
    } else if (trace->open != NULL) {
        trace->open->first = node;
    } else {
        trace->first = node;
    }
    return node;
}

DmnNode *trace_open_slowly(const Eval *eval, DmnNodeKind kind, const void *origin, Str name,
                           int line) {
    DmnNode *node = node_new(eval, kind);
    if (node == NULL) {
        return NULL;
    }
    DmnTrace *trace = eval->run->trace;
    node->origin = origin;
    node->name = name;
    node->line = line;
    node->outer = trace->open;
    trace->open = node;
    trace->last = NULL;
    return node;
}

void trace_close_slowly(const Eval *eval, DmnNode *node, FeelValue result) {
    DmnTrace *trace = eval->run->trace;
    CHECK(trace->open == node);
    node->result = result;
    node->error_count = (uint32_t)eval->run->error_count - node->first_error;
    trace->open = node->outer;
    trace->last = node;
}

static const FeelValue *values_copy(const Eval *eval, const FeelValue *values, size_t count) {
    if (count == 0) {
        return NULL;
    }
    FeelValue *copy = arena_alloc(trace_arena(eval->run->trace, eval), count, sizeof *copy);
    memcpy(copy, values, count * sizeof *copy);
    return copy;
}

void trace_literal(const Eval *eval, DmnNode *node, const Code *code, const FeelValue *frame) {
    if (node == NULL) {
        return;
    }
    const uint32_t *inputs = NULL;
    size_t count = code->slot != 0 ? 1 : 0;
    if (code->program != NULL) {
        count = feel_inputs(code->program, &inputs);
    }
    if (count == 0) {
        return;
    }
    FeelValue *values = arena_alloc(trace_arena(eval->run->trace, eval), count, sizeof *values);
    for (size_t i = 0; i < count; i++) {
        values[i] = frame[code->slot != 0 ? code->slot - 1 : inputs[i]];
    }
    node->values = values;
}

void trace_table(const Eval *eval, const Table *table, const FeelValue *inputs, const Hits *hits) {
    DmnNode *node = eval->run->trace->open;
    if (node == NULL || node->origin != table) {
        return; // the trace was full
    }
    node->values = values_copy(eval, inputs, table->input_count);
    node->rule_count = (uint32_t)hits->count;
    node->is_default = hits->count == 0 && table->has_default;
    if (hits->count > 0) {
        uint32_t *rules =
            arena_alloc(trace_arena(eval->run->trace, eval), hits->count, sizeof *rules);
        memcpy(rules, hits->rules, hits->count * sizeof *rules);
        node->rules = rules;
    }
}

// ---- what a node read ---------------------------------------------------------------------------
static const FeelName *literal_name(const Code *code, size_t index) {
    const uint32_t *inputs = NULL;
    if (code->slot != 0) {
        return &code->scope->names[code->slot - 1];
    }
    (void)feel_inputs(code->program, &inputs);
    return &code->scope->names[inputs[index]];
}

static size_t literal_count(const Code *code) {
    const uint32_t *inputs = NULL;
    return code->slot != 0 ? 1 : code->program == NULL ? 0 : feel_inputs(code->program, &inputs);
}

// Functions are no data.
static size_t decision_value_count(const Element *decision) {
    size_t count = 0;
    for (size_t i = 0; i < decision->requirement_count; i++) {
        count += decision->sources[i].is_function ? 0 : 1;
    }
    return count;
}

static size_t requirement_of_read(const Element *decision, size_t index) {
    size_t at = 0;
    for (size_t left = index;; at++) {
        CHECK(at < decision->requirement_count);
        if (!decision->sources[at].is_function && left-- == 0) {
            return at;
        }
    }
}

static DmnRead decision_read(const DmnNode *node, size_t index) {
    const Element *decision = node->origin;
    size_t at = requirement_of_read(decision, index);
    return (DmnRead){decision->required_names[at], node->values[at]};
}

size_t dmn_node_read_count(const DmnNode *node) {
    if (node->values == NULL) {
        return 0;
    }
    switch (node->kind) {
    case DMN_NODE_DECISION: return decision_value_count(node->origin);
    case DMN_NODE_KNOWLEDGE:
    case DMN_NODE_FUNCTION: return ((const Expression *)node->origin)->variable_count;
    case DMN_NODE_SERVICE: return ((const Element *)node->origin)->parameter_count;
    case DMN_NODE_LITERAL: return literal_count(node->origin);
    case DMN_NODE_TABLE: return ((const Table *)node->origin)->input_count;
    default: return 0;
    }
}

DmnRead dmn_node_read(const DmnNode *node, size_t index) {
    CHECK(index < dmn_node_read_count(node));
    const Expression *function = node->origin;
    const Element *service = node->origin;
    const Table *table = node->origin;
    switch (node->kind) {
    case DMN_NODE_DECISION: return decision_read(node, index);
    case DMN_NODE_KNOWLEDGE:
    case DMN_NODE_FUNCTION: return (DmnRead){function->variables[index].name, node->values[index]};
    case DMN_NODE_SERVICE:
        return (DmnRead){service->parameter_names[index], node->values[service->parameters[index]]};
    case DMN_NODE_LITERAL:
        return (DmnRead){literal_name(node->origin, index)->name, node->values[index]};
    case DMN_NODE_TABLE: break;
    default: CHECK(false); break;
    }
    const InputClause *input = &table->inputs[index];
    return (DmnRead){str_trim(input->label.length > 0 ? input->label : input->expression.text),
                     node->values[index]};
}

// ---- finding ------------------------------------------------------------------------------------
const DmnNode *dmn_trace_parts(const DmnTrace *trace) {
    const DmnNode *first = trace->first;
    return first != NULL && first->kind == DMN_NODE_SERVICE ? first->first : first;
}

bool dmn_node_is_output(const DmnTrace *trace, const DmnNode *service, const DmnNode *part) {
    const Element *element = service->origin;
    for (size_t i = 0; i < element->requirement_count; i++) {
        const Requirement *requirement = &element->requirements[i];
        if (requirement->kind == SERVICE_OUTPUT &&
            part->origin == &trace->model->elements[requirement->element]) {
            return true;
        }
    }
    return false;
}

// A decision inside a call has its values from what that call was given.
static bool is_part(const DmnTrace *trace, const DmnNode *node) {
    return node->outer == NULL ||
           (node->outer == trace->first && node->outer->kind == DMN_NODE_SERVICE);
}

const DmnNode *dmn_node_read_source(const DmnTrace *trace, const DmnNode *node, size_t index) {
    if (node->kind != DMN_NODE_DECISION || !is_part(trace, node)) {
        return NULL;
    }
    const Element *decision = node->origin;
    size_t source = decision->sources[requirement_of_read(decision, index)].element;
    for (const DmnNode *other = dmn_trace_parts(trace); other != NULL; other = other->next) {
        if (other->origin == &trace->model->elements[source]) {
            return other;
        }
    }
    return NULL;
}

const DmnNode *dmn_trace_asked(const DmnTrace *trace) {
    return trace->last;
}

const DmnNode *dmn_node_table(const DmnNode *decision) {
    return decision->first != NULL && decision->first->next == NULL &&
                   decision->first->kind == DMN_NODE_TABLE
               ? decision->first
               : NULL;
}

Str dmn_node_rule_text(const DmnNode *table, size_t rule) {
    const Table *origin = table->origin;
    CHECK(table->kind == DMN_NODE_TABLE && rule < origin->rule_count);
    return origin->rules[rule].annotation;
}

const char *dmn_node_kind_name(DmnNodeKind kind) {
    static const char *const NAMES[] = {
        [DMN_NODE_INPUT] = "input",
        [DMN_NODE_DECISION] = "decision",
        [DMN_NODE_KNOWLEDGE] = "knowledge model",
        [DMN_NODE_SERVICE] = "decision service",
        [DMN_NODE_FUNCTION] = "function",
        [DMN_NODE_ENTRY] = "entry",
        [DMN_NODE_LITERAL] = "literal",
        [DMN_NODE_TABLE] = "table",
        [DMN_NODE_CONTEXT] = "context",
        [DMN_NODE_INVOCATION] = "invocation",
        [DMN_NODE_LIST] = "list",
        [DMN_NODE_RELATION] = "relation",
        [DMN_NODE_DEFINITION] = "definition",
        [DMN_NODE_CONDITIONAL] = "conditional",
        [DMN_NODE_FILTER] = "filter",
        [DMN_NODE_FOR] = "for",
        [DMN_NODE_SOME] = "some",
        [DMN_NODE_EVERY] = "every",
    };
    return NAMES[kind];
}

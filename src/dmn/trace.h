// SPDX-License-Identifier: Apache-2.0
#ifndef DMN_TRACE_H
#define DMN_TRACE_H
// What an evaluation did, as a tree: inputs and decisions in order, and inside each the boxed
// expressions and calls it made. Recorded only for who asks (dmn_decide with a trace), as pointers
// and values; words are made afterwards. Not here: where parameters come from (policy/).
// Invariants: tracing changes no result and no reason; a trace lives as long as its arena, the
// run's arena, and the model.
#include "feel/feel.h"

typedef struct DmnModel DmnModel;

typedef enum DmnNodeKind {
    DMN_NODE_INPUT,     // input data, as its type has it
    DMN_NODE_DECISION,  // read: what it requires
    DMN_NODE_KNOWLEDGE, // a call of a business knowledge model; read: its parameters
    DMN_NODE_SERVICE,   // a call of a decision service; read: its parameters
    DMN_NODE_FUNCTION,  // a call of a boxed function; read: its parameters
    DMN_NODE_ENTRY,     // an entry of a boxed context, or ("") its result
    DMN_NODE_LITERAL,   // FEEL text; read: the names it speaks of
    DMN_NODE_TABLE,     // read: the values of its input columns
    DMN_NODE_CONTEXT,
    DMN_NODE_INVOCATION,
    DMN_NODE_LIST,
    DMN_NODE_RELATION,
    DMN_NODE_DEFINITION, // a boxed function became a value
    DMN_NODE_CONDITIONAL,
    DMN_NODE_FILTER,
    DMN_NODE_FOR,
    DMN_NODE_SOME,
    DMN_NODE_EVERY,
} DmnNodeKind;

typedef struct DmnNode DmnNode;
struct DmnNode {
    DmnNodeKind kind;
    int line; // in the model's file
    Str name; // of the element or entry; "" when it has none
    FeelValue result;
    const DmnNode *first; // what was evaluated inside, in order
    const DmnNode *next;  // what came after it, inside the same
    // Tables: numbers from 0 of the rules that matched; none and is_default: the default output.
    const uint32_t *rules;
    uint32_t rule_count;
    bool is_default;
    bool is_skipped;      // strict mode: not evaluated, because something it requires is null
    uint32_t first_error; // those of run->errors that were recorded inside
    uint32_t error_count;
    // Only for dmn/: what it was made from, what it read, inside what it stands.
    const void *origin;
    const FeelValue *values;
    DmnNode *outer;
};

enum { DMN_TRACE_NODES_MAX = 100000 };
// Zeroed, or with the first two set, it is ready for one evaluation.
typedef struct DmnTrace {
    Arena *arena;      // for the nodes; NULL: the run's, where they count against its limit
    size_t node_limit; // 0: DMN_TRACE_NODES_MAX
    const DmnModel *model;
    const FeelRun *run;
    const DmnNode *first; // inputs, then decisions, the asked one last; or the asked service
    size_t node_count;
    bool is_strict;
    bool is_cut;   // there was more: nodes beyond the limit were left out
    DmnNode *open; // only for dmn/: inside which it goes on
    DmnNode *last; // only for dmn/: behind which
} DmnTrace;

// The values a node read, by name.
typedef struct DmnRead {
    Str name;
    FeelValue value;
} DmnRead;
size_t dmn_node_read_count(const DmnNode *node);
DmnRead dmn_node_read(const DmnNode *node, size_t index);

// Where a decision of the trace itself (not inside a call) has the value from: an input or another
// decision, or what the asked service is given; else NULL.
const DmnNode *dmn_node_read_source(const DmnTrace *trace, const DmnNode *node, size_t index);

// The asked decision or service: the last node; NULL before an evaluation.
const DmnNode *dmn_trace_asked(const DmnTrace *trace);
// The first of the inputs and decisions that were taken and made for it.
const DmnNode *dmn_trace_parts(const DmnTrace *trace);
// Whether that part of the service is one of its outputs.
bool dmn_node_is_output(const DmnTrace *trace, const DmnNode *service, const DmnNode *part);
// The table that gave a decision's result, NULL when its logic is none.
const DmnNode *dmn_node_table(const DmnNode *decision);
const char *dmn_node_kind_name(DmnNodeKind kind); // as in JSON: "decision", "table", ...
// Text of a table's rule: its annotation, "" when it has none.
Str dmn_node_rule_text(const DmnNode *table, size_t rule);

// ---- telling ------------------------------------------------------------------------------------
typedef struct DmnTelling {
    bool is_english;
    bool has_parts; // also the value of every part of an expression, which is run once more for it
    // Words around the value of an input data, "参数 " and " 元（依据……）", where it is told for
    // the first time and later; may be NULL.
    void (*describe)(const void *data, Str input, bool is_first, Text *before, Text *after);
    const void *data;
} DmnTelling;
// A JSON object: {"nodes": [...], "is_cut": bool, "missing": [...], "reasons": [...]};
// docs/decision-models.md has its form. Chinese and English are not chosen: it holds both where it
// holds sentences.
void dmn_trace_json(const DmnTrace *trace, const DmnTelling *telling, Text *out);
// Sentences, the asked decision first, then what it rests on.
void dmn_trace_words(const DmnTrace *trace, const DmnTelling *telling, Text *out);
#endif

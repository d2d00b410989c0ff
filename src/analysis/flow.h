// SPDX-License-Identifier: Apache-2.0
#ifndef ANALYSIS_FLOW_H
#define ANALYSIS_FLOW_H
// Where inexact quotients go: through an expression, a context, a call, from decision to decision.
// Not here: how boxed expressions hand them on (quotients.c).
#include "analysis/checker_private.h"

typedef struct Flow Flow;
typedef struct FlowField {
    Str name;
    Flow *flow;
} FlowField;
struct Flow {
    const Ast *division; // NULL: no quotient that is not exact
    const Code *code;    // where that division stands
    const Element *owner;
    Flow *item;              // of a list
    const FlowField *fields; // of a context
    size_t field_count;
};

// What an expression sees: the flow of every value of its frame.
typedef struct FlowFrame {
    const Element *owner;
    Flow *values;
    size_t count;
    size_t rule; // of a decision table, for messages
    size_t column;
    bool is_output;
} FlowFrame;

typedef struct FlowCheck FlowCheck;
// Calls the knowledge model that requirement `index` of the owner names.
typedef Flow (*FlowCall)(FlowCheck *check, const Element *knowledge, const Flow *arguments,
                         size_t count);
struct FlowCheck {
    Checker *checker;
    FlowCall call;
    int depth;
    size_t called_bytes; // of the texts that calls have led to, each time they did
};
// Calls of calls can be more than anybody waits for: from here on they are not followed.
enum { FLOW_CALLED_BYTES_MAX = 4 * 1024 * 1024 };

Flow flow_code(FlowCheck *check, const FlowFrame *frame, const Code *code, bool is_test);
Flow flow_join(Arena *arena, Flow a, Flow b);
// Whether the division has a rest in decimals: not by 2, 5, 10 ... or a factor of the dividend.
bool division_is_exact(Arena *arena, const Ast *division);
#endif

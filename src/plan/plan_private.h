// SPDX-License-Identifier: Apache-2.0
#ifndef PLAN_PLAN_PRIVATE_H
#define PLAN_PLAN_PRIVATE_H
// A compiled plan. Only for plan/.
#include "plan/build.h"

// What became of an asked decision, or of an element on the way to it.
typedef struct PlanDecision {
    bool is_built;
    bool is_refused;
    PlanRefusal refusal;
    size_t element;
    Term value;
    NodeId trouble; // where the interpreter decides
    NodeId rule;    // NODE_NONE: no table
    NodeId result;  // value.node, but 0 where the value is null
} PlanDecision;

struct VectorPlan {
    Arena arena;
    const DmnModel *model;
    bool is_strict;
    PlanInput *inputs;
    Graph graph;
    Str *words;
    size_t word_count;
    size_t *asked; // numbers of decisions in the model
    PlanDecision *decisions;
    size_t decision_count;
};
#endif

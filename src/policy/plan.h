// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_PLAN_H
#define POLICY_PLAN_H
// Decisions of a pack as programs over columns. Not here: where the columns come from, and
// decisions over scalars (decide.h). Invariant: a row whose inputs are all known gets what
// decider_decide answers for it, before the type of the result is asked for.
#include "plan/plan.h"
#include "policy/decide.h"

typedef struct PlannedDecision { // what a plan does not know of a decision
    const size_t *model_inputs;  // of each input of the binding: its column
    ScalarType result;           // as the fact of the decision declares it; NULL: as it comes
    Scalar when_unknown;         // answered instead of null, where the fact says so
} PlannedDecision;
PlannedDecision pack_planned(const Pack *pack, size_t binding);
size_t pack_plan_inputs(const Pack *pack, size_t binding); // columns that its plan takes

// Decisions of one model. inputs: one per column; those that the decisions do not read may be
// zeroed. False when one of them stays with the interpreter.
bool pack_plan(const Pack *pack, const size_t *bindings, size_t count, const PlanInput *inputs,
               VectorPlan **out_plan);
// Do two decisions, perhaps of two packs, answer alike whenever their inputs, in order, are alike?
// True for the same decision of models with the same bytes.
bool pack_plans_alike(const Pack *a, size_t binding_a, const Pack *b, size_t binding_b);
#endif

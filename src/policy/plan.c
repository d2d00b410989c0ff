// SPDX-License-Identifier: Apache-2.0
#include "policy/plan.h"

#include "base/check.h"
#include "policy/pack_private.h"
#include <string.h>

static const Binding *binding_at(const Pack *pack, size_t binding) {
    CHECK(binding < pack->binding_count);
    return &pack->bindings[binding];
}

PlannedDecision pack_planned(const Pack *pack, size_t binding) {
    const Binding *bound = binding_at(pack, binding);
    return (PlannedDecision){bound->model_inputs, bound->result, bound->when_unknown};
}

size_t pack_plan_inputs(const Pack *pack, size_t binding) {
    return dmn_input_count(pack->models[binding_at(pack, binding)->model]);
}

bool pack_plan(const Pack *pack, const size_t *bindings, size_t count, const PlanInput *inputs,
               VectorPlan **out_plan) {
    CLEANUP(arena_release) Arena arena = {0};
    size_t *decisions = arena_alloc(&arena, count + 1, sizeof *decisions);
    ModelKind model = binding_at(pack, bindings[0])->model;
    for (size_t i = 0; i < count; i++) {
        const Binding *bound = binding_at(pack, bindings[i]);
        CHECK(bound->model == model);
        decisions[i] = bound->decision;
    }
    PlanOptions options = {.is_strict = true, .inputs = inputs};
    VectorPlan *plan = plan_compile(pack->models[model], decisions, count, &options);
    for (size_t i = 0; i < count; i++) {
        if (plan_refusal(plan, i) != NULL) {
            plan_free(plan);
            return false;
        }
    }
    *out_plan = plan;
    return true;
}

bool pack_plans_alike(const Pack *a, size_t binding_a, const Pack *b, size_t binding_b) {
    const Binding *one = binding_at(a, binding_a);
    const Binding *other = binding_at(b, binding_b);
    return one->model == other->model && one->decision == other->decision &&
           one->result == other->result && scalar_is_same(one->when_unknown, other->when_unknown) &&
           memcmp(a->model_digests[one->model], b->model_digests[other->model],
                  MODEL_DIGEST_SIZE) == 0;
}

// SPDX-License-Identifier: Apache-2.0
// Deciding with inputs that are asked for one by one: those first that are cheap and may settle the
// answer alone.
#include "base/check.h"
#include "policy/decide_private.h"

// ---- the order, when the pack is bound

typedef enum Cost {
    COST_AT_HAND,  // parameters, the row, the clock
    COST_KEPT,     // from before the batch
    COST_PERSON,   // of one person, or the registry's
    COST_MEMBERS,  // of all members
    COST_DECISION, // of whatever that decision needs
} Cost;

static Cost cost_of(const Pack *pack, const Input *input) {
    switch (input->kind) {
    case INPUT_PARAMETER:
    case INPUT_ROW:
    case INPUT_CLOCK: return COST_AT_HAND;
    case INPUT_FACT_BEFORE: return COST_KEPT;
    case INPUT_FACT: break;
    }
    switch (pack->facts[input->index].aggregate) {
    case FACT_DECISION: return COST_DECISION;
    case FACT_MEMBERS_SUM:
    case FACT_MEMBERS_MAX:
    case FACT_MEMBERS_MIN:
    case FACT_MEMBERS_ANY:
    case FACT_MEMBERS_ALL: return COST_MEMBERS;
    case FACT_SUM:
    case FACT_COUNT:
    case FACT_MAX:
    case FACT_MIN:
    case FACT_LATEST:
    case FACT_DISTINCT:
    case FACT_BUILT_IN: break;
    }
    return COST_PERSON;
}

static Cost guard_cost(const Pack *pack, const Binding *binding, const Guard *guard) {
    Cost cost = COST_AT_HAND;
    for (size_t i = 0; i < guard->column.input_count; i++) {
        Cost of_input = cost_of(pack, &binding->public.inputs[guard->inputs[i]]);
        cost = of_input > cost ? of_input : cost;
    }
    return cost;
}

static size_t input_of(const Binding *binding, size_t model_input) {
    size_t input = 0;
    while (binding->model_inputs[input] != model_input) {
        input++;
        CHECK(input < binding->public.input_count); // it is among what the decision uses
    }
    return input;
}

static void order_add(Binding *binding, size_t *in_out_count, size_t input) {
    for (size_t i = 0; i < *in_out_count; i++) {
        if (binding->order[i] == input) {
            return;
        }
    }
    binding->order[(*in_out_count)++] = input;
}

// Cheap ones first, else in the order of the columns.
static void guard_add(const Pack *pack, Binding *binding, Guard guard) {
    Cost cost = guard_cost(pack, binding, &guard);
    size_t at = binding->guard_count++;
    while (at > 0 && guard_cost(pack, binding, &binding->guards[at - 1]) > cost) {
        binding->guards[at] = binding->guards[at - 1];
        at--;
    }
    binding->guards[at] = guard;
}

static void guards_take(const Pack *pack, Binding *binding, Arena *arena) {
    DmnGuard *columns = NULL;
    size_t count = dmn_guards(pack->models[binding->model], binding->decision, arena, &columns);
    binding->guards = arena_alloc(arena, count + 1, sizeof *binding->guards);
    for (size_t i = 0; i < count; i++) {
        Guard guard = {.column = columns[i]};
        guard.inputs = arena_alloc(arena, guard.column.input_count, sizeof *guard.inputs);
        for (size_t k = 0; k < guard.column.input_count; k++) {
            guard.inputs[k] = input_of(binding, guard.column.inputs[k]);
        }
        guard_add(pack, binding, guard);
    }
}

void bind_order(const Pack *pack, Binding *binding, Arena *arena) {
    size_t input_count = binding->public.input_count;
    size_t known = 0;
    binding->order = arena_alloc(arena, input_count + 1, sizeof *binding->order);
    if (binding->when_unknown.type == SCALAR_NULL) {
        guards_take(pack, binding, arena);
    }
    for (size_t i = 0; i < binding->guard_count; i++) {
        Guard *guard = &binding->guards[i];
        for (size_t k = 0; k < guard->column.input_count; k++) {
            order_add(binding, &known, guard->inputs[k]);
        }
        guard->known = known;
    }
    for (size_t i = 0; i < input_count; i++) {
        order_add(binding, &known, i);
    }
    while (binding->guard_count > 0 &&
           binding->guards[binding->guard_count - 1].known == input_count) {
        binding->guard_count--; // it would spare nothing
    }
}

// ---- asking

static bool excludes(Decider *decider, const Binding *binding, const Guard *guard,
                     const Scalar *inputs, Date clock) {
    FeelValue *values = decider->values[binding->model];
    for (size_t i = 0; i < guard->column.input_count; i++) {
        values[guard->column.inputs[i]] = value_to_feel(inputs[guard->inputs[i]]);
    }
    return dmn_guard_excludes(decider->pack->models[binding->model], binding->decision,
                              &guard->column, values, decider_start(decider, clock));
}

Scalar decider_ask(Decider *decider, size_t binding, InputAsk ask, void *context, Date clock,
                   Scalar *out_inputs) {
    const Binding *bound = decider_binding(decider, binding);
    size_t guard = 0;
    for (size_t known = 1; known <= bound->public.input_count; known++) {
        size_t input = bound->order[known - 1];
        out_inputs[input] = ask(context, input);
        if (out_inputs[input].type == SCALAR_NULL && bound->when_unknown.type == SCALAR_NULL) {
            return SCALAR_NONE;
        }
        for (; guard < bound->guard_count && bound->guards[guard].known == known; guard++) {
            if (excludes(decider, bound, &bound->guards[guard], out_inputs, clock)) {
                return SCALAR_NONE;
            }
        }
    }
    return decider_decide(decider, binding, out_inputs, clock, NULL);
}

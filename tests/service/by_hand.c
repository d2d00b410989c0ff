// SPDX-License-Identifier: Apache-2.0
#include "by_hand.h"

void base_release(ScreenBase **base) {
    screen_base_free(*base);
}

static void see(void *context, const ScreenedHousehold *screened) {
    Seen *seen = context;
    assert_true(screened->household.number < seen->count);
    ScreenedHousehold *kept = &seen->items[screened->household.number];
    *kept = *screened;
    kept->reason = arena_copy(seen->arena, screened->reason);
    kept->figures = NULL;
}

Seen screen(County *county, const Pack *pack, const Facts *facts, Date as_of) {
    size_t count = registry_household_count(facts_registry_const(facts)) + 1;
    Seen seen = {arena_alloc(&county->arena, count, sizeof *seen.items), count, &county->arena};
    monitor_screen_one_by_one(pack, facts, as_of, see, &seen);
    return seen;
}

Simulation simulate(County *county, const DraftRequest *draft, Date as_of) {
    Simulation simulation = {0};
    SimulationRequest request = {.draft = *draft, .as_of = as_of, .show_max = SIZE_MAX};
    assert_ok_in(county, simulation_run(county->service, &request, &simulation, &county->error));
    assert_int_equal(simulation.household_count, simulation.comparison.changed_count);
    return simulation;
}

static bool is_helped(Category category) {
    return category >= CATEGORY_DESTITUTE && category <= CATEGORY_RIGID_EXPENDITURE;
}

// The definition of docs/simulation.md, once more.
static Shift shift_by_hand(const ScreenedHousehold *before, const ScreenedHousehold *after) {
    bool was_unclear = before->category == CATEGORY_UNDETERMINED;
    bool is_unclear = after->category == CATEGORY_UNDETERMINED;
    if (was_unclear && is_unclear) {
        return SHIFT_NONE;
    }
    if (was_unclear) {
        return SHIFT_CLEAR;
    }
    if (is_unclear) {
        return SHIFT_UNCLEAR;
    }
    if (!is_helped(before->category) && is_helped(after->category)) {
        return SHIFT_ENTERS;
    }
    if (is_helped(before->category) && !is_helped(after->category)) {
        return SHIFT_LEAVES;
    }
    if (before->amount.fen < after->amount.fen) {
        return SHIFT_GAINS;
    }
    if (before->amount.fen > after->amount.fen) {
        return SHIFT_LOSES;
    }
    return before->category == after->category ? SHIFT_NONE : SHIFT_MOVES;
}

void assert_same_as_by_hand(County *county, const Simulation *simulation, const Seen *before,
                            const Seen *after) {
    int64_t shifts[SHIFT_COUNT] = {0};
    int64_t sums[2] = {0};
    int64_t households = 0;
    for (uint32_t i = 1; i < before->count; i++) {
        if (before->items[i].household.number != 0) {
            shifts[shift_by_hand(&before->items[i], &after->items[i])]++;
            sums[0] += before->items[i].amount.fen;
            sums[1] += after->items[i].amount.fen;
            households++;
        }
    }
    const ShiftTally *total = &simulation->comparison.total;
    assert_memory_equal(total->shifts, shifts, sizeof shifts);
    assert_int_equal(total->households, households);
    assert_int_equal(total->before.fen, sums[0]);
    assert_int_equal(total->after.fen, sums[1]);
    assert_int_equal(simulation->comparison.changed_count, households - shifts[SHIFT_NONE]);
    for (size_t i = 0; i < simulation->comparison.changed_count; i++) {
        const SimulatedHousehold *shown = &simulation->households[i];
        const ScreenedHousehold *old = &before->items[shown->household.number];
        const ScreenedHousehold *new = &after->items[shown->household.number];
        assert_int_equal(shown->shift, shift_by_hand(old, new));
        assert_int_not_equal(shown->shift, SHIFT_NONE);
        assert_int_equal(shown->before, old->category);
        assert_int_equal(shown->after, new->category);
        assert_int_equal(shown->amount_before.fen, old->amount.fen);
        assert_int_equal(shown->amount_after.fen, new->amount.fen);
        assert_int_equal(shown->registered, old->registered);
    }
    assert_true(county->service != NULL);
}

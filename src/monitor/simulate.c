// SPDX-License-Identifier: Apache-2.0
#include "monitor/simulate.h"
#include "base/check.h"
#include "base/memory.h"
#include <stdlib.h>

// ---- one pack

static uint32_t reason_number(Standings *standings, Str reason) {
    for (size_t i = 0; i < standings->reason_count; i++) {
        if (str_equal(standings->reasons[i], reason)) {
            return (uint32_t)i;
        }
    }
    if (standings->reason_count == REASONS_MAX) {
        return reason_number(standings, REASON_OTHERS);
    }
    standings->reasons = array_reserve(standings->reasons, standings->reason_count,
                                       &standings->reason_capacity, sizeof(Str));
    standings->reasons[standings->reason_count] = arena_copy(&standings->arena, reason);
    return (uint32_t)standings->reason_count++;
}

static void stand(void *context, const ScreenedHousehold *screened) {
    Standings *standings = context;
    CHECK(screened->household.number < standings->count);
    standings->items[screened->household.number] =
        (Standing){.amount = screened->amount,
                   .reason = reason_number(standings, screened->reason),
                   .category = (uint8_t)screened->category,
                   .registered = (uint8_t)screened->registered,
                   .finding = (uint8_t)screened->finding,
                   .is_screened = true};
}

Status standings_of(const Pack *pack, const Facts *facts, Date as_of, Standings *standings,
                    Error *error) {
    *standings = (Standings){.count = registry_household_count(facts_registry_const(facts)) + 1};
    standings->items = memory_new(standings->count, sizeof *standings->items);
    (void)reason_number(standings, STR(""));
    (void)reason_number(standings, REASON_OTHERS);
    return monitor_screen(pack, facts, as_of, stand, standings, error);
}

void standings_release(Standings *standings) {
    memory_free(standings->items);
    memory_free(standings->reasons);
    arena_release(&standings->arena);
    *standings = (Standings){0};
}

// ---- two packs

const char *shift_id(Shift shift) {
    static const char *const IDS[SHIFT_COUNT] = {
        [SHIFT_NONE] = "same",       [SHIFT_ENTERS] = "enters", [SHIFT_LEAVES] = "leaves",
        [SHIFT_GAINS] = "gains",     [SHIFT_LOSES] = "loses",   [SHIFT_MOVES] = "moves",
        [SHIFT_UNCLEAR] = "unclear", [SHIFT_CLEAR] = "clear"};
    CHECK(shift < SHIFT_COUNT);
    return IDS[shift];
}

Shift shift_of(const Standing *before, const Standing *after) {
    bool was_unclear = before->category == CATEGORY_UNDETERMINED;
    bool is_unclear = after->category == CATEGORY_UNDETERMINED;
    if (was_unclear || is_unclear) {
        return was_unclear == is_unclear ? SHIFT_NONE : is_unclear ? SHIFT_UNCLEAR : SHIFT_CLEAR;
    }
    bool was_helped = category_class((Category)before->category) != REGISTERED_NONE;
    bool is_helped = category_class((Category)after->category) != REGISTERED_NONE;
    if (was_helped != is_helped) {
        return is_helped ? SHIFT_ENTERS : SHIFT_LEAVES;
    }
    if (before->amount.fen != after->amount.fen) {
        return after->amount.fen > before->amount.fen ? SHIFT_GAINS : SHIFT_LOSES;
    }
    return before->category != after->category ? SHIFT_MOVES : SHIFT_NONE;
}

typedef struct Comparing {
    Comparison *out;
    Map by_region; // code -> index into out->regions
} Comparing;

static void tally_add(ShiftTally *tally, const Standing *before, const Standing *after,
                      Shift shift) {
    tally->households++;
    tally->shifts[shift]++;
    tally->before.fen += before->amount.fen;
    tally->after.fen += after->amount.fen;
}

static ShiftTally *tally_of(Comparing *comparing, Region region) {
    Comparison *out = comparing->out;
    uint64_t index = out->region_count;
    if (!map_find(&comparing->by_region, (uint64_t)region.code, &index)) {
        out->regions = array_reserve(out->regions, out->region_count, &out->region_capacity,
                                     sizeof *out->regions);
        out->regions[out->region_count++] = (ShiftTally){.region = region};
        map_put(&comparing->by_region, (uint64_t)region.code, index);
    }
    return &out->regions[index];
}

static void compare(Comparing *comparing, HouseholdId household, Region region,
                    const Standing *before, const Standing *after) {
    Comparison *out = comparing->out;
    Shift shift = shift_of(before, after);
    Region township = region_at_level(region, REGION_LEVEL_TOWNSHIP);
    tally_add(&out->total, before, after, shift);
    tally_add(tally_of(comparing, region), before, after, shift);
    if (township.code != region.code) {
        tally_add(tally_of(comparing, township), before, after, shift);
    }
    CategoryMove *move = &out->moves[before->category][after->category];
    move->households++;
    move->before.fen += before->amount.fen;
    move->after.fen += after->amount.fen;
    out->findings[0][before->finding]++;
    out->findings[1][after->finding]++;
    out->in_register[0].fen += before->registered != REGISTERED_NONE ? before->amount.fen : 0;
    out->in_register[1].fen += before->registered != REGISTERED_NONE ? after->amount.fen : 0;
    if (shift != SHIFT_NONE) {
        out->changed = array_reserve(out->changed, out->changed_count, &out->changed_capacity,
                                     sizeof *out->changed);
        out->changed[out->changed_count++] = household;
    }
}

static int by_region(const void *a, const void *b) {
    int64_t left = ((const ShiftTally *)a)->region.code;
    int64_t right = ((const ShiftTally *)b)->region.code;
    return left < right ? -1 : left > right;
}

Comparison standings_compare(const Standings *before, const Standings *after,
                             const Registry *registry, Region region) {
    Comparison comparison = {.total = {.region = region}};
    Comparing comparing = {.out = &comparison};
    CHECK(before->count == after->count);
    for (uint32_t i = 1; i < before->count; i++) {
        const Standing *one = &before->items[i];
        CHECK(one->is_screened == after->items[i].is_screened);
        Region home = registry_household(registry, (HouseholdId){i})->region;
        if (one->is_screened && (region.code == 0 || region_contains(region, home))) {
            compare(&comparing, (HouseholdId){i}, home, one, &after->items[i]);
        }
    }
    if (comparison.region_count > 0) {
        qsort(comparison.regions, comparison.region_count, sizeof(ShiftTally), by_region);
    }
    map_release(&comparing.by_region);
    return comparison;
}

void comparison_release(Comparison *comparison) {
    memory_free(comparison->regions);
    memory_free(comparison->changed);
    *comparison = (Comparison){0};
}

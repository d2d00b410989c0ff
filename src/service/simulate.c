// SPDX-License-Identifier: Apache-2.0
#include "service/simulate.h"

#include "base/check.h"
#include "service/draft_private.h"
#include "service/views.h"
#include <string.h>

typedef struct Side { // one of the two packs
    const Pack *pack;
    Facts *facts;
    ScreenBase *base;
    Standings own;
    const Standings *standings; // own, or those that the service keeps
} Side;

typedef struct Simulating {
    Service *service;
    const SimulationRequest *request;
    Draft draft;
    Side before, after; // facts and base may be the service's own, or the same
    Simulation *out;
} Simulating;

static void simulating_release(Simulating *simulating) {
    Side *before = &simulating->before;
    Side *after = &simulating->after;
    standings_release(&before->own);
    standings_release(&after->own);
    if (after->base != before->base) {
        screen_base_free(after->base);
    }
    if (after->facts != before->facts) {
        facts_free(after->facts);
    }
    if (before->facts != simulating->service->facts) {
        screen_base_free(before->base);
        facts_free(before->facts);
    }
}

static ReasonCount *reason_of(Simulation *out, Str reason) {
    for (size_t i = 0; i < out->reason_count; i++) {
        if (str_equal(out->reasons[i].reason, reason)) {
            return &out->reasons[i];
        }
    }
    ReasonCount *added = &out->reasons[out->reason_count++];
    added->reason = arena_copy(&out->arena, reason);
    return added;
}

static Region home_of(const ScreenBase *base, size_t row) {
    size_t count = 0;
    return screen_base_regions(base, &count)[screen_base_region_of(base)[row]];
}

static void count_reasons(const Simulating *simulating, const Side *side, bool is_after) {
    Simulation *out = simulating->out;
    const Standings *standings = side->standings;
    CLEANUP(arena_release) Arena arena = {0};
    int64_t *counts = arena_alloc(&arena, standings->reason_count, sizeof *counts);
    for (size_t row = 0; row < standings->columns.count; row++) {
        uint32_t reason = standings->reason_of[row];
        if (reason != 0 &&
            (out->region.code == 0 || region_contains(out->region, home_of(side->base, row)))) {
            counts[reason]++;
        }
    }
    for (size_t i = 1; i < standings->reason_count; i++) {
        if (counts[i] > 0) {
            ReasonCount *reason = reason_of(out, standings->reasons[i]);
            *(is_after ? &reason->after : &reason->before) = counts[i];
        }
    }
}

static void name_regions(const Simulating *simulating) {
    Simulation *out = simulating->out;
    const Comparison *comparison = &out->comparison;
    out->region_names = arena_alloc(&out->arena, comparison->region_count + 1, sizeof(Str));
    for (size_t i = 0; i < comparison->region_count; i++) {
        out->region_names[i] =
            pack_region_name(simulating->service->pack, comparison->regions[i].region,
                             simulating->request->draft.is_english);
    }
}

static SimulatedHousehold show_household(const Simulating *simulating, size_t row, Shift shift) {
    Simulation *out = simulating->out;
    const Standings *before = simulating->before.standings;
    const Standings *after = simulating->after.standings;
    HouseholdId id = screen_base_households(simulating->before.base)[row];
    const Household *household =
        registry_household(facts_registry_const(simulating->before.facts), id);
    Str reason = after->reason_of[row] != 0 ? after->reasons[after->reason_of[row]]
                                            : before->reasons[before->reason_of[row]];
    return (SimulatedHousehold){.household = id,
                                .household_number = arena_copy(&out->arena, household->number),
                                .region = household->region,
                                .region_name =
                                    pack_region_name(simulating->service->pack, household->region,
                                                     simulating->request->draft.is_english),
                                .shift = shift,
                                .before = (Category)before->columns.categories[row],
                                .after = (Category)after->columns.categories[row],
                                .registered = (RegisteredClass)before->columns.registered[row],
                                .amount_before = {before->columns.amounts[row]},
                                .amount_after = {after->columns.amounts[row]},
                                .reason = arena_copy(&out->arena, reason)};
}

// Those who enter first, and so on in the order of the shifts.
static void pick_households(const Simulating *simulating) {
    Simulation *out = simulating->out;
    const Comparison *comparison = &out->comparison;
    size_t max = simulating->request->show_max;
    size_t count = comparison->changed_count < max ? comparison->changed_count : max;
    out->households = arena_alloc(&out->arena, count + 1, sizeof *out->households);
    for (Shift shift = SHIFT_NONE + 1; shift < SHIFT_COUNT; shift++) {
        for (size_t i = 0; i < comparison->changed_count && out->household_count < count; i++) {
            size_t row = comparison->changed[i];
            if (shift_of(simulating->before.standings, simulating->after.standings, row) == shift) {
                out->households[out->household_count++] = show_household(simulating, row, shift);
            }
        }
    }
}

static Status show_households(const Simulating *simulating, Error *error) {
    Simulation *out = simulating->out;
    pick_households(simulating);
    CLEANUP(arena_release) Arena arena = {0};
    size_t count = out->household_count;
    HouseholdId *ids = arena_alloc(&arena, count + 1, sizeof *ids);
    Str *heads = arena_alloc(&out->arena, count + 1, sizeof *heads);
    for (size_t i = 0; i < count; i++) {
        ids[i] = out->households[i].household;
    }
    Status status = service_masked_heads(simulating->service, simulating->before.facts, out->as_of,
                                         ids, count, &out->arena, heads, error);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        out->households[i].head_name = heads[i];
    }
    return status;
}

static Status make_facts(Simulating *simulating, Error *error) {
    Service *service = simulating->service;
    Simulation *out = simulating->out;
    if (facts_clock(service->facts).days == DATE_NONE.days) {
        return error_set(error, STATUS_NOT_FOUND,
                         "nothing has been loaded yet; doudi load comes first");
    }
    if (out->as_of.days == DATE_NONE.days) {
        out->as_of = facts_clock(service->facts);
    }
    Status status = draft_open(service, &simulating->request->draft, out->as_of, &out->arena,
                               &simulating->draft, error);
    if (status != STATUS_OK) {
        return status;
    }
    Side *before = &simulating->before;
    Side *after = &simulating->after;
    before->pack = out->present_pack = service->pack;
    after->pack = out->draft_pack = simulating->draft.pack;
    out->draft = simulating->draft.view;
    // In this order: the service's facts may be others after the pauses of the draft's.
    status = draft_facts(service, &simulating->draft, &simulating->request->draft, out->as_of,
                         &after->facts, error);
    if (status == STATUS_OK) {
        status = service_facts_of_day(service, out->as_of, &before->facts, error);
    }
    out->is_replayed = after->facts != NULL;
    if (status == STATUS_OK && after->facts == NULL) {
        after->facts = before->facts;
    }
    return status;
}

// ---- deciding

static void make_bases(Simulating *simulating) {
    Side *before = &simulating->before;
    Side *after = &simulating->after;
    before->base = service_screen_base(simulating->service, before->facts, simulating->out->as_of);
    after->base = before->base;
    if (after->facts != before->facts) {
        after->base = screen_base_new(after->pack, after->facts, simulating->out->as_of);
        size_t count = screen_base_count(after->base);
        CHECK(count == screen_base_count(before->base) &&
              memcmp(screen_base_households(after->base), screen_base_households(before->base),
                     count * sizeof(HouseholdId)) == 0);
    }
}

static Status decide_side(Side *side, Error *error) {
    side->standings = &side->own;
    return standings_of(side->base, side->pack, &side->own, error);
}

// Where everybody stands today is kept with the base.
static Status decide_present(Simulating *simulating, Error *error) {
    Side *side = &simulating->before;
    KeptScreening *kept = &simulating->service->kept;
    if (side->base != kept->base) {
        return decide_side(side, error);
    }
    side->standings = &kept->present;
    if (kept->has_present) {
        return STATUS_OK;
    }
    Status status = standings_of(side->base, side->pack, &kept->present, error);
    if (status != STATUS_OK) {
        bool is_shared = simulating->after.base == side->base;
        service_forget_screening(simulating->service);
        side->base = NULL;
        simulating->after.base = is_shared ? NULL : simulating->after.base;
        return status;
    }
    kept->has_present = true;
    return STATUS_OK;
}

// The pack names it or something in it, or somebody lives there.
static Status check_region(const Simulating *simulating, Error *error) {
    Region region = simulating->out->region;
    const Pack *pack = simulating->service->pack;
    size_t count = 0;
    const Region *homes = screen_base_regions(simulating->before.base, &count);
    bool is_known = region.code == 0;
    for (size_t i = 0; i < pack_region_count(pack) && !is_known; i++) {
        is_known = region_contains(region, pack_region(pack, i)->region);
    }
    for (size_t i = 0; i < count && !is_known; i++) {
        is_known = region_contains(region, homes[i]);
    }
    return is_known ? STATUS_OK
                    : error_set(error, STATUS_INVALID,
                                "region %lld: nobody lives there, and regions.csv of the pack "
                                "does not name it",
                                (long long)region.code);
}

static Status simulate(Simulating *simulating, Error *error) {
    Service *service = simulating->service;
    Simulation *out = simulating->out;
    Status status = make_facts(simulating, error);
    if (status != STATUS_OK) {
        return status;
    }
    Instant started = service_now(service);
    make_bases(simulating);
    status = check_region(simulating, error);
    if (status == STATUS_OK) {
        status = decide_present(simulating, error);
    }
    if (status == STATUS_OK) {
        status = decide_side(&simulating->after, error);
    }
    if (status != STATUS_OK) {
        return status;
    }
    out->comparison = standings_compare(simulating->before.base, simulating->before.standings,
                                        simulating->after.standings, out->region);
    out->took_us = service_now(service).us - started.us;
    out->reasons = arena_alloc(&out->arena,
                               simulating->before.standings->reason_count +
                                   simulating->after.standings->reason_count,
                               sizeof *out->reasons);
    count_reasons(simulating, &simulating->before, false);
    count_reasons(simulating, &simulating->after, true);
    name_regions(simulating);
    return show_households(simulating, error);
}

Status simulation_run(Service *service, const SimulationRequest *request,
                      Simulation *out_simulation, Error *error) {
    Simulation simulation = {.as_of = request->as_of, .region = request->region};
    Status status = service_enter(service, error);
    if (status == STATUS_OK) {
        CLEANUP(simulating_release)
        Simulating simulating = {.service = service, .request = request, .out = &simulation};
        status = simulate(&simulating, error);
    }
    service_leave(service);
    if (status != STATUS_OK) {
        simulation_release(&simulation);
        return status;
    }
    *out_simulation = simulation;
    return STATUS_OK;
}

void simulation_release(Simulation *simulation) {
    comparison_release(&simulation->comparison);
    pack_free(simulation->draft_pack);
    arena_release(&simulation->arena);
    *simulation = (Simulation){0};
}

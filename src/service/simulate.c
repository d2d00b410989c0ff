// SPDX-License-Identifier: Apache-2.0
#include "service/simulate.h"

#include "base/check.h"
#include "service/draft_private.h"
#include "service/views.h"

typedef struct Simulating {
    Service *service;
    const DraftRequest *request;
    Draft draft;
    Facts *facts, *draft_facts; // may be the service's own, or the same
    Standings before, after;
    Simulation *out;
} Simulating;

static void simulating_release(Simulating *simulating) {
    standings_release(&simulating->before);
    standings_release(&simulating->after);
    if (simulating->draft_facts != simulating->facts) {
        facts_free(simulating->draft_facts);
    }
    if (simulating->facts != simulating->service->facts) {
        facts_free(simulating->facts);
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

static void count_reasons(const Simulating *simulating, const Standings *standings, bool is_after) {
    Simulation *out = simulating->out;
    CLEANUP(arena_release) Arena arena = {0};
    int64_t *counts = arena_alloc(&arena, standings->reason_count, sizeof *counts);
    const Registry *registry = facts_registry_const(simulating->facts);
    for (uint32_t i = 1; i < standings->count; i++) {
        Region home = registry_household(registry, (HouseholdId){i})->region;
        if (out->region.code == 0 || region_contains(out->region, home)) {
            counts[standings->items[i].reason]++;
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
                             simulating->request->is_english);
    }
}

static SimulatedHousehold show_household(const Simulating *simulating, HouseholdId id, Shift shift,
                                         Str head) {
    Simulation *out = simulating->out;
    const Household *household = registry_household(facts_registry_const(simulating->facts), id);
    const Standing *before = &simulating->before.items[id.number];
    const Standing *after = &simulating->after.items[id.number];
    Str reason = after->reason != 0 ? simulating->after.reasons[after->reason]
                                    : simulating->before.reasons[before->reason];
    return (SimulatedHousehold){.household = id,
                                .household_number = arena_copy(&out->arena, household->number),
                                .region = household->region,
                                .region_name =
                                    pack_region_name(simulating->service->pack, household->region,
                                                     simulating->request->is_english),
                                .head_name = head,
                                .shift = shift,
                                .before = (Category)before->category,
                                .after = (Category)after->category,
                                .registered = (RegisteredClass)before->registered,
                                .amount_before = before->amount,
                                .amount_after = after->amount,
                                .reason = arena_copy(&out->arena, reason)};
}

// Those who enter first, and so on in the order of the shifts.
static Status show_households(const Simulating *simulating, Error *error) {
    Simulation *out = simulating->out;
    const Comparison *comparison = &out->comparison;
    size_t count = comparison->changed_count;
    Str *heads = arena_alloc(&out->arena, count + 1, sizeof *heads);
    Status status = service_masked_heads(simulating->service, simulating->facts, out->as_of,
                                         comparison->changed, count, &out->arena, heads, error);
    out->households = arena_alloc(&out->arena, count + 1, sizeof *out->households);
    size_t shown = 0;
    for (Shift shift = SHIFT_NONE + 1; status == STATUS_OK && shift < SHIFT_COUNT; shift++) {
        for (size_t i = 0; i < count; i++) {
            HouseholdId id = comparison->changed[i];
            if (shift_of(&simulating->before.items[id.number],
                         &simulating->after.items[id.number]) == shift) {
                out->households[shown++] = show_household(simulating, id, shift, heads[i]);
            }
        }
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
    Status status = draft_open(service, simulating->request, out->as_of, &out->arena,
                               &simulating->draft, error);
    if (status != STATUS_OK) {
        return status;
    }
    out->present_pack = service->pack;
    out->draft_pack = simulating->draft.pack;
    out->draft = simulating->draft.view;
    // In this order: the service's facts may be others after the pauses of the draft's.
    status = draft_facts(service, &simulating->draft, simulating->request, out->as_of,
                         &simulating->draft_facts, error);
    if (status == STATUS_OK) {
        status = service_facts_of_day(service, out->as_of, &simulating->facts, error);
    }
    out->is_replayed = simulating->draft_facts != NULL;
    if (status == STATUS_OK && simulating->draft_facts == NULL) {
        simulating->draft_facts = simulating->facts;
    }
    return status;
}

static Status simulate(Simulating *simulating, Error *error) {
    Service *service = simulating->service;
    Simulation *out = simulating->out;
    Status status = make_facts(simulating, error);
    if (status != STATUS_OK) {
        return status;
    }
    Instant started = service_now(service);
    status = standings_of(service->pack, simulating->facts, out->as_of, &simulating->before, error);
    if (status == STATUS_OK) {
        status = standings_of(simulating->draft.pack, simulating->draft_facts, out->as_of,
                              &simulating->after, error);
    }
    if (status != STATUS_OK) {
        return status;
    }
    out->comparison = standings_compare(&simulating->before, &simulating->after,
                                        facts_registry_const(simulating->facts), out->region);
    out->took_us = service_now(service).us - started.us;
    out->reasons =
        arena_alloc(&out->arena, simulating->before.reason_count + simulating->after.reason_count,
                    sizeof *out->reasons);
    count_reasons(simulating, &simulating->before, false);
    count_reasons(simulating, &simulating->after, true);
    name_regions(simulating);
    return show_households(simulating, error);
}

Status simulation_run(Service *service, const DraftRequest *request, Date as_of, Region region,
                      Simulation *out_simulation, Error *error) {
    Simulation simulation = {.as_of = as_of, .region = region};
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

void simulation_show_at_most(Simulation *simulation, size_t limit) {
    size_t *count = &simulation->comparison.changed_count;
    *count = *count < limit ? *count : limit;
}

void simulation_release(Simulation *simulation) {
    comparison_release(&simulation->comparison);
    pack_free(simulation->draft_pack);
    arena_release(&simulation->arena);
    *simulation = (Simulation){0};
}

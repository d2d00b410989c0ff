// SPDX-License-Identifier: Apache-2.0
// What a back-test comes to: by rule, by week and township, and outcome by outcome.
#include "base/check.h"
#include "base/memory.h"
#include "service/back_test_private.h"
#include "service/views.h"

#include <stdlib.h>

static size_t side_count(const BackTest *back_test) {
    return back_test->has_draft ? SIDE_COUNT : 1;
}

// ---- rules of both packs

static int rule_order(const void *a, const void *b) {
    return str_compare(((const BackTestRule *)a)->id, ((const BackTestRule *)b)->id);
}

static BackTestRule *rule_find(const BackTest *back_test, Str id) {
    for (size_t i = 0; i < back_test->rule_count; i++) {
        if (str_equal(back_test->rules[i].id, id)) {
            return &back_test->rules[i];
        }
    }
    return NULL;
}

static void list_rules(BackTest *back_test) {
    size_t most = 0;
    for (size_t side = 0; side < side_count(back_test); side++) {
        most += pack_rule_count(back_test->trials[side].pack);
    }
    back_test->rules = arena_alloc(&back_test->arena, most + 1, sizeof(BackTestRule));
    for (size_t side = 0; side < side_count(back_test); side++) {
        const Pack *pack = back_test->trials[side].pack;
        for (size_t i = 0; i < pack_rule_count(pack); i++) {
            const AlertRule *rule = pack_rule(pack, i);
            if (rule_find(back_test, rule->id) == NULL) {
                back_test->rules[back_test->rule_count++] = (BackTestRule){
                    .id = arena_copy(&back_test->arena, rule->id),
                    .name = arena_copy(&back_test->arena,
                                       back_test->is_english ? rule->english : rule->name),
                    .direction = view_direction((int)rule->direction)};
            }
        }
    }
    if (back_test->rule_count > 0) {
        qsort(back_test->rules, back_test->rule_count, sizeof(BackTestRule), rule_order);
    }
}

Str back_test_rule_of(const BackTest *back_test, size_t side, int64_t alert) {
    if (alert < 0) {
        return STR("");
    }
    const Trial *trial = &back_test->trials[side];
    return pack_rule(trial->pack, (size_t)trial->alerts[alert].rule)->id;
}

static BackTestRule *rule_of(const BackTest *back_test, size_t side, int64_t alert) {
    BackTestRule *rule = rule_find(back_test, back_test_rule_of(back_test, side, alert));
    CHECK(rule != NULL); // all rules of both packs are listed
    return rule;
}

static void tally_rules(BackTest *back_test, size_t side) {
    const Trial *trial = &back_test->trials[side];
    for (size_t i = 0; i < trial->count; i++) {
        const TrialAlert *alert = &trial->alerts[i];
        if (span_has(&back_test->span, alert->raised)) {
            BackTestRule *rule = rule_of(back_test, side, (int64_t)i);
            rule->alerts[side]++;
            rule->merged[side] += alert->is_merged ? 1 : 0;
            rule->sequels[side][alert->sequel]++;
        }
    }
}

// ---- weeks and townships

static Date monday_of(Date date) {
    return date_add_days(date, 1 - date_weekday(date));
}

static int cell_order(const void *a, const void *b) {
    const BackTestCell *left = a;
    const BackTestCell *right = b;
    if (left->week.days != right->week.days) {
        return left->week.days < right->week.days ? -1 : 1;
    }
    if (left->region.code != right->region.code) {
        return left->region.code < right->region.code ? -1 : 1;
    }
    return left->rule < right->rule ? -1 : left->rule > right->rule;
}

static void add_cells(BackTest *back_test, size_t side, const Registry *registry) {
    const Trial *trial = &back_test->trials[side];
    for (size_t i = 0; i < trial->count; i++) {
        const TrialAlert *alert = &trial->alerts[i];
        if (!span_has(&back_test->span, alert->raised)) {
            continue;
        }
        Region home = registry_household(registry, alert->household)->region;
        BackTestCell *cell = &back_test->cells[back_test->cell_count++];
        *cell = (BackTestCell){
            .week = monday_of(alert->raised),
            .region = region_at_level(home, REGION_LEVEL_TOWNSHIP),
            .rule = (size_t)(rule_of(back_test, side, (int64_t)i) - back_test->rules)};
        cell->alerts[side] = 1;
    }
}

// One cell per alert becomes one per week, township and rule.
static void merge_cells(BackTest *back_test) {
    BackTestCell *cells = back_test->cells;
    size_t count = 0;
    if (back_test->cell_count > 0) {
        qsort(cells, back_test->cell_count, sizeof *cells, cell_order);
    }
    for (size_t i = 0; i < back_test->cell_count; i++) {
        if (count > 0 && cell_order(&cells[count - 1], &cells[i]) == 0) {
            for (size_t side = 0; side < SIDE_COUNT; side++) {
                cells[count - 1].alerts[side] += cells[i].alerts[side];
            }
        } else {
            cells[count++] = cells[i];
        }
    }
    back_test->cell_count = count;
}

static void find_busiest(BackTest *back_test) {
    int64_t sums[SIDE_COUNT] = {0};
    for (size_t i = 0; i < back_test->cell_count; i++) {
        const BackTestCell *cell = &back_test->cells[i];
        bool is_new = i == 0 || cell->week.days != back_test->cells[i - 1].week.days;
        for (size_t side = 0; side < SIDE_COUNT; side++) {
            sums[side] = (is_new ? 0 : sums[side]) + cell->alerts[side];
            int64_t *busiest = &back_test->busiest[side];
            *busiest = sums[side] > *busiest ? sums[side] : *busiest;
        }
    }
}

static void tally_cells(BackTest *back_test, const Registry *registry) {
    size_t most = back_test->trials[SIDE_PRESENT].count + back_test->trials[SIDE_DRAFT].count;
    back_test->cells = arena_alloc(&back_test->arena, most + 1, sizeof(BackTestCell));
    for (size_t side = 0; side < side_count(back_test); side++) {
        add_cells(back_test, side, registry);
    }
    merge_cells(back_test);
    find_busiest(back_test);
    Date first = monday_of(back_test->span.from);
    back_test->week_count = date_days_between(first, back_test->span.to) / 7 + 1;
}

// ---- outcomes

static void list_outcomes(BackTest *back_test, const Outcome *outcomes, size_t count,
                          Service *service) {
    Arena *arena = &back_test->arena;
    const Registry *registry = facts_registry_const(service->facts);
    back_test->outcomes = arena_alloc(arena, count + 1, sizeof(OutcomeView));
    for (size_t i = 0; i < count; i++) {
        if (!span_has(&back_test->span, outcomes[i].date)) {
            continue;
        }
        const Household *household = registry_household(registry, outcomes[i].household);
        OutcomeView *view = &back_test->outcomes[back_test->outcome_count++];
        *view = (OutcomeView){.outcome = outcomes[i],
                              .household_number = arena_copy(arena, household->number),
                              .region = household->region,
                              .region_name = pack_region_name(service->pack, household->region,
                                                              back_test->is_english)};
        back_test->outcome_sums[outcome_is_help(outcomes[i].kind) ? 0 : 1]++;
        for (size_t side = 0; side < side_count(back_test); side++) {
            view->caught[side] = back_test->trials[side].catches[i];
            if (view->caught[side].alert >= 0) {
                rule_of(back_test, side, view->caught[side].alert)->caught[side]++;
            }
        }
    }
}

static Status name_outcomes(BackTest *back_test, Service *service, Error *error) {
    size_t count = back_test->outcome_count;
    HouseholdId *households = arena_alloc(&back_test->arena, count + 1, sizeof *households);
    Str *heads = arena_alloc(&back_test->arena, count + 1, sizeof *heads);
    for (size_t i = 0; i < count; i++) {
        households[i] = back_test->outcomes[i].outcome.household;
    }
    Status status = service_masked_heads(service, service->facts, back_test->span.end, households,
                                         count, &back_test->arena, heads, error);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        back_test->outcomes[i].head_name = heads[i];
    }
    return status;
}

Status back_test_sum_up(Service *service, BackTest *back_test, const Outcome *outcomes,
                        size_t count, Error *error) {
    for (size_t side = 0; side < side_count(back_test); side++) {
        trial_judge(&back_test->trials[side], outcomes, count, &back_test->span);
    }
    list_rules(back_test);
    for (size_t side = 0; side < side_count(back_test); side++) {
        tally_rules(back_test, side);
    }
    tally_cells(back_test, facts_registry_const(service->facts));
    list_outcomes(back_test, outcomes, count, service);
    return name_outcomes(back_test, service, error);
}

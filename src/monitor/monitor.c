// SPDX-License-Identifier: Apache-2.0
#include "monitor/monitor.h"
#include "base/check.h"
#include "base/memory.h"
#include "monitor/figures.h"
#include "monitor/hits.h"
#include "monitor/memory.h"
#include <stdlib.h>

enum { SOURCES_MAX = 32, DUE_DAYS_RED = 3, DUE_DAYS_ORANGE = 5, DUE_DAYS_YELLOW = 10 };

struct Monitor {
    const Pack *pack;
    RuleMemory memory;
    int failed_application, in_grace; // facts; -1 when the pack has none
    Askers *askers;
};

Monitor *monitor_new(const Pack *pack) {
    Monitor *monitor = memory_new(1, sizeof *monitor);
    monitor->pack = pack;
    monitor->failed_application = pack_find_fact(pack, STR("failed_application"));
    monitor->in_grace = pack_find_fact(pack, STR("in_grace"));
    monitor->askers = askers_new(pack);
    return monitor;
}

void monitor_free(Monitor *monitor) {
    if (monitor == NULL) {
        return;
    }
    askers_free(monitor->askers);
    rule_memory_release(&monitor->memory);
    memory_free(monitor);
}

void monitor_remember(Monitor *monitor, int rule, HouseholdId household, PersonId person,
                      Date raised, AlertDirection rule_direction, Scalar value) {
    CHECK(rule >= 0 && (size_t)rule < pack_rule_count(monitor->pack));
    bool is_household = pack_rule(monitor->pack, (size_t)rule)->scope == ALERT_SCOPE_HOUSEHOLD;
    Spoken spoken = {.rule = rule,
                     .is_help = rule_direction == DIRECTION_HELP,
                     .subject = is_household ? household.number : person.number,
                     .is_household = is_household,
                     .household = household,
                     .date = raised,
                     .value = value};
    rule_memory_put(&monitor->memory, &spoken);
}

void monitor_result_release(MonitorResult *result) {
    memory_free(result->alerts);
    arena_release(&result->arena);
    *result = (MonitorResult){0};
}

// ---- one batch

typedef struct Run {
    Monitor *monitor;
    const Segment *segment;
    const FeedContract *contract;
    const Registry *registry;
    Asker *asker;
    Before before;
    Touched moved; // of a feed that moves people: persons and households before and after
    const Touched *touched;
    bool *is_live; // by row of the batch; of rows about people of households
    Hits hits;
    MonitorResult *result;
    size_t alert_capacity;
    HouseholdId household; // at hand
    int first_alert;       // of the household at hand; -1 none yet
} Run;

// ---- suppression, raising, lowering

static bool is_dead(const Run *run, PersonId id) {
    Date death = registry_person(run->registry, id)->death;
    return death.days != DATE_NONE.days && death.days <= run->segment->head.clock.days;
}

static Spoken spoken_of(const Run *run, const Hit *hit) {
    bool is_household = hit->definition->scope == ALERT_SCOPE_HOUSEHOLD;
    return (Spoken){.rule = hit->rule,
                    .is_help = hit->definition->direction == DIRECTION_HELP,
                    .subject = is_household ? run->household.number : hit->person.number,
                    .is_household = is_household,
                    .household = run->household,
                    .date = run->segment->head.clock,
                    .value = hit->value};
}

static bool is_nobody_left(const Run *run) {
    MemberCursor living =
        registry_living_members(run->registry, run->household, run->segment->head.clock);
    return member_next(&living) == NULL;
}

// Nothing can be done for the dead, nor taken from them: only the rules about deaths speak of them.
static bool is_about_dead(const Run *run, const Hit *hit) {
    return hit->person.number != 0 ? is_dead(run, hit->person) : is_nobody_left(run);
}

static bool is_suppressed(const Run *run, const Hit *hit) {
    const AlertRule *rule = hit->definition;
    if (!rule->is_death_rule && is_about_dead(run, hit)) {
        return true;
    }
    Spoken spoken = spoken_of(run, hit);
    return rule_memory_is_cooling(&run->monitor->memory, &spoken, rule->cool_down_days);
}

// A household fact that the monitor itself asks for.
static bool household_says(const Run *run, int fact) {
    if (fact < 0) {
        return false;
    }
    Scalar value = fact_reader_value(run->asker->reader, fact, (PersonId){0}, run->household);
    return value.type != SCALAR_NULL && value.type != SCALAR_TEXT && value.number > 0;
}

static bool is_to_be_raised(const Run *run, const Hit *hit) {
    if (hit->definition->direction != DIRECTION_HELP || hit->urgency == URGENCY_RED) {
        return false;
    }
    Spoken spoken = spoken_of(run, hit);
    return rule_memory_has_other_help(&run->monitor->memory, &spoken) ||
           household_says(run, run->monitor->failed_application);
}

static Date due_date(const Run *run, AlertUrgency urgency) {
    static const int DAYS[] = {[URGENCY_RED] = DUE_DAYS_RED,
                               [URGENCY_ORANGE] = DUE_DAYS_ORANGE,
                               [URGENCY_YELLOW] = DUE_DAYS_YELLOW};
    if (urgency == URGENCY_BLUE) {
        return DATE_NONE;
    }
    return pack_add_working_days(run->monitor->pack, run->segment->head.clock, DAYS[urgency]);
}

// ---- the alert

static int compare_sources(const void *a, const void *b) {
    uint32_t left = ((const SourceRow *)a)->segment_row;
    uint32_t right = ((const SourceRow *)b)->segment_row;
    return left < right ? -1 : left > right;
}

static void source_add(const Run *run, RaisedAlert *alert, SourceRow *sources, size_t row) {
    for (size_t i = 0; i < alert->source_count; i++) {
        if (sources[i].segment_row == row) {
            return;
        }
    }
    if (alert->source_count < SOURCES_MAX) {
        sources[alert->source_count++] = (SourceRow){.batch = run->segment->head.batch,
                                                     .row = run->segment->source_rows[row],
                                                     .segment_row = (uint32_t)row};
    }
}

static void sources_of_person(const Run *run, RaisedAlert *alert, SourceRow *sources,
                              PersonId person) {
    size_t from = 0;
    size_t to = 0;
    rows_of_person(&run->before.rows, person, &from, &to);
    for (size_t i = from; i < to; i++) {
        source_add(run, alert, sources, (size_t)(run->before.rows.pairs[i] & UINT32_MAX));
    }
}

// Everybody who lives or ever lived in the household: whoever left it by this batch too.
static void sources_of_household(const Run *run, RaisedAlert *alert, SourceRow *sources) {
    uint32_t at = registry_household(run->registry, run->household)->first_member;
    while (at != 0) {
        const Member *member = registry_member(run->registry, at);
        sources_of_person(run, alert, sources, member->person);
        at = member->next_of_household;
    }
}

static void sources_fill(const Run *run, const Hit *hit, RaisedAlert *alert) {
    SourceRow *sources = arena_alloc(&run->result->arena, SOURCES_MAX, sizeof *sources);
    if (hit->definition->scope == ALERT_SCOPE_ROW) {
        source_add(run, alert, sources, hit->row);
    } else if (hit->definition->scope == ALERT_SCOPE_PERSON) {
        sources_of_person(run, alert, sources, hit->person);
    } else {
        sources_of_household(run, alert, sources);
    }
    qsort(sources, alert->source_count, sizeof *sources, compare_sources);
    alert->sources = sources;
}

static void figures_fill(const Run *run, const Hit *hit, RaisedAlert *alert) {
    FigureSource source = {.pack = run->monitor->pack,
                           .contract = run->contract,
                           .reader = run->asker->reader,
                           .household = run->household};
    alert->figures = figures_of(&source, hit->definition->decision, hit->inputs,
                                &run->result->arena, &alert->figure_count);
}

static void speak(Run *run, const Hit *hit) {
    const AlertRule *rule = hit->definition;
    RaisedAlert alert = {.rule = hit->rule,
                         .household = run->household,
                         .person = hit->person,
                         .raised = run->segment->head.clock,
                         .urgency = hit->urgency,
                         .direction = rule->direction,
                         .merged_with = run->first_alert,
                         .value = hit->value};
    alert.is_raised = is_to_be_raised(run, hit);
    if (alert.is_raised) {
        alert.urgency = (AlertUrgency)(alert.urgency + 1);
    }
    alert.is_lowered =
        rule->direction == DIRECTION_EXIT && household_says(run, run->monitor->in_grace);
    if (alert.is_lowered) {
        alert.direction = DIRECTION_VERIFY;
    }
    alert.due = due_date(run, alert.urgency);
    if (alert.value.type == SCALAR_TEXT) {
        alert.value.text = arena_copy(&run->result->arena, alert.value.text);
    }
    figures_fill(run, hit, &alert);
    sources_fill(run, hit, &alert);
    MonitorResult *result = run->result;
    result->alerts = array_reserve(result->alerts, result->alert_count, &run->alert_capacity,
                                   sizeof *result->alerts);
    if (run->first_alert < 0) {
        run->first_alert = (int)result->alert_count;
    }
    result->alerts[result->alert_count++] = alert;
    Spoken spoken = spoken_of(run, hit);
    rule_memory_put(&run->monitor->memory, &spoken);
}

static void speak_or_hold_back(Run *run, const Hit *hit) {
    if (is_suppressed(run, hit)) {
        run->result->suppressed++;
    } else {
        speak(run, hit);
    }
}

static void speak_all(Run *run) {
    for (size_t i = 0; i < run->hits.count; i++) {
        const HitPart *part = &run->hits.parts[i];
        run->result->evaluated += part->evaluated;
        for (size_t k = 0; k < part->count; k++) {
            const Hit *hit = &part->hits[k];
            if (hit->household.number != run->household.number) {
                run->household = hit->household;
                run->first_alert = -1;
            }
            speak_or_hold_back(run, hit);
        }
    }
}

static void run_prepare_rows(Run *run, const Facts *facts, int feed) {
    const Batch *batch = &run->segment->rows;
    if (run->touched == &run->moved) { // others live in households now
        rows_of_release(&run->before.rows);
        run->before.rows = rows_of_batch(run->contract, run->registry, batch);
    }
    run->is_live = memory_new(batch->row_count, sizeof *run->is_live);
    for (size_t i = 0; i < run->before.rows.count; i++) {
        run->is_live[run->before.rows.pairs[i] & UINT32_MAX] = true;
    }
    facts_rows_live(facts, feed, batch, run->is_live);
}

static void run_release(Run *run) {
    before_release(&run->before);
    touched_release(&run->moved);
    memory_free(run->is_live);
    hits_release(&run->hits);
    if (run->asker != NULL) {
        asker_give_back(run->monitor->askers, run->asker);
    }
}

static bool moves_people(const Pack *pack, const Segment *segment) {
    int feed = pack_find_feed(pack, segment->head.feed);
    return feed >= 0 && pack_feed(pack, (size_t)feed)->effect != FEED_EFFECT_NONE;
}

// Before the batch is applied: whom it touches, and what the rules need to know from before.
static Status run_begin(Run *run, Monitor *monitor, const Facts *facts, const Segment *segment,
                        Error *error) {
    *run = (Run){.monitor = monitor, .segment = segment, .registry = facts_registry_const(facts)};
    askers_start(monitor->askers, facts, segment->head.clock);
    run->asker = asker_take(monitor->askers);
    Status status =
        before_read(&run->before, monitor->pack, facts, run->asker->reader, segment, error);
    run->touched = &run->before.subjects;
    if (status == STATUS_OK && moves_people(monitor->pack, segment)) {
        run->touched = &run->moved;
        status = facts_touched(facts, segment, &run->moved, error);
    }
    return status;
}

// After it: the rules speak.
static void run_end(Run *run, const Facts *facts, Hands *hands, MonitorResult *out_result) {
    *out_result = (MonitorResult){0};
    if (run->before.rule_count == 0) {
        return;
    }
    Monitor *monitor = run->monitor;
    int feed = pack_find_feed(monitor->pack, run->segment->head.feed);
    run->contract = pack_feed(monitor->pack, (size_t)feed);
    run->result = out_result;
    if (run->touched == &run->moved) {
        Status status = facts_touched(facts, run->segment, &run->moved, NULL);
        CHECK(status == STATUS_OK); // the same rows were understood before
    }
    run_prepare_rows(run, facts, feed);
    HitSource source = {.pack = monitor->pack,
                        .registry = run->registry,
                        .contract = run->contract,
                        .segment = run->segment,
                        .before = &run->before,
                        .touched = run->touched,
                        .is_live = run->is_live};
    asker_give_back(monitor->askers, run->asker);
    askers_start(monitor->askers, facts, run->segment->head.clock);
    run->hits = hits_find(monitor->askers, &source, hands);
    run->asker = asker_take(monitor->askers);
    speak_all(run);
}

Status monitor_apply_all(Monitor *const *monitors, size_t count, Facts *facts,
                         const Segment *segment, Hands *hands, MonitorResult *out_results,
                         Error *error) {
    Run runs[MONITORS_MAX] = {0};
    CHECK(count <= MONITORS_MAX);
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        status = run_begin(&runs[i], monitors[i], facts, segment, error);
    }
    if (status == STATUS_OK) {
        status = facts_apply(facts, segment, error);
    }
    for (size_t i = 0; i < count; i++) {
        if (status == STATUS_OK) {
            run_end(&runs[i], facts, hands, &out_results[i]);
        }
        run_release(&runs[i]);
    }
    return status;
}

Status monitor_apply(Monitor *monitor, Facts *facts, const Segment *segment, Hands *hands,
                     MonitorResult *out_result, Error *error) {
    return monitor_apply_all(&monitor, 1, facts, segment, hands, out_result, error);
}

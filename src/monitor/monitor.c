// SPDX-License-Identifier: Apache-2.0
#include "monitor/monitor.h"
#include "base/check.h"
#include "base/memory.h"
#include "facts/reader.h"
#include "monitor/before.h"
#include "monitor/figures.h"
#include "monitor/memory.h"
#include "monitor/rows_of.h"
#include <stdlib.h>
#include <string.h>

enum { SOURCES_MAX = 32, DUE_DAYS_RED = 3, DUE_DAYS_ORANGE = 5, DUE_DAYS_YELLOW = 10 };

struct Monitor {
    const Pack *pack;
    Decider *decider;
    RuleMemory memory;
    int failed_application, in_grace; // facts; -1 when the pack has none
    size_t inputs_max;                // of any decision
    FactReader *reader;               // of the facts of the last batch
    const Facts *reader_facts;
};

Monitor *monitor_new(const Pack *pack) {
    Monitor *monitor = memory_new(1, sizeof *monitor);
    monitor->pack = pack;
    monitor->decider = decider_new(pack);
    monitor->failed_application = pack_find_fact(pack, STR("failed_application"));
    monitor->in_grace = pack_find_fact(pack, STR("in_grace"));
    monitor->inputs_max = decision_inputs_max(pack);
    return monitor;
}

void monitor_free(Monitor *monitor) {
    if (monitor == NULL) {
        return;
    }
    fact_reader_free(monitor->reader);
    decider_free(monitor->decider);
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
    FactReader *reader;
    Before before;
    Touched moved; // of a feed that moves people: persons and households before and after
    const Touched *touched;
    int *columns;   // batch column of each field of the contract
    bool *is_live;  // by row of the batch; of rows about people of households
    Scalar *inputs; // of the rule at hand, and behind them of the best row so far
    MonitorResult *result;
    size_t alert_capacity;
    HouseholdId household; // at hand
    int first_alert;       // of the household at hand; -1 none yet
} Run;

typedef struct Hit {   // a rule that wants to speak
    size_t rule_index; // among the rules that listen
    int rule;
    const AlertRule *definition;
    PersonId person; // 0 for household scope
    size_t row;      // row scope
    AlertUrgency urgency;
    Scalar value;
    Scalar *inputs; // of the rule's decision
} Hit;

static AlertUrgency urgency_of(Scalar answer) {
    static const struct {
        const char *word;
        AlertUrgency urgency;
    } WORDS[] = {
        {"红", URGENCY_RED}, {"橙", URGENCY_ORANGE}, {"黄", URGENCY_YELLOW}, {"蓝", URGENCY_BLUE}};
    for (size_t i = 0; answer.type == SCALAR_TEXT && i < ARRAY_COUNT(WORDS); i++) {
        if (str_equal(answer.text, str_from(WORDS[i].word))) {
            return WORDS[i].urgency;
        }
    }
    return URGENCY_NONE;
}

typedef struct Asking { // what the inputs of a decision are asked from
    const Run *run;
    const Hit *hit;
    const Input *inputs;
} Asking;

static Scalar row_input(const Run *run, const Hit *hit, int field) {
    int column = hit->definition->scope == ALERT_SCOPE_ROW ? run->columns[field] : -1;
    return column < 0 ? SCALAR_NONE : batch_get(&run->segment->rows, hit->row, (size_t)column);
}

static Scalar input_of(void *context, size_t index) {
    const Asking *asking = context;
    const Run *run = asking->run;
    const Hit *hit = asking->hit;
    const Input *input = &asking->inputs[index];
    if (input->kind == INPUT_ROW) {
        return row_input(run, hit, input->index);
    }
    if (input->kind == INPUT_FACT_BEFORE) {
        uint32_t subject = hit->person.number != 0 ? hit->person.number : run->household.number;
        return before_value(&run->before, hit->rule_index, hit->definition, subject, index);
    }
    return fact_reader_input(run->reader, input, hit->person, run->household);
}

// Asks the rule; true when it wants to speak, and then the hit is complete.
static bool rule_asks(Run *run, Hit *hit) {
    const AlertRule *rule = hit->definition;
    size_t decision = (size_t)rule->decision;
    Asking asking = {run, hit, pack_decision(run->monitor->pack, decision)->inputs};
    Scalar answer = decider_ask(run->monitor->decider, decision, input_of, &asking,
                                run->segment->head.clock, hit->inputs);
    run->result->evaluated++;
    hit->urgency = urgency_of(answer);
    if (hit->urgency == URGENCY_NONE) {
        return false;
    }
    hit->value = rule->value_input < 0 ? SCALAR_NONE : hit->inputs[rule->value_input];
    return true;
}

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
    Scalar value = fact_reader_value(run->reader, fact, (PersonId){0}, run->household);
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
                           .reader = run->reader,
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

// ---- evaluation in the order of section 6: household, rule, person

static bool is_larger(Scalar value, Scalar than) {
    return value.type == than.type && value.exponent == than.exponent && value.number > than.number;
}

// Of the rows of one person that speak, the one with the largest value.
static void evaluate_rows(Run *run, Hit *hit) {
    size_t from = 0;
    size_t to = 0;
    rows_of_person(&run->before.rows, hit->person, &from, &to);
    bool has_best = false;
    Hit best;
    for (size_t i = from; i < to; i++) {
        hit->row = (size_t)(run->before.rows.pairs[i] & UINT32_MAX);
        if (!run->is_live[hit->row] || !rule_asks(run, hit)) {
            continue;
        }
        if (!has_best || is_larger(hit->value, best.value)) {
            best = *hit;
            best.inputs = run->inputs + run->monitor->inputs_max;
            memcpy(best.inputs, hit->inputs, run->monitor->inputs_max * sizeof *best.inputs);
        }
        has_best = true;
    }
    if (has_best) {
        speak_or_hold_back(run, &best);
    }
}

static void evaluate_rule(Run *run, size_t rule_index, const uint64_t *members, size_t count) {
    int index = run->before.rules[rule_index].rule;
    Hit hit = {.rule_index = rule_index,
               .rule = index,
               .definition = pack_rule(run->monitor->pack, (size_t)index),
               .inputs = run->inputs};
    if (hit.definition->scope == ALERT_SCOPE_HOUSEHOLD) {
        if (rule_asks(run, &hit)) {
            speak_or_hold_back(run, &hit);
        }
        return;
    }
    for (size_t i = 0; i < count; i++) {
        hit.person = (PersonId){(uint32_t)(members[i] & UINT32_MAX)};
        if (hit.definition->scope == ALERT_SCOPE_ROW) {
            evaluate_rows(run, &hit);
        } else if (rule_asks(run, &hit)) {
            speak_or_hold_back(run, &hit);
        }
    }
}

static int compare_members(const void *a, const void *b) {
    uint64_t left = *(const uint64_t *)a;
    uint64_t right = *(const uint64_t *)b;
    return left < right ? -1 : left > right;
}

// household << 32 | person of every touched person who lives somewhere, ascending.
static uint64_t *touched_members(const Run *run, size_t *out_count) {
    uint64_t *members = memory_new(run->touched->person_count, sizeof *members);
    size_t count = 0;
    for (size_t i = 0; i < run->touched->person_count; i++) {
        PersonId person = run->touched->persons[i];
        uint64_t household =
            registry_household_on(run->registry, person, run->segment->head.clock).number;
        if (household != 0) {
            members[count++] = household << 32 | person.number;
        }
    }
    qsort(members, count, sizeof *members, compare_members);
    *out_count = count;
    return members;
}

static void evaluate(Run *run) {
    size_t member_count = 0;
    uint64_t *members = touched_members(run, &member_count);
    size_t at = 0;
    for (size_t i = 0; i < run->touched->household_count; i++) {
        run->household = run->touched->households[i];
        run->first_alert = -1;
        size_t from = at;
        while (at < member_count && members[at] >> 32 == run->household.number) {
            at++;
        }
        for (size_t k = 0; k < run->before.rule_count; k++) {
            evaluate_rule(run, k, members + from, at - from);
        }
    }
    CHECK(at == member_count); // every home of a touched person is a touched household
    memory_free(members);
}

static void run_prepare_rows(Run *run, const Facts *facts, int feed) {
    const Batch *batch = &run->segment->rows;
    if (run->touched == &run->moved) { // others live in households now
        rows_of_release(&run->before.rows);
        run->before.rows = rows_of_batch(run->contract, run->registry, batch);
    }
    run->columns = memory_new(run->contract->field_count, sizeof *run->columns);
    for (size_t i = 0; i < run->contract->field_count; i++) {
        run->columns[i] = batch_find_column(batch, run->contract->fields[i].name);
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
    memory_free(run->columns);
    memory_free(run->is_live);
    memory_free(run->inputs);
}

// A reader per batch would be made anew for every small urgent one.
static FactReader *reader_of(Monitor *monitor, const Facts *facts) {
    if (monitor->reader_facts != facts) {
        fact_reader_free(monitor->reader);
        monitor->reader = fact_reader_new(facts, monitor->decider);
        monitor->reader_facts = facts;
    }
    return monitor->reader;
}

static bool moves_people(const Pack *pack, const Segment *segment) {
    int feed = pack_find_feed(pack, segment->head.feed);
    return feed >= 0 && pack_feed(pack, (size_t)feed)->effect != FEED_EFFECT_NONE;
}

// Before the batch is applied: whom it touches, and what the rules need to know from before.
static Status run_begin(Run *run, Monitor *monitor, const Facts *facts, const Segment *segment,
                        Error *error) {
    *run = (Run){.monitor = monitor, .segment = segment, .registry = facts_registry_const(facts)};
    run->reader = reader_of(monitor, facts);
    fact_reader_start(run->reader, segment->head.clock);
    Status status = before_read(&run->before, monitor->pack, facts, run->reader, segment, error);
    run->touched = &run->before.subjects;
    if (status == STATUS_OK && moves_people(monitor->pack, segment)) {
        run->touched = &run->moved;
        status = facts_touched(facts, segment, &run->moved, error);
    }
    return status;
}

// After it: the rules speak.
static void run_end(Run *run, const Facts *facts, MonitorResult *out_result) {
    *out_result = (MonitorResult){0};
    if (run->before.rule_count == 0) {
        return;
    }
    int feed = pack_find_feed(run->monitor->pack, run->segment->head.feed);
    run->contract = pack_feed(run->monitor->pack, (size_t)feed);
    run->result = out_result;
    if (run->touched == &run->moved) {
        Status status = facts_touched(facts, run->segment, &run->moved, NULL);
        CHECK(status == STATUS_OK); // the same rows were understood before
    }
    fact_reader_start(run->reader, run->segment->head.clock);
    run_prepare_rows(run, facts, feed);
    run->inputs = memory_new(run->monitor->inputs_max * 2, sizeof *run->inputs);
    evaluate(run);
}

Status monitor_apply_all(Monitor *const *monitors, size_t count, Facts *facts,
                         const Segment *segment, MonitorResult *out_results, Error *error) {
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
            run_end(&runs[i], facts, &out_results[i]);
        }
        run_release(&runs[i]);
    }
    return status;
}

Status monitor_apply(Monitor *monitor, Facts *facts, const Segment *segment,
                     MonitorResult *out_result, Error *error) {
    return monitor_apply_all(&monitor, 1, facts, segment, out_result, error);
}

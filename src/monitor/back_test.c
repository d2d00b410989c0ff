// SPDX-License-Identifier: Apache-2.0
#include "monitor/back_test.h"
#include "base/check.h"
#include "base/map.h"
#include "base/memory.h"
#include <stdlib.h>

// ---- collecting

void trial_add(Trial *trial, const MonitorResult *result, BatchId batch) {
    for (size_t i = 0; i < result->alert_count; i++) {
        const RaisedAlert *alert = &result->alerts[i];
        trial->alerts =
            array_reserve(trial->alerts, trial->count, &trial->capacity, sizeof *trial->alerts);
        trial->alerts[trial->count++] = (TrialAlert){.rule = alert->rule,
                                                     .household = alert->household,
                                                     .person = alert->person,
                                                     .batch = batch,
                                                     .raised = alert->raised,
                                                     .urgency = alert->urgency,
                                                     .direction = alert->direction};
    }
}

void trial_release(Trial *trial) {
    memory_free(trial->alerts);
    memory_free(trial->catches);
    *trial = (Trial){0};
}

// ---- judging

typedef struct Entry { // an alert or an outcome in the order of households, then days
    HouseholdId household;
    Date date;
    bool is_help;
    size_t index;
} Entry;
typedef struct Entries {
    Entry *items;
    size_t count;
} Entries;

static void entries_release(Entries *entries) {
    memory_free(entries->items);
}

static int by_household_and_day(const void *a, const void *b) {
    const Entry *left = a;
    const Entry *right = b;
    if (left->household.number != right->household.number) {
        return left->household.number < right->household.number ? -1 : 1;
    }
    if (left->date.days != right->date.days) {
        return left->date.days < right->date.days ? -1 : 1;
    }
    return left->index < right->index ? -1 : left->index > right->index;
}

static void entries_sort(Entries *entries) {
    if (entries->count > 0) { // qsort wants a place even for nothing
        qsort(entries->items, entries->count, sizeof(Entry), by_household_and_day);
    }
}

static Entries entries_of_alerts(Trial *trial) {
    Entries entries = {memory_new(trial->count + 1, sizeof(Entry)), trial->count};
    for (size_t i = 0; i < trial->count; i++) {
        const TrialAlert *alert = &trial->alerts[i];
        entries.items[i] =
            (Entry){alert->household, alert->raised, alert->direction == DIRECTION_HELP, i};
    }
    entries_sort(&entries);
    for (size_t i = 1; i < entries.count; i++) {
        const Entry *first = &entries.items[i - 1];
        trial->alerts[entries.items[i].index].is_merged =
            first->household.number == entries.items[i].household.number &&
            first->date.days == entries.items[i].date.days;
    }
    return entries;
}

static Entries entries_of_outcomes(const Outcome *outcomes, size_t count) {
    Entries entries = {memory_new(count + 1, sizeof(Entry)), count};
    for (size_t i = 0; i < count; i++) {
        entries.items[i] =
            (Entry){outcomes[i].household, outcomes[i].date, outcome_is_help(outcomes[i].kind), i};
    }
    entries_sort(&entries);
    return entries;
}

// The first entry of the household on or after the day.
static size_t entries_find(const Entries *entries, HouseholdId household, Date day) {
    Entry wanted = {.household = household, .date = day};
    size_t from = 0;
    size_t to = entries->count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (by_household_and_day(&entries->items[middle], &wanted) < 0) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

// The first entry of the same household and direction with from <= day < until; NULL: none.
static const Entry *first_between(const Entries *entries, const Entry *about, Date from,
                                  Date until) {
    for (size_t i = entries_find(entries, about->household, from); i < entries->count; i++) {
        const Entry *entry = &entries->items[i];
        if (entry->household.number != about->household.number || entry->date.days >= until.days) {
            return NULL;
        }
        if (entry->is_help == about->is_help) {
            return entry;
        }
    }
    return NULL;
}

static void judge_alerts(Trial *trial, const Entries *alerts, const Entries *outcomes,
                         const BackTestSpan *span) {
    for (size_t i = 0; i < alerts->count; i++) {
        const Entry *alert = &alerts->items[i];
        Date last = date_add_days(alert->date, span->within_days);
        bool is_followed = first_between(outcomes, alert, date_add_days(alert->date, 1),
                                         date_add_days(last, 1)) != NULL;
        trial->alerts[alert->index].sequel = is_followed                  ? SEQUEL_OUTCOME
                                             : last.days > span->end.days ? SEQUEL_OPEN
                                                                          : SEQUEL_NONE;
    }
}

static int compare_days(const void *a, const void *b) {
    int left = *(const int *)a;
    int right = *(const int *)b;
    return left < right ? -1 : left > right;
}

// Of an even number the lower one of the two in the middle.
static int median(int *days, size_t count) {
    if (count == 0) {
        return 0;
    }
    qsort(days, count, sizeof *days, compare_days);
    return days[(count - 1) / 2];
}

static void judge_outcomes(Trial *trial, const Entries *alerts, const Entries *outcomes,
                           const BackTestSpan *span) {
    trial->catches = memory_new(outcomes->count + 1, sizeof *trial->catches);
    int *leads[2] = {memory_new(outcomes->count + 1, sizeof(int)),
                     memory_new(outcomes->count + 1, sizeof(int))};
    for (size_t i = 0; i < outcomes->count; i++) {
        const Entry *outcome = &outcomes->items[i];
        const Entry *alert = first_between(
            alerts, outcome, date_add_days(outcome->date, -span->within_days), outcome->date);
        OutcomeCatch *caught = &trial->catches[outcome->index];
        *caught = (OutcomeCatch){.alert = -1};
        if (alert == NULL) {
            continue;
        }
        caught->alert = (int64_t)alert->index;
        caught->lead_days = date_days_between(alert->date, outcome->date);
        if (span_has(span, outcome->date)) {
            size_t direction = outcome->is_help ? 0 : 1;
            leads[direction][trial->caught[direction]++] = caught->lead_days;
        }
    }
    for (size_t i = 0; i < ARRAY_COUNT(leads); i++) {
        trial->median_lead_days[i] = median(leads[i], (size_t)trial->caught[i]);
        memory_free(leads[i]);
    }
}

void trial_judge(Trial *trial, const Outcome *outcomes, size_t count, const BackTestSpan *span) {
    CLEANUP(entries_release) Entries by_alert = entries_of_alerts(trial);
    CLEANUP(entries_release) Entries by_outcome = entries_of_outcomes(outcomes, count);
    judge_alerts(trial, &by_alert, &by_outcome, span);
    judge_outcomes(trial, &by_alert, &by_outcome, span);
}

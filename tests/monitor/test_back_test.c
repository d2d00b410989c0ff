// SPDX-License-Identifier: Apache-2.0
// Alerts beside outcomes: what counts as warned of, and what as followed; by hand, and against the
// definition applied to every pair.
#include "base/check.h"
#include "base/map.h"
#include "base/memory.h"
#include "monitor/back_test.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static TrialAlert alert_on(uint32_t household, int day, AlertDirection direction) {
    return (TrialAlert){.household = {household}, .raised = {day}, .direction = direction};
}

static Outcome outcome_on(uint32_t household, int day, OutcomeKind kind) {
    return (Outcome){.household = {household}, .date = {day}, .kind = kind};
}

static Trial trial_of(const TrialAlert *alerts, size_t count) {
    Trial trial = {0};
    trial.alerts = memory_new(count + 1, sizeof *trial.alerts);
    for (size_t i = 0; i < count; i++) {
        trial.alerts[i] = alerts[i];
    }
    trial.count = count;
    return trial;
}

static void the_first_alert_within_the_days_before_counts(void **state) {
    (void)state;
    const TrialAlert alerts[] = {
        alert_on(1, 9, DIRECTION_HELP),   // a day too early
        alert_on(1, 10, DIRECTION_HELP),  // 90 days before: the first warning
        alert_on(1, 60, DIRECTION_HELP),  // later ones do not count
        alert_on(1, 100, DIRECTION_HELP), // on the day itself: no warning
        alert_on(2, 99, DIRECTION_HELP),  // another household
        alert_on(3, 50, DIRECTION_VERIFY), alert_on(4, 50, DIRECTION_EXIT),
        alert_on(5, 50, DIRECTION_HELP), // of the other direction
    };
    const Outcome outcomes[] = {
        outcome_on(1, 100, OUTCOME_ENTERS), outcome_on(3, 60, OUTCOME_LEAVES),
        outcome_on(4, 140, OUTCOME_FADES),  outcome_on(5, 60, OUTCOME_FALLS),
        outcome_on(6, 60, OUTCOME_RISES),
    };
    BackTestSpan span = {.from = {0}, .to = {200}, .within_days = 90, .end = {200}};
    Trial trial = trial_of(alerts, ARRAY_COUNT(alerts));
    trial_judge(&trial, outcomes, ARRAY_COUNT(outcomes), &span);
    const int64_t caught[] = {1, 5, 6, -1, -1};
    for (size_t i = 0; i < ARRAY_COUNT(caught); i++) {
        assert_int_equal(trial.catches[i].alert, caught[i]);
    }
    assert_int_equal(trial.catches[0].lead_days, 90);
    assert_int_equal(trial.caught[0], 1);
    assert_int_equal(trial.caught[1], 2);
    assert_int_equal(trial.median_lead_days[0], 90);
    assert_int_equal(trial.median_lead_days[1], 10); // of 10 and 90 the lower
    const AlertSequel sequels[] = {SEQUEL_NONE, SEQUEL_OUTCOME, SEQUEL_OUTCOME, SEQUEL_NONE,
                                   SEQUEL_NONE, SEQUEL_OUTCOME, SEQUEL_OUTCOME, SEQUEL_NONE};
    for (size_t i = 0; i < ARRAY_COUNT(sequels); i++) {
        assert_int_equal(trial.alerts[i].sequel, sequels[i]);
    }
    trial_release(&trial);
}

static void outcomes_outside_the_span_are_not_summed(void **state) {
    (void)state;
    const TrialAlert alerts[] = {alert_on(1, 10, DIRECTION_HELP)};
    const Outcome outcomes[] = {outcome_on(1, 15, OUTCOME_ENTERS),
                                outcome_on(1, 25, OUTCOME_RISES)};
    BackTestSpan span = {.from = {20}, .to = {30}, .within_days = 90, .end = {300}};
    Trial trial = trial_of(alerts, ARRAY_COUNT(alerts));
    trial_judge(&trial, outcomes, ARRAY_COUNT(outcomes), &span);
    assert_int_equal(trial.caught[0], 1); // an alert before the span catches one in it
    assert_int_equal(trial.median_lead_days[0], 15);
    trial_release(&trial);
}

static bool is_help(AlertDirection direction) {
    return direction == DIRECTION_HELP;
}

static void judge_every_pair(const Trial *trial, const Outcome *outcomes, size_t count,
                             const BackTestSpan *span) {
    for (size_t a = 0; a < trial->count; a++) {
        const TrialAlert *alert = &trial->alerts[a];
        bool is_followed = false;
        bool is_merged = false;
        for (size_t o = 0; o < count; o++) {
            int days = outcomes[o].date.days - alert->raised.days;
            is_followed =
                is_followed || (outcomes[o].household.number == alert->household.number &&
                                outcome_is_help(outcomes[o].kind) == is_help(alert->direction) &&
                                days >= 1 && days <= span->within_days);
        }
        for (size_t b = 0; b < a; b++) {
            is_merged =
                is_merged || (trial->alerts[b].household.number == alert->household.number &&
                              trial->alerts[b].raised.days == alert->raised.days);
        }
        bool is_open = alert->raised.days + span->within_days > span->end.days;
        assert_int_equal(alert->is_merged, is_merged);
        assert_int_equal(alert->sequel, is_followed ? SEQUEL_OUTCOME
                                        : is_open   ? SEQUEL_OPEN
                                                    : SEQUEL_NONE);
    }
    for (size_t o = 0; o < count; o++) {
        int lead = 0;
        for (size_t a = 0; a < trial->count; a++) {
            const TrialAlert *alert = &trial->alerts[a];
            int days = outcomes[o].date.days - alert->raised.days;
            bool warns = alert->household.number == outcomes[o].household.number &&
                         outcome_is_help(outcomes[o].kind) == is_help(alert->direction) &&
                         days >= 1 && days <= span->within_days;
            lead = warns && days > lead ? days : lead;
        }
        assert_int_equal(trial->catches[o].alert >= 0, lead > 0);
        assert_int_equal(trial->catches[o].lead_days, lead);
    }
}

static void random_alerts_and_outcomes_are_judged_as_every_pair_says(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        uint64_t random = seed;
        TrialAlert alerts[60];
        Outcome outcomes[40];
        int day = 0;
        for (size_t i = 0; i < ARRAY_COUNT(alerts); i++) {
            random = map_mix(random + 1);
            day += (int)(random % 4);
            alerts[i] = alert_on(1 + (uint32_t)(random >> 8) % 5, day,
                                 (AlertDirection)((random >> 16) % 3));
        }
        day = 0;
        for (size_t i = 0; i < ARRAY_COUNT(outcomes); i++) {
            random = map_mix(random + 1);
            day += (int)(random % 6);
            outcomes[i] = outcome_on(1 + (uint32_t)(random >> 8) % 5, day,
                                     (OutcomeKind)((random >> 16) % OUTCOME_COUNT));
        }
        BackTestSpan span = {
            .from = {0}, .to = {1000}, .within_days = 1 + (int)(random % 30), .end = {100}};
        Trial trial = trial_of(alerts, ARRAY_COUNT(alerts));
        trial_judge(&trial, outcomes, ARRAY_COUNT(outcomes), &span);
        judge_every_pair(&trial, outcomes, ARRAY_COUNT(outcomes), &span);
        trial_release(&trial);
    }
}

static void nothing_at_all_is_fine(void **state) {
    (void)state;
    BackTestSpan span = {.from = {0}, .to = {1}, .within_days = 90, .end = {1}};
    Trial trial = trial_of(NULL, 0);
    trial_judge(&trial, NULL, 0, &span);
    assert_int_equal(trial.caught[0] + trial.caught[1], 0);
    trial_release(&trial);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_alert_within_the_days_before_counts),
        cmocka_unit_test(outcomes_outside_the_span_are_not_summed),
        cmocka_unit_test(random_alerts_and_outcomes_are_judged_as_every_pair_says),
        cmocka_unit_test(nothing_at_all_is_fine),
    };
    return cmocka_run_group_tests_name("back_test", tests, NULL, NULL);
}

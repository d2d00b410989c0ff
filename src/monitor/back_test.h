// SPDX-License-Identifier: Apache-2.0
#ifndef MONITOR_BACK_TEST_H
#define MONITOR_BACK_TEST_H
// Back-test: alerts that rules would have raised beside the outcomes that the archive tells: which
// outcomes had been warned of, and which alerts were followed by one. Pure. The meaning of every
// word: docs/simulation.md. Not here: replaying (service/back_test.h).
#include "monitor/monitor.h"
#include "monitor/outcomes.h"

enum { BACK_TEST_WITHIN_DAYS = 90 }; // unless another number of days is asked for

typedef enum AlertSequel { // what came after an alert
    SEQUEL_OUTCOME,        // an outcome of its direction within the days
    SEQUEL_NONE,           // none: a false alarm, or help that was not given
    SEQUEL_OPEN,           // the archive ends before the days are over, without an outcome so far
    SEQUEL_COUNT
} AlertSequel;
typedef struct TrialAlert {
    int rule; // index in the trial's pack
    HouseholdId household;
    PersonId person;
    BatchId batch;
    Date raised;
    AlertUrgency urgency;
    AlertDirection direction;
    bool is_merged;     // another alert about the household on that day stands before it
    AlertSequel sequel; // set by trial_judge
} TrialAlert;
typedef struct OutcomeCatch { // of one outcome by one trial
    int64_t alert;            // index of the first alert within the days before; -1: missed
    int lead_days;
} OutcomeCatch;
typedef struct Trial { // one pack's rules over the archive
    const Pack *pack;
    TrialAlert *alerts; // in the order in which they were raised
    size_t count, capacity;
    OutcomeCatch *catches; // by outcome
    // Of the outcomes in the span: [0] of help, [1] of exit.
    int64_t caught[2];
    int median_lead_days[2]; // of the caught; 0 when none is
} Trial;
void trial_add(Trial *trial, const MonitorResult *result, BatchId batch);
void trial_release(Trial *trial);

typedef struct BackTestSpan {
    Date from, to;   // of outcomes and alerts that are counted, both inclusive
    int within_days; // an alert's outcome comes 1 to so many days after it
    Date end;        // the last day the archive knows
} BackTestSpan;
static inline bool span_has(const BackTestSpan *span, Date date) {
    return span->from.days <= date.days && date.days <= span->to.days;
}
// Fills catches, sequels and sums. Alerts before the span may catch outcomes in it.
void trial_judge(Trial *trial, const Outcome *outcomes, size_t count, const BackTestSpan *span);
#endif

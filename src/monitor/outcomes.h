// SPDX-License-Identifier: Apache-2.0
#ifndef MONITOR_OUTCOMES_H
#define MONITOR_OUTCOMES_H
// Outcomes: what the archive says happened to households in the register of assistance, seen while
// it is replayed. Pure. The meaning of every word: docs/simulation.md. Not here: alerts.
#include "domain/category.h"
#include "facts/reader.h"

typedef enum OutcomeKind {
    OUTCOME_ENTERS, // into the register
    OUTCOME_RISES,  // into a better class
    OUTCOME_FALLS,  // into a worse class
    OUTCOME_FADES,  // gradual exit begins (渐退); leaving at its end is no outcome of its own
    OUTCOME_LEAVES, // out of the register, without gradual exit
    OUTCOME_COUNT
} OutcomeKind;
const char *outcome_id(OutcomeKind kind);              // "enters"
static inline bool outcome_is_help(OutcomeKind kind) { // else it is one of exit
    return kind == OUTCOME_ENTERS || kind == OUTCOME_RISES;
}
typedef struct Outcome {
    HouseholdId household;
    Date date; // county clock when it came to be known
    OutcomeKind kind;
    RegisteredClass before, after;
} Outcome;

typedef struct OutcomeWatch OutcomeWatch;
// The facts may be empty still; they must outlive the watch.
OutcomeWatch *outcome_watch_new(const Pack *pack, const Facts *facts);
void outcome_watch_free(OutcomeWatch *watch);
// Call both around facts_apply of every segment.
MUST_CHECK Status outcome_watch_before(OutcomeWatch *watch, const Segment *segment, Error *error);
MUST_CHECK Status outcome_watch_after(OutcomeWatch *watch, const Segment *segment, Error *error);
const Outcome *outcome_watch_found(const OutcomeWatch *watch, size_t *out_count); // by date
#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef MONITOR_HITS_H
#define MONITOR_HITS_H
// Hits: which rules want to speak of whom after a batch, asked by as many threads as are free, in
// the order of docs/monitoring.md section 6: household, rule, person. Asking changes nothing and
// does not depend on what was said before. Not here: whether they may speak (monitor.c).
#include "monitor/asker.h"
#include "monitor/before.h"
#include "platform/hands.h"

typedef struct Hit {
    int rule;
    const AlertRule *definition;
    HouseholdId household;
    PersonId person; // 0 for household scope
    size_t row;      // row scope
    AlertUrgency urgency;
    Scalar value;
    const Scalar *inputs; // of the rule's decision
} Hit;
typedef struct HitPart { // of some households that follow each other
    Hit *hits;
    size_t count, capacity;
    size_t evaluated, member_count; // rules and persons asked
    Arena arena;
} HitPart;
typedef struct Hits {
    HitPart *parts;
    size_t count;
} Hits;

typedef struct HitSource {
    const Pack *pack;
    const Registry *registry;
    const FeedContract *contract;
    const Segment *segment;
    const Before *before;
    const Touched *touched;
    const bool *is_live; // by row of the batch
} HitSource;

// hands: threads that may be free; NULL: none. Texts live as long as those of the askers.
Hits hits_find(Askers *askers, const HitSource *source, Hands *hands);
void hits_release(Hits *hits);
#endif

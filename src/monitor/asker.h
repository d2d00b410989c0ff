// SPDX-License-Identifier: Apache-2.0
#ifndef MONITOR_ASKER_H
#define MONITOR_ASKER_H
// Asker: what one thread needs to ask rules with. Askers: as many as ask at the same time; they are
// kept, since one a batch would be made anew for every small urgent one.
#include "facts/reader.h"
#include "platform/thread.h"

typedef struct Asker {
    Decider *decider;
    FactReader *reader; // of the facts and the day last started with
    Scalar *inputs;     // of the rule at hand, and behind them of the best row so far
    size_t inputs_max;  // of any decision: where the second half begins
    unsigned turn;
    struct Asker *next;
} Asker;
typedef struct Askers {
    const Pack *pack;
    const Facts *facts;
    Date clock;
    unsigned turn;
    Mutex lock;
    Asker *idle; // the one given back last is taken first
} Askers;

Askers *askers_new(const Pack *pack);
void askers_free(Askers *askers); // all have been given back
// Before asking on another day, and after every change of the facts; none is out.
void askers_start(Askers *askers, const Facts *facts, Date clock);
// Any thread, after askers_start. Texts that it answers live until the next askers_start.
Asker *asker_take(Askers *askers);
void asker_give_back(Askers *askers, Asker *asker);
#endif

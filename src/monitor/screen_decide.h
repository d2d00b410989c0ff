// SPDX-License-Identifier: Apache-2.0
#ifndef MONITOR_SCREEN_DECIDE_H
#define MONITOR_SCREEN_DECIDE_H
// Columns of facts, parameters and decisions as one pack has them, out of a base. Only for
// screen_*.c. Invariant: what the base has of the same inputs is not made again.
#include "monitor/screen_base_private.h"

enum { DECIDED_MAX = 2 };
typedef struct Decided {
    size_t binding;
    const Source **inputs; // in the order of the binding
    size_t input_count;
} Decided;
typedef struct DecidedRows { // some of the rows, while their answers are in a cache
    size_t from, count;
    const PlanOutput *outputs; // one for each decision; row 0 is `from`
    const PlanRun *run;        // whose words the answers name
} DecidedRows;
typedef struct Deciding { // decisions of one model over the same rows
    const Pack *pack;
    Date today;
    size_t rows;
    Decided items[DECIDED_MAX];
    size_t count;
    Source *outs; // one each, without zones; when answers are taken, only their shapes
    // Takes the answers instead, piece by piece, in any thread; false: they cannot be taken. NULL:
    // they are kept in outs.
    bool (*take)(void *context, const DecidedRows *rows);
    void *context;
} Deciding;
// False when one of them does not compile, has an answer that no fact can have, or one that was not
// taken.
bool screen_run(const Deciding *deciding);

typedef struct Maker {
    ScreenBase *base;
    const Pack *pack;
    Node **nodes; // where new columns go: those of the base, or others that are freed before it
} Maker;

// Which facts the pack's screening needs as they are kept; the list has room for all facts. False
// when one of them asks for decisions of the facts' own pack.
bool screen_needs(const Pack *pack, int *out_list, size_t *out_count);
const Source *maker_fact(Maker *maker, int index); // NULL when it cannot be made
// False when one of the inputs cannot be made. They lie in the arena.
bool maker_inputs(Maker *maker, FactEntity entity, size_t binding, Arena *arena,
                  Decided *out_decided);
#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef MONITOR_SIMULATE_H
#define MONITOR_SIMULATE_H
// Simulation: everyone screened under two packs, and what differs. Pure. The meaning of every word:
// docs/simulation.md. Not here: replaying the archive, names of people (service/simulate.h).
#include "monitor/screen_columns.h"

enum { CATEGORY_COUNT = CATEGORY_NONE + 1, FINDING_COUNT = FINDING_UNDETERMINED + 1 };

// Where every household of a base stands under one pack.
typedef struct Standings {
    ScreenColumns columns;
    uint32_t *reason_of; // by row: index into reasons
    Str *reasons;        // [0] is "": determined
    size_t reason_count, reason_capacity;
    Arena arena;
} Standings;
enum { REASONS_MAX = 1000 }; // further ones are counted together, as REASON_OTHERS
#define REASON_OTHERS STR("...")
// By columns, with one household in SCREEN_GUARD_EVERY decided by the interpreter as well: CORRUPT
// names the first with another answer. By the interpreter alone where no plan can be made. Release
// also after a failure.
MUST_CHECK Status standings_of(ScreenBase *base, const Pack *pack, Standings *out_standings,
                               Error *error);
void standings_release(Standings *standings);

typedef enum Shift { // of one household, from the present pack to the draft
    SHIFT_NONE,
    SHIFT_ENTERS,  // in no class before, in one after
    SHIFT_LEAVES,  // in a class before, in none after
    SHIFT_GAINS,   // more money a month
    SHIFT_LOSES,   // less money
    SHIFT_MOVES,   // another category, the same money
    SHIFT_UNCLEAR, // undetermined after only
    SHIFT_CLEAR,   // undetermined before only
    SHIFT_COUNT
} Shift;
Shift shift_of(const Standings *before, const Standings *after, size_t row);
const char *shift_id(Shift shift); // "enters"

typedef struct ShiftTally {
    Region region;
    int64_t households;
    int64_t shifts[SHIFT_COUNT];
    Money before, after; // per month
} ShiftTally;
typedef struct CategoryMove {
    int64_t households;
    Money before, after;
} CategoryMove;
typedef struct Comparison {
    ShiftTally total;
    ShiftTally
        *regions; // townships and villages, ascending, so a township stands before its villages
    size_t region_count, region_capacity;
    CategoryMove moves[CATEGORY_COUNT][CATEGORY_COUNT]; // [before][after]
    int64_t findings[2][FINDING_COUNT];                 // before, after
    Money in_register[2]; // the part of the totals that goes to households in the register already
    uint32_t *changed;    // rows whose shift is one, ascending
    size_t changed_count;
} Comparison;
// region: 0 everyone, else those in it. Both standings are of the households of the base.
Comparison standings_compare(const ScreenBase *base, const Standings *before,
                             const Standings *after, Region region);
void comparison_release(Comparison *comparison);
#endif

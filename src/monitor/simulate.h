// SPDX-License-Identifier: Apache-2.0
#ifndef MONITOR_SIMULATE_H
#define MONITOR_SIMULATE_H
// Simulation: everyone screened under two packs, and what differs. Pure. The meaning of every word:
// docs/simulation.md. Not here: replaying the archive, names of people (service/simulate.h).
#include "monitor/monitor.h"

enum { CATEGORY_COUNT = CATEGORY_NONE + 1, FINDING_COUNT = FINDING_UNDETERMINED + 1 };

// Where every household stands under one pack, by household number; a household that is not
// screened (closed, or without a counted member) has is_screened false and nothing else.
typedef struct Standing {
    Money amount;    // per month
    uint32_t reason; // of undetermined: index into reasons
    uint8_t category, registered, finding;
    bool is_screened;
} Standing;
typedef struct Standings {
    Standing *items; // [0] is nobody
    size_t count;
    Str *reasons; // [0] is "": determined
    size_t reason_count, reason_capacity;
    Arena arena;
} Standings;
enum { REASONS_MAX = 1000 }; // further ones are counted together, as REASON_OTHERS
#define REASON_OTHERS STR("...")
// CORRUPT as monitor_screen. Release also after a failure.
MUST_CHECK Status standings_of(const Pack *pack, const Facts *facts, Date as_of,
                               Standings *out_standings, Error *error);
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
Shift shift_of(const Standing *before, const Standing *after);
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
    HouseholdId *changed; // whose shift is one, ascending
    size_t changed_count, changed_capacity;
} Comparison;
// region: 0 everyone, else those in it. Both standings are of the same households.
Comparison standings_compare(const Standings *before, const Standings *after,
                             const Registry *registry, Region region);
void comparison_release(Comparison *comparison);
#endif

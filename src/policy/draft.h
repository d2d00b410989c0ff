// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_DRAFT_H
#define POLICY_DRAFT_H
// A draft pack beside the present one: what differs, and whether what was archived under the
// present one is enough for the draft. Pure. Not here: what follows for people
// (monitor/simulate.h).
#include "base/arena.h"
#include "policy/pack.h"

typedef struct PackFiles {
    const PackFile *items;
    size_t count;
} PackFiles;

typedef enum PackPart {
    PART_PLACE, // pack.yaml, regions.csv, calendar.csv
    PART_LIST,  // of codes
    PART_FEED,
    PART_FACT,
    PART_DECISION, // everything in the DMN models: decisions, knowledge, inputs, types
    PART_RULE,
} PackPart;
typedef enum DifferenceKind {
    DIFFERENCE_ADDED,
    DIFFERENCE_REMOVED,
    DIFFERENCE_CHANGED
} DifferenceKind;
typedef struct PackDifference {
    PackPart part;
    DifferenceKind kind;
    Str id; // own_paid_12m, W01, F22; of a decision its name
    Str name, english;
} PackDifference;
// By part, then by id. What means the same counts as the same: remarks, order of keys, layout of
// diagrams and white space are not compared. Parameters: below.
MUST_CHECK Status pack_differences(PackFiles present, PackFiles draft, Arena *arena,
                                   PackDifference **out_items, size_t *out_count, Error *error);

typedef struct ParameterDifference {
    const Parameter *present, *draft; // NULL: the pack has no such parameter
    // In force on the day asked for, in this region; NULL: none. Both NULL: the parameter differs
    // on other days only, or in its words.
    Region region;
    const ParameterValue *before, *after;
} ParameterDifference;
// In the order of the packs' parameters; one for each region that has a value of its own.
void parameter_differences(const Pack *present, const Pack *draft, Date date, Arena *arena,
                           ParameterDifference **out_items, size_t *out_count);
// How many values in smaller regions stay in force beside one of this region, on the day.
size_t parameter_values_within(const Parameter *parameter, Region region, Date date);

// Do both make the same facts out of the same rows, under the same numbers? Then facts kept for one
// serve the other too. differences: of pack_differences.
bool draft_shares_facts(const Pack *present, const Pack *draft, const PackDifference *differences,
                        size_t count);
// INVALID names the columns that facts, rules and keys of the draft need and the archive does not
// have, or what else keeps the draft from being tried on it.
MUST_CHECK Status draft_check(const Pack *present, const Pack *draft, Error *error);
#endif

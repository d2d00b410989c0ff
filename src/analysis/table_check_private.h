// SPDX-License-Identifier: Apache-2.0
#ifndef ANALYSIS_TABLE_CHECK_PRIVATE_H
#define ANALYSIS_TABLE_CHECK_PRIVATE_H
// One decision table being checked.
#include "analysis/checker_private.h"

typedef struct TableCheck {
    Checker *checker;
    const Element *owner;
    const Table *table;
    Grid *grid;
    OutputCell *outputs;
    bool *is_dead;        // per rule: it never fires
    bool *is_void;        // per rule: its own cells allow nothing
    size_t meeting_pairs; // of rules that share inputs or may
    size_t equal_pairs;   // of those that surely overlap, with equal outputs
    size_t overlap_pairs; // that surely overlap
    size_t unclear_pairs; // that may overlap
} TableCheck;

Finding *table_check_find(TableCheck *check, FindingKind kind, size_t rule,
                          size_t other); // from 1; 0
void table_check_example(TableCheck *check, Finding *finding, const uint64_t *box);
size_t table_check_examples_max(const TableCheck *check);
bool table_check_has_duplicate(const TableCheck *check, size_t rule, size_t other); // from 0

// check_cover.c
void table_check_masked(TableCheck *check);   // FIRST and PRIORITY
void table_check_subsumed(TableCheck *check); // FIRST and ANY
void table_check_gaps(TableCheck *check);
#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef MONITOR_ROWS_OF_H
#define MONITOR_ROWS_OF_H
// RowsOf: which rows of a batch are about whom, in the order of the rows. Only people who live or
// ever lived in a household count: most rows of a feed are about others, and no rule speaks of
// them.
#include "facts/facts.h"

typedef struct RowsOf {
    uint64_t *pairs; // person << 32 | row, ascending
    size_t count, capacity;
} RowsOf;

RowsOf rows_of_batch(const FeedContract *contract, const Registry *registry, const Batch *batch);
void rows_of_release(RowsOf *rows);
// Those of them who live somewhere on the day, and where; each once, ascending.
Touched rows_of_touched(const RowsOf *rows, const Registry *registry, Date day);
// The person's rows are pairs[from] .. pairs[to - 1].
void rows_of_person(const RowsOf *rows, PersonId person, size_t *out_from, size_t *out_to);
#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef FACTS_SERIES_H
#define FACTS_SERIES_H
// SeriesTable: for every person the running totals of a few amounts, by month. A window is the
// difference of two totals, so its length costs nothing; adding to a late month moves the totals
// behind it. Amounts wrap around like unsigned numbers: what was added can always be taken away.
// Invariant: the months of a person ascend; each entry holds the totals up to and with its month.
#include "facts/vector.h"
#include <stdbool.h>
#include <stdint.h>

enum { SERIES_WIDTH_MAX = 32, SERIES_SIZE_CLASSES = 24 };

typedef struct SeriesRange { // entries of one person in the pool
    uint32_t block;          // in units of one entry; meaningless while count is 0
    uint16_t count;
    uint16_t size_class; // room for 1 << (size_class - 1) entries; 0: none
} SeriesRange;
typedef struct SeriesTable {
    size_t width;                           // series side by side
    Vector pool;                            // int64_t: month, then width totals, per entry
    Vector ranges;                          // SeriesRange by person number
    uint32_t released[SERIES_SIZE_CLASSES]; // first free block + 1 per size class, chained
} SeriesTable;

SeriesTable series_table_of(size_t width);
void series_table_release(SeriesTable *table);
// Adds amounts[0..width) to the person's month; sign -1 takes them away.
void series_add(SeriesTable *table, uint32_t person, int32_t month, const int64_t *amounts,
                int sign);
// Sum over from <= month <= to.
int64_t series_sum(const SeriesTable *table, uint32_t person, size_t series, int32_t from,
                   int32_t to);
// After restoring: does every range lie in the pool, of at most person_count persons?
bool series_table_holds(const SeriesTable *table, size_t person_count);
#endif

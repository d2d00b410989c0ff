// SPDX-License-Identifier: Apache-2.0
#ifndef FACTS_SERIES_H
#define FACTS_SERIES_H
// SeriesTable: for every person the running totals of a few amounts, by month. A window is the
// difference of two totals, so its length costs nothing; adding to a late month moves the totals
// behind it. Amounts wrap around like unsigned numbers: what was added can always be taken away.
// Totals are kept in four bytes and months in one, both in eight for the persons who outgrow them.
// Invariant: the months of a person ascend; each entry holds the totals up to and with its month.
#include "facts/vector.h"
#include <stdbool.h>
#include <stdint.h>

enum { SERIES_WIDTH_MAX = 32, SERIES_SIZE_CLASSES = 33 };

typedef struct SeriesRange { // entries of one person
    uint32_t block;          // in its pool, in units of one entry; meaningless while count is 0
    uint16_t count;
    uint8_t size_class; // of its room (series.c); 0: none
    uint8_t is_wide;    // in which pool
} SeriesRange;
typedef struct SeriesPool {
    Vector bytes;
    uint64_t entry_size;                    // month and totals, of one and four or of eight bytes
    uint64_t unused;                        // entries in released blocks
    uint64_t released[SERIES_SIZE_CLASSES]; // first free block + 1 per size class, chained
} SeriesPool;
typedef struct SeriesTable {
    size_t width;        // series side by side
    int64_t month_from;  // narrow months count from this one; INT64_MIN before the first
    SeriesPool pools[2]; // narrow, wide
    Vector ranges;       // SeriesRange by person number
} SeriesTable;

SeriesTable series_table_of(size_t width);
void series_table_release(SeriesTable *table);
// Adds amounts[0..width) to the person's month; sign -1 takes them away.
void series_add(SeriesTable *table, uint32_t person, int32_t month, const int64_t *amounts,
                int sign);
// Sum over from <= month <= to.
int64_t series_sum(const SeriesTable *table, uint32_t person, size_t series, int32_t from,
                   int32_t to);
// On their way into the cache then: where the person's totals are, and, once that is there, the
// last of them.
void series_expect_range(const SeriesTable *table, uint32_t person);
void series_expect_totals(const SeriesTable *table, uint32_t person);
// After restoring: do ranges and released blocks fill their pools, of at most person_count persons?
bool series_table_holds(const SeriesTable *table, size_t person_count);
#endif

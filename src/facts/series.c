// SPDX-License-Identifier: Apache-2.0
#include "facts/series.h"
#include "base/check.h"
#include <string.h>

enum { NARROW, WIDE, NARROW_MONTH = 1, NARROW_TOTAL = 4, WIDE_NUMBER = 8 };

#define MONTH_FROM_UNKNOWN INT64_MIN
enum { MONTHS_BEFORE = 60 }; // the first one that comes, which narrow entries still reach

static SeriesPool pool_of(size_t width, int kind) {
    size_t entry_size =
        kind == WIDE ? WIDE_NUMBER * (1 + width) : NARROW_MONTH + NARROW_TOTAL * width;
    return (SeriesPool){.bytes = vector_of(1), .entry_size = entry_size};
}

SeriesTable series_table_of(size_t width) {
    CHECK(width >= 1 && width <= SERIES_WIDTH_MAX);
    return (SeriesTable){.width = width,
                         .month_from = MONTH_FROM_UNKNOWN,
                         .pools = {pool_of(width, NARROW), pool_of(width, WIDE)},
                         .ranges = vector_of(sizeof(SeriesRange))};
}

void series_table_release(SeriesTable *table) {
    vector_release(&table->pools[NARROW].bytes);
    vector_release(&table->pools[WIDE].bytes);
    vector_release(&table->ranges);
}

// ---- entries

static char *entry_at(const SeriesPool *pool, uint64_t block, size_t index) {
    return vector_at(&pool->bytes, (size_t)((block + index) * pool->entry_size));
}

static char *range_entry(const SeriesTable *table, const SeriesRange *range, size_t index) {
    return entry_at(&table->pools[range->is_wide], range->block, index);
}

static int64_t entry_month(const SeriesTable *table, const char *entry, bool is_wide) {
    int64_t wide = 0;
    if (is_wide) {
        memcpy(&wide, entry, sizeof wide);
        return wide;
    }
    return table->month_from + (uint8_t)*entry;
}

static int64_t entry_total(const char *entry, bool is_wide, size_t series) {
    int32_t narrow = 0;
    int64_t wide = 0;
    if (is_wide) {
        memcpy(&wide, entry + WIDE_NUMBER * (1 + series), sizeof wide);
        return wide;
    }
    memcpy(&narrow, entry + NARROW_MONTH + NARROW_TOTAL * series, sizeof narrow);
    return narrow;
}

static void entry_set_month(const SeriesTable *table, char *entry, bool is_wide, int64_t month) {
    uint8_t narrow = is_wide ? 0 : (uint8_t)(month - table->month_from);
    memcpy(entry, is_wide ? (const void *)&month : &narrow, is_wide ? sizeof month : sizeof narrow);
}

static void entry_set_total(char *entry, bool is_wide, size_t series, int64_t total) {
    int32_t narrow = (int32_t)total;
    if (is_wide) {
        memcpy(entry + WIDE_NUMBER * (1 + series), &total, sizeof total);
    } else {
        memcpy(entry + NARROW_MONTH + NARROW_TOTAL * series, &narrow, sizeof narrow);
    }
}

// ---- blocks: rooms of 1, 2, 3, 4, 6, 8, 12, ... entries

static size_t room_of(size_t size_class) {
    if (size_class <= 1) {
        return size_class;
    }
    return size_class % 2 == 0 ? (size_t)1 << (size_class / 2)
                               : (size_t)3 << ((size_class - 3) / 2);
}

// A block of the size class: one given back before, or a new one.
static uint32_t block_take(SeriesPool *pool, size_t size_class) {
    CHECK(size_class >= 1 && size_class < SERIES_SIZE_CLASSES);
    uint64_t first = pool->released[size_class];
    if (first != 0) {
        char *entry = entry_at(pool, first - 1, 0);
        uint32_t next = 0;
        memcpy(&next, entry, sizeof next);
        memset(entry, 0, sizeof next);
        pool->released[size_class] = next;
        pool->unused -= room_of(size_class);
        return (uint32_t)(first - 1);
    }
    size_t block = pool->bytes.count / pool->entry_size;
    CHECK(block + room_of(size_class) < UINT32_MAX);
    vector_add(&pool->bytes, room_of(size_class) * pool->entry_size);
    return (uint32_t)block;
}

static void block_give(SeriesPool *pool, uint32_t block, size_t size_class) {
    char *first = entry_at(pool, block, 0);
    uint32_t next = (uint32_t)pool->released[size_class];
    memset(first, 0, room_of(size_class) * pool->entry_size);
    memcpy(first, &next, sizeof next);
    pool->released[size_class] = (uint64_t)block + 1;
    pool->unused += room_of(size_class);
}

// Moves all blocks together, in the order of the persons. Families grow in step, month by month, so
// that rooms they have left are of use to nobody.
static void pool_compact(SeriesTable *table, uint8_t kind) {
    SeriesPool *pool = &table->pools[kind];
    SeriesPool dense = pool_of(table->width, kind);
    for (size_t i = 0; i < table->ranges.count; i++) {
        SeriesRange *range = vector_at(&table->ranges, i);
        if (range->size_class == 0 || range->is_wide != kind) {
            continue;
        }
        uint32_t block = block_take(&dense, range->size_class);
        memcpy(entry_at(&dense, block, 0), entry_at(pool, range->block, 0),
               range->count * pool->entry_size);
        range->block = block;
    }
    vector_release(&pool->bytes);
    *pool = dense;
}

static void pool_tidy(SeriesTable *table, uint8_t kind) {
    enum { UNUSED_MIN = 4096 };
    const SeriesPool *pool = &table->pools[kind];
    uint64_t entries = pool->bytes.count / pool->entry_size;
    if (pool->unused > UNUSED_MIN && pool->unused > entries / 8) {
        pool_compact(table, kind);
    }
}

static void range_grow(SeriesTable *table, SeriesRange *range) {
    SeriesPool *pool = &table->pools[range->is_wide];
    SeriesRange old = *range;
    range->size_class++;
    range->block = block_take(pool, range->size_class);
    if (old.size_class > 0) {
        memcpy(entry_at(pool, range->block, 0), entry_at(pool, old.block, 0),
               old.count * pool->entry_size);
        block_give(pool, old.block, old.size_class);
        pool_tidy(table, range->is_wide);
    }
}

static void range_widen(SeriesTable *table, SeriesRange *range) {
    SeriesRange old = *range;
    range->is_wide = WIDE;
    if (old.size_class == 0) {
        return;
    }
    range->block = block_take(&table->pools[WIDE], range->size_class);
    for (size_t i = 0; i < range->count; i++) {
        const char *from = range_entry(table, &old, i);
        char *to = range_entry(table, range, i);
        entry_set_month(table, to, true, entry_month(table, from, false));
        for (size_t k = 0; k < table->width; k++) {
            entry_set_total(to, true, k, entry_total(from, false, k));
        }
    }
    block_give(&table->pools[NARROW], old.block, old.size_class);
    pool_tidy(table, NARROW);
}

// ---- adding

// How many entries have a month <= month: months mostly arrive in order, so search from the end.
static size_t entries_until(const SeriesTable *table, const SeriesRange *range, int64_t month) {
    size_t count = range->count;
    while (count > 0 &&
           entry_month(table, range_entry(table, range, count - 1), range->is_wide) > month) {
        count--;
    }
    return count;
}

// Opens an entry for the month at index, with the totals of the one before.
static void entry_insert(SeriesTable *table, SeriesRange *range, size_t index, int32_t month) {
    CHECK(range->count < UINT16_MAX);
    if (range->count == room_of(range->size_class)) {
        range_grow(table, range);
    }
    size_t size = (size_t)table->pools[range->is_wide].entry_size;
    char *entry = range_entry(table, range, index);
    memmove(entry + size, entry, (range->count - index) * size);
    if (index > 0) {
        memcpy(entry, entry - size, size);
    } else {
        memset(entry, 0, size);
    }
    entry_set_month(table, entry, range->is_wide, month);
    range->count++;
}

// Adds to the totals from index on. False: one of them is narrow no more, and wrong.
static inline bool totals_add(const SeriesTable *table, const SeriesRange *range, bool is_wide,
                              size_t index, const int64_t *amounts) {
    size_t entry_size = (size_t)table->pools[is_wide].entry_size;
    char *entry = range_entry(table, range, index);
    bool fit = true;
    for (size_t i = index; i < range->count; i++, entry += entry_size) {
        for (size_t k = 0; k < table->width; k++) {
            uint64_t total = (uint64_t)entry_total(entry, is_wide, k) + (uint64_t)amounts[k];
            entry_set_total(entry, is_wide, k, (int64_t)total);
            fit = fit && (is_wide || (int64_t)total == (int32_t)total);
        }
    }
    return fit;
}

static void amounts_negate(int64_t *amounts, size_t count) {
    for (size_t i = 0; i < count; i++) {
        amounts[i] = (int64_t)(0 - (uint64_t)amounts[i]);
    }
}

// Narrow totals wrap around, so that what was added can be taken away before they become wide.
static void amounts_add(SeriesTable *table, SeriesRange *range, size_t index, int64_t *amounts) {
    if (range->is_wide == NARROW) {
        if (totals_add(table, range, false, index, amounts)) {
            return;
        }
        amounts_negate(amounts, table->width);
        totals_add(table, range, false, index, amounts);
        amounts_negate(amounts, table->width);
        range_widen(table, range);
    }
    totals_add(table, range, true, index, amounts);
}

static bool is_of_month(const SeriesTable *table, const SeriesRange *range, size_t index,
                        int32_t month) {
    return entry_month(table, range_entry(table, range, index), range->is_wide) == month;
}

void series_add(SeriesTable *table, uint32_t person, int32_t month, const int64_t *amounts,
                int sign) {
    CHECK(sign == 1 || sign == -1);
    vector_extend(&table->ranges, (size_t)person + 1);
    SeriesRange *range = vector_at(&table->ranges, person);
    bool is_usual = month >= INT16_MIN && month <= INT16_MAX;
    if (table->month_from == MONTH_FROM_UNKNOWN && is_usual) {
        table->month_from = month - MONTHS_BEFORE;
    }
    if (range->is_wide == NARROW &&
        (month < table->month_from || month > table->month_from + UINT8_MAX)) {
        range_widen(table, range);
    }
    size_t index = entries_until(table, range, month);
    if (index > 0 && is_of_month(table, range, index - 1, month)) {
        index--;
    } else {
        entry_insert(table, range, index, month);
    }
    int64_t added[SERIES_WIDTH_MAX];
    memcpy(added, amounts, table->width * sizeof *added);
    if (sign < 0) {
        amounts_negate(added, table->width);
    }
    amounts_add(table, range, index, added);
}

// ---- before rows are applied

void series_expect_range(const SeriesTable *table, uint32_t person) {
    if (person < table->ranges.count) {
        __builtin_prefetch(vector_at(&table->ranges, person));
    }
}

void series_expect_totals(const SeriesTable *table, uint32_t person) {
    const SeriesRange *range =
        person < table->ranges.count ? vector_at(&table->ranges, person) : NULL;
    if (range != NULL && range->count > 0) {
        __builtin_prefetch(range_entry(table, range, range->count - (size_t)1), 1);
    }
}

// ---- after restoring

// The number of entries of a block lies within the pool.
static bool block_holds(const SeriesPool *pool, uint64_t block, size_t size_class) {
    uint64_t entries = pool->bytes.count / pool->entry_size;
    return room_of(size_class) <= entries && block <= entries - room_of(size_class);
}

static bool range_holds(const SeriesTable *table, const SeriesRange *range) {
    if (range->size_class == 0) {
        return range->count == 0 && range->is_wide <= WIDE;
    }
    if (range->is_wide > WIDE || range->size_class >= SERIES_SIZE_CLASSES ||
        range->count > room_of(range->size_class) ||
        !block_holds(&table->pools[range->is_wide], range->block, range->size_class)) {
        return false;
    }
    for (size_t i = 1; i < range->count; i++) {
        if (entry_month(table, range_entry(table, range, i - 1), range->is_wide) >=
            entry_month(table, range_entry(table, range, i), range->is_wide)) {
            return false;
        }
    }
    return true;
}

// The chain of released blocks stays in the pool and within the entries left unused, of which it
// takes its own.
static bool released_holds(const SeriesPool *pool, size_t size_class, uint64_t *in_out_unused) {
    uint64_t next = pool->released[size_class];
    uint64_t room = room_of(size_class);
    while (next != 0) {
        if (room == 0 || room > *in_out_unused || !block_holds(pool, next - 1, size_class)) {
            return false;
        }
        *in_out_unused -= room;
        uint32_t stored = 0;
        memcpy(&stored, entry_at(pool, next - 1, 0), sizeof stored);
        next = stored;
    }
    return true;
}

// Every entry is in the room of a range or in a released one.
static bool pool_holds(const SeriesPool *pool, uint64_t used) {
    uint64_t entries = pool->bytes.count / pool->entry_size;
    uint64_t unused = pool->unused;
    bool holds =
        pool->bytes.count % pool->entry_size == 0 && unused <= entries && used == entries - unused;
    for (size_t i = 0; holds && i < SERIES_SIZE_CLASSES; i++) {
        holds = released_holds(pool, i, &unused);
    }
    return holds && unused == 0;
}

bool series_table_holds(const SeriesTable *table, size_t person_count) {
    uint64_t used[ARRAY_COUNT(table->pools)] = {0};
    bool holds = table->ranges.count <= person_count + 1 &&
                 (table->month_from == MONTH_FROM_UNKNOWN ||
                  (table->month_from >= INT32_MIN - (int64_t)MONTHS_BEFORE &&
                   table->month_from <= INT32_MAX));
    for (size_t i = 0; holds && i < table->ranges.count; i++) {
        const SeriesRange *range = vector_at(&table->ranges, i);
        holds = range_holds(table, range);
        if (holds) {
            used[range->is_wide] += room_of(range->size_class);
        }
    }
    return holds && pool_holds(&table->pools[NARROW], used[NARROW]) &&
           pool_holds(&table->pools[WIDE], used[WIDE]);
}

// ---- reading

static uint64_t total_until(const SeriesTable *table, const SeriesRange *range, size_t series,
                            int64_t month) {
    size_t index = entries_until(table, range, month);
    return index == 0 ? 0
                      : (uint64_t)entry_total(range_entry(table, range, index - 1), range->is_wide,
                                              series);
}

int64_t series_sum(const SeriesTable *table, uint32_t person, size_t series, int32_t from,
                   int32_t to) {
    CHECK(series < table->width);
    if (person >= table->ranges.count) {
        return 0;
    }
    const SeriesRange *range = vector_at(&table->ranges, person);
    uint64_t until = total_until(table, range, series, to);
    return (int64_t)(until - total_until(table, range, series, (int64_t)from - 1));
}

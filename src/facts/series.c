// SPDX-License-Identifier: Apache-2.0
#include "facts/series.h"
#include "base/check.h"
#include <string.h>

SeriesTable series_table_of(size_t width) {
    CHECK(width >= 1 && width <= SERIES_WIDTH_MAX);
    return (SeriesTable){.width = width,
                         .pool = vector_of(sizeof(int64_t)),
                         .ranges = vector_of(sizeof(SeriesRange))};
}

void series_table_release(SeriesTable *table) {
    vector_release(&table->pool);
    vector_release(&table->ranges);
}

static size_t entry_words(const SeriesTable *table) {
    return table->width + 1;
}

static int64_t *entry_at(const SeriesTable *table, uint32_t block, size_t index) {
    return vector_at(&table->pool, (block + index) * entry_words(table));
}

// A block of the size class: one given back before, or a new one.
static uint32_t block_take(SeriesTable *table, size_t size_class) {
    CHECK(size_class >= 1 && size_class < SERIES_SIZE_CLASSES);
    uint32_t first = table->released[size_class];
    if (first != 0) {
        table->released[size_class] = (uint32_t)*entry_at(table, first - 1, 0);
        return first - 1;
    }
    size_t block = table->pool.count / entry_words(table);
    size_t entries = (size_t)1 << (size_class - 1);
    CHECK(block + entries < UINT32_MAX);
    vector_add(&table->pool, entries * entry_words(table));
    return (uint32_t)block;
}

static void block_give(SeriesTable *table, uint32_t block, size_t size_class) {
    CHECK(size_class >= 1 && size_class < SERIES_SIZE_CLASSES);
    size_t words = ((size_t)1 << (size_class - 1)) * entry_words(table);
    int64_t *first = entry_at(table, block, 0);
    memset(first, 0, words * sizeof *first);
    *first = table->released[size_class];
    table->released[size_class] = block + 1;
}

static void range_grow(SeriesTable *table, SeriesRange *range) {
    size_t size_class = range->size_class + 1U;
    uint32_t block = block_take(table, size_class);
    if (range->count > 0) {
        memcpy(entry_at(table, block, 0), entry_at(table, range->block, 0),
               range->count * entry_words(table) * sizeof(int64_t));
        block_give(table, range->block, range->size_class);
    }
    range->block = block;
    range->size_class = (uint16_t)size_class;
}

// How many entries have a month <= month: months mostly arrive in order, so search from the end.
static size_t entries_until(const SeriesTable *table, const SeriesRange *range, int64_t month) {
    size_t count = range->count;
    while (count > 0 && *entry_at(table, range->block, count - 1) > month) {
        count--;
    }
    return count;
}

// Opens an entry for the month at index, with the totals of the one before.
static void entry_insert(SeriesTable *table, SeriesRange *range, size_t index, int32_t month) {
    CHECK(range->count < UINT16_MAX);
    if (range->size_class == 0 || range->count == (1U << (range->size_class - 1U))) {
        range_grow(table, range);
    }
    size_t words = entry_words(table);
    int64_t *entry = entry_at(table, range->block, index);
    memmove(entry + words, entry, (range->count - index) * words * sizeof *entry);
    if (index > 0) {
        memcpy(entry, entry - words, words * sizeof *entry);
    } else {
        memset(entry, 0, words * sizeof *entry);
    }
    *entry = month;
    range->count++;
}

void series_add(SeriesTable *table, uint32_t person, int32_t month, const int64_t *amounts,
                int sign) {
    CHECK(sign == 1 || sign == -1);
    vector_extend(&table->ranges, (size_t)person + 1);
    SeriesRange *range = vector_at(&table->ranges, person);
    size_t index = entries_until(table, range, month);
    if (index == 0 || *entry_at(table, range->block, index - 1) != month) {
        entry_insert(table, range, index, month);
    } else {
        index--;
    }
    for (size_t i = index; i < range->count; i++) {
        int64_t *totals = entry_at(table, range->block, i) + 1;
        for (size_t k = 0; k < table->width; k++) {
            uint64_t amount = (uint64_t)amounts[k];
            totals[k] = (int64_t)((uint64_t)totals[k] + (sign > 0 ? amount : 0 - amount));
        }
    }
}

// The number of entries of a block lies within the pool.
static bool block_holds(const SeriesTable *table, uint64_t block, size_t size_class) {
    size_t entries = table->pool.count / entry_words(table);
    size_t room = (size_t)1 << (size_class - 1);
    return room <= entries && block <= entries - room;
}

static bool range_holds(const SeriesTable *table, const SeriesRange *range) {
    if (range->size_class == 0) {
        return range->count == 0;
    }
    if (range->size_class >= SERIES_SIZE_CLASSES ||
        range->count > (size_t)1 << (range->size_class - 1) ||
        !block_holds(table, range->block, range->size_class)) {
        return false;
    }
    for (size_t i = 1; i < range->count; i++) {
        if (*entry_at(table, range->block, i - 1) >= *entry_at(table, range->block, i)) {
            return false;
        }
    }
    return true;
}

// The chain of released blocks stays in the pool, and ends.
static bool released_holds(const SeriesTable *table, size_t size_class) {
    size_t steps = table->pool.count;
    uint32_t next = table->released[size_class];
    while (next != 0 && steps > 0) {
        if (size_class == 0 || !block_holds(table, next - 1, size_class)) {
            return false;
        }
        int64_t stored = *entry_at(table, next - 1, 0);
        if (stored < 0 || stored > UINT32_MAX) {
            return false;
        }
        next = (uint32_t)stored;
        steps--;
    }
    return next == 0;
}

bool series_table_holds(const SeriesTable *table, size_t person_count) {
    bool holds =
        table->pool.count % entry_words(table) == 0 && table->ranges.count <= person_count + 1;
    for (size_t i = 0; holds && i < table->ranges.count; i++) {
        holds = range_holds(table, vector_at(&table->ranges, i));
    }
    for (size_t i = 0; holds && i < SERIES_SIZE_CLASSES; i++) {
        holds = released_holds(table, i);
    }
    return holds;
}

static int64_t total_until(const SeriesTable *table, const SeriesRange *range, size_t series,
                           int64_t month) {
    size_t index = entries_until(table, range, month);
    return index == 0 ? 0 : entry_at(table, range->block, index - 1)[1 + series];
}

int64_t series_sum(const SeriesTable *table, uint32_t person, size_t series, int32_t from,
                   int32_t to) {
    CHECK(series < table->width);
    if (person >= table->ranges.count) {
        return 0;
    }
    const SeriesRange *range = vector_at(&table->ranges, person);
    uint64_t until = (uint64_t)total_until(table, range, series, to);
    return (int64_t)(until - (uint64_t)total_until(table, range, series, (int64_t)from - 1));
}

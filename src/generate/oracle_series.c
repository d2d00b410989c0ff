// SPDX-License-Identifier: Apache-2.0
#include "generate/oracle_private.h"
#include <stdlib.h>

enum { SERIES_BLOCK = 4096 };

void oracle_series_init(Series *series, Month first, int months) {
    *series = (Series){
        .first = first.months, .months = months, .first_seen = INT32_MAX, .newest_seen = INT32_MIN};
}

void oracle_series_release(Series *series) {
    for (size_t i = 0; i < series->block_count; i++) {
        free(series->blocks[i]);
    }
    free(series->blocks);
    free(series->further);
    *series = (Series){0};
}

static Cell *cells_of(const Series *series, uint32_t number) {
    uint32_t index = number - 1;
    return &series->blocks[index / SERIES_BLOCK]
                          [(size_t)(index % SERIES_BLOCK) * (size_t)series->months];
}

static Cell *cell_at(Series *series, SeriesHead *head, int32_t month) {
    if (month < series->first || month >= series->first + series->months) {
        return NULL;
    }
    if (head->cells == 0) {
        if (series->used % SERIES_BLOCK == 0) {
            series->blocks = room_for(series->blocks, series->block_count, &series->block_capacity,
                                      sizeof(Cell *));
            series->blocks[series->block_count++] =
                zeroed((size_t)SERIES_BLOCK * (size_t)series->months, sizeof(Cell));
        }
        head->cells = ++series->used;
    }
    return &cells_of(series, head->cells)[month - series->first];
}

static void series_see(Series *series, int32_t month) {
    series->first_seen = month < series->first_seen ? month : series->first_seen;
    series->newest_seen = month > series->newest_seen ? month : series->newest_seen;
}

static bool further_put(Series *series, SeriesHead *head, int32_t month, uint32_t tag,
                        int64_t amount) {
    for (uint32_t at = head->further; at != 0; at = series->further[at - 1].next) {
        Further *further = &series->further[at - 1];
        if (further->month == month && further->tag == tag) {
            bool is_same = further->amount == amount;
            further->amount = amount;
            return !is_same;
        }
    }
    series->further = room_for(series->further, series->further_count, &series->further_capacity,
                               sizeof *series->further);
    series->further[series->further_count++] =
        (Further){.month = month, .tag = tag, .amount = amount, .next = head->further};
    head->further = (uint32_t)series->further_count;
    return true;
}

bool oracle_series_put(Series *series, SeriesHead *head, int32_t month, uint32_t tag,
                       int64_t amount) {
    Cell *cell = cell_at(series, head, month);
    bool fits = amount >= INT32_MIN && amount <= INT32_MAX;
    if (cell == NULL || !fits || (cell->tag != 0 && cell->tag != tag)) {
        if (!further_put(series, head, month, tag, amount)) {
            return false;
        }
    } else {
        if (cell->tag == tag && cell->amount == amount) {
            return false;
        }
        *cell = (Cell){.amount = (int32_t)amount, .tag = tag};
    }
    series_see(series, month);
    return true;
}

void oracle_series_add(Series *series, SeriesHead *head, int32_t month, int64_t amount) {
    Cell *cell = cell_at(series, head, month);
    if (cell != NULL && cell->amount + amount >= INT32_MIN && cell->amount + amount <= INT32_MAX) {
        cell->amount = (int32_t)(cell->amount + amount);
        return;
    }
    series->further = room_for(series->further, series->further_count, &series->further_capacity,
                               sizeof *series->further);
    series->further[series->further_count++] =
        (Further){.month = month, .amount = amount, .next = head->further};
    head->further = (uint32_t)series->further_count;
}

int64_t oracle_series_sum(const Series *series, const SeriesHead *head, int32_t from, int32_t to) {
    int64_t sum = 0;
    int32_t last = series->first + series->months - 1;
    if (head->cells != 0) {
        const Cell *cells = cells_of(series, head->cells);
        int32_t low = from < series->first ? series->first : from;
        int32_t high = to > last ? last : to;
        for (int32_t month = low; month <= high; month++) {
            sum += cells[month - series->first].amount;
        }
    }
    for (uint32_t at = head->further; at != 0; at = series->further[at - 1].next) {
        const Further *further = &series->further[at - 1];
        if (further->month >= from && further->month <= to) {
            sum += further->amount;
        }
    }
    return sum;
}

bool oracle_series_knows(const Series *series, int months, int offset) {
    return series->first_seen != INT32_MAX &&
           series->newest_seen - offset - months + 1 >= series->first_seen;
}

// SPDX-License-Identifier: Apache-2.0
#include "monitor/rows_of.h"
#include "base/memory.h"
#include <stdlib.h>

static int compare_pairs(const void *a, const void *b) {
    uint64_t left = *(const uint64_t *)a;
    uint64_t right = *(const uint64_t *)b;
    return left < right ? -1 : left > right;
}

RowsOf rows_of_batch(const FeedContract *contract, const Batch *batch) {
    RowsOf rows = {0};
    rows.pairs = memory_new(batch->row_count * contract->subject_count, sizeof *rows.pairs);
    for (size_t i = 0; i < contract->subject_count; i++) {
        int column = batch_find_column(batch, contract->fields[contract->subject_fields[i]].name);
        for (size_t row = 0; column >= 0 && row < batch->row_count; row++) {
            uint64_t person = (uint64_t)batch->columns[column].numbers[row];
            if (person != 0) {
                rows.pairs[rows.count++] = person << 32 | row;
            }
        }
    }
    qsort(rows.pairs, rows.count, sizeof *rows.pairs, compare_pairs);
    return rows;
}

void rows_of_release(RowsOf *rows) {
    memory_free(rows->pairs);
    *rows = (RowsOf){0};
}

static size_t first_not_below(const RowsOf *rows, uint64_t pair) {
    size_t from = 0;
    size_t to = rows->count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (rows->pairs[middle] < pair) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

void rows_of_person(const RowsOf *rows, PersonId person, size_t *out_from, size_t *out_to) {
    *out_from = first_not_below(rows, (uint64_t)person.number << 32);
    *out_to = first_not_below(rows, ((uint64_t)person.number + 1) << 32);
}

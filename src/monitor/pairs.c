// SPDX-License-Identifier: Apache-2.0
#include "monitor/pairs.h"
#include <stdlib.h>

static int compare_pairs(const void *a, const void *b) {
    uint64_t left = *(const uint64_t *)a;
    uint64_t right = *(const uint64_t *)b;
    return left < right ? -1 : left > right;
}

void pairs_order(uint64_t *pairs, size_t count) {
    if (count > 0) {
        qsort(pairs, count, sizeof *pairs, compare_pairs);
    }
}

size_t pairs_from(const uint64_t *pairs, size_t count, uint64_t least) {
    size_t from = 0;
    size_t to = count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (pairs[middle] < least) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

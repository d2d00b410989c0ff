// SPDX-License-Identifier: Apache-2.0
#include "dmn/name_index.h"
#include <stdlib.h>

NameIndex name_index_new(Arena *arena, size_t capacity) {
    return (NameIndex){.names = arena_alloc(arena, capacity, sizeof(IndexedName))};
}

void name_index_add(NameIndex *index, Str name, size_t position) {
    index->names[index->count++] = (IndexedName){name, position};
}

static int indexed_name_compare(const void *left, const void *right) {
    const IndexedName *a = left;
    const IndexedName *b = right;
    int order = str_compare(a->name, b->name);
    if (order != 0) {
        return order;
    }
    return a->position < b->position ? -1 : a->position > b->position;
}

bool name_index_sort(NameIndex *index, size_t *out_first, size_t *out_second) {
    if (index->count > 1) {
        qsort(index->names, index->count, sizeof *index->names, indexed_name_compare);
    }
    for (size_t i = 1; i < index->count; i++) {
        if (str_equal(index->names[i - 1].name, index->names[i].name)) {
            *out_first = index->names[i - 1].position;
            *out_second = index->names[i].position;
            return true;
        }
    }
    return false;
}

bool name_index_find(const NameIndex *index, Str name, size_t *out_position) {
    size_t low = 0;
    size_t high = index->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(index->names[middle].name, name);
        if (order == 0) {
            *out_position = index->names[middle].position;
            return true;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return false;
}

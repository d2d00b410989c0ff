// SPDX-License-Identifier: Apache-2.0
#ifndef DMN_NAME_INDEX_H
#define DMN_NAME_INDEX_H
// NameIndex: names -> positions, sorted once, searched by halving. For reading models; evaluating
// looks up no names.
#include "base/arena.h"

typedef struct IndexedName {
    Str name;
    size_t position;
} IndexedName;
typedef struct NameIndex {
    IndexedName *names;
    size_t count;
} NameIndex;

// Room for `capacity` names; then name_index_add, then once name_index_sort.
NameIndex name_index_new(Arena *arena, size_t capacity);
void name_index_add(NameIndex *index, Str name, size_t position);
// Sorts by name, then position. Returns whether two names are equal, and the positions of the first
// such two.
bool name_index_sort(NameIndex *index, size_t *out_first, size_t *out_second);
bool name_index_find(const NameIndex *index, Str name, size_t *out_position);
#endif

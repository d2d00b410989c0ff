// SPDX-License-Identifier: Apache-2.0
#include "feed/memo_private.h"

#include <string.h>

enum { CELL_SIZE_MAX = 64, MISSED_FREE = 256 };

static size_t place_of(Str cell) {
    uint64_t first = 0;
    uint64_t last = 0;
    size_t size = cell.length < sizeof first ? cell.length : sizeof first;
    memcpy(&first, cell.data, size);
    memcpy(&last, cell.data + cell.length - size, size);
    uint64_t mixed = (first ^ last << 1 ^ cell.length) * UINT64_C(0x9E3779B97F4A7C15);
    return (size_t)(mixed >> 58) % MEMO_PLACES;
}

static bool is_short(Str cell) {
    return cell.length > 0 && cell.length <= CELL_SIZE_MAX;
}

bool memo_find(Memo *memo, Str cell, Scalar *out_value) {
    if (!memo->is_wanted || !is_short(cell)) {
        return false;
    }
    size_t place = place_of(cell);
    const MemoEntry *entry = &memo->entries[place];
    entry = str_equal(entry->cell, cell) ? entry : &memo->entries[place ^ 1];
    if (!str_equal(entry->cell, cell)) {
        memo->missed++;
        memo->is_wanted = memo->missed < MISSED_FREE + memo->found;
        return false;
    }
    memo->found++;
    *out_value = entry->value;
    return true;
}

bool memo_keep(Memo *memo, Str cell, Scalar *in_out_value, Arena *arena) {
    if (!memo->is_wanted || !is_short(cell)) {
        return false;
    }
    if (in_out_value->type == SCALAR_TEXT) {
        in_out_value->text = arena_copy(arena, in_out_value->text);
    }
    // Two that fall on one place take turns beside each other, not in place of each other.
    size_t place = place_of(cell);
    place ^= memo->entries[place].cell.length > 0;
    memo->entries[place] = (MemoEntry){.cell = arena_copy(arena, cell), .value = *in_out_value};
    return true;
}

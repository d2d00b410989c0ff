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
    return (size_t)(mixed >> 59) % MEMO_PLACES;
}

static bool is_worth_it(const Memo *memo, Str cell) {
    if (cell.length == 0 || cell.length > CELL_SIZE_MAX) {
        return false;
    }
    return memo->is_wanted && memo->missed < MISSED_FREE + memo->found;
}

bool memo_find(Memo *memo, Str cell, Scalar *out_value) {
    if (!is_worth_it(memo, cell)) {
        return false;
    }
    const MemoEntry *entry = &memo->entries[place_of(cell)];
    if (!str_equal(entry->cell, cell)) {
        memo->missed++;
        return false;
    }
    memo->found++;
    *out_value = entry->value;
    return true;
}

bool memo_keep(Memo *memo, Str cell, Scalar *in_out_value, Arena *arena) {
    if (!is_worth_it(memo, cell)) {
        return false;
    }
    if (in_out_value->type == SCALAR_TEXT) {
        in_out_value->text = arena_copy(arena, in_out_value->text);
    }
    memo->entries[place_of(cell)] =
        (MemoEntry){.cell = arena_copy(arena, cell), .value = *in_out_value};
    return true;
}

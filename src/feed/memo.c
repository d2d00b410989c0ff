// SPDX-License-Identifier: Apache-2.0
#include "feed/memo_private.h"

#include "base/word.h"

enum { CELL_SIZE_MAX = 64, MISSED_FREE = 256, WORD = sizeof(uint64_t) };

// All of a cell of at most sixteen bytes.
static MemoKey key_of(Str cell) {
    bool is_long = cell.length > WORD;
    return (MemoKey){
        .first = is_long ? word_at(cell.data) : word_of_short(cell),
        .last = is_long ? word_at(cell.data + cell.length - WORD) : 0,
        .length = cell.length,
    };
}

static size_t place_of(MemoKey key) {
    uint64_t mixed = (key.first ^ key.last << 1 ^ key.length) * UINT64_C(0x9E3779B97F4A7C15);
    return (size_t)(mixed >> 58) % MEMO_PLACES;
}

static bool is_short(Str cell) {
    return cell.length > 0 && cell.length <= CELL_SIZE_MAX;
}

static inline bool is_of(const MemoEntry *entry, MemoKey key, Str cell) {
    return entry->key.first == key.first && entry->key.last == key.last &&
           entry->key.length == key.length &&
           (key.length <= 2 * WORD ||
            memcmp(entry->cell + WORD, cell.data + WORD, key.length - 2 * WORD) == 0);
}

static inline uint64_t find_values(Memo *memo, const CellColumn *cells, bool are_texts,
                                   const Column *out_values) {
    Str *texts = out_values->texts;
    int64_t *numbers = out_values->numbers;
    uint64_t found = 0;
    size_t asked = 0;
    const Str *cell = cells->texts;
    for (size_t row = 0; row < cells->count; row++, cell += cells->step) {
        if (!is_short(*cell) || !cell_is_text(cells, row)) {
            continue;
        }
        MemoKey key = key_of(*cell);
        size_t place = place_of(key);
        place ^= !is_of(&memo->entries[place], key, *cell);
        const MemoEntry *entry = &memo->entries[place];
        asked++;
        if (!is_of(entry, key, *cell)) {
            continue;
        }
        if (are_texts) {
            texts[row] = entry->value.text;
        } else {
            numbers[row] = entry->value.number;
        }
        found |= UINT64_C(1) << row;
    }
    size_t count = (size_t)__builtin_popcountll(found);
    memo->found += count;
    memo->missed += asked - count;
    return found;
}

uint64_t memo_find(Memo *memo, const CellColumn *cells, Column *out_values) {
    CHECK(out_values->type != SCALAR_DECIMAL); // has two numbers
    uint64_t found = out_values->type == SCALAR_TEXT ? find_values(memo, cells, true, out_values)
                                                     : find_values(memo, cells, false, out_values);
    memo->is_wanted = memo->missed < MISSED_FREE + memo->found;
    return found;
}

bool memo_keep(Memo *memo, Str cell, Scalar *in_out_value, Arena *arena) {
    if (!memo->is_wanted || !is_short(cell)) {
        return false;
    }
    CHECK(in_out_value->type != SCALAR_NULL);
    if (in_out_value->type == SCALAR_TEXT) {
        in_out_value->text = arena_copy(arena, in_out_value->text);
    }
    // Two that fall on one place take turns beside each other, not in place of each other.
    MemoKey key = key_of(cell);
    size_t place = place_of(key);
    place ^= memo->entries[place].key.length > 0;
    memo->entries[place] =
        (MemoEntry){.key = key, .cell = arena_copy(arena, cell).data, .value = *in_out_value};
    return true;
}

// SPDX-License-Identifier: Apache-2.0
#ifndef FEED_MEMO_PRIVATE_H
#define FEED_MEMO_PRIVATE_H
// Memo: what the last different cells of one column were found to be. Codes, regions, flags and
// names of institutions repeat from row to row and are normalised and copied once. A column that
// hardly repeats is given up. Invariant: a value that is found is what normalise_cell would say.
// Only for feed/.
#include "column/batch.h"
#include "feed/plain_private.h"

enum { MEMO_PLACES = 64 };

typedef struct MemoKey {  // of a cell as sent
    uint64_t first, last; // bytes
    size_t length;        // 0: nothing
} MemoKey;
typedef struct MemoEntry {
    MemoKey key;
    const char *cell; // all its bytes
    Scalar value;     // not null
} MemoEntry;
typedef struct Memo {
    MemoEntry entries[MEMO_PLACES];
    size_t found, missed;
    bool is_wanted; // set by the owner; false once the column was given up
} Memo;

// A bit for every row whose cell was found, and its value; the column's own bits stay. No decimals.
uint64_t memo_find(Memo *memo, const CellColumn *cells, Column *out_values);
// Copies cell and text into the arena, where the value's text is then too. False: not kept.
bool memo_keep(Memo *memo, Str cell, Scalar *in_out_value, Arena *arena);
#endif

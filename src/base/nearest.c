// SPDX-License-Identifier: Apache-2.0
#include "base/nearest.h"

enum { CHARACTERS_MAX = 64 }; // nobody mistypes longer names as a whole

typedef struct Characters {
    uint32_t items[CHARACTERS_MAX];
    size_t count;
} Characters;

static bool take_apart(Str name, Characters *out_characters) {
    size_t count = 0;
    for (size_t at = 0; at < name.length;) {
        if (count == CHARACTERS_MAX) {
            return false;
        }
        uint32_t c = str_next_character(name, &at);
        bool is_capital = c >= 'A' && c <= 'Z';
        out_characters->items[count++] = is_capital ? c - 'A' + 'a' : c;
    }
    out_characters->count = count;
    return true;
}

static size_t least(size_t a, size_t b, size_t c) {
    size_t two = a < b ? a : b;
    return two < c ? two : c;
}

// Row i of the well-known table, kept in one row: changes from the first i of `a` to the first j of
// `b`.
static size_t count_changes(const Characters *a, const Characters *b) {
    size_t row[CHARACTERS_MAX + 1];
    for (size_t j = 0; j <= b->count; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= a->count; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b->count; j++) {
            size_t above = row[j];
            size_t replaced = diagonal + (a->items[i - 1] == b->items[j - 1] ? 0 : 1);
            row[j] = least(above + 1, row[j - 1] + 1, replaced);
            diagonal = above;
        }
    }
    return row[b->count];
}

NearestName nearest_begin(Str wanted) {
    return (NearestName){.wanted = wanted, .changes = SIZE_MAX};
}

void nearest_offer(NearestName *nearest, Str name) {
    Characters wanted;
    Characters offered;
    if (!take_apart(nearest->wanted, &wanted) || !take_apart(name, &offered)) {
        return;
    }
    size_t changes = count_changes(&wanted, &offered);
    size_t longer = wanted.count > offered.count ? wanted.count : offered.count;
    if (changes < nearest->changes && changes * 2 <= longer) {
        nearest->changes = changes;
        nearest->name = name;
    }
}

bool nearest_found(const NearestName *nearest, Str *out_name) {
    if (nearest->changes == SIZE_MAX) {
        return false;
    }
    *out_name = nearest->name;
    return true;
}

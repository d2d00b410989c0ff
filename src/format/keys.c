// SPDX-License-Identifier: Apache-2.0
#include "format/keys.h"

#include "base/check.h"
#include "base/memory.h"
#include <stdlib.h>

// Below this a plain double loop is faster than sorting.
enum { FEW_KEYS = 12 };

typedef struct PlacedKey {
    Str key;
    size_t at;
} PlacedKey;

static int placed_key_compare(const void *a, const void *b) {
    const PlacedKey *left = a;
    const PlacedKey *right = b;
    int order = str_compare(left->key, right->key);
    if (order != 0) {
        return order;
    }
    return left->at < right->at ? -1 : left->at > right->at;
}

static bool few_keys_find_duplicate(const Str *keys, size_t count, size_t *out_at) {
    for (size_t i = 1; i < count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (str_equal(keys[i], keys[k])) {
                *out_at = i;
                return true;
            }
        }
    }
    return false;
}

// Sorting keeps a hostile file with a million keys from costing a million times a million steps.
static bool many_keys_find_duplicate(const Str *keys, size_t count, size_t *out_at) {
    PlacedKey *sorted = memory_new(count, sizeof *sorted);
    for (size_t i = 0; i < count; i++) {
        sorted[i] = (PlacedKey){keys[i], i};
    }
    qsort(sorted, count, sizeof *sorted, placed_key_compare);
    bool found = false;
    for (size_t i = 1; i < count && !found; i++) {
        if (str_equal(sorted[i].key, sorted[i - 1].key)) {
            *out_at = sorted[i].at;
            found = true;
        }
    }
    memory_free(sorted);
    return found;
}

bool keys_find_duplicate(const Str *keys, size_t count, size_t *out_at) {
    CHECK(keys != NULL || count == 0);
    if (count <= FEW_KEYS) {
        return few_keys_find_duplicate(keys, count, out_at);
    }
    return many_keys_find_duplicate(keys, count, out_at);
}

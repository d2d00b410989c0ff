// SPDX-License-Identifier: Apache-2.0
#include "facts/words.h"
#include "base/check.h"
#include <string.h>

Words words_empty(void) {
    return (Words){.bytes = vector_of(1), .ends = vector_of(sizeof(uint64_t))};
}

void words_release(Words *words) {
    vector_release(&words->bytes);
    vector_release(&words->ends);
    map_release(&words->by_hash);
}

static uint64_t end_of(const Words *words, uint32_t number) {
    return number == 0 ? 0 : *(const uint64_t *)vector_at(&words->ends, number - 1);
}

Str words_text(const Words *words, uint32_t number) {
    if (number == 0) {
        return STR("");
    }
    size_t from = (size_t)end_of(words, number - 1);
    return (Str){(const char *)words->bytes.items + from, (size_t)end_of(words, number) - from};
}

// The text's number, or 0 and the key where it would stand.
static uint32_t words_seek(const Words *words, Str text, uint64_t *out_key) {
    uint64_t key = str_hash(text);
    uint64_t found = 0;
    while (map_find(&words->by_hash, key, &found)) {
        if (str_equal(words_text(words, (uint32_t)found), text)) {
            return (uint32_t)found;
        }
        key = map_mix(key + 1);
    }
    *out_key = key;
    return 0;
}

uint32_t words_find(const Words *words, Str text) {
    uint64_t key = 0;
    return text.length == 0 ? 0 : words_seek(words, text, &key);
}

uint32_t words_put(Words *words, Str text) {
    if (text.length == 0) {
        return 0;
    }
    uint64_t key = 0;
    uint32_t number = words_seek(words, text, &key);
    if (number != 0) {
        return number;
    }
    CHECK(words->ends.count < UINT32_MAX - 1);
    memcpy(vector_add(&words->bytes, text.length), text.data, text.length);
    *(uint64_t *)vector_add(&words->ends, 1) = words->bytes.count;
    number = (uint32_t)words->ends.count;
    map_put(&words->by_hash, key, number);
    return number;
}

bool words_hold(const Words *words) {
    uint64_t from = 0;
    for (uint32_t i = 1; i <= words->ends.count; i++) {
        if (end_of(words, i) < from || end_of(words, i) > words->bytes.count) {
            return false;
        }
        from = end_of(words, i);
    }
    return true;
}

void words_index(Words *words) {
    map_release(&words->by_hash);
    for (uint32_t i = 1; i <= words->ends.count; i++) {
        uint64_t key = 0;
        if (words_seek(words, words_text(words, i), &key) == 0) {
            map_put(&words->by_hash, key, i);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
#include "facts/key_texts.h"
#include <string.h>

// A word is worth its place when it comes again; looking for one, when every sixteenth text is one.
enum { WORDS_MIN = 16384, PUT_PER_WORD = 4, PUT_PER_MET = 16 };

KeyTexts key_texts_empty(void) {
    return (KeyTexts){.words = words_empty(), .bytes = vector_of(1)};
}

void key_texts_release(KeyTexts *texts) {
    words_release(&texts->words);
    vector_release(&texts->bytes);
}

static uint64_t bytes_put(KeyTexts *texts, Str text) {
    uint64_t at = texts->bytes.count;
    uint32_t length = (uint32_t)text.length;
    char *bytes = vector_add(&texts->bytes, sizeof length + text.length);
    memcpy(bytes, &length, sizeof length);
    memcpy(bytes + sizeof length, text.data, text.length);
    return at;
}

static bool is_looked_for(const KeyCounts *counts) {
    return counts->is_full == 0 || counts->met >= counts->put / PUT_PER_MET;
}

// Words are even numbers, places in bytes odd ones.
uint64_t key_texts_put(KeyTexts *texts, Str text) {
    CHECK(text.length < UINT32_MAX);
    KeyCounts *counts = &texts->counts;
    uint32_t known = is_looked_for(counts) ? words_find(&texts->words, text) : 0;
    counts->put++;
    counts->met += known != 0;
    if (known != 0 || text.length == 0) {
        return (uint64_t)known * 2;
    }
    size_t words = texts->words.ends.count;
    if (words >= WORDS_MIN && counts->put / PUT_PER_WORD < words) {
        counts->is_full = 1;
    }
    return counts->is_full != 0 ? bytes_put(texts, text) * 2 + 1
                                : (uint64_t)words_put(&texts->words, text) * 2;
}

Str key_texts_get(const KeyTexts *texts, uint64_t number) {
    if (number % 2 == 0) {
        return words_text(&texts->words, (uint32_t)(number / 2));
    }
    const char *bytes = vector_at(&texts->bytes, (size_t)(number / 2));
    uint32_t length = 0;
    memcpy(&length, bytes, sizeof length);
    return (Str){bytes + sizeof length, length};
}

bool key_texts_hold(const KeyTexts *texts, uint64_t number) {
    uint64_t at = number / 2;
    if (number % 2 == 0) {
        return at <= texts->words.ends.count;
    }
    uint32_t length = 0;
    size_t count = texts->bytes.count;
    if (at >= count || count - at < sizeof length) {
        return false;
    }
    memcpy(&length, (const char *)texts->bytes.items + at, sizeof length);
    return length <= count - at - sizeof length;
}

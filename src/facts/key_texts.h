// SPDX-License-Identifier: Apache-2.0
#ifndef FACTS_KEY_TEXTS_H
#define FACTS_KEY_TEXTS_H
// KeyTexts: the texts in one column of a key, each as a number that any row may hold. Texts that
// come again and again (employers, codes) are kept once; in a column of texts that hardly ever come
// again (certificate numbers) each is kept where it is met.
// Invariant: a text that is in words is never kept in another way, so equal words are equal texts.
#include "facts/words.h"

typedef struct KeyTexts {
    Words words;
    Vector bytes;     // of the others: length (uint32_t) and text
    uint64_t is_full; // words grow no more
} KeyTexts;

KeyTexts key_texts_empty(void);
void key_texts_release(KeyTexts *texts);
uint64_t key_texts_put(KeyTexts *texts, Str text, size_t row_count); // of the rows so far
Str key_texts_get(const KeyTexts *texts, uint64_t number);           // until the next put
bool key_texts_hold(const KeyTexts *texts, uint64_t number); // after restoring: is it one of ours?
#endif

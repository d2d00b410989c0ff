// SPDX-License-Identifier: Apache-2.0
#ifndef FACTS_KEY_TEXTS_H
#define FACTS_KEY_TEXTS_H
// KeyTexts: the texts in one column of a key, each as a number that any row may hold. Texts that
// come again and again (employers, codes) are kept once; in a column of texts that hardly ever come
// again (certificate numbers) each is kept where it is met. Equal texts may have several numbers.
#include "facts/words.h"

typedef struct KeyCounts {
    uint64_t put, met; // texts put so far, and those of them that were a word already
    uint64_t is_full;  // words grow no more
} KeyCounts;
typedef struct KeyTexts {
    Words words;
    Vector bytes; // of the others: length (uint32_t) and text
    KeyCounts counts;
} KeyTexts;

KeyTexts key_texts_empty(void);
void key_texts_release(KeyTexts *texts);
uint64_t key_texts_put(KeyTexts *texts, Str text);
Str key_texts_get(const KeyTexts *texts, uint64_t number);   // until the next put
bool key_texts_hold(const KeyTexts *texts, uint64_t number); // after restoring: is it one of ours?
#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef FACTS_WORDS_H
#define FACTS_WORDS_H
// Words: texts as small numbers, each kept once (codes, status words). 0 is the empty text.
#include "base/map.h"
#include "base/str.h"
#include "facts/vector.h"

typedef struct Words {
    Vector bytes; // char
    Vector ends;  // uint64_t: where each text ends in bytes, from number 1
    Map by_hash;  // made from the others
} Words;

Words words_empty(void);
void words_release(Words *words);
uint32_t words_find(const Words *words, Str text); // 0: not there, or the empty text
uint32_t words_put(Words *words, Str text);
Str words_text(const Words *words, uint32_t number); // valid until the next put
void words_index(Words *words);                      // after bytes and ends were restored
bool words_hold(const Words *words);                 // are the restored ends within bytes?
#endif

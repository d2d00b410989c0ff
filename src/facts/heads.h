// SPDX-License-Identifier: Apache-2.0
#ifndef FACTS_HEADS_H
#define FACTS_HEADS_H
// Heads: where the chain of a person's rows begins. Most feeds are about few persons, so there is
// an entry only for those who have rows. Open addressing; a person of 0 marks a free entry.
#include "facts/vector.h"
#include <stdint.h>

typedef struct Heads {
    Vector entries; // Head
    size_t count;
} Heads;

Heads heads_empty(void);
void heads_release(Heads *heads);
uint32_t heads_get(const Heads *heads, uint32_t person); // row + 1, 0 none
void heads_expect(const Heads *heads, uint32_t person);  // on its way into the cache then
void heads_put(Heads *heads, uint32_t person, uint32_t row_plus_one); // 0: no entry any more
#endif

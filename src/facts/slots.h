// SPDX-License-Identifier: Apache-2.0
#ifndef FACTS_SLOTS_H
#define FACTS_SLOTS_H
// Slots: the rows of a feed by the hashes of their keys. Open addressing in parts, each of which
// grows by itself: the parts of millions of rows become full one after the other, and nobody waits
// until all are moved. A part is a list in ascending order with gaps, so that a search ends where
// the row would stand, and equal rows give equal bytes. Keys themselves are compared by who keeps
// them, who also says which part a key belongs to.
// Invariants: every slot stands where its hash wants it or behind, with no gap between; at most 3/4
// of those that are wanted are taken; the last slot of a part is free, so that every search ends.
#include "facts/vector.h"
#include <stdint.h>

enum { SLOT_PARTS = 64 };
typedef struct Slots {
    Vector parts[SLOT_PARTS];   // uint64_t: upper half of the hash << 32 | row + 1; 0: free
    uint32_t taken[SLOT_PARTS]; // of each part
} Slots;

Slots slots_empty(void);
void slots_release(Slots *slots);
// By the last bits of the hash, of which the slots keep the first.
static inline size_t slots_part(uint64_t hash) {
    return (size_t)(hash % SLOT_PARTS);
}
void slots_add(Slots *slots, size_t part, uint64_t hash, size_t row); // it is not there yet

// The first slot that may be that of a key with this hash, then the next one; NULL: none.
const uint64_t *slots_first(const Slots *slots, size_t part, uint64_t hash);
const uint64_t *slots_next(const uint64_t *slot);
void slots_expect(const Slots *slots, size_t part, uint64_t hash); // on its way into the cache
static inline size_t slot_row(uint64_t slot) {
    return (size_t)(slot & UINT32_MAX) - 1;
}

// Brings all over to new rows, new_rows[row] + 1 of each old one, 0: left out; in the same order.
void slots_move(Slots *slots, const uint32_t *new_rows);
// Of the part only these slots stay, uint64_t in their order; what they lie in is taken over.
void slots_keep(Slots *slots, size_t part, Vector *staying);
size_t slots_memory(const Slots *slots); // bytes
// After restoring: are there so many slots, each with one of so many rows?
bool slots_hold(const Slots *slots, uint64_t slot_count, uint64_t row_count);
#endif

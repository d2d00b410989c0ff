// SPDX-License-Identifier: Apache-2.0
#ifndef FACTS_PACKED_H
#define FACTS_PACKED_H
// Packed: a growing column of numbers, each in as few bytes as the largest one needs; a column of
// zeros takes none. When a larger number comes, the whole column is written anew.
// The lowest byte of a number stands first.
// Invariant: bytes has count * width bytes; width follows from the largest number set since the
// column was empty.
#include "facts/vector.h"
#include <stdbool.h>
#include <stdint.h>

typedef struct Packed {
    Vector bytes;
    uint64_t width; // 0 to 8
    uint64_t count;
} Packed;

Packed packed_empty(void);
void packed_release(Packed *packed);
void packed_extend(Packed *packed, size_t count); // to at least count numbers; new ones are zero
// At the end, `count` numbers that stand `step` apart.
void packed_add(Packed *packed, const uint64_t *numbers, size_t step, size_t count);
void packed_set(Packed *packed, size_t index, uint64_t number);
// Only those with a new place stay: new_places[index] + 1 of each, ascending from 1; 0: left out.
void packed_close_up(Packed *packed, const uint32_t *new_places);
bool packed_holds(const Packed *packed, size_t count); // after restoring: are there so many?

static inline uint64_t packed_get(const Packed *packed, size_t index) {
    CHECK(index < packed->count);
    uint64_t width = packed->width;
    if (width == 0) { // all are zero, and there are no bytes
        return 0;
    }
    const uint8_t *bytes = (const uint8_t *)packed->bytes.items + index * width;
    switch (width) { // the usual ones in one step each
    case 1: return bytes[0];
    case 2: return (uint64_t)bytes[0] | (uint64_t)bytes[1] << 8;
    case 3: return (uint64_t)bytes[0] | (uint64_t)bytes[1] << 8 | (uint64_t)bytes[2] << 16;
    case 4:
        return (uint64_t)bytes[0] | (uint64_t)bytes[1] << 8 | (uint64_t)bytes[2] << 16 |
               (uint64_t)bytes[3] << 24;
    default: break;
    }
    uint64_t number = 0;
    for (uint64_t i = 0; i < width; i++) {
        number |= (uint64_t)bytes[i] << (8 * i);
    }
    return number;
}

// Numbers below zero as small ones: 0, -1, 1, -2, ...
static inline uint64_t packed_from_signed(int64_t number) {
    return (uint64_t)number << 1 ^ (number < 0 ? UINT64_MAX : 0);
}
static inline int64_t packed_to_signed(uint64_t number) {
    return (int64_t)(number >> 1 ^ (0 - (number & 1)));
}
#endif

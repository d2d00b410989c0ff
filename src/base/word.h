// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_WORD_H
#define BASE_WORD_H
// Word: eight bytes of text in one number, the first in the lowest byte, so that they are tested
// and computed with at once. Not here: characters beyond ASCII.
#include "base/str.h"
#include <string.h>

#define WORD_EACH UINT64_C(0x0101010101010101) // times a byte: that byte eight times

static inline uint64_t word_at(const char *bytes) {
    uint64_t word = 0;
    memcpy(&word, bytes, sizeof word);
    return word;
}

// The high bit of every byte that is zero, and no other bit.
static inline uint64_t word_zeros(uint64_t word) {
    const uint64_t low = WORD_EACH * 0x7F;
    return ~(((word & low) + low) | word | low);
}
#endif

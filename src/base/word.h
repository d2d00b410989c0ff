// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_WORD_H
#define BASE_WORD_H
// Word: eight bytes of text in one number, the first in the lowest byte, so that they are tested
// and computed with at once. Not here: characters beyond ASCII.
#include "base/str.h"
#include <string.h>

#define WORD_EACH UINT64_C(0x0101010101010101) // times a byte: that byte eight times
#define WORD_HIGH (WORD_EACH * 0x80)

static inline uint64_t word_at(const char *bytes) {
    uint64_t word = 0;
    memcpy(&word, bytes, sizeof word);
    return word;
}

// A text of at most eight bytes, with zeros behind.
static inline uint64_t word_of_short(Str text) {
    if (text.length >= sizeof(uint32_t)) { // two halves that may share bytes
        uint32_t first = 0;
        uint32_t last = 0;
        memcpy(&first, text.data, sizeof first);
        memcpy(&last, text.data + text.length - sizeof last, sizeof last);
        return first | (uint64_t)last << (text.length - sizeof last) * 8;
    }
    uint64_t word = 0;
    for (size_t i = text.length; i > 0; i--) {
        word = word << 8 | (unsigned char)text.data[i - 1];
    }
    return word;
}

static inline bool word_is_ascii(uint64_t word) {
    return (word & WORD_HIGH) == 0;
}

// The high bit of every byte that is zero, and no other bit.
static inline uint64_t word_zeros(uint64_t word) {
    const uint64_t low = WORD_EACH * 0x7F;
    return ~(((word & low) + low) | word | low);
}

// The values of eight digits, one a byte; false when there is another character among them.
static inline bool word_digits(uint64_t word, uint64_t *out_digits) {
    uint64_t digits = word ^ WORD_EACH * '0';
    *out_digits = digits;
    return (((digits + WORD_EACH * (0x7F - 9)) | digits) & WORD_HIGH) == 0;
}

// Four numbers of two digits, one in every sixteen bits.
static inline uint64_t word_pairs(uint64_t digits) {
    return digits * (10 << 8 | 1) >> 8 & UINT64_C(0x00FF00FF00FF00FF);
}

// What eight values are in a positional system: 12345678 in base ten.
static inline uint64_t word_number(uint64_t values, uint64_t base) {
    uint64_t square = base * base;
    uint64_t pairs = values * (base << 8 | 1) >> 8 & UINT64_C(0x00FF00FF00FF00FF);
    uint64_t fours = pairs * (square << 16 | 1) >> 16 & UINT64_C(0x0000FFFF0000FFFF);
    return fours * (square * square << 32 | 1) >> 32;
}
#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef FACTS_HASH_H
#define FACTS_HASH_H
// Hash: 128 bits over a sequence of numbers and texts, to know again a row by all its columns.
// Not for secrets. The same on every machine of one byte order, since checkpoints keep it.
#include "base/word.h"

typedef struct Hash {
    uint64_t a, b;
} Hash;

Hash hash_start(uint64_t seed);
Hash hash_end(Hash hash);

// Two lanes with different multipliers and rotations, each a bijection of its state for a given
// number, so that one changed number always changes both.
static inline void hash_number(Hash *hash, uint64_t number) {
    hash->a = (hash->a ^ number) * UINT64_C(0xFF51AFD7ED558CCD);
    hash->a ^= hash->a >> 32;
    hash->b = (hash->b + number) * UINT64_C(0xC4CEB9FE1A85EC53);
    hash->b = hash->b << 29 | hash->b >> 35;
}

// One to eight bytes as one number; with the length they are known.
static inline uint64_t hash_few_bytes(const char *bytes, size_t count) {
    uint32_t first = 0;
    uint32_t last = 0;
    if (count >= sizeof first) {
        memcpy(&first, bytes, sizeof first);
        memcpy(&last, bytes + count - sizeof last, sizeof last);
        return (uint64_t)last << 32 | first;
    }
    // The last byte lowest: of one or two, the middle one is one of the others.
    size_t middle = count / 2;
    size_t behind = count - 1;
    return (uint64_t)(unsigned char)bytes[0] << 8 * behind |
           (uint64_t)(unsigned char)bytes[middle] << 8 * (behind - middle) |
           (unsigned char)bytes[behind];
}

static inline void hash_text(Hash *in_out_hash, Str text) {
    Hash hash = *in_out_hash; // in registers until its end
    hash_number(&hash, text.length);
    size_t at = 0;
    for (; text.length - at > sizeof(uint64_t); at += sizeof(uint64_t)) {
        hash_number(&hash, word_at(text.data + at));
    }
    if (text.length > 0) {
        hash_number(&hash, hash_few_bytes(text.data + at, text.length - at));
    }
    *in_out_hash = hash;
}
#endif

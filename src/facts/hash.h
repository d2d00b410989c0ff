// SPDX-License-Identifier: Apache-2.0
#ifndef FACTS_HASH_H
#define FACTS_HASH_H
// Hash: 128 bits over a sequence of numbers and texts, to know again a row by all its columns.
// Not for secrets. The same on every machine of one byte order, since checkpoints keep it.
#include "base/str.h"

typedef struct Hash {
    uint64_t a, b;
} Hash;

Hash hash_start(uint64_t seed);
void hash_text(Hash *hash, Str text);
Hash hash_end(Hash hash);

// Two lanes with different multipliers and rotations, each a bijection of its state for a given
// number, so that one changed number always changes both.
static inline void hash_number(Hash *hash, uint64_t number) {
    hash->a = (hash->a ^ number) * UINT64_C(0xFF51AFD7ED558CCD);
    hash->a ^= hash->a >> 32;
    hash->b = (hash->b + number) * UINT64_C(0xC4CEB9FE1A85EC53);
    hash->b = hash->b << 29 | hash->b >> 35;
}
#endif

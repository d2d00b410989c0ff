// SPDX-License-Identifier: Apache-2.0
#include "facts/hash.h"
#include "base/map.h"
#include <string.h>

Hash hash_start(uint64_t seed) {
    return (Hash){UINT64_C(0x9E3779B97F4A7C15) ^ seed, UINT64_C(0xC2B2AE3D27D4EB4F) + seed};
}

// Two lanes with different multipliers and rotations, each a bijection of its state for a given
// number, so that one changed number always changes both.
void hash_number(Hash *hash, uint64_t number) {
    hash->a = (hash->a ^ number) * UINT64_C(0xFF51AFD7ED558CCD);
    hash->a ^= hash->a >> 32;
    hash->b = (hash->b + number) * UINT64_C(0xC4CEB9FE1A85EC53);
    hash->b = hash->b << 29 | hash->b >> 35;
}

void hash_text(Hash *hash, Str text) {
    hash_number(hash, text.length);
    size_t at = 0;
    for (; text.length - at >= sizeof(uint64_t); at += sizeof(uint64_t)) {
        uint64_t word = 0;
        memcpy(&word, text.data + at, sizeof word);
        hash_number(hash, word);
    }
    if (at < text.length) {
        uint64_t tail = 0;
        memcpy(&tail, text.data + at, text.length - at);
        hash_number(hash, tail);
    }
}

Hash hash_end(Hash hash) {
    return (Hash){map_mix(hash.a ^ hash.b >> 31), map_mix(hash.b + hash.a)};
}

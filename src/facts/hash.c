// SPDX-License-Identifier: Apache-2.0
#include "facts/hash.h"
#include "base/map.h"
#include <string.h>

Hash hash_start(uint64_t seed) {
    return (Hash){UINT64_C(0x9E3779B97F4A7C15) ^ seed, UINT64_C(0xC2B2AE3D27D4EB4F) + seed};
}

// At most eight bytes as one number; with the length they are known.
static uint64_t few_bytes(const char *bytes, size_t count) {
    uint32_t first = 0;
    uint32_t last = 0;
    if (count >= sizeof first) {
        memcpy(&first, bytes, sizeof first);
        memcpy(&last, bytes + count - sizeof last, sizeof last);
        return (uint64_t)last << 32 | first;
    }
    uint64_t number = 0;
    for (size_t i = 0; i < count; i++) {
        number = number << 8 | (unsigned char)bytes[i];
    }
    return number;
}

void hash_text(Hash *hash, Str text) {
    uint64_t word = 0;
    size_t at = 0;
    hash_number(hash, text.length);
    if (text.length == 0) {
        return;
    }
    for (; text.length - at > sizeof word; at += sizeof word) {
        memcpy(&word, text.data + at, sizeof word);
        hash_number(hash, word);
    }
    hash_number(hash, few_bytes(text.data + at, text.length - at));
}

Hash hash_end(Hash hash) {
    return (Hash){map_mix(hash.a ^ hash.b >> 31), map_mix(hash.b + hash.a)};
}

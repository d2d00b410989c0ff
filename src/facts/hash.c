// SPDX-License-Identifier: Apache-2.0
#include "facts/hash.h"
#include "base/map.h"

Hash hash_start(uint64_t seed) {
    return (Hash){UINT64_C(0x9E3779B97F4A7C15) ^ seed, UINT64_C(0xC2B2AE3D27D4EB4F) + seed};
}

Hash hash_end(Hash hash) {
    return (Hash){map_mix(hash.a ^ hash.b >> 31), map_mix(hash.b + hash.a)};
}

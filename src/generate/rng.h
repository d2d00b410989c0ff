// SPDX-License-Identifier: Apache-2.0
#ifndef GENERATE_RNG_H
#define GENERATE_RNG_H
// Random numbers that are the same on every machine (splitmix64). A stream is named by numbers, so
// what happens to one person does not depend on how many others were drawn before.
#include <stdbool.h>
#include <stdint.h>

typedef struct Rng {
    uint64_t state;
} Rng;

static inline uint64_t rng_mix(uint64_t x) {
    x += UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

static inline uint64_t rng_hash(uint64_t seed, uint64_t stream, uint64_t a, uint64_t b) {
    return rng_mix(rng_mix(rng_mix(seed ^ (stream << 56)) ^ a) ^ (b << 1));
}

static inline Rng rng_start(uint64_t seed, uint64_t stream, uint64_t a, uint64_t b) {
    return (Rng){rng_hash(seed, stream, a, b)};
}

static inline uint64_t rng_next(Rng *rng) {
    rng->state += UINT64_C(0x9E3779B97F4A7C15);
    return rng_mix(rng->state);
}

// 0 .. n-1; n > 0.
static inline uint32_t rng_below(Rng *rng, uint32_t n) {
    return (uint32_t)(((rng_next(rng) >> 32) * n) >> 32);
}

static inline int rng_between(Rng *rng, int low, int high) { // both ends included
    return low + (int)rng_below(rng, (uint32_t)(high - low + 1));
}

// A sum of two draws: middling sums are the most common. (Two draws in one expression would come
// in an order that C leaves open, and other compilers would invent another county.)
static inline int64_t rng_twice(Rng *rng, uint32_t a, uint32_t b) {
    int64_t first = rng_below(rng, a);
    int64_t second = rng_below(rng, b);
    return first + second;
}

static inline bool rng_chance(Rng *rng, uint32_t per_million) {
    return rng_below(rng, 1000000) < per_million;
}
#endif

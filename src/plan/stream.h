// SPDX-License-Identifier: Apache-2.0
#ifndef PLAN_STREAM_H
#define PLAN_STREAM_H
// Writing past the caches, whole lines at once: what is written line by line and read much later
// need not be fetched before, nor push anything out. Where a machine has no such stores, plain
// ones. Whoever reads on another core needs a fence before. Only for kernels.c.
#include <stddef.h>
#include <stdint.h>

enum { STREAM_WORDS = 8 }; // of a line
#if defined(KERNELS_PORTABLE) || !defined(__SSE2__)
#define STREAM_AT_ONCE 1
#define STREAM(target, words) (void)(*(target) = *(words))
#else
#include <immintrin.h>
#if defined(__AVX512F__)
#define STREAM_AT_ONCE 8
#define STREAM(target, words) _mm512_stream_si512((void *)(target), _mm512_loadu_si512(words))
#elif defined(__AVX2__)
#define STREAM_AT_ONCE 4
#define STREAM(target, words)                                                                      \
    _mm256_stream_si256((void *)(target), _mm256_loadu_si256((const void *)(words)))
#else
#define STREAM_AT_ONCE 2
#define STREAM(target, words)                                                                      \
    _mm_stream_si128((void *)(target), _mm_loadu_si128((const void *)(words)))
#endif
#endif

// The first of `rows` words that begins a line.
static inline size_t stream_start(const int64_t *target, size_t rows) {
    size_t start = (-(uintptr_t)target / sizeof *target) % STREAM_WORDS;
    return start < rows ? start : rows;
}

static inline void stream_line(int64_t *target, const int64_t *words) {
    for (size_t i = 0; i < STREAM_WORDS; i += STREAM_AT_ONCE) {
        STREAM(target + i, words + i);
    }
}
#undef STREAM
#undef STREAM_AT_ONCE
#endif

// SPDX-License-Identifier: Apache-2.0
// madvise, sbrk. NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming)
#define _DEFAULT_SOURCE
#include "base/memory.h"
#include "base/check.h"
#include <malloc.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { EXIT_OUT_OF_MEMORY = 71, ARRAY_CAPACITY_FIRST = 8, PAGE = 4096 };
enum {
    HEAP_STEP = 64 * 1024 * 1024,
    HEAP_UNUSED_MAX = 256 * 1024 * 1024,
    OWN_PAGES_MIN = 4 * 1024 * 1024
};

// The heap below is in large pages, where the system has them. NULL: none is.
static _Atomic(char *) advised;

void memory_prefer_large_pages(void *memory, size_t bytes) {
#ifdef MADV_HUGEPAGE
    size_t before = (uintptr_t)memory % PAGE; // advice is for whole pages
    (void)madvise((char *)memory - before, before + bytes, MADV_HUGEPAGE);
#else
    (void)memory;
    (void)bytes;
#endif
}

// Each step that the heap has grown, once; and what has pages of its own.
static void memory_advise(char *memory, size_t bytes) {
    char *from = atomic_load_explicit(&advised, memory_order_relaxed);
    if (from == NULL || memory < from) {
        return;
    }
    char *to = sbrk(0);
    if (memory >= to && bytes >= OWN_PAGES_MIN) {
        memory_prefer_large_pages(memory, bytes);
    } else if (memory < to && atomic_compare_exchange_strong(&advised, &from, to)) {
        memory_prefer_large_pages(from, (size_t)(to - from));
    }
}

void memory_start(void) {
#ifdef M_ARENA_MAX
    (void)mallopt(M_ARENA_MAX, 1);
    (void)mallopt(M_TOP_PAD, HEAP_STEP);
    (void)mallopt(M_TRIM_THRESHOLD, HEAP_UNUSED_MAX);
    (void)mallopt(M_MMAP_THRESHOLD, OWN_PAGES_MIN);
    atomic_store(&advised, (char *)sbrk(0));
#endif
}

// _Exit and not abort: nothing is broken, so neither a core file nor handlers that want memory.
static void *memory_checked(void *memory, size_t count, size_t size) {
    if (memory == NULL) {
        (void)fprintf(stderr, "out of memory: %zu x %zu bytes are not to be had\n", count, size);
        _Exit(EXIT_OUT_OF_MEMORY);
    }
    memory_advise(memory, count * size);
    return memory;
}

void *memory_new(size_t count, size_t size) {
    bool is_empty = count == 0 || size == 0;
    return memory_checked(calloc(is_empty ? 1 : count, is_empty ? 1 : size), count, size);
}

void *memory_grow(void *memory, size_t count, size_t size) {
    size_t bytes = 0;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        return memory_checked(NULL, count, size);
    }
    return memory_checked(realloc(memory, bytes == 0 ? 1 : bytes), count, size);
}

void memory_free(void *memory) {
    free(memory);
}

void *array_reserve(void *items, size_t count, size_t *capacity, size_t size) {
    CHECK(count <= *capacity);
    if (count < *capacity) {
        return items;
    }
    CHECK(*capacity <= SIZE_MAX / 2);
    *capacity = *capacity == 0 ? ARRAY_CAPACITY_FIRST : *capacity * 2;
    return memory_grow(items, *capacity, size);
}

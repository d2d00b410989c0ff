// SPDX-License-Identifier: Apache-2.0
// madvise, sbrk. NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming)
#define _DEFAULT_SOURCE
#include "base/memory.h"
#include "base/check.h"
#include <malloc.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { EXIT_OUT_OF_MEMORY = 71, ARRAY_CAPACITY_FIRST = 8, PAGE = 4096 };
enum { HEAP_STEP = 960 * 1024 * 1024, OWN_PAGES_MIN = 32 * 1024 * 1024, ADVISED_MIN = 1024 * 1024 };

void memory_prefer_large_pages(void *memory, size_t bytes) {
#ifdef MADV_HUGEPAGE
    size_t before = (uintptr_t)memory % PAGE; // advice is for whole pages
    (void)madvise((char *)memory - before, before + bytes, MADV_HUGEPAGE);
#else
    (void)memory;
    (void)bytes;
#endif
}

void memory_start(void) {
#ifdef M_ARENA_MAX
    enum { SOME = ADVISED_MIN }; // not there yet, so that the heap takes its first step
    (void)mallopt(M_ARENA_MAX, 1);
    (void)mallopt(M_TOP_PAD, HEAP_STEP);
    (void)mallopt(M_TRIM_THRESHOLD, 2 * HEAP_STEP);
    (void)mallopt(M_MMAP_THRESHOLD, OWN_PAGES_MIN);
    char *first = malloc(SOME);
    size_t step = first == NULL ? 0 : (uintptr_t)sbrk(0) - (uintptr_t)first;
    if (step <= 2 * (size_t)HEAP_STEP) { // else the heap is none of the C library
        memory_prefer_large_pages(first, step);
    }
    free(first);
#endif
}

// _Exit and not abort: nothing is broken, so neither a core file nor handlers that want memory.
static void *memory_checked(void *memory, size_t count, size_t size) {
    if (memory == NULL) {
        (void)fprintf(stderr, "out of memory: %zu x %zu bytes are not to be had\n", count, size);
        _Exit(EXIT_OUT_OF_MEMORY);
    }
    if (count * size >= ADVISED_MIN) {
        memory_prefer_large_pages(memory, count * size);
    }
    return memory;
}

void *memory_new(size_t count, size_t size) {
    bool is_empty = count == 0 || size == 0;
    return memory_checked(calloc(is_empty ? 1 : count, is_empty ? 1 : size), count, size);
}

#ifdef M_ARENA_MAX
// Advised before anything is in it: the C library would copy into small pages, or move them one by
// one.
static void *grow_large(void *memory, size_t old, size_t bytes) {
    void *larger = memory_checked(malloc(bytes), bytes, 1);
    memcpy(larger, memory, old);
    free(memory);
    return larger;
}
#endif

void *memory_grow(void *memory, size_t count, size_t size) {
    size_t bytes = 0;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        return memory_checked(NULL, count, size);
    }
#ifdef M_ARENA_MAX
    size_t old = memory == NULL ? 0 : malloc_usable_size(memory);
    if (old > 0 && old < bytes && bytes >= OWN_PAGES_MIN) {
        return grow_large(memory, old, bytes);
    }
#endif
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

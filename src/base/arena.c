// SPDX-License-Identifier: Apache-2.0
#include "base/arena.h"
#include "base/check.h"
#include "base/memory.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { ARENA_BLOCK_MIN = 4096, ARENA_BLOCK_MAX = 1024 * 1024, ARENA_ALIGNMENT = 16 };

struct ArenaBlock {
    ArenaBlock *next; // older
    size_t size;      // bytes behind this head
    size_t used;
    size_t padding; // keeps the head a multiple of the alignment
};

_Static_assert(sizeof(ArenaBlock) % ARENA_ALIGNMENT == 0, "bytes behind the head are aligned");
_Static_assert(_Alignof(max_align_t) <= ARENA_ALIGNMENT, "aligned for any type");

static void blocks_free(ArenaBlock *block) {
    while (block != NULL) {
        ArenaBlock *next = block->next;
        memory_free(block);
        block = next;
    }
}

void arena_release(Arena *arena) {
    blocks_free(arena->blocks);
    *arena = (Arena){0};
}

void arena_clear(Arena *arena) {
    ArenaBlock *kept = arena->blocks;
    if (kept != NULL) {
        blocks_free(kept->next);
        kept->next = NULL;
        kept->used = 0;
    }
    arena->used = 0;
}

// Blocks double up to ARENA_BLOCK_MAX, so that small arenas stay small and large ones are not many
// blocks.
static void arena_add_block(Arena *arena, size_t wanted) {
    size_t size = arena->blocks == NULL ? ARENA_BLOCK_MIN : arena->blocks->size * 2;
    size = size > ARENA_BLOCK_MAX ? ARENA_BLOCK_MAX : size;
    size = size < wanted ? wanted : size;
    ArenaBlock *block = memory_grow(NULL, sizeof(ArenaBlock) + size, 1);
    *block = (ArenaBlock){.next = arena->blocks, .size = size};
    arena->blocks = block;
}

// Not zeroed.
static void *arena_take(Arena *arena, size_t bytes) {
    CHECK(bytes <= SIZE_MAX / 4);
    size_t rounded = (bytes + ARENA_ALIGNMENT - 1) / ARENA_ALIGNMENT * ARENA_ALIGNMENT;
    if (arena->blocks == NULL || arena->blocks->size - arena->blocks->used < rounded) {
        arena_add_block(arena, rounded);
    }
    ArenaBlock *block = arena->blocks;
    char *memory = (char *)(block + 1) + block->used;
    block->used += rounded;
    arena->used += rounded;
    return memory;
}

void *arena_alloc(Arena *arena, size_t count, size_t size) {
    size_t bytes = 0;
    CHECK(!__builtin_mul_overflow(count, size, &bytes));
    void *memory = arena_take(arena, bytes);
    memset(memory, 0, bytes);
    return memory;
}

Str arena_copy(Arena *arena, Str s) {
    CHECK(s.length < SIZE_MAX);
    char *copy = arena_take(arena, s.length + 1);
    if (s.length > 0) {
        memcpy(copy, s.data, s.length);
    }
    copy[s.length] = '\0';
    return (Str){copy, s.length};
}

void arena_copy_all(Arena *arena, Str *texts, size_t count) {
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++) {
        CHECK(!__builtin_add_overflow(bytes, texts[i].length, &bytes));
    }
    if (bytes == 0) {
        return;
    }
    char *copy = arena_take(arena, bytes);
    for (size_t i = 0; i < count; i++) {
        if (texts[i].length > 0) {
            memcpy(copy, texts[i].data, texts[i].length);
            texts[i].data = copy;
            copy += texts[i].length;
        }
    }
}

Str arena_format(Arena *arena, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    int wanted = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    CHECK(wanted >= 0);
    size_t length = (size_t)wanted;
    char *words = arena_alloc(arena, length + 1, 1);
    (void)vsnprintf(words, length + 1, format, again);
    va_end(again);
    return (Str){words, length};
}

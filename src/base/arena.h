// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_ARENA_H
#define BASE_ARENA_H
// Arena: memory for one request, one batch, one program: nothing in it is freed alone. A zeroed
// Arena is ready.
#include "base/str.h"

typedef struct ArenaBlock ArenaBlock;
typedef struct Arena {
    ArenaBlock *blocks; // newest first
    size_t used;        // bytes handed out, for limits and reports
} Arena;

void arena_release(Arena *arena);
void arena_clear(Arena *arena); // keeps one block for reuse
void *arena_alloc(Arena *arena, size_t count,
                  size_t size);      // zeroed, aligned for any type; never NULL
Str arena_copy(Arena *arena, Str s); // the copy is NUL-terminated
// Copies of many, side by side and without NUL; they take the place of the texts.
void arena_copy_all(Arena *arena, Str *texts, size_t count);
Str arena_format(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
#endif

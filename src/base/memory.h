// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H
// Heap memory that never fails: out of memory ends the process with a message, so every input has a
// limit that is checked before memory is taken.
#include <stddef.h>

// For a program that takes and gives back much: one heap for all threads, which begins with a large
// step in large pages, where the system has them, and keeps what is given back. Nothing else
// changes. First of all, or not at all.
void memory_start(void);

void *memory_new(size_t count, size_t size);                // zeroed; count * size is checked
void *memory_grow(void *memory, size_t count, size_t size); // realloc; new part is not zeroed
void memory_free(void *memory);                             // NULL is fine

// Advice for memory that is not written yet; what is large has it from those above.
void memory_prefer_large_pages(void *memory, size_t bytes);

// Makes room for one more element in a growing array: doubles *capacity when count == *capacity.
// items = array_reserve(items, count, &capacity, sizeof *items);
void *array_reserve(void *items, size_t count, size_t *capacity, size_t size);
#endif

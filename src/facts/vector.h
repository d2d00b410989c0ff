// SPDX-License-Identifier: Apache-2.0
#ifndef FACTS_VECTOR_H
#define FACTS_VECTOR_H
// Vector: a growing array of plain items without pointers, so that checkpoint, comparison and
// memory report can treat every part of the state alike. Invariant: items are zeroed before they
// are filled, padding too: equal states have equal bytes.
#include "base/check.h"
#include <stdbool.h>
#include <stddef.h>

typedef struct Vector {
    void *items;
    size_t count;
    size_t capacity;
    size_t item_size;
    bool is_lent; // the items are another's, and are copied before anything changes
} Vector;

Vector vector_of(size_t item_size); // empty
// Items of somebody else, who outlives the vector or its vector_own.
Vector vector_over(size_t item_size, void *items, size_t count);
void vector_own(Vector *vector); // copies what is lent
void vector_fit(Vector *vector); // gives back the room that is not used
void vector_release(Vector *vector);
void *vector_add(Vector *vector, size_t count);   // new zeroed items at the end; the first of them
void vector_extend(Vector *vector, size_t count); // to at least count items; new ones are zero
void *vector_push(Vector *vector, size_t count);  // the same as add, for the caller to fill whole

size_t vector_memory(const Vector *vector); // bytes held

// Valid until the vector grows. Here, because every row asks it a dozen times.
static inline void *vector_at(const Vector *vector, size_t index) {
    CHECK(index < vector->count);
    return (char *)vector->items + index * vector->item_size;
}
#endif

// SPDX-License-Identifier: Apache-2.0
#include "facts/vector.h"
#include "base/memory.h"
#include <stdint.h>
#include <string.h>

enum { VECTOR_CAPACITY_FIRST = 64, LARGE = 4 << 20 };

Vector vector_of(size_t item_size) {
    return (Vector){.item_size = item_size};
}

Vector vector_over(size_t item_size, void *items, size_t count) {
    return (Vector){
        .items = items, .count = count, .capacity = count, .item_size = item_size, .is_lent = true};
}

void vector_release(Vector *vector) {
    if (!vector->is_lent) {
        memory_free(vector->items);
    }
    *vector = vector_of(vector->item_size);
}

void vector_own(Vector *vector) {
    if (vector->is_lent) {
        const void *lent = vector->items;
        vector->items = memory_grow(NULL, vector->count, vector->item_size);
        memcpy(vector->items, lent, vector->count * vector->item_size);
        vector->is_lent = false;
    }
}

void vector_fit(Vector *vector) {
    if (!vector->is_lent && vector->capacity > vector->count) {
        vector->items = memory_grow(vector->items, vector->count, vector->item_size);
        vector->capacity = vector->count;
    }
}

static bool is_large(const Vector *vector) {
    return vector->capacity >= LARGE / vector->item_size;
}

size_t vector_memory(const Vector *vector) {
    return (is_large(vector) ? vector->count : vector->capacity) * vector->item_size;
}

static void vector_reserve(Vector *vector, size_t count) {
    if (count <= vector->capacity) {
        return;
    }
    CHECK(!vector->is_lent);
    // Large ones take far more room than they need: what is not used has no pages, and moving what
    // is used stops everybody.
    size_t capacity =
        is_large(vector) ? vector->capacity * 4 : vector->capacity + vector->capacity / 2;
    if (capacity < VECTOR_CAPACITY_FIRST) {
        capacity = VECTOR_CAPACITY_FIRST;
    }
    if (capacity < count) {
        capacity = count;
    }
    vector->items = memory_grow(vector->items, capacity, vector->item_size);
    vector->capacity = capacity;
}

void *vector_add(Vector *vector, size_t count) {
    size_t first = vector->count;
    vector_extend(vector, first + count);
    return vector->items == NULL ? NULL : (char *)vector->items + first * vector->item_size;
}

void *vector_push(Vector *vector, size_t count) {
    vector_reserve(vector, vector->count + count);
    vector->count += count;
    return (char *)vector->items + (vector->count - count) * vector->item_size;
}

void vector_extend(Vector *vector, size_t count) {
    if (count <= vector->count) {
        return;
    }
    vector_reserve(vector, count);
    memset((char *)vector->items + vector->count * vector->item_size, 0,
           (count - vector->count) * vector->item_size);
    vector->count = count;
}

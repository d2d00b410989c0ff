// SPDX-License-Identifier: Apache-2.0
#include "generate/buffer.h"
#include "base/memory.h"

enum { BUFFER_CAPACITY_FIRST = 1 << 16, DIGITS_MAX = 20 };

void buffer_release(Buffer *buffer) {
    memory_free(buffer->data);
    *buffer = (Buffer){0};
}

void buffer_reserve(Buffer *buffer, size_t more) {
    if (buffer->capacity - buffer->length >= more) {
        return;
    }
    size_t capacity = buffer->capacity == 0 ? BUFFER_CAPACITY_FIRST : buffer->capacity;
    while (capacity - buffer->length < more) {
        capacity *= 2;
    }
    buffer->data = memory_grow(buffer->data, capacity, 1);
    buffer->capacity = capacity;
}

void buffer_digits(Buffer *buffer, uint64_t number, int width) {
    char digits[DIGITS_MAX];
    int at = DIGITS_MAX;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    while (DIGITS_MAX - at < width && at > 0) {
        digits[--at] = '0';
    }
    buffer_put(buffer, digits + at, (size_t)(DIGITS_MAX - at));
}

// SPDX-License-Identifier: Apache-2.0
#ifndef GENERATE_BUFFER_H
#define GENERATE_BUFFER_H
// Buffer: the bytes of one file while it is written. Faster than Text, because a county has tens
// of millions of rows: reserve once per row, then put without asking again.
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct Buffer {
    char *data;
    size_t length;
    size_t capacity;
} Buffer;

enum { BUFFER_ROW_MAX = 8192 }; // no row is longer; reserved before each row

void buffer_release(Buffer *buffer);
void buffer_reserve(Buffer *buffer, size_t more);

// The puts below write into reserved space.
static inline void buffer_put(Buffer *buffer, const char *bytes, size_t length) {
    memcpy(buffer->data + buffer->length, bytes, length);
    buffer->length += length;
}
static inline void buffer_text(Buffer *buffer, const char *text) {
    buffer_put(buffer, text, strlen(text));
}
static inline void buffer_char(Buffer *buffer, char c) {
    buffer->data[buffer->length++] = c;
}
void buffer_digits(Buffer *buffer, uint64_t number, int width); // at least width digits
#endif

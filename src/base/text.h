// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_TEXT_H
#define BASE_TEXT_H
// Text: an owned, growing string with a mandatory limit. Zeroed value + text_init, or {.limit = N}.
// Invariant: data is NUL-terminated whenever it is not NULL. Passing the limit sets `is_cut` and
// drops the rest.
#include "base/str.h"

typedef struct Text {
    char *data;
    size_t length;
    size_t capacity;
    size_t limit; // bytes; 0 means TEXT_LIMIT_DEFAULT
    bool is_cut;
} Text;

enum { TEXT_LIMIT_DEFAULT = 64 * 1024 * 1024 };

void text_release(Text *text);
void text_clear(Text *text);                // keeps the memory
size_t text_room(const Text *text);         // bytes up to the limit
void text_reserve(Text *text, size_t more); // so many bytes, and the NUL, will find room
void text_append(Text *text, Str s);
void text_append_char(Text *text, char c);
void text_append_character(Text *text, uint32_t code_point);
void text_format(Text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
Str text_str(const Text *text); // borrowed until the next change
#endif

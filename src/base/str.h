// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_STR_H
#define BASE_STR_H
// Str: a borrowed view of UTF-8 bytes; never owns, not NUL-terminated, passed by value.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Str {
    const char *data;
    size_t length;
} Str;

#define STR(literal) ((Str){(literal), sizeof(literal) - 1})
#define STR_FMT "%.*s"
#define STR_ARG(s) (int)(s).length, (s).data

Str str_from(const char *text); // of a NUL-terminated string
bool str_equal(Str a, Str b);
int str_compare(Str a, Str b); // by bytes, which for UTF-8 is by code point
bool str_starts_with(Str s, Str prefix);
bool str_ends_with(Str s, Str suffix);
bool str_find(Str s, Str part, size_t *out_at);
Str str_slice(Str s, size_t from, size_t to); // CHECKs from <= to <= length
Str str_trim(Str s);                          // ASCII white space and U+3000 at both ends
// Cuts s at the first separator: returns the part before it, *s becomes the part after it (empty
// when none).
Str str_cut(Str *s, char separator);
uint64_t str_hash(Str s);                      // for tables in memory; not for keys that are stored
bool str_to_int64(Str s, int64_t *out_number); // whole of s, optional sign, no spaces
bool str_is_utf8(Str s);
// Decodes one character at *at and moves *at past it; malformed bytes give 0xFFFD and move one
// byte.
uint32_t str_next_character(Str s, size_t *at);
#endif

// SPDX-License-Identifier: Apache-2.0
#include "base/str.h"
#include "base/check.h"
#include <string.h>

enum { REPLACEMENT_CHARACTER = 0xFFFD, IDEOGRAPHIC_SPACE_BYTES = 3 };

Str str_from(const char *text) {
    return (Str){text, strlen(text)};
}

bool str_equal(Str a, Str b) {
    return a.length == b.length && (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}

int str_compare(Str a, Str b) {
    size_t shared = a.length < b.length ? a.length : b.length;
    int order = shared == 0 ? 0 : memcmp(a.data, b.data, shared);
    if (order != 0) {
        return order;
    }
    return a.length < b.length ? -1 : a.length > b.length;
}

bool str_starts_with(Str s, Str prefix) {
    return s.length >= prefix.length && str_equal(str_slice(s, 0, prefix.length), prefix);
}

bool str_ends_with(Str s, Str suffix) {
    return s.length >= suffix.length &&
           str_equal(str_slice(s, s.length - suffix.length, s.length), suffix);
}

bool str_find(Str s, Str part, size_t *out_at) {
    if (part.length == 0) {
        *out_at = 0;
        return true;
    }
    size_t at = 0;
    while (s.length - at >= part.length) {
        const char *first = memchr(s.data + at, part.data[0], s.length - at - part.length + 1);
        if (first == NULL) {
            return false;
        }
        at = (size_t)(first - s.data);
        if (memcmp(first, part.data, part.length) == 0) {
            *out_at = at;
            return true;
        }
        at++;
    }
    return false;
}

Str str_slice(Str s, size_t from, size_t to) {
    CHECK(from <= to);
    CHECK(to <= s.length);
    CHECK(s.data != NULL || s.length == 0);
    return (Str){s.data == NULL ? NULL : s.data + from, to - from};
}

static bool is_ascii_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_ideographic_space(const char *bytes) {
    return memcmp(bytes, "\xE3\x80\x80", IDEOGRAPHIC_SPACE_BYTES) == 0;
}

Str str_trim(Str s) {
    for (;;) {
        if (s.length > 0 && is_ascii_space(s.data[0])) {
            s = str_slice(s, 1, s.length);
        } else if (s.length >= IDEOGRAPHIC_SPACE_BYTES && is_ideographic_space(s.data)) {
            s = str_slice(s, IDEOGRAPHIC_SPACE_BYTES, s.length);
        } else {
            break;
        }
    }
    for (;;) {
        if (s.length > 0 && is_ascii_space(s.data[s.length - 1])) {
            s.length--;
        } else if (s.length >= IDEOGRAPHIC_SPACE_BYTES &&
                   is_ideographic_space(s.data + s.length - IDEOGRAPHIC_SPACE_BYTES)) {
            s.length -= IDEOGRAPHIC_SPACE_BYTES;
        } else {
            return s;
        }
    }
}

Str str_cut(Str *s, char separator) {
    const char *at = s->length == 0 ? NULL : memchr(s->data, separator, s->length);
    size_t length = at == NULL ? s->length : (size_t)(at - s->data);
    Str before = str_slice(*s, 0, length);
    *s = str_slice(*s, at == NULL ? length : length + 1, s->length);
    return before;
}

static uint64_t hash_step(uint64_t hash, uint64_t word) {
    hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ (hash >> 29);
}

uint64_t str_hash(Str s) {
    uint64_t hash = UINT64_C(0xD6E8FEB86659FD93) ^ s.length;
    size_t at = 0;
    for (; s.length - at >= sizeof(uint64_t); at += sizeof(uint64_t)) {
        uint64_t word = 0;
        memcpy(&word, s.data + at, sizeof word);
        hash = hash_step(hash, word);
    }
    uint64_t tail = 0;
    if (s.length > at) {
        memcpy(&tail, s.data + at, s.length - at);
    }
    hash = hash_step(hash, tail);
    return hash_step(hash, hash >> 32);
}

bool str_to_int64(Str s, int64_t *out_number) {
    bool has_sign = s.length > 0 && (s.data[0] == '-' || s.data[0] == '+');
    bool is_negative = has_sign && s.data[0] == '-';
    if (s.length == (has_sign ? 1 : 0)) {
        return false;
    }
    int64_t number = 0;
    for (size_t i = has_sign ? 1 : 0; i < s.length; i++) {
        int digit = s.data[i] - '0';
        if (digit < 0 || digit > 9) {
            return false;
        }
        // Counted downwards when negative, because the smallest number has no positive twin.
        if (__builtin_mul_overflow(number, 10, &number) ||
            __builtin_add_overflow(number, is_negative ? -digit : digit, &number)) {
            return false;
        }
    }
    *out_number = number;
    return true;
}

// Length of the sequence that a lead byte announces, its data bits and the smallest code point that
// needs it; 0 when the byte cannot lead.
static int sequence_of(unsigned char lead, uint32_t *out_bits, uint32_t *out_least) {
    if (lead < 0x80) {
        *out_bits = lead;
        *out_least = 0;
        return 1;
    }
    if (lead >= 0xC2 && lead <= 0xDF) {
        *out_bits = lead & 0x1Fu;
        *out_least = 0x80;
        return 2;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
        *out_bits = lead & 0x0Fu;
        *out_least = 0x800;
        return 3;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        *out_bits = lead & 0x07u;
        *out_least = 0x10000;
        return 4;
    }
    return 0;
}

// Bytes of the well-formed character at the start of s, 0 when there is none.
static int character_decode(Str s, uint32_t *out_character) {
    uint32_t character = 0;
    uint32_t least = 0;
    int length = sequence_of((unsigned char)s.data[0], &character, &least);
    if (length == 0 || (size_t)length > s.length) {
        return 0;
    }
    for (int i = 1; i < length; i++) {
        unsigned char byte = (unsigned char)s.data[i];
        if ((byte & 0xC0) != 0x80) {
            return 0;
        }
        character = character << 6 | (byte & 0x3Fu);
    }
    bool is_surrogate = character >= 0xD800 && character <= 0xDFFF;
    if (character < least || is_surrogate || character > 0x10FFFF) {
        return 0;
    }
    *out_character = character;
    return length;
}

bool str_is_utf8(Str s) {
    size_t at = 0;
    while (at < s.length) {
        uint32_t character = 0;
        int length = character_decode(str_slice(s, at, s.length), &character);
        if (length == 0) {
            return false;
        }
        at += (size_t)length;
    }
    return true;
}

uint32_t str_next_character(Str s, size_t *at) {
    CHECK(*at < s.length);
    uint32_t character = 0;
    int length = character_decode(str_slice(s, *at, s.length), &character);
    if (length == 0) {
        *at += 1;
        return REPLACEMENT_CHARACTER;
    }
    *at += (size_t)length;
    return character;
}

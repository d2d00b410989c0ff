// SPDX-License-Identifier: Apache-2.0
#include "feed/fold_private.h"

#include "base/check.h"
#include "base/text.h"
#include <string.h>

enum {
    FULL_WIDTH_FIRST = 0xFF01,
    FULL_WIDTH_LAST = 0xFF5E,
    FULL_WIDTH_SHIFT = 0xFEE0,
    NO_BREAK_SPACE = 0xA0,
    IDEOGRAPHIC_SPACE = 0x3000,
    ZERO_WIDTH_SPACE = 0x200B,
    BYTE_ORDER_MARK = 0xFEFF,
    REPLACEMENT_CHARACTER = 0xFFFD,
    DELETE = 0x7F,
    MIDDLE_DOT = 0xB7,
};

// Writes into memory that is as long as the text it is made from.
typedef struct Writer {
    char *data;
    size_t length;
} Writer;

static Writer writer_open(Str text, Arena *arena) {
    return (Writer){.data = arena_alloc(arena, text.length + 1, 1)};
}

static void writer_add(Writer *writer, Str bytes) {
    memcpy(writer->data + writer->length, bytes.data, bytes.length);
    writer->length += bytes.length;
}

static void writer_add_ascii(Writer *writer, uint32_t character) {
    CHECK(character < 0x80);
    writer->data[writer->length++] = (char)character;
}

static Str writer_str(const Writer *writer) {
    return (Str){writer->data, writer->length};
}

static bool is_space(uint32_t c) {
    return c == ' ' || (c >= '\t' && c <= '\r') || c == NO_BREAK_SPACE || c == IDEOGRAPHIC_SPACE ||
           c == ZERO_WIDTH_SPACE || c == BYTE_ORDER_MARK || (c >= 0x2000 && c <= 0x200A) ||
           c == 0x202F;
}

static bool is_control(uint32_t c) {
    return c < ' ' || (c >= DELETE && c < NO_BREAK_SPACE);
}

static bool is_letter(uint32_t c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static uint32_t narrow(uint32_t c) {
    return c >= FULL_WIDTH_FIRST && c <= FULL_WIDTH_LAST ? c - FULL_WIDTH_SHIFT : c;
}

// Length of the space at the start of text, 0 when it does not begin with one.
static size_t space_length(Str text) {
    size_t at = 0;
    return text.length > 0 && is_space(str_next_character(text, &at)) ? at : 0;
}

static size_t last_space_length(Str text) {
    size_t start = text.length;
    while (start > 0 && text.length - start < 3) {
        start--;
        if (((unsigned char)text.data[start] & 0xC0) != 0x80) {
            break;
        }
    }
    return space_length(str_slice(text, start, text.length));
}

// Most texts begin and end with a letter or digit, and most Chinese ones with other lead bytes than
// those of spaces (C2, E2, E3, EF).
static bool is_trimmed(Str text) {
    unsigned char first = (unsigned char)text.data[0];
    unsigned char last = (unsigned char)text.data[text.length - 1];
    bool first_is_plain = (first > ' ' && first < 0x80) || (first >= 0xE4 && first <= 0xE9);
    return first_is_plain && last > ' ' && last < 0x80;
}

Str fold_trim(Str text) {
    if (text.length == 0 || is_trimmed(text)) {
        return text;
    }
    for (size_t space = 0; (space = space_length(text)) > 0;) {
        text = str_slice(text, space, text.length);
    }
    for (size_t space = 0; (space = last_space_length(text)) > 0;) {
        text = str_slice(text, 0, text.length - space);
    }
    return text;
}

static bool is_alphanumeric(uint32_t c) {
    return is_letter(c) || (c >= '0' && c <= '9');
}

// No control characters and no lead byte of full-width forms or C1 controls: nothing to fold.
static bool is_plain_text(Str text) {
    bool is_plain = true;
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.data[i];
        is_plain = is_plain && c >= ' ' && c != DELETE && c != 0xEF && c != 0xC2;
    }
    return is_plain;
}

bool fold_text(Str text, Arena *arena, Str *out_text) {
    if (is_plain_text(text)) {
        *out_text = text;
        return true;
    }
    Writer writer = writer_open(text, arena);
    for (size_t at = 0, from = 0; at < text.length; from = at) {
        uint32_t c = str_next_character(text, &at);
        uint32_t narrowed = narrow(c);
        if (c == '\t' || c == '\n' || c == '\r') {
            writer_add_ascii(&writer, ' ');
        } else if (is_control(c)) {
            return false;
        } else if (narrowed != c && is_alphanumeric(narrowed)) {
            writer_add_ascii(&writer, narrowed);
        } else {
            writer_add(&writer, str_slice(text, from, at));
        }
    }
    *out_text = fold_trim(writer_str(&writer));
    return true;
}

static bool is_ascii(Str text) {
    unsigned char all = 0;
    for (size_t i = 0; i < text.length; i++) {
        all |= (unsigned char)text.data[i];
    }
    return all < 0x80;
}

Str fold_width(Str text, Arena *arena) {
    if (is_ascii(text)) {
        return text;
    }
    Writer writer = writer_open(text, arena);
    for (size_t at = 0, from = 0; at < text.length; from = at) {
        uint32_t c = narrow(str_next_character(text, &at));
        if (c < 0x80) {
            writer_add_ascii(&writer, c);
        } else {
            writer_add(&writer, str_slice(text, from, at));
        }
    }
    return writer_str(&writer);
}

Str fold_key(Str text, Arena *arena) {
    Writer writer = writer_open(text, arena);
    for (size_t at = 0, from = 0; at < text.length; from = at) {
        uint32_t c = narrow(str_next_character(text, &at));
        if (is_space(c)) {
            continue;
        }
        if (c < 0x80) {
            writer_add_ascii(&writer, c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        } else {
            writer_add(&writer, str_slice(text, from, at));
        }
    }
    return writer_str(&writer);
}

static bool is_middle_dot(uint32_t c) {
    return c == MIDDLE_DOT || c == 0x2022 || c == 0x30FB || c == 0x2027 || c == 0xFF65 ||
           c == 0x2219 || c == 0x22C5 || c == 0x2024 || c == 0x0387 || c == 0x16EB;
}

// 买买提.艾力: keyboards without a middle dot have a full stop.
static bool is_dot_between(Str text, size_t at, uint32_t before, uint32_t c) {
    return c == '.' && before >= 0x80 && at < text.length && (unsigned char)text.data[at] >= 0x80;
}

static bool is_lost(uint32_t c) {
    bool is_private =
        (c >= 0xE000 && c <= 0xF8FF) || (c >= 0xF0000 && c <= 0xFFFFD) || c >= 0x100000;
    return is_private || c == REPLACEMENT_CHARACTER || c == '?' || is_control(c);
}

bool fold_name(Str text, Arena *arena, Str *out_name) {
    Writer writer = writer_open(text, arena);
    uint32_t before = 0;
    bool has_space = false;
    for (size_t at = 0, from = 0; at < text.length; from = at) {
        uint32_t c = narrow(str_next_character(text, &at));
        if (is_space(c)) {
            has_space = true;
            continue;
        }
        if (is_lost(c)) {
            return false;
        }
        if (has_space && is_letter(before) && is_letter(c)) {
            writer_add_ascii(&writer, ' ');
        }
        if (is_middle_dot(c) || is_dot_between(text, at, before, c)) {
            writer_add(&writer, STR("\xC2\xB7"));
        } else if (c < 0x80) {
            writer_add_ascii(&writer, c);
        } else {
            writer_add(&writer, str_slice(text, from, at));
        }
        before = c;
        has_space = false;
    }
    *out_name = writer_str(&writer);
    return true;
}

Str fold_readable(Str bytes, size_t size_max, Arena *arena) {
    CLEANUP(text_release) Text readable = {.limit = size_max};
    for (size_t at = 0, from = 0; at < bytes.length && !readable.is_cut; from = at) {
        uint32_t c = str_next_character(bytes, &at);
        if (c == REPLACEMENT_CHARACTER || c == 0) {
            text_append_character(&readable, REPLACEMENT_CHARACTER);
        } else {
            text_append(&readable, str_slice(bytes, from, at));
        }
    }
    return arena_copy(arena, text_str(&readable));
}

// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "base/check.h"
#include "base/memory.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_CAPACITY_FIRST = 64 };

void text_release(Text *text) {
    memory_free(text->data);
    *text = (Text){.limit = text->limit};
}

void text_clear(Text *text) {
    text->length = 0;
    text->is_cut = false;
    if (text->data != NULL) {
        text->data[0] = '\0';
    }
}

size_t text_room(const Text *text) {
    size_t limit = text->limit == 0 ? TEXT_LIMIT_DEFAULT : text->limit;
    return limit > text->length ? limit - text->length : 0;
}

void text_reserve(Text *text, size_t more) {
    size_t wanted = text->length + more + 1;
    if (wanted <= text->capacity) {
        return;
    }
    size_t capacity = text->capacity == 0 ? TEXT_CAPACITY_FIRST : text->capacity;
    while (capacity < wanted) {
        capacity *= 2;
    }
    text->data = memory_grow(text->data, capacity, 1);
    text->capacity = capacity;
}

// The longest part of at most `room` bytes that does not end within a character.
static Str cut_at_character(Str s, size_t room) {
    size_t length = room;
    while (length > 0 && room - length < 3 && ((unsigned char)s.data[length] & 0xC0) == 0x80) {
        length--;
    }
    return str_slice(s, 0, length);
}

void text_append(Text *text, Str s) {
    if (text->is_cut) {
        return;
    }
    size_t room = text_room(text);
    if (s.length > room) {
        s = cut_at_character(s, room);
        text->is_cut = true;
    }
    text_reserve(text, s.length);
    if (s.length > 0) {
        memcpy(text->data + text->length, s.data, s.length);
    }
    text->length += s.length;
    text->data[text->length] = '\0';
}

void text_append_char(Text *text, char c) {
    text_append(text, (Str){&c, 1});
}

void text_append_character(Text *text, uint32_t code_point) {
    CHECK(code_point <= 0x10FFFF);
    char bytes[4];
    size_t length = 0;
    if (code_point < 0x80) {
        bytes[length++] = (char)code_point;
    } else if (code_point < 0x800) {
        bytes[length++] = (char)(0xC0 | code_point >> 6);
    } else if (code_point < 0x10000) {
        bytes[length++] = (char)(0xE0 | code_point >> 12);
        bytes[length++] = (char)(0x80 | (code_point >> 6 & 0x3F));
    } else {
        bytes[length++] = (char)(0xF0 | code_point >> 18);
        bytes[length++] = (char)(0x80 | (code_point >> 12 & 0x3F));
        bytes[length++] = (char)(0x80 | (code_point >> 6 & 0x3F));
    }
    if (code_point >= 0x80) {
        bytes[length++] = (char)(0x80 | (code_point & 0x3F));
    }
    text_append(text, (Str){bytes, length});
}

void text_format(Text *text, const char *format, ...) {
    if (text->is_cut) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    char brief[256];
    va_list again;
    va_copy(again, arguments);
    int wanted = vsnprintf(brief, sizeof brief, format, arguments);
    va_end(arguments);
    CHECK(wanted >= 0);
    size_t length = (size_t)wanted;
    if (length < sizeof brief) {
        text_append(text, (Str){brief, length});
    } else {
        char *words = memory_new(length + 1, 1);
        (void)vsnprintf(words, length + 1, format, again);
        text_append(text, (Str){words, length});
        memory_free(words);
    }
    va_end(again);
}

Str text_str(const Text *text) {
    return (Str){text->data, text->length};
}

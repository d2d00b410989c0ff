// SPDX-License-Identifier: Apache-2.0
#include "feel/reason.h"
#include "base/check.h"
#include <string.h>

enum { ARGUMENTS_MAX = 8, TEXT_MAX = 256 };

static Str text_argument(Arena *arena, Str text) {
    size_t length = text.length > TEXT_MAX ? TEXT_MAX : text.length;
    while (length < text.length && ((unsigned char)text.data[length] & 0xC0) == 0x80) {
        length--; // not within a character
    }
    return arena_copy(arena, str_slice(text, 0, length));
}

static size_t conversion_length(const char *conversion) {
    return 1 + strspn(conversion + 1, ".*zl") + 1;
}

size_t reason_arguments(Arena *arena, const char *format, va_list values, const Str **out_texts) {
    Str *texts = arena_alloc(arena, ARGUMENTS_MAX, sizeof *texts);
    size_t count = 0;
    const char *at = strchr(format, '%');
    for (; at != NULL && count < ARGUMENTS_MAX; at = strchr(at, '%')) {
        Str conversion = {at, conversion_length(at)};
        int length = 0;
        switch (conversion.data[conversion.length - 1]) {
        case 's':
            if (conversion.length == 2) {
                texts[count] = text_argument(arena, str_from(va_arg(values, const char *)));
                break;
            }
            length = va_arg(values, int);
            texts[count] =
                text_argument(arena, (Str){va_arg(values, const char *), (size_t)length});
            break;
        case 'd': texts[count] = arena_format(arena, "%d", va_arg(values, int)); break;
        case 'u':
            texts[count] = str_equal(conversion, STR("%zu"))
                               ? arena_format(arena, "%zu", va_arg(values, size_t))
                           : str_equal(conversion, STR("%llu"))
                               ? arena_format(arena, "%llu", va_arg(values, unsigned long long))
                               : arena_format(arena, "%u", va_arg(values, unsigned));
            break;
        default: CHECK(false); // feel_report says which conversions there are
        }
        count++;
        at += conversion.length;
    }
    *out_texts = texts;
    return count;
}

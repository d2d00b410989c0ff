// SPDX-License-Identifier: Apache-2.0
#include "feed/text_file_private.h"

#include "base/check.h"
#include <string.h>

#define BYTE_ORDER_MARK STR("\xEF\xBB\xBF")

static bool is_ascii(Str text) {
    unsigned char all = 0;
    for (size_t i = 0; i < text.length; i++) {
        all |= (unsigned char)text.data[i];
    }
    return all < 0x80;
}

// Chinese in UTF-8 has three bytes a character. GB18030 text can be UTF-8 by accident, but then
// nearly always of two bytes a character, which no department writes.
static bool has_three_bytes(Str line) {
    for (size_t i = 0; i < line.length; i++) {
        if ((unsigned char)line.data[i] >= 0xE0) {
            return true;
        }
    }
    return false;
}

// A damaged UTF-8 line can be GB18030 by accident too; so the lines vote.
static Encoding vote(Str bytes) {
    size_t utf8 = 0;
    size_t other = 0;
    while (bytes.length > 0) {
        Str line = str_cut(&bytes, '\n');
        if (is_ascii(line)) {
            continue;
        }
        bool is_utf8 = str_is_utf8(line);
        utf8 += is_utf8 && has_three_bytes(line);
        other += !is_utf8;
    }
    return utf8 >= other ? ENCODING_UTF8 : ENCODING_GB18030;
}

Status text_file_open(TextFile *file, Str bytes, Error *error) {
    *file = (TextFile){.bytes = bytes, .is_clean = true};
    bool has_mark = str_starts_with(bytes, BYTE_ORDER_MARK);
    Error problem = {0};
    Status status =
        encoding_to_utf8(bytes, &file->converted, &file->bytes, &file->encoding, &problem);
    if (status == STATUS_OK && file->encoding == ENCODING_UTF8) {
        return STATUS_OK;
    }
    if (encoding_is_utf16(bytes)) {
        return error_set(error, STATUS_INVALID, "%s", problem.message);
    }
    Encoding most = has_mark ? ENCODING_UTF8 : vote(bytes);
    if (status == STATUS_OK && most == ENCODING_GB18030) {
        return STATUS_OK; // whole and converted
    }
    text_release(&file->converted);
    file->is_clean = false;
    file->encoding = most;
    file->bytes = has_mark ? str_slice(bytes, BYTE_ORDER_MARK.length, bytes.length) : bytes;
    return STATUS_OK;
}

void text_file_release(TextFile *file) {
    text_release(&file->converted);
}

bool text_file_decode(const TextFile *file, Str part, Arena *arena, Str *out_utf8) {
    *out_utf8 = part;
    if (file->is_clean) {
        return true;
    }
    if (part.length > 0 && memchr(part.data, '\0', part.length) != NULL) {
        return false;
    }
    if (file->encoding == ENCODING_UTF8) {
        return str_is_utf8(part);
    }
    if (is_ascii(part)) {
        return true;
    }
    CLEANUP(text_release) Text converted = {0};
    if (!encoding_gb18030_to_utf8(part, &converted)) {
        return false;
    }
    *out_utf8 = arena_copy(arena, text_str(&converted));
    return true;
}

// SPDX-License-Identifier: Apache-2.0
#include "base/scan_private.h"

enum { FULL_WIDTH_FIRST = 0xFF01, FULL_WIDTH_LAST = 0xFF5E, FULL_WIDTH_SPACE = 0x3000 };
enum { DIGITS_MAX = 18 };

static uint32_t character_narrow(uint32_t character) {
    if (character >= FULL_WIDTH_FIRST && character <= FULL_WIDTH_LAST) {
        return character - FULL_WIDTH_FIRST + '!';
    }
    return character == FULL_WIDTH_SPACE ? ' ' : character;
}

static uint32_t scan_read(Str text, size_t *at) {
    if (*at >= text.length) {
        return 0;
    }
    unsigned char byte = (unsigned char)text.data[*at];
    if (byte < 0x80) {
        *at += 1;
        return byte == 0 ? 0xFFFD : byte; // a NUL byte is not the end
    }
    return character_narrow(str_next_character(text, at));
}

uint32_t scan_peek(const Scan *scan) {
    size_t at = scan->at;
    return scan_read(scan->text, &at);
}

uint32_t scan_next(Scan *scan) {
    return scan_read(scan->text, &scan->at);
}

bool scan_take(Scan *scan, uint32_t character) {
    size_t at = scan->at;
    if (scan_read(scan->text, &at) != character) {
        return false;
    }
    scan->at = at;
    return true;
}

bool scan_is_at_end(const Scan *scan) {
    return scan->at >= scan->text.length;
}

int scan_digits(Scan *scan, int64_t *out_number) {
    int64_t number = 0;
    int count = 0;
    for (;;) {
        size_t at = scan->at;
        uint32_t character = scan_read(scan->text, &at);
        if (character < '0' || character > '9') {
            break;
        }
        if (++count > DIGITS_MAX) {
            return -1;
        }
        number = number * 10 + (int64_t)(character - '0');
        scan->at = at;
    }
    *out_number = number;
    return count;
}

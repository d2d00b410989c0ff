// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_SCAN_PRIVATE_H
#define BASE_SCAN_PRIVATE_H
// Scan: reads the small texts of date.h, money.h, identity.h and region.h character by character.
// Full-width forms (U+FF01..U+FF5E, U+3000) are seen as their ASCII twins. Only for base/.
#include "base/str.h"

typedef struct Scan {
    Str text;
    size_t at;
} Scan;

enum { SCAN_TEXT_MAX = 128 }; // bytes of a text that can still be one value

uint32_t scan_peek(const Scan *scan); // 0 at the end
uint32_t scan_next(Scan *scan);       // 0 at the end
bool scan_take(Scan *scan, uint32_t character);
bool scan_is_at_end(const Scan *scan);
// Reads all digits that follow; returns how many, 0 to 18; -1 when there are more.
int scan_digits(Scan *scan, int64_t *out_number);
#endif

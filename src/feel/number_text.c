// SPDX-License-Identifier: Apache-2.0
#include "feel/number_private.h"
#include <string.h>

enum {
    PLAIN_ZEROS_MAX = 40,
    EXPONENT_READ_MAX = 20000, // past every exponent of decimal128, far from overflow
    DIGITS_KEPT = 37,          // more are counted and remembered in the last one only
};

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Reads digits into parts; is_fraction: each moves the point. Digits past the 37th cannot change
// the 34 that stay, except that "exactly half" must become "more than half".
static size_t read_digits(Str text, size_t at, bool is_fraction, Parts *parts) {
    while (at < text.length && is_digit(text.data[at])) {
        unsigned digit = (unsigned)(text.data[at] - '0');
        if (parts->coefficient < power_of_ten(DIGITS_KEPT)) {
            parts->coefficient = parts->coefficient * 10 + digit;
            parts->exponent -= is_fraction ? 1 : 0;
        } else {
            parts->coefficient |= digit != 0 ? 1 : 0;
            parts->exponent += is_fraction ? 0 : 1;
        }
        at++;
    }
    return at;
}

static bool read_exponent(Str text, size_t *at, Parts *parts) {
    size_t i = *at + 1;
    bool is_negative = i < text.length && text.data[i] == '-';
    if (i < text.length && (text.data[i] == '-' || text.data[i] == '+')) {
        i++;
    }
    size_t first = i;
    int exponent = 0;
    while (i < text.length && is_digit(text.data[i])) {
        exponent = exponent > EXPONENT_READ_MAX ? exponent : exponent * 10 + (text.data[i] - '0');
        i++;
    }
    parts->exponent += is_negative ? -exponent : exponent;
    *at = i;
    return i > first;
}

FeelValue number_parse(Arena *arena, Str text) {
    Parts parts = {0};
    size_t at = 0;
    if (at < text.length && text.data[at] == '-') {
        parts.is_negative = true;
        at++;
    }
    size_t first = at;
    at = read_digits(text, at, false, &parts);
    size_t digits = at - first;
    if (at < text.length && text.data[at] == '.') {
        size_t point = at + 1;
        at = read_digits(text, point, true, &parts);
        digits += at - point;
        if (at == point) {
            return FEEL_NULL_VALUE;
        }
    }
    if (digits == 0 || text.length > INT32_MAX) {
        return FEEL_NULL_VALUE;
    }
    if (at < text.length && (text.data[at] == 'e' || text.data[at] == 'E') &&
        !read_exponent(text, &at, &parts)) {
        return FEEL_NULL_VALUE;
    }
    return at == text.length ? number_from_parts(arena, parts) : FEEL_NULL_VALUE;
}

// The digits of the coefficient, without leading zeros ("0" for zero).
static Str wide_digits_text(Wide number, char buffer[40]) {
    size_t at = 40;
    do {
        buffer[--at] = (char)('0' + (int)(number % 10));
        number /= 10;
    } while (number > 0);
    return (Str){buffer + at, 40 - at};
}

static void append_zeros(Text *out, int count) {
    for (int i = 0; i < count; i++) {
        text_append_char(out, '0');
    }
}

static void format_scientific(Str digits, int exponent, Text *out) {
    text_append(out, str_slice(digits, 0, 1));
    if (digits.length > 1) {
        text_append_char(out, '.');
        text_append(out, str_slice(digits, 1, digits.length));
    }
    text_format(out, "E%+d", exponent + (int)digits.length - 1);
}

void number_format(FeelValue number, Text *out) {
    Parts parts = number_parts(number);
    char buffer[40];
    Str digits = wide_digits_text(parts.coefficient, buffer);
    int whole = (int)digits.length + parts.exponent; // digits before the point
    if (parts.is_negative && parts.coefficient != 0) {
        text_append_char(out, '-');
    }
    if (parts.coefficient == 0 && parts.exponent > 0) {
        text_append_char(out, '0');
    } else if (parts.exponent > PLAIN_ZEROS_MAX || whole < -PLAIN_ZEROS_MAX) {
        format_scientific(digits, parts.exponent, out);
    } else if (parts.exponent >= 0) {
        text_append(out, digits);
        append_zeros(out, parts.exponent);
    } else if (whole > 0) {
        text_append(out, str_slice(digits, 0, (size_t)whole));
        text_append_char(out, '.');
        text_append(out, str_slice(digits, (size_t)whole, digits.length));
    } else {
        text_append(out, STR("0."));
        append_zeros(out, -whole);
        text_append(out, digits);
    }
}

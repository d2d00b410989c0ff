// SPDX-License-Identifier: Apache-2.0
// Is a result what a test case expects? Stricter than FEEL's `=`: two texts of one moment in
// different zones are two results.
#include "base/check.h"
#include "feel/number.h"
#include "tck/tck_private.h"

// Whether |a - b| < 10^-8.
static bool are_close(FeelValue a, FeelValue b) {
    CLEANUP(arena_release) Arena arena = {0};
    FeelValue difference = number_subtract(&arena, a, b);
    return difference.kind == FEEL_NUMBER &&
           number_compare(number_absolute(&arena, difference), feel_decimal(1, -8)) < 0;
}

// How many digits a number is written with, and how many of them behind the point.
static size_t count_digits(FeelValue number, int *out_scale) {
    CLEANUP(text_release) Text text = {0};
    number_format(number, &text);
    size_t count = 0;
    int scale = 0;
    bool is_fraction = false;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        is_fraction = is_fraction || c == '.';
        bool is_digit = c >= '0' && c <= '9';
        scale += is_digit && is_fraction ? 1 : 0;
        count += is_digit && (count > 0 || c != '0') ? 1 : 0;
    }
    *out_scale = scale;
    return count;
}

// A number without end, such as 17/3, has 34 digits here; the kit writes it with those of a binary
// number of 64 bits. Then these are compared.
static bool are_equal_as_written(FeelValue expected, FeelValue actual) {
    enum { DOUBLE_DIGITS_MIN = 15, DOUBLE_DIGITS_MAX = 17, ENDLESS_DIGITS = 34 };
    CLEANUP(arena_release) Arena arena = {0};
    int scale = 0;
    int actual_scale = 0;
    size_t written = count_digits(expected, &scale);
    if (written < DOUBLE_DIGITS_MIN || written > DOUBLE_DIGITS_MAX ||
        count_digits(actual, &actual_scale) < ENDLESS_DIGITS) {
        return false;
    }
    FeelValue rounded = number_round(&arena, actual, scale, NUMBER_HALF_EVEN);
    return rounded.kind == FEEL_NUMBER && number_compare(expected, rounded) == 0;
}

static bool texts_are_equal(FeelValue a, FeelValue b) {
    CLEANUP(text_release) Text first = {0};
    CLEANUP(text_release) Text second = {0};
    feel_format(a, &first);
    feel_format(b, &second);
    return str_equal(text_str(&first), text_str(&second));
}

static bool lists_are_equal(FeelValue expected, FeelValue actual, bool is_rounded) {
    if (expected.length != actual.length) {
        return false;
    }
    for (size_t i = 0; i < expected.length; i++) {
        if (!value_is_expected(feel_items(expected)[i], feel_items(actual)[i], is_rounded)) {
            return false;
        }
    }
    return true;
}

static bool contexts_are_equal(FeelValue expected, FeelValue actual, bool is_rounded) {
    if (expected.length != actual.length) {
        return false;
    }
    for (size_t i = 0; i < expected.length; i++) {
        FeelEntry entry = feel_entries(expected)[i];
        FeelValue other = FEEL_NULL_VALUE;
        if (!feel_get(actual, entry.name, &other) ||
            !value_is_expected(entry.value, other, is_rounded)) {
            return false;
        }
    }
    return true;
}

bool value_is_expected(FeelValue expected, FeelValue actual, bool is_rounded) {
    if (expected.kind != actual.kind) {
        return false;
    }
    switch ((FeelKind)expected.kind) {
    case FEEL_NULL: return true;
    case FEEL_NUMBER:
        return number_compare(expected, actual) == 0 || are_equal_as_written(expected, actual) ||
               (is_rounded && are_close(expected, actual));
    case FEEL_LIST: return lists_are_equal(expected, actual, is_rounded);
    case FEEL_CONTEXT: return contexts_are_equal(expected, actual, is_rounded);
    default: return texts_are_equal(expected, actual);
    }
}

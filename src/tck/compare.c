// SPDX-License-Identifier: Apache-2.0
// Is a result what a test case expects? Stricter than FEEL's `=`: two texts of one moment in
// different zones are two results.
#include "base/check.h"
#include "feel/number.h"
#include "tck/tck_private.h"

enum { DOUBLE_DIGITS_MIN = 15, DOUBLE_DIGITS_MAX = 17, ENDLESS_DIGITS = 34 };

// Whether |a - b| < 10^-8.
static bool are_close(FeelValue a, FeelValue b) {
    CLEANUP(arena_release) Arena arena = {0};
    FeelValue difference = number_subtract(&arena, a, b);
    return difference.kind == FEEL_NUMBER &&
           number_compare(number_absolute(&arena, difference), feel_decimal(1, -8)) < 0;
}

// How many digits behind the point a number is written with.
static int written_scale(FeelValue number) {
    CLEANUP(text_release) Text text = {0};
    number_format(number, &text);
    size_t point = 0;
    bool is_fraction = str_find(text_str(&text), STR("."), &point);
    return is_fraction ? (int)(text.length - point - 1) : 0;
}

// A number without end, such as 17/3, has 34 digits here; the kit writes it with those of a binary
// number of 64 bits. Then these are compared.
static bool are_equal_as_written(FeelValue expected, FeelValue actual) {
    CLEANUP(arena_release) Arena arena = {0};
    int written = number_digits(expected);
    if (written < DOUBLE_DIGITS_MIN || written > DOUBLE_DIGITS_MAX ||
        number_digits(actual) < ENDLESS_DIGITS) {
        return false;
    }
    FeelValue rounded = number_round(&arena, actual, written_scale(expected), NUMBER_HALF_EVEN);
    return rounded.kind == FEEL_NUMBER && number_compare(expected, rounded) == 0;
}

static bool texts_are_equal(FeelValue a, FeelValue b) {
    CLEANUP(text_release) Text first = {0};
    CLEANUP(text_release) Text second = {0};
    feel_format(a, &first);
    feel_format(b, &second);
    return str_equal(text_str(&first), text_str(&second));
}

static bool lists_are_equal(FeelValue expected, FeelValue actual, bool is_approximate) {
    if (expected.length != actual.length) {
        return false;
    }
    for (size_t i = 0; i < expected.length; i++) {
        if (!value_is_expected(feel_items(expected)[i], feel_items(actual)[i], is_approximate)) {
            return false;
        }
    }
    return true;
}

static bool contexts_are_equal(FeelValue expected, FeelValue actual, bool is_approximate) {
    if (expected.length != actual.length) {
        return false;
    }
    for (size_t i = 0; i < expected.length; i++) {
        FeelEntry entry = feel_entries(expected)[i];
        FeelValue other = FEEL_NULL_VALUE;
        if (!feel_get(actual, entry.name, &other) ||
            !value_is_expected(entry.value, other, is_approximate)) {
            return false;
        }
    }
    return true;
}

bool value_is_expected(FeelValue expected, FeelValue actual, bool is_approximate) {
    if (expected.kind != actual.kind) {
        return false;
    }
    switch ((FeelKind)expected.kind) {
    case FEEL_NULL: return true;
    case FEEL_NUMBER:
        return number_compare(expected, actual) == 0 || are_equal_as_written(expected, actual) ||
               (is_approximate && number_digits(actual) >= DOUBLE_DIGITS_MIN &&
                are_close(expected, actual));
    case FEEL_LIST: return lists_are_equal(expected, actual, is_approximate);
    case FEEL_CONTEXT: return contexts_are_equal(expected, actual, is_approximate);
    default: return texts_are_equal(expected, actual);
    }
}

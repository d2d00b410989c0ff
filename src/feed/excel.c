// SPDX-License-Identifier: Apache-2.0
// What spreadsheets do to values: doubles of 15 digits, days as serial numbers, error words.
#include "base/check.h"
#include "feed/normalise_private.h"
#include <stdlib.h>

enum {
    DIGITS_MAX = 15,  // what a spreadsheet shows of a double
    DIGITS_READ = 32, // what a file may write of one
    EXPONENT_MAX = 30,
    RAW_MAX = 64,
    DAYS_1904 = 1462, // serial number of 1904-01-01 where days count from 1900
    DAY_SECONDS = 86400,
    FRACTION_DIGITS = 12,
};

typedef struct Number { // 0.d1d2d3... * 10^point, without leading and trailing zeros
    bool is_negative;
    char digits[DIGITS_READ];
    int count;
    int point;
} Number;

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool scan_exponent(Str raw, size_t at, int *out_exponent) {
    bool is_negative = at < raw.length && raw.data[at] == '-';
    at += at < raw.length && (raw.data[at] == '-' || raw.data[at] == '+') ? 1 : 0;
    int exponent = 0;
    size_t first = at;
    for (; at < raw.length && is_digit(raw.data[at]) && at - first < 4; at++) {
        exponent = exponent * 10 + (raw.data[at] - '0');
    }
    *out_exponent = is_negative ? -exponent : exponent;
    return at == raw.length && at > first;
}

static bool scan_number(Str raw, Number *out_number) {
    Number number = {0};
    number.is_negative = raw.length > 0 && raw.data[0] == '-';
    bool has_point = false;
    bool has_digits = false;
    size_t at = number.is_negative ? 1 : 0;
    for (; at < raw.length && (is_digit(raw.data[at]) || (raw.data[at] == '.' && !has_point));
         at++) {
        if (raw.data[at] == '.') {
            has_point = true;
            continue;
        }
        has_digits = true;
        bool is_leading_zero = number.count == 0 && raw.data[at] == '0';
        number.point += has_point ? (is_leading_zero ? -1 : 0) : (is_leading_zero ? 0 : 1);
        if (!is_leading_zero && number.count < DIGITS_READ) {
            number.digits[number.count++] = raw.data[at];
        }
    }
    int exponent = 0;
    bool has_exponent = at < raw.length && (raw.data[at] == 'E' || raw.data[at] == 'e');
    bool is_sound = has_exponent ? scan_exponent(raw, at + 1, &exponent) : at == raw.length;
    number.point += exponent;
    *out_number = number;
    return is_sound && has_digits;
}

static void number_round(Number *number, int digits_max) {
    bool rounds_up = number->count > digits_max && number->digits[digits_max] >= '5';
    number->count = number->count > digits_max ? digits_max : number->count;
    while (rounds_up && number->count > 0) {
        if (number->digits[number->count - 1] != '9') {
            number->digits[number->count - 1]++;
            rounds_up = false;
        } else {
            number->count--;
        }
    }
    if (rounds_up) { // 9.99... became 10
        number->digits[number->count++] = '1';
        number->point++;
    }
    while (number->count > 0 && number->digits[number->count - 1] == '0') {
        number->count--;
    }
}

bool excel_number(Str raw, Arena *arena, Str *out_plain) {
    Number number = {0};
    if (raw.length > RAW_MAX || !scan_number(raw, &number)) {
        *out_plain = raw; // not as spreadsheets write numbers: read like a text
        return true;
    }
    number_round(&number, DIGITS_MAX);
    if (number.count == 0) {
        *out_plain = STR("0");
        return true;
    }
    if (number.point > DIGITS_MAX || number.point < -EXPONENT_MAX) {
        return false;
    }
    int places = number.count > number.point ? number.count - number.point : 0;
    size_t whole = number.point > 0 ? (size_t)number.point : 1;
    enum { SIGN_POINT_AND_END = 3 };
    char *plain = arena_alloc(arena, whole + (size_t)places + SIGN_POINT_AND_END, 1);
    size_t length = 0;
    if (number.is_negative) {
        plain[length++] = '-';
    }
    for (int i = number.point > 0 ? 0 : number.point - 1; i < number.point + places; i++) {
        if (i == number.point && places > 0) {
            plain[length++] = '.';
        }
        plain[length++] = i >= 0 && i < number.count ? number.digits[i] : '0';
    }
    *out_plain = (Str){plain, length};
    return true;
}

bool excel_is_damaged(Str text) {
    // One digit, a point, digits, E+ and two digits: so narrow that real codes do not look like it.
    if (text.length < 7 || !is_digit(text.data[0]) || text.data[1] != '.') {
        return false;
    }
    size_t at = 2;
    while (at < text.length && is_digit(text.data[at])) {
        at++;
    }
    return at > 2 && text.length - at == 4 && text.data[at] == 'E' && text.data[at + 1] == '+' &&
           is_digit(text.data[at + 2]) && is_digit(text.data[at + 3]);
}

bool excel_is_error(Str text) {
    static const char *const ERRORS[] = {"#N/A",  "#REF!",  "#VALUE!", "#DIV/0!", "#NAME?",
                                         "#NUM!", "#NULL!", "#SPILL!", "#CALC!",  "#GETTING_DATA"};
    if (text.length == 0 || text.data[0] != '#') {
        return false;
    }
    for (size_t i = 0; i < ARRAY_COUNT(ERRORS); i++) {
        if (str_equal(text, str_from(ERRORS[i]))) {
            return true;
        }
    }
    return false;
}

bool excel_moment(Str plain, bool is_1904, Date *out_date, int64_t *out_seconds) {
    Str fraction = plain;
    Str whole = str_cut(&fraction, '.');
    int64_t serial = 0;
    if (whole.length > 6 || !str_to_int64(whole, &serial)) {
        return false;
    }
    int64_t parts = 0; // of a day, in 10^-12
    for (size_t i = 0; i < FRACTION_DIGITS; i++) {
        char c = i < fraction.length ? fraction.data[i] : '0';
        if (!is_digit(c)) {
            return false;
        }
        parts = parts * 10 + (c - '0');
    }
    const int64_t unit = INT64_C(1000000000000);
    int64_t seconds = (parts * DAY_SECONDS + unit / 2) / unit;
    serial += (is_1904 ? DAYS_1904 : 0) + seconds / DAY_SECONDS;
    *out_seconds = seconds % DAY_SECONDS;
    return date_from_excel_serial(serial, out_date, NULL) == STATUS_OK;
}

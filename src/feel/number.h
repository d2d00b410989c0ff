// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_NUMBER_H
#define FEEL_NUMBER_H
// Decimal arithmetic of decimal128 (34 digits, half even) on FEEL numbers. Most numbers of a policy
// are small: an int64 coefficient and an exponent inside the value, exact, without memory. A result
// that does not fit is a decimal128 in the arena; one that fits again is small again, with the same
// exponent, so no one can tell which path a number came by.
// Invariant: a boxed number is finite and does not fit the small form. Overflow, division by zero
// and roots of negative numbers give FEEL_NULL_VALUE: the caller says why.
#include "feel/value.h"

typedef enum NumberRounding {
    NUMBER_HALF_EVEN,
    NUMBER_HALF_UP,   // half away from zero
    NUMBER_HALF_DOWN, // half toward zero
    NUMBER_UP,        // away from zero
    NUMBER_DOWN,      // toward zero
    NUMBER_FLOOR,
    NUMBER_CEILING,
} NumberRounding;

static inline bool number_is_small(FeelValue value) {
    return value.kind == FEEL_NUMBER && value.is_boxed == 0;
}

FeelValue number_add(Arena *arena, FeelValue a, FeelValue b);
FeelValue number_subtract(Arena *arena, FeelValue a, FeelValue b);
FeelValue number_multiply(Arena *arena, FeelValue a, FeelValue b);
FeelValue number_divide(Arena *arena, FeelValue a, FeelValue b);
FeelValue number_power(Arena *arena, FeelValue base, FeelValue exponent);
FeelValue number_modulo(Arena *arena, FeelValue dividend, FeelValue divisor); // sign of the divisor
FeelValue number_negate(Arena *arena, FeelValue number);
FeelValue number_absolute(Arena *arena, FeelValue number);
FeelValue number_sqrt(Arena *arena, FeelValue number);
FeelValue number_exp(Arena *arena, FeelValue number);
FeelValue number_log(Arena *arena, FeelValue number);

int number_compare(FeelValue a, FeelValue b); // negative, 0, positive
int number_sign(FeelValue number);            // -1, 0, 1
bool number_is_integer(FeelValue number);
// Of its coefficient, at least 1; a number that was rounded has all 34 of decimal128.
int number_digits(FeelValue number);
int number_exponent(FeelValue number); // 1.0 is 10 * 10^-1
// The nearest number with `scale` digits behind the point (negative: zeros before it), as quantize
// of decimal128 does: the result has exactly this exponent.
FeelValue number_round(Arena *arena, FeelValue number, int scale, NumberRounding rounding);
// The nearest integer; an integer stays as it is.
FeelValue number_to_integer(Arena *arena, FeelValue number, NumberRounding rounding);
bool number_to_int64(FeelValue number, int64_t *out_number); // exactly, else false
FeelValue number_from_wide(Arena *arena, int64_t high, uint64_t low, int exponent);

// "12", "-1.50", ".5", "1e3": the whole of text; more than 34 digits are rounded. Null: no number.
FeelValue number_parse(Arena *arena, Str text);
// Plain digits ("1000000") unless that takes more than 40 zeros ("1E+100").
void number_format(FeelValue number, Text *out);
#endif

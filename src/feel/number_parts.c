// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"
#include "feel/number_private.h"
#include <string.h>

// The binary form of decimal128 (BID): sign, 14 bits of exponent, 113 bits of coefficient.
enum { BID_EXPONENT_SHIFT = 49, BID_EXPONENT_MASK = 0x3FFF };
static const uint64_t BID_SIGN = 0x8000000000000000;
static const uint64_t BID_COEFFICIENT = 0x0001FFFFFFFFFFFF;
static const uint64_t BID_SPECIAL = 0x6000000000000000; // infinity, NaN (or not canonical)

Wide power_of_ten(int exponent) {
    static const uint64_t powers[20] = {1,
                                        10,
                                        100,
                                        1000,
                                        10000,
                                        100000,
                                        1000000,
                                        10000000,
                                        100000000,
                                        1000000000,
                                        10000000000,
                                        100000000000,
                                        1000000000000,
                                        10000000000000,
                                        100000000000000,
                                        1000000000000000,
                                        10000000000000000,
                                        100000000000000000,
                                        1000000000000000000,
                                        10000000000000000000U};
    CHECK(exponent >= 0 && exponent < POWER_COUNT);
    return exponent < 20 ? powers[exponent] : (Wide)powers[19] * powers[exponent - 19];
}

static BID_UINT128 parts_to_bid(Parts parts) {
    uint64_t high = (uint64_t)(parts.coefficient >> 64);
    uint64_t exponent = (uint64_t)(parts.exponent - NUMBER_EXPONENT_MIN);
    high |= exponent << BID_EXPONENT_SHIFT;
    high |= parts.is_negative ? BID_SIGN : 0;
    return (BID_UINT128){{(uint64_t)parts.coefficient, high}};
}

static Parts bid_to_parts(BID_UINT128 big) {
    uint64_t high = big.w[1];
    return (Parts){
        .is_negative = (high & BID_SIGN) != 0,
        .coefficient = ((Wide)(high & BID_COEFFICIENT) << 64) | big.w[0],
        .exponent = (int)((high >> BID_EXPONENT_SHIFT) & BID_EXPONENT_MASK) + NUMBER_EXPONENT_MIN,
    };
}

Parts number_parts(FeelValue number) {
    if (number.is_boxed != 0) {
        BID_UINT128 big;
        memcpy(&big, number.pointer, sizeof(big));
        return bid_to_parts(big);
    }
    bool is_negative = number.number < 0;
    uint64_t magnitude = (uint64_t)number.number;
    return (Parts){is_negative, is_negative ? 0 - magnitude : magnitude, number.exponent};
}

BID_UINT128 number_to_bid(FeelValue number) {
    if (number.is_boxed != 0) {
        BID_UINT128 big;
        memcpy(&big, number.pointer, sizeof(big));
        return big;
    }
    return parts_to_bid(number_parts(number));
}

Wide wide_round(Wide coefficient, int digits, bool is_negative, NumberRounding rounding) {
    // Past 38 digits nothing is left but whether there was something, which 10^38 shows as well:
    // coefficients have at most 34 digits.
    Wide unit = power_of_ten(digits < POWER_COUNT ? digits : POWER_COUNT - 1);
    bool is_short = (coefficient | unit) >> 64 == 0; // 128 bits divide slowly
    Wide quotient = is_short ? (uint64_t)coefficient / (uint64_t)unit : coefficient / unit;
    Wide rest = coefficient - quotient * unit;
    bool is_up = false;
    switch (rounding) {
    case NUMBER_HALF_EVEN:
        is_up = rest > unit - rest || (rest == unit - rest && quotient % 2);
        break;
    case NUMBER_HALF_UP: is_up = rest >= unit - rest; break;
    case NUMBER_HALF_DOWN: is_up = rest > unit - rest; break;
    case NUMBER_UP: is_up = rest > 0; break;
    case NUMBER_DOWN: break;
    case NUMBER_FLOOR: is_up = rest > 0 && is_negative; break;
    case NUMBER_CEILING: is_up = rest > 0 && !is_negative; break;
    }
    return quotient + (is_up && digits > 0 ? 1 : 0);
}

static int wide_digits(Wide number) {
    int digits = 0;
    while (digits < POWER_COUNT && number >= power_of_ten(digits)) {
        digits++;
    }
    return digits;
}

int number_digits(FeelValue number) {
    int digits = wide_digits(number_parts(number).coefficient);
    return digits == 0 ? 1 : digits;
}

int number_exponent(FeelValue number) {
    return number_parts(number).exponent;
}

static bool parts_are_small(Parts parts, int64_t *out_coefficient) {
    if (parts.exponent < INT8_MIN || parts.exponent > INT8_MAX || parts.coefficient > INT64_MAX) {
        return false;
    }
    int64_t magnitude = (int64_t)parts.coefficient;
    *out_coefficient = parts.is_negative ? -magnitude : magnitude;
    return true;
}

// Brings the exponent into decimal128's range; false: too large. Too small fades to zero.
static bool parts_clamp(Parts *parts) {
    while (parts->exponent > NUMBER_EXPONENT_MAX && parts->coefficient != 0) {
        if (parts->coefficient >= power_of_ten(NUMBER_DIGITS - 1)) {
            return false;
        }
        parts->coefficient *= 10;
        parts->exponent--;
    }
    if (parts->exponent > NUMBER_EXPONENT_MAX) {
        parts->exponent = NUMBER_EXPONENT_MAX;
    }
    if (parts->exponent < NUMBER_EXPONENT_MIN) {
        parts->coefficient = wide_round(parts->coefficient, NUMBER_EXPONENT_MIN - parts->exponent,
                                        parts->is_negative, NUMBER_HALF_EVEN);
        parts->exponent = NUMBER_EXPONENT_MIN;
    }
    return true;
}

// Parts that decimal128 holds as they are.
static FeelValue parts_box(Arena *arena, Parts parts) {
    int64_t coefficient = 0;
    if (parts_are_small(parts, &coefficient)) {
        return (FeelValue){
            .kind = FEEL_NUMBER, .exponent = (int8_t)parts.exponent, .number = coefficient};
    }
    BID_UINT128 *box = arena_alloc(arena, 1, sizeof(*box));
    *box = parts_to_bid(parts);
    return (FeelValue){.kind = FEEL_NUMBER, .is_boxed = 1, .pointer = box};
}

FeelValue number_from_parts(Arena *arena, Parts parts) {
    if (parts.coefficient >= power_of_ten(NUMBER_DIGITS)) {
        int excess = wide_digits(parts.coefficient) - NUMBER_DIGITS;
        parts.coefficient =
            wide_round(parts.coefficient, excess, parts.is_negative, NUMBER_HALF_EVEN);
        parts.exponent += excess;
        if (parts.coefficient == power_of_ten(NUMBER_DIGITS)) {
            parts.coefficient /= 10;
            parts.exponent++;
        }
    }
    if (!parts_clamp(&parts)) {
        return FEEL_NULL_VALUE;
    }
    return parts_box(arena, parts);
}

FeelValue number_from_bid(Arena *arena, BID_UINT128 big) {
    if ((big.w[1] & BID_SPECIAL) == BID_SPECIAL) {
        return FEEL_NULL_VALUE;
    }
    return parts_box(arena, bid_to_parts(big));
}

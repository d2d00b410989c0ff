// SPDX-License-Identifier: Apache-2.0
#include "feel/number.h"
#include "base/check.h"
#include "feel/number_private.h"

enum { SMALL_DIGITS = 18, POWER_BY_SQUARING_MAX = 100000, EXPONENT_MAX = 999999999 };

static FeelValue small(int64_t coefficient, int exponent) {
    return (FeelValue){.kind = FEEL_NUMBER, .exponent = (int8_t)exponent, .number = coefficient};
}

// Brings two small numbers to one exponent, the smaller; false when that does not fit.
static bool small_align(FeelValue a, FeelValue b, int64_t *out_a, int64_t *out_b,
                        int *out_exponent) {
    int difference = a.exponent - b.exponent;
    *out_a = a.number;
    *out_b = b.number;
    *out_exponent = difference < 0 ? a.exponent : b.exponent;
    if (difference == 0) {
        return true;
    }
    int64_t *wider = difference > 0 ? out_a : out_b;
    int digits = difference > 0 ? difference : -difference;
    return digits <= SMALL_DIGITS &&
           !__builtin_mul_overflow(*wider, (int64_t)power_of_ten(digits), wider);
}

static bool both_small(FeelValue a, FeelValue b) {
    return (a.is_boxed | b.is_boxed) == 0;
}

FeelValue number_add(Arena *arena, FeelValue a, FeelValue b) {
    int64_t x = 0;
    int64_t y = 0;
    int exponent = 0;
    if (both_small(a, b) && small_align(a, b, &x, &y, &exponent) &&
        !__builtin_add_overflow(x, y, &x)) {
        return small(x, exponent);
    }
    unsigned flags = 0;
    return number_from_bid(arena, bid128_add(number_to_bid(a), number_to_bid(b), 0, &flags));
}

FeelValue number_subtract(Arena *arena, FeelValue a, FeelValue b) {
    int64_t x = 0;
    int64_t y = 0;
    int exponent = 0;
    if (both_small(a, b) && small_align(a, b, &x, &y, &exponent) &&
        !__builtin_sub_overflow(x, y, &x)) {
        return small(x, exponent);
    }
    unsigned flags = 0;
    return number_from_bid(arena, bid128_sub(number_to_bid(a), number_to_bid(b), 0, &flags));
}

FeelValue number_multiply(Arena *arena, FeelValue a, FeelValue b) {
    int64_t product = 0;
    int exponent = a.exponent + b.exponent;
    if (both_small(a, b) && !__builtin_mul_overflow(a.number, b.number, &product) &&
        exponent >= INT8_MIN && exponent <= INT8_MAX) {
        return small(product, exponent);
    }
    unsigned flags = 0;
    return number_from_bid(arena, bid128_mul(number_to_bid(a), number_to_bid(b), 0, &flags));
}

// Whether a / b ends after finitely many digits: nothing but twos and fives is left below.
static bool quotient_ends(int64_t a, int64_t b) {
    uint64_t divisor = b < 0 ? 0 - (uint64_t)b : (uint64_t)b;
    uint64_t dividend = a < 0 ? 0 - (uint64_t)a : (uint64_t)a;
    divisor >>= __builtin_ctzll(divisor);
    while (divisor % 5 == 0) {
        divisor /= 5;
    }
    return dividend % divisor == 0;
}

// An exact quotient with the exponent nearest to the difference of the exponents.
static bool small_divide(FeelValue a, FeelValue b, FeelValue *out_quotient) {
    int exponent = a.exponent - b.exponent;
    if (b.number == 0 || (a.number == INT64_MIN && b.number == -1)) {
        return false;
    }
    int64_t dividend = a.number;
    bool ends = dividend % b.number == 0 || quotient_ends(dividend, b.number);
    while (ends && dividend % b.number != 0) {
        ends = !__builtin_mul_overflow(dividend, 10, &dividend);
        exponent--;
    }
    if (!ends || exponent < INT8_MIN || exponent > INT8_MAX) {
        return false;
    }
    *out_quotient = small(dividend / b.number, exponent);
    return true;
}

FeelValue number_divide(Arena *arena, FeelValue a, FeelValue b) {
    FeelValue quotient;
    if (both_small(a, b) && small_divide(a, b, &quotient)) {
        return quotient;
    }
    unsigned flags = 0;
    return number_from_bid(arena, bid128_div(number_to_bid(a), number_to_bid(b), 0, &flags));
}

FeelValue number_negate(Arena *arena, FeelValue number) {
    Parts parts = number_parts(number);
    parts.is_negative = !parts.is_negative;
    return number_from_parts(arena, parts);
}

FeelValue number_absolute(Arena *arena, FeelValue number) {
    return number_sign(number) < 0 ? number_negate(arena, number) : number;
}

int number_sign(FeelValue number) {
    Parts parts = number_parts(number);
    return parts.coefficient == 0 ? 0 : parts.is_negative ? -1 : 1;
}

int number_compare(FeelValue a, FeelValue b) {
    if (both_small(a, b)) {
        int difference = a.exponent - b.exponent;
        if (difference == 0) {
            return (a.number > b.number) - (a.number < b.number);
        }
        if (difference >= -SMALL_DIGITS && difference <= SMALL_DIGITS) {
            SignedWide x = a.number;
            SignedWide y = b.number;
            x *= difference > 0 ? (int64_t)power_of_ten(difference) : 1;
            y *= difference < 0 ? (int64_t)power_of_ten(-difference) : 1;
            return (x > y) - (x < y);
        }
    }
    unsigned flags = 0;
    BID_UINT128 x = number_to_bid(a);
    BID_UINT128 y = number_to_bid(b);
    return bid128_quiet_greater(x, y, &flags) - bid128_quiet_less(x, y, &flags);
}

bool number_to_int64(FeelValue number, int64_t *out_number) {
    return feel_to_scaled(number, 0, out_number);
}

bool feel_to_scaled(FeelValue number, int exponent, int64_t *out_scaled) {
    if (number.kind != FEEL_NUMBER) {
        return false;
    }
    Parts parts = number_parts(number);
    int shift = parts.exponent - exponent;
    if (parts.coefficient == 0) {
        *out_scaled = 0;
        return true;
    }
    while (shift < 0 && parts.coefficient % 10 == 0) {
        parts.coefficient /= 10;
        shift++;
    }
    Wide limit = (Wide)INT64_MAX + (parts.is_negative ? 1 : 0);
    if (shift < 0 || shift > SMALL_DIGITS || parts.coefficient > limit) {
        return false;
    }
    Wide scaled = parts.coefficient * power_of_ten(shift);
    if (scaled > limit) {
        return false;
    }
    uint64_t magnitude = (uint64_t)scaled;
    *out_scaled = (int64_t)(parts.is_negative ? 0 - magnitude : magnitude);
    return true;
}

bool number_is_integer(FeelValue number) {
    Parts parts = number_parts(number);
    while (parts.exponent < 0 && parts.coefficient != 0) {
        if (parts.coefficient % 10 != 0) {
            return false;
        }
        parts.coefficient /= 10;
        parts.exponent++;
    }
    return true;
}

FeelValue number_round(Arena *arena, FeelValue number, int scale, NumberRounding rounding) {
    Parts parts = number_parts(number);
    int digits = -scale - parts.exponent;
    if (digits == 0) {
        return number;
    }
    if (digits > 0) {
        parts.coefficient = wide_round(parts.coefficient, digits, parts.is_negative, rounding);
        parts.exponent = -scale;
        return number_from_parts(arena, parts);
    }
    // More digits behind the point than there are: zeros, as long as 34 digits hold them.
    if (parts.coefficient == 0) {
        parts.exponent = -scale;
    }
    while (parts.exponent > -scale && parts.coefficient < power_of_ten(NUMBER_DIGITS - 1)) {
        parts.coefficient *= 10;
        parts.exponent--;
    }
    return number_from_parts(arena, parts);
}

FeelValue number_to_integer(Arena *arena, FeelValue number, NumberRounding rounding) {
    if (number.is_boxed == 0 && number.exponent >= 0) {
        return number;
    }
    Parts parts = number_parts(number);
    if (parts.exponent >= 0) {
        return number;
    }
    parts.coefficient = wide_round(parts.coefficient, -parts.exponent, parts.is_negative, rounding);
    parts.exponent = 0;
    return number_from_parts(arena, parts);
}

// dividend - divisor * floor(dividend / divisor), without the detour over a rounded quotient.
FeelValue number_modulo(Arena *arena, FeelValue dividend, FeelValue divisor) {
    unsigned flags = 0;
    BID_UINT128 rest = bid128_fmod(number_to_bid(dividend), number_to_bid(divisor), &flags);
    FeelValue result = number_from_bid(arena, rest);
    if (result.kind == FEEL_NUMBER && number_sign(result) * number_sign(divisor) < 0) {
        return number_add(arena, result, divisor);
    }
    return result;
}

// base ** exponent by squaring; null when a step was inexact or did not fit.
static FeelValue power_exactly(FeelValue base, int64_t exponent) {
    FeelValue result = small(1, 0);
    for (int64_t rest = exponent; rest > 0; rest /= 2) {
        int64_t product = 0;
        if (rest % 2 != 0) {
            int sum = result.exponent + base.exponent;
            if (__builtin_mul_overflow(result.number, base.number, &product) || sum < INT8_MIN ||
                sum > INT8_MAX) {
                return FEEL_NULL_VALUE;
            }
            result = small(product, sum);
        }
        int twice = 2 * base.exponent;
        if (rest > 1 && (__builtin_mul_overflow(base.number, base.number, &product) ||
                         twice < INT8_MIN || twice > INT8_MAX)) {
            return FEEL_NULL_VALUE;
        }
        base = rest > 1 ? small(product, twice) : base;
    }
    return result;
}

// The same on decimal128; *flags tells whether all steps were exact.
static BID_UINT128 power_by_squaring(BID_UINT128 base, int64_t exponent, unsigned *flags) {
    BID_UINT128 result = number_to_bid(small(1, 0));
    for (int64_t rest = exponent; rest > 0; rest /= 2) {
        if (rest % 2 != 0) {
            result = bid128_mul(result, base, 0, flags);
        }
        if (rest > 1) {
            base = bid128_mul(base, base, 0, flags);
        }
    }
    return result;
}

// base ** times where every step is exact; null elsewhere.
static FeelValue power_in_steps(Arena *arena, FeelValue base, int64_t times) {
    if (times < 0) {
        base = number_divide(arena, small(1, 0), base);
        times = -times;
    }
    if (base.kind != FEEL_NUMBER || times > POWER_BY_SQUARING_MAX) {
        return FEEL_NULL_VALUE;
    }
    FeelValue exact = base.is_boxed == 0 ? power_exactly(base, times) : FEEL_NULL_VALUE;
    if (exact.kind == FEEL_NUMBER) {
        return exact;
    }
    unsigned flags = 0;
    BID_UINT128 power = power_by_squaring(number_to_bid(base), times, &flags);
    return flags == 0 ? number_from_bid(arena, power) : FEEL_NULL_VALUE;
}

FeelValue number_power(Arena *arena, FeelValue base, FeelValue exponent) {
    int64_t times = 0;
    if (number_compare(number_absolute(arena, exponent), small(EXPONENT_MAX, 0)) > 0) {
        return FEEL_NULL_VALUE; // table 60: outside of its domain
    }
    FeelValue power =
        number_to_int64(exponent, &times) ? power_in_steps(arena, base, times) : FEEL_NULL_VALUE;
    if (power.kind == FEEL_NULL) {
        unsigned flags = 0;
        BID_UINT128 big = bid128_pow(number_to_bid(base), number_to_bid(exponent), 0, &flags);
        power = number_from_bid(arena, big);
    }
    // Too small for decimal128 is out of range as too large is (table 60).
    bool is_lost = power.kind == FEEL_NUMBER && number_sign(power) == 0 && number_sign(base) != 0;
    return is_lost ? FEEL_NULL_VALUE : power;
}

FeelValue number_sqrt(Arena *arena, FeelValue number) {
    unsigned flags = 0;
    return number_from_bid(arena, bid128_sqrt(number_to_bid(number), 0, &flags));
}

FeelValue number_exp(Arena *arena, FeelValue number) {
    unsigned flags = 0;
    return number_from_bid(arena, bid128_exp(number_to_bid(number), 0, &flags));
}

FeelValue number_log(Arena *arena, FeelValue number) {
    unsigned flags = 0;
    return number_from_bid(arena, bid128_log(number_to_bid(number), 0, &flags));
}

FeelValue number_from_wide(Arena *arena, int64_t high, uint64_t low, int exponent) {
    SignedWide whole = (SignedWide)(((Wide)(uint64_t)high << 64) | low);
    Wide magnitude = whole < 0 ? 0 - (Wide)whole : (Wide)whole;
    return number_from_parts(arena, (Parts){whole < 0, magnitude, exponent});
}

// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_NUMBER_PRIVATE_H
#define FEEL_NUMBER_PRIVATE_H
// The two forms of a number taken apart. Only for feel/number*.c.
#include "feel/number.h"
#define DECIMAL_CALL_BY_REFERENCE 0
#define DECIMAL_GLOBAL_ROUNDING 0
#define DECIMAL_GLOBAL_EXCEPTION_FLAGS 0
#include <bid_conf.h>
#include <bid_functions.h>

__extension__ typedef unsigned __int128 Wide;
__extension__ typedef __int128 SignedWide;

enum {
    NUMBER_DIGITS = 34,
    NUMBER_EXPONENT_MIN = -6176,
    NUMBER_EXPONENT_MAX = 6111,
    POWER_COUNT = 39, // powers of ten that fit 128 bits
};

// number = (is_negative ? -1 : 1) * coefficient * 10^exponent
typedef struct Parts {
    bool is_negative;
    Wide coefficient;
    int exponent;
} Parts;

Wide power_of_ten(int exponent); // 0 to 38
Parts number_parts(FeelValue number);
// The number of these parts, rounded half even to 34 digits; null when it is too large.
FeelValue number_from_parts(Arena *arena, Parts parts);
// coefficient / 10^digits, rounded; digits >= 0.
Wide wide_round(Wide coefficient, int digits, bool is_negative, NumberRounding rounding);

BID_UINT128 number_to_bid(FeelValue number);
FeelValue number_from_bid(Arena *arena, BID_UINT128 big); // null for infinities and NaN
#endif

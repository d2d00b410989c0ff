// SPDX-License-Identifier: Apache-2.0
#ifndef PLAN_DIVIDE_H
#define PLAN_DIVIDE_H
// Rounded quotients of integers, exactly, in a form that a compiler turns into vector code.
#include "plan/range.h"

typedef enum DivideMode {
    DIVIDE_FLOOR,
    DIVIDE_CEILING,
    DIVIDE_DOWN,      // toward zero
    DIVIDE_UP,        // away from zero
    DIVIDE_HALF_DOWN, // to the nearest, half toward zero
    DIVIDE_HALF_UP,   // half away from zero
    DIVIDE_HALF_EVEN,
} DivideMode;
enum { DIVIDE_MODE_COUNT = DIVIDE_HALF_EVEN + 1 };
#define DIVIDE_SHORT_LIMIT ((int64_t)1 << 51) // operands of divide_short are below

// From floor(a / b) and what is left of a; 0 <= rest < b.
static inline int64_t divide_round(int64_t a, int64_t b, int64_t floor, int64_t rest,
                                   DivideMode mode) {
    int64_t other = b - rest; // 2 * rest > b without overflow
    switch (mode) {
    case DIVIDE_FLOOR: return floor;
    case DIVIDE_CEILING: return floor + (rest > 0);
    case DIVIDE_DOWN: return floor + ((a < 0) & (rest > 0));
    case DIVIDE_UP: return floor + ((a > 0) & (rest > 0));
    case DIVIDE_HALF_DOWN: return floor + ((rest > other) | ((rest == other) & (a < 0)));
    case DIVIDE_HALF_UP: return floor + ((rest > other) | ((rest == other) & (a > 0)));
    case DIVIDE_HALF_EVEN: return floor + ((rest > other) | ((rest == other) & ((floor & 1) != 0)));
    }
    return floor;
}

// An integer below 2^51 as a double and back (to the nearest), by its place in the mantissa:
// unlike conversions, every vector unit can do that.
typedef union DivideBits {
    int64_t integer;
    double number;
} DivideBits;
#define DIVIDE_ANCHOR 6755399441055744.0 // 2^52 + 2^51: units of the mantissa are 1

static inline double divide_to_double(int64_t integer) {
    DivideBits bits = {.number = DIVIDE_ANCHOR};
    // Of larger integers nobody asks, but a loop may go over them all the same.
    bits.integer = (int64_t)((uint64_t)bits.integer + (uint64_t)integer);
    return bits.number - DIVIDE_ANCHOR;
}

static inline int64_t divide_to_integer(double number) {
    DivideBits anchor = {.number = DIVIDE_ANCHOR};
    DivideBits bits = {.number = number + DIVIDE_ANCHOR};
    return bits.integer - anchor.integer;
}

static inline double divide_inverse(int64_t b) {
    return 1.0 / divide_to_double(b);
}

// a * inverse is off by 2^-52 of itself, which from b = 3 on is less than 0.2, and below that
// nothing; to the nearest integer it moves 0.5. So the rest is within b of [0, b).
static inline int64_t divide_short(int64_t a, int64_t b, double inverse, DivideMode mode) {
    int64_t floor = divide_to_integer(divide_to_double(a) * inverse);
    int64_t rest = a - floor * b;
    int64_t is_below = rest < 0;
    floor -= is_below;
    rest += is_below ? b : 0;
    return divide_round(a, b, floor, rest, mode);
}

// ---- halves: both operands fit 32 bits ----------------------------------------------------------
// What is added to a so that rounding a / b is cutting (a + it) / b down to a whole number. It is a
// quarter or a half more than that takes, so that no sum is a multiple of b.
static inline double divide_shift(int32_t a, int32_t b, DivideMode mode) {
    double up = (double)b - 0.5;
    double half = (double)b * 0.5;
    switch (mode) {
    case DIVIDE_FLOOR: return 0.5;
    case DIVIDE_CEILING: return up;
    case DIVIDE_DOWN: return a < 0 ? up : 0.5;
    case DIVIDE_UP: return a > 0 ? up : 0.5;
    case DIVIDE_HALF_DOWN: return a > 0 ? half - 0.25 : half + 0.25;
    case DIVIDE_HALF_UP: return a < 0 ? half - 0.25 : half + 0.25;
    case DIVIDE_HALF_EVEN: return half + 0.25; // a half goes up
    }
    return 0.5;
}

// a plus its shift is below 2^32, and the inverse right to 2^-45 of itself: their product is off by
// less than 2^-13 / b, and cannot come to the other side of a whole number, which is 1 / (4 * b)
// away. One half less and to the nearest is cut down; whole, it stands in the low bits of the
// mantissa.
static inline int32_t divide_half(int32_t a, int32_t b, double inverse, DivideMode mode) {
    double shift = divide_shift(a, b, mode) * inverse - 0.5;
    DivideBits bits = {.number = (double)a * inverse + shift + DIVIDE_ANCHOR};
    int32_t quotient = (int32_t)bits.integer;
    if (mode == DIVIDE_HALF_EVEN) {
        int64_t twice = 2 * ((int64_t)a - (int64_t)quotient * b); // -b: a half went up
        quotient -= (twice == -(int64_t)b) & ((quotient & 1) != 0);
    }
    return quotient;
}

// The float is right to 2^-23 of itself, and one step of Newton's squares that: in half the time
// that a division of doubles takes.
static inline double divide_inverse_half(int32_t b) {
    double near = (double)(1.0F / (float)b);
    return near * (2.0 - (double)b * near);
}

static inline int64_t divide_long(int64_t a, int64_t b, DivideMode mode) {
    int64_t floor = a / b;
    int64_t rest = a - floor * b;
    int64_t is_below = rest < 0;
    floor -= is_below;
    rest += is_below ? b : 0;
    return divide_round(a, b, floor, rest, mode);
}

// Rounding asks of what is left whether it is nothing, less than half of b, half or more: 0 to 3
// of 4.
static inline Int128 divide_wide(Int128 a, Int128 b, DivideMode mode) {
    Int128 floor = a / b;
    Int128 rest = a - floor * b;
    Int128 is_below = rest < 0;
    floor -= is_below;
    rest += is_below ? b : 0;
    Int128 other = b - rest;
    int64_t quarters = (rest > 0) + (rest >= other) + (rest > other);
    int64_t last_bit = (int64_t)(floor & 1);
    return floor - last_bit + divide_round(a < 0 ? -1 : a > 0, 4, last_bit, quarters, mode);
}
#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_MONEY_H
#define BASE_MONEY_H
// Money: an amount in fen (1/100 yuan). One currency; never a double; a struct so that `a + b` does
// not compile.
#include "base/status.h"
#include "base/text.h"
#include <stdint.h>

typedef struct Money {
    int64_t fen;
} Money;

typedef enum Rounding {
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_DOWN,
    ROUND_UP,
    ROUND_FLOOR,
    ROUND_CEILING
} Rounding;

MUST_CHECK Status money_add(Money a, Money b, Money *out_sum, Error *error);
// amount * numerator / denominator, rounded once, 128 bits in the middle. denominator > 0.
MUST_CHECK Status money_scale(Money amount, int64_t numerator, int64_t denominator,
                              Rounding rounding, Money *out_scaled, Error *error);
// "4,812.50", "-3", "１２３.4" (full-width), "¥12", "12元". More than two decimals that are not
// zero is INVALID.
MUST_CHECK Status money_parse(Str text, Money *out_amount, Error *error);
void money_format(Money amount, Text *out); // "4812.50": always two decimals, no separators
#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_FACTS_RANDOM_ROWS_H
#define TESTS_FACTS_RANDOM_ROWS_H
// Random rows of the fake county: corrections, refunds, late months, all from a seed.
#include "facts/fake_pack.h"

enum { ROWS_MAX = 12 };

typedef struct Dice {
    uint64_t state;
} Dice;
int roll(Dice *dice, int sides);
const char *date_text(Dice *dice, char out[16]); // in 2024 and 2025
void clock_text(uint32_t batch, char out[24]);   // of the batch, ascending
// Up to ROWS_MAX rows of F01, F12, F15 or F22 about persons 1 to person_count.
Segment random_segment(Dice *dice, const Pack *pack, uint32_t batch, int person_count);
#endif

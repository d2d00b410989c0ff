// SPDX-License-Identifier: Apache-2.0
#ifndef ANALYSIS_VALUES_H
#define ANALYSIS_VALUES_H
// Neighbours on the line of an ordered kind: the next number, day, second.
#include "feel/value.h"

// value moved by `steps` units: of 10^-scale for numbers, days for dates, months for durations of
// months, seconds else. Null when there is none.
FeelValue value_step(Arena *arena, FeelValue value, int steps, int scale);
// A value above low and below high (null: no end); null when there is none.
FeelValue value_between(Arena *arena, FeelValue low, FeelValue high);
int value_scale(FeelValue number);            // digits behind the point; 0 of other kinds
bool value_is_same(FeelValue a, FeelValue b); // null is null
#endif

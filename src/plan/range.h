// SPDX-License-Identifier: Apache-2.0
#ifndef PLAN_RANGE_H
#define PLAN_RANGE_H
// From where to where a value goes, in whole numbers of 128 bits. What would go further stays at
// the limit, which no 64-bit number reaches. Private to plan/.
#include <stdbool.h>
#include <stdint.h>

__extension__ typedef __int128 Int128;

typedef struct Range {
    Int128 low;
    Int128 high;
} Range;

static inline Range range_point(int64_t number) {
    return (Range){number, number};
}
static inline bool range_is_point(Range range) {
    return range.low == range.high;
}
Range range_any(void); // of what nothing is known: it may go beyond 64 bits
bool range_is_within(Range range, Int128 limit); // every value, and its negative
bool range_fits(Range range);                    // every value, and its negative, is an int64_t
bool range_fits_half(Range range);               // every value, and its negative, is an int32_t
// Of the result of an operation (enum Op) on values from these ranges.
Range range_of_op(int op, const Range *operands);
#endif

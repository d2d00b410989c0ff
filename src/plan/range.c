// SPDX-License-Identifier: Apache-2.0
#include "plan/range.h"
#include "plan/divide.h"
#include "plan/graph.h"

static Int128 limit(void) {               // beyond GRAPH_LIMIT
    return (Int128)INT64_MAX * INT64_MAX; // 8.5e37
}

static Int128 clamp(Int128 value) {
    return value > limit() ? limit() : value < -limit() ? -limit() : value;
}

static Int128 least(Int128 a, Int128 b) {
    return a < b ? a : b;
}

static Int128 greatest(Int128 a, Int128 b) {
    return a > b ? a : b;
}

Range range_any(void) {
    return (Range){-limit(), limit()};
}

bool range_is_within(Range range, Int128 limit) {
    return range.low >= -limit && range.high <= limit;
}

bool range_fits(Range range) {
    return range_is_within(range, INT64_MAX);
}

bool range_fits_half(Range range) {
    return range_is_within(range, INT32_MAX);
}

static Int128 product(Int128 a, Int128 b) {
    Int128 result = 0;
    bool is_negative = (a < 0) != (b < 0);
    return __builtin_mul_overflow(a, b, &result) ? (is_negative ? -limit() : limit())
                                                 : clamp(result);
}

static Range range_around(Int128 a, Int128 b, Int128 c, Int128 d) {
    return (Range){least(least(a, b), least(c, d)), greatest(greatest(a, b), greatest(c, d))};
}

static Int128 quotient(Int128 a, Int128 b, DivideMode mode) {
    Int128 floor = a / b;
    Int128 rest = a - floor * b;
    if (rest < 0) {
        floor--;
        rest += b;
    }
    Int128 other = b - rest;
    bool is_half = rest == other;
    switch (mode) {
    case DIVIDE_FLOOR: return floor;
    case DIVIDE_CEILING: return floor + (rest > 0);
    case DIVIDE_DOWN: return floor + (a < 0 && rest > 0);
    case DIVIDE_UP: return floor + (a > 0 && rest > 0);
    case DIVIDE_HALF_DOWN: return floor + (rest > other || (is_half && a < 0));
    case DIVIDE_HALF_UP: return floor + (rest > other || (is_half && a > 0));
    case DIVIDE_HALF_EVEN: return floor + (rest > other || (is_half && floor % 2 != 0));
    }
    return floor;
}

// Every mode grows with a; with b it goes toward zero. So the ends are at the corners.
static Range range_divide(Range a, Range b, DivideMode mode) {
    Int128 low = greatest(b.low, 1);
    Int128 high = greatest(b.high, 1);
    return range_around(quotient(a.low, low, mode), quotient(a.low, high, mode),
                        quotient(a.high, low, mode), quotient(a.high, high, mode));
}

static Range truth_range(bool can_be_false, bool can_be_true) {
    return (Range){can_be_false ? 0 : 1, can_be_true ? 1 : 0};
}

static Range absolute(Range a) {
    if (a.low >= 0) {
        return a;
    }
    if (a.high <= 0) {
        return (Range){-a.high, -a.low};
    }
    return (Range){0, greatest(-a.low, a.high)};
}

static Range range_join(Range a, Range b) {
    return (Range){least(a.low, b.low), greatest(a.high, b.high)};
}

static Range turn(Range a, Range b) {
    Range turned = {-a.high, -a.low};
    return b.low >= 0 ? a : b.high < 0 ? turned : range_join(a, turned);
}

static Range range_of_comparison(int op, Range a, Range b) {
    switch (op) {
    case OP_LESS: return truth_range(a.high >= b.low, a.low < b.high);
    case OP_LESS_EQUAL: return truth_range(a.high > b.low, a.low <= b.high);
    default: break;
    }
    bool can_be_equal = a.low <= b.high && b.low <= a.high;
    bool can_differ = !(range_is_point(a) && range_is_point(b) && a.low == b.low);
    return op == OP_EQUAL ? truth_range(can_differ, can_be_equal)
                          : truth_range(can_be_equal, can_differ);
}

static Range range_of_logic(int op, Range a, Range b) {
    switch (op) {
    case OP_AND: return (Range){least(a.low, b.low), least(a.high, b.high)};
    case OP_OR: return (Range){greatest(a.low, b.low), greatest(a.high, b.high)};
    case OP_AND_NOT: return (Range){least(a.low, 1 - b.high), least(a.high, 1 - b.low)};
    case OP_NOT: return (Range){1 - a.high, 1 - a.low};
    default: break;
    }
    bool are_points = range_is_point(a) && range_is_point(b);
    return truth_range(!are_points || a.low != b.low, !are_points || a.low == b.low);
}

static Range range_of_division(int op, Range a, Range b) {
    int first = op >= OP_FLOOR_LONG ? OP_FLOOR_LONG : OP_FLOOR;
    return range_divide(a, b, (DivideMode)(op - first));
}

Range range_of_op(int op, const Range *operands) {
    Range a = operands[0];
    Range b = operands[1];
    switch (op) {
    case OP_ADD: return (Range){clamp(a.low + b.low), clamp(a.high + b.high)};
    case OP_SUBTRACT: return (Range){clamp(a.low - b.high), clamp(a.high - b.low)};
    case OP_MULTIPLY:
        return range_around(product(a.low, b.low), product(a.low, b.high), product(a.high, b.low),
                            product(a.high, b.high));
    case OP_MIN: return (Range){least(a.low, b.low), least(a.high, b.high)};
    case OP_MAX: return (Range){greatest(a.low, b.low), greatest(a.high, b.high)};
    case OP_ABSOLUTE: return absolute(a);
    case OP_TURN: return turn(a, b);
    case OP_LESS:
    case OP_LESS_EQUAL:
    case OP_EQUAL:
    case OP_NOT_EQUAL: return range_of_comparison(op, a, b);
    case OP_AND:
    case OP_OR:
    case OP_AND_NOT:
    case OP_SAME:
    case OP_NOT: return range_of_logic(op, a, b);
    case OP_SELECT:
    case OP_CHOOSE:
        return range_is_point(a) ? operands[a.low != 0 ? 1 : 2] : range_join(b, operands[2]);
    default: return range_of_division(op, a, b);
    }
}

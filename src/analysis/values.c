// SPDX-License-Identifier: Apache-2.0
#include "analysis/values.h"
#include "feel/number.h"
#include "feel/temporal.h"

enum { SCALE_MAX = 30 };

static FeelValue moment_step(Arena *arena, FeelValue value, int steps) {
    Moment moment = moment_add(temporal_moment(value), (Nanos)steps * NANOS_PER_SECOND);
    return value.kind == FEEL_TIME ? temporal_time(arena, moment)
                                   : temporal_date_time(arena, moment);
}

FeelValue value_step(Arena *arena, FeelValue value, int steps, int scale) {
    switch ((FeelKind)value.kind) {
    case FEEL_NUMBER: return number_add(arena, value, feel_decimal(steps, -scale));
    case FEEL_DATE: return temporal_date(value.number + steps);
    case FEEL_MONTHS_DURATION: return temporal_months(value.number + steps);
    case FEEL_TIME:
    case FEEL_DATE_TIME: return moment_step(arena, value, steps);
    case FEEL_DAYS_DURATION:
        return temporal_nanos(arena, temporal_duration(value) + (Nanos)steps * NANOS_PER_SECOND);
    case FEEL_NULL:
    case FEEL_BOOLEAN:
    case FEEL_STRING:
    case FEEL_LIST:
    case FEEL_CONTEXT:
    case FEEL_RANGE:
    case FEEL_FUNCTION: break;
    }
    return FEEL_NULL_VALUE;
}

static bool is_between(FeelValue value, FeelValue low, FeelValue high) {
    int order = 0;
    return value.kind != FEEL_NULL &&
           (low.kind == FEEL_NULL || (feel_compare(low, value, &order) && order < 0)) &&
           (high.kind == FEEL_NULL || (feel_compare(value, high, &order) && order < 0));
}

static FeelValue middle(Arena *arena, FeelValue low, FeelValue high) {
    if (low.kind == FEEL_NUMBER) {
        FeelValue sum = number_add(arena, low, high);
        return sum.kind == FEEL_NULL ? sum : number_divide(arena, sum, feel_integer(2));
    }
    if (low.kind == FEEL_DAYS_DURATION) {
        return temporal_nanos(arena, (temporal_duration(low) + temporal_duration(high)) / 2);
    }
    return FEEL_NULL_VALUE;
}

FeelValue value_between(Arena *arena, FeelValue low, FeelValue high) {
    bool has_low = low.kind != FEEL_NULL;
    FeelValue from = has_low ? low : high;
    int steps = has_low ? 1 : -1;
    // A whole number reads best, then the next on the scale of the ends.
    FeelValue whole =
        from.kind == FEEL_NUMBER && has_low
            ? number_add(arena, number_to_integer(arena, low, NUMBER_FLOOR), feel_integer(1))
            : value_step(arena, from, steps, 0);
    if (is_between(whole, low, high)) {
        return whole;
    }
    int scale = value_scale(low) > value_scale(high) ? value_scale(low) : value_scale(high);
    FeelValue next = value_step(arena, from, steps, scale);
    if (is_between(next, low, high)) {
        return next;
    }
    if (has_low && high.kind != FEEL_NULL) {
        FeelValue half = middle(arena, low, high);
        return is_between(half, low, high) ? half : FEEL_NULL_VALUE;
    }
    return FEEL_NULL_VALUE;
}

int value_scale(FeelValue number) {
    if (!number_is_small(number) || number.exponent >= 0) {
        return 0;
    }
    return -number.exponent > SCALE_MAX ? SCALE_MAX : -number.exponent;
}

bool value_is_same(FeelValue a, FeelValue b) {
    bool is_equal = false;
    return feel_equal(a, b, &is_equal) && is_equal;
}

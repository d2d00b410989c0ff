// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"
#include "feel/number.h"
#include "feel/temporal.h"
#include "feel/value_private.h"

// Shared parts could unfold without end, so comparing has a budget of parts.
enum { EQUAL_DEPTH_MAX = 200, EQUAL_PARTS_MAX = 10 * 1000 * 1000 };

typedef struct Budget {
    int depth;
    int parts;
} Budget;

// Moments are told apart by seconds (the standard's values of time have no fractions).
static Nanos seconds_of(Moment moment) {
    Nanos instant = moment_instant(moment);
    Nanos rest = instant % NANOS_PER_SECOND;
    return instant - (rest < 0 ? rest + NANOS_PER_SECOND : rest);
}

static int order_of(Nanos a, Nanos b) {
    return (a > b) - (a < b);
}

// One that has no zone takes the offset of the other (table 54).
static int moment_order(Moment a, Moment b) {
    a.offset = a.zone == ZONE_NONE ? b.offset : a.offset;
    b.offset = b.zone == ZONE_NONE ? a.offset : b.offset;
    return order_of(seconds_of(a), seconds_of(b));
}

bool value_order_is_equality(FeelValue a, FeelValue b) {
    bool are_moments = a.kind == b.kind && (a.kind == FEEL_TIME || a.kind == FEEL_DATE_TIME);
    return !are_moments ||
           (temporal_moment(a).zone == ZONE_NONE) == (temporal_moment(b).zone == ZONE_NONE);
}

bool value_compare(FeelValue a, FeelValue b, int *out_order) {
    if (a.kind != b.kind) {
        return false;
    }
    switch ((FeelKind)a.kind) {
    case FEEL_NUMBER: *out_order = number_compare(a, b); return true;
    case FEEL_STRING: *out_order = str_compare(feel_as_string(a), feel_as_string(b)); return true;
    case FEEL_DATE:
    case FEEL_MONTHS_DURATION: *out_order = order_of(a.number, b.number); return true;
    case FEEL_TIME:
    case FEEL_DATE_TIME:
        *out_order = moment_order(temporal_moment(a), temporal_moment(b));
        return true;
    case FEEL_DAYS_DURATION:
        *out_order = order_of(temporal_duration(a), temporal_duration(b));
        return true;
    case FEEL_NULL:
    case FEEL_BOOLEAN:
    case FEEL_LIST:
    case FEEL_CONTEXT:
    case FEEL_RANGE:
    case FEEL_FUNCTION: return false;
    }
    return false;
}

bool range_contains(const FeelRange *range, FeelValue value, bool *out_is_inside) {
    int low = 1;
    int high = -1;
    if (range->form != FEEL_RANGE_ENDS) {
        bool is_equal = false;
        bool is_comparable = feel_equal(value, range->low, &is_equal);
        *out_is_inside = is_equal == (range->form == FEEL_RANGE_EQUAL);
        return is_comparable;
    }
    bool has_low = range->low.kind != FEEL_NULL;
    bool has_high = range->high.kind != FEEL_NULL;
    if ((!has_low && !has_high) || (has_low && !value_compare(value, range->low, &low)) ||
        (has_high && !value_compare(value, range->high, &high))) {
        return false;
    }
    bool is_low = low == 0 && range->is_low_closed && value_order_is_equality(value, range->low);
    bool is_high =
        high == 0 && range->is_high_closed && value_order_is_equality(value, range->high);
    *out_is_inside = (low > 0 || is_low) && (high < 0 || is_high);
    return true;
}

static bool equal_at(FeelValue a, FeelValue b, Budget *budget, bool *out_is_equal);

// Within lists, contexts and ranges: what cannot be compared is not equal.
static bool part_is_equal(FeelValue a, FeelValue b, Budget *budget) {
    bool is_equal = false;
    budget->depth++;
    bool is_comparable = equal_at(a, b, budget, &is_equal);
    budget->depth--;
    return is_comparable && is_equal;
}

static bool list_is_equal(FeelValue a, FeelValue b, Budget *budget) {
    if (a.length != b.length) {
        return false;
    }
    for (size_t i = 0; i < a.length; i++) {
        if (!part_is_equal(feel_items(a)[i], feel_items(b)[i], budget)) {
            return false;
        }
    }
    return true;
}

static bool context_is_equal(FeelValue a, FeelValue b, Budget *budget) {
    if (a.length != b.length) {
        return false;
    }
    for (size_t i = 0; i < a.length; i++) {
        FeelValue other;
        FeelEntry entry = feel_entries(a)[i];
        if (!feel_get(b, entry.name, &other) || !part_is_equal(entry.value, other, budget)) {
            return false;
        }
    }
    return true;
}

static bool range_is_equal(const FeelRange *a, const FeelRange *b, Budget *budget) {
    return a->form == b->form && a->is_low_closed == b->is_low_closed &&
           a->is_high_closed == b->is_high_closed && part_is_equal(a->low, b->low, budget) &&
           part_is_equal(a->high, b->high, budget);
}

// A function is itself; a built-in is made anew wherever its name stands.
static bool function_is_same(FeelValue a, FeelValue b) {
    const FeelFunction *first = function_of(a);
    const FeelFunction *second = function_of(b);
    return first == second ||
           (first->kind == FEEL_FUNCTION_BUILTIN && second->kind == FEEL_FUNCTION_BUILTIN &&
            first->builtin == second->builtin);
}

static bool equal_at(FeelValue a, FeelValue b, Budget *budget, bool *out_is_equal) {
    if (budget->depth > EQUAL_DEPTH_MAX || budget->parts++ > EQUAL_PARTS_MAX) {
        return false;
    }
    if (a.kind == FEEL_NULL || b.kind == FEEL_NULL) {
        *out_is_equal = a.kind == b.kind;
        return true;
    }
    if (a.kind != b.kind) {
        return false;
    }
    switch ((FeelKind)a.kind) {
    case FEEL_NULL:
    case FEEL_BOOLEAN:
    case FEEL_DATE:
    case FEEL_MONTHS_DURATION: *out_is_equal = a.number == b.number; return true;
    case FEEL_NUMBER: *out_is_equal = number_compare(a, b) == 0; return true;
    case FEEL_STRING: *out_is_equal = str_equal(feel_as_string(a), feel_as_string(b)); return true;
    case FEEL_TIME:
    case FEEL_DATE_TIME:
    case FEEL_DAYS_DURATION: {
        int order = 0;
        bool is_comparable = value_compare(a, b, &order);
        *out_is_equal = order == 0 && value_order_is_equality(a, b);
        return is_comparable;
    }
    case FEEL_LIST: *out_is_equal = list_is_equal(a, b, budget); return true;
    case FEEL_CONTEXT: *out_is_equal = context_is_equal(a, b, budget); return true;
    case FEEL_RANGE: *out_is_equal = range_is_equal(range_of(a), range_of(b), budget); return true;
    case FEEL_FUNCTION: *out_is_equal = function_is_same(a, b); return true;
    }
    return false;
}

bool feel_equal(FeelValue a, FeelValue b, bool *out_is_equal) {
    Budget budget = {0};
    return equal_at(a, b, &budget, out_is_equal);
}

bool feel_compare(FeelValue a, FeelValue b, int *out_order) {
    return value_compare(a, b, out_order);
}

FeelEnds feel_range_ends(FeelValue value) {
    const FeelRange *range = range_of(value);
    return (FeelEnds){range->low, range->high, range->is_low_closed, range->is_high_closed,
                      range->form == FEEL_RANGE_NOT_EQUAL};
}

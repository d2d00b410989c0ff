// SPDX-License-Identifier: Apache-2.0
#include "feel/ops.h"
#include "feel/number.h"
#include "feel/temporal.h"
#include <string.h>

static FeelValue fail_kinds(FeelVm *vm, const char *operator, FeelValue a, FeelValue b) {
    return vm_fail(vm, "'%s' has no meaning for %s and %s", operator, feel_kind_name(a.kind),
                   feel_kind_name(b.kind));
}

// A number, or the reason why there is none.
static FeelValue checked(FeelVm *vm, FeelValue number, const char *what) {
    return number.kind == FEEL_NULL
               ? vm_fail(vm, "the result of %s is no number or too large", what)
               : number;
}

static FeelValue concatenate(FeelVm *vm, FeelValue a, FeelValue b) {
    size_t length = (size_t)a.length + b.length;
    if (!vm_reserve(vm, length)) {
        return FEEL_NULL_VALUE;
    }
    char *bytes = arena_alloc(vm_arena(vm), length + 1, 1);
    memcpy(bytes, a.pointer, a.length);
    memcpy(bytes + a.length, b.pointer, b.length);
    return feel_string_borrowed((Str){bytes, length});
}

static bool is_moment(FeelValue value) {
    return value.kind == FEEL_DATE || value.kind == FEEL_DATE_TIME || value.kind == FEEL_TIME;
}

static bool is_duration(FeelValue value) {
    return value.kind == FEEL_DAYS_DURATION || value.kind == FEEL_MONTHS_DURATION;
}

static FeelValue with_moment(FeelVm *vm, FeelKind kind, Moment moment) {
    FeelValue value = kind == FEEL_TIME   ? temporal_time(vm_arena(vm), moment)
                      : kind == FEEL_DATE ? temporal_date(moment.days)
                                          : temporal_date_time(vm_arena(vm), moment);
    return value.kind == FEEL_NULL ? vm_fail(vm, "the date is beyond the year 999,999,999") : value;
}

static FeelValue add_months(FeelVm *vm, FeelValue value, int64_t months) {
    Moment moment = temporal_moment(value);
    if (value.kind == FEEL_TIME) {
        return vm_fail(vm, "months cannot be added to a time");
    }
    if (months > (int64_t)YEAR_LIMIT * 24 || months < -(int64_t)YEAR_LIMIT * 24) {
        return vm_fail(vm, "the date is beyond the year 999,999,999");
    }
    moment.days = days_add_months(moment.days, months);
    return with_moment(vm, value.kind, moment);
}

// date, time or date and time plus a duration; sign -1 takes it away. A date moves by whole days,
// as its midnight does.
static FeelValue add_duration(FeelVm *vm, FeelValue value, FeelValue duration, int sign) {
    if (duration.kind == FEEL_MONTHS_DURATION) {
        return add_months(vm, value, sign * duration.number);
    }
    Nanos nanos = sign * temporal_duration(duration);
    Moment moment = value.kind == FEEL_DATE_TIME ? moment_pass(temporal_moment(value), nanos)
                                                 : moment_add(temporal_moment(value), nanos);
    return with_moment(vm, value.kind, moment);
}

static FeelValue add_durations(FeelVm *vm, FeelValue a, FeelValue b, int sign) {
    FeelValue sum = FEEL_NULL_VALUE;
    if (a.kind == FEEL_MONTHS_DURATION) {
        int64_t months = 0;
        if (!__builtin_add_overflow(a.number, sign * b.number, &months)) {
            sum = temporal_months(months);
        }
    } else {
        sum = temporal_nanos(vm_arena(vm), temporal_duration(a) + sign * temporal_duration(b));
    }
    return sum.kind == FEEL_NULL ? vm_fail(vm, "the duration is too long") : sum;
}

FeelValue op_add(FeelVm *vm, FeelValue a, FeelValue b) {
    if (a.kind == FEEL_NUMBER && b.kind == FEEL_NUMBER) {
        return checked(vm, number_add(vm_arena(vm), a, b), "+");
    }
    if (a.kind == FEEL_STRING && b.kind == FEEL_STRING) {
        return concatenate(vm, a, b);
    }
    if (is_moment(a) && is_duration(b)) {
        return add_duration(vm, a, b, 1);
    }
    if (is_duration(a) && is_moment(b)) {
        return add_duration(vm, b, a, 1);
    }
    if (is_duration(a) && a.kind == b.kind) {
        return add_durations(vm, a, b, 1);
    }
    return fail_kinds(vm, "+", a, b);
}

FeelValue op_subtract(FeelVm *vm, FeelValue a, FeelValue b) {
    if (a.kind == FEEL_NUMBER && b.kind == FEEL_NUMBER) {
        return checked(vm, number_subtract(vm_arena(vm), a, b), "-");
    }
    if (is_moment(a) && is_duration(b)) {
        return add_duration(vm, a, b, -1);
    }
    if (is_duration(a) && a.kind == b.kind) {
        return add_durations(vm, a, b, -1);
    }
    bool are_times = a.kind == FEEL_TIME && b.kind == FEEL_TIME;
    bool are_dates = is_moment(a) && is_moment(b) && a.kind != FEEL_TIME && b.kind != FEEL_TIME;
    if (are_times || are_dates) {
        Moment from = temporal_moment(b);
        Moment to = temporal_moment(a);
        // A date is its midnight in UTC.
        bool has_from = b.kind == FEEL_DATE || from.zone != ZONE_NONE;
        bool has_to = a.kind == FEEL_DATE || to.zone != ZONE_NONE;
        if (has_from != has_to) {
            return vm_fail(vm, "one has a time zone, the other has none");
        }
        return temporal_nanos(vm_arena(vm), moment_instant(to) - moment_instant(from));
    }
    return fail_kinds(vm, "-", a, b);
}

// value rounded toward zero to a whole number of units
static bool whole_units(FeelVm *vm, FeelValue number, int64_t *out_units) {
    FeelValue whole = number_to_integer(vm_arena(vm), number, NUMBER_DOWN);
    return whole.kind == FEEL_NUMBER && number_to_int64(whole, out_units);
}

static FeelValue duration_as_number(FeelVm *vm, FeelValue duration) {
    Nanos nanos =
        duration.kind == FEEL_MONTHS_DURATION ? duration.number : temporal_duration(duration);
    int exponent = duration.kind == FEEL_MONTHS_DURATION ? 0 : -9;
    return number_from_wide(vm_arena(vm), (int64_t)(nanos >> 64), (uint64_t)nanos, exponent);
}

static FeelValue scale_duration(FeelVm *vm, FeelKind kind, FeelValue amount) {
    int64_t units = 0;
    FeelValue scaled = FEEL_NULL_VALUE;
    if (amount.kind != FEEL_NUMBER) {
        return vm_fail(vm, "the duration is too long");
    }
    if (kind == FEEL_MONTHS_DURATION) {
        scaled = whole_units(vm, amount, &units) ? temporal_months(units) : FEEL_NULL_VALUE;
    } else if (whole_units(vm, amount, &units)) {
        FeelValue rest = number_subtract(vm_arena(vm), amount, feel_integer(units));
        FeelValue nanos = number_multiply(vm_arena(vm), rest, feel_decimal(1, 9));
        int64_t fraction = 0;
        if (nanos.kind == FEEL_NUMBER && whole_units(vm, nanos, &fraction)) {
            scaled = temporal_nanos(vm_arena(vm), (Nanos)units * NANOS_PER_SECOND + fraction);
        }
    }
    return scaled.kind == FEEL_NULL ? vm_fail(vm, "the duration is too long") : scaled;
}

FeelValue op_multiply(FeelVm *vm, FeelValue a, FeelValue b) {
    if (a.kind == FEEL_NUMBER && b.kind == FEEL_NUMBER) {
        return checked(vm, number_multiply(vm_arena(vm), a, b), "*");
    }
    FeelValue duration = is_duration(a) ? a : b;
    FeelValue factor = is_duration(a) ? b : a;
    if (is_duration(duration) && factor.kind == FEEL_NUMBER) {
        FeelValue amount = duration_as_number(vm, duration);
        return scale_duration(vm, duration.kind, number_multiply(vm_arena(vm), amount, factor));
    }
    return fail_kinds(vm, "*", a, b);
}

FeelValue op_divide(FeelVm *vm, FeelValue a, FeelValue b) {
    FeelValue divisor = is_duration(b) ? duration_as_number(vm, b) : b;
    bool is_known =
        divisor.kind == FEEL_NUMBER &&
        (a.kind == FEEL_NUMBER ? b.kind == FEEL_NUMBER
                               : is_duration(a) && (a.kind == b.kind || !is_duration(b)));
    if (!is_known) {
        return fail_kinds(vm, "/", a, b);
    }
    if (number_sign(divisor) == 0) {
        return vm_fail(vm, "division by zero");
    }
    FeelValue dividend = is_duration(a) ? duration_as_number(vm, a) : a;
    FeelValue quotient = number_divide(vm_arena(vm), dividend, divisor);
    if (is_duration(a) && !is_duration(b)) {
        return scale_duration(vm, a.kind, quotient);
    }
    return checked(vm, quotient, "/");
}

FeelValue op_power(FeelVm *vm, FeelValue a, FeelValue b) {
    if (a.kind != FEEL_NUMBER || b.kind != FEEL_NUMBER) {
        return fail_kinds(vm, "**", a, b);
    }
    FeelValue power = vm_approximate(vm, number_power(vm_arena(vm), a, b), VM_DECIMAL_DIGITS);
    return checked(vm, power, "**");
}

FeelValue op_negate(FeelVm *vm, FeelValue a) {
    if (a.kind == FEEL_NUMBER) {
        return checked(vm, number_negate(vm_arena(vm), a), "-");
    }
    if (a.kind == FEEL_MONTHS_DURATION && a.number != INT64_MIN) {
        return temporal_months(-a.number);
    }
    if (a.kind == FEEL_DAYS_DURATION) {
        return temporal_nanos(vm_arena(vm), -temporal_duration(a));
    }
    return vm_fail(vm, "'-' has no meaning for %s", feel_kind_name(a.kind));
}

FeelValue op_equal(FeelVm *vm, FeelValue a, FeelValue b) {
    bool is_equal = false;
    return feel_equal(a, b, &is_equal) ? feel_boolean(is_equal) : fail_kinds(vm, "=", a, b);
}

FeelValue op_compare(FeelVm *vm, FeelValue a, FeelValue b, Comparison comparison) {
    static const char *const names[] = {"<", "<=", ">", ">="};
    int order = 0;
    if (!value_compare(a, b, &order)) {
        return fail_kinds(vm, names[comparison], a, b);
    }
    bool is_equal = order == 0 && value_order_is_equality(a, b);
    switch (comparison) {
    case COMPARE_LESS: return feel_boolean(order < 0);
    case COMPARE_LESS_EQUAL: return feel_boolean(order < 0 || is_equal);
    case COMPARE_GREATER: return feel_boolean(order > 0);
    case COMPARE_GREATER_EQUAL: return feel_boolean(order > 0 || is_equal);
    }
    return FEEL_NULL_VALUE;
}

FeelValue op_between(FeelVm *vm, FeelValue value, FeelValue low, FeelValue high) {
    FeelValue is_above = op_compare(vm, value, low, COMPARE_GREATER_EQUAL);
    return op_and(is_above, op_compare(vm, value, high, COMPARE_LESS_EQUAL));
}

static bool is_boolean(FeelValue value, bool wanted) {
    return value.kind == FEEL_BOOLEAN && (value.number != 0) == wanted;
}

FeelValue op_and(FeelValue a, FeelValue b) {
    if (is_boolean(a, false) || is_boolean(b, false)) {
        return feel_boolean(false);
    }
    return is_boolean(a, true) && is_boolean(b, true) ? a : FEEL_NULL_VALUE;
}

FeelValue op_or(FeelValue a, FeelValue b) {
    if (is_boolean(a, true) || is_boolean(b, true)) {
        return feel_boolean(true);
    }
    return is_boolean(a, false) && is_boolean(b, false) ? a : FEEL_NULL_VALUE;
}

FeelValue op_not(FeelValue a) {
    return a.kind == FEEL_BOOLEAN ? feel_boolean(a.number == 0) : FEEL_NULL_VALUE;
}

static FeelValue test_range(FeelVm *vm, FeelValue tested, FeelValue range) {
    bool is_inside = false;
    if (range_contains(range_of(range), tested, &is_inside)) {
        return feel_boolean(is_inside);
    }
    return fail_kinds(vm, "in", tested, range);
}

// A list holds the tested when one of its items is it, is a range around it, or is an equal list.
static FeelValue test_list(FeelVm *vm, FeelValue tested, FeelValue list) {
    bool is_equal = false;
    if (!vm_spend(vm, list.length)) {
        return FEEL_NULL_VALUE;
    }
    if (tested.kind == FEEL_LIST && feel_equal(tested, list, &is_equal) && is_equal) {
        return feel_boolean(true);
    }
    for (size_t i = 0; i < list.length; i++) {
        FeelValue item = feel_items(list)[i];
        bool is_found = item.kind == FEEL_RANGE && tested.kind != FEEL_RANGE
                            ? range_contains(range_of(item), tested, &is_equal) && is_equal
                            : feel_equal(tested, item, &is_equal) && is_equal;
        if (is_found) {
            return feel_boolean(true);
        }
    }
    return feel_boolean(false);
}

FeelValue op_test(FeelVm *vm, FeelValue tested, FeelValue value, bool has_tested) {
    if (value.kind == FEEL_BOOLEAN && tested.kind != FEEL_NULL &&
        (has_tested || tested.kind != FEEL_BOOLEAN)) {
        return value;
    }
    if (has_tested && (value.kind == FEEL_BOOLEAN || value.kind == FEEL_NULL)) {
        return value; // "? > 5" of null is no answer, not a null that is tested for
    }
    if (value.kind == FEEL_RANGE && tested.kind != FEEL_RANGE) {
        return test_range(vm, tested, value);
    }
    if (value.kind == FEEL_LIST) {
        return test_list(vm, tested, value);
    }
    return op_equal(vm, tested, value);
}

FeelValue op_range(FeelVm *vm, FeelRange range) {
    int order = 0;
    bool has_both = range.low.kind != FEEL_NULL && range.high.kind != FEEL_NULL;
    if (has_both && !value_compare(range.low, range.high, &order)) {
        return vm_fail(vm, "no range can go from %s to %s", feel_kind_name(range.low.kind),
                       feel_kind_name(range.high.kind));
    }
    if (order > 0) {
        return vm_fail(vm, "the low end of a range is above its high end");
    }
    return range_make(vm_arena(vm), range);
}

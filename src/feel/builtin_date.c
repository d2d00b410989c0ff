// SPDX-License-Identifier: Apache-2.0
#include "feel/builtin.h"
#include "feel/number.h"
#include "feel/temporal.h"

static FeelValue or_reason(FeelVm *vm, FeelValue value) {
    return value.kind == FEEL_NULL ? vm_fail(vm, "%s(): there is no such value", vm->name) : value;
}

static bool integers(FeelVm *vm, const FeelValue *arguments, size_t count, int64_t *out) {
    for (size_t i = 0; i < count; i++) {
        if (!vm_expect(vm, arguments[i], FEEL_NUMBER, "each part")) {
            return false;
        }
        if (!number_to_int64(arguments[i], &out[i]) || out[i] > INT32_MAX || out[i] < INT32_MIN) {
            vm_fail(vm, "%s(): each part must be a whole number in its range", vm->name);
            return false;
        }
    }
    return true;
}

static FeelValue date_of_parts(FeelVm *vm, const FeelValue *arguments) {
    int64_t parts[3] = {0};
    if (!integers(vm, arguments, 3, parts)) {
        return FEEL_NULL_VALUE;
    }
    Day day = {parts[0], (int)parts[1], (int)parts[2]};
    return day_is_real(day) ? temporal_date(day_to_number(day))
                            : vm_fail(vm, "date(): there is no such day");
}

FeelValue builtin_date(FeelVm *vm, const FeelValue *arguments, size_t count) {
    FeelValue from = arguments[0];
    if (count == 3) {
        return date_of_parts(vm, arguments);
    }
    if (count == 1 && (from.kind == FEEL_DATE || from.kind == FEEL_DATE_TIME)) {
        return temporal_date(temporal_moment(from).days);
    }
    if (count != 1) {
        return vm_fail(vm, "date() takes a text, or year, month and day");
    }
    if (!vm_expect(vm, from, FEEL_STRING, "from")) {
        return FEEL_NULL_VALUE;
    }
    return or_reason(vm, temporal_parse_date(feel_as_string(from)));
}

static bool clock_of_parts(FeelVm *vm, const FeelValue *arguments, Moment *moment) {
    int64_t parts[2] = {0};
    int64_t nanos = 0;
    if (!integers(vm, arguments, 2, parts) ||
        !vm_expect(vm, arguments[2], FEEL_NUMBER, "the second")) {
        return false;
    }
    FeelValue fine = number_round(vm_arena(vm), arguments[2], 9, NUMBER_DOWN);
    if (fine.kind != FEEL_NUMBER || !feel_to_scaled(fine, -9, &nanos) || parts[0] < 0 ||
        parts[0] > 23 || parts[1] < 0 || parts[1] > 59 || nanos < 0 ||
        nanos >= 60 * NANOS_PER_SECOND) {
        vm_fail(vm, "time(): there is no such time");
        return false;
    }
    moment->nanos = (parts[0] * 3600 + parts[1] * 60) * NANOS_PER_SECOND + nanos;
    return true;
}

static FeelValue time_of_parts(FeelVm *vm, const FeelValue *arguments, size_t count) {
    enum { OFFSET_MAX = 18 * 3600 };
    Moment moment = {0};
    if (!clock_of_parts(vm, arguments, &moment)) {
        return FEEL_NULL_VALUE;
    }
    if (count == 4 && arguments[3].kind != FEEL_NULL) {
        if (!vm_expect(vm, arguments[3], FEEL_DAYS_DURATION, "the offset")) {
            return FEEL_NULL_VALUE;
        }
        Nanos seconds = temporal_duration(arguments[3]) / NANOS_PER_SECOND;
        if (seconds > OFFSET_MAX || seconds < -OFFSET_MAX) {
            return vm_fail(vm, "time(): the offset is more than 18 hours");
        }
        moment.zone = ZONE_OFFSET;
        moment.offset = (int32_t)seconds;
    }
    return temporal_time(vm_arena(vm), moment);
}

FeelValue builtin_time(FeelVm *vm, const FeelValue *arguments, size_t count) {
    FeelValue from = arguments[0];
    if (count >= 3) {
        return time_of_parts(vm, arguments, count);
    }
    if (count == 1 && (from.kind == FEEL_TIME || from.kind == FEEL_DATE_TIME)) {
        return temporal_time(vm_arena(vm), temporal_moment(from));
    }
    if (count == 1 && from.kind == FEEL_DATE) {
        return temporal_time(vm_arena(vm), (Moment){.zone = ZONE_OFFSET});
    }
    if (count != 1) {
        return vm_fail(vm, "time() takes a text, or hour, minute, second and offset");
    }
    if (!vm_expect(vm, from, FEEL_STRING, "from")) {
        return FEEL_NULL_VALUE;
    }
    return or_reason(vm, temporal_parse_time(vm_arena(vm), feel_as_string(from)));
}

FeelValue builtin_date_and_time(FeelVm *vm, const FeelValue *arguments, size_t count) {
    FeelValue from = arguments[0];
    if (count == 2) {
        bool is_day = from.kind == FEEL_DATE || from.kind == FEEL_DATE_TIME;
        if (!is_day || !vm_expect(vm, arguments[1], FEEL_TIME, "the time")) {
            return is_day ? FEEL_NULL_VALUE
                          : vm_fail(vm, "date and time(): the first argument must be a date");
        }
        Moment moment = temporal_moment(arguments[1]);
        moment.days = temporal_moment(from).days;
        return temporal_date_time(vm_arena(vm), moment);
    }
    if (from.kind == FEEL_DATE_TIME) {
        return from;
    }
    if (from.kind == FEEL_DATE) {
        return temporal_date_time(vm_arena(vm), temporal_moment(from));
    }
    return vm_expect(vm, from, FEEL_STRING, "from")
               ? or_reason(vm, temporal_parse_date_time(vm_arena(vm), feel_as_string(from)))
               : FEEL_NULL_VALUE;
}

FeelValue builtin_duration(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    FeelValue from = arguments[0];
    if (from.kind == FEEL_DAYS_DURATION || from.kind == FEEL_MONTHS_DURATION) {
        return from;
    }
    return vm_expect(vm, from, FEEL_STRING, "from")
               ? or_reason(vm, temporal_parse_duration(vm_arena(vm), feel_as_string(from)))
               : FEEL_NULL_VALUE;
}

// Whole months from one day to another, toward zero; the time of day does not matter.
FeelValue builtin_years_and_months(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    for (size_t i = 0; i < 2; i++) {
        if (arguments[i].kind != FEEL_DATE_TIME &&
            !vm_expect(vm, arguments[i], FEEL_DATE, "each argument")) {
            return FEEL_NULL_VALUE;
        }
    }
    Day from = day_from_number(temporal_moment(arguments[0]).days);
    Day to = day_from_number(temporal_moment(arguments[1]).days);
    int64_t months = (to.year - from.year) * 12 + to.month - from.month;
    if (months > 0 && to.day < from.day) {
        months--;
    } else if (months < 0 && to.day > from.day) {
        months++;
    }
    return temporal_months(months);
}

FeelValue builtin_today(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)arguments;
    (void)count;
    Date today = vm->run->today;
    return today.days == DATE_NONE.days ? vm_fail(vm, "today(): the date is not known here")
                                        : feel_date(today);
}

FeelValue builtin_now(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)arguments;
    (void)count;
    enum { OFFSET = 8 * 3600 };
    if (vm->run->now.us == 0) {
        return vm_fail(vm, "now(): the time is not known here");
    }
    Moment moment = {.zone = ZONE_OFFSET, .offset = OFFSET};
    Nanos since = (Nanos)vm->run->now.us * 1000 + OFFSET * NANOS_PER_SECOND;
    return temporal_date_time(vm_arena(vm), moment_add(moment, since));
}

static bool day_of(FeelVm *vm, FeelValue value, int64_t *out_days) {
    if (value.kind != FEEL_DATE_TIME && !vm_expect(vm, value, FEEL_DATE, "the date")) {
        return false;
    }
    *out_days = temporal_moment(value).days;
    return true;
}

FeelValue builtin_day_of_year(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    int64_t days = 0;
    if (!day_of(vm, arguments[0], &days)) {
        return FEEL_NULL_VALUE;
    }
    Day first = {day_from_number(days).year, 1, 1};
    return feel_integer(days - day_to_number(first) + 1);
}

FeelValue builtin_day_of_week(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    static const char *const names[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                        "Friday", "Saturday", "Sunday"};
    int64_t days = 0;
    return day_of(vm, arguments[0], &days)
               ? feel_string_borrowed(str_from(names[day_weekday(days) - 1]))
               : FEEL_NULL_VALUE;
}

FeelValue builtin_month_of_year(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    static const char *const names[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
    int64_t days = 0;
    return day_of(vm, arguments[0], &days)
               ? feel_string_borrowed(str_from(names[day_from_number(days).month - 1]))
               : FEEL_NULL_VALUE;
}

// The week belongs to the year of its Thursday.
FeelValue builtin_week_of_year(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    int64_t days = 0;
    if (!day_of(vm, arguments[0], &days)) {
        return FEEL_NULL_VALUE;
    }
    int64_t thursday = days - day_weekday(days) + 4;
    Day first = {day_from_number(thursday).year, 1, 1};
    return feel_integer((thursday - day_to_number(first)) / 7 + 1);
}

static bool are_identical(FeelValue a, FeelValue b);

static bool items_are_identical(FeelValue a, FeelValue b) {
    for (size_t i = 0; i < a.length; i++) {
        if (!are_identical(feel_items(a)[i], feel_items(b)[i])) {
            return false;
        }
    }
    return true;
}

static bool entries_are_identical(FeelValue a, FeelValue b) {
    for (size_t i = 0; i < a.length; i++) {
        FeelEntry entry = feel_entries(a)[i];
        FeelValue other = FEEL_NULL_VALUE;
        if (!feel_get(b, entry.name, &other) || !are_identical(entry.value, other)) {
            return false;
        }
    }
    return true;
}

// Of two values that are equal, whether they are one element of the domain (section 10.3.2.2): 1
// and 1.0 are two, as are two ways to write one moment.
static bool are_identical(FeelValue a, FeelValue b) {
    switch ((FeelKind)a.kind) {
    case FEEL_NUMBER: return number_exponent(a) == number_exponent(b);
    case FEEL_TIME:
    case FEEL_DATE_TIME: {
        Moment x = temporal_moment(a);
        Moment y = temporal_moment(b);
        return x.zone == y.zone && x.offset == y.offset && x.named == y.named && x.nanos == y.nanos;
    }
    case FEEL_LIST: return items_are_identical(a, b);
    case FEEL_CONTEXT: return entries_are_identical(a, b);
    case FEEL_RANGE:
        return are_identical(range_of(a)->low, range_of(b)->low) &&
               are_identical(range_of(a)->high, range_of(b)->high);
    default: return true;
    }
}

FeelValue builtin_is(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)vm;
    (void)count;
    bool is_equal = false;
    bool is_comparable = feel_equal(arguments[0], arguments[1], &is_equal);
    return feel_boolean(is_comparable && is_equal && are_identical(arguments[0], arguments[1]));
}

// SPDX-License-Identifier: Apache-2.0
// Paths and indexes: entries of contexts, properties of dates, times, durations and ranges.
#include "base/check.h"
#include "feel/number.h"
#include "feel/ops.h"
#include "feel/temporal.h"

// The properties of table 65, by kind.
typedef enum Property {
    PROPERTY_YEAR,
    PROPERTY_MONTH,
    PROPERTY_DAY,
    PROPERTY_WEEKDAY,
    PROPERTY_HOUR,
    PROPERTY_MINUTE,
    PROPERTY_SECOND,
    PROPERTY_OFFSET,
    PROPERTY_ZONE,
    PROPERTY_YEARS,
    PROPERTY_MONTHS,
    PROPERTY_DAYS,
    PROPERTY_HOURS,
    PROPERTY_MINUTES,
    PROPERTY_SECONDS,
    PROPERTY_START,
    PROPERTY_END,
    PROPERTY_START_INCLUDED,
    PROPERTY_END_INCLUDED,
} Property;

enum { OF_DATE = 1, OF_TIME = 2, OF_MOMENT = 4, OF_DAYS = 8, OF_MONTHS = 16, OF_RANGE = 32 };

typedef struct PropertyRow {
    Str name;
    int kinds;
} PropertyRow;

#define NAMED(text)                                                                                \
    { (text), sizeof(text) - 1 }

static const PropertyRow property_rows[] = {
    [PROPERTY_YEAR] = {NAMED("year"), OF_DATE | OF_MOMENT},
    [PROPERTY_MONTH] = {NAMED("month"), OF_DATE | OF_MOMENT},
    [PROPERTY_DAY] = {NAMED("day"), OF_DATE | OF_MOMENT},
    [PROPERTY_WEEKDAY] = {NAMED("weekday"), OF_DATE | OF_MOMENT},
    [PROPERTY_HOUR] = {NAMED("hour"), OF_TIME | OF_MOMENT},
    [PROPERTY_MINUTE] = {NAMED("minute"), OF_TIME | OF_MOMENT},
    [PROPERTY_SECOND] = {NAMED("second"), OF_TIME | OF_MOMENT},
    [PROPERTY_OFFSET] = {NAMED("time offset"), OF_TIME | OF_MOMENT},
    [PROPERTY_ZONE] = {NAMED("timezone"), OF_TIME | OF_MOMENT},
    [PROPERTY_YEARS] = {NAMED("years"), OF_MONTHS},
    [PROPERTY_MONTHS] = {NAMED("months"), OF_MONTHS},
    [PROPERTY_DAYS] = {NAMED("days"), OF_DAYS},
    [PROPERTY_HOURS] = {NAMED("hours"), OF_DAYS},
    [PROPERTY_MINUTES] = {NAMED("minutes"), OF_DAYS},
    [PROPERTY_SECONDS] = {NAMED("seconds"), OF_DAYS},
    [PROPERTY_START] = {NAMED("start"), OF_RANGE},
    [PROPERTY_END] = {NAMED("end"), OF_RANGE},
    [PROPERTY_START_INCLUDED] = {NAMED("start included"), OF_RANGE},
    [PROPERTY_END_INCLUDED] = {NAMED("end included"), OF_RANGE},
};

static int kind_bit(FeelValue value) {
    static const int bits[] = {
        [FEEL_DATE] = OF_DATE,
        [FEEL_TIME] = OF_TIME,
        [FEEL_DATE_TIME] = OF_MOMENT,
        [FEEL_DAYS_DURATION] = OF_DAYS,
        [FEEL_MONTHS_DURATION] = OF_MONTHS,
        [FEEL_RANGE] = OF_RANGE,
        [FEEL_FUNCTION] = 0,
    };
    return bits[value.kind];
}

// The seconds of a minute with their fraction.
static FeelValue seconds_of(int64_t nanos) {
    int exponent = -9;
    while (exponent < 0 && nanos % 10 == 0) {
        nanos /= 10;
        exponent++;
    }
    return feel_decimal(nanos, exponent);
}

static FeelValue clock_property(FeelVm *vm, Moment moment, Property property) {
    int64_t seconds = moment.nanos / NANOS_PER_SECOND;
    if (property == PROPERTY_HOUR) {
        return feel_integer(seconds / 3600);
    }
    if (property == PROPERTY_MINUTE) {
        return feel_integer(seconds / 60 % 60);
    }
    if (property == PROPERTY_SECOND) {
        return seconds_of(moment.nanos % (60 * NANOS_PER_SECOND));
    }
    if (property == PROPERTY_OFFSET && moment.zone != ZONE_NONE) {
        return temporal_nanos(vm_arena(vm), (Nanos)moment.offset * NANOS_PER_SECOND);
    }
    if (property == PROPERTY_ZONE && moment.zone == ZONE_NAMED) {
        return feel_string_borrowed(zone_name(moment.named));
    }
    return FEEL_NULL_VALUE;
}

static FeelValue day_property(int64_t days, Property property) {
    Day day = day_from_number(days);
    switch (property) {
    case PROPERTY_YEAR: return feel_integer(day.year);
    case PROPERTY_MONTH: return feel_integer(day.month);
    case PROPERTY_DAY: return feel_integer(day.day);
    default: return feel_integer(day_weekday(days));
    }
}

static FeelValue days_duration_property(Nanos nanos, Property property) {
    int64_t seconds = (int64_t)(nanos / NANOS_PER_SECOND);
    switch (property) {
    case PROPERTY_DAYS: return feel_integer(seconds / SECONDS_PER_DAY);
    case PROPERTY_HOURS: return feel_integer(seconds / 3600 % 24);
    case PROPERTY_MINUTES: return feel_integer(seconds / 60 % 60);
    default: return seconds_of((int64_t)(nanos % (60 * NANOS_PER_SECOND)));
    }
}

static FeelValue range_property(const FeelRange *range, Property property) {
    switch (property) {
    case PROPERTY_START: return range->low;
    case PROPERTY_END: return range->high;
    case PROPERTY_START_INCLUDED: return feel_boolean(range->is_low_closed);
    default: return feel_boolean(range->is_high_closed);
    }
}

static FeelValue property_of(FeelVm *vm, FeelValue value, Property property) {
    switch ((FeelKind)value.kind) {
    case FEEL_MONTHS_DURATION:
        return feel_integer(property == PROPERTY_YEARS ? value.number / 12 : value.number % 12);
    case FEEL_DAYS_DURATION: return days_duration_property(temporal_duration(value), property);
    case FEEL_RANGE: return range_property(range_of(value), property);
    default: break;
    }
    Moment moment = temporal_moment(value);
    return property <= PROPERTY_WEEKDAY ? day_property(moment.days, property)
                                        : clock_property(vm, moment, property);
}

static FeelValue path_of_list(FeelVm *vm, FeelValue list, Str name) {
    ListBuilder builder = {0};
    for (size_t i = 0; i < list.length; i++) {
        FeelValue item = feel_items(list)[i];
        FeelValue entry = FEEL_NULL_VALUE;
        if (item.kind == FEEL_CONTEXT) {
            feel_get(item, name, &entry);
        } else if (item.kind != FEEL_NULL && item.kind != FEEL_LIST) {
            entry = op_path(vm, item, name);
        }
        list_add(vm, &builder, entry);
    }
    return list_finish(&builder);
}

FeelValue op_path(FeelVm *vm, FeelValue value, Str name) {
    FeelValue found = FEEL_NULL_VALUE;
    if (value.kind == FEEL_CONTEXT) {
        return feel_get(value, name, &found)
                   ? found
                   : vm_fail(vm, "the context has no entry '" STR_FMT "'", STR_ARG(name));
    }
    if (value.kind == FEEL_LIST) {
        return path_of_list(vm, value, name);
    }
    int bit = kind_bit(value);
    for (size_t i = 0; i < ARRAY_COUNT(property_rows); i++) {
        if ((property_rows[i].kinds & bit) != 0 && str_equal(property_rows[i].name, name)) {
            return property_of(vm, value, (Property)i);
        }
    }
    return vm_fail(vm, "a %s has no '" STR_FMT "'", feel_kind_name(value.kind), STR_ARG(name));
}

FeelValue op_index(FeelVm *vm, FeelValue list, FeelValue index) {
    if (list.kind == FEEL_NULL) {
        return vm_fail(vm, "null cannot be gone through"); // table 68
    }
    const FeelValue *items = &list; // what is no list is its own only item
    size_t count = 1;
    if (list.kind == FEEL_LIST) {
        items = feel_items(list);
        count = list.length;
    }
    if (index.kind == FEEL_BOOLEAN) {
        return feel_list(vm_arena(vm), items, index.number != 0 ? count : 0);
    }
    int64_t place = 0;
    if (index.kind != FEEL_NUMBER) {
        return index.kind == FEEL_NULL
                   ? feel_list(vm_arena(vm), NULL, 0)
                   : vm_fail(vm, "a %s cannot choose from a list", feel_kind_name(index.kind));
    }
    if (!number_to_int64(index, &place) || place == 0 || place > (int64_t)count ||
        place < -(int64_t)count) {
        return vm_fail(vm, "the list has no such place");
    }
    return items[place > 0 ? (size_t)place - 1 : count - (size_t)-place];
}

// SPDX-License-Identifier: Apache-2.0
#include "feel/temporal.h"
#include "base/check.h"

enum { DAYS_PER_ERA = 146097, YEARS_PER_ERA = 400, DAYS_TO_1970 = 719468, MONTHS_PER_YEAR = 12 };

static bool is_leap(int64_t year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int days_in_month(int64_t year, int month) {
    static const int8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    CHECK(month >= 1 && month <= MONTHS_PER_YEAR);
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

bool day_is_real(Day day) {
    return day.year >= -YEAR_LIMIT && day.year <= YEAR_LIMIT && day.month >= 1 && day.month <= 12 &&
           day.day >= 1 && day.day <= days_in_month(day.year, day.month);
}

static int64_t floor_divide(int64_t a, int64_t b) {
    return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
}

// Years are counted from 1 March, so that the leap day is the last of its year.
int64_t day_to_number(Day day) {
    int64_t year = day.year - (day.month <= 2 ? 1 : 0);
    int64_t era = floor_divide(year, YEARS_PER_ERA);
    int64_t year_of_era = year - era * YEARS_PER_ERA;
    int64_t month = (day.month + 9) % MONTHS_PER_YEAR;
    int64_t day_of_year = (153 * month + 2) / 5 + day.day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_PER_ERA + day_of_era - DAYS_TO_1970;
}

Day day_from_number(int64_t days) {
    int64_t shifted = days + DAYS_TO_1970;
    int64_t era = floor_divide(shifted, DAYS_PER_ERA);
    int64_t day_of_era = shifted - era * DAYS_PER_ERA;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153;
    Day day = {.day = (int)(day_of_year - (153 * month + 2) / 5 + 1)};
    day.month = (int)(month < 10 ? month + 3 : month - 9);
    day.year = year_of_era + era * YEARS_PER_ERA + (day.month <= 2 ? 1 : 0);
    return day;
}

int day_weekday(int64_t days) {
    int64_t since_thursday = days - floor_divide(days, 7) * 7; // 1970-01-01 was a Thursday
    return (int)((since_thursday + 3) % 7) + 1;
}

bool days_are_in_range(int64_t days) {
    return days >= day_to_number((Day){-YEAR_LIMIT, 1, 1}) &&
           days <= day_to_number((Day){YEAR_LIMIT, 12, 31});
}

FeelValue temporal_date(int64_t days) {
    return days_are_in_range(days) ? (FeelValue){.kind = FEEL_DATE, .number = days}
                                   : FEEL_NULL_VALUE;
}

static FeelValue moment_box(Arena *arena, Moment moment, FeelKind kind) {
    Moment *box = arena_alloc(arena, 1, sizeof(moment));
    *box = moment;
    return (FeelValue){.kind = (uint8_t)kind, .pointer = box};
}

FeelValue temporal_time(Arena *arena, Moment moment) {
    moment.days = 0;
    if (moment.zone == ZONE_NAMED) {
        moment.offset = zone_standard_offset(moment.named);
    }
    return moment_box(arena, moment, FEEL_TIME);
}

static int64_t utc_second_of(Moment moment) {
    return moment.days * SECONDS_PER_DAY + moment.nanos / NANOS_PER_SECOND - moment.offset;
}

// In a named zone the offset follows from the place on the clock, unless the one that is there is
// right already (of an hour that comes twice, the second).
static void find_offset(Moment *moment) {
    if (moment->zone == ZONE_NAMED &&
        zone_offset_at(moment->named, utc_second_of(*moment)) != moment->offset) {
        moment->offset = zone_offset(moment->named, moment->days, moment->nanos / NANOS_PER_SECOND);
    }
}

FeelValue temporal_date_time(Arena *arena, Moment moment) {
    if (!days_are_in_range(moment.days)) {
        return FEEL_NULL_VALUE;
    }
    find_offset(&moment);
    return moment_box(arena, moment, FEEL_DATE_TIME);
}

FeelValue temporal_months(int64_t months) {
    return (FeelValue){.kind = FEEL_MONTHS_DURATION, .number = months};
}

FeelValue temporal_nanos(Arena *arena, Nanos nanos) {
    Nanos limit = (Nanos)NANOS_PER_DAY * 366 * YEAR_LIMIT * 2;
    if (nanos > limit || nanos < -limit) {
        return FEEL_NULL_VALUE;
    }
    if (nanos >= INT64_MIN && nanos <= INT64_MAX) {
        return (FeelValue){.kind = FEEL_DAYS_DURATION, .number = (int64_t)nanos};
    }
    Nanos *box = arena_alloc(arena, 1, sizeof(nanos));
    *box = nanos;
    return (FeelValue){.kind = FEEL_DAYS_DURATION, .is_boxed = 1, .pointer = box};
}

Nanos temporal_duration(FeelValue days_duration) {
    CHECK(days_duration.kind == FEEL_DAYS_DURATION);
    return days_duration.is_boxed != 0 ? *(const Nanos *)days_duration.pointer
                                       : days_duration.number;
}

Moment temporal_moment(FeelValue value) {
    if (value.kind == FEEL_DATE) {
        return (Moment){.days = value.number};
    }
    CHECK(value.kind == FEEL_TIME || value.kind == FEEL_DATE_TIME);
    return *(const Moment *)value.pointer;
}

Nanos moment_instant(Moment moment) {
    return (Nanos)moment.days * NANOS_PER_DAY + moment.nanos -
           (Nanos)moment.offset * NANOS_PER_SECOND;
}

Moment moment_add(Moment moment, Nanos nanos) {
    Nanos sum = (Nanos)moment.nanos + nanos;
    Nanos days = sum / NANOS_PER_DAY;
    Nanos rest = sum % NANOS_PER_DAY;
    if (rest < 0) {
        rest += NANOS_PER_DAY;
        days--;
    }
    moment.days += (int64_t)days;
    moment.nanos = (int64_t)rest;
    return moment;
}

Moment moment_pass(Moment moment, Nanos nanos) {
    Moment moved = moment_add(moment, nanos);
    if (moment.zone != ZONE_NAMED || !days_are_in_range(moved.days)) {
        return moved;
    }
    moved.offset = zone_offset_at(moment.named, utc_second_of(moved));
    return moment_add(moved, (Nanos)(moved.offset - moment.offset) * NANOS_PER_SECOND);
}

int64_t days_add_months(int64_t days, int64_t months) {
    Day day = day_from_number(days);
    int64_t month = day.year * MONTHS_PER_YEAR + day.month - 1 + months;
    day.year = floor_divide(month, MONTHS_PER_YEAR);
    day.month = (int)(month - day.year * MONTHS_PER_YEAR) + 1;
    int last = days_in_month(day.year, day.month);
    day.day = day.day > last ? last : day.day;
    return day_to_number(day);
}

// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_TEMPORAL_H
#define FEEL_TEMPORAL_H
// Dates, times and durations of FEEL: ISO 8601 texts, calendar of any year up to +-999,999,999,
// nanoseconds, offsets. Not here: the clock; the rules of zones (zone.h).
// Invariant: a moment's nanos are within the day and its offset within 18 hours.
#include "feel/value.h"
#include "feel/zone.h"

__extension__ typedef __int128 Nanos;

#define NANOS_PER_SECOND ((int64_t)1000000000)
enum { SECONDS_PER_DAY = 86400, YEAR_LIMIT = 999999999 };
#define NANOS_PER_DAY (SECONDS_PER_DAY * NANOS_PER_SECOND)

typedef enum ZoneKind { ZONE_NONE, ZONE_OFFSET, ZONE_NAMED } ZoneKind;

// A time of day (days is 0) or a date and time, as a clock on the wall shows it.
typedef struct Moment {
    int64_t days; // since 1970-01-01
    int64_t nanos;
    ZoneKind zone;
    int32_t offset; // seconds east of UTC
    const Zone *named;
} Moment;

typedef struct Day {
    int64_t year;
    int month;
    int day;
} Day;

bool day_is_real(Day day);
int64_t day_to_number(Day day); // days since 1970-01-01
Day day_from_number(int64_t days);
int days_in_month(int64_t year, int month);
int day_weekday(int64_t days); // 1 Monday ... 7 Sunday
bool days_are_in_range(int64_t days);

FeelValue temporal_date(int64_t days); // null outside the years
FeelValue temporal_time(Arena *arena, Moment moment);
FeelValue temporal_date_time(Arena *arena, Moment moment); // null outside the years
FeelValue temporal_months(int64_t months);
FeelValue temporal_nanos(Arena *arena, Nanos nanos); // null past 10^9 years
Moment temporal_moment(FeelValue value);             // of a date (midnight), time or date and time
Nanos temporal_duration(FeelValue days_duration);
// Nanoseconds since 1970-01-01T00:00 UTC; without zone: as if UTC.
Nanos moment_instant(Moment moment);
// Moves the hands of the clock; the days may leave the range.
Moment moment_add(Moment moment, Nanos nanos);
// Moves a date and time by what really passes: in a named zone its offset may change on the way.
Moment moment_pass(Moment moment, Nanos nanos);
// The same day n months on, or the last day of that month.
int64_t days_add_months(int64_t days, int64_t months);

// The whole text, else null.
FeelValue temporal_parse_date(Str text);
FeelValue temporal_parse_time(Arena *arena, Str text);
FeelValue temporal_parse_date_time(Arena *arena, Str text);
FeelValue temporal_parse_duration(Arena *arena, Str text);
// What @"..." may hold: any of the above.
FeelValue temporal_parse(Arena *arena, Str text);
void temporal_format(FeelValue value, Text *out);
#endif

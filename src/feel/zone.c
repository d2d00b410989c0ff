// SPDX-License-Identifier: Apache-2.0
#include "feel/zone.h"
#include "base/check.h"
#include "feel/temporal.h"

enum { HOUR = 3600, LAST_WEEK = 5, SUNDAY = 7 };

// The Sunday on which clocks change, and the hour: of standard time there, or of UTC.
typedef struct Change {
    int month;
    int week; // 1 the first Sunday, LAST_WEEK the last
    int hour;
} Change;

typedef struct SummerTime {
    Change start;
    Change end;
    bool is_utc;
} SummerTime;

static const SummerTime european = {{3, LAST_WEEK, 1}, {10, LAST_WEEK, 1}, true};
static const SummerTime american = {{3, 2, 2}, {11, 1, 1}, false};
static const SummerTime australian = {{10, 1, 2}, {4, 1, 2}, false};
static const SummerTime new_zealand = {{9, LAST_WEEK, 2}, {4, 1, 2}, false};

struct Zone {
    Str name;
    int32_t offset;
    const SummerTime *summer; // NULL: none
};

#define NAMED(text)                                                                                \
    { (text), sizeof(text) - 1 }

static const Zone zones[] = {
    {NAMED("Asia/Shanghai"), 8 * HOUR, NULL},
    {NAMED("Asia/Chongqing"), 8 * HOUR, NULL},
    {NAMED("Asia/Urumqi"), 6 * HOUR, NULL},
    {NAMED("Asia/Hong_Kong"), 8 * HOUR, NULL},
    {NAMED("Asia/Macau"), 8 * HOUR, NULL},
    {NAMED("Asia/Taipei"), 8 * HOUR, NULL},
    {NAMED("Asia/Tokyo"), 9 * HOUR, NULL},
    {NAMED("Asia/Seoul"), 9 * HOUR, NULL},
    {NAMED("Asia/Singapore"), 8 * HOUR, NULL},
    {NAMED("Asia/Bangkok"), 7 * HOUR, NULL},
    {NAMED("Asia/Dhaka"), 6 * HOUR, NULL},
    {NAMED("Asia/Kolkata"), 5 * HOUR + HOUR / 2, NULL},
    {NAMED("Asia/Dubai"), 4 * HOUR, NULL},
    {NAMED("Europe/Moscow"), 3 * HOUR, NULL},
    {NAMED("Europe/Istanbul"), 3 * HOUR, NULL},
    {NAMED("Europe/Athens"), 2 * HOUR, &european},
    {NAMED("Europe/Helsinki"), 2 * HOUR, &european},
    {NAMED("Europe/Kiev"), 2 * HOUR, &european},
    {NAMED("Europe/Paris"), HOUR, &european},
    {NAMED("Europe/Berlin"), HOUR, &european},
    {NAMED("Europe/Madrid"), HOUR, &european},
    {NAMED("Europe/Rome"), HOUR, &european},
    {NAMED("Europe/Vienna"), HOUR, &european},
    {NAMED("Europe/Zurich"), HOUR, &european},
    {NAMED("Europe/Brussels"), HOUR, &european},
    {NAMED("Europe/Amsterdam"), HOUR, &european},
    {NAMED("Europe/Warsaw"), HOUR, &european},
    {NAMED("Europe/Stockholm"), HOUR, &european},
    {NAMED("Europe/London"), 0, &european},
    {NAMED("Europe/Lisbon"), 0, &european},
    {NAMED("America/New_York"), -5 * HOUR, &american},
    {NAMED("America/Toronto"), -5 * HOUR, &american},
    {NAMED("America/Chicago"), -6 * HOUR, &american},
    {NAMED("America/Denver"), -7 * HOUR, &american},
    {NAMED("America/Phoenix"), -7 * HOUR, NULL},
    {NAMED("America/Los_Angeles"), -8 * HOUR, &american},
    {NAMED("America/Sao_Paulo"), -3 * HOUR, NULL},
    {NAMED("Africa/Johannesburg"), 2 * HOUR, NULL},
    {NAMED("Africa/Lagos"), HOUR, NULL},
    {NAMED("Australia/Sydney"), 10 * HOUR, &australian},
    {NAMED("Australia/Melbourne"), 10 * HOUR, &australian},
    {NAMED("Australia/Brisbane"), 10 * HOUR, NULL},
    {NAMED("Australia/Perth"), 8 * HOUR, NULL},
    {NAMED("Pacific/Auckland"), 12 * HOUR, &new_zealand},
    {NAMED("Etc/UTC"), 0, NULL},
    {NAMED("Etc/GMT"), 0, NULL},
    {NAMED("UTC"), 0, NULL},
    {NAMED("GMT"), 0, NULL},
};

const Zone *zone_find(Str name) {
    for (size_t i = 0; i < ARRAY_COUNT(zones); i++) {
        if (str_equal(zones[i].name, name)) {
            return &zones[i];
        }
    }
    return NULL;
}

Str zone_name(const Zone *zone) {
    return zone->name;
}

int32_t zone_standard_offset(const Zone *zone) {
    return zone->offset;
}

// The second since 1970-01-01 of standard time at which clocks change in that year.
static int64_t change_in(const Zone *zone, int64_t year, Change change) {
    int64_t day = 0;
    if (change.week == LAST_WEEK) {
        day = day_to_number((Day){year, change.month, days_in_month(year, change.month)});
        day -= day_weekday(day) % SUNDAY;
    } else {
        day = day_to_number((Day){year, change.month, 1});
        day += SUNDAY - day_weekday(day) + 7 * (int64_t)(change.week - 1);
    }
    return day * SECONDS_PER_DAY + (int64_t)change.hour * HOUR +
           (zone->summer->is_utc ? zone->offset : 0);
}

static bool is_summer(const Zone *zone, int64_t standard_second) {
    int64_t second = standard_second % SECONDS_PER_DAY;
    int64_t days = (standard_second - second) / SECONDS_PER_DAY - (second < 0 ? 1 : 0);
    int64_t year = day_from_number(days).year;
    int64_t start = change_in(zone, year, zone->summer->start);
    int64_t end = change_in(zone, year, zone->summer->end);
    return start < end ? standard_second >= start && standard_second < end
                       : standard_second >= start || standard_second < end;
}

int32_t zone_offset_at(const Zone *zone, int64_t utc_second) {
    bool has_summer = zone->summer != NULL && is_summer(zone, utc_second + zone->offset);
    return zone->offset + (has_summer ? HOUR : 0);
}

int32_t zone_offset(const Zone *zone, int64_t days, int64_t second) {
    // What the clock shows if it is summer there, as standard time.
    int64_t standard = days * SECONDS_PER_DAY + second - HOUR;
    bool has_summer = zone->summer != NULL && is_summer(zone, standard);
    return zone->offset + (has_summer ? HOUR : 0);
}

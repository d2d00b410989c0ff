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

typedef enum Rule {
    RULE_NONE,
    RULE_EUROPEAN,
    RULE_AMERICAN,
    RULE_AUSTRALIAN,
    RULE_NEW_ZEALAND
} Rule;

static const SummerTime rules[] = {
    [RULE_EUROPEAN] = {{3, LAST_WEEK, 1}, {10, LAST_WEEK, 1}, true},
    [RULE_AMERICAN] = {{3, 2, 2}, {11, 1, 1}, false},
    [RULE_AUSTRALIAN] = {{10, 1, 2}, {4, 1, 2}, false},
    [RULE_NEW_ZEALAND] = {{9, LAST_WEEK, 2}, {4, 1, 2}, false},
};

struct Zone {
    Str name;
    int32_t offset;
    Rule rule;
};

static const Zone zones[] = {
#define ZONE(name, offset, rule) {{(name), sizeof(name) - 1}, offset, RULE_##rule},
#include "feel/zones.def"
#undef ZONE
};

const Zone *zone_find(Str name) {
    size_t low = 0;
    size_t high = ARRAY_COUNT(zones);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(zones[middle].name, name);
        if (order == 0) {
            return &zones[middle];
        }
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
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
           (rules[zone->rule].is_utc ? zone->offset : 0);
}

static bool is_summer(const Zone *zone, int64_t standard_second) {
    int64_t second = standard_second % SECONDS_PER_DAY;
    int64_t days = (standard_second - second) / SECONDS_PER_DAY - (second < 0 ? 1 : 0);
    int64_t year = day_from_number(days).year;
    int64_t start = change_in(zone, year, rules[zone->rule].start);
    int64_t end = change_in(zone, year, rules[zone->rule].end);
    return start < end ? standard_second >= start && standard_second < end
                       : standard_second >= start || standard_second < end;
}

int32_t zone_offset_at(const Zone *zone, int64_t utc_second) {
    bool has_summer = zone->rule != RULE_NONE && is_summer(zone, utc_second + zone->offset);
    return zone->offset + (has_summer ? HOUR : 0);
}

int32_t zone_offset(const Zone *zone, int64_t days, int64_t second) {
    // What the clock shows if it is summer there, as standard time.
    int64_t standard = days * SECONDS_PER_DAY + second - HOUR;
    bool has_summer = zone->rule != RULE_NONE && is_summer(zone, standard);
    return zone->offset + (has_summer ? HOUR : 0);
}

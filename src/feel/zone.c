// SPDX-License-Identifier: Apache-2.0
#include "feel/zone.h"
#include "base/check.h"
#include "feel/temporal.h"

enum { MINUTE = 60, HOUR = 3600, LAST_WEEK = 5, WEEKDAYS = 7 };

// The day on which clocks change, and the minute after its midnight: of standard time there, or of
// UTC. It may lie in a day before or after.
typedef struct Change {
    int month;
    int week; // 1 the first such weekday, LAST_WEEK the last
    int weekday;
    int minute;
} Change;

typedef struct SummerTime {
    Change start;
    Change end;
    bool is_utc;
    int32_t shift; // seconds that clocks go forward
} SummerTime;

typedef enum Rule {
    RULE_NONE,
    RULE_MOROCCAN, // no summer time, but weeks around Ramadan an hour behind
#define SUMMER(rule, m1, w1, d1, t1, m2, w2, d2, t2, is_utc, shift) RULE_##rule,
#define TURNED_BACK(from, to)
#define ZONE(name, offset, rule)
#include "feel/zones.def"
#undef SUMMER
} Rule;

static const SummerTime rules[] = {
#define SUMMER(rule, m1, w1, d1, t1, m2, w2, d2, t2, is_utc, shift)                                \
    [RULE_##rule] = {{m1, w1, d1, t1}, {m2, w2, d2, t2}, is_utc, (shift)*MINUTE},
#include "feel/zones.def"
#undef SUMMER
#define SUMMER(rule, m1, w1, d1, t1, m2, w2, d2, t2, is_utc, shift)
#undef TURNED_BACK
};

static const int64_t turned_back[][2] = {
#define TURNED_BACK(from, to) {from, to},
#include "feel/zones.def"
#undef TURNED_BACK
#define TURNED_BACK(from, to)
#undef ZONE
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
#undef SUMMER
#undef TURNED_BACK
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
        day -= (day_weekday(day) - change.weekday + WEEKDAYS) % WEEKDAYS;
    } else {
        day = day_to_number((Day){year, change.month, 1});
        day += (change.weekday - day_weekday(day) + WEEKDAYS) % WEEKDAYS +
               WEEKDAYS * (int64_t)(change.week - 1);
    }
    return day * SECONDS_PER_DAY + (int64_t)change.minute * MINUTE +
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

// By how much the clocks differ from the zone's standard time at this second of UTC.
static int32_t shift_at(const Zone *zone, int64_t utc_second) {
    if (zone->rule == RULE_NONE) {
        return 0;
    }
    if (zone->rule != RULE_MOROCCAN) {
        return is_summer(zone, utc_second + zone->offset) ? rules[zone->rule].shift : 0;
    }
    for (size_t i = 0; i < ARRAY_COUNT(turned_back); i++) {
        if (utc_second >= turned_back[i][0] && utc_second < turned_back[i][1]) {
            return -HOUR;
        }
    }
    return 0;
}

int32_t zone_offset_at(const Zone *zone, int64_t utc_second) {
    return zone->offset + shift_at(zone, utc_second);
}

int32_t zone_offset(const Zone *zone, int64_t days, int64_t second) {
    // What the clock shows, as UTC, if it is as far ahead there as it ever is.
    int64_t ahead = zone->offset + rules[zone->rule].shift;
    int64_t utc_second = days * SECONDS_PER_DAY + second - ahead;
    return zone_offset_at(zone, utc_second);
}

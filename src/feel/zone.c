// SPDX-License-Identifier: Apache-2.0
#include "feel/zone.h"
#include "feel/temporal.h"
#include "feel/zone_table.h"

enum { LAST_WEEK = 5, WEEKDAYS = 7 };

const Zone *zone_find(Str name) {
    size_t low = 0;
    size_t high = zone_count;
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
    return zone->standard;
}

// The second since 1970-01-01 of standard time at which clocks change in that year.
static int64_t change_in(int64_t year, ZoneChange change) {
    int64_t day = 0;
    if (change.week == LAST_WEEK) {
        day = day_to_number((Day){year, change.month, days_in_month(year, change.month)});
        day -= (day_weekday(day) - change.weekday + WEEKDAYS) % WEEKDAYS;
    } else {
        day = day_to_number((Day){year, change.month, 1});
        day += (change.weekday - day_weekday(day) + WEEKDAYS) % WEEKDAYS +
               WEEKDAYS * (int64_t)(change.week - 1);
    }
    return day * SECONDS_PER_DAY + change.second;
}

static bool is_summer(const Zone *zone, int64_t standard_second) {
    int64_t second = standard_second % SECONDS_PER_DAY;
    int64_t days = (standard_second - second) / SECONDS_PER_DAY - (second < 0 ? 1 : 0);
    int64_t year = day_from_number(days).year;
    int64_t start = change_in(year, zone->start);
    int64_t end = change_in(year, zone->end);
    return start < end ? standard_second >= start && standard_second < end
                       : standard_second >= start || standard_second < end;
}

static int32_t offset_by_rule(const Zone *zone, int64_t utc_second) {
    return zone->standard +
           (zone->shift != 0 && is_summer(zone, utc_second + zone->standard) ? zone->shift : 0);
}

int32_t zone_offset_at(const Zone *zone, int64_t utc_second) {
    size_t low = zone->change;
    size_t high = low + zone->change_count;
    if (low == high || utc_second >= zone_changes[high - 1]) {
        return offset_by_rule(zone, utc_second);
    }
    while (low < high) { // the first change after that second
        size_t middle = low + (high - low) / 2;
        low = zone_changes[middle] <= utc_second ? middle + 1 : low;
        high = zone_changes[middle] <= utc_second ? high : middle;
    }
    return low == zone->change ? zone->first_offset : zone_offsets[low - 1];
}

int32_t zone_offset(const Zone *zone, int64_t days, int64_t second) {
    int64_t shown = days * SECONDS_PER_DAY + second;
    int32_t before = zone_offset_at(zone, shown - SECONDS_PER_DAY);
    int32_t after = zone_offset_at(zone, shown + SECONDS_PER_DAY);
    return zone_offset_at(zone, shown - before) != before &&
                   zone_offset_at(zone, shown - after) == after
               ? after
               : before;
}

// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_ZONE_TABLE_H
#define FEEL_ZONE_TABLE_H
// The tz database as tools/zone-table writes it at build time from the machine's own.
#include "feel/zone.h"

// A day of the year on which clocks change, and the second after its midnight, of standard time
// there. It may lie in a day before or after.
typedef struct ZoneChange {
    int month;
    int week; // 1 the first such weekday, 5 the last
    int weekday;
    int32_t second;
} ZoneChange;

struct Zone {
    Str name;
    int32_t first_offset; // before the first change: the mean time of the place
    uint32_t change;      // its changes in zone_changes and zone_offsets, from here
    uint32_t change_count;
    int32_t standard; // the rule after its last change: seconds east of UTC,
    int32_t shift;    // and how far summer time is ahead of them; 0: there is none
    ZoneChange start, end;
};

extern const int64_t zone_changes[]; // seconds of UTC since 1970-01-01, ascending in a zone
extern const int32_t zone_offsets[]; // what holds from there on
extern const Zone zones[];           // by name
extern const size_t zone_count;
#endif

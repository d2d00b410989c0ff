// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_ZONE_H
#define FEEL_ZONE_H
// Named time zones ("Asia/Shanghai", "Europe/Paris"): all of the tz database that the program was
// built with, each with its whole history; far years follow its present rules.
#include "base/str.h"

typedef struct Zone Zone;

const Zone *zone_find(Str name); // NULL: not known; names are case-sensitive
Str zone_name(const Zone *zone);
int32_t zone_standard_offset(const Zone *zone); // seconds east of UTC, without summer time
int32_t zone_offset_at(const Zone *zone, int64_t utc_second); // since 1970-01-01
// The offset when clocks there show this day (since 1970-01-01) and second. An hour that comes
// twice is the first one; one that is left out has the offset before it.
int32_t zone_offset(const Zone *zone, int64_t days, int64_t second);
#endif

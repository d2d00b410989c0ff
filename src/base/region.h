// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_REGION_H
#define BASE_REGION_H
// Region: the 12-digit statistical code (province 2, city 2, county 2, township 3, village 3) as a
// number. Shorter codes are filled with zeros on the right: 330303 is 330303000000. 0 is "not
// known".
#include "base/str.h"

typedef struct Region {
    int64_t code;
} Region;

enum {
    REGION_LEVEL_PROVINCE = 1,
    REGION_LEVEL_CITY,
    REGION_LEVEL_COUNTY,
    REGION_LEVEL_TOWNSHIP,
    REGION_LEVEL_VILLAGE
};

bool region_parse(Str text, Region *out_region);  // 2, 4, 6, 9 or 12 digits
int region_level(Region region);                  // 1..5; 0 for not known
Region region_at_level(Region region, int level); // its ancestor (or itself)
Region region_last(Region region);                // the last code within it; not known: itself
bool region_contains(Region outer, Region inner);
#endif

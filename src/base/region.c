// SPDX-License-Identifier: Apache-2.0
#include "base/region.h"
#include "base/check.h"
#include "base/scan_private.h"

enum { REGION_DIGITS = 12 };

// What a code of each level counts in: a province is a multiple of 10^10, a village of 1.
static const int64_t REGION_UNIT[] = {
    [REGION_LEVEL_PROVINCE] = INT64_C(10000000000),
    [REGION_LEVEL_CITY] = INT64_C(100000000),
    [REGION_LEVEL_COUNTY] = 1000000,
    [REGION_LEVEL_TOWNSHIP] = 1000,
    [REGION_LEVEL_VILLAGE] = 1,
};

bool region_parse(Str text, Region *out_region) {
    text = str_trim(text);
    if (text.length > SCAN_TEXT_MAX) {
        return false;
    }
    Scan scan = {.text = text};
    int64_t code = 0;
    int digits = scan_digits(&scan, &code);
    bool is_known_length = digits == 2 || digits == 4 || digits == 6 || digits == 9 || digits == 12;
    if (!is_known_length || !scan_is_at_end(&scan)) {
        return false;
    }
    for (int i = digits; i < REGION_DIGITS; i++) {
        code *= 10;
    }
    if (code < REGION_UNIT[REGION_LEVEL_PROVINCE]) {
        return false;
    }
    out_region->code = code;
    return true;
}

// The last part that is not zero tells: some cities have townships and no counties (441900003000).
int region_level(Region region) {
    if (region.code <= 0) {
        return 0;
    }
    for (int level = REGION_LEVEL_PROVINCE; level < REGION_LEVEL_VILLAGE; level++) {
        if (region.code % REGION_UNIT[level] == 0) {
            return level;
        }
    }
    return REGION_LEVEL_VILLAGE;
}

Region region_at_level(Region region, int level) {
    CHECK(level >= REGION_LEVEL_PROVINCE && level <= REGION_LEVEL_VILLAGE);
    return (Region){region.code - region.code % REGION_UNIT[level]};
}

Region region_last(Region region) {
    int level = region_level(region);
    return level == 0 ? region : (Region){region.code + REGION_UNIT[level] - 1};
}

bool region_contains(Region outer, Region inner) {
    int level = region_level(outer);
    return level != 0 && inner.code > 0 && region_at_level(inner, level).code == outer.code;
}

// SPDX-License-Identifier: Apache-2.0
#include "domain/unit.h"

static Str english_words(Str unit, Str value) {
    size_t at = 0;
    if (str_equal(unit, STR("share"))) {
        return STR("");
    }
    if (!str_equal(value, STR("1")) || !str_ends_with(unit, STR("s")) ||
        str_find(unit, STR(" per "), &at)) {
        return unit;
    }
    return str_equal(unit, STR("counties")) ? STR("county") : str_slice(unit, 0, unit.length - 1);
}

Str unit_words(Str unit, Str value, bool is_english) {
    // As the policy packs write them, which is English; the live page has the same table.
    static const char *const WORDS[][2] = {
        {"yuan", "元"},
        {"yuan per 12 months", "元/12个月"},
        {"yuan per month", "元/月"},
        {"yuan per year", "元/年"},
        {"yuan per person and month", "元/人·月"},
        {"rows", "条"},
        {"months", "个月"},
        {"years", "岁"},
        {"vehicles", "辆"},
        {"homes", "套"},
        {"square metres", "平方米"},
        {"persons", "人"},
        {"units", "处"},
        {"level", "级"},
        {"sources", "个来源"},
        {"roles", "项"},
        {"programmes", "项"},
        {"counties", "个区县"},
        {"times", "倍"},
        {"share", ""},
    };
    if (is_english) {
        return english_words(unit, value);
    }
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        if (str_equal(unit, str_from(WORDS[i][0]))) {
            return str_from(WORDS[i][1]);
        }
    }
    return unit;
}

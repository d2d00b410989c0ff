// SPDX-License-Identifier: Apache-2.0
#include "cli/words.h"

#include "domain/category.h"

typedef struct Entry {
    const char *id;
    Words words;
} Entry;

static Str find(const Cli *cli, const Entry *entries, size_t count, Str id) {
    for (size_t i = 0; i < count; i++) {
        if (str_equal(id, str_from(entries[i].id))) {
            return str_from(cli_words(cli, entries[i].words.chinese, entries[i].words.english));
        }
    }
    return id;
}

Str words_urgency(const Cli *cli, Str id) {
    static const Entry entries[] = {{"red", {"红", "red"}},
                                    {"orange", {"橙", "orange"}},
                                    {"yellow", {"黄", "yellow"}},
                                    {"blue", {"蓝", "blue"}}};
    return find(cli, entries, ARRAY_COUNT(entries), id);
}

Str words_direction(const Cli *cli, Str id) {
    static const Entry entries[] = {
        {"help", {"帮扶", "help"}}, {"exit", {"退出", "exit"}}, {"verify", {"核实", "verify"}}};
    return find(cli, entries, ARRAY_COUNT(entries), id);
}

// As the policy packs write them; the live page has the same table.
Str words_unit(const Cli *cli, Str unit, Str value) {
    static const Entry entries[] = {
        {"yuan", {"元", "yuan"}},
        {"yuan per 12 months", {"元/12个月", "yuan per 12 months"}},
        {"yuan per month", {"元/月", "yuan per month"}},
        {"yuan per year", {"元/年", "yuan per year"}},
        {"yuan per person and month", {"元/人·月", "yuan per person and month"}},
        {"rows", {"条", "rows"}},
        {"months", {"个月", "months"}},
        {"years", {"岁", "years"}},
        {"vehicles", {"辆", "vehicles"}},
        {"homes", {"套", "homes"}},
        {"square metres", {"平方米", "square metres"}},
        {"persons", {"人", "persons"}},
        {"units", {"处", "units"}},
        {"level", {"级", "level"}},
        {"sources", {"个来源", "sources"}},
        {"roles", {"项", "roles"}},
        {"programmes", {"项", "programmes"}},
        {"counties", {"个区县", "counties"}},
        {"times", {"倍", "times"}},
        {"share", {"", ""}},
    };
    size_t at = 0;
    if (cli->is_english && str_equal(value, STR("1")) && str_ends_with(unit, STR("s")) &&
        !str_find(unit, STR(" per "), &at)) { // 1 month
        return str_equal(unit, STR("counties")) ? STR("county")
                                                : str_slice(unit, 0, unit.length - 1);
    }
    return find(cli, entries, ARRAY_COUNT(entries), unit);
}

Str words_finding(const Cli *cli, Str id) {
    static const Entry entries[] = {
        {"should_be_helped", {"应保未保", "should be helped but is not"}},
        {"should_not_be_helped", {"应退未退", "is helped but should not be"}},
        {"undetermined", {"无法判定", "undetermined"}}};
    return find(cli, entries, ARRAY_COUNT(entries), id);
}

Str words_category(const Cli *cli, Str id) {
    for (int i = 0; i <= CATEGORY_NONE; i++) {
        if (str_equal(str_from(category_id((Category)i)), id)) {
            return category_words((Category)i, cli->is_english);
        }
    }
    return id;
}

Str words_registered(const Cli *cli, Str id) {
    for (int i = 0; i <= REGISTERED_DESTITUTE; i++) {
        if (str_equal(str_from(registered_id((RegisteredClass)i)), id)) {
            return registered_words((RegisteredClass)i, cli->is_english);
        }
    }
    return id;
}

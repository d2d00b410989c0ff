// SPDX-License-Identifier: Apache-2.0
#include "cli/words.h"

#include "domain/category.h"
#include "domain/unit.h"

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

Str words_unit(const Cli *cli, Str unit, Str value) {
    return unit_words(unit, value, cli->is_english);
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

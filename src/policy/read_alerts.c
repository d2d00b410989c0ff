// SPDX-License-Identifier: Apache-2.0
// alerts.yaml. Decisions and values of rules are found later (bind.c).
#include "policy/source_private.h"

#include "base/check.h"

static const char *const RULE_KEYS =
    "name|english|code|feeds|about|direction|death rule|cool down days|decision|value|sentence|"
    "english sentence";
enum { COOL_DOWN_DAYS = 90, COOL_DOWN_DAYS_MAX = 3660 };

static void read_rule_feeds(Source *source, const YamlNode *node, AlertRule *rule) {
    Str *ids = NULL;
    size_t count = source_texts(source, node, "feeds", &ids);
    int line = node_line(node, "feeds");
    if (count == 0 || count > ARRAY_COUNT(rule->feeds)) {
        source_fail(source, line, "\"feeds\" needs 1 to %zu feeds", ARRAY_COUNT(rule->feeds));
        return;
    }
    for (size_t i = 0; i < count; i++) {
        rule->feeds[i] = pack_find_feed(source->pack, ids[i]);
        if (rule->feeds[i] < 0) {
            source_fail(source, line, "there is no feed " STR_FMT, STR_ARG(ids[i]));
        }
    }
    rule->feed_count = count;
}

static void read_rule(Source *source, Str id, const YamlNode *node, size_t index) {
    Pack *pack = source->pack;
    source_check_keys(source, node, RULE_KEYS);
    AlertRule rule = {
        .id = id,
        .name = source_text(source, node, "name"),
        .english = source_text(source, node, "english"),
        .code = source_text(source, node, "code"),
        .is_death_rule = source_flag(source, node, "death rule"),
        .cool_down_days =
            source_number(source, node, "cool down days", COOL_DOWN_DAYS, COOL_DOWN_DAYS_MAX),
        .decision = -1,
        .value_input = -1,
        .sentence = source_text(source, node, "sentence"),
        .sentence_english = source_text(source, node, "english sentence"),
    };
    rule.scope = (AlertScope)source_choice(source, source_text(source, node, "about"),
                                           node_line(node, "about"), "row|person|household");
    rule.direction =
        (AlertDirection)source_choice(source, source_text(source, node, "direction"),
                                      node_line(node, "direction"), "help|exit|verify");
    read_rule_feeds(source, node, &rule);
    if (index > 0 && str_compare(pack->rules[index - 1].id, id) >= 0) {
        source_fail(source, node->line, "the rules must stand in the order of their ids");
    }
    pack->rules[index] = rule;
    pack->rule_decisions[index] = source_text_or(source, node, "decision", rule.name);
    pack->rule_values[index] = source_text_or(source, node, "value", STR(""));
    pack->rule_lines[index] = node->line;
    pack->rule_count = index + 1;
}

void read_alerts(Source *source) {
    const YamlNode *root = source_open(source, "alerts.yaml");
    Pack *pack = source->pack;
    size_t room = root->count + 1;
    pack->rules = arena_alloc(&pack->arena, room, sizeof *pack->rules);
    pack->rule_decisions = arena_alloc(&pack->arena, room, sizeof(Str));
    pack->rule_values = arena_alloc(&pack->arena, room, sizeof(Str));
    pack->rule_lines = arena_alloc(&pack->arena, room, sizeof(int));
    for (size_t i = 0; i < root->count && source_is_fine(source); i++) {
        read_rule(source, root->keys[i], &root->items[i], i);
    }
}

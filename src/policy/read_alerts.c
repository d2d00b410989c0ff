// SPDX-License-Identifier: Apache-2.0
// alerts.yaml. Decisions and values of rules are found later (bind.c).
#include "policy/reader_private.h"

#include "base/check.h"

static const char *const RULE_KEYS =
    "name|english|code|feeds|about|direction|death rule|cool down days|decision|value|sentence|"
    "english sentence";
enum { COOL_DOWN_DAYS = 90, COOL_DOWN_DAYS_MAX = 3660 };

static void read_rule_feeds(PackReader *reader, const YamlNode *node, AlertRule *rule) {
    Str *ids = NULL;
    size_t count = reader_texts(reader, node, "feeds", &ids);
    int line = node_line(node, "feeds");
    if (count == 0 || count > ARRAY_COUNT(rule->feeds)) {
        reader_fail(reader, line, "\"feeds\" needs 1 to %zu feeds", ARRAY_COUNT(rule->feeds));
        return;
    }
    for (size_t i = 0; i < count; i++) {
        rule->feeds[i] = pack_find_feed(reader->pack, ids[i]);
        if (rule->feeds[i] < 0) {
            reader_fail(reader, line, "there is no feed " STR_FMT, STR_ARG(ids[i]));
        }
    }
    rule->feed_count = count;
}

static void read_rule(PackReader *reader, Str id, const YamlNode *node, size_t index) {
    Pack *pack = reader->pack;
    reader_check_keys(reader, node, RULE_KEYS);
    AlertRule rule = {
        .id = id,
        .name = reader_text(reader, node, "name"),
        .english = reader_text(reader, node, "english"),
        .code = reader_text(reader, node, "code"),
        .is_death_rule = reader_flag(reader, node, "death rule"),
        .cool_down_days =
            reader_number(reader, node, "cool down days", COOL_DOWN_DAYS, COOL_DOWN_DAYS_MAX),
        .decision = -1,
        .value_input = -1,
        .sentence = reader_text(reader, node, "sentence"),
        .sentence_english = reader_text(reader, node, "english sentence"),
    };
    rule.scope = (AlertScope)reader_choice(reader, reader_text(reader, node, "about"),
                                           node_line(node, "about"), "row|person|household");
    rule.direction =
        (AlertDirection)reader_choice(reader, reader_text(reader, node, "direction"),
                                      node_line(node, "direction"), "help|exit|verify");
    read_rule_feeds(reader, node, &rule);
    if (index > 0 && str_compare(pack->rules[index - 1].id, id) >= 0) {
        reader_fail(reader, node->line, "the rules must stand in the order of their ids");
    }
    pack->rules[index] = rule;
    pack->rule_decisions[index] = reader_text_or(reader, node, "decision", rule.name);
    pack->rule_values[index] = reader_text_or(reader, node, "value", STR(""));
    pack->rule_lines[index] = node->line;
    pack->rule_count = index + 1;
}

void read_alerts(PackReader *reader) {
    const YamlNode *root = reader_open(reader, "alerts.yaml");
    Pack *pack = reader->pack;
    size_t room = root->count + 1;
    pack->rules = arena_alloc(&pack->arena, room, sizeof *pack->rules);
    pack->rule_decisions = arena_alloc(&pack->arena, room, sizeof(Str));
    pack->rule_values = arena_alloc(&pack->arena, room, sizeof(Str));
    pack->rule_lines = arena_alloc(&pack->arena, room, sizeof(int));
    for (size_t i = 0; i < root->count && reader_is_fine(reader); i++) {
        read_rule(reader, root->keys[i], &root->items[i], i);
    }
}

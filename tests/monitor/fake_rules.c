// SPDX-License-Identifier: Apache-2.0
#include "monitor/fake_rules.h"
#include <string.h>

static Scalar word(const char *text) {
    return text[0] == '\0' ? SCALAR_NONE : scalar_text(str_from(text));
}

static Scalar decide_spending(const Scalar *inputs) { // own_12m, limit
    if (inputs[0].number > 3 * inputs[1].number) {
        return word("红");
    }
    return word(inputs[0].number > inputs[1].number ? "橙" : "");
}

static Scalar decide_stay(const Scalar *inputs) { // row: type, own part
    bool is_stay = str_equal(inputs[0].text, STR("21"));
    return word(is_stay && inputs[1].number > 600000 ? "黄" : "");
}

static Scalar decide_illness(const Scalar *inputs) { // before, now
    return word(inputs[0].number == 0 && inputs[1].number > 0 ? "蓝" : "");
}

static Scalar decide_newborn(const Scalar *inputs) { // children added
    return word(inputs[0].number > 0 ? "橙" : "");
}

static Scalar decide_death(const Scalar *inputs) { // dead before, dead now, class before
    bool is_registered = inputs[2].type == SCALAR_TEXT && !str_equal(inputs[2].text, STR("无"));
    return word(inputs[0].number == 0 && inputs[1].number != 0 && is_registered ? "红" : "");
}

static Scalar decide_wages(const Scalar *inputs) { // household before, now
    bool is_known = inputs[0].type != SCALAR_NULL && inputs[1].type != SCALAR_NULL;
    return word(is_known && inputs[1].number > inputs[0].number ? "黄" : "");
}

typedef struct RuleInput {
    InputKind kind;
    const char *name; // fact, parameter or field
} RuleInput;

static int input_index(const Pack *pack, const RuleInput *input, int feed) {
    switch (input->kind) {
    case INPUT_FACT:
    case INPUT_FACT_BEFORE: return fake_find_fact(pack, input->name);
    case INPUT_ROW: {
        const FeedContract *contract = pack_feed(pack, (size_t)feed);
        for (size_t i = 0; i < contract->field_count; i++) {
            if (str_equal(contract->fields[i].name, str_from(input->name))) {
                return (int)i;
            }
        }
        return -1;
    }
    case INPUT_PARAMETER:
    case INPUT_CLOCK: break;
    }
    return 0;
}

static void rule(Pack *pack, AlertRule rule, const char *feed, FakeDecide decide,
                 const RuleInput *inputs, size_t count) {
    rule.decision = fake_decision(pack, rule.id.data, decide);
    rule.feeds[rule.feed_count++] = pack_find_feed(pack, str_from(feed));
    rule.cool_down_days = 90;
    for (size_t i = 0; i < count; i++) {
        fake_input(pack, rule.decision, inputs[i].kind,
                   input_index(pack, &inputs[i], rule.feeds[0]), inputs[i].name);
    }
    if (strcmp(feed, "F04") == 0) {
        rule.feeds[rule.feed_count++] = pack_find_feed(pack, STR("F06"));
    }
    fake_rule(pack, rule);
}

static const RuleInput SPENDING[] = {{INPUT_FACT, "own_12m"}, {INPUT_PARAMETER, "limit"}};
static const RuleInput STAY[] = {{INPUT_ROW, "med_type"}, {INPUT_ROW, "psn_part_amt"}};
static const RuleInput ILLNESS[] = {{INPUT_FACT_BEFORE, "critical"}, {INPUT_FACT, "critical"}};
static const RuleInput NEWBORN[] = {{INPUT_FACT, "children_added"}, {INPUT_CLOCK, "clock"}};
static const RuleInput DEATH[] = {{INPUT_FACT_BEFORE, "is_dead"},
                                  {INPUT_FACT, "is_dead"},
                                  {INPUT_FACT_BEFORE, "registered_class"}};
static const RuleInput WAGES[] = {{INPUT_FACT_BEFORE, "household_wages_1m"},
                                  {INPUT_FACT, "household_wages_1m"}};

Pack *fake_watched_county(void) {
    Pack *pack = fake_county();
    fake_parameter(pack, "limit", scalar_money((Money){500000}));
    rule(pack, (AlertRule){.id = STR("W01"), .scope = ALERT_SCOPE_PERSON}, "F01", decide_spending,
         SPENDING, 2);
    rule(pack, (AlertRule){.id = STR("W02"), .scope = ALERT_SCOPE_ROW, .value_input = 1}, "F01",
         decide_stay, STAY, 2);
    rule(pack, (AlertRule){.id = STR("W06"), .scope = ALERT_SCOPE_PERSON, .value_input = -1}, "F01",
         decide_illness, ILLNESS, 2);
    rule(pack, (AlertRule){.id = STR("W25"), .scope = ALERT_SCOPE_HOUSEHOLD, .value_input = -1},
         "F03", decide_newborn, NEWBORN, 2);
    rule(pack,
         (AlertRule){.id = STR("W27"),
                     .scope = ALERT_SCOPE_PERSON,
                     .direction = DIRECTION_EXIT,
                     .is_death_rule = true,
                     .value_input = -1},
         "F04", decide_death, DEATH, 3);
    rule(pack,
         (AlertRule){.id = STR("W76"),
                     .scope = ALERT_SCOPE_HOUSEHOLD,
                     .direction = DIRECTION_EXIT,
                     .value_input = -1},
         "F15", decide_wages, WAGES, 2);
    return pack;
}

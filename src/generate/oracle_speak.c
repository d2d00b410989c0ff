// SPDX-License-Identifier: Apache-2.0
// From a hit to an alert: the dead, cool-down, raising, lowering (docs/monitoring.md section 6).
#include "generate/oracle_private.h"

enum { COOL_DOWN_DAYS = 90, TOGETHER_DAYS = 90 };

static OracleDirection direction_of(OracleRule rule) {
    switch (rule) {
    case RULE_W27:
    case RULE_W29:
    case RULE_W67:
    case RULE_W69:
    case RULE_W71:
    case RULE_W73:
    case RULE_W76: return TO_EXIT;
    case RULE_W30:
    case RULE_W31:
    case RULE_W72:
    case RULE_W83: return TO_VERIFY;
    default: return TO_HELP;
    }
}

// True when the rule spoke of the same subject lately, and not of much less.
static bool is_cool(const Oracle *oracle, const Hit *hit, uint64_t key) {
    uint32_t index = table_find(&oracle->memory_keys, key);
    if (index == 0) {
        return false;
    }
    const Memory *memory = &oracle->memories[index - 1];
    if (oracle->clock.days - memory->day >= COOL_DOWN_DAYS) {
        return false;
    }
    return hit->value < 0 || 2 * hit->value < 3 * memory->value;
}

static void remember(Oracle *oracle, const Hit *hit, uint64_t key) {
    uint32_t index = table_find(&oracle->memory_keys, key);
    if (index == 0) {
        oracle->memories = room_for(oracle->memories, oracle->memory_count,
                                    &oracle->memory_capacity, sizeof *oracle->memories);
        index = (uint32_t)++oracle->memory_count;
        table_put(&oracle->memory_keys, key, index);
    }
    oracle->memories[index - 1] = (Memory){.day = oracle->clock.days, .value = hit->value};
}

static bool is_raised(const Oracle *oracle, const Hit *hit) {
    const KnownHouse *house = &oracle->houses[hit->house - 1];
    for (OracleRule rule = 0; rule < ORACLE_RULE_COUNT; rule++) {
        int32_t day = house->spoke[rule];
        if (rule != hit->rule && day != 0 && oracle->clock.days - (day - 1) <= TOGETHER_DAYS) {
            return true;
        }
    }
    return house_was_refused(oracle, hit->house);
}

// The person, or everybody in the household.
static bool is_about_dead(const Oracle *oracle, const Hit *hit) {
    if (hit->person != 0) {
        return known(oracle, hit->person)->death <= oracle->clock.days;
    }
    MemberWalk walk = members_living(oracle, hit->house);
    return member_step(oracle, &walk) == 0;
}

void hit_speak(Oracle *oracle, const Hit *hit) {
    OracleDirection direction = direction_of(hit->rule);
    OracleUrgency urgency = hit->urgency;
    bool is_death_rule = hit->rule == RULE_W27 || hit->rule == RULE_W28 || hit->rule == RULE_W29;
    if (is_about_dead(oracle, hit) && !is_death_rule) {
        return;
    }
    uint64_t key =
        key_of((uint64_t)hit->rule + 1, hit->person, hit->person == 0 ? hit->house : 0, 1);
    if (is_cool(oracle, hit, key)) {
        return;
    }
    remember(oracle, hit, key);
    if (direction == TO_HELP) {
        if (urgency != URGENCY_R && is_raised(oracle, hit)) {
            urgency++;
        }
        oracle->houses[hit->house - 1].spoke[hit->rule] = oracle->clock.days + 1;
    } else if (direction == TO_EXIT && house_is_in_grace(oracle, hit->house)) {
        direction = TO_VERIFY;
    }
    oracle->alerts = room_for(oracle->alerts, oracle->alert_count, &oracle->alert_capacity,
                              sizeof *oracle->alerts);
    oracle->alerts[oracle->alert_count++] =
        (OracleAlert){.date = oracle->clock,
                      .rule = hit->rule,
                      .urgency = urgency,
                      .direction = direction,
                      .household = oracle->houses[hit->house - 1].number,
                      .id = hit->person == 0 ? 0 : known(oracle, hit->person)->id,
                      .value = hit->value};
}

// SPDX-License-Identifier: Apache-2.0
#include "monitor/before.h"
#include "base/check.h"

void before_release(Before *before) {
    touched_release(&before->subjects);
    rows_of_release(&before->rows);
    arena_release(&before->arena);
    *before = (Before){0};
}

static bool rule_listens(const AlertRule *rule, int feed) {
    for (size_t i = 0; i < rule->feed_count; i++) {
        if (rule->feeds[i] == feed) {
            return true;
        }
    }
    return false;
}

static void rule_add(Before *before, const Pack *pack, int index) {
    const AlertRule *rule = pack_rule(pack, (size_t)index);
    const DecisionBinding *decision = pack_decision(pack, (size_t)rule->decision);
    BeforeRule *wanted = &before->rules[before->rule_count++];
    *wanted =
        (BeforeRule){.rule = index,
                     .inputs = arena_alloc(&before->arena, decision->input_count, sizeof(size_t))};
    for (size_t i = 0; i < decision->input_count; i++) {
        if (decision->inputs[i].kind == INPUT_FACT_BEFORE) {
            wanted->inputs[wanted->input_count++] = i;
        }
    }
}

static Scalar keep(Before *before, Scalar value) {
    if (value.type == SCALAR_TEXT) {
        value.text = arena_copy(&before->arena, value.text);
    }
    return value;
}

typedef struct Asking { // one subject's turn
    const Pack *pack;
    const Facts *facts;
    FactReader *reader;
    Date clock;
} Asking;

static void values_read(Before *before, BeforeRule *rule, const Asking *asking, size_t at,
                        PersonId person, HouseholdId household) {
    const AlertRule *definition = pack_rule(asking->pack, (size_t)rule->rule);
    const DecisionBinding *decision = pack_decision(asking->pack, (size_t)definition->decision);
    for (size_t i = 0; i < rule->input_count; i++) {
        int fact = decision->inputs[rule->inputs[i]].index;
        rule->values[at * rule->input_count + i] =
            keep(before, fact_reader_value(asking->reader, fact, person, household));
    }
}

static HouseholdId home_of(const Asking *asking, PersonId person) {
    const Registry *registry = facts_registry_const(asking->facts);
    if (person.number > registry_person_count(registry)) {
        return (HouseholdId){0};
    }
    return registry_household_on(registry, person, asking->clock);
}

static void rule_read(Before *before, BeforeRule *rule, const Asking *asking) {
    bool is_household = pack_rule(asking->pack, (size_t)rule->rule)->scope == ALERT_SCOPE_HOUSEHOLD;
    size_t count =
        is_household ? before->subjects.household_count + 1 : before->subjects.person_count;
    rule->values = arena_alloc(&before->arena, count * rule->input_count, sizeof(Scalar));
    if (!is_household) {
        for (size_t i = 0; i < count; i++) {
            PersonId person = before->subjects.persons[i];
            values_read(before, rule, asking, i, person, home_of(asking, person));
        }
        return;
    }
    for (size_t i = 0; i + 1 < count; i++) {
        values_read(before, rule, asking, i, (PersonId){0}, before->subjects.households[i]);
    }
    // Households that the batch will make: nobody lives there yet.
    values_read(before, rule, asking, count - 1, (PersonId){0}, (HouseholdId){0});
}

// Feeds that move nobody leave everybody where he lives.
static Status subjects_read(Before *before, const FeedContract *contract, const Facts *facts,
                            const Segment *segment, Error *error) {
    if (contract != NULL && contract->effect == FEED_EFFECT_NONE) {
        const Registry *registry = facts_registry_const(facts);
        before->rows = rows_of_batch(contract, registry, &segment->rows);
        before->subjects = rows_of_touched(&before->rows, registry, segment->head.clock);
        return STATUS_OK;
    }
    Status status = facts_touched(facts, segment, &before->subjects, error);
    return status == STATUS_OK ? facts_foresee(facts, segment, &before->subjects, error) : status;
}

Status before_read(Before *before, const Pack *pack, const Facts *facts, FactReader *reader,
                   const Segment *segment, Error *error) {
    *before = (Before){0};
    int feed = pack_find_feed(pack, segment->head.feed);
    const FeedContract *contract = feed < 0 ? NULL : pack_feed(pack, (size_t)feed);
    size_t rule_count = pack_rule_count(pack);
    before->rules = arena_alloc(&before->arena, rule_count, sizeof(BeforeRule));
    for (size_t i = 0; i < rule_count; i++) {
        if (rule_listens(pack_rule(pack, i), feed)) {
            rule_add(before, pack, (int)i);
        }
    }
    Status status = subjects_read(before, contract, facts, segment, error);
    Asking asking = {pack, facts, reader, segment->head.clock};
    for (size_t i = 0; status == STATUS_OK && i < before->rule_count; i++) {
        if (before->rules[i].input_count > 0) {
            rule_read(before, &before->rules[i], &asking);
        }
    }
    return status;
}

// Where the number stands among ascending numbers; count when it is not there.
static size_t place_of(const void *ids, size_t count, uint32_t number) {
    const uint32_t *numbers = ids;
    size_t from = 0;
    size_t to = count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (numbers[middle] < number) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from < count && numbers[from] == number ? from : count;
}

Scalar before_value(const Before *before, size_t rule_index, const AlertRule *rule,
                    uint32_t subject, size_t input) {
    const BeforeRule *known = &before->rules[rule_index];
    bool is_household = rule->scope == ALERT_SCOPE_HOUSEHOLD;
    size_t at =
        is_household
            ? place_of(before->subjects.households, before->subjects.household_count, subject)
            : place_of(before->subjects.persons, before->subjects.person_count, subject);
    CHECK(is_household || at < before->subjects.person_count);
    size_t column = 0;
    while (known->inputs[column] != input) {
        column++;
        CHECK(column < known->input_count);
    }
    return known->values[at * known->input_count + column];
}

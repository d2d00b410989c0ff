// SPDX-License-Identifier: Apache-2.0
#include "facts/catalogue.h"
#include "base/check.h"
#include "base/memory.h"

// Index of the number in a list without doubles, added when it is new; -2 when the list is full.
enum { LIST_FULL = -2 };
static int list_put(int *list, size_t *count, size_t maximum, int number) {
    for (size_t i = 0; i < *count; i++) {
        if (list[i] == number) {
            return (int)i;
        }
    }
    if (*count == maximum) {
        return LIST_FULL;
    }
    list[*count] = number;
    return (int)(*count)++;
}

static int keep_value(FeedPlan *plan, int field, size_t maximum) {
    return field < 0 ? -1 : list_put(plan->values, &plan->value_count, maximum, field);
}

static int keep_person(FeedPlan *plan, int field, size_t maximum) {
    return list_put(plan->persons, &plan->person_count, maximum, field);
}

static bool filter_equal(const FactFilter *a, const FactFilter *b) {
    if (a->field != b->field || a->value_count != b->value_count || a->is_prefix != b->is_prefix ||
        a->is_not != b->is_not) {
        return false;
    }
    for (size_t i = 0; i < a->value_count; i++) {
        if (!str_equal(a->values[i], b->values[i])) {
            return false;
        }
    }
    return true;
}

static bool filters_equal(const Fact *a, const Fact *b) {
    if (a->filter_count != b->filter_count) {
        return false;
    }
    for (size_t i = 0; i < a->filter_count; i++) {
        if (!filter_equal(&a->filters[i], &b->filters[i])) {
            return false;
        }
    }
    return true;
}

static int keep_selector(FeedPlan *plan, const Fact *fact) {
    for (size_t i = 0; i < plan->selector_count; i++) {
        if (filters_equal(plan->selectors[i], fact)) {
            return (int)i;
        }
    }
    if (plan->selector_count == FEED_SELECTORS_MAX) {
        return LIST_FULL;
    }
    plan->selectors[plan->selector_count] = fact;
    return (int)plan->selector_count++;
}

static int keep_group(FeedPlan *plan, const FactPlan *fact) {
    for (size_t i = 0; i < plan->group_count; i++) {
        SeriesGroup *group = &plan->groups[i];
        bool is_same = group->person_count == fact->person_count;
        for (size_t k = 0; is_same && k < fact->person_count; k++) {
            is_same = group->persons[k] == fact->persons[k];
        }
        if (is_same) {
            return (int)i;
        }
    }
    if (plan->group_count == FEED_GROUPS_MAX) {
        return LIST_FULL;
    }
    SeriesGroup *group = &plan->groups[plan->group_count];
    for (size_t k = 0; k < fact->person_count; k++) {
        group->persons[group->person_count++] = fact->persons[k];
    }
    return (int)plan->group_count++;
}

static int keep_series(SeriesGroup *group, const FactPlan *fact) {
    for (size_t i = 0; i < group->series_count; i++) {
        if (group->series[i].selector == fact->selector && group->series[i].value == fact->value) {
            return (int)i;
        }
    }
    if (group->series_count == GROUP_SERIES_MAX) {
        return LIST_FULL;
    }
    group->series[group->series_count] = (Series){fact->selector, fact->value};
    return (int)group->series_count++;
}

static bool plan_persons(FactPlan *plan, FeedPlan *feed, const Fact *fact) {
    const int *fields = fact->person_fields;
    size_t count = fact->person_field_count;
    if (count == 0) {
        fields = feed->contract->subject_fields;
        count = feed->contract->subject_count;
    }
    CHECK(count <= FACT_PERSONS_MAX);
    for (size_t i = 0; i < count; i++) {
        int person = keep_person(feed, fields[i], FEED_PERSONS_OF_FACTS_MAX);
        if (person < 0) {
            return false;
        }
        plan->persons[plan->person_count++] = person;
    }
    return true;
}

static bool is_from_rows(const Fact *fact) {
    switch (fact->aggregate) {
    case FACT_SUM:
    case FACT_COUNT:
    case FACT_MAX:
    case FACT_MIN:
    case FACT_LATEST:
    case FACT_DISTINCT: return fact->feed >= 0;
    case FACT_BUILT_IN: return fact->built_in == BUILT_IN_NAMED_IN_CARE && fact->feed >= 0;
    case FACT_MEMBERS_SUM:
    case FACT_MEMBERS_MAX:
    case FACT_MEMBERS_MIN:
    case FACT_MEMBERS_ANY:
    case FACT_MEMBERS_ALL:
    case FACT_DECISION: return false;
    }
    return false;
}

// Sums and counts run along as totals by month, unless they are about the live rows of a state
// feed as a whole.
static bool is_series(const Fact *fact, const FeedContract *contract) {
    bool is_additive = fact->aggregate == FACT_SUM || fact->aggregate == FACT_COUNT;
    return is_additive && !fact->active_only && (fact->window_months > 0 || !contract->is_state);
}

// False when a limit is too small for the fact; then the plan is of no use.
static bool plan_fact(Catalogue *catalogue, const Fact *fact, FactPlan *out_plan) {
    FactPlan plan = {.route = ROUTE_DERIVED};
    *out_plan = plan;
    if (!is_from_rows(fact)) {
        return true;
    }
    FeedPlan *feed = &catalogue->feeds[fact->feed];
    plan.feed = fact->feed;
    plan.selector = keep_selector(feed, fact);
    plan.value = fact->aggregate == FACT_COUNT
                     ? -1
                     : keep_value(feed, fact->field, FEED_VALUES_OF_FACTS_MAX);
    if (!plan_persons(&plan, feed, fact) || plan.selector == LIST_FULL || plan.value == LIST_FULL) {
        return false;
    }
    if (is_series(fact, feed->contract)) {
        plan.route = ROUTE_SERIES;
        plan.group = keep_group(feed, &plan);
        plan.series =
            plan.group == LIST_FULL ? LIST_FULL : keep_series(&feed->groups[plan.group], &plan);
    } else {
        plan.route = ROUTE_ROWS;
        feed->is_chained = true;
    }
    *out_plan = plan;
    return plan.series != LIST_FULL;
}

// Persons in the key are kept as such, if no fact asks for any other.
static void plan_key_person(FeedPlan *plan) {
    const FeedContract *contract = plan->contract;
    int persons[FEED_KEYS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < contract->key_count; i++) {
        if (contract->fields[contract->key_fields[i]].type == SCALAR_PERSON) {
            persons[count++] = contract->key_fields[i];
        }
    }
    if (plan->person_count == 0 && count == 1) {
        keep_person(plan, persons[0], FEED_PERSONS_MAX);
    }
    plan->settles = plan->person_count == 1 && count == 1 && plan->persons[0] == persons[0];
}

// The columns that every live row needs besides those that facts ask for.
static void plan_rows(FeedPlan *plan) {
    const FeedContract *contract = plan->contract;
    plan->version = keep_value(plan, contract->version_field, FEED_VALUES_MAX);
    plan->newborn = plan->subject = -1;
    for (size_t i = 0; i < contract->field_count; i++) {
        if (contract->fields[i].kind == FIELD_NEWBORN) {
            plan->newborn = keep_person(plan, (int)i, FEED_PERSONS_MAX);
        }
    }
    plan->event = plan->active_from = plan->active_to = -1;
    if (plan->is_chained) {
        plan->event = keep_value(plan, contract->event_field, FEED_VALUES_MAX);
        plan->active_from = keep_value(plan, contract->active_from_field, FEED_VALUES_MAX);
        plan->active_to = keep_value(plan, contract->active_to_field, FEED_VALUES_MAX);
        if (contract->subject_count > 0) {
            plan->subject = keep_person(plan, contract->subject_fields[0], FEED_PERSONS_MAX);
        }
    }
}

static int list_find(const int *list, size_t count, int number) {
    for (size_t i = 0; i < count; i++) {
        if (list[i] == number) {
            return (int)i;
        }
    }
    return -1;
}

static bool is_kept_exactly(const FeedPlan *plan, int field) {
    const FeedContract *contract = plan->contract;
    bool is_month = field == contract->event_field && contract->fields[field].type == SCALAR_MONTH;
    return is_month || contract->fields[field].kind == FIELD_NEWBORN ||
           list_find(contract->key_fields, contract->key_count, field) >= 0 ||
           list_find(plan->values, plan->value_count, field) >= 0 ||
           list_find(plan->persons, plan->person_count, field) >= 0;
}

static bool is_column_used(const FeedPlan *plan, int column) {
    if (column == KEPT_ACCEPTED) {
        return plan->is_chained;
    }
    if (column >= KEPT_PERSONS) {
        return (size_t)(column - KEPT_PERSONS) < plan->person_count;
    }
    if (column >= KEPT_VALUES && column < KEPT_MONTH) {
        return (size_t)(column - KEPT_VALUES) < plan->value_count;
    }
    if (column >= KEPT_KEYS && column < KEPT_UNSELECTED) {
        size_t key = (size_t)(column - KEPT_KEYS);
        return key < plan->contract->key_count &&
               (plan->keys[key].source == KEY_NUMBER || plan->keys[key].source == KEY_TEXT);
    }
    return true;
}

static void plan_columns(FeedPlan *plan) {
    const FeedContract *contract = plan->contract;
    for (int column = 0; column < KEPT_COLUMNS; column++) {
        if (is_column_used(plan, column)) {
            plan->kept[plan->kept_count++] = column;
        }
    }
    int event = contract->event_field;
    plan->is_event_in_key = list_find(contract->key_fields, contract->key_count, event) >= 0;
    if (event >= 0 && contract->fields[event].type == SCALAR_MONTH) {
        plan->monthly[plan->monthly_count++] = KEPT_MONTH;
        if (plan->event >= 0) {
            plan->monthly[plan->monthly_count++] = KEPT_VALUES + plan->event;
        }
    }
    plan->rest = memory_new(contract->field_count, sizeof(int));
    for (size_t i = 0; i < contract->field_count; i++) {
        if (!is_kept_exactly(plan, (int)i)) {
            plan->rest[plan->rest_count++] = (int)i;
        }
    }
}

static KeyPart key_part_of(const FeedPlan *plan, int field) {
    ScalarType type = plan->contract->fields[field].type;
    KeyPart part = {KEY_PERSON, field, list_find(plan->persons, plan->person_count, field)};
    if (part.index < 0) {
        part.source = KEY_VALUE;
        part.index = list_find(plan->values, plan->value_count, field);
    }
    if (part.index < 0) {
        bool is_month = type == SCALAR_MONTH && field == plan->contract->event_field;
        KeySource otherwise = type == SCALAR_TEXT ? KEY_TEXT : KEY_NUMBER;
        part.source = is_month ? KEY_MONTH : otherwise;
    }
    return part;
}

Catalogue catalogue_of(const Pack *pack) {
    Catalogue catalogue = {.pack = pack,
                           .too_much = -1,
                           .feed_count = pack_feed_count(pack),
                           .fact_count = pack_fact_count(pack)};
    catalogue.feeds = memory_new(catalogue.feed_count, sizeof(FeedPlan));
    catalogue.facts = memory_new(catalogue.fact_count, sizeof(FactPlan));
    for (size_t i = 0; i < catalogue.feed_count; i++) {
        catalogue.feeds[i].contract = pack_feed(pack, i);
    }
    for (size_t i = 0; i < catalogue.fact_count; i++) {
        bool fits = plan_fact(&catalogue, pack_fact(pack, i), &catalogue.facts[i]);
        if (!fits && catalogue.too_much < 0) {
            catalogue.too_much = (int)i;
        }
    }
    for (size_t i = 0; i < catalogue.feed_count; i++) {
        FeedPlan *plan = &catalogue.feeds[i];
        plan_rows(plan);
        CHECK(plan->contract->key_count <= FEED_KEYS_MAX);
        plan_key_person(plan);
        for (size_t k = 0; k < plan->contract->key_count; k++) {
            plan->keys[k] = key_part_of(plan, plan->contract->key_fields[k]);
        }
        plan_columns(plan);
    }
    return catalogue;
}

void catalogue_release(Catalogue *catalogue) {
    for (size_t i = 0; i < catalogue->feed_count; i++) {
        memory_free(catalogue->feeds[i].rest);
    }
    memory_free(catalogue->feeds);
    memory_free(catalogue->facts);
    *catalogue = (Catalogue){0};
}

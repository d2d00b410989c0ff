// SPDX-License-Identifier: Apache-2.0
#include "facts/catalogue.h"
#include "base/check.h"
#include "base/memory.h"

// Index of the number in a list without doubles, added when it is new.
static int list_put(int *list, size_t *count, size_t maximum, int number) {
    for (size_t i = 0; i < *count; i++) {
        if (list[i] == number) {
            return (int)i;
        }
    }
    CHECK(*count < maximum);
    list[*count] = number;
    return (int)(*count)++;
}

static int keep_value(FeedPlan *plan, int field) {
    return field < 0 ? -1 : list_put(plan->values, &plan->value_count, FEED_VALUES_MAX, field);
}

static int keep_person(FeedPlan *plan, int field) {
    return list_put(plan->persons, &plan->person_count, FEED_PERSONS_MAX, field);
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
    CHECK(plan->selector_count < FEED_SELECTORS_MAX);
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
    CHECK(plan->group_count < FEED_GROUPS_MAX);
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
    CHECK(group->series_count < GROUP_SERIES_MAX);
    group->series[group->series_count] = (Series){fact->selector, fact->value};
    return (int)group->series_count++;
}

static void plan_persons(FactPlan *plan, FeedPlan *feed, const Fact *fact) {
    const int *fields = fact->person_fields;
    size_t count = fact->person_field_count;
    if (count == 0) {
        fields = feed->contract->subject_fields;
        count = feed->contract->subject_count;
    }
    CHECK(count <= FACT_PERSONS_MAX);
    for (size_t i = 0; i < count; i++) {
        plan->persons[plan->person_count++] = keep_person(feed, fields[i]);
    }
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

static FactPlan plan_fact(Catalogue *catalogue, const Fact *fact) {
    FactPlan plan = {.route = ROUTE_DERIVED};
    if (!is_from_rows(fact)) {
        return plan;
    }
    FeedPlan *feed = &catalogue->feeds[fact->feed];
    plan.feed = fact->feed;
    plan_persons(&plan, feed, fact);
    plan.selector = keep_selector(feed, fact);
    plan.value = fact->aggregate == FACT_COUNT ? -1 : keep_value(feed, fact->field);
    if (is_series(fact, feed->contract)) {
        plan.route = ROUTE_SERIES;
        plan.group = keep_group(feed, &plan);
        plan.series = keep_series(&feed->groups[plan.group], &plan);
    } else {
        plan.route = ROUTE_ROWS;
        feed->is_chained = true;
    }
    return plan;
}

// The columns that every live row needs besides those that facts ask for.
static void plan_rows(FeedPlan *plan) {
    const FeedContract *contract = plan->contract;
    plan->version = keep_value(plan, contract->version_field);
    plan->newborn = plan->subject = -1;
    for (size_t i = 0; i < contract->field_count; i++) {
        if (contract->fields[i].kind == FIELD_NEWBORN) {
            plan->newborn = keep_person(plan, (int)i);
        }
    }
    plan->event = plan->active_from = plan->active_to = -1;
    if (plan->is_chained) {
        plan->event = keep_value(plan, contract->event_field);
        plan->active_from = keep_value(plan, contract->active_from_field);
        plan->active_to = keep_value(plan, contract->active_to_field);
        if (contract->subject_count > 0) {
            plan->subject = keep_person(plan, contract->subject_fields[0]);
        }
    }
}

Catalogue catalogue_of(const Pack *pack) {
    Catalogue catalogue = {
        .pack = pack, .feed_count = pack_feed_count(pack), .fact_count = pack_fact_count(pack)};
    catalogue.feeds = memory_new(catalogue.feed_count, sizeof(FeedPlan));
    catalogue.facts = memory_new(catalogue.fact_count, sizeof(FactPlan));
    for (size_t i = 0; i < catalogue.feed_count; i++) {
        catalogue.feeds[i].contract = pack_feed(pack, i);
    }
    for (size_t i = 0; i < catalogue.fact_count; i++) {
        catalogue.facts[i] = plan_fact(&catalogue, pack_fact(pack, i));
    }
    for (size_t i = 0; i < catalogue.feed_count; i++) {
        plan_rows(&catalogue.feeds[i]);
    }
    return catalogue;
}

void catalogue_release(Catalogue *catalogue) {
    memory_free(catalogue->feeds);
    memory_free(catalogue->facts);
    *catalogue = (Catalogue){0};
}

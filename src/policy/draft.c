// SPDX-License-Identifier: Apache-2.0
// A draft's parameters beside the present ones, and whether the archive is enough for it.
#include "policy/draft.h"

#include "base/check.h"
#include "policy/pack_private.h"

// ---- parameters

static const Parameter *find_parameter(const Pack *pack, Str id) {
    for (size_t i = 0; i < pack->parameter_count; i++) {
        if (str_equal(pack->parameters[i].id, id)) {
            return &pack->parameters[i];
        }
    }
    return NULL;
}

static bool is_same_value(const ParameterValue *a, const ParameterValue *b) {
    return a == NULL || b == NULL ? a == b : scalar_equal(a->value, b->value);
}

static bool is_same_parameter(const Parameter *a, const Parameter *b) {
    bool is_same = str_equal(a->name, b->name) && str_equal(a->english, b->english) &&
                   str_equal(a->unit, b->unit) && a->value_count == b->value_count;
    for (size_t i = 0; is_same && i < a->value_count; i++) {
        const ParameterValue *left = &a->values[i];
        const ParameterValue *right = &b->values[i];
        is_same = left->from.days == right->from.days && left->region.code == right->region.code &&
                  scalar_equal(left->value, right->value) &&
                  str_equal(left->reference, right->reference) && left->sureness == right->sureness;
    }
    return is_same;
}

typedef struct Comparing {
    const Parameter *present, *draft;
    Date date;
    ParameterDifference *items;
    size_t count;
    size_t first; // of the parameter at hand
} Comparing;

static bool is_told(const Comparing *comparing, Region region) {
    for (size_t i = comparing->first; i < comparing->count; i++) {
        if (comparing->items[i].region.code == region.code) {
            return true;
        }
    }
    return false;
}

static void compare_in(Comparing *comparing, const Parameter *holder) {
    for (size_t i = 0; i < holder->value_count; i++) {
        Region region = holder->values[i].region;
        const ParameterValue *before = parameter_at(comparing->present, region, comparing->date);
        const ParameterValue *after = parameter_at(comparing->draft, region, comparing->date);
        if (!is_same_value(before, after) && !is_told(comparing, region)) {
            comparing->items[comparing->count++] =
                (ParameterDifference){comparing->present, comparing->draft, region, before, after};
        }
    }
}

static void compare_parameters(Comparing *comparing) {
    comparing->first = comparing->count;
    if (comparing->present != NULL && comparing->draft != NULL) {
        compare_in(comparing, comparing->present);
        compare_in(comparing, comparing->draft);
        if (comparing->count > comparing->first ||
            is_same_parameter(comparing->present, comparing->draft)) {
            return;
        }
    }
    comparing->items[comparing->count++] =
        (ParameterDifference){.present = comparing->present, .draft = comparing->draft};
}

static size_t differences_max(const Pack *pack) {
    size_t most = pack->parameter_count;
    for (size_t i = 0; i < pack->parameter_count; i++) {
        most += pack->parameters[i].value_count;
    }
    return most;
}

void parameter_differences(const Pack *present, const Pack *draft, Date date, Arena *arena,
                           ParameterDifference **out_items, size_t *out_count) {
    Comparing comparing = {.date = date};
    comparing.items = arena_alloc(arena, differences_max(present) + differences_max(draft),
                                  sizeof *comparing.items);
    for (size_t i = 0; i < present->parameter_count; i++) {
        comparing.present = &present->parameters[i];
        comparing.draft = find_parameter(draft, comparing.present->id);
        compare_parameters(&comparing);
    }
    comparing.present = NULL;
    for (size_t i = 0; i < draft->parameter_count; i++) {
        comparing.draft = &draft->parameters[i];
        if (find_parameter(present, comparing.draft->id) == NULL) {
            compare_parameters(&comparing);
        }
    }
    *out_items = comparing.items;
    *out_count = comparing.count;
}

size_t parameter_values_within(const Parameter *parameter, Region region, Date date) {
    size_t count = 0;
    for (size_t i = 0; i < parameter->value_count; i++) {
        const ParameterValue *value = &parameter->values[i];
        count += value->region.code != region.code && region_contains(region, value->region) &&
                 parameter_at(parameter, value->region, date) == value;
    }
    return count;
}

// ---- facts

bool draft_shares_facts(const Pack *present, const Pack *draft, const PackDifference *differences,
                        size_t count) {
    for (size_t i = 0; i < count; i++) {
        PackPart part = differences[i].part;
        if (part == PART_LIST || part == PART_FEED || part == PART_FACT) {
            return false;
        }
    }
    CHECK(present->fact_count == draft->fact_count && present->feed_count == draft->feed_count);
    for (size_t i = 0; i < present->fact_count; i++) {
        if (!str_equal(present->facts[i].id, draft->facts[i].id)) {
            return false; // another order
        }
    }
    return true;
}

// ---- what the archive must have

enum { MISSING_SIZE_MAX = 300 };

typedef struct Needing {
    const Pack *present, *draft;
    Text missing; // "F01 icd_code, F31"
} Needing;

static void miss(Needing *needing, Str feed, Str field) {
    CLEANUP(text_release) Text words = {0};
    text_format(&words, STR_FMT "%s" STR_FMT, STR_ARG(feed), field.length > 0 ? " " : "",
                STR_ARG(field));
    if (!str_find(text_str(&needing->missing), text_str(&words), &(size_t){0})) {
        text_append(&needing->missing, needing->missing.length > 0 ? STR(", ") : STR(""));
        text_append(&needing->missing, text_str(&words));
    }
}

static void need(Needing *needing, const FeedContract *feed, int field) {
    int present = pack_find_feed(needing->present, feed->id);
    if (present < 0) {
        miss(needing, feed->id, STR(""));
    } else if (field >= 0 && feed->fields[field].kind != FIELD_NEWBORN &&
               feed_find_field(&needing->present->feeds[present], feed->fields[field].name) < 0) {
        miss(needing, feed->id, feed->fields[field].name);
    }
}

static void need_for_fact(Needing *needing, const Fact *fact) {
    if (fact->feed < 0) {
        return;
    }
    const FeedContract *feed = &needing->draft->feeds[fact->feed];
    need(needing, feed, fact->field);
    for (size_t i = 0; i < fact->filter_count; i++) {
        need(needing, feed, fact->filters[i].field);
    }
    for (size_t i = 0; i < fact->person_field_count; i++) {
        need(needing, feed, fact->person_fields[i]);
    }
}

static void need_for_rule(Needing *needing, const AlertRule *rule) {
    const DecisionBinding *decision = pack_decision(needing->draft, (size_t)rule->decision);
    for (size_t i = 0; i < rule->feed_count; i++) {
        need(needing, &needing->draft->feeds[rule->feeds[i]], -1);
    }
    for (size_t i = 0; i < decision->input_count; i++) {
        if (decision->inputs[i].kind == INPUT_ROW) {
            need(needing, &needing->draft->feeds[rule->feeds[0]], decision->inputs[i].index);
        }
    }
}

static void need_for_feed(Needing *needing, const FeedContract *feed) {
    if (pack_find_feed(needing->present, feed->id) < 0) {
        return; // nothing was archived; facts and rules ask for themselves
    }
    const int fields[] = {feed->event_field,    feed->version_field,     feed->reversal_field,
                          feed->negative_field, feed->active_from_field, feed->active_to_field};
    for (size_t i = 0; i < ARRAY_COUNT(fields); i++) {
        need(needing, feed, fields[i]);
    }
    for (size_t i = 0; i < feed->key_count; i++) {
        need(needing, feed, feed->key_fields[i]);
    }
    for (size_t i = 0; i < feed->subject_count; i++) {
        need(needing, feed, feed->subject_fields[i]);
    }
}

static Status check_columns(const Pack *present, const Pack *draft, Error *error) {
    Needing needing = {present, draft, {.limit = MISSING_SIZE_MAX}};
    for (size_t i = 0; i < draft->feed_count; i++) {
        need_for_feed(&needing, &draft->feeds[i]);
    }
    for (size_t i = 0; i < draft->fact_count; i++) {
        need_for_fact(&needing, &draft->facts[i]);
    }
    for (size_t i = 0; i < draft->rule_count; i++) {
        need_for_rule(&needing, &draft->rules[i]);
    }
    Status status = STATUS_OK;
    if (needing.missing.length > 0) {
        status = error_set(error, STATUS_INVALID,
                           "the draft needs what the archive does not have: " STR_FMT
                           "; take it out of the draft's facts and rules, or try the draft once "
                           "it has been delivered for a while",
                           STR_ARG(text_str(&needing.missing)));
    }
    text_release(&needing.missing);
    return status;
}

static Str effect_field(const FeedContract *feed, size_t part) {
    int field = feed->effect_fields[part];
    return field < 0 ? STR("") : feed->fields[field].name;
}

// Persons and households keep their numbers only when they come from the same columns.
static bool has_same_effect(const FeedContract *a, const FeedContract *b) {
    bool is_same = a->effect == b->effect;
    for (size_t i = 0; is_same && i < EFFECT_FIELD_COUNT; i++) {
        is_same = str_equal(effect_field(a, i), effect_field(b, i));
    }
    return is_same;
}

Status draft_check(const Pack *present, const Pack *draft, Error *error) {
    if (!str_equal(present->name, draft->name)) {
        return error_set(error, STATUS_CONFLICT,
                         "the county has the pack " STR_FMT ", the draft is of " STR_FMT
                         "; start the draft from a copy of the county's pack",
                         STR_ARG(present->name), STR_ARG(draft->name));
    }
    for (size_t i = 0; i < present->feed_count; i++) {
        const FeedContract *feed = &present->feeds[i];
        int other = pack_find_feed(draft, feed->id);
        if (feed->effect != FEED_EFFECT_NONE &&
            (other < 0 || !has_same_effect(feed, &draft->feeds[other]))) {
            return error_set(error, STATUS_INVALID,
                             "the draft takes persons and households from other columns of " STR_FMT
                             " than the county did; that cannot be tried on the county's archive",
                             STR_ARG(feed->id));
        }
    }
    return check_columns(present, draft, error);
}

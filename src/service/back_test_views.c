// SPDX-License-Identifier: Apache-2.0
// A back-test as JSON.
#include "base/check.h"
#include "service/back_test.h"
#include "service/draft_private.h"
#include "service/views.h"

static const char *const SIDES[SIDE_COUNT] = {"present", "draft"};
static const char *const SEQUELS[SEQUEL_COUNT] = {"followed", "not_followed", "open"};

static size_t side_count(const BackTest *back_test) {
    return back_test->has_draft ? SIDE_COUNT : 1;
}

// "KEY": {"present": n, "draft": n}
static void write_sides(JsonWriter *writer, const BackTest *back_test, const char *key,
                        const int64_t numbers[SIDE_COUNT]) {
    json_key(writer, str_from(key));
    json_begin_object(writer);
    for (size_t side = 0; side < side_count(back_test); side++) {
        view_json_number(writer, SIDES[side], numbers[side]);
    }
    json_end_object(writer);
}

static void write_caught(JsonWriter *writer, const BackTest *back_test, size_t direction) {
    static const char *const DIRECTIONS[] = {"help", "exit"};
    json_key(writer, str_from(DIRECTIONS[direction]));
    json_begin_object(writer);
    view_json_number(writer, "outcomes", back_test->outcome_sums[direction]);
    int64_t caught[SIDE_COUNT];
    int64_t leads[SIDE_COUNT];
    for (size_t side = 0; side < SIDE_COUNT; side++) {
        caught[side] = back_test->trials[side].caught[direction];
        leads[side] = back_test->trials[side].median_lead_days[direction];
    }
    write_sides(writer, back_test, "caught", caught);
    write_sides(writer, back_test, "median_lead_days", leads);
    json_end_object(writer);
}

static void write_rule(JsonWriter *writer, const BackTest *back_test, const BackTestRule *rule) {
    json_begin_object(writer);
    view_json_text(writer, "rule", rule->id);
    view_json_text(writer, "name", rule->name);
    view_json_text(writer, "direction", rule->direction);
    write_sides(writer, back_test, "alerts", rule->alerts);
    write_sides(writer, back_test, "merged", rule->merged);
    for (size_t sequel = 0; sequel < SEQUEL_COUNT; sequel++) {
        int64_t numbers[SIDE_COUNT] = {rule->sequels[SIDE_PRESENT][sequel],
                                       rule->sequels[SIDE_DRAFT][sequel]};
        write_sides(writer, back_test, SEQUELS[sequel], numbers);
    }
    write_sides(writer, back_test, "caught", rule->caught);
    json_end_object(writer);
}

static void write_catch(JsonWriter *writer, const BackTest *back_test, size_t side,
                        const OutcomeCatch *caught) {
    json_key(writer, str_from(SIDES[side]));
    if (caught->alert < 0) {
        json_null(writer);
        return;
    }
    const TrialAlert *alert = &back_test->trials[side].alerts[caught->alert];
    json_begin_object(writer);
    view_json_text(writer, "rule", back_test_rule_of(back_test, side, caught->alert));
    view_json_date(writer, "raised", alert->raised);
    view_json_number(writer, "batch", alert->batch.number);
    view_json_number(writer, "person_id", alert->person.number);
    view_json_number(writer, "lead_days", caught->lead_days);
    json_end_object(writer);
}

void outcome_view_json(const BackTest *back_test, const OutcomeView *view, Text *out) {
    JsonWriter writer = {.out = out};
    json_begin_object(&writer);
    view_json_date(&writer, "date", view->outcome.date);
    view_json_text(&writer, "outcome", str_from(outcome_id(view->outcome.kind)));
    view_json_number(&writer, "household_id", view->outcome.household.number);
    view_json_text(&writer, "household_number", view->household_number);
    view_json_number(&writer, "region", view->region.code);
    view_json_text(&writer, "region_name", view->region_name);
    view_json_text(&writer, "head_name", view->head_name);
    view_json_text(&writer, "registered_before", str_from(registered_id(view->outcome.before)));
    view_json_text(&writer, "registered_after", str_from(registered_id(view->outcome.after)));
    json_key(&writer, STR("caught_by"));
    json_begin_object(&writer);
    for (size_t side = 0; side < side_count(back_test); side++) {
        write_catch(&writer, back_test, side, &view->caught[side]);
    }
    json_end_object(&writer);
    json_end_object(&writer);
}

static void write_cells(JsonWriter *writer, const BackTest *back_test) {
    json_key(writer, STR("weeks"));
    json_begin_list(writer);
    for (size_t i = 0; i < back_test->cell_count; i++) {
        const BackTestCell *cell = &back_test->cells[i];
        json_begin_object(writer);
        view_json_date(writer, "week", cell->week);
        view_json_number(writer, "region", cell->region.code);
        view_json_text(writer, "rule", back_test->rules[cell->rule].id);
        write_sides(writer, back_test, "alerts", cell->alerts);
        json_end_object(writer);
    }
    json_end_list(writer);
}

// Every alert in the span, and what came after it.
static void write_alerts(JsonWriter *writer, const BackTest *back_test) {
    json_key(writer, STR("alerts"));
    json_begin_list(writer);
    for (size_t side = 0; side < side_count(back_test); side++) {
        const Trial *trial = &back_test->trials[side];
        for (size_t i = 0; i < trial->count; i++) {
            const TrialAlert *alert = &trial->alerts[i];
            if (!span_has(&back_test->span, alert->raised)) {
                continue;
            }
            json_begin_object(writer);
            view_json_text(writer, "under", str_from(SIDES[side]));
            view_json_text(writer, "rule", back_test_rule_of(back_test, side, (int64_t)i));
            view_json_date(writer, "raised", alert->raised);
            view_json_number(writer, "household_id", alert->household.number);
            view_json_number(writer, "person_id", alert->person.number);
            view_json_text(writer, "direction", view_direction((int)alert->direction));
            view_json_text(writer, "urgency", view_urgency((int)alert->urgency));
            view_json_boolean(writer, "is_merged", alert->is_merged);
            view_json_text(writer, "sequel", str_from(SEQUELS[alert->sequel]));
            json_end_object(writer);
        }
    }
    json_end_list(writer);
}

static void write_head(JsonWriter *writer, const BackTest *back_test) {
    view_json_date(writer, "from", back_test->span.from);
    view_json_date(writer, "to", back_test->span.to);
    view_json_number(writer, "within_days", back_test->span.within_days);
    view_json_text(writer, "store", str_from(agreement_id(back_test->agreement)));
    view_json_text(writer, "store_difference", back_test->difference);
    json_key(writer, STR("draft"));
    if (back_test->has_draft) {
        draft_view_json(&back_test->draft, writer);
    } else {
        json_null(writer);
    }
}

void back_test_json(const BackTest *back_test, Text *out) {
    CLEANUP(text_release) Text part = {0};
    JsonWriter writer = {.out = out};
    json_begin_object(&writer);
    write_head(&writer, back_test);
    write_caught(&writer, back_test, 0);
    write_caught(&writer, back_test, 1);
    view_json_number(&writer, "week_count", back_test->week_count);
    write_sides(&writer, back_test, "busiest_week", back_test->busiest);
    json_key(&writer, STR("rules"));
    json_begin_list(&writer);
    for (size_t i = 0; i < back_test->rule_count; i++) {
        write_rule(&writer, back_test, &back_test->rules[i]);
    }
    json_end_list(&writer);
    write_cells(&writer, back_test);
    json_key(&writer, STR("outcomes"));
    json_begin_list(&writer);
    for (size_t i = 0; i < back_test->outcome_count; i++) {
        text_clear(&part);
        outcome_view_json(back_test, &back_test->outcomes[i], &part);
        json_raw(&writer, text_str(&part));
    }
    json_end_list(&writer);
    write_alerts(&writer, back_test);
    json_end_object(&writer);
}

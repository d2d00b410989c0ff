// SPDX-License-Identifier: Apache-2.0
// A simulation as JSON.
#include "base/check.h"
#include "service/draft_private.h"
#include "service/views.h"

const char *pack_part_id(PackPart part) {
    static const char *const IDS[] = {
        [PART_PLACE] = "place", [PART_LIST] = "code list",    [PART_FEED] = "feed",
        [PART_FACT] = "fact",   [PART_DECISION] = "decision", [PART_RULE] = "rule"};
    CHECK((size_t)part < ARRAY_COUNT(IDS));
    return IDS[part];
}

const char *difference_kind_id(DifferenceKind kind) {
    static const char *const IDS[] = {[DIFFERENCE_ADDED] = "added",
                                      [DIFFERENCE_REMOVED] = "removed",
                                      [DIFFERENCE_CHANGED] = "changed"};
    CHECK((size_t)kind < ARRAY_COUNT(IDS));
    return IDS[kind];
}

static void write_money(JsonWriter *writer, const char *key, Money amount) {
    CLEANUP(text_release) Text text = {0};
    money_format(amount, &text);
    view_json_text(writer, key, text_str(&text));
}

static void write_value(JsonWriter *writer, const char *key, const ParameterValue *value) {
    static const char *const SURENESS[] = {
        [SURENESS_SURE] = "sure", [SURENESS_LIKELY] = "likely", [SURENESS_UNCERTAIN] = "uncertain"};
    json_key(writer, str_from(key));
    if (value == NULL) {
        json_null(writer);
        return;
    }
    CLEANUP(text_release) Text text = {0};
    scalar_format(value->value, &text);
    json_begin_object(writer);
    view_json_text(writer, "value", text_str(&text));
    view_json_number(writer, "region", value->region.code);
    view_json_date(writer, "from", value->from);
    view_json_text(writer, "reference", value->reference);
    view_json_text(writer, "sureness", str_from(SURENESS[value->sureness]));
    json_end_object(writer);
}

static void write_parameter(JsonWriter *writer, const ParameterDifference *difference) {
    const Parameter *parameter =
        difference->draft != NULL ? difference->draft : difference->present;
    json_begin_object(writer);
    view_json_text(writer, "id", parameter->id);
    view_json_text(writer, "name", parameter->name);
    view_json_text(writer, "english", parameter->english);
    view_json_text(writer, "unit", parameter->unit);
    view_json_text(writer, "change",
                   str_from(difference_kind_id(difference->present == NULL ? DIFFERENCE_ADDED
                                               : difference->draft == NULL ? DIFFERENCE_REMOVED
                                                                           : DIFFERENCE_CHANGED)));
    view_json_number(writer, "region", difference->region.code);
    write_value(writer, "before", difference->before);
    write_value(writer, "after", difference->after);
    json_end_object(writer);
}

void draft_view_json(const DraftView *view, JsonWriter *writer) {
    json_begin_object(writer);
    view_json_text(writer, "present_version", view->present_version);
    view_json_text(writer, "draft_version", view->draft_version);
    json_key(writer, STR("parameters"));
    json_begin_list(writer);
    for (size_t i = 0; i < view->parameter_count; i++) {
        write_parameter(writer, &view->parameters[i]);
    }
    json_end_list(writer);
    json_key(writer, STR("differences"));
    json_begin_list(writer);
    for (size_t i = 0; i < view->difference_count; i++) {
        const PackDifference *difference = &view->differences[i];
        json_begin_object(writer);
        view_json_text(writer, "part", str_from(pack_part_id(difference->part)));
        view_json_text(writer, "change", str_from(difference_kind_id(difference->kind)));
        view_json_text(writer, "id", difference->id);
        view_json_text(writer, "name", difference->name);
        view_json_text(writer, "english", difference->english);
        json_end_object(writer);
    }
    json_end_list(writer);
    json_end_object(writer);
}

// Households by shift, and the money: of everybody, or of one region.
static void write_tally(JsonWriter *writer, const ShiftTally *tally) {
    view_json_number(writer, "households", tally->households);
    for (Shift shift = SHIFT_ENTERS; shift < SHIFT_COUNT; shift++) {
        view_json_number(writer, shift_id(shift), tally->shifts[shift]);
    }
    write_money(writer, "before", tally->before);
    write_money(writer, "after", tally->after);
    write_money(writer, "difference", (Money){tally->after.fen - tally->before.fen});
}

static void write_regions(JsonWriter *writer, const Simulation *simulation) {
    const Comparison *comparison = &simulation->comparison;
    json_key(writer, STR("by_region"));
    json_begin_list(writer);
    for (size_t i = 0; i < comparison->region_count; i++) {
        const ShiftTally *tally = &comparison->regions[i];
        json_begin_object(writer);
        view_json_number(writer, "region", tally->region.code);
        view_json_text(writer, "region_name", simulation->region_names[i]);
        view_json_number(writer, "level", region_level(tally->region));
        write_tally(writer, tally);
        json_end_object(writer);
    }
    json_end_list(writer);
}

static void write_moves(JsonWriter *writer, const Comparison *comparison) {
    json_key(writer, STR("by_category"));
    json_begin_list(writer);
    for (int from = 0; from < CATEGORY_COUNT; from++) {
        for (int to = 0; to < CATEGORY_COUNT; to++) {
            const CategoryMove *move = &comparison->moves[from][to];
            if (move->households == 0) {
                continue;
            }
            json_begin_object(writer);
            view_json_text(writer, "from", str_from(category_id((Category)from)));
            view_json_text(writer, "to", str_from(category_id((Category)to)));
            view_json_number(writer, "households", move->households);
            write_money(writer, "before", move->before);
            write_money(writer, "after", move->after);
            json_end_object(writer);
        }
    }
    json_end_list(writer);
}

static void write_work(JsonWriter *writer, const Comparison *comparison) {
    static const char *const KEYS[] = {"before", "after"};
    json_key(writer, STR("findings"));
    json_begin_object(writer);
    for (size_t side = 0; side < ARRAY_COUNT(KEYS); side++) {
        const int64_t *findings = comparison->findings[side];
        json_key(writer, str_from(KEYS[side]));
        json_begin_object(writer);
        view_json_number(writer, "should_be_helped", findings[FINDING_SHOULD_BE_HELPED]);
        view_json_number(writer, "should_not_be_helped", findings[FINDING_SHOULD_NOT_BE_HELPED]);
        view_json_number(writer, "undetermined", findings[FINDING_UNDETERMINED]);
        json_end_object(writer);
    }
    json_end_object(writer);
}

static void write_reasons(JsonWriter *writer, const Simulation *simulation) {
    json_key(writer, STR("undetermined"));
    json_begin_list(writer);
    for (size_t i = 0; i < simulation->reason_count; i++) {
        json_begin_object(writer);
        view_json_text(writer, "reason", simulation->reasons[i].reason);
        view_json_number(writer, "before", simulation->reasons[i].before);
        view_json_number(writer, "after", simulation->reasons[i].after);
        json_end_object(writer);
    }
    json_end_list(writer);
}

void simulated_household_json(const SimulatedHousehold *household, Text *out) {
    JsonWriter writer = {.out = out};
    json_begin_object(&writer);
    view_json_text(&writer, "shift", str_from(shift_id(household->shift)));
    view_json_number(&writer, "household_id", household->household.number);
    view_json_text(&writer, "household_number", household->household_number);
    view_json_number(&writer, "region", household->region.code);
    view_json_text(&writer, "region_name", household->region_name);
    view_json_text(&writer, "head_name", household->head_name);
    view_json_text(&writer, "registered", str_from(registered_id(household->registered)));
    view_json_text(&writer, "category_before", str_from(category_id(household->before)));
    view_json_text(&writer, "category_after", str_from(category_id(household->after)));
    write_money(&writer, "amount_before", household->amount_before);
    write_money(&writer, "amount_after", household->amount_after);
    view_json_text(&writer, "reason", household->reason);
    json_end_object(&writer);
}

void simulation_json(const Simulation *simulation, Text *out) {
    const Comparison *comparison = &simulation->comparison;
    CLEANUP(text_release) Text part = {0};
    JsonWriter writer = {.out = out};
    json_begin_object(&writer);
    view_json_date(&writer, "as_of", simulation->as_of);
    view_json_number(&writer, "region", simulation->region.code);
    json_key(&writer, STR("draft"));
    draft_view_json(&simulation->draft, &writer);
    view_json_boolean(&writer, "is_replayed", simulation->is_replayed);
    json_key(&writer, STR("total"));
    json_begin_object(&writer);
    write_tally(&writer, &comparison->total);
    write_money(&writer, "in_register_before", comparison->in_register[0]);
    write_money(&writer, "in_register_after", comparison->in_register[1]);
    json_end_object(&writer);
    write_work(&writer, comparison);
    write_moves(&writer, comparison);
    write_regions(&writer, simulation);
    write_reasons(&writer, simulation);
    view_json_number(&writer, "took_us", simulation->took_us);
    json_key(&writer, STR("households"));
    json_begin_list(&writer);
    for (size_t i = 0; i < simulation->household_count; i++) {
        text_clear(&part);
        simulated_household_json(&simulation->households[i], &part);
        json_raw(&writer, text_str(&part));
    }
    json_end_list(&writer);
    json_end_object(&writer);
}

// SPDX-License-Identifier: Apache-2.0
#include "service/alerts.h"

#include "base/check.h"
#include "service/alert_views.h"
#include "service/service_private.h"
#include "service/views.h"
#include "store/batch_store.h"
#include "store/household_store.h"

enum { ALERT_LIMIT_DEFAULT = 100, ALERT_LIMIT_MAX = 10000 };

// ---- one alert as people see it
// --------------------------------------------------------------------------

// The sources as stored, with the file's name in place of the segment's row.
static Status shown_sources(Service *service, Str stored, Arena *arena, Str *out_json,
                            Error *error) {
    const JsonNode *root = NULL;
    Status status = json_read(stored, arena, &root, error);
    CLEANUP(text_release) Text text = {0};
    JsonWriter writer = {.out = &text};
    json_begin_list(&writer);
    for (size_t i = 0; status == STATUS_OK && i < root->count; i++) {
        int64_t batch = 0;
        int64_t row = 0;
        BatchRow manifest = {0};
        (void)str_to_int64(json_text(&root->items[i], "batch"), &batch);
        (void)str_to_int64(json_text(&root->items[i], "row"), &row);
        status =
            batch_store_get(service->store, (BatchId){(uint32_t)batch}, arena, &manifest, error);
        json_begin_object(&writer);
        view_json_number(&writer, "batch", batch);
        view_json_text(&writer, "file", manifest.file_name);
        view_json_number(&writer, "row", row);
        json_end_object(&writer);
    }
    json_end_list(&writer);
    *out_json = arena_copy(arena, text_str(&text));
    return status;
}

static Status fill_person(Service *service, const AlertRow *row, AlertView *view, Arena *arena,
                          Error *error) {
    const Registry *registry = facts_registry_const(service->facts);
    PersonId person = row->person;
    if (person.number == 0) {
        person = registry_head(registry, row->household, row->raised);
    }
    if (person.number == 0) {
        return STATUS_OK;
    }
    PersonRow found;
    Status status = person_store_get(service->store, person, arena, &found, error);
    if (status == STATUS_OK) {
        view->person_name = view_mask_name(arena, found.name);
        view->person_identity = view_mask_identity(arena, found.identity);
    }
    return status;
}

static Status fill_rule(const Pack *pack, const AlertRow *row, bool is_english, AlertView *view,
                        Arena *arena, Error *error) {
    Figure *figures = NULL;
    size_t count = 0;
    int rule = pack_find_rule(pack, row->rule);
    Status status = view_figures_read(row->figures, arena, &figures, &count, error);
    if (status != STATUS_OK) {
        return status;
    }
    CLEANUP(text_release) Text shown = {0};
    view_figures_shown(pack, figures, count, is_english, &shown);
    view->figures = arena_copy(arena, text_str(&shown));
    if (rule < 0) {
        return STATUS_OK; // a rule that the pack has dropped keeps its figures
    }
    const AlertRule *definition = pack_rule(pack, (size_t)rule);
    CLEANUP(text_release) Text sentence = {0};
    monitor_sentence(definition, figures, count, view->person_name, is_english, &sentence);
    view->rule_name = is_english ? definition->english : definition->name;
    view->reason = arena_copy(arena, text_str(&sentence));
    return STATUS_OK;
}

Status alert_view_make(Service *service, const AlertRow *row, bool is_english, Arena *arena,
                       AlertView *out_view, Error *error) {
    const Household *household =
        registry_household(facts_registry_const(service->facts), row->household);
    AlertView view = {.id = row->alert,
                      .rule = row->rule,
                      .rule_name = row->rule,
                      .urgency = view_urgency(row->urgency),
                      .direction = view_direction(row->direction),
                      .household = row->household,
                      .household_number = arena_copy(arena, household->number),
                      .region = household->region,
                      .region_name = pack_region_name(service->pack, household->region, is_english),
                      .person = row->person,
                      .raised = row->raised,
                      .due = row->due,
                      .is_raised = row->is_raised,
                      .is_lowered = row->is_lowered,
                      .merged_into = row->merged_into,
                      .figures = row->figures,
                      .pack_version = row->pack_version};
    Status status = fill_person(service, row, &view, arena, error);
    if (status == STATUS_OK) {
        status = fill_rule(service->pack, row, is_english, &view, arena, error);
    }
    if (status == STATUS_OK) {
        status = shown_sources(service, row->sources, arena, &view.sources, error);
    }
    if (status == STATUS_OK) {
        *out_view = view;
    }
    return status;
}

void alert_view_json(const AlertView *view, Text *out) {
    JsonWriter writer = {.out = out};
    json_begin_object(&writer);
    view_json_number(&writer, "alert_id", view->id.number);
    view_json_text(&writer, "rule", view->rule);
    view_json_text(&writer, "rule_name", view->rule_name);
    view_json_text(&writer, "urgency", view->urgency);
    view_json_text(&writer, "direction", view->direction);
    view_json_number(&writer, "household_id", view->household.number);
    view_json_text(&writer, "household_number", view->household_number);
    view_json_number(&writer, "region", view->region.code);
    view_json_text(&writer, "region_name", view->region_name);
    view_json_number(&writer, "person_id", view->person.number);
    view_json_text(&writer, "person_name", view->person_name);
    view_json_text(&writer, "person_identity", view->person_identity);
    view_json_date(&writer, "raised", view->raised);
    view_json_date(&writer, "due", view->due);
    view_json_boolean(&writer, "is_raised", view->is_raised);
    view_json_boolean(&writer, "is_lowered", view->is_lowered);
    json_key(&writer, STR("merged_into"));
    if (view->merged_into.number == 0) {
        json_null(&writer);
    } else {
        json_number(&writer, view->merged_into.number);
    }
    view_json_text(&writer, "reason", view->reason);
    json_key(&writer, STR("figures"));
    json_raw(&writer, view->figures);
    json_key(&writer, STR("sources"));
    json_raw(&writer, view->sources);
    view_json_text(&writer, "pack_version", view->pack_version);
    json_end_object(&writer);
}

void alert_views_json(const AlertViews *views, Text *out) {
    text_append(out, STR("["));
    for (size_t i = 0; i < views->count; i++) {
        text_append(out, i == 0 ? STR("") : STR(","));
        alert_view_json(&views->items[i], out);
    }
    text_append(out, STR("]"));
}

void alert_views_release(AlertViews *views) {
    arena_release(&views->arena);
    *views = (AlertViews){0};
}

// ---- use cases
// -----------------------------------------------------------------------------------------------

static Status make_filter(const AlertQuery *query, AlertFilter *out_filter, Error *error) {
    AlertFilter filter = ALERT_FILTER_ALL;
    filter.rule = query->rule;
    filter.household = query->household;
    filter.region = query->region;
    filter.raised_from = query->from;
    filter.raised_to = query->to;
    filter.after = query->after;
    filter.is_newest_first = query->after.number == 0 && !query->is_oldest_first;
    filter.limit = query->limit == 0 ? ALERT_LIMIT_DEFAULT : query->limit;
    if (filter.limit < 0 || filter.limit > ALERT_LIMIT_MAX) {
        return error_set(error, STATUS_INVALID, "limit %lld: from 1 to %d", (long long)filter.limit,
                         ALERT_LIMIT_MAX);
    }
    filter.urgency = view_urgency_from(query->urgency);
    if (query->urgency.length > 0 && filter.urgency == 0) {
        return error_set(error, STATUS_INVALID, "urgency " STR_FMT ": red, orange, yellow or blue",
                         STR_ARG(query->urgency));
    }
    filter.direction = view_direction_from(query->direction);
    if (query->direction.length > 0 && filter.direction < 0) {
        return error_set(error, STATUS_INVALID, "direction " STR_FMT ": help, exit or verify",
                         STR_ARG(query->direction));
    }
    *out_filter = filter;
    return STATUS_OK;
}

static Status view_all(Service *service, const AlertRow *rows, size_t count, bool is_english,
                       AlertViews *out_views, Error *error) {
    out_views->items = arena_alloc(&out_views->arena, count + 1, sizeof *out_views->items);
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        status = alert_view_make(service, &rows[i], is_english, &out_views->arena,
                                 &out_views->items[i], error);
    }
    out_views->count = status == STATUS_OK ? count : 0;
    return status;
}

// A rule that neither the pack nor an alert knows was mistyped; one that the pack has dropped may
// still have alerts.
static Status check_rule(const Pack *pack, Str number, Error *error) {
    if (number.length == 0 || pack_find_rule(pack, number) >= 0) {
        return STATUS_OK;
    }
    CLEANUP(text_release) Text known = {0};
    for (size_t i = 0; i < pack_rule_count(pack); i++) {
        text_append(&known, i == 0 ? STR("") : STR(" "));
        text_append(&known, pack_rule(pack, i)->id);
    }
    return error_set(error, STATUS_INVALID,
                     "rule " STR_FMT ": no alert and no rule of the pack has this number; the pack "
                     "has " STR_FMT,
                     STR_ARG(number), STR_ARG(text_str(&known)));
}

Status alert_list(Service *service, const AlertQuery *query, AlertViews *out_views, Error *error) {
    AlertFilter filter;
    Status status = make_filter(query, &filter, error);
    if (status != STATUS_OK) {
        return status;
    }
    AlertViews views = {0};
    AlertRow *rows = NULL;
    size_t count = 0;
    status = service_enter(service, error);
    if (status == STATUS_OK) {
        status = alert_store_list(service->store, &filter, &views.arena, &rows, &count, error);
    }
    if (status == STATUS_OK) {
        status = view_all(service, rows, count, query->is_english, &views, error);
    }
    if (status == STATUS_OK && count == 0) {
        status = check_rule(service->pack, query->rule, error);
    }
    service_leave(service);
    if (status != STATUS_OK) {
        alert_views_release(&views);
        return status;
    }
    *out_views = views;
    return STATUS_OK;
}

Status alert_get(Service *service, AlertId id, bool is_english, AlertViews *out_views,
                 Error *error) {
    AlertViews views = {0};
    AlertRow row;
    Status status = service_enter(service, error);
    if (status == STATUS_OK) {
        status = alert_store_get(service->store, id, &views.arena, &row, error);
    }
    if (status == STATUS_OK) {
        status = view_all(service, &row, 1, is_english, &views, error);
    }
    service_leave(service);
    if (status != STATUS_OK) {
        alert_views_release(&views);
        return status;
    }
    *out_views = views;
    return STATUS_OK;
}

Status alert_newest(Service *service, AlertId *out_id, Error *error) {
    service_lock(service);
    Status status = alert_store_newest(service->store, out_id, error);
    service_unlock(service);
    return status;
}

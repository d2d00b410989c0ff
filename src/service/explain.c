// SPDX-License-Identifier: Apache-2.0
// Why an alert spoke.
#include "base/check.h"
#include "service/alert_views.h"
#include "service/service_private.h"
#include "service/views.h"
#include "store/batch_store.h"

// One archived row as the department sent it, without the columns that were empty.
static void row_json(const FeedContract *contract, const Segment *segment, size_t row,
                     const BatchRow *manifest, bool is_english, Text *out) {
    CLEANUP(text_release) Text value = {0};
    JsonWriter writer = {.out = out};
    json_begin_object(&writer);
    view_json_number(&writer, "batch", segment->head.batch.number);
    view_json_text(&writer, "feed", segment->head.feed);
    view_json_text(&writer, "feed_name", is_english ? contract->english : contract->name);
    view_json_text(&writer, "file", manifest->file_name);
    view_json_date(&writer, "delivered", segment->head.delivered);
    view_json_number(&writer, "row", segment->source_rows[row]);
    json_key(&writer, STR("values"));
    json_begin_list(&writer);
    for (size_t field = 0; field < contract->field_count; field++) {
        int column = batch_find_column(&segment->rows, contract->fields[field].name);
        if (column < 0 || !batch_is_valid(&segment->rows, row, (size_t)column) ||
            contract->fields[field].type == SCALAR_PERSON) {
            continue;
        }
        text_clear(&value);
        scalar_format(batch_get(&segment->rows, row, (size_t)column), &value);
        bool is_word = !is_english && contract->fields[field].kind == FIELD_CODE;
        json_begin_object(&writer);
        view_json_text(&writer, "name", contract->fields[field].name);
        view_json_text(&writer, "title",
                       is_english ? contract->fields[field].name : contract->fields[field].chinese);
        view_json_text(&writer, "value",
                       is_word ? field_code_words(&contract->fields[field], text_str(&value))
                               : text_str(&value));
        json_end_object(&writer);
    }
    json_end_list(&writer);
    json_end_object(&writer);
}

static Status source_rows_json(Service *service, const AlertRow *alert, bool is_english,
                               Arena *arena, Text *out, Error *error) {
    CLEANUP(text_release) Text bytes = {.limit = SIZE_MAX};
    CLEANUP(segment_release) Segment segment = {0};
    const JsonNode *sources = NULL;
    BatchRow manifest;
    Status status = json_read(alert->sources, arena, &sources, error);
    if (status == STATUS_OK) {
        status = batch_store_get(service->store, alert->batch, arena, &manifest, error);
    }
    if (status == STATUS_OK) {
        status = batch_store_segment(service->store, alert->batch, &bytes, error);
    }
    if (status == STATUS_OK) {
        status = segment_decode(text_str(&bytes), &segment, error);
    }
    int feed = status == STATUS_OK ? pack_find_feed(service->pack, segment.head.feed) : -1;
    text_append(out, STR("["));
    for (size_t i = 0; feed >= 0 && i < sources->count; i++) {
        int64_t row = -1;
        (void)str_to_int64(json_text(&sources->items[i], "segment_row"), &row);
        if (row >= 0 && (size_t)row < segment.rows.row_count) {
            text_append(out, i == 0 ? STR("") : STR(","));
            row_json(pack_feed(service->pack, (size_t)feed), &segment, (size_t)row, &manifest,
                     is_english, out);
        }
    }
    text_append(out, STR("]"));
    return status;
}

// The decision again, on the figures as they were.
static Status trace_json(Service *service, const AlertRow *alert, Arena *arena, Text *out,
                         Error *error) {
    Figure *figures = NULL;
    size_t count = 0;
    int rule = pack_find_rule(service->pack, alert->rule);
    Status status = view_figures_read(alert->figures, arena, &figures, &count, error);
    if (status != STATUS_OK || rule < 0) {
        text_append(out, STR("null"));
        return status;
    }
    size_t decision = (size_t)pack_rule(service->pack, (size_t)rule)->decision;
    const DecisionBinding *binding = pack_decision(service->pack, decision);
    Scalar *inputs = arena_alloc(arena, binding->input_count + 1, sizeof *inputs);
    for (size_t i = 0; i < binding->input_count; i++) {
        inputs[i] = SCALAR_NONE;
        for (size_t k = 0; k < count; k++) {
            if (str_equal(figures[k].name, binding->inputs[i].name)) {
                inputs[i] = figures[k].value;
            }
        }
    }
    Region region =
        registry_household(facts_registry_const(service->facts), alert->household)->region;
    decider_trace(service->decider, decision, inputs, region, alert->raised, out);
    return STATUS_OK;
}

static Status merged_json(Service *service, const AlertRow *alert, bool is_english, Arena *arena,
                          Text *out, Error *error) {
    AlertFilter filter = ALERT_FILTER_ALL;
    filter.merged_into = alert->alert;
    AlertRow *rows = NULL;
    size_t count = 0;
    Status status = alert_store_list(service->store, &filter, arena, &rows, &count, error);
    text_append(out, STR("["));
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        AlertView view;
        status = alert_view_make(service, &rows[i], is_english, arena, &view, error);
        if (status == STATUS_OK) {
            text_append(out, i == 0 ? STR("") : STR(","));
            alert_view_json(&view, out);
        }
    }
    text_append(out, STR("]"));
    return status;
}

static Status explain(Service *service, const AlertRow *row, bool is_english, Arena *arena,
                      Text *out, Error *error) {
    AlertView chinese;
    AlertView english;
    CLEANUP(text_release) Text part = {0};
    JsonWriter writer = {.out = out};
    Status status = alert_view_make(service, row, false, arena, &chinese, error);
    if (status == STATUS_OK) {
        status = alert_view_make(service, row, true, arena, &english, error);
    }
    if (status != STATUS_OK) {
        return status;
    }
    json_begin_object(&writer);
    alert_view_json(is_english ? &english : &chinese, &part);
    json_key(&writer, STR("alert"));
    json_raw(&writer, text_str(&part));
    view_json_text(&writer, "reason_zh", chinese.reason);
    view_json_text(&writer, "reason_en", english.reason);
    const struct {
        const char *key;
        Status (*write)(Service *, const AlertRow *, bool, Arena *, Text *, Error *);
    } parts[] = {{"rows", source_rows_json}, {"merged", merged_json}};
    for (size_t i = 0; status == STATUS_OK && i < ARRAY_COUNT(parts); i++) {
        text_clear(&part);
        status = parts[i].write(service, row, is_english, arena, &part, error);
        json_key(&writer, str_from(parts[i].key));
        json_raw(&writer, text_str(&part));
    }
    if (status == STATUS_OK) {
        text_clear(&part);
        status = trace_json(service, row, arena, &part, error);
        json_key(&writer, STR("trace"));
        json_raw(&writer, text_str(&part));
    }
    json_end_object(&writer);
    return status;
}

Status alert_explain_json(Service *service, AlertId id, bool is_english, Text *out, Error *error) {
    CLEANUP(arena_release) Arena arena = {0};
    CLEANUP(text_release) Text shown = {.limit = out->limit}; // nothing half shown
    AlertRow row;
    Status status = service_enter(service, error);
    if (status == STATUS_OK) {
        status = alert_store_get(service->store, id, &arena, &row, error);
    }
    if (status == STATUS_OK) {
        status = explain(service, &row, is_english, &arena, &shown, error);
    }
    service_leave(service);
    if (status == STATUS_OK) {
        text_append(out, text_str(&shown));
    }
    return status;
}

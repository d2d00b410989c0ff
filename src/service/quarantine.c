// SPDX-License-Identifier: Apache-2.0
#include "service/quarantine.h"

#include "base/check.h"
#include "feed/feed.h"
#include "format/csv.h"
#include "format/csv_write.h"
#include "format/encoding.h"
#include "format/xlsx.h"
#include "service/load_private.h"
#include "service/service_private.h"
#include "service/views.h"
#include "store/quarantine_store.h"

enum { QUARANTINE_LIMIT_DEFAULT = 1000 };

// ---- listing
// -------------------------------------------------------------------------------------------

static QuarantineReason reason_from(Str id) {
    for (int i = 0; i < QUARANTINE_REASON_COUNT; i++) {
        if (str_equal(id, str_from(quarantine_reason_id((QuarantineReason)i)))) {
            return (QuarantineReason)i;
        }
    }
    return (QuarantineReason)0;
}

static Str shown_value(Arena *arena, Str value) {
    Identity identity;
    return identity_parse(value, &identity) == IDENTITY_FINE ? view_mask_identity(arena, identity)
                                                             : value;
}

static QuarantineView make_view(const QuarantineRow *row, bool is_english, Arena *arena) {
    QuarantineReason reason = reason_from(row->reason);
    return (QuarantineView){.id = row->quarantine,
                            .batch = row->batch,
                            .feed = row->feed,
                            .file = row->file_name,
                            .row = row->row,
                            .column = row->column,
                            .value = shown_value(arena, row->value),
                            .reason_id = row->reason,
                            .reason = quarantine_reason_words(reason, is_english),
                            .remedy = quarantine_reason_remedy(reason, is_english),
                            .cells = row->cells,
                            .is_corrected = row->corrected_by.number != 0};
}

Status quarantine_list(Service *service, const QuarantineQuery *query, QuarantineViews *out_views,
                       Error *error) {
    QuarantineFilter filter = {.feed = query->feed,
                               .file_name = query->file,
                               .with_corrected = query->with_corrected,
                               .limit =
                                   query->limit == 0 ? QUARANTINE_LIMIT_DEFAULT : query->limit};
    QuarantineViews views = {0};
    QuarantineRow *rows = NULL;
    Status status = service_enter(service, error);
    if (status == STATUS_OK) {
        status = quarantine_store_list(service->store, &filter, &views.arena, &rows, &views.count,
                                       error);
    }
    if (status == STATUS_OK) {
        status = quarantine_store_count(service->store, &filter, &views.total, error);
    }
    service_leave(service);
    if (status != STATUS_OK) {
        quarantine_views_release(&views);
        return status;
    }
    views.items = arena_alloc(&views.arena, views.count + 1, sizeof *views.items);
    for (size_t i = 0; i < views.count; i++) {
        views.items[i] = make_view(&rows[i], query->is_english, &views.arena);
    }
    *out_views = views;
    return STATUS_OK;
}

void quarantine_views_release(QuarantineViews *views) {
    arena_release(&views->arena);
    *views = (QuarantineViews){0};
}

void quarantine_view_json(const QuarantineView *view, Text *out) {
    JsonWriter writer = {.out = out};
    json_begin_object(&writer);
    view_json_number(&writer, "quarantine_id", view->id);
    view_json_number(&writer, "batch", view->batch.number);
    view_json_text(&writer, "feed", view->feed);
    view_json_text(&writer, "file", view->file);
    view_json_number(&writer, "row", view->row);
    view_json_text(&writer, "column", view->column);
    view_json_text(&writer, "value", view->value);
    view_json_text(&writer, "reason_id", view->reason_id);
    view_json_text(&writer, "reason", view->reason);
    view_json_text(&writer, "remedy", view->remedy);
    view_json_boolean(&writer, "is_corrected", view->is_corrected);
    json_end_object(&writer);
}

// ---- exporting
// -------------------------------------------------------------------------------------------

static void write_headings(const FeedContract *contract, Text *out) {
    static const char *const own[] = {"quarantine_id", "file",   "row",   "column",
                                      "value",         "reason", "remedy"};
    for (size_t i = 0; i < ARRAY_COUNT(own); i++) {
        csv_write_cell(out, str_from(own[i]), i == 0);
    }
    for (size_t i = 0; i < contract->field_count; i++) {
        if (contract->fields[i].kind != FIELD_NEWBORN) {
            csv_write_cell(out, contract->fields[i].name, false);
        }
    }
    csv_write_end(out);
}

static void write_row(const QuarantineRow *row, Text *out) {
    QuarantineReason reason = reason_from(row->reason);
    CLEANUP(text_release) Text id = {0};
    CLEANUP(text_release) Text number = {0};
    text_format(&id, "%lld", (long long)row->quarantine);
    text_format(&number, "%lld", (long long)row->row);
    csv_write_cell(out, text_str(&id), true);
    csv_write_cell(out, row->file_name, false);
    csv_write_cell(out, text_str(&number), false);
    csv_write_cell(out, row->column, false);
    csv_write_cell(out, row->value, false);
    csv_write_cell(out, quarantine_reason_words(reason, false), false);
    csv_write_cell(out, quarantine_reason_remedy(reason, false), false);
    text_append(out, STR(","));
    text_append(out, row->cells); // is CSV already, in the order of the contract
    csv_write_end(out);
}

static Status export_rows(Service *service, const FeedContract *contract, Text *out, Error *error) {
    CLEANUP(arena_release) Arena arena = {0};
    QuarantineFilter filter = {.feed = contract->id};
    QuarantineRow *rows = NULL;
    size_t count = 0;
    text_append(out, STR("\xEF\xBB\xBF")); // spreadsheets know UTF-8 by its mark
    write_headings(contract, out);
    do {
        arena_clear(&arena);
        Status status =
            quarantine_store_list(service->store, &filter, &arena, &rows, &count, error);
        if (status != STATUS_OK) {
            return status;
        }
        for (size_t i = 0; i < count; i++) {
            write_row(&rows[i], out);
            filter.after = rows[i].quarantine;
        }
    } while (count > 0 && !out->is_cut);
    if (out->is_cut) {
        return error_set(error, STATUS_TOO_LARGE,
                         "the quarantined rows of " STR_FMT " take more than the %zu bytes there "
                         "is room for; correct and reload some of its files first",
                         STR_ARG(contract->id), out->limit);
    }
    return STATUS_OK;
}

Status quarantine_export(Service *service, Str feed, Text *out_csv, Error *error) {
    int index = pack_find_feed(service->pack, feed);
    if (index < 0) {
        return error_set(error, STATUS_NOT_FOUND, "the pack has no feed " STR_FMT, STR_ARG(feed));
    }
    const FeedContract *contract = pack_feed(service->pack, (size_t)index);
    CLEANUP(text_release) Text csv = {.limit = out_csv->limit};
    Status status = service_enter(service, error);
    if (status == STATUS_OK) {
        status = service_leave_trail(service, "quarantine.export", contract->id, error);
    }
    if (status == STATUS_OK) {
        status = export_rows(service, contract, &csv, error);
    }
    service_leave(service);
    if (status == STATUS_OK) {
        text_append(out_csv, text_str(&csv));
    }
    return status;
}

// ---- reloading
// -------------------------------------------------------------------------------------------

typedef struct Corrections { // what a corrected file says about itself
    int64_t *ids;
    size_t count;
} Corrections;

static int find_cell(const CsvRow *row, Str name) {
    for (size_t i = 0; i < row->count; i++) {
        if (str_equal(str_trim(row->cells[i]), name)) {
            return (int)i;
        }
    }
    return -1;
}

// The quarantine_id of every row; rows without one are new rows of the feed.
static Status read_ids(Str utf8, Arena *arena, Corrections *out_corrections, Error *error) {
    CLEANUP(csv_release) CsvScanner scanner = csv_open(utf8, csv_separator(utf8));
    CsvRow row = {0};
    if (!csv_next(&scanner, &row) || find_cell(&row, STR("quarantine_id")) < 0) {
        return error_set(
            error, STATUS_INVALID,
            "the first line has no column quarantine_id; reload takes a file that doudi "
            "quarantine --export wrote");
    }
    size_t at = (size_t)find_cell(&row, STR("quarantine_id"));
    size_t capacity = 0;
    for (size_t i = 0; i < utf8.length; i++) {
        capacity += utf8.data[i] == '\n' || utf8.data[i] == '\r';
    }
    Corrections corrections = {.ids = arena_alloc(arena, capacity + 2, sizeof(int64_t))};
    while (csv_next(&scanner, &row)) {
        int64_t id = 0;
        if (row.count > at && str_to_int64(str_trim(row.cells[at]), &id) && id > 0) {
            corrections.ids[corrections.count++] = id;
        }
    }
    *out_corrections = corrections;
    return STATUS_OK;
}

// A corrected row takes the place of the quarantined one, even if it is quarantined again: then the
// new one is open.
static Status mark_corrected(Service *service, Loading *loading, Error *error) {
    const Corrections *corrections = loading->after_context;
    CLEANUP(arena_release) Arena arena = {0};
    for (size_t i = 0; i < corrections->count; i++) {
        QuarantineRow row;
        Status status =
            quarantine_store_get(service->store, corrections->ids[i], &arena, &row, error);
        bool is_open = status == STATUS_OK && row.corrected_by.number == 0 &&
                       str_equal(row.feed, loading->contract->id);
        if (is_open) {
            status = quarantine_store_correct(service->store, row.quarantine,
                                              loading->segment.head.batch, error);
        }
        if (status != STATUS_OK && status != STATUS_NOT_FOUND) {
            return status;
        }
    }
    QuarantineFilter filter = {.corrected_by = loading->segment.head.batch, .with_corrected = true};
    QuarantineRow *rows = NULL;
    size_t count = 0;
    Status status = quarantine_store_list(service->store, &filter, &arena, &rows, &count, error);
    if (status == STATUS_OK) {
        loading->contents.corrected = contents_of_corrected(rows, count);
    }
    return status;
}

// The feed is that of the first row that names a quarantined one.
static Status find_feed(Service *service, const Corrections *corrections, Loading *loading,
                        Error *error) {
    QuarantineRow row;
    for (size_t i = 0; i < corrections->count; i++) {
        Status status =
            quarantine_store_get(service->store, corrections->ids[i], &loading->arena, &row, error);
        if (status != STATUS_OK && status != STATUS_NOT_FOUND) {
            return status;
        }
        if (status == STATUS_OK) {
            loading->feed = pack_find_feed(service->pack, row.feed);
            loading->contract =
                loading->feed < 0 ? NULL : pack_feed(service->pack, (size_t)loading->feed);
            break;
        }
    }
    if (loading->contract == NULL) {
        return error_set(
            error, STATUS_INVALID,
            "none of the rows names a quarantined row of this county in quarantine_id; correct the "
            "file that doudi quarantine --export wrote, and keep that column");
    }
    loading->envelope = (Envelope){.feed = loading->contract->id,
                                   .batch_name = loading->file->name,
                                   .delivered = facts_clock(service->facts),
                                   .row_count = -1};
    return STATUS_OK;
}

static Status reload(Service *service, Loading *loading, LoadReport *out_report, Error *error) {
    CLEANUP(text_release) Text storage = {.limit = SIZE_MAX};
    Str utf8 = {0};
    Corrections corrections = {0};
    Encoding encoding;
    if (xlsx_is(loading->file->bytes)) {
        return error_set(error, STATUS_INVALID,
                         STR_FMT " is a workbook; save it as CSV (UTF-8) and reload that",
                         STR_ARG(loading->file->name));
    }
    Status status = encoding_to_utf8(loading->file->bytes, &storage, &utf8, &encoding, error);
    if (status == STATUS_OK) {
        status = read_ids(utf8, &loading->arena, &corrections, error);
    }
    if (status == STATUS_OK) {
        status = service_catch_up(service, error);
    }
    if (status == STATUS_OK) {
        status = find_feed(service, &corrections, loading, error);
    }
    if (status != STATUS_OK) {
        return status;
    }
    loading->after = mark_corrected;
    loading->after_context = &corrections;
    load_prepare(&service->catalogue, loading);
    status = load_locked(service, loading, out_report, error);
    loading->after_context = NULL;
    return status;
}

Status quarantine_reload(Service *service, const LoadFile *file, LoadReport *out_report,
                         Error *error) {
    Loading loading = {.file = file, .action = "quarantine.reload"};
    service_lock(service);
    Status status = reload(service, &loading, out_report, error);
    service_unlock(service);
    loading_release(&loading);
    return status;
}

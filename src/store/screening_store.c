// SPDX-License-Identifier: Apache-2.0
#include "store/screening_store.h"
#include "base/check.h"
#include "store/store_private.h"

static const DbTable FINDING = {
    .name = "screening_finding",
    .column_count = 8,
    .columns = {"household_id", "run_id", "category", "registered", "finding", "amount_fen",
                "figures", "reason"},
    .kinds = {DB_INT, DB_INT, DB_TEXT, DB_TEXT, DB_INT, DB_INT, DB_TEXT, DB_TEXT},
};

Status screening_store_begin(Store *store, ScreeningRow *row, Error *error) {
    CHECK(store->is_writing);
    int64_t newest = 0;
    Status status =
        db_query_int(store->db, "SELECT max(run_id) FROM screening_run", NULL, 0, &newest, error);
    if (status != STATUS_OK) {
        return status;
    }
    DbValue values[] = {db_int(newest + 1), db_date(row->as_of), db_text(row->pack_version),
                        db_int(row->started_at.us)};
    status = db_run(store->db,
                    "INSERT INTO screening_run (run_id, as_of, pack_version, started_at) "
                    "VALUES ($1, $2, $3, $4)",
                    values, ARRAY_COUNT(values), error);
    if (status == STATUS_OK) {
        row->run = newest + 1;
    }
    return status;
}

Status screening_store_add(Store *store, int64_t run, const FindingRow *rows, size_t count,
                           Error *error) {
    CLEANUP(bulk_release) Bulk bulk = {0};
    bulk_init(&bulk, store, &FINDING);
    Status status = STATUS_OK;
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        const FindingRow *row = &rows[i];
        DbValue values[] = {
            db_int(row->household.number), db_int(run),          db_text(row->category),
            db_text(row->registered),      db_int(row->finding), db_int(row->amount.fen),
            db_text(row->figures),         db_text(row->reason),
        };
        status = bulk_add(&bulk, values, error);
    }
    return status == STATUS_OK ? bulk_finish(&bulk, error) : status;
}

// Counts are kept as "12,0,3": they are read together and never searched.
static void append_counts(const int64_t *counts, size_t count, Text *out) {
    for (size_t i = 0; i < count; i++) {
        text_format(out, i == 0 ? "%lld" : ",%lld", (long long)counts[i]);
    }
}

static Status read_counts(Str text, int64_t *out_counts, size_t count, Error *error) {
    for (size_t i = 0; i < count && text.length > 0; i++) {
        Str part = str_cut(&text, ',');
        if (!str_to_int64(part, &out_counts[i])) {
            return error_set(error, STATUS_CORRUPT, "'" STR_FMT "' is no count of a screening",
                             STR_ARG(part));
        }
    }
    return STATUS_OK;
}

Status screening_store_finish(Store *store, const ScreeningRow *row, Error *error) {
    CHECK(store->is_writing);
    CLEANUP(text_release) Text by_category = {0};
    CLEANUP(text_release) Text by_finding = {0};
    append_counts(row->by_category, SCREENING_CATEGORIES_MAX, &by_category);
    append_counts(row->by_finding, SCREENING_FINDINGS_MAX, &by_finding);
    DbValue values[] = {
        db_int(row->run),
        db_int(row->finished_at.us),
        db_int(row->households),
        db_text(text_str(&by_category)),
        db_text(text_str(&by_finding)),
        db_int(row->monthly_amount.fen),
    };
    return db_run(store->db,
                  "UPDATE screening_run SET finished_at = $2, households = $3, by_category = $4, "
                  "by_finding = $5, monthly_amount_fen = $6 WHERE run_id = $1",
                  values, ARRAY_COUNT(values), error);
}

static Status read_run(const DbRows *rows, Arena *arena, ScreeningRow *out_row, Error *error) {
    ScreeningRow row = {
        .run = db_column_int(rows, 0),
        .as_of = db_column_date(rows, 1),
        .pack_version = column_copy(rows, 2, arena),
        .started_at = {db_column_int(rows, 3)},
        .finished_at = {db_column_int(rows, 4)},
        .households = db_column_int(rows, 5),
        .monthly_amount = {db_column_int(rows, 8)},
    };
    Status status =
        read_counts(db_column_text(rows, 6), row.by_category, SCREENING_CATEGORIES_MAX, error);
    if (status == STATUS_OK) {
        status =
            read_counts(db_column_text(rows, 7), row.by_finding, SCREENING_FINDINGS_MAX, error);
    }
    if (status == STATUS_OK) {
        *out_row = row;
    }
    return status;
}

Status screening_store_get(Store *store, int64_t run, Arena *arena, ScreeningRow *out_row,
                           Error *error) {
    CLEANUP(query_release) Query query = {0};
    query_append(&query, "SELECT run_id, as_of, pack_version, started_at, finished_at, households, "
                         "by_category, by_finding, monthly_amount_fen FROM screening_run");
    query_where_id(&query, "run_id = @", run);
    if (run == 0) {
        query_where(&query, "finished_at > @", db_int(0));
    }
    query_limit(&query, "run_id DESC", 1);
    CLEANUP(db_end) DbRows rows = {0};
    Status status = query_start(&query, store, &rows, error);
    bool has_row = store_next(&rows, &status, error);
    if (status != STATUS_OK) {
        return status;
    }
    if (!has_row && run == 0) {
        return error_set(error, STATUS_NOT_FOUND, "no screening has been run yet");
    }
    if (!has_row) {
        return error_set(error, STATUS_NOT_FOUND, "there is no screening %lld", (long long)run);
    }
    return read_run(&rows, arena, out_row, error);
}

static FindingRow read_finding(const DbRows *rows, Arena *arena) {
    return (FindingRow){
        .household = {(uint32_t)db_column_int(rows, 0)},
        .category = column_copy(rows, 1, arena),
        .registered = column_copy(rows, 2, arena),
        .finding = (int)db_column_int(rows, 3),
        .amount = {db_column_int(rows, 4)},
        .figures = column_copy(rows, 5, arena),
        .reason = column_copy(rows, 6, arena),
    };
}

Status screening_store_findings(Store *store, const FindingFilter *filter, Arena *arena,
                                FindingRow **out_rows, size_t *out_count, Error *error) {
    CLEANUP(query_release) Query query = {0};
    query_append(&query, "SELECT household_id, category, registered, finding, amount_fen, figures, "
                         "reason FROM screening_finding");
    query_where(&query, "run_id = @", db_int(filter->run));
    if (filter->finding >= 0) {
        query_where(&query, "finding = @", db_int(filter->finding));
    }
    query_where_text(&query, "category = @", filter->category);
    query_where_region(&query, filter->region.code);
    query_where_id(&query, "household_id > @", filter->after.number);
    query_limit(&query, "household_id", filter->limit);
    CLEANUP(gather_release) Gather found = {0};
    CLEANUP(db_end) DbRows rows = {0};
    Status status = query_start(&query, store, &rows, error);
    while (store_next(&rows, &status, error)) {
        FindingRow *row = gather_add(&found, sizeof *row);
        *row = read_finding(&rows, arena);
    }
    if (status == STATUS_OK) {
        *out_rows = gather_finish(&found, sizeof(FindingRow), arena, out_count);
    }
    return status;
}

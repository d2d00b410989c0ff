// SPDX-License-Identifier: Apache-2.0
#include "store/quarantine_store.h"
#include "base/check.h"
#include "store/store_private.h"

static const DbTable QUARANTINE = {
    .name = "quarantine",
    .column_count = 10,
    .columns = {"quarantine_id", "batch_id", "feed", "file_name", "source_row", "column_name",
                "value_sealed", "reason", "cells_sealed", "corrected_by"},
    .kinds = {DB_INT, DB_INT, DB_TEXT, DB_TEXT, DB_INT, DB_TEXT, DB_BLOB, DB_TEXT, DB_BLOB, DB_INT},
};

#define QUARANTINE_COLUMNS                                                                         \
    "quarantine_id, batch_id, feed, file_name, source_row, column_name, value_sealed, reason, "    \
    "cells_sealed, corrected_by"

static SealedCell value_cell(int64_t quarantine) {
    return (SealedCell){"quarantine", "value", quarantine};
}

static SealedCell cells_cell(int64_t quarantine) {
    return (SealedCell){"quarantine", "cells", quarantine};
}

static Status add_row(Store *store, Bulk *bulk, const QuarantineRow *row, Error *error) {
    CLEANUP(arena_release) Arena arena = {0};
    DbValue values[] = {
        db_int(row->quarantine),
        db_int(row->batch.number),
        db_text(row->feed),
        db_text(row->file_name),
        db_int(row->row),
        db_text(row->column),
        store_seal(store, value_cell(row->quarantine), row->value, &arena),
        db_text(row->reason),
        store_seal(store, cells_cell(row->quarantine), row->cells, &arena),
        db_int(row->corrected_by.number),
    };
    return bulk_add(bulk, values, error);
}

Status quarantine_store_add(Store *store, QuarantineRow *rows, size_t count, Error *error) {
    CHECK(store->is_writing);
    int64_t newest = 0;
    Status status = db_query_int(store->db, "SELECT max(quarantine_id) FROM quarantine", NULL, 0,
                                 &newest, error);
    if (status != STATUS_OK || count == 0) {
        return status;
    }
    CLEANUP(bulk_release) Bulk bulk = {0};
    bulk_init(&bulk, store, &QUARANTINE);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        rows[i].quarantine = newest + 1 + (int64_t)i;
        status = add_row(store, &bulk, &rows[i], error);
    }
    return status == STATUS_OK ? bulk_finish(&bulk, error) : status;
}

static Status read_row(Store *store, const DbRows *rows, Arena *arena, QuarantineRow *out_row,
                       Error *error) {
    QuarantineRow row = {
        .quarantine = db_column_int(rows, 0),
        .batch = {(uint32_t)db_column_int(rows, 1)},
        .feed = column_copy(rows, 2, arena),
        .file_name = column_copy(rows, 3, arena),
        .row = db_column_int(rows, 4),
        .column = column_copy(rows, 5, arena),
        .reason = column_copy(rows, 7, arena),
        .corrected_by = {(uint32_t)db_column_int(rows, 9)},
    };
    Status status = store_unseal(store, value_cell(row.quarantine), db_column_blob(rows, 6), arena,
                                 &row.value, error);
    if (status == STATUS_OK) {
        status = store_unseal(store, cells_cell(row.quarantine), db_column_blob(rows, 8), arena,
                              &row.cells, error);
    }
    if (status == STATUS_OK) {
        *out_row = row;
    }
    return status;
}

static void where_filter(Query *query, const QuarantineFilter *filter) {
    if (!filter->with_corrected) {
        query_where(query, "corrected_by = @", db_int(0));
    }
    query_where_text(query, "feed = @", filter->feed);
    query_where_text(query, "file_name = @", filter->file_name);
    query_where_text(query, "reason = @", filter->reason);
    query_where_id(query, "batch_id = @", filter->batch.number);
    query_where_id(query, "corrected_by = @", filter->corrected_by.number);
}

Status quarantine_store_list(Store *store, const QuarantineFilter *filter, Arena *arena,
                             QuarantineRow **out_rows, size_t *out_count, Error *error) {
    CLEANUP(query_release) Query query = {0};
    query_append(&query, "SELECT " QUARANTINE_COLUMNS " FROM quarantine");
    where_filter(&query, filter);
    query_where_id(&query, "quarantine_id > @", filter->after);
    query_limit(&query, "quarantine_id", filter->limit);
    CLEANUP(gather_release) Gather found = {0};
    CLEANUP(db_end) DbRows rows = {0};
    Status status = query_start(&query, store, &rows, error);
    while (store_next(&rows, &status, error)) {
        QuarantineRow *row = gather_add(&found, sizeof *row);
        status = read_row(store, &rows, arena, row, error);
    }
    if (status == STATUS_OK) {
        *out_rows = gather_finish(&found, sizeof(QuarantineRow), arena, out_count);
    }
    return status;
}

Status quarantine_store_count(Store *store, const QuarantineFilter *filter, int64_t *out_count,
                              Error *error) {
    CLEANUP(query_release) Query query = {0};
    query_append(&query, "SELECT count(*) FROM quarantine");
    where_filter(&query, filter);
    return db_query_int(store->db, query.sql.data, query.values, query.count, out_count, error);
}

Status quarantine_store_get(Store *store, int64_t quarantine, Arena *arena, QuarantineRow *out_row,
                            Error *error) {
    DbValue value = db_int(quarantine);
    CLEANUP(db_end) DbRows rows = {0};
    Status status = db_query(
        store->db, "SELECT " QUARANTINE_COLUMNS " FROM quarantine WHERE quarantine_id = $1", &value,
        1, &rows, error);
    bool has_row = store_next(&rows, &status, error);
    if (status != STATUS_OK) {
        return status;
    }
    if (!has_row) {
        return error_set(error, STATUS_NOT_FOUND, "there is no quarantined row %lld",
                         (long long)quarantine);
    }
    return read_row(store, &rows, arena, out_row, error);
}

Status quarantine_store_correct(Store *store, int64_t quarantine, BatchId corrected_by,
                                Error *error) {
    CHECK(store->is_writing);
    CHECK(corrected_by.number != 0);
    CLEANUP(arena_release) Arena arena = {0};
    QuarantineRow row = {0};
    Status status = quarantine_store_get(store, quarantine, &arena, &row, error);
    if (status != STATUS_OK) {
        return status;
    }
    if (row.corrected_by.number != 0) {
        return error_set(error, STATUS_CONFLICT, "row %lld was corrected by batch %u already",
                         (long long)quarantine, row.corrected_by.number);
    }
    DbValue values[] = {db_int(quarantine), db_int(corrected_by.number)};
    return db_run(store->db, "UPDATE quarantine SET corrected_by = $2 WHERE quarantine_id = $1",
                  values, ARRAY_COUNT(values), error);
}

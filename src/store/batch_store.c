// SPDX-License-Identifier: Apache-2.0
#include "store/batch_store.h"
#include "base/check.h"
#include "store/store_private.h"
#include <string.h>

#define BATCH_COLUMNS                                                                              \
    "batch_id, feed, name, file_name, delivered, clock, digest, rows_read, accepted, unchanged, "  \
    "quarantined, skipped, segment_size, pack_version, loaded_at, segment_digest"

static const char INSERT_BATCH[] =
    "INSERT INTO batch (" BATCH_COLUMNS ") "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";

_Static_assert((int)BATCH_DIGEST_SIZE == (int)CRYPTO_DIGEST_SIZE, "a segment's is a SHA-256");

static BatchRow read_row(const DbRows *rows, Arena *arena) {
    BatchRow row = {
        .batch = {(uint32_t)db_column_int(rows, 0)},
        .feed = column_copy(rows, 1, arena),
        .name = column_copy(rows, 2, arena),
        .file_name = column_copy(rows, 3, arena),
        .delivered = db_column_date(rows, 4),
        .clock = db_column_date(rows, 5),
        .digest = column_copy(rows, 6, arena),
        .rows_read = db_column_int(rows, 7),
        .accepted = db_column_int(rows, 8),
        .unchanged = db_column_int(rows, 9),
        .quarantined = db_column_int(rows, 10),
        .skipped = db_column_int(rows, 11),
        .segment_size = db_column_int(rows, 12),
        .pack_version = column_copy(rows, 13, arena),
        .loaded_at = {db_column_int(rows, 14)},
    };
    Str digest = db_column_blob(rows, 15);
    if (digest.length == BATCH_DIGEST_SIZE) {
        memcpy(row.segment_digest, digest.data, BATCH_DIGEST_SIZE);
    }
    return row;
}

static Status insert_batch(Store *store, const BatchRow *row, Error *error) {
    DbValue values[] = {
        db_int(row->batch.number),
        db_text(row->feed),
        db_text(row->name),
        db_text(row->file_name),
        db_date(row->delivered),
        db_date(row->clock),
        db_text(row->digest),
        db_int(row->rows_read),
        db_int(row->accepted),
        db_int(row->unchanged),
        db_int(row->quarantined),
        db_int(row->skipped),
        db_int(row->segment_size),
        db_text(row->pack_version),
        db_int(row->loaded_at.us),
        db_blob((Str){(const char *)row->segment_digest, sizeof row->segment_digest}),
    };
    return db_run(store->db, INSERT_BATCH, values, ARRAY_COUNT(values), error);
}

Status batch_store_add(Store *store, BatchRow *row, Str segment, Error *error) {
    CHECK(store->is_writing);
    CHECK(row->rows_read == row->accepted + row->unchanged + row->quarantined);
    BatchId newest = {0};
    Status status = batch_store_newest(store, &newest, error);
    if (status != STATUS_OK) {
        return status;
    }
    if (row->batch.number != newest.number + 1) {
        return error_set(error, STATUS_CONFLICT,
                         "batch %u cannot follow batch %u: another doudi has loaded meanwhile",
                         row->batch.number, newest.number);
    }
    Sha256 digest = sha256_of(segment);
    memcpy(row->segment_digest, digest.bytes, sizeof digest.bytes);
    row->segment_size = (int64_t)segment.length;
    status = insert_batch(store, row, error);
    if (status != STATUS_OK) {
        return status;
    }
    DbValue values[] = {db_int(row->batch.number), db_blob(segment)};
    return db_run(store->db, "INSERT INTO segment (batch_id, bytes) VALUES ($1, $2)", values,
                  ARRAY_COUNT(values), error);
}

static Status find_batch(Store *store, const char *sql, const DbValue *values, size_t count,
                         BatchId *out_batch, Error *error) {
    int64_t number = 0;
    Status status = db_query_int(store->db, sql, values, count, &number, error);
    if (status == STATUS_OK) {
        out_batch->number = (uint32_t)number;
    }
    return status;
}

Status batch_store_newest(Store *store, BatchId *out_batch, Error *error) {
    return find_batch(store, "SELECT max(batch_id) FROM batch", NULL, 0, out_batch, error);
}

Status batch_store_find_file(Store *store, Str digest, Str feed, Date delivered, BatchId *out_batch,
                             Error *error) {
    CLEANUP(query_release) Query query = {0};
    query_append(&query, "SELECT min(batch_id) FROM batch");
    query_where(&query, "digest = @", db_text(digest));
    query_where(&query, "feed = @", db_text(feed));
    if (delivered.days != DATE_NONE.days) {
        query_where(&query, "delivered = @", db_int(delivered.days));
    }
    return find_batch(store, query.sql.data, query.values, query.count, out_batch, error);
}

Status batch_store_newest_on(Store *store, Str feed, Date clock, BatchId *out_batch, Error *error) {
    CLEANUP(query_release) Query query = {0};
    query_append(&query, "SELECT max(batch_id) FROM batch");
    query_where(&query, "clock <= @", db_int(clock.days));
    query_where_text(&query, "feed = @", feed);
    return find_batch(store, query.sql.data, query.values, query.count, out_batch, error);
}

Status batch_store_get(Store *store, BatchId batch, Arena *arena, BatchRow *out_row, Error *error) {
    DbValue value = db_int(batch.number);
    CLEANUP(db_end) DbRows rows = {0};
    Status status = db_query(store->db, "SELECT " BATCH_COLUMNS " FROM batch WHERE batch_id = $1",
                             &value, 1, &rows, error);
    bool has_row = store_next(&rows, &status, error);
    if (status != STATUS_OK) {
        return status;
    }
    if (!has_row) {
        return error_set(error, STATUS_NOT_FOUND, "there is no batch %u", batch.number);
    }
    *out_row = read_row(&rows, arena);
    return STATUS_OK;
}

Status batch_store_list(Store *store, const BatchFilter *filter, Arena *arena, BatchRow **out_rows,
                        size_t *out_count, Error *error) {
    CLEANUP(query_release) Query query = {0};
    query_append(&query, "SELECT " BATCH_COLUMNS " FROM batch");
    query_where_text(&query, "feed = @", filter->feed);
    query_where_id(&query, "batch_id > @", filter->after.number);
    query_limit(&query, "batch_id", filter->limit);
    CLEANUP(gather_release) Gather found = {0};
    CLEANUP(db_end) DbRows rows = {0};
    Status status = query_start(&query, store, &rows, error);
    while (store_next(&rows, &status, error)) {
        BatchRow *row = gather_add(&found, sizeof *row);
        *row = read_row(&rows, arena);
    }
    if (status == STATUS_OK) {
        *out_rows = gather_finish(&found, sizeof(BatchRow), arena, out_count);
    }
    return status;
}

// The two digests are compared, and the size, because a cut text would have another digest anyway
// but a worse message.
static Status check_segment(BatchId batch, const DbRows *rows, Error *error) {
    Str bytes = db_column_blob(rows, 0);
    Sha256 digest = sha256_of(bytes);
    Str kept = db_column_blob(rows, 1);
    bool is_whole = (int64_t)bytes.length == db_column_int(rows, 2) &&
                    str_equal(kept, (Str){(const char *)digest.bytes, sizeof digest.bytes});
    return is_whole ? STATUS_OK
                    : error_set(error, STATUS_CORRUPT,
                                "the segment of batch %u does not have its digest: it was changed "
                                "in the store; restore it from a backup",
                                batch.number);
}

Status batch_store_segment(Store *store, BatchId batch, Text *out_bytes, Error *error) {
    DbValue value = db_int(batch.number);
    CLEANUP(db_end) DbRows rows = {0};
    Status status = db_query(store->db,
                             "SELECT segment.bytes, batch.segment_digest, batch.segment_size "
                             "FROM segment JOIN batch ON batch.batch_id = segment.batch_id "
                             "WHERE segment.batch_id = $1",
                             &value, 1, &rows, error);
    bool has_row = store_next(&rows, &status, error);
    if (status == STATUS_OK && !has_row) {
        status =
            error_set(error, STATUS_NOT_FOUND, "there is no segment of batch %u", batch.number);
    }
    if (status == STATUS_OK) {
        status = check_segment(batch, &rows, error);
    }
    if (status == STATUS_OK) {
        Str bytes = db_column_blob(&rows, 0);
        out_bytes->limit = out_bytes->length + bytes.length + 1;
        text_append(out_bytes, bytes);
    }
    return status;
}

// SPDX-License-Identifier: Apache-2.0
#include "store/audit_store.h"
#include "base/check.h"
#include "store/meta_store.h"
#include "store/store_private.h"
#include <stdio.h>
#include <string.h>

_Static_assert((int)AUDIT_HASH_SIZE == (int)CRYPTO_DIGEST_SIZE, "a line's hash is a SHA-256");

#define AUDIT_COLUMNS "seq, at, actor, action, subject, detail, hash"

typedef struct Link { // the end of the chain
    int64_t seq;
    uint8_t hash[AUDIT_HASH_SIZE];
} Link;

static void append_number(Text *bytes, uint64_t number) {
    for (int shift = 56; shift >= 0; shift -= 8) {
        text_append_char(bytes, (char)(number >> shift & 0xFF));
    }
}

// Every text stands behind its length, so that no two lines give the same bytes.
static void append_counted(Text *bytes, Str text) {
    append_number(bytes, text.length);
    text_append(bytes, text);
}

static Sha256 line_hash(const Link *before, const AuditRow *row) {
    CLEANUP(text_release) Text bytes = {0};
    text_append(&bytes, (Str){(const char *)before->hash, sizeof before->hash});
    append_number(&bytes, (uint64_t)row->seq);
    append_number(&bytes, (uint64_t)row->at.us);
    append_counted(&bytes, row->actor);
    append_counted(&bytes, row->action);
    append_counted(&bytes, row->subject);
    append_counted(&bytes, row->detail);
    CHECK(!bytes.is_cut);
    return sha256_of(text_str(&bytes));
}

static Status chain_end(Store *store, Link *out_end, Error *error) {
    CLEANUP(db_end) DbRows rows = {0};
    Status status = db_query(store->db, "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1",
                             NULL, 0, &rows, error);
    if (!store_next(&rows, &status, error)) {
        return status;
    }
    Str hash = db_column_blob(&rows, 1);
    if (hash.length != AUDIT_HASH_SIZE) {
        return error_set(error, STATUS_CORRUPT, "audit line %lld has no hash",
                         (long long)db_column_int(&rows, 0));
    }
    out_end->seq = db_column_int(&rows, 0);
    memcpy(out_end->hash, hash.data, AUDIT_HASH_SIZE);
    return STATUS_OK;
}

// ---- the end of the chain: "12 3f9a...", what only the county's key makes of the last line

static const char CHAIN_END[] = "audit.end";

static Str end_words(Store *store, const Link *end, Arena *arena) {
    enum { HEX = 2 };
    CLEANUP(text_release) Text bytes = {0};
    char hash[CRYPTO_HASH_SIZE * HEX + 1];
    text_append(&bytes, STR("audit end "));
    append_number(&bytes, (uint64_t)end->seq);
    text_append(&bytes, (Str){(const char *)end->hash, sizeof end->hash});
    KeyedHash keyed = crypto_hash(store->crypto, text_str(&bytes));
    for (size_t i = 0; i < CRYPTO_HASH_SIZE; i++) {
        (void)snprintf(hash + HEX * i, HEX + 1, "%02x", keyed.bytes[i]);
    }
    return arena_format(arena, "%lld %s", (long long)end->seq, hash);
}

static Status keep_end(Store *store, const Link *end, Error *error) {
    CLEANUP(arena_release) Arena arena = {0};
    return meta_store_set(store, str_from(CHAIN_END), end_words(store, end, &arena), error);
}

static Status check_end(Store *store, const Link *end, Error *error) {
    CLEANUP(arena_release) Arena arena = {0};
    Str kept = {0};
    bool is_kept = false;
    Status status = meta_store_get(store, str_from(CHAIN_END), &arena, &kept, &is_kept, error);
    bool is_empty = end->seq == 0 && !is_kept;
    if (status != STATUS_OK || is_empty || str_equal(kept, end_words(store, end, &arena))) {
        return status;
    }
    Str last = str_cut(&kept, ' ');
    return error_set(error, STATUS_CORRUPT,
                     "the trail ends with line %lld, but line " STR_FMT
                     " was the last: lines were taken off, or the end was written by another",
                     (long long)end->seq, STR_ARG(last));
}

Status audit_store_add(Store *store, const AuditRow *row, Error *error) {
    CHECK(store->is_writing);
    Link end = {0};
    Status status = chain_end(store, &end, error);
    if (status != STATUS_OK) {
        return status;
    }
    AuditRow line = *row;
    line.seq = end.seq + 1;
    Sha256 hash = line_hash(&end, &line);
    DbValue values[] = {
        db_int(line.seq),
        db_int(line.at.us),
        db_text(line.actor),
        db_text(line.action),
        db_text(line.subject),
        db_text(line.detail),
        db_blob((Str){(const char *)hash.bytes, sizeof hash.bytes}),
    };
    status = db_run(store->db,
                    "INSERT INTO audit (" AUDIT_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7)",
                    values, ARRAY_COUNT(values), error);
    end.seq = line.seq;
    memcpy(end.hash, hash.bytes, sizeof end.hash);
    return status == STATUS_OK ? keep_end(store, &end, error) : status;
}

static AuditRow read_row(const DbRows *rows, Arena *arena) {
    AuditRow row = {
        .seq = db_column_int(rows, 0),
        .at = {db_column_int(rows, 1)},
        .actor = column_copy(rows, 2, arena),
        .action = column_copy(rows, 3, arena),
        .subject = column_copy(rows, 4, arena),
        .detail = column_copy(rows, 5, arena),
    };
    Str hash = db_column_blob(rows, 6);
    if (hash.length == AUDIT_HASH_SIZE) {
        memcpy(row.hash, hash.data, AUDIT_HASH_SIZE);
    }
    return row;
}

Status audit_store_list(Store *store, const AuditFilter *filter, Arena *arena, AuditRow **out_rows,
                        size_t *out_count, Error *error) {
    CLEANUP(query_release) Query query = {0};
    query_append(&query, "SELECT " AUDIT_COLUMNS " FROM audit");
    query_where_text(&query, "subject = @", filter->subject);
    query_where_id(&query, "seq > @", filter->after);
    query_limit(&query, "seq", filter->limit);
    CLEANUP(gather_release) Gather found = {0};
    CLEANUP(db_end) DbRows rows = {0};
    Status status = query_start(&query, store, &rows, error);
    while (store_next(&rows, &status, error)) {
        AuditRow *row = gather_add(&found, sizeof *row);
        *row = read_row(&rows, arena);
    }
    if (status == STATUS_OK) {
        *out_rows = gather_finish(&found, sizeof(AuditRow), arena, out_count);
    }
    return status;
}

static Status check_lines(Link *end, const AuditRow *rows, size_t count, Error *error) {
    for (size_t i = 0; i < count; i++) {
        if (rows[i].seq != end->seq + 1) {
            return error_set(error, STATUS_CORRUPT, "audit line %lld is missing",
                             (long long)end->seq + 1);
        }
        Sha256 hash = line_hash(end, &rows[i]);
        if (memcmp(hash.bytes, rows[i].hash, AUDIT_HASH_SIZE) != 0) {
            return error_set(error, STATUS_CORRUPT,
                             "audit line %lld was changed, or one before it was taken out",
                             (long long)rows[i].seq);
        }
        end->seq = rows[i].seq;
        memcpy(end->hash, hash.bytes, AUDIT_HASH_SIZE);
    }
    return STATUS_OK;
}

Status audit_store_verify(Store *store, int64_t *out_lines, Error *error) {
    Link end = {0};
    size_t count = 0;
    do {
        CLEANUP(arena_release) Arena arena = {0};
        AuditRow *rows = NULL;
        AuditFilter filter = {.after = end.seq, .limit = STORE_PAGE_SIZE};
        Status status = audit_store_list(store, &filter, &arena, &rows, &count, error);
        if (status == STATUS_OK) {
            status = check_lines(&end, rows, count, error);
        }
        if (status != STATUS_OK) {
            return status;
        }
    } while (count == STORE_PAGE_SIZE);
    Status status = check_end(store, &end, error);
    if (status == STATUS_OK) {
        *out_lines = end.seq;
    }
    return status;
}

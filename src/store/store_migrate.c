// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"
#include "platform/crypto.h"
#include "store/db.h"
#include "store/migrations_private.h"
#include <string.h>

static const char TABLE[] = "CREATE TABLE migration (name TEXT PRIMARY KEY, digest TEXT NOT NULL)";

static void migration_digest(const EmbeddedFile *file, char out[CRYPTO_DIGEST_SIZE * 2 + 1]) {
    sha256_format(sha256_of((Str){(const char *)file->bytes, file->size}), out);
}

static Status is_applied(Db *db, const EmbeddedFile *file, bool *out_is_applied, Error *error) {
    DbValue name = db_text(str_from(file->name));
    CLEANUP(db_end) DbRows rows = {0};
    Status status =
        db_query(db, "SELECT digest FROM migration WHERE name = $1", &name, 1, &rows, error);
    bool has_row = false;
    if (status == STATUS_OK) {
        status = db_next(&rows, &has_row, error);
    }
    if (status != STATUS_OK) {
        return status;
    }
    char digest[CRYPTO_DIGEST_SIZE * 2 + 1];
    migration_digest(file, digest);
    if (has_row && !str_equal(db_column_text(&rows, 0), str_from(digest))) {
        return error_set(error, STATUS_CORRUPT,
                         "the store was made with another %s than this program has", file->name);
    }
    *out_is_applied = has_row;
    return STATUS_OK;
}

static Status apply(Db *db, const EmbeddedFile *file, Error *error) {
    Status status = db->ops->script(db, (const char *)file->bytes, error);
    if (status != STATUS_OK) {
        return error_set(error, status, "migration %s: %s", file->name,
                         error == NULL ? "failed" : error->message);
    }
    char digest[CRYPTO_DIGEST_SIZE * 2 + 1];
    migration_digest(file, digest);
    DbValue values[] = {db_text(str_from(file->name)), db_text(str_from(digest))};
    return db_run(db, "INSERT INTO migration (name, digest) VALUES ($1, $2)", values,
                  ARRAY_COUNT(values), error);
}

// Counts the files that are applied; with `may_apply` applies the others.
static Status walk(Db *db, bool may_apply, size_t *out_applied, Error *error) {
    size_t applied = 0;
    for (size_t i = 0; i < MIGRATIONS_COUNT; i++) {
        bool is_there = false;
        Status status = is_applied(db, &MIGRATIONS[i], &is_there, error);
        if (status == STATUS_OK && !is_there && may_apply) {
            status = apply(db, &MIGRATIONS[i], error);
            is_there = true;
        }
        if (status != STATUS_OK) {
            return status;
        }
        applied += is_there ? 1 : 0;
    }
    *out_applied = applied;
    return STATUS_OK;
}

static Status check_not_newer(Db *db, size_t applied, Error *error) {
    int64_t recorded = 0;
    Status status = db_query_int(db, "SELECT count(*) FROM migration", NULL, 0, &recorded, error);
    if (status == STATUS_OK && (size_t)recorded > applied) {
        return error_set(error, STATUS_CONFLICT,
                         "the store was written by a newer doudi; use that one");
    }
    return status;
}

static Status migrate_locked(Db *db, Error *error) {
    bool has_table = false;
    size_t applied = 0;
    Status status = db->ops->has_table(db, "migration", &has_table, error);
    if (status == STATUS_OK && !has_table) {
        status = db->ops->script(db, TABLE, error);
    }
    if (status == STATUS_OK) {
        status = walk(db, true, &applied, error);
    }
    return status == STATUS_OK ? check_not_newer(db, applied, error) : status;
}

Status store_migrate(Db *db, Error *error) {
    bool has_table = false;
    size_t applied = 0;
    Status status = db->ops->has_table(db, "migration", &has_table, error);
    if (status == STATUS_OK && has_table) {
        status = walk(db, false, &applied, error);
    }
    if (status == STATUS_OK && applied == MIGRATIONS_COUNT) {
        return check_not_newer(db, applied, error);
    }
    if (status == STATUS_OK) {
        status = db->ops->begin(db, true, error);
    }
    if (status != STATUS_OK) {
        return status;
    }
    status = migrate_locked(db, error);
    if (status == STATUS_OK) {
        status = db->ops->commit(db, error);
    }
    if (status != STATUS_OK) {
        db->ops->rollback(db);
    }
    return status;
}

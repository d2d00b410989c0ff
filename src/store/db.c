// SPDX-License-Identifier: Apache-2.0
#include "store/db.h"
#include "base/check.h"
#include "base/memory.h"
#include "store/db_private.h"
#include <string.h>

DbValue db_int(int64_t number) {
    return (DbValue){.kind = DB_INT, .number = number};
}

DbValue db_text(Str text) {
    return (DbValue){.kind = DB_TEXT, .bytes = text};
}

DbValue db_blob(Str bytes) {
    return (DbValue){.kind = DB_BLOB, .bytes = bytes};
}

DbValue db_date(Date date) {
    return date.days == DATE_NONE.days ? db_null(DB_INT) : db_int(date.days);
}

DbValue db_null(DbKind kind) {
    return (DbValue){.kind = kind, .is_null = true};
}

Status db_open(Str url, bool may_create, Db **out_db, Error *error) {
    Str sqlite = STR("sqlite:");
    if (str_starts_with(url, sqlite) && url.length > sqlite.length) {
        return db_sqlite_open(str_slice(url, sqlite.length, url.length), may_create, out_db, error);
    }
    if (str_starts_with(url, STR("postgresql://")) || str_starts_with(url, STR("postgres://"))) {
        return db_postgres_open(url, out_db, error);
    }
    // The url may carry a password, so it is not repeated.
    return error_set(error, STATUS_INVALID,
                     "the store's address is neither sqlite:PATH nor postgresql://...");
}

void db_close(Db *db) {
    if (db != NULL) {
        db->ops->close(db);
    }
}

Status db_run(Db *db, const char *sql, const DbValue *values, size_t count, Error *error) {
    CHECK(count <= DB_VALUES_MAX);
    return db->ops->query(db, sql, values, count, NULL, error);
}

Status db_query(Db *db, const char *sql, const DbValue *values, size_t count, DbRows *out_rows,
                Error *error) {
    CHECK(count <= DB_VALUES_MAX);
    return db->ops->query(db, sql, values, count, out_rows, error);
}

Status db_next(DbRows *rows, bool *out_has_row, Error *error) {
    return rows->db->ops->next(rows, out_has_row, error);
}

void db_end(DbRows *rows) {
    if (rows->db != NULL) {
        rows->db->ops->end(rows);
    }
    *rows = (DbRows){0};
}

bool db_is_null(const DbRows *rows, int column) {
    return rows->db->ops->column(rows, column, DB_INT).is_null;
}

int64_t db_column_int(const DbRows *rows, int column) {
    return rows->db->ops->column(rows, column, DB_INT).number;
}

Str db_column_text(const DbRows *rows, int column) {
    return rows->db->ops->column(rows, column, DB_TEXT).bytes;
}

Str db_column_blob(const DbRows *rows, int column) {
    return rows->db->ops->column(rows, column, DB_BLOB).bytes;
}

Date db_column_date(const DbRows *rows, int column) {
    DbValue value = rows->db->ops->column(rows, column, DB_INT);
    return value.is_null ? DATE_NONE : (Date){(int32_t)value.number};
}

Status db_query_int(Db *db, const char *sql, const DbValue *values, size_t count,
                    int64_t *out_number, Error *error) {
    CLEANUP(db_end) DbRows rows = {0};
    bool has_row = false;
    Status status = db_query(db, sql, values, count, &rows, error);
    if (status == STATUS_OK) {
        status = db_next(&rows, &has_row, error);
    }
    if (status == STATUS_OK) {
        *out_number = has_row ? db_column_int(&rows, 0) : 0;
    }
    return status;
}

static void append_names(const DbTable *table, int from, int to, const char *form, Text *out) {
    for (int i = from; i < to; i++) {
        text_append(out, i == from ? STR("") : STR(", "));
        for (const char *at = form; *at != '\0'; at++) {
            if (*at == '@') {
                text_append(out, str_from(table->columns[i]));
            } else {
                text_append_char(out, *at);
            }
        }
    }
}

void db_write_sql(const DbTable *table, Str source, Text *out_sql) {
    CHECK(table->column_count > 0 && table->column_count <= DB_COLUMNS_MAX);
    CHECK(table->key_count >= 0 && table->key_count <= table->column_count);
    text_format(out_sql, "INSERT INTO %s (", table->name);
    append_names(table, 0, table->column_count, "@", out_sql);
    text_append(out_sql, STR(") "));
    text_append(out_sql, source);
    if (table->key_count == 0) {
        return;
    }
    text_append(out_sql, STR(" ON CONFLICT ("));
    append_names(table, 0, table->key_count, "@", out_sql);
    text_append(out_sql, table->key_count == table->column_count ? STR(") DO NOTHING")
                                                                 : STR(") DO UPDATE SET "));
    append_names(table, table->key_count, table->column_count, "@ = excluded.@", out_sql);
}

void *statement_cache_find(StatementCache *cache, const char *sql) {
    uint64_t hash = str_hash(str_from(sql));
    for (size_t i = 0; i < STATEMENT_CACHE_SIZE; i++) {
        StatementCacheEntry *entry = &cache->entries[i];
        if (entry->sql != NULL && entry->hash == hash && strcmp(entry->sql, sql) == 0) {
            entry->used_at = ++cache->clock;
            return entry->statement;
        }
    }
    return NULL;
}

static void entry_discard(StatementCache *cache, StatementCacheEntry *entry) {
    if (entry->sql != NULL) {
        cache->discard(cache->context, entry->statement);
        memory_free(entry->sql);
        *entry = (StatementCacheEntry){0};
    }
}

void statement_cache_add(StatementCache *cache, const char *sql, void *statement) {
    StatementCacheEntry *oldest = &cache->entries[0];
    for (size_t i = 1; i < STATEMENT_CACHE_SIZE; i++) {
        if (cache->entries[i].used_at < oldest->used_at) {
            oldest = &cache->entries[i];
        }
    }
    entry_discard(cache, oldest);
    size_t size = strlen(sql) + 1;
    oldest->sql = memory_new(size, 1);
    memcpy(oldest->sql, sql, size);
    oldest->hash = str_hash(str_from(sql));
    oldest->used_at = ++cache->clock;
    oldest->statement = statement;
}

void statement_cache_clear(StatementCache *cache) {
    for (size_t i = 0; i < STATEMENT_CACHE_SIZE; i++) {
        entry_discard(cache, &cache->entries[i]);
    }
}

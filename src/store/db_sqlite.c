// SPDX-License-Identifier: Apache-2.0
// SQLite as a back end: one file, write-ahead log, every commit on disk before it is answered.
#include "base/check.h"
#include "base/memory.h"
#include "store/db_private.h"
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

// Of a store that is made here: what is written most are segments of some hundred kilobytes.
enum { PAGE_SIZE = 16 * 1024, MIB = 1024 * 1024 };

typedef struct SqliteStatement {
    sqlite3_stmt *handle;
    bool is_in_use; // its rows are being read
    bool is_cached;
    // $1 may stand behind $2: SQLite numbers parameters by first appearance, so they are looked up
    // by name.
    int parameters[DB_VALUES_MAX];
} SqliteStatement;

typedef struct SqliteDb {
    Db db; // first, so that a Db * of this back end is a SqliteDb *
    sqlite3 *handle;
    StatementCache statements;
    Text path;
    _Atomic int log_pages;  // in the write-ahead log after the last commit
    sqlite3 *copier;        // a connection of its own that writes back; NULL before the first time
    atomic_flag is_copying; // some thread uses it
    bool is_open_transaction;
    bool has_failed; // a statement of this transaction: nothing of it may be kept
} SqliteDb;

static SqliteDb *sqlite_of(Db *db) {
    return (SqliteDb *)db;
}

static Status status_of(int code) {
    switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_NOMEM: return STATUS_UNAVAILABLE;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return STATUS_CORRUPT;
    case SQLITE_CONSTRAINT: return STATUS_CONFLICT;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN: return STATUS_DENIED;
    case SQLITE_TOOBIG: return STATUS_TOO_LARGE;
    default: return STATUS_INVALID;
    }
}

static const char *remedy_of(int code, Status status) {
    bool is_full = (code & 0xFF) == SQLITE_FULL || (code & 0xFF) == SQLITE_IOERR;
    if (is_full) {
        return "; make room on the disk, or raise the limit of file sizes, and run the same "
               "command again: what was accepted before is kept";
    }
    return status == STATUS_CORRUPT ? "; restore the store from its backup" : "";
}

// One failed statement spoils the transaction, as it does on PostgreSQL.
static Status sqlite_error(SqliteDb *db, Error *error) {
    db->has_failed = true;
    int code = sqlite3_extended_errcode(db->handle);
    if ((code & 0xFF) == SQLITE_BUSY) {
        return db_is_busy(error);
    }
    Status status = status_of(code);
    return error_set(error, status, "SQLite: %s%s", sqlite3_errmsg(db->handle),
                     remedy_of(code, status));
}

static void statement_free(SqliteStatement *statement) {
    sqlite3_finalize(statement->handle);
    memory_free(statement);
}

// A statement whose rows are being read is freed when they end.
static void statement_discard(void *context, void *entry) {
    (void)context;
    SqliteStatement *statement = entry;
    statement->is_cached = false;
    if (!statement->is_in_use) {
        statement_free(statement);
    }
}

static void find_parameters(SqliteStatement *statement) {
    for (int i = 0; i < DB_VALUES_MAX; i++) {
        char name[8];
        (void)snprintf(name, sizeof name, "$%d", i + 1);
        statement->parameters[i] = sqlite3_bind_parameter_index(statement->handle, name);
    }
}

// NULL when the SQL is not understood; *out_status says why.
static SqliteStatement *sqlite_prepare(SqliteDb *db, const char *sql, Status *out_status,
                                       Error *error) {
    SqliteStatement *found = statement_cache_find(&db->statements, sql);
    *out_status = STATUS_OK;
    if (found != NULL && !found->is_in_use) {
        return found;
    }
    sqlite3_stmt *handle = NULL;
    if (sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, NULL) !=
        SQLITE_OK) {
        *out_status = sqlite_error(db, error);
        return NULL;
    }
    SqliteStatement *statement = memory_new(1, sizeof *statement);
    statement->handle = handle;
    find_parameters(statement);
    if (found == NULL) {
        statement->is_cached = true;
        statement_cache_add(&db->statements, sql, statement);
    }
    return statement;
}

static void statement_end(SqliteStatement *statement) {
    sqlite3_reset(statement->handle);
    statement->is_in_use = false;
    if (!statement->is_cached) {
        statement_free(statement);
    }
}

// lifetime: SQLITE_STATIC when the statement is run to its end before the caller goes on.
static int bind_value(sqlite3_stmt *handle, int parameter, const DbValue *value,
                      sqlite3_destructor_type lifetime) {
    if (value->is_null) {
        return sqlite3_bind_null(handle, parameter);
    }
    const char *bytes = value->bytes.length == 0 ? "" : value->bytes.data;
    switch (value->kind) {
    case DB_INT: return sqlite3_bind_int64(handle, parameter, value->number);
    case DB_TEXT:
        return sqlite3_bind_text64(handle, parameter, bytes, value->bytes.length, lifetime,
                                   SQLITE_UTF8);
    case DB_BLOB:
        return sqlite3_bind_blob64(handle, parameter, bytes, value->bytes.length, lifetime);
    }
    return SQLITE_MISUSE;
}

static Status bind_values(SqliteDb *db, const SqliteStatement *statement, const DbValue *values,
                          size_t count, sqlite3_destructor_type lifetime, Error *error) {
    for (size_t i = 0; i < count; i++) {
        int parameter = statement->parameters[i];
        CHECK(parameter != 0);
        if (bind_value(statement->handle, parameter, &values[i], lifetime) != SQLITE_OK) {
            return sqlite_error(db, error);
        }
    }
    return STATUS_OK;
}

static Status run_to_end(SqliteDb *db, const SqliteStatement *statement, Error *error) {
    int code = SQLITE_ROW;
    while (code == SQLITE_ROW) {
        code = sqlite3_step(statement->handle);
    }
    return code == SQLITE_DONE ? STATUS_OK : sqlite_error(db, error);
}

static Status sqlite_query(Db *base, const char *sql, const DbValue *values, size_t count,
                           DbRows *out_rows, Error *error) {
    SqliteDb *db = sqlite_of(base);
    Status status = STATUS_OK;
    SqliteStatement *statement = sqlite_prepare(db, sql, &status, error);
    if (statement == NULL) {
        return status;
    }
    statement->is_in_use = true;
    status = bind_values(db, statement, values, count,
                         out_rows == NULL ? SQLITE_STATIC : SQLITE_TRANSIENT, error);
    if (status == STATUS_OK && out_rows != NULL) {
        *out_rows = (DbRows){.db = base, .result = statement};
        return STATUS_OK;
    }
    if (status == STATUS_OK) {
        status = run_to_end(db, statement, error);
    }
    statement_end(statement);
    return status;
}

static Status sqlite_next(DbRows *rows, bool *out_has_row, Error *error) {
    const SqliteStatement *statement = rows->result;
    int code = sqlite3_step(statement->handle);
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        return sqlite_error(sqlite_of(rows->db), error);
    }
    *out_has_row = code == SQLITE_ROW;
    return STATUS_OK;
}

static DbValue sqlite_column(const DbRows *rows, int column, DbKind kind) {
    const SqliteStatement *statement = rows->result;
    DbValue value = {.kind = kind};
    if (sqlite3_column_type(statement->handle, column) == SQLITE_NULL) {
        value.is_null = true;
    } else if (kind == DB_INT) {
        value.number = sqlite3_column_int64(statement->handle, column);
    } else {
        value.bytes.data = sqlite3_column_blob(statement->handle, column);
        value.bytes.length = (size_t)sqlite3_column_bytes(statement->handle, column);
    }
    return value;
}

static void sqlite_end(DbRows *rows) {
    statement_end(rows->result);
}

static void append_values_source(const DbTable *table, Text *out) {
    text_append(out, STR("VALUES ("));
    for (int i = 0; i < table->column_count; i++) {
        text_format(out, i == 0 ? "$%d" : ", $%d", i + 1);
    }
    text_append(out, STR(")"));
}

static Status sqlite_write(Db *base, const DbTable *table, const DbValue *values, size_t row_count,
                           Error *error) {
    SqliteDb *db = sqlite_of(base);
    CLEANUP(text_release) Text source = {0};
    CLEANUP(text_release) Text sql = {0};
    append_values_source(table, &source);
    db_write_sql(table, text_str(&source), &sql);
    Status status = STATUS_OK;
    SqliteStatement *statement = sqlite_prepare(db, sql.data, &status, error);
    if (statement == NULL) {
        return status;
    }
    statement->is_in_use = true;
    size_t width = (size_t)table->column_count;
    for (size_t row = 0; row < row_count && status == STATUS_OK; row++) {
        status = bind_values(db, statement, values + row * width, width, SQLITE_STATIC, error);
        if (status == STATUS_OK) {
            status = run_to_end(db, statement, error);
        }
        sqlite3_reset(statement->handle);
    }
    statement_end(statement);
    return status;
}

// The migrations speak PostgreSQL's names; here a BIGINT key would be a second index beside the
// rowid, and BYTEA would get numeric affinity.
static void append_script(const char *sql, Text *out) {
    static const struct {
        Str from;
        Str to;
    } WORDS[] = {
        {{"BIGINT PRIMARY KEY", 18}, {"INTEGER PRIMARY KEY", 19}},
        {{"BYTEA", 5}, {"BLOB", 4}},
    };
    Str rest = str_from(sql);
    while (rest.length > 0) {
        size_t taken = 0;
        for (size_t i = 0; i < ARRAY_COUNT(WORDS) && taken == 0; i++) {
            if (str_starts_with(rest, WORDS[i].from)) {
                text_append(out, WORDS[i].to);
                taken = WORDS[i].from.length;
            }
        }
        if (taken == 0) {
            text_append_char(out, rest.data[0]);
            taken = 1;
        }
        rest = str_slice(rest, taken, rest.length);
    }
}

static Status sqlite_script(Db *base, const char *sql, Error *error) {
    SqliteDb *db = sqlite_of(base);
    CLEANUP(text_release) Text script = {0};
    append_script(sql, &script);
    if (sqlite3_exec(db->handle, script.data, NULL, NULL, NULL) != SQLITE_OK) {
        return sqlite_error(db, error);
    }
    return STATUS_OK;
}

static Status sqlite_begin(Db *base, bool is_writing, Error *error) {
    SqliteDb *db = sqlite_of(base);
    CHECK(!db->is_open_transaction);
    Status status =
        sqlite_query(base, is_writing ? "BEGIN IMMEDIATE" : "BEGIN", NULL, 0, NULL, error);
    db->is_open_transaction = status == STATUS_OK;
    db->has_failed = false;
    return status;
}

static Status sqlite_commit(Db *base, Error *error) {
    SqliteDb *db = sqlite_of(base);
    CHECK(db->is_open_transaction);
    if (db->has_failed) {
        return db_has_failed(error);
    }
    Status status = sqlite_query(base, "COMMIT", NULL, 0, NULL, error);
    db->is_open_transaction = status != STATUS_OK;
    return status;
}

static void sqlite_rollback(Db *base) {
    SqliteDb *db = sqlite_of(base);
    // Some errors have rolled back already; then there is nothing to do and nothing to tell.
    if (db->is_open_transaction && sqlite3_get_autocommit(db->handle) == 0) {
        Status status = sqlite_query(base, "ROLLBACK", NULL, 0, NULL, NULL);
        CHECK(status == STATUS_OK || sqlite3_get_autocommit(db->handle) != 0);
    }
    db->is_open_transaction = false;
}

static Status sqlite_has_table(Db *base, const char *name, bool *out_has, Error *error) {
    DbValue value = db_text(str_from(name));
    int64_t count = 0;
    Status status =
        db_query_int(base, "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = $1",
                     &value, 1, &count, error);
    if (status == STATUS_OK) {
        *out_has = count > 0;
    }
    return status;
}

static int log_copy(sqlite3 *handle) {
    return sqlite3_wal_checkpoint_v2(handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

// A connection has a log to copy only after it has read.
static bool copier_open(SqliteDb *db) {
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    const char *script = "PRAGMA synchronous = FULL; SELECT 1 FROM sqlite_master LIMIT 1;";
    bool is_open = sqlite3_open_v2(db->path.data, &db->copier, flags, NULL) == SQLITE_OK &&
                   sqlite3_exec(db->copier, script, NULL, NULL, NULL) == SQLITE_OK;
    if (!is_open) {
        (void)sqlite3_close(db->copier);
        db->copier = NULL;
    }
    return is_open;
}

// The log is copied into the file and the file synchronised, beside whatever is committed
// meanwhile. What cannot be done now, or is being done by another thread, stays in the log, and is
// tried again.
static void sqlite_write_back(Db *base) {
    enum { LOG_PAGES_MIN = 4 * MIB / PAGE_SIZE };
    SqliteDb *db = sqlite_of(base);
    if (db->log_pages < LOG_PAGES_MIN || atomic_flag_test_and_set(&db->is_copying)) {
        return;
    }
    db->log_pages = 0;
    if (db->copier != NULL || copier_open(db)) {
        (void)log_copy(db->copier);
    }
    atomic_flag_clear(&db->is_copying);
}

// By itself SQLite writes back within the commit that has made the log long, and that may be the
// one of an urgent event. Only when nobody else does it for long it is done here.
static int note_log(void *context, sqlite3 *handle, const char *name, int pages) {
    enum { LOG_PAGES_MAX = 64 * MIB / PAGE_SIZE };
    (void)name;
    SqliteDb *db = context;
    db->log_pages = pages;
    if (pages >= LOG_PAGES_MAX) {
        (void)log_copy(handle);
    }
    return SQLITE_OK;
}

static void sqlite_close(Db *base) {
    SqliteDb *db = sqlite_of(base);
    statement_cache_clear(&db->statements);
    CHECK(sqlite3_close(db->copier) == SQLITE_OK);
    CHECK(sqlite3_close(db->handle) == SQLITE_OK);
    text_release(&db->path);
    memory_free(db);
}

static const DbOps SQLITE_OPS = {
    .close = sqlite_close,
    .script = sqlite_script,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .query = sqlite_query,
    .next = sqlite_next,
    .column = sqlite_column,
    .end = sqlite_end,
    .write = sqlite_write,
    .has_table = sqlite_has_table,
    .write_back = sqlite_write_back,
};

static Status sqlite_settle(SqliteDb *db, Error *error) {
    sqlite3_extended_result_codes(db->handle, 1);
    sqlite3_busy_timeout(db->handle, DB_WAIT_MS);
    sqlite3_wal_hook(db->handle, note_log, db);
    CLEANUP(text_release) Text script = {0};
    text_format(&script,
                "PRAGMA page_size = %d; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                "PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;"
                "PRAGMA journal_size_limit = 67108864;",
                PAGE_SIZE);
    return sqlite_script(&db->db, script.data, error);
}

Status db_sqlite_open(Str path, bool may_create, Db **out_db, Error *error) {
    SqliteDb *db = memory_new(1, sizeof *db);
    text_append(&db->path, path);
    db->db.ops = &SQLITE_OPS;
    db->statements.discard = statement_discard;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (may_create ? SQLITE_OPEN_CREATE : 0);
    int code = sqlite3_open_v2(db->path.data, &db->handle, flags, NULL);
    Status status = STATUS_OK;
    if (code != SQLITE_OK) {
        bool is_missing = !may_create && (code & 0xFF) == SQLITE_CANTOPEN;
        status =
            error_set(error, is_missing ? STATUS_NOT_FOUND : status_of(code),
                      "cannot open the store %s: %s", db->path.data, sqlite3_errmsg(db->handle));
    } else {
        status = sqlite_settle(db, error);
    }
    if (status != STATUS_OK) {
        sqlite_close(&db->db);
        return status;
    }
    *out_db = &db->db;
    return STATUS_OK;
}

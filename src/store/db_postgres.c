// SPDX-License-Identifier: Apache-2.0
// PostgreSQL as a back end: prepared statements with binary values; bulk rows as one array per
// column.
#include "base/check.h"
#include "base/memory.h"
#include "store/db_private.h"
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OID_BYTEA = 17, OID_INT8 = 20, OID_TEXT = 25 };
enum { OID_BYTEA_ARRAY = 1001, OID_INT8_ARRAY = 1016, OID_TEXT_ARRAY = 1009 };
enum { ARRAY_LIMIT = 512 * 1024 * 1024 };

typedef struct PostgresDb {
    Db db; // first, so that a Db * of this back end is a PostgresDb *
    PGconn *connection;
    StatementCache statements; // statement: the number in the name "s12"
    uint64_t statement_count;
    bool is_open_transaction;
} PostgresDb;

// Network order, which is its own inverse.
static uint64_t swapped64(uint64_t number) {
    return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? __builtin_bswap64(number) : number;
}

static uint32_t swapped32(uint32_t number) {
    return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? __builtin_bswap32(number) : number;
}

static PostgresDb *postgres_of(Db *db) {
    return (PostgresDb *)db;
}

// SQLSTATE: two characters of class, three of condition.
static Status status_of(const char *state) {
    static const struct {
        const char *prefix;
        Status status;
    } STATES[] = {
        {"08", STATUS_UNAVAILABLE},    // connection
        {"53", STATUS_UNAVAILABLE},    // disk full, out of memory, too many connections
        {"57", STATUS_UNAVAILABLE},    // shutting down
        {"58", STATUS_UNAVAILABLE},    // I/O error
        {"55P03", STATUS_UNAVAILABLE}, // lock not available
        {"40", STATUS_CONFLICT},       // serialization, deadlock
        {"23", STATUS_CONFLICT},       // constraint
        {"25006", STATUS_DENIED},      // read-only transaction
        {"28", STATUS_DENIED},         // authorization
        {"42501", STATUS_DENIED},      // privilege
        {"54", STATUS_TOO_LARGE},      // program limit
        {"XX001", STATUS_CORRUPT},     // data corrupted
        {"XX002", STATUS_CORRUPT},     // index corrupted
    };
    if (state == NULL) {
        return STATUS_UNAVAILABLE;
    }
    for (size_t i = 0; i < ARRAY_COUNT(STATES); i++) {
        if (strncmp(state, STATES[i].prefix, strlen(STATES[i].prefix)) == 0) {
            return STATES[i].status;
        }
    }
    return STATUS_INVALID;
}

static Status postgres_error(const PostgresDb *db, const PGresult *result, Error *error) {
    const char *state = result == NULL ? NULL : PQresultErrorField(result, PG_DIAG_SQLSTATE);
    if (PQstatus(db->connection) != CONNECTION_OK) {
        state = NULL;
    }
    Str words = str_trim(str_from(PQerrorMessage(db->connection)));
    Status status = status_of(state);
    return error_set(error, status, "PostgreSQL: " STR_FMT "%s", STR_ARG(words),
                     status == STATUS_UNAVAILABLE
                         ? "; run the same command again when the server answers: what was "
                           "accepted before is kept"
                         : "");
}

static Status take_result(const PostgresDb *db, PGresult *result, PGresult **out_result,
                          Error *error) {
    ExecStatusType outcome = PQresultStatus(result);
    if (outcome != PGRES_COMMAND_OK && outcome != PGRES_TUPLES_OK) {
        Status status = postgres_error(db, result, error);
        PQclear(result);
        return status;
    }
    if (out_result == NULL) {
        PQclear(result);
    } else {
        *out_result = result;
    }
    return STATUS_OK;
}

static Status run_script(PostgresDb *db, const char *sql, Error *error) {
    return take_result(db, PQexec(db->connection, sql), NULL, error);
}

static void statement_discard(void *context, void *entry) {
    const PostgresDb *db = context;
    uint64_t *number = entry;
    char sql[40];
    (void)snprintf(sql, sizeof sql, "DEALLOCATE s%llu", (unsigned long long)*number);
    // In a broken transaction this fails, and the name stays used; names are never used again.
    PQclear(PQexec(db->connection, sql));
    memory_free(number);
}

static Oid oid_of(const DbValue *value) {
    switch (value->kind) {
    case DB_INT: return OID_INT8;
    case DB_TEXT: return OID_TEXT;
    case DB_BLOB: return OID_BYTEA;
    }
    CHECK(false);
    return 0;
}

// One set of values in the forms libpq wants.
typedef struct Parameters {
    int count;
    Oid types[DB_VALUES_MAX];
    const char *bytes[DB_VALUES_MAX];
    int lengths[DB_VALUES_MAX];
    int formats[DB_VALUES_MAX]; // 1: binary
    uint64_t numbers[DB_VALUES_MAX];
} Parameters;

static Status parameters_fill(Parameters *parameters, const DbValue *values, size_t count,
                              Error *error) {
    parameters->count = (int)count;
    for (size_t i = 0; i < count; i++) {
        const DbValue *value = &values[i];
        if (value->bytes.length > ARRAY_LIMIT) {
            return error_set(error, STATUS_TOO_LARGE,
                             "a value of %zu bytes is over the limit of %d", value->bytes.length,
                             ARRAY_LIMIT);
        }
        parameters->types[i] = oid_of(value);
        parameters->formats[i] = 1;
        if (value->is_null) {
            parameters->bytes[i] = NULL;
        } else if (value->kind == DB_INT) {
            parameters->numbers[i] = swapped64((uint64_t)value->number);
            parameters->bytes[i] = (const char *)&parameters->numbers[i];
            parameters->lengths[i] = sizeof parameters->numbers[i];
        } else {
            parameters->bytes[i] = value->bytes.length == 0 ? "" : value->bytes.data;
            parameters->lengths[i] = (int)value->bytes.length;
        }
    }
    return STATUS_OK;
}

// A lost connection is made again, but never within a transaction: its half is gone.
static Status postgres_revive(PostgresDb *db, Error *error) {
    if (PQstatus(db->connection) == CONNECTION_OK || db->is_open_transaction) {
        return STATUS_OK;
    }
    statement_cache_clear(&db->statements);
    PQreset(db->connection);
    return PQstatus(db->connection) == CONNECTION_OK ? STATUS_OK : postgres_error(db, NULL, error);
}

static Status postgres_prepare(PostgresDb *db, const char *sql, const Parameters *parameters,
                               uint64_t *out_number, Error *error) {
    const uint64_t *found = statement_cache_find(&db->statements, sql);
    if (found != NULL) {
        *out_number = *found;
        return STATUS_OK;
    }
    uint64_t number = ++db->statement_count;
    char name[24];
    (void)snprintf(name, sizeof name, "s%llu", (unsigned long long)number);
    PGresult *result = PQprepare(db->connection, name, sql, parameters->count, parameters->types);
    Status status = take_result(db, result, NULL, error);
    if (status == STATUS_OK) {
        uint64_t *kept = memory_new(1, sizeof *kept);
        *kept = number;
        statement_cache_add(&db->statements, sql, kept);
        *out_number = number;
    }
    return status;
}

static Status run_prepared(PostgresDb *db, const char *sql, const Parameters *parameters,
                           PGresult **out_result, Error *error) {
    uint64_t number = 0;
    Status status = postgres_revive(db, error);
    if (status == STATUS_OK) {
        status = postgres_prepare(db, sql, parameters, &number, error);
    }
    if (status != STATUS_OK) {
        return status;
    }
    char name[24];
    (void)snprintf(name, sizeof name, "s%llu", (unsigned long long)number);
    PGresult *result = PQexecPrepared(db->connection, name, parameters->count, parameters->bytes,
                                      parameters->lengths, parameters->formats, 1);
    return take_result(db, result, out_result, error);
}

static Status postgres_query(Db *base, const char *sql, const DbValue *values, size_t count,
                             DbRows *out_rows, Error *error) {
    Parameters parameters;
    Status status = parameters_fill(&parameters, values, count, error);
    PGresult *result = NULL;
    if (status == STATUS_OK) {
        status = run_prepared(postgres_of(base), sql, &parameters,
                              out_rows == NULL ? NULL : &result, error);
    }
    if (status == STATUS_OK && out_rows != NULL) {
        *out_rows = (DbRows){.db = base, .result = result, .row = -1};
    }
    return status;
}

static Status postgres_next(DbRows *rows, bool *out_has_row, Error *error) {
    (void)error;
    rows->row++;
    *out_has_row = rows->row < PQntuples(rows->result);
    return STATUS_OK;
}

static DbValue postgres_column(const DbRows *rows, int column, DbKind kind) {
    int row = (int)rows->row;
    DbValue value = {.kind = kind};
    if (PQgetisnull(rows->result, row, column)) {
        value.is_null = true;
        return value;
    }
    const char *bytes = PQgetvalue(rows->result, row, column);
    size_t length = (size_t)PQgetlength(rows->result, row, column);
    if (kind == DB_INT && length == sizeof(uint64_t)) {
        uint64_t number = 0;
        memcpy(&number, bytes, sizeof number);
        value.number = (int64_t)swapped64(number);
    } else if (kind == DB_INT) {
        value.number = 0; // asked only whether it is NULL
    } else {
        value.bytes = (Str){bytes, length};
    }
    return value;
}

static void postgres_end(DbRows *rows) {
    PQclear(rows->result);
}

// ---- bulk rows: one array per column

typedef struct ArrayForm {
    const char *sql_type;
    Oid element;
    Oid array;
} ArrayForm;

static ArrayForm array_form(DbKind kind) {
    switch (kind) {
    case DB_INT: return (ArrayForm){"bigint[]", OID_INT8, OID_INT8_ARRAY};
    case DB_TEXT: return (ArrayForm){"text[]", OID_TEXT, OID_TEXT_ARRAY};
    case DB_BLOB: return (ArrayForm){"bytea[]", OID_BYTEA, OID_BYTEA_ARRAY};
    }
    CHECK(false);
    return (ArrayForm){0};
}

static void append_int32(Text *out, uint32_t number) {
    uint32_t big = swapped32(number);
    text_append(out, (Str){(const char *)&big, sizeof big});
}

static void append_element(Text *out, const DbValue *value) {
    if (value->is_null) {
        append_int32(out, UINT32_MAX);
    } else if (value->kind == DB_INT) {
        uint64_t big = swapped64((uint64_t)value->number);
        append_int32(out, sizeof big);
        text_append(out, (Str){(const char *)&big, sizeof big});
    } else {
        append_int32(out, (uint32_t)value->bytes.length);
        text_append(out, value->bytes);
    }
}

// The binary form of a one-dimensional array: dimensions, whether it has NULLs, element type,
// length, lower bound, then the elements, each behind its length.
static void append_array(Text *out, const DbTable *table, int column, const DbValue *values,
                         size_t row_count) {
    append_int32(out, 1);
    append_int32(out, 1);
    append_int32(out, array_form(table->kinds[column]).element);
    append_int32(out, (uint32_t)row_count);
    append_int32(out, 1);
    for (size_t row = 0; row < row_count; row++) {
        append_element(out, &values[row * (size_t)table->column_count + (size_t)column]);
    }
}

static void append_unnest_source(const DbTable *table, Text *out) {
    text_append(out, STR("SELECT * FROM unnest("));
    for (int i = 0; i < table->column_count; i++) {
        text_format(out, i == 0 ? "$%d::%s" : ", $%d::%s", i + 1,
                    array_form(table->kinds[i]).sql_type);
    }
    text_append(out, STR(")"));
}

static void texts_release(Text (*texts)[DB_COLUMNS_MAX]) {
    for (int i = 0; i < DB_COLUMNS_MAX; i++) {
        text_release(&(*texts)[i]);
    }
}

static Status postgres_write(Db *base, const DbTable *table, const DbValue *values,
                             size_t row_count, Error *error) {
    if (row_count == 0) {
        return STATUS_OK;
    }
    CLEANUP(text_release) Text source = {0};
    CLEANUP(text_release) Text sql = {0};
    append_unnest_source(table, &source);
    db_write_sql(table, text_str(&source), &sql);
    CLEANUP(texts_release) Text arrays[DB_COLUMNS_MAX] = {0};
    Parameters parameters = {.count = table->column_count};
    for (int i = 0; i < table->column_count; i++) {
        arrays[i].limit = ARRAY_LIMIT;
        append_array(&arrays[i], table, i, values, row_count);
        if (arrays[i].is_cut) {
            return error_set(error, STATUS_TOO_LARGE, "%zu rows of %s are more than %d bytes",
                             row_count, table->name, ARRAY_LIMIT);
        }
        parameters.types[i] = array_form(table->kinds[i]).array;
        parameters.bytes[i] = arrays[i].data;
        parameters.lengths[i] = (int)arrays[i].length;
        parameters.formats[i] = 1;
    }
    return run_prepared(postgres_of(base), sql.data, &parameters, NULL, error);
}

// ---- transactions

static Status postgres_script(Db *base, const char *sql, Error *error) {
    return run_script(postgres_of(base), sql, error);
}

static void postgres_rollback(Db *base) {
    PostgresDb *db = postgres_of(base);
    if (db->is_open_transaction) {
        PQclear(PQexec(db->connection, "ROLLBACK"));
        db->is_open_transaction = false;
    }
}

// The writer's lock belongs to the schema, so that several counties can share a database.
static Status postgres_begin(Db *base, bool is_writing, Error *error) {
    PostgresDb *db = postgres_of(base);
    CHECK(!db->is_open_transaction);
    Status status = postgres_revive(db, error);
    if (status != STATUS_OK) {
        return status;
    }
    db->is_open_transaction = true;
    if (!is_writing) {
        status = run_script(db, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", error);
    } else {
        char sql[256];
        (void)snprintf(sql, sizeof sql,
                       "BEGIN; SET LOCAL lock_timeout = %d; SELECT pg_advisory_xact_lock("
                       "hashtextextended('doudi writes ' || coalesce(current_schema(), ''), 0))",
                       (int)DB_WAIT_MS);
        status = run_script(db, sql, error);
        bool is_locked_out = status == STATUS_UNAVAILABLE &&
                             PQstatus(db->connection) == CONNECTION_OK &&
                             PQtransactionStatus(db->connection) == PQTRANS_INERROR;
        status = is_locked_out ? db_is_busy(error) : status;
    }
    if (status != STATUS_OK) {
        postgres_rollback(base);
    }
    return status;
}

static Status postgres_commit(Db *base, Error *error) {
    PostgresDb *db = postgres_of(base);
    CHECK(db->is_open_transaction);
    // COMMIT of a broken transaction answers ROLLBACK and no error.
    if (PQtransactionStatus(db->connection) == PQTRANS_INERROR) {
        return db_has_failed(error);
    }
    Status status = run_script(db, "COMMIT", error);
    db->is_open_transaction = status != STATUS_OK;
    return status;
}

static Status postgres_has_table(Db *base, const char *name, bool *out_has, Error *error) {
    DbValue value = db_text(str_from(name));
    int64_t count = 0;
    Status status = db_query_int(base, "SELECT count(*) FROM pg_class WHERE oid = to_regclass($1)",
                                 &value, 1, &count, error);
    if (status == STATUS_OK) {
        *out_has = count > 0;
    }
    return status;
}

static void postgres_close(Db *base) {
    PostgresDb *db = postgres_of(base);
    statement_cache_clear(&db->statements);
    PQfinish(db->connection);
    memory_free(db);
}

// The server does it by itself.
static void postgres_write_back(Db *base) {
    (void)base;
}

static const DbOps POSTGRES_OPS = {
    .close = postgres_close,
    .script = postgres_script,
    .begin = postgres_begin,
    .commit = postgres_commit,
    .rollback = postgres_rollback,
    .query = postgres_query,
    .next = postgres_next,
    .column = postgres_column,
    .end = postgres_end,
    .write = postgres_write,
    .has_table = postgres_has_table,
    .write_back = postgres_write_back,
};

static void notice_ignore(void *context, const char *message) {
    (void)context;
    (void)message;
}

static Status postgres_settle(PostgresDb *db, Error *error) {
    if (PQstatus(db->connection) != CONNECTION_OK) {
        return postgres_error(db, NULL, error);
    }
    PQsetNoticeProcessor(db->connection, notice_ignore, NULL);
    const char *encoding = PQparameterStatus(db->connection, "server_encoding");
    if (encoding == NULL || strcmp(encoding, "UTF8") != 0) {
        return error_set(error, STATUS_INVALID,
                         "the database keeps its texts as %s; make one with ENCODING 'UTF8'",
                         encoding == NULL ? "(unknown)" : encoding);
    }
    return STATUS_OK;
}

Status db_postgres_open(Str url, Db **out_db, Error *error) {
    CLEANUP(text_release) Text address = {0};
    text_append(&address, url);
    const char *keywords[] = {"dbname", "client_encoding", "fallback_application_name", NULL};
    const char *values[] = {address.data, "UTF8", "doudi", NULL};
    PostgresDb *db = memory_new(1, sizeof *db);
    db->db.ops = &POSTGRES_OPS;
    db->statements.discard = statement_discard;
    db->statements.context = db;
    db->connection = PQconnectdbParams(keywords, values, 1);
    Status status = postgres_settle(db, error);
    if (status != STATUS_OK) {
        postgres_close(&db->db);
        return status;
    }
    *out_db = &db->db;
    return STATUS_OK;
}

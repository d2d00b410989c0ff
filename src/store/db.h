// SPDX-License-Identifier: Apache-2.0
#ifndef STORE_DB_H
#define STORE_DB_H
// Db: one connection to a database, behind one table of functions per back end. Statements are
// prepared once and kept; values are typed; SQL is the same for both back ends: `$1` placeholders,
// BIGINT, TEXT and BYTEA columns. Not here: tables and rows (the stores). Only for store/ and its
// tests.
#include "base/date.h"
#include "base/status.h"
#include "base/str.h"

enum {
    DB_VALUES_MAX = 64,
    DB_WAIT_MS = 5000
}; // values of one statement; wait for the writer's lock

typedef enum DbKind { DB_INT, DB_TEXT, DB_BLOB } DbKind;
typedef struct DbValue {
    DbKind kind;
    bool is_null;
    int64_t number;
    Str bytes;
} DbValue;
DbValue db_int(int64_t number);
DbValue db_text(Str text);
DbValue db_blob(Str bytes);
DbValue db_date(Date date); // DATE_NONE is NULL
DbValue db_null(DbKind kind);

typedef struct Db Db;
typedef struct DbRows { // the answer to one query
    Db *db;
    void *result; // the back end's
    int64_t row;  // the back end's
} DbRows;

// A table, or some of its columns, as rows are written to it in bulk.
enum { DB_COLUMNS_MAX = 24 };
typedef struct DbTable {
    const char *name;
    int column_count;
    const char *columns[DB_COLUMNS_MAX];
    DbKind kinds[DB_COLUMNS_MAX];
    int key_count; // the first columns; rows that are there already are updated. 0: only insert
} DbTable;

typedef struct DbOps {
    void (*close)(Db *db);
    // A script of statements without values.
    Status (*script)(Db *db, const char *sql, Error *error);
    // Begins a transaction and takes the writer's lock, or one that only reads.
    Status (*begin)(Db *db, bool is_writing, Error *error);
    Status (*commit)(Db *db, Error *error); // still open when it fails
    void (*rollback)(Db *db);
    // Runs one statement. out_rows NULL: its rows are not wanted.
    Status (*query)(Db *db, const char *sql, const DbValue *values, size_t count, DbRows *out_rows,
                    Error *error);
    Status (*next)(DbRows *rows, bool *out_has_row, Error *error);
    // Looks at result and row alone, not at rows->db; what it gives lasts until next.
    DbValue (*column)(const DbRows *rows, int column, DbKind kind);
    void (*end)(DbRows *rows);
    // Writes row_count rows of table->column_count values each.
    Status (*write)(Db *db, const DbTable *table, const DbValue *values, size_t row_count,
                    Error *error);
    Status (*has_table)(Db *db, const char *name, bool *out_has, Error *error);
    void (*write_back)(Db *db); // what commits have logged, when it is much
} DbOps;
struct Db {
    const DbOps *ops;
};

// NOT_FOUND when an SQLite file is missing and may not be made.
MUST_CHECK Status db_open(Str url, bool may_create, Db **out_db, Error *error);
void db_close(Db *db); // NULL is fine
MUST_CHECK Status db_run(Db *db, const char *sql, const DbValue *values, size_t count,
                         Error *error);
// Rows are read with db_next until it has none, or given up with db_end (fine after the last row).
MUST_CHECK Status db_query(Db *db, const char *sql, const DbValue *values, size_t count,
                           DbRows *out_rows, Error *error);
MUST_CHECK Status db_next(DbRows *rows, bool *out_has_row, Error *error);
void db_end(DbRows *rows);
bool db_is_null(const DbRows *rows, int column);
int64_t db_column_int(const DbRows *rows, int column); // NULL is 0
Str db_column_text(const DbRows *rows, int column);    // lasts until db_next; NULL is ""
Str db_column_blob(const DbRows *rows, int column);
Date db_column_date(const DbRows *rows, int column); // NULL is DATE_NONE
// The first column of the only row; NULL or no row is 0.
MUST_CHECK Status db_query_int(Db *db, const char *sql, const DbValue *values, size_t count,
                               int64_t *out_number, Error *error);
#endif

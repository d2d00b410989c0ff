// SPDX-License-Identifier: Apache-2.0
#ifndef STORE_STORE_PRIVATE_H
#define STORE_STORE_PRIVATE_H
// What the stores share: the connection, the keys, bulk rows and growing queries.
#include "platform/crypto.h"
#include "store/db.h"
#include "store/store.h"

struct Store {
    Db *db;
    Crypto *crypto;
    Text scratch; // of one seal or unseal
    bool is_writing;
    bool is_reading;
};

// ---- sealed columns; a seal is bound to table, row and column
typedef struct SealedCell {
    const char *table;
    const char *column;
    int64_t row;
} SealedCell;
DbValue store_seal(Store *store, SealedCell cell, Str plain, Arena *arena);
// A NULL or empty blob is "". The text lives in the arena.
MUST_CHECK Status store_unseal(Store *store, SealedCell cell, Str blob, Arena *arena,
                               Str *out_plain, Error *error);

// ---- bulk rows: collected, and written a few thousand at a time
typedef struct Bulk {
    Db *db;
    const DbTable *table;
    DbValue *values; // row by row
    size_t row_capacity;
    size_t row_count;
    size_t byte_count;
    Arena arena;
} Bulk;
void bulk_init(Bulk *bulk, Store *store, const DbTable *table);
void bulk_release(Bulk *bulk);
// Texts and blobs are copied.
MUST_CHECK Status bulk_add(Bulk *bulk, const DbValue *values, Error *error);
MUST_CHECK Status bulk_finish(Bulk *bulk, Error *error); // writes the rest

// ---- a query that grows with its filter
typedef struct Query {
    Text sql;
    DbValue values[DB_VALUES_MAX];
    size_t count;
    bool has_where;
} Query;
void query_release(Query *query);
void query_append(Query *query, const char *sql);
// condition holds one @, which becomes the value's placeholder: "rule = @".
void query_where(Query *query, const char *condition, DbValue value);
void query_where_text(Query *query, const char *condition, Str text); // not when ""
void query_where_id(Query *query, const char *condition, int64_t id); // not when 0
void query_where_region(Query *query, int64_t region_code);           // not when 0
void query_limit(Query *query, const char *order, int64_t limit);     // ORDER BY, LIMIT
MUST_CHECK Status query_start(Query *query, Store *store, DbRows *out_rows, Error *error);

// The next row: false after the last one, and when *in_out_status is or becomes a failure.
bool store_next(DbRows *rows, Status *in_out_status, Error *error);

// Rows of unknown number, gathered and then handed over in an arena.
typedef struct Gather {
    char *items;
    size_t count;
    size_t capacity;
} Gather;
void gather_release(Gather *gather);
void *gather_add(Gather *gather, size_t size); // the new item, zeroed; lasts until the next add
void *gather_finish(const Gather *gather, size_t size, Arena *arena, size_t *out_count);

enum { STORE_PAGE_SIZE = 20000 }; // rows that a walk over a whole table holds at once
int64_t store_limit(int64_t limit);
Str column_copy(const DbRows *rows, int column, Arena *arena);
#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef STORE_DB_PRIVATE_H
#define STORE_DB_PRIVATE_H
// What the back ends share. Only for db*.c.
#include "base/text.h"
#include "store/db.h"

MUST_CHECK Status db_sqlite_open(Str path, bool may_create, Db **out_db, Error *error);
MUST_CHECK Status db_postgres_open(Str url, Db **out_db, Error *error);

// INSERT INTO name (columns) <source> ON CONFLICT ...; source is what stands between.
void db_write_sql(const DbTable *table, Str source, Text *out_sql);

// Prepared statements by their text; the least recently used one makes room.
enum { STATEMENT_CACHE_SIZE = 128 };
typedef struct StatementCacheEntry {
    char *sql; // NULL: free
    uint64_t hash;
    uint64_t used_at;
    void *statement;
} StatementCacheEntry;
typedef struct StatementCache {
    StatementCacheEntry entries[STATEMENT_CACHE_SIZE];
    uint64_t clock;
    void (*discard)(void *context, void *statement);
    void *context;
} StatementCache;
void *statement_cache_find(StatementCache *cache, const char *sql); // NULL: not there
void statement_cache_add(StatementCache *cache, const char *sql, void *statement);
void statement_cache_clear(StatementCache *cache);

static inline Status db_is_busy(Error *error) {
    return error_set(error, STATUS_UNAVAILABLE,
                     "another doudi is writing; wait until it has finished and try again");
}
static inline Status db_has_failed(Error *error) {
    return error_set(error, STATUS_CONFLICT,
                     "nothing was kept: an earlier statement of this transaction failed");
}
#endif

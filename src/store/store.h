// SPDX-License-Identifier: Apache-2.0
#ifndef STORE_STORE_H
#define STORE_STORE_H
// Store: what people decided and did, and the archive's segments, in SQLite or PostgreSQL: one
// connection and the keys that seal names and identity numbers. One file per noun beside this one;
// rows are plain structs whose texts live in the arena handed in. Not here: what rows mean
// (service/). Invariant: one writer at a time; what is committed survives a kill.
// A Store is used by one thread at a time; readers in other threads open their own.
#include "base/arena.h"
#include "base/status.h"

typedef struct Db Db;
typedef struct Store Store;

enum { STORE_KEY_SIZE = 32 };

// url: "sqlite:PATH" or "postgresql://..." as libpq takes it; a schema is chosen by
// "?options=-csearch_path%3Dname". key: 32 bytes; every later open must bring the same one.
// Makes the tables where they are missing; fine on a store that has them.
MUST_CHECK Status store_create(Str url, Str key, Store **out_store, Error *error);
// NOT_FOUND when nothing was created there, DENIED when the key is another one, CONFLICT when the
// store was written by a newer doudi. Applies newer migrations.
MUST_CHECK Status store_open(Str url, Str key, Store **out_store, Error *error);
// Over a connection made by the caller (tests: one that fails on purpose); takes it over, also on
// failure.
MUST_CHECK Status store_create_over(Db *db, Str key, Store **out_store, Error *error);
void store_close(Store *store); // rolls back what is open; NULL is fine

// Every write stands between begin and commit. Begin waits five seconds for the writer's lock, then
// says UNAVAILABLE "another doudi is writing".
MUST_CHECK Status store_begin(Store *store, Error *error);
MUST_CHECK Status store_commit(Store *store, Error *error); // rolled back when it fails
void store_rollback(Store *store);                          // nothing open is fine
// Copies what commits have logged to where it belongs, when it is much: milliseconds that a commit
// would take once in a while. Any thread may call it, beside what others do with the store. Who
// never calls it pays seldom, but more.
void store_write_back(Store *store);
// Several reads that see one state; ended by store_rollback.
MUST_CHECK Status store_begin_read(Store *store, Error *error);
bool store_is_writing(const Store *store);

enum { STORE_LIST_MAX = 100000 }; // rows of one list; a limit of 0 means as many
#endif

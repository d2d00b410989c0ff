// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_STORE_FIXTURE_H
#define TESTS_STORE_FIXTURE_H
// Every store test runs twice, each time on a fresh store: an SQLite file, and a schema of the
// PostgreSQL that DOUDI_TEST_POSTGRES names (tests/with-postgres); without that they are left out.
#include "base/text.h"
#include "store/db.h"
#include "store/store.h"

enum { FIXTURE_CASES_MAX = 64 };

typedef struct Fixture {
    Text url;
    Store *store; // open, nothing begun
    Error error;
    Arena arena;
    bool is_postgres;
} Fixture;
typedef struct FixtureCase {
    const char *name;
    void (*run)(Fixture *fixture);
    bool is_postgres_only; // about something that SQLite does not have
} FixtureCase;
#define CASE(run)                                                                                  \
    { #run, run, false }

int fixture_run(const char *group, const FixtureCase *cases, size_t count);
Str fixture_key(void);
void fixture_reopen(Fixture *fixture);
Db *fixture_db(const Fixture *fixture); // another connection; the caller closes it
// Runs SQL behind the store's back, on a connection of its own.
void fixture_sql(const Fixture *fixture, const char *sql);
#define assert_ok(call) assert_string_equal((call) == STATUS_OK ? "" : fixture->error.message, "")
#endif

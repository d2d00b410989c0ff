// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/memory.h"
#include "platform/random.h"
#include "store_fixture.h"
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct Prepared { // one case on one back end
    const FixtureCase *about;
    bool is_postgres;
} Prepared;

Str fixture_key(void) {
    return STR("0123456789abcdef0123456789abcdef");
}

static void run_sql(Str url, const char *sql) {
    Db *db = NULL;
    Error error = {0};
    if (db_open(url, true, &db, &error) != STATUS_OK ||
        db->ops->script(db, sql, &error) != STATUS_OK) {
        fail_msg("%s: %s", sql, error.message);
    }
    db_close(db);
}

void fixture_sql(const Fixture *fixture, const char *sql) {
    run_sql(text_str(&fixture->url), sql);
}

Db *fixture_db(const Fixture *fixture) {
    Db *db = NULL;
    Error error = {0};
    if (db_open(text_str(&fixture->url), true, &db, &error) != STATUS_OK) {
        fail_msg("%s", error.message);
    }
    return db;
}

static void make_url(Fixture *fixture, const char *server, unsigned long long number) {
    if (!fixture->is_postgres) {
        text_format(&fixture->url, "sqlite:/tmp/doudi-test-%016llx.db", number);
        return;
    }
    char sql[64];
    snprintf(sql, sizeof sql, "CREATE SCHEMA t%016llx", number);
    run_sql(str_from(server), sql);
    text_format(&fixture->url, "%s&options=-csearch_path%%3Dt%016llx", server, number);
}

static void remove_store(const Fixture *fixture, unsigned long long number) {
    if (fixture->is_postgres) {
        char sql[64];
        snprintf(sql, sizeof sql, "DROP SCHEMA t%016llx CASCADE", number);
        run_sql(str_from(getenv("DOUDI_TEST_POSTGRES")), sql);
        return;
    }
    static const char *const ENDINGS[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < ARRAY_COUNT(ENDINGS); i++) {
        char path[80];
        snprintf(path, sizeof path, "/tmp/doudi-test-%016llx.db%s", number, ENDINGS[i]);
        unlink(path);
    }
}

static void run_case(void **state) {
    const Prepared *prepared = *state;
    const char *server = getenv("DOUDI_TEST_POSTGRES");
    Fixture fixture = {.is_postgres = prepared->is_postgres};
    unsigned long long number = random_number();
    make_url(&fixture, server, number);
    if (store_create(text_str(&fixture.url), fixture_key(), &fixture.store, &fixture.error) !=
        STATUS_OK) {
        fail_msg("%s", fixture.error.message);
    }
    prepared->about->run(&fixture);
    store_close(fixture.store);
    remove_store(&fixture, number);
    arena_release(&fixture.arena);
    text_release(&fixture.url);
}

void fixture_reopen(Fixture *fixture) {
    store_close(fixture->store);
    fixture->store = NULL;
    assert_ok(store_open(text_str(&fixture->url), fixture_key(), &fixture->store, &fixture->error));
}

int fixture_run(const char *group, const FixtureCase *cases, size_t count) {
    CHECK(count <= FIXTURE_CASES_MAX);
    struct CMUnitTest tests[2 * FIXTURE_CASES_MAX] = {0};
    Prepared prepared[2 * FIXTURE_CASES_MAX];
    CLEANUP(arena_release) Arena names = {0};
    bool has_postgres = getenv("DOUDI_TEST_POSTGRES") != NULL;
    if (!has_postgres) {
        print_message("# skipped on PostgreSQL: DOUDI_TEST_POSTGRES is not set; run this through "
                      "tests/with-postgres\n");
    }
    size_t test_count = 0;
    for (size_t i = 0; i < 2 * count; i++) {
        bool is_postgres = i % 2 == 1;
        if (is_postgres ? !has_postgres : cases[i / 2].is_postgres_only) {
            continue;
        }
        prepared[i] = (Prepared){.about = &cases[i / 2], .is_postgres = is_postgres};
        Str name = arena_format(&names, "%s_on_%s", cases[i / 2].name,
                                is_postgres ? "postgresql" : "sqlite");
        tests[test_count++] = (struct CMUnitTest){
            .name = name.data, .test_func = run_case, .initial_state = &prepared[i]};
    }
    return _cmocka_run_group_tests(group, tests, test_count, NULL, NULL);
}

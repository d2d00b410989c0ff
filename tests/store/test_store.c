// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "store/meta_store.h"
#include "store_fixture.h"
#include <cmocka.h>
#include <string.h>

static void set_meta(Fixture *fixture, const char *key, const char *value) {
    assert_ok(meta_store_set(fixture->store, str_from(key), str_from(value), &fixture->error));
}

static const char *get_meta(Fixture *fixture, const char *key) {
    Str value = {0};
    bool is_found = false;
    assert_ok(meta_store_get(fixture->store, str_from(key), &fixture->arena, &value, &is_found,
                             &fixture->error));
    return is_found ? value.data : "(none)";
}

static void what_is_committed_is_there_after_reopening(Fixture *fixture) {
    assert_ok(store_begin(fixture->store, &fixture->error));
    set_meta(fixture, "clock", "2025-08-25");
    set_meta(fixture, "pack", "浙江 龙湾");
    set_meta(fixture, "empty", "");
    set_meta(fixture, "clock", "2025-08-26");
    assert_true(store_is_writing(fixture->store));
    assert_ok(store_commit(fixture->store, &fixture->error));
    assert_false(store_is_writing(fixture->store));
    fixture_reopen(fixture);
    assert_string_equal(get_meta(fixture, "clock"), "2025-08-26");
    assert_string_equal(get_meta(fixture, "pack"), "浙江 龙湾");
    assert_string_equal(get_meta(fixture, "empty"), "");
    assert_string_equal(get_meta(fixture, "missing"), "(none)");
}

static void what_is_rolled_back_is_gone(Fixture *fixture) {
    assert_ok(store_begin(fixture->store, &fixture->error));
    set_meta(fixture, "clock", "2025-08-25");
    store_rollback(fixture->store);
    store_rollback(fixture->store);
    assert_string_equal(get_meta(fixture, "clock"), "(none)");
    assert_ok(store_begin(fixture->store, &fixture->error));
    set_meta(fixture, "clock", "2025-08-26");
    fixture_reopen(fixture); // closing rolls back too
    assert_string_equal(get_meta(fixture, "clock"), "(none)");
}

static void another_key_is_refused(Fixture *fixture) {
    Store *other = NULL;
    Str key = STR("another key, and 32 bytes of it.");
    assert_int_equal(store_open(text_str(&fixture->url), key, &other, &fixture->error),
                     STATUS_DENIED);
    assert_int_equal(store_create(text_str(&fixture->url), key, &other, &fixture->error),
                     STATUS_DENIED);
    assert_int_equal(store_open(text_str(&fixture->url), STR("short"), &other, &fixture->error),
                     STATUS_INVALID);
    assert_null(other);
}

static void creating_again_keeps_what_is_there(Fixture *fixture) {
    assert_ok(store_begin(fixture->store, &fixture->error));
    set_meta(fixture, "clock", "2025-08-25");
    assert_ok(store_commit(fixture->store, &fixture->error));
    Store *again = NULL;
    assert_ok(store_create(text_str(&fixture->url), fixture_key(), &again, &fixture->error));
    store_close(again);
    assert_string_equal(get_meta(fixture, "clock"), "2025-08-25");
}

static void a_store_without_tables_is_not_found(Fixture *fixture) {
    fixture_sql(fixture, "DROP TABLE migration");
    Store *other = NULL;
    assert_int_equal(store_open(text_str(&fixture->url), fixture_key(), &other, &fixture->error),
                     STATUS_NOT_FOUND);
    assert_non_null(strstr(fixture->error.message, "doudi init"));
}

static void a_newer_store_is_refused(Fixture *fixture) {
    fixture_sql(fixture, "INSERT INTO migration (name, digest) VALUES ('9999_later.sql', 'x')");
    Store *other = NULL;
    assert_int_equal(store_open(text_str(&fixture->url), fixture_key(), &other, &fixture->error),
                     STATUS_CONFLICT);
    assert_non_null(strstr(fixture->error.message, "newer"));
}

static void a_changed_migration_is_noticed(Fixture *fixture) {
    fixture_sql(fixture, "UPDATE migration SET digest = 'x'");
    Store *other = NULL;
    assert_int_equal(store_open(text_str(&fixture->url), fixture_key(), &other, &fixture->error),
                     STATUS_CORRUPT);
    assert_non_null(strstr(fixture->error.message, "0001_county.sql"));
}

static void a_half_made_store_is_finished_by_create(Fixture *fixture) {
    fixture_sql(fixture, "DELETE FROM meta");
    Store *other = NULL;
    assert_int_equal(store_open(text_str(&fixture->url), fixture_key(), &other, &fixture->error),
                     STATUS_NOT_FOUND);
    assert_ok(store_create(text_str(&fixture->url), fixture_key(), &other, &fixture->error));
    store_close(other);
    fixture_reopen(fixture);
}

static void a_second_writer_is_told_that_another_one_writes(Fixture *fixture) {
    Store *second = NULL;
    assert_ok(store_open(text_str(&fixture->url), fixture_key(), &second, &fixture->error));
    assert_ok(store_begin(fixture->store, &fixture->error));
    assert_int_equal(store_begin(second, &fixture->error), STATUS_UNAVAILABLE);
    assert_non_null(strstr(fixture->error.message, "another doudi is writing"));
    assert_false(store_is_writing(second));
    assert_ok(store_commit(fixture->store, &fixture->error));
    assert_ok(store_begin(second, &fixture->error));
    assert_ok(store_commit(second, &fixture->error));
    store_close(second);
}

static void readers_see_one_state_while_another_writes(Fixture *fixture) {
    Store *writer = NULL;
    assert_ok(store_open(text_str(&fixture->url), fixture_key(), &writer, &fixture->error));
    assert_ok(store_begin_read(fixture->store, &fixture->error));
    assert_string_equal(get_meta(fixture, "clock"), "(none)");
    assert_ok(store_begin(writer, &fixture->error));
    assert_ok(meta_store_set(writer, STR("clock"), STR("2025-08-25"), &fixture->error));
    assert_ok(store_commit(writer, &fixture->error));
    assert_string_equal(get_meta(fixture, "clock"), "(none)");
    store_rollback(fixture->store);
    assert_string_equal(get_meta(fixture, "clock"), "2025-08-25");
    store_close(writer);
}

static void addresses_that_are_none_are_refused(Fixture *fixture) {
    static const char *const URLS[] = {"", "sqlite:", "mysql://x", "/tmp/x.db",
                                       "sqlite:/no/such/x"};
    for (size_t i = 0; i < ARRAY_COUNT(URLS); i++) {
        Store *store = NULL;
        assert_int_not_equal(store_open(str_from(URLS[i]), fixture_key(), &store, &fixture->error),
                             STATUS_OK);
        assert_null(store);
    }
    Store *store = NULL;
    assert_int_equal(store_open(STR("sqlite:/tmp/doudi-there-is-no-such.db"), fixture_key(), &store,
                                &fixture->error),
                     STATUS_NOT_FOUND);
    assert_int_equal(
        store_open(STR("postgresql:///x?host=/nowhere"), fixture_key(), &store, &fixture->error),
        STATUS_UNAVAILABLE);
}

int main(void) {
    static const FixtureCase CASES[] = {
        CASE(what_is_committed_is_there_after_reopening),
        CASE(what_is_rolled_back_is_gone),
        CASE(another_key_is_refused),
        CASE(creating_again_keeps_what_is_there),
        CASE(a_store_without_tables_is_not_found),
        CASE(a_newer_store_is_refused),
        CASE(a_changed_migration_is_noticed),
        CASE(a_half_made_store_is_finished_by_create),
        CASE(a_second_writer_is_told_that_another_one_writes),
        CASE(readers_see_one_state_while_another_writes),
        CASE(addresses_that_are_none_are_refused),
    };
    return fixture_run("store", CASES, ARRAY_COUNT(CASES));
}

// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "store/quarantine_store.h"
#include "store_fixture.h"
#include <cmocka.h>
#include <string.h>

static void add_some(Fixture *fixture) {
    QuarantineRow rows[] = {
        {.batch = {1},
         .feed = STR("F01"),
         .file_name = STR("a.csv"),
         .row = 3,
         .column = STR("身份证号"),
         .value = STR("110105194912310021"),
         .reason = STR("identity_checksum"),
         .cells = STR("110105194912310021,陈大山,4812.50")},
        {.batch = {1},
         .feed = STR("F01"),
         .file_name = STR("a.csv"),
         .row = 9,
         .reason = STR("date")},
        {.batch = {2},
         .feed = STR("F06"),
         .file_name = STR("b.csv"),
         .row = 2,
         .reason = STR("date")},
    };
    assert_ok(store_begin(fixture->store, &fixture->error));
    assert_ok(quarantine_store_add(fixture->store, rows, ARRAY_COUNT(rows), &fixture->error));
    assert_ok(quarantine_store_add(fixture->store, NULL, 0, &fixture->error));
    assert_ok(store_commit(fixture->store, &fixture->error));
    assert_int_equal(rows[2].quarantine, 3);
}

static void a_row_comes_back_as_it_was_put_aside(Fixture *fixture) {
    add_some(fixture);
    QuarantineRow row = {0};
    assert_ok(quarantine_store_get(fixture->store, 1, &fixture->arena, &row, &fixture->error));
    assert_int_equal(row.quarantine, 1);
    assert_int_equal(row.batch.number, 1);
    assert_int_equal(row.row, 3);
    assert_string_equal(row.feed.data, "F01");
    assert_string_equal(row.file_name.data, "a.csv");
    assert_string_equal(row.column.data, "身份证号");
    assert_string_equal(row.value.data, "110105194912310021");
    assert_string_equal(row.reason.data, "identity_checksum");
    assert_string_equal(row.cells.data, "110105194912310021,陈大山,4812.50");
    assert_int_equal(row.corrected_by.number, 0);
    assert_ok(quarantine_store_get(fixture->store, 2, &fixture->arena, &row, &fixture->error));
    assert_string_equal(row.value.data, "");
    assert_int_equal(
        quarantine_store_get(fixture->store, 4, &fixture->arena, &row, &fixture->error),
        STATUS_NOT_FOUND);
}

static void what_was_sent_is_not_readable_in_the_table(Fixture *fixture) {
    add_some(fixture);
    Db *db = fixture_db(fixture);
    DbRows rows = {0};
    bool has_row = false;
    assert_ok(db_query(db, "SELECT value_sealed, cells_sealed FROM quarantine", NULL, 0, &rows,
                       &fixture->error));
    assert_ok(db_next(&rows, &has_row, &fixture->error));
    size_t at = 0;
    for (int column = 0; column < 2; column++) {
        assert_false(str_find(db_column_blob(&rows, column), STR("110105194912310021"), &at));
    }
    db_end(&rows);
    db_close(db);
}

static void lists_and_counts_follow_their_filter(Fixture *fixture) {
    add_some(fixture);
    assert_ok(store_begin(fixture->store, &fixture->error));
    assert_ok(quarantine_store_correct(fixture->store, 2, (BatchId){5}, &fixture->error));
    assert_ok(store_commit(fixture->store, &fixture->error));
    static const struct {
        QuarantineFilter filter;
        const char *found;
        int64_t counted;
    } CASES[] = {
        {{.limit = 0}, "13", 2},
        {{.with_corrected = true}, "123", 3},
        {{.with_corrected = true, .limit = 2}, "12", 3},
        {{.with_corrected = true, .after = 1}, "23", 3},
        {{.feed = {"F01", 3}}, "1", 1},
        {{.file_name = {"b.csv", 5}}, "3", 1},
        {{.reason = {"date", 4}, .with_corrected = true}, "23", 2},
        {{.batch = {2}}, "3", 1},
        {{.batch = {7}}, "", 0},
    };
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        QuarantineRow *rows = NULL;
        size_t count = 0;
        int64_t counted = -1;
        char numbers[8] = {0};
        assert_ok(quarantine_store_list(fixture->store, &CASES[i].filter, &fixture->arena, &rows,
                                        &count, &fixture->error));
        assert_ok(
            quarantine_store_count(fixture->store, &CASES[i].filter, &counted, &fixture->error));
        for (size_t k = 0; k < count; k++) {
            numbers[k] = (char)('0' + rows[k].quarantine);
        }
        assert_string_equal(numbers, CASES[i].found);
        assert_int_equal(counted, CASES[i].counted);
    }
}

static void a_row_is_corrected_once(Fixture *fixture) {
    add_some(fixture);
    assert_ok(store_begin(fixture->store, &fixture->error));
    assert_ok(quarantine_store_correct(fixture->store, 1, (BatchId){5}, &fixture->error));
    assert_int_equal(quarantine_store_correct(fixture->store, 1, (BatchId){6}, &fixture->error),
                     STATUS_CONFLICT);
    assert_int_equal(quarantine_store_correct(fixture->store, 9, (BatchId){6}, &fixture->error),
                     STATUS_NOT_FOUND);
    assert_ok(store_commit(fixture->store, &fixture->error));
    QuarantineRow row = {0};
    assert_ok(quarantine_store_get(fixture->store, 1, &fixture->arena, &row, &fixture->error));
    assert_int_equal(row.corrected_by.number, 5);
}

int main(void) {
    static const FixtureCase CASES[] = {
        CASE(a_row_comes_back_as_it_was_put_aside),
        CASE(what_was_sent_is_not_readable_in_the_table),
        CASE(lists_and_counts_follow_their_filter),
        CASE(a_row_is_corrected_once),
    };
    return fixture_run("quarantine", CASES, ARRAY_COUNT(CASES));
}

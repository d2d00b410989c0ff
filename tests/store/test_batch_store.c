// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/memory.h"
#include "platform/crypto.h"
#include "store/batch_store.h"
#include "store_fixture.h"
#include <cmocka.h>
#include <string.h>

static const Str SEGMENT = {"segment \0 bytes \xFF", 17};

static BatchRow row_of(Fixture *fixture, uint32_t number) {
    return (BatchRow){
        .batch = {number},
        .feed = number % 2 == 1 ? STR("F01") : STR("F06"),
        .name = arena_format(&fixture->arena, "F01-2025082%u", number),
        .file_name = arena_format(&fixture->arena, "F01-2025082%u.csv", number),
        .delivered = date_make(2025, 8, (int)number),
        .clock = date_make(2025, 8, (int)number),
        .digest = arena_format(&fixture->arena, "%064u", number),
        .rows_read = 10,
        .accepted = 6,
        .unchanged = 3,
        .quarantined = 1,
        .skipped = 2,
        .pack_version = STR("2025.8"),
        .loaded_at = {INT64_C(1755828672000000) + number},
    };
}

static void add(Fixture *fixture, uint32_t number) {
    BatchRow row = row_of(fixture, number);
    assert_ok(batch_store_add(fixture->store, &row, SEGMENT, &fixture->error));
}

static void add_some(Fixture *fixture, uint32_t count) {
    assert_ok(store_begin(fixture->store, &fixture->error));
    for (uint32_t number = 1; number <= count; number++) {
        add(fixture, number);
    }
    assert_ok(store_commit(fixture->store, &fixture->error));
}

static void a_batch_comes_back_as_it_was_added(Fixture *fixture) {
    add_some(fixture, 2);
    BatchRow row = {0};
    assert_ok(
        batch_store_get(fixture->store, (BatchId){2}, &fixture->arena, &row, &fixture->error));
    BatchRow expected = row_of(fixture, 2);
    assert_int_equal(row.batch.number, 2);
    assert_true(str_equal(row.feed, expected.feed));
    assert_true(str_equal(row.name, expected.name));
    assert_true(str_equal(row.file_name, expected.file_name));
    assert_true(str_equal(row.digest, expected.digest));
    assert_true(str_equal(row.pack_version, expected.pack_version));
    assert_int_equal(row.delivered.days, expected.delivered.days);
    assert_int_equal(row.clock.days, expected.clock.days);
    assert_int_equal(row.rows_read, 10);
    assert_int_equal(row.accepted, 6);
    assert_int_equal(row.unchanged, 3);
    assert_int_equal(row.quarantined, 1);
    assert_int_equal(row.skipped, 2);
    assert_int_equal(row.segment_size, SEGMENT.length);
    assert_int_equal(row.loaded_at.us, expected.loaded_at.us);
    CLEANUP(text_release) Text bytes = {0};
    assert_ok(batch_store_segment(fixture->store, (BatchId){2}, &bytes, &fixture->error));
    assert_true(str_equal(text_str(&bytes), SEGMENT));
}

static void batches_that_are_not_there_are_not_found(Fixture *fixture) {
    BatchRow row = {0};
    CLEANUP(text_release) Text bytes = {0};
    BatchId found = {5};
    assert_int_equal(
        batch_store_get(fixture->store, (BatchId){1}, &fixture->arena, &row, &fixture->error),
        STATUS_NOT_FOUND);
    assert_int_equal(batch_store_segment(fixture->store, (BatchId){1}, &bytes, &fixture->error),
                     STATUS_NOT_FOUND);
    assert_ok(batch_store_newest(fixture->store, &found, &fixture->error));
    assert_int_equal(found.number, 0);
    found.number = 5;
    assert_ok(batch_store_find_file(fixture->store, STR("none"), STR("F01"), DATE_NONE, &found,
                                    &fixture->error));
    assert_int_equal(found.number, 0);
}

static void batches_are_numbered_without_gaps(Fixture *fixture) {
    add_some(fixture, 1);
    assert_ok(store_begin(fixture->store, &fixture->error));
    BatchRow row = row_of(fixture, 3);
    assert_int_equal(batch_store_add(fixture->store, &row, SEGMENT, &fixture->error),
                     STATUS_CONFLICT);
    row = row_of(fixture, 1);
    assert_int_equal(batch_store_add(fixture->store, &row, SEGMENT, &fixture->error),
                     STATUS_CONFLICT);
    add(fixture, 2);
    store_rollback(fixture->store);
    BatchId newest = {0};
    assert_ok(batch_store_newest(fixture->store, &newest, &fixture->error));
    assert_int_equal(newest.number, 1);
}

static void the_same_bytes_are_one_batch(Fixture *fixture) {
    add_some(fixture, 2);
    BatchId found = {0};
    const BatchRow second = row_of(fixture, 2);
    assert_ok(batch_store_find_file(fixture->store, second.digest, second.feed, DATE_NONE, &found,
                                    &fixture->error));
    assert_int_equal(found.number, 2);
    found.number = 0;
    assert_ok(batch_store_find_file(fixture->store, second.digest, second.feed, second.delivered,
                                    &found, &fixture->error));
    assert_int_equal(found.number, 2);
    assert_ok(batch_store_find_file(fixture->store, second.digest, second.feed,
                                    date_add_days(second.delivered, 1), &found, &fixture->error));
    assert_int_equal(found.number, 0);
    assert_ok(batch_store_find_file(fixture->store, second.digest, STR("F99"), second.delivered,
                                    &found, &fixture->error));
    assert_int_equal(found.number, 0);
    assert_ok(store_begin(fixture->store, &fixture->error));
    BatchRow row = row_of(fixture, 1);
    row.batch.number = 3;
    assert_int_equal(batch_store_add(fixture->store, &row, SEGMENT, &fixture->error),
                     STATUS_CONFLICT);
    store_rollback(fixture->store);
}

static void lists_follow_their_filter(Fixture *fixture) {
    add_some(fixture, 9);
    static const struct {
        BatchFilter filter;
        uint32_t first;
        size_t count;
    } CASES[] = {
        {{.limit = 0}, 1, 9},
        {{.after = {4}}, 5, 5},
        {{.limit = 3}, 1, 3},
        {{.feed = {"F06", 3}}, 2, 4},
        {{.feed = {"F06", 3}, .after = {2}, .limit = 2}, 4, 2},
        {{.feed = {"F99", 3}}, 0, 0},
    };
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        BatchRow *rows = NULL;
        size_t count = 99;
        assert_ok(batch_store_list(fixture->store, &CASES[i].filter, &fixture->arena, &rows, &count,
                                   &fixture->error));
        assert_int_equal(count, CASES[i].count);
        assert_int_equal(count == 0 ? 0 : rows[0].batch.number, CASES[i].first);
    }
}

static void the_newest_batch_on_a_day_is_found(Fixture *fixture) {
    add_some(fixture, 9);
    static const struct {
        Str feed;
        int day;
        uint32_t batch;
    } CASES[] = {
        {{"", 0}, 9, 9}, {{"", 0}, 31, 9}, {{"", 0}, 4, 4}, {{"F01", 3}, 4, 3}, {{"F06", 3}, 1, 0}};
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        BatchId found = {77};
        assert_ok(batch_store_newest_on(fixture->store, CASES[i].feed,
                                        date_make(2025, 8, CASES[i].day), &found, &fixture->error));
        assert_int_equal(found.number, CASES[i].batch);
    }
}

static void a_changed_segment_is_never_handed_out(Fixture *fixture) {
    add_some(fixture, 2);
    fixture_sql(fixture, fixture->is_postgres
                             ? "UPDATE segment SET bytes = 'other' WHERE batch_id = 2"
                             : "UPDATE segment SET bytes = X'00' WHERE batch_id = 2");
    CLEANUP(text_release) Text bytes = {0};
    assert_int_equal(batch_store_segment(fixture->store, (BatchId){2}, &bytes, &fixture->error),
                     STATUS_CORRUPT);
    assert_non_null(strstr(fixture->error.message, "batch 2"));
    assert_int_equal(bytes.length, 0);
    assert_ok(batch_store_segment(fixture->store, (BatchId){1}, &bytes, &fixture->error));
}

static void large_and_empty_segments_are_kept_whole(Fixture *fixture) {
    enum { LARGE = 70 * 1024 * 1024 };
    char *large = memory_new(LARGE, 1);
    for (size_t i = 0; i < LARGE; i += 4096) {
        large[i] = (char)(i >> 12);
    }
    assert_ok(store_begin(fixture->store, &fixture->error));
    BatchRow row = row_of(fixture, 1);
    assert_ok(batch_store_add(fixture->store, &row, (Str){large, LARGE}, &fixture->error));
    row = row_of(fixture, 2);
    assert_ok(batch_store_add(fixture->store, &row, STR(""), &fixture->error));
    assert_ok(store_commit(fixture->store, &fixture->error));
    CLEANUP(text_release) Text bytes = {0};
    assert_ok(batch_store_segment(fixture->store, (BatchId){1}, &bytes, &fixture->error));
    assert_int_equal(bytes.length, LARGE);
    assert_memory_equal(bytes.data, large, LARGE);
    text_clear(&bytes);
    assert_ok(batch_store_segment(fixture->store, (BatchId){2}, &bytes, &fixture->error));
    assert_int_equal(bytes.length, 0);
    memory_free(large);
}

int main(void) {
    static const FixtureCase CASES[] = {
        CASE(a_batch_comes_back_as_it_was_added),
        CASE(batches_that_are_not_there_are_not_found),
        CASE(batches_are_numbered_without_gaps),
        CASE(the_same_bytes_are_one_batch),
        CASE(lists_follow_their_filter),
        CASE(the_newest_batch_on_a_day_is_found),
        CASE(a_changed_segment_is_never_handed_out),
        CASE(large_and_empty_segments_are_kept_whole),
    };
    return fixture_run("batches", CASES, ARRAY_COUNT(CASES));
}

// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "store/screening_store.h"
#include "store_fixture.h"
#include <cmocka.h>
#include <string.h>

static ScreeningRow begin_run(Fixture *fixture) {
    ScreeningRow row = {.as_of = date_make(2025, 8, 25),
                        .pack_version = STR("2025.8"),
                        .started_at = {INT64_C(1755828672000000)}};
    assert_ok(screening_store_begin(fixture->store, &row, &fixture->error));
    return row;
}

static void finish_run(Fixture *fixture, ScreeningRow *row) {
    row->finished_at.us = row->started_at.us + 5;
    row->households = 1000;
    for (int i = 0; i < SCREENING_CATEGORIES_MAX; i++) {
        row->by_category[i] = i * 7;
    }
    for (int i = 0; i < SCREENING_FINDINGS_MAX; i++) {
        row->by_finding[i] = i * 11;
    }
    row->monthly_amount.fen = INT64_C(12345678901);
    assert_ok(screening_store_finish(fixture->store, row, &fixture->error));
}

static void a_run_comes_back_as_it_ended(Fixture *fixture) {
    ScreeningRow row = {0};
    assert_int_equal(screening_store_get(fixture->store, 0, &fixture->arena, &row, &fixture->error),
                     STATUS_NOT_FOUND);
    assert_ok(store_begin(fixture->store, &fixture->error));
    ScreeningRow run = begin_run(fixture);
    finish_run(fixture, &run);
    ScreeningRow unfinished = begin_run(fixture);
    assert_ok(store_commit(fixture->store, &fixture->error));
    assert_int_equal(run.run, 1);
    assert_int_equal(unfinished.run, 2);
    assert_ok(screening_store_get(fixture->store, 0, &fixture->arena, &row, &fixture->error));
    assert_int_equal(row.run, 1);
    assert_int_equal(row.as_of.days, run.as_of.days);
    assert_string_equal(row.pack_version.data, "2025.8");
    assert_int_equal(row.started_at.us, run.started_at.us);
    assert_int_equal(row.finished_at.us, run.finished_at.us);
    assert_int_equal(row.households, 1000);
    assert_memory_equal(row.by_category, run.by_category, sizeof row.by_category);
    assert_memory_equal(row.by_finding, run.by_finding, sizeof row.by_finding);
    assert_int_equal(row.monthly_amount.fen, INT64_C(12345678901));
    assert_ok(screening_store_get(fixture->store, 2, &fixture->arena, &row, &fixture->error));
    assert_int_equal(row.finished_at.us, 0);
    assert_int_equal(row.by_category[3], 0);
    assert_int_equal(screening_store_get(fixture->store, 3, &fixture->arena, &row, &fixture->error),
                     STATUS_NOT_FOUND);
}

static void findings_follow_their_filter(Fixture *fixture) {
    fixture_sql(fixture,
                "INSERT INTO household (household_id, number, region, is_closed) VALUES "
                "(1, 'A', 330303001001, 0), (2, 'B', 330303002001, 0), (3, 'C', 330304001001, 0)");
    static const FindingRow ROWS[] = {
        {{1}, {"dibao_income", 12}, {"none", 4}, 1, {110500}, {"[]", 2}, {"", 0}},
        {{2}, {"undetermined", 12}, {"dibao", 5}, 3, {0}, {"[]", 2}, {"收入不明", 12}},
        {{3}, {"none", 4}, {"dibao", 5}, 2, {0}, {"[]", 2}, {"", 0}},
    };
    assert_ok(store_begin(fixture->store, &fixture->error));
    ScreeningRow run = begin_run(fixture);
    ScreeningRow other = begin_run(fixture);
    assert_ok(screening_store_add(fixture->store, run.run, ROWS, 2, &fixture->error));
    assert_ok(screening_store_add(fixture->store, run.run, ROWS + 2, 1, &fixture->error));
    assert_ok(screening_store_add(fixture->store, other.run, ROWS, 1, &fixture->error));
    assert_ok(screening_store_add(fixture->store, other.run, NULL, 0, &fixture->error));
    assert_ok(store_commit(fixture->store, &fixture->error));

    FindingFilter filters[8];
    for (size_t i = 0; i < ARRAY_COUNT(filters); i++) {
        filters[i] = FINDING_FILTER_ALL;
        filters[i].run = run.run;
    }
    filters[1].run = other.run;
    filters[2].finding = 3;
    filters[3].category = STR("dibao_income");
    filters[4].region.code = INT64_C(330303000000);
    filters[5].after.number = 1;
    filters[6].limit = 2;
    filters[7].run = 99;
    static const char *const EXPECTED[] = {"123", "1", "2", "1", "12", "23", "12", ""};
    for (size_t i = 0; i < ARRAY_COUNT(filters); i++) {
        FindingRow *rows = NULL;
        size_t count = 0;
        char numbers[8] = {0};
        assert_ok(screening_store_findings(fixture->store, &filters[i], &fixture->arena, &rows,
                                           &count, &fixture->error));
        for (size_t k = 0; k < count; k++) {
            numbers[k] = (char)('0' + rows[k].household.number);
        }
        assert_string_equal(numbers, EXPECTED[i]);
    }
    FindingRow *rows = NULL;
    size_t count = 0;
    assert_ok(screening_store_findings(fixture->store, &filters[2], &fixture->arena, &rows, &count,
                                       &fixture->error));
    assert_string_equal(rows[0].reason.data, "收入不明");
    assert_string_equal(rows[0].registered.data, "dibao");
    assert_string_equal(rows[0].figures.data, "[]");
    assert_int_equal(rows[0].finding, 3);
}

static void a_household_is_found_once_in_a_run(Fixture *fixture) {
    FindingRow rows[2] = {{.household = {1}}, {.household = {1}}};
    assert_ok(store_begin(fixture->store, &fixture->error));
    ScreeningRow run = begin_run(fixture);
    assert_int_equal(screening_store_add(fixture->store, run.run, rows, 2, &fixture->error),
                     STATUS_CONFLICT);
    store_rollback(fixture->store);
}

static void a_run_with_broken_counts_is_corrupt(Fixture *fixture) {
    assert_ok(store_begin(fixture->store, &fixture->error));
    ScreeningRow run = begin_run(fixture);
    finish_run(fixture, &run);
    assert_ok(store_commit(fixture->store, &fixture->error));
    fixture_sql(fixture, "UPDATE screening_run SET by_category = '1,x'");
    assert_int_equal(screening_store_get(fixture->store, 0, &fixture->arena, &run, &fixture->error),
                     STATUS_CORRUPT);
}

int main(void) {
    static const FixtureCase CASES[] = {
        CASE(a_run_comes_back_as_it_ended),
        CASE(findings_follow_their_filter),
        CASE(a_household_is_found_once_in_a_run),
        CASE(a_run_with_broken_counts_is_corrupt),
    };
    return fixture_run("screenings", CASES, ARRAY_COUNT(CASES));
}

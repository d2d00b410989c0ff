// SPDX-License-Identifier: Apache-2.0
// Use cases without a county of their own: the pack's tests, one decision; and the comparison with
// a truth.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "base/check.h"
#include "county_fixture.h"
#include "service/packs.h"
#include <cmocka.h>

static void the_pack_passes_its_tests_and_decides(Fixture *fixture) {
    PackFolder pack = folder_load();
    PackTestReport report = {0};
    Error error = {0};
    assert_int_equal(packs_test(pack.files, pack.count, &report, &error), STATUS_OK);
    assert_true(report.passed > 100);
    assert_int_equal(report.failed, 0);
    pack_test_report_release(&report);
    CLEANUP(text_release) Text json = {0};
    assert_int_equal(packs_decide(pack.files, pack.count, STR("no such decision"), STR("{}"), true,
                                  &json, &error),
                     STATUS_NOT_FOUND);
    assert_int_equal(packs_decide(pack.files, 1, STR("救助类别"), STR("{}"), true, &json, &error),
                     STATUS_INVALID);
    assert_int_equal(packs_test(pack.files, 0, &report, &error), STATUS_INVALID);
    folder_release(&pack);
    (void)fixture;
}

static void truth_counts_what_is_missed_and_what_is_false(Fixture *fixture) {
    County county;
    county_make(&county, fixture);
    const char *person = citizen(&county, "1968-03-12", 11);
    Str row = arena_format(&county.arena,
                           COUNTY_HOUSE ",户主,周大山,%s,330303001201,初始,,2024-01-01", person);
    county_load(&county, "F06-20240105.csv", HEAD_F06, row.data);
    row = arena_format(&county.arena, "S1,%s,11,2025-08-22,9000,46000,0", person);
    county_load(&county, "F01-20250825.csv", HEAD_F01, row.data);
    Str right =
        arena_format(&county.arena, "2025-08-25,W01," COUNTY_HOUSE ",%s,R,help,46000", person);
    const struct {
        const char *rows;
        int64_t missed, false_ones;
    } CASES[] = {
        {right.data, 0, 0},
        {"", 0, 1},
        {arena_format(&county.arena, "%s\n2025-08-25,W02,1,,R,help,", right.data).data, 1, 0}};
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        TruthFile file = {.name = STR("alerts.csv"),
                          .bytes = county_csv(&county,
                                              "raised,rule,household,person,urgency,"
                                              "direction,value",
                                              CASES[i].rows)};
        TruthReport report = {0};
        assert_ok_in(&county, verify_truth(county.service, &file, 1, &report, &county.error));
        assert_int_equal(report.missed, CASES[i].missed);
        assert_int_equal(report.false_ones, CASES[i].false_ones);
        truth_report_release(&report);
    }
    static const TruthFile WRONG[] = {{{"alerts.csv", 10}, {"a,b\n1,2\n", 8}},
                                      {{"other.csv", 9}, {"", 0}},
                                      {{"categories-2025-02-30.csv", 25}, {"", 0}}};
    for (size_t i = 0; i < ARRAY_COUNT(WRONG); i++) {
        TruthReport report;
        assert_int_equal(verify_truth(county.service, &WRONG[i], 1, &report, &county.error),
                         STATUS_INVALID);
    }
    county_close(&county);
}

int main(void) {
    static const FixtureCase CASES[] = {
        CASE(the_pack_passes_its_tests_and_decides),
        CASE(truth_counts_what_is_missed_and_what_is_false),
    };
    return fixture_run("packs", CASES, ARRAY_COUNT(CASES));
}

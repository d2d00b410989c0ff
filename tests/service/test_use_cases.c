// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "base/check.h"
#include "county_fixture.h"
#include <cmocka.h>
#include <string.h>

static const char *owner(County *county) {
    return citizen(county, "1955-06-01", 21);
}

static void make_single(County *county, Fixture *fixture) {
    county_make(county, fixture);
    Str row =
        arena_format(&county->arena, COUNTY_HOUSE ",户主,何孤山,%s,330303001201,初始,,2024-01-01",
                     owner(county));
    county_load(county, "F06-20240105.csv", HEAD_F06, row.data);
}

static QuarantineViews open_rows(County *county) {
    QuarantineQuery query = {.is_english = true};
    QuarantineViews views = {0};
    assert_ok_in(county, quarantine_list(county->service, &query, &views, &county->error));
    return views;
}

static int64_t open_count(County *county) {
    QuarantineViews views = open_rows(county);
    int64_t total = views.total;
    quarantine_views_release(&views);
    return total;
}

// Replaces the first `from` in a text.
static Str edited(County *county, Str text, const char *from, const char *to) {
    size_t at = 0;
    assert_true(str_find(text, str_from(from), &at));
    return arena_format(&county->arena, STR_FMT "%s" STR_FMT, STR_ARG(str_slice(text, 0, at)), to,
                        STR_ARG(str_slice(text, at + strlen(from), text.length)));
}

static Str exported(County *county) {
    CLEANUP(text_release) Text csv = {0};
    assert_ok_in(county, quarantine_export(county->service, STR("F01"), &csv, &county->error));
    return arena_copy(&county->arena, text_str(&csv));
}

static LoadReport reload(County *county, const char *name, Str csv) {
    LoadFile file = {.name = str_from(name), .bytes = csv};
    LoadReport report = {0};
    assert_ok_in(county, quarantine_reload(county->service, &file, &report, &county->error));
    return report;
}

static void load_two_broken_rows(County *county) {
    Str rows = arena_format(&county->arena,
                            "S1,330303195506010219,11,2025-08-22,900,300,0|"
                            "S2,%s,11,2025-08-22,900,3oo,0|"
                            "S3,%s,11,2025-08-22,900,30,0",
                            owner(county), owner(county));
    LoadReport report = county_load(county, "F01-20250825.csv", HEAD_F01, rows.data);
    assert_int_equal(report.quarantined, 2);
    assert_int_equal(report.accepted, 1);
}

static void quarantined_rows_are_exported_corrected_and_reloaded(Fixture *fixture) {
    County county;
    make_single(&county, fixture);
    load_two_broken_rows(&county);
    Str csv = exported(&county);
    assert_int_equal(county_audit_lines(&county, "quarantine.export"), 1);
    Str better = edited(&county, csv, ",,3oo,", ",,40,"); // the cell, not the value shown before
    LoadReport report = reload(&county, "corrected.csv", better);
    assert_int_equal(report.read, 2);
    assert_int_equal(report.accepted, 1);
    assert_int_equal(report.quarantined, 1); // the number is still wrong: a new open row
    assert_int_equal(report.delivered.days, day("2025-08-25").days);
    assert_int_equal(open_count(&county), 1);
    assert_contains(county_json(&county, COUNTY_HOUSE, false), "\"value\":\"70.00\"");
    assert_true(reload(&county, "corrected.csv", better).is_known);
    assert_int_equal(county_audit_lines(&county, "quarantine.reload"), 1);
    assert_whole(&county);
    county_close(&county);
}

static void a_file_that_corrects_nothing_is_refused(Fixture *fixture) {
    static const char *const CASES[][2] = {
        {"setl_id,certno\n1,2\n", "no column quarantine_id"},
        {"quarantine_id,setl_id\n9999,2\n", "none of the rows names a quarantined row"},
        {"", "quarantine_id"},
    };
    County county;
    make_single(&county, fixture);
    load_two_broken_rows(&county);
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        LoadFile file = {.name = STR("corrected.csv"), .bytes = str_from(CASES[i][0])};
        LoadReport report;
        assert_int_equal(quarantine_reload(county.service, &file, &report, &county.error),
                         STATUS_INVALID);
        assert_contains(str_from(county.error.message), CASES[i][1]);
    }
    CLEANUP(text_release) Text csv = {0};
    assert_int_equal(quarantine_export(county.service, STR("F99"), &csv, &county.error),
                     STATUS_NOT_FOUND);
    assert_int_equal(open_count(&county), 2);
    Text small = {.limit = 300};
    assert_int_equal(quarantine_export(county.service, STR("F01"), &small, &county.error),
                     STATUS_TOO_LARGE);
    assert_int_equal(small.length, 0); // better none than a part
    county_close(&county);
}

static void a_row_of_another_feed_is_not_marked_as_corrected(Fixture *fixture) {
    County county;
    make_single(&county, fixture);
    load_two_broken_rows(&county);
    county_load(&county, "F04-20250826.csv", HEAD_F04, "D1,33,2025-08-20|D2,34,2025-08-20");
    Str csv = arena_format(&county.arena,
                           "quarantine_id," HEAD_F04 "\n3,D1,%s,2025-08-20\n1,D3,%s,2025-08-20\n",
                           citizen(&county, "1950-01-01", 1), citizen(&county, "1950-01-01", 3));
    assert_int_equal(reload(&county, "F04-corrected.csv", csv).accepted, 2);
    QuarantineViews views = open_rows(&county);
    assert_int_equal(views.total, 3); // two settlements and one death
    assert_int_equal(views.items[0].id, 1);
    assert_int_equal(views.items[2].id, 4);
    quarantine_views_release(&views);
    county_close(&county);
}

static void quarantine_shows_reason_and_remedy(Fixture *fixture) {
    County county;
    make_single(&county, fixture);
    load_two_broken_rows(&county);
    QuarantineViews views = open_rows(&county);
    assert_int_equal(views.count, 2);
    assert_int_equal(views.items[0].row, 2);
    assert_contains(views.items[0].column, "certno");
    assert_true(views.items[0].reason.length > 0 && views.items[0].remedy.length > 0);
    CLEANUP(text_release) Text json = {0};
    quarantine_view_json(&views.items[1], &json);
    assert_contains(text_str(&json), "\"value\":\"3oo\"");
    assert_contains(text_str(&json), "\"file\":\"F01-20250825.csv\",\"row\":3");
    quarantine_views_release(&views);
    county_close(&county);
}

static void a_household_is_masked_until_it_is_revealed_and_that_is_written_down(Fixture *fixture) {
    County county;
    make_single(&county, fixture);
    Str masked = county_json(&county, COUNTY_HOUSE, false);
    assert_lacks(masked, "何孤山");
    assert_lacks(masked, owner(&county));
    assert_contains(masked, "330303********");
    assert_int_equal(county_audit_lines(&county, "household.reveal"), 0);
    Str revealed = county_json(&county, owner(&county), true); // found by a member's number
    assert_contains(revealed, "何孤山");
    assert_contains(revealed, owner(&county));
    assert_int_equal(county_audit_lines(&county, "household.reveal"), 1);
    assert_contains(county_json(&county, "#1", false), COUNTY_HOUSE);
    assert_whole(&county);
    county_close(&county);
}

static void households_that_are_not_there_are_not_found(Fixture *fixture) {
    County county;
    make_single(&county, fixture);
    const char *const REFERENCES[] = {"#2", "#0", "", "nothing", citizen(&county, "1999-09-09", 5)};
    for (size_t i = 0; i < ARRAY_COUNT(REFERENCES); i++) {
        HouseholdId found = {77};
        assert_int_equal(
            household_find(county.service, str_from(REFERENCES[i]), &found, &county.error),
            STATUS_NOT_FOUND);
        assert_int_equal(found.number, 77);
    }
    CLEANUP(text_release) Text json = {0};
    assert_int_equal(
        household_json(county.service, (HouseholdId){2}, true, true, &json, &county.error),
        STATUS_NOT_FOUND);
    assert_int_equal(county_audit_lines(&county, "household.reveal"), 0);
    county_close(&county);
}

// Two feeds that income needs, so that screening can decide.
static void load_income(County *county) {
    Str pension = arena_format(&county->arena, "%s,职工,2025-07,领取,900", owner(county));
    Str wages = arena_format(&county->arena, "%s,工资薪金,W1,2025-07,10", owner(county));
    Str old_pension = arena_format(&county->arena, "%s,职工,2024-07,领取,900", owner(county));
    Str old_wages = arena_format(&county->arena, "%s,工资薪金,W1,2024-07,10", owner(county));
    county_load(county, "F12-20240810.csv", "id_no,pension_kind,pay_month,status,amount",
                old_pension.data);
    county_load(county, "F15-20240811.csv", "id_no,income_item,withholder_code,tax_month,income",
                old_wages.data);
    county_load(county, "F12-20250810.csv", "id_no,pension_kind,pay_month,status,amount",
                pension.data);
    county_load(county, "F15-20250811.csv", "id_no,income_item,withholder_code,tax_month,income",
                wages.data);
}

static Str screened(County *county, Date as_of) {
    Screening screening = {0};
    CLEANUP(text_release) Text json = {0};
    assert_ok_in(county, screening_run(county->service, as_of, true, &screening, &county->error));
    screening.run = 0;
    screening.took_us = 0;
    screening_json(&screening, &json);
    screening_release(&screening);
    return arena_copy(&county->arena, text_str(&json));
}

static void screening_an_earlier_day_answers_as_on_that_day(Fixture *fixture) {
    County county;
    make_single(&county, fixture);
    load_income(&county);
    Str then = screened(&county, DATE_NONE);
    assert_contains(then, "\"as_of\":\"2025-08-11\"");
    assert_contains(then, "should_be_helped");
    Str joined =
        arena_format(&county.arena, COUNTY_HOUSE ",妻,何阿婆,%s,330303001201,迁入,,2025-08-01",
                     citizen(&county, "1956-01-01", 22));
    county_load(&county, "F06-20250901.csv", HEAD_F06, joined.data);
    assert_string_not_equal(screened(&county, DATE_NONE).data, then.data);
    assert_string_equal(screened(&county, day("2025-08-11")).data, then.data);
    assert_int_equal(county_audit_lines(&county, "screening.run"), 3);
    assert_int_equal(county_count(&county, "screening_run"), 3);
    Str before = screened(&county, day("2023-01-01")); // nothing was known yet
    assert_contains(before, "\"households\":0");
    assert_whole(&county);
    county_close(&county);
}

static void an_empty_county_says_what_to_do(Fixture *fixture) {
    County county;
    county_make(&county, fixture);
    Screening screening;
    assert_int_equal(screening_run(county.service, DATE_NONE, true, &screening, &county.error),
                     STATUS_NOT_FOUND);
    assert_contains(str_from(county.error.message), "doudi load");
    ServiceOptions options = county_options(&county);
    assert_int_equal(service_init(&options, &county.error), STATUS_CONFLICT);
    AlertViews none = county_alerts(&county, "");
    assert_int_equal(none.count, 0);
    alert_views_release(&none);
    county_close(&county);
}

static void alert_queries_are_checked(Fixture *fixture) {
    static const AlertQuery QUERIES[] = {
        {.limit = -1}, {.limit = 10001}, {.urgency = {"crimson", 7}}, {.direction = {"up", 2}}};
    County county;
    county_make(&county, fixture);
    for (size_t i = 0; i < ARRAY_COUNT(QUERIES); i++) {
        AlertViews views;
        assert_int_equal(alert_list(county.service, &QUERIES[i], &views, &county.error),
                         STATUS_INVALID);
    }
    AlertViews views;
    assert_int_equal(alert_get(county.service, (AlertId){1}, true, &views, &county.error),
                     STATUS_NOT_FOUND);
    CLEANUP(text_release) Text why = {0};
    assert_int_equal(alert_explain_json(county.service, (AlertId){1}, true, &why, &county.error),
                     STATUS_NOT_FOUND);
    AlertId newest = {5};
    assert_ok_in(&county, alert_newest(county.service, &newest, &county.error));
    assert_int_equal(newest.number, 0);
    county_close(&county);
}

static void batches_are_listed_newest_first(Fixture *fixture) {
    County county;
    make_single(&county, fixture);
    load_two_broken_rows(&county);
    BatchViews views = {0};
    assert_ok_in(&county, load_batches(county.service, 1, true, &views, &county.error));
    assert_int_equal(views.count, 1);
    CLEANUP(text_release) Text json = {0};
    batch_view_json(&views.items[0], &json);
    assert_contains(text_str(&json), "\"batch\":2,\"feed\":\"F01\"");
    assert_contains(text_str(&json), "\"read\":3,\"accepted\":1,\"unchanged\":0,\"quarantined\":2");
    batch_views_release(&views);
    county_close(&county);
}

static void verify_finds_every_kind_of_damage(Fixture *fixture) {
    static const char *const DAMAGES[][2] = {
        // undone one after the other
        {"UPDATE person SET death = 1 WHERE person_id = 1", "persons in the store"},
        {"UPDATE person SET death = NULL WHERE person_id = 1", ""},
        {"UPDATE household SET is_closed = 1", "households in the store"},
        {"UPDATE household SET is_closed = 0", ""},
        {"UPDATE household_member SET relation = relation + 1", "memberships in the store"},
        {"UPDATE household_member SET relation = relation - 1", ""},
        {"UPDATE batch SET accepted = accepted + 1, rows_read = rows_read + 1", "batch 1: "},
        {"UPDATE batch SET accepted = accepted - 1, rows_read = rows_read - 1", ""},
        {"UPDATE audit SET actor = 'nobody' WHERE seq = 2", "audit trail"},
        {"UPDATE audit SET actor = 'tester' WHERE seq = 2", ""},
        {"DELETE FROM household_member", "memberships in the store"},
    };
    County county;
    make_single(&county, fixture);
    for (size_t i = 0; i < ARRAY_COUNT(DAMAGES); i++) {
        fixture_sql(fixture, DAMAGES[i][0]);
        VerifyReport report = {0};
        assert_ok_in(&county, verify_county(county.service, &report, &county.error));
        bool is_damaged = DAMAGES[i][1][0] != '\0';
        assert_int_equal(report.failures > 0, is_damaged);
        assert_contains(text_str(&report.lines), DAMAGES[i][1]);
        verify_report_release(&report);
    }
    county_close(&county);
}

int main(void) {
    static const FixtureCase CASES[] = {
        CASE(quarantined_rows_are_exported_corrected_and_reloaded),
        CASE(a_file_that_corrects_nothing_is_refused),
        CASE(a_row_of_another_feed_is_not_marked_as_corrected),
        CASE(quarantine_shows_reason_and_remedy),
        CASE(a_household_is_masked_until_it_is_revealed_and_that_is_written_down),
        CASE(households_that_are_not_there_are_not_found),
        CASE(screening_an_earlier_day_answers_as_on_that_day),
        CASE(an_empty_county_says_what_to_do),
        CASE(alert_queries_are_checked),
        CASE(verify_finds_every_kind_of_damage),
        CASE(batches_are_listed_newest_first),
    };
    return fixture_run("use_cases", CASES, ARRAY_COUNT(CASES));
}

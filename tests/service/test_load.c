// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "base/check.h"
#include "county_fixture.h"
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

enum { HEAD = 11, WIFE = 12 };

static const char *head_of(County *county) {
    return citizen(county, "1968-03-12", HEAD);
}

static const char *wife_of(County *county) {
    return citizen(county, "1970-11-02", WIFE);
}

static LoadReport register_row(County *county, const char *name, const char *relation,
                               const char *person, const char *number, const char *change) {
    Str row = arena_format(&county->arena, COUNTY_HOUSE ",%s,%s,%s,330303001201,%s", relation,
                           person, number, change);
    return county_load(county, name, HEAD_F06, row.data);
}

static void make_couple(County *county, Fixture *fixture) {
    county_make(county, fixture);
    register_row(county, "F06-20240105.csv", "户主", "周大山", head_of(county), "初始,,2024-01-01");
    register_row(county, "F06-20240106.csv", "妻", "吴小云", wife_of(county), "初始,,2024-01-01");
}

static LoadReport bill(County *county, const char *name, const char *setl, const char *time,
                       const char *amounts) {
    Str row = arena_format(&county->arena, "%s,%s,11,%s,%s", setl, head_of(county), time, amounts);
    return county_load(county, name, HEAD_F01, row.data);
}

// The head's own-paid sum of twelve months, "" for nothing.
static void assert_own_paid(County *county, const char *yuan) {
    Str json = county_json(county, COUNTY_HOUSE, false);
    if (yuan[0] == '\0') {
        assert_lacks(json, "\"id\":\"own_paid_12m\"");
        return;
    }
    size_t at = 0;
    assert_true(str_find(json, STR("\"id\":\"own_paid_12m\""), &at));
    Str fact = str_slice(json, at, at + 200 < json.length ? at + 200 : json.length);
    CLEANUP(text_release) Text value = {0};
    text_format(&value, "\"value\":\"%s\"", yuan);
    assert_contains(fact, value.data);
}

static void a_corrected_row_replaces_and_the_same_row_is_unchanged(Fixture *fixture) {
    County county;
    make_couple(&county, fixture);
    bill(&county, "F01-20250801.csv", "S1", "2025-07-30", "900,300,0");
    assert_own_paid(&county, "300.00");
    LoadReport corrected = bill(&county, "F01-20250802.csv", "S1", "2025-07-30", "900,120.5,0");
    assert_int_equal(corrected.accepted, 1);
    assert_own_paid(&county, "120.50");
    LoadReport same = bill(&county, "F01-20250803.csv", "S1", "2025-07-30", "900,120.50,否");
    assert_int_equal(same.unchanged, 1);
    assert_int_equal(same.accepted, 0);
    assert_int_equal(same.alerts, 0);
    assert_whole(&county);
    county_close(&county);
}

static void a_refund_nets_out_before_and_after_its_settlement(Fixture *fixture) {
    County county;
    make_couple(&county, fixture);
    bill(&county, "F01-20250801.csv", "S1", "2025-07-30", "900,300,0");
    bill(&county, "F01-20250802.csv", "S1", "2025-07-31", "-900,-300,1");
    assert_own_paid(&county, "");
    bill(&county, "F01-20250803.csv", "S2", "2025-07-31", "-500,-200,1");
    bill(&county, "F01-20250804.csv", "S2", "2025-07-30", "500,200,0");
    assert_own_paid(&county, "");
    bill(&county, "F01-20250805.csv", "S3", "2025-07-30", "500,1,0");
    assert_own_paid(&county, "1.00");
    assert_whole(&county);
    county_close(&county);
}

static void late_rows_land_in_their_month_and_the_clock_stands(Fixture *fixture) {
    County county;
    make_couple(&county, fixture);
    bill(&county, "F01-20250901.csv", "S1", "2025-08-30", "900,10,0");
    bill(&county, "F01-20250315.csv", "S2", "2025-03-10", "900,200,0"); // delivered out of order
    bill(&county, "F01-20240815.csv", "S3", "2024-08-10", "900,4000,0");
    assert_own_paid(&county, "210.00"); // September back to October: the third is too old
    ServiceStatus status;
    assert_ok_in(&county, service_status(county.service, &status, &county.error));
    assert_int_equal(status.clock.days, day("2025-09-01").days);
    assert_int_equal(status.batches, 5);
    assert_whole(&county);
    county_close(&county);
}

// Certificates of the wife's children, each without the parents' columns; second "" for none.
static LoadReport births(County *county, const char *name, const char *first, const char *second) {
    Str rows = arena_format(&county->arena, "%s,%s,", first, wife_of(county));
    if (second[0] != '\0') {
        rows = arena_format(&county->arena, "%s|%s,%s,", rows.data, second, wife_of(county));
    }
    return county_load(county, name, HEAD_F03, rows.data);
}

static void a_newborn_joins_its_parents_and_gets_its_number_later(Fixture *fixture) {
    County county;
    make_couple(&county, fixture);
    Str row = arena_format(&county.arena, "B1,周晨曦,女,2025-08-20 08:00:00,,%s", head_of(&county));
    county_load(&county, "F03-20250821.csv", HEAD_F03, row.data); // only the father is named
    int64_t persons = county_count(&county, "person");
    assert_contains(county_json(&county, COUNTY_HOUSE, true), "周晨曦");
    const char *number = citizen(&county, "2025-08-20", 14);
    register_row(&county, "F06-20250901.csv", "女", "周晨曦", number, "初始,,2025-08-30");
    assert_int_equal(county_count(&county, "person"), persons);
    Str json = county_json(&county, COUNTY_HOUSE, true);
    assert_contains(json, number);
    assert_contains(json, "\"from\":\"2025-08-20\"");
    assert_whole(&county);
    county_close(&county);
}

static void twins_are_told_apart_by_their_names(Fixture *fixture) {
    County county;
    make_couple(&county, fixture);
    births(&county, "F03-20250821.csv", "B1,周平,男,2025-08-20", "B2,周安,男,2025-08-20");
    int64_t persons = county_count(&county, "person");
    assert_int_equal(persons, 4);
    county_reopen(&county); // names of children come from the store now
    const char *second = citizen(&county, "2025-08-20", 33);
    register_row(&county, "F06-20250901.csv", "次子", "周安", second, "初始,,2025-08-30");
    register_row(&county, "F06-20250902.csv", "长子", "周平", citizen(&county, "2025-08-20", 31),
                 "初始,,2025-08-30");
    assert_int_equal(county_count(&county, "person"), persons);
    Str json = county_json(&county, COUNTY_HOUSE, true);
    size_t name = 0;
    size_t number = 0;
    assert_true(str_find(json, STR("周安"), &name));
    assert_true(str_find(json, str_from(second), &number));
    assert_true(number > name && number - name < 60); // the same member
    assert_whole(&county);
    county_close(&county);
}

static void a_certificate_sent_again_is_about_the_same_child(Fixture *fixture) {
    County county;
    make_couple(&county, fixture);
    births(&county, "F03-20250821.csv", "B1,周平,男,2025-08-20", "");
    LoadReport again = births(&county, "F03-20250822.csv", "B1,周平,男,2025-08-19", "");
    assert_int_equal(again.accepted, 1);
    assert_int_equal(county_count(&county, "person"), 3);
    assert_whole(&county);
    county_close(&county);
}

static void a_certificate_twice_in_one_file_is_about_one_child(Fixture *fixture) {
    County county;
    make_couple(&county, fixture);
    LoadReport report =
        births(&county, "F03-20250821.csv", "B1,周平,男,2025-08-20", "B1,周安平,男,2025-08-19");
    assert_int_equal(report.accepted, 2);
    assert_int_equal(county_count(&county, "person"), 3);
    assert_int_equal(county_count(&county, "household_member"), 3);
    assert_contains(county_json(&county, COUNTY_HOUSE, true), "周安平");
    assert_whole(&county);
    county_close(&county);
}

static void twins_are_found_by_the_names_they_were_given_last(Fixture *fixture) {
    County county;
    make_couple(&county, fixture);
    births(&county, "F03-20250821.csv", "B1,,男,2025-08-20", "B2,,男,2025-08-20");
    births(&county, "F03-20250822.csv", "B1,周平,男,2025-08-20 09:10:00",
           "B2,周安,男,2025-08-20 09:20:00");
    register_row(&county, "F06-20250901.csv", "次子", "周安", citizen(&county, "2025-08-20", 33),
                 "初始,,2025-08-30");
    assert_int_equal(county_count(&county, "person"), 4);
    births(&county, "F03-20250902.csv", "B2,周小安,男,2025-08-20 09:21:00", "");
    Str json = county_json(&county, COUNTY_HOUSE, true);
    assert_contains(json, "\"周安\""); // the register's name holds
    assert_lacks(json, "周小安");
    assert_whole(&county);
    county_close(&county);
}

static void a_death_is_known_from_two_sources_and_the_earliest_day_holds(Fixture *fixture) {
    County county;
    make_couple(&county, fixture);
    Str row = arena_format(&county.arena, "D1,%s,2025-08-10", head_of(&county));
    county_load(&county, "F04-20250815.csv", HEAD_F04, row.data);
    register_row(&county, "F06-20250816.csv", "户主", "周大山", head_of(&county),
                 "注销,死亡,2025-08-09");
    Str json = county_json(&county, COUNTY_HOUSE, false);
    assert_contains(json, "\"death\":\"2025-08-09\"");
    assert_int_equal(county_count(&county, "person WHERE death_sources = 3"), 1);
    assert_whole(&county);
    county_close(&county);
}

typedef struct Refusal {
    const char *name;
    const char *side;
    const char *message; // part of it
} Refusal;

static void files_that_are_not_whole_are_refused_and_nothing_is_kept(Fixture *fixture) {
    static const Refusal REFUSALS[] = {
        {"F01-20250801.csv", "{\"feed\":\"F01\",\"row_count\":3}", "the envelope says 3 rows"},
        {"F01-20250801.csv",
         "{\"feed\":\"F01\",\"digest\":"
         "\"00000000000000000000000000000000000000000000000000000000000000ab\"}",
         "the envelope's digest is"},
        {"F99-20250801.csv", "", "no contract for the feed F99"},
        {"medical.csv", "", "medical.csv: "},
    };
    County county;
    make_couple(&county, fixture);
    int64_t audit = county_count(&county, "audit");
    Str row = arena_format(&county.arena, "S1,%s,11,2025-07-30,900,300,0",
                           citizen(&county, "1990-01-01", 77)); // unknown so far
    for (size_t i = 0; i < ARRAY_COUNT(REFUSALS); i++) {
        const Refusal *refusal = &REFUSALS[i];
        LoadFile file = {.name = str_from(refusal->name),
                         .bytes = county_csv(&county, HEAD_F01, row.data),
                         .side_bytes = str_from(refusal->side)};
        const char *message = county_refused(&county, &file, STATUS_INVALID);
        assert_contains(str_from(message), refusal->message);
        assert_int_equal(county_count(&county, "audit"), audit);
        assert_int_equal(county_count(&county, "batch"), 2);
        assert_int_equal(county_count(&county, "person"), 2);
    }
    assert_whole(&county);
    assert_int_equal(bill(&county, "F01-20250801.csv", "S1", "2025-07-30", "9,3,0").accepted, 1);
    county_close(&county);
}

// "Nothing new today": the same bytes, but another day.
static void an_empty_file_of_another_day_moves_the_clock(Fixture *fixture) {
    static const struct {
        const char *name;
        bool is_known;
        const char *clock;
    } FILES[] = {
        {"F03-20250825.csv", false, "2025-08-25"},  {"F03-20250825.csv", true, "2025-08-25"},
        {"F03-20250826.csv", false, "2025-08-26"},  {"F03-20250826-2.csv", true, "2025-08-26"},
        {"F03-20250825-2.csv", true, "2025-08-26"},
    };
    County county;
    make_couple(&county, fixture);
    for (size_t i = 0; i < ARRAY_COUNT(FILES); i++) {
        LoadReport report = county_load(&county, FILES[i].name, HEAD_F03, "");
        assert_int_equal(report.is_known, FILES[i].is_known);
        ServiceStatus status;
        assert_ok_in(&county, service_status(county.service, &status, &county.error));
        assert_int_equal(status.clock.days, day(FILES[i].clock).days);
    }
    assert_int_equal(county_count(&county, "batch"), 4);
    assert_whole(&county);
    county_close(&county);
}

static void a_slip_in_the_year_does_not_carry_the_clock_away(Fixture *fixture) {
    County county;
    make_couple(&county, fixture);
    LoadFile file = {.name = STR("F03-20520825.csv"), .bytes = county_csv(&county, HEAD_F03, "")};
    const char *message = county_refused(&county, &file, STATUS_INVALID);
    assert_contains(str_from(message), "delivered on 2052-08-25, but today is ");
    assert_int_equal(county_count(&county, "batch"), 2);
    county_close(&county);
}

static void what_one_service_loads_the_other_sees(Fixture *fixture) {
    County county;
    make_couple(&county, fixture);
    Service *other = county_open_another(&county);
    ServiceStatus status;
    assert_ok_in(&county, service_status(other, &status, &county.error));
    assert_int_equal(status.alerts, 0);
    bill(&county, "F01-20250825.csv", "S1", "2025-08-22", "218000,75000,0");
    AlertQuery all = {.from = DATE_NONE, .to = DATE_NONE};
    AlertViews alerts = {0};
    assert_ok_in(&county, alert_list(other, &all, &alerts, &county.error));
    assert_true(alerts.count > 0);
    alert_views_release(&alerts);
    Str row = arena_format(&county.arena, "S2,%s,11,2025-08-23,20,10,0", head_of(&county));
    LoadFile file = {.name = STR("F01-20250826.csv"),
                     .bytes = county_csv(&county, HEAD_F01, row.data)};
    LoadReport report = county_load_into(&county, other, &file);
    assert_int_equal(report.batch.number, 4);
    assert_int_equal(report.alerts, 0);   // the other remembers what was said
    assert_own_paid(&county, "75010.00"); // and the first catches up
    service_close(other);
    assert_whole(&county);
    county_close(&county);
}

static void a_county_reopened_from_its_checkpoint_is_the_same(Fixture *fixture) {
    County county;
    make_couple(&county, fixture);
    bill(&county, "F01-20250825.csv", "S1", "2025-08-22", "218000,75000,0");
    Str before = county_json(&county, COUNTY_HOUSE, true);
    county_reopen(&county);
    ServiceStatus status;
    assert_ok_in(&county, service_status(county.service, &status, &county.error));
    assert_true(status.is_from_checkpoint);
    assert_string_equal(county_json(&county, COUNTY_HOUSE, true).data, before.data);
    county.has_checkpoint = false;
    county_reopen(&county);
    assert_string_equal(county_json(&county, COUNTY_HOUSE, true).data, before.data);
    assert_whole(&county);
    county_close(&county);
}

static void a_load_finds_everybody_however_far_the_county_has_settled(Fixture *fixture) {
    enum { STEPS = 4 };
    County county;
    make_couple(&county, fixture);
    bill(&county, "F01-20250825.csv", "S1", "2025-08-22", "218000,75000,0");
    int64_t persons = county_count(&county, "person");
    bool is_settled = false;
    for (int steps = 0; steps <= STEPS; steps++) {
        county_reopen(&county);
        ServiceStatus status;
        assert_ok_in(&county, service_status(county.service, &status, &county.error));
        assert_true(status.is_from_checkpoint);
        for (int i = 0; i < steps; i++) {
            assert_ok_in(&county, service_settle(county.service, &is_settled, &county.error));
        }
        CLEANUP(text_release) Text setl_id = {0};
        text_format(&setl_id, "S%d", 2 + steps);
        bill(&county, "F01-20250826.csv", setl_id.data, "2025-08-23", "20,10,0");
        assert_int_equal(county_count(&county, "person"), persons);
    }
    assert_true(is_settled);
    assert_own_paid(&county, "75050.00");
    assert_whole(&county);
    county_close(&county);
}

int main(void) {
    static const FixtureCase CASES[] = {
        CASE(a_corrected_row_replaces_and_the_same_row_is_unchanged),
        CASE(a_refund_nets_out_before_and_after_its_settlement),
        CASE(late_rows_land_in_their_month_and_the_clock_stands),
        CASE(a_newborn_joins_its_parents_and_gets_its_number_later),
        CASE(twins_are_told_apart_by_their_names),
        CASE(a_certificate_sent_again_is_about_the_same_child),
        CASE(a_certificate_twice_in_one_file_is_about_one_child),
        CASE(twins_are_found_by_the_names_they_were_given_last),
        CASE(a_death_is_known_from_two_sources_and_the_earliest_day_holds),
        CASE(files_that_are_not_whole_are_refused_and_nothing_is_kept),
        CASE(an_empty_file_of_another_day_moves_the_clock),
        CASE(a_slip_in_the_year_does_not_carry_the_clock_away),
        CASE(what_one_service_loads_the_other_sees),
        CASE(a_county_reopened_from_its_checkpoint_is_the_same),
        CASE(a_load_finds_everybody_however_far_the_county_has_settled),
    };
    return fixture_run("load", CASES, ARRAY_COUNT(CASES));
}

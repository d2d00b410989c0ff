// SPDX-License-Identifier: Apache-2.0
// Ding Guodong's household draws dibao. He leaves hospital on Friday 2025-08-22 and pays 75,000
// yuan himself; the medical insurance office delivers on Monday; Doudi speaks on Monday.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "base/check.h"
#include "county_fixture.h"
#include <cmocka.h>

static void settle_the_family(County *county) {
    const char *father = citizen(county, "1968-03-12", 11);
    const char *mother = citizen(county, "1970-11-02", 12);
    Str family =
        arena_format(&county->arena,
                     COUNTY_HOUSE ",户主,丁国栋,%s,330303001201,初始,,2024-01-01|" COUNTY_HOUSE
                                  ",妻,林秀英,%s,330303001201,初始,,2024-01-01",
                     father, mother);
    Str aid = arena_format(&county->arena, "DB-17,低保,%s,330303001201,在享,2024-02-01,2024-02-01",
                           father);
    LoadReport report = county_load(county, "F06-20240105.csv", HEAD_F06, family.data);
    assert_int_equal(report.accepted, 2);
    report = county_load(county, "F22-20240205.csv", HEAD_F22, aid.data);
    assert_int_equal(report.accepted, 1);
    assert_int_equal(report.alerts, 0);
}

static LoadReport deliver_the_settlement(County *county) {
    Str row = arena_format(&county->arena, "S-1,%s,住院,2025-08-22 16:40:00,218000,75000,0",
                           citizen(county, "1968-03-12", 11));
    return county_load(county, "F01-20250825.csv", HEAD_F01, row.data);
}

static void assert_red_by_thursday(const AlertView *alert) {
    assert_contains(alert->urgency, "red");
    assert_contains(alert->direction, "help");
    assert_int_equal(alert->raised.days, day("2025-08-25").days);
    assert_int_equal(alert->due.days, day("2025-08-28").days); // three working days
    assert_contains(alert->household_number, COUNTY_HOUSE);
    assert_contains(alert->person_identity, "********");
    assert_lacks(alert->person_name, "国栋");
    assert_contains(alert->reason, "75000");
    assert_contains(alert->sources, "\"file\":\"F01-20250825.csv\",\"row\":2");
}

static void friday_at_the_hospital_is_a_red_alert_on_monday(Fixture *fixture) {
    County county;
    county_make(&county, fixture);
    settle_the_family(&county);
    LoadReport report = deliver_the_settlement(&county);
    assert_int_equal(report.accepted, 1);
    assert_true(report.alerts > 0);
    AlertViews alerts = county_alerts(&county, "W01");
    assert_int_equal(alerts.count, 1);
    assert_red_by_thursday(&alerts.items[0]);
    CLEANUP(text_release) Text why = {0};
    assert_int_equal(
        alert_explain_json(county.service, alerts.items[0].id, true, &why, &county.error),
        STATUS_OK);
    static const char *const PARTS[] = {
        "75000.00",                  // the figure
        "\"value\":\"S-1\"",         // the department's row
        "\"value\":\"218000.00\"",   //
        "\"feed\":\"F01\"",          //
        "\"trace\":{",               // the decision again
        "\"merged\":[{\"alert_id\"", // what else spoke that day
    };
    for (size_t i = 0; i < ARRAY_COUNT(PARTS); i++) {
        assert_contains(text_str(&why), PARTS[i]);
    }
    assert_lacks(text_str(&why), citizen(&county, "1968-03-12", 11));
    alert_views_release(&alerts);
    assert_whole(&county);
    county_close(&county);
}

static void the_story_told_twice_is_told_once(Fixture *fixture) {
    County county;
    county_make(&county, fixture);
    settle_the_family(&county);
    LoadReport first = deliver_the_settlement(&county);
    int64_t alerts = county_count(&county, "alert");
    int64_t audit = county_count(&county, "audit");
    LoadReport again = deliver_the_settlement(&county);
    assert_true(again.is_known);
    assert_int_equal(again.batch.number, first.batch.number);
    assert_int_equal(again.read + again.accepted + again.alerts, 0);
    assert_int_equal(county_count(&county, "alert"), alerts);
    assert_int_equal(county_count(&county, "batch"), 3);
    assert_int_equal(county_count(&county, "audit"), audit);
    county_close(&county);
}

int main(void) {
    static const FixtureCase CASES[] = {
        CASE(friday_at_the_hospital_is_a_red_alert_on_monday),
        CASE(the_story_told_twice_is_told_once),
    };
    return fixture_run("story", CASES, ARRAY_COUNT(CASES));
}

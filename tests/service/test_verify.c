// SPDX-License-Identifier: Apache-2.0
// What verify notices when somebody changes the store behind Doudi's back.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "base/check.h"
#include "county_fixture.h"
#include <cmocka.h>
#include <string.h>

static Str reload_corrected(County *county) {
    CLEANUP(text_release) Text csv = {0};
    assert_ok_in(county, quarantine_export(county->service, STR("F01"), &csv, &county->error));
    size_t at = 0;
    assert_true(str_find(text_str(&csv), STR(",soon,"), &at));
    memcpy(csv.data + at, ",2025,", 6); // a year is no day either: quarantined again
    LoadFile file = {.name = STR("corrected.csv"),
                     .bytes = arena_copy(&county->arena, text_str(&csv))};
    LoadReport report = {0};
    assert_ok_in(county, quarantine_reload(county->service, &file, &report, &county->error));
    assert_int_equal(report.quarantined, 1);
    return file.bytes;
}

// Two persons, a hospital bill with alerts, a row that is put aside and once corrected in vain.
static void make_eventful(County *county, Fixture *fixture) {
    county_make(county, fixture);
    const char *man = citizen(county, "1968-03-12", 11);
    Str family =
        arena_format(&county->arena,
                     COUNTY_HOUSE ",户主,丁国栋,%s,330303001201,初始,,2024-01-01|" COUNTY_HOUSE
                                  ",妻,林秀英,%s,330303001201,初始,,2024-01-01",
                     man, citizen(county, "1970-11-02", 12));
    county_load(county, "F06-20240105.csv", HEAD_F06, family.data);
    Str bills = arena_format(&county->arena,
                             "S-1,%s,住院,2025-08-22 16:40:00,218000,75000,0|"
                             "S-2,%s,住院,soon,1,1,0",
                             man, man);
    LoadReport report = county_load(county, "F01-20250825.csv", HEAD_F01, bills.data);
    assert_true(report.alerts > 0);
    assert_int_equal(report.quarantined, 1);
    (void)reload_corrected(county);
    county_load(county, "F04-20250826.csv", HEAD_F04, "");
}

static void check_verify(County *county, const char *finding) {
    VerifyReport report = {0};
    assert_ok_in(county, verify_county(county->service, &report, &county->error));
    if ((report.failures > 0) != (finding[0] != '\0')) {
        fail_msg("'%s' expected, but: " STR_FMT, finding, STR_ARG(text_str(&report.lines)));
    }
    assert_contains(text_str(&report.lines), finding);
    verify_report_release(&report);
}

typedef struct Damage {
    const char *table;
    const char *sql;
    const char *finding;
} Damage;

static void whatever_is_changed_or_taken_out_is_named(Fixture *fixture) {
    static const Damage DAMAGES[] = {
        {"batch", "UPDATE batch SET file_name = 'x' WHERE batch_id = 2", "batch 2: its manifest"},
        {"batch", "UPDATE batch SET skipped = skipped + 1 WHERE batch_id = 1",
         "batch 1: its manifest"},
        {"batch", "UPDATE batch SET digest = 'x' WHERE batch_id = 3", "batch 3: its manifest"},
        {"batch", "DELETE FROM batch WHERE batch_id = 4", "tells of batch 4, but batch 3 is the"},
        {"alert", "DELETE FROM alert WHERE alert_id = 1", "batch 2: its alerts"},
        {"alert", "UPDATE alert SET urgency = urgency + 1 WHERE alert_id = 1",
         "batch 2: its alerts"},
        {"alert", "UPDATE alert SET value = '1'", "batch 2: its alerts"},
        {"alert", "UPDATE alert SET batch_id = 3", "batch 2: its alerts"},
        {"alert", "UPDATE alert SET batch_id = 9 WHERE alert_id = 1", "batch 2: its alerts"},
        {"alert", "DELETE FROM alert", "batch 2: its alerts"},
        {"alert",
         "INSERT INTO alert SELECT household_id, 99, person_id, 9, rule, raised, due, urgency, "
         "direction, is_raised, is_lowered, merged_into, value, figures, sources, pack_version, "
         "created_at FROM alert WHERE alert_id = 1",
         "alerts: the store has"},
        {"quarantine", "DELETE FROM quarantine WHERE quarantine_id = 1", "batch 2: its quarantine"},
        {"quarantine", "UPDATE quarantine SET source_row = 9 WHERE quarantine_id = 2",
         "batch 3: its quarantine"},
        {"quarantine", "UPDATE quarantine SET reason = 'malformed_row' WHERE quarantine_id = 1",
         "batch 2: its quarantine"},
        {"quarantine", "UPDATE quarantine SET corrected_by = 0", "batch 3: its corrected"},
        {"quarantine", "UPDATE quarantine SET corrected_by = 1 WHERE quarantine_id = 2",
         "batch 1: its corrected"},
        {"quarantine", "UPDATE quarantine SET corrected_by = 7 WHERE quarantine_id = 2",
         "corrected rows: the store has 2, the batches tell of 1"},
        {"person", "UPDATE person SET identity_hash = NULL WHERE person_id = 2",
         "person 2 is not found by the identity number"},
        {"household_member", "UPDATE household_member SET person_id = 9 WHERE person_id = 2",
         "a membership of person 9"},
        {"audit", "DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)", "batch 4"},
        {"audit", "DELETE FROM audit", "no audit line tells of batch 1"},
        {"meta", "DELETE FROM meta WHERE key = 'audit.end'", "audit trail: the trail ends with"},
    };
    County county;
    make_eventful(&county, fixture);
    check_verify(&county, "");
    for (size_t i = 0; i < ARRAY_COUNT(DAMAGES); i++) {
        const Damage *damage = &DAMAGES[i];
        Str keep = arena_format(&county.arena, "CREATE TABLE kept AS SELECT * FROM %s; %s",
                                damage->table, damage->sql);
        Str restore = arena_format(&county.arena,
                                   "DELETE FROM %s; INSERT INTO %s SELECT * FROM kept; "
                                   "DROP TABLE kept",
                                   damage->table, damage->table);
        fixture_sql(fixture, keep.data);
        check_verify(&county, damage->finding);
        fixture_sql(fixture, restore.data);
        check_verify(&county, "");
    }
    county_close(&county);
}

static void a_checkpoint_of_another_history_is_not_believed(Fixture *fixture) {
    County county;
    make_eventful(&county, fixture);
    county_reopen(&county);
    ServiceStatus status;
    assert_ok_in(&county, service_status(county.service, &status, &county.error));
    assert_true(status.is_from_checkpoint);
    // As after a restored backup: other batches under the same numbers.
    fixture_sql(fixture, "UPDATE audit SET hash = (SELECT hash FROM audit WHERE seq = 1) "
                         "WHERE subject = 'batch 4'");
    county_reopen(&county);
    assert_ok_in(&county, service_status(county.service, &status, &county.error));
    assert_false(status.is_from_checkpoint);
    county_close(&county);
}

int main(void) {
    static const FixtureCase CASES[] = {
        CASE(whatever_is_changed_or_taken_out_is_named),
        CASE(a_checkpoint_of_another_history_is_not_believed),
    };
    return fixture_run("verify", CASES, ARRAY_COUNT(CASES));
}

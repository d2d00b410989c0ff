// SPDX-License-Identifier: Apache-2.0
// The store fails at its n-th call, for every n: nothing is left half done, and the next attempt
// gives what it would have given. And another process loads between any two calls of a reader.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "base/check.h"
#include "county_fixture.h"
#include "store/db.h"
#include "store/db_fake.h"
#include <cmocka.h>

enum { CALLS_MAX = 400 };

static Str house(County *county, int number) {
    return arena_format(&county->arena, "3303030012019%05d", number);
}

// A new household of one.
static LoadFile household_file(County *county, int number) {
    Str row =
        arena_format(&county->arena, STR_FMT ",户主,何孤山,%s,330303001201,初始,,2024-01-01",
                     STR_ARG(house(county, number)), citizen(county, "1955-06-01", number % 1000));
    return (LoadFile){.name = arena_format(&county->arena, "F06-20250101-%d.csv", number),
                      .bytes = county_csv(county, HEAD_F06, row.data)};
}

// A settlement that speaks, one of somebody unknown, and a row that cannot be read.
static LoadFile settlement_file(County *county, int number) {
    Str rows = arena_format(
        &county->arena,
        "S%d,%s,21,2025-08-22,218000,75000,0|T%d,%s,11,2025-08-22,90,30,0|U%d,123,11,1,1,1,0",
        number, citizen(county, "1955-06-01", number % 1000), number,
        citizen(county, "1990-02-03", number % 1000), number);
    return (LoadFile){.name = arena_format(&county->arena, "F01-20250825-%d.csv", number),
                      .bytes = county_csv(county, HEAD_F01, rows.data)};
}

static Str counts(const County *county, Arena *arena) {
    static const char *const TABLES[] = {"batch",        "segment",    "person", "household",
                                         "alert",        "quarantine", "audit",  "household_member",
                                         "screening_run"};
    CLEANUP(text_release) Text text = {0};
    for (size_t i = 0; i < ARRAY_COUNT(TABLES); i++) {
        text_format(&text, "%s %lld ", TABLES[i], (long long)county_count(county, TABLES[i]));
    }
    return arena_copy(arena, text_str(&text));
}

static Str report_text(const LoadReport *report, Arena *arena) {
    CLEANUP(text_release) Text text = {0};
    load_report_json(report, STR(""), &text);
    return arena_copy(arena, text_str(&text));
}

typedef struct Broken {
    County county; // its own service stays whole
    Service *service;
    DbFault fault;
} Broken;

static void break_from(Broken *broken, int64_t call) {
    broken->fault.calls = 0;
    broken->fault.has_failed = false;
    broken->fault.fail_at = call;
}

static void broken_make(Broken *broken, Fixture *fixture, bool is_lasting) {
    *broken = (Broken){.fault = {.is_lasting = is_lasting}};
    county_make(&broken->county, fixture);
    Db *db = db_fake_new(fixture_db(fixture), &broken->fault);
    broken->service = county_open_over(&broken->county, db);
}

static void broken_release(Broken *broken) {
    break_from(broken, 0);
    service_close(broken->service);
    county_close(&broken->county);
}

// Loads the file with the n-th call failing, then again; false when no call failed.
static bool load_on_the_second_attempt(Broken *broken, const LoadFile *file, int64_t call) {
    County *county = &broken->county;
    CLEANUP(arena_release) Arena arena = {0};
    Str before = counts(county, &arena);
    int64_t audit = county_count(county, "audit");
    LoadReport report = {0};
    break_from(broken, call);
    Status status = load_file(broken->service, file, &report, &county->error);
    bool has_failed = broken->fault.has_failed;
    assert_int_equal(status, has_failed ? STATUS_UNAVAILABLE : STATUS_OK);
    break_from(broken, 0);
    if (has_failed) {
        assert_string_equal(counts(county, &arena).data, before.data);
        report = county_load_into(county, broken->service, file);
    }
    assert_int_equal(county_count(county, "audit"), audit + 1);
    assert_int_equal(report.quarantined + report.accepted, report.read);
    if (file->name.data[2] == '1') {
        report.batch.number = 0;
        assert_contains(report_text(&report, &arena), "\"read\":3,\"accepted\":2,\"unchanged\":0,"
                                                      "\"quarantined\":1,\"skipped\":0,"
                                                      "\"alerts\":2,\"suppressed\":0");
    }
    return has_failed;
}

static void fail_every_call_of_a_load(Fixture *fixture, bool is_lasting) {
    Broken broken;
    broken_make(&broken, fixture, is_lasting);
    bool has_failed = true;
    int call = 0;
    while (has_failed) {
        call++;
        assert_true(call < CALLS_MAX);
        LoadFile household = household_file(&broken.county, call);
        LoadFile settlement = settlement_file(&broken.county, call);
        has_failed = load_on_the_second_attempt(&broken, &household, call);
        has_failed = load_on_the_second_attempt(&broken, &settlement, call) || has_failed;
    }
    assert_true(call > 10);
    assert_int_equal(county_count(&broken.county, "batch"), 2 * call);
    assert_whole(&broken.county);
    VerifyReport report = {0};
    assert_ok_in(&broken.county, verify_county(broken.service, &report, &broken.county.error));
    assert_int_equal(report.failures, 0);
    verify_report_release(&report);
    broken_release(&broken);
}

static void a_load_that_fails_anywhere_leaves_nothing(Fixture *fixture) {
    fail_every_call_of_a_load(fixture, false);
}

static void a_load_without_a_store_leaves_nothing(Fixture *fixture) {
    fail_every_call_of_a_load(fixture, true);
}

// ---- everything else that reads or leaves a line

typedef Status (*Use)(County *county, Service *service, Text *out);

static Status list_alerts(County *county, Service *service, Text *out) {
    AlertQuery all = {.from = DATE_NONE, .to = DATE_NONE};
    AlertViews views = {0};
    Status status = alert_list(service, &all, &views, &county->error);
    if (status == STATUS_OK) {
        alert_views_json(&views, out);
        alert_views_release(&views);
    }
    return status;
}

static Status explain(County *county, Service *service, Text *out) {
    return alert_explain_json(service, (AlertId){1}, true, out, &county->error);
}

static Status reveal(County *county, Service *service, Text *out) {
    return household_json(service, (HouseholdId){1}, true, true, out, &county->error);
}

static Status show(County *county, Service *service, Text *out) {
    return household_json(service, (HouseholdId){1}, true, false, out, &county->error);
}

static Status screen(County *county, Service *service, Text *out) {
    Screening screening = {0};
    Status status = screening_run(service, day("2025-01-01"), true, &screening, &county->error);
    if (status == STATUS_OK) {
        text_format(out, "%lld", (long long)screening.households);
        screening_release(&screening);
    }
    return status;
}

static Status export_quarantine(County *county, Service *service, Text *out) {
    return quarantine_export(service, STR("F01"), out, &county->error);
}

static Status tell_status(County *county, Service *service, Text *out) {
    ServiceStatus found;
    Status status = service_status(service, &found, &county->error);
    if (status == STATUS_OK) {
        service_status_json(&found, out);
    }
    return status;
}

static const struct {
    Use use;
    int audit_lines; // that it leaves
} USES[] = {{list_alerts, 0}, {explain, 0},           {reveal, 1},
            {screen, 1},      {export_quarantine, 1}, {tell_status, 0}};

static void a_use_case_that_fails_anywhere_works_the_next_time(Fixture *fixture) {
    Broken broken;
    broken_make(&broken, fixture, false);
    County *county = &broken.county;
    LoadFile files[] = {household_file(county, 1), settlement_file(county, 1)};
    for (size_t i = 0; i < ARRAY_COUNT(files); i++) {
        county_load_into(county, county->service, &files[i]);
    }
    for (size_t i = 0; i < ARRAY_COUNT(USES); i++) {
        Status status = STATUS_UNAVAILABLE;
        CLEANUP(text_release) Text right = {0};
        CLEANUP(text_release) Text found = {0};
        assert_ok_in(county, USES[i].use(county, county->service, &right));
        int64_t audit = 0;
        for (int call = 1; status != STATUS_OK; call++) {
            assert_true(call < CALLS_MAX);
            audit = county_count(county, "audit");
            break_from(&broken, call);
            status = USES[i].use(county, broken.service, &found);
            assert_int_equal(status, broken.fault.has_failed ? STATUS_UNAVAILABLE : STATUS_OK);
            assert_int_equal(found.length > 0, status == STATUS_OK); // nothing half told
        }
        assert_string_equal(found.data, right.data);
        assert_int_equal(county_count(county, "audit"), audit + USES[i].audit_lines);
    }
    break_from(&broken, 0);
    assert_whole(county);
    broken_release(&broken);
}

// ---- another process between two calls

typedef struct Interruption {
    County *county;
    int64_t calls;
    int64_t at;
    int number; // of the household that comes in between
} Interruption;
typedef struct InterruptedOps { // the first member is what the connection points to
    DbOps ops;
    const DbOps *real;
    Interruption *interruption;
} InterruptedOps;

static Status query_and_be_interrupted(Db *db, const char *sql, const DbValue *values, size_t count,
                                       DbRows *out_rows, Error *error) {
    const InterruptedOps *ops = (const InterruptedOps *)db->ops;
    Interruption *interruption = ops->interruption;
    County *county = interruption->county;
    if (++interruption->calls == interruption->at) {
        LoadFile files[] = {household_file(county, interruption->number),
                            settlement_file(county, interruption->number)};
        for (size_t i = 0; i < ARRAY_COUNT(files); i++) {
            county_load_into(county, county->service, &files[i]);
        }
    }
    return ops->real->query(db, sql, values, count, out_rows, error);
}

static void readers_see_one_state_whoever_loads_meanwhile(Fixture *fixture) {
    County county;
    county_make(&county, fixture);
    LoadFile files[] = {household_file(&county, 1), settlement_file(&county, 1)};
    for (size_t i = 0; i < ARRAY_COUNT(files); i++) {
        county_load_into(&county, county.service, &files[i]);
    }
    Db *db = fixture_db(fixture);
    Interruption interruption = {.county = &county, .number = 2};
    InterruptedOps ops = {*db->ops, db->ops, &interruption};
    ops.ops.query = query_and_be_interrupted;
    db->ops = &ops.ops;
    Service *reader = county_open_over(&county, db);
    static const Use READERS[] = {list_alerts, show, explain, tell_status};
    for (size_t i = 0; i < ARRAY_COUNT(READERS); i++) {
        for (int call = 1; call <= 12; call++) {
            CLEANUP(text_release) Text found = {0};
            interruption.calls = 0;
            interruption.at = call;
            assert_ok_in(&county, READERS[i](&county, reader, &found));
            interruption.number += interruption.calls >= call;
        }
    }
    assert_true(interruption.number > 20);
    interruption.at = 0;
    service_close(reader);
    assert_whole(&county);
    county_close(&county);
}

int main(void) {
    static const FixtureCase CASES[] = {
        CASE(a_load_that_fails_anywhere_leaves_nothing),
        CASE(a_load_without_a_store_leaves_nothing),
        CASE(a_use_case_that_fails_anywhere_works_the_next_time),
        CASE(readers_see_one_state_whoever_loads_meanwhile),
    };
    return fixture_run("faults", CASES, ARRAY_COUNT(CASES));
}

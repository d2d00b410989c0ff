// SPDX-License-Identifier: Apache-2.0
#include "county_fixture.h"

#include "base/check.h"
#include "base/identity.h"
#include "store/db.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static Instant noon(void *context) {
    (void)context;
    return (Instant){1756094400000000}; // 2025-08-25 12:00 in China; nothing depends on it
}

static bool checkpoint_load(void *context, HeldBytes *out_bytes) {
    const County *county = context;
    if (county->has_checkpoint) {
        *out_bytes = held_copy(text_str(&county->checkpoint));
    }
    return county->has_checkpoint;
}

static void checkpoint_save(void *context, Str bytes) {
    County *county = context;
    text_clear(&county->checkpoint);
    text_append(&county->checkpoint, bytes);
    county->has_checkpoint = true;
}

ServiceOptions county_options(County *county) {
    return (ServiceOptions){.store_url = text_str(&county->fixture->url),
                            .key = fixture_key(),
                            .pack_files = county->pack.files,
                            .pack_file_count = county->pack.count,
                            .clock = {noon, NULL},
                            .keeper = {checkpoint_load, checkpoint_save, county},
                            .actor = STR("tester")};
}

static void must(const County *county, Status status) {
    if (status != STATUS_OK) {
        fail_msg("%s", county->error.message);
    }
}

void county_make(County *county, Fixture *fixture) {
    *county = (County){.fixture = fixture, .pack = folder_load()};
    ServiceOptions options = county_options(county);
    must(county, service_init(&options, &county->error));
    must(county, service_open(&options, &county->service, &county->error));
}

void county_close(County *county) {
    service_close(county->service);
    folder_release(&county->pack);
    text_release(&county->checkpoint);
    arena_release(&county->arena);
}

Service *county_open_another(County *county) {
    return county_open_over(county, NULL);
}

Service *county_open_over(County *county, Db *db) {
    ServiceOptions options = county_options(county);
    options.keeper = (Keeper){0};
    options.db = db;
    Service *service = NULL;
    must(county, service_open(&options, &service, &county->error));
    return service;
}

void county_reopen(County *county) {
    service_close(county->service);
    ServiceOptions options = county_options(county);
    must(county, service_open(&options, &county->service, &county->error));
}

Str county_csv(County *county, const char *head, const char *rows) {
    Str csv = arena_format(&county->arena, "%s\n%s\n", head, rows);
    char *bytes = arena_alloc(&county->arena, csv.length + 1, 1);
    for (size_t i = 0; i < csv.length; i++) {
        bytes[i] = csv.data[i] == '|' ? '\n' : csv.data[i];
    }
    return (Str){bytes, csv.length};
}

LoadReport county_load_into(County *county, Service *service, const LoadFile *file) {
    LoadReport report = {0};
    must(county, load_file(service, file, &report, &county->error));
    return report;
}

LoadReport county_load(County *county, const char *name, const char *head, const char *rows) {
    LoadFile file = {.name = str_from(name), .bytes = county_csv(county, head, rows)};
    return county_load_into(county, county->service, &file);
}

const char *county_refused(County *county, const LoadFile *file, Status expected) {
    LoadReport report = {.read = -1};
    assert_int_equal(load_file(county->service, file, &report, &county->error), expected);
    assert_int_equal(report.read, -1);
    return county->error.message;
}

Date day(const char *text) {
    Date date = {0};
    Error error = {0};
    if (date_parse(str_from(text), &date, &error) != STATUS_OK) {
        fail_msg("%s", error.message);
    }
    return date;
}

const char *citizen(County *county, const char *born, int sequence) {
    char *number = arena_alloc(&county->arena, 19, 1);
    identity_format(identity_make(330303, day(born), sequence), number);
    return number;
}

int64_t county_count(const County *county, const char *sql_table) {
    Db *db = fixture_db(county->fixture);
    CLEANUP(text_release) Text sql = {0};
    text_format(&sql, "SELECT count(*) FROM %s", sql_table);
    int64_t count = -1;
    Error error = {0};
    if (db_query_int(db, sql.data, NULL, 0, &count, &error) != STATUS_OK) {
        fail_msg("%s", error.message);
    }
    db_close(db);
    return count;
}

void assert_whole(County *county) {
    VerifyReport report = {0};
    must(county, verify_county(county->service, &report, &county->error));
    if (report.failures != 0) {
        fail_msg("%s", report.lines.data);
    }
    verify_report_release(&report);
}

Str county_json(County *county, const char *household, bool is_revealed) {
    CLEANUP(text_release) Text json = {0};
    HouseholdId id = {0};
    must(county, household_find(county->service, str_from(household), &id, &county->error));
    must(county, household_json(county->service, id, true, is_revealed, &json, &county->error));
    return arena_copy(&county->arena, text_str(&json));
}

void assert_contains(Str text, const char *part) {
    if (!str_find(text, str_from(part), &(size_t){0})) {
        fail_msg("%s is not in " STR_FMT, part, STR_ARG(text));
    }
}

void assert_lacks(Str text, const char *part) {
    if (str_find(text, str_from(part), &(size_t){0})) {
        fail_msg("%s is in " STR_FMT, part, STR_ARG(text));
    }
}

AlertViews county_alerts(County *county, const char *rule) {
    AlertQuery query = {
        .rule = str_from(rule), .from = DATE_NONE, .to = DATE_NONE, .is_english = true};
    AlertViews views = {0};
    must(county, alert_list(county->service, &query, &views, &county->error));
    return views;
}

int64_t county_audit_lines(const County *county, const char *action) {
    AuditFilter all = {0};
    CLEANUP(arena_release) Arena arena = {0};
    AuditRow *rows = NULL;
    size_t count = 0;
    Error error = {0};
    if (audit_store_list(county->fixture->store, &all, &arena, &rows, &count, &error) !=
        STATUS_OK) {
        fail_msg("%s", error.message);
    }
    int64_t found = 0;
    for (size_t i = 0; i < count; i++) {
        found += str_equal(rows[i].action, str_from(action));
    }
    return found;
}

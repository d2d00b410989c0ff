// SPDX-License-Identifier: Apache-2.0
// Many files at once: the same batches, alerts and persons whatever the number of threads; a file
// that is refused costs nobody else anything; what is told is in the store, whenever it fails.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "base/check.h"
#include "base/memory.h"
#include "county_fixture.h"
#include "service/load_many.h"
#include "store/db.h"
#include "store/db_fake.h"
#include <cmocka.h>

enum { FILES = 150, SETTLEMENTS = 40, CALLS_MAX = 4000 };

typedef struct Many { // files in the order of loading, and what became of them
    County *county;
    LoadFile files[FILES];
    size_t count;
    LoadOutcome outcomes[FILES];
    size_t told;
    size_t stop_after; // files; 0 never
} Many;

static const char *person_of(County *county, size_t number) {
    return citizen(county, "1955-06-01", (int)(number % 1000));
}

// New households, settlements about them and about people named by several files, one file in ten
// that is refused, one in ten that was there before.
static LoadFile make_file(County *county, size_t number) {
    CLEANUP(text_release) Text rows = {0};
    size_t kind = number % 10;
    if (kind == 3) {
        return (LoadFile){.name = arena_format(&county->arena, "F01-20250825-%03zu.csv", number),
                          .bytes = STR("no,header,of,any,feed\n1,2,3,4,5\n")};
    }
    if (kind == 7) {
        return make_file(county, number - 2);
    }
    if (number % 2 == 0) {
        text_format(&rows, "3303030012019%05zu,户主,何孤山,%s,330303001201,初始,,2024-01-01",
                    number, person_of(county, number));
        return (LoadFile){.name = arena_format(&county->arena, "F06-20250825-%03zu.csv", number),
                          .bytes = county_csv(county, HEAD_F06, rows.data)};
    }
    for (size_t i = 0; i < SETTLEMENTS; i++) {
        text_format(&rows, "%sS%zuN%zu,%s,21,2025-08-22,218000,75000,0", i == 0 ? "" : "|", number,
                    i, i == 9 ? "123" : person_of(county, number - 1 + i * 7));
    }
    return (LoadFile){.name = arena_format(&county->arena, "F01-20250825-%03zu.csv", number),
                      .bytes = county_csv(county, HEAD_F01, rows.data)};
}

static Status read_file(void *context, size_t index, LoadInput *out_input, Error *error) {
    const Many *many = context;
    if (index % 50 == 49) {
        return error_set(error, STATUS_NOT_FOUND, "file %zu has gone", index);
    }
    text_append(&out_input->name, many->files[index].name);
    text_append(&out_input->bytes, many->files[index].bytes);
    return STATUS_OK;
}

static bool take(void *context, size_t index, const LoadOutcome *outcome) {
    Many *many = context;
    assert_int_equal(index, many->told); // in order, each once
    many->outcomes[many->told++] = *outcome;
    return outcome->status != STATUS_UNAVAILABLE && many->told != many->stop_after;
}

static void make_files(Many *many, County *county, size_t count) {
    *many = (Many){.county = county, .count = count};
    for (size_t i = 0; i < count; i++) {
        many->files[i] = make_file(county, i);
    }
}

static void load(Many *many, Service *service, size_t threads) {
    many->told = 0;
    const LoadSource source = {
        .count = many->count, .threads = threads, .read = read_file, .take = take, .context = many};
    load_many(service, &source);
}

// All that does not depend on the moment.
static void describe(County *county, const Many *many, Text *out) {
    for (size_t i = 0; i < many->told; i++) {
        const LoadOutcome *outcome = &many->outcomes[i];
        text_format(out, "%s %s ", status_name(outcome->status), outcome->error.message);
        load_report_json(&outcome->report, many->files[i].name, out);
        text_append_char(out, '\n');
    }
    Db *db = fixture_db(county->fixture);
    DbRows rows = {0};
    bool has_row = false;
    assert_ok_in(county, db_query(db,
                                  "SELECT batch_id, file_name, segment_digest FROM batch "
                                  "ORDER BY batch_id",
                                  NULL, 0, &rows, &county->error));
    while (db_next(&rows, &has_row, &county->error) == STATUS_OK && has_row) {
        Str digest = db_column_blob(&rows, 2);
        text_format(out, "%lld " STR_FMT " ", (long long)db_column_int(&rows, 0),
                    STR_ARG(db_column_text(&rows, 1)));
        for (size_t i = 0; i < digest.length; i++) {
            text_format(out, "%02x", (unsigned char)digest.data[i]);
        }
        text_append_char(out, '\n');
    }
    db_end(&rows);
    db_close(db);
    AlertViews views = county_alerts(county, "");
    alert_views_json(&views, out);
    alert_views_release(&views);
}

// The first case to run loads file by file; the others must come to the same.
static Text expected;

static void loads_as_expected(Fixture *fixture, size_t threads, bool is_one_by_one) {
    County county;
    county_make(&county, fixture);
    Many *many = memory_new(1, sizeof *many);
    make_files(many, &county, FILES);
    if (is_one_by_one) {
        for (size_t i = 0; i < FILES; i++) {
            LoadOutcome *outcome = &many->outcomes[many->told++];
            LoadInput ignored = {0};
            outcome->status = read_file(many, i, &ignored, &outcome->error);
            text_release(&ignored.name);
            text_release(&ignored.bytes);
            if (outcome->status == STATUS_OK) {
                outcome->status =
                    load_file(county.service, &many->files[i], &outcome->report, &outcome->error);
            }
        }
    } else {
        load(many, county.service, threads);
    }
    CLEANUP(text_release) Text found = {0};
    describe(&county, many, &found);
    assert_int_equal(many->told, FILES);
    if (is_one_by_one) {
        text_release(&expected);
        text_append(&expected, text_str(&found));
    }
    assert_string_equal(found.data, expected.data);
    assert_whole(&county);
    memory_free(many);
    county_close(&county);
}

static void file_by_file(Fixture *fixture) {
    loads_as_expected(fixture, 0, true);
}

static void the_same_without_another_thread(Fixture *fixture) {
    loads_as_expected(fixture, 0, false);
}

static void the_same_with_one_other_thread(Fixture *fixture) {
    loads_as_expected(fixture, 1, false);
}

static void the_same_with_many_threads(Fixture *fixture) {
    loads_as_expected(fixture, LOAD_THREADS_MAX, false);
}

static void what_is_told_to_stop_stops(Fixture *fixture) {
    County county;
    county_make(&county, fixture);
    Many *many = memory_new(1, sizeof *many);
    make_files(many, &county, FILES);
    many->stop_after = 30;
    load(many, county.service, 2);
    assert_int_equal(many->told, 30);
    many->stop_after = 0;
    load(many, county.service, 2);
    assert_int_equal(many->told, FILES);
    assert_true(many->outcomes[0].report.is_known);
    assert_whole(&county);
    memory_free(many);
    county_close(&county);
}

// Batches of accepted files that were told of must be in the store, and no others.
static bool load_with_a_failing_call(County *county, Service *service, DbFault *fault, Many *many,
                                     int64_t call) {
    int64_t before = county_count(county, "batch");
    *fault = (DbFault){.fail_at = call};
    load(many, service, 1);
    bool has_failed = fault->has_failed;
    *fault = (DbFault){0};
    int64_t accepted = 0;
    for (size_t i = 0; i < many->told; i++) {
        const LoadOutcome *outcome = &many->outcomes[i];
        accepted += outcome->status == STATUS_OK && !outcome->report.is_known;
        assert_true(outcome->status != STATUS_UNAVAILABLE || has_failed);
    }
    assert_int_equal(county_count(county, "batch"), before + accepted);
    return has_failed;
}

static void a_store_that_fails_at_any_call_loses_nothing(Fixture *fixture) {
    enum { FEW = 9, EVERY = 3 };
    County county;
    county_make(&county, fixture);
    DbFault fault = {0};
    Service *service = county_open_over(&county, db_fake_new(fixture_db(fixture), &fault));
    Many *many = memory_new(1, sizeof *many);
    bool has_failed = true;
    size_t round = 0;
    for (int64_t call = 1; has_failed; call += EVERY, round++) {
        assert_true(call < CALLS_MAX);
        *many = (Many){.county = &county, .count = FEW};
        for (size_t i = 0; i < FEW; i++) {
            many->files[i] = make_file(&county, (round % 80) * 12 + i); // new ones
        }
        has_failed = load_with_a_failing_call(&county, service, &fault, many, call);
        load(many, service, 1);
        assert_int_equal(many->told, FEW);
    }
    assert_true(round > 10);
    assert_whole(&county);
    memory_free(many);
    service_close(service);
    county_close(&county);
}

int main(void) {
    static const FixtureCase CASES[] = {
        CASE(file_by_file),
        CASE(the_same_without_another_thread),
        CASE(the_same_with_one_other_thread),
        CASE(the_same_with_many_threads),
        CASE(what_is_told_to_stop_stops),
        CASE(a_store_that_fails_at_any_call_loses_nothing),
    };
    int failed = fixture_run("load many", CASES, ARRAY_COUNT(CASES));
    text_release(&expected);
    return failed;
}

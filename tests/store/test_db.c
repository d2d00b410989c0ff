// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "platform/file.h"
#include "platform/thread.h"
#include "store/alert_store.h"
#include "store/audit_store.h"
#include "store/batch_store.h"
#include "store/db_fake.h"
#include "store/household_store.h"
#include "store/meta_store.h"
#include "store/quarantine_store.h"
#include "store/registry_store.h"
#include "store/screening_store.h"
#include "store_fixture.h"
#include <cmocka.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

// ---- the back ends

static void values_of_every_kind_come_back(Fixture *fixture) {
    Db *db = fixture_db(fixture);
    assert_ok(
        db->ops->script(db, "CREATE TABLE kinds (n BIGINT, t TEXT, b BYTEA)", &fixture->error));
    static const int64_t NUMBERS[] = {0, 1, -1, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < ARRAY_COUNT(NUMBERS); i++) {
        DbValue values[] = {db_int(NUMBERS[i]), db_text(STR("陈 'x' \\ $1")),
                            db_blob((Str){"\0\xFF\x80", 3})};
        assert_ok(db_run(db, "INSERT INTO kinds (n, t, b) VALUES ($1, $2, $3)", values, 3,
                         &fixture->error));
    }
    DbValue nothing[] = {db_null(DB_INT), db_null(DB_TEXT), db_null(DB_BLOB)};
    assert_ok(
        db_run(db, "INSERT INTO kinds (n, t, b) VALUES ($1, $2, $3)", nothing, 3, &fixture->error));
    DbValue empty[] = {db_date(DATE_NONE), db_text((Str){0}), db_blob((Str){0})};
    assert_ok(
        db_run(db, "INSERT INTO kinds (n, t, b) VALUES ($1, $2, $3)", empty, 3, &fixture->error));
    for (size_t i = 0; i < ARRAY_COUNT(NUMBERS); i++) {
        DbValue value = db_int(NUMBERS[i]);
        DbRows rows = {0};
        bool has_row = false;
        assert_ok(db_query(db, "SELECT n, t, b FROM kinds WHERE n = $1", &value, 1, &rows,
                           &fixture->error));
        assert_ok(db_next(&rows, &has_row, &fixture->error));
        assert_true(has_row);
        assert_int_equal(db_column_int(&rows, 0), NUMBERS[i]);
        assert_true(str_equal(db_column_text(&rows, 1), STR("陈 'x' \\ $1")));
        assert_true(str_equal(db_column_blob(&rows, 2), (Str){"\0\xFF\x80", 3}));
        assert_ok(db_next(&rows, &has_row, &fixture->error));
        assert_false(has_row);
        db_end(&rows);
        db_end(&rows);
    }
    DbRows rows = {0};
    bool has_row = false;
    int nulls = 0;
    assert_ok(
        db_query(db, "SELECT n, t, b FROM kinds WHERE n IS NULL", NULL, 0, &rows, &fixture->error));
    for (assert_ok(db_next(&rows, &has_row, &fixture->error)); has_row;
         assert_ok(db_next(&rows, &has_row, &fixture->error))) {
        assert_true(db_is_null(&rows, 0));
        assert_int_equal(db_column_int(&rows, 0), 0);
        assert_int_equal(db_column_date(&rows, 0).days, DATE_NONE.days);
        assert_int_equal(db_column_text(&rows, 1).length, 0);
        assert_int_equal(db_column_blob(&rows, 2).length, 0);
        nulls += db_is_null(&rows, 1) && db_is_null(&rows, 2);
    }
    assert_int_equal(nulls, 1); // the empty texts are not NULL
    db_end(&rows);
    db_close(db);
}

static void placeholders_go_by_their_number_not_their_place(Fixture *fixture) {
    Db *db = fixture_db(fixture);
    DbValue values[] = {db_int(10), db_int(3)};
    int64_t number = 0;
    assert_ok(db_query_int(db,
                           "SELECT CAST($2 AS BIGINT) - CAST($1 AS BIGINT) + CAST($2 AS BIGINT)",
                           values, 2, &number, &fixture->error));
    assert_int_equal(number, -4);
    db_close(db);
}

static void a_query_may_be_asked_again_while_its_rows_are_read(Fixture *fixture) {
    Db *db = fixture_db(fixture);
    assert_ok(db->ops->script(db, "CREATE TABLE n (n BIGINT)", &fixture->error));
    for (int i = 1; i <= 3; i++) {
        DbValue value = db_int(i);
        assert_ok(db_run(db, "INSERT INTO n (n) VALUES ($1)", &value, 1, &fixture->error));
    }
    static const char SQL[] = "SELECT n FROM n ORDER BY n";
    int64_t sum = 0;
    DbRows outer = {0};
    bool has_outer = false;
    assert_ok(db_query(db, SQL, NULL, 0, &outer, &fixture->error));
    for (assert_ok(db_next(&outer, &has_outer, &fixture->error)); has_outer;
         assert_ok(db_next(&outer, &has_outer, &fixture->error))) {
        DbRows inner = {0};
        bool has_inner = false;
        assert_ok(db_query(db, SQL, NULL, 0, &inner, &fixture->error));
        for (assert_ok(db_next(&inner, &has_inner, &fixture->error)); has_inner;
             assert_ok(db_next(&inner, &has_inner, &fixture->error))) {
            sum += db_column_int(&outer, 0) * 10 + db_column_int(&inner, 0);
        }
        db_end(&inner);
    }
    db_end(&outer);
    assert_int_equal(sum, 198); // 3 * (10 + 20 + 30) + 3 * (1 + 2 + 3)
    db_close(db);
}

static void more_statements_than_are_kept_still_work(Fixture *fixture) {
    Db *db = fixture_db(fixture);
    DbRows open_rows = {0};
    bool has_row = false;
    assert_ok(db_query(db, "SELECT 7777", NULL, 0, &open_rows, &fixture->error));
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 300; i++) {
            char sql[40];
            snprintf(sql, sizeof sql, "SELECT CAST(%d AS BIGINT)", i);
            int64_t number = 0;
            assert_ok(db_query_int(db, sql, NULL, 0, &number, &fixture->error));
            assert_int_equal(number, i);
        }
    }
    assert_ok(db_next(&open_rows, &has_row, &fixture->error)); // its statement was given up
    assert_true(has_row);
    db_end(&open_rows);
    db_close(db);
}

static void wrong_sql_is_told_and_harms_nothing(Fixture *fixture) {
    Db *db = fixture_db(fixture);
    assert_int_equal(db_run(db, "SELEKT 1", NULL, 0, &fixture->error), STATUS_INVALID);
    assert_int_equal(db->ops->script(db, "SELEKT 1", &fixture->error), STATUS_INVALID);
    assert_int_equal(db_run(db, "SELECT 1 FROM nowhere", NULL, 0, &fixture->error), STATUS_INVALID);
    int64_t number = 0;
    assert_ok(db_query_int(db, "SELECT count(*) FROM meta WHERE key = 'none'", NULL, 0, &number,
                           &fixture->error));
    assert_ok(db->ops->script(db, "CREATE TABLE once (n BIGINT PRIMARY KEY)", &fixture->error));
    assert_ok(db_run(db, "INSERT INTO once (n) VALUES (1)", NULL, 0, &fixture->error));
    assert_int_equal(db_run(db, "INSERT INTO once (n) VALUES (1)", NULL, 0, &fixture->error),
                     STATUS_CONFLICT);
    bool has = false;
    assert_ok(db->ops->has_table(db, "once", &has, &fixture->error));
    assert_true(has);
    assert_ok(db->ops->has_table(db, "twice", &has, &fixture->error));
    assert_false(has);
    db_close(db);
}

static void a_broken_transaction_keeps_nothing(Fixture *fixture) {
    Db *db = fixture_db(fixture);
    assert_ok(db->ops->script(db, "CREATE TABLE once (n BIGINT PRIMARY KEY)", &fixture->error));
    assert_ok(db->ops->begin(db, true, &fixture->error));
    assert_ok(db_run(db, "INSERT INTO once (n) VALUES (1)", NULL, 0, &fixture->error));
    assert_int_equal(db_run(db, "INSERT INTO once (n) VALUES (1)", NULL, 0, &fixture->error),
                     STATUS_CONFLICT);
    // PostgreSQL refuses the commit; SQLite has undone the statement only, so the caller rolls
    // back.
    if (fixture->is_postgres) {
        assert_int_equal(db->ops->commit(db, &fixture->error), STATUS_CONFLICT);
    }
    db->ops->rollback(db);
    db->ops->rollback(db);
    int64_t count = -1;
    assert_ok(db_query_int(db, "SELECT count(*) FROM once", NULL, 0, &count, &fixture->error));
    assert_int_equal(count, 0);
    db_close(db);
}

static void a_reading_transaction_cannot_write(Fixture *fixture) {
    Db *db = fixture_db(fixture);
    assert_ok(db->ops->begin(db, false, &fixture->error));
    assert_int_equal(db_run(db, "DELETE FROM meta", NULL, 0, &fixture->error), STATUS_DENIED);
    db->ops->rollback(db);
    db_close(db);
}

static void a_lost_server_is_found_again(Fixture *fixture) {
    Db *db = fixture_db(fixture);
    Db *other = fixture_db(fixture);
    int64_t process = 0;
    assert_ok(db_query_int(db, "SELECT CAST(pg_backend_pid() AS BIGINT)", NULL, 0, &process,
                           &fixture->error));
    assert_ok(db->ops->begin(db, true, &fixture->error));
    DbValue value = db_int(process);
    assert_ok(db_run(other, "SELECT pg_terminate_backend(CAST($1 AS INTEGER))", &value, 1,
                     &fixture->error));
    assert_int_equal(db_run(db, "SELECT 1", NULL, 0, &fixture->error), STATUS_UNAVAILABLE);
    assert_int_equal(db_run(db, "SELECT 1", NULL, 0, &fixture->error), STATUS_UNAVAILABLE);
    db->ops->rollback(db);
    assert_ok(db_run(db, "SELECT 1", NULL, 0, &fixture->error));
    assert_ok(db->ops->begin(db, true, &fixture->error));
    db->ops->rollback(db);
    db_close(other);
    db_close(db);
}

static void many_rows_are_written_and_updated_at_once(Fixture *fixture) {
    Db *db = fixture_db(fixture);
    assert_ok(db->ops->script(db, "CREATE TABLE pairs (k BIGINT PRIMARY KEY, t TEXT, b BYTEA)",
                              &fixture->error));
    static const DbTable PAIRS = {.name = "pairs",
                                  .column_count = 3,
                                  .columns = {"k", "t", "b"},
                                  .kinds = {DB_INT, DB_TEXT, DB_BLOB},
                                  .key_count = 1};
    static const DbTable KEYS = {
        .name = "pairs", .column_count = 1, .columns = {"k"}, .kinds = {DB_INT}, .key_count = 1};
    DbValue values[] = {db_int(1),         db_text(STR("a,{}\"")), db_blob((Str){"\0", 1}),
                        db_int(2),         db_null(DB_TEXT),       db_null(DB_BLOB),
                        db_int(INT64_MIN), db_text(STR("")),       db_blob(STR(""))};
    assert_ok(db->ops->write(db, &PAIRS, values, 3, &fixture->error));
    assert_ok(db->ops->write(db, &PAIRS, values, 0, &fixture->error));
    values[1] = db_text(STR("b"));
    assert_ok(db->ops->write(db, &PAIRS, values, 3, &fixture->error));
    assert_ok(db->ops->write(db, &KEYS, values, 1, &fixture->error)); // there already: nothing
    int64_t count = 0;
    assert_ok(db_query_int(db, "SELECT count(*) FROM pairs WHERE t = 'b' AND b IS NOT NULL", NULL,
                           0, &count, &fixture->error));
    assert_int_equal(count, 1);
    assert_ok(db_query_int(db, "SELECT count(*) FROM pairs WHERE t IS NULL AND b IS NULL", NULL, 0,
                           &count, &fixture->error));
    assert_int_equal(count, 1);
    assert_ok(db_query_int(db, "SELECT min(k) FROM pairs WHERE t = ''", NULL, 0, &count,
                           &fixture->error));
    assert_int_equal(count, INT64_MIN);
    db_close(db);
}

// ---- one call after the other fails

static const Str SEGMENT = {"segment", 7};

static Status write_everything(Store *store, Registry *registry, Error *error) {
    BatchRow batch = {.batch = {1}, .feed = STR("F01"), .digest = STR("d")};
    PersonName name = {{1}, STR("陈")};
    AlertRow alert = {.household = {1}, .rule = STR("W01")};
    QuarantineRow quarantine = {.batch = {1}, .feed = STR("F01")};
    ScreeningRow run = {.pack_version = STR("1")};
    FindingRow finding = {.household = {1}};
    AuditRow audit = {.actor = STR("test")};
    Status status = store_begin(store, error);
    status = status != STATUS_OK ? status : batch_store_add(store, &batch, SEGMENT, error);
    status = status != STATUS_OK ? status : registry_store_save(store, registry, &name, 1, error);
    status = status != STATUS_OK ? status : alert_store_add(store, &alert, 1, error);
    status = status != STATUS_OK ? status : quarantine_store_add(store, &quarantine, 1, error);
    status = status != STATUS_OK ? status : quarantine_store_correct(store, 1, (BatchId){1}, error);
    status = status != STATUS_OK ? status : screening_store_begin(store, &run, error);
    status = status != STATUS_OK ? status : screening_store_add(store, 1, &finding, 1, error);
    status = status != STATUS_OK ? status : screening_store_finish(store, &run, error);
    status = status != STATUS_OK ? status : meta_store_set(store, STR("k"), STR("v"), error);
    status = status != STATUS_OK ? status : audit_store_add(store, &audit, error);
    status = status != STATUS_OK ? status : store_commit(store, error);
    store_rollback(store);
    return status;
}

static void ignore_person(void *context, const PersonRow *row) {
    (void)context;
    (void)row;
}
static void ignore_household(void *context, const HouseholdStoreRow *row) {
    (void)context;
    (void)row;
}
static void ignore_member(void *context, const MemberRow *row) {
    (void)context;
    (void)row;
}
static void ignore_alert(void *context, const AlertRow *row) {
    (void)context;
    (void)row;
}

static Status read_lists(Store *store, Arena *arena, Error *error) {
    BatchRow *batches = NULL;
    AlertRow *alerts = NULL;
    QuarantineRow *quarantined = NULL;
    FindingRow *findings = NULL;
    MemberRow *members = NULL;
    size_t count = 0;
    BatchFilter all_batches = {0};
    AlertFilter all_alerts = ALERT_FILTER_ALL;
    QuarantineFilter all_rows = {.with_corrected = true};
    FindingFilter all_findings = FINDING_FILTER_ALL;
    Status status = batch_store_list(store, &all_batches, arena, &batches, &count, error);
    status = status != STATUS_OK
                 ? status
                 : alert_store_list(store, &all_alerts, arena, &alerts, &count, error);
    status = status != STATUS_OK
                 ? status
                 : quarantine_store_list(store, &all_rows, arena, &quarantined, &count, error);
    status = status != STATUS_OK
                 ? status
                 : screening_store_findings(store, &all_findings, arena, &findings, &count, error);
    return status != STATUS_OK
               ? status
               : household_store_members(store, (HouseholdId){1}, arena, &members, &count, error);
}

static Status read_rows(Store *store, Arena *arena, Error *error) {
    BatchRow batch = {0};
    AlertRow alert = {0};
    ScreeningRow run = {0};
    PersonRow person = {0};
    HouseholdStoreRow household = {0};
    Str name = {0};
    int64_t lines = 0;
    CLEANUP(text_release) Text bytes = {0};
    Status status = batch_store_get(store, (BatchId){1}, arena, &batch, error);
    status = status != STATUS_OK ? status : batch_store_segment(store, (BatchId){1}, &bytes, error);
    status =
        status != STATUS_OK ? status : alert_store_get(store, (AlertId){1}, arena, &alert, error);
    status = status != STATUS_OK ? status : screening_store_get(store, 1, arena, &run, error);
    status = status != STATUS_OK ? status
                                 : person_store_get(store, (PersonId){1}, arena, &person, error);
    status = status != STATUS_OK
                 ? status
                 : household_store_get(store, (HouseholdId){1}, arena, &household, error);
    PersonId one = {1};
    status = status != STATUS_OK ? status : person_store_names(store, &one, 1, arena, &name, error);
    return status != STATUS_OK ? status : audit_store_verify(store, &lines, error);
}

static Status read_everything(Store *store, Arena *arena, Error *error) {
    Status status = store_begin_read(store, error);
    status = status != STATUS_OK ? status : read_lists(store, arena, error);
    status = status != STATUS_OK ? status : read_rows(store, arena, error);
    status = status != STATUS_OK ? status : person_store_each(store, ignore_person, NULL, error);
    status =
        status != STATUS_OK ? status : household_store_each(store, ignore_household, NULL, error);
    status = status != STATUS_OK ? status
                                 : household_store_each_member(store, ignore_member, NULL, error);
    status = status != STATUS_OK ? status : alert_store_each(store, ignore_alert, NULL, error);
    store_rollback(store);
    return status;
}

static Registry *one_family(void) {
    Registry *registry = registry_new();
    Identity identity = identity_make(330303, date_make(1980, 1, 1), 1);
    HouseholdRow row = {.person = registry_add_person(registry, identity, DATE_NONE, SEX_UNKNOWN),
                        .household_no = STR("A"),
                        .region = {INT64_C(330303001001)},
                        .change = HOUSEHOLD_IN,
                        .date = date_make(2020, 1, 1)};
    registry_apply_household_row(registry, &row);
    return registry;
}

static void assert_nothing_written(Fixture *fixture) {
    static const char *const TABLES[] = {
        "batch",      "segment", "person",        "household",        "alert", "household_member",
        "quarantine", "audit",   "screening_run", "screening_finding"};
    Db *db = fixture_db(fixture);
    for (size_t i = 0; i < ARRAY_COUNT(TABLES); i++) {
        char sql[64];
        int64_t count = -1;
        snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", TABLES[i]);
        assert_ok(db_query_int(db, sql, NULL, 0, &count, &fixture->error));
        assert_int_equal(count, 0);
    }
    db_close(db);
}

static void whatever_call_fails_nothing_is_half_written(Fixture *fixture) {
    Registry *registry = one_family();
    DbFault fault = {0};
    Store *store = NULL;
    assert_ok(store_create_over(db_fake_new(fixture_db(fixture), &fault), fixture_key(), &store,
                                &fixture->error));
    int64_t failures = 0;
    for (int64_t n = 1;; n++) {
        fault = (DbFault){.fail_at = n, .is_lasting = n % 2 == 0};
        Status status = write_everything(store, registry, &fixture->error);
        if (!fault.has_failed) {
            assert_int_equal(status, STATUS_OK);
            break;
        }
        assert_int_equal(status, STATUS_UNAVAILABLE);
        assert_false(store_is_writing(store));
        assert_nothing_written(fixture);
        failures++;
    }
    assert_true(failures > 20);
    for (int64_t n = 1;; n++) {
        fault = (DbFault){.fail_at = n};
        Status status = read_everything(store, &fixture->arena, &fixture->error);
        if (!fault.has_failed) {
            assert_int_equal(status, STATUS_OK);
            break;
        }
        assert_int_equal(status, STATUS_UNAVAILABLE);
    }
    store_close(store);
    registry_free(registry);
}

static void whatever_call_fails_a_store_can_be_made_afterwards(Fixture *fixture) {
    if (fixture->is_postgres) {
        fixture_sql(fixture, "DO $$ DECLARE s TEXT := current_schema(); BEGIN "
                             "EXECUTE 'DROP SCHEMA ' || s || ' CASCADE'; "
                             "EXECUTE 'CREATE SCHEMA ' || s; END $$");
    } else {
        fixture_sql(fixture, "DROP TABLE migration; DROP TABLE meta; DROP TABLE batch;"
                             "DROP TABLE segment; DROP TABLE person; DROP TABLE household;"
                             "DROP TABLE household_member; DROP TABLE alert;"
                             "DROP TABLE quarantine; DROP TABLE screening_run;"
                             "DROP TABLE screening_finding; DROP TABLE audit");
    }
    int64_t failures = 0;
    for (int64_t n = 1;; n++) {
        DbFault fault = {.fail_at = n};
        Store *store = NULL;
        Status status = store_create_over(db_fake_new(fixture_db(fixture), &fault), fixture_key(),
                                          &store, &fixture->error);
        if (!fault.has_failed) {
            assert_int_equal(status, STATUS_OK);
            store_close(store);
            break;
        }
        assert_int_equal(status, STATUS_UNAVAILABLE);
        assert_null(store);
        failures++;
    }
    assert_true(failures > 3);
    fixture_reopen(fixture);
}

static size_t file_size(const Fixture *fixture, const char *more) {
    Text path = {0};
    FileState state = {0};
    text_append(&path, str_slice(text_str(&fixture->url), strlen("sqlite:"), fixture->url.length));
    text_append(&path, str_from(more));
    assert_true(file_state(path.data, &state));
    text_release(&path);
    return state.size;
}

static void insert_blobs(Fixture *fixture, Db *db, int count) {
    enum { BLOB_SIZE = 256 * 1024 };
    Str bytes = {arena_alloc(&fixture->arena, BLOB_SIZE, 1), BLOB_SIZE};
    for (int i = 0; i < count; i++) {
        DbValue value = db_blob(bytes);
        assert_ok(db_run(db, "INSERT INTO blobs (b) VALUES ($1)", &value, 1, &fixture->error));
    }
}

// A commit writes the log only; the log is written back when that is asked for, or it is very long.
static void the_log_is_written_back_when_asked_and_never_grows_without_end(Fixture *fixture) {
    if (fixture->is_postgres) {
        return;
    }
    Db *db = fixture_db(fixture);
    assert_ok(db->ops->script(db, "CREATE TABLE blobs (b BYTEA)", &fixture->error));
    insert_blobs(fixture, db, 8); // 512 pages: not worth it
    db->ops->write_back(db);
    size_t before = file_size(fixture, "");
    insert_blobs(fixture, db, 32);
    assert_int_equal(file_size(fixture, ""), before);
    db->ops->write_back(db);
    assert_true(file_size(fixture, "") >= before + 32 * 256 * 1024);
    insert_blobs(fixture, db, 600); // 150 MB
    assert_true(file_size(fixture, "-wal") <= 80 * 1024 * 1024);
    db->ops->close(db);
}

typedef struct WritingBack {
    Db *db;
    atomic_bool is_over;
} WritingBack;

static void write_back_again_and_again(void *context) {
    WritingBack *writing = context;
    while (!writing->is_over) {
        writing->db->ops->write_back(writing->db);
    }
}

// As a server does: urgent files and others are loaded by two threads.
static void any_thread_writes_back_beside_a_writer(Fixture *fixture) {
    enum { THREADS = 3, BLOBS = 400 };
    Db *db = fixture_db(fixture);
    Thread threads[THREADS];
    WritingBack writing = {.db = db};
    assert_ok(db->ops->script(db, "CREATE TABLE blobs (b BYTEA)", &fixture->error));
    for (size_t i = 0; i < THREADS; i++) {
        assert_ok(thread_start(&threads[i], write_back_again_and_again, &writing, &fixture->error));
    }
    insert_blobs(fixture, db, BLOBS);
    writing.is_over = true;
    for (size_t i = 0; i < THREADS; i++) {
        thread_join(&threads[i]);
    }
    int64_t count = 0;
    assert_ok(db_query_int(db, "SELECT count(*) FROM blobs", NULL, 0, &count, &fixture->error));
    assert_int_equal(count, BLOBS);
    db->ops->close(db);
}

int main(void) {
    static const FixtureCase CASES[] = {
        CASE(values_of_every_kind_come_back),
        CASE(placeholders_go_by_their_number_not_their_place),
        CASE(a_query_may_be_asked_again_while_its_rows_are_read),
        CASE(more_statements_than_are_kept_still_work),
        CASE(wrong_sql_is_told_and_harms_nothing),
        CASE(a_broken_transaction_keeps_nothing),
        {"a_reading_transaction_cannot_write", a_reading_transaction_cannot_write, true},
        {"a_lost_server_is_found_again", a_lost_server_is_found_again, true},
        CASE(many_rows_are_written_and_updated_at_once),
        CASE(the_log_is_written_back_when_asked_and_never_grows_without_end),
        CASE(any_thread_writes_back_beside_a_writer),
        CASE(whatever_call_fails_nothing_is_half_written),
        CASE(whatever_call_fails_a_store_can_be_made_afterwards),
    };
    return fixture_run("databases", CASES, ARRAY_COUNT(CASES));
}

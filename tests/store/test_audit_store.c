// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "store/audit_store.h"
#include "store_fixture.h"
#include <cmocka.h>
#include <string.h>

static void add(Fixture *fixture, int64_t count) {
    assert_ok(store_begin(fixture->store, &fixture->error));
    for (int64_t i = 0; i < count; i++) {
        AuditRow row = {
            .at = {INT64_C(1755828672000000) + i},
            .actor = STR("operator"),
            .action = STR("batch.load"),
            .subject = arena_format(&fixture->arena, "batch %lld", (long long)i % 3),
            .detail = STR("{\"file\":\"F01-20250825.csv\"}"),
        };
        assert_ok(audit_store_add(fixture->store, &row, &fixture->error));
    }
    assert_ok(store_commit(fixture->store, &fixture->error));
}

static Status verify(Fixture *fixture, int64_t *out_lines) {
    return audit_store_verify(fixture->store, out_lines, &fixture->error);
}

static void an_unbroken_chain_is_proven(Fixture *fixture) {
    int64_t lines = -1;
    assert_ok(verify(fixture, &lines));
    assert_int_equal(lines, 0);
    add(fixture, 5);
    add(fixture, 4);
    assert_ok(verify(fixture, &lines));
    assert_int_equal(lines, 9);
}

static void a_line_that_is_rolled_back_leaves_no_gap(Fixture *fixture) {
    add(fixture, 2);
    AuditRow row = {
        .actor = STR("x"), .action = STR("x"), .subject = STR("x"), .detail = STR("{}")};
    assert_ok(store_begin(fixture->store, &fixture->error));
    assert_ok(audit_store_add(fixture->store, &row, &fixture->error));
    store_rollback(fixture->store);
    add(fixture, 1);
    int64_t lines = 0;
    assert_ok(verify(fixture, &lines));
    assert_int_equal(lines, 3);
}

static void every_change_behind_the_back_is_found(Fixture *fixture) {
    static const struct {
        const char *sql;
        const char *complaint;
    } CASES[] = {
        {"UPDATE audit SET actor = 'nobody' WHERE seq = 2", "audit line 2 "},
        {"UPDATE audit SET action = 'batch.look' WHERE seq = 3", "audit line 3 "},
        {"UPDATE audit SET subject = 'batch 9' WHERE seq = 4", "audit line 4 "},
        {"UPDATE audit SET detail = '{}' WHERE seq = 5", "audit line 5 "},
        {"UPDATE audit SET at = at + 1 WHERE seq = 6", "audit line 6 "},
        {"DELETE FROM audit WHERE seq = 3", "audit line 3 is missing"},
        {"DELETE FROM audit WHERE seq = 1", "audit line 1 is missing"},
        {"DELETE FROM audit WHERE seq = 6", "ends with line 5, but line 6 was the last"},
        {"DELETE FROM audit", "ends with line 0, but line 6 was the last"},
        {"DELETE FROM audit WHERE seq = 4; UPDATE audit SET seq = seq - 1 WHERE seq = 5",
         "audit line 4 "},
        {"UPDATE audit SET actor = 'operatorbatch', action = '.load' WHERE seq = 2",
         "audit line 2 "},
    };
    add(fixture, 6);
    fixture_sql(fixture, "CREATE TABLE kept AS SELECT * FROM audit");
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        int64_t lines = -1;
        fixture_sql(fixture, CASES[i].sql);
        assert_int_equal(verify(fixture, &lines), STATUS_CORRUPT);
        if (strstr(fixture->error.message, CASES[i].complaint) == NULL) {
            fail_msg("%s: %s", CASES[i].sql, fixture->error.message);
        }
        assert_int_equal(lines, -1);
        fixture_sql(fixture, "DELETE FROM audit; INSERT INTO audit SELECT * FROM kept");
        assert_ok(verify(fixture, &lines));
    }
}

static void lines_are_listed_in_order(Fixture *fixture) {
    add(fixture, 7);
    static const struct {
        AuditFilter filter;
        int64_t first;
        size_t count;
    } CASES[] = {
        {{.limit = 0}, 1, 7},
        {{.after = 5}, 6, 2},
        {{.limit = 3}, 1, 3},
        {{.subject = {"batch 1", 7}}, 2, 2},
        {{.subject = {"batch 1", 7}, .after = 2}, 5, 1},
    };
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        AuditRow *rows = NULL;
        size_t count = 0;
        assert_ok(audit_store_list(fixture->store, &CASES[i].filter, &fixture->arena, &rows, &count,
                                   &fixture->error));
        assert_int_equal(count, CASES[i].count);
        assert_int_equal(rows[0].seq, CASES[i].first);
        assert_string_equal(rows[0].actor.data, "operator");
        assert_string_equal(rows[0].action.data, "batch.load");
    }
}

int main(void) {
    static const FixtureCase CASES[] = {
        CASE(an_unbroken_chain_is_proven),
        CASE(a_line_that_is_rolled_back_leaves_no_gap),
        CASE(every_change_behind_the_back_is_found),
        CASE(lines_are_listed_in_order),
    };
    return fixture_run("audit", CASES, ARRAY_COUNT(CASES));
}

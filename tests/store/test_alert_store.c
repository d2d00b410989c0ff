// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "domain/registry.h"
#include "store/alert_store.h"
#include "store/registry_store.h"
#include "store_fixture.h"
#include <cmocka.h>
#include <string.h>

static AlertRow row_of(uint32_t household, const char *rule, int day, int urgency) {
    return (AlertRow){
        .household = {household},
        .person = {household * 10},
        .batch = {3},
        .rule = str_from(rule),
        .raised = date_make(2025, 8, day),
        .due = urgency == 1 ? DATE_NONE : date_make(2025, 8, day + 3),
        .urgency = urgency,
        .direction = urgency % 3,
        .is_raised = urgency == 4,
        .is_lowered = urgency == 2,
        .value = STR("75000.00"),
        .figures = STR("[{\"name\":\"近12个月医疗自付\"}]"),
        .sources = STR("[]"),
        .pack_version = STR("2025.8"),
        .created_at = {INT64_C(1755828672000000)},
    };
}

static void add(Fixture *fixture, AlertRow *rows, size_t count) {
    assert_ok(store_begin(fixture->store, &fixture->error));
    assert_ok(alert_store_add(fixture->store, rows, count, &fixture->error));
    assert_ok(store_commit(fixture->store, &fixture->error));
}

// Households 1 to 3 in two villages of one county and one of another.
static void add_households(Fixture *fixture) {
    static const int64_t REGIONS[] = {INT64_C(330303001001), INT64_C(330303002001),
                                      INT64_C(330304001001)};
    static const Str NUMBERS[] = {{"A", 1}, {"B", 1}, {"C", 1}};
    Registry *registry = registry_new();
    for (int i = 0; i < 3; i++) {
        Identity identity = identity_make(330303, date_make(1980, 1, 1), i);
        HouseholdRow row = {.person =
                                registry_add_person(registry, identity, DATE_NONE, SEX_UNKNOWN),
                            .household_no = NUMBERS[i],
                            .region = {REGIONS[i]},
                            .change = HOUSEHOLD_IN,
                            .date = date_make(2020, 1, 1)};
        registry_apply_household_row(registry, &row);
    }
    assert_ok(store_begin(fixture->store, &fixture->error));
    assert_ok(registry_store_save(fixture->store, registry, NULL, 0, &fixture->error));
    assert_ok(store_commit(fixture->store, &fixture->error));
    registry_free(registry);
}

static void an_alert_comes_back_as_it_was_added(Fixture *fixture) {
    AlertRow rows[] = {row_of(1, "W01", 20, 4), row_of(2, "W15", 21, 1), row_of(3, "W27", 22, 2)};
    add(fixture, rows, ARRAY_COUNT(rows));
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        assert_int_equal(rows[i].alert.number, i + 1);
        AlertRow row = {0};
        assert_ok(
            alert_store_get(fixture->store, rows[i].alert, &fixture->arena, &row, &fixture->error));
        assert_int_equal(row.alert.number, rows[i].alert.number);
        assert_int_equal(row.household.number, rows[i].household.number);
        assert_int_equal(row.person.number, rows[i].person.number);
        assert_int_equal(row.batch.number, 3);
        assert_true(str_equal(row.rule, rows[i].rule));
        assert_int_equal(row.raised.days, rows[i].raised.days);
        assert_int_equal(row.due.days, rows[i].due.days);
        assert_int_equal(row.urgency, rows[i].urgency);
        assert_int_equal(row.direction, rows[i].direction);
        assert_int_equal(row.is_raised, rows[i].is_raised);
        assert_int_equal(row.is_lowered, rows[i].is_lowered);
        assert_int_equal(row.merged_into.number, 0);
        assert_true(str_equal(row.value, rows[i].value));
        assert_true(str_equal(row.figures, rows[i].figures));
        assert_true(str_equal(row.sources, rows[i].sources));
        assert_true(str_equal(row.pack_version, rows[i].pack_version));
        assert_int_equal(row.created_at.us, rows[i].created_at.us);
    }
    AlertRow row = {0};
    assert_int_equal(
        alert_store_get(fixture->store, (AlertId){4}, &fixture->arena, &row, &fixture->error),
        STATUS_NOT_FOUND);
}

static void numbers_grow_over_batches_and_pointers_become_numbers(Fixture *fixture) {
    AlertId newest = {9};
    assert_ok(alert_store_newest(fixture->store, &newest, &fixture->error));
    assert_int_equal(newest.number, 0);
    AlertRow first = row_of(1, "W01", 20, 4);
    add(fixture, &first, 1);
    add(fixture, NULL, 0);
    AlertRow rows[] = {row_of(1, "W02", 20, 3), row_of(2, "W01", 20, 3), row_of(2, "W02", 20, 3)};
    rows[0].merged_into = first.alert;
    rows[2].merged_into.number = -2;
    add(fixture, rows, ARRAY_COUNT(rows));
    assert_int_equal(rows[0].alert.number, 2);
    assert_int_equal(rows[0].merged_into.number, 1);
    assert_int_equal(rows[2].alert.number, 4);
    assert_int_equal(rows[2].merged_into.number, 3);
    assert_ok(alert_store_newest(fixture->store, &newest, &fixture->error));
    assert_int_equal(newest.number, 4);
    AlertId found = {0};
    assert_ok(alert_store_first_on(fixture->store, (HouseholdId){2}, date_make(2025, 8, 20), &found,
                                   &fixture->error));
    assert_int_equal(found.number, 3);
    assert_ok(alert_store_first_on(fixture->store, (HouseholdId){2}, date_make(2025, 8, 21), &found,
                                   &fixture->error));
    assert_int_equal(found.number, 0);
}

static void lists_and_counts_follow_their_filter(Fixture *fixture) {
    add_households(fixture);
    AlertRow rows[] = {row_of(1, "W01", 20, 4), row_of(2, "W01", 21, 3), row_of(3, "W02", 22, 3),
                       row_of(1, "W03", 23, 2), row_of(2, "W01", 24, 1)};
    rows[4].batch.number = 4;
    rows[4].merged_into.number = -2;
    add(fixture, rows, ARRAY_COUNT(rows));
    AlertFilter all = ALERT_FILTER_ALL;
    AlertFilter filters[12];
    for (size_t i = 0; i < ARRAY_COUNT(filters); i++) {
        filters[i] = all;
    }
    filters[1].rule = STR("W01");
    filters[2].urgency = 3;
    filters[3].direction = 0;
    filters[4].household.number = 1;
    filters[5].batch.number = 4;
    filters[6].region.code = INT64_C(330303000000);
    filters[7].region.code = INT64_C(330303002001);
    filters[8].raised_from = date_make(2025, 8, 21);
    filters[8].raised_to = date_make(2025, 8, 22);
    filters[9].merged_into.number = 2;
    filters[10].rule = STR("W01");
    filters[10].region.code = INT64_C(330000000000);
    filters[10].raised_from = date_make(2025, 8, 21);
    filters[11].rule = STR("W99");
    static const char *const EXPECTED[] = {"12345", "125", "23", "23", "14", "5",
                                           "1245",  "25",  "23", "5",  "25", ""};
    for (size_t i = 0; i < ARRAY_COUNT(filters); i++) {
        AlertRow *found = NULL;
        size_t count = 0;
        int64_t counted = 0;
        char numbers[8] = {0};
        assert_ok(alert_store_list(fixture->store, &filters[i], &fixture->arena, &found, &count,
                                   &fixture->error));
        assert_ok(alert_store_count(fixture->store, &filters[i], &counted, &fixture->error));
        for (size_t k = 0; k < count; k++) {
            numbers[k] = (char)('0' + found[k].alert.number);
        }
        assert_string_equal(numbers, EXPECTED[i]);
        assert_int_equal(counted, count);
    }
}

static void lists_go_on_behind_what_was_seen(Fixture *fixture) {
    AlertRow rows[9];
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        rows[i] = row_of(1, "W01", 20, 4);
    }
    add(fixture, rows, ARRAY_COUNT(rows));
    static const struct {
        int64_t after;
        int64_t limit;
        bool is_newest_first;
        int64_t first;
        size_t count;
    } CASES[] = {
        {0, 0, false, 1, 9}, {0, 4, false, 1, 4}, {4, 4, false, 5, 4},
        {8, 4, false, 9, 1}, {9, 4, false, 0, 0}, {0, 4, true, 9, 4},
        {6, 4, true, 5, 4},  {1, 4, true, 0, 0},  {0, -1, true, 9, 9},
    };
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        AlertFilter filter = ALERT_FILTER_ALL;
        filter.after.number = CASES[i].after;
        filter.limit = CASES[i].limit;
        filter.is_newest_first = CASES[i].is_newest_first;
        AlertRow *found = NULL;
        size_t count = 0;
        assert_ok(alert_store_list(fixture->store, &filter, &fixture->arena, &found, &count,
                                   &fixture->error));
        assert_int_equal(count, CASES[i].count);
        assert_int_equal(count == 0 ? 0 : found[0].alert.number, CASES[i].first);
    }
}

typedef struct Memory {
    size_t count;
    bool is_right;
} Memory;

static void see(void *context, const AlertRow *row) {
    Memory *memory = context;
    memory->count++;
    memory->is_right = memory->is_right && row->alert.number == (int64_t)memory->count &&
                       row->household.number == memory->count && str_equal(row->rule, STR("W01")) &&
                       row->person.number == memory->count * 10 &&
                       row->raised.days == date_make(2025, 8, 20).days && row->direction == 1 &&
                       !row->is_lowered && str_equal(row->value, STR("75000.00"));
}

static void what_rules_remember_is_read_oldest_first(Fixture *fixture) {
    enum { MANY = 20001 };
    AlertRow *rows = arena_alloc(&fixture->arena, MANY, sizeof *rows);
    for (uint32_t i = 0; i < MANY; i++) {
        rows[i] = row_of(i + 1, "W01", 20, 4);
    }
    add(fixture, rows, MANY);
    Memory memory = {.is_right = true};
    assert_ok(alert_store_each(fixture->store, see, &memory, &fixture->error));
    assert_int_equal(memory.count, MANY);
    assert_true(memory.is_right);
}

int main(void) {
    static const FixtureCase CASES[] = {
        CASE(an_alert_comes_back_as_it_was_added),
        CASE(numbers_grow_over_batches_and_pointers_become_numbers),
        CASE(lists_and_counts_follow_their_filter),
        CASE(lists_go_on_behind_what_was_seen),
        CASE(what_rules_remember_is_read_oldest_first),
    };
    return fixture_run("alerts", CASES, ARRAY_COUNT(CASES));
}

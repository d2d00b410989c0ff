// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "platform/clock.h"
#include "store/household_store.h"
#include "store/registry_store.h"
#include "store_fixture.h"
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

static const int64_t REGION6 = 330303;

static Identity identity_of(int sequence) {
    return identity_make(REGION6, date_make(1980, 1, 1), sequence);
}

static void save(Fixture *fixture, Registry *registry, const PersonName *names, size_t count) {
    assert_ok(store_begin(fixture->store, &fixture->error));
    assert_ok(registry_store_save(fixture->store, registry, names, count, &fixture->error));
    assert_ok(store_commit(fixture->store, &fixture->error));
    registry_changes_clear(registry);
}

static void apply(Registry *registry, PersonId person, int change, Date date) {
    HouseholdRow row = {.person = person,
                        .household_no = STR("3303030001"),
                        .region = {INT64_C(330303001001)},
                        .relation = person.number == 1 ? RELATION_HEAD : RELATION_SPOUSE,
                        .change = (enum HouseholdChange)change,
                        .date = date};
    registry_apply_household_row(registry, &row);
}

static PersonRow get_person(Fixture *fixture, PersonId person) {
    PersonRow row = {0};
    assert_ok(person_store_get(fixture->store, person, &fixture->arena, &row, &fixture->error));
    return row;
}

static void a_family_comes_back_as_it_was_saved(Fixture *fixture) {
    Registry *registry = registry_new();
    PersonId head = registry_add_person(registry, identity_of(1), DATE_NONE, SEX_UNKNOWN);
    PersonId wife = registry_add_person(registry, identity_of(2), DATE_NONE, SEX_UNKNOWN);
    apply(registry, head, HOUSEHOLD_IN, date_make(2024, 1, 1));
    apply(registry, wife, HOUSEHOLD_IN, date_make(2024, 2, 1));
    PersonName names[] = {{head, STR("陈大山")}, {wife, STR("李梅")}, {wife, STR("李小梅")}};
    save(fixture, registry, names, ARRAY_COUNT(names));

    PersonRow row = get_person(fixture, head);
    assert_string_equal(row.name.data, "陈大山");
    assert_int_equal(row.identity.packed, identity_of(1).packed);
    assert_int_equal(row.birth.days, date_make(1980, 1, 1).days);
    assert_int_equal(row.death.days, DATE_NONE.days);
    assert_int_equal(row.sex, SEX_MALE);
    assert_string_equal(get_person(fixture, wife).name.data, "李小梅");

    HouseholdId household = {0};
    assert_ok(household_store_find(fixture->store, STR("3303030001"), &household, &fixture->error));
    assert_int_equal(household.number, 1);
    HouseholdStoreRow about = {0};
    assert_ok(
        household_store_get(fixture->store, household, &fixture->arena, &about, &fixture->error));
    assert_string_equal(about.number.data, "3303030001");
    assert_int_equal(about.region.code, INT64_C(330303001001));
    assert_false(about.is_closed);
    MemberRow *members = NULL;
    size_t count = 0;
    assert_ok(household_store_members(fixture->store, household, &fixture->arena, &members, &count,
                                      &fixture->error));
    assert_int_equal(count, 2);
    assert_int_equal(members[0].relation, RELATION_HEAD);
    assert_int_equal(members[1].from.days, date_make(2024, 2, 1).days);
    assert_int_equal(members[1].to.days, DATE_FOREVER.days);
    assert_string_equal(members[1].person.name.data, "李小梅");
    registry_free(registry);
}

static void persons_are_found_by_their_number_alone(Fixture *fixture) {
    Registry *registry = registry_new();
    registry_add_person(registry, identity_of(1), DATE_NONE, SEX_UNKNOWN);
    registry_add_person(registry, identity_of(2), DATE_NONE, SEX_UNKNOWN);
    save(fixture, registry, NULL, 0);
    PersonId found = {77};
    assert_ok(person_store_find(fixture->store, identity_of(2), &found, &fixture->error));
    assert_int_equal(found.number, 2);
    assert_ok(person_store_find(fixture->store, identity_of(3), &found, &fixture->error));
    assert_int_equal(found.number, 0);
    PersonRow row = {0};
    assert_int_equal(
        person_store_get(fixture->store, (PersonId){9}, &fixture->arena, &row, &fixture->error),
        STATUS_NOT_FOUND);
    registry_free(registry);
}

static void numbers_and_names_are_not_readable_in_the_tables(Fixture *fixture) {
    Registry *registry = registry_new();
    PersonId person = registry_add_person(registry, identity_of(1), DATE_NONE, SEX_UNKNOWN);
    PersonName name = {person, STR("陈大山")};
    save(fixture, registry, &name, 1);
    registry_free(registry);
    Db *db = fixture_db(fixture);
    DbRows rows = {0};
    bool has_row = false;
    assert_ok(db_query(db, "SELECT identity_sealed, identity_hash, name_sealed FROM person", NULL,
                       0, &rows, &fixture->error));
    assert_ok(db_next(&rows, &has_row, &fixture->error));
    assert_true(has_row);
    char digits[19];
    identity_format(identity_of(1), digits);
    size_t at = 0;
    for (int column = 0; column < 2; column++) {
        assert_true(db_column_blob(&rows, column).length >= 16);
        assert_false(str_find(db_column_blob(&rows, column), str_from(digits), &at));
    }
    assert_false(str_find(db_column_blob(&rows, 2), STR("陈"), &at));
    db_end(&rows);
    db_close(db);
}

static void a_death_and_a_late_name_leave_the_rest_alone(Fixture *fixture) {
    Registry *registry = registry_new();
    PersonId person = registry_add_person(registry, identity_of(1), DATE_NONE, SEX_UNKNOWN);
    PersonName name = {person, STR("陈大山")};
    save(fixture, registry, &name, 1);
    registry_apply_death(registry, person, date_make(2025, 3, 4), DEATH_SOURCE_CERTIFICATE);
    registry_apply_death(registry, person, date_make(2025, 3, 3), DEATH_SOURCE_REGISTER);
    save(fixture, registry, NULL, 0);
    PersonRow row = get_person(fixture, person);
    assert_int_equal(row.death.days, date_make(2025, 3, 3).days);
    assert_int_equal(row.death_sources, DEATH_SOURCE_CERTIFICATE | DEATH_SOURCE_REGISTER);
    assert_string_equal(row.name.data, "陈大山");
    assert_int_equal(row.identity.packed, identity_of(1).packed);
    PersonName later = {person, STR("陈小山")};
    PersonName nothing = {person, STR("")};
    save(fixture, registry, &later, 1);
    save(fixture, registry, &nothing, 1);
    row = get_person(fixture, person);
    assert_string_equal(row.name.data, "陈小山");
    assert_int_equal(row.death.days, date_make(2025, 3, 3).days);
    registry_free(registry);
}

static void a_newborn_gets_a_number_later(Fixture *fixture) {
    Registry *registry = registry_new();
    PersonId mother = registry_add_person(registry, identity_of(2), DATE_NONE, SEX_UNKNOWN);
    apply(registry, mother, HOUSEHOLD_IN, date_make(2024, 1, 1));
    PersonId child =
        registry_add_person(registry, (Identity){0}, date_make(2025, 5, 6), SEX_FEMALE);
    registry_apply_birth(registry, child, mother, (PersonId){0}, date_make(2025, 5, 6));
    save(fixture, registry, NULL, 0);
    PersonRow row = get_person(fixture, child);
    assert_int_equal(row.identity.packed, 0);
    assert_string_equal(row.name.data, "");
    assert_int_equal(row.birth.days, date_make(2025, 5, 6).days);
    Identity number = identity_make(REGION6, date_make(2025, 5, 6), 4);
    registry_identify(registry, child, number);
    PersonName name = {child, STR("陈新")};
    save(fixture, registry, &name, 1);
    row = get_person(fixture, child);
    assert_int_equal(row.identity.packed, number.packed);
    assert_string_equal(row.name.data, "陈新");
    PersonId found = {0};
    assert_ok(person_store_find(fixture->store, number, &found, &fixture->error));
    assert_int_equal(found.number, child.number);
    registry_free(registry);
}

static void leaving_and_coming_back_on_one_day_is_one_membership(Fixture *fixture) {
    Registry *registry = registry_new();
    PersonId person = registry_add_person(registry, identity_of(1), DATE_NONE, SEX_UNKNOWN);
    Date day = date_make(2025, 1, 2);
    apply(registry, person, HOUSEHOLD_IN, day);
    apply(registry, person, HOUSEHOLD_OUT, day);
    apply(registry, person, HOUSEHOLD_IN, day);
    save(fixture, registry, NULL, 0);
    MemberRow *members = NULL;
    size_t count = 0;
    assert_ok(household_store_members(fixture->store, (HouseholdId){1}, &fixture->arena, &members,
                                      &count, &fixture->error));
    assert_int_equal(count, 1);
    assert_int_equal(members[0].to.days, DATE_FOREVER.days);
    apply(registry, person, HOUSEHOLD_OUT, date_make(2025, 2, 3));
    save(fixture, registry, NULL, 0);
    assert_ok(household_store_members(fixture->store, (HouseholdId){1}, &fixture->arena, &members,
                                      &count, &fixture->error));
    assert_int_equal(count, 1);
    assert_int_equal(members[0].to.days, date_make(2025, 2, 3).days);
    HouseholdStoreRow about = {0};
    assert_ok(household_store_get(fixture->store, (HouseholdId){1}, &fixture->arena, &about,
                                  &fixture->error));
    assert_true(about.is_closed);
    registry_free(registry);
}

static void unknown_households_are_not_found(Fixture *fixture) {
    HouseholdId household = {5};
    assert_ok(household_store_find(fixture->store, STR("none"), &household, &fixture->error));
    assert_int_equal(household.number, 0);
    HouseholdStoreRow about = {0};
    assert_int_equal(household_store_get(fixture->store, (HouseholdId){3}, &fixture->arena, &about,
                                         &fixture->error),
                     STATUS_NOT_FOUND);
    MemberRow *members = NULL;
    size_t count = 1;
    assert_ok(household_store_members(fixture->store, (HouseholdId){3}, &fixture->arena, &members,
                                      &count, &fixture->error));
    assert_int_equal(count, 0);
}

static void a_seal_moved_to_another_row_does_not_open(Fixture *fixture) {
    Registry *registry = registry_new();
    registry_add_person(registry, identity_of(1), DATE_NONE, SEX_UNKNOWN);
    registry_add_person(registry, identity_of(2), DATE_NONE, SEX_UNKNOWN);
    save(fixture, registry, NULL, 0);
    registry_free(registry);
    fixture_sql(fixture, "UPDATE person SET identity_sealed = (SELECT identity_sealed FROM person "
                         "WHERE person_id = 1) WHERE person_id = 2");
    PersonRow row = {0};
    assert_int_equal(
        person_store_get(fixture->store, (PersonId){2}, &fixture->arena, &row, &fixture->error),
        STATUS_CORRUPT);
}

// ---- many

enum { MANY = 50001 };

static Registry *many_persons(void) {
    Registry *registry = registry_new();
    char number[32];
    for (int i = 0; i < MANY; i++) {
        Identity identity =
            identity_make(REGION6, date_add_days(date_make(1950, 1, 1), i / 999), i % 999);
        PersonId person = registry_add_person(registry, identity, DATE_NONE, SEX_UNKNOWN);
        int length = snprintf(number, sizeof number, "33030300%06d", i / 3);
        HouseholdRow row = {.person = person,
                            .household_no = {number, (size_t)length},
                            .region = {INT64_C(330303001001)},
                            .relation = i % 3 == 0 ? RELATION_HEAD : RELATION_CHILD,
                            .change = HOUSEHOLD_IN,
                            .date = date_make(2020, 1, 1)};
        registry_apply_household_row(registry, &row);
    }
    return registry;
}

typedef struct Seen {
    const Registry *registry;
    uint64_t count;
    uint64_t last;
    bool is_right;
} Seen;

static void see_identity(void *context, PersonId person, Identity identity) {
    Seen *seen = context;
    seen->is_right = seen->is_right && person.number == seen->last + 1 &&
                     registry_identity(seen->registry, person).packed == identity.packed;
    seen->last = person.number;
    seen->count++;
}

static void see_person(void *context, const PersonRow *row) {
    see_identity(context, row->person, row->identity);
    Seen *seen = context;
    seen->is_right = seen->is_right && str_equal(row->name, STR("甲"));
}

static void see_household(void *context, const HouseholdStoreRow *row) {
    Seen *seen = context;
    seen->is_right =
        seen->is_right && row->household.number == seen->last + 1 &&
        str_equal(registry_household(seen->registry, row->household)->number, row->number);
    seen->last = row->household.number;
    seen->count++;
}

static void see_member(void *context, const MemberRow *row) {
    Seen *seen = context;
    uint64_t key = (uint64_t)row->household.number << 32 | row->person.person.number;
    seen->is_right =
        seen->is_right && key > seen->last && row->from.days == date_make(2020, 1, 1).days;
    seen->last = key;
    seen->count++;
}

static void see_names(void *context, const PersonRow *row) {
    Text *out = context;
    text_format(out, "%u %d " STR_FMT "\n", row->person.number, row->identity.packed != 0,
                STR_ARG(row->name));
}

static void names_are_opened_of_persons_without_number(Fixture *fixture) {
    Registry *registry = registry_new();
    Identity identity = identity_make(330303, date_make(1980, 1, 1), 1);
    PersonId adult = registry_add_person(registry, identity, DATE_NONE, SEX_UNKNOWN);
    PersonId child =
        registry_add_person(registry, (Identity){0}, date_make(2025, 8, 20), SEX_FEMALE);
    const PersonName names[] = {{adult, STR("甲")}, {child, STR("乙")}};
    save(fixture, registry, names, ARRAY_COUNT(names));
    CLEANUP(text_release) Text all = {0};
    CLEANUP(text_release) Text known = {0};
    assert_ok(person_store_each(fixture->store, see_names, &all, &fixture->error));
    PersonId after = {0};
    assert_ok(
        person_store_next_known(fixture->store, 1, &after, see_names, &known, &fixture->error));
    assert_int_equal(after.number, adult.number);
    assert_ok(
        person_store_next_known(fixture->store, 5, &after, see_names, &known, &fixture->error));
    assert_int_equal(after.number, child.number);
    assert_ok(
        person_store_next_known(fixture->store, 5, &after, see_names, &known, &fixture->error));
    assert_int_equal(after.number, child.number);
    assert_string_equal(all.data, "1 1 甲\n2 0 乙\n");
    assert_string_equal(known.data, "1 1 \n2 0 乙\n");
    registry_free(registry);
}

static void many_persons_are_saved_and_read_fast(Fixture *fixture) {
    Registry *registry = many_persons();
    PersonName *names = arena_alloc(&fixture->arena, MANY, sizeof *names);
    for (uint32_t i = 0; i < MANY; i++) {
        names[i] = (PersonName){{i + 1}, STR("甲")};
    }
    int64_t start_us = clock_monotonic_us();
    save(fixture, registry, names, MANY);
    int64_t saved_us = clock_monotonic_us();
    Seen seen = {.registry = registry, .is_right = true};
    assert_ok(person_store_each_identity(fixture->store, see_identity, &seen, &fixture->error));
    assert_int_equal(seen.count, MANY);
    assert_true(seen.is_right);
    print_message("# %d persons with members: saved in %lld ms, identities read in %lld ms\n", MANY,
                  (long long)(saved_us - start_us) / 1000,
                  (long long)(clock_monotonic_us() - saved_us) / 1000);
    seen = (Seen){.registry = registry, .is_right = true};
    assert_ok(person_store_each(fixture->store, see_person, &seen, &fixture->error));
    assert_int_equal(seen.count, MANY);
    assert_true(seen.is_right);
    seen = (Seen){.registry = registry, .is_right = true};
    assert_ok(household_store_each(fixture->store, see_household, &seen, &fixture->error));
    assert_int_equal(seen.count, MANY / 3);
    assert_true(seen.is_right);
    seen = (Seen){.registry = registry, .is_right = true};
    assert_ok(household_store_each_member(fixture->store, see_member, &seen, &fixture->error));
    assert_int_equal(seen.count, MANY);
    assert_true(seen.is_right);
    registry_free(registry);
}

static void names_come_in_the_order_asked_for(Fixture *fixture) {
    Registry *registry = registry_new();
    PersonName names[70];
    for (int i = 0; i < 70; i++) {
        PersonId person = registry_add_person(registry, identity_of(i), DATE_NONE, SEX_UNKNOWN);
        names[i] = (PersonName){person, arena_format(&fixture->arena, "名%d", i)};
    }
    save(fixture, registry, names, 70);
    PersonId asked[72];
    Str found[72];
    for (uint32_t i = 0; i < 70; i++) {
        asked[i] = (PersonId){70 - i};
    }
    asked[70] = (PersonId){1};
    asked[71] = (PersonId){500};
    assert_ok(
        person_store_names(fixture->store, asked, 72, &fixture->arena, found, &fixture->error));
    for (size_t i = 0; i < 70; i++) {
        assert_true(str_equal(found[i], names[69 - i].name));
    }
    assert_true(str_equal(found[70], names[0].name));
    assert_true(str_equal(found[71], STR("")));
    registry_free(registry);
}

int main(void) {
    static const FixtureCase CASES[] = {
        CASE(a_family_comes_back_as_it_was_saved),
        CASE(persons_are_found_by_their_number_alone),
        CASE(numbers_and_names_are_not_readable_in_the_tables),
        CASE(a_death_and_a_late_name_leave_the_rest_alone),
        CASE(a_newborn_gets_a_number_later),
        CASE(leaving_and_coming_back_on_one_day_is_one_membership),
        CASE(unknown_households_are_not_found),
        CASE(a_seal_moved_to_another_row_does_not_open),
        CASE(names_are_opened_of_persons_without_number),
        CASE(many_persons_are_saved_and_read_fast),
        CASE(names_come_in_the_order_asked_for),
    };
    return fixture_run("persons and households", CASES, ARRAY_COUNT(CASES));
}

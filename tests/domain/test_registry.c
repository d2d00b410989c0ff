// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"
#include "domain/registry.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const Region VILLAGE = {330303001001};

static Date day(int year, int month, int of_month) {
    return date_make(year, month, of_month);
}

static PersonId adult(Registry *registry, int sequence) {
    Identity identity = identity_make(330303, day(1970, 1, 1), sequence);
    return registry_add_person(registry, identity, DATE_NONE, SEX_UNKNOWN);
}

static HouseholdId row(Registry *registry, PersonId person, const char *household,
                       enum HouseholdChange change, Date date) {
    HouseholdRow household_row = {.person = person,
                                  .household_no = str_from(household),
                                  .region = VILLAGE,
                                  .relation = RELATION_HEAD,
                                  .change = change,
                                  .date = date};
    registry_apply_household_row(registry, &household_row);
    return registry_find_household(registry, str_from(household));
}

static size_t counted(const Registry *registry, HouseholdId household, Date date) {
    MemberCursor cursor = registry_counted_members(registry, household, date);
    size_t count = 0;
    while (member_next(&cursor) != NULL) {
        count++;
    }
    return count;
}

static size_t living(const Registry *registry, HouseholdId household, Date date) {
    MemberCursor cursor = registry_living_members(registry, household, date);
    size_t count = 0;
    while (member_next(&cursor) != NULL) {
        count++;
    }
    return count;
}

static void a_number_names_one_person_with_birth_and_sex(void **state) {
    (void)state;
    Registry *registry = registry_new();
    Identity identity = identity_make(330303, day(1980, 2, 29), 11);
    PersonId person = registry_add_person(registry, identity, DATE_NONE, SEX_UNKNOWN);
    assert_int_equal(person.number, 1);
    assert_int_equal(registry_add_person(registry, identity, DATE_NONE, SEX_UNKNOWN).number, 1);
    assert_int_equal(registry_find_identity(registry, identity).number, 1);
    assert_int_equal(registry_person(registry, person)->birth.days, day(1980, 2, 29).days);
    assert_int_equal(registry_person(registry, person)->sex, SEX_MALE);
    assert_int_equal(registry_find_identity(registry, (Identity){0}).number, 0);
    assert_int_equal(registry_person_count(registry), 1);
    registry_free(registry);
}

static void a_store_may_hand_in_numbers_in_any_order_but_not_twice(void **state) {
    (void)state;
    Registry *registry = registry_new();
    Identity identity = identity_make(330303, day(1980, 5, 1), 22);
    Error error = {0};
    assert_int_equal(registry_set_identity(registry, (PersonId){3}, identity, &error), STATUS_OK);
    assert_int_equal(registry_person_count(registry), 3);
    assert_int_equal(registry_set_identity(registry, (PersonId){3}, identity, &error), STATUS_OK);
    assert_int_equal(registry_set_identity(registry, (PersonId){2}, identity, &error),
                     STATUS_CONFLICT);
    assert_non_null(strstr(error.message, "person 2"));
    size_t changes = 0;
    registry_changes(registry, &changes);
    assert_int_equal(changes, 0);
    registry_free(registry);
}

typedef struct Move {
    int person; // sequence of the person
    const char *household;
    enum HouseholdChange change;
    int month, day_of_month; // of 2025
} Move;
typedef struct Expected {
    int month, day_of_month;
    const char *household; // of person 1; "" none
} Expected;
typedef struct MoveCase {
    const char *name;
    Move moves[4];
    Expected expected[4];
} MoveCase;

static const MoveCase MOVES[] = {
    {"from the change date on", {{1, "A", HOUSEHOLD_IN, 3, 10}}, {{3, 9, ""}, {3, 10, "A"}}},
    {"entering another household leaves the first",
     {{1, "A", HOUSEHOLD_IN, 3, 10}, {1, "B", HOUSEHOLD_IN, 5, 1}},
     {{4, 30, "A"}, {5, 1, "B"}, {12, 31, "B"}}},
    {"the change date is the first day outside",
     {{1, "A", HOUSEHOLD_IN, 3, 10}, {1, "A", HOUSEHOLD_OUT, 6, 1}},
     {{5, 31, "A"}, {6, 1, ""}}},
    {"leaving a household he is not in does nothing",
     {{1, "A", HOUSEHOLD_IN, 3, 10}, {1, "B", HOUSEHOLD_OUT, 6, 1}},
     {{6, 1, "A"}, {12, 1, "A"}}},
    {"a late row fills the time until the next known move",
     {{1, "B", HOUSEHOLD_IN, 5, 1}, {1, "A", HOUSEHOLD_IN, 2, 1}},
     {{1, 31, ""}, {2, 1, "A"}, {4, 30, "A"}, {5, 1, "B"}}},
    {"a late row inside a membership cuts it",
     {{1, "A", HOUSEHOLD_IN, 1, 1}, {1, "C", HOUSEHOLD_IN, 9, 1}, {1, "B", HOUSEHOLD_IN, 4, 1}},
     {{3, 31, "A"}, {4, 1, "B"}, {8, 31, "B"}, {9, 1, "C"}}},
    {"two moves on one day: the later row holds",
     {{1, "A", HOUSEHOLD_IN, 4, 1}, {1, "B", HOUSEHOLD_IN, 4, 1}},
     {{3, 31, ""}, {4, 1, "B"}}},
    {"in before out of a move on one day",
     {{1, "A", HOUSEHOLD_IN, 1, 1}, {1, "B", HOUSEHOLD_IN, 4, 1}, {1, "A", HOUSEHOLD_OUT, 4, 1}},
     {{3, 31, "A"}, {4, 1, "B"}}},
    {"coming back after leaving",
     {{1, "A", HOUSEHOLD_IN, 1, 1}, {1, "A", HOUSEHOLD_OUT, 4, 1}, {1, "A", HOUSEHOLD_IN, 6, 1}},
     {{3, 31, "A"}, {5, 31, ""}, {6, 1, "A"}}},
    {"an update of somebody who is not there makes no household",
     {{1, "A", HOUSEHOLD_UPDATE, 4, 1}},
     {{4, 1, ""}}},
};

static void persons_live_where_the_rows_say(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(MOVES); i++) {
        Registry *registry = registry_new();
        PersonId person = adult(registry, 1);
        for (size_t k = 0; k < ARRAY_COUNT(MOVES[i].moves) && MOVES[i].moves[k].month > 0; k++) {
            const Move *move = &MOVES[i].moves[k];
            row(registry, person, move->household, move->change,
                day(2025, move->month, move->day_of_month));
        }
        for (size_t k = 0; k < ARRAY_COUNT(MOVES[i].expected); k++) {
            const Expected *expected = &MOVES[i].expected[k];
            if (expected->month == 0) {
                continue;
            }
            HouseholdId household = registry_household_on(
                registry, person, day(2025, expected->month, expected->day_of_month));
            Str number = registry_household(registry, household)->number;
            if (!str_equal(number, str_from(expected->household))) {
                fail_msg("%s, %d-%d: in \"" STR_FMT "\"", MOVES[i].name, expected->month,
                         expected->day_of_month, STR_ARG(number));
            }
        }
        registry_free(registry);
    }
}

// Person, household and first day name one membership, however often it was ended and begun on that
// day: the store has one row for it.
static void leaving_and_coming_back_on_one_day_is_one_membership(void **state) {
    (void)state;
    static const Move ROWS[] = {
        {1, "A", HOUSEHOLD_IN, 4, 1},  {1, "A", HOUSEHOLD_OUT, 4, 1}, {1, "B", HOUSEHOLD_IN, 4, 1},
        {1, "B", HOUSEHOLD_OUT, 4, 1}, {1, "A", HOUSEHOLD_IN, 4, 1},
    };
    Registry *registry = registry_new();
    PersonId person = adult(registry, 1);
    for (size_t i = 0; i < ARRAY_COUNT(ROWS); i++) {
        row(registry, person, ROWS[i].household, ROWS[i].change, day(2025, 4, 1));
    }
    HouseholdId household = registry_find_household(registry, STR("A"));
    assert_int_equal(registry_household_on(registry, person, day(2025, 12, 31)).number,
                     household.number);
    assert_false(registry_household(registry, household)->is_closed);
    size_t count = 0;
    for (uint32_t at = registry_person(registry, person)->first_member; at != 0; count++) {
        at = registry_member(registry, at)->next_of_person;
    }
    assert_int_equal(count, 2); // one of A, one of B that lasted no day
    registry_free(registry);
}

static void a_household_closes_with_its_last_member_and_opens_with_the_next(void **state) {
    (void)state;
    Registry *registry = registry_new();
    PersonId person = adult(registry, 1);
    HouseholdId household = row(registry, person, "A", HOUSEHOLD_IN, day(2025, 1, 1));
    assert_false(registry_household(registry, household)->is_closed);
    row(registry, person, "A", HOUSEHOLD_DEATH, day(2025, 2, 1));
    assert_false(registry_household(registry, household)->is_closed); // the dead are members still
    row(registry, person, "A", HOUSEHOLD_OUT, day(2025, 3, 1));
    assert_true(registry_household(registry, household)->is_closed);
    row(registry, adult(registry, 3), "A", HOUSEHOLD_IN, day(2025, 4, 1));
    assert_false(registry_household(registry, household)->is_closed);
    registry_free(registry);
}

static void the_dead_are_counted_in_the_month_of_death_and_no_longer(void **state) {
    (void)state;
    Registry *registry = registry_new();
    PersonId person = adult(registry, 1);
    HouseholdId household = row(registry, person, "A", HOUSEHOLD_IN, day(2025, 1, 1));
    row(registry, adult(registry, 2), "A", HOUSEHOLD_IN, day(2025, 1, 1));
    registry_apply_death(registry, person, day(2025, 8, 26), DEATH_SOURCE_CERTIFICATE);
    assert_int_equal(counted(registry, household, day(2025, 8, 25)), 2);
    assert_int_equal(counted(registry, household, day(2025, 8, 31)), 2);
    assert_int_equal(counted(registry, household, day(2025, 9, 1)), 1);
    assert_int_equal(living(registry, household, day(2025, 8, 25)), 2);
    assert_int_equal(living(registry, household, day(2025, 8, 26)), 1);
    registry_free(registry);
}

static void the_earliest_death_holds_and_sources_are_counted(void **state) {
    (void)state;
    Registry *registry = registry_new();
    PersonId person = adult(registry, 1);
    registry_changes_clear(registry);
    registry_apply_death(registry, person, day(2025, 8, 26), DEATH_SOURCE_CERTIFICATE);
    registry_apply_death(registry, person, day(2025, 8, 28), DEATH_SOURCE_CERTIFICATE);
    assert_int_equal(registry_person(registry, person)->death.days, day(2025, 8, 26).days);
    registry_apply_death(registry, person, day(2025, 8, 25), DEATH_SOURCE_REGISTER);
    assert_int_equal(registry_person(registry, person)->death.days, day(2025, 8, 25).days);
    assert_int_equal(registry_person(registry, person)->death_sources, 3);
    size_t count = 0;
    const RegistryChange *changes = registry_changes(registry, &count);
    assert_int_equal(count, 2); // the second certificate changed nothing
    assert_int_equal(changes[1].kind, CHANGE_PERSON_DIED);
    assert_int_equal(changes[1].date.days, day(2025, 8, 25).days);
    registry_free(registry);
}

static PersonId newborn(Registry *registry, Date birth, const char *name) {
    PersonId child = registry_add_person(registry, (Identity){0}, birth, SEX_FEMALE);
    registry_name_newborn(registry, child, str_from(name));
    return child;
}

static void a_newborn_joins_the_mother_and_gets_a_number_later(void **state) {
    (void)state;
    Registry *registry = registry_new();
    PersonId mother = adult(registry, 2);
    PersonId father = adult(registry, 1);
    HouseholdId household = row(registry, mother, "A", HOUSEHOLD_IN, day(2025, 1, 1));
    row(registry, father, "B", HOUSEHOLD_IN, day(2025, 1, 1));
    PersonId child = newborn(registry, day(2025, 8, 31), "陈小小");
    HouseholdId joined = registry_apply_birth(registry, child, mother, father, day(2025, 8, 31));
    assert_int_equal(joined.number, household.number);
    assert_int_equal(counted(registry, household, day(2025, 8, 31)), 2);
    assert_int_equal(counted(registry, household, day(2025, 8, 30)), 1);
    // sent again: the child stays where it is
    assert_int_equal(registry_apply_birth(registry, child, father, mother, day(2025, 8, 31)).number,
                     household.number);
    PersonId found =
        registry_find_newborn(registry, STR("A"), day(2025, 8, 31), SEX_FEMALE, STR("陈大"));
    assert_int_equal(found.number, child.number); // the only one: the name may have changed
    Identity identity = identity_make(330303, day(2025, 8, 31), 4);
    registry_identify(registry, child, identity);
    assert_int_equal(registry_find_identity(registry, identity).number, child.number);
    found = registry_find_newborn(registry, STR("A"), day(2025, 8, 31), SEX_FEMALE, STR("陈小小"));
    assert_int_equal(found.number, 0);
    registry_free(registry);
}

static void twins_of_one_sex_are_told_apart_by_name(void **state) {
    (void)state;
    Registry *registry = registry_new();
    PersonId mother = adult(registry, 2);
    row(registry, mother, "A", HOUSEHOLD_IN, day(2025, 1, 1));
    Date birth = day(2025, 8, 31);
    PersonId first = newborn(registry, birth, "甲");
    PersonId second = newborn(registry, birth, "乙");
    registry_apply_birth(registry, first, mother, (PersonId){0}, birth);
    registry_apply_birth(registry, second, mother, (PersonId){0}, birth);
    Str number = STR("A");
    PersonId found = registry_find_newborn(registry, number, birth, SEX_FEMALE, STR("乙"));
    assert_int_equal(found.number, second.number);
    assert_true(str_equal(registry_newborn_name(registry, first), STR("甲")));
    found = registry_find_newborn(registry, number, birth, SEX_FEMALE, STR("丙"));
    assert_int_equal(found.number, 0);
    found = registry_find_newborn(registry, number, birth, SEX_MALE, STR("甲"));
    assert_int_equal(found.number, 0);
    found = registry_find_newborn(registry, STR("nowhere"), birth, SEX_FEMALE, STR("甲"));
    assert_int_equal(found.number, 0);
    registry_free(registry);
}

static void a_child_of_parents_without_household_lives_nowhere(void **state) {
    (void)state;
    Registry *registry = registry_new();
    PersonId mother = adult(registry, 2);
    PersonId father = adult(registry, 1);
    PersonId child = newborn(registry, day(2025, 8, 31), "甲");
    assert_int_equal(registry_apply_birth(registry, child, mother, father, day(2025, 8, 31)).number,
                     0);
    HouseholdId household = row(registry, father, "B", HOUSEHOLD_IN, day(2025, 9, 1));
    assert_int_equal(
        registry_apply_birth(registry, child, (PersonId){0}, father, day(2025, 8, 31)).number,
        household.number);
    registry_free(registry);
}

static void the_head_is_the_member_whose_relation_says_so(void **state) {
    (void)state;
    Registry *registry = registry_new();
    PersonId head = adult(registry, 1);
    PersonId other = adult(registry, 2);
    HouseholdId household = row(registry, head, "A", HOUSEHOLD_IN, day(2025, 1, 1));
    HouseholdRow update = {.person = other,
                           .household_no = STR("A"),
                           .region = VILLAGE,
                           .relation = RELATION_SPOUSE,
                           .change = HOUSEHOLD_IN,
                           .date = day(2025, 1, 1)};
    registry_apply_household_row(registry, &update);
    assert_int_equal(registry_head(registry, household, day(2025, 2, 1)).number, head.number);
    row(registry, head, "A", HOUSEHOLD_OUT, day(2025, 6, 1));
    assert_int_equal(registry_head(registry, household, day(2025, 6, 1)).number, 0);
    update.relation = RELATION_HEAD;
    update.change = HOUSEHOLD_UPDATE;
    update.date = day(2025, 6, 1);
    update.region = (Region){330303001002};
    registry_apply_household_row(registry, &update);
    assert_int_equal(registry_head(registry, household, day(2025, 6, 1)).number, other.number);
    assert_int_equal(registry_household(registry, household)->region.code, 330303001002);
    registry_free(registry);
}

static void every_change_is_listed_for_the_store(void **state) {
    (void)state;
    Registry *registry = registry_new();
    PersonId person = adult(registry, 1);
    row(registry, person, "A", HOUSEHOLD_IN, day(2025, 1, 1));
    row(registry, person, "B", HOUSEHOLD_IN, day(2025, 3, 1));
    static const RegistryChangeKind EXPECTED[] = {
        CHANGE_PERSON_ADDED, CHANGE_HOUSEHOLD_ADDED,   CHANGE_MEMBER_JOINED, CHANGE_HOUSEHOLD_ADDED,
        CHANGE_MEMBER_LEFT,  CHANGE_HOUSEHOLD_UPDATED, CHANGE_MEMBER_JOINED};
    size_t count = 0;
    const RegistryChange *changes = registry_changes(registry, &count);
    assert_int_equal(count, ARRAY_COUNT(EXPECTED));
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(changes[i].kind, EXPECTED[i]);
    }
    assert_int_equal(changes[4].date.days, day(2025, 3, 1).days);
    const Member *left = registry_member(registry, changes[4].member + 1);
    assert_int_equal(left->to.days, day(2025, 3, 1).days);
    registry_changes_clear(registry);
    registry_changes(registry, &count);
    assert_int_equal(count, 0);
    registry_free(registry);
}

static Registry *small_town(void) {
    Registry *registry = registry_new();
    for (int i = 1; i <= 40; i++) {
        char number[8] = {(char)('A' + i % 7), (char)('A' + i % 3), 0};
        PersonId person = adult(registry, i);
        row(registry, person, number, HOUSEHOLD_IN, day(2025, 1 + i % 5, 1));
        if (i % 4 == 0) {
            row(registry, person, "moved", HOUSEHOLD_IN, day(2025, 8, i % 28 + 1));
        }
        if (i % 9 == 0) {
            registry_apply_death(registry, person, day(2025, 9, 1), DEATH_SOURCE_REGISTER);
        }
    }
    return registry;
}

static void bytes_bring_the_registry_back_without_numbers(void **state) {
    (void)state;
    Registry *registry = small_town();
    CLEANUP(text_release) Text bytes = {0};
    registry_write(registry, &bytes);
    Registry *copy = registry_new();
    Error error = {0};
    assert_int_equal(registry_read(copy, text_str(&bytes), &error), STATUS_OK);
    CLEANUP(text_release) Text again = {0};
    registry_write(copy, &again);
    assert_true(str_equal(text_str(&bytes), text_str(&again)));
    assert_int_equal(registry_identity(copy, (PersonId){1}).packed, 0);
    assert_int_equal(registry_find_household(copy, STR("moved")).number,
                     registry_find_household(registry, STR("moved")).number);
    assert_true(registry_memory(copy) > 0);
    registry_free(copy);
    registry_free(registry);
}

static void broken_bytes_are_refused(void **state) {
    (void)state;
    Registry *registry = small_town();
    CLEANUP(text_release) Text bytes = {0};
    registry_write(registry, &bytes);
    for (size_t length = 0; length < bytes.length; length += 7) {
        Registry *copy = registry_new();
        Error error = {0};
        Str cut = {bytes.data, length};
        assert_int_equal(registry_read(copy, cut, &error), STATUS_CORRUPT);
        registry_free(copy);
    }
    for (size_t at = 0; at < bytes.length; at += 3) { // never a crash, whatever the byte
        bytes.data[at] = (char)(bytes.data[at] ^ 0x55);
        Registry *copy = registry_new();
        Status status = registry_read(copy, text_str(&bytes), NULL);
        assert_true(status == STATUS_OK || status == STATUS_CORRUPT);
        registry_free(copy);
        bytes.data[at] = (char)(bytes.data[at] ^ 0x55);
    }
    registry_free(registry);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_names_one_person_with_birth_and_sex),
        cmocka_unit_test(a_store_may_hand_in_numbers_in_any_order_but_not_twice),
        cmocka_unit_test(persons_live_where_the_rows_say),
        cmocka_unit_test(leaving_and_coming_back_on_one_day_is_one_membership),
        cmocka_unit_test(a_household_closes_with_its_last_member_and_opens_with_the_next),
        cmocka_unit_test(the_dead_are_counted_in_the_month_of_death_and_no_longer),
        cmocka_unit_test(the_earliest_death_holds_and_sources_are_counted),
        cmocka_unit_test(a_newborn_joins_the_mother_and_gets_a_number_later),
        cmocka_unit_test(twins_of_one_sex_are_told_apart_by_name),
        cmocka_unit_test(a_child_of_parents_without_household_lives_nowhere),
        cmocka_unit_test(the_head_is_the_member_whose_relation_says_so),
        cmocka_unit_test(every_change_is_listed_for_the_store),
        cmocka_unit_test(bytes_bring_the_registry_back_without_numbers),
        cmocka_unit_test(broken_bytes_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

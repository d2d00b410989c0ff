// SPDX-License-Identifier: Apache-2.0
// What the oracle does with rows, households, windows, categories and alerts.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/identity.h"
#include "generate/oracle_private.h"
#include "tale.h"
#include <cmocka.h>

static void tale_family(Tale *tale, int persons, int64_t wage) {
    TaleStart start = {.persons = persons, .wage = wage};
    tale_begin(tale, &start);
}

static int64_t own_of(const Tale *tale, int person) {
    return person_bills(tale->oracle, people_find(tale->oracle, tale->ids[person]), 12);
}

static RowMedical bill_row(const Tale *tale, uint64_t setl, int64_t own) {
    return (RowMedical){.med_type = MED_OUTPATIENT,
                        .disease = DISEASE_COLD,
                        .setl = setl,
                        .id = tale->ids[1],
                        .time = (int64_t)tale->clock.days * 86400,
                        .total = own * 2,
                        .own = own};
}

// ---- rows
static void a_reversal_cancels_whichever_comes_first_and_for_good(void **state) {
    (void)state;
    for (int order = 0; order < 4; order++) {
        Tale tale;
        tale_family(&tale, 1, 1000000);
        RowMedical bill = bill_row(&tale, 5, 70000);
        RowMedical reversal = bill;
        if (order % 2 == 0) {
            reversal.is_refund = 1;
        } else {
            reversal.total = -bill.total;
            reversal.own = -bill.own;
        }
        tale_give(&tale, FEED_F01, order < 2 ? &bill : &reversal);
        assert_int_equal(own_of(&tale, 1), order < 2 ? 70000 : 0);
        tale_give(&tale, FEED_F01, order < 2 ? &reversal : &bill);
        assert_int_equal(own_of(&tale, 1), 0);
        bill.own += 1;
        tale_give(&tale, FEED_F01, &bill); // a correction comes too late
        assert_int_equal(own_of(&tale, 1), 0);
        tale_end(&tale);
    }
}

static void a_corrected_row_replaces_and_a_repeated_one_changes_nothing(void **state) {
    (void)state;
    Tale tale;
    tale_family(&tale, 1, 1000000);
    RowMedical bill = bill_row(&tale, 5, 70000);
    tale_give(&tale, FEED_F01, &bill);
    tale_give(&tale, FEED_F01, &bill);
    assert_int_equal(own_of(&tale, 1), 70000);
    bill.own = 30000;
    tale_give(&tale, FEED_F01, &bill);
    assert_int_equal(own_of(&tale, 1), 30000);
    tale_end(&tale);
}

static void damaged_rows_count_nowhere(void **state) {
    (void)state;
    Tale tale;
    tale_family(&tale, 1, 1000000);
    RowMedical bill = bill_row(&tale, 5, 70000);
    bill.damage = DAMAGE_CHECKSUM;
    tale_give(&tale, FEED_F01, &bill);
    assert_int_equal(own_of(&tale, 1), 0);
    tale_end(&tale);
}

static void an_older_version_of_a_row_changes_nothing(void **state) {
    (void)state;
    Tale tale;
    tale_family(&tale, 1, 1000000);
    tale_money(&tale, 1, 500);
    RowFinance older = {.institution = 1,
                        .kind = 1,
                        .tail = 8,
                        .date = tale.clock.days - 9,
                        .id = tale.ids[1],
                        .balance = 900};
    tale_give(&tale, FEED_F28, &older);
    uint32_t person = people_find(tale.oracle, tale.ids[1]);
    assert_int_equal(person_property(tale.oracle, person, MONEY_KEPT), 500);
    older.date = tale.clock.days;
    tale_give(&tale, FEED_F28, &older); // on equal dates the later accepted
    assert_int_equal(person_property(tale.oracle, person, MONEY_KEPT), 900);
    tale_end(&tale);
}

static void a_car_that_is_sold_leaves_its_old_owner(void **state) {
    (void)state;
    Tale tale;
    tale_family(&tale, 2, 1000000);
    RowVehicle car = {.use = USE_PRIVATE,
                      .status = VEHICLE_NORMAL,
                      .date = tale.clock.days - 9,
                      .plate = 5,
                      .id = tale.ids[1],
                      .price = 100};
    tale_give(&tale, FEED_F07, &car);
    car.id = tale.ids[2];
    car.date++;
    tale_give(&tale, FEED_F07, &car);
    assert_int_equal(person_property(tale.oracle, people_find(tale.oracle, tale.ids[1]), CARS), 0);
    assert_int_equal(person_property(tale.oracle, people_find(tale.oracle, tale.ids[2]), CARS), 1);
    tale_end(&tale);
}

// ---- households
static void moves_end_one_stay_and_begin_another(void **state) {
    (void)state;
    for (int is_swapped = 0; is_swapped <= 1; is_swapped++) {
        Tale tale;
        tale_family(&tale, 2, 1000000);
        RowHukou in = {.relation = RELATIONSHIP_HEAD,
                       .change = HUKOU_IN,
                       .date = tale.clock.days - 5,
                       .household = TALE_HOUSE + 1,
                       .id = tale.ids[2]};
        RowHukou out = in;
        out.change = HUKOU_OUT;
        out.household = TALE_HOUSE;
        tale_give(&tale, FEED_F06, is_swapped ? &in : &out);
        tale_give(&tale, FEED_F06, is_swapped ? &out : &in);
        uint32_t person = people_find(tale.oracle, tale.ids[2]);
        uint32_t now = house_on(tale.oracle, person, tale.clock);
        uint32_t then = house_on(tale.oracle, person, date_add_days(tale.clock, -6));
        assert_int_equal(tale.oracle->houses[now - 1].number, TALE_HOUSE + 1);
        assert_int_equal(tale.oracle->houses[then - 1].number, TALE_HOUSE);
        assert_int_equal(house_count_members(tale.oracle, then), 1);
        tale_end(&tale);
    }
}

static void a_late_row_ends_where_a_known_stay_begins(void **state) {
    (void)state;
    Tale tale;
    tale_family(&tale, 1, 1000000);
    RowHukou row = {.relation = RELATIONSHIP_OTHER,
                    .change = HUKOU_IN,
                    .date = tale.clock.days - 10,
                    .household = TALE_HOUSE + 1,
                    .id = tale.ids[1]};
    tale_give(&tale, FEED_F06, &row);
    row.household = TALE_HOUSE + 2;
    row.date = tale.clock.days - 30;
    tale_give(&tale, FEED_F06, &row);
    static const struct {
        int days_ago;
        uint64_t household;
    } CASES[] = {
        {31, TALE_HOUSE}, {30, TALE_HOUSE + 2}, {11, TALE_HOUSE + 2}, {10, TALE_HOUSE + 1}};
    uint32_t person = people_find(tale.oracle, tale.ids[1]);
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        Date day = date_add_days(tale.clock, -CASES[i].days_ago);
        uint32_t house = house_on(tale.oracle, person, day);
        assert_int_equal(tale.oracle->houses[house - 1].number, CASES[i].household);
    }
    tale_end(&tale);
}

static void the_dead_count_in_the_month_of_their_death(void **state) {
    (void)state;
    Tale tale;
    tale_family(&tale, 3, 1000000);
    uint32_t house = house_on(tale.oracle, people_find(tale.oracle, tale.ids[1]), tale.clock);
    tale_death(&tale, 2, 1); // 2025-06-01
    assert_int_equal(house_count_members(tale.oracle, house), 3);
    tale_death(&tale, 3, 2); // 2025-05-31
    assert_int_equal(house_count_members(tale.oracle, house), 2);
    tale_end(&tale);
}

static void a_new_number_finds_its_newborn(void **state) {
    (void)state;
    Tale tale;
    tale_family(&tale, 2, 1000000);
    uint32_t house = house_on(tale.oracle, people_find(tale.oracle, tale.ids[1]), tale.clock);
    Date birth = date_add_days(tale.clock, -3);
    Rng rng = {1};
    NameId names[] = {name_invent(&rng), name_invent(&rng)};
    for (int i = 0; i < 2; i++) { // twins: two girls
        RowBirth row = {.sex = GENDER_FEMALE,
                        .child_name = names[i],
                        .cert = 20 + (uint64_t)i,
                        .time = (int64_t)birth.days * 86400,
                        .father = tale.ids[1]};
        tale_give(&tale, FEED_F03, &row);
    }
    assert_int_equal(house_count_members(tale.oracle, house), 4);
    RowHukou row = {.relation = RELATIONSHIP_CHILD,
                    .change = HUKOU_IN,
                    .name = names[1],
                    .date = tale.clock.days,
                    .household = TALE_HOUSE,
                    .id = identity_make(330303, birth, 200).packed};
    tale_give(&tale, FEED_F06, &row);
    assert_int_equal(house_count_members(tale.oracle, house), 4);
    uint32_t child = people_find(tale.oracle, row.id);
    assert_int_equal(known(tale.oracle, child)->name, names[1]);
    row.name = 0;
    row.id = identity_make(330303, birth, 202).packed; // only one girl is left: no name is needed
    tale_give(&tale, FEED_F06, &row);
    assert_int_equal(house_count_members(tale.oracle, house), 4);
    row.id = identity_make(330303, birth, 204).packed; // nobody is left
    tale_give(&tale, FEED_F06, &row);
    assert_int_equal(house_count_members(tale.oracle, house), 5);
    tale_end(&tale);
}

// ---- categories
static void categories_change_exactly_at_their_limits(void **state) {
    (void)state;
    static const struct {
        int persons;
        int64_t wage;
        OracleCategory category;
        int64_t amount;
    } CASES[] = {{1, 118999, IS_DIBAO_INCOME, 1},   {1, 119000, IS_EDGE, 0},
                 {1, 178500, IS_EDGE, 0},           {1, 178501, IS_LOW_INCOME, 0},
                 {1, 356999, IS_LOW_INCOME, 0},     {1, 357000, IS_NONE, 0},
                 {3, 0, IS_DIBAO_INCOME, 3570},     {4, 481200, IS_EDGE, 0},
                 {4, 475999, IS_DIBAO_INCOME, 1},   {5, 481200, IS_DIBAO_INCOME, 1138},
                 {3, 189433, IS_DIBAO_INCOME, 1676}};
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        Tale tale;
        tale_family(&tale, CASES[i].persons, CASES[i].wage);
        OracleHousehold found = tale_category(&tale);
        assert_int_equal(found.category, CASES[i].category);
        assert_int_equal(found.amount, CASES[i].amount);
        tale_end(&tale);
    }
}

static void a_family_with_bills_above_its_income_gets_the_full_standard(void **state) {
    (void)state;
    TaleStart start = {.persons = 4, .wage = 481200, .clock = date_make(2025, 11, 18)};
    Tale tale;
    tale_begin(&tale, &start);
    tale_bill(&tale, 4, MED_INPATIENT, 4200000);
    OracleHousehold found = tale_category(&tale);
    assert_int_equal(found.category, IS_DIBAO_EXPENDITURE);
    assert_int_equal(found.amount, 4760);
    tale_end(&tale);
}

static void property_keeps_households_out(void **state) {
    (void)state;
    static const struct {
        int cars;
        int64_t price;
        int homes;
        int shops;
        int64_t money;
        OracleCategory category;
    } CASES[] = {{0, 0, 1, 0, 36 * 119000 - 1, IS_DIBAO_INCOME},
                 {0, 0, 1, 0, 36 * 119000, IS_EDGE},
                 {0, 0, 1, 0, 48 * 119000, IS_LOW_INCOME},
                 {1, 8000000, 2, 0, 0, IS_EDGE},
                 {1, 8000001, 0, 0, 0, IS_LOW_INCOME},
                 {2, 100, 0, 0, 0, IS_LOW_INCOME},
                 {0, 0, 3, 0, 0, IS_LOW_INCOME},
                 {0, 0, 0, 1, 0, IS_LOW_INCOME}};
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        Tale tale;
        tale_family(&tale, 1, 1000);
        for (int car = 0; car < CASES[i].cars; car++) {
            RowVehicle row = {.use = USE_PRIVATE,
                              .status = VEHICLE_NORMAL,
                              .date = tale.clock.days,
                              .plate = 10 + (uint64_t)car,
                              .id = tale.ids[1],
                              .price = CASES[i].price};
            tale_give(&tale, FEED_F07, &row);
        }
        for (int unit = 0; unit < CASES[i].homes + CASES[i].shops; unit++) {
            RowEstate row = {.use = unit < CASES[i].homes ? ESTATE_HOME : ESTATE_SHOP,
                             .kind = ESTATE_MORTGAGE,
                             .date = tale.clock.days,
                             .unit = 30 + (uint64_t)unit,
                             .id = tale.ids[1]};
            tale_give(&tale, FEED_F09, &row);
        }
        tale_money(&tale, 1, CASES[i].money);
        assert_int_equal(tale_category(&tale).category, CASES[i].category);
        tale_end(&tale);
    }
}

static void destitute_is_who_cannot_work_and_has_nobody(void **state) {
    (void)state;
    static const struct {
        int age;
        int kind;
        int level;
        SupporterStatus supporter;
        OracleCategory category;
    } CASES[] = {
        {61, 0, 0, SUPPORTER_NONE, IS_DESTITUTE},    {61, 0, 0, SUPPORTER_ABLE, IS_DIBAO_INCOME},
        {40, 0, 0, SUPPORTER_NONE, IS_DIBAO_INCOME}, {14, 0, 0, SUPPORTER_NONE, IS_DESTITUTE},
        {40, 6, 3, SUPPORTER_NONE, IS_DESTITUTE},    {40, 5, 4, SUPPORTER_NONE, IS_DIBAO_INCOME},
        {40, 4, 2, SUPPORTER_NONE, IS_DESTITUTE},    {40, 4, 3, SUPPORTER_NONE, IS_DIBAO_INCOME},
        {40, 1, 1, SUPPORTER_NONE, IS_DESTITUTE},    {40, 1, 2, SUPPORTER_NONE, IS_DIBAO_INCOME}};
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        TaleStart start = {.persons = 1, .wage = 0, .age = CASES[i].age};
        Tale tale;
        tale_begin(&tale, &start);
        RowDisability cert = {.kind = (uint8_t)CASES[i].kind,
                              .level = (uint8_t)CASES[i].level,
                              .status = CERT_VALID,
                              .date = tale.clock.days - 3,
                              .id = tale.ids[1]};
        RowCivil civil = {.programme = PROGRAMME_DESTITUTE,
                          .status = CASE_REFUSED,
                          .supporter_status = (uint8_t)CASES[i].supporter,
                          .start = tale.clock.days - 3,
                          .date = tale.clock.days - 3,
                          .case_no = 6,
                          .id = tale.ids[1]};
        if (CASES[i].kind != 0) {
            tale_give(&tale, FEED_F18, &cert);
        }
        tale_give(&tale, FEED_F22, &civil);
        OracleHousehold found = tale_category(&tale);
        assert_int_equal(found.category, CASES[i].category);
        assert_int_equal(found.amount, CASES[i].category == IS_DESTITUTE ? 1547 : 1190);
        tale_end(&tale);
    }
}

static void without_a_year_of_incomes_nothing_is_certain(void **state) {
    (void)state;
    Tale tale = {.oracle = oracle_new(month_make(2024, 1), 24), .clock = date_make(2025, 6, 2)};
    tale.ids[1] = identity_make(330303, date_make(1980, 1, 1), 3).packed;
    tale_hukou(&tale, 1, HUKOU_INITIAL, 100);
    assert_int_equal(tale_category(&tale).category, IS_UNDETERMINED);
    tale_end(&tale);
}

// ---- alerts
static void a_rule_is_silent_for_ninety_days_unless_the_value_grows_by_half(void **state) {
    (void)state;
    static const struct {
        int days;
        int64_t more;
        int alerts;
    } CASES[] = {{1, 299999, 1}, {1, 300000, 2}, {89, 1, 1}, {90, 1, 2}};
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        Tale tale;
        tale_family(&tale, 1, 1000000);
        tale_aid(&tale, 1, PROGRAMME_DIBAO, CASE_PAID);
        tale_bill(&tale, 1, MED_CHRONIC, 600000);
        tale_wait(&tale, CASES[i].days);
        tale_bill(&tale, 1, MED_CHRONIC, CASES[i].more);
        assert_int_equal(tale_count(&tale, RULE_W01), CASES[i].alerts);
        tale_end(&tale);
    }
}

static void another_help_rule_raises_the_colour_within_ninety_days(void **state) {
    (void)state;
    static const struct {
        int days;
        OracleUrgency urgency;
    } CASES[] = {{0, URGENCY_O}, {90, URGENCY_O}, {91, URGENCY_Y}};
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        Tale tale;
        tale_family(&tale, 1, 1000000);
        tale_bill(&tale, 1, MED_CHRONIC, 1500001);
        tale_wait(&tale, CASES[i].days);
        RowDisability cert = {.kind = 4,
                              .level = 1,
                              .status = CERT_VALID,
                              .date = tale.clock.days,
                              .id = tale.ids[1]};
        tale_give(&tale, FEED_F18, &cert);
        assert_int_equal(tale_spoke(&tale, RULE_W14)->urgency, CASES[i].urgency);
        tale_end(&tale);
    }
}

static void a_refused_application_raises_the_colour(void **state) {
    (void)state;
    Tale tale;
    tale_family(&tale, 2, 1000000);
    tale_aid(&tale, 2, PROGRAMME_TEMPORARY, CASE_REFUSED);
    tale_bill(&tale, 1, MED_CHRONIC, 1500001);
    assert_int_equal(tale_spoke(&tale, RULE_W01)->urgency, URGENCY_R);
    tale_end(&tale);
}

static void in_grace_an_exit_is_only_verified(void **state) {
    (void)state;
    Tale tale;
    tale_family(&tale, 2, 1000000);
    tale_aid(&tale, 2, PROGRAMME_DIBAO, CASE_GRACE);
    tale_money(&tale, 1, 36 * 119000 * 2);
    assert_int_equal(tale_spoke(&tale, RULE_W73)->direction, TO_VERIFY);
    tale_end(&tale);
}

static void nobody_helps_the_dead(void **state) {
    (void)state;
    Tale tale;
    tale_family(&tale, 1, 1000000);
    tale_death(&tale, 1, 1);
    tale_bill(&tale, 1, MED_CHRONIC, 9000000);
    assert_null(tale_spoke(&tale, RULE_W01));
    assert_null(tale_spoke(&tale, RULE_W03)); // and nobody is left of the household
    tale_end(&tale);
}

static void who_lives_nowhere_is_not_spoken_of(void **state) {
    (void)state;
    Tale tale;
    tale_family(&tale, 1, 1000000);
    tale_bill(&tale, 5, MED_CHRONIC, 9000000);
    size_t count = 0;
    oracle_alerts(tale.oracle, &count);
    assert_int_equal(count, 0);
    tale_end(&tale);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reversal_cancels_whichever_comes_first_and_for_good),
        cmocka_unit_test(a_corrected_row_replaces_and_a_repeated_one_changes_nothing),
        cmocka_unit_test(damaged_rows_count_nowhere),
        cmocka_unit_test(an_older_version_of_a_row_changes_nothing),
        cmocka_unit_test(a_car_that_is_sold_leaves_its_old_owner),
        cmocka_unit_test(moves_end_one_stay_and_begin_another),
        cmocka_unit_test(a_late_row_ends_where_a_known_stay_begins),
        cmocka_unit_test(the_dead_count_in_the_month_of_their_death),
        cmocka_unit_test(a_new_number_finds_its_newborn),
        cmocka_unit_test(categories_change_exactly_at_their_limits),
        cmocka_unit_test(a_family_with_bills_above_its_income_gets_the_full_standard),
        cmocka_unit_test(property_keeps_households_out),
        cmocka_unit_test(destitute_is_who_cannot_work_and_has_nobody),
        cmocka_unit_test(without_a_year_of_incomes_nothing_is_certain),
        cmocka_unit_test(a_rule_is_silent_for_ninety_days_unless_the_value_grows_by_half),
        cmocka_unit_test(another_help_rule_raises_the_colour_within_ninety_days),
        cmocka_unit_test(a_refused_application_raises_the_colour),
        cmocka_unit_test(in_grace_an_exit_is_only_verified),
        cmocka_unit_test(nobody_helps_the_dead),
        cmocka_unit_test(who_lives_nowhere_is_not_spoken_of),
    };
    return cmocka_run_group_tests_name("rows, households, categories and alerts of the oracle",
                                       tests, NULL, NULL);
}

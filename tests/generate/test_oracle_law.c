// SPDX-License-Identifier: Apache-2.0
// Where the law leaves a family more room than a bare comparison would, as the oracle reads it; the
// engine's reading of the same is in tests/monitor/test_stories.c.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "generate/oracle.h"
#include "tale.h"
#include <cmocka.h>

enum { STANDARD = 119000, YUAN = 100 };

static void family(Tale *tale, int persons, int64_t wage) {
    TaleStart start = {.persons = persons, .wage = wage};
    tale_begin(tale, &start);
}

static void give_home(Tale *tale, int owner, uint64_t unit, int32_t area) {
    RowEstate row = {.use = ESTATE_HOME,
                     .kind = ESTATE_FIRST,
                     .area = area,
                     .date = tale->clock.days,
                     .unit = unit,
                     .id = tale->ids[owner]};
    tale_give(tale, FEED_F09, &row);
}

static void give_car(Tale *tale, int64_t price) {
    RowVehicle row = {.use = USE_PRIVATE,
                      .status = VEHICLE_NORMAL,
                      .date = tale->clock.days,
                      .plate = ++tale->serial,
                      .id = tale->ids[1],
                      .price = price};
    tale_give(tale, FEED_F07, &row);
}

static void give_aid(Tale *tale, uint64_t case_no, CaseStatus status, SupporterStatus supporter,
                     int days_ago) {
    RowCivil row = {.programme = PROGRAMME_DIBAO,
                    .status = (uint8_t)status,
                    .start = tale->clock.days - 300,
                    .date = tale->clock.days - days_ago,
                    .case_no = case_no,
                    .id = tale->ids[1],
                    .region = 330303001201,
                    .supporter_status = (uint8_t)supporter};
    tale_give(tale, FEED_F22, &row);
}

static void a_home_that_two_own_is_one_and_two_small_ones_are_allowed(void **state) {
    (void)state;
    static const struct {
        uint64_t second;
        int32_t area;
        OracleCategory category;
    } CASES[] = {{1, 9000, IS_DIBAO_INCOME},  // the same unit
                 {2, 9000, IS_EDGE},          // 45 square metres per head: not below the mean
                 {2, 8999, IS_DIBAO_INCOME}}; // below it
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        Tale tale;
        family(&tale, 4, 100000);
        give_home(&tale, 1, 1, 9000);
        give_home(&tale, 2, CASES[i].second, CASES[i].area);
        assert_int_equal(tale_category(&tale).category, CASES[i].category);
        tale_end(&tale);
    }
    Tale tale;
    family(&tale, 4, 100000);
    give_home(&tale, 1, 1, 18000);
    give_home(&tale, 2, 1, 18000);
    give_home(&tale, 1, 2, 10);
    assert_int_equal(tale_category(&tale).category, IS_EDGE); // two, and large
    tale_end(&tale);
}

static void a_supporter_without_ability_is_none(void **state) {
    (void)state;
    static const struct {
        SupporterStatus supporter;
        OracleCategory category;
    } CASES[] = {{SUPPORTER_NONE, IS_DESTITUTE},
                 {SUPPORTER_UNABLE, IS_DESTITUTE},
                 {SUPPORTER_ABLE, IS_DIBAO_INCOME}};
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        TaleStart start = {.persons = 1, .wage = 1000, .age = 70};
        Tale tale;
        tale_begin(&tale, &start);
        give_aid(&tale, 1, CASE_PAID, CASES[i].supporter, 10);
        assert_int_equal(tale_category(&tale).category, CASES[i].category);
        tale_end(&tale);
    }
}

static void wages_in_grace_do_not_count_up_to_three_standards(void **state) {
    (void)state;
    static const struct {
        CaseStatus status;
        int64_t wage;
        OracleCategory category;
        int64_t amount;
    } CASES[] = {{CASE_GRACE, 2 * STANDARD, IS_DIBAO_INCOME, 1190},
                 {CASE_PAID, 2 * STANDARD, IS_LOW_INCOME, 0},
                 {CASE_GRACE, 4 * STANDARD - 1, IS_DIBAO_INCOME, 1},
                 {CASE_GRACE, 4 * STANDARD, IS_NONE, 0}};
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        Tale tale;
        family(&tale, 1, CASES[i].wage);
        give_aid(&tale, 1, CASES[i].status, 0, 10);
        assert_int_equal(tale_category(&tale).category, CASES[i].category);
        assert_int_equal(tale_category(&tale).amount, CASES[i].amount);
        tale_end(&tale);
    }
}

static void only_the_last_application_raises(void **state) {
    (void)state;
    for (int later = -1; later <= 1; later += 2) {
        Tale tale;
        family(&tale, 1, 1000000);
        give_aid(&tale, 1, CASE_REFUSED, 0, 10);
        give_aid(&tale, 2, CASE_PAID, 0, 10 - later);
        tale_bill(&tale, 1, MED_CHRONIC, 5001 * YUAN);
        OracleUrgency expected = later > 0 ? URGENCY_O : URGENCY_R;
        assert_int_equal(tale_spoke(&tale, RULE_W01)->urgency, expected);
        tale_end(&tale);
    }
}

static void families_at_the_edge_have_limits_of_their_own(void **state) {
    (void)state;
    Tale tale;
    family(&tale, 1, 100000);
    tale_aid(&tale, 1, PROGRAMME_EDGE, CASE_PAID);
    give_car(&tale, 80000 * YUAN);
    assert_int_equal(tale_count(&tale, RULE_W67), 0);
    give_home(&tale, 1, 1, 1000);
    give_home(&tale, 1, 2, 1000);
    assert_int_equal(tale_count(&tale, RULE_W69), 0);
    give_home(&tale, 1, 3, 1000);
    assert_int_equal(tale_count(&tale, RULE_W69), 1);
    tale_money(&tale, 1, (int64_t)48 * STANDARD - 1);
    assert_int_equal(tale_count(&tale, RULE_W73), 0);
    tale_money(&tale, 1, (int64_t)48 * STANDARD);
    assert_int_equal(tale_count(&tale, RULE_W73), 1);
    give_car(&tale, 1); // the second
    assert_int_equal(tale_count(&tale, RULE_W67), 1);
    tale_end(&tale);
    static const int64_t PRICES[] = {0, 80000 * YUAN + 1};
    for (size_t i = 0; i < ARRAY_COUNT(PRICES); i++) {
        family(&tale, 1, 100000);
        tale_aid(&tale, 1, PROGRAMME_RIGID, CASE_PAID);
        give_car(&tale, PRICES[i]); // of unknown price, too dear
        assert_int_equal(tale_count(&tale, RULE_W67), 1);
        tale_end(&tale);
    }
}

static void income_that_grows_counts_the_pension_without_its_basic_part(void **state) {
    (void)state;
    for (int64_t wage = 88999; wage <= 89000; wage++) {
        Tale tale;
        family(&tale, 1, 1000);
        tale_aid(&tale, 1, PROGRAMME_DIBAO, CASE_PAID);
        RowPension pension = {.kind = 1,
                              .status = PAY_ACTIVE,
                              .month = month_of(tale.clock).months,
                              .id = tale.ids[1],
                              .amount = 50000,
                              .basic = 20000};
        tale_give(&tale, FEED_F12, &pension);
        tale_wage(&tale, -1, wage);
        assert_int_equal(tale_count(&tale, RULE_W76), wage == 89000 ? 1 : 0);
        tale_end(&tale);
    }
}

static void nothing_is_asked_of_a_family_of_which_nobody_lives(void **state) {
    (void)state;
    Tale tale;
    family(&tale, 1, 1000);
    tale_aid(&tale, 1, PROGRAMME_DIBAO, CASE_PAID);
    tale_death(&tale, 1, 1);
    give_car(&tale, 90000 * YUAN);
    tale_bill(&tale, 1, MED_CHRONIC, 90000 * YUAN);
    assert_int_equal(tale_count(&tale, RULE_W67), 0);
    assert_int_equal(tale_count(&tale, RULE_W03), 0);
    assert_int_equal(tale_count(&tale, RULE_W27), 1);
    tale_end(&tale);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_home_that_two_own_is_one_and_two_small_ones_are_allowed),
        cmocka_unit_test(a_supporter_without_ability_is_none),
        cmocka_unit_test(wages_in_grace_do_not_count_up_to_three_standards),
        cmocka_unit_test(only_the_last_application_raises),
        cmocka_unit_test(families_at_the_edge_have_limits_of_their_own),
        cmocka_unit_test(income_that_grows_counts_the_pension_without_its_basic_part),
        cmocka_unit_test(nothing_is_asked_of_a_family_of_which_nobody_lives),
    };
    return cmocka_run_group_tests_name("the oracle and the law", tests, NULL, NULL);
}

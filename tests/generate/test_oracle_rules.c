// SPDX-License-Identifier: Apache-2.0
// Every rule of docs/monitoring.md section 7 at its limits.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "tale.h"
#include <cmocka.h>

enum { SILENT = -1, STANDARD = 119000, YUAN = 100 };

static int urgency_of(const Tale *tale, OracleRule rule) {
    const OracleAlert *alert = tale_spoke(tale, rule);
    return alert == NULL ? SILENT : (int)alert->urgency;
}

static void tale_single(Tale *tale, int64_t wage, Programme programme) {
    TaleStart start = {.persons = 1, .wage = wage};
    tale_begin(tale, &start);
    if (programme != 0) {
        tale_aid(tale, 1, programme, CASE_PAID);
    }
}

static void own_paid_sums_speak_above_the_limit_of_the_class(void **state) {
    (void)state;
    enum { WATCHED_WAGE = 300000, OTHER_WAGE = 1000000 };
    static const struct {
        Programme programme;
        int64_t wage;
        int64_t limit;
    } CASES[] = {{PROGRAMME_DESTITUTE, OTHER_WAGE, 100000},
                 {PROGRAMME_DIBAO, OTHER_WAGE, 500000},
                 {PROGRAMME_EDGE, OTHER_WAGE, 1000000},
                 {PROGRAMME_RIGID, OTHER_WAGE, 1000000},
                 {0, WATCHED_WAGE, 1000000},
                 {0, OTHER_WAGE, 1500000}};
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        const struct {
            int64_t own;
            int urgency;
        } steps[] = {{CASES[i].limit, SILENT},
                     {CASES[i].limit + 1, URGENCY_O},
                     {CASES[i].limit * 3, URGENCY_O},
                     {CASES[i].limit * 3 + 1, URGENCY_R}};
        for (size_t j = 0; j < ARRAY_COUNT(steps); j++) {
            Tale tale;
            tale_single(&tale, CASES[i].wage, CASES[i].programme);
            tale_bill(&tale, 1, MED_CHRONIC, steps[j].own);
            assert_int_equal(urgency_of(&tale, RULE_W01), steps[j].urgency);
            if (steps[j].urgency != SILENT) {
                assert_int_equal(tale_spoke(&tale, RULE_W01)->value, steps[j].own);
                assert_int_equal(tale_spoke(&tale, RULE_W01)->direction, TO_HELP);
            }
            tale_end(&tale);
        }
    }
}

static void single_stays_speak_above_their_limit(void **state) {
    (void)state;
    static const struct {
        int64_t wage;
        int64_t own;
        MedType type;
        int urgency;
    } CASES[] = {
        {300000, 600000, MED_INPATIENT, SILENT},      {300000, 600001, MED_INPATIENT, URGENCY_O},
        {300000, 600001, MED_OUTPATIENT, SILENT},     {1000000, 1000000, MED_INPATIENT, SILENT},
        {1000000, 1000001, MED_INPATIENT, URGENCY_O}, {1000000, 5000001, MED_INPATIENT, URGENCY_R}};
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        Tale tale;
        tale_single(&tale, CASES[i].wage, 0);
        tale_bill(&tale, 1, CASES[i].type, CASES[i].own);
        assert_int_equal(urgency_of(&tale, RULE_W02), CASES[i].urgency);
        tale_end(&tale);
    }
}

static void bills_speak_above_two_fifths_of_income_from_two_thousand_yuan(void **state) {
    (void)state;
    static const struct {
        int64_t wage;
        int64_t own;
        bool speaks;
    } CASES[] = {
        {1000000, 4800000, false}, {1000000, 4800001, true}, {0, 199999, false}, {0, 200000, true}};
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        Tale tale;
        tale_single(&tale, CASES[i].wage, 0);
        tale_bill(&tale, 1, MED_CHRONIC, CASES[i].own);
        assert_int_equal(tale_spoke(&tale, RULE_W03) != NULL, CASES[i].speaks);
        tale_end(&tale);
    }
}

static void only_the_first_critical_illness_speaks(void **state) {
    (void)state;
    Tale tale;
    tale_single(&tale, 1000000, 0);
    RowMedical row = {.med_type = MED_CHRONIC,
                      .disease = DISEASE_CRITICAL_FIRST - 1,
                      .setl = 1,
                      .id = tale.ids[1],
                      .time = (int64_t)tale.clock.days * 86400,
                      .total = 5000,
                      .own = 1000};
    tale_give(&tale, FEED_F01, &row);
    assert_int_equal(tale_count(&tale, RULE_W06), 0);
    row.setl = 2;
    row.disease = DISEASE_CRITICAL_FIRST;
    tale_give(&tale, FEED_F01, &row);
    assert_int_equal(tale_count(&tale, RULE_W06), 1);
    tale_wait(&tale, 100);
    row.setl = 3;
    tale_give(&tale, FEED_F01, &row);
    assert_int_equal(tale_count(&tale, RULE_W06), 1);
    tale_end(&tale);
}

static void give_level(Tale *tale, int level, CertStatus status) {
    RowDisability row = {.kind = 4,
                         .level = (uint8_t)level,
                         .status = (uint8_t)status,
                         .date = tale->clock.days,
                         .id = tale->ids[1]};
    tale_give(tale, FEED_F18, &row);
}

static void new_and_worse_disability_speaks(void **state) {
    (void)state;
    static const struct {
        int64_t wage;
        int first;
        int second;
        bool is_new;
        bool is_worse;
    } CASES[] = {{1000000, 3, 0, false, false}, {1000000, 2, 0, true, false},
                 {300000, 4, 0, true, false},   {1000000, 3, 2, false, true},
                 {1000000, 2, 3, true, false},  {1000000, 4, 4, false, false}};
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        Tale tale;
        tale_single(&tale, CASES[i].wage, 0);
        give_level(&tale, CASES[i].first, CERT_VALID);
        if (CASES[i].second != 0) {
            tale_wait(&tale, 1);
            give_level(&tale, CASES[i].second, CERT_VALID);
        }
        assert_int_equal(tale_spoke(&tale, RULE_W14) != NULL, CASES[i].is_new);
        assert_int_equal(tale_spoke(&tale, RULE_W15) != NULL, CASES[i].is_worse);
        tale_end(&tale);
    }
}

static void a_newborn_speaks_in_a_registered_household(void **state) {
    (void)state;
    for (int is_registered = 0; is_registered <= 1; is_registered++) {
        Tale tale;
        tale_single(&tale, 1000000, is_registered ? PROGRAMME_DIBAO : 0);
        RowBirth row = {.sex = GENDER_FEMALE,
                        .cert = 9,
                        .time = (int64_t)tale.clock.days * 86400,
                        .mother = tale.ids[1]};
        tale_give(&tale, FEED_F03, &row);
        assert_int_equal(tale_count(&tale, RULE_W25), is_registered);
        tale_give(&tale, FEED_F03, &row); // the same row again
        tale_wait(&tale, 100);
        tale_give(&tale, FEED_F03, &row);
        assert_int_equal(tale_count(&tale, RULE_W25), is_registered);
        if (is_registered) {
            assert_int_equal(tale_spoke(&tale, RULE_W25)->id, 0);
        }
        tale_end(&tale);
    }
}

static void a_death_speaks_once_and_of_the_head_twice(void **state) {
    (void)state;
    TaleStart start = {.persons = 3, .wage = 1000000};
    Tale tale;
    tale_begin(&tale, &start);
    tale_death(&tale, 3, 2);
    assert_int_equal(tale_count(&tale, RULE_W27), 0); // not registered
    for (int i = 1; i <= 2; i++) {
        tale_aid(&tale, i, PROGRAMME_DIBAO, CASE_PAID);
    }
    tale_death(&tale, 2, 1);
    assert_int_equal(tale_count(&tale, RULE_W27), 1);
    assert_int_equal(tale_count(&tale, RULE_W28), 0);
    RowHukou cancel = {.relation = RELATIONSHIP_SPOUSE,
                       .change = HUKOU_CANCEL,
                       .reason = REASON_DEATH,
                       .date = tale.clock.days - 1,
                       .household = TALE_HOUSE,
                       .id = tale.ids[2]};
    tale_wait(&tale, 100);
    tale_give(&tale, FEED_F06, &cancel); // known already
    assert_int_equal(tale_count(&tale, RULE_W27), 1);
    tale_death(&tale, 1, 0); // the last one who is paid for
    assert_int_equal(tale_count(&tale, RULE_W27), 2);
    assert_int_equal(tale_count(&tale, RULE_W28), 1);
    assert_int_equal(tale_spoke(&tale, RULE_W27)->direction, TO_EXIT);
    assert_int_equal(tale_spoke(&tale, RULE_W28)->urgency, URGENCY_R);
    tale_end(&tale);
}

static void the_death_of_a_guardian_elsewhere_speaks(void **state) {
    (void)state;
    TaleStart start = {.persons = 2, .wage = 1000000};
    Tale tale;
    tale_begin(&tale, &start);
    RowHukou elsewhere = {.relation = RELATIONSHIP_OTHER,
                          .change = HUKOU_INITIAL,
                          .date = tale.clock.days - 900,
                          .household = TALE_HOUSE + 1,
                          .id = tale.ids[4]};
    tale_give(&tale, FEED_F06, &elsewhere);
    RowCivil row = {.programme = PROGRAMME_DIBAO,
                    .status = CASE_PAID,
                    .start = tale.clock.days - 10,
                    .date = tale.clock.days - 10,
                    .case_no = 5,
                    .id = tale.ids[2],
                    .guardian = tale.ids[4]};
    tale_give(&tale, FEED_F22, &row);
    tale_death(&tale, 4, 1);
    assert_int_equal(tale_count(&tale, RULE_W28), 1);
    assert_int_equal(tale_count(&tale, RULE_W27), 0); // his own household is not registered
    assert_int_equal(tale_spoke(&tale, RULE_W28)->household, TALE_HOUSE + 1);
    tale_end(&tale);
}

static void payment_after_the_month_of_death_speaks(void **state) {
    (void)state;
    for (int later = 0; later <= 1; later++) {
        Tale tale;
        tale_single(&tale, 1000000, 0);
        tale_death(&tale, 1, 20); // 2025-05-13
        RowCivil row = {.programme = PROGRAMME_DIBAO,
                        .status = CASE_STOPPED,
                        .start = tale.clock.days - 500,
                        .end = tale.clock.days - 5,
                        .last_paid = month_make(2025, 5).months + later,
                        .date = tale.clock.days - 1,
                        .case_no = 5,
                        .id = tale.ids[1]};
        tale_give(&tale, FEED_F22, &row);
        assert_int_equal(tale_count(&tale, RULE_W29), later);
        tale_end(&tale);
    }
}

static void weddings_and_divorces_speak_for_both(void **state) {
    (void)state;
    TaleStart start = {.persons = 2, .wage = 1000000};
    Tale tale;
    tale_begin(&tale, &start);
    RowMarriage row = {.kind = MARRIAGE_WEDDING,
                       .date = tale.clock.days - 1,
                       .cert = 3,
                       .man = tale.ids[1],
                       .woman = tale.ids[2]};
    tale_give(&tale, FEED_F20, &row);
    assert_int_equal(tale_count(&tale, RULE_W30), 0);
    tale_aid(&tale, 2, PROGRAMME_EDGE, CASE_PAID);
    row.cert = 4;
    tale_give(&tale, FEED_F20, &row);
    assert_int_equal(tale_count(&tale, RULE_W30), 2);
    row.cert = 5;
    row.kind = MARRIAGE_DIVORCE;
    tale_give(&tale, FEED_F20, &row);
    assert_int_equal(tale_count(&tale, RULE_W31), 2);
    assert_int_equal(tale_spoke(&tale, RULE_W31)->direction, TO_VERIFY);
    tale_end(&tale);
}

static void lost_income_speaks_below_half_of_before(void **state) {
    (void)state;
    Tale tale;
    tale_single(&tale, 240000, 0);
    tale_wage(&tale, 2, 120000);
    tale_wage(&tale, 1, 120000);
    tale_wage(&tale, 0, 120000); // exactly half
    assert_int_equal(tale_count(&tale, RULE_W43), 0);
    tale_wage(&tale, 0, 119999);
    assert_int_equal(tale_count(&tale, RULE_W43), 1);
    assert_int_equal(tale_spoke(&tale, RULE_W43)->value, -1);
    tale_end(&tale);
}

static void a_stopped_pension_speaks_while_its_owner_lives(void **state) {
    (void)state;
    for (int is_dead = 0; is_dead <= 1; is_dead++) {
        Tale tale;
        tale_single(&tale, 300000, 0);
        RowPension row = {.kind = 2,
                          .status = PAY_ACTIVE,
                          .month = month_make(2025, 4).months,
                          .id = tale.ids[1],
                          .amount = 50000,
                          .basic = 30000};
        tale_give(&tale, FEED_F12, &row);
        if (is_dead) {
            tale_death(&tale, 1, 3);
        }
        row.month++;
        row.status = PAY_PAUSED;
        row.amount = row.basic = 0;
        tale_give(&tale, FEED_F12, &row);
        assert_int_equal(tale_count(&tale, RULE_W45), 1 - is_dead);
        tale_end(&tale);
    }
}

static void rigid_expenditure_speaks_above_seven_tenths_once_in_force(void **state) {
    (void)state;
    static const struct {
        int month;
        int64_t own;
        bool speaks;
    } CASES[] = {{10, 4200001, false}, {11, 4200000, false}, {11, 4200001, true}};
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        TaleStart start = {
            .persons = 1, .wage = 500000, .clock = date_make(2025, CASES[i].month, 3)};
        Tale tale;
        tale_begin(&tale, &start);
        tale_bill(&tale, 1, MED_CHRONIC, CASES[i].own);
        assert_int_equal(tale_spoke(&tale, RULE_W55) != NULL, CASES[i].speaks);
        assert_int_equal(tale_category(&tale).category,
                         CASES[i].speaks ? IS_RIGID_EXPENDITURE : IS_NONE);
        tale_end(&tale);
    }
}

static void expenditure_type_speaks_when_bills_eat_the_income(void **state) {
    (void)state;
    static const struct {
        Programme programme;
        int64_t own;
        bool speaks;
    } CASES[] = {{0, 31200, false},             // 28,560.00 are left: exactly the standard
                 {0, 31201, true},              // one fen less
                 {PROGRAMME_EDGE, 31201, true}, // a worse class
                 {PROGRAMME_DIBAO, 31201, false}};
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        TaleStart start = {.persons = 4, .wage = 481200};
        Tale tale;
        tale_begin(&tale, &start);
        if (CASES[i].programme != 0) {
            tale_aid(&tale, 2, CASES[i].programme, CASE_PAID);
        }
        tale_bill(&tale, 3, MED_CHRONIC, CASES[i].own);
        assert_int_equal(tale_spoke(&tale, RULE_W56) != NULL, CASES[i].speaks);
        tale_end(&tale);
    }
}

static void a_new_car_for_living_speaks(void **state) {
    (void)state;
    static const struct {
        VehicleUse use;
        VehicleStatus status;
        bool speaks;
    } CASES[] = {{USE_PRIVATE, VEHICLE_NORMAL, true},
                 {USE_PRIVATE, VEHICLE_MORTGAGED, true},
                 {USE_PRIVATE, VEHICLE_CANCELLED, false},
                 {USE_DISABLED, VEHICLE_NORMAL, false},
                 {USE_FARM, VEHICLE_NORMAL, false}};
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        Tale tale;
        tale_single(&tale, 1000000, PROGRAMME_DIBAO);
        RowVehicle row = {.use = (uint8_t)CASES[i].use,
                          .status = (uint8_t)CASES[i].status,
                          .date = tale.clock.days,
                          .plate = 5,
                          .id = tale.ids[1],
                          .price = 100};
        tale_give(&tale, FEED_F07, &row);
        assert_int_equal(tale_spoke(&tale, RULE_W67) != NULL, CASES[i].speaks);
        tale_end(&tale);
    }
}

static void give_estate(Tale *tale, uint64_t unit, EstateUse use, int32_t area) {
    RowEstate row = {.use = (uint8_t)use,
                     .kind = ESTATE_FIRST,
                     .area = area,
                     .date = tale->clock.days,
                     .unit = unit,
                     .id = tale->ids[1]};
    tale_give(tale, FEED_F09, &row);
}

static void homes_speak_when_large_or_more_than_one(void **state) {
    (void)state;
    Tale tale;
    tale_single(&tale, 1000000, PROGRAMME_DIBAO);
    give_estate(&tale, 1, ESTATE_HOME, 4499);
    assert_int_equal(tale_count(&tale, RULE_W69), 0);
    give_estate(&tale, 2, ESTATE_HOME, 10); // the second
    assert_int_equal(tale_count(&tale, RULE_W69), 1);
    tale_end(&tale);
    tale_single(&tale, 1000000, PROGRAMME_DIBAO);
    give_estate(&tale, 1, ESTATE_HOME, 4500); // as large as the mean
    assert_int_equal(tale_count(&tale, RULE_W69), 1);
    assert_int_equal(tale_count(&tale, RULE_W71), 0);
    give_estate(&tale, 3, ESTATE_OTHER, 4500);
    assert_int_equal(tale_count(&tale, RULE_W71), 0);
    give_estate(&tale, 2, ESTATE_HOTEL, 4500);
    assert_int_equal(tale_count(&tale, RULE_W71), 1);
    tale_end(&tale);
}

static void a_new_business_role_speaks(void **state) {
    (void)state;
    Tale tale;
    tale_single(&tale, 1000000, PROGRAMME_EDGE);
    RowFirm row = {.role = 1,
                   .status = FIRM_CANCELLED,
                   .firm = 4,
                   .date = tale.clock.days - 3,
                   .id = tale.ids[1]};
    tale_give(&tale, FEED_F17, &row);
    assert_int_equal(tale_count(&tale, RULE_W72), 0);
    row.firm = 5;
    row.status = FIRM_ACTIVE;
    tale_give(&tale, FEED_F17, &row);
    assert_int_equal(tale_count(&tale, RULE_W72), 1);
    tale_end(&tale);
}

static void money_speaks_from_the_limit_on(void **state) {
    (void)state;
    for (int more = -1; more <= 0; more++) {
        TaleStart start = {.persons = 2, .wage = 100000};
        Tale tale;
        tale_begin(&tale, &start);
        tale_aid(&tale, 1, PROGRAMME_DIBAO, CASE_PAID);
        tale_money(&tale, 2, 36 * STANDARD * 2 + more);
        assert_int_equal(tale_count(&tale, RULE_W73), more + 1);
        tale_end(&tale);
    }
}

static void wages_speak_when_they_reach_the_standard(void **state) {
    (void)state;
    Tale tale;
    tale_single(&tale, STANDARD - 1, PROGRAMME_DIBAO);
    tale_wage(&tale, -1, STANDARD - 1); // one month later
    assert_int_equal(tale_count(&tale, RULE_W76), 0);
    tale_wage(&tale, -2, STANDARD);
    assert_int_equal(tale_count(&tale, RULE_W76), 1);
    tale_wait(&tale, 100);
    tale_wage(&tale, 0, STANDARD + 5); // was there before
    assert_int_equal(tale_count(&tale, RULE_W76), 1);
    tale_end(&tale);
    tale_single(&tale, STANDARD - 1, PROGRAMME_EDGE);
    tale_wage(&tale, -1, STANDARD);
    assert_int_equal(tale_count(&tale, RULE_W76), 0); // only dibao
    tale_end(&tale);
}

static void two_programmes_or_two_counties_speak(void **state) {
    (void)state;
    static const struct {
        Programme programme;
        int64_t region;
        CaseStatus status;
        bool speaks;
    } CASES[] = {{PROGRAMME_EDGE, 330303001201, CASE_PAID, true},
                 {PROGRAMME_DIBAO, 330303002205, CASE_PAID, false}, // another street only
                 {PROGRAMME_DIBAO, 330302001201, CASE_PAID, true},
                 {PROGRAMME_EDGE, 330303001201, CASE_REFUSED, false},
                 {PROGRAMME_TEMPORARY, 330303001201, CASE_PAID, false}};
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        Tale tale;
        tale_single(&tale, 100000, PROGRAMME_DIBAO);
        RowCivil row = {.programme = (uint8_t)CASES[i].programme,
                        .status = (uint8_t)CASES[i].status,
                        .start = tale.clock.days - 10,
                        .date = tale.clock.days - 1,
                        .case_no = 78,
                        .id = tale.ids[1],
                        .region = CASES[i].region};
        tale_give(&tale, FEED_F22, &row);
        assert_int_equal(tale_spoke(&tale, RULE_W83) != NULL, CASES[i].speaks);
        tale_end(&tale);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(own_paid_sums_speak_above_the_limit_of_the_class),
        cmocka_unit_test(single_stays_speak_above_their_limit),
        cmocka_unit_test(bills_speak_above_two_fifths_of_income_from_two_thousand_yuan),
        cmocka_unit_test(only_the_first_critical_illness_speaks),
        cmocka_unit_test(new_and_worse_disability_speaks),
        cmocka_unit_test(a_newborn_speaks_in_a_registered_household),
        cmocka_unit_test(a_death_speaks_once_and_of_the_head_twice),
        cmocka_unit_test(the_death_of_a_guardian_elsewhere_speaks),
        cmocka_unit_test(payment_after_the_month_of_death_speaks),
        cmocka_unit_test(weddings_and_divorces_speak_for_both),
        cmocka_unit_test(lost_income_speaks_below_half_of_before),
        cmocka_unit_test(a_stopped_pension_speaks_while_its_owner_lives),
        cmocka_unit_test(rigid_expenditure_speaks_above_seven_tenths_once_in_force),
        cmocka_unit_test(expenditure_type_speaks_when_bills_eat_the_income),
        cmocka_unit_test(a_new_car_for_living_speaks),
        cmocka_unit_test(homes_speak_when_large_or_more_than_one),
        cmocka_unit_test(a_new_business_role_speaks),
        cmocka_unit_test(money_speaks_from_the_limit_on),
        cmocka_unit_test(wages_speak_when_they_reach_the_standard),
        cmocka_unit_test(two_programmes_or_two_counties_speak),
    };
    return cmocka_run_group_tests_name("every rule of the oracle", tests, NULL, NULL);
}

// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"
#include "facts/fake_pack.h"
#include "monitor/monitor.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

// Income below 1,000 yuan: dibao; below 5,000: nothing special; unknown: unknown.
static Scalar decide_category(const Scalar *inputs) {
    if (inputs[0].type == SCALAR_NULL) {
        return SCALAR_NONE;
    }
    if (inputs[0].number == 66600) {
        return scalar_text(STR("什么"));
    }
    return inputs[0].number < 100000 ? scalar_text(STR("收入型低保")) : scalar_text(STR("不符合"));
}

static Scalar decide_amount(const Scalar *inputs) {
    if (inputs[0].number == 0) {
        return (Scalar){.type = SCALAR_DECIMAL, .number = 5950, .exponent = 0};
    }
    return (Scalar){.type = SCALAR_DECIMAL, .number = 4760000, .exponent = -3};
}

typedef struct County {
    Pack *pack;
    Facts *facts;
    size_t count;
    Text found; // "household category amount registered finding figures reason;"
} County;

static void accept(County *county, const char *feed, const char *clock, const char *cells) {
    Segment segment =
        fake_segment(county->pack, feed, facts_last_batch(county->facts).number + 1, clock);
    fake_row(&segment, cells);
    assert_int_equal(facts_apply(county->facts, &segment, NULL), STATUS_OK);
    fake_segment_release(&segment);
}

static int county_open(void **state) {
    County *county = test_calloc(1, sizeof *county);
    county->pack = fake_county();
    int income = fake_find_fact(county->pack, "household_wages_1m");
    int category = fake_decision(county->pack, "救助类别", decide_category);
    fake_input(county->pack, category, INPUT_FACT, income, "income");
    int amount = fake_decision(county->pack, "月保障金额", decide_amount);
    fake_input(county->pack, amount, INPUT_FACT, income, "income");
    county->facts = facts_new(county->pack);
    static const char *const MOVES[] = {
        "id_no=1 household_no=A change_kind=in change_date=2025-01-01 region=330303001001",
        "id_no=2 household_no=B change_kind=in change_date=2025-01-01 region=330303001001",
        "id_no=3 household_no=C change_kind=in change_date=2025-01-01 region=330303001001",
        "id_no=3 household_no=C change_kind=out change_date=2025-02-01"};
    for (size_t i = 0; i < ARRAY_COUNT(MOVES); i++) {
        accept(county, "F06", "2025-03-01", MOVES[i]);
    }
    *state = county;
    return 0;
}

static int county_close(void **state) {
    County *county = *state;
    text_release(&county->found);
    facts_free(county->facts);
    pack_free(county->pack);
    test_free(county);
    return 0;
}

static void visit(void *context, const ScreenedHousehold *screened) {
    County *county = context;
    county->count++;
    text_format(&county->found, "%u %s %lld %s %d %zu " STR_FMT ";", screened->household.number,
                category_id(screened->category), (long long)screened->amount.fen,
                registered_id(screened->registered), (int)screened->finding, screened->figure_count,
                STR_ARG(screened->reason));
}

static void screen_everybody(County *county) {
    Status status = monitor_screen(county->pack, county->facts, facts_clock(county->facts), visit,
                                   county, NULL);
    assert_int_equal(status, STATUS_OK);
}

static void assert_screened(County *county, size_t count, const char *expected) {
    text_clear(&county->found);
    county->count = 0;
    screen_everybody(county);
    assert_int_equal(county->count, count);
    assert_string_equal(county->found.data, expected);
}

static void households_without_known_income_are_listed_apart(void **state) {
    County *county = *state;
    assert_screened(county, 2,
                    "1 undetermined 0 none 3 1 something is not known;"
                    "2 undetermined 0 none 3 1 something is not known;");
}

static void whoever_should_be_helped_or_not_is_found(void **state) {
    County *county = *state;
    accept(county, "F15", "2025-03-02",
           "id_no=2 withholder_code=W tax_month=2025-01 income=200000");
    assert_screened(county, 2,
                    "1 dibao_income 595000 none 1 1 ;"
                    "2 none 476000 none 0 0 ;");
    accept(county, "F22", "2025-03-03",
           "case_no=K1 programme=低保 id_no=1 status=在享 start_date=2025-01-01 "
           "change_date=2025-01-01");
    accept(county, "F22", "2025-03-03",
           "case_no=K2 programme=低保 id_no=2 status=渐退 start_date=2025-01-01 "
           "change_date=2025-01-01");
    assert_screened(county, 2,
                    "1 dibao_income 595000 dibao 0 0 ;"
                    "2 none 476000 dibao 2 1 ;");
}

static void who_died_in_the_month_is_counted_but_in_no_list(void **state) {
    County *county = *state;
    accept(county, "F15", "2025-03-02",
           "id_no=2 withholder_code=W tax_month=2025-01 income=200000");
    accept(county, "F04", "2025-03-03", "death_cert_no=D1 id_no=1 death_date=2025-03-02");
    assert_screened(county, 2,
                    "1 dibao_income 595000 none 0 0 ;" // whom should that help?
                    "2 none 476000 none 0 0 ;");
}

static void an_answer_that_is_no_category_is_undetermined(void **state) {
    County *county = *state;
    accept(county, "F15", "2025-03-02", "id_no=2 withholder_code=W tax_month=2025-01 income=66600");
    text_clear(&county->found);
    screen_everybody(county);
    assert_non_null(strstr(county->found.data, "2 undetermined 0 none 3 1 "));
    assert_non_null(strstr(county->found.data, "什么"));
}

static void a_sentence_takes_its_figures_by_name(void **state) {
    (void)state;
    const Figure figures[] = {
        {.name = STR("自付"), .value = scalar_money((Money){7500000})},
        {.name = STR("门槛"), .value = scalar_money((Money){500050})},
        {.name = STR("是户主"), .value = scalar_boolean(true)},
        {.name = STR("日期"), .value = scalar_date(fake_date("2025-08-22"))},
        {.name = STR("空"), .value = SCALAR_NONE},
        {.name = STR("占比"),
         .unit = STR("share"),
         .value = (Scalar){.type = SCALAR_DECIMAL, .exponent = -3, .number = 405}},
        {.name = STR("一半"),
         .unit = STR("share"),
         .value = (Scalar){.type = SCALAR_DECIMAL, .exponent = -1, .number = 5}},
    };
    static const struct {
        const char *chinese, *english, *expected_chinese, *expected_english;
    } CASES[] = {
        {"{姓名}自付{自付}元，超过{门槛}元。", "{姓名} paid {自付} yuan.",
         "丁某自付75000元，超过5000.50元。", "丁某 paid 75000 yuan."},
        {"户主：{是户主}，{日期}", "head: {是户主}, {日期}", "户主：是，2025-08-22",
         "head: yes, 2025-08-22"},
        {"{空}{没有}", "{空} {没有}", "未知未知", "unknown unknown"},
        {"超过{占比}", "half is {一半}", "超过40.5%", "half is 50%"},
        {"没有洞", "{open", "没有洞", "{open"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        AlertRule rule = {.sentence = str_from(CASES[i].chinese),
                          .sentence_english = str_from(CASES[i].english)};
        CLEANUP(text_release) Text chinese = {0};
        CLEANUP(text_release) Text english = {0};
        monitor_sentence(&rule, figures, ARRAY_COUNT(figures), STR("丁某"), false, &chinese);
        monitor_sentence(&rule, figures, ARRAY_COUNT(figures), STR("丁某"), true, &english);
        assert_string_equal(chinese.data, CASES[i].expected_chinese);
        assert_string_equal(english.data, CASES[i].expected_english);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(households_without_known_income_are_listed_apart,
                                        county_open, county_close),
        cmocka_unit_test_setup_teardown(whoever_should_be_helped_or_not_is_found, county_open,
                                        county_close),
        cmocka_unit_test_setup_teardown(who_died_in_the_month_is_counted_but_in_no_list,
                                        county_open, county_close),
        cmocka_unit_test_setup_teardown(an_answer_that_is_no_category_is_undetermined, county_open,
                                        county_close),
        cmocka_unit_test(a_sentence_takes_its_figures_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

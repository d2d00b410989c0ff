// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/money.h"
#include <cmocka.h>
#include <string.h>

static void amounts_are_read_as_people_write_them(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int64_t fen;
    } CASES[] = {
        {"0", 0},
        {"-0", 0},
        {"4812.50", 481250},
        {"4,812.50", 481250},
        {"1,234,567.89", 123456789},
        {"12", 1200},
        {"12.3", 1230},
        {"12.", 1200},
        {".5", 50},
        {"-3", -300},
        {"-.05", -5},
        {"+3.01", 301},
        {"12.3400000", 1234},
        {"¥12", 1200},
        {"￥12", 1200},
        {"-¥12.5", -1250},
        {"¥-12.5", -1250},
        {"12元", 1200},
        {"¥ 12", 1200},
        {"12 元", 1200},
        {"  12.00\t", 1200},
        {"１２３.4", 12340},
        {"１，２３４．５６", 123456},
        {"－３", -300},
        {"\u22123", -300},
        {"007", 700},
        {"92233720368547758.07", INT64_MAX},
        {"-92233720368547758.08", INT64_MIN},
    };
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        Money amount = {0};
        Error error = {0};
        if (money_parse(str_from(CASES[i].text), &amount, &error) != STATUS_OK) {
            fail_msg("%s", error.message);
        }
        assert_int_equal(amount.fen, CASES[i].fen);
    }
}

static void what_is_no_amount_is_refused(void **state) {
    (void)state;
    static const struct {
        const char *text;
        Status status;
    } CASES[] = {
        {"", STATUS_INVALID},
        {" ", STATUS_INVALID},
        {".", STATUS_INVALID},
        {"-", STATUS_INVALID},
        {"元", STATUS_INVALID},
        {"12.345", STATUS_INVALID},
        {"12.001", STATUS_INVALID},
        {"12.3.4", STATUS_INVALID},
        {"12,5", STATUS_INVALID},
        {"12,50.00", STATUS_INVALID},
        {"1234,567", STATUS_INVALID},
        {"1,2345", STATUS_INVALID},
        {",123", STATUS_INVALID},
        {"1,,234", STATUS_INVALID},
        {"1,234,", STATUS_INVALID},
        {"1,234,56", STATUS_INVALID},
        {"1.234,56", STATUS_INVALID},
        {"--3", STATUS_INVALID},
        {"-+3", STATUS_INVALID},
        {"-¥-3", STATUS_INVALID},
        {"3-", STATUS_INVALID},
        {"(3)", STATUS_INVALID},
        {"1.2E5", STATUS_INVALID},
        {"12万元", STATUS_INVALID},
        {"$12", STATUS_INVALID},
        {"1 234", STATUS_INVALID},
        {"十二", STATUS_INVALID},
        {"NaN", STATUS_INVALID},
        {"0x10", STATUS_INVALID},
        {"92233720368547758.08", STATUS_OVERFLOW},
        {"-92233720368547758.09", STATUS_OVERFLOW},
        {"99999999999999999999999", STATUS_OVERFLOW},
    };
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        Money amount = {77};
        Error error = {0};
        Status status = money_parse(str_from(CASES[i].text), &amount, &error);
        if (status != CASES[i].status) {
            fail_msg("'%s': %s", CASES[i].text, status_name(status));
        }
        assert_int_equal(amount.fen, 77);
        assert_int_equal(error.status, status);
        assert_true(strlen(error.message) > 0);
    }
    char long_text[300];
    memset(long_text, '0', sizeof long_text);
    Money amount = {0};
    assert_int_equal(money_parse((Str){long_text, sizeof long_text}, &amount, NULL),
                     STATUS_INVALID);
}

static void amounts_are_written_with_two_decimals(void **state) {
    (void)state;
    static const struct {
        int64_t fen;
        const char *text;
    } CASES[] = {
        {0, "0.00"},
        {5, "0.05"},
        {-5, "-0.05"},
        {481250, "4812.50"},
        {INT64_MAX, "92233720368547758.07"},
        {INT64_MIN, "-92233720368547758.08"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        CLEANUP(text_release) Text out = {0};
        money_format((Money){CASES[i].fen}, &out);
        assert_string_equal(out.data, CASES[i].text);
        Money again = {0};
        assert_int_equal(money_parse(text_str(&out), &again, NULL), STATUS_OK);
        assert_int_equal(again.fen, CASES[i].fen);
    }
}

static void adding_past_the_limit_fails_and_leaves_the_sum_alone(void **state) {
    (void)state;
    Money sum = {1};
    Error error = {0};
    assert_int_equal(money_add((Money){2}, (Money){-3}, &sum, &error), STATUS_OK);
    assert_int_equal(sum.fen, -1);
    assert_int_equal(money_add((Money){INT64_MAX}, (Money){1}, &sum, &error), STATUS_OVERFLOW);
    assert_int_equal(money_add((Money){INT64_MIN}, (Money){-1}, &sum, NULL), STATUS_OVERFLOW);
    assert_int_equal(sum.fen, -1);
}

static void every_rounding_does_what_its_name_says(void **state) {
    (void)state;
    // Results of n / 2 and n / 4 for half even, half up, down, up, floor, ceiling.
    static const struct {
        int64_t fen;
        int64_t denominator;
        int64_t expected[6];
    } CASES[] = {
        {5, 2, {2, 3, 2, 3, 2, 3}},        {7, 2, {4, 4, 3, 4, 3, 4}},
        {-5, 2, {-2, -3, -2, -3, -3, -2}}, {-7, 2, {-4, -4, -3, -4, -4, -3}},
        {9, 4, {2, 2, 2, 3, 2, 3}},        {11, 4, {3, 3, 2, 3, 2, 3}},
        {-9, 4, {-2, -2, -2, -3, -3, -2}}, {-11, 4, {-3, -3, -2, -3, -3, -2}},
        {8, 4, {2, 2, 2, 2, 2, 2}},        {-8, 4, {-2, -2, -2, -2, -2, -2}},
        {1, 3, {0, 0, 0, 1, 0, 1}},        {-1, 3, {0, 0, 0, -1, -1, 0}},
        {0, 3, {0, 0, 0, 0, 0, 0}},
    };
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        for (int rounding = ROUND_HALF_EVEN; rounding <= ROUND_CEILING; rounding++) {
            Money scaled = {99};
            assert_int_equal(money_scale((Money){CASES[i].fen}, 1, CASES[i].denominator,
                                         (Rounding)rounding, &scaled, NULL),
                             STATUS_OK);
            assert_int_equal(scaled.fen, CASES[i].expected[rounding]);
        }
    }
}

static void scaling_uses_all_128_bits_in_the_middle(void **state) {
    (void)state;
    Money scaled = {0};
    assert_int_equal(
        money_scale((Money){INT64_MAX}, INT64_MAX, INT64_MAX, ROUND_HALF_EVEN, &scaled, NULL),
        STATUS_OK);
    assert_int_equal(scaled.fen, INT64_MAX);
    assert_int_equal(
        money_scale((Money){INT64_MIN}, INT64_MIN, INT64_MAX, ROUND_DOWN, &scaled, NULL),
        STATUS_OVERFLOW);
    assert_int_equal(scaled.fen, INT64_MAX);
    Error error = {0};
    assert_int_equal(money_scale((Money){INT64_MAX}, 2, 1, ROUND_DOWN, &scaled, &error),
                     STATUS_OVERFLOW);
    assert_int_equal(money_scale((Money){INT64_MIN}, 1, 1, ROUND_DOWN, &scaled, &error), STATUS_OK);
    assert_int_equal(scaled.fen, INT64_MIN);
    assert_int_equal(money_scale((Money){100000}, 13, 10, ROUND_CEILING, &scaled, &error),
                     STATUS_OK);
    assert_int_equal(scaled.fen, 130000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(amounts_are_read_as_people_write_them),
        cmocka_unit_test(what_is_no_amount_is_refused),
        cmocka_unit_test(amounts_are_written_with_two_decimals),
        cmocka_unit_test(adding_past_the_limit_fails_and_leaves_the_sum_alone),
        cmocka_unit_test(every_rounding_does_what_its_name_says),
        cmocka_unit_test(scaling_uses_all_128_bits_in_the_middle),
    };
    return cmocka_run_group_tests_name("money", tests, NULL, NULL);
}

// SPDX-License-Identifier: Apache-2.0
#include "column/scalar.h"

#include "base/check.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static Scalar decimal(int64_t number, int8_t exponent) {
    return (Scalar){.type = SCALAR_DECIMAL, .exponent = exponent, .number = number};
}

static void every_type_is_written_as_people_read_it(void **state) {
    (void)state;
    const struct {
        Scalar value;
        const char *words;
    } cases[] = {
        {SCALAR_NONE, ""},
        {scalar_boolean(true), "true"},
        {scalar_boolean(false), "false"},
        {scalar_integer(-42), "-42"},
        {scalar_integer(INT64_MIN), "-9223372036854775808"},
        {scalar_money((Money){481250}), "4812.50"},
        {scalar_money((Money){-5}), "-0.05"},
        {scalar_date(date_make(2025, 8, 22)), "2025-08-22"},
        {scalar_month(month_make(2025, 8)), "2025-08"},
        {scalar_text(STR("陈")), "陈"},
        {{.type = SCALAR_INSTANT, .number = 0}, "1970-01-01T08:00:00+08:00"},
        {{.type = SCALAR_PERSON, .number = 7}, "7"},
        {decimal(0, 0), "0"},
        {decimal(0, 5), "0"},
        {decimal(0, -2), "0.00"},
        {decimal(8950, -2), "89.50"},
        {decimal(-8950, -2), "-89.50"},
        {decimal(5, -3), "0.005"},
        {decimal(123, -3), "0.123"},
        {decimal(-12, 2), "-1200"},
        {decimal(INT64_MIN, -1), "-922337203685477580.8"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        CLEANUP(text_release) Text out = {0};
        text_append_char(&out, '[');
        scalar_format(cases[i].value, &out);
        assert_string_equal(out.data + 1, cases[i].words);
    }
}

static void values_are_equal_when_type_and_value_are(void **state) {
    (void)state;
    const struct {
        Scalar a, b;
        bool is_equal;
    } cases[] = {
        {SCALAR_NONE, SCALAR_NONE, true},
        {SCALAR_NONE, scalar_integer(0), false},
        {scalar_integer(1), scalar_integer(1), true},
        {scalar_integer(1), scalar_integer(2), false},
        {scalar_integer(1), scalar_boolean(true), false},
        {scalar_money((Money){100}), scalar_integer(100), false},
        {scalar_date((Date){3}), scalar_date((Date){3}), true},
        {scalar_month((Month){3}), scalar_month((Month){4}), false},
        {scalar_text(STR("a")), scalar_text(STR("a")), true},
        {scalar_text(STR("a")), scalar_text(STR("")), false},
        {decimal(150, -2), decimal(15, -1), true},
        {decimal(15, 127), decimal(150, 126), true},
        {decimal(15, -1), decimal(15, -2), false},
        {decimal(0, 9), decimal(0, -3), true},
        {decimal(100, 127), decimal(10, 127), false},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        assert_int_equal(scalar_equal(cases[i].a, cases[i].b), cases[i].is_equal);
        assert_int_equal(scalar_equal(cases[i].b, cases[i].a), cases[i].is_equal);
    }
}

static void types_have_the_names_of_pack_files(void **state) {
    (void)state;
    assert_string_equal(scalar_type_name(SCALAR_MONEY), "money");
    assert_string_equal(scalar_type_name(SCALAR_NULL), "null");
    assert_string_equal(scalar_type_name(SCALAR_TEXT), "text");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_is_written_as_people_read_it),
        cmocka_unit_test(values_are_equal_when_type_and_value_are),
        cmocka_unit_test(types_have_the_names_of_pack_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

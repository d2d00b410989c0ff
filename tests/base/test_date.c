// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/date.h"
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

static void assert_date(const char *text, int year, int month, int day) {
    Date date = DATE_NONE;
    Error error = {0};
    if (date_parse(str_from(text), &date, &error) != STATUS_OK) {
        fail_msg("%s", error.message);
    }
    assert_int_equal(date.days, date_make(year, month, day).days);
}

static void every_day_of_ten_thousand_years_is_one_after_the_other(void **state) {
    (void)state;
    int before = date_make(1, 1, 1).days - 1;
    for (int year = 1; year <= 9999; year++) {
        for (int month = 1; month <= 12; month++) {
            for (int day = 1; date_is_real(year, month, day); day++) {
                Date date = date_make(year, month, day);
                int y = 0;
                int m = 0;
                int d = 0;
                date_split(date, &y, &m, &d);
                if (date.days != before + 1 || y != year || m != month || d != day) {
                    fail_msg("%d-%d-%d", year, month, day);
                }
                before = date.days;
            }
        }
    }
}

static void leap_days_follow_the_gregorian_rule(void **state) {
    (void)state;
    assert_true(date_is_real(2024, 2, 29));
    assert_true(date_is_real(2000, 2, 29));
    assert_false(date_is_real(1900, 2, 29));
    assert_false(date_is_real(2025, 2, 29));
    assert_false(date_is_real(2025, 4, 31));
    assert_false(date_is_real(2025, 0, 1));
    assert_false(date_is_real(2025, 13, 1));
    assert_false(date_is_real(2025, 1, 0));
    assert_false(date_is_real(0, 1, 1));
    assert_false(date_is_real(10000, 1, 1));
    assert_int_equal(date_make(1970, 1, 1).days, 0);
    assert_int_equal(date_make(2025, 8, 22).days, 20322);
}

static void weekdays_count_from_monday(void **state) {
    (void)state;
    assert_int_equal(date_weekday(date_make(2025, 8, 22)), 5);
    assert_int_equal(date_weekday(date_make(2025, 8, 24)), 7);
    assert_int_equal(date_weekday(date_make(2025, 8, 25)), 1);
    assert_int_equal(date_weekday(date_make(1969, 12, 31)), 3);
    assert_int_equal(date_weekday(date_make(1900, 1, 1)), 1);
}

static void ages_are_completed_years(void **state) {
    (void)state;
    static const struct {
        int birth[3];
        int on[3];
        int age;
    } CASES[] = {
        {{1980, 8, 22}, {2025, 8, 21}, 44}, {{1980, 8, 22}, {2025, 8, 22}, 45},
        {{2004, 2, 29}, {2025, 2, 28}, 20}, {{2004, 2, 29}, {2025, 3, 1}, 21},
        {{2004, 2, 29}, {2024, 2, 29}, 20}, {{2025, 8, 22}, {2025, 8, 22}, 0},
        {{2025, 8, 22}, {2025, 8, 21}, -1}, {{1999, 12, 31}, {2000, 1, 1}, 0},
    };
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        Date birth = date_make(CASES[i].birth[0], CASES[i].birth[1], CASES[i].birth[2]);
        Date on = date_make(CASES[i].on[0], CASES[i].on[1], CASES[i].on[2]);
        assert_int_equal(date_age_in_years(birth, on), CASES[i].age);
    }
}

static void days_are_added_and_counted(void **state) {
    (void)state;
    assert_int_equal(date_add_days(date_make(2024, 2, 28), 2).days, date_make(2024, 3, 1).days);
    assert_int_equal(date_add_days(date_make(2025, 1, 1), -1).days, date_make(2024, 12, 31).days);
    assert_int_equal(date_days_between(date_make(2024, 1, 1), date_make(2025, 1, 1)), 366);
    assert_int_equal(date_days_between(date_make(2025, 1, 1), date_make(2024, 1, 1)), -366);
    assert_int_equal(date_add_days(DATE_NONE, 5).days, DATE_NONE.days);
    assert_int_equal(date_add_days(DATE_FOREVER, -5).days, DATE_FOREVER.days);
    assert_int_equal(date_days_between(DATE_NONE, DATE_FOREVER), INT32_MAX);
    assert_int_equal(date_days_between(DATE_FOREVER, DATE_NONE), INT32_MIN);
}

static void dates_are_read_in_every_form(void **state) {
    (void)state;
    static const char *const SAME[] = {
        "2025-08-02",
        "2025-8-2",
        "2025/8/2",
        "2025/08/02",
        "2025.8.2",
        "20250802",
        "2025年8月2日",
        "2025年08月02日",
        " 2025-08-02 ",
        "\u30002025-08-02",
        "２０２５－０８－０２",
        "２０２５年８月２日",
        "２０２５０８０２",
        "２０２５／８／２",
        "２０２５．８．２",
        "2025-08-02 10:11",
        "2025/8/2 0:00",
        "2025/8/2 0:00:00",
        "2025-08-02T10:11:12",
        "2025-08-02T23:59:59+08:00",
        "2025-08-02T10:11:12.123456Z",
        "2025-08-02 10:11:12 +0800",
        "2025-08-02T10:11:12-11",
        "2025-08-02  10:11:12",
        "2025年8月2日 10时11分",
        "2025年8月2日10时11分12秒",
        "20250802101112",
        "20250802 10:11:12",
        "２０２５-０８-０２　１０：１１：１２",
    };
    for (size_t i = 0; i < ARRAY_COUNT(SAME); i++) {
        assert_date(SAME[i], 2025, 8, 2);
    }
    assert_date("2024-02-29", 2024, 2, 29);
    assert_date("9999-12-31", 9999, 12, 31);
}

static void what_is_no_date_is_refused(void **state) {
    (void)state;
    static const char *const WRONG[] = {
        "",
        " ",
        "2025",
        "2025-08",
        "202508",
        "2025-02-29",
        "2025-13-01",
        "2025-00-10",
        "2025-08-00",
        "2025-08-32",
        "25-08-02",
        "2025-008-02",
        "2025-08-022",
        "2025-08/02",
        "2025.08-02",
        "2025年8月2",
        "2025年8-2日",
        "2025-8-2日",
        "20250832",
        "2025080",
        "202508021",
        "45891",
        "2025-08-02x",
        "2025-08-02 x",
        "2025-08-02T",
        "2025-08-02 25:00",
        "2025-08-02 10:60",
        "2025-08-02 10:11:61",
        "2025-08-02 10:11:12.",
        "2025-08-02 10:11+19:00",
        "2025-08-02 10:11+1",
        "2025-08-02 10:11+999999999999999999",
        "2025-08-02 10:11+08:6",
        "2025-08-02 10",
        "20250802251112",
        "20250802101112x",
        "2025年8月2日10时11分12",
        "无",
        "-",
        "0000-00-00",
        "2025-08-02\xFF",
        "99999999999999999999",
    };
    for (size_t i = 0; i < ARRAY_COUNT(WRONG); i++) {
        Date date = {5};
        Error error = {0};
        if (date_parse(str_from(WRONG[i]), &date, &error) != STATUS_INVALID) {
            fail_msg("%s is taken for a date", WRONG[i]);
        }
        assert_int_equal(date.days, 5);
        assert_non_null(strstr(error.message, "2025-08-22"));
    }
    char long_text[400];
    memset(long_text, '2', sizeof long_text);
    Date date = {0};
    assert_int_equal(date_parse((Str){long_text, sizeof long_text}, &date, NULL), STATUS_INVALID);
    assert_int_equal(date_parse((Str){"2025-08-02\0", 11}, &date, NULL), STATUS_INVALID);
}

static void serials_of_spreadsheets_are_days(void **state) {
    (void)state;
    Date date = {0};
    Error error = {0};
    assert_int_equal(date_from_excel_serial(45891, &date, &error), STATUS_OK);
    assert_int_equal(date.days, date_make(2025, 8, 22).days);
    assert_int_equal(date_from_excel_serial(20000, &date, &error), STATUS_OK);
    assert_int_equal(date.days, date_make(1954, 10, 3).days);
    assert_int_equal(date_from_excel_serial(80000, &date, &error), STATUS_OK);
    assert_int_equal(date_from_excel_serial(19999, &date, &error), STATUS_INVALID);
    assert_int_equal(date_from_excel_serial(80001, &date, &error), STATUS_INVALID);
    assert_int_equal(date_from_excel_serial(INT64_MIN, &date, &error), STATUS_INVALID);
}

static void dates_are_written(void **state) {
    (void)state;
    CLEANUP(text_release) Text out = {0};
    date_format(date_make(2025, 8, 2), &out);
    text_append_char(&out, ' ');
    date_format_chinese(date_make(2025, 8, 2), &out);
    text_append_char(&out, ' ');
    date_format(date_make(1, 1, 1), &out);
    date_format(DATE_NONE, &out);
    date_format_chinese(DATE_FOREVER, &out);
    assert_string_equal(out.data, "2025-08-02 2025年8月2日 0001-01-01");
}

static void months_are_read_and_written(void **state) {
    (void)state;
    static const char *const SAME[] = {"2025-08",    "202508",         "2025/8",
                                       "2025.08",    "2025年8月",      "20250822",
                                       "2025-08-22", "２０２５－０８", "２０２５年８月"};
    for (size_t i = 0; i < ARRAY_COUNT(SAME); i++) {
        Month month = {0};
        Error error = {0};
        if (month_parse(str_from(SAME[i]), &month, &error) != STATUS_OK) {
            fail_msg("%s", error.message);
        }
        assert_int_equal(month.months, month_make(2025, 8).months);
    }
    static const char *const WRONG[] = {"",         "2025",    "202513", "2025-00",
                                        "2025-8月", "2025年8", "08-2025"};
    for (size_t i = 0; i < ARRAY_COUNT(WRONG); i++) {
        Month month = {3};
        assert_int_equal(month_parse(str_from(WRONG[i]), &month, NULL), STATUS_INVALID);
        assert_int_equal(month.months, 3);
    }
    CLEANUP(text_release) Text out = {0};
    month_format(month_make(2025, 8), &out);
    text_append_char(&out, ' ');
    month_format(month_make(1969, 12), &out);
    assert_string_equal(out.data, "2025-08 1969-12");
}

static void months_know_their_days(void **state) {
    (void)state;
    assert_int_equal(month_of(date_make(2025, 8, 31)).months, month_make(2025, 8).months);
    assert_int_equal(month_make(1970, 1).months, 0);
    assert_int_equal(month_make(1969, 12).months, -1);
    assert_int_equal(month_first_day(month_make(2024, 2)).days, date_make(2024, 2, 1).days);
    assert_int_equal(month_last_day(month_make(2024, 2)).days, date_make(2024, 2, 29).days);
    assert_int_equal(month_last_day(month_make(2025, 2)).days, date_make(2025, 2, 28).days);
    assert_int_equal(month_last_day(month_make(2025, 12)).days, date_make(2025, 12, 31).days);
    assert_int_equal(month_first_day(month_make(1, 1)).days, date_make(1, 1, 1).days);
    assert_int_equal(month_last_day(month_make(9999, 12)).days, date_make(9999, 12, 31).days);
}

static void instants_are_china_standard_time_unless_they_say_otherwise(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *shown;
    } CASES[] = {
        {"2025-08-22 10:11:12", "2025-08-22T10:11:12+08:00"},
        {"2025-08-22T10:11:12+08:00", "2025-08-22T10:11:12+08:00"},
        {"20250822101112", "2025-08-22T10:11:12+08:00"},
        {"20250822101112Z", "2025-08-22T18:11:12+08:00"},
        {"2025-08-22T02:11:12Z", "2025-08-22T10:11:12+08:00"},
        {"2025-08-22T20:00:00Z", "2025-08-23T04:00:00+08:00"},
        {"2025-08-22T10:11:12-0330", "2025-08-22T21:41:12+08:00"},
        {"2025-08-22", "2025-08-22T00:00:00+08:00"},
        {"1969-12-31 07:59:59.999999", "1969-12-31T07:59:59+08:00"},
        {"1949-10-01 15:00", "1949-10-01T15:00:00+08:00"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        Instant instant = {0};
        Error error = {0};
        if (instant_parse(str_from(CASES[i].text), &instant, &error) != STATUS_OK) {
            fail_msg("%s", error.message);
        }
        CLEANUP(text_release) Text out = {0};
        instant_format(instant, &out);
        assert_string_equal(out.data, CASES[i].shown);
    }
    Instant instant = {9};
    assert_int_equal(instant_parse(STR("10:11"), &instant, NULL), STATUS_INVALID);
    assert_int_equal(instant.us, 9);
}

static void the_day_of_an_instant_is_that_of_china(void **state) {
    (void)state;
    Instant instant = {0};
    assert_int_equal(instant_parse(STR("2025-08-22T15:59:59.5Z"), &instant, NULL), STATUS_OK);
    assert_int_equal(instant_date(instant).days, date_make(2025, 8, 22).days);
    assert_int_equal(instant.us % 1000000, 500000);
    assert_int_equal(instant_parse(STR("2025-08-22T16:00:00Z"), &instant, NULL), STATUS_OK);
    assert_int_equal(instant_date(instant).days, date_make(2025, 8, 23).days);
    assert_int_equal(instant_date((Instant){0}).days, 0);
    assert_int_equal(instant_date((Instant){-28800000001}).days, -1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_of_ten_thousand_years_is_one_after_the_other),
        cmocka_unit_test(leap_days_follow_the_gregorian_rule),
        cmocka_unit_test(weekdays_count_from_monday),
        cmocka_unit_test(ages_are_completed_years),
        cmocka_unit_test(days_are_added_and_counted),
        cmocka_unit_test(dates_are_read_in_every_form),
        cmocka_unit_test(what_is_no_date_is_refused),
        cmocka_unit_test(serials_of_spreadsheets_are_days),
        cmocka_unit_test(dates_are_written),
        cmocka_unit_test(months_are_read_and_written),
        cmocka_unit_test(months_know_their_days),
        cmocka_unit_test(instants_are_china_standard_time_unless_they_say_otherwise),
        cmocka_unit_test(the_day_of_an_instant_is_that_of_china),
    };
    return cmocka_run_group_tests_name("date", tests, NULL, NULL);
}

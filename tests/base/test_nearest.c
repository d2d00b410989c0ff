// SPDX-License-Identifier: Apache-2.0
// Guessing which name was meant.
#include "base/check.h"
#include "base/nearest.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static void assert_nearest(const char *wanted, const char *expected) {
    static const char *const NAMES[] = {"人数", "家庭月收入", "月补助金额", "Applicant Age", "age"};
    NearestName nearest = nearest_begin(str_from(wanted));
    for (size_t i = 0; i < ARRAY_COUNT(NAMES); i++) {
        nearest_offer(&nearest, str_from(NAMES[i]));
    }
    Str found = STR("(none)");
    (void)nearest_found(&nearest, &found);
    if (!str_equal(found, str_from(expected))) {
        fail_msg("'%s': found '" STR_FMT "', not '%s'", wanted, STR_ARG(found), expected);
    }
}

static void one_changed_added_or_dropped_character_is_near(void **state) {
    (void)state;
    assert_nearest("人口", "人数");
    assert_nearest("家庭收入", "家庭月收入");
    assert_nearest("月补助金额数", "月补助金额");
    assert_nearest("applicant age", "Applicant Age");
    assert_nearest("ages", "age");
}

static void what_differs_in_more_than_half_is_not_near(void **state) {
    (void)state;
    assert_nearest("住房", "(none)");
    assert_nearest("bag of", "(none)");
    assert_nearest("", "(none)");
    assert_nearest("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                   "(none)");
}

static void of_equally_near_names_the_first_stays(void **state) {
    (void)state;
    NearestName nearest = nearest_begin(STR("甲乙"));
    nearest_offer(&nearest, STR("甲丙"));
    nearest_offer(&nearest, STR("甲丁"));
    Str found = {0};
    assert_true(nearest_found(&nearest, &found));
    assert_true(str_equal(found, STR("甲丙")));
    nearest_offer(&nearest, STR("甲乙"));
    assert_true(nearest_found(&nearest, &found));
    assert_true(str_equal(found, STR("甲乙")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_changed_added_or_dropped_character_is_near),
        cmocka_unit_test(what_differs_in_more_than_half_is_not_near),
        cmocka_unit_test(of_equally_near_names_the_first_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

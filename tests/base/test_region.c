// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/region.h"
#include <cmocka.h>

static Region region(const char *text) {
    Region found = {0};
    if (!region_parse(str_from(text), &found)) {
        fail_msg("%s is not taken for a region", text);
    }
    return found;
}

static void codes_of_every_length_are_filled_with_zeros(void **state) {
    (void)state;
    assert_int_equal(region("33").code, INT64_C(330000000000));
    assert_int_equal(region("3303").code, INT64_C(330300000000));
    assert_int_equal(region(" 330303 ").code, INT64_C(330303000000));
    assert_int_equal(region("330303001").code, INT64_C(330303001000));
    assert_int_equal(region("330303001002").code, INT64_C(330303001002));
    assert_int_equal(region("３３０３０３").code, INT64_C(330303000000));
}

static void what_is_no_code_is_refused(void **state) {
    (void)state;
    static const char *const WRONG[] = {"",        "3",        "333",        "33030",
                                        "3303030", "33030300", "3303030010", "3303030010023",
                                        "33030x",  "-33",      "00",         "000000000000",
                                        "33 03",   "330303.0", "浙江"};
    for (size_t i = 0; i < ARRAY_COUNT(WRONG); i++) {
        Region found = {7};
        assert_false(region_parse(str_from(WRONG[i]), &found));
        assert_int_equal(found.code, 7);
    }
}

static void levels_follow_the_last_part_that_is_set(void **state) {
    (void)state;
    assert_int_equal(region_level((Region){0}), 0);
    assert_int_equal(region_level((Region){-5}), 0);
    assert_int_equal(region_level(region("33")), REGION_LEVEL_PROVINCE);
    assert_int_equal(region_level(region("3303")), REGION_LEVEL_CITY);
    assert_int_equal(region_level(region("330303")), REGION_LEVEL_COUNTY);
    assert_int_equal(region_level(region("330303001")), REGION_LEVEL_TOWNSHIP);
    assert_int_equal(region_level(region("330303001002")), REGION_LEVEL_VILLAGE);
    assert_int_equal(region_level(region("441900003000")), REGION_LEVEL_TOWNSHIP);
}

static void ancestors_are_cut_at_their_level(void **state) {
    (void)state;
    Region village = region("330303001002");
    assert_int_equal(region_at_level(village, REGION_LEVEL_PROVINCE).code, region("33").code);
    assert_int_equal(region_at_level(village, REGION_LEVEL_CITY).code, region("3303").code);
    assert_int_equal(region_at_level(village, REGION_LEVEL_COUNTY).code, region("330303").code);
    assert_int_equal(region_at_level(village, REGION_LEVEL_TOWNSHIP).code,
                     region("330303001").code);
    assert_int_equal(region_at_level(village, REGION_LEVEL_VILLAGE).code, village.code);
    assert_int_equal(region_at_level(region("33"), REGION_LEVEL_VILLAGE).code, region("33").code);
}

static void a_region_holds_itself_and_what_is_in_it(void **state) {
    (void)state;
    Region county = region("330303");
    assert_true(region_contains(county, county));
    assert_true(region_contains(county, region("330303001002")));
    assert_true(region_contains(region("33"), county));
    assert_false(region_contains(county, region("33")));
    assert_false(region_contains(county, region("330304001002")));
    assert_false(region_contains((Region){0}, county));
    assert_false(region_contains(county, (Region){0}));
    assert_int_equal(region_last(county).code, INT64_C(330303999999));
    assert_int_equal(region_last(region("330303001002")).code, INT64_C(330303001002));
    assert_int_equal(region_last((Region){0}).code, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_of_every_length_are_filled_with_zeros),
        cmocka_unit_test(what_is_no_code_is_refused),
        cmocka_unit_test(levels_follow_the_last_part_that_is_set),
        cmocka_unit_test(ancestors_are_cut_at_their_level),
        cmocka_unit_test(a_region_holds_itself_and_what_is_in_it),
    };
    return cmocka_run_group_tests_name("region", tests, NULL, NULL);
}

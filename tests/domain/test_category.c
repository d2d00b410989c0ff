// SPDX-License-Identifier: Apache-2.0
#include "domain/category.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void every_category_is_found_by_its_chinese_word(void **state) {
    (void)state;
    for (int i = CATEGORY_UNDETERMINED; i <= CATEGORY_NONE; i++) {
        Category category = (Category)i;
        assert_int_equal(category_from_words(category_words(category, false)), category);
        assert_true(category_words(category, true).length > 0);
    }
}

static void other_words_for_a_category_are_understood(void **state) {
    (void)state;
    static const struct {
        const char *words;
        Category category;
    } CASES[] = {{"低保边缘家庭", CATEGORY_EDGE},
                 {"特困人员", CATEGORY_DESTITUTE},
                 {"刚性支出困难家庭", CATEGORY_RIGID_EXPENDITURE},
                 {"无", CATEGORY_NONE},
                 {"dibao", CATEGORY_UNDETERMINED},
                 {"", CATEGORY_UNDETERMINED}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_int_equal(category_from_words(str_from(CASES[i].words)), CASES[i].category);
    }
}

static void both_kinds_of_dibao_belong_into_the_same_register(void **state) {
    (void)state;
    static const RegisteredClass EXPECTED[] = {
        [CATEGORY_UNDETERMINED] = REGISTERED_NONE,
        [CATEGORY_DESTITUTE] = REGISTERED_DESTITUTE,
        [CATEGORY_DIBAO_INCOME] = REGISTERED_DIBAO,
        [CATEGORY_DIBAO_EXPENDITURE] = REGISTERED_DIBAO,
        [CATEGORY_EDGE] = REGISTERED_EDGE,
        [CATEGORY_EDGE_EXPENDITURE] = REGISTERED_EDGE,
        [CATEGORY_RIGID_EXPENDITURE] = REGISTERED_RIGID,
        [CATEGORY_LOW_INCOME] = REGISTERED_NONE,
        [CATEGORY_NONE] = REGISTERED_NONE,
    };
    for (int i = CATEGORY_UNDETERMINED; i <= CATEGORY_NONE; i++) {
        assert_int_equal(category_class((Category)i), EXPECTED[i]);
    }
    assert_true(REGISTERED_DESTITUTE > REGISTERED_DIBAO && REGISTERED_DIBAO > REGISTERED_EDGE);
    assert_true(REGISTERED_EDGE > REGISTERED_RIGID && REGISTERED_RIGID > REGISTERED_NONE);
}

static void registered_classes_have_words_and_ids(void **state) {
    (void)state;
    for (int i = REGISTERED_NONE; i <= REGISTERED_DESTITUTE; i++) {
        RegisteredClass registered = (RegisteredClass)i;
        assert_int_equal(registered_from_words(registered_words(registered, false)), registered);
        assert_true(registered_words(registered, true).length > 0);
    }
    assert_int_equal(registered_from_words(STR("临时")), REGISTERED_NONE);
    assert_string_equal(registered_id(REGISTERED_DIBAO), "dibao");
    assert_string_equal(category_id(CATEGORY_DIBAO_INCOME), "dibao_income");
    assert_string_equal(category_id(CATEGORY_UNDETERMINED), "undetermined");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_category_is_found_by_its_chinese_word),
        cmocka_unit_test(other_words_for_a_category_are_understood),
        cmocka_unit_test(both_kinds_of_dibao_belong_into_the_same_register),
        cmocka_unit_test(registered_classes_have_words_and_ids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

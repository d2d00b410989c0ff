// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"
#include "monitor/memory.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static Spoken spoken(int rule, uint32_t person, int day, Scalar value) {
    return (Spoken){.rule = rule,
                    .is_help = true,
                    .subject = person,
                    .household = {1},
                    .date = {20000 + day},
                    .value = value};
}

static Scalar decimal(int64_t number, int8_t exponent) {
    return (Scalar){.type = SCALAR_DECIMAL, .number = number, .exponent = exponent};
}

typedef struct CoolingCase {
    const char *name;
    int day; // after the first time, with a value of 1,000.00 yuan
    Scalar value;
    bool is_cooling;
} CoolingCase;

static void a_rule_is_silent_for_its_cool_down_unless_the_value_grew(void **state) {
    (void)state;
    const CoolingCase cases[] = {
        {"the same day", 0, scalar_money((Money){100000}), true},
        {"day 89", 89, scalar_money((Money){100000}), true},
        {"day 90", 90, scalar_money((Money){100000}), false},
        {"1.499 times", 1, scalar_money((Money){149900}), true},
        {"a fen below 1.5 times", 1, scalar_money((Money){149999}), true},
        {"1.5 times", 1, scalar_money((Money){150000}), false},
        {"1.5 times as a decimal", 1, decimal(15, 2), false},
        {"less as a decimal", 1, decimal(149999999, -5), true},
        {"1.5 times as a whole number", 1, scalar_integer(1500), false},
        {"far too small to compare", 1, decimal(1, -40), true},
        {"far too large to compare", 1, decimal(1, 40), true},
        {"no value now", 1, SCALAR_NONE, true},
        {"a text is no value", 1, scalar_text(STR("1500")), true},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        RuleMemory memory = {0};
        Spoken first = spoken(3, 7, 0, scalar_money((Money){100000}));
        rule_memory_put(&memory, &first);
        Spoken hit = spoken(3, 7, cases[i].day, cases[i].value);
        if (rule_memory_is_cooling(&memory, &hit, 90) != cases[i].is_cooling) {
            fail_msg("%s", cases[i].name);
        }
        rule_memory_release(&memory);
    }
}

static void without_a_value_only_time_counts(void **state) {
    (void)state;
    RuleMemory memory = {0};
    Spoken first = spoken(3, 7, 0, SCALAR_NONE);
    rule_memory_put(&memory, &first);
    Spoken hit = spoken(3, 7, 89, scalar_money((Money){100000}));
    assert_true(rule_memory_is_cooling(&memory, &hit, 90));
    hit.date.days++;
    assert_false(rule_memory_is_cooling(&memory, &hit, 90));
    rule_memory_release(&memory);
}

static void other_rules_and_other_subjects_are_not_held_back(void **state) {
    (void)state;
    RuleMemory memory = {0};
    Spoken first = spoken(3, 7, 0, SCALAR_NONE);
    rule_memory_put(&memory, &first);
    Spoken other_rule = spoken(4, 7, 1, SCALAR_NONE);
    Spoken other_person = spoken(3, 8, 1, SCALAR_NONE);
    Spoken household = spoken(3, 7, 1, SCALAR_NONE);
    household.is_household = true; // number 7 too, but a household
    assert_false(rule_memory_is_cooling(&memory, &other_rule, 90));
    assert_false(rule_memory_is_cooling(&memory, &other_person, 90));
    assert_false(rule_memory_is_cooling(&memory, &household, 90));
    rule_memory_release(&memory);
}

static void the_last_time_counts(void **state) {
    (void)state;
    RuleMemory memory = {0};
    Spoken first = spoken(3, 7, 0, scalar_money((Money){100}));
    Spoken second = spoken(3, 7, 10, scalar_money((Money){150}));
    rule_memory_put(&memory, &first);
    rule_memory_put(&memory, &second);
    Spoken hit = spoken(3, 7, 99, scalar_money((Money){160}));
    assert_true(rule_memory_is_cooling(&memory, &hit, 90));
    hit.date.days++;
    assert_false(rule_memory_is_cooling(&memory, &hit, 90));
    rule_memory_release(&memory);
}

static void another_help_rule_raises_for_ninety_days(void **state) {
    (void)state;
    RuleMemory memory = {0};
    Spoken first = spoken(3, 7, 0, SCALAR_NONE);
    rule_memory_put(&memory, &first);
    Spoken exit_rule = spoken(5, 7, 50, SCALAR_NONE);
    exit_rule.is_help = false;
    rule_memory_put(&memory, &exit_rule);
    Spoken hit = spoken(4, 9, 90, SCALAR_NONE);
    assert_true(rule_memory_has_other_help(&memory, &hit));
    hit.date.days++;
    assert_false(rule_memory_has_other_help(&memory, &hit)); // the exit rule does not count
    hit = spoken(3, 9, 1, SCALAR_NONE);
    assert_false(rule_memory_has_other_help(&memory, &hit)); // the same rule
    hit = spoken(4, 9, 1, SCALAR_NONE);
    hit.household.number = 2;
    assert_false(rule_memory_has_other_help(&memory, &hit));
    Spoken again = spoken(3, 8, 80, SCALAR_NONE); // the rule speaks about somebody else there
    rule_memory_put(&memory, &again);
    hit = spoken(4, 9, 170, SCALAR_NONE);
    assert_true(rule_memory_has_other_help(&memory, &hit));
    rule_memory_release(&memory);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rule_is_silent_for_its_cool_down_unless_the_value_grew),
        cmocka_unit_test(without_a_value_only_time_counts),
        cmocka_unit_test(other_rules_and_other_subjects_are_not_held_back),
        cmocka_unit_test(the_last_time_counts),
        cmocka_unit_test(another_help_rule_raises_for_ninety_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: Apache-2.0
// What a decision answered is remembered for exactly these inputs on this day, and not at all when
// they hardly ever come again.
#include "policy/remember.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first.
#include <cmocka.h>

enum { INPUTS = 2 };
static const Date TODAY = {20331};

static bool finds(DecisionMemory *memory, const Scalar *inputs, Date clock, int64_t *out_number) {
    size_t place = 0;
    Scalar answer = SCALAR_NONE;
    bool is_found = decision_memory_find(memory, inputs, INPUTS, clock, &place, &answer);
    if (!is_found) {
        decision_memory_put(memory, place, inputs, INPUTS, clock, scalar_integer(*out_number));
    }
    *out_number = is_found ? answer.number : *out_number;
    return is_found;
}

static void only_the_same_inputs_meet(void **state) {
    (void)state;
    DecisionMemory memory = {0};
    const Scalar asked[] = {scalar_text(STR("低保")), {SCALAR_DECIMAL, -2, 150, {0}}};
    const Scalar others[][INPUTS] = {{scalar_text(STR("低边")), asked[1]},
                                     {scalar_text(STR("")), asked[1]},
                                     {SCALAR_NONE, asked[1]},
                                     {asked[0], {SCALAR_DECIMAL, -1, 15, {0}}},
                                     {asked[0], {SCALAR_DECIMAL, -3, 150, {0}}},
                                     {asked[0], {SCALAR_INTEGER, -2, 150, {0}}},
                                     {asked[0], {SCALAR_DECIMAL, -2, 151, {0}}},
                                     {asked[1], asked[0]}};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        int64_t number = 7;
        int64_t met = 0;
        finds(&memory, asked, TODAY, &number);
        assert_true(finds(&memory, asked, TODAY, &met));
        assert_int_equal(met, 7);
        number = 8;
        assert_false(finds(&memory, others[i], TODAY, &number));
        decision_memory_release(&memory);
    }
    int64_t number = 7;
    finds(&memory, asked, TODAY, &number);
    assert_false(finds(&memory, asked, (Date){TODAY.days + 1}, &number));
    decision_memory_release(&memory);
}

static void what_never_comes_again_is_given_up(void **state) {
    (void)state;
    enum { ROUNDS = 1000 };
    DecisionMemory memory = {0};
    DecisionMemory faithful = {0};
    for (int64_t i = 0; i < ROUNDS; i++) {
        Scalar ever_new[] = {scalar_integer(i), SCALAR_NONE};
        Scalar few[] = {scalar_integer(i % 3), SCALAR_NONE};
        int64_t number = i;
        assert_false(finds(&memory, ever_new, TODAY, &number));
        number = i % 3;
        finds(&faithful, few, TODAY, &number);
        assert_int_equal(number, i % 3);
    }
    assert_true(memory.is_given_up);
    assert_false(faithful.is_given_up);
    assert_true(faithful.met > ROUNDS / 4);
    decision_memory_release(&memory);
    decision_memory_release(&faithful);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_same_inputs_meet),
        cmocka_unit_test(what_never_comes_again_is_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

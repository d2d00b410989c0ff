// SPDX-License-Identifier: Apache-2.0
// Guards: which columns are some, and that a decision is null whenever one of its guards says so.
#include "base/check.h"
#include "dmn/guard.h"
#include "support.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

enum { NUMBER_FIRST = -3, NUMBER_END = 13, INPUTS_MAX = 3, INPUT_A = 0, INPUT_B = 1, INPUT_S = 2 };
static const char *const TEXTS[] = {"x", "y", "z", "", "red"};

static size_t decision_named(const DmnModel *model, const char *name) {
    int decision = dmn_find_decision(model, str_from(name));
    if (decision < 0) {
        fail_msg("no decision is named %s", name);
    }
    return (size_t)decision;
}

// "1:s 2:a,b": the columns from 1, and what they read.
static void guards_format(const DmnModel *model, const DmnGuard *guards, size_t count, Text *out) {
    for (size_t i = 0; i < count; i++) {
        text_format(out, "%s%zu:", i == 0 ? "" : " ", guards[i].column + 1);
        for (size_t k = 0; k < guards[i].input_count; k++) {
            text_format(out, "%s" STR_FMT, k == 0 ? "" : ",",
                        STR_ARG(dmn_input_name(model, guards[i].inputs[k])));
        }
    }
}

static void a_guard_is_a_column_that_every_rule_with_an_answer_tests(void **state) {
    (void)state;
    static const struct {
        const char *decision, *guards;
    } CASES[] = {
        {"words", "1:s"},      {"open rule", ""},     {"null between", "1:a"},
        {"null first", "1:s"}, {"limits", "1:a,b"},   {"sums", "1:a,b 2:s"},
        {"same", "1:a 2:b"},   {"best", "1:a"},       {"computed answer", "1:a"},
        {"allowed", "1:a,b"},  {"counted", ""},       {"collected", ""},
        {"ordered", ""},       {"default", ""},       {"two answers", ""},
        {"of a decision", ""}, {"of a function", ""}, {"of nothing", ""},
        {"breaking", "1:a,s"}, {"of null", "1:a"},    {"literal", ""},
    };
    DmnModel *model = read_model("guards.dmn");
    Arena arena = {0};
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        DmnGuard *guards = NULL;
        size_t count = dmn_guards(model, decision_named(model, CASES[i].decision), &arena, &guards);
        CLEANUP(text_release) Text found = {0};
        guards_format(model, guards, count, &found);
        if (!str_equal(text_str(&found), str_from(CASES[i].guards))) {
            fail_msg("%s: '" STR_FMT "' instead of '%s'", CASES[i].decision,
                     STR_ARG(text_str(&found)), CASES[i].guards);
        }
    }
    assert_int_equal(dmn_decision_count(model), ARRAY_COUNT(CASES));
    arena_release(&arena);
    dmn_model_free(model);
}

// ---- what they say

typedef struct Tally {
    size_t excluded, let_through;
} Tally;

static void ask_guards(const DmnModel *model, size_t decision, const FeelValue *inputs,
                       Tally *tally) {
    Arena arena = {0};
    FeelRun run = {.arena = &arena, .today = DATE_NONE};
    DmnGuard *guards = NULL;
    size_t count = dmn_guards(model, decision, &arena, &guards);
    for (size_t i = 0; i < count; i++) {
        FeelValue read[INPUTS_MAX] = {FEEL_NULL_VALUE, FEEL_NULL_VALUE, FEEL_NULL_VALUE};
        for (size_t k = 0; k < guards[i].input_count; k++) {
            read[guards[i].inputs[k]] = inputs[guards[i].inputs[k]];
        }
        run.error_count = 0;
        run.steps = 0;
        if (!dmn_guard_excludes(model, decision, &guards[i], read, &run)) {
            tally->let_through++;
            continue;
        }
        tally->excluded++;
        for (int is_strict = 0; is_strict < 2; is_strict++) {
            FeelValue answer =
                dmn_decide(model, decision, inputs, &run, (DmnOptions){is_strict != 0}, NULL);
            if (answer.kind != FEEL_NULL) {
                fail_msg("a guard of " STR_FMT " excludes what has an answer",
                         STR_ARG(dmn_decision_name(model, decision)));
            }
        }
    }
    arena_release(&arena);
}

static FeelValue number_or_null(int number) {
    return number == NUMBER_END ? FEEL_NULL_VALUE : feel_integer(number);
}

static void what_a_guard_excludes_has_no_answer(void **state) {
    (void)state;
    DmnModel *model = read_model("guards.dmn");
    assert_int_equal(dmn_input_count(model), INPUTS_MAX);
    Tally tally = {0};
    for (int a = NUMBER_FIRST; a <= NUMBER_END; a++) {
        for (int b = NUMBER_FIRST; b <= NUMBER_END; b++) {
            for (size_t s = 0; s <= ARRAY_COUNT(TEXTS); s++) {
                bool is_known = s < ARRAY_COUNT(TEXTS);
                FeelValue inputs[INPUTS_MAX] = {
                    [INPUT_A] = number_or_null(a),
                    [INPUT_B] = number_or_null(b),
                    [INPUT_S] =
                        is_known ? feel_string_borrowed(str_from(TEXTS[s])) : FEEL_NULL_VALUE};
                for (size_t i = 0; i < dmn_decision_count(model); i++) {
                    ask_guards(model, i, inputs, &tally);
                }
            }
        }
    }
    assert_true(tally.excluded > 1000 && tally.let_through > 1000);
    dmn_model_free(model);
}

// The first test cannot compare a number with a text, and so may not say that nothing accepts.
static void a_guard_that_goes_wrong_tells_nothing(void **state) {
    (void)state;
    DmnModel *model = read_model("guards.dmn");
    size_t decision = decision_named(model, "breaking");
    Arena arena = {0};
    FeelRun run = {.arena = &arena, .today = DATE_NONE};
    DmnGuard *guards = NULL;
    assert_int_equal(dmn_guards(model, decision, &arena, &guards), 1);
    FeelValue inputs[INPUTS_MAX] = {
        [INPUT_A] = feel_integer(0), [INPUT_S] = feel_string_borrowed(STR("x"))};
    assert_false(dmn_guard_excludes(model, decision, guards, inputs, &run));
    assert_true(run.error_count > 0);
    arena_release(&arena);
    dmn_model_free(model);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_guard_is_a_column_that_every_rule_with_an_answer_tests),
        cmocka_unit_test(what_a_guard_excludes_has_no_answer),
        cmocka_unit_test(a_guard_that_goes_wrong_tells_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

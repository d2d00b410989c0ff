// SPDX-License-Identifier: Apache-2.0
// A simple test must answer as the program of the same text does, for every value it answers for.
#include "base/text.h"
#include "dmn/simple_test.h"
#include "feel/feel.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static const char *const TEXTS[] = {
    "< 5",
    "<5.0",
    "<= 5",
    "> -0.5",
    ">= 1170.00",
    " >=  3 ",
    "5",
    "-5",
    "1, 2, 5",
    "5.00",
    "\"a\"",
    "\"a\", \"b\"",
    "\"a,b\"",
    "\"特困\"",
    "true",
    "false",
    "true, false",
    "\"\"",
    "12345678901234567890.5",
    "<= 1e3",
    ".5",
};
static const char *const OTHERS[] = {
    "-",
    "[1..5]",
    "not(5)",
    "x",
    "< x",
    "\"a\" + \"b\"",
    "5, \"a\"",
    "\"a\\\"b\"",
    "null",
    "< \"a\"",
    "? > 5",
    "5 + 1",
    "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17",
    "< 1, 2",
    "",
    "\"a",
    "1,",
};
static const char *const VALUES[] = {
    "5",     "5.00",  "4.99",    "5.01",     "-5",
    "-0.5",  "0.5",   "1170",    "1000",     "12345678901234567890.5",
    "\"a\"", "\"b\"", "\"a,b\"", "\"特困\"", "\"\"",
    "true",  "false", "null",    "[5]",      "date(\"2025-08-22\")",
};

static FeelValue value_of(Arena *arena, FeelRun *run, const char *text) {
    static const FeelScope NO_NAMES = {0};
    const FeelProgram *program = NULL;
    FeelPlace place;
    Error error = {0};
    if (feel_compile(arena, str_from(text), &NO_NAMES, &program, &place, &error) != STATUS_OK) {
        fail_msg("%s", error.message);
    }
    return feel_run(program, run, NULL);
}

static bool program_accepts(Arena *arena, FeelRun *run, const char *text, FeelValue value) {
    static const FeelScope NO_NAMES = {0};
    const FeelProgram *program = NULL;
    FeelPlace place;
    Error error = {0};
    if (feel_compile_unary_tests(arena, str_from(text), &NO_NAMES, &program, &place, &error) !=
        STATUS_OK) {
        fail_msg("%s", error.message);
    }
    FeelValue answer = feel_run_test(program, run, NULL, value);
    return answer.kind == FEEL_BOOLEAN && answer.number != 0;
}

// How many of the values got an answer.
static size_t compare_answers(Arena *arena, FeelRun *run, const char *text) {
    const SimpleTest *test = simple_test_new(arena, str_from(text));
    if (test == NULL) {
        fail_msg("'%s' is a simple test", text);
        return 0;
    }
    size_t answered = 0;
    for (size_t i = 0; i < sizeof VALUES / sizeof *VALUES; i++) {
        FeelValue value = value_of(arena, run, VALUES[i]);
        bool accepts = false;
        if (simple_test_run(test, value, &accepts)) {
            answered++;
            if (accepts != program_accepts(arena, run, text, value)) {
                fail_msg("'%s' for %s", text, VALUES[i]);
            }
        }
    }
    return answered;
}

static void a_simple_test_answers_as_its_program_does(void **state) {
    (void)state;
    Arena arena = {0};
    FeelRun run = {.arena = &arena, .today = DATE_NONE};
    size_t answered = 0;
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
        answered += compare_answers(&arena, &run, TEXTS[i]);
    }
    assert_true(answered > 100);
    arena_release(&arena);
}

static void anything_more_is_left_to_the_program(void **state) {
    (void)state;
    Arena arena = {0};
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++) {
        if (simple_test_new(&arena, str_from(OTHERS[i])) != NULL) {
            fail_msg("'%s' is not a simple test", OTHERS[i]);
        }
    }
    arena_release(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_simple_test_answers_as_its_program_does),
        cmocka_unit_test(anything_more_is_left_to_the_program),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: Apache-2.0
// Runs the cases beside the models. A case is one line:
//   [strict] decision | {"input": value} => result [! words of a reason]
// Lines that are empty or begin with # are passed over. Results are written as FEEL prints them.
#include "base/check.h"
#include "base/text.h"
#include "support.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

typedef struct Case {
    bool is_strict;
    Str decision;
    Str inputs;
    Str result;
    Str reason;
} Case;

static Str cut_at(Str *rest, Str separator) {
    size_t at = 0;
    Str all = *rest;
    if (!str_find(all, separator, &at)) {
        *rest = STR("");
        return str_trim(all);
    }
    *rest = str_trim(str_slice(all, at + separator.length, all.length));
    return str_trim(str_slice(all, 0, at));
}

static Case case_parse(Str line) {
    Case parsed = {0};
    if (str_starts_with(line, STR("strict "))) {
        parsed.is_strict = true;
        line = str_slice(line, sizeof "strict " - 1, line.length);
    }
    parsed.decision = cut_at(&line, STR(" | "));
    parsed.inputs = cut_at(&line, STR(" => "));
    parsed.result = cut_at(&line, STR(" ! "));
    parsed.reason = line;
    return parsed;
}

static bool case_holds(const DmnModel *model, const char *file, size_t line, Case wanted) {
    Evaluation evaluation;
    evaluate(&evaluation, model, wanted.decision, wanted.inputs, wanted.is_strict);
    bool is_right = str_equal(text_str(&evaluation.words), wanted.result);
    bool has_words = has_reason(&evaluation, wanted.reason);
    bool is_explained = wanted.reason.length == 0 ? evaluation.run.error_count == 0 : has_words;
    if (!is_right || !is_explained) {
        print_error("%s:%zu: " STR_FMT " gives " STR_FMT ", %zu reasons, first: " STR_FMT "\n",
                    file, line, STR_ARG(wanted.decision), STR_ARG(text_str(&evaluation.words)),
                    evaluation.run.error_count, STR_ARG(evaluation.run.errors[0].message));
    }
    evaluation_release(&evaluation);
    return is_right && is_explained;
}

static void run_cases(const char *model_file, const char *cases_file) {
    DmnModel *model = read_model(model_file);
    CLEANUP(text_release) Text cases = read_model_file(cases_file);
    Str rest = text_str(&cases);
    size_t failed = 0;
    size_t passed = 0;
    for (size_t line = 1; rest.length > 0; line++) {
        Str text = str_trim(str_cut(&rest, '\n'));
        if (text.length == 0 || text.data[0] == '#') {
            continue;
        }
        bool holds = case_holds(model, cases_file, line, case_parse(text));
        failed += !holds;
        passed += holds;
    }
    dmn_model_free(model);
    assert_int_equal(failed, 0);
    assert_true(passed > 0);
}

static void the_means_test_gives_category_and_amount(void **state) {
    (void)state;
    run_cases("means_test.dmn", "means_test.cases");
}

static void every_hit_policy_answers_as_the_standard_says(void **state) {
    (void)state;
    run_cases("hit_policies.dmn", "hit_policies.cases");
}

static void corners_of_the_standard_hold(void **state) {
    (void)state;
    run_cases("standard.dmn", "standard.cases");
}

static void boxed_expressions_and_types_work(void **state) {
    (void)state;
    run_cases("boxed.dmn", "boxed.cases");
}

static void values_conform_to_their_types_or_are_null(void **state) {
    (void)state;
    run_cases("types.dmn", "types.cases");
}

static void knowledge_models_may_call_themselves(void **state) {
    (void)state;
    run_cases("recursion.dmn", "recursion.cases");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_means_test_gives_category_and_amount),
        cmocka_unit_test(every_hit_policy_answers_as_the_standard_says),
        cmocka_unit_test(corners_of_the_standard_hold),
        cmocka_unit_test(boxed_expressions_and_types_work),
        cmocka_unit_test(values_conform_to_their_types_or_are_null),
        cmocka_unit_test(knowledge_models_may_call_themselves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: Apache-2.0
// Models with known mistakes against what is to be said of them, word for word: NAME.dmn and
// NAME.findings. UPDATE_GOLDEN=1 writes what is said now.
#include "../dmn/model_file.h"
#include "base/check.h"
#include "support.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void update(const char *name, Str text) {
    CLEANUP(text_release) Text path = {0};
    text_format(&path, "%s/%s.findings", MODELS_FOLDER, name);
    FILE *file = fopen(path.data, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text.data, 1, text.length, file), text.length);
    assert_int_equal(fclose(file), 0);
}

static void says(const char *name, bool is_policy_pack) {
    CLEANUP(report_release) Report report = {0};
    CLEANUP(text_release) Text words = {0};
    Text file_name = {0};
    text_format(&file_name, "%s.dmn", name);
    CLEANUP(text_release) Text xml = read_model_file(file_name.data);
    DmnSource source = {text_str(&file_name), text_str(&xml)};
    analysis_check(&source, 1, (AnalysisOptions){.is_policy_pack = is_policy_pack}, &report);
    report_sort(&report);
    report_write(&report, &words);
    text_clear(&file_name);
    text_format(&file_name, "%s.findings", name);
    if (getenv("UPDATE_GOLDEN") != NULL) {
        update(name, text_str(&words));
    }
    CLEANUP(text_release) Text wanted = read_model_file(file_name.data);
    text_release(&file_name);
    assert_string_equal(words.data == NULL ? "" : words.data,
                        wanted.data == NULL ? "" : wanted.data);
}

static void mistakes_of_decision_tables_are_found_with_an_example(void **state) {
    (void)state;
    says("tables", false);
}

static void early_divisions_are_found_with_the_better_form_and_exact_ones_are_not(void **state) {
    (void)state;
    says("divisions", false);
}

static void parts_and_names_and_types_are_looked_after(void **state) {
    (void)state;
    says("parts", true);
}

// A small model whose calls of calls are 6^14.
static void a_model_of_too_many_steps_for_a_plan_is_told(void **state) {
    (void)state;
    says("steps", false);
}

static void a_model_that_cannot_be_read_is_a_finding_with_its_line(void **state) {
    (void)state;
    CLEANUP(report_release) Report report = {0};
    check_text(STR("<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" "
                   "namespace=\"urn:m\">\n<decision id=\"d\" name=\"d\"><variable name=\"d\"/>"
                   "<informationRequirement><requiredInput href=\"#none\"/>"
                   "</informationRequirement></decision></definitions>"),
               &report);
    assert_int_equal(report.count, 1);
    assert_int_equal(report.items[0].kind, FINDING_unreadable);
    assert_int_equal(report.items[0].line, 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mistakes_of_decision_tables_are_found_with_an_example),
        cmocka_unit_test(early_divisions_are_found_with_the_better_form_and_exact_ones_are_not),
        cmocka_unit_test(parts_and_names_and_types_are_looked_after),
        cmocka_unit_test(a_model_of_too_many_steps_for_a_plan_is_told),
        cmocka_unit_test(a_model_that_cannot_be_read_is_a_finding_with_its_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

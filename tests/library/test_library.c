// SPDX-License-Identifier: Apache-2.0
// The library as a C program sees it: models and decisions.
#include "fixture.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// ---- models -------------------------------------------------------------------------------------

static void a_model_lists_its_parts_in_file_order(void **state) {
    Fixture *fixture = *state;
    const DoudiModel *model = fixture->model;
    assert_string_equal(doudi_model_name(model), "收入核定入门");
    assert_int_equal(doudi_model_count(model, DOUDI_INPUTS), 3);
    assert_int_equal(doudi_model_count(model, DOUDI_DECISIONS), 3);
    assert_int_equal(doudi_model_count(model, DOUDI_SERVICES), 1);
    assert_string_equal(doudi_model_at(model, DOUDI_INPUTS, 1)->name, "家庭月收入");
    assert_string_equal(doudi_model_at(model, DOUDI_INPUTS, 1)->type, "number");
    assert_string_equal(doudi_model_at(model, DOUDI_DECISIONS, 1)->type, "string");
    assert_null(doudi_model_at(model, DOUDI_INPUTS, 3));
    size_t at = 9;
    assert_true(doudi_model_find(model, DOUDI_DECISIONS, "月补助金额", &at));
    assert_int_equal(at, 2);
    assert_false(doudi_model_find(model, DOUDI_DECISIONS, "人数", &at));
    assert_int_equal(at, 2);
    assert_string_equal(doudi_model_parameter(model, 0, 2)->name, "保障标准");
    assert_null(doudi_model_parameter(model, 0, 3));
    assert_null(doudi_model_parameter(model, 1, 0));
}

static void a_model_tells_which_inputs_a_decision_needs(void **state) {
    Fixture *fixture = *state;
    assert_true(doudi_model_needs(fixture->model, 0, 0));
    assert_false(doudi_model_needs(fixture->model, 0, 1)); // 保障线 asks for no income
    assert_true(doudi_model_needs(fixture->model, 2, 1));
    assert_false(doudi_model_needs(fixture->model, 3, 0));
    assert_false(doudi_model_needs(fixture->model, 0, 3));
}

#define MODEL(body)                                                                                \
    "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' namespace='n' name='m'>\n"  \
    "<decision id='d' name='d'><variable name='d'/>\n<literalExpression><text>" body               \
    "</text></literalExpression></decision></definitions>"

static void a_broken_model_names_its_line_and_lenient_reading_puts_it_off(void **state) {
    Fixture *fixture = *state;
    static const char XML[] = MODEL("1 +");
    DoudiSource source = {"broken.dmn", XML, sizeof XML - 1};
    DoudiModel *model = NULL;
    assert_int_equal(doudi_model_read(&source, 1, DOUDI_READ_STRICT, &model, &fixture->error),
                     DOUDI_INVALID);
    assert_null(model);
    assert_int_equal(fixture->error.status, DOUDI_INVALID);
    assert_int_equal(fixture->error.line, 3);
    assert_says(fixture->error.message, "broken.dmn:3: decision 'd'");
    assert_int_equal(doudi_model_read(&source, 1, DOUDI_READ_LENIENT, &model, NULL), DOUDI_OK);
    const DoudiValue *result = NULL;
    assert_int_equal(doudi_decide(fixture->run, model, "d", NULL, &result, NULL), DOUDI_OK);
    assert_int_equal(doudi_value_kind(result), DOUDI_NULL);
    DoudiReason reason;
    assert_true(doudi_reason(fixture->run, 0, &reason));
    assert_says(reason.message, "expected an expression");
    doudi_model_free(model);
    doudi_model_free(NULL);
}

static void what_is_no_model_is_refused(void **state) {
    Fixture *fixture = *state;
    static const char *const TEXTS[] = {"", "x", "<a/>",
                                        "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"};
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
        DoudiSource source = {"x.dmn", TEXTS[i], strlen(TEXTS[i])};
        DoudiModel *model = NULL;
        assert_int_equal(doudi_model_read(&source, 1, DOUDI_READ_LENIENT, &model, &fixture->error),
                         DOUDI_INVALID);
        assert_null(model);
        assert_says(fixture->error.message, "x.dmn");
    }
}

static void a_model_may_import_others_that_are_handed_in_beside_it(void **state) {
    Fixture *fixture = *state;
    static const char XML[] =
        "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' namespace='n' name='m'>"
        "<import importType='https://www.omg.org/spec/DMN/20230324/MODEL/' name='核定' "
        "namespace='https://doudi.example/means-test'/>"
        "<inputData id='i' name='人数'><variable name='人数' typeRef='number'/></inputData>"
        "<decision id='d' name='全年'><variable name='全年' typeRef='number'/>"
        "<informationRequirement><requiredInput href='#i'/></informationRequirement>"
        "<informationRequirement><requiredDecision "
        "href='https://doudi.example/means-test#amount'/></informationRequirement>"
        "<literalExpression><text>核定.月补助金额 * 12 + 人数</text></literalExpression></decision>"
        "</definitions>";
    DoudiSource sources[] = {{"year.dmn", XML, sizeof XML - 1},
                             {"means_test.dmn", fixture->xml, strlen(fixture->xml)}};
    DoudiModel *model = NULL;
    assert_int_equal(doudi_model_read(sources, 1, DOUDI_READ_STRICT, &model, &fixture->error),
                     DOUDI_INVALID);
    assert_says(fixture->error.message, "https://doudi.example/means-test");
    if (doudi_model_read(sources, 2, DOUDI_READ_STRICT, &model, &fixture->error) != DOUDI_OK) {
        fail_msg("%s", fixture->error.message);
    }
    // Both models have 人数: the name stands for both, as values and as JSON.
    static const char JSON[] = "{\"人数\": 1, \"家庭月收入\": 240.50, \"保障标准\": 1240}";
    const DoudiValue *inputs[2] = {from_json(fixture, JSON), NULL};
    if (doudi_inputs_from_json(fixture->run, model, JSON, sizeof JSON - 1, &inputs[1],
                               &fixture->error) != DOUDI_OK) {
        fail_msg("%s", fixture->error.message);
    }
    for (size_t i = 0; i < 2; i++) {
        const DoudiValue *result = NULL;
        assert_int_equal(doudi_decide(fixture->run, model, "全年", inputs[i], &result, NULL),
                         DOUDI_OK);
        assert_value(fixture, result, "11995.00");
    }
    doudi_model_free(model);
}

// ---- deciding -----------------------------------------------------------------------------------

static void decisions_are_made_by_name_from_json(void **state) {
    Fixture *fixture = *state;
    static const char JSON[] = "{\"人数\": 3, \"家庭月收入\": 1250.50, \"保障标准\": 1240}";
    const DoudiValue *inputs = NULL;
    const DoudiValue *amount = NULL;
    assert_int_equal(doudi_inputs_from_json(fixture->run, fixture->model, JSON, sizeof JSON - 1,
                                            &inputs, &fixture->error),
                     DOUDI_OK);
    assert_int_equal(
        doudi_decide(fixture->run, fixture->model, "月补助金额", inputs, &amount, &fixture->error),
        DOUDI_OK);
    assert_value(fixture, amount, "2469.50");
    assert_int_equal(doudi_reason_count(fixture->run), 0);
    assert_string_equal(doudi_value_json(fixture->run, amount), "2469.50");
}

static void decisions_are_made_by_position_from_values(void **state) {
    Fixture *fixture = *state;
    const DoudiValue *inputs[3] = {doudi_make_integer(fixture->run, 2),
                                   doudi_make_number(fixture->run, "2480.01"),
                                   doudi_make_scaled(fixture->run, 124000, -2)};
    const DoudiValue *result = NULL;
    assert_int_equal(doudi_decide_at(fixture->run, fixture->model, 1, inputs, &result, NULL),
                     DOUDI_OK);
    assert_value(fixture, result, "低保边缘");
    inputs[1] = NULL;
    assert_int_equal(doudi_decide_at(fixture->run, fixture->model, 1, inputs, &result, NULL),
                     DOUDI_OK);
    assert_int_equal(doudi_value_kind(result), DOUDI_NULL);
}

static void a_service_answers_with_a_context_of_its_outputs(void **state) {
    Fixture *fixture = *state;
    static const char JSON[] = "{\"人数\": 1, \"家庭月收入\": 0, \"保障标准\": 1240.00}";
    const DoudiValue *arguments = NULL;
    const DoudiValue *answer = NULL;
    assert_int_equal(doudi_arguments_from_json(fixture->run, fixture->model, "家庭救助", JSON,
                                               sizeof JSON - 1, &arguments, NULL),
                     DOUDI_OK);
    assert_int_equal(
        doudi_call_service(fixture->run, fixture->model, "家庭救助", arguments, &answer, NULL),
        DOUDI_OK);
    assert_string_equal(doudi_value_json(fixture->run, answer),
                        "{\"救助类别\": \"低保\", \"月补助金额\": 1240.00}");
    assert_int_equal(doudi_arguments_from_json(fixture->run, fixture->model, "家庭救护", JSON,
                                               sizeof JSON - 1, &arguments, &fixture->error),
                     DOUDI_NOT_FOUND);
    assert_string_equal(fixture->error.message,
                        "the model has no decision service '家庭救护' (is '家庭救助' meant?)");
}

static void strict_runs_leave_undecided_what_is_not_known(void **state) {
    Fixture *fixture = *state;
    const DoudiValue *inputs = from_json(fixture, "{\"人数\": 3, \"保障标准\": 1240}");
    const DoudiValue *result = NULL;
    doudi_run_strict(fixture->run, true);
    assert_int_equal(doudi_decide(fixture->run, fixture->model, "救助类别", inputs, &result, NULL),
                     DOUDI_OK);
    assert_int_equal(doudi_value_kind(result), DOUDI_NULL);
    DoudiReason reason;
    assert_true(doudi_reason(fixture->run, 0, &reason));
    assert_string_equal(reason.message, "input '家庭月收入' is not known");
    assert_null(reason.source);
    assert_int_equal(reason.line, 6);
    // The next evaluation has its own reasons.
    assert_int_equal(doudi_decide(fixture->run, fixture->model, "保障线", inputs, &result, NULL),
                     DOUDI_OK);
    assert_value(fixture, result, "3720");
    assert_int_equal(doudi_reason_count(fixture->run), 0);
    assert_false(doudi_reason(fixture->run, 0, &reason));
}

static void misspelt_names_are_refused_with_the_nearest_ones(void **state) {
    Fixture *fixture = *state;
    const DoudiValue *result = NULL;
    assert_int_equal(
        doudi_decide(fixture->run, fixture->model, "月救助金额", NULL, &result, &fixture->error),
        DOUDI_NOT_FOUND);
    assert_string_equal(fixture->error.message,
                        "the model has no decision '月救助金额' (is '月补助金额' meant?)");
    const DoudiValue *inputs = from_json(fixture, "{\"人口\": 3, \"住房\": 1}");
    assert_int_equal(
        doudi_decide(fixture->run, fixture->model, "月补助金额", inputs, &result, &fixture->error),
        DOUDI_NOT_FOUND);
    assert_string_equal(fixture->error.message,
                        "not an input of the model: '人口' (is '人数' meant?), '住房'");
    assert_int_equal(
        doudi_check_inputs(fixture->run, fixture->model, "月补助金额", inputs, &fixture->error),
        DOUDI_NOT_FOUND);
    assert_string_equal(
        fixture->error.message,
        "missing: '人数' (number), '家庭月收入' (number), '保障标准' (number); write null for what "
        "is not known; not an input of the model: '人口' (is '人数' meant?), '住房'");
    assert_null(result);
}

static void a_null_is_named_and_an_input_that_is_not_needed_is_not_missed(void **state) {
    Fixture *fixture = *state;
    const DoudiValue *inputs = from_json(fixture, "{\"人数\": null, \"保障标准\": 1240}");
    assert_int_equal(doudi_check_inputs(fixture->run, fixture->model, "保障线", inputs, NULL),
                     DOUDI_OK);
    assert_int_equal(doudi_check_inputs(fixture->run, fixture->model, "救助类别", inputs, NULL),
                     DOUDI_NOT_FOUND);
    assert_int_equal(
        doudi_check_arguments(fixture->run, fixture->model, "家庭救助", inputs, &fixture->error),
        DOUDI_NOT_FOUND);
    assert_says(fixture->error.message, "missing: '家庭月收入' (number)");
    const DoudiValue *list = from_json(fixture, "[1]");
    assert_int_equal(
        doudi_check_inputs(fixture->run, fixture->model, "保障线", list, &fixture->error),
        DOUDI_INVALID);
    assert_says(fixture->error.message, "must be a context by name, not a list");
}

static void a_recorded_decision_tells_its_steps_in_both_languages(void **state) {
    Fixture *fixture = *state;
    DoudiRun *run = fixture->run;
    const DoudiValue *result = NULL;
    const DoudiValue *inputs =
        from_json(fixture, "{\"人数\": 3, \"家庭月收入\": 1250.50, \"保障标准\": 1240}");
    assert_int_equal(doudi_decide(run, fixture->model, "救助类别", inputs, &result, NULL),
                     DOUDI_OK);
    assert_null(doudi_trace_text(run)); // nobody asked for it
    doudi_run_record(run, true);
    assert_int_equal(doudi_decide(run, fixture->model, "救助类别", inputs, &result, NULL),
                     DOUDI_OK);
    assert_says(doudi_trace_text(run), "rule 1 of the table applies");
    assert_says(doudi_trace_json(run), "\"nodes\":");
    doudi_run_chinese(run, true);
    assert_says(doudi_trace_text(run), "第 1 条规则符合");
    (void)evaluate(fixture, "1", NULL);
    assert_null(doudi_trace_json(run)); // the last evaluation was no decision
    doudi_run_clear(run);
    assert_null(doudi_trace_json(run));
}

static void reasons_are_in_the_language_of_the_run(void **state) {
    Fixture *fixture = *state;
    DoudiReason reason;
    (void)evaluate(fixture, "1 + \"a\"", NULL);
    assert_true(doudi_reason(fixture->run, 0, &reason));
    assert_string_equal(reason.message, "'+' has no meaning for number and string");
    doudi_run_chinese(fixture->run, true);
    assert_true(doudi_reason(fixture->run, 0, &reason));
    assert_string_equal(reason.message, "数和文本之间不能用 '+'");
    assert_int_equal(reason.column, 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_MODEL(a_model_lists_its_parts_in_file_order),
        WITH_MODEL(a_model_tells_which_inputs_a_decision_needs),
        WITH_MODEL(a_broken_model_names_its_line_and_lenient_reading_puts_it_off),
        WITH_MODEL(what_is_no_model_is_refused),
        WITH_MODEL(a_model_may_import_others_that_are_handed_in_beside_it),
        WITH_MODEL(decisions_are_made_by_name_from_json),
        WITH_MODEL(decisions_are_made_by_position_from_values),
        WITH_MODEL(a_service_answers_with_a_context_of_its_outputs),
        WITH_MODEL(strict_runs_leave_undecided_what_is_not_known),
        WITH_MODEL(misspelt_names_are_refused_with_the_nearest_ones),
        WITH_MODEL(a_recorded_decision_tells_its_steps_in_both_languages),
        WITH_MODEL(reasons_are_in_the_language_of_the_run),
        WITH_MODEL(a_null_is_named_and_an_input_that_is_not_needed_is_not_missed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

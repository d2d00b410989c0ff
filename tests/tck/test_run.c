// SPDX-License-Identifier: Apache-2.0
// Files of test cases against a model: what passes, what fails and how it is told.
#include "base/check.h"
#include "tck/tck.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
// cmocka needs the four above first
#include <cmocka.h>

#define MODEL_HEAD                                                                                 \
    "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' name='m' "                  \
    "namespace='urn:m'>"
#define DECISION(name, text)                                                                       \
    "<decision id='" name "' name='" name "'><informationRequirement><requiredInput "              \
    "href='#in'/></informationRequirement><literalExpression><text>" text                          \
    "</text></literalExpression></decision>"
#define CASES_HEAD                                                                                 \
    "<testCases xmlns='http://www.omg.org/spec/DMN/20160719/testcase' "                            \
    "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' "                                       \
    "xmlns:xsd='http://www.w3.org/2001/XMLSchema'><modelName>m.dmn</modelName>"

static const char MODEL[] = MODEL_HEAD
    "<inputData id='in' name='收入'><variable name='收入' typeRef='Any'/></inputData>" DECISION(
        "原样", "收入") DECISION("除", "收入 / 3") DECISION("乘方", "收入 ** 0.5")
        DECISION("坏", "收入 + ") "<decisionService id='s' name='服务'><outputDecision "
                                  "href='#原样'/><outputDecision href='#除'/><inputData "
                                  "href='#in'/></decisionService>"
                                  "<businessKnowledgeModel id='k' name='加一'><encapsulatedLogic>"
                                  "<formalParameter name='数'/><literalExpression><text>数 + "
                                  "1</text></literalExpression></encapsulatedLogic>"
                                  "</businessKnowledgeModel></definitions>";

// `model` may be NULL: the one above.
static TckReport run(const char *model, const char *cases, Error *error) {
    const DmnSource models[] = {{STR("m.dmn"), str_from(model == NULL ? MODEL : model)}};
    TckInput input = {.test = {STR("t.xml"), str_from(cases)}, .models = models, .model_count = 1};
    TckReport report = {0};
    Status status = tck_run(&input, &report, error);
    assert_true(status == STATUS_OK || report.count == 0);
    return report;
}

static void assert_contains(Str text, const char *part) {
    size_t at = 0;
    if (!str_find(text, str_from(part), &at)) {
        fail_msg("'" STR_FMT "' does not hold '%s'", STR_ARG(text), part);
    }
}

#define CASE(input, node, attributes, expected)                                                    \
    CASES_HEAD "<testCase id='一'><inputNode name='收入'>" input                                   \
               "</inputNode><resultNode name='" node "' " attributes "><expected>" expected        \
               "</expected></resultNode></testCase></testCases>"
#define DECIMAL(text) "<value xsi:type='xsd:decimal'>" text "</value>"
#define NIL "<value xsi:nil='true'/>"

static void values_of_every_type_pass_when_they_are_equal(void **state) {
    (void)state;
    static const char *const VALUES[] = {
        DECIMAL("1.50"),
        NIL,
        "<value xsi:type='xsd:string'> 空 白 </value>",
        "<value xsi:type='xsd:boolean'>true</value>",
        "<value xsi:type='xsd:date'>2025-08-22</value>",
        "<value xsi:type='xsd:time'>10:00:00Z</value>",
        "<value xsi:type='xsd:dateTime'>2025-08-22T10:00:00+08:00</value>",
        "<value xsi:type='xsd:duration'>P1Y2M</value>",
        "<value xsi:type='xsd:duration'>P1DT2H</value>",
        "<list><item>" DECIMAL("1") "</item><item><list/></item></list>",
        "<component name='a'>" DECIMAL("1") "</component><component name='b'>" NIL "</component>",
    };
    for (size_t i = 0; i < ARRAY_COUNT(VALUES); i++) {
        Error error = {0};
        CLEANUP(text_release) Text cases = {0};
        text_format(&cases,
                    CASES_HEAD
                    "<testCase id='一'><inputNode name='收入'>%s</inputNode><resultNode "
                    "name='原样'><expected>%s</expected></resultNode></testCase></testCases>",
                    VALUES[i], VALUES[i]);
        TckReport report = run(NULL, cases.data, &error);
        if (report.count != 1 || !report.cases[0].has_passed) {
            fail_msg("%s: %s " STR_FMT, VALUES[i], error.message, STR_ARG(report.cases[0].reason));
        }
        tck_report_release(&report);
    }
}

static void numbers_are_compared_exactly(void **state) {
    (void)state;
    static const struct {
        const char *cases;
        bool passes;
    } CASES[] = {
        {CASE(DECIMAL("1.0"), "原样", "", DECIMAL("1")), true},
        {CASE(DECIMAL("1"), "原样", "", DECIMAL("1.00000000000000000001")), false},
        {CASE(DECIMAL("17"), "除", "", DECIMAL("5.66666666666667")), true},
        {CASE(DECIMAL("17"), "除", "", DECIMAL("5.66666666666666")), false},
        {CASE(DECIMAL("17"), "除", "", DECIMAL("5.6666667")), false},
        {CASE(DECIMAL("1"), "原样", "", "<value xsi:type='xsd:string'>1</value>"), false},
    };
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        TckReport report = run(NULL, CASES[i].cases, NULL);
        assert_int_equal(report.count, 1);
        assert_int_equal(report.cases[0].has_passed, CASES[i].passes);
        tck_report_release(&report);
    }
}

static void only_what_comes_of_roots_and_powers_may_differ_in_its_last_digits(void **state) {
    (void)state;
    static const struct {
        const char *expression;
        const char *expected;
        bool passes;
    } CASES[] = {
        {"收入 ** 0.5", "1.414213562", true},
        {"收入 ** 0.5", "1.4142135", false},
        {"sqrt(收入)", "1.41421356237", true},
        {"stddev(收入, 7)", "3.53553390593", true},
        {"if log(收入) &gt; 0 then exp(收入) else 0", "7.3890560989", true},
        // The model has a root, but this result is none, or is exact.
        {"收入 ** 3", "8.000000001", false},
        {"sqrt(2 * 收入)", "2.000000001", false},
        {"decimal(sqrt(收入), 8)", "1.41421356", true},
        {"decimal(sqrt(收入), 8)", "1.414213561", false},
        {"if sqrt(收入) &gt; 1 then 收入 else 0", "2.000000001", false},
        {"收入 + 0 * count([function() sqrt(2)])", "2.000000001", false},
    };
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        CLEANUP(text_release) Text model = {0};
        CLEANUP(text_release) Text cases = {0};
        text_format(&model,
                    MODEL_HEAD "<inputData id='in' name='收入'/>" DECISION("根", "%s")
                        DECISION("旁", "sqrt(2)") "</definitions>",
                    CASES[i].expression);
        text_format(&cases, CASE(DECIMAL("2"), "根", "", DECIMAL("%s")), CASES[i].expected);
        TckReport report = run(model.data, cases.data, NULL);
        if (report.cases[0].has_passed != CASES[i].passes) {
            fail_msg("%s: %s: " STR_FMT, CASES[i].expression, CASES[i].expected,
                     STR_ARG(report.cases[0].reason));
        }
        tck_report_release(&report);
    }
}

static void an_expected_error_needs_null_and_a_reason(void **state) {
    (void)state;
    TckReport report = run(NULL, CASE(NIL, "原样", "errorResult='true'", NIL), NULL);
    assert_false(report.cases[0].has_passed);
    assert_contains(report.cases[0].expected, "reported error");
    tck_report_release(&report);
    report = run(NULL, CASE(DECIMAL("1"), "坏", "errorResult='true'", NIL), NULL);
    assert_true(report.cases[0].has_passed);
    tck_report_release(&report);
}

static void a_failure_tells_expected_actual_and_reason(void **state) {
    (void)state;
    TckReport report =
        run(NULL, CASE("<value xsi:type='xsd:string'>x</value>", "除", "", DECIMAL("1")), NULL);
    assert_false(report.cases[0].has_passed);
    assert_contains(report.cases[0].node, "除");
    assert_contains(report.cases[0].expected, "1");
    assert_contains(report.cases[0].actual, "null");
    assert_contains(report.cases[0].reason, "'/' has no meaning");
    tck_report_release(&report);
    report = run(NULL, CASE(NIL, "没有", "", NIL), NULL);
    assert_contains(report.cases[0].reason, "no such decision");
    tck_report_release(&report);
}

static void services_are_called_by_name(void **state) {
    (void)state;
    static const char *const CALLS[] = {
        CASES_HEAD
        "<testCase id='一' type='decisionService' invocableName='服务'><inputNode "
        "name='收入'>" DECIMAL("6") "</inputNode><resultNode name='除'><expected>" DECIMAL(
            "2") "</expected></resultNode></testCase></testCases>",
    };
    for (size_t i = 0; i < ARRAY_COUNT(CALLS); i++) {
        TckReport report = run(NULL, CALLS[i], NULL);
        assert_int_equal(report.count, 1);
        assert_true(report.cases[0].has_passed);
        tck_report_release(&report);
    }
}

static void a_model_that_cannot_be_read_fails_all_cases(void **state) {
    (void)state;
    static const char CASES[] = CASE(NIL, "原样", "", NIL);
    static const char *const MODELS[] = {"<definitions/>", "no xml"};
    for (size_t i = 0; i < ARRAY_COUNT(MODELS); i++) {
        TckReport report = run(MODELS[i], CASES, NULL);
        assert_int_equal(report.count, 1);
        assert_false(report.cases[0].has_passed);
        assert_contains(report.cases[0].reason, "m.dmn");
        tck_report_release(&report);
    }
}

static void a_file_that_holds_no_cases_is_an_error(void **state) {
    (void)state;
    static const struct {
        const char *cases;
        const char *message;
    } CASES[] = {
        {"<other/>", "expected <testCases>"},
        {CASE(DECIMAL("one"), "原样", "", NIL), "'one' is no value of type 'decimal'"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        Error error = {0};
        TckReport report = run(NULL, CASES[i].cases, &error);
        assert_int_equal(report.count, 0);
        assert_contains(str_from(error.message), CASES[i].message);
        assert_contains(str_from(error.message), "t.xml:1:");
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_of_every_type_pass_when_they_are_equal),
        cmocka_unit_test(numbers_are_compared_exactly),
        cmocka_unit_test(only_what_comes_of_roots_and_powers_may_differ_in_its_last_digits),
        cmocka_unit_test(an_expected_error_needs_null_and_a_reason),
        cmocka_unit_test(a_failure_tells_expected_actual_and_reason),
        cmocka_unit_test(services_are_called_by_name),
        cmocka_unit_test(a_model_that_cannot_be_read_fails_all_cases),
        cmocka_unit_test(a_file_that_holds_no_cases_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

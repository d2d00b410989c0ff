// SPDX-License-Identifier: Apache-2.0
// The library as a C program sees it: values, limits, expressions.
#include "fixture.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// ---- values -------------------------------------------------------------------------------------

static void values_are_made_and_read(void **state) {
    Fixture *fixture = *state;
    DoudiRun *run = fixture->run;
    const DoudiValue *items[] = {doudi_make_boolean(run, true),
                                 doudi_make_integer(run, -7),
                                 doudi_make_number(run, "1250.50"),
                                 doudi_make_string(run, "甲\"", 4),
                                 doudi_make_temporal(run, "2025-08-22"),
                                 doudi_make_temporal(run, "P1Y2M"),
                                 NULL};
    const DoudiValue *list = doudi_make_list(run, items, sizeof items / sizeof *items);
    assert_int_equal(doudi_value_count(list), 7);
    assert_value(fixture, list, "[true, -7, 1250.50, \"甲\\\"\", 2025-08-22, P1Y2M, null]");
    static const DoudiKind KINDS[] = {DOUDI_BOOLEAN, DOUDI_NUMBER, DOUDI_NUMBER,
                                      DOUDI_STRING,  DOUDI_DATE,   DOUDI_MONTHS_DURATION,
                                      DOUDI_NULL};
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
        assert_int_equal(doudi_value_kind(doudi_value_item(list, i)), KINDS[i]);
    }
    assert_null(doudi_value_item(list, 7));
    assert_string_equal(doudi_kind_name(DOUDI_MONTHS_DURATION), "years and months duration");
    int64_t number = 0;
    assert_true(doudi_value_scaled(doudi_value_item(list, 2), -2, &number));
    assert_int_equal(number, 125050);
    assert_false(doudi_value_scaled(doudi_value_item(list, 2), 0, &number));
    assert_false(doudi_value_integer(doudi_value_item(list, 2), &number));
    assert_true(doudi_value_integer(doudi_value_item(list, 1), &number));
    assert_int_equal(number, -7);
    bool is_true = false;
    assert_true(doudi_value_boolean(doudi_value_item(list, 0), &is_true));
    assert_true(is_true);
    const char *bytes = NULL;
    size_t length = 0;
    assert_true(doudi_value_string(doudi_value_item(list, 3), &bytes, &length));
    assert_int_equal(length, 4);
    assert_memory_equal(bytes, "甲\"", 4);
}

static void contexts_are_read_by_name_and_by_position(void **state) {
    Fixture *fixture = *state;
    const DoudiEntry entries[] = {{"姓 名", doudi_make_string(fixture->run, "x", 1)}, {"空", NULL}};
    const DoudiValue *context = doudi_make_context(fixture->run, entries, 2);
    assert_value(fixture, doudi_value_get(context, "姓 名"), "x");
    assert_null(doudi_value_get(context, "没有"));
    assert_non_null(doudi_value_get(context, "空"));
    DoudiEntry entry;
    assert_true(doudi_value_entry(fixture->run, context, 0, &entry));
    assert_string_equal(entry.name, "姓 名");
    assert_false(doudi_value_entry(fixture->run, context, 2, &entry));
    assert_false(doudi_value_entry(fixture->run, NULL, 0, &entry));
}

static void reading_a_value_of_another_kind_answers_false(void **state) {
    (void)state;
    bool boolean = true;
    int64_t number = 5;
    const char *bytes = NULL;
    size_t length = 0;
    assert_false(doudi_value_boolean(NULL, &boolean));
    assert_false(doudi_value_integer(NULL, &number));
    assert_false(doudi_value_string(NULL, &bytes, &length));
    assert_int_equal(doudi_value_count(NULL), 0);
    assert_null(doudi_value_item(NULL, 0));
    assert_null(doudi_value_get(NULL, "a"));
    assert_int_equal(doudi_value_kind(NULL), DOUDI_NULL);
    assert_int_equal(number, 5);
}

static void a_value_that_cannot_be_made_is_told_by_who_would_use_it(void **state) {
    Fixture *fixture = *state;
    DoudiRun *run = fixture->run;
    static const struct {
        int which;
        const char *words;
    } CASES[] = {{0, "'12a' is not a number"},
                 {1, "'2025-02-30' is no date, time or duration"},
                 {2, "a text is not UTF-8"},
                 {3, "the context has 'a' twice"},
                 {4, "an exponent of 200"}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const DoudiEntry twice[] = {{"a", NULL}, {"b", NULL}, {"a", NULL}};
        const DoudiValue *made = NULL;
        switch (CASES[i].which) {
        case 0: made = doudi_make_number(run, "12a"); break;
        case 1: made = doudi_make_temporal(run, "2025-02-30"); break;
        case 2: made = doudi_make_string(run, "\xff", 1); break;
        case 3: made = doudi_make_context(run, twice, 3); break;
        default: made = doudi_make_scaled(run, 1, 200); break;
        }
        assert_null(made);
        (void)doudi_make_number(run, "later"); // the first fault stays
        const DoudiValue *result = NULL;
        assert_int_equal(doudi_evaluate(run, "1", NULL, &result, &fixture->error), DOUDI_INVALID);
        assert_says(fixture->error.message, CASES[i].words);
        assert_null(result);
        doudi_run_clear(run);
        assert_int_equal(doudi_evaluate(run, "1", NULL, &result, NULL), DOUDI_OK);
    }
}

static void json_errors_have_a_place(void **state) {
    Fixture *fixture = *state;
    static const struct {
        const char *json;
        int line;
        const char *words;
    } CASES[] = {{"{\"人数\": 1,\n x}", 2, "line 2"},
                 {"", 1, "no JSON value"},
                 {"null", 0, "must be an object"},
                 {"[1]", 0, "must be a context by name"},
                 {"{\"人数\": \"三\", \"人口\": 1}", 0, "'人口' (is '人数' meant?)"}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const DoudiValue *inputs = NULL;
        assert_int_not_equal(doudi_inputs_from_json(fixture->run, fixture->model, CASES[i].json,
                                                    strlen(CASES[i].json), &inputs,
                                                    &fixture->error),
                             DOUDI_OK);
        assert_says(fixture->error.message, CASES[i].words);
        assert_int_equal(fixture->error.line, CASES[i].line);
        assert_null(inputs);
    }
}

// ---- limits -------------------------------------------------------------------------------------

static void steps_and_memory_are_limited(void **state) {
    Fixture *fixture = *state;
    DoudiReason reason;
    doudi_run_limit(fixture->run, 1000, 1024 * 1024);
    const DoudiValue *endless = evaluate(fixture, "count(for i in 1..1000000 return i)", NULL);
    assert_int_equal(doudi_value_kind(endless), DOUDI_NULL);
    assert_true(doudi_reason(fixture->run, 0, &reason));
    assert_says(reason.message, "more than 1000 steps");
    doudi_run_clear(fixture->run);
    doudi_run_limit(fixture->run, 0, 64 * 1024);
    const DoudiValue *large = evaluate(fixture, "for i in 1..1000000 return i", NULL);
    assert_int_equal(doudi_value_kind(large), DOUDI_NULL);
    assert_true(doudi_reason(fixture->run, 0, &reason));
    assert_says(reason.message, "bytes of memory");
}

static void values_from_outside_count_against_the_limit(void **state) {
    Fixture *fixture = *state;
    enum { LENGTH = 40000 };
    static char text[LENGTH];
    memset(text, ' ', sizeof text);
    doudi_run_limit(fixture->run, 0, 64 * 1024);
    const DoudiValue *value = NULL;
    assert_int_equal(
        doudi_value_from_json(fixture->run, text, sizeof text, &value, &fixture->error),
        DOUDI_TOO_LARGE);
    assert_non_null(doudi_make_string(fixture->run, text, sizeof text));
    assert_null(doudi_make_string(fixture->run, text, sizeof text));
    assert_int_equal(doudi_evaluate(fixture->run, "1", NULL, &value, &fixture->error),
                     DOUDI_TOO_LARGE);
    assert_says(fixture->error.message, "more than 65536 bytes");
    doudi_run_clear(fixture->run);
    const DoudiValue *long_text = doudi_make_string(fixture->run, text, sizeof text);
    assert_null(doudi_value_text(fixture->run, long_text));
    assert_null(doudi_make_list(fixture->run, &long_text, SIZE_MAX / 16));
}

static void only_the_first_reasons_are_kept(void **state) {
    Fixture *fixture = *state;
    (void)evaluate(fixture, "for i in 1..40 return i + \"a\"", NULL);
    assert_int_equal(doudi_reason_count(fixture->run), 40);
    DoudiReason reason;
    assert_true(doudi_reason(fixture->run, 31, &reason));
    assert_string_equal(reason.source, "for i in 1..40 return i + \"a\"");
    assert_int_equal(reason.line, 1);
    assert_int_equal(reason.column, 25);
    assert_false(doudi_reason(fixture->run, 32, &reason));
}

static void time_is_what_the_program_says(void **state) {
    Fixture *fixture = *state;
    const DoudiValue *today = evaluate(fixture, "today()", NULL);
    assert_int_equal(doudi_value_kind(today), DOUDI_NULL);
    assert_int_equal(doudi_reason_count(fixture->run), 1);
    assert_int_equal(doudi_run_time(fixture->run, "2025-08-22T23:30:00Z", NULL), DOUDI_OK);
    assert_value(fixture, evaluate(fixture, "[string(today()), string(now())]", NULL),
                 "[\"2025-08-23\", \"2025-08-23T07:30:00+08:00\"]");
    assert_int_equal(doudi_run_time(fixture->run, "yesterday", &fixture->error), DOUDI_INVALID);
    assert_says(fixture->error.message, "yesterday");
    doudi_run_clear(fixture->run);
    assert_value(fixture, evaluate(fixture, "today()", NULL), "2025-08-23");
}

// ---- expressions --------------------------------------------------------------------------------

static void an_expression_is_compiled_once_and_run_often(void **state) {
    Fixture *fixture = *state;
    static const DoudiVariable NAMES[] = {{"人均-收入", "number"}, {"标准", NULL}};
    DoudiExpression *expression = NULL;
    assert_int_equal(doudi_expression_compile("人均-收入 <= 标准", NAMES, 2, &expression, NULL),
                     DOUDI_OK);
    static const struct {
        const char *context;
        const char *result;
    } CASES[] = {{"{\"人均-收入\": 1240, \"标准\": 1240, \"别的\": 1}", "true"},
                 {"{\"人均-收入\": 1240.01, \"标准\": 1240}", "false"},
                 {"{\"标准\": 1240}", "null"}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const DoudiValue *result = NULL;
        assert_int_equal(doudi_expression_run(fixture->run, expression,
                                              from_json(fixture, CASES[i].context), &result, NULL),
                         DOUDI_OK);
        assert_value(fixture, result, CASES[i].result);
        doudi_run_clear(fixture->run);
    }
    doudi_expression_free(expression);
    doudi_expression_free(NULL);
}

static void unary_tests_are_run_on_a_value(void **state) {
    Fixture *fixture = *state;
    static const DoudiVariable NAMES[] = {{"上限", "number"}};
    DoudiExpression *tests = NULL;
    assert_int_equal(doudi_tests_compile("< 5, [10..上限]", NAMES, 1, &tests, NULL), DOUDI_OK);
    const DoudiValue *context = from_json(fixture, "{\"上限\": 20}");
    static const int64_t TESTED[] = {4, 5, 20, 21};
    static const char *const RESULTS[] = {"true", "false", "true", "false"};
    for (size_t i = 0; i < sizeof TESTED / sizeof *TESTED; i++) {
        const DoudiValue *result = NULL;
        assert_int_equal(doudi_tests_run(fixture->run, tests, context,
                                         doudi_make_integer(fixture->run, TESTED[i]), &result,
                                         NULL),
                         DOUDI_OK);
        assert_value(fixture, result, RESULTS[i]);
    }
    doudi_expression_free(tests);
}

static void a_faulty_expression_has_a_place(void **state) {
    Fixture *fixture = *state;
    DoudiExpression *expression = NULL;
    assert_int_equal(
        doudi_expression_compile("1 +\n  人数 * )", NULL, 0, &expression, &fixture->error),
        DOUDI_INVALID);
    assert_null(expression);
    assert_int_equal(fixture->error.line, 2);
    assert_says(fixture->error.message, "^");
    assert_int_equal(doudi_tests_compile("[1..", NULL, 0, &expression, &fixture->error),
                     DOUDI_INVALID);
}

static void the_context_of_an_evaluation_tells_names_and_entries(void **state) {
    Fixture *fixture = *state;
    const DoudiValue *context = from_json(
        fixture, "{\"申请 人\": {\"first-name\": \"甲\", \"年龄\": 70}, \"first\": 1,"
                 " \"家人\": [{\"月-收入\": 1.50}, {\"月-收入\": 2}], \"月\": 100, \"空\": [],"
                 " \"乱\": [{\"a\": 1}, {\"b\": 2}], \"坏, 名>\": {\"x>\": 1}}");
    static const struct {
        const char *source;
        const char *result;
    } CASES[] = {{"申请 人.first-name", "甲"},
                 {"申请 人.年龄 - first", "69"},
                 {"sum(家人.月-收入)", "3.50"},
                 {"家人[月-收入 > 1.5].月-收入", "[2]"},
                 {"count(空)", "0"},
                 {"乱.b", "[null, 2]"}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        assert_value(fixture, evaluate(fixture, CASES[i].source, context), CASES[i].result);
    }
}

static void values_of_one_run_are_of_use_in_another(void **state) {
    Fixture *fixture = *state;
    const DoudiEntry entries[] = {{"f", evaluate(fixture, "function(x) x * 2", NULL)}};
    const DoudiValue *context = doudi_make_context(fixture->run, entries, 1);
    DoudiRun *other = doudi_run_new();
    const DoudiValue *result = NULL;
    assert_int_equal(doudi_evaluate(other, "f(21)", context, &result, NULL), DOUDI_OK);
    assert_string_equal(doudi_value_text(other, result), "42");
    doudi_run_free(other);
    doudi_run_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_MODEL(values_are_made_and_read),
        WITH_MODEL(contexts_are_read_by_name_and_by_position),
        WITH_MODEL(reading_a_value_of_another_kind_answers_false),
        WITH_MODEL(a_value_that_cannot_be_made_is_told_by_who_would_use_it),
        WITH_MODEL(json_errors_have_a_place),
        WITH_MODEL(steps_and_memory_are_limited),
        WITH_MODEL(values_from_outside_count_against_the_limit),
        WITH_MODEL(only_the_first_reasons_are_kept),
        WITH_MODEL(time_is_what_the_program_says),
        WITH_MODEL(an_expression_is_compiled_once_and_run_often),
        WITH_MODEL(unary_tests_are_run_on_a_value),
        WITH_MODEL(a_faulty_expression_has_a_place),
        WITH_MODEL(the_context_of_an_evaluation_tells_names_and_entries),
        WITH_MODEL(values_of_one_run_are_of_use_in_another),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

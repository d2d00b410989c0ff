// SPDX-License-Identifier: Apache-2.0
// The interface of feel/ as decision models use it: scopes, places of faults, functions of others,
// coercion, limits. What expressions answer stands in golden.txt.
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on
#include "base/check.h"
#include "feel/feel.h"
#include <string.h>

static const FeelName names[] = {
    {{"a", 1}, {"number", 6}},
    {{"b", 1}, {"number", 6}},
    {{"家庭 人数", 13}, {"number", 6}},
    {{"f", 1}, {NULL, 0}},
    {{"a -  b", 6}, {"number", 6}},
    {{"rows", 4}, {"list<context<first-name: string, age: number>>", 46}},
};
static const FeelName types[] = {
    {{"money", 5}, {"number", 6}},
    {{"number list", 11}, {"list<number>", 12}},
    {{"person", 6}, {"context<name: string>", 21}},
};
static const FeelScope scope = {names, ARRAY_COUNT(names), types, ARRAY_COUNT(types)};

typedef struct Fixture {
    Arena arena;
    FeelRun run;
    FeelValue inputs[ARRAY_COUNT(names)];
} Fixture;

static int set_up(void **state) {
    static Fixture fixture;
    fixture = (Fixture){0};
    fixture.run = (FeelRun){.arena = &fixture.arena, .today = DATE_NONE};
    *state = &fixture;
    return 0;
}

static int tear_down(void **state) {
    Fixture *fixture = *state;
    arena_release(&fixture->arena);
    return 0;
}

static const FeelProgram *compile(Fixture *fixture, const char *source) {
    const FeelProgram *program = NULL;
    Error error = {0};
    FeelPlace place = {0};
    if (feel_compile(&fixture->arena, str_from(source), &scope, &program, &place, &error) !=
        STATUS_OK) {
        fail_msg("%s", error.message);
    }
    return program;
}

static FeelValue run(Fixture *fixture, const char *source) {
    return feel_run(compile(fixture, source), &fixture->run, fixture->inputs);
}

static void assert_text(FeelValue value, const char *wanted) {
    CLEANUP(text_release) Text text = {0};
    feel_format(value, &text);
    assert_string_equal(text.data, wanted);
}

static void names_are_read_from_their_places_in_the_inputs(void **state) {
    Fixture *fixture = *state;
    fixture->inputs[0] = feel_integer(10);
    fixture->inputs[1] = feel_decimal(25, -1);
    fixture->inputs[2] = feel_integer(3);
    assert_text(run(fixture, "a + b * 家庭 人数"), "17.5");
}

static void a_name_with_an_operator_wins_over_the_operation(void **state) {
    Fixture *fixture = *state;
    fixture->inputs[0] = feel_integer(10);
    fixture->inputs[1] = feel_integer(3);
    fixture->inputs[4] = feel_integer(99);
    assert_text(run(fixture, "a - b"), "99");
    assert_text(run(fixture, "a-b"), "99");
    assert_text(run(fixture, "(a) - b"), "7");
}

static void entries_known_from_the_type_may_hold_operators(void **state) {
    Fixture *fixture = *state;
    FeelEntry entries[] = {{STR("first-name"), feel_string_borrowed(STR("安"))},
                           {STR("age"), feel_integer(30)}};
    FeelValue row = feel_context(&fixture->arena, entries, 2);
    fixture->inputs[5] = feel_list(&fixture->arena, &row, 1);
    assert_text(run(fixture, "rows[first-name = \"安\"].age"), "[30]");
    assert_text(run(fixture, "rows[age > 20].first-name"), "[\"安\"]");
    assert_text(run(fixture, "rows[1].first-name"), "安");
}

static void types_go_by_the_names_of_the_scope(void **state) {
    Fixture *fixture = *state;
    static const struct {
        const char *source;
        const char *words;
    } cases[] = {
        {"1 instance of money", "true"},
        {"\"1\" instance of money", "false"},
        {"[1] instance of number  list", "true"},
        {"[\"1\"] instance of number list", "false"},
        {"1 instance of number", "true"},
        {"{name: \"安\"} instance of person", "true"},
        {"[{name: 1}] instance of list<person>", "false"},
        {"(function(who: person) who.name)({name: \"安\"})", "安"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        assert_text(run(fixture, cases[i].source), cases[i].words);
    }
}

static void the_names_used_are_told_also_within_functions(void **state) {
    Fixture *fixture = *state;
    bool used[ARRAY_COUNT(names)] = {0};
    feel_names_used(compile(fixture, "(function(x) function(y) x + y + b)(1)(2)"), used);
    assert_false(used[0]);
    assert_true(used[1]);
    assert_false(used[2]);
}

static void a_fault_has_a_place_and_shows_the_line(void **state) {
    Fixture *fixture = *state;
    const FeelProgram *program = NULL;
    FeelPlace place = {0};
    Error error = {0};
    Status status = feel_compile(&fixture->arena, STR("a +\n  家庭 人数 * )"), &scope, &program,
                                 &place, &error);
    assert_int_equal(status, STATUS_INVALID);
    assert_null(program);
    assert_int_equal(place.line, 2);
    assert_int_equal(place.column, 11);
    assert_string_equal(error.message, "2:11: expected an expression but found ')'\n"
                                       "    家庭 人数 * )\n"
                                       "                ^");
}

static void a_reason_has_the_place_of_the_operation(void **state) {
    Fixture *fixture = *state;
    fixture->inputs[0] = feel_integer(1);
    assert_text(run(fixture, "1 +\n a / (a - 1)"), "null");
    assert_int_equal(fixture->run.error_count, 2);
    assert_int_equal(fixture->run.errors[0].place.line, 2);
    assert_int_equal(fixture->run.errors[0].place.column, 4);
    assert_true(str_equal(fixture->run.errors[0].message, STR("division by zero")));
}

static void reasons_past_the_limit_are_only_counted(void **state) {
    Fixture *fixture = *state;
    run(fixture, "for i in 1..100 return 1 / 0");
    assert_int_equal(fixture->run.error_count, 100);
}

static FeelValue add_up(const void *data, FeelRun *state, const FeelValue *arguments,
                        size_t count) {
    int64_t sum = *(const int64_t *)data;
    for (size_t i = 0; i < count; i++) {
        int64_t number = 0;
        if (!feel_to_scaled(arguments[i], 0, &number)) {
            feel_report(state, NULL, (FeelPlace){0}, "argument %zu is no whole number", i + 1);
            return FEEL_NULL_VALUE;
        }
        sum += number;
    }
    return feel_integer(sum);
}

static void functions_of_others_are_called_by_position_and_name(void **state) {
    Fixture *fixture = *state;
    static const int64_t start = 100;
    const Str parameters[] = {STR("x"), STR("y")};
    FeelValue function = feel_function(&fixture->arena, parameters, 2, add_up, &start);
    fixture->inputs[3] = function;
    assert_text(run(fixture, "f(1, 2)"), "103");
    assert_text(run(fixture, "f(y: 1, x: 2)"), "103");
    assert_text(run(fixture, "f(1)"), "null");
    assert_text(run(fixture, "f(1, \"x\")"), "null");
    FeelValue arguments[] = {feel_integer(5), feel_integer(6)};
    assert_text(feel_call(function, &fixture->run, arguments, 2), "111");
    FeelValue lambda = run(fixture, "function(p, q) p * q");
    assert_text(feel_call(lambda, &fixture->run, arguments, 2), "30");
    assert_text(feel_call(run(fixture, "max"), &fixture->run, arguments, 2), "6");
    assert_text(feel_call(feel_integer(1), &fixture->run, arguments, 2), "null");
}

static FeelValue call_again(const void *data, FeelRun *state, const FeelValue *arguments,
                            size_t count) {
    (void)arguments;
    (void)count;
    return feel_run(data, state, NULL);
}

static void calls_without_end_are_stopped(void **state) {
    Fixture *fixture = *state;
    static const FeelName only[] = {{{"g", 1}, {NULL, 0}}};
    const FeelScope one = {.names = only, .count = 1};
    const FeelProgram *program = NULL;
    assert_int_equal(feel_compile(&fixture->arena, STR("g()"), &one, &program, NULL, NULL),
                     STATUS_OK);
    // A model that calls itself: the function runs a program that calls the function.
    FeelValue self = feel_function(&fixture->arena, NULL, 0, call_again, compile(fixture, "1"));
    assert_text(feel_run(program, &fixture->run, &self), "1");
    assert_int_equal(fixture->run.depth, 0);
    assert_text(run(fixture, "(function(h) h(h))(function(h) h(h))"), "null");
    assert_int_equal(fixture->run.depth, 0);
}

static void steps_are_limited(void **state) {
    Fixture *fixture = *state;
    fixture->run.step_limit = 1000;
    assert_text(run(fixture, "count(for i in 1..100000 return i)"), "null");
    assert_int_equal(fixture->run.error_count > 0, 1);
    fixture->run.steps = 0;
    assert_text(run(fixture, "count(for i in 1..10 return i)"), "10");
}

static void memory_is_limited(void **state) {
    Fixture *fixture = *state;
    fixture->run.memory_limit = 100 * 1000;
    assert_text(run(fixture, "count(for i in 1..100000 return i)"), "null");
    assert_true(fixture->arena.used < 400 * 1000);
}

static void deep_brackets_are_refused(void **state) {
    Fixture *fixture = *state;
    CLEANUP(text_release) Text source = {0};
    for (int i = 0; i < 100000; i++) {
        text_append_char(&source, '(');
    }
    const FeelProgram *program = NULL;
    Error error = {0};
    assert_int_equal(
        feel_compile(&fixture->arena, text_str(&source), &scope, &program, NULL, &error),
        STATUS_INVALID);
    assert_non_null(strstr(error.message, "levels of brackets"));
}

static void long_chains_are_refused_before_they_are_too_deep(void **state) {
    Fixture *fixture = *state;
    CLEANUP(text_release) Text source = {0};
    text_append(&source, STR("1"));
    for (int i = 0; i < 100000; i++) {
        text_append(&source, STR("+1"));
    }
    const FeelProgram *program = NULL;
    Error error = {0};
    assert_int_equal(
        feel_compile(&fixture->arena, text_str(&source), &scope, &program, NULL, &error),
        STATUS_INVALID);
    assert_non_null(strstr(error.message, "one within the other"));
}

static void long_sources_are_refused(void **state) {
    Fixture *fixture = *state;
    static char source[256 * 1024 + 2];
    memset(source, ' ', sizeof(source));
    const FeelProgram *program = NULL;
    assert_int_equal(
        feel_compile(&fixture->arena, (Str){source, sizeof(source)}, &scope, &program, NULL, NULL),
        STATUS_TOO_LARGE);
}

static void too_many_names_at_once_are_refused(void **state) {
    Fixture *fixture = *state;
    CLEANUP(text_release) Text source = {0};
    for (int level = 0; level < 6; level++) {
        text_append_char(&source, '{');
        for (int i = 0; i < 900; i++) {
            text_format(&source, "n%d_%d: 1, ", level, i);
        }
        text_append(&source, STR("inner: "));
    }
    const FeelProgram *program = NULL;
    Error error = {0};
    assert_int_equal(
        feel_compile(&fixture->arena, text_str(&source), &scope, &program, NULL, &error),
        STATUS_INVALID);
    assert_non_null(strstr(error.message, "more than 4000 names at once"));
}

static void long_lists_of_parts_are_built(void **state) {
    Fixture *fixture = *state;
    CLEANUP(text_release) Text source = {0};
    fixture->inputs[0] = feel_integer(7);
    text_append(&source, STR("sum([a"));
    for (int i = 0; i < 5000; i++) {
        text_append(&source, STR(", a"));
    }
    text_append(&source, STR("])"));
    assert_text(run(fixture, source.data), "35007");
}

static void many_registers_are_no_trouble(void **state) {
    Fixture *fixture = *state;
    CLEANUP(text_release) Text source = {0};
    fixture->inputs[0] = feel_integer(1);
    text_append_char(&source, '{');
    for (int i = 0; i < 900; i++) {
        text_format(&source, "%sx%d: a + %d", i == 0 ? "" : ", ", i, i);
    }
    text_append(&source, STR("}.x899"));
    assert_text(run(fixture, source.data), "900");
}

static void values_are_coerced_to_declared_types(void **state) {
    Fixture *fixture = *state;
    static const struct {
        const char *value;
        const char *type;
        const char *wanted;
        bool conforms;
    } rows[] = {
        {"1", "number", "1", true},
        {"[1]", "number", "1", true},
        {"[1, 2]", "number", "null", false},
        {"1", "list<number>", "[1]", true},
        {"\"x\"", "list<number>", "null", false},
        {"[1]", "list<string>", "null", false},
        {"null", "number", "null", true},
        {"@\"2025-08-22\"", "date and time", "2025-08-22T00:00:00Z", true},
        {"\"x\"", "number", "null", false},
        {"{a: 1}", "context<a: number>", "{a: 1}", true},
        {"1", "Any", "1", true},
        {"1", "tNothing", "null", false},
    };
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        FeelValue value = run(fixture, rows[i].value);
        FeelValue coerced = FEEL_NULL_VALUE;
        assert_int_equal(feel_coerce(&fixture->run, value, str_from(rows[i].type), &coerced),
                         rows[i].conforms);
        assert_text(coerced, rows[i].wanted);
    }
}

static void values_are_written_as_json(void **state) {
    Fixture *fixture = *state;
    CLEANUP(text_release) Text text = {0};
    feel_format_json(run(fixture, "{\"a \\\"b\\\"\": [1.50, \"x\\n\\u0001\", null, true, "
                                  "@\"2025-08-22\", @\"P1D\", [\"a\"..\"b\"], max]}"),
                     &text);
    assert_string_equal(text.data, "{\"a \\\"b\\\"\": [1.50, \"x\\n\\u0001\", null, true, "
                                   "\"2025-08-22\", \"P1D\", \"[\\\"a\\\"..\\\"b\\\"]\", null]}");
}

static void what_is_not_known_is_null_with_a_reason(void **state) {
    Fixture *fixture = *state;
    assert_text(run(fixture, "today()"), "null");
    assert_text(run(fixture, "now()"), "null");
    assert_int_equal(fixture->run.error_count, 2);
}

static void values_are_made_and_read(void **state) {
    Fixture *fixture = *state;
    Date date = {0};
    assert_true(feel_to_date(feel_date(date_make(2025, 8, 22)), &date));
    assert_int_equal(date.days, date_make(2025, 8, 22).days);
    assert_false(feel_to_date(feel_integer(1), &date));
    assert_false(feel_to_date(run(fixture, "@\"999999999-01-01\""), &date));
    assert_true(str_equal(feel_as_string(feel_string(&fixture->arena, STR("x"))), STR("x")));
    assert_string_equal(feel_kind_name(FEEL_DATE_TIME), "date and time");
    FeelValue entry = FEEL_NULL_VALUE;
    assert_false(feel_get(feel_integer(1), STR("a"), &entry));
    bool is_equal = false;
    assert_false(feel_equal(feel_integer(1), feel_string_borrowed(STR("1")), &is_equal));
}

// What became of one part: "家庭 人数 * 2 = 8", with how often when that is not once.
static void note_line(Str source, const FeelNote *note, Text *out) {
    text_append(out, str_slice(source, note->from, note->to));
    text_append(out, STR(" = "));
    feel_format(note->value, out);
    if (note->times != 1) {
        text_format(out, " (%u times)", note->times);
    }
    text_append_char(out, '\n');
}

static void an_expression_is_explained_by_the_value_of_every_part(void **state) {
    static const struct {
        const char *source;
        const char *parts; // the whole first, each behind the one it is in
    } CASES[] = {
        {"(a + b) * 2", "(a + b) * 2 = 10\na + b = 5\na = 2\nb = 3\n2 = 2\n"},
        {"a", "a = 2\n"},
        {"家庭 人数 / a", "家庭 人数 / a = 2\n家庭 人数 = 4\na = 2\n"},
        {"if a > b then a else b",
         "if a > b then a else b = 3\na > b = false\na = 2\nb = 3\na = null (0 times)\nb = 3\n"},
        {"a > 5 and b > 1",
         "a > 5 and b > 1 = false\na > 5 = false\na = 2\n5 = 5\nb > 1 = null (0 times)\n"
         "b = null (0 times)\n1 = null (0 times)\n"},
        {"sum(for i in [1, 2] return i * a)",
         "sum(for i in [1, 2] return i * a) = 6\nfor i in [1, 2] return i * a = [2, 4]\n"
         "[1, 2] = [1, 2]\ni * a = 4 (2 times)\ni = 2 (2 times)\na = 2 (2 times)\n"},
    };
    Fixture *fixture = *state;
    fixture->inputs[0] = feel_integer(2);
    fixture->inputs[1] = feel_integer(3);
    fixture->inputs[2] = feel_integer(4);
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        FeelQuestion question = {
            .source = str_from(CASES[i].source), .scope = &scope, .inputs = fixture->inputs};
        const FeelNote *notes = NULL;
        size_t count = 0;
        FeelValue value;
        Error error = {0};
        assert_int_equal(feel_explain(&question, &fixture->run, &notes, &count, &value, &error),
                         STATUS_OK);
        CLEANUP(text_release) Text parts = {0};
        for (size_t k = 0; k < count; k++) {
            assert_true(k == 0 ? notes[k].outer == 0 : notes[k].outer < k);
            note_line(question.source, &notes[k], &parts);
        }
        assert_string_equal(parts.data, CASES[i].parts);
    }
}

static void an_expression_of_too_many_parts_is_not_explained(void **state) {
    Fixture *fixture = *state;
    CLEANUP(text_release) Text source = {0};
    text_append(&source, STR("[a"));
    for (size_t i = 0; i < FEEL_NOTES_MAX; i++) {
        text_append(&source, STR(",a"));
    }
    text_append_char(&source, ']');
    FeelQuestion question = {
        .source = text_str(&source), .scope = &scope, .inputs = fixture->inputs};
    const FeelNote *notes = NULL;
    size_t count = 0;
    FeelValue value;
    Error error = {0};
    assert_int_equal(feel_explain(&question, &fixture->run, &notes, &count, &value, &error),
                     STATUS_TOO_LARGE);
}

// Reasons keep their arguments, so that their sentence can be made in another language.
static void a_reason_keeps_its_format_and_arguments(void **state) {
    Fixture *fixture = *state;
    (void)run(fixture, "\"x\" - 1");
    const FeelError *error = &fixture->run.errors[0];
    assert_string_equal(error->format, "'%s' has no meaning for %s and %s");
    assert_int_equal(error->argument_count, 3);
    static const char *const ARGUMENTS[] = {"-", "string", "number"};
    for (size_t i = 0; i < ARRAY_COUNT(ARGUMENTS); i++) {
        assert_true(str_equal(error->arguments[i], str_from(ARGUMENTS[i])));
    }
    (void)run(fixture, "{金额: 1}.数目");
    error = &fixture->run.errors[fixture->run.error_count - 1];
    assert_true(str_equal(error->arguments[0], STR("数目")));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(names_are_read_from_their_places_in_the_inputs),
        TEST(a_name_with_an_operator_wins_over_the_operation),
        TEST(entries_known_from_the_type_may_hold_operators),
        TEST(types_go_by_the_names_of_the_scope),
        TEST(the_names_used_are_told_also_within_functions),
        TEST(a_fault_has_a_place_and_shows_the_line),
        TEST(a_reason_has_the_place_of_the_operation),
        TEST(reasons_past_the_limit_are_only_counted),
        TEST(functions_of_others_are_called_by_position_and_name),
        TEST(calls_without_end_are_stopped),
        TEST(steps_are_limited),
        TEST(memory_is_limited),
        TEST(deep_brackets_are_refused),
        TEST(long_chains_are_refused_before_they_are_too_deep),
        TEST(long_sources_are_refused),
        TEST(too_many_names_at_once_are_refused),
        TEST(long_lists_of_parts_are_built),
        TEST(many_registers_are_no_trouble),
        TEST(values_are_coerced_to_declared_types),
        TEST(values_are_written_as_json),
        TEST(what_is_not_known_is_null_with_a_reason),
        TEST(values_are_made_and_read),
        TEST(an_expression_is_explained_by_the_value_of_every_part),
        TEST(an_expression_of_too_many_parts_is_not_explained),
        TEST(a_reason_keeps_its_format_and_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

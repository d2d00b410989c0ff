// SPDX-License-Identifier: Apache-2.0
// Runs the rows of golden.txt. A row is "expression  ==> result"; the lines that begin with a word
// and ':' say for which rows:
//   group: a heading
//   with: {a: 1}   the names the next expressions see
//   test 5: < 6    unary tests of a cell about the value 5
// Results are as feel_format writes them (strings in quotes); "null, reason" is a null with this
// recorded reason; "error: words" is what compiling says. UPDATE_GOLDEN=1 rewrites the file; review
// the difference.
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on
#include "base/check.h"
#include "base/memory.h"
#include "feel/feel.h"
#include <stdio.h>
#include <stdlib.h>

enum { NAMES_MAX = 32 };

static const char *golden_path;

typedef struct Golden {
    Arena arena;
    FeelName names[NAMES_MAX];
    FeelValue inputs[NAMES_MAX];
    FeelScope scope;
    size_t row_count;
    size_t failure_count;
    Text rewritten;
} Golden;

static void read_file(const char *path, Text *out) {
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    for (int c = getc(file); c != EOF; c = getc(file)) {
        text_append_char(out, (char)c);
    }
    fclose(file);
}

static FeelRun new_run(Golden *golden) {
    return (FeelRun){.arena = &golden->arena,
                     .today = date_make(2025, 8, 22),
                     .now = {1755828672000000},
                     .step_limit = 1000 * 1000,
                     .memory_limit = 16 * 1024 * 1024};
}

static void append_result(FeelValue value, const FeelRun *run, Text *out) {
    if (value.kind == FEEL_STRING) {
        feel_format_json(value, out);
    } else {
        feel_format(value, out);
    }
    if (value.kind == FEEL_NULL && run->error_count > 0) {
        text_format(out, ", " STR_FMT, STR_ARG(run->errors[0].message));
    }
}

static void append_first_line(Text *out, const char *message) {
    Str rest = str_from(message);
    text_append(out, STR("error: "));
    text_append(out, str_cut(&rest, '\n'));
}

static void evaluate(Golden *golden, Str expression, Text *out) {
    const FeelProgram *program = NULL;
    Error error = {0};
    FeelRun run = new_run(golden);
    if (feel_compile(&golden->arena, expression, &golden->scope, &program, NULL, &error) !=
        STATUS_OK) {
        append_first_line(out, error.message);
        return;
    }
    append_result(feel_run(program, &run, golden->inputs), &run, out);
}

static FeelValue value_of(Golden *golden, Str expression) {
    const FeelProgram *program = NULL;
    Error error = {0};
    FeelRun run = new_run(golden);
    if (feel_compile(&golden->arena, expression, &golden->scope, &program, NULL, &error) !=
        STATUS_OK) {
        fail_msg("%s", error.message);
    }
    return feel_run(program, &run, golden->inputs);
}

static void evaluate_test(Golden *golden, Str tested, Str tests, Text *out) {
    const FeelProgram *program = NULL;
    Error error = {0};
    FeelRun run = new_run(golden);
    FeelValue value = value_of(golden, tested);
    if (feel_compile_unary_tests(&golden->arena, tests, &golden->scope, &program, NULL, &error) !=
        STATUS_OK) {
        append_first_line(out, error.message);
        return;
    }
    append_result(feel_run_test(program, &run, golden->inputs, value), &run, out);
}

static void set_names(Golden *golden, Str source) {
    golden->scope = (FeelScope){0};
    FeelValue context = value_of(golden, source);
    assert_int_equal(context.kind, FEEL_CONTEXT);
    assert_true(context.length <= NAMES_MAX);
    for (size_t i = 0; i < context.length; i++) {
        FeelEntry entry = feel_entries(context)[i];
        bool is_simple = entry.value.kind < FEEL_LIST && entry.value.kind != FEEL_NULL;
        const char *type = is_simple ? feel_kind_name((FeelKind)entry.value.kind) : "";
        golden->names[i] = (FeelName){entry.name, str_from(type)};
        golden->inputs[i] = entry.value;
    }
    golden->scope = (FeelScope){.names = golden->names, .count = context.length};
}

static void check_row(Golden *golden, Str expression, Str wanted) {
    CLEANUP(text_release) Text got = {0};
    Str source = expression;
    if (str_starts_with(expression, STR("test "))) {
        source = str_slice(expression, 5, expression.length);
        Str tested = str_cut(&source, ':');
        evaluate_test(golden, str_trim(tested), str_trim(source), &got);
    } else {
        evaluate(golden, expression, &got);
    }
    golden->row_count++;
    text_format(&golden->rewritten, STR_FMT "  ==> " STR_FMT "\n", STR_ARG(expression),
                STR_ARG(text_str(&got)));
    if (!str_equal(text_str(&got), wanted)) {
        golden->failure_count++;
        print_error(STR_FMT "\n  wanted " STR_FMT "\n  got    " STR_FMT "\n", STR_ARG(expression),
                    STR_ARG(wanted), STR_ARG(text_str(&got)));
    }
}

static void read_line(Golden *golden, Str line) {
    size_t arrow = 0;
    bool is_row = str_find(line, STR("==>"), &arrow);
    bool is_note = line.length == 0 || line.data[0] == '#' || str_starts_with(line, STR("group:"));
    if (!is_note && str_starts_with(line, STR("with:"))) {
        arena_clear(&golden->arena);
        set_names(golden, str_trim(str_slice(line, 5, line.length)));
    } else if (!is_note) {
        Str expression = str_trim(is_row ? str_slice(line, 0, arrow) : line);
        Str wanted = is_row ? str_trim(str_slice(line, arrow + 3, line.length)) : (Str){0};
        check_row(golden, expression, wanted);
        return;
    }
    text_append(&golden->rewritten, line);
    text_append_char(&golden->rewritten, '\n');
}

static void every_golden_row_has_its_result(void **state) {
    (void)state;
    CLEANUP(text_release) Text file = {0};
    Golden golden = {0};
    read_file(golden_path, &file);
    Str rest = text_str(&file);
    while (rest.length > 0) {
        read_line(&golden, str_cut(&rest, '\n'));
    }
    if (getenv("UPDATE_GOLDEN") != NULL) {
        FILE *out = fopen(golden_path, "wb");
        assert_non_null(out);
        fwrite(golden.rewritten.data, 1, golden.rewritten.length, out);
        fclose(out);
    }
    print_message("# %zu rows\n", golden.row_count);
    assert_true(golden.row_count > 100);
    assert_int_equal(golden.failure_count, 0);
    arena_release(&golden.arena);
    text_release(&golden.rewritten);
}

int main(int argument_count, char **arguments) {
    CHECK(argument_count == 2);
    golden_path = arguments[1];
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_golden_row_has_its_result)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

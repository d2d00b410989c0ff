// SPDX-License-Identifier: Apache-2.0
// Every expression of the golden rows of FEEL as a decision of its own, as it stands and with its
// numbers and strings given as inputs: plans refuse it, or say what the interpreter says (a run
// that guards every row finds a difference by itself), strict and not.
#include "base/check.h"
#include "base/memory.h"
#include "plan/plan.h"
#include "platform/file.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

enum {
    GOLDEN_SIZE_MAX = 4 * 1024 * 1024,
    COMPILED_MIN = 800,
    INPUTS_MAX = 64,
    SCALE_MAX = 6,
    DIGITS_MAX = 15
};

typedef struct Tally {
    size_t expressions;
    size_t compiled;
    size_t differing;
} Tally;

// An expression whose literals have become inputs n0, s1, ... of one row.
typedef struct Loosened {
    Text text;
    size_t count;
    PlanInput inputs[INPUTS_MAX];
    int64_t numbers[INPUTS_MAX];
    Str words[INPUTS_MAX];
} Loosened;

// Which literals become inputs: none, all, or every other one.
typedef enum Variant { AS_IT_STANDS, ALL_LOOSE, EVEN_LOOSE, ODD_LOOSE, VARIANTS } Variant;

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_of_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' ||
           (unsigned char)c >= 0x80;
}

static char char_at(Str text, size_t at) {
    return at < text.length ? text.data[at] : '\0';
}

static bool is_loose(const Loosened *loosened, Variant variant, size_t literal) {
    bool is_chosen = variant == ALL_LOOSE || (variant == EVEN_LOOSE && literal % 2 == 0) ||
                     (variant == ODD_LOOSE && literal % 2 == 1);
    return is_chosen && loosened->count < INPUTS_MAX;
}

static void put_input(Loosened *loosened, PlanInput input, int64_t number, Str word) {
    size_t at = loosened->count++;
    loosened->inputs[at] = input;
    loosened->numbers[at] = number;
    loosened->words[at] = word;
    text_format(&loosened->text, "%c%zu", input.kind == PLAN_STRING ? 's' : 'n', at);
}

// The end of the number at `at`; the point of "1..5" is none of its.
static size_t number_end(Str text, size_t at) {
    while (is_digit(char_at(text, at))) {
        at++;
    }
    if (char_at(text, at) == '.' && is_digit(char_at(text, at + 1))) {
        at++;
        while (is_digit(char_at(text, at))) {
            at++;
        }
    }
    return at;
}

static bool read_number(Str literal, int64_t *out_number, int *out_scale) {
    int64_t number = 0;
    int scale = -1;
    for (size_t i = 0; i < literal.length && i < DIGITS_MAX; i++) {
        if (literal.data[i] == '.') {
            scale = 0;
            continue;
        }
        number = number * 10 + (literal.data[i] - '0');
        scale += scale >= 0;
    }
    *out_number = number;
    *out_scale = scale < 0 ? 0 : scale;
    return literal.length <= DIGITS_MAX && *out_scale <= SCALE_MAX;
}

static size_t string_end(Str text, size_t at) { // behind the closing quote
    for (at++; at < text.length && text.data[at] != '"'; at++) {
        at += text.data[at] == '\\';
    }
    return at < text.length ? at + 1 : text.length;
}

static void loosen(Str text, Variant variant, Loosened *out) {
    size_t literal = 0;
    for (size_t at = 0; at < text.length;) {
        char before = at == 0 ? ' ' : text.data[at - 1];
        size_t end = at + 1;
        if (text.data[at] == '"') {
            end = string_end(text, at);
            Str word = str_slice(text, at + 1, end - 1);
            size_t slash = 0;
            if (before != '@' && !str_find(word, STR("\\"), &slash) &&
                is_loose(out, variant, literal++)) {
                put_input(out, (PlanInput){.kind = PLAN_STRING}, 0, word);
                at = end;
                continue;
            }
        } else if (is_digit(text.data[at]) && !is_of_name(before) && before != '.') {
            int64_t number = 0;
            PlanInput input = {.kind = PLAN_NUMBER};
            end = number_end(text, at);
            if (read_number(str_slice(text, at, end), &number, &input.scale) &&
                !is_of_name(char_at(text, end)) && is_loose(out, variant, literal++)) {
                put_input(out, input, number, STR(""));
                at = end;
                continue;
            }
        }
        text_append(&out->text, str_slice(text, at, end));
        at = end;
    }
}

// ---- the model ----------------------------------------------------------------------------------
static void append_xml(Text *out, Str text) {
    for (size_t i = 0; i < text.length; i++) {
        switch (text.data[i]) {
        case '<': text_append(out, STR("&lt;")); break;
        case '&': text_append(out, STR("&amp;")); break;
        default: text_append_char(out, text.data[i]);
        }
    }
}

static void write_model(const Loosened *loosened, Text *out) {
    text_append(out, STR("<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' "
                         "name='m' namespace='n'>"));
    for (size_t i = 0; i < loosened->count; i++) {
        bool is_string = loosened->inputs[i].kind == PLAN_STRING;
        text_format(out,
                    "<inputData id='i%zu' name='%c%zu'><variable name='%c%zu' "
                    "typeRef='%s'/></inputData>",
                    i, is_string ? 's' : 'n', i, is_string ? 's' : 'n', i,
                    is_string ? "string" : "number");
    }
    text_append(out, STR("<decision name='d'>"));
    for (size_t i = 0; i < loosened->count; i++) {
        text_format(out,
                    "<informationRequirement><requiredInput href='#i%zu'/>"
                    "</informationRequirement>",
                    i);
    }
    text_append(out, STR("<literalExpression><text>"));
    append_xml(out, text_str(&loosened->text));
    text_append(out, STR("</text></literalExpression></decision></definitions>"));
}

// ---- running ------------------------------------------------------------------------------------
static void run_guarded(const VectorPlan *plan, const Loosened *loosened, Tally *tally) {
    int64_t values[PLAN_BLOCK_ROWS];
    uint64_t valid[PLAN_BLOCK_ROWS / 64];
    uint16_t rules[PLAN_BLOCK_ROWS];
    PlanColumn columns[INPUTS_MAX] = {0};
    PlanOutput output = {.values = values, .valid = valid, .rules = rules};
    PlanRunOptions options = {.guard_every = 1, .today = date_make(2025, 8, 22)};
    PlanRun *run = NULL;
    Error error = {0};
    for (size_t i = 0; i < loosened->count; i++) {
        columns[i] = (PlanColumn){.values = &loosened->numbers[i], .width = 8};
        if (loosened->inputs[i].kind == PLAN_STRING) {
            columns[i].words = &loosened->words[i];
            columns[i].word_count = 1;
        }
    }
    assert_int_equal(plan_run_open(plan, columns, 1, &options, &run, &error), STATUS_OK);
    Status status = plan_run_rows(run, 0, 1, &output, &error);
    if (status != STATUS_OK && status != STATUS_OVERFLOW) { // no room in a column
        print_error(STR_FMT ": %s\n", STR_ARG(text_str(&loosened->text)), error.message);
        tally->differing++;
    }
    PlanCounts counts = plan_run_counts(run);
    assert_true(status != STATUS_OK || counts.guarded + counts.referred > 0);
    plan_run_close(run);
}

static void try_loosened(const Loosened *loosened, bool is_strict, Tally *tally) {
    CLEANUP(text_release) Text xml = {0};
    DmnModel *model = NULL;
    Error error = {0};
    write_model(loosened, &xml);
    if (dmn_model_read(text_str(&xml), STR("m.dmn"), &model, &error) != STATUS_OK) {
        return;
    }
    const size_t decision = 0;
    PlanOptions options = {.is_strict = is_strict, .inputs = loosened->inputs};
    tally->expressions++;
    VectorPlan *plan = plan_compile(model, &decision, 1, &options);
    if (plan_refusal(plan, 0) == NULL) {
        tally->compiled++;
        run_guarded(plan, loosened, tally);
    }
    plan_free(plan);
    dmn_model_free(model);
}

static void try_expression(Str expression, Tally *tally) {
    for (Variant variant = AS_IT_STANDS; variant < VARIANTS; variant++) {
        Loosened loosened = {0};
        loosen(expression, variant, &loosened);
        if (variant == AS_IT_STANDS || loosened.count > 0) {
            try_loosened(&loosened, false, tally);
            try_loosened(&loosened, true, tally);
        }
        text_release(&loosened.text);
    }
}

static void golden_expressions_are_refused_or_say_the_same(void **state) {
    (void)state;
    CLEANUP(text_release) Text golden = {.limit = GOLDEN_SIZE_MAX};
    Tally tally = {0};
    Error error = {0};
    assert_int_equal(file_read(GOLDEN_ROWS, GOLDEN_SIZE_MAX, &golden, &error), STATUS_OK);
    for (Str rest = text_str(&golden); rest.length > 0;) {
        Str line = str_cut(&rest, '\n');
        size_t end = 0;
        if (str_find(line, STR("  ==> "), &end) && !str_starts_with(line, STR("test "))) {
            try_expression(str_slice(line, 0, end), &tally);
        }
    }
    print_message("%zu expressions, %zu compiled\n", tally.expressions, tally.compiled);
    assert_int_equal(tally.differing, 0);
    assert_true(tally.compiled >= COMPILED_MIN);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(golden_expressions_are_refused_or_say_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

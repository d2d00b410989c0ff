// SPDX-License-Identifier: Apache-2.0
// Traces and chains of reasons: as JSON and sentences against models/trace.golden
// (UPDATE_GOLDEN=1 writes it anew), limits, and that tracing changes nothing.
#include "base/check.h"
#include "dmn/reason.h"
#include "support.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char FAMILY[] = "{\"收入们\": [3000, 1812], \"人数\": 4, \"保障标准\": 1190, "
                             "\"有房\": false, \"申请日期\": \"2025-03-01\"}";
static const char THREE[] = "{\"收入们\": [3000, 12], \"人数\": 3, \"保障标准\": 1190, "
                            "\"有房\": true, \"申请日期\": \"2025-03-01\"}";

typedef struct Case {
    const char *decision;
    const char *inputs;
    bool is_strict;
    bool has_json;
} Case;
static const Case CASES[] = {
    {"月差额", FAMILY, true, true},   // an if, its branch not taken; sums
    {"月差额", THREE, true, false},   // the other branch
    {"类别", FAMILY, true, true},     // a rule with its annotation
    {"类别", THREE, true, true},      // the default output
    {"补差", FAMILY, true, true},     // entries, invocation, knowledge model, function
    {"减一人后", FAMILY, true, true}, // a decision service
    {"逐项", FAMILY, true, false},    // filter, for, some, every, conditional, list, relation
    // Strictly without an answer.
    {"最终", "{\"人数\": 4}", true, true}, // every missing input; what they lead to
    {"最终", THREE, true, true},           // overlap under UNIQUE and ANY, division by zero
    {"缺口", FAMILY, true, false},         // no rule, no default
    {"除零", FAMILY, true, false},         // because of a gap below
    {"类型不符", THREE, true, false},
    {"输入列不符", THREE, true, false},
    {"空结果", THREE, true, false},
    {"格内出错", THREE, true, false}, // with its cell
    {"格不能比", THREE, true, false},
    {"无关的错", "{\"人数\": 3}", true, false},
    // Leniently: only what the null follows from.
    {"无关的错", "{\"人数\": 3}", false, true},
    {"无关的错", THREE, false, false}, // has a value: no reason at all
    {"依赖重叠", THREE, false, false}, // the branch not taken is none
    {"除零", FAMILY, false, false},
    {"缺口", FAMILY, false, false},
};

static void describe(const void *data, Str input, bool is_first, Text *before, Text *after) {
    const bool *is_english = data;
    if (str_equal(input, STR("保障标准"))) {
        text_append(before, *is_english ? STR("parameter ") : STR("参数 "));
        text_append(after, *is_english ? STR(" yuan") : STR(" 元"));
    }
    if (str_equal(input, STR("保障标准")) && is_first) {
        text_append(after, *is_english ? STR(" (by the notice)") : STR("（依据通知）"));
    }
}

static void tell(const DmnModel *model, const Case *told, Text *out) {
    Evaluation evaluation;
    evaluate(&evaluation, model, str_from(told->decision), str_from(told->inputs), told->is_strict);
    text_format(out, "=== %s %s %s\n", told->decision, told->is_strict ? "strict" : "lenient",
                told->inputs);
    DmnTelling telling = {.has_parts = true, .describe = describe};
    telling.data = &telling.is_english;
    dmn_trace_words(&evaluation.trace, &telling, out);
    telling.is_english = true;
    dmn_trace_words(&evaluation.trace, &telling, out);
    if (told->has_json) {
        dmn_trace_json(&evaluation.trace, &telling, out);
        text_append_char(out, '\n');
    }
    evaluation_release(&evaluation);
}

static void write_golden(const Text *text) {
    CLEANUP(text_release) Text path = {0};
    text_format(&path, "%s/trace.golden", MODELS_FOLDER);
    FILE *file = fopen(path.data, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text->data, 1, text->length, file), text->length);
    assert_int_equal(fclose(file), 0);
}

static void traces_are_told_as_in_the_golden_file(void **state) {
    (void)state;
    DmnModel *model = read_model("trace.dmn");
    CLEANUP(text_release) Text told = {0};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        tell(model, &CASES[i], &told);
    }
    dmn_model_free(model);
    if (getenv("UPDATE_GOLDEN") != NULL) {
        write_golden(&told);
    }
    CLEANUP(text_release) Text golden = read_model_file("trace.golden");
    Str wanted = text_str(&golden);
    Str got = text_str(&told);
    for (size_t line = 1; wanted.length > 0 || got.length > 0; line++) {
        Str want = str_cut(&wanted, '\n');
        Str have = str_cut(&got, '\n');
        if (!str_equal(want, have)) {
            fail_msg("trace.golden:%zu\n  wanted " STR_FMT "\n  got    " STR_FMT, line,
                     STR_ARG(want), STR_ARG(have));
        }
    }
}

// One decision of the model with and without a trace, in one way.
typedef struct Outcome {
    Text words;
    size_t error_count;
    uint64_t steps;
} Outcome;

static Outcome outcome(const DmnModel *model, const Case *told, DmnTrace *trace,
                       uint64_t step_limit) {
    CLEANUP(arena_release) Arena arena = {0};
    FeelRun run = {.arena = &arena, .today = date_make(2025, 8, 25), .step_limit = step_limit};
    FeelValue *inputs = arena_alloc(&arena, dmn_input_count(model), sizeof *inputs);
    Error error = {0};
    assert_int_equal(dmn_inputs_from_json(model, str_from(told->inputs), &arena, inputs, &error),
                     STATUS_OK);
    int decision = dmn_find_decision(model, str_from(told->decision));
    FeelValue result = dmn_decide(model, (size_t)decision, inputs, &run,
                                  (DmnOptions){.is_strict = told->is_strict}, trace);
    Outcome seen = {.error_count = run.error_count, .steps = run.steps};
    feel_format(result, &seen.words);
    return seen;
}

static void tracing_changes_neither_result_nor_reasons_nor_steps(void **state) {
    (void)state;
    DmnModel *model = read_model("trace.dmn");
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        for (uint64_t limit = 0; limit < 8; limit++) { // 0: the default
            CLEANUP(arena_release) Arena arena = {0};
            DmnTrace trace = {.arena = &arena};
            Outcome plain = outcome(model, &CASES[i], NULL, limit);
            Outcome traced = outcome(model, &CASES[i], &trace, limit);
            assert_string_equal(plain.words.data, traced.words.data);
            assert_int_equal(plain.error_count, traced.error_count);
            assert_int_equal(plain.steps, traced.steps);
            text_release(&plain.words);
            text_release(&traced.words);
        }
    }
    dmn_model_free(model);
}

static void a_trace_beyond_its_limit_is_cut_and_says_so(void **state) {
    (void)state;
    DmnModel *model = read_model("trace.dmn");
    enum { ALL = 22 }; // nodes of this decision
    for (size_t limit = 1; limit <= ALL; limit++) {
        CLEANUP(arena_release) Arena arena = {0};
        CLEANUP(text_release) Text words = {0};
        Case told = {"补差", FAMILY, true, false};
        FeelRun run = {.arena = &arena, .today = date_make(2025, 8, 25)};
        DmnTrace trace = {.node_limit = limit};
        FeelValue *inputs = arena_alloc(&arena, dmn_input_count(model), sizeof *inputs);
        Error error = {0};
        assert_int_equal(dmn_inputs_from_json(model, STR(FAMILY), &arena, inputs, &error),
                         STATUS_OK);
        int decision = dmn_find_decision(model, str_from(told.decision));
        FeelValue result =
            dmn_decide(model, (size_t)decision, inputs, &run, (DmnOptions){true}, &trace);
        assert_int_equal(result.kind, FEEL_NUMBER);
        assert_int_equal(trace.node_count, limit);
        assert_int_equal(trace.is_cut, limit < ALL);
        DmnTelling telling = {.has_parts = true};
        dmn_trace_words(&trace, &telling, &words);
        dmn_trace_json(&trace, &telling, &words);
        size_t at = 0;
        assert_int_equal(str_find(text_str(&words), STR("\"is_cut\":true"), &at), trace.is_cut);
    }
    dmn_model_free(model);
}

static void the_chain_goes_on_into_imported_files(void **state) {
    (void)state;
    static const char MAIN[] =
        "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' name='甲' "
        "namespace='urn:甲'>\n<import name='乙' namespace='urn:乙' "
        "importType='https://www.omg.org/spec/DMN/20230324/MODEL/'/>\n"
        "<decision id='d' name='总'><informationRequirement><requiredDecision href='urn:乙#d'/>"
        "</informationRequirement><literalExpression><text>乙.份 + 1</text></literalExpression>"
        "</decision></definitions>";
    static const char BASE[] =
        "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' name='乙' "
        "namespace='urn:乙'>\n\n<inputData id='i' name='数'/>\n"
        "<decision id='d' name='份'><informationRequirement><requiredInput href='#i'/>"
        "</informationRequirement>\n<literalExpression><text>1 / 数</text></literalExpression>"
        "</decision></definitions>";
    const DmnSource sources[] = {{STR("甲.dmn"), STR(MAIN)}, {STR("乙.dmn"), STR(BASE)}};
    DmnModel *model = NULL;
    Error error = {0};
    assert_int_equal(dmn_models_read(sources, 2, DMN_STRICT, &model, &error), STATUS_OK);
    static const char CHAIN[] = "“总”无法判定（甲.dmn:3）\n  因为“份”无法判定（乙.dmn:4）\n";
    static const char *const CAUSES[] = {
        "    因为除数为零（乙.dmn:5，第 3 个字符）\n      1 / 数\n        ^\n",
        "    因为输入“数”未知（乙.dmn:3）\n"};
    for (size_t i = 0; i < ARRAY_COUNT(CAUSES); i++) {
        CLEANUP(arena_release) Arena arena = {0};
        CLEANUP(text_release) Text words = {0};
        CLEANUP(text_release) Text wanted = {0};
        FeelRun run = {.arena = &arena, .today = DATE_NONE};
        DmnTrace trace = {0};
        FeelValue input = i == 0 ? feel_integer(0) : FEEL_NULL_VALUE;
        int asked = dmn_find_decision(model, STR("总"));
        (void)dmn_decide(model, (size_t)asked, &input, &run, (DmnOptions){true}, &trace);
        dmn_reasons_words(dmn_reasons(&trace, &arena), false, &words);
        text_format(&wanted, "%s%s", CHAIN, CAUSES[i]);
        assert_string_equal(words.data, wanted.data);
    }
    dmn_model_free(model);
}

// A long loop: its nodes are cut, its steps and memory stay within their limits.
static void limits_hold_with_a_trace(void **state) {
    (void)state;
    enum { ITEMS = 50000, NODES = 100, MEMORY = 4 * 1024 * 1024, SLACK = 64 * 1024 };
    static const struct {
        uint64_t steps;
        size_t memory;
        bool is_stopped; // the steps end within the first entry, before the trace is full
        bool is_cut;
    } LIMITS[] = {{0, 0, false, true}, {ITEMS / 2, 0, true, false}, {0, MEMORY, true, false}};
    DmnModel *model = read_model("trace.dmn");
    int decision = dmn_find_decision(model, STR("逐项"));
    for (size_t i = 0; i < ARRAY_COUNT(LIMITS); i++) {
        CLEANUP(arena_release) Arena arena = {0};
        CLEANUP(text_release) Text words = {0};
        FeelValue *items = arena_alloc(&arena, ITEMS, sizeof *items);
        for (size_t k = 0; k < ITEMS; k++) {
            items[k] = feel_integer(7);
        }
        FeelValue inputs[5] = {feel_list(&arena, items, ITEMS)};
        FeelRun run = {.arena = &arena,
                       .today = DATE_NONE,
                       .step_limit = LIMITS[i].steps,
                       .memory_limit = LIMITS[i].memory};
        DmnTrace trace = {.node_limit = LIMITS[i].memory == 0 ? NODES : 0};
        FeelValue result =
            dmn_decide(model, (size_t)decision, inputs, &run, (DmnOptions){true}, &trace);
        assert_int_equal(result.kind, LIMITS[i].is_stopped ? FEEL_NULL : FEEL_CONTEXT);
        assert_int_equal(run.error_count > 0, LIMITS[i].is_stopped);
        assert_true(LIMITS[i].memory == 0 || arena.used < 2 * MEMORY + SLACK);
        dmn_trace_words(&trace, &(DmnTelling){.has_parts = true}, &words);
        size_t at = 0;
        assert_int_equal(str_find(text_str(&words), STR("步骤太多，其余从略"), &at),
                         LIMITS[i].is_cut);
    }
    dmn_model_free(model);
}

// {1}, {2}, ... of the Chinese sentence are the arguments of the English one.
static void every_reason_says_the_same_in_both_languages(void **state) {
    (void)state;
    static const struct {
        const char *code;
        const char *english;
        const char *chinese;
    } ROWS[] = {
#define REASON(code, english, chinese) {#code, english, chinese},
#include "dmn/reasons.def"
#include "feel/reasons.def"
#undef REASON
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        size_t count = 0;
        for (const char *at = strchr(ROWS[i].english, '%'); at != NULL; at = strchr(at + 1, '%')) {
            count++;
        }
        assert_true(ROWS[i].chinese[0] != '\0');
        for (size_t k = 1; k <= 9; k++) {
            char hole[4] = {'{', (char)('0' + k), '}', '\0'};
            bool has_hole = strstr(ROWS[i].chinese, hole) != NULL;
            if (has_hole != (k <= count)) {
                fail_msg("%s: {%zu}", ROWS[i].code, k);
            }
        }
        for (size_t k = 0; k < i; k++) {
            assert_string_not_equal(ROWS[i].english, ROWS[k].english);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(traces_are_told_as_in_the_golden_file),
        cmocka_unit_test(tracing_changes_neither_result_nor_reasons_nor_steps),
        cmocka_unit_test(a_trace_beyond_its_limit_is_cut_and_says_so),
        cmocka_unit_test(the_chain_goes_on_into_imported_files),
        cmocka_unit_test(limits_hold_with_a_trace),
        cmocka_unit_test(every_reason_says_the_same_in_both_languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

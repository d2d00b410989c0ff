// SPDX-License-Identifier: Apache-2.0
// What a plan refuses and why, which rows go to the interpreter, narrow columns, words, the guard,
// results that no column holds, programs and explanations.
#include "base/check.h"
#include "format/json.h"
#include "plan/plan.h"
#include "plan/run_private.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { ROWS = 3000, BITS = (ROWS + 63) / 64, DECISIONS = 4 };

#define HEAD                                                                                       \
    "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" "              \
    "namespace=\"urn:m\">\n"                                                                       \
    "<inputData id=\"a\" name=\"a\"><variable name=\"a\" typeRef=\"number\"/></inputData>\n"       \
    "<inputData id=\"b\" name=\"b\"><variable name=\"b\" typeRef=\"number\"/></inputData>\n"       \
    "<inputData id=\"s\" name=\"s\"><variable name=\"s\" typeRef=\"string\"/></inputData>\n"
#define NEEDS                                                                                      \
    "<informationRequirement><requiredInput href=\"#a\"/></informationRequirement>"                \
    "<informationRequirement><requiredInput href=\"#b\"/></informationRequirement>"                \
    "<informationRequirement><requiredInput href=\"#s\"/></informationRequirement>"
#define DECISION(name, text)                                                                       \
    "<decision id=\"" name "\" name=\"" name "\"><variable name=\"" name "\"/>" NEEDS              \
    "<literalExpression><text>" text "</text></literalExpression></decision>\n"
#define TAIL "</definitions>\n"

typedef struct Fixture {
    DmnModel *model;
    VectorPlan *plan;
    int64_t a[ROWS];
    int64_t b[ROWS];
    int8_t s[ROWS];
    uint64_t valid[BITS];
    PlanColumn columns[3];
    int64_t values[DECISIONS][ROWS];
    uint64_t known[DECISIONS][BITS];
    PlanOutput outputs[DECISIONS];
    size_t referred;
    size_t last_row;
    size_t last_errors;
    FeelKind last_kind;
} Fixture;

static const Str WORDS[] = {{"甲", 3}, {"乙", 3}, {"丙", 3}};

static void open_fixture(Fixture *fixture, const char *xml, bool is_strict) {
    Error error = {0};
    size_t decisions[DECISIONS] = {0, 1, 2, 3};
    PlanInput inputs[3];
    memset(fixture, 0, sizeof *fixture);
    if (dmn_model_read(str_from(xml), STR("m.dmn"), &fixture->model, &error) != STATUS_OK) {
        fail_msg("%s", error.message);
    }
    size_t count = dmn_decision_count(fixture->model);
    plan_inputs_by_type(fixture->model, inputs);
    PlanOptions options = {.is_strict = is_strict, .inputs = inputs};
    fixture->plan = plan_compile(fixture->model, decisions, count, &options);
    for (size_t i = 0; i < ROWS; i++) {
        fixture->a[i] = (int64_t)i * 100;
        fixture->b[i] = (int64_t)(i % 7) * 100;
        fixture->s[i] = (int8_t)(i % 3);
    }
    memset(fixture->valid, 0xff, sizeof fixture->valid);
    fixture->columns[0] = (PlanColumn){.values = fixture->a, .width = 8};
    fixture->columns[1] = (PlanColumn){.values = fixture->b, .width = 8};
    fixture->columns[2] =
        (PlanColumn){.values = fixture->s, .width = 1, .words = WORDS, .word_count = 3};
    for (size_t i = 0; i < count; i++) {
        fixture->outputs[i] =
            (PlanOutput){.values = fixture->values[i], .valid = fixture->known[i]};
    }
}

static void close_fixture(Fixture *fixture) {
    plan_free(fixture->plan);
    dmn_model_free(fixture->model);
}

static void note_referred(void *data, size_t row, size_t decision, FeelValue value,
                          const FeelRun *run) {
    Fixture *fixture = data;
    (void)decision;
    fixture->last_kind = (FeelKind)value.kind;
    fixture->referred++;
    fixture->last_row = row;
    fixture->last_errors = run->error_count;
}

static Status run_fixture(Fixture *fixture, uint64_t guard_every, PlanRun **out_run, Error *error) {
    PlanRunOptions options = {
        .guard_every = guard_every, .today = DATE_NONE, .referred = note_referred, .data = fixture};
    Status status = plan_run_open(fixture->plan, fixture->columns, ROWS, &options, out_run, error);
    return status == STATUS_OK ? plan_run_rows(*out_run, 0, ROWS, fixture->outputs, error) : status;
}

// ---- refusals -----------------------------------------------------------------------------------
static void check_refusal(const Fixture *fixture, size_t decision, int line, const char *excerpt,
                          const char *reason) {
    const PlanRefusal *refusal = plan_refusal(fixture->plan, decision);
    assert_non_null(refusal);
    assert_int_equal(refusal->line, line);
    assert_int_equal(refusal->excerpt.length, strlen(excerpt));
    assert_memory_equal(refusal->excerpt.data, excerpt, strlen(excerpt));
    assert_true(str_starts_with(refusal->reason, str_from(reason)));
    assert_true(refusal->reason_chinese.length > 0);
}

static void a_refusal_names_line_expression_and_reason(void **unused) {
    (void)unused;
    static Fixture fixture;
    open_fixture(&fixture,
                 HEAD DECISION("d0", "ceiling((a - b / 12 / b)\n * b)")
                     DECISION("d1", "upper case(s)") DECISION("d2", "a / 3")
                         DECISION("d3", "s &lt; \"x\"") TAIL,
                 true);
    check_refusal(&fixture, 0, 5, "(a - b / 12 / b)\n * b", "a quotient that is not exact");
    check_refusal(&fixture, 1, 7, "upper case(s)",
                  "programs over columns have no use of upper case()");
    check_refusal(&fixture, 2, 8, "a / 3", "the result is a quotient");
    check_refusal(&fixture, 3, 9, "s < \"x\"", "texts can only be equal");
    CLEANUP(text_release) Text words = {0};
    plan_explain_words(fixture.plan, 1, false, &words);
    size_t at = 0;
    assert_true(str_find(text_str(&words), STR("stays in the interpreter: line 7"), &at));
    close_fixture(&fixture);
}

// Dividing t by 2^39 makes it longer than 34 digits: FEEL's quotient is not t * 2^-39 any more.
static void a_quotient_is_not_multiplied_by_many_twos(void **unused) {
    (void)unused;
    static Fixture fixture;
    open_fixture(&fixture,
                 HEAD DECISION("d0", "floor(a / b * 549755813888)")
                     DECISION("d1", "floor(a / b * 8192 * 8192)")
                         DECISION("d2", "floor(a / b * 100)") TAIL,
                 false);
    check_refusal(&fixture, 0, 5, "floor(a / b * 549755813888)",
                  "the error of the quotient could show");
    check_refusal(&fixture, 1, 6, "floor(a / b * 8192 * 8192)",
                  "the error of the quotient could show");
    assert_null(plan_refusal(fixture.plan, 2));
    close_fixture(&fixture);
}

// ---- rows ---------------------------------------------------------------------------------------
static void rows_that_are_not_plain_are_the_interpreters(void **unused) {
    (void)unused;
    static Fixture fixture;
    Error error = {0};
    PlanRun *run = NULL;
    open_fixture(&fixture, HEAD DECISION("d0", "floor(a / b)") TAIL, true);
    fixture.valid[10] &= ~(uint64_t)1; // row 640
    fixture.a[640] = 0;
    fixture.columns[0].valid = fixture.valid;
    assert_int_equal(run_fixture(&fixture, 100, &run, &error), STATUS_OK);
    size_t zeros = (ROWS + 6) / 7; // b is 0 in every seventh row; 640 is none of them
    assert_int_equal(fixture.referred, zeros + 1);
    assert_true(fixture.last_errors > 0);
    assert_int_equal(fixture.last_kind, FEEL_NULL);
    assert_int_equal(fixture.values[0][641], 641 / 4);
    assert_int_equal(fixture.known[0][0] & 0xff, 0x7e);
    assert_int_equal(fixture.known[0][10] & 1, 0);
    PlanCounts counts = plan_run_counts(run);
    assert_int_equal(counts.rows, ROWS);
    assert_int_equal(counts.referred, zeros + 1);
    assert_int_equal(counts.programs, 1);
    assert_true(counts.guarded > 0);
    plan_run_close(run);
    close_fixture(&fixture);
}

static void numbers_too_large_for_a_program_are_halved_out(void **unused) {
    (void)unused;
    static Fixture fixture;
    Error error = {0};
    PlanRun *run = NULL;
    open_fixture(&fixture, HEAD DECISION("d0", "if a * a &gt; b then 1 else 0") TAIL, false);
    fixture.a[2500] = INT64_MAX / 4;   // its square is for the interpreter, with its whole block
    fixture.a[500] = INT64_MAX / 1000; // this one is not: 128 bits and 34 digits hold it
    assert_int_equal(run_fixture(&fixture, 0, &run, &error), STATUS_OK);
    assert_int_equal(plan_run_counts(run).referred, PLAN_BLOCK_ROWS);
    assert_int_equal(fixture.values[0][2500], 1);
    assert_int_equal(fixture.values[0][500], 1);
    assert_int_equal(fixture.values[0][0], 0);
    plan_run_close(run);
    close_fixture(&fixture);
}

#define RULE(test, output)                                                                         \
    "<rule><inputEntry><text>" test "</text></inputEntry><outputEntry><text>" output               \
    "</text></outputEntry></rule>"
#define TABLE(name, policy, values, rules)                                                         \
    "<decision id=\"" name "\" name=\"" name "\"><variable name=\"" name "\"/>" NEEDS              \
    "<decisionTable hitPolicy=\"" policy "\"><input><inputExpression><text>a</text>"               \
    "</inputExpression></input><output>" values "</output>" rules "</decisionTable></decision>\n"
#define VALUES "<outputValues><text>3, 5</text></outputValues>"

// ANY and PRIORITY look at the outputs of all rules that match; FIRST does not.
static void outputs_that_are_not_taken_are_looked_at_too(void **unused) {
    (void)unused;
    static Fixture fixture;
    Error error = {0};
    PlanRun *run = NULL;
    open_fixture(&fixture,
                 HEAD TABLE("d0", "ANY", "",
                            RULE("-", "5") RULE("-", "if floor(a / b) &gt; 1 then 5 else 5"))
                     TABLE("d1", "PRIORITY", VALUES, RULE("-", "5") RULE("&gt; 9", "4"))
                         TABLE("d2", "FIRST", "", RULE("-", "5") RULE("-", "a / b")) TAIL,
                 true);
    assert_null(plan_refusal(fixture.plan, 0));
    assert_null(plan_refusal(fixture.plan, 1));
    if (run_fixture(&fixture, 1, &run, &error) != STATUS_OK) {
        fail_msg("%s", error.message);
    }
    assert_int_equal(fixture.known[0][0] & 3, 2);         // 0 / 0 is reported
    assert_int_equal(fixture.known[1][0] & 0xfff, 0x3ff); // 4 is not allowed
    plan_run_close(run);
    close_fixture(&fixture);
}

// All rows are decided twice: what is folded before rows are looked at hides no number too large.
static void no_number_too_large_is_overlooked(void **unused) {
    (void)unused;
    static Fixture fixture;
    Error error = {0};
    PlanRun *run = NULL;
    open_fixture(&fixture,
                 HEAD DECISION("d0", "if a * a &lt;= 922337203685477.5807 then 1 else 0")
                     DECISION("d1", "if max(a * a, 922337203685477.5807) = "
                                    "922337203685477.5807 then 1 else 0")
                         DECISION("d2", "if a * 1234567890123456789 / 1234567890123456789 = a "
                                        "then 1 else 0") TAIL,
                 false);
    for (size_t i = 0; i < 100; i++) {
        fixture.a[2500 + i] = INT64_MAX - (int64_t)i * 12345678901;
    }
    if (run_fixture(&fixture, 1, &run, &error) != STATUS_OK) {
        fail_msg("%s", error.message);
    }
    assert_int_equal(fixture.values[0][1], 1);
    assert_int_equal(fixture.values[0][2500], 0);
    assert_int_equal(fixture.values[1][2500], 0);
    plan_run_close(run);
    close_fixture(&fixture);
}

// What a type forbids is null, and does not widen the ranges of what is made of it: the other rows
// stay with the program.
static void a_forbidden_number_does_not_make_its_block_wide(void **unused) {
    (void)unused;
    static Fixture fixture;
    Error error = {0};
    PlanRun *run = NULL;
    static const char XML[] = HEAD
        "<itemDefinition name=\"limited\"><typeRef>number</typeRef><typeConstraint><text>[0..3000]"
        "</text></typeConstraint></itemDefinition>"
        "<decision id=\"c\" name=\"c\"><variable name=\"c\" typeRef=\"limited\"/>" NEEDS
        "<literalExpression><text>a</text></literalExpression></decision>"
        "<decision id=\"d\" name=\"d\"><variable name=\"d\"/><informationRequirement>"
        "<requiredDecision href=\"#c\"/></informationRequirement><literalExpression><text>"
        "if c * c * c * c * c &gt; 9 then 1 else 0</text></literalExpression></decision>" TAIL;
    for (int is_strict = 0; is_strict < 2; is_strict++) {
        open_fixture(&fixture, XML, is_strict != 0);
        fixture.a[2500] = INT64_MAX / 2;
        if (run_fixture(&fixture, 1, &run, &error) != STATUS_OK) {
            fail_msg("%s", error.message);
        }
        assert_int_equal(plan_run_counts(run).referred, is_strict * 2);
        assert_int_equal(fixture.known[0][2500 / 64] >> (2500 % 64) & 3, 2);
        assert_int_equal(fixture.values[1][2499], 1);
        plan_run_close(run);
        close_fixture(&fixture);
    }
}

// Here the rows with trouble are those where d0 is true: one register says both, and the
// interpreter writes over what d0 says.
static void trouble_outlives_the_answers_of_the_interpreter(void **unused) {
    (void)unused;
    static Fixture fixture;
    Error error = {0};
    PlanRun *run = NULL;
    open_fixture(
        &fixture,
        HEAD DECISION(
            "d0",
            "a &gt; 9 and ((b &gt;= null) != true)") "<decision id=\"d1\" name=\"d1\"><variable "
                                                     "name=\"d1\"/><informationRequirement>"
                                                     "<requiredDecision "
                                                     "href=\"#d0\"/></"
                                                     "informationRequirement><literalExpression>"
                                                     "<text>if d0 then 1 else "
                                                     "2</text></literalExpression></decision>" TAIL,
        true);
    if (run_fixture(&fixture, 1, &run, &error) != STATUS_OK) {
        fail_msg("%s", error.message);
    }
    assert_int_equal(fixture.known[0][0] >> 8 & 7, 3);
    assert_int_equal(fixture.known[1][0] >> 8 & 7, 3);
    plan_run_close(run);
    close_fixture(&fixture);
}

// `not (not x or z)` is x where z is false in all rows, and x may be one side of a choice.
static void what_is_not_not_is_looked_through(void **unused) {
    (void)unused;
    static Fixture fixture;
    Error error = {0};
    PlanRun *run = NULL;
    open_fixture(&fixture,
                 HEAD DECISION("d0", "if not(not(if b &gt; 1000 then a &gt; 9 else a &gt; 3) or "
                                     "b &gt; 2000) then 1 else 0") TAIL,
                 true);
    if (run_fixture(&fixture, 1, &run, &error) != STATUS_OK) {
        fail_msg("%s", error.message);
    }
    assert_int_equal(fixture.values[0][3], 0);
    assert_int_equal(fixture.values[0][4], 1);
    plan_run_close(run);
    close_fixture(&fixture);
}

static void a_result_that_no_column_holds_is_an_error(void **unused) {
    (void)unused;
    static Fixture fixture;
    Error error = {0};
    PlanRun *run = NULL;
    open_fixture(&fixture, HEAD DECISION("d0", "a * a") TAIL, false);
    fixture.a[7] = INT64_MAX / 4;
    PlanRunOptions options = {.today = DATE_NONE};
    assert_int_equal(plan_run_open(fixture.plan, fixture.columns, ROWS, &options, &run, &error),
                     STATUS_OK);
    assert_int_equal(plan_run_rows(run, 0, ROWS, fixture.outputs, &error), STATUS_OVERFLOW);
    assert_non_null(strstr(error.message, "row 7, decision 'd0'"));
    plan_run_close(run);
    close_fixture(&fixture);
}

static void words_of_columns_and_models_are_one_list(void **unused) {
    (void)unused;
    static Fixture fixture;
    Error error = {0};
    PlanRun *run = NULL;
    open_fixture(
        &fixture,
        HEAD DECISION("d0", "if s = \"丙\" then \"乙\" else if s = \"乙\" then \"丁\" else s") TAIL,
        false);
    assert_int_equal(plan_result(fixture.plan, 0).kind, PLAN_STRING);
    assert_int_equal(run_fixture(&fixture, 10, &run, &error), STATUS_OK);
    const int32_t *places = (const int32_t *)fixture.outputs[0].values;
    static const char *const SAID[] = {"甲", "丁", "乙"};
    for (size_t i = 0; i < ROWS; i++) {
        assert_true(str_equal(plan_run_word(run, places[i]), str_from(SAID[i % 3])));
    }
    plan_run_close(run);
    fixture.s[99] = 3; // there are words 0 to 2
    run = NULL;
    assert_int_equal(run_fixture(&fixture, 0, &run, &error), STATUS_INVALID);
    assert_non_null(strstr(error.message, "column 's'"));
    close_fixture(&fixture);
}

static void columns_may_be_narrow_or_absent(void **unused) {
    (void)unused;
    static Fixture fixture;
    static int16_t narrow[ROWS];
    static PlanZone zones[(ROWS + PLAN_BLOCK_ROWS - 1) / PLAN_BLOCK_ROWS];
    Error error = {0};
    PlanRun *run = NULL;
    open_fixture(&fixture, HEAD DECISION("d0", "if a &gt; 5 then a + 0.5 else b") TAIL, false);
    for (size_t i = 0; i < ROWS; i++) {
        narrow[i] = (int16_t)(i * 7 % 2000);
    }
    fixture.columns[0] = (PlanColumn){.values = narrow, .width = 2};
    plan_zones_make(&fixture.columns[0], ROWS, zones);
    assert_int_equal(zones[0].high, 1995); // 285 * 7
    fixture.columns[0].zones = zones;
    fixture.columns[1] = (PlanColumn){0}; // null in every row
    assert_int_equal(run_fixture(&fixture, 50, &run, &error), STATUS_OK);
    for (size_t i = 0; i < ROWS; i++) {
        bool is_known = (fixture.known[0][i / 64] >> (i % 64) & 1) != 0;
        assert_int_equal(is_known, narrow[i] > 500);
        assert_int_equal(fixture.values[0][i], narrow[i] > 500 ? narrow[i] + 50 : 0);
    }
    plan_run_close(run);
    close_fixture(&fixture);
}

// ---- lists --------------------------------------------------------------------------------------
#define LISTS                                                                                      \
    "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" "              \
    "namespace=\"urn:m\"><itemDefinition name=\"ns\" isCollection=\"true\"><typeRef>number"        \
    "</typeRef></itemDefinition>"                                                                  \
    "<inputData id=\"a\" name=\"a\"><variable name=\"a\" typeRef=\"ns\"/></inputData>"             \
    "<inputData id=\"b\" name=\"b\"><variable name=\"b\" typeRef=\"number\"/></inputData>"         \
    "<inputData id=\"s\" name=\"s\"><variable name=\"s\" typeRef=\"string\"/></inputData>"

typedef struct Members {
    uint32_t offsets[ROWS + 1];
    int32_t values[4 * ROWS];
    uint64_t valid[4 * ROWS / 64 + 1];
} Members;

// Row i has i % 4 items, i, i + 1...; every 50th item is null.
static void fill_members(Members *members, bool has_nulls) {
    uint32_t count = 0;
    for (uint32_t row = 0; row < ROWS; row++) {
        members->offsets[row] = count;
        for (uint32_t i = 0; i < row % 4; i++, count++) {
            bool is_null = has_nulls && count % 50 == 0;
            members->values[count] = is_null ? 0 : (int32_t)(row + i) - 1500;
            members->valid[count / 64] |= (uint64_t)!is_null << (count % 64);
        }
    }
    members->offsets[ROWS] = count;
}

static void run_lists(bool is_strict, bool has_nulls) {
    static Fixture fixture;
    static Members members;
    Error error = {0};
    PlanRun *run = NULL;
    PlanInput inputs[3];
    size_t decisions[DECISIONS] = {0, 1, 2, 3};
    open_fixture(&fixture,
                 LISTS DECISION("d0", "sum(a)") DECISION("d1", "count(a) * b")
                     DECISION("d2", "if count(a) &gt; 1 then max(a) - min(a) else 0")
                         DECISION("d3", "sum([a])") TAIL,
                 is_strict);
    plan_inputs_by_type(fixture.model, inputs);
    inputs[0] = (PlanInput){.kind = PLAN_NUMBER, .scale = 1, .is_list = true};
    plan_free(fixture.plan);
    PlanOptions options = {.is_strict = is_strict, .inputs = inputs};
    fixture.plan = plan_compile(fixture.model, decisions, 4, &options);
    assert_null(plan_refusal(fixture.plan, 0));
    assert_null(plan_refusal(fixture.plan, 2));
    assert_non_null(plan_refusal(fixture.plan, 3)); // a list of a list
    memset(&members, 0, sizeof members);
    fill_members(&members, has_nulls);
    fixture.columns[0] = (PlanColumn){.values = members.values,
                                      .width = 4,
                                      .valid = has_nulls ? members.valid : NULL,
                                      .offsets = members.offsets};
    // Every row is decided by the interpreter as well.
    if (run_fixture(&fixture, 1, &run, &error) != STATUS_OK) {
        fail_msg("%s", error.message);
    }
    assert_int_equal(plan_run_counts(run).guarded, ROWS);
    assert_int_equal(fixture.known[0][0] & 0x1f, has_nulls ? 0x0c : 0x0e);
    assert_int_equal(fixture.values[0][7], 3 * 7 + 3 - 3 * 1500);
    assert_int_equal(fixture.values[1][7], 0);
    assert_int_equal(fixture.values[1][9], 200);
    assert_int_equal(fixture.values[2][11], 2);
    plan_run_close(run);
    close_fixture(&fixture);
}

static void lists_of_members_are_counted_summed_and_compared(void **unused) {
    (void)unused;
    for (int i = 0; i < 4; i++) {
        run_lists(i % 2 != 0, i / 2 != 0);
    }
}

// ---- the guard ----------------------------------------------------------------------------------
static void the_guard_tells_row_decision_and_both_values(void **unused) {
    (void)unused;
    static Fixture fixture;
    Error error = {0};
    PlanRun *run = NULL;
    open_fixture(&fixture, HEAD DECISION("d0", "a + 1") TAIL, false);
    assert_int_equal(run_fixture(&fixture, 0, &run, &error), STATUS_OK);
    const PlanOutput *output = &fixture.outputs[0];
    assert_int_equal(referral_guard(run, 12, 12, 0, output, &error), STATUS_OK);
    fixture.values[0][12] += 1;
    assert_int_equal(referral_guard(run, 12, 12, 0, output, &error), STATUS_CORRUPT);
    assert_non_null(strstr(error.message, "row 12, decision 'd0': the plan says 13.01"));
    assert_non_null(strstr(error.message, "interpreter 13.00"));
    fixture.values[0][12] -= 1;
    fixture.known[0][0] &= ~((uint64_t)1 << 12);
    assert_int_equal(referral_guard(run, 12, 12, 0, output, &error), STATUS_CORRUPT);
    assert_non_null(strstr(error.message, "the plan says null"));
    plan_run_close(run);
    close_fixture(&fixture);
}

// ---- explanations -------------------------------------------------------------------------------
static void an_explanation_is_json_with_certificates(void **unused) {
    (void)unused;
    static Fixture fixture;
    CLEANUP(text_release) Text json = {0};
    CLEANUP(arena_release) Arena arena = {0};
    const JsonNode *root = NULL;
    Error error = {0};
    open_fixture(&fixture, HEAD DECISION("d0", "floor(a / (12 * b))") TAIL, true);
    plan_explain_json(fixture.plan, 0, &json);
    assert_int_equal(json_read(text_str(&json), &arena, &root, &error), STATUS_OK);
    const JsonNode *steps = json_get(root, "steps");
    bool has_quotient = false;
    for (size_t i = 0; i < steps->count; i++) {
        const JsonNode *step = &steps->items[i];
        if (str_equal(json_text(step, "op"), STR("FLOOR"))) {
            has_quotient = true;
            assert_true(str_equal(json_text(step, "class"), STR("Q")));
            assert_true(str_equal(json_text(step, "roundings"), STR("1")));
        }
    }
    assert_true(has_quotient);
    assert_true(str_equal(json_text(root, "kind"), STR("number")));
    close_fixture(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_refusal_names_line_expression_and_reason),
        cmocka_unit_test(a_quotient_is_not_multiplied_by_many_twos),
        cmocka_unit_test(rows_that_are_not_plain_are_the_interpreters),
        cmocka_unit_test(numbers_too_large_for_a_program_are_halved_out),
        cmocka_unit_test(outputs_that_are_not_taken_are_looked_at_too),
        cmocka_unit_test(no_number_too_large_is_overlooked),
        cmocka_unit_test(a_forbidden_number_does_not_make_its_block_wide),
        cmocka_unit_test(trouble_outlives_the_answers_of_the_interpreter),
        cmocka_unit_test(what_is_not_not_is_looked_through),
        cmocka_unit_test(a_result_that_no_column_holds_is_an_error),
        cmocka_unit_test(words_of_columns_and_models_are_one_list),
        cmocka_unit_test(columns_may_be_narrow_or_absent),
        cmocka_unit_test(lists_of_members_are_counted_summed_and_compared),
        cmocka_unit_test(the_guard_tells_row_decision_and_both_values),
        cmocka_unit_test(an_explanation_is_json_with_certificates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

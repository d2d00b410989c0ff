// SPDX-License-Identifier: Apache-2.0
// Real models on rows at their boundaries: cases that the analysis finds for every rule, condition
// and threshold (one unit below, on and above it), then rows made of the values of these cases, one
// unit more and less. Plan and interpreter say the same of every decision, strict and not.
#include "analysis/cases.h"
#include "base/check.h"
#include "base/memory.h"
#include "dmn/model.h"
#include "feel/temporal.h"
#include "plan/plan.h"
#include "platform/file.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
    ROWS = 20480,
    POOL_MAX = 4000,
    MODEL_SIZE_MAX = 4 * 1024 * 1024,
    SCALE = 2,
    BITS = ROWS / 64
};

typedef struct Pool { // values of one input
    int64_t numbers[POOL_MAX];
    size_t count;
} Pool;
typedef struct Subject {
    DmnModel *model;
    VectorPlan *plan;
    PlanInput *inputs;
    size_t input_count;
    size_t decision_count;
    Pool *pools;
    Str *words; // strings of the cases
    size_t word_count;
    PlanColumn *columns;
    PlanOutput *outputs;
    Arena arena;
    uint64_t state;
    int64_t unit; // numbers from 100 on, amounts and no counts, are so many times those of cases
    size_t referred;
} Subject;

static size_t random_below(uint64_t *state, size_t limit) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (size_t)(*state >> 11) % limit;
}

static void open_subject(Subject *subject, const char *path) {
    CLEANUP(text_release) Text xml = {.limit = MODEL_SIZE_MAX};
    Error error = {0};
    *subject = (Subject){.state = 20261128, .unit = 1};
    if (file_read(path, MODEL_SIZE_MAX, &xml, &error) != STATUS_OK ||
        dmn_model_read(text_str(&xml), str_from(path), &subject->model, &error) != STATUS_OK) {
        fail_msg("%s", error.message);
    }
    subject->input_count = dmn_input_count(subject->model);
    subject->decision_count = dmn_decision_count(subject->model);
    subject->inputs = arena_alloc(&subject->arena, subject->input_count, sizeof(PlanInput));
    plan_inputs_by_type(subject->model, subject->inputs);
    subject->pools = memory_new(subject->input_count, sizeof(Pool));
    subject->columns = arena_alloc(&subject->arena, subject->input_count, sizeof(PlanColumn));
    subject->outputs = arena_alloc(&subject->arena, subject->decision_count, sizeof(PlanOutput));
    subject->words = arena_alloc(&subject->arena, POOL_MAX, sizeof(Str));
    subject->words[subject->word_count++] = STR("别的");
}

static void compile_subject(Subject *subject, bool is_strict) {
    size_t decisions[256];
    assert_true(subject->decision_count <= ARRAY_COUNT(decisions));
    for (size_t i = 0; i < subject->decision_count; i++) {
        decisions[i] = i;
    }
    PlanOptions options = {.is_strict = is_strict, .inputs = subject->inputs};
    plan_free(subject->plan);
    subject->plan = plan_compile(subject->model, decisions, subject->decision_count, &options);
}

static void close_subject(Subject *subject) {
    plan_free(subject->plan);
    dmn_model_free(subject->model);
    memory_free(subject->pools);
    arena_release(&subject->arena);
}

// ---- values of the cases ------------------------------------------------------------------------
static int64_t word_place(Subject *subject, Str word) {
    size_t at = 0;
    while (at < subject->word_count && !str_equal(subject->words[at], word)) {
        at++;
    }
    if (at == subject->word_count) {
        assert_true(at < POOL_MAX);
        subject->words[subject->word_count++] = arena_copy(&subject->arena, word);
    }
    return (int64_t)at;
}

static void pool_add(Subject *subject, size_t input, FeelValue value) {
    Pool *pool = &subject->pools[input];
    int64_t number = 0;
    switch (subject->inputs[input].kind) {
    case PLAN_NUMBER:
        if (!feel_to_scaled(value, -SCALE, &number)) {
            return;
        }
        break;
    case PLAN_STRING:
        if (value.kind != FEEL_STRING) {
            return;
        }
        number = word_place(subject, feel_as_string(value));
        break;
    case PLAN_BOOLEAN: number = value.kind == FEEL_BOOLEAN && value.number != 0; break;
    case PLAN_DATE:
    case PLAN_SECONDS:
    case PLAN_MONTHS: number = value.number; break;
    }
    for (size_t i = 0; i < pool->count; i++) {
        if (pool->numbers[i] == number) {
            return;
        }
    }
    if (pool->count < POOL_MAX) {
        pool->numbers[pool->count++] = number;
    }
}

static size_t find_cases(Subject *subject, const char *given) {
    size_t found = 0;
    Error error = {0};
    FeelValue *base = arena_alloc(&subject->arena, subject->input_count, sizeof *base);
    assert_int_equal(
        dmn_inputs_from_json(subject->model, str_from(given), &subject->arena, base, &error),
        STATUS_OK);
    for (size_t i = 0; i < subject->decision_count; i++) {
        CLEANUP(case_search_release) CaseSearch search = {0};
        if (strcmp(dmn_decision_type(subject->model, i).data, "") == 0) {
            continue;
        }
        case_search_init(&search, subject->model, i, true);
        search.try_limit = 20000;
        case_search_run(&search, base, SCALE);
        for (size_t k = 0; k < search.case_count; k++) {
            for (size_t n = 0; n < subject->input_count; n++) {
                pool_add(subject, n, search.cases[k].inputs[n]);
            }
        }
        found += case_search_reached(&search, AIM_FIRES, AIM_ABOVE);
    }
    return found;
}

// ---- rows ---------------------------------------------------------------------------------------
static int64_t draw(Subject *subject, size_t input) {
    const Pool *pool = &subject->pools[input];
    int64_t number =
        pool->count == 0 ? 0 : pool->numbers[random_below(&subject->state, pool->count)];
    switch (subject->inputs[input].kind) {
    case PLAN_NUMBER:
        number *= number >= 10000 || number <= -10000 ? subject->unit : 1;
        return number + (int64_t)random_below(&subject->state, 3) - 1;
    case PLAN_STRING:
        return random_below(&subject->state, 8) == 0
                   ? (int64_t)random_below(&subject->state, subject->word_count)
                   : number;
    case PLAN_BOOLEAN: return (int64_t)random_below(&subject->state, 2);
    case PLAN_DATE:
    case PLAN_SECONDS:
    case PLAN_MONTHS: break;
    }
    return number;
}

static void fill_rows(Subject *subject, size_t null_every) {
    for (size_t i = 0; i < subject->input_count; i++) {
        int64_t *numbers = arena_alloc(&subject->arena, ROWS, sizeof *numbers);
        uint64_t *valid = arena_alloc(&subject->arena, BITS, sizeof *valid);
        for (size_t row = 0; row < ROWS; row++) {
            bool is_known = null_every == 0 || random_below(&subject->state, null_every) != 0;
            numbers[row] = is_known ? draw(subject, i) : 0;
            valid[row / 64] |= (uint64_t)is_known << (row % 64);
        }
        subject->columns[i] = (PlanColumn){.values = numbers, .width = 8, .valid = valid};
        if (subject->inputs[i].kind == PLAN_STRING) {
            subject->columns[i].words = subject->words;
            subject->columns[i].word_count = subject->word_count;
        }
    }
    for (size_t i = 0; i < subject->decision_count; i++) {
        subject->outputs[i].values = arena_alloc(&subject->arena, ROWS, sizeof(int64_t));
        subject->outputs[i].valid = arena_alloc(&subject->arena, BITS, sizeof(uint64_t));
        subject->outputs[i].rules = arena_alloc(&subject->arena, ROWS, sizeof(uint16_t));
    }
}

static bool bit(const uint64_t *bits, size_t row) {
    return (bits[row / 64] >> (row % 64) & 1) != 0;
}

static FeelValue input_value(const Subject *subject, size_t input, size_t row) {
    int64_t number = ((const int64_t *)subject->columns[input].values)[row];
    if (!bit(subject->columns[input].valid, row)) {
        return FEEL_NULL_VALUE;
    }
    switch (subject->inputs[input].kind) {
    case PLAN_NUMBER: return feel_decimal(number, -SCALE);
    case PLAN_BOOLEAN: return feel_boolean(number != 0);
    case PLAN_STRING: return feel_string_borrowed(subject->words[number]);
    case PLAN_DATE: return feel_date((Date){(int32_t)number});
    case PLAN_SECONDS:
    case PLAN_MONTHS: break;
    }
    fail_msg("input %zu is of a kind that this test has not", input);
    return FEEL_NULL_VALUE;
}

static FeelValue output_value(const Subject *subject, const PlanRun *run, size_t decision,
                              size_t row, Arena *arena) {
    const PlanOutput *output = &subject->outputs[decision];
    PlanInput shape = plan_result(subject->plan, decision);
    if (!bit(output->valid, row)) {
        return FEEL_NULL_VALUE;
    }
    switch (shape.kind) {
    case PLAN_NUMBER: return feel_decimal(((const int64_t *)output->values)[row], -shape.scale);
    case PLAN_BOOLEAN: return feel_boolean(((const uint8_t *)output->values)[row] != 0);
    case PLAN_STRING:
        return feel_string_borrowed(plan_run_word(run, ((const int32_t *)output->values)[row]));
    case PLAN_DATE: return feel_date((Date){(int32_t)((const int64_t *)output->values)[row]});
    case PLAN_SECONDS:
        return temporal_nanos(arena,
                              (Nanos)((const int64_t *)output->values)[row] * NANOS_PER_SECOND);
    case PLAN_MONTHS: return temporal_months(((const int64_t *)output->values)[row]);
    }
    return FEEL_NULL_VALUE;
}

static HitPolicy policy_of(const DmnModel *model, size_t decision) {
    return model->elements[model->decisions[decision]].logic->table->policy;
}

static void compare_value(const Subject *subject, const PlanRun *run, size_t decision, size_t row,
                          FeelValue expected, const DmnTrace *trace) {
    bool is_equal = false;
    CLEANUP(arena_release) Arena arena = {0};
    FeelValue said = output_value(subject, run, decision, row, &arena);
    if (!feel_equal(said, expected, &is_equal) || !is_equal) {
        CLEANUP(text_release) Text a = {0};
        CLEANUP(text_release) Text b = {0};
        feel_format(said, &a);
        feel_format(expected, &b);
        fail_msg("row %zu, " STR_FMT ": plan " STR_FMT ", interpreter " STR_FMT, row,
                 STR_ARG(dmn_decision_name(subject->model, decision)), STR_ARG(text_str(&a)),
                 STR_ARG(text_str(&b)));
    }
    // Which of the rules PRIORITY takes a trace does not tell.
    if (trace != NULL && plan_has_rules(subject->plan, decision) &&
        policy_of(subject->model, decision) != HIT_PRIORITY) {
        const DmnNode *table = dmn_node_table(dmn_trace_asked(trace));
        uint16_t rule =
            table == NULL || table->rule_count == 0 ? PLAN_NO_RULE : (uint16_t)table->rules[0];
        assert_int_equal(subject->outputs[decision].rules[row], rule);
    }
}

static void compare_rows(Subject *subject, bool is_strict) {
    Error error = {0};
    PlanRun *run = NULL;
    CLEANUP(arena_release) Arena arena = {0};
    FeelValue *inputs = arena_alloc(&subject->arena, subject->input_count, sizeof *inputs);
    PlanRunOptions options = {.guard_every = 10000, .today = DATE_NONE};
    compile_subject(subject, is_strict);
    assert_int_equal(plan_run_open(subject->plan, subject->columns, ROWS, &options, &run, &error),
                     STATUS_OK);
    if (plan_run_rows(run, 0, ROWS, subject->outputs, &error) != STATUS_OK) {
        fail_msg("%s", error.message);
    }
    for (size_t row = 0; row < ROWS; row++) {
        for (size_t i = 0; i < subject->input_count; i++) {
            inputs[i] = input_value(subject, i, row);
        }
        for (size_t i = 0; i < subject->decision_count; i++) {
            if (plan_refusal(subject->plan, i) != NULL) {
                continue;
            }
            FeelRun feel = {.arena = &arena, .today = DATE_NONE};
            DmnTrace trace = {0};
            bool has_trace = row % 16 == 0;
            FeelValue expected = dmn_decide(subject->model, i, inputs, &feel,
                                            (DmnOptions){is_strict}, has_trace ? &trace : NULL);
            compare_value(subject, run, i, row, expected, has_trace ? &trace : NULL);
            arena_clear(&arena);
        }
    }
    subject->referred = plan_run_counts(run).referred;
    plan_run_close(run);
}

static void compare_model(const char *path, const char *given, size_t aims_min) {
    Subject subject;
    open_subject(&subject, path);
    size_t found = find_cases(&subject, given);
    print_message("%s: %zu rules, conditions and boundaries reached\n", path, found);
    assert_true(found >= aims_min);
    for (int is_strict = 0; is_strict < 2; is_strict++) {
        fill_rows(&subject, 0);
        compare_rows(&subject, is_strict != 0);
        fill_rows(&subject, 40);
        compare_rows(&subject, is_strict != 0);
    }
    // Amounts of 10^13 fen are for the program as well.
    subject.unit = 10000000;
    fill_rows(&subject, 0);
    compare_rows(&subject, false);
    print_message("%zu of %zu decided by the interpreter\n", subject.referred,
                  ROWS * subject.decision_count);
    assert_int_equal(subject.referred, 0);
    close_subject(&subject);
}

// Every decision of the pack compiles: what does not would be told here by name.
static void the_pack_is_decided_alike_at_its_boundaries(void **unused) {
    (void)unused;
    Subject subject;
    open_subject(&subject, PACK_DECISIONS);
    compile_subject(&subject, true);
    for (size_t i = 0; i < subject.decision_count; i++) {
        const PlanRefusal *refusal = plan_refusal(subject.plan, i);
        if (refusal != NULL) {
            fail_msg(STR_FMT ": " STR_FMT, STR_ARG(dmn_decision_name(subject.model, i)),
                     STR_ARG(refusal->reason));
        }
    }
    close_subject(&subject);
    compare_model(
        PACK_DECISIONS,
        "{\"保障标准\":1240,\"低保边缘倍数\":1.5,\"低收入倍数\":3,\"货币财产限额月数\":24,"
        "\"低边货币财产限额月数\":36,\"住宅套数限额\":1,\"低边住宅套数限额\":1,"
        "\"生活用机动车限额\":0,\"低边生活用机动车限额\":1,\"低边机动车价值限额\":60000,"
        "\"特困供养倍数\":1.3,\"刚性支出占比\":0.7,\"上年居民人均可支配收入\":70000,"
        "\"老年人年龄\":60,\"未成年人年龄\":16,\"刚支办法施行\":true,\"人数\":3,"
        "\"家庭近6个月收入\":12000,\"家庭近12个月收入\":30000,\"家庭近6个月医疗自付\":2000,"
        "\"家庭近12个月医疗自付\":4000,\"家庭货币财产\":5000,\"年龄\":40,"
        "\"生活补贴收入倍数\":2,\"生活补贴比例\":0.3,\"渐退不计入倍数\":0.5}",
        100);
}

static void the_means_test_is_decided_alike_at_its_boundaries(void **unused) {
    (void)unused;
    compare_model(
        BENCH_MODEL,
        "{\"月标准\":1240,\"人数\":3,\"工资收入\":30000,\"医疗支出\":4000,\"活期存款\":9000}", 50);
}

// Types with constraints, knowledge models, boxed expressions, dates, every hit policy.
static void all_forms_are_decided_alike(void **unused) {
    (void)unused;
    compare_model(FEATURES_MODEL,
                  "{\"收入\":1200,\"标准\":900,\"人数\":2,\"支出\":300,\"级\":\"甲\",\"名\":\"张\","
                  "\"起\":\"2024-06-01\",\"止\":\"2024-07-01\",\"特\":true}",
                  60);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_pack_is_decided_alike_at_its_boundaries),
        cmocka_unit_test(all_forms_are_decided_alike),
        cmocka_unit_test(the_means_test_is_decided_alike_at_its_boundaries),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

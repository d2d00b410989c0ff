// SPDX-License-Identifier: Apache-2.0
// Random models on random rows: plan, interpreter and oracle say the same, of values, nulls and
// matched rules, strict and not, with numbers small, on thresholds, near the limits and beyond 64
// bits. DOUDI_PLAN_ROWS: how many rows; DOUDI_PLAN_SEED: which.
#include "base/check.h"
#include "base/map.h"
#include "base/memory.h"
#include "oracle.h"
#include "plan/run_private.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
    STYLES = 6,
    CODES = 40,
    BATCH_ROWS = 2500,
    ROWS_DEFAULT = 1000000,
    BITS = (BATCH_ROWS + 63) / 64
};

typedef struct Batch {
    int64_t numbers[INPUTS][BATCH_ROWS];
    int8_t truths[INPUTS][BATCH_ROWS];
    int64_t packed[INPUTS][BATCH_ROWS]; // the numbers, in fewer bytes
    int32_t small[INPUTS][BATCH_ROWS];
    uint32_t codes[INPUTS][BATCH_ROWS]; // of columns that are gathered
    int64_t tables[INPUTS][CODES];
    uint64_t tables_valid[INPUTS];
    PlanZone zones[INPUTS][BATCH_ROWS / PLAN_BLOCK_ROWS + 1];
    uint64_t valid[INPUTS][BITS];
    PlanColumn columns[INPUTS];
} Batch;
typedef struct Said {
    int64_t numbers[BATCH_ROWS];
    uint64_t valid[BITS];
    uint16_t rules[BATCH_ROWS];
} Said;
typedef struct Totals {
    size_t rows;
    size_t compared; // values
    size_t compiled;
    size_t refused;
    size_t referred;
    size_t too_large; // batches and decisions with results that no column holds
    size_t unsaid;    // rows of which the oracle says nothing
    size_t nulls;
} Totals;
typedef struct Trial {
    uint64_t seed;
    RandomModel random;
    DmnModel *model;
    VectorPlan *plan;
    bool is_strict;
    Batch *batch;
    Said *said;                  // per decision
    bool is_said[DECISIONS_MAX]; // it was decided
    Totals *totals;
} Trial;

static const Str WORD_LISTS[2][5] = {
    {{"c", 1}, {"甲", 3}, {"丙", 3}, {"乙", 3}, {"d", 1}},
    {{"甲", 3}, {"乙", 3}, {"c", 1}, {"d", 1}, {"丁", 3}},
};

// ---- rows ---------------------------------------------------------------------------------------
static int64_t random_number(uint64_t *state, size_t style, int scale) {
    static const int64_t UNITS[] = {1, 10, 100, 1000};
    static const int64_t LIMITS[STYLES] = {40,         3000,          1000000,
                                           4000000000, 2000000000000, 2000000000000000};
    int64_t limit = LIMITS[style % STYLES];
    int64_t number =
        (int64_t)random_below(state, (size_t)(2 * limit)) - (style == 1 ? 0 : limit / 2);
    size_t kind = random_below(state, 6);
    if (kind < 2) {
        return number / UNITS[scale] * UNITS[scale]; // whole units
    }
    return kind == 2 ? number / 1000 * 1000 + (int64_t)random_below(state, 3) - 1 : number;
}

static bool bit(const uint64_t *bits, size_t row) {
    return (bits[row / 64] >> (row % 64) & 1) != 0;
}

// Instead of a value of its own every row has one of the first rows': one in all, or those near by.
static void gather_column(Batch *batch, size_t input, uint64_t *state) {
    PlanColumn *column = &batch->columns[input];
    size_t count = 1 + random_below(state, CODES);
    size_t rows_of_a_code = 1 + random_below(state, BATCH_ROWS);
    for (size_t row = 0; row < BATCH_ROWS; row++) {
        size_t code = row < count ? row : row / rows_of_a_code % count;
        uint64_t is_known = batch->valid[input][code / 64] >> (code % 64) & 1;
        uint64_t others = batch->valid[input][row / 64] & ~((uint64_t)1 << (row % 64));
        batch->codes[input][row] = (uint32_t)code;
        batch->numbers[input][row] = batch->numbers[input][code];
        batch->truths[input][row] = batch->truths[input][code];
        batch->small[input][row] = batch->small[input][code];
        batch->valid[input][row / 64] = others | is_known << (row % 64);
    }
    memcpy(batch->tables[input], column->values, count * column->width);
    batch->tables_valid[input] = batch->valid[input][0];
    if (column->width == 8) {
        column->width = plan_values_pack(batch->tables[input], count, batch->tables[input]);
    }
    column->values = batch->tables[input];
    column->valid = column->valid == NULL ? NULL : &batch->tables_valid[input];
    column->codes = batch->codes[input];
    column->value_count = count;
    if (random_below(state, 2) == 0) {
        PlanColumn codes = {.values = column->codes, .width = 4};
        plan_zones_make(&codes, BATCH_ROWS, batch->zones[input]);
        column->zones = batch->zones[input];
    }
}

static void fill_batch(Batch *batch, uint64_t *state) {
    size_t style = random_below(state, STYLES + 3);
    size_t null_every = (size_t[]){0, 0, 4, 30}[random_below(state, 4)];
    for (size_t i = 0; i < INPUTS; i++) {
        bool has_nulls = null_every > 0 && random_below(state, 4) > 0;
        PlanColumn *column = &batch->columns[i];
        bool is_truth = INPUT_TYPES[i] == TREE_TRUTH;
        bool is_number = INPUT_TYPES[i] == TREE_NUMBER;
        *column = (PlanColumn){.values = is_truth    ? (void *)batch->truths[i]
                                         : is_number ? (void *)batch->numbers[i]
                                                     : (void *)batch->small[i],
                               .width = is_truth    ? 1
                                        : is_number ? 8
                                                    : 4,
                               .valid = has_nulls ? batch->valid[i] : NULL};
        if (INPUT_TYPES[i] == TREE_WORD) {
            column->words = WORD_LISTS[i % 2];
            column->word_count = 5;
        }
        size_t own_style = style < STYLES ? style : random_below(state, STYLES);
        for (size_t row = 0; row < BATCH_ROWS; row++) {
            bool is_known = !has_nulls || random_below(state, null_every) != 0;
            uint64_t mask = (uint64_t)1 << (row % 64);
            batch->valid[i][row / 64] =
                is_known ? batch->valid[i][row / 64] | mask : batch->valid[i][row / 64] & ~mask;
            batch->numbers[i][row] =
                is_known ? random_number(state, own_style, INPUT_SCALES[i]) : 0;
            batch->truths[i][row] = (int8_t)(is_known ? random_below(state, 2) : 0);
            batch->small[i][row] = !is_known ? 0
                                   : INPUT_TYPES[i] == TREE_WORD
                                       ? (int32_t)random_below(state, 5)
                                       : 19990 + (int32_t)random_below(state, 420);
        }
        if (random_below(state, 5) == 0) {
            gather_column(batch, i, state);
        } else if (is_number && random_below(state, 2) == 0) {
            column->width = plan_values_pack(batch->numbers[i], BATCH_ROWS, batch->packed[i]);
            column->values = batch->packed[i];
        }
    }
}

static Exact reduced(int64_t number, int scale) {
    int64_t divisor = 1;
    for (int i = 0; i < scale; i++) {
        divisor *= 10;
    }
    while (divisor > 1 && (number % 2 == 0 && divisor % 2 == 0)) {
        number /= 2;
        divisor /= 2;
    }
    while (divisor > 1 && (number % 5 == 0 && divisor % 5 == 0)) {
        number /= 5;
        divisor /= 5;
    }
    return (Exact){.number = number, .divisor = number == 0 ? 1 : divisor};
}

// The oracle knows four words by their numbers, and others as numbers beyond.
static int64_t word_number(Str word) {
    for (int64_t i = 0; i < 4; i++) {
        if (str_equal(word, str_from(WORDS[i]))) {
            return i;
        }
    }
    return str_equal(word, STR("丙")) ? 4 : 5;
}

static bool is_forbidden(Limits limits, int64_t number, int scale) {
    static const int64_t UNITS[] = {1, 10, 100, 1000};
    return limits.are_set &&
           (number < limits.low * UNITS[scale] || number > limits.high * UNITS[scale]);
}

static Exact exact_input(const Trial *trial, size_t input, size_t row) {
    const Batch *batch = trial->batch;
    const PlanColumn *column = &batch->columns[input];
    bool is_null = !bit(batch->valid[input], row);
    if (is_null || is_forbidden(trial->random.limits[input], batch->numbers[input][row],
                                INPUT_SCALES[input])) {
        return (Exact){.is_null = true, .divisor = 1};
    }
    switch (INPUT_TYPES[input]) {
    case TREE_NUMBER: return reduced(batch->numbers[input][row], INPUT_SCALES[input]);
    case TREE_TRUTH: return reduced(batch->truths[input][row], 0);
    case TREE_WORD: return reduced(word_number(column->words[batch->small[input][row]]), 0);
    case TREE_DAY: break;
    }
    return reduced(batch->small[input][row], 0);
}

static FeelValue feel_input(const Batch *batch, size_t input, size_t row) {
    const PlanColumn *column = &batch->columns[input];
    if (!bit(batch->valid[input], row)) {
        return FEEL_NULL_VALUE;
    }
    switch (INPUT_TYPES[input]) {
    case TREE_NUMBER: return feel_decimal(batch->numbers[input][row], -INPUT_SCALES[input]);
    case TREE_TRUTH: return feel_boolean(batch->truths[input][row] != 0);
    case TREE_WORD: return feel_string_borrowed(column->words[batch->small[input][row]]);
    case TREE_DAY: break;
    }
    return feel_date((Date){batch->small[input][row]});
}

// ---- comparing ----------------------------------------------------------------------------------
static void fail_row(const Trial *trial, size_t row, size_t decision, const char *who, Str said,
                     Str other) {
    CLEANUP(text_release) Text xml = {0};
    random_model_write(&trial->random, &xml);
    (void)fprintf(stderr, STR_FMT "\n", STR_ARG(text_str(&xml)));
    for (size_t i = 0; i < INPUTS; i++) {
        CLEANUP(text_release) Text words = {0};
        feel_format(feel_input(trial->batch, i, row), &words);
        (void)fprintf(stderr, "i%zu = " STR_FMT "\n", i, STR_ARG(text_str(&words)));
    }
    fail_msg("seed %llu, row %zu, d%zu, strict %d: plan " STR_FMT ", %s " STR_FMT,
             (unsigned long long)trial->seed, row, decision, trial->is_strict, STR_ARG(said), who,
             STR_ARG(other));
}

static FeelValue plan_value(const Trial *trial, PlanRun *run, size_t decision, size_t row) {
    const Said *said = &trial->said[decision];
    PlanInput shape = plan_result(trial->plan, decision);
    if (!bit(said->valid, row)) {
        return FEEL_NULL_VALUE;
    }
    switch (shape.kind) {
    case PLAN_NUMBER: return feel_decimal(said->numbers[row], -shape.scale);
    case PLAN_BOOLEAN: return feel_boolean(((const uint8_t *)said->numbers)[row] != 0);
    case PLAN_STRING:
        return feel_string_borrowed(plan_run_word(run, ((const int32_t *)said->numbers)[row]));
    case PLAN_DATE: return feel_date((Date){(int32_t)said->numbers[row]});
    case PLAN_SECONDS:
    case PLAN_MONTHS: break;
    }
    fail();
    return FEEL_NULL_VALUE;
}

static Exact to_exact(const Trial *trial, FeelValue value, size_t decision, size_t row) {
    switch ((FeelKind)value.kind) {
    case FEEL_NULL: return (Exact){.is_null = true, .divisor = 1};
    case FEEL_STRING: return reduced(word_number(feel_as_string(value)), 0);
    case FEEL_NUMBER:
        return reduced(trial->said[decision].numbers[row],
                       plan_result(trial->plan, decision).scale);
    default: return reduced(value.number, 0);
    }
}

static int interpreted_rule(const DmnTrace *trace, const RandomTable *table, FeelRun *run) {
    const DmnNode *node = dmn_node_table(dmn_trace_asked(trace));
    bool is_priority = table->policy != NULL && str_equal(str_from(table->policy), STR("PRIORITY"));
    (void)run;
    return node == NULL || node->rule_count == 0 || is_priority ? -1 : (int)node->rules[0];
}

static void compare_row(Trial *trial, PlanRun *run, size_t decision, size_t row,
                        const OracleRow *oracle, Arena *arena) {
    FeelValue inputs[INPUTS];
    for (size_t i = 0; i < INPUTS; i++) {
        inputs[i] = feel_input(trial->batch, i, row);
    }
    FeelRun feel = {.arena = arena, .today = DATE_NONE};
    DmnTrace trace = {0};
    const RandomDecision *random = &trial->random.decisions[decision];
    bool has_rules = random->tree == NULL && random_below(&(uint64_t){row + 7}, 4) == 0;
    FeelValue expected = dmn_decide(trial->model, decision, inputs, &feel,
                                    (DmnOptions){trial->is_strict}, has_rules ? &trace : NULL);
    FeelValue said = plan_value(trial, run, decision, row);
    bool is_equal = false;
    trial->totals->compared++;
    trial->totals->nulls += said.kind == FEEL_NULL;
    if (!feel_equal(said, expected, &is_equal) || !is_equal) {
        CLEANUP(text_release) Text a = {0};
        CLEANUP(text_release) Text b = {0};
        feel_format(said, &a);
        feel_format(expected, &b);
        fail_row(trial, row, decision, "interpreter", text_str(&a), text_str(&b));
    }
    int rule = random->tree != NULL || trial->said[decision].rules[row] == PLAN_NO_RULE
                   ? -1
                   : trial->said[decision].rules[row];
    int other = has_rules ? interpreted_rule(&trace, &random->table, &feel) : -1;
    if (other >= 0 && other != rule) {
        fail_row(trial, row, decision, "interpreter's rule", STR("another"), STR("rule"));
    }
    if (oracle == NULL) {
        return;
    }
    if (!exact_equal(to_exact(trial, said, decision, row), oracle->values[decision])) {
        CLEANUP(text_release) Text a = {0};
        feel_format(said, &a);
        fail_row(trial, row, decision, "oracle", text_str(&a), STR("another value"));
    }
    if (rule != oracle->rules[decision]) {
        fail_row(trial, row, decision, "oracle's rule", STR("another"), STR("rule"));
    }
}

static void compare_batch(Trial *trial, PlanRun *run, size_t row_count) {
    CLEANUP(arena_release) Arena arena = {0};
    for (size_t row = 0; row < row_count; row++) {
        OracleRow oracle;
        for (size_t i = 0; i < INPUTS; i++) {
            oracle.inputs[i] = exact_input(trial, i, row);
        }
        bool is_said = oracle_decide(&trial->random, trial->is_strict, &oracle);
        trial->totals->unsaid += !is_said;
        for (size_t i = 0; i < trial->random.decision_count; i++) {
            if (trial->is_said[i]) {
                compare_row(trial, run, i, row, is_said ? &oracle : NULL, &arena);
                arena_clear(&arena);
            }
        }
    }
}

// ---- one model ----------------------------------------------------------------------------------
static void compile(Trial *trial) {
    CLEANUP(text_release) Text xml = {0};
    Error error = {0};
    size_t decisions[DECISIONS_MAX];
    PlanInput inputs[INPUTS];
    random_model_write(&trial->random, &xml);
    if (dmn_model_read(text_str(&xml), STR("random.dmn"), &trial->model, &error) != STATUS_OK) {
        fail_msg("seed %llu: %s\n" STR_FMT, (unsigned long long)trial->seed, error.message,
                 STR_ARG(text_str(&xml)));
    }
    plan_inputs_by_type(trial->model, inputs);
    for (size_t i = 0; i < INPUTS; i++) {
        inputs[i].scale = INPUT_SCALES[i];
    }
    for (size_t i = 0; i < trial->random.decision_count; i++) {
        decisions[i] = i;
    }
    PlanOptions options = {.is_strict = trial->is_strict, .inputs = inputs};
    trial->plan = plan_compile(trial->model, decisions, trial->random.decision_count, &options);
    for (size_t i = 0; i < trial->random.decision_count; i++) {
        bool is_refused = plan_refusal(trial->plan, i) != NULL;
        trial->totals->refused += is_refused;
        trial->totals->compiled += !is_refused;
        if (is_refused && getenv("DOUDI_PLAN_SHOW") != NULL) {
            const PlanRefusal *refusal = plan_refusal(trial->plan, i);
            (void)fprintf(stderr, "refused: " STR_FMT " | " STR_FMT "\n", STR_ARG(refusal->reason),
                          STR_ARG(refusal->excerpt));
        }
    }
}

// Every level of vector instructions that this machine has, in turn.
static KernelsRun random_level(uint64_t *state) {
    static const char *const LEVELS[] = {"portable", "baseline", "avx2", "avx512"};
    KernelsRun run = kernels_of_level(LEVELS[random_below(state, ARRAY_COUNT(LEVELS))]);
    return run != NULL ? run : kernels_choose();
}

// All decisions at once, or when one has a result that no column holds one after the other.
static void decide_batch(Trial *trial, PlanRun *run, size_t row_count) {
    PlanOutput outputs[DECISIONS_MAX] = {0};
    Error error = {0};
    size_t count = trial->random.decision_count;
    for (size_t i = 0; i < count; i++) {
        memset(&trial->said[i], 0x55, sizeof trial->said[i]);
        outputs[i] =
            (PlanOutput){trial->said[i].numbers, trial->said[i].valid, trial->said[i].rules};
    }
    Status status = plan_run_rows(run, 0, row_count, outputs, &error);
    for (size_t i = 0; i < count; i++) {
        PlanOutput single[DECISIONS_MAX] = {0};
        single[i] = outputs[i];
        bool is_alone = status == STATUS_OVERFLOW;
        Status own = is_alone ? plan_run_rows(run, 0, row_count, single, &error) : status;
        if (own != STATUS_OK && own != STATUS_OVERFLOW) {
            size_t row = 0;
            (void)sscanf(error.message, "row %zu", &row);
            fail_row(trial, row, i, "run", STR(""), str_from(error.message));
        }
        trial->is_said[i] = own == STATUS_OK && plan_refusal(trial->plan, i) == NULL;
        trial->totals->too_large += own == STATUS_OVERFLOW;
    }
}

static void run_trial(Trial *trial, uint64_t *state) {
    Error error = {0};
    PlanRun *run = NULL;
    size_t row_count = BATCH_ROWS - random_below(state, 700);
    fill_batch(trial->batch, state);
    PlanRunOptions options = {.guard_every = 500, .today = DATE_NONE};
    assert_int_equal(
        plan_run_open(trial->plan, trial->batch->columns, row_count, &options, &run, &error),
        STATUS_OK);
    run->kernels = random_level(state);
    run->stream_from = random_below(state, 2) == 0 ? 0 : run->stream_from;
    decide_batch(trial, run, row_count);
    compare_batch(trial, run, row_count);
    trial->totals->rows += row_count;
    trial->totals->referred += plan_run_counts(run).referred;
    plan_run_close(run);
}

static size_t number_from_environment(const char *name, size_t fallback) {
    const char *text = getenv(name);
    return text == NULL ? fallback : (size_t)strtoull(text, NULL, 10);
}

static void plan_interpreter_and_oracle_agree(void **unused) {
    (void)unused;
    size_t rows = number_from_environment("DOUDI_PLAN_ROWS", ROWS_DEFAULT);
    uint64_t seed = number_from_environment("DOUDI_PLAN_SEED", 20261128);
    Totals totals = {0};
    Batch *batch = memory_new(1, sizeof *batch);
    Said *said = memory_new(DECISIONS_MAX, sizeof *said);
    for (; totals.rows < rows; seed++) {
        uint64_t state = map_mix(seed) | 1;
        Trial trial = {.seed = seed, .batch = batch, .said = said, .totals = &totals};
        trial.is_strict = random_below(&state, 2) == 0;
        random_model(&trial.random, &state);
        compile(&trial);
        for (size_t i = 0; i < 4; i++) {
            run_trial(&trial, &state);
        }
        plan_free(trial.plan);
        dmn_model_free(trial.model);
        arena_release(&trial.random.arena);
    }
    print_message("rows %zu, values %zu (%zu null), decisions compiled %zu, refused %zu, referred "
                  "%zu, too large %zu, rows without the oracle's word %zu\n",
                  totals.rows, totals.compared, totals.nulls, totals.compiled, totals.refused,
                  totals.referred, totals.too_large, totals.unsaid);
    if (rows >= ROWS_DEFAULT) { // fewer say little about shares
        assert_true(totals.compiled > 2 * totals.refused);
        assert_true(totals.unsaid < totals.rows / 4);
    }
    memory_free(batch);
    memory_free(said);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plan_interpreter_and_oracle_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

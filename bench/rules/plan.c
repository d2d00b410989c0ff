// SPDX-License-Identifier: Apache-2.0
// Households per second of one core: means_test.dmn as a vector plan beside the same rules as a C
// loop, in memory. Both must give the same sums.
// Usage: plan MODEL.dmn HOUSEHOLDS [REPEATS]
#include "plan/plan.h"
#include "base/check.h"
#include "households.h"
#include "platform/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MODEL_SIZE_MAX = 1024 * 1024, ASKED = 4 };

typedef struct Bench {
    DmnModel *model;
    VectorPlan *plan;
    PlanColumn *columns;
    Households households;
    PlanOutput outputs[ASKED];
} Bench;

static void fail(const Error *error) {
    (void)fprintf(stderr, "%s\n", error->message);
    exit(1);
}

static void compile(Bench *bench, const char *path) {
    static const char *const NAMES[ASKED] = {"类别", "月补助金", "人均月收入", "理由码"};
    CLEANUP(text_release) Text xml = {0};
    Error error = {0};
    if (file_read(path, MODEL_SIZE_MAX, &xml, &error) != STATUS_OK ||
        dmn_model_read(text_str(&xml), str_from(path), &bench->model, &error) != STATUS_OK) {
        fail(&error);
    }
    size_t asked[ASKED];
    PlanInput inputs[HOUSEHOLD_COLUMN_COUNT];
    CHECK(dmn_input_count(bench->model) == HOUSEHOLD_COLUMN_COUNT);
    plan_inputs_by_type(bench->model, inputs);
    for (size_t i = 0; i < HOUSEHOLD_COLUMN_COUNT; i++) {
        inputs[i].scale = 0; // the model counts in fen
    }
    for (size_t i = 0; i < ASKED; i++) {
        int decision = dmn_find_decision(bench->model, str_from(NAMES[i]));
        CHECK(decision >= 0);
        asked[i] = (size_t)decision;
    }
    PlanOptions options = {.is_strict = true, .inputs = inputs};
    if (plan_compile(bench->model, asked, ASKED, &options, &bench->plan, &error) != STATUS_OK) {
        fail(&error);
    }
    for (size_t i = 0; i < ASKED; i++) {
        const PlanRefusal *refusal = plan_refusal(bench->plan, i);
        if (refusal != NULL) {
            (void)fprintf(stderr, "%s: line %d: " STR_FMT "\n", NAMES[i], refusal->line,
                          STR_ARG(refusal->reason));
            exit(1);
        }
    }
}

static void open_columns(Bench *bench) {
    size_t count = bench->households.count;
    size_t blocks = (count + PLAN_BLOCK_ROWS - 1) / PLAN_BLOCK_ROWS;
    bench->columns = calloc(HOUSEHOLD_COLUMN_COUNT, sizeof *bench->columns);
    for (int i = 0; i < HOUSEHOLD_COLUMN_COUNT; i++) {
        int place = dmn_find_input(bench->model, str_from(HOUSEHOLD_NAMES[i]));
        CHECK(place >= 0);
        PlanColumn *column = &bench->columns[place];
        PlanZone *zones = calloc(blocks, sizeof *zones);
        *column = (PlanColumn){.values = bench->households.columns[i], .width = 8};
        plan_zones_make(column, count, zones);
        column->zones = zones;
    }
    for (size_t i = 0; i < ASKED; i++) {
        bench->outputs[i].values = calloc(count, sizeof(int64_t));
        memset(bench->outputs[i].values, 1, count * sizeof(int64_t));
    }
}

static Sums sums_of(const Bench *bench) {
    Sums sums = {0};
    const int64_t *class = bench->outputs[0].values;
    const int64_t *grant = bench->outputs[1].values;
    const int64_t *per_head = bench->outputs[2].values;
    const int64_t *reason = bench->outputs[3].values;
    for (size_t i = 0; i < bench->households.count; i++) {
        CHECK(class[i] >= 0 && class[i] < 8);
        sums.classes[class[i]]++;
        sums.grant += grant[i];
        sums.per_head += per_head[i];
        sums.reason += reason[i];
    }
    return sums;
}

// Of this process on its core: other work on the machine does not count.
static double cpu_seconds(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double run_once(const Bench *bench) {
    PlanRun *run = NULL;
    Error error = {0};
    double start = cpu_seconds();
    PlanRunOptions options = {.guard_every = 0, .today = DATE_NONE};
    if (plan_run_open(bench->plan, bench->columns, bench->households.count, &options, &run,
                      &error) != STATUS_OK ||
        plan_run_rows(run, 0, bench->households.count, bench->outputs, &error) != STATUS_OK) {
        fail(&error);
    }
    double seconds = cpu_seconds() - start;
    CHECK(plan_run_counts(run).referred == 0);
    plan_run_close(run);
    return seconds;
}

int main(int argc, char **argv) {
    if (argc != 3 && argc != 4) {
        (void)fprintf(stderr, "usage: plan MODEL.dmn HOUSEHOLDS [REPEATS]\n");
        return 2;
    }
    Bench bench = {0};
    int repeats = argc == 4 ? (int)strtol(argv[3], NULL, 10) : 11;
    households_make(&bench.households, (size_t)strtoull(argv[2], NULL, 10), 20260101);
    compile(&bench, argv[1]);
    open_columns(&bench);
    double best = 0;
    for (int i = 0; i < repeats; i++) {
        double seconds = run_once(&bench);
        best = i == 0 || seconds < best ? seconds : best;
    }
    double start = cpu_seconds();
    Sums expected = households_decide(&bench.households, bench.households.count);
    double loop = cpu_seconds() - start;
    Sums sums = sums_of(&bench);
    double count = (double)bench.households.count;
    printf("c_loop %.0f\nplan %.0f\n", count / loop, count / best);
    sums_print(&sums);
    if (memcmp(&sums, &expected, sizeof sums) != 0) {
        printf("the plan differs from the C loop:\n");
        sums_print(&expected);
        return 1;
    }
    plan_free(bench.plan);
    dmn_model_free(bench.model);
    households_release(&bench.households);
    return 0;
}

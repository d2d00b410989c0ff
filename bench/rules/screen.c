// SPDX-License-Identifier: Apache-2.0
// Households per second of one core over columns in memory: means_test.dmn as a vector program,
// beside the same rules as a C loop, and the bandwidth of copying. All must give the same sums.
// The program runs twice: over columns of 8 bytes a value, and over the same columns in the fewest
// bytes that hold their values.
// Usage: screen MODEL.dmn HOUSEHOLDS [CSV]   (CSV: the households, for databases)
#include "base/check.h"
#include "base/memory.h"
#include "households.h"
#include "plan/plan.h"
#include "platform/file.h"
#include "timing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum {
    RUNS = 7,
    COPY_WORDS = 32 * 1024 * 1024, // 256 MiB an array: no cache holds it
    MODEL_SIZE_MAX = 1024 * 1024,
    LINE = 64, // bytes that memory moves at once
};
static const char *const ANSWERS[] = {"类别", "月补助金", "人均月收入", "理由码"};
enum { CLASS, GRANT, PER_HEAD, REASON, ANSWER_COUNT };

static long long peak_bytes(void) {
    struct rusage usage;
    CHECK(getrusage(RUSAGE_SELF, &usage) == 0);
    return usage.ru_maxrss * 1024LL;
}

static void *room(size_t count, size_t size) {
    size_t bytes = (count * size + LINE) / LINE * LINE;
    void *room = aligned_alloc(LINE, bytes);
    CHECK(room != NULL);
    memory_prefer_large_pages(room, bytes);
    memset(room, 1, bytes); // else reading would find one page of zeros, again and again
    return room;
}

// Bytes read and bytes written, together, in a second.
static double measure_copying(void) {
    int64_t *from = room(COPY_WORDS, sizeof *from);
    int64_t *to = room(COPY_WORDS, sizeof *to);
    double seconds[RUNS];
    for (int run = 0; run < RUNS; run++) {
        from[run] = run + 1;
        double start = cpu_seconds();
        for (size_t i = 0; i < COPY_WORDS; i++) {
            to[i] = from[i];
        }
        seconds[run] = cpu_seconds() - start;
        CHECK(to[run] == run + 1);
    }
    free(from);
    free(to);
    return 2.0 * COPY_WORDS * sizeof(int64_t) / median(seconds, RUNS);
}

static double measure_loop(const Households *households, Sums *out_sums) {
    double seconds[RUNS];
    for (int run = 0; run < RUNS; run++) {
        double start = cpu_seconds();
        *out_sums = households_decide(households, households->count);
        seconds[run] = cpu_seconds() - start;
    }
    return (double)households->count / median(seconds, RUNS);
}

// ---- the vector program -------------------------------------------------------------------------
typedef struct Screen {
    DmnModel *model;
    VectorPlan *plan;
    PlanColumn *columns; // one per input of the model
    PlanZone *zones[HOUSEHOLD_COLUMN_COUNT];
    void *packed[HOUSEHOLD_COLUMN_COUNT];
    PlanOutput answers[ANSWER_COUNT];
    size_t bytes; // of a household, read and written
} Screen;

static void compile(Screen *screen, const char *path) {
    CLEANUP(text_release) Text xml = {0};
    Error error = {0};
    must(file_read(path, MODEL_SIZE_MAX, &xml, &error), &error);
    must(dmn_model_read(text_str(&xml), str_from(path), &screen->model, &error), &error);
    size_t decisions[ANSWER_COUNT];
    for (int i = 0; i < ANSWER_COUNT; i++) {
        int decision = dmn_find_decision(screen->model, str_from(ANSWERS[i]));
        CHECK(decision >= 0);
        decisions[i] = (size_t)decision;
    }
    PlanInput *inputs = room(dmn_input_count(screen->model), sizeof *inputs);
    plan_inputs_by_type(screen->model, inputs);
    for (size_t i = 0; i < dmn_input_count(screen->model); i++) {
        inputs[i].scale = 0; // fen
    }
    PlanOptions options = {.is_strict = true, .inputs = inputs};
    screen->plan = plan_compile(screen->model, decisions, ANSWER_COUNT, &options);
    for (size_t i = 0; i < ANSWER_COUNT; i++) {
        CHECK(plan_refusal(screen->plan, i) == NULL && plan_result(screen->plan, i).scale == 0);
    }
    free(inputs);
}

static PlanColumn column_of(Screen *screen, const Households *households, int i, bool is_packed) {
    const int64_t *values = households->columns[i];
    if (!is_packed && i != HOUSEHOLD_unsupported) { // a truth is a byte
        return (PlanColumn){.values = values, .width = sizeof *values};
    }
    screen->packed[i] = room(households->count, sizeof *values);
    uint8_t width = plan_values_pack(values, households->count, screen->packed[i]);
    return (PlanColumn){.values = screen->packed[i], .width = width};
}

// Zones are part of the columns, as in any file of columns: they are made once.
static void fill_columns(Screen *screen, const Households *households, bool is_packed) {
    screen->columns = room(dmn_input_count(screen->model), sizeof *screen->columns);
    size_t blocks = (households->count + PLAN_BLOCK_ROWS - 1) / PLAN_BLOCK_ROWS;
    for (int i = 0; i < HOUSEHOLD_COLUMN_COUNT; i++) {
        int place = dmn_find_input(screen->model, str_from(HOUSEHOLD_NAMES[i]));
        CHECK(place >= 0);
        PlanColumn *column = &screen->columns[place];
        *column = column_of(screen, households, i, is_packed);
        screen->zones[i] = room(blocks, sizeof(PlanZone));
        plan_zones_make(column, households->count, screen->zones[i]);
        column->zones = screen->zones[i];
        screen->bytes += column->width;
    }
    for (int i = 0; i < ANSWER_COUNT; i++) {
        screen->answers[i].values = room(households->count, sizeof(int64_t));
        screen->bytes += sizeof(int64_t);
    }
}

static void run(const Screen *screen, size_t count) {
    Error error = {0};
    PlanRun *run = NULL;
    PlanRunOptions options = {.today = DATE_NONE};
    must(plan_run_open(screen->plan, screen->columns, count, &options, &run, &error), &error);
    must(plan_run_rows(run, 0, count, screen->answers, &error), &error);
    CHECK(plan_run_counts(run).referred == 0);
    plan_run_close(run);
}

static Sums sum_up(const Screen *screen, size_t count) {
    Sums sums = {0};
    const int64_t *classes = screen->answers[CLASS].values;
    const int64_t *grants = screen->answers[GRANT].values;
    const int64_t *per_head = screen->answers[PER_HEAD].values;
    const int64_t *reasons = screen->answers[REASON].values;
    for (size_t i = 0; i < count; i++) {
        CHECK(classes[i] >= 0 && classes[i] < 8);
        sums.classes[classes[i]]++;
        sums.grant += grants[i];
        sums.per_head += per_head[i];
        sums.reason += reasons[i];
    }
    return sums;
}

static void screen_release(Screen *screen) {
    for (int i = 0; i < HOUSEHOLD_COLUMN_COUNT; i++) {
        free(screen->zones[i]);
        free(screen->packed[i]);
    }
    for (int i = 0; i < ANSWER_COUNT; i++) {
        free(screen->answers[i].values);
    }
    free(screen->columns);
    plan_free(screen->plan);
    dmn_model_free(screen->model);
}

static void measure_plan(const char *model, const Households *households, bool is_packed,
                         const Sums *expected) {
    const char *name = is_packed ? "plan" : "plan_words";
    Screen screen = {0};
    compile(&screen, model);
    fill_columns(&screen, households, is_packed);
    double seconds[RUNS];
    for (int i = 0; i < RUNS; i++) {
        double start = cpu_seconds();
        run(&screen, households->count);
        seconds[i] = cpu_seconds() - start;
    }
    Sums sums = sum_up(&screen, households->count);
    if (memcmp(&sums, expected, sizeof sums) != 0) {
        sums_print(&sums);
        (void)fprintf(stderr, "the vector program differs from the C loop\n");
        exit(1);
    }
    printf("%s %.0f\n%s_bytes %zu\n", name, (double)households->count / median(seconds, RUNS), name,
           screen.bytes);
    screen_release(&screen);
}

int main(int argc, char **argv) {
    if (argc != 3 && argc != 4) {
        (void)fprintf(stderr, "usage: screen MODEL.dmn HOUSEHOLDS [CSV]\n");
        return 2;
    }
    memory_start();
    Households households;
    households_make(&households, (size_t)strtoull(argv[2], NULL, 10), 20260101);
    if (argc == 4) {
        households_write_csv(&households, households.count, argv[3]);
    }
    Sums expected;
    printf("c_loop %.0f\n", measure_loop(&households, &expected));
    sums_print(&expected);
    measure_plan(argv[1], &households, false, &expected);
    measure_plan(argv[1], &households, true, &expected);
    households_release(&households);
    printf("peak_bytes %lld\n", peak_bytes());
    printf("copy_bytes %.0f\n", measure_copying());
    return 0;
}

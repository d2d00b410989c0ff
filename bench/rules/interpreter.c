// SPDX-License-Identifier: Apache-2.0
// Households per second of one core: means_test.dmn in the interpreter, without and with a trace,
// beside the same rules as a C loop. All must give the same sums.
// Usage: interpreter MODEL.dmn HOUSEHOLDS [CSV ROWS]   (CSV: the first ROWS households for others)
#include "base/check.h"
#include "base/memory.h"
#include "dmn/dmn.h"
#include "households.h"
#include "platform/file.h"
#include "timing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MODEL_SIZE_MAX = 1024 * 1024 };

typedef struct Bench {
    DmnModel *model;
    size_t decision;
    int places[HOUSEHOLD_COLUMN_COUNT]; // of the columns among the inputs
    bool is_boolean[HOUSEHOLD_COLUMN_COUNT];
    FeelValue *inputs;
} Bench;

static void open_model(Bench *bench, const char *path) {
    CLEANUP(text_release) Text xml = {0};
    Error error = {0};
    must(file_read(path, MODEL_SIZE_MAX, &xml, &error), &error);
    must(dmn_model_read(text_str(&xml), str_from(path), &bench->model, &error), &error);
    int decision = dmn_find_decision(bench->model, STR("核对结论"));
    CHECK(decision >= 0);
    bench->decision = (size_t)decision;
    for (int i = 0; i < HOUSEHOLD_COLUMN_COUNT; i++) {
        bench->places[i] = dmn_find_input(bench->model, str_from(HOUSEHOLD_NAMES[i]));
        CHECK(bench->places[i] >= 0);
        bench->is_boolean[i] =
            str_equal(dmn_input_type(bench->model, (size_t)bench->places[i]), STR("boolean"));
    }
    bench->inputs = calloc(dmn_input_count(bench->model), sizeof *bench->inputs);
}

static int64_t take(FeelValue conclusion, Str name) {
    FeelValue value = FEEL_NULL_VALUE;
    int64_t number = 0;
    CHECK(feel_get(conclusion, name, &value));
    CHECK(feel_to_scaled(value, 0, &number));
    return number;
}

static Sums interpret(const Bench *bench, const Households *households, bool is_traced) {
    Sums sums = {0};
    CLEANUP(arena_release) Arena arena = {0};
    FeelRun run = {.arena = &arena, .today = DATE_NONE};
    for (size_t i = 0; i < households->count; i++) {
        DmnTrace trace = {0};
        for (int k = 0; k < HOUSEHOLD_COLUMN_COUNT; k++) {
            int64_t value = households->columns[k][i];
            bench->inputs[bench->places[k]] =
                bench->is_boolean[k] ? feel_boolean(value != 0) : feel_integer(value);
        }
        FeelValue said = dmn_decide(bench->model, bench->decision, bench->inputs, &run,
                                    (DmnOptions){.is_strict = true}, is_traced ? &trace : NULL);
        CHECK(said.kind == FEEL_CONTEXT);
        int64_t class = take(said, STR("类别"));
        CHECK(class >= 0 && class < 8);
        sums.classes[class]++;
        sums.grant += take(said, STR("月补助金"));
        sums.per_head += take(said, STR("人均月收入"));
        sums.reason += take(said, STR("理由码"));
        CHECK(run.error_count == 0);
        run.steps = 0;
        arena_clear(&arena);
    }
    return sums;
}

static void report(const char *name, double start, const Households *households, const Sums *sums,
                   const Sums *expected) {
    double seconds = cpu_seconds() - start;
    printf("%s %.0f\n", name, (double)households->count / seconds);
    if (memcmp(sums, expected, sizeof *sums) != 0) {
        printf("%s differs from the C loop:\n", name);
        sums_print(expected);
        sums_print(sums);
        exit(1);
    }
}

int main(int argc, char **argv) {
    if (argc != 3 && argc != 5) {
        (void)fprintf(stderr, "usage: interpreter MODEL.dmn HOUSEHOLDS [CSV ROWS]\n");
        return 2;
    }
    memory_start();
    Bench bench = {0};
    Households households;
    open_model(&bench, argv[1]);
    households_make(&households, (size_t)strtoull(argv[2], NULL, 10), 20260101);
    if (argc == 5) {
        size_t rows = (size_t)strtoull(argv[4], NULL, 10);
        CHECK(rows <= households.count);
        households_write_csv(&households, rows, argv[3]);
        Sums first = households_decide(&households, rows);
        printf("csv_sums ");
        sums_print(&first);
    }
    double start = cpu_seconds();
    Sums expected = households_decide(&households, households.count);
    report("c_loop", start, &households, &expected, &expected);
    sums_print(&expected);
    start = cpu_seconds();
    Sums sums = interpret(&bench, &households, false);
    report("interpreter", start, &households, &sums, &expected);
    start = cpu_seconds();
    sums = interpret(&bench, &households, true);
    report("interpreter_traced", start, &households, &sums, &expected);
    households_release(&households);
    free(bench.inputs);
    dmn_model_free(bench.model);
    return 0;
}

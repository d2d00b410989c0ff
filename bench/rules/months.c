// SPDX-License-Identifier: Apache-2.0
// From months of persons in files to decisions in a file: 60 columns of one month each (four kinds
// of income and medical spending, twelve months) and the offsets of households among the persons,
// as files that the operating system has read before; summed by household, decided by
// means_test.dmn as a vector program, and the answers written and synced to the disk.
// All must give the sums of the C loop. Times are elapsed ones, with one thread and with two.
// Usage: months MODEL.dmn HOUSEHOLDS FOLDER
#include "base/check.h"
#include "base/memory.h"
#include "households.h"
#include "plan/plan.h"
#include "platform/file.h"
#include "platform/hands.h"
#include "timing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    RUNS = 7,
    MONTHS = 12,
    PIECE_ROWS = 64 * PLAN_BLOCK_ROWS,
    SUMS_ROWS = 1024, // households whose persons are summed at once, in a near cache
    MODEL_SIZE_MAX = 1024 * 1024,
    PATH_MAX_BYTES = 512,
};
// What is known by person and month; the other columns are by household.
static const int SERIES[] = {HOUSEHOLD_wages, HOUSEHOLD_business, HOUSEHOLD_property,
                             HOUSEHOLD_transfers, HOUSEHOLD_medical};
enum { SERIES_COUNT = sizeof SERIES / sizeof *SERIES };
static const char *const ANSWERS[] = {"类别", "月补助金", "人均月收入", "理由码"};
enum { CLASS, GRANT, PER_HEAD, REASON, ANSWER_COUNT };

// ---- files of one column: its width, then the values
typedef struct ColumnHead {
    uint64_t width, count;
} ColumnHead;
typedef struct ColumnFile {
    FileMap map;
    const void *values;
    uint8_t width;
} ColumnFile;

static void column_write(const char *path, int64_t *values, size_t count) {
    Error error = {0};
    ColumnHead head = {.width = plan_values_pack(values, count, values), .count = count};
    CLEANUP(text_release) Text bytes = {.limit = SIZE_MAX};
    text_append(&bytes, (Str){(const char *)&head, sizeof head});
    text_append(&bytes, (Str){(const char *)values, count * head.width});
    must(file_write(path, text_str(&bytes), &error), &error);
}

static ColumnFile column_open(const char *path, size_t count) {
    Error error = {0};
    ColumnFile file = {0};
    ColumnHead head;
    must(file_map(path, &file.map, &error), &error);
    CHECK(file.map.bytes.length >= sizeof head);
    memcpy(&head, file.map.bytes.data, sizeof head);
    CHECK(head.count == count && file.map.bytes.length == sizeof head + head.count * head.width);
    file.values = file.map.bytes.data + sizeof head;
    file.width = (uint8_t)head.width;
    return file;
}

static void path_of(char *out, const char *folder, const char *kind, int column, int month) {
    (void)snprintf(out, PATH_MAX_BYTES, "%s/%s-%02d-%02d.col", folder, kind, column, month);
}

// ---- writing them
static size_t write_offsets(const Households *households, const char *folder) {
    char path[PATH_MAX_BYTES];
    int64_t *offsets = memory_new(households->count + 1, sizeof *offsets);
    for (size_t i = 0; i < households->count; i++) {
        offsets[i + 1] = offsets[i] + households->columns[HOUSEHOLD_members][i];
    }
    size_t persons = (size_t)offsets[households->count];
    path_of(path, folder, "offsets", 0, 0);
    column_write(path, offsets, households->count + 1);
    memory_free(offsets);
    return persons;
}

// A household's total in as many equal parts as it has months of persons; the rest is in the first.
static void write_month(const Households *households, const char *folder, int column, int month,
                        size_t persons) {
    char path[PATH_MAX_BYTES];
    int64_t *values = memory_new(persons + 1, sizeof *values);
    size_t person = 0;
    for (size_t i = 0; i < households->count; i++) {
        int64_t members = households->columns[HOUSEHOLD_members][i];
        int64_t total = households->columns[column][i];
        int64_t part = total / (members * MONTHS);
        for (int64_t k = 0; k < members; k++) {
            bool is_first = k == 0 && month == 0;
            values[person++] = is_first ? total - part * (members * MONTHS - 1) : part;
        }
    }
    path_of(path, folder, "month", column, month);
    column_write(path, values, persons);
    memory_free(values);
}

static bool is_series(int column) {
    bool is_one = false;
    for (int i = 0; i < SERIES_COUNT; i++) {
        is_one = is_one || SERIES[i] == column;
    }
    return is_one;
}

static size_t write_files(const Households *households, const char *folder) {
    char path[PATH_MAX_BYTES];
    size_t persons = write_offsets(households, folder);
    for (int column = 0; column < HOUSEHOLD_COLUMN_COUNT; column++) {
        if (is_series(column)) {
            for (int month = 0; month < MONTHS; month++) {
                write_month(households, folder, column, month, persons);
            }
            continue;
        }
        int64_t *values = memory_new(households->count + 1, sizeof *values);
        memcpy(values, households->columns[column], households->count * sizeof *values);
        path_of(path, folder, "household", column, 0);
        column_write(path, values, households->count);
        memory_free(values);
    }
    return persons;
}

// ---- from files to decisions
typedef struct Work {
    const char *folder;
    const VectorPlan *plan;
    const DmnModel *model;
    size_t count, persons;
    ColumnFile offsets, months[SERIES_COUNT][MONTHS], others[HOUSEHOLD_COLUMN_COUNT];
    int64_t *sums[SERIES_COUNT];
    PlanColumn *columns; // by input of the model
    int64_t *answers[ANSWER_COUNT];
    uint8_t widths[ANSWER_COUNT];
} Work;

static void files_open(Work *work) {
    char path[PATH_MAX_BYTES];
    path_of(path, work->folder, "offsets", 0, 0);
    work->offsets = column_open(path, work->count + 1);
    CHECK(work->offsets.width == sizeof(int32_t));
    for (int i = 0; i < SERIES_COUNT; i++) {
        for (int month = 0; month < MONTHS; month++) {
            path_of(path, work->folder, "month", SERIES[i], month);
            work->months[i][month] = column_open(path, work->persons);
        }
    }
    for (int i = 0; i < HOUSEHOLD_COLUMN_COUNT; i++) {
        if (!is_series(i)) {
            path_of(path, work->folder, "household", i, 0);
            work->others[i] = column_open(path, work->count);
        }
    }
}

static void files_close(Work *work) {
    file_unmap(&work->offsets.map);
    for (int i = 0; i < SERIES_COUNT; i++) {
        for (int month = 0; month < MONTHS; month++) {
            file_unmap(&work->months[i][month].map);
        }
    }
    for (int i = 0; i < HOUSEHOLD_COLUMN_COUNT; i++) {
        file_unmap(&work->others[i].map);
    }
}

static void columns_set(Work *work) {
    for (int i = 0; i < HOUSEHOLD_COLUMN_COUNT; i++) {
        PlanColumn *column =
            &work->columns[dmn_find_input(work->model, str_from(HOUSEHOLD_NAMES[i]))];
        *column = (PlanColumn){.values = work->others[i].values, .width = work->others[i].width};
    }
    for (int i = 0; i < SERIES_COUNT; i++) {
        PlanColumn *column =
            &work->columns[dmn_find_input(work->model, str_from(HOUSEHOLD_NAMES[SERIES[i]]))];
        *column = (PlanColumn){.values = work->sums[i], .width = sizeof(int64_t)};
    }
}

// A year of each person.
__attribute__((target_clones("avx512f", "avx2", "default"))) static void
add_year(int64_t *sums, const int32_t *const *months, size_t count) {
    for (size_t i = 0; i < count; i++) {
        int64_t sum = 0;
        for (int month = 0; month < MONTHS; month++) {
            sum += months[month][i];
        }
        sums[i] = sum;
    }
}

// Months with larger amounts, one after the other.
static void add_month(int64_t *sums, const ColumnFile *file, size_t from, size_t count) {
    CHECK(file->width == sizeof(int64_t) || file->width == sizeof(int32_t));
    for (size_t i = from; i < from + count; i++) {
        sums[i - from] += file->width == sizeof(int64_t) ? ((const int64_t *)file->values)[i]
                                                         : ((const int32_t *)file->values)[i];
    }
}

static void add_months(int64_t *sums, const ColumnFile *files, size_t from, size_t count) {
    const int32_t *months[MONTHS];
    bool is_narrow = true;
    for (int month = 0; month < MONTHS; month++) {
        is_narrow = is_narrow && files[month].width == sizeof(int32_t);
        months[month] = (const int32_t *)files[month].values + from;
    }
    if (is_narrow) {
        add_year(sums, months, count);
        return;
    }
    memset(sums, 0, count * sizeof *sums);
    for (int month = 0; month < MONTHS; month++) {
        add_month(sums, &files[month], from, count);
    }
}

// Of SUMS_ROWS households at most.
static void sum_up(const Work *work, size_t from, size_t to) {
    enum { MEMBERS_MAX = 6 };
    int64_t sums[SUMS_ROWS * MEMBERS_MAX];
    const int32_t *offsets = work->offsets.values;
    size_t first = (size_t)offsets[from];
    size_t count = (size_t)offsets[to] - first;
    CHECK(count <= SUMS_ROWS * MEMBERS_MAX);
    for (int i = 0; i < SERIES_COUNT; i++) {
        add_months(sums, work->months[i], first, count);
        for (size_t row = from; row < to; row++) {
            int64_t sum = 0;
            for (size_t k = (size_t)offsets[row]; k < (size_t)offsets[row + 1]; k++) {
                sum += sums[k - first];
            }
            work->sums[i][row] = sum;
        }
    }
}

static void piece_decide(void *context, size_t piece) {
    const Work *work = context;
    Error error = {0};
    size_t from = piece * PIECE_ROWS;
    size_t to = work->count - from < PIECE_ROWS ? work->count : from + PIECE_ROWS;
    for (size_t row = from; row < to; row += SUMS_ROWS) {
        sum_up(work, row, to - row < SUMS_ROWS ? to : row + SUMS_ROWS);
    }
    PlanOutput outputs[ANSWER_COUNT] = {0};
    for (int i = 0; i < ANSWER_COUNT; i++) {
        outputs[i].values = work->answers[i] + from;
    }
    PlanRun *run = NULL;
    PlanRunOptions options = {.today = DATE_NONE};
    must(plan_run_open(work->plan, work->columns, work->count, &options, &run, &error), &error);
    must(plan_run_rows(run, from, to - from, outputs, &error), &error);
    CHECK(plan_run_counts(run).referred == 0);
    plan_run_close(run);
}

static void answer_pack(void *context, size_t at) {
    Work *work = context;
    work->widths[at] = plan_values_pack(work->answers[at], work->count, work->answers[at]);
}

static void answers_store(const Work *work, const char *path) {
    CLEANUP(text_release) Text bytes = {.limit = SIZE_MAX};
    Error error = {0};
    for (int i = 0; i < ANSWER_COUNT; i++) {
        ColumnHead head = {.width = work->widths[i], .count = work->count};
        text_append(&bytes, (Str){(const char *)&head, sizeof head});
        text_append(&bytes, (Str){(const char *)work->answers[i], work->count * head.width});
    }
    must(file_write(path, text_str(&bytes), &error), &error);
}

static void decide(Work *work, size_t threads, const char *path, double *out_decided) {
    files_open(work);
    columns_set(work);
    share_out((work->count + PIECE_ROWS - 1) / PIECE_ROWS, threads, piece_decide, work);
    share_out(ANSWER_COUNT, threads, answer_pack, work);
    *out_decided = elapsed_seconds();
    answers_store(work, path);
    files_close(work);
}

// ---- checking and measuring
static int64_t value_at(const char *values, size_t width, size_t row) {
    switch (width) {
    case 8: return ((const int64_t *)(const void *)values)[row];
    case 4: return ((const int32_t *)(const void *)values)[row];
    case 2: return ((const int16_t *)(const void *)values)[row];
    default: return ((const int8_t *)values)[row];
    }
}

static void check_stored(const Work *work, const char *path, const Sums *expected) {
    Error error = {0};
    CLEANUP(text_release) Text bytes = {.limit = SIZE_MAX};
    must(file_read(path, SIZE_MAX / 2, &bytes, &error), &error);
    Sums sums = {0};
    const char *at = bytes.data;
    for (int i = 0; i < ANSWER_COUNT; i++) {
        ColumnHead head;
        memcpy(&head, at, sizeof head);
        CHECK(head.count == work->count);
        int64_t *values = memory_new(work->count + 1, sizeof *values); // aligned
        memcpy(values, at + sizeof head, head.count * head.width);
        for (size_t row = 0; row < work->count; row++) {
            int64_t value = value_at((const char *)values, head.width, row);
            sums.classes[value & 7] += i == CLASS;
            sums.grant += i == GRANT ? value : 0;
            sums.per_head += i == PER_HEAD ? value : 0;
            sums.reason += i == REASON ? value : 0;
        }
        memory_free(values);
        at += sizeof head + head.count * head.width;
    }
    CHECK(memcmp(&sums, expected, sizeof sums) == 0);
}

static void measure(Work *work, size_t threads, const Sums *expected) {
    char path[PATH_MAX_BYTES];
    double took[RUNS];
    double cpu[RUNS];
    double storing[RUNS];
    path_of(path, work->folder, "answers", 0, (int)threads);
    for (int run = -1; run < RUNS; run++) { // the first brings the files into memory
        double decided = 0;
        double start = elapsed_seconds();
        double cpu_start = cpu_seconds();
        decide(work, threads, path, &decided);
        if (run >= 0) {
            took[run] = elapsed_seconds() - start;
            cpu[run] = cpu_seconds() - cpu_start;
            storing[run] = elapsed_seconds() - decided;
        }
    }
    check_stored(work, path, expected);
    printf("months_%zu_us %.0f\nmonths_%zu_cpu_us %.0f\nmonths_%zu_storing_us %.0f\n", threads,
           median(took, RUNS) * 1e6, threads, median(cpu, RUNS) * 1e6, threads,
           median(storing, RUNS) * 1e6);
}

static DmnModel *model_read(const char *path) {
    CLEANUP(text_release) Text xml = {0};
    Error error = {0};
    DmnModel *model = NULL;
    must(file_read(path, MODEL_SIZE_MAX, &xml, &error), &error);
    must(dmn_model_read(text_str(&xml), str_from(path), &model, &error), &error);
    return model;
}

static VectorPlan *compile(const DmnModel *model) {
    size_t decisions[ANSWER_COUNT];
    for (int i = 0; i < ANSWER_COUNT; i++) {
        int decision = dmn_find_decision(model, str_from(ANSWERS[i]));
        CHECK(decision >= 0);
        decisions[i] = (size_t)decision;
    }
    PlanInput *inputs = memory_new(dmn_input_count(model), sizeof *inputs);
    plan_inputs_by_type(model, inputs);
    for (size_t i = 0; i < dmn_input_count(model); i++) {
        inputs[i].scale = 0; // fen
    }
    PlanOptions options = {.is_strict = true, .inputs = inputs};
    VectorPlan *plan = plan_compile(model, decisions, ANSWER_COUNT, &options);
    for (size_t i = 0; i < ANSWER_COUNT; i++) {
        CHECK(plan_refusal(plan, i) == NULL);
    }
    memory_free(inputs);
    return plan;
}

int main(int argc, char **argv) {
    if (argc != 4) {
        (void)fprintf(stderr, "usage: months MODEL.dmn HOUSEHOLDS FOLDER\n");
        return 2;
    }
    memory_start();
    Households households;
    households_make(&households, (size_t)strtoull(argv[2], NULL, 10), 20260101);
    DmnModel *model = model_read(argv[1]);
    VectorPlan *plan = compile(model);
    Work work = {.folder = argv[3], .plan = plan, .model = model, .count = households.count};
    work.columns = memory_new(dmn_input_count(model), sizeof *work.columns);
    for (int i = 0; i < SERIES_COUNT; i++) {
        work.sums[i] = memory_new(work.count + 1, sizeof(int64_t));
    }
    for (int i = 0; i < ANSWER_COUNT; i++) {
        work.answers[i] = memory_new(work.count + 1, sizeof(int64_t));
    }
    Sums expected = households_decide(&households, households.count);
    work.persons = write_files(&households, argv[3]);
    households_release(&households);
    printf("persons %zu\n", work.persons);
    measure(&work, 1, &expected);
    measure(&work, 2, &expected);
    for (int i = 0; i < SERIES_COUNT; i++) {
        memory_free(work.sums[i]);
    }
    for (int i = 0; i < ANSWER_COUNT; i++) {
        memory_free(work.answers[i]);
    }
    memory_free(work.columns);
    plan_free(plan);
    dmn_model_free(model);
    return 0;
}

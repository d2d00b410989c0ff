// SPDX-License-Identifier: Apache-2.0
// Blocks of rows through a program; rows with trouble through the interpreter.
#include "base/check.h"
#include "plan/run_private.h"
#include "plan/zones.h"
#include <string.h>

enum {
    ALIGNMENT = 64,
    STREAM_FROM = 1 << 18, // numbers of fewer rows may still be in a cache when they are read
    WIDE_ROWS = 16 * PLAN_BLOCK_ROWS, // making programs of fewer takes longer than it saves
};

// ---- words --------------------------------------------------------------------------------------
int32_t run_place(PlanRun *run, Str word) {
    uint64_t key = str_hash(word);
    uint64_t place = 0;
    while (map_find(&run->places, key, &place)) {
        CHECK(place < run->word_count);
        if (str_equal(run->words[place], word)) {
            return (int32_t)place;
        }
        key = map_mix(key + 1);
    }
    run->words =
        array_reserve(run->words, run->word_count, &run->word_capacity, sizeof *run->words);
    run->words[run->word_count] = word;
    map_put(&run->places, key, run->word_count);
    return (int32_t)run->word_count++;
}

static void map_words(PlanRun *run, size_t input) {
    const PlanColumn *column = &run->columns[input];
    bool is_same = true;
    int32_t *map = memory_new(column->word_count + 1, sizeof *map);
    for (size_t i = 0; i < column->word_count; i++) {
        map[i] = run_place(run, column->words[i]);
        is_same = is_same && map[i] == (int32_t)i;
    }
    if (is_same) {
        memory_free(map);
        map = NULL;
    }
    run->maps[input] = map;
}

// ---- opening ------------------------------------------------------------------------------------
static Status check_column(const PlanRun *run, size_t input, Error *error) {
    const PlanColumn *column = &run->columns[input];
    Str name = dmn_input_name(run->plan->model, input);
    bool is_string = run->plan->inputs[input].kind == PLAN_STRING;
    CHECK(!run->plan->inputs[input].is_list || (column->offsets != NULL && column->codes == NULL));
    if (column->values == NULL || run->row_count == 0) {
        return STATUS_OK;
    }
    CHECK(column->width == 8 || column->width == 4 || column->width == 2 || column->width == 1);
    if (!is_string) {
        return STATUS_OK;
    }
    PlanZone zone = zone_of_rows(column, 0, run->row_count);
    bool is_listed = zone.low >= 0 && (size_t)zone.high < column->word_count;
    return is_listed || (zone.low == 0 && zone.high == 0 && column->word_count == 0)
               ? STATUS_OK
               : error_set(error, STATUS_INVALID,
                           "column '" STR_FMT "' has a code that is not among its %zu words",
                           STR_ARG(name), column->word_count);
}

Status plan_run_open(const VectorPlan *plan, const PlanColumn *columns, size_t row_count,
                     const PlanRunOptions *options, PlanRun **out_run, Error *error) {
    size_t count = dmn_input_count(plan->model);
    PlanRun *run = memory_new(1, sizeof *run);
    *run = (PlanRun){.plan = plan, .options = *options, .columns = columns, .row_count = row_count};
    run->kernels = kernels_choose();
    run->stream_from = STREAM_FROM;
    run->used = memory_new(count, sizeof *run->used);
    run->maps = memory_new(count, sizeof *run->maps);
    run->inputs = memory_new(count, sizeof *run->inputs);
    run->values = memory_new(count, sizeof *run->values);
    for (size_t i = 0; i < plan->word_count; i++) {
        CHECK(run_place(run, plan->words[i]) == (int32_t)i);
    }
    Status status = STATUS_OK;
    plan_inputs_used(plan, run->used);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        run->inputs[i].column = &columns[i];
        if (run->used[i]) {
            status = check_column(run, i, error);
        }
        if (plan->inputs[i].kind == PLAN_STRING && status == STATUS_OK) {
            map_words(run, i);
            run->inputs[i].map = run->maps[i];
        }
    }
    if (status != STATUS_OK) {
        plan_run_close(run);
        return status;
    }
    *out_run = run;
    return STATUS_OK;
}

void plan_run_close(PlanRun *run) {
    if (run == NULL) {
        return;
    }
    for (size_t i = 0; i < dmn_input_count(run->plan->model); i++) {
        memory_free(run->maps[i]);
    }
    memory_free(run->used);
    memory_free(run->maps);
    memory_free(run->inputs);
    memory_free(run->values);
    memory_free(run->words);
    memory_free(run->registers);
    memory_free(run->memory);
    map_release(&run->places);
    arena_release(&run->arena);
    memory_free(run);
}

Str plan_run_word(const PlanRun *run, int64_t place) {
    CHECK(place >= 0 && (size_t)place < run->word_count);
    return run->words[place];
}

PlanCounts plan_run_counts(const PlanRun *run) {
    return run->counts;
}

// ---- ranges of rows -----------------------------------------------------------------------------
static Range words_range(const PlanRun *run, size_t input, PlanZone zone) {
    const int32_t *map = run->maps[input];
    Range range = {zone.low, zone.high};
    for (int64_t i = zone.low; map != NULL && i <= zone.high; i++) {
        int32_t place = map[i];
        range.low = i == zone.low || place < range.low ? place : range.low;
        range.high = i == zone.low || place > range.high ? place : range.high;
    }
    return range;
}

static void take_list_ranges(PlanRun *run, size_t input, size_t from, size_t count) {
    InputRows *rows = &run->inputs[input];
    const uint32_t *offsets = run->columns[input].offsets;
    PlanZone zone =
        zone_of_items(&run->columns[input], offsets[from], offsets[from + count] - offsets[from]);
    rows->range = (Range){zone.low, zone.high};
    rows->known = (Range){zone.has_null ? 0 : 1, 1};
    rows->lengths = range_point((int64_t)offsets[from + 1] - offsets[from]);
    for (size_t row = from + 1; row < from + count; row++) {
        int64_t length = (int64_t)offsets[row + 1] - offsets[row];
        rows->lengths.low = length < rows->lengths.low ? length : rows->lengths.low;
        rows->lengths.high = length > rows->lengths.high ? length : rows->lengths.high;
    }
}

static void take_ranges(PlanRun *run, size_t from, size_t count) {
    for (size_t i = 0; i < dmn_input_count(run->plan->model); i++) {
        if (!run->used[i]) {
            continue;
        }
        if (run->plan->inputs[i].is_list) {
            take_list_ranges(run, i, from, count);
            continue;
        }
        PlanZone zone = zone_of_rows(&run->columns[i], from, count);
        bool is_absent = run->columns[i].values == NULL;
        run->inputs[i].range = run->plan->inputs[i].kind == PLAN_STRING && !is_absent
                                   ? words_range(run, i, zone)
                                   : (Range){zone.low, zone.high};
        run->inputs[i].known = (Range){zone.has_null ? 0 : 1, is_absent ? 0 : 1};
    }
}

// ---- blocks -------------------------------------------------------------------------------------
static void reserve_registers(PlanRun *run, const Program *program) {
    static const size_t BYTES[] = {[REGISTER_WIDES] = sizeof(Int128),
                                   [REGISTER_WORDS] = sizeof(int64_t),
                                   [REGISTER_HALVES] = sizeof(int32_t),
                                   [REGISTER_BYTES] = 1};
    size_t starts[ARRAY_COUNT(BYTES) + 1] = {0}; // of each kind
    for (size_t i = 0; i < ARRAY_COUNT(BYTES); i++) {
        starts[i + 1] = starts[i] + program->slots[i] * PLAN_BLOCK_ROWS * BYTES[i];
    }
    size_t size = starts[ARRAY_COUNT(BYTES)] + ALIGNMENT;
    if (size > run->memory_size) {
        memory_free(run->memory);
        run->memory = memory_new(size, 1);
        run->memory_size = size;
    }
    if (program->register_count > run->register_capacity) {
        memory_free(run->registers);
        run->registers = memory_new(program->register_count, sizeof *run->registers);
        run->register_capacity = program->register_count;
    }
    uintptr_t start = ((uintptr_t)run->memory + ALIGNMENT - 1) & ~(uintptr_t)(ALIGNMENT - 1);
    for (size_t i = 0; i < program->register_count; i++) {
        const Register *shape = &program->registers[i];
        if (shape->kind <= REGISTER_BYTES) {
            size_t bytes = PLAN_BLOCK_ROWS * BYTES[shape->kind];
            run->registers[i] = (void *)(start + starts[shape->kind] + shape->slot * bytes);
        }
    }
}

static void move_registers(PlanRun *run, const Program *program, size_t row, size_t out_row) {
    for (size_t i = 0; i < program->register_count; i++) {
        const Register *shape = &program->registers[i];
        if (shape->kind == REGISTER_COLUMN || shape->kind == REGISTER_OUTPUT) {
            size_t at = shape->kind == REGISTER_COLUMN ? row : out_row;
            run->registers[i] = (void *)(shape->base + at * shape->bits / 8);
        }
    }
}

// Rows of one call: row = first + out_row.
typedef struct Rows {
    PlanRun *run;
    size_t first;
    const PlanOutput *outputs;
    Error *error;
    bool is_streamed;
} Rows;

static bool is_wanted(const PlanOutput *output) {
    return output->values != NULL || output->valid != NULL || output->rules != NULL;
}

static Status refer_row(const Rows *rows, size_t out_row, size_t decision) {
    rows->run->counts.referred++;
    return referral_decide(rows->run, rows->first + out_row, out_row, decision,
                           &rows->outputs[decision], rows->error);
}

// The rows of a block with trouble; eight at a time are looked at.
static Status refer_trouble(const Rows *rows, size_t decision, const uint8_t *trouble,
                            size_t out_row, size_t count) {
    Status status = STATUS_OK;
    for (size_t i = 0; i < count && status == STATUS_OK;) {
        uint64_t eight = 0;
        if (i % 8 == 0 && i + 8 <= count) {
            memcpy(&eight, trouble + i, sizeof eight);
            if (eight == 0) {
                i += 8;
                continue;
            }
        }
        if (trouble[i] != 0) {
            status = refer_row(rows, out_row + i, decision);
        }
        i++;
    }
    return status;
}

static Status refer_all(const Rows *rows, size_t decision, size_t out_row, size_t count) {
    Status status = STATUS_OK;
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        status = refer_row(rows, out_row + i, decision);
    }
    return status;
}

static Status guard_rows(const Rows *rows, size_t out_row, size_t count) {
    PlanRun *run = rows->run;
    Status status = STATUS_OK;
    for (size_t i = 0; i < count && run->options.guard_every > 0; i++) {
        size_t row = rows->first + out_row + i;
        if (map_mix(row + 1) % run->options.guard_every != 0) {
            continue;
        }
        run->counts.guarded++;
        for (size_t k = 0; k < run->plan->decision_count && status == STATUS_OK; k++) {
            if (!run->plan->decisions[k].is_refused && is_wanted(&rows->outputs[k])) {
                status = referral_guard(run, row, out_row + i, k, &rows->outputs[k], rows->error);
            }
        }
    }
    return status;
}

static Status run_block(const Rows *rows, const Program *program, size_t out_row, size_t count) {
    PlanRun *run = rows->run;
    Status status = STATUS_OK;
    move_registers(run, program, rows->first + out_row, out_row);
    KernelsRun kernels = count % KERNELS_GROUP == 0 ? run->kernels : kernels_run_rest;
    kernels(program->steps, program->step_count, run->registers, count);
    for (size_t i = 0; i < run->plan->decision_count && status == STATUS_OK; i++) {
        if (program->is_all_trouble[i]) {
            status = refer_all(rows, i, out_row, count);
        } else if (program->trouble[i] != REGISTER_NONE) {
            status = refer_trouble(rows, i, run->registers[program->trouble[i]], out_row, count);
        }
    }
    return status == STATUS_OK ? guard_rows(rows, out_row, count) : status;
}

// How many of the rows that are left are decided together: at the end first groups, then the rest.
static size_t rows_at_once(size_t left) {
    size_t groups = left / KERNELS_GROUP * KERNELS_GROUP;
    return left >= PLAN_BLOCK_ROWS ? PLAN_BLOCK_ROWS : groups > 0 ? groups : left;
}

static Status run_program(const Rows *rows, const Program *program, size_t out_row, size_t count) {
    Status status = STATUS_OK;
    reserve_registers(rows->run, program);
    size_t taken = 0;
    for (size_t done = 0; done < count && status == STATUS_OK; done += taken) {
        taken = rows_at_once(count - done);
        status = run_block(rows, program, out_row + done, taken);
    }
    return status;
}

static Status run_interpreter(const Rows *rows, size_t out_row, size_t count) {
    Status status = STATUS_OK;
    for (size_t i = 0; i < rows->run->plan->decision_count && status == STATUS_OK; i++) {
        bool is_compiled = !rows->run->plan->decisions[i].is_refused;
        status = is_compiled && is_wanted(&rows->outputs[i]) ? refer_all(rows, i, out_row, count)
                                                             : STATUS_OK;
    }
    return status;
}

// Rows whose numbers are too large for a program of all are halved until few are left: then what
// does not fit 64 bits takes 128, so that a few large numbers slow down none but the rows near by.
static Status run_rows(const Rows *rows, size_t out_row, size_t count) {
    PlanRun *run = rows->run;
    CodeRequest request = {run->plan, run->inputs, rows->outputs, rows->is_streamed,
                           count <= WIDE_ROWS};
    Program program = {0};
    take_ranges(run, rows->first + out_row, count);
    if (program_make(&request, &program)) {
        run->counts.programs++;
        Status status = run_program(rows, &program, out_row, count);
        program_release(&program);
        return status;
    }
    if (count <= PLAN_BLOCK_ROWS) {
        return run_interpreter(rows, out_row, count);
    }
    size_t blocks = (count + PLAN_BLOCK_ROWS - 1) / PLAN_BLOCK_ROWS;
    size_t half = blocks / 2 * PLAN_BLOCK_ROWS;
    Status status = run_rows(rows, out_row, half);
    return status == STATUS_OK ? run_rows(rows, out_row + half, count - half) : status;
}

Status plan_run_rows(PlanRun *run, size_t from, size_t count, const PlanOutput *outputs,
                     Error *error) {
    CHECK(from % PLAN_BLOCK_ROWS == 0 && from + count <= run->row_count);
    Rows rows = {run, from, outputs, error, count >= run->stream_from};
    run->counts.rows += count;
    Status status = count == 0 ? STATUS_OK : run_rows(&rows, 0, count);
    __atomic_thread_fence(__ATOMIC_SEQ_CST); // what was streamed is there for every core
    return status;
}

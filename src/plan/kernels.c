// SPDX-License-Identifier: Apache-2.0
// One loop per step. KERNELS_RUN is the name of this level's function.
#include "plan/kernels.h"
#include "plan/divide.h"
#include "plan/stream.h"
#ifdef __AVX512BW__
#include "plan/compare.h"
#else
static inline bool compare_rows(const Step *step, void *const *registers, size_t rows) {
    (void)step;
    (void)registers;
    (void)rows;
    return false;
}
#endif

typedef uint8_t KernelB;

// NOLINTBEGIN(bugprone-macro-parentheses): types and pieces of loops cannot stand in parentheses
// A loop: `expression` speaks of a, b and c.
#define LOOP(result, operands, expression)                                                         \
    for (size_t row = 0; row < rows; row++) {                                                      \
        operands target[row] = (Kernel##result)(expression);                                       \
    }                                                                                              \
    break;
#define COLUMN(type, name, index)                                                                  \
    const Kernel##type *restrict name##s = registers[step->operands[index]]
#define ROW(type, name) const Kernel##type name = name##s[row];
#define VALUE(type, name, index) const Kernel##type name = (Kernel##type)step->values[index]
// Only the quotients look at it; of a constant it is found before the loop.
#define INVERSE                                                                                    \
    const double inverse = INVERSE_OF((KernelI)b);                                                 \
    (void)inverse;
#define TARGET(type) Kernel##type *restrict target = registers[step->target]

#define LEAF(name, kind, words)

#define OP1(name, kind, at, expression, words)                                                     \
    case OP_##name: {                                                                              \
        TARGET(kind);                                                                              \
        COLUMN(at, a, 0);                                                                          \
        LOOP(kind, ROW(at, a), expression)                                                         \
    }
#define OP2(name, kind, at, bt, expression, words)                                                 \
    case OP_##name: {                                                                              \
        TARGET(kind);                                                                              \
        if (step->constants == 1) {                                                                \
            VALUE(at, a, 0);                                                                       \
            COLUMN(bt, b, 1);                                                                      \
            LOOP(kind, ROW(bt, b) INVERSE, expression)                                             \
        }                                                                                          \
        COLUMN(at, a, 0);                                                                          \
        if (step->constants == 2) {                                                                \
            VALUE(bt, b, 1);                                                                       \
            INVERSE                                                                                \
            LOOP(kind, ROW(at, a), expression)                                                     \
        }                                                                                          \
        COLUMN(bt, b, 1);                                                                          \
        LOOP(kind, ROW(at, a) ROW(bt, b) INVERSE, expression)                                      \
    }
#define OP3(name, kind, at, bt, ct, expression, words)                                             \
    case OP_##name: {                                                                              \
        TARGET(kind);                                                                              \
        COLUMN(at, a, 0);                                                                          \
        if (step->constants == 6) {                                                                \
            VALUE(bt, b, 1);                                                                       \
            VALUE(ct, c, 2);                                                                       \
            LOOP(kind, ROW(at, a), expression)                                                     \
        }                                                                                          \
        if (step->constants == 2) {                                                                \
            VALUE(bt, b, 1);                                                                       \
            COLUMN(ct, c, 2);                                                                      \
            LOOP(kind, ROW(at, a) ROW(ct, c), expression)                                          \
        }                                                                                          \
        COLUMN(bt, b, 1);                                                                          \
        if (step->constants == 4) {                                                                \
            VALUE(ct, c, 2);                                                                       \
            LOOP(kind, ROW(at, a) ROW(bt, b), expression)                                          \
        }                                                                                          \
        COLUMN(ct, c, 2);                                                                          \
        LOOP(kind, ROW(at, a) ROW(bt, b) ROW(ct, c), expression)                                   \
    }

#define KernelI int64_t
#define DIVIDE divide_short
#define DIVIDE_LONG divide_long
#define INVERSE_OF divide_inverse
// NOLINTNEXTLINE(readability-function-size,readability-function-cognitive-complexity)
static void run_op(const Step *step, void *const *registers, size_t rows) {
    switch ((Op)step->op) {
#include "plan/ops.def"
    default: break; // leaves are no steps
    }
}
#undef KernelI
#undef DIVIDE
#undef INVERSE_OF

#define KernelI int32_t
#define DIVIDE divide_half
#define INVERSE_OF divide_inverse_half
// NOLINTNEXTLINE(readability-function-size,readability-function-cognitive-complexity)
static void run_op_half(const Step *step, void *const *registers, size_t rows) {
    switch ((Op)step->op) {
#include "plan/ops.def"
    default: break;
    }
}
#undef KernelI
#undef DIVIDE
#undef DIVIDE_LONG
#undef INVERSE_OF

// One row after the other: no vector unit has these. By itself, so that the others stay one
// function.
#define KernelI Int128
#define DIVIDE(a, b, inverse, mode) divide_wide(a, b, mode)
#define DIVIDE_LONG divide_wide
#define INVERSE_OF(b) 0.0
// NOLINTNEXTLINE(readability-function-size,readability-function-cognitive-complexity)
__attribute__((noinline)) static void run_op_wide(const Step *step, void *const *registers,
                                                  size_t rows) {
    switch ((Op)step->op) {
#include "plan/ops.def"
    default: break;
    }
}
#undef KernelI
#undef DIVIDE
#undef DIVIDE_LONG
#undef INVERSE_OF
#undef LEAF
#undef OP1
#undef OP2
#undef OP3

#define MOVE(to, from, expression)                                                                 \
    {                                                                                              \
        to *restrict target = registers[step->target];                                             \
        const from *restrict as = registers[step->operands[0]];                                    \
        for (size_t row = 0; row < rows; row++) {                                                  \
            const from a = as[row];                                                                \
            target[row] = (to)(expression);                                                        \
        }                                                                                          \
        break;                                                                                     \
    }

#define FILL(to)                                                                                   \
    {                                                                                              \
        to *restrict target = registers[step->target];                                             \
        const to value = (to)step->values[0];                                                      \
        for (size_t row = 0; row < rows; row++) {                                                  \
            target[row] = value;                                                                   \
        }                                                                                          \
        break;                                                                                     \
    }

// To the first line, line by line, behind the last line.
#define STREAM_ROWS(from)                                                                          \
    {                                                                                              \
        int64_t *restrict target = registers[step->target];                                        \
        const from *restrict as = registers[step->operands[0]];                                    \
        size_t row = 0;                                                                            \
        for (size_t start = stream_start(target, rows); row < start; row++) {                      \
            target[row] = as[row];                                                                 \
        }                                                                                          \
        for (; row + STREAM_WORDS <= rows; row += STREAM_WORDS) {                                  \
            int64_t words[STREAM_WORDS];                                                           \
            for (size_t i = 0; i < STREAM_WORDS; i++) {                                            \
                words[i] = as[row + i];                                                            \
            }                                                                                      \
            stream_line(target + row, words);                                                      \
        }                                                                                          \
        for (; row < rows; row++) {                                                                \
            target[row] = as[row];                                                                 \
        }                                                                                          \
        break;                                                                                     \
    }

static void unpack_bits(uint8_t *restrict target, const uint64_t *restrict bits, size_t rows) {
    for (size_t row = 0; row < rows; row++) {
        target[row] = (uint8_t)((bits[row / 64] >> (row % 64)) & 1);
    }
}

static void pack_bits(uint64_t *restrict target, const uint8_t *restrict truths, size_t rows) {
    for (size_t first = 0; first < rows; first += 64) {
        uint64_t word = 0;
        size_t count = rows - first < 64 ? rows - first : 64;
        for (size_t i = 0; i < count; i++) {
            word |= (uint64_t)truths[first + i] << i;
        }
        target[first / 64] = word;
    }
}

// ---- gathering ----------------------------------------------------------------------------------
#define EACH_CODE(type)                                                                            \
    {                                                                                              \
        const type *items = registers[step->operands[1]];                                          \
        for (size_t row = 0; row < rows; row++) {                                                  \
            target[row] = items[codes[row]];                                                       \
        }                                                                                          \
        break;                                                                                     \
    }

static void gather(const Step *step, void *const *registers, size_t rows) {
    int64_t *restrict target = registers[step->target];
    const uint32_t *restrict codes = registers[step->operands[0]];
    switch ((int)step->values[0]) {
    case 8: EACH_CODE(int64_t)
    case 4: EACH_CODE(int32_t)
    case 2: EACH_CODE(int16_t)
    default: EACH_CODE(int8_t)
    }
}
#undef EACH_CODE

static void gather_bits(const Step *step, void *const *registers, size_t rows) {
    uint8_t *restrict target = registers[step->target];
    const uint32_t *restrict codes = registers[step->operands[0]];
    const uint64_t *bits = registers[step->operands[1]];
    for (size_t row = 0; row < rows; row++) {
        target[row] = (uint8_t)((bits[codes[row] / 64] >> (codes[row] % 64)) & 1);
    }
}

// ---- lists --------------------------------------------------------------------------------------
#define EACH_LIST(type, first, expression)                                                         \
    for (size_t row = 0; row < rows; row++) {                                                      \
        const type *items = values;                                                                \
        int64_t a = 0;                                                                             \
        if (offsets[row] < offsets[row + 1]) {                                                     \
            a = (first);                                                                           \
        }                                                                                          \
        for (size_t i = offsets[row]; i < offsets[row + 1]; i++) {                                 \
            const int64_t b = items[i];                                                            \
            a = (expression);                                                                      \
        }                                                                                          \
        target[row] = a;                                                                           \
    }
#define EACH_WIDTH(first, expression)                                                              \
    switch (width) {                                                                               \
    case 8: EACH_LIST(int64_t, first, expression) break;                                           \
    case 4: EACH_LIST(int32_t, first, expression) break;                                           \
    case 2: EACH_LIST(int16_t, first, expression) break;                                           \
    default: EACH_LIST(int8_t, first, expression) break;                                           \
    }

static void count_items(int64_t *restrict target, const uint32_t *restrict offsets, size_t rows) {
    for (size_t row = 0; row < rows; row++) {
        target[row] = (int64_t)offsets[row + 1] - offsets[row];
    }
}

static void find_whole(uint8_t *restrict target, const uint32_t *restrict offsets,
                       const uint64_t *valid, size_t rows) {
    for (size_t row = 0; row < rows; row++) {
        uint64_t all = 1;
        for (size_t i = offsets[row]; i < offsets[row + 1]; i++) {
            all &= valid[i / 64] >> (i % 64);
        }
        target[row] = (uint8_t)(all & 1);
    }
}

// NOLINTNEXTLINE(readability-function-size,readability-function-cognitive-complexity)
static void reduce_items(int64_t *restrict target, const uint32_t *restrict offsets,
                         const void *values, Op op, int64_t width, size_t rows) {
    if (op == OP_LIST_SUM) {
        EACH_WIDTH(0, a + b)
    } else if (op == OP_LIST_MIN) {
        EACH_WIDTH(items[offsets[row]], a < b ? a : b)
    } else {
        EACH_WIDTH(items[offsets[row]], a > b ? a : b)
    }
}

static void run_list(const Step *step, void *const *registers, size_t rows) {
    const uint32_t *offsets = registers[step->operands[0]];
    if (step->op == OP_LIST_COUNT) {
        count_items(registers[step->target], offsets, rows);
    } else if (step->op == OP_LIST_WHOLE) {
        find_whole(registers[step->target], offsets, registers[step->operands[1]], rows);
    } else {
        reduce_items(registers[step->target], offsets, registers[step->operands[1]], (Op)step->op,
                     (int64_t)step->values[0], rows);
    }
}
#undef EACH_LIST
#undef EACH_WIDTH
// NOLINTEND(bugprone-macro-parentheses)

// Rows of the next block on their way while this one is worked on: columns are read in pieces too
// short for the machine to notice.
static void prefetch(const Step *step, void *const *registers) {
    const char *start = (const char *)registers[step->operands[0]] + (int64_t)step->values[0];
    for (int64_t at = 0; at < (int64_t)step->values[0]; at += 64) {
        __builtin_prefetch(start + at, 0, 2);
    }
}

// One case a kind.
// NOLINTNEXTLINE(readability-function-size,readability-function-cognitive-complexity)
static void run_step(const Step *step, void *const *registers, size_t rows) {
    const int32_t *map = step->map;
    switch ((StepKind)step->kind) {
    case STEP_OP: run_op(step, registers, rows); break;
    case STEP_OP_HALF: run_op_half(step, registers, rows); break;
    case STEP_OP_WIDE: run_op_wide(step, registers, rows); break;
    case STEP_FILL: FILL(int64_t)
    case STEP_FILL_HALF: FILL(int32_t)
    case STEP_FILL_ONE: FILL(uint8_t)
    case STEP_WIDEN: MOVE(int64_t, int32_t, a)
    case STEP_NARROW: MOVE(int32_t, int64_t, a)
    case STEP_WIDEN_8: MOVE(Int128, int64_t, a)
    case STEP_NARROW_8: MOVE(int64_t, Int128, a)
    case STEP_FITS_NOT: MOVE(uint8_t, Int128, a < -INT64_MAX || a > INT64_MAX)
    case STEP_WIDEN_2: MOVE(int32_t, int16_t, a)
    case STEP_WIDEN_1: MOVE(int32_t, int8_t, a)
    case STEP_MAP: MOVE(int32_t, int32_t, map[a])
    case STEP_TRUTH: MOVE(uint8_t, int64_t, a != 0)
    case STEP_GATHER: gather(step, registers, rows); break;
    case STEP_GATHER_BITS: gather_bits(step, registers, rows); break;
    case STEP_BITS: unpack_bits(registers[step->target], registers[step->operands[0]], rows); break;
    case STEP_COPY_8: MOVE(int64_t, int64_t, a)
    case STEP_COPY_4: MOVE(int32_t, int32_t, a)
    case STEP_COPY_2: MOVE(uint16_t, int32_t, a)
    case STEP_COPY_1: MOVE(uint8_t, uint8_t, a)
    case STEP_STREAM_WORDS: STREAM_ROWS(int64_t)
    case STEP_STREAM_HALVES: STREAM_ROWS(int32_t)
    case STEP_LIST: run_list(step, registers, rows); break;
    case STEP_PREFETCH: prefetch(step, registers); break;
    case STEP_PACK: pack_bits(registers[step->target], registers[step->operands[0]], rows); break;
    }
}

void KERNELS_RUN(const Step *steps, size_t count, void *const *registers, size_t rows) {
#ifndef KERNELS_ANY_ROWS
    rows = rows / KERNELS_GROUP * KERNELS_GROUP; // what compilers know then: no loop has a rest
#endif
    for (const Step *step = steps; step < steps + count; step++) {
        if (!compare_rows(step, registers, rows)) {
            run_step(step, registers, rows);
        }
    }
}

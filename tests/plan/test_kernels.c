// SPDX-License-Identifier: Apache-2.0
// Every operation of every level of vector instructions that this machine has, against the same
// operation on single numbers in 128 bits: all say the same, with any operand constant, for blocks
// of any length.
#include "base/check.h"
#include "base/map.h"
#include "plan/divide.h"
#include "plan/kernels.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { ROWS_MAX = 1024, TRIALS = 60 };

typedef enum Width { WIDE, WORD, HALF, WIDTHS } Width;
static const char *const WIDTH_NAMES[] = {" of wides", "", " of halves"};

typedef struct Operands {
    Int128 wides[3][ROWS_MAX];
    int64_t words[3][ROWS_MAX]; // the same numbers
    int32_t halves[3][ROWS_MAX];
    uint8_t bytes[3][ROWS_MAX];
} Operands;

static uint64_t state = 88172645463325252U;

static uint64_t random_next(void) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static bool divides(Op op) {
    return op >= OP_FLOOR;
}

static Int128 limit_of(Op op, Width width) {
    if (width == WIDE) {
        return op == OP_MULTIPLY ? 100000000000000000 : GRAPH_LIMIT;
    }
    if (width == HALF) {
        return op == OP_MULTIPLY                   ? 46340
               : op == OP_ADD || op == OP_SUBTRACT ? INT32_MAX / 2
                                                   : INT32_MAX;
    }
    if (divides(op)) {
        return op >= OP_FLOOR_LONG ? (int64_t)1 << 62 : DIVIDE_SHORT_LIMIT - 1;
    }
    return op == OP_MULTIPLY ? 3000000000 : (int64_t)1 << 61;
}

// Small numbers, numbers at multiples of the divisor, numbers at the limits of the operation.
static Int128 random_number(Op op, size_t operand, Int128 divisor, Width width) {
    Int128 limit = limit_of(op, width);
    size_t kind = random_next() % 6;
    Int128 number = (((Int128)(random_next() >> 2) << 64) + random_next()) % limit;
    number = kind < 2 ? number % 1000 : kind == 2 ? limit - number % 3 : number;
    if (divides(op) && operand == 1) {
        return number == 0 ? 1 : number;
    }
    if (divides(op) && kind == 3) {
        number = number / divisor * divisor + (int64_t)(random_next() % 3) - 1;
    }
    if (divides(op) && kind == 4) {
        number = number / divisor * divisor + divisor / 2;
    }
    number = number > limit ? limit : number;
    return random_next() % 2 == 0 ? number : -number;
}

static void fill(Operands *operands, Op op, uint8_t constants, Width width) {
    for (size_t row = 0; row < ROWS_MAX; row++) {
        for (size_t i = 3; i > 0; i--) { // the divisor before the dividend
            size_t k = i - 1;
            bool is_fixed = (constants >> k & 1) != 0 && row > 0;
            Int128 divisor = k == 0 ? operands->wides[1][row] : 1;
            Int128 number = is_fixed ? operands->wides[k][0] : random_number(op, k, divisor, width);
            operands->wides[k][row] = number;
            operands->words[k][row] = (int64_t)number;
            operands->halves[k][row] = (int32_t)number;
            operands->bytes[k][row] =
                is_fixed ? operands->bytes[k][0] : (uint8_t)(random_next() % 2);
        }
    }
}

static Int128 operand_at(const Operands *operands, const OpShape *shape, size_t operand,
                         size_t row) {
    return shape->are_truths[operand] ? operands->bytes[operand][row]
                                      : operands->wides[operand][row];
}

static void *column_of(Operands *operands, const OpShape *shape, size_t operand, Width width) {
    return shape->are_truths[operand] ? (void *)operands->bytes[operand]
           : width == HALF            ? (void *)operands->halves[operand]
           : width == WORD            ? (void *)operands->words[operand]
                                      : (void *)operands->wides[operand];
}

static void compare_op(KernelsRun run, const char *level, Op op, Width width, uint8_t constants,
                       size_t rows) {
    static const StepKind KINDS[] = {STEP_OP_WIDE, STEP_OP, STEP_OP_HALF};
    static Operands operands;
    static Int128 wides[ROWS_MAX + 1];
    static int64_t words[ROWS_MAX + 1];
    static int32_t halves[ROWS_MAX + 1];
    static uint8_t bytes[ROWS_MAX + 1];
    const OpShape *shape = op_shape(op);
    fill(&operands, op, constants, width);
    void *targets[] = {wides, words, halves};
    void *registers[4] = {shape->is_truth ? (void *)bytes : targets[width]};
    Step step = {.kind = (uint8_t)KINDS[width], .op = (uint8_t)op, .constants = constants};
    for (size_t i = 0; i < shape->count; i++) {
        registers[i + 1] = column_of(&operands, shape, i, width);
        step.operands[i] = (uint16_t)(i + 1);
        step.values[i] = operand_at(&operands, shape, i, 0);
    }
    memset(wides, 0x5a, sizeof wides);
    memset(words, 0x5a, sizeof words);
    memset(halves, 0x5a, sizeof halves);
    memset(bytes, 0x5a, sizeof bytes);
    run(&step, 1, registers, rows);
    for (size_t row = 0; row < rows; row++) {
        Range known[3] = {{0, 0}, {0, 0}, {0, 0}};
        for (size_t i = 0; i < shape->count; i++) {
            Int128 number = operand_at(&operands, shape, i, row);
            known[i] = (Range){number, number};
        }
        Range expected = range_of_op((int)op, known);
        Int128 said = shape->is_truth ? bytes[row]
                      : width == HALF ? halves[row]
                      : width == WORD ? words[row]
                                      : wides[row];
        if (!range_is_point(expected) || expected.low != said) {
            fail_msg("%s %s%s, row %zu, constants %d: (%lld, %lld, %lld) makes %lld, not %lld "
                     "(low words)",
                     level, shape->name, WIDTH_NAMES[width], row, constants,
                     (long long)known[0].low, (long long)known[1].low, (long long)known[2].low,
                     (long long)said, (long long)expected.low);
        }
    }
    assert_true((int64_t)(wides[rows] >> 64) == 0x5a5a5a5a5a5a5a5a); // nothing behind the last row
    assert_int_equal(words[rows], 0x5a5a5a5a5a5a5a5a);
    assert_int_equal(halves[rows], 0x5a5a5a5a);
    assert_int_equal(bytes[rows], 0x5a);
}

// Where the machine is of another kind, its baseline is what is called portable here.
static const char *const LEVELS[] = {"portable", "baseline", "avx2", "avx512"};

// group: of how many rows there is a whole number.
static void compare_level(KernelsRun run, const char *level, size_t group) {
    static const uint8_t CONSTANTS[4][4] = {{0}, {0}, {0, 1, 2}, {0, 2, 4, 6}};
    static const size_t CONSTANT_COUNTS[] = {0, 1, 3, 4};
    for (int op = 0; op < OP_COUNT; op++) {
        size_t count = op_shape((Op)op)->count;
        for (size_t i = 0; i < CONSTANT_COUNTS[count] * TRIALS; i++) {
            size_t rows = i % 3 == 0 ? ROWS_MAX : group * (1 + random_next() % (ROWS_MAX / group));
            uint8_t constants = CONSTANTS[count][i % CONSTANT_COUNTS[count]];
            for (Width width = WIDE; width < WIDTHS; width++) {
                compare_op(run, level, (Op)op, width, constants, rows);
            }
        }
    }
}

static void every_level_says_what_single_numbers_say(void **unused) {
    (void)unused;
    for (size_t i = 0; i < ARRAY_COUNT(LEVELS); i++) {
        KernelsRun run = kernels_of_level(LEVELS[i]);
        if (run == NULL) {
            print_message("this machine has no %s\n", LEVELS[i]);
            continue;
        }
        compare_level(run, LEVELS[i], KERNELS_GROUP);
    }
    compare_level(kernels_run_rest, "rest", 1);
    assert_null(kernels_of_level("sse9"));
    assert_non_null(kernels_choose());
}

// Moves: what is read narrow, what is written narrow, bits and bytes.
static void every_level_moves_rows_alike(void **unused) {
    (void)unused;
    static int32_t narrow[ROWS_MAX];
    static int32_t narrow_again[ROWS_MAX];
    static int64_t wide[ROWS_MAX];
    static uint8_t truths[ROWS_MAX];
    static uint8_t again[ROWS_MAX];
    static uint64_t bits[ROWS_MAX / 64];
    for (size_t i = 0; i < ROWS_MAX; i++) {
        narrow[i] = (int32_t)random_next();
        truths[i] = (uint8_t)(random_next() % 2);
    }
    for (size_t i = 0; i < ARRAY_COUNT(LEVELS); i++) {
        KernelsRun run = kernels_of_level(LEVELS[i]);
        if (run == NULL) {
            continue;
        }
        void *registers[] = {narrow, wide, truths, bits, again, narrow_again};
        const Step steps[] = {
            {.kind = STEP_WIDEN, .target = 1, .operands = {0}},
            {.kind = STEP_PACK, .target = 3, .operands = {2}},
            {.kind = STEP_BITS, .target = 4, .operands = {3}},
        };
        run(steps, ARRAY_COUNT(steps), registers, ROWS_MAX);
        for (size_t row = 0; row < ROWS_MAX; row++) {
            assert_int_equal(wide[row], narrow[row]);
            assert_int_equal(again[row], truths[row]);
        }
        const Step back = {.kind = STEP_TRUTH, .target = 4, .operands = {1}};
        run(&back, 1, registers, ROWS_MAX);
        for (size_t row = 0; row < ROWS_MAX; row++) {
            assert_int_equal(again[row], narrow[row] != 0);
        }
        memset(narrow_again, 0, sizeof narrow_again);
        const Step narrowing = {.kind = STEP_NARROW, .target = 5, .operands = {1}};
        run(&narrowing, 1, registers, ROWS_MAX);
        assert_memory_equal(narrow_again, narrow, sizeof narrow);
    }
}

// Words become wides and are words again; wides beyond 64 bits are told.
static void every_level_knows_what_is_too_wide(void **unused) {
    (void)unused;
    static int64_t words[ROWS_MAX];
    static int64_t again[ROWS_MAX];
    static Int128 wides[ROWS_MAX];
    static uint8_t are_too_wide[ROWS_MAX];
    for (size_t i = 0; i < ARRAY_COUNT(LEVELS); i++) {
        KernelsRun run = kernels_of_level(LEVELS[i]);
        for (size_t row = 0; row < ROWS_MAX; row++) {
            words[row] = row == 0 ? INT64_MAX : row == 1 ? -INT64_MAX : (int64_t)random_next();
        }
        void *registers[] = {words, wides, again, are_too_wide};
        const Step steps[] = {
            {.kind = STEP_WIDEN_8, .target = 1, .operands = {0}},
            {.kind = STEP_NARROW_8, .target = 2, .operands = {1}},
            {.kind = STEP_FITS_NOT, .target = 3, .operands = {1}},
        };
        if (run == NULL) {
            continue;
        }
        run(steps, ARRAY_COUNT(steps), registers, ROWS_MAX);
        for (size_t row = 0; row < ROWS_MAX; row++) {
            assert_true(wides[row] == words[row] && again[row] == words[row]);
            assert_int_equal(are_too_wide[row], 0);
            wides[row] += row % 2 == 0 ? INT64_MAX : -(Int128)INT64_MAX;
        }
        run(&steps[2], 1, registers, ROWS_MAX);
        for (size_t row = 0; row < ROWS_MAX; row++) {
            bool is_too_wide = row % 2 == 0 ? words[row] > 0 : words[row] < 0;
            assert_int_equal(are_too_wide[row], is_too_wide);
        }
    }
}

// Past the caches, to places that begin a line and that do not.
static void compare_streams(KernelsRun run, size_t rows) {
    static int32_t halves[ROWS_MAX];
    static int64_t words[ROWS_MAX];
    static int64_t room[ROWS_MAX + 16];
    for (size_t i = 0; i < ROWS_MAX; i++) {
        halves[i] = (int32_t)random_next();
        words[i] = (int64_t)random_next();
    }
    for (size_t shift = 1; shift < 16; shift++) {
        void *registers[] = {halves, words, room + shift};
        const Step steps[] = {
            {.kind = STEP_STREAM_HALVES, .target = 2, .operands = {0}},
            {.kind = STEP_STREAM_WORDS, .target = 2, .operands = {1}},
        };
        for (size_t i = 0; i < ARRAY_COUNT(steps); i++) {
            memset(room, 0x5a, sizeof room);
            run(&steps[i], 1, registers, rows);
            for (size_t row = 0; row < rows; row++) {
                assert_int_equal(room[shift + row], i == 0 ? halves[row] : words[row]);
            }
            assert_int_equal(room[shift - 1], 0x5a5a5a5a5a5a5a5a);
            assert_int_equal(room[shift + rows], 0x5a5a5a5a5a5a5a5a);
        }
    }
}

static void every_level_streams_alike(void **unused) {
    (void)unused;
    for (size_t i = 0; i < ARRAY_COUNT(LEVELS); i++) {
        KernelsRun run = kernels_of_level(LEVELS[i]);
        if (run != NULL) {
            compare_streams(run, KERNELS_GROUP);
            compare_streams(run, ROWS_MAX);
        }
    }
    for (size_t rows = 1; rows < KERNELS_GROUP; rows++) {
        compare_streams(kernels_run_rest, rows);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_level_says_what_single_numbers_say),
        cmocka_unit_test(every_level_moves_rows_alike),
        cmocka_unit_test(every_level_knows_what_is_too_wide),
        cmocka_unit_test(every_level_streams_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

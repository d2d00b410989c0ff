// SPDX-License-Identifier: Apache-2.0
#ifndef PLAN_COMPARE_H
#define PLAN_COMPARE_H
// Comparisons with AVX-512, 64 rows at a time: masks of rows become bytes at once. What compilers
// make of the loops of ops.def takes twice as long. Only for kernels.c.
#include "plan/kernels.h"
#include <immintrin.h>

enum { COMPARE_ROWS = 64 };

// a_at and b_at: all bits, or none where the operand is the same for all rows.
#define COMPARE_LOOP(lanes, compare)                                                               \
    for (size_t row = 0; row < rows; row += COMPARE_ROWS) {                                        \
        uint64_t mask = 0;                                                                         \
        for (size_t i = 0; i < COMPARE_ROWS; i += (lanes)) {                                       \
            mask |= (uint64_t)compare(_mm512_loadu_si512(a + ((row + i) & a_at)),                  \
                                      _mm512_loadu_si512(b + ((row + i) & b_at)))                  \
                    << i;                                                                          \
        }                                                                                          \
        _mm512_storeu_si512(target + row, _mm512_maskz_mov_epi8(mask, _mm512_set1_epi8(1)));       \
    }                                                                                              \
    break;
#define COMPARE_SIDES(type, constant)                                                              \
    uint8_t *target = registers[step->target];                                                     \
    const size_t a_at = step->constants == 1 ? 0 : SIZE_MAX;                                       \
    const size_t b_at = step->constants == 2 ? 0 : SIZE_MAX;                                       \
    const type *a = a_at == 0 ? (constant) : registers[step->operands[0]];                         \
    const type *b = b_at == 0 ? (constant) : registers[step->operands[1]];

static void compare_words(const Step *step, void *const *registers, size_t rows) {
    int64_t constant[8];
    _mm512_storeu_si512(constant, _mm512_set1_epi64((int64_t)step->values[step->constants / 2]));
    COMPARE_SIDES(int64_t, constant)
    switch ((Op)step->op) {
    case OP_LESS: COMPARE_LOOP(8, _mm512_cmplt_epi64_mask)
    case OP_LESS_EQUAL: COMPARE_LOOP(8, _mm512_cmple_epi64_mask)
    case OP_EQUAL: COMPARE_LOOP(8, _mm512_cmpeq_epi64_mask)
    default: COMPARE_LOOP(8, _mm512_cmpneq_epi64_mask)
    }
}

static void compare_halves(const Step *step, void *const *registers, size_t rows) {
    int32_t constant[16];
    _mm512_storeu_si512(constant, _mm512_set1_epi32((int)step->values[step->constants / 2]));
    COMPARE_SIDES(int32_t, constant)
    switch ((Op)step->op) {
    case OP_LESS: COMPARE_LOOP(16, _mm512_cmplt_epi32_mask)
    case OP_LESS_EQUAL: COMPARE_LOOP(16, _mm512_cmple_epi32_mask)
    case OP_EQUAL: COMPARE_LOOP(16, _mm512_cmpeq_epi32_mask)
    default: COMPARE_LOOP(16, _mm512_cmpneq_epi32_mask)
    }
}
#undef COMPARE_LOOP
#undef COMPARE_SIDES

// false: not a comparison, or not of whole groups of rows.
static bool compare_rows(const Step *step, void *const *registers, size_t rows) {
    bool is_comparison =
        step->kind <= STEP_OP_HALF && step->op >= OP_LESS && step->op <= OP_NOT_EQUAL;
    if (!is_comparison || step->constants == 3 || rows % COMPARE_ROWS != 0) {
        return false;
    }
    if (step->kind == STEP_OP_HALF) {
        compare_halves(step, registers, rows);
    } else {
        compare_words(step, registers, rows);
    }
    return true;
}
#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef PLAN_KERNELS_H
#define PLAN_KERNELS_H
// Steps of a program: each is one loop over the rows of a block. The same source is compiled for
// every level of vector instructions; all give the same bits. Private to plan/.
#include "plan/graph.h"

typedef enum StepKind {
    STEP_OP,       // op of ops.def
    STEP_FILL,     // int64_t target = constant
    STEP_FILL_ONE, // uint8_t target = constant
    STEP_WIDEN_4,  // int64_t target = int32_t a; _2, _1: of narrower ones
    STEP_WIDEN_2,
    STEP_WIDEN_1,
    STEP_MAP,    // int64_t target = map[int64_t a]
    STEP_TRUTH,  // uint8_t target = int64_t a is not 0
    STEP_BITS,   // uint8_t target = bit of a
    STEP_COPY_8, // int64_t target = a; _4, _2: narrower targets; _1: both uint8_t
    STEP_COPY_4,
    STEP_COPY_2,
    STEP_COPY_1,
    STEP_PACK,     // bits of target = uint8_t a
    STEP_LIST,     // op of lists: int64_t or uint8_t target from uint32_t offsets a and items b of
                   // constant bytes each
    STEP_PREFETCH, // constant bytes behind that many bytes from a
} StepKind;

typedef struct Step {
    uint8_t kind;      // StepKind
    uint8_t op;        // Op
    uint8_t constants; // bit i: operand i is constants[i], not a register
    uint16_t target;
    uint16_t operands[3];
    int64_t values[3];
    const int32_t *map;
} Step;

typedef void (*KernelsRun)(const Step *steps, size_t count, void *const *registers, size_t rows);
KernelsRun kernels_choose(void);
// Of a level by name, for tests: "baseline", "avx2", "avx512"; NULL when this machine has it not.
KernelsRun kernels_of_level(const char *level);

void kernels_run_baseline(const Step *steps, size_t count, void *const *registers, size_t rows);
void kernels_run_avx2(const Step *steps, size_t count, void *const *registers, size_t rows);
void kernels_run_avx512(const Step *steps, size_t count, void *const *registers, size_t rows);
#endif

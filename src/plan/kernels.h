// SPDX-License-Identifier: Apache-2.0
#ifndef PLAN_KERNELS_H
#define PLAN_KERNELS_H
// Steps of a program: each is one loop over the rows of a block. The same source is compiled for
// every level of vector instructions; all give the same bits. Private to plan/.
#include "plan/graph.h"

// Numbers are words, int64_t, halves, int32_t, or wides, Int128; truths are bytes.
typedef enum StepKind {
    STEP_OP,        // op of ops.def, on words
    STEP_OP_HALF,   // on halves
    STEP_OP_WIDE,   // on wides
    STEP_FILL,      // word target = constant
    STEP_FILL_HALF, // half target = constant
    STEP_FILL_ONE,  // byte target = constant
    STEP_WIDEN,     // word target = half a
    STEP_NARROW,    // half target = word a
    STEP_WIDEN_8,   // wide target = word a
    STEP_NARROW_8,  // word target = wide a, what of it fits
    STEP_FITS_NOT,  // byte target = wide a is no word
    STEP_WIDEN_2,   // half target = int16_t a; _1: int8_t
    STEP_WIDEN_1,
    STEP_MAP,           // half target = map[half a]
    STEP_GATHER,        // word target = item of constant bytes at half a of items b
    STEP_GATHER_BITS,   // byte target = bit at half a of b
    STEP_TRUTH,         // byte target = word a is not 0
    STEP_BITS,          // byte target = bit of a
    STEP_COPY_8,        // word target = word a
    STEP_COPY_4,        // half target = half a
    STEP_COPY_2,        // uint16_t target = half a
    STEP_COPY_1,        // byte target = byte a
    STEP_STREAM_WORDS,  // as COPY_8, past the caches
    STEP_STREAM_HALVES, // as WIDEN, past the caches
    STEP_PACK,          // bits of target = byte a
    STEP_LIST,          // op of lists: word or byte target from uint32_t offsets a and items b of
                        // constant bytes each
    STEP_PREFETCH,      // constant bytes behind that many bytes from a
} StepKind;

typedef struct Step {
    uint8_t kind;      // StepKind
    uint8_t op;        // Op
    uint8_t constants; // bit i: operand i is constants[i], not a register
    uint16_t target;
    uint16_t operands[3];
    Int128 values[3];
    const int32_t *map;
} Step;

// `rows` is a multiple of KERNELS_GROUP; what is left of the last block is for kernels_run_rest.
enum { KERNELS_GROUP = 64 };
typedef void (*KernelsRun)(const Step *steps, size_t count, void *const *registers, size_t rows);
KernelsRun kernels_choose(void);
// Of a level by name, for tests: "portable", "baseline", "avx2", "avx512"; NULL when this machine
// has it not.
KernelsRun kernels_of_level(const char *level);

void kernels_run_rest(const Step *steps, size_t count, void *const *registers, size_t rows);
void kernels_run_baseline(const Step *steps, size_t count, void *const *registers, size_t rows);
void kernels_run_portable(const Step *steps, size_t count, void *const *registers, size_t rows);
void kernels_run_avx2(const Step *steps, size_t count, void *const *registers, size_t rows);
void kernels_run_avx512(const Step *steps, size_t count, void *const *registers, size_t rows);
#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef PLAN_CODE_H
#define PLAN_CODE_H
// Program: steps over registers, made for what is known of some rows: where a column goes from and
// to, and which results are wanted. What is constant there is a constant, what cannot matter is
// left out; a number that could go beyond its limit makes no program. Private to plan/.
#include "plan/kernels.h"
#include "plan/plan_private.h"

typedef enum RegisterKind {
    REGISTER_WIDES,  // Int128 per row, in the run's memory
    REGISTER_WORDS,  // int64_t per row
    REGISTER_HALVES, // int32_t per row
    REGISTER_BYTES,  // uint8_t per row
    REGISTER_COLUMN, // the rows of a column, from `base`
    REGISTER_OUTPUT, // the rows of an output
} RegisterKind;
typedef struct Register {
    RegisterKind kind;
    size_t slot;    // WIDES to BYTES: which
    uintptr_t base; // COLUMN, OUTPUT
    unsigned bits;  // per row
} Register;

typedef struct Program {
    Step *steps;
    size_t step_count;
    size_t step_capacity;
    Register *registers;
    size_t register_count;
    size_t register_capacity;
    size_t slots[REGISTER_BYTES + 1]; // of each kind in the run's memory
    uint16_t *trouble; // per decision: register of what is for the interpreter; REGISTER_NONE
    bool *is_all_trouble;
} Program;
enum { REGISTER_NONE = UINT16_MAX };

// What is known of an input's rows.
typedef struct InputRows {
    const PlanColumn *column;
    Range range;
    Range known;        // of `is not null`; lists: of no item is null
    Range lengths;      // lists: how many items
    const int32_t *map; // from the column's words to the run's; NULL: they are the same
} InputRows;

typedef struct CodeRequest {
    const VectorPlan *plan;
    const InputRows *inputs;
    const PlanOutput *outputs;
    bool is_streamed; // numbers are written past the caches
    bool has_wides;   // what does not fit 64 bits may be calculated in 128
} CodeRequest;
// false: something needed could go too far, or there is too much at once.
bool program_make(const CodeRequest *request, Program *out_program);
void program_release(Program *program);

// Ranges of all nodes; ranges: one per node.
void ranges_find(const VectorPlan *plan, const InputRows *inputs, Range *ranges);
void ranges_of_node(const Graph *graph, NodeId at, const InputRows *inputs, Range *ranges);
#endif

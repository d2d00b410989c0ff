// SPDX-License-Identifier: Apache-2.0
#ifndef PLAN_RUN_PRIVATE_H
#define PLAN_RUN_PRIVATE_H
// A run of a plan over columns. Only for plan/.
#include "plan/code.h"

struct PlanRun {
    const VectorPlan *plan;
    PlanRunOptions options;
    const PlanColumn *columns; // one per input of the model
    size_t row_count;
    size_t stream_from; // calls of so many rows write numbers past the caches
    bool *used;         // inputs
    InputRows *inputs;
    int32_t **maps; // per input of kind STRING: from its words to the run's; NULL: the same
    Str *words;     // of the plan, then of the columns
    size_t word_count;
    size_t word_capacity;
    Map places; // of words, by hash
    KernelsRun kernels;
    void **registers;
    size_t register_capacity;
    unsigned char *memory; // of REGISTER_WORDS and REGISTER_BYTES
    size_t memory_size;
    Arena arena;       // of the interpreter, cleared row by row
    FeelValue *values; // inputs of a row
    PlanCounts counts;
};

// Decides one row of one decision by the interpreter and writes it out. out_row: in the outputs.
MUST_CHECK Status referral_decide(PlanRun *run, size_t row, size_t out_row, size_t decision,
                                  const PlanOutput *output, Error *error);
// Decides it once more and compares with what was written.
MUST_CHECK Status referral_guard(PlanRun *run, size_t row, size_t out_row, size_t decision,
                                 const PlanOutput *output, Error *error);
int32_t run_place(PlanRun *run, Str word); // adds the word when it is new
#endif

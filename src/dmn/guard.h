// SPDX-License-Identifier: Apache-2.0
#ifndef DMN_GUARD_H
#define DMN_GUARD_H
// Guards: what a few inputs tell of a decision before the others are known. A guard is a column of
// a decision table in which every rule with an answer tests something. Where none of these tests
// holds, none of these rules matches, and the decision is null, whatever the other inputs are.
#include "dmn/dmn.h"

typedef struct DmnGuard {
    size_t *inputs; // input data that the column reads, at least one
    size_t *places; // of each among the requirements of the decision
    size_t input_count;
    size_t column;
    const struct Code **tests; // of the rules with an answer
    size_t test_count;
} DmnGuard;

// In the order of the columns. None where a null may come from elsewhere than from rules that say
// null, or an answer from elsewhere than from one rule: for other logic than a table, hit policies
// that collect, several outputs, a default; nor where the table reads more than input data.
size_t dmn_guards(const DmnModel *model, size_t decision, Arena *arena, DmnGuard **out_guards);
// True: dmn_decide answers null with these inputs, of which only the guard's are read. False tells
// nothing.
bool dmn_guard_excludes(const DmnModel *model, size_t decision, const DmnGuard *guard,
                        const FeelValue *inputs, FeelRun *run);
#endif

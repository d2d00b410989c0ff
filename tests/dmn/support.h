// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_DMN_SUPPORT_H
#define TESTS_DMN_SUPPORT_H
// What the tests of decision models share: reading files of the models folder, one evaluation.
#include "dmn/dmn.h"
#include "model_file.h"

DmnModel *read_model(const char *name);

typedef struct Evaluation {
    Arena arena;
    FeelRun run;
    DmnTrace trace;
    FeelValue result;
    Text words; // of the result
} Evaluation;
// Inputs come as JSON. The caller releases.
void evaluate(Evaluation *evaluation, const DmnModel *model, Str decision, Str json,
              bool is_strict);
void evaluation_release(Evaluation *evaluation);
// Whether one of the recorded reasons holds the words.
bool has_reason(const Evaluation *evaluation, Str words);
#endif

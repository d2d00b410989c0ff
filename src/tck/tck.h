// SPDX-License-Identifier: Apache-2.0
#ifndef TCK_TCK_H
#define TCK_TCK_H
// The DMN Technology Compatibility Kit: runs its XML files of test cases against decision models.
// Not here: folders and files (the caller hands bytes in), how reports look.
// Invariant: numbers are compared exactly; only results that come from exp, log, sqrt, stddev, `**`
// or a Java method, whose last digits the standard leaves open, may differ by 10^-8.
#include "dmn/dmn.h"

typedef struct TckCase {
    Str id;
    bool has_passed;
    // Of the first result that is not as expected:
    Str node;
    Str expected; // as FEEL writes it; "" when there was nothing to compare
    Str actual;
    Str reason;
} TckCase;

typedef struct TckReport {
    TckCase *cases;
    size_t count;
    Arena arena;
} TckReport;

typedef struct TckInput {
    DmnSource test;          // a file of test cases
    const DmnSource *models; // all models of its folder
    size_t model_count;
    Date today; // what today() answers
    Instant now;
} TckInput;

// A model that cannot be read, or is not there, fails all cases of the file with that reason; only
// a file that holds no test cases is an error.
MUST_CHECK Status tck_run(const TckInput *input, TckReport *out_report, Error *error);
void tck_report_release(TckReport *report);
#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef TCK_TCK_PRIVATE_H
#define TCK_TCK_PRIVATE_H
// What a file of test cases says. Only for tck/.
#include "dmn/dmn.h"

typedef struct NamedValue {
    Str name;
    Str name_space; // "" when the file names none
    FeelValue value;
} NamedValue;

typedef struct ExpectedResult {
    Str name;
    FeelValue value;
    bool is_error; // null, and a reported reason
} ExpectedResult;

typedef enum CaseKind { CASE_DECISION, CASE_SERVICE } CaseKind;

typedef struct TestCase {
    Str id;
    CaseKind kind;
    Str service;
    NamedValue *inputs;
    size_t input_count;
    ExpectedResult *results;
    size_t result_count;
} TestCase;

typedef struct TestFile {
    Str model_name; // file name of the model
    TestCase *cases;
    size_t case_count;
} TestFile;

// Everything read lives in the arena.
MUST_CHECK Status test_file_read(DmnSource source, Arena *arena, TestFile *out_file, Error *error);

// Whether the value is what was expected. is_approximate: as FeelRun tells it; then numbers of many
// digits may differ by 10^-8.
bool value_is_expected(FeelValue expected, FeelValue actual, bool is_approximate);
#endif

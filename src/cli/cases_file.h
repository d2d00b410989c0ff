// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_CASES_FILE_H
#define CLI_CASES_FILE_H
// Test cases of one decision as a file: the YAML of a policy pack's tests, or CSV with a heading
// row. Not here: which cases there are (analysis/).
#include "base/status.h"
#include "dmn/dmn.h"

// One case as read: values by name of the input data.
typedef struct FileCase {
    Str name;
    Str date;   // "" when the file has none
    Str region; // the same
    Str *names;
    Str *texts; // as written
    size_t count;
} FileCase;
typedef struct FileCases {
    FileCase *items;
    size_t count;
    size_t capacity;
    Arena arena;
} FileCases;
// By the name's ending: .csv, else YAML. Cases of other decisions are passed over.
MUST_CHECK Status cases_file_read(Str path, Str decision, FileCases *out_cases, Error *error);
void file_cases_release(FileCases *cases);
// A value as such a file writes it, "yes", "12.50", "2025-08-25", for the input data of the model.
MUST_CHECK Status case_value_parse(const DmnModel *model, size_t input, Str text, Arena *arena,
                                   FeelValue *out_value, Error *error);

// Cases to be written: a value per column.
typedef struct CaseTable {
    Str decision;
    Str region; // YAML; with date "" there is no heading
    Str date;
    const Str *columns;
    size_t column_count;
    const Str *names;        // per case
    const FeelValue *values; // case by case
    const FeelValue *results;
    size_t case_count;
} CaseTable;
void cases_write_yaml(const CaseTable *table, Text *out);
void cases_write_csv(const CaseTable *table, Text *out);
#endif

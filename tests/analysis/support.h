// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_ANALYSIS_SUPPORT_H
#define TESTS_ANALYSIS_SUPPORT_H
// What the tests of the analysis share: small tables as text.
#include "analysis/analysis.h"

enum { TABLE_COLUMNS_MAX = 4, TABLE_RULES_MAX = 12 };

typedef struct TableText {
    const char *policy; // "UNIQUE", ...
    size_t columns;
    const char *types[TABLE_COLUMNS_MAX];   // of the inputs a, b, c, d
    const char *allowed[TABLE_COLUMNS_MAX]; // NULL: anything
    size_t rules;
    Str cells[TABLE_RULES_MAX][TABLE_COLUMNS_MAX];
    Str outputs[TABLE_RULES_MAX];
} TableText;
// A model with the inputs a, b, c, d and the decision `result`.
void table_model(const TableText *table, Text *out_xml);

void check_text(Str xml, Report *out_report); // one model, sorted
// The findings as lines: severity, kind, place, sentence, example ...
void report_write(const Report *report, Text *out);
#endif

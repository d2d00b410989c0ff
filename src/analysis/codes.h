// SPDX-License-Identifier: Apache-2.0
#ifndef ANALYSIS_CODES_H
#define ANALYSIS_CODES_H
// Every piece of FEEL in a model's own file, with where it stands. Not here: files it imports.
#include "dmn/model.h"

typedef struct CodePlace {
    const Element *owner; // NULL: an item definition
    const Table *table;   // NULL: not of a decision table
    size_t rule;          // from 1; 0: of no rule
    size_t column;        // from 1; 0: of no column
    bool is_output;
    bool is_test;
} CodePlace;
typedef void (*CodeVisit)(void *data, const Code *code, CodePlace place);
typedef void (*ExpressionVisit)(void *data, const Element *owner, const Expression *expression);

void codes_each(const DmnModel *model, CodeVisit visit, void *data);
// Boxed expressions, outer before inner.
void expressions_each(const DmnModel *model, ExpressionVisit visit, void *data);
#endif

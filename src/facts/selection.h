// SPDX-License-Identifier: Apache-2.0
#ifndef FACTS_SELECTION_H
#define FACTS_SELECTION_H
// Selection: which selectors of a feed (the filters of its facts) the rows of a batch pass. Filters
// look at few columns, and lists of diseases are long: what they say of the last different values
// of a column is kept. Not here: what is kept of a row.
#include "base/arena.h"
#include "column/batch.h"
#include "facts/catalogue.h"

typedef struct SelectionField SelectionField;
typedef struct Selection {
    const FeedPlan *plan;
    SelectionField *fields; // those that filters test
    size_t count;
} Selection;

uint64_t selection_all(const FeedPlan *plan);               // a bit for each selector
Selection selection_of(const FeedPlan *plan, Arena *arena); // lives in the arena
// The selectors that a row passes, a bit each; columns are the contract's (row_hashes.h). The
// batch must live as long as the selection.
uint64_t selection_of_row(Selection *selection, const Batch *batch, const int *columns, size_t row);
// The same of all rows, by any thread.
void selection_of_rows(const FeedPlan *plan, const Batch *batch, uint64_t *out_selected);
#endif

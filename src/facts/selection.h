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

Selection selection_of(const FeedPlan *plan, Arena *arena); // lives in the arena
int selection_field(const Selection *selection, size_t at); // of the contract
// The selectors that a row with this value (or null) in the field can pass, a bit each; a row
// passes those that all its fields let through. Texts must live as long as the selection.
uint64_t selection_let(Selection *selection, size_t at, Scalar value);
#endif

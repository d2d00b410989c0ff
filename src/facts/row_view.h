// SPDX-License-Identifier: Apache-2.0
#ifndef FACTS_ROW_VIEW_H
#define FACTS_ROW_VIEW_H
// RowView: one row of a batch seen through its feed's plan: its key, whether it is the same as
// another, what is kept of it. Not here: what was kept (rows.h).
#include "facts/catalogue.h"
#include "facts/row_hashes.h"
#include "facts/selection.h"
#include "facts/words.h"

#define MONTH_UNKNOWN INT32_MIN

typedef struct RowView {
    const FeedPlan *plan;
    const Batch *batch;
    int *columns; // batch column of each contract field; -1: not in the batch, always null
    size_t row;
    // Of all rows; NULL: made for each row that is asked for.
    const uint64_t *key_hashes, *rest_hashes, *selected;
    const uint64_t *reversals; // a bit each
    // A bit for each row that is an ordinary one, the only one of its key in the batch, which
    // nobody knew before. NULL: not known.
    const uint64_t *lone;
    Selection *selection;
    Arena arena; // of these
} RowView;

// INVALID when a column does not have the contract's type. Release also after a failure.
MUST_CHECK Status row_view_start(RowView *view, const FeedPlan *plan, const Batch *batch,
                                 Error *error);
void row_view_release(RowView *view);
void row_view_hash_rows(RowView *view); // before all or most of them are asked for their hashes

// The column of the field; NULL: not in the batch, always null.
const Column *row_view_column(const RowView *view, int field);
Scalar row_view_get(const RowView *view, int field); // null for field -1
PersonId row_view_person(const RowView *view, int field);
// As kept: decimals in millionths. false: null.
bool row_view_number(const RowView *view, int field, int64_t *out_number);
bool row_view_text(const RowView *view, int field, Str *out_text);
uint64_t row_view_key_hash(const RowView *view);
bool row_view_same_key(const RowView *view, size_t row); // as that row's
uint64_t row_view_hash(const RowView *view);             // over all columns but FIELD_NEWBORN
uint64_t row_view_rest_hash(const RowView *view);
bool row_view_same(const RowView *view, size_t row); // does that row say the same in all of them?
bool row_view_is_lone(const RowView *view);
bool row_view_is_reversal(const RowView *view);
// Of all rows, a bit each, into words that are zero.
void reversals_of_rows(const FeedPlan *plan, const Batch *batch, uint64_t *out_bits);
int64_t row_view_version(const RowView *view); // INT64_MIN when null; 0 without version column
int32_t row_view_month(const RowView *view);   // of the event, MONTH_UNKNOWN
// The same of the view's row and those behind it.
void row_view_months(const RowView *view, size_t count, int32_t *out_months);
uint64_t row_view_selected(const RowView *view); // bit per selector of the plan
#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef FACTS_ROW_COLUMNS_H
#define FACTS_ROW_COLUMNS_H
// RowColumns: what is kept of the rows of one feed, column by column, each as narrow as its numbers
// are: the key, what the facts read, and a hash over the feed's other fields. What is usual (no
// null, selected by every filter, not cancelled) is kept as zero and so in no bytes.
// KeptRow is one such row with all its columns, wherever it lies.
// Not here: which row holds for a key, and what follows from it (rows.h).
#include "facts/key_texts.h"
#include "facts/packed.h"
#include "facts/row_view.h"

// ROW_HAS_LEFT alone: it is a place for another row; what stands there counts nowhere.
enum { ROW_HAS_NO_ORDINARY = 1, ROW_IS_CANCELLED = 2, ROW_HAS_LEFT = 4 };

typedef struct KeptRow {
    uint64_t at[KEPT_COLUMNS];
} KeptRow;
typedef struct RowColumns {
    const FeedPlan *plan;
    Words *words; // of the county: texts among the values
    uint64_t count;
    Packed states;
    Packed columns[KEPT_COLUMNS];
    KeyTexts texts[FEED_KEYS_MAX]; // of KEY_TEXT
} RowColumns;

RowColumns row_columns_of(const FeedPlan *plan, Words *words);
void row_columns_release(RowColumns *columns);
// At the end; the first of them.
size_t row_columns_add(RowColumns *columns, const KeptRow *rows, size_t count);
void row_columns_set(RowColumns *columns, size_t at, const KeptRow *row);
// Sets the columns that the plan uses and leaves the others.
void row_columns_get(const RowColumns *columns, size_t at, KeptRow *in_out_row);
// Rows that left give back their places: new_rows[row] + 1 of the others, ascending from 1; 0:
// left.
void row_columns_close_up(RowColumns *columns, const uint32_t *new_rows);

// What the view says in its row and those behind it, at most ROWS_TOGETHER, but for the key and
// KEPT_ACCEPTED.
enum { ROWS_TOGETHER = 16 };
void row_columns_fill(RowColumns *columns, const RowView *view, KeptRow *in_out_rows, size_t count);
void row_columns_fill_key(RowColumns *columns, const RowView *view, KeptRow *in_out_rows,
                          size_t count);
// Is the view's key that of the row?
bool row_columns_key_equal(const RowColumns *columns, const KeptRow *row, const RowView *view);
// The first column of the row's key, which is a text; false: null.
bool row_columns_key_start(const RowColumns *columns, const KeptRow *row, Str *out_text);
// Does the view say what the row says, in all that is kept?
bool row_columns_agree(const RowColumns *columns, const KeptRow *row, const RowView *view);

uint64_t kept_selected(const FeedPlan *plan, const KeptRow *row);
int32_t kept_month(const KeptRow *row); // MONTH_UNKNOWN without event
bool kept_value(const KeptRow *row, int value, int64_t *out_value);
static inline PersonId kept_person(const KeptRow *row, size_t person) {
    return (PersonId){(uint32_t)row->at[KEPT_PERSONS + person]};
}
static inline PersonId row_columns_person(const RowColumns *columns, size_t at, size_t person) {
    return (PersonId){(uint32_t)packed_get(&columns->columns[KEPT_PERSONS + person], at)};
}

// After restoring: do all parts agree, with so many persons known?
bool row_columns_hold(const RowColumns *columns, size_t person_count);
// Are the row's numbers of persons and texts ones that there are?
bool row_columns_row_holds(const RowColumns *columns, const KeptRow *row, size_t person_count);
#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef FACTS_ROW_COLUMNS_H
#define FACTS_ROW_COLUMNS_H
// RowColumns: what is kept of the rows of one feed, column by column, each as narrow as its numbers
// are: the key, a hash over all the feed's columns, and what the facts read. What is usual (no
// null, selected by every filter, not cancelled) is kept as zero and so in no bytes.
// Not here: which row holds for a key, and what follows from it (rows.h).
#include "facts/key_texts.h"
#include "facts/packed.h"
#include "facts/row_view.h"

enum { ROW_HAS_NO_ORDINARY = 1, ROW_IS_CANCELLED = 2 };
#define MONTH_UNKNOWN INT32_MIN

typedef struct RowColumns {
    const FeedPlan *plan;
    Words *words; // of the county: texts among the values
    uint64_t count;
    Vector contents; // uint64_t: hash of the last ordinary row
    Packed states, unselected, nulls, key_nulls, months, accepted;
    Packed values[FEED_VALUES_MAX];
    Packed persons[FEED_PERSONS_MAX];
    Packed keys[FEED_KEYS_MAX]; // KEY_NUMBER and KEY_TEXT
    KeyTexts texts[FEED_KEYS_MAX];
} RowColumns;

RowColumns row_columns_of(const FeedPlan *plan, Words *words);
void row_columns_release(RowColumns *columns);
size_t row_columns_add(RowColumns *columns, const RowView *view); // a row with the view's key
void row_columns_fill(RowColumns *columns, size_t row, const RowView *view);
// Is the view's key that of the row?
bool row_columns_key_equal(const RowColumns *columns, size_t row, const RowView *view);
// Do both rows say the same in the first column of the key?
bool row_columns_same_key_start(const RowColumns *columns, size_t a, size_t b);
// Does the view say what the row says, in all that is kept?
bool row_columns_agree(const RowColumns *columns, size_t row, const RowView *view);

uint64_t row_columns_content(const RowColumns *columns, size_t row);
void row_columns_set_content(RowColumns *columns, size_t row, uint64_t content);
uint64_t row_columns_selected(const RowColumns *columns, size_t row);
int32_t row_columns_month(const RowColumns *columns, size_t row); // MONTH_UNKNOWN without event
bool row_columns_value(const RowColumns *columns, size_t row, int value, int64_t *out_value);
PersonId row_columns_person(const RowColumns *columns, size_t row, size_t person);

// After restoring: do all parts agree, with so many persons known?
bool row_columns_hold(const RowColumns *columns, size_t person_count);
#endif

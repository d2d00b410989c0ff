// SPDX-License-Identifier: Apache-2.0
#ifndef COLUMN_BATCH_H
#define COLUMN_BATCH_H
// Batch: rows of one feed as typed columns, what the archive keeps and the facts read.
// Invariant: every column has row_count values; valid bit 0 means null, and then the number is 0
// and the text empty.
#include "base/arena.h"
#include "base/check.h"
#include "column/scalar.h"

typedef struct Column {
    Str name;          // the contract's column name, for example psn_part_amt
    ScalarType type;   // one type for all rows
    int64_t *numbers;  // all types but TEXT
    int8_t *exponents; // DECIMAL only: the value is number * 10^exponent
    Str *texts;        // TEXT only; bytes live in the batch's arena
    uint64_t *valid;   // bit per row
} Column;

enum { COLUMN_BITS = 64 }; // rows in a word of `valid`
// Sets a value that is not null, in a row that the column has; its text lives as long as the batch.
static inline void column_put(Column *column, size_t row, Scalar value) {
    CHECK(value.type == column->type);
    if (column->type == SCALAR_TEXT) {
        column->texts[row] = value.text;
    } else {
        column->numbers[row] = value.number;
    }
    if (column->type == SCALAR_DECIMAL) {
        column->exponents[row] = value.exponent;
    }
    column->valid[row / COLUMN_BITS] |= UINT64_C(1) << (row % COLUMN_BITS);
}

static inline bool column_is_filled(const Column *column, size_t row) { // a row that it has
    return (column->valid[row / COLUMN_BITS] >> (row % COLUMN_BITS) & 1) != 0;
}

// All null again, the first `count` rows; those behind them are.
void column_clear(Column *column, size_t count);
// Of the first COLUMN_BITS rows, those with a bit move up; what stands behind them is no more used.
void column_keep_rows(Column *column, uint64_t rows);
// A column over the values of another one from `row` on, to be written there before the batch has
// these rows (batch_adopt_rows); its bits are its own, one word of them.
void column_look(Column *look, const Column *column, size_t row);

typedef struct Batch {
    Arena arena;
    Column *columns;
    size_t column_count;
    size_t row_count;
    size_t row_capacity;
    // By row (facts/row_hashes.h, facts/selection.h), in the arena; NULL: nobody made them yet.
    uint64_t *key_hashes, *rest_hashes, *selected;
    uint64_t *reversals;     // the same, a bit each (facts/row_view.h)
    struct RowsAhead *ahead; // what facts_row_fates saw of its rows, in the arena; NULL: not asked
} Batch;

void batch_init(Batch *batch, const Column *shape,
                size_t column_count); // copies names and types of shape
void batch_release(Batch *batch);
void batch_reserve(Batch *batch, size_t row_capacity); // room for so many rows
size_t batch_add_row(Batch *batch);                    // all null; returns the row's index
size_t batch_add_rows(Batch *batch, size_t count);     // the same; of the first of them
void batch_make_room(Batch *batch, size_t count);      // for so many rows more
// Adds 1 to COLUMN_BITS rows whose values were written behind the last one already. Their bits, a
// word for each column, may be followed by others.
void batch_adopt_rows(Batch *batch, const uint64_t *valid, size_t count);
void batch_set(Batch *batch, size_t row, size_t column,
               Scalar value); // copies text; CHECKs the type
// The text lives as long as the batch, and is not copied.
void batch_set_kept(Batch *batch, size_t row, size_t column, Scalar value);
Scalar batch_get(const Batch *batch, size_t row, size_t column);
bool batch_is_valid(const Batch *batch, size_t row, size_t column);
int batch_find_column(const Batch *batch, Str name); // -1 when there is none
#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef FACTS_ROW_HASHES_H
#define FACTS_ROW_HASHES_H
// Hashes of the rows of a batch: 64 bits over the key, made column by column. What person columns
// say comes last, so that everything else is done before persons have their numbers, by any thread.
// Not for secrets. The same on every machine of one byte order, since checkpoints keep them.
#include "column/batch.h"
#include "policy/pack.h"

enum { DECIMAL_EXPONENT = -6 }; // of kept decimals; further digits are cut off

// The batch's column of each field of the contract, -1 without one. The caller frees them.
int *contract_columns(const FeedContract *contract, const Batch *batch);
// The number as it is kept and compared: decimals in millionths.
int64_t column_kept_number(const Column *column, size_t row);

typedef struct RowSpan {
    size_t from, to; // rows
} RowSpan;
// One for each row of the span.
void key_hashes_begin(const FeedContract *contract, const Batch *batch, RowSpan span,
                      uint64_t *out_hashes);
void key_hashes_end(const FeedContract *contract, const Batch *batch, RowSpan span,
                    uint64_t *in_out_hashes); // persons are numbers now
// Over all columns of one row but FIELD_NEWBORN; columns are the contract's.
uint64_t row_content_hash(const FeedContract *contract, const Batch *batch, const int *columns,
                          size_t row);
#endif

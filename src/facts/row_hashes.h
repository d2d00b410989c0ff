// SPDX-License-Identifier: Apache-2.0
#ifndef FACTS_ROW_HASHES_H
#define FACTS_ROW_HASHES_H
// Hashes of the rows of a batch (RowHashes): 64 bits over the key, and 64 over all columns but
// FIELD_NEWBORN, made column by column. What person columns say comes last, so that everything else
// is done before persons have their numbers, by any thread.
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
// Into out_hashes.keys and .rows, one for each row of the span.
void row_hashes_begin(const FeedContract *contract, const Batch *batch, RowSpan span,
                      RowHashes out_hashes);
void row_hashes_end(const FeedContract *contract, const Batch *batch, RowSpan span,
                    RowHashes in_out_hashes); // persons are numbers now
#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef FACTS_ROW_HASHES_H
#define FACTS_ROW_HASHES_H
// Hashes of the rows of a batch, 64 bits, made column by column: over the key, and over the rest,
// the fields that are kept in no other way. What person columns say comes last, so that everything
// else is done before persons have their numbers, by any thread. Not for secrets. The same on every
// machine of one byte order, since checkpoints keep them.
#include "column/batch.h"
#include "facts/catalogue.h"

enum { DECIMAL_EXPONENT = -6 }; // of kept decimals; further digits are cut off

// The batch's column of each field of the contract, -1 without one. The caller frees them.
int *contract_columns(const FeedContract *contract, const Batch *batch);
// The number as it is kept and compared: decimals in millionths.
int64_t column_kept_number(const Column *column, size_t row);

typedef struct RowSpan {
    size_t from, to; // rows
} RowSpan;
typedef struct RowHashes { // one for each row of the span
    uint64_t *keys;
    // What stays the same from month to month, so that it takes no bytes: not over all fields,
    // which never stay. 0 for a feed without any.
    uint64_t *rests;
} RowHashes;
void row_hashes_begin(const FeedPlan *plan, const Batch *batch, RowSpan span, RowHashes out);
void row_hashes_end(const FeedPlan *plan, const Batch *batch, RowSpan span,
                    RowHashes in_out); // persons are numbers now
// Over all columns of one row but FIELD_NEWBORN; columns are the contract's.
uint64_t row_content_hash(const FeedContract *contract, const Batch *batch, const int *columns,
                          size_t row);
#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef STORE_QUARANTINE_STORE_H
#define STORE_QUARANTINE_STORE_H
// Rows that could not be used, with the reason, until a corrected row takes their place. Value and
// cells are sealed: they may hold identity numbers.
#include "base/ids.h"
#include "store/store.h"

typedef struct QuarantineRow {
    int64_t quarantine; // set by quarantine_store_add; grows
    BatchId batch;      // the batch whose file had it
    Str feed;
    Str file_name;
    int64_t row; // as a person counts in the file
    Str column;
    Str value;            // as sent
    Str reason;           // "identity_checksum"
    Str cells;            // the whole row as a CSV line of the contract's columns
    BatchId corrected_by; // 0: still open
} QuarantineRow;

MUST_CHECK Status quarantine_store_add(Store *store, QuarantineRow *rows, size_t count,
                                       Error *error);

typedef struct QuarantineFilter { // zeroed: all open ones
    Str feed;                     // "" any
    Str file_name;                // "" any
    Str reason;                   // "" any
    BatchId batch;                // 0 any
    BatchId corrected_by;         // 0 any
    bool with_corrected;          // else only open ones
    int64_t after;                // only later ones
    int64_t limit;                // 0: STORE_LIST_MAX
} QuarantineFilter;
MUST_CHECK Status quarantine_store_list(Store *store, const QuarantineFilter *filter, Arena *arena,
                                        QuarantineRow **out_rows, size_t *out_count, Error *error);
MUST_CHECK Status quarantine_store_get(Store *store, int64_t quarantine, Arena *arena,
                                       QuarantineRow *out_row, Error *error); // NOT_FOUND
MUST_CHECK Status quarantine_store_count(Store *store, const QuarantineFilter *filter,
                                         int64_t *out_count,
                                         Error *error); // after and limit do not count
// CONFLICT when it was corrected before.
MUST_CHECK Status quarantine_store_correct(Store *store, int64_t quarantine, BatchId corrected_by,
                                           Error *error);
#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef STORE_BATCH_STORE_H
#define STORE_BATCH_STORE_H
// The manifest of accepted batches and their segments. Invariant: batch ids are dense from 1;
// rows_read = accepted + unchanged + quarantined; a segment is read only with its digest right.
#include "base/date.h"
#include "base/ids.h"
#include "base/text.h"
#include "store/store.h"

enum { BATCH_DIGEST_SIZE = 32 };
typedef struct BatchRow {
    BatchId batch;
    Str feed;      // "F01"
    Str name;      // 批次号, or the file name without extension
    Str file_name; // without folder
    Date delivered;
    Date clock;           // the county clock after it
    Str digest;           // SHA-256 of the file's bytes, 64 hexadecimal digits
    int64_t rows_read;    // = accepted + unchanged + quarantined
    int64_t accepted;     // rows in the segment
    int64_t unchanged;    // the very same row was there already
    int64_t quarantined;  // put aside with a reason
    int64_t skipped;      // titles, totals, blank lines: no rows
    int64_t segment_size; // bytes; set by the store, like its SHA-256
    uint8_t segment_digest[BATCH_DIGEST_SIZE];
    Str pack_version;
    Instant loaded_at;
} BatchRow;

// row->batch must be the newest + 1, else CONFLICT.
MUST_CHECK Status batch_store_add(Store *store, BatchRow *row, Str segment, Error *error);
MUST_CHECK Status batch_store_newest(Store *store, BatchId *out_batch, Error *error); // 0: none
// The batch with these bytes of that feed, delivered on that day (DATE_NONE: any); 0: not known.
MUST_CHECK Status batch_store_find_file(Store *store, Str digest, Str feed, Date delivered,
                                        BatchId *out_batch, Error *error);
MUST_CHECK Status batch_store_get(Store *store, BatchId batch, Arena *arena, BatchRow *out_row,
                                  Error *error); // NOT_FOUND
typedef struct BatchFilter {                     // zeroed: all
    Str feed;                                    // "" any
    BatchId after;                               // only later ones
    int64_t limit;                               // 0: STORE_LIST_MAX
} BatchFilter;
// Ascending.
MUST_CHECK Status batch_store_list(Store *store, const BatchFilter *filter, Arena *arena,
                                   BatchRow **out_rows, size_t *out_count, Error *error);
// The newest of a feed (feed "" any) whose clock is not after `clock`; 0: none.
MUST_CHECK Status batch_store_newest_on(Store *store, Str feed, Date clock, BatchId *out_batch,
                                        Error *error);
// The segment's bytes, checked against the digest kept beside them: CORRUPT names the batch.
MUST_CHECK Status batch_store_segment(Store *store, BatchId batch, Text *out_bytes, Error *error);
#endif

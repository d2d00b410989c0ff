// SPDX-License-Identifier: Apache-2.0
#ifndef ARCHIVE_SEGMENT_H
#define ARCHIVE_SEGMENT_H
// A segment: the accepted rows of one batch as an immutable value: typed, compressed columns, each
// with a checksum, and one SHA-256 digest over all. Layout: docs/archive-format.md. Persons are
// keys (PersonId), never identity numbers or names. Not here: where segments are kept (store/).
// Pure.
#include "base/ids.h"
#include "column/batch.h"

enum { DIGEST_SIZE = 32 };
typedef struct Digest {
    uint8_t bytes[DIGEST_SIZE];
} Digest;
Digest digest_of(Str bytes); // SHA-256
void digest_format(Digest digest, char out[DIGEST_SIZE * 2 + 1]);
bool digest_equal(Digest a, Digest b);

typedef struct SegmentHead {
    BatchId batch;
    Str feed; // "F01"
    Date delivered;
    Date clock; // the county clock after this batch
    Str pack_version;
} SegmentHead;
typedef struct Segment {
    SegmentHead head;
    Batch rows;           // the contract's columns
    int64_t *source_rows; // row in the file, per row; in rows.arena
} Segment;
// The columns encoded before the persons in them have their numbers, by any thread. A zeroed value
// has none.
typedef struct SegmentColumns {
    Text *bytes; // by column; of persons nothing yet
    size_t count;
} SegmentColumns;
void segment_columns_encode(const Batch *rows, SegmentColumns *out_columns);
void segment_columns_release(SegmentColumns *columns);
// `columns` are those of the segment's rows, or NULL.
void segment_encode(const Segment *segment, const SegmentColumns *columns, Text *out_bytes);
// CORRUPT names the segment, the column and what does not agree; never reads outside bytes.
MUST_CHECK Status segment_decode(Str bytes, Segment *out_segment, Error *error);
void segment_release(Segment *segment);
#endif

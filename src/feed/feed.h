// SPDX-License-Identifier: Apache-2.0
#ifndef FEED_FEED_H
#define FEED_FEED_H
// From a department's bytes to checked rows: form and encoding recognised, headers matched to the
// contract, every value normalised, every row accepted or quarantined with a reason and a remedy.
// Nothing is guessed and nothing is lost. Not here: persons (matching is a callback), facts, the
// store. Bytes are handed in; no file is opened.
#include "base/identity.h"
#include "column/batch.h"
#include "policy/pack.h"

// ---- what a file says about itself
// -------------------------------------------------------------------------------------
typedef struct Envelope {
    Str feed;       // "F01"
    Str batch_name; // 批次号, or the file name without extension
    Str department;
    Str period;
    Date delivered;
    int64_t row_count;  // -1 when not said
    Str digest;         // SHA-256, 64 hexadecimal digits; "" when not said
    bool is_first_line; // came as the first line of the file, which its digest does not cover
} Envelope;
// Reads feed and delivery date from the file name (F01-20250825-2.csv.gz) and, when there is one,
// from the first JSON line or the side file NAME.envelope.json (side_bytes; may be empty). INVALID
// names what is missing and what to do.
MUST_CHECK Status feed_envelope(Str file_name, Str bytes, Str side_bytes, Arena *arena,
                                Envelope *out_envelope, Error *error);

// What the digest of an envelope is over: the bytes of the file, or, when the envelope is its first
// line, the unpacked lines behind that. Borrows `bytes` or *storage.
MUST_CHECK Status feed_digested_bytes(const Envelope *envelope, Str bytes, Text *storage,
                                      Str *out_digested, Error *error);

// ---- quarantine
// ---------------------------------------------------------------------------------------------------------
typedef enum QuarantineReason { // codes, words and remedies: feed/reasons.def
#define REASON(name, id, chinese, english, remedy_chinese, remedy_english) QUARANTINE_##name,
#include "feed/reasons.def"
#undef REASON
    QUARANTINE_REASON_COUNT
} QuarantineReason;
const char *quarantine_reason_id(QuarantineReason reason); // "identity_checksum"
Str quarantine_reason_words(QuarantineReason reason, bool is_english);
Str quarantine_reason_remedy(QuarantineReason reason, bool is_english);
typedef struct QuarantinedRow {
    int64_t row; // as a person counts in the file: line of the CSV, row of the sheet, from 1
    Str column;  // header as in the file, or the contract's name when the column is missing
    Str value;   // as sent
    QuarantineReason reason;
    Str cells; // the whole row as a CSV line of the contract's columns (all but FIELD_NEWBORN, in
               // their order, without line end), UTF-8, so that it can be corrected and reloaded
} QuarantinedRow;

// ---- a whole file
// ----------------------------------------------------------------------------------------------------------
typedef struct FeedPerson { // whom a row names
    Identity identity;
    Str name; // normalised, may be empty
    PersonId person;
} FeedPerson;
// Finds or makes the persons of some identity numbers, in this order. Never fails.
typedef void (*FeedMatch)(void *context, FeedPerson *persons, size_t count);
enum { FEED_ROWS_MAX = 20000000, FEED_QUARANTINED_MAX = 500000 };
typedef struct FeedInput {
    const FeedContract *contract;
    Str file_name; // for the form (.csv .jsonl .xlsx, .gz behind them)
    Str bytes;
    Date delivered; // dates after it are quarantined as being in the future
    FeedMatch match;
    void *match_context;
} FeedInput;
typedef struct FeedOutput { // contents live until feed_output_release
    Batch batch;   // accepted rows; columns = the contract's fields without names; row numbers in
                   // `rows`
    int64_t *rows; // row in the file, per accepted row
    Str *names;    // per accepted row: value of the contract's EFFECT_NAME field, "" else
    QuarantinedRow *quarantined;
    size_t quarantined_count;
    int64_t rows_read;    // = batch.row_count + quarantined_count
    int64_t rows_skipped; // titles, totals, blank lines
    Str *ignored;         // heads of columns that the contract does not know
    size_t ignored_count;
    Arena arena;
} FeedOutput;
// INVALID when nothing of the file can be used: form not recognised, no header row found, a
// required column missing. TOO_LARGE over 2 GiB unpacked, FEED_ROWS_MAX accepted or
// FEED_QUARANTINED_MAX quarantined rows. CORRUPT when a checksum of gzip or ZIP is wrong.
MUST_CHECK Status feed_read(const FeedInput *input, FeedOutput *out_output, Error *error);
void feed_output_release(FeedOutput *output);
void feed_batch_init(Batch *batch,
                     const FeedContract *contract); // the empty batch of the contract's shape
int feed_batch_column(const FeedContract *contract,
                      int field); // field index -> batch column, -1 for names
#endif

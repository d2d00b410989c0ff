// SPDX-License-Identifier: Apache-2.0
#ifndef FEED_ROWS_PRIVATE_H
#define FEED_ROWS_PRIVATE_H
// Where rows of every form arrive: cells by field go in, and the row is accepted or quarantined.
// Rows are read in blocks, column by column (block.c): so a cell's bytes must live until its row
// is settled.
// Invariant: once settled, every row_take and every row_refuse has added one to rows_read, and one
// row to either side, until the reader is full.
// Only for feed/.
#include "feed/memo_private.h"

typedef struct FieldPlace { // what is asked of a field's cells, and where its values go
    bool is_in_file, is_required;
    bool is_dated; // not later than the delivery
    size_t cell;   // which of a row's in the block
    int column;    // of the output's batch; -1 none
    PlainField plain;
} FieldPlace;

typedef struct Refusal {
    int field; // -1: the row as a whole
    Str value; // as sent; any bytes
    QuarantineReason reason;
} Refusal;

typedef struct Block { // rows that were taken and not yet settled
    size_t count;
    int64_t numbers[BLOCK_ROWS]; // of the rows
    size_t width;                // cells of a row, in the order of the file
    Str *texts;                  // row by row; what is written behind the last row does no harm
    Cell *odd;                   // beside them, those that are no text; else zeroed
    bool has_odd;
    Column *values;      // by field: where the output's next rows will be, but for names
    uint64_t *valid;     // a word a field: those of the output's columns, then of names
    FeedPerson *persons; // whom they name
    uint64_t refused;    // a bit a row
    Refusal refusals[BLOCK_ROWS];
} Block;

typedef struct RowReader {
    const FeedInput *input;
    const FeedContract *contract;
    FeedOutput output;
    size_t rows_capacity, quarantined_capacity, ignored_capacity;
    Str *headers; // by field: as in the file, or the contract's name; live as long as the output
    Cell *cells;  // by field: the row at hand, filled by the caller, unless by row_texts
    Block block;
    FieldPlace *places; // by field
    Memo *memos;        // by field
    size_t *person_fields;
    size_t person_count;
    Arena arena;     // as long as the reading
    Arena scratch;   // until the rows at hand are settled
    bool is_full;    // one row more than the limits allow has come; the file is refused
    bool is_cut_off; // the file ends in the middle
} RowReader;

void row_reader_init(RowReader *reader, const FeedInput *input);
void row_reader_release(RowReader *reader);             // all but the output
void row_reader_expect(RowReader *reader, size_t rows); // about so many will come
// Before the first row, for row_texts: how many cells the file's rows have, and which of them is a
// field's; -1 none.
void row_reader_arrange(RowReader *reader, const int *columns, size_t count);
void row_clear_cells(RowReader *reader);
void row_ignore_column(RowReader *reader, Str head); // lists it once
void row_skip(RowReader *reader);                    // the row at hand is none
void row_take(RowReader *reader, int64_t number);
// Where the texts of the next row go, in the order of the file, with room for CSV_COLUMNS_MAX.
Str *row_texts(RowReader *reader);
void row_take_texts(RowReader *reader, int64_t number); // takes them, all of them texts
void row_refuse(RowReader *reader, int64_t number, Refusal refusal);
void row_settle(RowReader *reader); // accepts or quarantines what was taken
// Reads the values of the block's rows, and refuses rows.
void block_read(RowReader *reader);
Cell block_cell(const RowReader *reader, size_t row, size_t field);
ScalarType field_type(const Field *field); // of its values
// The contract's field is required in the file and in every row. A birth needs one parent of two,
// which is no matter of one field.
bool field_is_required(const FeedContract *contract, size_t field);
bool field_is_parent(const FeedContract *contract, size_t field);
bool field_is_in_file(const Field *field);

// ---- forms
MUST_CHECK Status read_csv(RowReader *reader, Str bytes, Error *error);
MUST_CHECK Status read_json(RowReader *reader, Str bytes, Error *error);
MUST_CHECK Status read_xlsx(RowReader *reader, Str bytes, Error *error);
#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef FEED_PLAIN_PRIVATE_H
#define FEED_PLAIN_PRIVATE_H
// The plain forms that nearly all cells have, read a column of rows at a time. Invariant: what is
// read here is what normalise_cell would say; of what is not, nothing is said. Only for feed/.
#include "feed/normalise_private.h"

enum { BLOCK_ROWS = 64 }; // as many as a word has bits

typedef struct CellColumn { // the cells of one field
    const Str *texts;       // of the first row; the next row's lies `step` behind
    const Cell *odd;        // beside them, those that are no text; NULL: all are
    size_t step;
    size_t count; // at most BLOCK_ROWS
} CellColumn;

static inline bool cell_is_text(const CellColumn *column, size_t row) {
    return column->odd == NULL || column->odd[row * column->step].kind == CELL_TEXT;
}

typedef enum PlainForm {
    PLAIN_NONE,
    PLAIN_MONEY,    // 4812.50
    PLAIN_DATE,     // 2025-08-22
    PLAIN_INSTANT,  // 2025-08-22 10:11:12
    PLAIN_IDENTITY, // 18 characters
    PLAIN_WORD,     // letters, digits, - and _
    PLAIN_NAME,     // Chinese characters
} PlainForm;

typedef struct PlainField { // how a field's cells are read here
    PlainForm form;
    int64_t least, most; // of a number that is not refused
} PlainField;

// Nothing later than the day where that is asked of the field; DATE_NONE: any.
PlainField plain_field(const Field *field, Date latest);
// A bit for every row whose cell is plain; the numbers of the others are 0, or as they were where
// the form has no numbers.
uint64_t plain_numbers(PlainField field, const CellColumn *column, int64_t *out_numbers);
// The same of texts, which borrow the cells.
uint64_t plain_texts(PlainField field, const CellColumn *column, Str *out_texts);

// ---- one cell
bool plain_money(Str text, int64_t *out_fen);
bool plain_date(Str text, Date *out_date); // all of the text
bool plain_instant(Str text, int64_t *out_us);

// A million million yuan: no amount of one row is larger, and sums of many still fit.
#define FEN_MAX INT64_C(100000000000000)
static inline Instant china_instant(Date date, int64_t seconds) {
    const int64_t second_us = 1000000;
    const int64_t china_seconds = 8 * 3600; // a day in UTC+8 begins so much earlier
    return (Instant){(date.days * INT64_C(86400) + seconds - china_seconds) * second_us};
}
#endif

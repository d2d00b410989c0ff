// SPDX-License-Identifier: Apache-2.0
#ifndef FEED_NORMALISE_PRIVATE_H
#define FEED_NORMALISE_PRIVATE_H
// One cell as sent to one typed value, or the reason why it is none. Nothing is guessed: what has
// two readings is refused. Only for feed/.
#include "feed/feed.h"

enum { VALUE_SIZE_MAX = 4000, NAME_SIZE_MAX = 300 }; // bytes of one text

typedef enum CellKind {
    CELL_TEXT,
    CELL_NUMBER,      // a workbook's number as it stands in the file: 45891.5, 3.30303E+17
    CELL_NUMBER_1904, // the same, where days count from 1904
    CELL_JSON_NUMBER, // written without quotes
    CELL_FAULT,       // not a value at all; `fault` says why
} CellKind;
typedef struct Cell {
    Str text; // as sent, UTF-8; blank when nothing is there
    CellKind kind;
    QuarantineReason fault;
    bool is_date; // a workbook's number that is shown as a day or a time
} Cell;

// SCALAR_NULL for a blank cell. Of an identity the number is Identity.packed, not yet a person.
// Text borrows the cell or lies in the arena.
bool normalise_cell(const Field *field, Cell cell, Arena *arena, Scalar *out_value,
                    QuarantineReason *out_reason);

// ---- numbers of workbooks (excel.c)
// A double as a spreadsheet keeps it, to the 15 digits that it shows, without exponent: 4812.35 for
// 4812.3500000000004. False when it has more digits before the point than that.
bool excel_number(Str raw, Arena *arena, Str *out_plain);
bool excel_is_damaged(Str text); // 3.30303E+17: digits are lost
bool excel_is_error(Str text);   // #N/A and its like
// 45891.424 as day and seconds into it, in the system of the cell.
bool excel_moment(Str plain, bool is_1904, Date *out_date, int64_t *out_seconds);
#endif

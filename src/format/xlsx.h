// SPDX-License-Identifier: Apache-2.0
#ifndef FORMAT_XLSX_H
#define FORMAT_XLSX_H
// Rows of the visible sheets of an Office Open XML workbook (libzip + expat), sheet by sheet, one
// row at a time: memory is that of the shared strings and one row. Formulas give their cached
// value. Not here: what a number means (dates: date_from_excel_serial when is_date), which sheet
// has the rows, which row is the header.
#include "base/status.h"
#include "base/str.h"

enum {
    XLSX_COLUMNS_MAX = 1024,
    XLSX_ROWS_MAX = 1048576,
    XLSX_CELL_SIZE_MAX = 64 * 1024,
    XLSX_MERGED_MAX = 65536,
};

typedef enum XlsxKind {
    XLSX_EMPTY,
    XLSX_TEXT,
    XLSX_NUMBER,
    XLSX_BOOLEAN,
    XLSX_ERROR,
    XLSX_FORMULA, // whose result was never saved
} XlsxKind;
typedef struct XlsxCell {
    XlsxKind kind;
    Str text; // TEXT: its characters; NUMBER: as it stands in the file ("44927", "3.30303E+17");
              // BOOLEAN: "0" or "1"; ERROR: "#N/A"; FORMULA: "=B1*2"
    bool is_date; // NUMBER whose style shows a date or a time
} XlsxCell;
typedef struct XlsxRow {
    int64_t number;        // as the spreadsheet shows it, from 1; empty rows may be left out
    const XlsxCell *cells; // cells[0] is column A
    size_t count;          // up to the last cell that is not empty
} XlsxRow;
typedef struct XlsxRange { // merged cells, inclusive, as the spreadsheet shows them
    int64_t first_row, last_row;
    int first_column, last_column; // from 0
} XlsxRange;
typedef struct XlsxSheet {
    Str name;
    size_t number; // among the visible ones, from 0
    bool is_1904;  // dates count from 1904-01-01
    const XlsxRange *merged;
    size_t merged_count;
} XlsxSheet;

// Sheet and row are valid during the call. Anything but STATUS_OK ends the reading and is returned.
typedef Status (*XlsxVisit)(void *context, const XlsxSheet *sheet, const XlsxRow *row,
                            Error *error);

bool xlsx_is(Str bytes); // begins like a ZIP file
// INVALID or CORRUPT with the part of the workbook and what is wrong; TOO_LARGE for zip bombs and
// past the limits. Passwords and .xls are refused by name.
MUST_CHECK Status xlsx_read(Str bytes, XlsxVisit visit, void *context, Error *error);
#endif

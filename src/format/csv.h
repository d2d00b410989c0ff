// SPDX-License-Identifier: Apache-2.0
#ifndef FORMAT_CSV_H
#define FORMAT_CSV_H
// CSV rows (RFC 4180) over bytes in memory: quoted cells, doubled quotes, line breaks in quotes;
// lines end with CRLF, LF or CR. A quote inside a cell that does not begin with one is an ordinary
// character. Cells borrow the bytes, or lie in `mended`, where doubled quotes had to be undone; the
// row's list of them lives until the next call. Bytes may be UTF-8 or GB18030; a byte order mark
// must be taken off before (encoding.h).
//
//     CLEANUP(csv_release) CsvScanner scanner = csv_open(bytes, csv_separator(bytes));
//     CsvRow row = {0};
//     while (csv_next(&scanner, &row)) { if (row.fault != CSV_FINE) ... }
#include "base/arena.h"
#include <stdint.h>

enum {
    CSV_CELL_SIZE_MAX = 64 * 1024,
    CSV_COLUMNS_MAX = 1024,
};

// What is wrong with a row. It then has no cells, and the next row begins on the line after its
// first line: one broken quote costs one row.
typedef enum CsvFault {
    CSV_FINE,
    CSV_QUOTE_OPEN,  // a quoted cell does not end before the end of the file or the limit
    CSV_QUOTE_TRAIL, // characters between the closing quote and the separator
    CSV_CELL_LARGE,  // more than CSV_CELL_SIZE_MAX bytes
    CSV_WIDE,        // more than CSV_COLUMNS_MAX cells
} CsvFault;

typedef struct CsvRow {
    const Str *cells;
    size_t count; // 0: a blank line
    int64_t line; // of its first character, from 1
    Str bytes;    // the row as it stands in the file, without its line end
    CsvFault fault;
    bool has_line_ends; // between quotes
} CsvRow;

typedef struct CsvScanner {
    Str bytes;
    size_t at;
    int64_t line;
    char separator;
    Str *cells; // where those of the next row go: CSV_COLUMNS_MAX of them; may be set by the caller
    Str *own;   // else
    Arena mended; // may be cleared when no cell of it is needed any more
} CsvScanner;

CsvScanner csv_open(Str bytes, char separator);
void csv_release(CsvScanner *scanner);
bool csv_next(CsvScanner *scanner, CsvRow *out_row); // false at the end
// The one of , ; and tab that occurs most often outside quotes in the first lines; , when none
// does.
char csv_separator(Str bytes);
const char *csv_fault_words(CsvFault fault); // "a quoted cell is not closed", for messages
#endif

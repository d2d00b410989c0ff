// SPDX-License-Identifier: Apache-2.0
#ifndef FORMAT_XLSX_PRIVATE_H
#define FORMAT_XLSX_PRIVATE_H
// What the files of the workbook reader share.
#include "base/arena.h"
#include "format/xlsx.h"
#include "format/zip_part.h"

enum {
    XLSX_INDEX_SIZE_MAX = 32 * 1024 * 1024,    // workbook, relationships, styles
    XLSX_SHEET_SIZE_MAX = 1024 * 1024 * 1024,  // one sheet; it is streamed
    XLSX_STRINGS_SIZE_MAX = 256 * 1024 * 1024, // shared strings; they are kept
    XLSX_STRINGS_MAX = 4 * 1000 * 1000,
};

typedef struct XlsxPart { // a visible sheet
    Str name;
    const char *part;
} XlsxPart;

// What stands around the rows: where the sheets are, which styles are dates, the shared strings.
typedef struct XlsxBook {
    Arena arena;
    XlsxPart *sheets; // the visible ones, in their order
    size_t sheet_count;
    const char *styles_part;  // NULL when there is none
    const char *strings_part; // NULL when there is none
    bool is_1904;
    bool *date_styles; // by index of the cell style
    size_t style_count;
    Str *strings;
    size_t string_count, string_capacity;
} XlsxBook;

MUST_CHECK Status xlsx_book_open(XlsxBook *book, const Zip *zip, Error *error);
MUST_CHECK Status xlsx_styles_read(XlsxBook *book, const Zip *zip, Error *error);
MUST_CHECK Status xlsx_strings_read(XlsxBook *book, const Zip *zip, Error *error);
void xlsx_book_release(XlsxBook *book);

// "BC12" -> column 54, row 12. False when it is no such thing.
bool xlsx_reference_parse(Str text, int *out_column, int64_t *out_row);
// Of the sheet with that number.
MUST_CHECK Status xlsx_merged_read(const XlsxBook *book, const Zip *zip, Arena *arena,
                                   XlsxSheet *sheet, Error *error);
MUST_CHECK Status xlsx_rows_read(const XlsxBook *book, const Zip *zip, const XlsxSheet *sheet,
                                 XlsxVisit visit, void *context, Error *error);
#endif

// SPDX-License-Identifier: Apache-2.0
#include "format/xlsx.h"

#include "format/xlsx_private.h"

bool xlsx_is(Str bytes) {
    return str_starts_with(bytes, STR("PK\x03\x04"));
}

static bool is_compound_file(Str bytes) {
    return str_starts_with(bytes, STR("\xd0\xcf\x11\xe0"));
}

static Status read_book(XlsxBook *book, const Zip *zip, XlsxVisit visit, void *context,
                        Error *error) {
    Status status = xlsx_book_open(book, zip, error);
    if (status == STATUS_OK) {
        status = xlsx_styles_read(book, zip, error);
    }
    if (status == STATUS_OK) {
        status = xlsx_strings_read(book, zip, error);
    }
    for (size_t i = 0; status == STATUS_OK && i < book->sheet_count; i++) {
        XlsxSheet sheet = {.name = book->sheets[i].name, .number = i, .is_1904 = book->is_1904};
        status = xlsx_merged_read(book, zip, &book->arena, &sheet, error);
        if (status == STATUS_OK) {
            status = xlsx_rows_read(book, zip, &sheet, visit, context, error);
        }
    }
    return status;
}

Status xlsx_read(Str bytes, XlsxVisit visit, void *context, Error *error) {
    if (is_compound_file(bytes)) {
        return error_set(error, STATUS_INVALID,
                         "an old .xls workbook, or one with a password; save it as .xlsx without "
                         "password");
    }
    Zip zip = {0};
    Status status = zip_part_open(&zip, bytes, error);
    if (status != STATUS_OK) {
        return status;
    }
    XlsxBook book = {0};
    status = read_book(&book, &zip, visit, context, error);
    xlsx_book_release(&book);
    zip_part_close(&zip);
    return status;
}

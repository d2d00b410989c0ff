// SPDX-License-Identifier: Apache-2.0
// Spreadsheets as clerks make them: a merged title above the header, a total below, numbers as
// text, some dates as numbers.
#include "generate/emit.h"
#include <xlsxwriter.h>

enum { SERIAL_OF_EPOCH = 25569, HEADER_ROW = 1, FIRST_ROW = 2 };
enum { CREATED_SECONDS = 1700000000 }; // fixed, so that the same county has the same bytes

typedef struct Sheet {
    lxw_worksheet *sheet;
    lxw_format *date_format;
    const EmitFile *file;
    const Form *form;
    Buffer *scratch;
    uint16_t first_column; // 1 when there are line numbers
} Sheet;

static void sheet_write_title(Sheet *sheet, lxw_format *centred) {
    const FeedColumns *columns = feed_columns(sheet->file->feed);
    Buffer *scratch = sheet->scratch;
    scratch->length = 0;
    buffer_reserve(scratch, BUFFER_ROW_MAX);
    buffer_text(scratch, columns->department);
    buffer_text(scratch, "数据报送表（");
    buffer_text(scratch, columns->item);
    buffer_text(scratch, "）");
    buffer_char(scratch, '\0');
    lxw_col_t last = (lxw_col_t)(sheet->first_column + columns->count - 1);
    worksheet_merge_range(sheet->sheet, 0, 0, 0, last, scratch->data, centred);
    if (sheet->first_column == 1) {
        worksheet_write_string(sheet->sheet, HEADER_ROW, 0, "序号", NULL);
    }
    for (uint32_t i = 0; i < columns->count; i++) {
        const Column *column = &columns->columns[sheet->form->order[i]];
        worksheet_write_string(sheet->sheet, HEADER_ROW, (lxw_col_t)(sheet->first_column + i),
                               sheet->form->is_english ? column->name : column->chinese, NULL);
    }
}

static void sheet_write_cell(Sheet *sheet, size_t index, lxw_col_t at, const Column *column) {
    const void *row = row_at(sheet->file->rows, sheet->file->feed, index);
    lxw_row_t line = (lxw_row_t)(FIRST_ROW + index);
    int32_t days = 0;
    if (sheet->form->has_serial_dates && cell_is_date(column, row, &days) && days > 0) {
        worksheet_write_number(sheet->sheet, line, at, days + SERIAL_OF_EPOCH, sheet->date_format);
        return;
    }
    CellPlace place = {.form = sheet->form,
                       .feed = sheet->file->feed,
                       .delivered = sheet->file->delivered,
                       .row = index};
    sheet->scratch->length = 0;
    buffer_reserve(sheet->scratch, BUFFER_ROW_MAX);
    cell_put(sheet->scratch, column, row, &place);
    if (sheet->scratch->length > 0) {
        buffer_char(sheet->scratch, '\0');
        worksheet_write_string(sheet->sheet, line, at, sheet->scratch->data, NULL);
    }
}

static void sheet_write(Sheet *sheet) {
    const FeedColumns *columns = feed_columns(sheet->file->feed);
    size_t count = sheet->file->rows->count;
    for (size_t row = 0; row < count; row++) {
        if (sheet->first_column == 1) {
            worksheet_write_number(sheet->sheet, (lxw_row_t)(FIRST_ROW + row), 0, (int)row + 1,
                                   NULL);
        }
        for (uint32_t i = 0; i < columns->count; i++) {
            sheet_write_cell(sheet, row, (lxw_col_t)(sheet->first_column + i),
                             &columns->columns[sheet->form->order[i]]);
        }
    }
    lxw_row_t total = (lxw_row_t)(FIRST_ROW + count);
    worksheet_write_string(sheet->sheet, total, 0, "合计", NULL);
    worksheet_write_number(sheet->sheet, total, 1, (int)count, NULL);
}

Status emit_xlsx(const char *path, const EmitFile *file, const Form *form, Buffer *scratch,
                 Error *error) {
    lxw_workbook *book = workbook_new(path);
    if (book == NULL) {
        return error_set(error, STATUS_UNAVAILABLE, "%s: cannot make the spreadsheet", path);
    }
    lxw_doc_properties properties = {.created = CREATED_SECONDS};
    workbook_set_properties(book, &properties);
    lxw_format *centred = workbook_add_format(book);
    format_set_align(centred, LXW_ALIGN_CENTER);
    lxw_format *date_format = workbook_add_format(book);
    format_set_num_format(date_format, "yyyy-mm-dd");
    Sheet sheet = {.sheet = workbook_add_worksheet(book, NULL),
                   .date_format = date_format,
                   .file = file,
                   .form = form,
                   .scratch = scratch,
                   .first_column = form->has_line_numbers ? 1 : 0};
    sheet_write_title(&sheet, centred);
    sheet_write(&sheet);
    lxw_error closed = workbook_close(book);
    if (closed != LXW_NO_ERROR) {
        return error_set(error, STATUS_UNAVAILABLE, "%s: %s; is there room on the disk?", path,
                         lxw_strerror(closed));
    }
    return STATUS_OK;
}

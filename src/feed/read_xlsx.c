// SPDX-License-Identifier: Apache-2.0
// Workbooks: the one visible sheet that has rows of the feed.
#include "base/check.h"
#include "base/memory.h"
#include "feed/fold_private.h"
#include "feed/table_private.h"
#include "format/xlsx.h"
#include <stdlib.h>

enum { ACTIVE_MAX = 256 };

typedef struct XlsxReader {
    Table table;
    Cell cells[XLSX_COLUMNS_MAX];
    int64_t last_row;
    // Merged ranges by first row; those that the row at hand may touch are active.
    XlsxRange *merged;
    size_t merged_count, merged_next;
    XlsxRange active[ACTIVE_MAX];
    size_t active_count;
    Str sheet;          // at hand
    size_t sheet_count; // begun so far
    bool is_settled;    // the header of the sheet was looked for
    Str rows_sheet;     // the one with the rows; "" not found yet
    Error problem;      // of the first sheet without header
} XlsxReader;

static int range_order(const void *a, const void *b) {
    const XlsxRange *x = a;
    const XlsxRange *y = b;
    return x->first_row < y->first_row ? -1 : x->first_row > y->first_row;
}

static void merged_open(XlsxReader *reader, const XlsxSheet *sheet) {
    reader->merged_count = sheet->merged_count;
    reader->merged = arena_alloc(&reader->table.arena, sheet->merged_count, sizeof *reader->merged);
    for (size_t i = 0; i < sheet->merged_count; i++) {
        reader->merged[i] = sheet->merged[i];
    }
    qsort(reader->merged, reader->merged_count, sizeof *reader->merged, range_order);
}

static void merged_move_to(XlsxReader *reader, int64_t row) {
    size_t kept = 0;
    for (size_t i = 0; i < reader->active_count; i++) {
        if (reader->active[i].last_row >= row) {
            reader->active[kept++] = reader->active[i];
        }
    }
    for (; reader->merged_next < reader->merged_count &&
           reader->merged[reader->merged_next].first_row <= row;
         reader->merged_next++) {
        const XlsxRange *range = &reader->merged[reader->merged_next];
        if (range->last_row >= row && kept < ACTIVE_MAX) {
            reader->active[kept++] = *range;
        }
    }
    reader->active_count = kept;
}

// Only the first cell of a merged range has the value. What the others mean would be a guess.
static bool is_merged(const XlsxReader *reader, size_t column) {
    for (size_t i = 0; i < reader->active_count; i++) {
        const XlsxRange *range = &reader->active[i];
        if ((int)column >= range->first_column && (int)column <= range->last_column) {
            return true;
        }
    }
    return false;
}

// Merged cells at the right end may lie behind the last cell of the row.
static size_t cell_count(const XlsxReader *reader, size_t count) {
    for (size_t i = 0; i < reader->active_count; i++) {
        int last = reader->active[i].last_column;
        count = last >= (int)count && last < XLSX_COLUMNS_MAX ? (size_t)last + 1 : count;
    }
    const Header *header = &reader->table.header;
    return header->count > 0 && count > header->count ? header->count : count;
}

static Cell read_cell(const XlsxSheet *sheet, const XlsxCell *cell) {
    switch (cell->kind) {
    case XLSX_EMPTY: break;
    case XLSX_TEXT:
    case XLSX_BOOLEAN: return (Cell){.text = cell->text, .kind = CELL_TEXT};
    case XLSX_NUMBER:
        return (Cell){.text = cell->text,
                      .kind = sheet->is_1904 ? CELL_NUMBER_1904 : CELL_NUMBER,
                      .is_date = cell->is_date};
    case XLSX_ERROR:
        return (Cell){.text = cell->text, .kind = CELL_FAULT, .fault = QUARANTINE_FORMULA_ERROR};
    case XLSX_FORMULA:
        return (Cell){
            .text = cell->text, .kind = CELL_FAULT, .fault = QUARANTINE_FORMULA_NO_RESULT};
    }
    return (Cell){.kind = CELL_TEXT};
}

static void read_cells(XlsxReader *reader, const XlsxSheet *sheet, const XlsxRow *row,
                       size_t count) {
    for (size_t i = 0; i < count; i++) {
        reader->cells[i] = i < row->count ? read_cell(sheet, &row->cells[i]) : (Cell){0};
        Cell *cell = &reader->cells[i];
        if (reader->active_count > 0 && cell->text.length == 0 && is_merged(reader, i)) {
            cell->kind = CELL_FAULT;
            cell->fault = QUARANTINE_MERGED_CELL;
        }
    }
}

// ---- sheets

// The header of the sheet at hand, or why there is none. A sheet that has some of the contract's
// heads, but not all that are required, is meant to be read; any other (explanations, code lists)
// is passed over, and listed.
static Status settle_sheet(XlsxReader *reader, Error *error) {
    Table *table = &reader->table;
    Error problem = {0};
    reader->is_settled = true;
    Status status = table_settle(table, &problem);
    if (status == STATUS_OK && reader->rows_sheet.length > 0) {
        return error_set(error, STATUS_INVALID,
                         "the sheets " STR_FMT " and " STR_FMT " both have rows of feed " STR_FMT
                         "; put them into one sheet, or send each as a file of its own",
                         STR_ARG(reader->rows_sheet), STR_ARG(reader->sheet),
                         STR_ARG(table->reader->contract->id));
    }
    if (status == STATUS_OK) {
        reader->rows_sheet = reader->sheet;
        table_take_kept(table);
        row_settle(table->reader);
        return STATUS_OK;
    }
    if (table_is_meant(table)) {
        return error_set(error, status, "sheet " STR_FMT ": %s", STR_ARG(reader->sheet),
                         problem.message);
    }
    Str listed = arena_format(&table->reader->scratch, "[" STR_FMT "]", STR_ARG(reader->sheet));
    row_ignore_column(table->reader, listed);
    reader->problem = reader->problem.status == STATUS_OK ? problem : reader->problem;
    return STATUS_OK;
}

static Status start_sheet(XlsxReader *reader, const XlsxSheet *sheet, Error *error) {
    bool is_open = reader->sheet_count > 0 && !reader->is_settled;
    Status status = is_open ? settle_sheet(reader, error) : STATUS_OK;
    table_restart(&reader->table);
    reader->sheet = arena_copy(&reader->table.arena, sheet->name);
    reader->sheet_count = sheet->number + 1;
    reader->is_settled = false;
    reader->active_count = 0;
    reader->merged_count = 0;
    reader->merged_next = 0;
    if (sheet->merged_count > 0) {
        merged_open(reader, sheet);
    }
    return status;
}

static Status visit_row(void *context, const XlsxSheet *sheet, const XlsxRow *row, Error *error) {
    XlsxReader *reader = context;
    Table *table = &reader->table;
    Status status = STATUS_OK;
    if (sheet->number >= reader->sheet_count) {
        status = start_sheet(reader, sheet, error);
    }
    if (status != STATUS_OK || (reader->is_settled && !table_has_header(table))) {
        return status;
    }
    merged_move_to(reader, row->number);
    reader->last_row = row->number;
    size_t count = cell_count(reader, row->count);
    read_cells(reader, sheet, row, count);
    TableRow taken = {.number = row->number, .cells = reader->cells, .count = count};
    if (table_has_header(table)) {
        table_take(table, &taken);
        row_settle(table->reader); // the cells live no longer
        return table->reader->is_full ? error_set(error, STATUS_TOO_LARGE, "full") : STATUS_OK;
    }
    table_keep(table, &taken);
    return table->kept_count < HEADER_ROWS_MAX ? STATUS_OK : settle_sheet(reader, error);
}

static Status read_sheets(XlsxReader *reader, Str bytes, Error *error) {
    RowReader *rows = reader->table.reader;
    Status status = xlsx_read(bytes, visit_row, reader, error);
    bool has_rows = reader->rows_sheet.length > 0 && rows->output.rows_read > 0;
    if (status == STATUS_CORRUPT && has_rows) {
        // The checksum of the sheet was right, so what stood before the fault is what was sent.
        row_clear_cells(rows);
        row_refuse(rows, reader->last_row + 1,
                   (Refusal){-1, str_from(error->message), QUARANTINE_FILE_CUT_OFF});
        row_settle(rows);
        return STATUS_OK;
    }
    if (status == STATUS_OK && !reader->is_settled) {
        status = settle_sheet(reader, error);
    }
    if (status == STATUS_OK && reader->rows_sheet.length == 0) {
        status = error_set(error, reader->problem.status, "%s", reader->problem.message);
    }
    return status;
}

Status read_xlsx(RowReader *rows, Str bytes, Error *error) {
    Error problem = {0};
    XlsxReader *reader = arena_alloc(&rows->arena, 1, sizeof *reader);
    table_init(&reader->table, rows, false);
    Status status = read_sheets(reader, bytes, &problem);
    table_release(&reader->table);
    return status == STATUS_OK ? status : error_set(error, status, "%s", problem.message);
}

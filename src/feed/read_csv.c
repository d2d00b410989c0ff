// SPDX-License-Identifier: Apache-2.0
// CSV files. Two passes: the first rows for the header, then all rows.
#include "base/check.h"
#include "feed/fold_private.h"
#include "feed/table_private.h"
#include "feed/text_file_private.h"
#include "format/csv.h"
#include <string.h>

typedef struct CsvReader {
    const TextFile *file;
    RowReader *rows;
    Table table;
    char separator;
    Cell cells[CSV_COLUMNS_MAX];
} CsvReader;

// Cells that are not in the file's encoding become faults, readable as far as possible.
static Cell decode_cell(CsvReader *reader, Str bytes) {
    Arena *scratch = &reader->rows->scratch;
    Cell cell = {.text = bytes, .kind = CELL_TEXT};
    if (!text_file_decode(reader->file, bytes, scratch, &cell.text)) {
        cell.text = fold_readable(bytes, CSV_CELL_SIZE_MAX, scratch);
        cell.kind = CELL_FAULT;
        cell.fault = QUARANTINE_WRONG_ENCODING;
    }
    return cell;
}

static TableRow decode_row(CsvReader *reader, const CsvRow *row) {
    bool is_clean = reader->file->is_clean; // then every cell is text, and stays so
    for (size_t i = 0; i < row->count; i++) {
        if (is_clean) {
            reader->cells[i].text = row->cells[i];
        } else {
            reader->cells[i] = decode_cell(reader, row->cells[i]);
        }
    }
    return (TableRow){.number = row->line,
                      .cells = reader->cells,
                      .count = row->count,
                      .bytes = row->bytes,
                      .is_broken = row->fault != CSV_FINE};
}

static size_t count_cells(Str line, char separator) {
    size_t count = 1;
    for (size_t i = 0; i < line.length; i++) {
        count += line.data[i] == separator;
    }
    return count;
}

// A stray quote can swallow the rows behind it until the next quote. A row of several lines is not
// believed when it does not fit the header, or when one of its later lines alone would.
static bool swallows_rows(const CsvReader *reader, const CsvRow *row) {
    if (row->fault != CSV_FINE || !row->has_line_ends ||
        memchr(row->bytes.data, '\n', row->bytes.length) == NULL) {
        return false;
    }
    if (row->count != reader->table.header.count) {
        return true;
    }
    Str rest = row->bytes;
    (void)str_cut(&rest, '\n');
    while (rest.length > 0) {
        if (count_cells(str_cut(&rest, '\n'), reader->separator) == row->count) {
            return true;
        }
    }
    return false;
}

// Back to the end of the row's first line.
static void give_back(CsvScanner *scanner, CsvRow *row) {
    size_t start = (size_t)(row->bytes.data - scanner->bytes.data);
    Str rest = row->bytes;
    row->bytes = str_cut(&rest, '\n');
    row->count = 0;
    row->fault = CSV_QUOTE_OPEN;
    scanner->at = start + row->bytes.length + 1;
    scanner->line = row->line + 1;
}

static Status find_header(CsvReader *reader, Error *error) {
    CLEANUP(csv_release) CsvScanner scanner = csv_open(reader->file->bytes, reader->separator);
    CsvRow row = {0};
    while (reader->table.kept_count < HEADER_ROWS_MAX && csv_next(&scanner, &row)) {
        TableRow decoded = decode_row(reader, &row);
        table_keep(&reader->table, &decoded);
        arena_clear(&reader->rows->scratch);
    }
    return table_settle(&reader->table, error);
}

// The last row of a file that was cut off may lack its end without showing it.
static bool is_last_and_open(const CsvReader *reader, const CsvScanner *scanner) {
    Str bytes = reader->file->bytes;
    bool is_last = scanner->at == bytes.length;
    return reader->rows->is_cut_off && is_last && bytes.data[bytes.length - 1] != '\n';
}

// As many as there would be if all lines were like the first ones, and some more: a pass over all
// bytes costs more than room that is not used.
static void expect_rows(CsvReader *reader) {
    enum { SAMPLE = 64 * 1024, SOME = 8 };
    Str bytes = reader->file->bytes;
    size_t length = bytes.length < SAMPLE ? bytes.length : SAMPLE;
    size_t lines = 1;
    CHECK(length > 0); // it has a header
    for (size_t i = 0; i < length; i++) {
        lines += bytes.data[i] == '\n';
    }
    size_t count = lines * bytes.length / length;
    row_reader_expect(reader->rows, count + count / SOME);
}

// Cells are needed until their rows are settled.
static void forget_mended(RowReader *rows, Arena *mended) {
    enum { BYTES_MAX = 1024 * 1024 };
    if (mended->used > BYTES_MAX) {
        row_settle(rows);
    }
    if (rows->block.count == 0) {
        arena_clear(mended);
    }
}

static void take_row(CsvReader *reader, const CsvRow *row) {
    bool is_taken = reader->file->is_clean &&
                    table_take_texts(&reader->table, row->line, row->cells, row->count);
    if (!is_taken) {
        TableRow decoded = decode_row(reader, row);
        table_take(&reader->table, &decoded);
    }
}

// Its cells stand where the block wants them.
static bool next_row(const CsvReader *reader, CsvScanner *scanner, CsvRow *out_row) {
    scanner->cells = row_texts(reader->rows);
    return csv_next(scanner, out_row);
}

static void read_rows(CsvReader *reader) {
    CLEANUP(csv_release) CsvScanner scanner = csv_open(reader->file->bytes, reader->separator);
    expect_rows(reader);
    CsvRow row = {0};
    bool is_open = false;
    row_reader_arrange(reader->rows, reader->table.columns, reader->table.header.count);
    while (!reader->rows->is_full && next_row(reader, &scanner, &row)) {
        if (row.line > reader->table.header_row && swallows_rows(reader, &row)) {
            give_back(&scanner, &row);
        }
        is_open = is_last_and_open(reader, &scanner);
        if (!is_open) {
            take_row(reader, &row);
        }
        forget_mended(reader->rows, &scanner.mended);
    }
    if (reader->rows->is_cut_off) {
        row_clear_cells(reader->rows);
        Str value = is_open ? row.bytes : (Str){0};
        int64_t number = is_open ? row.line : scanner.line;
        row_refuse(reader->rows, number, (Refusal){-1, value, QUARANTINE_FILE_CUT_OFF});
    }
    row_settle(reader->rows);
}

static Status read_text(CsvReader *reader, Error *error) {
    reader->separator = csv_separator(reader->file->bytes);
    table_init(&reader->table, reader->rows, true);
    Status status = find_header(reader, error);
    if (status == STATUS_OK) {
        read_rows(reader);
    }
    table_release(&reader->table);
    return status;
}

Status read_csv(RowReader *rows, Str bytes, Error *error) {
    CLEANUP(text_file_release) TextFile file = {0};
    Status status = text_file_open(&file, bytes, error);
    if (status != STATUS_OK) {
        return status;
    }
    CsvReader *reader = arena_alloc(&rows->arena, 1, sizeof *reader);
    reader->file = &file;
    reader->rows = rows;
    return read_text(reader, error);
}

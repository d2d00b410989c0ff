// SPDX-License-Identifier: Apache-2.0
#include "format/xlsx_private.h"

#include "base/check.h"
#include "base/memory.h"
#include "format/xml_stream.h"
#include <string.h>

enum { FORMULA_SIZE_SHOWN = 200 };

typedef enum CellType { CELL_NUMBER, CELL_SHARED, CELL_BOOLEAN, CELL_ERROR, CELL_TEXT } CellType;

typedef struct RowsReader {
    XmlStream stream;
    const XlsxBook *book;
    const XlsxSheet *sheet;
    XlsxVisit visit;
    void *context;
    XlsxCell *cells; // XLSX_COLUMNS_MAX of them
    size_t used;     // up to the last cell that is not empty
    int64_t row;     // number of the current one, 0 before the first
    int column;      // of the current cell, -1 before the first
    CellType type;
    size_t style; // index into the book's styles
    bool is_in_row;
    bool is_in_cell;
    bool is_in_guide; // phonetic guide of an inline string
    bool is_in_value; // <v>, or <t> of an inline string
    bool is_in_formula;
    bool has_formula, has_value; // elements of the current cell
    Text value, formula;
    Arena arena; // texts of the current row
} RowsReader;

bool xlsx_reference_parse(Str text, int *out_column, int64_t *out_row) {
    int64_t column = 0;
    size_t at = 0;
    while (at < text.length && at < 3 && text.data[at] >= 'A' && text.data[at] <= 'Z') {
        column = column * 26 + (text.data[at] - 'A' + 1);
        at++;
    }
    bool has_digits = at < text.length && text.data[at] >= '1' && text.data[at] <= '9';
    int64_t row = 0;
    if (at == 0 || !has_digits || !str_to_int64(str_slice(text, at, text.length), &row)) {
        return false;
    }
    *out_column = (int)column - 1;
    *out_row = row;
    return row <= XLSX_ROWS_MAX;
}

static void row_start(RowsReader *reader, const char **attributes) {
    const char *number = xml_stream_attribute(attributes, "r");
    int64_t row = reader->row + 1;
    if (number != NULL && !str_to_int64(str_from(number), &row)) {
        xml_stream_fail(&reader->stream, STATUS_CORRUPT, "\"%.20s\" is no row number", number);
        return;
    }
    if (row <= reader->row || row > XLSX_ROWS_MAX) {
        xml_stream_fail(&reader->stream, STATUS_CORRUPT, "row %lld after row %lld", (long long)row,
                        (long long)reader->row);
        return;
    }
    reader->row = row;
    reader->column = -1;
    reader->is_in_row = true;
}

static CellType cell_type(const char *name) {
    static const struct {
        const char *name;
        CellType type;
    } TYPES[] = {{"n", CELL_NUMBER}, {"s", CELL_SHARED}, {"b", CELL_BOOLEAN}, {"e", CELL_ERROR}};
    for (size_t i = 0; name != NULL && i < ARRAY_COUNT(TYPES); i++) {
        if (strcmp(TYPES[i].name, name) == 0) {
            return TYPES[i].type;
        }
    }
    return name == NULL ? CELL_NUMBER : CELL_TEXT; // str, inlineStr, d
}

static void cell_start(RowsReader *reader, const char **attributes) {
    const char *reference = xml_stream_attribute(attributes, "r");
    const char *style = xml_stream_attribute(attributes, "s");
    const char *type = xml_stream_attribute(attributes, "t");
    int column = reader->column + 1;
    int64_t row = reader->row;
    if (reference != NULL && (!xlsx_reference_parse(str_from(reference), &column, &row) ||
                              row != reader->row || column <= reader->column)) {
        xml_stream_fail(&reader->stream, STATUS_CORRUPT, "cell \"%.20s\" is out of place",
                        reference);
        return;
    }
    int64_t index = 0;
    bool has_style = style != NULL && str_to_int64(str_from(style), &index) && index >= 0;
    reader->style = has_style ? (size_t)index : 0;
    reader->column = column;
    reader->type = cell_type(type);
    reader->is_in_cell = true;
    reader->has_formula = false;
    reader->has_value = false;
    text_clear(&reader->value);
    text_clear(&reader->formula);
}

static void on_start(void *context, const char *name, const char **attributes) {
    RowsReader *reader = context;
    if (strcmp(name, "c") == 0 && reader->is_in_row) {
        cell_start(reader, attributes);
    } else if (strcmp(name, "row") == 0) {
        row_start(reader, attributes);
    } else if (strcmp(name, "rPh") == 0) {
        reader->is_in_guide = true;
    } else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0) {
        reader->is_in_value = reader->is_in_cell && !reader->is_in_guide;
        reader->has_value = true;
    } else if (strcmp(name, "f") == 0) {
        reader->is_in_formula = reader->is_in_cell;
        reader->has_formula = true;
    }
}

static void cell_shared(RowsReader *reader, XlsxCell *cell) {
    int64_t index = 0;
    bool is_number = str_to_int64(str_trim(text_str(&reader->value)), &index);
    if (!is_number || index < 0 || (uint64_t)index >= reader->book->string_count) {
        xml_stream_fail(&reader->stream, STATUS_CORRUPT,
                        "shared string \"%.20s\" does not exist; save the workbook again",
                        reader->value.data);
        return;
    }
    *cell = (XlsxCell){.kind = XLSX_TEXT, .text = reader->book->strings[index]};
}

static void cell_fill(RowsReader *reader, XlsxCell *cell) {
    static const XlsxKind KINDS[] = {
        [CELL_NUMBER] = XLSX_NUMBER, [CELL_SHARED] = XLSX_TEXT, [CELL_BOOLEAN] = XLSX_BOOLEAN,
        [CELL_ERROR] = XLSX_ERROR,   [CELL_TEXT] = XLSX_TEXT,
    };
    if (reader->type == CELL_SHARED) {
        cell_shared(reader, cell);
        return;
    }
    XlsxKind kind = KINDS[reader->type];
    Str value = text_str(&reader->value);
    cell->kind = kind;
    cell->text = arena_copy(&reader->arena, kind == XLSX_TEXT ? value : str_trim(value));
    cell->is_date = kind == XLSX_NUMBER && reader->style < reader->book->style_count &&
                    reader->book->date_styles[reader->style];
}

// Programs that write workbooks without computing them leave only the formula.
static void cell_uncomputed(RowsReader *reader, XlsxCell *cell) {
    cell->kind = XLSX_FORMULA;
    cell->text = arena_format(&reader->arena, "=" STR_FMT, STR_ARG(text_str(&reader->formula)));
}

static void cell_end(RowsReader *reader) {
    reader->is_in_cell = false;
    bool is_uncomputed = reader->has_formula && !reader->has_value;
    if (reader->value.length == 0 && !is_uncomputed) {
        return; // styled but empty
    }
    if (reader->value.is_cut) {
        xml_stream_fail(&reader->stream, STATUS_TOO_LARGE, "a cell has more than 65,536 bytes");
        return;
    }
    if (reader->column >= XLSX_COLUMNS_MAX) {
        xml_stream_fail(&reader->stream, STATUS_TOO_LARGE, "more than 1,024 columns");
        return;
    }
    XlsxCell *cell = &reader->cells[reader->column];
    if (is_uncomputed) {
        cell_uncomputed(reader, cell);
    } else {
        cell_fill(reader, cell);
    }
    if (cell->text.length > 0) {
        reader->used = (size_t)reader->column + 1;
    } else {
        *cell = (XlsxCell){0};
    }
}

static void row_end(RowsReader *reader) {
    const XlsxRow row = {reader->row, reader->cells, reader->used};
    Error error = {0};
    Status status = reader->visit(reader->context, reader->sheet, &row, &error);
    if (status != STATUS_OK) {
        // The caller's words stand alone, without a line of the part.
        xml_stream_fail(&reader->stream, status, "stopped");
        reader->stream.problem = error;
        reader->stream.problem.status = status;
    }
    memset(reader->cells, 0, reader->used * sizeof *reader->cells);
    reader->used = 0;
    reader->is_in_row = false;
    arena_clear(&reader->arena);
}

static void on_end(void *context, const char *name) {
    RowsReader *reader = context;
    if (strcmp(name, "c") == 0 && reader->is_in_cell) {
        cell_end(reader);
    } else if (strcmp(name, "row") == 0 && reader->is_in_row) {
        row_end(reader);
    } else if (strcmp(name, "rPh") == 0) {
        reader->is_in_guide = false;
    } else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0) {
        reader->is_in_value = false;
    } else if (strcmp(name, "f") == 0) {
        reader->is_in_formula = false;
    }
}

static void on_text(void *context, Str characters) {
    RowsReader *reader = context;
    if (reader->is_in_value) {
        text_append(&reader->value, characters);
    } else if (reader->is_in_formula) {
        text_append(&reader->formula, characters);
    }
}

static Status feed(void *context, Str chunk, bool is_last, Error *error) {
    RowsReader *reader = context;
    return xml_stream_feed(&reader->stream, chunk, is_last, error);
}

Status xlsx_rows_read(const XlsxBook *book, const Zip *zip, const XlsxSheet *sheet, XlsxVisit visit,
                      void *context, Error *error) {
    RowsReader reader = {
        .book = book,
        .sheet = sheet,
        .visit = visit,
        .context = context,
        .cells = memory_new(XLSX_COLUMNS_MAX, sizeof(XlsxCell)),
        .value.limit = XLSX_CELL_SIZE_MAX,
        .formula.limit = FORMULA_SIZE_SHOWN,
    };
    const char *part = book->sheets[sheet->number].part;
    const XmlEvents events = {on_start, on_end, on_text};
    xml_stream_open(&reader.stream, part, events, &reader);
    Status status = zip_part_stream(zip, part, XLSX_SHEET_SIZE_MAX, feed, &reader, error);
    xml_stream_close(&reader.stream);
    memory_free(reader.cells);
    text_release(&reader.value);
    text_release(&reader.formula);
    arena_release(&reader.arena);
    return status;
}

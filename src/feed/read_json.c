// SPDX-License-Identifier: Apache-2.0
// JSON Lines: one object a line, its keys are the heads.
#include "base/check.h"
#include "feed/fold_private.h"
#include "feed/header_private.h"
#include "feed/rows_private.h"
#include "feed/text_file_private.h"
#include "format/json.h"

enum { LINE_SIZE_MAX = 1024 * 1024, KEYS_MAX = 1024 };

typedef struct JsonReader {
    RowReader *rows;
    HeaderWords words;
    // Lines of one file have the same keys in the same order: where the key at a place is the one
    // of the line before, so is the field.
    Str keys[KEYS_MAX];
    int fields[KEYS_MAX];
    size_t key_count;
    Arena arena;
    bool has_object; // at least one line was one
} JsonReader;

static int key_field(JsonReader *reader, Str key, size_t at) {
    if (at < reader->key_count && str_equal(reader->keys[at], key)) {
        return reader->fields[at];
    }
    int field = header_find(&reader->words, key, &reader->rows->scratch);
    if (field < 0) {
        row_ignore_column(reader->rows, key);
    }
    if (at == reader->key_count && at < KEYS_MAX) {
        reader->keys[at] = arena_copy(&reader->arena, key);
        reader->fields[at] = field;
        reader->key_count++;
    }
    return field;
}

static Cell node_cell(const JsonNode *node) {
    switch (node->kind) {
    case JSON_STRING: return (Cell){.text = node->text, .kind = CELL_TEXT};
    case JSON_NUMBER: return (Cell){.text = node->text, .kind = CELL_JSON_NUMBER};
    case JSON_TRUE: return (Cell){.text = STR("true"), .kind = CELL_TEXT};
    case JSON_FALSE: return (Cell){.text = STR("false"), .kind = CELL_TEXT};
    case JSON_NULL: return (Cell){.kind = CELL_TEXT};
    case JSON_LIST:
    case JSON_OBJECT: break;
    }
    return (Cell){.kind = CELL_FAULT, .fault = QUARANTINE_MALFORMED_ROW};
}

// -1, or the field that two keys of the object name.
static int fill_cells(JsonReader *reader, const JsonNode *object) {
    RowReader *rows = reader->rows;
    int twice = -1;
    row_clear_cells(rows);
    CHECK(rows->contract->field_count > 0);
    bool *is_set = arena_alloc(&rows->scratch, rows->contract->field_count, sizeof *is_set);
    for (size_t i = 0; i < object->count; i++) {
        int field = key_field(reader, object->keys[i], i);
        if (field < 0) {
            continue;
        }
        twice = is_set[field] ? field : twice;
        is_set[field] = true;
        rows->cells[field] = node_cell(&object->items[i]);
    }
    return twice;
}

static void refuse_line(JsonReader *reader, int64_t number, Str line, QuarantineReason reason) {
    row_clear_cells(reader->rows);
    row_refuse(reader->rows, number, (Refusal){-1, line, reason});
}

static void take_line(JsonReader *reader, const TextFile *file, Str line, int64_t number) {
    RowReader *rows = reader->rows;
    Str utf8 = {0};
    const JsonNode *root = NULL;
    if (line.length > LINE_SIZE_MAX) {
        refuse_line(reader, number, line, QUARANTINE_MALFORMED_ROW);
        return;
    }
    if (!text_file_decode(file, line, &rows->scratch, &utf8)) {
        refuse_line(reader, number, line, QUARANTINE_WRONG_ENCODING);
        return;
    }
    bool is_object =
        json_read(utf8, &rows->scratch, &root, NULL) == STATUS_OK && root->kind == JSON_OBJECT;
    if (!is_object) {
        refuse_line(reader, number, utf8, QUARANTINE_MALFORMED_ROW);
        return;
    }
    reader->has_object = true;
    if (number == 1 && json_get(root, "envelope") != NULL) {
        arena_clear(&rows->scratch);
        return;
    }
    int twice = fill_cells(reader, root);
    if (twice >= 0) {
        row_refuse(rows, number, (Refusal){twice, utf8, QUARANTINE_MALFORMED_ROW});
    } else {
        row_take(rows, number);
    }
}

static void take_lines(JsonReader *reader, const TextFile *file) {
    Str rest = file->bytes;
    int64_t number = 0;
    bool is_open = false;
    while (rest.length > 0 && !reader->rows->is_full) {
        bool ends_here = rest.data[rest.length - 1] != '\n';
        Str line = str_cut(&rest, '\n');
        number++;
        is_open = reader->rows->is_cut_off && ends_here && rest.length == 0;
        if (is_open) {
            refuse_line(reader, number, line, QUARANTINE_FILE_CUT_OFF);
        } else if (fold_trim(line).length == 0) {
            reader->rows->output.rows_skipped++;
        } else {
            take_line(reader, file, line, number);
        }
    }
    if (reader->rows->is_cut_off && !is_open) {
        refuse_line(reader, number + 1, (Str){0}, QUARANTINE_FILE_CUT_OFF);
    }
    row_settle(reader->rows);
}

static Status read_lines(JsonReader *reader, const TextFile *file, Error *error) {
    header_words_init(&reader->words, reader->rows->contract);
    take_lines(reader, file);
    header_words_release(&reader->words);
    arena_release(&reader->arena);
    if (!reader->has_object) {
        return error_set(error, STATUS_INVALID,
                         "no line of the file is a JSON object; write one object a line, like "
                         "{\"" STR_FMT "\": ...}",
                         STR_ARG(reader->rows->contract->fields[0].name));
    }
    return STATUS_OK;
}

Status read_json(RowReader *rows, Str bytes, Error *error) {
    CLEANUP(text_file_release) TextFile file = {0};
    Status status = text_file_open(&file, bytes, error);
    if (status != STATUS_OK) {
        return status;
    }
    JsonReader *reader = arena_alloc(&rows->arena, 1, sizeof *reader);
    reader->rows = rows;
    return read_lines(reader, &file, error);
}

// SPDX-License-Identifier: Apache-2.0
#include "cli/cases_file.h"
#include "base/check.h"
#include "base/memory.h"
#include "cli/paths.h"
#include "feel/number.h"
#include "feel/temporal.h"
#include "format/csv.h"
#include "format/csv_write.h"
#include "format/yaml.h"
#include "platform/file.h"
#include <string.h>

enum { FILE_SIZE_MAX = 16 * 1024 * 1024 };

void file_cases_release(FileCases *cases) {
    memory_free(cases->items);
    arena_release(&cases->arena);
    *cases = (FileCases){0};
}

static FileCase *add_case(FileCases *cases, size_t count) {
    cases->items =
        array_reserve(cases->items, cases->count, &cases->capacity, sizeof *cases->items);
    FileCase *one = &cases->items[cases->count++];
    *one = (FileCase){.count = 0};
    one->names = arena_alloc(&cases->arena, count, sizeof(Str));
    one->texts = arena_alloc(&cases->arena, count, sizeof(Str));
    return one;
}

static void add_value(FileCases *cases, FileCase *one, Str name, Str text) {
    one->names[one->count] = arena_copy(&cases->arena, name);
    one->texts[one->count++] = arena_copy(&cases->arena, text);
}

// ---- reading ------------------------------------------------------------------------------------
static void add_map(FileCases *cases, FileCase *one, const YamlNode *map) {
    for (size_t i = 0; map != NULL && map->kind == YAML_MAP && i < map->count; i++) {
        add_value(cases, one, map->keys[i], map->items[i].text);
    }
}

static size_t map_count(const YamlNode *map) {
    return map == NULL || map->kind != YAML_MAP ? 0 : map->count;
}

static Str text_or(const YamlNode *map, const char *key, Str otherwise) {
    Str text = yaml_text(map, key);
    return text.length > 0 ? text : otherwise;
}

static void take_cases(FileCases *cases, const YamlNode *table, const FileCase *shared) {
    const YamlNode *given = yaml_get(table, "given");
    const YamlNode *list = yaml_get(table, "cases");
    for (size_t i = 0; list != NULL && list->kind == YAML_LIST && i < list->count; i++) {
        const YamlNode *node = &list->items[i];
        const YamlNode *own = yaml_get(node, "given");
        FileCase *one = add_case(cases, map_count(given) + map_count(own));
        one->name = arena_copy(&cases->arena, yaml_text(node, "name"));
        one->date = arena_copy(&cases->arena, text_or(node, "date", shared->date));
        one->region = shared->region;
        add_map(cases, one, given);
        add_map(cases, one, own);
    }
}

// columns: [name, A, B, expect]
static void take_rows(FileCases *cases, const YamlNode *table, const FileCase *shared) {
    const YamlNode *given = yaml_get(table, "given");
    const YamlNode *columns = yaml_get(table, "columns");
    const YamlNode *rows = yaml_get(table, "rows");
    bool is_table =
        columns != NULL && columns->kind == YAML_LIST && rows != NULL && rows->kind == YAML_LIST;
    for (size_t i = 0; is_table && i < rows->count; i++) {
        const YamlNode *row = &rows->items[i];
        FileCase *one = add_case(cases, map_count(given) + columns->count);
        one->date = shared->date;
        one->region = shared->region;
        add_map(cases, one, given);
        for (size_t k = 0; row->kind == YAML_LIST && k < columns->count && k < row->count; k++) {
            Str name = columns->items[k].text;
            if (str_equal(name, STR("name"))) {
                one->name = arena_copy(&cases->arena, row->items[k].text);
            } else if (!str_equal(name, STR("expect"))) {
                add_value(cases, one, name, row->items[k].text);
            }
        }
    }
}

static Status read_yaml(Str bytes, Str path, Str decision, FileCases *cases, Error *error) {
    CLEANUP(arena_release) Arena arena = {0};
    const YamlNode *root = NULL;
    Status status = yaml_read(bytes, path, &arena, &root, error);
    const YamlNode *tables = status == STATUS_OK ? yaml_get(root, "tables") : NULL;
    if (status == STATUS_OK && (tables == NULL || tables->kind != YAML_LIST)) {
        return error_set(error, STATUS_INVALID, STR_FMT ": a test file needs a list of \"tables\"",
                         STR_ARG(path));
    }
    for (size_t i = 0; status == STATUS_OK && i < tables->count; i++) {
        const YamlNode *table = &tables->items[i];
        FileCase shared = {.region = arena_copy(&cases->arena, yaml_text(root, "region"))};
        shared.date = arena_copy(&cases->arena, text_or(table, "date", yaml_text(root, "date")));
        if (str_equal(yaml_text(table, "decision"), decision)) {
            take_cases(cases, table, &shared);
            take_rows(cases, table, &shared);
        }
    }
    return status;
}

static Status read_csv(Str bytes, Str path, FileCases *cases, Error *error) {
    CLEANUP(csv_release) CsvScanner scanner = csv_open(bytes, csv_separator(bytes));
    CsvRow row = {0};
    Str *columns = NULL;
    size_t count = 0;
    while (csv_next(&scanner, &row)) {
        if (row.fault != CSV_FINE || (columns != NULL && row.count > 0 && row.count != count)) {
            return error_set(
                error, STATUS_INVALID, STR_FMT ":%lld: %s", STR_ARG(path), (long long)row.line,
                row.fault != CSV_FINE ? csv_fault_words(row.fault)
                                      : "the row has not as many cells as the heading");
        }
        if (columns == NULL) {
            count = row.count;
            columns = arena_alloc(&cases->arena, count, sizeof *columns);
            for (size_t i = 0; i < count; i++) {
                columns[i] = arena_copy(&cases->arena, row.cells[i]);
            }
            continue;
        }
        FileCase *one = row.count > 0 ? add_case(cases, count) : NULL;
        for (size_t i = 0; one != NULL && i < count; i++) {
            if (str_equal(columns[i], STR("name"))) {
                one->name = arena_copy(&cases->arena, row.cells[i]);
            } else if (!str_equal(columns[i], STR("expect"))) {
                add_value(cases, one, columns[i], row.cells[i]);
            }
        }
    }
    return STATUS_OK;
}

Status cases_file_read(Str path, Str decision, FileCases *out_cases, Error *error) {
    FileCases cases = {0};
    CLEANUP(text_release) Text bytes = {.limit = FILE_SIZE_MAX};
    Status status = file_read(path_text(&cases.arena, path), FILE_SIZE_MAX, &bytes, error);
    if (status == STATUS_OK) {
        status = str_ends_with(path, STR(".csv"))
                     ? read_csv(text_str(&bytes), path, &cases, error)
                     : read_yaml(text_str(&bytes), path, decision, &cases, error);
    }
    if (status != STATUS_OK) {
        file_cases_release(&cases);
        return status;
    }
    *out_cases = cases;
    return STATUS_OK;
}

static FeelValue parse_temporal(Arena *arena, Str type, Str text) {
    if (str_equal(type, STR("date"))) {
        Date date = DATE_NONE;
        Month month = {0};
        if (date_parse(text, &date, NULL) == STATUS_OK) {
            return feel_date(date);
        }
        bool is_month = month_parse(text, &month, NULL) == STATUS_OK;
        return is_month ? feel_date(month_first_day(month)) : FEEL_NULL_VALUE;
    }
    return temporal_parse(arena, text);
}

Status case_value_parse(const DmnModel *model, size_t input, Str text, Arena *arena,
                        FeelValue *out_value, Error *error) {
    Str type = dmn_input_type(model, input);
    bool is_yes = str_equal(text, STR("yes")) || str_equal(text, STR("true"));
    FeelValue value = FEEL_NULL_VALUE;
    if (str_equal(text, STR("null")) || text.length == 0) {
        *out_value = value;
        return STATUS_OK;
    }
    if (str_equal(type, STR("string")) || type.length == 0) {
        value = feel_string(arena, text);
    } else if (str_equal(type, STR("number"))) {
        value = number_parse(arena, text);
    } else if (str_equal(type, STR("boolean"))) {
        bool is_no = str_equal(text, STR("no")) || str_equal(text, STR("false"));
        value = is_yes || is_no ? feel_boolean(is_yes) : FEEL_NULL_VALUE;
    } else {
        value = parse_temporal(arena, type, text);
    }
    if (value.kind == FEEL_NULL) {
        return error_set(error, STATUS_INVALID, STR_FMT ": '" STR_FMT "' is no " STR_FMT,
                         STR_ARG(dmn_input_name(model, input)), STR_ARG(text), STR_ARG(type));
    }
    *out_value = value;
    return STATUS_OK;
}

// ---- writing ------------------------------------------------------------------------------------
// Letters, digits and what cannot be mistaken for YAML's own signs.
static bool is_plain(Str text) {
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.data[i];
        bool is_word = c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                       (c >= 'A' && c <= 'Z') || (i > 0 && strchr(" .-_/*+=<>()", (int)c) != NULL);
        if (!is_word) {
            return false;
        }
    }
    return text.length > 0 && text.data[text.length - 1] != ' ' && !str_equal(text, STR("null")) &&
           !str_equal(text, STR("yes")) && !str_equal(text, STR("no")) &&
           !str_equal(text, STR("true")) && !str_equal(text, STR("false"));
}

static void write_text(Str text, Text *out) {
    if (is_plain(text)) {
        text_append(out, text);
        return;
    }
    text_append_char(out, '"');
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] == '"' || text.data[i] == '\\') {
            text_append_char(out, '\\');
        }
        text_append_char(out, text.data[i] == '\n' ? ' ' : text.data[i]);
    }
    text_append_char(out, '"');
}

static void write_yaml_value(FeelValue value, Text *out) {
    CLEANUP(text_release) Text words = {0};
    if (value.kind == FEEL_BOOLEAN) {
        text_append(out, value.number != 0 ? STR("yes") : STR("no"));
        return;
    }
    feel_format(value, &words);
    if (value.kind == FEEL_STRING) {
        write_text(text_str(&words), out);
    } else {
        text_append(out, text_str(&words));
    }
}

static bool is_constant(const CaseTable *table, size_t column) {
    for (size_t i = 1; i < table->case_count; i++) {
        bool is_equal = false;
        FeelValue first = table->values[column];
        FeelValue other = table->values[i * table->column_count + column];
        if (!feel_equal(first, other, &is_equal) || !is_equal) {
            return false;
        }
    }
    return true;
}

static void write_given(const CaseTable *table, Text *out) {
    bool is_first = true;
    text_append(out, STR("    given: {"));
    for (size_t i = 0; i < table->column_count; i++) {
        if (is_constant(table, i)) {
            text_append(out, is_first ? STR("") : STR(", "));
            write_text(table->columns[i], out);
            text_append(out, STR(": "));
            write_yaml_value(table->values[i], out);
            is_first = false;
        }
    }
    text_append(out, STR("}\n"));
}

void cases_write_yaml(const CaseTable *table, Text *out) {
    if (table->date.length > 0) {
        text_format(out, "region: " STR_FMT "\ndate: " STR_FMT "\n", STR_ARG(table->region),
                    STR_ARG(table->date));
    }
    text_append(out, STR("tables:\n  - decision: "));
    write_text(table->decision, out);
    text_append_char(out, '\n');
    write_given(table, out);
    text_append(out, STR("    columns: [name"));
    for (size_t i = 0; i < table->column_count; i++) {
        if (!is_constant(table, i)) {
            text_append(out, STR(", "));
            write_text(table->columns[i], out);
        }
    }
    text_append(out, STR(", expect]\n    rows:\n"));
    for (size_t i = 0; i < table->case_count; i++) {
        text_append(out, STR("      - ["));
        write_text(table->names[i], out);
        for (size_t k = 0; k < table->column_count; k++) {
            if (!is_constant(table, k)) {
                text_append(out, STR(", "));
                write_yaml_value(table->values[i * table->column_count + k], out);
            }
        }
        text_append(out, STR(", "));
        write_yaml_value(table->results[i], out);
        text_append(out, STR("]\n"));
    }
}

void cases_write_csv(const CaseTable *table, Text *out) {
    CLEANUP(text_release) Text cell = {0};
    csv_write_cell(out, STR("name"), true);
    for (size_t i = 0; i < table->column_count; i++) {
        csv_write_cell(out, table->columns[i], false);
    }
    csv_write_cell(out, STR("expect"), false);
    csv_write_end(out);
    for (size_t i = 0; i < table->case_count; i++) {
        csv_write_cell(out, table->names[i], true);
        for (size_t k = 0; k <= table->column_count; k++) {
            text_clear(&cell);
            feel_format(k < table->column_count ? table->values[i * table->column_count + k]
                                                : table->results[i],
                        &cell);
            csv_write_cell(out, text_str(&cell), false);
        }
        csv_write_end(out);
    }
}

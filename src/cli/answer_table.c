// SPDX-License-Identifier: Apache-2.0
#include "cli/answer_table.h"
#include "cli/print.h"

enum { COLUMNS_MAX = 32 };

typedef struct Columns {
    Heading headings[COLUMNS_MAX];
    size_t count;
    bool is_full;
} Columns;

static const DoudiValue *row_of(const DoudiValue *value, size_t row) {
    return doudi_value_kind(value) == DOUDI_LIST ? doudi_value_item(value, row) : value;
}

static size_t row_count(const DoudiValue *value) {
    return doudi_value_kind(value) == DOUDI_LIST ? doudi_value_count(value) : 1;
}

static void add_column(Columns *columns, const char *name) {
    for (size_t i = 0; i < columns->count; i++) {
        if (str_equal(str_from(columns->headings[i].id), str_from(name))) {
            return;
        }
    }
    if (columns->count == COLUMNS_MAX) {
        columns->is_full = true;
        return;
    }
    columns->headings[columns->count++] =
        (Heading){.id = name, .title = {name, name}, .is_number = true};
}

// Every row a context with entries, and not too many different ones: their names. Else one column.
static bool find_columns(DoudiRun *run, const DoudiValue *value, Columns *out_columns) {
    for (size_t row = 0; row < row_count(value); row++) {
        const DoudiValue *context = row_of(value, row);
        DoudiEntry entry;
        for (size_t i = 0; doudi_value_entry(run, context, i, &entry); i++) {
            add_column(out_columns, entry.name);
        }
        if (doudi_value_count(context) == 0 || doudi_value_kind(context) != DOUDI_CONTEXT) {
            return false;
        }
    }
    return out_columns->count > 0 && !out_columns->is_full;
}

static Str cell_text(DoudiRun *run, const DoudiValue *value) {
    const char *text = doudi_value_text(run, value);
    return str_from(text == NULL ? "..." : text);
}

void answer_table_print(Cli *cli, DoudiRun *run, Str name, const DoudiValue *value) {
    Columns columns = {0};
    bool has_names = find_columns(run, value, &columns);
    if (!has_names) {
        columns = (Columns){0};
        add_column(&columns, name.data);
    }
    CLEANUP(listing_release) Listing listing;
    listing_init(&listing, columns.headings, columns.count);
    for (size_t row = 0; row < row_count(value); row++) {
        Str cells[COLUMNS_MAX];
        for (size_t i = 0; i < columns.count; i++) {
            Heading *heading = &columns.headings[i];
            const DoudiValue *whole = row_of(value, row);
            const DoudiValue *cell = has_names ? doudi_value_get(whole, heading->id) : whole;
            DoudiKind kind = doudi_value_kind(cell);
            heading->is_number =
                heading->is_number && (kind == DOUDI_NUMBER || (kind == DOUDI_NULL && row > 0));
            cells[i] = cell_text(run, cell);
        }
        listing_row(&listing, cells);
    }
    listing_print(&listing, cli);
}

// SPDX-License-Identifier: Apache-2.0
#include "format/csv_write.h"

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// [+-] digits [. digits]: a number that a spreadsheet reads as just that.
static bool is_plain_number(Str cell) {
    size_t at = cell.data[0] == '-' || cell.data[0] == '+';
    size_t digits = 0;
    bool has_point = false;
    for (; at < cell.length; at++) {
        if (is_digit(cell.data[at])) {
            digits++;
        } else if (cell.data[at] == '.' && digits > 0 && !has_point) {
            has_point = true;
        } else {
            return false;
        }
    }
    return digits > 0 && is_digit(cell.data[cell.length - 1]);
}

static bool is_like_formula(Str cell) {
    static const Str STARTS = {"=+-@\t\r", 6};
    size_t at = 0;
    return cell.length > 0 && str_find(STARTS, str_slice(cell, 0, 1), &at) &&
           !is_plain_number(cell);
}

static bool needs_quotes(Str cell) {
    for (size_t i = 0; i < cell.length; i++) {
        char c = cell.data[i];
        if (c == ',' || c == '"' || c == '\n' || c == '\r') {
            return true;
        }
    }
    return false;
}

static void write_doubled(Text *out, Str cell) {
    for (size_t i = 0; i < cell.length; i++) {
        if (cell.data[i] == '"') {
            text_append_char(out, '"');
        }
        text_append_char(out, cell.data[i]);
    }
}

void csv_write_cell(Text *out, Str cell, bool is_first) {
    if (!is_first) {
        text_append_char(out, ',');
    }
    bool is_quoted = needs_quotes(cell);
    if (is_quoted) {
        text_append_char(out, '"');
    }
    if (is_like_formula(cell)) {
        text_append_char(out, '\'');
    }
    if (is_quoted) {
        write_doubled(out, cell);
        text_append_char(out, '"');
    } else {
        text_append(out, cell);
    }
}

void csv_write_end(Text *out) {
    text_append(out, STR("\r\n"));
}

void csv_write_row(Text *out, const Str *cells, size_t count) {
    for (size_t i = 0; i < count; i++) {
        csv_write_cell(out, cells[i], i == 0);
    }
    csv_write_end(out);
}

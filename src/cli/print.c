// SPDX-License-Identifier: Apache-2.0
#include "cli/print.h"

#include "base/memory.h"
#include "format/csv_write.h"
#include "format/json.h"

void listing_init(Listing *listing, const Heading *headings, size_t count) {
    *listing = (Listing){.headings = headings, .heading_count = count};
}

void listing_release(Listing *listing) {
    memory_free(listing->cells);
    text_release(&listing->json);
    arena_release(&listing->arena);
    *listing = (Listing){0};
}

void listing_row(Listing *listing, const Str *cells) {
    if (listing->row_count == listing->row_capacity) {
        listing->row_capacity = listing->row_capacity == 0 ? 64 : listing->row_capacity * 2;
        listing->cells = memory_grow(listing->cells, listing->row_capacity * listing->heading_count,
                                     sizeof *listing->cells);
    }
    Str *row = listing->cells + listing->row_count * listing->heading_count;
    for (size_t i = 0; i < listing->heading_count; i++) {
        row[i] = arena_copy(&listing->arena, cells[i]);
    }
    listing->row_count++;
}

void listing_json(Listing *listing, Str object) {
    if (listing->json.length > 0) {
        text_append(&listing->json, STR(",\n"));
    }
    text_append(&listing->json, object);
}

// East Asian wide and full-width characters, which a terminal draws two columns wide.
static bool is_wide(uint32_t c) {
    return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
           (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
           (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x20000 && c <= 0x3FFFD);
}

size_t text_columns(Str text) {
    size_t columns = 0;
    for (size_t at = 0; at < text.length;) {
        columns += is_wide(str_next_character(text, &at)) ? 2 : 1;
    }
    return columns;
}

void text_append_plain(Text *out, Str words) {
    for (size_t at = 0; at < words.length;) {
        size_t start = at;
        uint32_t c = str_next_character(words, &at);
        bool is_control = c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E) ||
                          (c >= 0x2066 && c <= 0x2069);
        text_append(out, is_control ? STR(" ") : str_slice(words, start, at));
    }
}

static void add_cell(Text *line, Str cell, size_t columns, bool is_number) {
    int gap = (int)(columns - text_columns(cell));
    text_format(line, "%*s", is_number ? gap : 0, "");
    text_append_plain(line, cell);
    text_format(line, "%*s  ", is_number ? 0 : gap, "");
}

static void print_line(FILE *out, Text *line) {
    while (line->length > 0 && line->data[line->length - 1] == ' ') {
        line->length--;
    }
    (void)fprintf(out, STR_FMT "\n", STR_ARG(text_str(line)));
}

static void print_table(const Listing *listing, Cli *cli) {
    size_t count = listing->heading_count;
    Str titles[32];
    size_t widths[32];
    CHECK(count <= ARRAY_COUNT(titles));
    for (size_t i = 0; i < count; i++) {
        Words words = listing->headings[i].title;
        titles[i] = str_from(cli_words(cli, words.chinese, words.english));
        widths[i] = text_columns(titles[i]);
        for (size_t row = 0; row < listing->row_count; row++) {
            size_t columns = text_columns(listing->cells[row * count + i]);
            widths[i] = columns > widths[i] ? columns : widths[i];
        }
    }
    CLEANUP(text_release) Text line = {0};
    for (size_t row = 0; row <= listing->row_count; row++) {
        const Str *cells = row == 0 ? titles : listing->cells + (row - 1) * count;
        text_clear(&line);
        for (size_t i = 0; i < count; i++) {
            add_cell(&line, cells[i], widths[i], listing->headings[i].is_number);
        }
        print_line(cli->out, &line);
    }
}

static void print_csv(const Listing *listing, Cli *cli) {
    size_t count = listing->heading_count;
    CLEANUP(text_release) Text line = {0};
    Str ids[32];
    CHECK(count <= ARRAY_COUNT(ids));
    for (size_t i = 0; i < count; i++) {
        ids[i] = str_from(listing->headings[i].id);
    }
    for (size_t row = 0; row <= listing->row_count; row++) {
        text_clear(&line);
        csv_write_row(&line, row == 0 ? ids : listing->cells + (row - 1) * count, count);
        (void)fwrite(line.data, 1, line.length, cli->out);
    }
}

void listing_print(const Listing *listing, Cli *cli) {
    switch (cli->format) {
    case FORMAT_TABLE: print_table(listing, cli); break;
    case FORMAT_JSON:
        (void)fprintf(cli->out, "[" STR_FMT "]\n", STR_ARG(text_str(&listing->json)));
        break;
    case FORMAT_CSV: print_csv(listing, cli); break;
    }
}

void listing_print_some(const Listing *listing, Cli *cli, size_t count) {
    if (cli->format == FORMAT_CSV) {
        listing_print(listing, cli);
        return;
    }
    if (listing->row_count > 0) {
        (void)fputc('\n', cli->out);
        listing_print(listing, cli);
    }
    if (listing->row_count < count) {
        (void)fprintf(cli->out,
                      cli_words(cli, "另有 %zu 行未列出；要更多用 --limit\n",
                                "%zu more are not shown; --limit shows more\n"),
                      count - listing->row_count);
    }
}

Status listing_limit(const Cli *cli, int64_t *out_limit, Error *error) {
    *out_limit = cli->format == FORMAT_TABLE ? 20 : INT64_MAX;
    return cli_number(cli, "limit", 0, out_limit, error);
}

Str number_cell(Arena *arena, int64_t number) {
    return arena_format(arena, "%lld", (long long)number);
}

Str money_cell(Arena *arena, Money amount) {
    CLEANUP(text_release) Text text = {0};
    money_format(amount, &text);
    return arena_copy(arena, text_str(&text));
}

typedef struct Indenter {
    FILE *out;
    int depth;
    bool in_string;
    bool is_escaped;
    char before; // the last character that was no blank
} Indenter;

static void indent_line(const Indenter *indenter) {
    (void)fprintf(indenter->out, "\n%*s", indenter->depth * 2, "");
}

static void indent_bracket(Indenter *indenter, char c) {
    bool opens = c == '{' || c == '[';
    bool is_empty = !opens && (indenter->before == '{' || indenter->before == '[');
    if (!opens) {
        indenter->depth--;
        if (!is_empty) {
            indent_line(indenter);
        }
    }
    (void)fputc(c, indenter->out);
    indenter->depth += opens ? 1 : 0;
}

static void indent_character(Indenter *indenter, char c) {
    if (indenter->in_string) {
        indenter->in_string = c != '"' || indenter->is_escaped;
        indenter->is_escaped = c == '\\' && !indenter->is_escaped;
        (void)fputc(c, indenter->out);
        return;
    }
    if (c == '\n' || c == ' ') {
        return;
    }
    if (c == '}' || c == ']') {
        indent_bracket(indenter, c);
        indenter->before = c;
        return;
    }
    if (indenter->before == '{' || indenter->before == '[' || indenter->before == ',') {
        indent_line(indenter);
    }
    if (c == '{' || c == '[') {
        indent_bracket(indenter, c);
    } else {
        (void)fputc(c, indenter->out);
    }
    if (c == ':') {
        (void)fputc(' ', indenter->out);
    }
    indenter->in_string = c == '"';
    indenter->before = c;
}

void print_json(Cli *cli, Str json) {
    Indenter indenter = {.out = cli->out};
    for (size_t i = 0; i < json.length; i++) {
        indent_character(&indenter, json.data[i]);
    }
    (void)fputc('\n', cli->out);
}

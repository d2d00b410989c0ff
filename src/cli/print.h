// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_PRINT_H
#define CLI_PRINT_H
// Lists as people and programs want them: an aligned table, a JSON list, or CSV; every listing
// command gets all three.
#include "base/money.h"
#include "cli/cli.h"

typedef struct Heading {
    const char *id; // JSON key and CSV header
    Words title;    // table header
    bool is_number; // right-aligned
} Heading;
typedef struct Listing {
    const Heading *headings;
    size_t heading_count;
    Str *cells; // row by row
    size_t row_count, row_capacity;
    Text json; // the rows as JSON objects, made by the service, joined with commas
    Arena arena;
} Listing;

void listing_init(Listing *listing, const Heading *headings, size_t count);
void listing_release(Listing *listing);
void listing_row(Listing *listing, const Str *cells); // heading_count cells, copied
void listing_json(Listing *listing, Str object);      // the same row as JSON
void listing_print(const Listing *listing, Cli *cli);
// Below a summary: the rows that are in it, of `count` that there are; tables say what they leave
// out.
void listing_print_some(const Listing *listing, Cli *cli, size_t count);
// --limit of such a listing: 20 rows of a table, all of the other forms, unless it is given.
MUST_CHECK Status listing_limit(const Cli *cli, int64_t *out_limit, Error *error);
Str number_cell(Arena *arena, int64_t number);
Str money_cell(Arena *arena, Money amount);
size_t text_columns(Str text); // columns on a screen: CJK characters take two
// What files and people wrote may hold line breaks and terminal commands: a blank for each.
void text_append_plain(Text *out, Str words);
// An object out of the service, indented for reading.
void print_json(Cli *cli, Str json);
#endif

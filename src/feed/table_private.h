// SPDX-License-Identifier: Apache-2.0
#ifndef FEED_TABLE_PRIVATE_H
#define FEED_TABLE_PRIVATE_H
// Rows of a sheet or CSV file: finds the header among the first rows, passes over titles, blank
// rows, repeated headers and totals, and hands every other row on by field. Only for feed/.
#include "feed/header_private.h"
#include "feed/rows_private.h"

enum { HEADER_ROWS_MAX = 20 }; // the header is one of them

typedef struct TableRow {
    int64_t number; // as a person counts
    const Cell *cells;
    size_t count;
    Str bytes;      // the row as it stands in the file, for the message; a sheet has none
    bool is_broken; // has no cells, because it could not be read
} TableRow;

typedef struct Table {
    RowReader *reader;
    HeaderWords words;
    Header header;      // count 0: not found yet
    int *columns;       // by field: of the file, -1 none
    size_t first_known; // column of the file that is in the contract
    int64_t header_row;
    size_t known; // heads of the contract in the best row, also when it cannot be the header
    bool needs_all_cells;           // a row with another number of cells than the header is broken
    TableRow kept[HEADER_ROWS_MAX]; // copies, until the header is found
    size_t kept_count;
    Arena arena;
} Table;

void table_init(Table *table, RowReader *reader, bool needs_all_cells);
void table_release(Table *table);
bool table_has_header(const Table *table);
// While the header is looked for: keeps a copy of the row.
void table_keep(Table *table, const TableRow *row);
// Chooses the kept row with the most known heads. INVALID when there is none, or it lacks columns.
MUST_CHECK Status table_settle(Table *table, Error *error);
// After that failed: so many heads are known that rows of the feed must stand below them.
bool table_is_meant(const Table *table);
void table_restart(Table *table); // for the next sheet
// Afterwards: rows in the order of the file, the kept ones included.
void table_take(Table *table, const TableRow *row);
void table_take_kept(Table *table);
// The short way for a row whose cells are all texts and stand in row_texts, which was arranged for
// the header: takes the row when it is surely one, as nearly all are; else says false and leaves it
// to table_take.
bool table_take_texts(Table *table, int64_t number, const Str *texts, size_t count);
#endif

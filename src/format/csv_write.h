// SPDX-License-Identifier: Apache-2.0
#ifndef FORMAT_CSV_WRITE_H
#define FORMAT_CSV_WRITE_H
// Writes CSV rows that spreadsheets open safely: a cell that begins like a formula (= + - @, tab,
// carriage return) gets an apostrophe in front, unless it is a plain number.
#include "base/text.h"

void csv_write_cell(Text *out, Str cell, bool is_first); // with the comma before it
void csv_write_end(Text *out);                           // CRLF, as RFC 4180 wants
void csv_write_row(Text *out, const Str *cells, size_t count);
#endif

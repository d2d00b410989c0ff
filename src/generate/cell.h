// SPDX-License-Identifier: Apache-2.0
#ifndef GENERATE_CELL_H
#define GENERATE_CELL_H
// One value of one row, written as some department would write it. The form of a file is drawn
// once per file; a damaged row breaks in the one cell that its damage is about.
#include "base/date.h"
#include "generate/columns.h"

typedef enum FormKind { FORM_CSV, FORM_JSONL, FORM_XLSX } FormKind;
typedef enum DateForm {
    DATE_DASHES,
    DATE_SLASHES,
    DATE_DOTS,
    DATE_COMPACT,
    DATE_CHINESE,
    DATE_FORM_COUNT
} DateForm;
typedef enum MoneyForm { MONEY_PLAIN, MONEY_COMMAS, MONEY_SHORT, MONEY_WIDE } MoneyForm;

typedef struct Form {
    FormKind kind;
    bool is_gb18030; // only CSV
    bool has_bom;    // only CSV in UTF-8
    bool is_gzip;    // not XLSX
    bool is_crlf;
    bool is_english;       // headers
    bool has_codes;        // codes, not Chinese words
    bool has_serial_dates; // XLSX: dates as numbers
    bool has_line_numbers; // a further column that no contract knows
    bool has_old_numbers;  // a few identity numbers of 15 digits
    bool has_apostrophes;  // before identity numbers
    DateForm dates;
    MoneyForm money;
    NameDot dot;
    uint8_t order[COLUMNS_MAX]; // which column stands where
} Form;

Form form_draw(uint64_t draw, Feed feed, size_t rows);

typedef struct CellPlace {
    const Form *form;
    Feed feed;
    Date delivered; // a date in the future lies behind it
    size_t row;     // small differences between rows of one file
} CellPlace;
void cell_put(Buffer *out, const Column *column, const void *row, const CellPlace *place);

// The column that a row's damage is about; a damage that the feed cannot have becomes a checksum.
Damage damage_of(Feed feed, Damage damage);
const char *damage_name(Damage damage);
// True when the cell is not damaged and is a date: XLSX may write it as a number.
bool cell_is_date(const Column *column, const void *row, int32_t *out_days);
#endif

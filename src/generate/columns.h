// SPDX-License-Identifier: Apache-2.0
#ifndef GENERATE_COLUMNS_H
#define GENERATE_COLUMNS_H
// What the columns of every feed are called and where their values lie in a row.
#include "generate/rows.h"
#include "generate/words.h"

typedef enum CellKind {
    CELL_IDENTITY,      // uint64_t
    CELL_NAME,          // NameId
    CELL_SERIAL,        // uint64_t behind a prefix
    CELL_CODE,          // uint8_t into codes
    CELL_WORD8,         // uint8_t into words
    CELL_WORD16,        // uint16_t into words
    CELL_DATE,          // int32_t
    CELL_MONTH,         // int32_t
    CELL_INSTANT,       // int64_t seconds
    CELL_MONEY,         // int64_t fen
    CELL_INTEGER,       // int32_t
    CELL_HUNDREDTHS,    // int32_t
    CELL_REGION,        // int64_t
    CELL_FLAG,          // uint8_t
    CELL_HOUSEHOLD,     // uint64_t
    CELL_ADDRESS,       // uint64_t
    CELL_EMPLOYER,      // uint16_t: a company's name
    CELL_EMPLOYER_CODE, // uint16_t: its credit code
    CELL_FIRM,          // uint32_t
    CELL_FIRM_CODE,     // uint32_t
    CELL_PLATE,         // uint64_t
    CELL_SERIAL32,      // uint32_t, four digits
} CellKind;

typedef enum ColumnPart { // where a row breaks
    PART_NONE,
    PART_SUBJECT, // identity number of the row's person: checksum, spreadsheet
    PART_EVENT,   // its date: unreal, in the future
    PART_NEEDED,  // a required value: missing
    PART_CLOSED,  // a code out of a closed list: unknown
} ColumnPart;

typedef struct Column {
    const char *name;
    const char *chinese;
    CellKind kind;
    size_t offset;
    const CodeList *codes;
    const WordList *words;
    const char *prefix;
    ColumnPart part;
} Column;

enum { COLUMNS_MAX = 24 };

typedef struct FeedColumns {
    const char *department;
    const char *item;
    const Column *columns;
    uint32_t count;
} FeedColumns;

extern const FeedColumns COLUMNS_F01, COLUMNS_F03, COLUMNS_F04, COLUMNS_F06, COLUMNS_F07,
    COLUMNS_F09, COLUMNS_F11, COLUMNS_F12, COLUMNS_F15, COLUMNS_F17, COLUMNS_F18, COLUMNS_F20,
    COLUMNS_F22, COLUMNS_F28;
const FeedColumns *feed_columns(Feed feed);
#endif

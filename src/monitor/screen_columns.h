// SPDX-License-Identifier: Apache-2.0
#ifndef MONITOR_SCREEN_COLUMNS_H
#define MONITOR_SCREEN_COLUMNS_H
// ScreenColumns: category, amount, registered class and finding of the whole population under one
// pack, decided column by column on a base. Not here: figures and reasons, which are read for
// single households (screener.h).
// Invariant: every value is the one that the interpreter gives for the household.
#include "domain/category.h"
#include "monitor/monitor.h"

typedef struct ScreenColumns { // by row of the base
    size_t count;
    uint8_t *categories; // Category
    uint8_t *registered; // RegisteredClass
    uint8_t *findings;   // ScreenFinding
    int64_t *amounts;    // fen per month
    uint32_t *unclear;   // rows that are undetermined, ascending
    uint64_t
        *unknown; // of these: which inputs of 救助类别 are unknown, the first is bit 0; 0: none
    size_t unclear_count;
    Arena arena;
} ScreenColumns;
// False when a decision that is needed does not compile, or a number is too large for a column:
// then households are screened one after the other. pack: that of the base, whose columns are then
// kept there, or one that shares its facts. Release also after false.
bool screen_columns_fill(ScreenBase *base, const Pack *pack, ScreenColumns *out_columns);
ScreenedHousehold screen_columns_at(const ScreenColumns *columns, const ScreenBase *base,
                                    size_t row);
// Rows that are filled one by one instead.
void screen_columns_reserve(ScreenColumns *columns, size_t count);
void screen_columns_put(ScreenColumns *columns, size_t row, const ScreenedHousehold *screened);
// What monitor_screen does with them: visits every household, and checks those with a finding and
// those guarded against the interpreter.
MUST_CHECK Status screen_columns_visit(const ScreenColumns *columns, const ScreenBase *base,
                                       const Pack *pack, ScreenVisit visit, void *context,
                                       Error *error);
void screen_columns_release(ScreenColumns *columns);
#endif

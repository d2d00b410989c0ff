// SPDX-License-Identifier: Apache-2.0
#ifndef MONITOR_SCREEN_COLUMNS_H
#define MONITOR_SCREEN_COLUMNS_H
// ScreenColumns: category, amount and registered class of the whole population, decided column by
// column. Not here: figures and reasons, which are read for single households (screen.c).
// Invariant: every value is the one that the interpreter gives for the household.
#include "domain/category.h"
#include "facts/columns.h"
#include "monitor/monitor.h"

typedef struct ScreenColumns {
    FactColumns facts;
    uint8_t *categories; // Category, by household of facts
    uint8_t *registered; // RegisteredClass
    int64_t *amounts;    // fen per month
} ScreenColumns;
// False when a decision that is needed does not compile, or a number is too large for a column:
// then households are screened one after the other. facts: of the pack, or of one that shares its
// facts. Release also after false.
bool screen_columns_fill(const Pack *pack, const Facts *facts, Date as_of,
                         ScreenColumns *out_columns);
// What monitor_screen does with them: visits every household, and checks those with a finding and
// one in SCREEN_GUARD_EVERY of the others against the interpreter.
MUST_CHECK Status screen_columns_visit(const ScreenColumns *columns, const Pack *pack,
                                       const Facts *facts, ScreenVisit visit, void *context,
                                       Error *error);
void screen_columns_release(ScreenColumns *columns);
#endif

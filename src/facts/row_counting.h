// SPDX-License-Identifier: Apache-2.0
#ifndef FACTS_ROW_COUNTING_H
#define FACTS_ROW_COUNTING_H
// What live rows count in: the totals of their persons by month, and the chains from a person to
// his rows. Not here: when a row becomes live, and when it is no more (rows.h).
#include "facts/rows.h"

void row_counting_add(RowStore *store, size_t row, const KeptRow *kept); // it became live
void row_counting_take_away(RowStore *store, size_t row,
                            const KeptRow *kept);     // if its state says it counts
void row_counting_chain(RowStore *store, size_t row); // in the chains alone: the totals have it
#endif

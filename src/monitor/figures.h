// SPDX-License-Identifier: Apache-2.0
#ifndef MONITOR_FIGURES_H
#define MONITOR_FIGURES_H
// Figures: the inputs of a decision as people read them: name, unit, value, where a parameter
// stands in the law.
#include "facts/reader.h"
#include "monitor/monitor.h"

typedef struct FigureSource {
    const Pack *pack;
    const FeedContract *contract; // of the row; NULL when there is none
    FactReader *reader;
    HouseholdId household;
} FigureSource;

Figure *figures_of(const FigureSource *source, int binding, const Scalar *inputs, Arena *arena,
                   size_t *out_count);
#endif

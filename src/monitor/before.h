// SPDX-License-Identifier: Apache-2.0
#ifndef MONITOR_BEFORE_H
#define MONITOR_BEFORE_H
// Before: what the rules will want to know about the time before a batch, read while it still is
// before. Not here: the rules (monitor.c).
#include "facts/reader.h"
#include "monitor/rows_of.h"

typedef struct BeforeRule {
    int rule;
    size_t *inputs; // of the rule's decision, those of kind INPUT_FACT_BEFORE
    size_t input_count;
    Scalar *values; // input_count per subject, in the order of the subjects
} BeforeRule;
typedef struct Before {
    Touched subjects; // persons of the rows, households they live in or may enter; of feeds that
                      // move nobody only people who live somewhere
    RowsOf rows;      // of feeds that move nobody: the same after the batch
    BeforeRule *rules;
    size_t rule_count;
    Arena arena; // texts of the values too
} Before;

// The rules that listen to the feed and what they need to know from before.
MUST_CHECK Status before_read(Before *out_before, const Pack *pack, const Facts *facts,
                              FactReader *reader, const Segment *segment, Error *error);
void before_release(Before *before);
// Of the subject, for an input of the rule's decision.
Scalar before_value(const Before *before, size_t rule_index, const AlertRule *rule,
                    uint32_t subject, size_t input);
#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef GENERATE_TRUTH_H
#define GENERATE_TRUTH_H
// Writes what the oracle knows into the truth folder: alerts.csv, categories-YYYY-MM-DD.csv,
// quarantine.csv, summary.json. All UTF-8, lines end with \n, amounts in yuan.
#include "generate/buffer.h"
#include "generate/generate.h"
#include "generate/oracle.h"

MUST_CHECK Status truth_write_alerts(const char *folder, const Oracle *oracle, Error *error);
MUST_CHECK Status truth_write_categories(const char *folder, Oracle *oracle, Date as_of,
                                         Error *error);
MUST_CHECK Status truth_write_quarantine(const char *folder, const Buffer *lines, Error *error);
MUST_CHECK Status truth_write_summary(const char *folder, const GenerateOptions *options,
                                      const GenerateReport *report, const Oracle *oracle,
                                      Error *error);
#endif

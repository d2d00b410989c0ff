// SPDX-License-Identifier: Apache-2.0
#ifndef ANALYSIS_ANALYSIS_H
#define ANALYSIS_ANALYSIS_H
// What can be known about a decision model without running it on real data: gaps, overlaps and dead
// rules of its tables, amounts that are divided too early, expressions that are always null, parts
// that nothing uses. What each finding means and how it is found: docs/decision-tables.md.
// Not here: evaluating (dmn/), files, printing (cli/).
// Invariants: what cannot be understood is said to be so, never taken for right or wrong; the work
// is bounded by steps, and stopping is a finding.
#include "analysis/findings.h"
#include "dmn/dmn.h"

typedef struct AnalysisOptions {
    bool is_policy_pack; // thresholds belong into parameters
    bool is_imported;    // other models may use what this one does not
    uint64_t step_limit; // per table and question; 0: ANALYSIS_STEPS_DEFAULT
    size_t examples_max; // gaps and overlaps shown per table; 0: ANALYSIS_EXAMPLES_DEFAULT
} AnalysisOptions;
enum { ANALYSIS_STEPS_DEFAULT = 3 * 1000 * 1000, ANALYSIS_EXAMPLES_DEFAULT = 10 };

// Every source as a model of its own that may import the others; what is imported is checked where
// it is a source. A model that cannot be read is a finding too. Findings come unsorted.
void analysis_check(const DmnSource *sources, size_t count, AnalysisOptions options,
                    Report *report);
// The model's own file, of a model best read leniently.
void analysis_check_model(const DmnModel *model, AnalysisOptions options, Report *report);
#endif

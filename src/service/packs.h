// SPDX-License-Identifier: Apache-2.0
#ifndef SERVICE_PACKS_H
#define SERVICE_PACKS_H
// Use cases on a policy pack alone, without a county: its tests, and one decision.
#include "base/status.h"
#include "base/text.h"
#include "policy/pack.h"

typedef struct PackTestReport {
    int64_t passed, failed;
    Text lines; // one line per failing case
} PackTestReport;
MUST_CHECK Status packs_test(const PackFile *files, size_t count, PackTestReport *out_report,
                             Error *error);
void pack_test_report_release(PackTestReport *report);
// input: JSON object of input names and values, with optional "region" and "date". JSON out: the
// result, inputs with references, the trace when asked for.
MUST_CHECK Status packs_decide(const PackFile *files, size_t count, Str decision, Str input,
                               bool with_trace, Text *out_json, Error *error);
#endif

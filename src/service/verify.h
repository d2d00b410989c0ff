// SPDX-License-Identifier: Apache-2.0
#ifndef SERVICE_VERIFY_H
#define SERVICE_VERIFY_H
// Proof that the county is whole: digests, recomputed facts and registry, audit chain; and the
// comparison with a generated county's truth.
#include "service/service.h"

typedef struct VerifyReport {
    int64_t segments, rows, persons, households, audit_lines;
    int64_t failures; // 0: everything agrees
    Text lines;       // one line for every check: what was checked and what was found
} VerifyReport;
MUST_CHECK Status verify_county(Service *service, VerifyReport *out_report, Error *error);
void verify_report_release(VerifyReport *report);

typedef struct TruthFile {
    Str name; // alerts.csv, categories-2025-12-31.csv
    Str bytes;
} TruthFile;
typedef struct TruthReport {
    int64_t expected, found, missed, false_ones;
    Text lines; // per rule and per category file, and the first differences
} TruthReport;
MUST_CHECK Status verify_truth(Service *service, const TruthFile *files, size_t count,
                               TruthReport *out_report, Error *error);
void truth_report_release(TruthReport *report);
#endif

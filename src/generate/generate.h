// SPDX-License-Identifier: Apache-2.0
#ifndef GENERATE_GENERATE_H
#define GENERATE_GENERATE_H
// Invents a county: people, their troubles, and the files that the departments would send about
// them, in the messy forms of real life; and beside them the truth, computed by a small oracle that
// shares no code with the engine. Same options, same bytes.
//   OUT/feeds  department files, named FEED-YYYYMMDD[-part].ext
//   OUT/truth  alerts.csv, categories-YYYY-MM-DD.csv (two dates), quarantine.csv, summary.json
#include "base/date.h"

enum { GENERATE_FEEDS_MAX = 14, GENERATE_PERSONS_MAX = 4000000, GENERATE_MONTHS_MAX = 60 };

typedef void (*GenerateProgress)(void *context, Month month, int64_t rows);

typedef struct GenerateOptions {
    const char *out_folder; // made when it is not there
    int64_t persons;        // about; households are kept whole. At least 100
    uint64_t seed;
    Month from;      // 2023-01 or later: earlier figures are not known
    Month to;        // the last month, included
    int64_t region6; // county code; 0 means 330303
    GenerateProgress progress;
    void *progress_context;
} GenerateOptions;

typedef struct GenerateFeedReport {
    const char *feed;
    int64_t files;
    int64_t rows;
    int64_t quarantined;
} GenerateFeedReport;

typedef struct GenerateReport {
    int64_t persons;
    int64_t households;
    int64_t files;
    int64_t bytes; // of the department files
    int64_t alerts;
    GenerateFeedReport feeds[GENERATE_FEEDS_MAX];
} GenerateReport;

MUST_CHECK Status generate_county(const GenerateOptions *options, GenerateReport *out_report,
                                  Error *error);
#endif

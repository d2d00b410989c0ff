// SPDX-License-Identifier: Apache-2.0
#ifndef SERVICE_LOAD_H
#define SERVICE_LOAD_H
// Loading department files: one file is one batch, accepted in one store transaction with
// everything that follows from it (segment, registry, alerts, quarantine, audit), or not at all.
#include "service/service.h"

typedef struct LoadFile {
    Str name; // file name without folder
    Str bytes;
    Str side_bytes; // NAME.envelope.json when there is one
} LoadFile;
typedef struct LoadReport {
    BatchId batch; // of this file; of the earlier batch when is_known
    Str feed;      // contract's id, lives as long as the pack
    Date delivered;
    bool is_known; // the very same bytes were accepted before: nothing changed
    int64_t read, accepted, unchanged, quarantined, skipped;
    int64_t alerts;
    int64_t suppressed; // hits that cool-down or death held back
} LoadReport;
// INVALID refuses the whole file with the reason; nothing of it is kept.
MUST_CHECK Status load_file(Service *service, const LoadFile *file, LoadReport *out_report,
                            Error *error);
void load_report_json(const LoadReport *report, Str file_name, Text *out);

// The order in which files are loaded: delivery date, feed, name. Files without a delivery date
// sort last (and are refused by load_file).
int load_file_compare(const LoadFile *a, const LoadFile *b);
#endif

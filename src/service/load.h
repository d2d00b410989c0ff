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
    char ignored[200];  // heads of columns the contract does not know, as many as fit
} LoadReport;
// INVALID refuses the whole file with the reason; nothing of it is kept.
MUST_CHECK Status load_file(Service *service, const LoadFile *file, LoadReport *out_report,
                            Error *error);
void load_report_json(const LoadReport *report, Str file_name, Text *out);

typedef struct BatchView { // one accepted file
    BatchId batch;
    Str feed, feed_name, file;
    Date delivered;
    int64_t read, accepted, unchanged, quarantined, skipped;
    Str digest;
} BatchView;
typedef struct BatchViews {
    BatchView *items;
    size_t count;
    Arena arena;
} BatchViews;
// The newest batches first; limit 0 means 100.
MUST_CHECK Status load_batches(Service *service, int64_t limit, bool is_english,
                               BatchViews *out_views, Error *error);
void batch_views_release(BatchViews *views);
void batch_view_json(const BatchView *view, Text *out);

// The order in which files are loaded: delivery date, feed, name. Files that do not say their
// delivery date or feed sort last (and are refused by load_file).
typedef struct LoadKey {
    Date delivered;
    char feed[8];
} LoadKey;
LoadKey load_key(const LoadFile *file);
int load_key_compare(const LoadKey *a, Str a_name, const LoadKey *b, Str b_name);
#endif

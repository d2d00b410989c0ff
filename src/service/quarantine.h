// SPDX-License-Identifier: Apache-2.0
#ifndef SERVICE_QUARANTINE_H
#define SERVICE_QUARANTINE_H
// Rows that could not be used, kept with the reason, until a corrected row takes their place.
#include "service/load.h"

typedef struct QuarantineQuery {
    Str feed;            // "" any
    Str file;            // file name, "" any
    bool with_corrected; // else only open ones
    int64_t limit;       // 0: 1,000
    bool is_english;
} QuarantineQuery;
typedef struct QuarantineView {
    int64_t id;
    BatchId batch;
    Str feed, file;
    int64_t row;
    Str column, value; // identity numbers masked
    Str reason_id, reason, remedy;
    Str cells; // CSV of the contract's columns; only for export
    bool is_corrected;
} QuarantineView;
typedef struct QuarantineViews {
    QuarantineView *items;
    size_t count;
    int64_t total; // that match, before the limit
    Arena arena;
} QuarantineViews;
MUST_CHECK Status quarantine_list(Service *service, const QuarantineQuery *query,
                                  QuarantineViews *out_views, Error *error);
void quarantine_views_release(QuarantineViews *views);
void quarantine_view_json(const QuarantineView *view, Text *out);
// One CSV per feed: quarantine_id, file, row, column, value, reason, remedy, then the contract's
// columns as sent. Leaves an audit line. TOO_LARGE over the limit of out_csv.
MUST_CHECK Status quarantine_export(Service *service, Str feed, Text *out_csv, Error *error);
// Loads a corrected export as a batch of its feed, delivered on the county clock. Its rows take the
// place of those they name; a row that still cannot be used is quarantined anew.
MUST_CHECK Status quarantine_reload(Service *service, const LoadFile *file, LoadReport *out_report,
                                    Error *error);
#endif

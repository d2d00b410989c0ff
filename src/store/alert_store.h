// SPDX-License-Identifier: Apache-2.0
#ifndef STORE_ALERT_STORE_H
#define STORE_ALERT_STORE_H
// Alerts as they were raised; never changed. Invariant: alert ids grow in the order in which alerts
// were added, so the newest id a reader has seen is where it goes on.
#include "base/date.h"
#include "base/ids.h"
#include "base/region.h"
#include "store/store.h"

typedef struct AlertRow {
    AlertId alert; // set by alert_store_add
    HouseholdId household;
    PersonId person; // 0: the household
    BatchId batch;
    Str rule;    // "W01"
    Date raised; // on the county clock
    Date due;    // DATE_NONE: at the next review
    int urgency; // AlertUrgency and AlertDirection of policy/pack.h
    int direction;
    bool is_raised;      // urgency went up a colour
    bool is_lowered;     // exit became verify
    AlertId merged_into; // 0: stands for itself
    Str value;           // decimal text; "" none
    Str figures;         // JSON list
    Str sources;         // JSON list
    Str pack_version;
    Instant created_at;
} AlertRow;

// Gives each row its id, in order. A merged_into below 0 points into `rows`: -1 is rows[0], -2
// rows[1].
MUST_CHECK Status alert_store_add(Store *store, AlertRow *rows, size_t count, Error *error);

typedef struct AlertFilter { // start from ALERT_FILTER_ALL
    Str rule;                // "" any
    int urgency;             // 0 any
    int direction;           // -1 any
    HouseholdId household;   // 0 any
    BatchId batch;           // 0 any
    Region region;           // 0 any; else in the region or one inside it (the household's now)
    Date raised_from;        // inclusive; DATE_NONE any
    Date raised_to;          // inclusive; DATE_NONE any
    AlertId merged_into;     // 0 any
    AlertId after;           // 0: from the start; else those behind it in the order asked for
    int64_t limit;           // 0: STORE_LIST_MAX
    bool is_newest_first;
} AlertFilter;
#define ALERT_FILTER_ALL                                                                           \
    ((AlertFilter){.direction = -1, .raised_from = DATE_NONE, .raised_to = DATE_NONE})

MUST_CHECK Status alert_store_list(Store *store, const AlertFilter *filter, Arena *arena,
                                   AlertRow **out_rows, size_t *out_count, Error *error);
MUST_CHECK Status alert_store_get(Store *store, AlertId alert, Arena *arena, AlertRow *out_row,
                                  Error *error); // NOT_FOUND
MUST_CHECK Status alert_store_count(Store *store, const AlertFilter *filter, int64_t *out_count,
                                    Error *error); // after and limit do not count
MUST_CHECK Status alert_store_newest(Store *store, AlertId *out_alert, Error *error); // 0: none
// The first alert of the household raised on that date that stands for itself: where a later one of
// the day is merged into. 0: none.
MUST_CHECK Status alert_store_first_on(Store *store, HouseholdId household, Date raised,
                                       AlertId *out_alert, Error *error);
// Oldest first. Only alert, rule, household, person, raised, direction, is_lowered and value are
// filled: what a rule remembers. The row lasts during the call.
typedef void (*AlertVisit)(void *context, const AlertRow *row);
MUST_CHECK Status alert_store_each(Store *store, AlertVisit visit, void *context, Error *error);
#endif

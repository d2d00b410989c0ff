// SPDX-License-Identifier: Apache-2.0
#ifndef SERVICE_ALERTS_H
#define SERVICE_ALERTS_H
// Reading and explaining alerts. Names and identity numbers come out masked.
#include "service/service.h"

typedef struct AlertQuery {
    Str rule;              // "" any
    Str urgency;           // red, orange, yellow, blue; "" any
    Str direction;         // help, exit, verify; "" any
    HouseholdId household; // 0 any
    Region region;         // 0 any; else the region or one inside it
    Date from, to;         // raised; DATE_NONE any
    AlertId after;         // only later ones (the live stream), oldest first; 0: newest first
    bool is_oldest_first;  // also without `after`
    int64_t limit;         // 0: 100; at most 10,000
    bool is_english;
} AlertQuery;
// What people see of one alert; texts live until the view is released.
typedef struct AlertView {
    AlertId id;
    Str rule, rule_name, urgency, direction; // urgency and direction as ids: red, help
    HouseholdId household;
    Str household_number;
    Region region;
    Str region_name;
    PersonId person;     // 0: the household
    Str person_name;     // masked; the head's for household alerts
    Str person_identity; // masked
    Date raised, due;
    bool is_raised, is_lowered;
    AlertId merged_into; // 0 none
    Str reason;          // one sentence
    Str figures;         // JSON list of {name, value, unit, reference}
    Str sources;         // JSON list of {batch, file, row}
    Str pack_version;
} AlertView;
typedef struct AlertViews {
    AlertView *items;
    size_t count;
    Arena arena;
} AlertViews;
MUST_CHECK Status alert_list(Service *service, const AlertQuery *query, AlertViews *out_views,
                             Error *error);
MUST_CHECK Status alert_get(Service *service, AlertId id, bool is_english, AlertViews *out_views,
                            Error *error);
void alert_views_release(AlertViews *views);
void alert_view_json(const AlertView *view, Text *out);
void alert_views_json(const AlertViews *views, Text *out); // a list

// Why an alert spoke: what alert_view_json has, and the trace of its decision re-run on the stored
// figures, the rows it came from as the department sent them (typed), and the later alerts merged
// into it.
MUST_CHECK Status alert_explain_json(Service *service, AlertId id, bool is_english, Text *out,
                                     Error *error);
MUST_CHECK Status alert_newest(Service *service, AlertId *out_id, Error *error);
#endif

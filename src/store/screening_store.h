// SPDX-License-Identifier: Apache-2.0
#ifndef STORE_SCREENING_STORE_H
#define STORE_SCREENING_STORE_H
// Whole-population screenings and what they found.
#include "base/date.h"
#include "base/ids.h"
#include "base/money.h"
#include "base/region.h"
#include "store/store.h"

enum { SCREENING_CATEGORIES_MAX = 16, SCREENING_FINDINGS_MAX = 4 };

typedef struct ScreeningRow {
    int64_t run; // set by screening_store_begin
    Date as_of;
    Str pack_version;
    Instant started_at;
    Instant finished_at; // 0 until screening_store_finish
    int64_t households;
    int64_t by_category[SCREENING_CATEGORIES_MAX]; // by Category of domain/category.h
    int64_t by_finding[SCREENING_FINDINGS_MAX];    // agrees, should be, should not be, undetermined
    Money monthly_amount;
} ScreeningRow;
typedef struct FindingRow {
    HouseholdId household;
    Str category;   // "dibao_income"
    Str registered; // "dibao"
    int finding;    // ScreenFinding of monitor/monitor.h
    Money amount;
    Str figures; // JSON list
    Str reason;  // undetermined: what is missing
} FindingRow;

// as_of, pack_version and started_at are given; the run's number is set.
MUST_CHECK Status screening_store_begin(Store *store, ScreeningRow *row, Error *error);
MUST_CHECK Status screening_store_add(Store *store, int64_t run, const FindingRow *rows,
                                      size_t count, Error *error);
MUST_CHECK Status screening_store_finish(Store *store, const ScreeningRow *row, Error *error);

// run 0: the newest finished one; NOT_FOUND when there is none.
MUST_CHECK Status screening_store_get(Store *store, int64_t run, Arena *arena,
                                      ScreeningRow *out_row, Error *error);
typedef struct FindingFilter { // start from FINDING_FILTER_ALL
    int64_t run;
    int finding;       // -1 any
    Str category;      // "" any
    Region region;     // 0 any; else in the region or one inside it
    HouseholdId after; // only later ones
    int64_t limit;     // 0: STORE_LIST_MAX
} FindingFilter;
#define FINDING_FILTER_ALL ((FindingFilter){.finding = -1})
// Ascending by household.
MUST_CHECK Status screening_store_findings(Store *store, const FindingFilter *filter, Arena *arena,
                                           FindingRow **out_rows, size_t *out_count, Error *error);
#endif

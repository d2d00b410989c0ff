// SPDX-License-Identifier: Apache-2.0
#ifndef SERVICE_SCREENING_H
#define SERVICE_SCREENING_H
// Whole-population screening: everyone's category recomputed, compared with the register.
#include "service/service.h"

typedef struct ScreeningFinding {
    HouseholdId household;
    Str household_number;
    Region region;
    Str region_name;
    Str head_name;  // masked
    Str finding;    // should_be_helped, should_not_be_helped, undetermined
    Str category;   // id: dibao_income ...
    Str registered; // id: dibao ...
    Money amount;   // per month, of the category
    Str figures;    // JSON list of {name, value, unit, reference}
    Str reason;     // undetermined: what is missing
} ScreeningFinding;
typedef struct Screening {
    int64_t run;
    Date as_of;
    int64_t households;
    int64_t by_category[16];    // by Category
    int64_t by_finding[4];      // agrees, should_be_helped, should_not_be_helped, undetermined
    Money monthly_amount;       // sum over all households that qualify
    ScreeningFinding *findings; // all but agrees
    size_t count;
    int64_t took_us;
    Arena arena;
} Screening;
// as_of DATE_NONE: the county clock. An earlier date answers with what was known then (the archive
// up to it is replayed).
MUST_CHECK Status screening_run(Service *service, Date as_of, bool is_english,
                                Screening *out_screening, Error *error);
void screening_release(Screening *screening);
void screening_json(const Screening *screening, Text *out);
#endif

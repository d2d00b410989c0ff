// SPDX-License-Identifier: Apache-2.0
#ifndef SERVICE_BACK_TEST_H
#define SERVICE_BACK_TEST_H
// Back-test: the whole archive replayed under the present pack and under a draft, with cool-downs,
// raising and merging as in life; their alerts beside what then happened. Nothing is written. What
// is counted: docs/simulation.md.
#include "monitor/back_test.h"
#include "service/simulate.h"

enum { SIDE_PRESENT, SIDE_DRAFT, SIDE_COUNT };

typedef struct BackTestRule { // one rule, by id; what its alerts in the span came to
    Str id, name;
    Str direction;
    int64_t alerts[SIDE_COUNT];
    int64_t merged[SIDE_COUNT]; // of them: not the household's first of the day
    int64_t sequels[SIDE_COUNT][SEQUEL_COUNT];
    int64_t caught[SIDE_COUNT]; // outcomes in the span whose first warning it was
} BackTestRule;
typedef struct BackTestCell { // alerts of one rule in one week and township
    Date week;                // its Monday
    Region region;            // township of the household, as it is now
    size_t rule;              // index into rules
    int64_t alerts[SIDE_COUNT];
} BackTestCell;
typedef struct OutcomeView {
    Outcome outcome;
    Str household_number;
    Region region;
    Str region_name;
    Str head_name; // masked
    OutcomeCatch caught[SIDE_COUNT];
} OutcomeView;

typedef enum StoreAgreement {
    AGREEMENT_SAME,        // replaying under the present pack gave the very alerts of the store
    AGREEMENT_OTHER_PACKS, // not to be expected: some batches were loaded under another pack
    AGREEMENT_DIFFERS,     // it did not, and should have: `difference` says where
} StoreAgreement;
const char *agreement_id(StoreAgreement agreement); // "same"

typedef struct BackTest {
    BackTestSpan span;
    bool has_draft; // else only the present pack was tried
    DraftView draft;
    Pack *draft_pack;
    StoreAgreement agreement;
    Str difference;
    Trial trials[SIDE_COUNT];
    BackTestRule *rules;
    size_t rule_count;
    BackTestCell *cells; // by week, region, rule
    size_t cell_count;
    OutcomeView *outcomes; // those in the span, by date
    size_t outcome_count;
    int64_t outcome_sums[2];     // of help, of exit
    int64_t week_count;          // that the span touches
    int64_t busiest[SIDE_COUNT]; // alerts in the week with the most
    bool is_english;
    Arena arena;
} BackTest;

typedef struct BackTestRequest {
    DraftRequest draft; // neither pack nor changes: the present pack alone
    Month from, to;     // of outcomes and alerts that are counted; months -1: all there are
    int within_days;    // 0: BACK_TEST_WITHIN_DAYS
} BackTestRequest;
MUST_CHECK Status back_test_run(Service *service, const BackTestRequest *request,
                                BackTest *out_back_test, Error *error);
void back_test_release(BackTest *back_test);
// The rule of an alert; "" for alert -1.
Str back_test_rule_of(const BackTest *back_test, size_t side, int64_t alert);

// ---- back_test_views.c
void outcome_view_json(const BackTest *back_test, const OutcomeView *view, Text *out);
void back_test_json(const BackTest *back_test, Text *out);
#endif

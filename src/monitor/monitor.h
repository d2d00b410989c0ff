// SPDX-License-Identifier: Apache-2.0
#ifndef MONITOR_MONITOR_H
#define MONITOR_MONITOR_H
// Monitor: events + facts + rules -> alerts; and whole-population screening. Pure: the clock is the
// county clock, the store is elsewhere. The meaning of every word: docs/monitoring.md sections 5
// to 7. Invariant: the same segments in the same order raise the same alerts, with the same
// figures, whatever happened in between.
#include "domain/category.h"
#include "monitor/screen_base.h"
#include "platform/hands.h"

typedef struct Figure { // one input of the rule as it was
    Str name;
    Str unit;
    Scalar value;
    Str reference; // parameters: document and article; "" else
} Figure;
typedef struct SourceRow {
    BatchId batch;
    int64_t row; // in the file
    uint32_t segment_row;
} SourceRow;
typedef struct RaisedAlert { // texts live in the MonitorResult's arena or the pack
    int rule;                // index in the pack
    HouseholdId household;
    PersonId person; // 0 for household scope
    Date raised;
    Date due;                 // DATE_NONE for blue
    AlertUrgency urgency;     // after raising
    AlertDirection direction; // after lowering
    bool is_raised;           // urgency went up a colour
    bool is_lowered;          // exit became verify
    int merged_with; // index of the earlier alert of this result; -1: none here (the store knows
                     // earlier ones of the day)
    Scalar value;
    const Figure *figures;
    size_t figure_count;
    const SourceRow *sources; // rows of this batch about the subject, at most 32
    size_t source_count;
} RaisedAlert;

typedef struct Monitor Monitor; // rule memory: when each rule spoke last about whom
Monitor *monitor_new(const Pack *pack);
void monitor_free(Monitor *monitor);
// Tells the monitor of an alert raised in an earlier run (from the store, oldest first).
void monitor_remember(Monitor *monitor, int rule, HouseholdId household, PersonId person,
                      Date raised, AlertDirection rule_direction, Scalar value);

typedef struct MonitorResult {
    RaisedAlert *alerts;
    size_t alert_count;
    size_t evaluated;  // rule evaluations
    size_t suppressed; // hits held back by cool-down or death
    Arena arena;
} MonitorResult;
// Applies the segment to the facts and evaluates every rule that listens to its feed. hands:
// threads that may be free, and then ask rules too, with the same result; NULL: none.
MUST_CHECK Status monitor_apply(Monitor *monitor, Facts *facts, const Segment *segment,
                                Hands *hands, MonitorResult *out_result, Error *error);
void monitor_result_release(MonitorResult *result);
// The same with several packs' rules over one state of facts (facts/reader.h says which packs fit).
enum { MONITORS_MAX = 2 };
MUST_CHECK Status monitor_apply_all(Monitor *const *monitors, size_t count, Facts *facts,
                                    const Segment *segment, Hands *hands,
                                    MonitorResult *out_results, Error *error);

// ---- screening
// ------------------------------------------------------------------------------------------------------------
typedef enum ScreenFinding {
    FINDING_AGREES,
    FINDING_SHOULD_BE_HELPED,
    FINDING_SHOULD_NOT_BE_HELPED,
    FINDING_UNDETERMINED
} ScreenFinding;
ScreenFinding screen_finding(Category category, RegisteredClass registered);
typedef struct ScreenedHousehold {
    HouseholdId household;
    Category category;
    Money amount; // per month
    RegisteredClass registered;
    ScreenFinding finding;
    const Figure *figures; // only for findings other than AGREES; valid during the call
    size_t figure_count;
    Str reason; // undetermined: what is missing
} ScreenedHousehold;
typedef void (*ScreenVisit)(void *context, const ScreenedHousehold *screened);
// Every open household with a counted member, ascending. Decided column by column where the pack's
// decisions compile; those with a finding, and one in SCREEN_GUARD_EVERY of the others, are decided
// by the interpreter as well, and CORRUPT names the household and both answers when they differ:
// then nothing of what was visited may be published.
MUST_CHECK Status monitor_screen(const Pack *pack, const Facts *facts, Date as_of,
                                 ScreenVisit visit, void *context, Error *error);
// The same on a base that is kept.
MUST_CHECK Status monitor_screen_on(ScreenBase *base, const Pack *pack, ScreenVisit visit,
                                    void *context, Error *error);
// The same by the interpreter alone.
void monitor_screen_one_by_one(const Pack *pack, const Facts *facts, Date as_of, ScreenVisit visit,
                               void *context);

// ---- explaining
// --------------------------------------------------------------------------------------------------------------
// Fills the rule's sentence: holes {名} take figures by name.
void monitor_sentence(const AlertRule *rule, const Figure *figures, size_t count, Str person_name,
                      bool is_english, Text *out);
#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef ANALYSIS_FINDINGS_H
#define ANALYSIS_FINDINGS_H
// What an analysis found, as plain data for people and programs: kind, place, a sentence in both
// languages, an example. Not here: finding anything (analysis.h), printing (cli/).
// Invariant: all texts live as long as the report.
#include "base/arena.h"
#include "base/text.h"

typedef enum Severity { SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_ADVICE, SEVERITY_NOTE } Severity;
enum { SEVERITY_COUNT = SEVERITY_NOTE + 1 };

typedef enum FindingKind {
#define FINDING(symbol, severity, chinese, english) FINDING_##symbol,
#include "analysis/kinds.def"
#undef FINDING
    FINDING_KIND_COUNT
} FindingKind;

typedef struct Finding {
    FindingKind kind;
    Str file;
    int line;
    Str element;       // the decision or knowledge model; "" for the whole model
    size_t rule;       // of a decision table, from 1; 0: of no rule
    size_t other_rule; // the rule it is about as well; 0: none
    size_t column;     // from 1; 0: of no column
    bool is_output;    // `column` counts outputs
    Str chinese;
    Str english;
    Str example; // of a table: a value per input column, as FEEL; "" when there is none
    Str excerpt; // the line of the expression and a caret below it; "" when there is none
    Str rewrite; // the expression as it should be; "" when there is none
} Finding;

typedef struct Report {
    Arena arena;
    Finding *items; // in the order they were found, then as report_sort leaves them
    size_t count;
    size_t capacity;
    size_t severities[SEVERITY_COUNT];
} Report;

void report_release(Report *report);
// Errors first; within one severity by file, line, rule.
void report_sort(Report *report);
// Adds a finding with its place; borrowed until the next one is added. The sentence is still to be
// said.
Finding *report_add(Report *report, FindingKind kind, Str file, int line, Str element);
// Both formats take the same arguments in the same order.
void finding_say(Report *report, Finding *finding, const char *chinese, const char *english, ...)
    __attribute__((format(printf, 3, 5), format(printf, 4, 5)));

Severity finding_severity(const Finding *finding);
const char *finding_id(FindingKind kind); // "masked_rule"
const char *finding_name(FindingKind kind, bool is_english);
const char *severity_id(Severity severity); // "error"
const char *severity_name(Severity severity, bool is_english);
#endif

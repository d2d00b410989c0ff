// SPDX-License-Identifier: Apache-2.0
#ifndef ANALYSIS_CASES_H
#define ANALYSIS_CASES_H
// Test cases for a decision: for every rule of its table a case in which it fires, for every
// condition of a rule one in which that condition alone fails (with the first, the pair that
// modified condition/decision coverage asks for), and for every boundary the values one unit below,
// on and above it. Found by search over the input data the decision rests on, with the engine as
// judge. Not here: how cases are written down (cli/). Invariants: every result is the engine's own;
// what was not reached is said, never made up.
#include "analysis/boundary.h"

typedef enum AimKind {
    AIM_FIRES,     // the rule fires
    AIM_CONDITION, // of the rule's conditions one alone fails
    AIM_BELOW,     // the boundary: one unit below
    AIM_ON,
    AIM_ABOVE,
} AimKind;

typedef struct Aim {
    AimKind kind;
    size_t rule;     // from 1; 0: a boundary
    size_t column;   // from 1, of AIM_CONDITION
    size_t boundary; // of a boundary: its place
    bool is_reached;
} Aim;

typedef struct TestCase {
    FeelValue *inputs; // one per input data of the model
    FeelValue result;
    size_t first_aim; // the first aim it was kept for
} TestCase;

typedef struct CaseSearch {
    Probe probe;
    Boundaries boundaries;
    Aim *aims;
    size_t aim_count;
    TestCase *cases;
    size_t case_count;
    size_t case_capacity;
    size_t **best; // per table and rule: the fewest of its cells and rivals that stood against it
    const bool *is_fixed; // per input data: a parameter, left as it is given; may be NULL
    int *scales;          // per input data: digits behind the point that it moves by
    size_t try_limit;
    Arena arena;
} CaseSearch;

enum { CASE_TRIES_DEFAULT = 200 * 1000 };

void case_search_init(CaseSearch *search, const DmnModel *model, size_t decision, bool is_strict);
void case_search_release(CaseSearch *search);
// What a given case reaches; for measuring cases that exist.
void case_search_measure(CaseSearch *search, const FeelValue *inputs);
// Finds cases from the one given (a value per input data; nulls are filled in). scale_min: digits
// behind the point that numbers move by at least, 2 for money.
void case_search_run(CaseSearch *search, const FeelValue *base, int scale_min);
size_t case_search_reached(const CaseSearch *search, AimKind from, AimKind to);
size_t case_search_total(const CaseSearch *search, AimKind from, AimKind to);
// "规则 3 符合", "rule 3 but for input 2"
void aim_write(const CaseSearch *search, const Aim *aim, bool is_english, Text *out);
#endif

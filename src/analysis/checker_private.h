// SPDX-License-Identifier: Apache-2.0
#ifndef ANALYSIS_CHECKER_PRIVATE_H
#define ANALYSIS_CHECKER_PRIVATE_H
// One model being checked.
#include "analysis/analysis.h"
#include "analysis/grid.h"

typedef struct Checker {
    const DmnModel *model;
    Report *report;
    AnalysisOptions options;
    Arena *scratch; // until the model is done
} Checker;

// A finding about the element's expression, with the place inside the text when there is one.
Finding *checker_find(Checker *checker, FindingKind kind, const Element *element, int line);
void checker_point(Checker *checker, Finding *finding, const Code *code, size_t offset);

void check_table(Checker *checker, const Element *owner, const Table *table);
void check_outputs(Checker *checker, const Element *owner, const Table *table,
                   const bool *is_dead); // is_dead: per rule, it never fires
void check_quotients(Checker *checker);
void check_model_parts(Checker *checker); // unused, shadowed, without logic
void check_codes(Checker *checker);       // expressions one by one
void check_plans(Checker *checker);       // decisions that do not compile for screening

// ---- outputs of a table, compared ---------------------------------------------------------------
typedef struct OutputCell {
    const Ast *tree; // NULL: none
    FeelValue value;
    bool is_constant;
} OutputCell;
// Rule by rule, as the table has them.
OutputCell *outputs_read(Arena *arena, const Table *table);
// Under PRIORITY; smaller is better, as hit_policy.c ranks. false: an output is not known before it
// is computed.
bool table_rule_rank(const Table *table, const OutputCell *cells, size_t rule, uint64_t *out_rank);
bool outputs_same(const Table *table, const OutputCell *cells, size_t rule, size_t other);
#endif

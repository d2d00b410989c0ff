// SPDX-License-Identifier: Apache-2.0
#ifndef ANALYSIS_PROBE_H
#define ANALYSIS_PROBE_H
// One decision evaluated with everything that its cases are about: which cells of its table held,
// which rule had its way. Not here: which cases there should be (cases.h).
// Invariant: the answer and every cell are what the engine says.
#include "dmn/eval.h"

// A decision table among what was evaluated.
typedef struct ProbeTable {
    const Element *element;
    const Table *table;
    bool *holds;    // rule by rule, the cells
    bool *fires;    // per rule: it matched, and its output counted
    size_t *misses; // per rule: cells that did not hold
    const struct OutputCell *outputs;
} ProbeTable;

typedef struct Probe {
    const DmnModel *model;
    const Element *element;
    const ProbeTable *own; // of the decision itself; NULL: its logic is no table
    ProbeTable *tables;    // of all decisions that it rests on, and its own
    size_t table_count;
    bool is_strict;
    Arena arena; // of the last evaluation
    FeelRun run;
    FeelValue *values; // of all elements; live until the next evaluation
    FeelValue result;
    size_t tried; // evaluations so far
    Arena kept;
} Probe;

void probe_init(Probe *probe, const DmnModel *model, size_t decision, bool is_strict);
void probe_release(Probe *probe);
// inputs: one per input data, as dmn_decide takes them.
void probe_run(Probe *probe, const FeelValue *inputs);
// A piece of FEEL of an element, with the values of the last evaluation; null when it was not
// evaluated.
FeelValue probe_evaluate(Probe *probe, const Element *owner, const FeelProgram *program);
#endif

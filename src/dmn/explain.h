// SPDX-License-Identifier: Apache-2.0
#ifndef DMN_EXPLAIN_H
#define DMN_EXPLAIN_H
// The parts of an expression that a trace has as one node: it is run once more with the values it
// read. Private to dmn/.
#include "dmn/trace.h"

typedef struct Explained {
    const FeelNote *notes;
    size_t count;
} Explained;
// false: it cannot be taken apart (it only names a value, or has too many parts).
bool explain_literal(const DmnTrace *trace, const DmnNode *literal, Arena *arena,
                     Explained *out_explained);
Str filter_text(const DmnNode *filter); // its test; "" when that is no FEEL text
Str literal_text(const DmnNode *literal);
const FeelProgram *literal_program(const DmnNode *literal); // NULL: it only names a value
#endif

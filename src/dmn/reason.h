// SPDX-License-Identifier: Apache-2.0
#ifndef DMN_REASON_H
#define DMN_REASON_H
// Why a decision has no value: from the asked decision over what it requires down to the causes,
// each with its place in the file. Made from a trace, afterwards. Words come from one table
// (reasons.def here and in feel/), so Chinese and English say the same.
// Invariant: in the lenient mode only what the missing value follows from is a reason; in strict
// mode everything that went wrong is one.
#include "dmn/trace.h"

typedef enum DmnReasonCode {
    DMN_REASON_OTHER, // of which the table has no row; only in English
#define REASON(code, english, chinese) DMN_REASON_##code,
#include "dmn/reasons.def"
#include "feel/reasons.def"
#undef REASON
    DMN_REASON_COUNT
} DmnReasonCode;

typedef struct DmnReason DmnReason;
struct DmnReason {
    DmnReasonCode code;
    const Str *arguments; // of its sentence
    size_t argument_count;
    Str message;            // as it was reported, in English; "" for links of the chain
    Str element;            // decision, input, ... it is about
    Str file;               // of the model
    int line;               // in it; 0 when not known
    size_t rule;            // cell of a table, from 1; 0: none
    Str part;               // "input", "output", ... of the cell
    size_t column;          // of that kind, from 1; 0: none
    Str text;               // FEEL text, "" when it is not about one
    FeelPlace place;        // in the text
    const DmnReason *first; // because of these
    const DmnReason *next;
    bool is_repeated; // what it follows from was told before
};

// NULL: the asked decision has a value, or every output of the asked service has one. Everything
// lives in the arena or as long as the trace.
const DmnReason *dmn_reasons(const DmnTrace *trace, Arena *arena);
Str dmn_reason_code_name(DmnReasonCode code); // "TABLE_GAP"
// The row of what was reported; OTHER when it has none.
DmnReasonCode dmn_reason_code(const FeelError *error);
// One sentence without its place: "输入“人数”未知".
void dmn_reason_sentence(const DmnReason *reason, bool is_english, Text *out);
// Where: "decisions.dmn:41, rule 3, input 2, column 7".
void dmn_reason_place(const DmnReason *reason, bool is_english, Text *out);
// Whether input data is missing somewhere in the chain.
bool dmn_reasons_miss(const DmnReason *reason, Str input);
// The whole chain, a line each, deeper ones further in.
void dmn_reasons_words(const DmnReason *reason, bool is_english, Text *out);
#endif

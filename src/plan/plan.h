// SPDX-License-Identifier: Apache-2.0
#ifndef PLAN_PLAN_H
#define PLAN_PLAN_H
// Decisions compiled to programs that work on columns, a block of rows at a time, exactly.
// What compiles and why a plan may be trusted: docs/plans.md. Not here: where columns come from
// (facts/), and what is done with the results (monitor/).
// Invariant: for every row and decision, value, null and matched rule are those of dmn_decide with
// the same inputs. Numbers are equal as numbers: 1.50 and 1.5 are one.
#include "dmn/dmn.h"

// ---- compiling ----------------------------------------------------------------------------------
// How the values of an input or result are written: as an int64_t, or narrower.
typedef enum PlanKind {
    PLAN_NUMBER,  // number * 10^scale
    PLAN_BOOLEAN, // 0 or 1
    PLAN_STRING,  // place in a list of words
    PLAN_DATE,    // days since 1970-01-01
    PLAN_SECONDS, // days and time duration in whole seconds
    PLAN_MONTHS,  // years and months duration
} PlanKind;
typedef struct PlanInput {
    PlanKind kind;
    int scale;    // PLAN_NUMBER: digits behind the point, 0 to 9
    bool is_list; // of such values, of members of a household for instance; not of strings
    // What is expected of numbers, for explanations; both 0: what the type allows, if it has
    // limits. Runs look at the columns.
    int64_t low;
    int64_t high;
} PlanInput;
// By the declared types: numbers with two digits, strings, dates...; kind NUMBER where there is
// none. outputs: one per input of the model.
void plan_inputs_by_type(const DmnModel *model, PlanInput *out_inputs);

typedef struct PlanOptions {
    bool is_strict;          // as DmnOptions
    const PlanInput *inputs; // one per input of the model; NULL: plan_inputs_by_type
} PlanOptions;

// Why a decision stays in the interpreter.
typedef struct PlanRefusal {
    Str text;      // the expression it stands in; "" when it is about no expression
    size_t offset; // in the text, of the part that is meant
    Str excerpt;   // that part; "" when it is long
    int line;      // in the model's file
    Str reason;    // English
    Str reason_chinese;
} PlanRefusal;

typedef struct VectorPlan VectorPlan;
// Decisions by their numbers in the model; the model must outlive the plan. What does not compile
// is refused, decision by decision, in the order asked: what takes too many steps, too.
VectorPlan *plan_compile(const DmnModel *model, const size_t *decisions, size_t count,
                         const PlanOptions *options);
void plan_free(VectorPlan *plan);
size_t plan_decision_count(const VectorPlan *plan); // as asked, in that order
// NULL when the decision was compiled.
const PlanRefusal *plan_refusal(const VectorPlan *plan, size_t decision);
PlanInput plan_result(const VectorPlan *plan,
                      size_t decision);                       // kind and scale; compiled ones only
bool plan_has_rules(const VectorPlan *plan, size_t decision); // it is a decision table
// Sets used[i] for the inputs of the model that compiled decisions read.
void plan_inputs_used(const VectorPlan *plan, bool *used);

// ---- running ------------------------------------------------------------------------------------
enum { PLAN_BLOCK_ROWS = 512 };
typedef struct PlanZone { // least and greatest value of a block; those of nulls count as 0
    int64_t low;
    int64_t high;
    bool has_null;
} PlanZone;
typedef struct PlanColumn {
    const void *values;    // int64_t, int32_t, int16_t or int8_t, signed, by width; null is 0
    uint8_t width;         // bytes: 8, 4, 2 or 1; NULL values: every row is null
    const uint64_t *valid; // bit per row, 0 is null; NULL: there are no nulls
    const PlanZone *zones; // per block of PLAN_BLOCK_ROWS from row 0; NULL: looked for at each run
    const Str *words;      // PLAN_STRING
    size_t word_count;
    // Lists: the items of a row are those from offsets[row] up to offsets[row + 1] - 1; values,
    // valid and zones are of items. Every row has a list, perhaps an empty one.
    const uint32_t *offsets;
    // Few values for many rows, a parameter of each region for instance: row i has
    // values[codes[i]]. values and valid are those of the value_count codes, zones are of codes.
    const uint32_t *codes;
    size_t value_count;
} PlanColumn;
void plan_zones_make(const PlanColumn *column, size_t row_count, PlanZone *out_zones);
// The same values in the fewest bytes that hold them all: less to read. Returns the width.
// out_packed: room for 8 bytes a value; may be `values` itself.
uint8_t plan_values_pack(const int64_t *values, size_t count, void *out_packed);

enum { PLAN_NO_RULE = UINT16_MAX };
// Room for what is said of one decision; NULL where it is not wanted. Row 0 is the first row of the
// call.
typedef struct PlanOutput {
    void *values;    // int64_t; uint8_t for PLAN_BOOLEAN; int32_t for PLAN_STRING: place in
                     // plan_run_word; null is 0
    uint64_t *valid; // bit per row; needed where the decision can be null
    // Number from 0 of the first rule that matched, under PRIORITY of the rule whose output it is;
    // PLAN_NO_RULE: none.
    uint16_t *rules;
} PlanOutput;

// A row that was decided by the interpreter: in strict mode one with nulls, no or too many matching
// rules...; anywhere one whose block has numbers too large. run->errors holds the reasons.
typedef void (*PlanReferred)(void *data, size_t row, size_t decision, FeelValue value,
                             const FeelRun *run);
typedef struct PlanRunOptions {
    // Of this many rows one is decided by the interpreter as well; a difference is
    // STATUS_CORRUPT. 0: none. Which rows is a matter of their numbers alone.
    uint64_t guard_every;
    Date today;            // for the interpreter
    PlanReferred referred; // may be NULL
    void *data;
} PlanRunOptions;
typedef struct PlanCounts {
    size_t rows;
    size_t referred; // rows and decisions that the interpreter decided
    size_t guarded;  // rows that were decided twice
    size_t programs; // made for the ranges of some rows
} PlanCounts;

// A run has the memory of one thread; the plan is shared. columns: one per input of the model,
// those not used may be zeroed; they must outlive the run.
typedef struct PlanRun PlanRun;
MUST_CHECK Status plan_run_open(const VectorPlan *plan, const PlanColumn *columns, size_t row_count,
                                const PlanRunOptions *options, PlanRun **out_run, Error *error);
// Decides `count` rows from row `from`, which is a multiple of PLAN_BLOCK_ROWS. outputs: one per
// decision of the plan; those of refused decisions are not touched.
MUST_CHECK Status plan_run_rows(PlanRun *run, size_t from, size_t count, const PlanOutput *outputs,
                                Error *error);
Str plan_run_word(const PlanRun *run, int64_t place);
PlanCounts plan_run_counts(const PlanRun *run);
void plan_run_close(PlanRun *run);

// ---- explaining ---------------------------------------------------------------------------------
// The program of one decision: steps, ranges, certificates; a table for people.
void plan_explain_words(const VectorPlan *plan, size_t decision, bool is_chinese, Text *out);
// The same as a JSON object; docs/plans.md has its form.
void plan_explain_json(const VectorPlan *plan, size_t decision, Text *out);
#endif

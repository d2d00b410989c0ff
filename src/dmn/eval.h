// SPDX-License-Identifier: Apache-2.0
#ifndef DMN_EVAL_H
#define DMN_EVAL_H
// Running what compile.c made; private to dmn/. Like FEEL, nothing here fails: what cannot be
// determined is null, with a reason in the run.
#include "dmn/dmn.h"
#include "dmn/model.h"

typedef struct Eval {
    const DmnModel *model;
    FeelRun *run;
    bool is_strict;
} Eval;

void eval_report(const Eval *eval, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
// Counts a step of a loop against the limits of the run, as FEEL's own loops do; false, and a
// reason, when that is too much.
bool eval_spend(const Eval *eval, int line);

FeelValue code_run(const Code *code, const Eval *eval, const FeelValue *frame);
// Whether the tests accept the value; absent tests accept all.
bool code_accepts_slowly(const Code *code, const Eval *eval, const FeelValue *frame,
                         FeelValue value);
static inline bool code_accepts(const Code *code, const Eval *eval, const FeelValue *frame,
                                FeelValue value) {
    return code->line == 0 || code_accepts_slowly(code, eval, frame, value);
}
// false: the value does not conform. NULL is any type; null conforms to every type.
bool type_coerce_slowly(const Type *type, const Eval *eval, FeelValue value, FeelValue *out_value);
static inline bool type_coerce(const Type *type, const Eval *eval, FeelValue value,
                               FeelValue *out_value) {
    if (type == NULL || value.kind == FEEL_NULL || (type->is_plain && value.kind == type->base)) {
        *out_value = value;
        return true;
    }
    return type_coerce_slowly(type, eval, value, out_value);
}

FeelValue eval_expression(const Expression *expression, const Eval *eval, FeelValue *frame);
FeelValue eval_table(const Expression *expression, const Eval *eval, FeelValue *frame);
// The value of an input column; false, and a reason, when it is not of its type or not allowed.
bool table_take_input(const Table *table, size_t column, const Eval *eval, const FeelValue *frame,
                      FeelValue *out_value);
// Calls a FUNCTION expression; `captured` are the values before its parameters; `node` (may be
// NULL) learns the arguments.
FeelValue eval_call(const Expression *function, const Eval *eval, const FeelValue *captured,
                    const FeelValue *arguments, size_t count, DmnNode *node);

// ---- trace (trace.c); all of it does nothing unless the run has one
// ------------------------------
void trace_start(DmnTrace *trace, const Eval *eval);
DmnNode *trace_open_slowly(const Eval *eval, DmnNodeKind kind, const void *origin, Str name,
                           int line);
void trace_close_slowly(const Eval *eval, DmnNode *node, FeelValue result);
// What is evaluated until it is closed stands inside. NULL: no trace, or no room in it.
static inline DmnNode *trace_open(const Eval *eval, DmnNodeKind kind, const void *origin, Str name,
                                  int line) {
    return eval->run->trace == NULL ? NULL : trace_open_slowly(eval, kind, origin, name, line);
}
static inline void trace_close(const Eval *eval, DmnNode *node, FeelValue result) {
    if (node != NULL) {
        trace_close_slowly(eval, node, result);
    }
}
void trace_literal(const Eval *eval, DmnNode *node, const Code *code, const FeelValue *frame);
typedef struct Hits Hits;
// Into the table's node, which is the open one.
void trace_table(const Eval *eval, const Table *table, const FeelValue *inputs, const Hits *hits);

// An input's value as its type has it; strict mode records a reason when it is null.
FeelValue eval_take_input(const Eval *eval, const Element *input, FeelValue value);
// Puts what the element requires into its frame. false: a value it requires is null (the reason was
// recorded where that came to be).
bool eval_fill_frame(const Eval *eval, const Element *element, const FeelValue *values,
                     FeelValue *frame);
// Room for the values of a plan, by element, all null.
FeelValue *eval_open_plan(const Eval *eval, const Plan *plan);
// Evaluates the plan's decisions: inputs are there, decisions are filled in.
// is_complete: none of the values that are there is null, which saves looking at each again.
void eval_plan(const Eval *eval, const Plan *plan, FeelValue *values, bool is_complete);

// Function values of knowledge models and services; they live in the model.
void callables_make(DmnModel *model);
// Chains of the plans; last, when nothing else of the model changes.
void chains_make(DmnModel *model);

// ---- hit policies -------------------------------------------------------------------------------
// The rules that matched, in rule order, and their outputs: table->output_count values per rule.
struct Hits {
    const uint32_t *rules;
    const FeelValue *values;
    size_t count; // at least 1
};
FeelValue hits_result(const Table *table, const Hits *hits, const Eval *eval);
// One row of outputs as a value: the only output, or a context.
FeelValue hits_row(const Table *table, const FeelValue *values, Arena *arena);
#endif

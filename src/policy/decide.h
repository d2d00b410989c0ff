// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_DECIDE_H
#define POLICY_DECIDE_H
// Decisions of a pack over scalars. Every input data of the pack's DMN models is bound by its name
// when the pack is read:
//   a parameter (保障标准), a fact (近12个月医疗自付), 变更前 + a fact's name (its value before the
//   batch), 本行 + a field's Chinese name (the row that speaks), or 监测日期 (the clock).
// Not here: where facts come from. Pure: same inputs, same answer.
#include "policy/pack.h"

typedef enum InputKind {
    INPUT_PARAMETER,   // index of the parameter
    INPUT_FACT,        // index of the fact
    INPUT_FACT_BEFORE, // index of the fact
    INPUT_ROW,         // index of the field in the feed the rule listens to
    INPUT_CLOCK,
} InputKind;
typedef struct Input {
    InputKind kind;
    int index;
    Str name; // as in the model
} Input;

// A decision with its inputs resolved; index space of AlertRule.decision and Fact.of.
typedef struct DecisionBinding {
    Str name;
    const Input *inputs; // only those the decision needs, directly or through other decisions
    size_t input_count;
} DecisionBinding;
size_t pack_decision_count(const Pack *pack);
const DecisionBinding *pack_decision(const Pack *pack, size_t binding);
int pack_find_decision(const Pack *pack, Str name); // -1 when there is none

// Well-known decisions of decisions.dmn that screening needs; pack_read refuses a pack without
// them.
//   救助类别 -> text (see docs/monitoring.md section 5), 月保障金额 -> money per month, 监测类别 ->
//   text
typedef struct Decider Decider; // memory of evaluations; one per thread
Decider *decider_new(const Pack *pack);
void decider_free(Decider *decider);
const Pack *decider_pack(const Decider *decider);

// inputs[i] belongs to pack_decision(binding)->inputs[i]. Numbers come back as DECIMAL (or MONEY
// when money_result), text valid until the next call. A result that cannot be determined is
// SCALAR_NULL, and *out_reason (may be NULL) says why: "近6个月收入 is not known; 人数 is ...".
Scalar decider_decide(Decider *decider, size_t binding, const Scalar *inputs, Date clock,
                      Str *out_reason);

// The same, asking for the inputs one by one, cheap ones first, and only until those so far settle
// that the answer is null. `ask` may use the decider; all inputs are there when the answer is not
// null. Its text is valid until the next call.
typedef Scalar (*InputAsk)(void *context, size_t input);
Scalar decider_ask(Decider *decider, size_t binding, InputAsk ask, void *context, Date clock,
                   Scalar *out_inputs);

// The same with every step, for explanations: a JSON object {decision, result, steps:[{name,
// result, rule, text}], inputs:[{name, value, reference, from, sureness}], reasons:[...]}.
void decider_trace(Decider *decider, size_t binding, const Scalar *inputs, Region region,
                   Date clock, Text *out_json);

// Input values by name out of JSON (CLI `decide`): missing parameters are filled from the pack for
// the region and date. With a trace also the whole tree, the chain of reasons (trace: see
// dmn/trace.h) and the same in sentences (text: {zh, en}).
MUST_CHECK Status decider_decide_json(Decider *decider, Str decision, Str json, bool with_trace,
                                      Text *out_json, Error *error);

// Runs the pack's tests/*.yaml tables; one line a failing case into out_report. Returns the counts.
typedef struct PackTestResult {
    size_t passed;
    size_t failed;
} PackTestResult;
PackTestResult pack_test(const Pack *pack, Text *out_report);
#endif

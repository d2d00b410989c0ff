// SPDX-License-Identifier: Apache-2.0
// Evaluating a decision: take the inputs it needs, then run the decisions of its plan in order,
// each once. A frame is never used twice in a run, because function values may point into it.
#include "base/check.h"
#include "dmn/dmn.h"
#include "dmn/eval.h"
#include "feel/chain.h"

FeelValue eval_take_input(const Eval *eval, const Element *input, FeelValue value) {
    FeelValue fitted = value;
    if (!type_coerce(input->variable.type, eval, value, &fitted)) {
        eval_report(eval, input->line, "input '" STR_FMT "' is not of type '" STR_FMT "'",
                    STR_ARG(input->variable.name), STR_ARG(input->variable.type_reference));
        return FEEL_NULL_VALUE;
    }
    if (eval->is_strict && fitted.kind == FEEL_NULL) {
        eval_report(eval, input->line, "input '" STR_FMT "' is not known",
                    STR_ARG(input->variable.name));
    }
    return fitted;
}

static FeelValue take_traced(const Eval *eval, const Element *input, FeelValue value) {
    DmnNode *node = trace_open(eval, DMN_NODE_INPUT, input, input->variable.name, input->line);
    FeelValue taken = eval_take_input(eval, input, value);
    trace_close(eval, node, taken);
    return taken;
}

bool eval_fill_frame(const Eval *eval, const Element *element, const FeelValue *values,
                     FeelValue *frame) {
    bool is_known = true;
    for (size_t i = 0; i < element->requirement_count; i++) {
        Source source = element->sources[i];
        if (source.is_function) {
            frame[i] = eval->model->elements[source.element].functions[eval->is_strict];
        } else {
            frame[i] = values[source.element];
            is_known = is_known && frame[i].kind != FEEL_NULL;
        }
    }
    return is_known;
}

static FeelValue fit_result(const Eval *eval, const Element *decision, FeelValue value) {
    FeelValue fitted = value;
    if (type_coerce(decision->variable.type, eval, value, &fitted)) {
        return fitted;
    }
    eval_report(eval, decision->line,
                "decision '" STR_FMT "': the result, a %s, is not of type '" STR_FMT "'",
                STR_ARG(decision->variable.name), feel_kind_name(value.kind),
                STR_ARG(decision->variable.type_reference));
    return FEEL_NULL_VALUE;
}

static FeelValue run_decision(const Eval *eval, const Element *decision, const FeelValue *values,
                              DmnNode *node) {
    FeelValue *frame = arena_alloc(eval->run->arena, decision->frame_size, sizeof *frame);
    bool is_known = eval_fill_frame(eval, decision, values, frame);
    if (node != NULL) {
        node->values = frame;
        node->is_skipped = !is_known && eval->is_strict;
    }
    return is_known || !eval->is_strict ? eval_expression(decision->logic, eval, frame)
                                        : FEEL_NULL_VALUE;
}

// A trace wants to see every step, which the short way does not show.
static const FeelChain *chain_of(const Eval *eval, const Plan *plan) {
    return eval->run->trace == NULL ? plan->chain : NULL;
}

FeelValue *eval_open_plan(const Eval *eval, const Plan *plan) {
    const FeelChain *chain = chain_of(eval, plan);
    return chain != NULL
               ? chain_open(chain, eval->run)
               : arena_alloc(eval->run->arena, eval->model->element_count, sizeof(FeelValue));
}

static FeelValue decide_one(const Eval *eval, const Element *decision, const FeelValue *values) {
    size_t error_count = eval->run->error_count;
    DmnNode *node =
        trace_open(eval, DMN_NODE_DECISION, decision, decision->variable.name, decision->line);
    FeelValue result = fit_result(eval, decision, run_decision(eval, decision, values, node));
    if (eval->is_strict && eval->run->error_count != error_count) {
        result = FEEL_NULL_VALUE; // something went wrong on the way: not to be relied on
    }
    trace_close(eval, node, result);
    return result;
}

// While everything is known, the chain goes as far as it can.
void eval_plan(const Eval *eval, const Plan *plan, FeelValue *values, bool is_complete) {
    const FeelChain *chain = chain_of(eval, plan);
    for (size_t i = 0; i < plan->decision_count; i++) {
        if (is_complete && chain != NULL) {
            i = chain_run(chain, eval->run, values, i);
        }
        if (i < plan->decision_count) {
            uint16_t element = plan->decisions[i];
            values[element] = decide_one(eval, &eval->model->elements[element], values);
            is_complete = is_complete && values[element].kind != FEEL_NULL;
        }
    }
}

// Known, and as its type has it: there is nothing to say of it.
static inline bool is_plain_input(const Element *input, FeelValue value) {
    const Type *type = input->variable.type;
    return type == NULL ? value.kind != FEEL_NULL : type->is_plain && value.kind == type->base;
}

FeelValue dmn_decide(const DmnModel *model, size_t decision, const FeelValue *inputs, FeelRun *run,
                     DmnOptions options, DmnTrace *trace) {
    CHECK(decision < model->decision_count);
    Eval eval = {.model = model, .run = run, .is_strict = options.is_strict};
    size_t asked = model->decisions[decision];
    const Plan *plan = &model->elements[asked].plan;
    if (trace != NULL) {
        trace_start(trace, &eval);
    }
    run->trace = trace;
    FeelValue *values = eval_open_plan(&eval, plan);
    bool is_complete = true;
    for (size_t i = 0; i < plan->input_count; i++) {
        const Element *input = &model->elements[plan->inputs[i]];
        FeelValue value = inputs[input->ordinal];
        if (trace != NULL) {
            value = take_traced(&eval, input, value);
        } else if (!is_plain_input(input, value)) {
            value = eval_take_input(&eval, input, value);
        }
        values[plan->inputs[i]] = value;
        is_complete = is_complete && value.kind != FEEL_NULL;
    }
    eval_plan(&eval, plan, values, is_complete);
    run->trace = NULL;
    return values[asked];
}

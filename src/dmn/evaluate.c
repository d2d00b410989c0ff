// SPDX-License-Identifier: Apache-2.0
// Evaluating a decision: take the inputs it needs, then run the decisions of its plan in order,
// each once. A frame is never used twice in a run, because function values may point into it.
#include "base/check.h"
#include "dmn/dmn.h"
#include "dmn/eval.h"

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

static bool knows_required(const Element *decision, const FeelValue *values) {
    for (size_t i = 0; i < decision->requirement_count; i++) {
        if (values[decision->sources[i].element].kind == FEEL_NULL) {
            return false;
        }
    }
    return true;
}

// The short way of most decisions: their expression reads the values where they are.
static FeelValue run_in_place(const Eval *eval, const Element *decision, const FeelValue *values,
                              bool is_complete) {
    if (eval->is_strict && !is_complete && !knows_required(decision, values)) {
        return FEEL_NULL_VALUE;
    }
    return feel_run_at(decision->logic->code.program, eval->run, values, decision->places);
}

static FeelValue run_in_frame(const Eval *eval, const Element *decision, const FeelValue *values,
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

void eval_plan(const Eval *eval, const Plan *plan, FeelValue *values, bool is_complete) {
    const DmnModel *model = eval->model;
    for (size_t i = 0; i < plan->decision_count; i++) {
        const Element *decision = &model->elements[plan->decisions[i]];
        size_t error_count = eval->run->error_count;
        DmnNode *node =
            trace_open(eval, DMN_NODE_DECISION, decision, decision->variable.name, decision->line);
        FeelValue result = decision->places != NULL && eval->run->trace == NULL
                               ? run_in_place(eval, decision, values, is_complete)
                               : run_in_frame(eval, decision, values, node);
        result = fit_result(eval, decision, result);
        if (eval->is_strict && eval->run->error_count != error_count) {
            result = FEEL_NULL_VALUE; // something went wrong on the way: not to be relied on
        }
        trace_close(eval, node, result);
        values[plan->decisions[i]] = result;
        is_complete = is_complete && result.kind != FEEL_NULL;
    }
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
    FeelValue *values = arena_alloc(run->arena, model->element_count, sizeof *values);
    bool is_complete = true;
    for (size_t i = 0; i < plan->input_count; i++) {
        const Element *input = &model->elements[plan->inputs[i]];
        FeelValue value = inputs[input->ordinal];
        value =
            trace == NULL ? eval_take_input(&eval, input, value) : take_traced(&eval, input, value);
        values[plan->inputs[i]] = value;
        is_complete = is_complete && value.kind != FEEL_NULL;
    }
    eval_plan(&eval, plan, values, is_complete);
    run->trace = NULL;
    return values[asked];
}

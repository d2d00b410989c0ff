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

static FeelValue run_logic(const Eval *eval, const Element *decision, FeelValue *frame,
                           TableHit *out_hit) {
    const Expression *logic = decision->logic;
    FeelValue value = logic != NULL && logic->kind == EXPRESSION_TABLE
                          ? eval_table(logic, eval, frame, out_hit)
                          : eval_expression(logic, eval, frame);
    const Type *own_type = logic == NULL ? NULL : logic->type;
    FeelValue fitted = value;
    if (type_coerce(own_type, eval, value, &fitted) &&
        type_coerce(decision->variable.type, eval, fitted, &fitted)) {
        return fitted;
    }
    eval_report(eval, decision->line,
                "decision '" STR_FMT "': the result, a %s, is not of type '" STR_FMT "'",
                STR_ARG(decision->variable.name), feel_kind_name(value.kind),
                STR_ARG(decision->variable.type_reference));
    return FEEL_NULL_VALUE;
}

static FeelValue run_decision(const Eval *eval, const Element *decision, const FeelValue *values,
                              FeelValue *frame, TableHit *out_hit) {
    if (!eval_fill_frame(eval, decision, values, frame) && eval->is_strict) {
        return FEEL_NULL_VALUE;
    }
    size_t error_count = eval->run->error_count;
    FeelValue result = run_logic(eval, decision, frame, out_hit);
    // Strict: where anything went wrong on the way, the answer is not to be relied on.
    return eval->is_strict && eval->run->error_count != error_count ? FEEL_NULL_VALUE : result;
}

void eval_plan(const Eval *eval, const Plan *plan, FeelValue *values, DmnTrace *trace) {
    const DmnModel *model = eval->model;
    FeelValue *frame = arena_alloc(eval->run->arena, plan->frame_total, sizeof *frame);
    if (trace != NULL) {
        trace->count = plan->decision_count;
        trace->steps = arena_alloc(eval->run->arena, plan->decision_count, sizeof *trace->steps);
    }
    for (size_t i = 0; i < plan->decision_count; i++) {
        const Element *decision = &model->elements[plan->decisions[i]];
        TableHit hit = {0};
        FeelValue result = run_decision(eval, decision, values, frame, &hit);
        values[plan->decisions[i]] = result;
        frame += decision->frame_size;
        if (trace != NULL) {
            trace->steps[i] = (DmnStep){.decision = decision->ordinal,
                                        .result = result,
                                        .matched_rule = hit.first_rule,
                                        .matched_count = hit.count};
        }
    }
}

FeelValue dmn_decide(const DmnModel *model, size_t decision, const FeelValue *inputs, FeelRun *run,
                     DmnOptions options, DmnTrace *trace) {
    CHECK(decision < model->decision_count);
    Eval eval = {.model = model, .run = run, .is_strict = options.is_strict};
    size_t asked = model->decisions[decision];
    const Plan *plan = &model->elements[asked].plan;
    FeelValue *values = arena_alloc(run->arena, model->element_count, sizeof *values);
    for (size_t i = 0; i < plan->input_count; i++) {
        const Element *input = &model->elements[plan->inputs[i]];
        values[plan->inputs[i]] = eval_take_input(&eval, input, inputs[input->ordinal]);
    }
    eval_plan(&eval, plan, values, trace);
    return values[asked];
}

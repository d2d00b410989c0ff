// SPDX-License-Identifier: Apache-2.0
// Decisions and services by name. What is asked and given is checked first, because a misspelt
// name would be a null that nobody notices.
#include "base/memory.h"
#include "library/library_private.h"

static DoudiStatus no_such(const DoudiModel *model, DoudiPart part, const char *name,
                           DoudiError *error) {
    static const char *const WHAT[] = {"input", "decision", "decision service"};
    Error inner = {0};
    (void)library_no_such(WHAT[part], str_from(name), &model->parts[part], &inner);
    return library_fail(&inner, error);
}

// The context's values in the order of the list.
static const FeelValue *in_order(DoudiRun *run, const VariableList *list, FeelValue context) {
    FeelValue *values = arena_alloc(&run->arena, list->count, sizeof *values);
    for (size_t i = 0; i < list->count; i++) {
        (void)feel_get(context, str_from(list->items[i].name), &values[i]);
    }
    return values;
}

static DoudiStatus check_names(const VariableList *list, const bool *is_needed,
                               const DoudiValue *context, DoudiError *error) {
    Error inner = {0};
    Status status = library_check_names(list, is_needed, value_of(context), &inner);
    return status == STATUS_OK ? DOUDI_OK : library_fail(&inner, error);
}

static DmnTrace *open_trace(DoudiRun *run) {
    run->trace = (DmnTrace){0};
    run->has_trace = run->is_recording;
    return run->is_recording ? &run->trace : NULL;
}

static const DoudiValue *run_decision(DoudiRun *run, const DoudiModel *model, size_t decision,
                                      const FeelValue *inputs) {
    DmnOptions options = {.is_strict = run->is_strict};
    DmnTrace *trace = open_trace(run);
    return run_keep(run, dmn_decide(model->dmn, decision, inputs, &run->feel, options, trace));
}

static const char *tell_trace(DoudiRun *run, void (*tell)(const DmnTrace *trace,
                                                          const DmnTelling *telling, Text *out)) {
    CHECK(run != NULL);
    if (!run->has_trace) {
        return NULL;
    }
    DmnTelling telling = {.is_english = !run->is_chinese, .has_parts = true};
    CLEANUP(text_release) Text text = run_text_new(run);
    tell(&run->trace, &telling, &text);
    return run_text_keep(run, &text);
}

const char *doudi_trace_json(DoudiRun *run) {
    return tell_trace(run, dmn_trace_json);
}

const char *doudi_trace_text(DoudiRun *run) {
    return tell_trace(run, dmn_trace_words);
}

DoudiStatus doudi_decide(DoudiRun *run, const DoudiModel *model, const char *decision,
                         const DoudiValue *inputs, const DoudiValue **out_result,
                         DoudiError *error) {
    CHECK(model != NULL && decision != NULL && out_result != NULL);
    DoudiStatus status = run_begin(run, error);
    if (status != DOUDI_OK) {
        return status;
    }
    size_t at = 0;
    if (!doudi_model_find(model, DOUDI_DECISIONS, decision, &at)) {
        return no_such(model, DOUDI_DECISIONS, decision, error);
    }
    const VariableList *list = &model->parts[DOUDI_INPUTS];
    status = check_names(list, NULL, inputs, error);
    if (status == DOUDI_OK) {
        *out_result = run_decision(run, model, at, in_order(run, list, value_of(inputs)));
    }
    return status;
}

DoudiStatus doudi_decide_at(DoudiRun *run, const DoudiModel *model, size_t decision,
                            const DoudiValue *const *inputs, const DoudiValue **out_result,
                            DoudiError *error) {
    CHECK(model != NULL && inputs != NULL && out_result != NULL);
    CHECK(decision < model->parts[DOUDI_DECISIONS].count);
    DoudiStatus status = run_begin(run, error);
    if (status != DOUDI_OK) {
        return status;
    }
    size_t count = model->parts[DOUDI_INPUTS].count;
    FeelValue *values = arena_alloc(&run->arena, count, sizeof *values);
    for (size_t i = 0; i < count; i++) {
        values[i] = value_of(inputs[i]);
    }
    *out_result = run_decision(run, model, decision, values);
    return DOUDI_OK;
}

DoudiStatus doudi_call_service(DoudiRun *run, const DoudiModel *model, const char *service,
                               const DoudiValue *arguments, const DoudiValue **out_result,
                               DoudiError *error) {
    CHECK(model != NULL && service != NULL && out_result != NULL);
    DoudiStatus status = run_begin(run, error);
    if (status != DOUDI_OK) {
        return status;
    }
    size_t at = 0;
    if (!doudi_model_find(model, DOUDI_SERVICES, service, &at)) {
        return no_such(model, DOUDI_SERVICES, service, error);
    }
    const VariableList *list = &model->parameters[at];
    status = check_names(list, NULL, arguments, error);
    if (status == DOUDI_OK) {
        FeelValue result =
            dmn_call_service(model->dmn, at, in_order(run, list, value_of(arguments)), &run->feel,
                             (DmnOptions){.is_strict = run->is_strict}, open_trace(run));
        *out_result = run_keep(run, result);
    }
    return status;
}

DoudiStatus doudi_check_inputs(DoudiRun *run, const DoudiModel *model, const char *decision,
                               const DoudiValue *inputs, DoudiError *error) {
    CHECK(run != NULL && model != NULL && decision != NULL);
    size_t at = 0;
    if (!doudi_model_find(model, DOUDI_DECISIONS, decision, &at)) {
        return no_such(model, DOUDI_DECISIONS, decision, error);
    }
    const VariableList *list = &model->parts[DOUDI_INPUTS];
    bool *is_needed = arena_alloc(&run->arena, list->count, sizeof *is_needed);
    dmn_inputs_used(model->dmn, at, is_needed);
    return check_names(list, is_needed, inputs, error);
}

DoudiStatus doudi_check_arguments(DoudiRun *run, const DoudiModel *model, const char *service,
                                  const DoudiValue *arguments, DoudiError *error) {
    CHECK(run != NULL && model != NULL && service != NULL);
    size_t at = 0;
    if (!doudi_model_find(model, DOUDI_SERVICES, service, &at)) {
        return no_such(model, DOUDI_SERVICES, service, error);
    }
    const VariableList *list = &model->parameters[at];
    bool *is_needed = arena_alloc(&run->arena, list->count, sizeof *is_needed);
    for (size_t i = 0; i < list->count; i++) {
        is_needed[i] = true;
    }
    return check_names(list, is_needed, arguments, error);
}

// SPDX-License-Identifier: Apache-2.0
// Knowledge models and decision services as FEEL function values. They are made once, with the
// model; a call brings the run.
#include "base/check.h"
#include "dmn/eval.h"

// Some models give the type of the function, some that of its result.
static FeelValue fit_result(const Eval *eval, const Element *element, FeelValue result) {
    const Type *type = element->variable.type;
    if (type != NULL && type->kind == TYPE_FUNCTION) {
        type = type->of;
    }
    FeelValue fitted = result;
    if (!type_coerce(type, eval, result, &fitted)) {
        eval_report(eval, element->line,
                    "%s '" STR_FMT "': the result is not of type '" STR_FMT "'",
                    element_kind_words(element->kind), STR_ARG(element->variable.name),
                    STR_ARG(type->name));
        return FEEL_NULL_VALUE;
    }
    return fitted;
}

static FeelValue call_knowledge(const void *data, FeelRun *run, const FeelValue *arguments,
                                size_t count) {
    const Callable *callable = data;
    const Element *knowledge = &callable->model->elements[callable->element];
    Eval eval = {callable->model, run, callable->is_strict};
    size_t required_count = knowledge->requirement_count;
    FeelValue *captured = arena_alloc(run->arena, required_count + 1, sizeof *captured);
    (void)eval_fill_frame(&eval, knowledge, NULL, captured);
    captured[required_count] = knowledge->functions[callable->is_strict]; // if it sees itself
    DmnNode *node = trace_open(&eval, DMN_NODE_KNOWLEDGE, knowledge->logic,
                               knowledge->variable.name, knowledge->line);
    FeelValue result = eval_call(knowledge->logic, &eval, captured, arguments, count, node);
    result = fit_result(&eval, knowledge, result);
    trace_close(&eval, node, result);
    return result;
}

static FeelValue service_result(const Eval *eval, const Element *service,
                                const FeelValue *of_elements) {
    const DmnModel *model = eval->model;
    FeelEntry *entries = arena_alloc(eval->run->arena, service->requirement_count, sizeof *entries);
    size_t count = 0;
    for (size_t i = 0; i < service->requirement_count; i++) {
        const Requirement *part = &service->requirements[i];
        if (part->kind == SERVICE_OUTPUT) {
            entries[count++] = (FeelEntry){model->elements[part->element].variable.name,
                                           of_elements[part->element]};
        }
    }
    return count == 1 ? entries[0].value : feel_context(eval->run->arena, entries, count);
}

// What the asked service is given is input to it.
static FeelValue take_argument(const Eval *eval, const Element *parameter, FeelValue argument,
                               bool is_asked) {
    DmnNode *node = is_asked ? trace_open(eval, DMN_NODE_INPUT, parameter, parameter->variable.name,
                                          parameter->line)
                             : NULL;
    FeelValue taken = eval_take_input(eval, parameter, argument);
    trace_close(eval, node, taken);
    return taken;
}

static FeelValue run_parts(const Eval *eval, const Element *service, const FeelValue *arguments,
                           size_t count, FeelValue *values, bool is_asked) {
    const DmnModel *model = eval->model;
    bool is_complete = count == service->parameter_count;
    for (size_t i = 0; i < service->parameter_count && i < count; i++) {
        size_t element = service->parameters[i];
        values[element] = take_argument(eval, &model->elements[element], arguments[i], is_asked);
        if (values[element].kind == FEEL_NULL && arguments[i].kind != FEEL_NULL) {
            return FEEL_NULL_VALUE; // of another type: the service is not invoked
        }
        is_complete = is_complete && values[element].kind != FEEL_NULL;
    }
    eval_plan(eval, &service->plan, values, is_complete);
    return fit_result(eval, service, service_result(eval, service, values));
}

// The service's own world: only what it is given, and the decisions inside.
static FeelValue run_service(const Eval *eval, const Element *service, const FeelValue *arguments,
                             size_t count) {
    FeelValue *values = eval_open_plan(eval, &service->plan);
    DmnNode *node =
        trace_open(eval, DMN_NODE_SERVICE, service, service->variable.name, service->line);
    if (node != NULL) {
        node->values = values;
    }
    FeelValue result =
        run_parts(eval, service, arguments, count, values, node != NULL && node->outer == NULL);
    trace_close(eval, node, result);
    return result;
}

static FeelValue call_service(const void *data, FeelRun *run, const FeelValue *arguments,
                              size_t count) {
    const Callable *callable = data;
    Eval eval = {callable->model, run, callable->is_strict};
    return run_service(&eval, &callable->model->elements[callable->element], arguments, count);
}

FeelValue dmn_call_service(const DmnModel *model, size_t service, const FeelValue *arguments,
                           FeelRun *run, DmnOptions options, DmnTrace *trace) {
    CHECK(service < model->service_count);
    const Element *element = &model->elements[model->services[service]];
    Eval eval = {model, run, options.is_strict};
    if (trace != NULL) {
        trace_start(trace, &eval);
    }
    run->trace = trace;
    FeelValue result = run_service(&eval, element, arguments, element->parameter_count);
    run->trace = NULL;
    return result;
}

// A service's parameters: its input data, then its input decisions.
static void list_parameters(DmnModel *model, Element *service) {
    static const RequirementKind ORDER[] = {SERVICE_INPUT_DATA, SERVICE_INPUT_DECISION};
    Arena *arena = &model->arena;
    service->parameters = arena_alloc(arena, service->requirement_count, sizeof(size_t));
    service->parameter_names = arena_alloc(arena, service->requirement_count, sizeof(Str));
    for (size_t k = 0; k < sizeof ORDER / sizeof *ORDER; k++) {
        for (size_t i = 0; i < service->requirement_count; i++) {
            const Requirement *part = &service->requirements[i];
            if (part->kind != ORDER[k]) {
                continue;
            }
            service->parameter_names[service->parameter_count] =
                model->elements[part->element].variable.name;
            service->parameters[service->parameter_count++] = part->element;
        }
    }
}

void callables_make(DmnModel *model) {
    for (size_t i = 0; i < model->element_count; i++) {
        Element *element = &model->elements[i];
        bool is_service = element->kind == ELEMENT_SERVICE;
        if (!is_service && element->kind != ELEMENT_KNOWLEDGE) {
            continue;
        }
        if (is_service) {
            list_parameters(model, element);
        }
        const Str *names = is_service ? element->parameter_names : element->logic->parameter_names;
        size_t count = is_service ? element->parameter_count : element->logic->variable_count;
        for (int strict = 0; strict < 2; strict++) {
            element->callables[strict] = (Callable){model, i, strict == 1};
            element->functions[strict] = feel_function(&model->arena, names, count,
                                                       is_service ? call_service : call_knowledge,
                                                       &element->callables[strict]);
        }
    }
}

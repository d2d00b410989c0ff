// SPDX-License-Identifier: Apache-2.0
// Running test cases: inputs by name, the decision or service asked, results compared.
#include "base/check.h"
#include "tck/tck.h"
#include "tck/tck_private.h"

typedef struct Runner {
    const DmnModel *model;
    const TckInput *input;
    FeelValue *inputs;
    Arena scratch; // of one result
    FeelRun run;
    Arena *kept;
} Runner;

static Str format_value(Arena *arena, FeelValue value) {
    CLEANUP(text_release) Text text = {0};
    if (value.kind == FEEL_STRING) {
        return arena_format(arena, "\"" STR_FMT "\"", STR_ARG(feel_as_string(value)));
    }
    feel_format(value, &text);
    return arena_copy(arena, text_str(&text));
}

static bool fail(const Runner *runner, TckCase *out, Str node, Str reason) {
    out->node = arena_copy(runner->kept, node);
    out->reason = arena_copy(runner->kept, reason);
    return false;
}

static void reset(Runner *runner) {
    arena_clear(&runner->scratch);
    runner->run = (FeelRun){
        .arena = &runner->scratch, .today = runner->input->today, .now = runner->input->now};
}

// The reasons that were recorded, first one first.
static Str reasons(const Runner *runner) {
    const FeelRun *run = &runner->run;
    return run->error_count == 0 ? STR("no error was reported") : run->errors[0].message;
}

static bool check_result(const Runner *runner, const ExpectedResult *expected, FeelValue actual,
                         TckCase *out) {
    bool is_equal = value_is_expected(expected->value, actual, runner->run.is_approximate);
    if (is_equal && (!expected->is_error || runner->run.error_count > 0)) {
        return true;
    }
    out->expected = expected->is_error ? STR("null and a reported error")
                                       : format_value(runner->kept, expected->value);
    out->actual = format_value(runner->kept, actual);
    return fail(runner, out, expected->name, reasons(runner));
}

static bool take_inputs(const Runner *runner, const TestCase *test, TckCase *out) {
    for (size_t i = 0; i < dmn_input_count(runner->model); i++) {
        runner->inputs[i] = FEEL_NULL_VALUE;
    }
    for (size_t i = 0; i < test->input_count; i++) {
        const NamedValue *given = &test->inputs[i];
        int at = dmn_find_input_of(runner->model, given->name_space, given->name);
        if (at < 0) {
            return fail(runner, out, given->name, STR("the models have no such input data"));
        }
        runner->inputs[at] = given->value;
    }
    return true;
}

static bool run_decisions(Runner *runner, const TestCase *test, TckCase *out) {
    if (!take_inputs(runner, test, out)) {
        return false;
    }
    for (size_t i = 0; i < test->result_count; i++) {
        const ExpectedResult *expected = &test->results[i];
        int decision = dmn_find_decision(runner->model, expected->name);
        if (decision < 0) {
            return fail(runner, out, expected->name, STR("the model has no such decision"));
        }
        reset(runner);
        FeelValue actual = dmn_decide(runner->model, (size_t)decision, runner->inputs, &runner->run,
                                      (DmnOptions){0}, NULL);
        if (!check_result(runner, expected, actual, out)) {
            return false;
        }
    }
    return true;
}

// A service of several outputs answers with a context of them.
static FeelValue output_named(const DmnModel *model, size_t service, FeelValue result, Str name) {
    FeelValue output = FEEL_NULL_VALUE;
    bool is_one_of =
        dmn_service_output_count(model, service) > 1 && feel_get(result, name, &output);
    return is_one_of ? output : result;
}

static bool run_service(Runner *runner, const TestCase *test, TckCase *out) {
    const DmnModel *model = runner->model;
    int found = dmn_find_service(model, test->service);
    if (found < 0) {
        return fail(runner, out, test->service, STR("the model has no such service"));
    }
    size_t service = (size_t)found;
    size_t count = dmn_service_parameter_count(model, service);
    for (size_t i = 0; i < test->result_count; i++) {
        const ExpectedResult *expected = &test->results[i];
        reset(runner);
        FeelValue *arguments = arena_alloc(&runner->scratch, count, sizeof *arguments);
        for (size_t k = 0; k < test->input_count; k++) {
            for (size_t at = 0; at < count; at++) {
                Str name = dmn_service_parameter_name(model, service, at);
                arguments[at] =
                    str_equal(name, test->inputs[k].name) ? test->inputs[k].value : arguments[at];
            }
        }
        FeelValue result =
            dmn_call_service(model, service, arguments, &runner->run, (DmnOptions){0}, NULL);
        FeelValue output = output_named(model, service, result, expected->name);
        if (!check_result(runner, expected, output, out)) {
            return false;
        }
    }
    return true;
}

// The model of the test file first, then all others, which it may import.
static Status read_models(const TckInput *input, Str model_name, Arena *arena, DmnModel **out_model,
                          Error *error) {
    DmnSource *sources = arena_alloc(arena, input->model_count, sizeof *sources);
    size_t count = 0;
    for (size_t pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < input->model_count; i++) {
            if (str_equal(input->models[i].file_name, model_name) == (pass == 0)) {
                sources[count++] = input->models[i];
            }
        }
        if (pass == 0 && count != 1) {
            return error_set(error, STATUS_NOT_FOUND, "there is no model '" STR_FMT "'",
                             STR_ARG(model_name));
        }
    }
    return dmn_models_read(sources, count, DMN_LENIENT, out_model, error);
}

static void run_cases(Runner *runner, const TestFile *file, TckReport *report) {
    for (size_t i = 0; i < file->case_count; i++) {
        const TestCase *test = &file->cases[i];
        TckCase *out = &report->cases[i];
        out->has_passed = test->kind == CASE_DECISION ? run_decisions(runner, test, out)
                                                      : run_service(runner, test, out);
    }
}

Status tck_run(const TckInput *input, TckReport *out_report, Error *error) {
    CLEANUP(arena_release) Arena arena = {0};
    TestFile file = {0};
    Status status = test_file_read(input->test, &arena, &file, error);
    if (status != STATUS_OK) {
        return status;
    }
    TckReport report = {.count = file.case_count};
    report.cases = arena_alloc(&report.arena, file.case_count, sizeof *report.cases);
    for (size_t i = 0; i < file.case_count; i++) {
        report.cases[i].id = arena_copy(&report.arena, file.cases[i].id);
    }
    DmnModel *model = NULL;
    Error problem = {0};
    if (read_models(input, file.model_name, &arena, &model, &problem) != STATUS_OK) {
        Str reason = arena_copy(&report.arena, str_from(problem.message));
        for (size_t i = 0; i < file.case_count; i++) {
            report.cases[i].reason = reason;
        }
    } else {
        Runner runner = {.model = model,
                         .input = input,
                         .inputs = arena_alloc(&arena, dmn_input_count(model), sizeof(FeelValue)),
                         .kept = &report.arena};
        run_cases(&runner, &file, &report);
        arena_release(&runner.scratch);
        dmn_model_free(model);
    }
    *out_report = report;
    return STATUS_OK;
}

void tck_report_release(TckReport *report) {
    arena_release(&report->arena);
    *report = (TckReport){0};
}

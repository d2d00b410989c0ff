// SPDX-License-Identifier: Apache-2.0
// Any bytes as a model; what can be read is evaluated, strictly and not, with every input null and
// with every input a number; half of them with a trace, which is told in every way.
#include "dmn/dmn.h"

enum { STEP_LIMIT = 20000, MEMORY_LIMIT = 16 * 1024 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void tell(const DmnTrace *trace, Text *words) {
    DmnTelling telling = {.has_parts = true};
    dmn_trace_words(trace, &telling, words);
    text_clear(words);
    dmn_trace_json(trace, &telling, words);
}

static void decide_all(const DmnModel *model, FeelValue input, size_t size) {
    for (size_t i = 0; i < dmn_decision_count(model); i++) {
        Arena arena = {0};
        FeelValue *inputs = arena_alloc(&arena, dmn_input_count(model), sizeof *inputs);
        for (size_t k = 0; k < dmn_input_count(model); k++) {
            inputs[k] = input;
        }
        FeelRun run = {.arena = &arena,
                       .today = {20000},
                       .step_limit = STEP_LIMIT,
                       .memory_limit = MEMORY_LIMIT};
        DmnTrace trace = {0};
        bool is_strict = i % 2 == 0;
        bool is_traced = is_strict != (size % 2 == 0);
        FeelValue result =
            dmn_decide(model, i, inputs, &run, (DmnOptions){is_strict}, is_traced ? &trace : NULL);
        Text words = {.limit = 65536};
        feel_format(result, &words);
        if (is_traced) {
            tell(&trace, &words);
        }
        text_release(&words);
        arena_release(&arena);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Str xml = {(const char *)data, size};
    DmnModel *model = NULL;
    Error error = {0};
    Status status = size % 2 == 0 ? dmn_model_read(xml, STR("fuzz.dmn"), &model, &error)
                                  : dmn_model_read_lenient(xml, STR("fuzz.dmn"), &model, &error);
    if (status == STATUS_OK) {
        decide_all(model, FEEL_NULL_VALUE, size);
        decide_all(model, feel_integer(3), size);
        dmn_model_free(model);
    }
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
// Any bytes as a model; what can be read is evaluated, strictly and not, with every input null and
// with every input a number, without a trace and with one, which is told in every way.
#include "base/check.h"
#include "dmn/dmn.h"

enum { STEP_LIMIT = 20000, MEMORY_LIMIT = 16 * 1024 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void tell(const DmnTrace *trace) {
    Text words = {.limit = 65536};
    DmnTelling telling = {.has_parts = true};
    dmn_trace_words(trace, &telling, &words);
    text_clear(&words);
    dmn_trace_json(trace, &telling, &words);
    text_release(&words);
}

// What one evaluation gave.
typedef struct Outcome {
    Arena arena;
    FeelRun run;
    Text words;
} Outcome;

static void decide(Outcome *outcome, const DmnModel *model, size_t decision, FeelValue input,
                   bool is_traced) {
    *outcome = (Outcome){.words.limit = 65536};
    FeelValue *inputs = arena_alloc(&outcome->arena, dmn_input_count(model), sizeof *inputs);
    for (size_t i = 0; i < dmn_input_count(model); i++) {
        inputs[i] = input;
    }
    outcome->run = (FeelRun){.arena = &outcome->arena,
                             .today = {20000},
                             .step_limit = STEP_LIMIT,
                             .memory_limit = MEMORY_LIMIT};
    DmnTrace trace = {0};
    FeelValue result = dmn_decide(model, decision, inputs, &outcome->run,
                                  (DmnOptions){decision % 2 == 0}, is_traced ? &trace : NULL);
    feel_format(result, &outcome->words);
    if (is_traced) {
        tell(&trace);
    }
}

static bool is_near_limit(const Outcome *outcome) {
    return outcome->run.steps > STEP_LIMIT / 2 || outcome->arena.used > MEMORY_LIMIT / 2;
}

// Without a trace decisions run as one chain, with it one by one: the same must come out, unless
// a limit ends one way earlier than the other.
static void decide_all(const DmnModel *model, FeelValue input) {
    for (size_t i = 0; i < dmn_decision_count(model); i++) {
        Outcome chained;
        Outcome traced;
        decide(&chained, model, i, input, false);
        decide(&traced, model, i, input, true);
        CHECK(is_near_limit(&chained) || is_near_limit(&traced) ||
              (str_equal(text_str(&chained.words), text_str(&traced.words)) &&
               chained.run.error_count == traced.run.error_count));
        text_release(&chained.words);
        text_release(&traced.words);
        arena_release(&chained.arena);
        arena_release(&traced.arena);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Str xml = {(const char *)data, size};
    DmnModel *model = NULL;
    Error error = {0};
    Status status = size % 2 == 0 ? dmn_model_read(xml, STR("fuzz.dmn"), &model, &error)
                                  : dmn_model_read_lenient(xml, STR("fuzz.dmn"), &model, &error);
    if (status == STATUS_OK) {
        decide_all(model, FEEL_NULL_VALUE);
        decide_all(model, feel_integer(3));
        dmn_model_free(model);
    }
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
#include "support.h"
#include "base/check.h"
#include "base/text.h"
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

DmnModel *read_model(const char *name) {
    CLEANUP(text_release) Text bytes = read_model_file(name);
    DmnModel *model = NULL;
    Error error = {0};
    if (dmn_model_read(text_str(&bytes), str_from(name), &model, &error) != STATUS_OK) {
        fail_msg("%s", error.message);
    }
    return model;
}

void evaluate(Evaluation *evaluation, const DmnModel *model, Str decision, Str json,
              bool is_strict) {
    *evaluation = (Evaluation){0};
    evaluation->run = (FeelRun){.arena = &evaluation->arena, .today = date_make(2025, 8, 25)};
    FeelValue *inputs = arena_alloc(&evaluation->arena, dmn_input_count(model), sizeof(FeelValue));
    Error error = {0};
    if (dmn_inputs_from_json(model, json, &evaluation->arena, inputs, &error) != STATUS_OK) {
        fail_msg("%s", error.message);
    }
    int at = dmn_find_decision(model, decision);
    if (at < 0) {
        fail_msg("no decision '" STR_FMT "'", STR_ARG(decision));
    }
    evaluation->result = dmn_decide(model, (size_t)at, inputs, &evaluation->run,
                                    (DmnOptions){.is_strict = is_strict}, &evaluation->trace);
    feel_format(evaluation->result, &evaluation->words);
}

void evaluation_release(Evaluation *evaluation) {
    text_release(&evaluation->words);
    arena_release(&evaluation->arena);
}

bool has_reason(const Evaluation *evaluation, Str words) {
    for (size_t i = 0; i < evaluation->run.error_count && i < FEEL_ERRORS_MAX; i++) {
        size_t at = 0;
        if (str_find(evaluation->run.errors[i].message, words, &at)) {
            return true;
        }
    }
    return false;
}

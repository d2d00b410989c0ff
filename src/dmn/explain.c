// SPDX-License-Identifier: Apache-2.0
#include "dmn/explain.h"
#include "base/check.h"
#include "dmn/model.h"

enum { EXPLAIN_STEPS_MAX = 1000 * 1000, EXPLAIN_MEMORY_MAX = 16 * 1024 * 1024 };

static const Code *code_of(const DmnNode *literal) {
    CHECK(literal->kind == DMN_NODE_LITERAL);
    return literal->origin;
}

Str filter_text(const DmnNode *filter) {
    const Expression *expression = filter->origin;
    const Expression *match = expression->parts[1];
    return match != NULL && match->kind == EXPRESSION_LITERAL ? str_trim(match->code.text)
                                                              : STR("");
}

Str literal_text(const DmnNode *literal) {
    return code_of(literal)->text;
}

const FeelProgram *literal_program(const DmnNode *literal) {
    return code_of(literal)->program;
}

bool explain_literal(const DmnTrace *trace, const DmnNode *literal, Arena *arena,
                     Explained *out_explained) {
    const Code *code = code_of(literal);
    if (code->program == NULL) {
        return false;
    }
    FeelValue *inputs = arena_alloc(arena, code->scope->count, sizeof *inputs);
    const uint32_t *names = NULL;
    size_t count = feel_inputs(code->program, &names);
    for (size_t i = 0; i < count; i++) {
        inputs[names[i]] = literal->values[i];
    }
    FeelRun *run = arena_alloc(arena, 1, sizeof *run);
    *run = (FeelRun){.arena = arena,
                     .today = trace->run->today,
                     .now = trace->run->now,
                     .step_limit = EXPLAIN_STEPS_MAX,
                     .memory_limit = arena->used + EXPLAIN_MEMORY_MAX};
    FeelQuestion question = {.source = code->text, .scope = code->scope, .inputs = inputs};
    FeelValue value;
    Error error;
    return feel_explain(&question, run, &out_explained->notes, &out_explained->count, &value,
                        &error) == STATUS_OK &&
           out_explained->count > 0;
}

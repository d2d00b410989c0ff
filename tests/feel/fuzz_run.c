// SPDX-License-Identifier: Apache-2.0
// Any bytes as expression, run within narrow limits: ends, keeps the limits, and writes its result.
#include "base/check.h"
#include "feel/feel.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { STEPS = 20000, MEMORY = 4 * 1024 * 1024, RESULT_MAX = 100000 };

static void run(const FeelProgram *program, const FeelValue *inputs, bool is_test) {
    Arena arena = {0};
    FeelRun state = {.arena = &arena,
                     .today = date_make(2025, 8, 22),
                     .step_limit = STEPS,
                     .memory_limit = MEMORY};
    FeelValue result = is_test ? feel_run_test(program, &state, inputs, inputs[0])
                               : feel_run(program, &state, inputs);
    CHECK(state.depth == 0);
    CHECK(arena.used < 4 * MEMORY);
    Text text = {.limit = RESULT_MAX};
    feel_format(result, &text);
    feel_format_json(result, &text);
    bool is_equal = false;
    feel_equal(result, result, &is_equal);
    text_release(&text);
    arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const FeelName names[] = {{{"a", 1}, {"number", 6}}, {{"xs", 2}, {NULL, 0}}};
    const FeelScope scope = {.names = names, .count = ARRAY_COUNT(names)};
    Arena arena = {0};
    FeelValue items[] = {feel_integer(1), feel_decimal(25, -1), feel_integer(INT64_MAX)};
    FeelEntry entries[] = {{STR("id"), feel_integer(1)},
                           {STR("v"), feel_string_borrowed(STR("x"))}};
    FeelValue mixed[] = {feel_list(&arena, items, 3), feel_context(&arena, entries, 2)};
    FeelValue inputs[] = {feel_integer(7), feel_list(&arena, mixed, 2)};
    const FeelProgram *program = NULL;
    Str source = {(const char *)data, size};
    if (feel_compile(&arena, source, &scope, &program, NULL, NULL) == STATUS_OK) {
        run(program, inputs, false);
    }
    if (feel_compile_unary_tests(&arena, source, &scope, &program, NULL, NULL) == STATUS_OK) {
        run(program, inputs, true);
    }
    arena_release(&arena);
    return 0;
}

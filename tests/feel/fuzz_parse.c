// SPDX-License-Identifier: Apache-2.0
// Any bytes as expression and as unary tests: a program or a fault with a place in the source.
#include "base/check.h"
#include "feel/feel.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const FeelName names[] = {
        {{"a", 1}, {"number", 6}}, {{"a b", 3}, {"string", 6}}, {{"收入-支出", 13}, {NULL, 0}}};
    const FeelScope scope = {.names = names, .count = ARRAY_COUNT(names)};
    Str source = {(const char *)data, size};
    for (int i = 0; i < 2; i++) {
        Arena arena = {0};
        const FeelProgram *program = NULL;
        FeelPlace place = {0};
        Error error = {0};
        Status status =
            i == 0 ? feel_compile(&arena, source, &scope, &program, &place, &error)
                   : feel_compile_unary_tests(&arena, source, &scope, &program, &place, &error);
        CHECK((status == STATUS_OK) == (program != NULL));
        CHECK(place.offset <= size);
        bool used[ARRAY_COUNT(names)] = {0};
        if (status == STATUS_OK) {
            feel_names_used(program, used);
        }
        arena_release(&arena);
    }
    return 0;
}

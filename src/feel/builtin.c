// SPDX-License-Identifier: Apache-2.0
#include "feel/builtin.h"
#include "base/check.h"
#include "feel/types.h"

#define TEXT(literal)                                                                              \
    { (literal), sizeof(literal) - 1 }

static const Builtin builtins[] = {
#define BUILTIN(symbol, name, result, least, most, parameters, sentence)                           \
    {TEXT(name), builtin_##symbol, result, least, most, TEXT(parameters)},
#include "feel/builtins.def"
#undef BUILTIN
};

size_t builtins_count(void) {
    return ARRAY_COUNT(builtins);
}

const Builtin *builtins_at(size_t index) {
    CHECK(index < ARRAY_COUNT(builtins));
    return &builtins[index];
}

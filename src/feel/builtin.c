// SPDX-License-Identifier: Apache-2.0
#include "feel/builtin.h"
#include "base/check.h"
#include "feel/types.h"

#define TEXT(literal)                                                                              \
    { (literal), sizeof(literal) - 1 }

static const Builtin builtins[] = {
#define BUILTIN(symbol, name, result, least, most, parameters, kinds, sentence)                    \
    {TEXT(name), builtin_##symbol, result, least, most, TEXT(parameters), kinds},
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

uint32_t builtins_find(Str name) {
    uint32_t i = 0;
    while (i < ARRAY_COUNT(builtins) && !str_equal(builtins[i].name, name)) {
        i++;
    }
    CHECK(i < ARRAY_COUNT(builtins));
    return i;
}

bool builtin_find_parameter(Str way, Str name, size_t *out_index) {
    for (size_t i = 0; way.length > 0; i++) {
        if (str_equal(str_cut(&way, ','), name)) {
            *out_index = i;
            return true;
        }
    }
    return false;
}

// SPDX-License-Identifier: Apache-2.0
#include "feel/builtin.h"
#include "base/check.h"
#include "feel/types.h"
#include <string.h>

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

static bool find_parameter(Str way, Str name, size_t *out_place) {
    for (size_t i = 0; way.length > 0; i++) {
        if (str_equal(str_cut(&way, ','), name)) {
            *out_place = i;
            return true;
        }
    }
    return false;
}

// How many arguments there are in this way to name them; 0: it lacks a name, or one is given twice.
static size_t order_names(Str way, const Str *names, size_t count, size_t *out_order) {
    size_t argument_count = 0;
    size_t place = 0;
    for (size_t i = 0; i < count; i++) {
        if (!find_parameter(way, names[i], &place) || out_order[place] != 0) {
            return 0;
        }
        out_order[place] = i + 1;
        argument_count = place + 1 > argument_count ? place + 1 : argument_count;
    }
    return argument_count;
}

size_t builtin_order_names(const Builtin *builtin, const Str *names, size_t count,
                           size_t out_order[BUILTIN_NAMED_MAX]) {
    Str ways = builtin->parameters;
    while (ways.length > 0) {
        memset(out_order, 0, BUILTIN_NAMED_MAX * sizeof *out_order);
        size_t given = order_names(str_cut(&ways, '|'), names, count, out_order);
        if (given > 0) {
            return given < builtin->least ? builtin->least : given;
        }
    }
    return 0;
}

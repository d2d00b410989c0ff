// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_BUILTIN_H
#define FEEL_BUILTIN_H
// The built-in functions: one row of builtins.def each.
#include "feel/vm.h"

// NAMES_FIT_NOT stands in a call for the number of arguments when their names fit no way to name
// them.
enum { BUILTIN_ANY_COUNT = 255, BUILTIN_NAMES_FIT_NOT = 256 };

typedef FeelValue (*BuiltinCall)(FeelVm *vm, const FeelValue *arguments, size_t count);

typedef struct Builtin {
    Str name;
    BuiltinCall call;
    int result; // a FeelKind or TYPE_ANY
    uint8_t least;
    uint8_t most;      // BUILTIN_ANY_COUNT: no limit
    Str parameters;    // "a,b|c": the ways to name the arguments
    const char *kinds; // a letter per argument: l list, . any, else what is no list
} Builtin;

size_t builtins_count(void);
const Builtin *builtins_at(size_t index);
uint32_t builtins_find(Str name); // CHECKs that there is one
// Puts named arguments in order, by the first way to name them that knows each name once: for each
// place the number of its argument from 1, 0 when it is not given and so null. Returns how many
// places there are; 0: no way fits.
enum { BUILTIN_NAMED_MAX = 16 };
size_t builtin_order_names(const Builtin *builtin, const Str *names, size_t count,
                           size_t out_order[BUILTIN_NAMED_MAX]);

#define BUILTIN(symbol, name, result, least, most, parameters, kinds, sentence)                    \
    FeelValue builtin_##symbol(FeelVm *vm, const FeelValue *arguments, size_t count);
#include "feel/builtins.def"
#undef BUILTIN
#endif

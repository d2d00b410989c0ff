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
// The place of a name in one of the ways to name the arguments, "a,b".
bool builtin_find_parameter(Str way, Str name, size_t *out_index);

#define BUILTIN(symbol, name, result, least, most, parameters, kinds, sentence)                    \
    FeelValue builtin_##symbol(FeelVm *vm, const FeelValue *arguments, size_t count);
#include "feel/builtins.def"
#undef BUILTIN
#endif

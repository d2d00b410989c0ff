// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_VALUE_PRIVATE_H
#define FEEL_VALUE_PRIVATE_H
// What boxed values point to. Only for feel/.
#include "feel/feel.h"

// An interval. A missing end is a null with the end open: (> 5) has no high end.
// (=5) and (!=5) are ranges too, and equal to none that is written with its ends.
typedef enum FeelRangeForm {
    FEEL_RANGE_ENDS,
    FEEL_RANGE_EQUAL,
    FEEL_RANGE_NOT_EQUAL
} FeelRangeForm;

typedef struct FeelRange {
    FeelValue low;
    FeelValue high;
    bool is_low_closed;
    bool is_high_closed;
    FeelRangeForm form;
} FeelRange;

typedef struct FeelBlock FeelBlock;

typedef enum FeelFunctionKind {
    FEEL_FUNCTION_BUILTIN,
    FEEL_FUNCTION_LAMBDA,
    FEEL_FUNCTION_NATIVE, // of a decision model
} FeelFunctionKind;

typedef struct FeelFunction {
    FeelFunctionKind kind;
    const Str *parameters; // of a built-in: NULL, see its row
    size_t parameter_count;
    size_t builtin;             // row of builtins.def
    const FeelProgram *program; // lambda: where it was written
    const FeelBlock *block;
    const FeelValue *captures;
    FeelCall call; // native
    const void *data;
} FeelFunction;

const FeelRange *range_of(FeelValue range);
FeelValue range_make(Arena *arena, FeelRange range);
const FeelFunction *function_of(FeelValue function);

// Orders two values of one kind (numbers, strings, dates, times, durations); false: not comparable.
bool value_compare(FeelValue a, FeelValue b, int *out_order);
// Whether they are equal when neither comes first: a time with a zone never equals one without.
bool value_order_is_equality(FeelValue a, FeelValue b);
// Whether value lies in the range; false: not comparable.
bool range_contains(const FeelRange *range, FeelValue value, bool *out_is_inside);
#endif

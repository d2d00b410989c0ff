// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_OPS_H
#define FEEL_OPS_H
// What the operators do for all kinds of values; the VM itself only knows the short way for small
// numbers. A null with a recorded reason where the standard has no result.
#include "feel/vm.h"

typedef enum Comparison {
    COMPARE_LESS,
    COMPARE_LESS_EQUAL,
    COMPARE_GREATER,
    COMPARE_GREATER_EQUAL,
} Comparison;

FeelValue op_add(FeelVm *vm, FeelValue a, FeelValue b);
FeelValue op_subtract(FeelVm *vm, FeelValue a, FeelValue b);
FeelValue op_multiply(FeelVm *vm, FeelValue a, FeelValue b);
FeelValue op_divide(FeelVm *vm, FeelValue a, FeelValue b);
FeelValue op_power(FeelVm *vm, FeelValue a, FeelValue b);
FeelValue op_negate(FeelVm *vm, FeelValue a);
FeelValue op_equal(FeelVm *vm, FeelValue a, FeelValue b);
FeelValue op_compare(FeelVm *vm, FeelValue a, FeelValue b, Comparison comparison);
FeelValue op_between(FeelVm *vm, FeelValue value, FeelValue low, FeelValue high);
FeelValue op_and(FeelValue a, FeelValue b);
FeelValue op_or(FeelValue a, FeelValue b);
FeelValue op_not(FeelValue a);
// Whether `tested` is `value`, lies in it, or (has_tested) whether `value`, which spoke of it,
// holds.
FeelValue op_test(FeelVm *vm, FeelValue tested, FeelValue value, bool has_tested);
FeelValue op_path(FeelVm *vm, FeelValue value, Str name);
FeelValue op_index(FeelVm *vm, FeelValue list, FeelValue index);
FeelValue op_range(FeelVm *vm, FeelRange range);
#endif

// SPDX-License-Identifier: Apache-2.0
// Functions that make one value of many: given as one list, or as arguments.
#include "feel/builtin.h"
#include "feel/number.h"
#include "feel/ops.h"
#include <string.h>

typedef struct Items {
    const FeelValue *values;
    size_t count;
} Items;

static Items items_of(FeelVm *vm, const FeelValue *arguments, size_t count) {
    Items items = {arguments, count};
    if (count == 1 && arguments[0].kind == FEEL_LIST) {
        items = (Items){feel_items(arguments[0]), arguments[0].length};
    }
    if (!vm_spend(vm, items.count)) {
        items.count = 0;
    }
    return items;
}

// The least (sign 1) or greatest (sign -1).
static FeelValue extreme(FeelVm *vm, const FeelValue *arguments, size_t count, int sign) {
    Items items = items_of(vm, arguments, count);
    if (items.count == 0) {
        return FEEL_NULL_VALUE;
    }
    FeelValue best = items.values[0];
    for (size_t i = 1; i < items.count; i++) {
        int order = 0;
        if (!value_compare(best, items.values[i], &order)) {
            return vm_fail(vm, "%s(): %s and %s cannot be compared", vm->name,
                           feel_kind_name(best.kind), feel_kind_name(items.values[i].kind));
        }
        best = order * sign > 0 ? items.values[i] : best;
    }
    int order = 0;
    return items.count > 1 || value_compare(best, best, &order)
               ? best
               : vm_fail(vm, "%s(): a %s has no order", vm->name, feel_kind_name(best.kind));
}

FeelValue builtin_min(FeelVm *vm, const FeelValue *arguments, size_t count) {
    return extreme(vm, arguments, count, 1);
}

FeelValue builtin_max(FeelVm *vm, const FeelValue *arguments, size_t count) {
    return extreme(vm, arguments, count, -1);
}

static FeelValue fold(FeelVm *vm, Items items, FeelValue (*step)(FeelVm *, FeelValue, FeelValue)) {
    if (items.count == 0) {
        return FEEL_NULL_VALUE;
    }
    FeelValue result = items.values[0];
    for (size_t i = 0; i < items.count; i++) {
        if (!vm_expect(vm, items.values[i], FEEL_NUMBER, "each item")) {
            return FEEL_NULL_VALUE;
        }
        result = i == 0 ? result : step(vm, result, items.values[i]);
        if (result.kind == FEEL_NULL) {
            return result;
        }
    }
    return result;
}

FeelValue builtin_sum(FeelVm *vm, const FeelValue *arguments, size_t count) {
    return fold(vm, items_of(vm, arguments, count), op_add);
}

// Of nothing there is no such figure.
static bool has_items(FeelVm *vm, Items items) {
    if (items.count == 0) {
        vm_fail(vm, "%s(): the list is empty", vm->name);
    }
    return items.count > 0;
}

FeelValue builtin_product(FeelVm *vm, const FeelValue *arguments, size_t count) {
    Items items = items_of(vm, arguments, count);
    return has_items(vm, items) ? fold(vm, items, op_multiply) : FEEL_NULL_VALUE;
}

FeelValue builtin_mean(FeelVm *vm, const FeelValue *arguments, size_t count) {
    Items items = items_of(vm, arguments, count);
    FeelValue sum = has_items(vm, items) ? fold(vm, items, op_add) : FEEL_NULL_VALUE;
    return sum.kind == FEEL_NULL ? sum : op_divide(vm, sum, feel_integer((int64_t)items.count));
}

// The items in order as a list; null unless all are numbers.
static FeelValue sorted_numbers(FeelVm *vm, Items items) {
    if (!vm_reserve(vm, items.count * sizeof(FeelValue))) {
        return FEEL_NULL_VALUE;
    }
    for (size_t i = 0; i < items.count; i++) {
        if (!vm_expect(vm, items.values[i], FEEL_NUMBER, "each item")) {
            return FEEL_NULL_VALUE;
        }
    }
    FeelValue list = feel_list(vm_arena(vm), items.values, items.count);
    return builtin_sort(vm, &list, 1);
}

// The sorted numbers from `from` on that equal the first of them.
static size_t run_length(FeelValue sorted, size_t from) {
    size_t to = from + 1;
    while (to < sorted.length &&
           number_compare(feel_items(sorted)[from], feel_items(sorted)[to]) == 0) {
        to++;
    }
    return to - from;
}

FeelValue builtin_mode(FeelVm *vm, const FeelValue *arguments, size_t count) {
    FeelValue sorted = sorted_numbers(vm, items_of(vm, arguments, count));
    size_t longest = 0;
    ListBuilder modes = {0};
    if (sorted.kind == FEEL_NULL) {
        return sorted;
    }
    for (size_t i = 0; i < sorted.length; i += run_length(sorted, i)) {
        size_t length = run_length(sorted, i);
        modes.count = length > longest ? 0 : modes.count;
        longest = length > longest ? length : longest;
        if (length == longest) {
            list_add(vm, &modes, feel_items(sorted)[i]);
        }
    }
    return list_finish(&modes);
}

FeelValue builtin_stddev(FeelVm *vm, const FeelValue *arguments, size_t count) {
    Items items = items_of(vm, arguments, count);
    FeelValue mean = builtin_mean(vm, arguments, count);
    FeelValue squares = feel_integer(0);
    if (mean.kind != FEEL_NUMBER) {
        return FEEL_NULL_VALUE;
    }
    if (items.count == 1) {
        return vm_fail(vm, "stddev(): a single number has no deviation");
    }
    for (size_t i = 0; i < items.count; i++) {
        FeelValue distance = op_subtract(vm, items.values[i], mean);
        squares = op_add(vm, squares, op_multiply(vm, distance, distance));
    }
    FeelValue variance = op_divide(vm, squares, feel_integer((int64_t)items.count - 1));
    return variance.kind == FEEL_NUMBER
               ? vm_approximate(vm, number_sqrt(vm_arena(vm), variance), VM_DECIMAL_DIGITS)
               : FEEL_NULL_VALUE;
}

FeelValue builtin_median(FeelVm *vm, const FeelValue *arguments, size_t count) {
    Items items = items_of(vm, arguments, count);
    if (!has_items(vm, items)) {
        return FEEL_NULL_VALUE;
    }
    FeelValue sorted = sorted_numbers(vm, items);
    if (sorted.kind == FEEL_NULL) {
        return sorted;
    }
    FeelValue upper = feel_items(sorted)[items.count / 2];
    if (items.count % 2 != 0) {
        return upper;
    }
    return op_divide(vm, op_add(vm, feel_items(sorted)[items.count / 2 - 1], upper),
                     feel_integer(2));
}

// all: false if any item is false, true if every item is true, else null; any: the reverse.
static FeelValue quantify(FeelVm *vm, Items items, bool decisive) {
    FeelValue result = feel_boolean(!decisive);
    for (size_t i = 0; i < items.count; i++) {
        FeelValue item = items.values[i];
        if (item.kind == FEEL_BOOLEAN && (item.number != 0) == decisive) {
            return item;
        }
        if (item.kind != FEEL_BOOLEAN) {
            result = FEEL_NULL_VALUE;
        }
    }
    if (result.kind == FEEL_NULL) {
        vm_fail(vm, "%s(): an item is no boolean", vm->name);
    }
    return result;
}

FeelValue builtin_all(FeelVm *vm, const FeelValue *arguments, size_t count) {
    return quantify(vm, items_of(vm, arguments, count), false);
}

FeelValue builtin_any(FeelVm *vm, const FeelValue *arguments, size_t count) {
    return quantify(vm, items_of(vm, arguments, count), true);
}

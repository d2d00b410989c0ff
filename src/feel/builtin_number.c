// SPDX-License-Identifier: Apache-2.0
#include "feel/builtin.h"
#include "feel/number.h"
#include "feel/ops.h"
#include "feel/temporal.h"

enum { SCALE_MAX = 6176 };

static FeelValue number_or_reason(FeelVm *vm, FeelValue number) {
    return number.kind == FEEL_NULL ? vm_fail(vm, "%s(): there is no such number", vm->name)
                                    : number;
}

static FeelValue rounded_or_reason(FeelVm *vm, FeelValue number) {
    return number_or_reason(vm, vm_approximate(vm, number, VM_DECIMAL_DIGITS));
}

static bool scale_of(FeelVm *vm, FeelValue scale, int *out_scale) {
    int64_t digits = 0;
    if (!vm_expect(vm, scale, FEEL_NUMBER, "the scale")) {
        return false;
    }
    FeelValue whole = number_to_integer(vm_arena(vm), scale, NUMBER_DOWN);
    if (!number_to_int64(whole, &digits) || digits < -SCALE_MAX + 65 || digits > SCALE_MAX) {
        vm_fail(vm, "%s(): the scale must be from -6111 to 6176", vm->name);
        return false;
    }
    *out_scale = (int)digits;
    return true;
}

static FeelValue round_to(FeelVm *vm, const FeelValue *arguments, size_t count,
                          NumberRounding rounding) {
    int scale = 0;
    if (!vm_expect(vm, arguments[0], FEEL_NUMBER, "n")) {
        return FEEL_NULL_VALUE;
    }
    if (count == 1) {
        return number_or_reason(vm, number_to_integer(vm_arena(vm), arguments[0], rounding));
    }
    if (!scale_of(vm, arguments[1], &scale)) {
        return FEEL_NULL_VALUE;
    }
    return number_or_reason(vm, number_round(vm_arena(vm), arguments[0], scale, rounding));
}

FeelValue builtin_decimal(FeelVm *vm, const FeelValue *arguments, size_t count) {
    return round_to(vm, arguments, count, NUMBER_HALF_EVEN);
}

FeelValue builtin_floor(FeelVm *vm, const FeelValue *arguments, size_t count) {
    return round_to(vm, arguments, count, NUMBER_FLOOR);
}

FeelValue builtin_ceiling(FeelVm *vm, const FeelValue *arguments, size_t count) {
    return round_to(vm, arguments, count, NUMBER_CEILING);
}

FeelValue builtin_round_up(FeelVm *vm, const FeelValue *arguments, size_t count) {
    return round_to(vm, arguments, count, NUMBER_UP);
}

FeelValue builtin_round_down(FeelVm *vm, const FeelValue *arguments, size_t count) {
    return round_to(vm, arguments, count, NUMBER_DOWN);
}

FeelValue builtin_round_half_up(FeelVm *vm, const FeelValue *arguments, size_t count) {
    return round_to(vm, arguments, count, NUMBER_HALF_UP);
}

FeelValue builtin_round_half_down(FeelVm *vm, const FeelValue *arguments, size_t count) {
    return round_to(vm, arguments, count, NUMBER_HALF_DOWN);
}

FeelValue builtin_abs(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    FeelValue value = arguments[0];
    bool is_negative_duration = (value.kind == FEEL_MONTHS_DURATION && value.number < 0) ||
                                (value.kind == FEEL_DAYS_DURATION && temporal_duration(value) < 0);
    if (is_negative_duration) {
        return op_negate(vm, value);
    }
    if (value.kind == FEEL_MONTHS_DURATION || value.kind == FEEL_DAYS_DURATION) {
        return value;
    }
    return vm_expect(vm, value, FEEL_NUMBER, "n") ? number_absolute(vm_arena(vm), value)
                                                  : FEEL_NULL_VALUE;
}

FeelValue builtin_modulo(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    if (!vm_expect(vm, arguments[0], FEEL_NUMBER, "the dividend") ||
        !vm_expect(vm, arguments[1], FEEL_NUMBER, "the divisor")) {
        return FEEL_NULL_VALUE;
    }
    if (number_sign(arguments[1]) == 0) {
        return vm_fail(vm, "division by zero");
    }
    return number_or_reason(vm, number_modulo(vm_arena(vm), arguments[0], arguments[1]));
}

FeelValue builtin_sqrt(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return vm_expect(vm, arguments[0], FEEL_NUMBER, "the number")
               ? rounded_or_reason(vm, number_sqrt(vm_arena(vm), arguments[0]))
               : FEEL_NULL_VALUE;
}

FeelValue builtin_log(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return vm_expect(vm, arguments[0], FEEL_NUMBER, "the number")
               ? rounded_or_reason(vm, number_log(vm_arena(vm), arguments[0]))
               : FEEL_NULL_VALUE;
}

FeelValue builtin_exp(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return vm_expect(vm, arguments[0], FEEL_NUMBER, "the number")
               ? rounded_or_reason(vm, number_exp(vm_arena(vm), arguments[0]))
               : FEEL_NULL_VALUE;
}

// Whether number modulo 2 is `rest`.
static FeelValue has_rest(FeelVm *vm, FeelValue number, int rest) {
    if (!vm_expect(vm, number, FEEL_NUMBER, "the number")) {
        return FEEL_NULL_VALUE;
    }
    FeelValue two = number_modulo(vm_arena(vm), number, feel_integer(2));
    return feel_boolean(two.kind == FEEL_NUMBER && number_compare(two, feel_integer(rest)) == 0);
}

FeelValue builtin_odd(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return has_rest(vm, arguments[0], 1);
}

FeelValue builtin_even(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return has_rest(vm, arguments[0], 0);
}

// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"
#include "feel/ast.h"
#include "feel/builtin.h"
#include "feel/number.h"
#include "feel/ops.h"
#include "feel/vm_private.h"
#include <string.h>

// A growing list in a register, with what BUILD_KEEP was asked to choose.
typedef struct Growing {
    ListBuilder builder;
    FeelValue chosen; // a number: not a condition, but the place of an item
} Growing;

static Growing *growing_of(FeelValue value) {
    return (Growing *)(uintptr_t)value.pointer;
}

static FeelValue make_growing(FeelVm *vm) {
    if (!vm_reserve(vm, sizeof(Growing))) {
        return FEEL_NULL_VALUE;
    }
    return (FeelValue){.pointer = arena_alloc(vm_arena(vm), 1, sizeof(Growing))};
}

static void keep(FeelVm *vm, FeelValue list, FeelValue item, FeelValue condition) {
    Growing *growing = growing_of(list);
    if (growing == NULL) {
        return;
    }
    if (condition.kind == FEEL_NUMBER) {
        growing->chosen = condition;
    } else if (condition.kind == FEEL_BOOLEAN && condition.number != 0) {
        list_add(vm, &growing->builder, item);
    }
}

static FeelValue finish(FeelValue list) {
    Growing *growing = growing_of(list);
    return growing == NULL ? FEEL_NULL_VALUE : list_finish(&growing->builder);
}

static FeelValue finish_filter(FeelVm *vm, FeelValue list, FeelValue source) {
    Growing *growing = growing_of(list);
    if (growing != NULL && growing->chosen.kind == FEEL_NUMBER) {
        return op_index(vm, source, growing->chosen);
    }
    return finish(list);
}

static FeelValue make_list(FeelVm *vm, const FeelValue *items, size_t count) {
    return vm_reserve(vm, count * sizeof(FeelValue)) ? feel_list(vm_arena(vm), items, count)
                                                     : FEEL_NULL_VALUE;
}

static FeelValue make_context(FeelVm *vm, const Shape *shape, const FeelValue *values) {
    if (!vm_reserve(vm, shape->count * sizeof(FeelEntry))) {
        return FEEL_NULL_VALUE;
    }
    FeelEntry *entries = arena_alloc(vm_arena(vm), shape->count, sizeof(FeelEntry));
    for (size_t i = 0; i < shape->count; i++) {
        entries[i] = (FeelEntry){shape->names[i], values[i]};
    }
    return (FeelValue){.kind = FEEL_CONTEXT, .length = (uint32_t)shape->count, .pointer = entries};
}

static FeelValue make_closure(FeelVm *vm, const FeelBlock *block, const FeelValue *captured) {
    size_t bytes = sizeof(FeelFunction) + block->pinned_count * sizeof(FeelValue);
    if (!vm_reserve(vm, bytes)) {
        return FEEL_NULL_VALUE;
    }
    FeelValue *captures = arena_alloc(vm_arena(vm), block->pinned_count, sizeof(FeelValue));
    if (block->pinned_count > 0) {
        memcpy(captures, captured, block->pinned_count * sizeof(FeelValue));
    }
    FeelFunction *function = arena_alloc(vm_arena(vm), 1, sizeof(*function));
    *function = (FeelFunction){.kind = FEEL_FUNCTION_LAMBDA,
                               .parameters = block->parameters,
                               .parameter_count = block->parameter_count,
                               .program = vm->program,
                               .block = block,
                               .captures = captures};
    return (FeelValue){.kind = FEEL_FUNCTION, .pointer = function};
}

// An iterator is two registers: a list and the place of the next item, or the next item of a span
// and its last one, whose exponent is the step (a span of numbers is whole, so it is free).
static bool iterate_span(FeelVm *vm, FeelValue low, FeelValue high, FeelValue *iterator) {
    bool are_dates = low.kind == FEEL_DATE && high.kind == FEEL_DATE;
    int64_t from = low.number;
    int64_t to = high.number;
    bool are_integers = low.kind == FEEL_NUMBER && high.kind == FEEL_NUMBER &&
                        number_to_int64(low, &from) && number_to_int64(high, &to);
    if (!are_dates && !are_integers) {
        vm_fail(vm, "only a list, or a range of whole numbers or dates, can be gone through");
        return false;
    }
    iterator[0] = (FeelValue){.kind = low.kind, .number = from};
    iterator[1] = (FeelValue){.kind = low.kind, .exponent = from <= to ? 1 : -1, .number = to};
    return true;
}

static bool iterate_range(FeelVm *vm, FeelValue range, FeelValue *iterator) {
    const FeelRange *ends = range_of(range);
    if (!iterate_span(vm, ends->low, ends->high, iterator)) {
        return false;
    }
    iterator[0].number += ends->is_low_closed ? 0 : 1;
    iterator[1].number -= ends->is_high_closed ? 0 : 1;
    iterator[1].exponent = 1;
    return true;
}

static bool iterate(FeelVm *vm, FeelValue source, FeelValue *iterator, bool takes_items) {
    if (source.kind == FEEL_RANGE && !takes_items) {
        return iterate_range(vm, source, iterator);
    }
    if (source.kind == FEEL_NULL) {
        vm_fail(vm, "null cannot be gone through");
        return false;
    }
    FeelValue list = source;
    if (source.kind != FEEL_LIST) {
        list = make_list(vm, &source, 1);
    }
    iterator[0] = list;
    iterator[1] = (FeelValue){.kind = FEEL_NUMBER};
    return list.kind == FEEL_LIST;
}

bool vm_next(FeelValue *out_item, FeelValue *iterator) {
    if (iterator[0].kind == FEEL_LIST) {
        if (iterator[1].number >= (int64_t)iterator[0].length) {
            return false;
        }
        *out_item = feel_items(iterator[0])[iterator[1].number++];
        return true;
    }
    int8_t step = iterator[1].exponent;
    if (step == 0 || (step > 0 ? iterator[0].number > iterator[1].number
                               : iterator[0].number < iterator[1].number)) {
        return false;
    }
    *out_item = iterator[0];
    bool is_last = iterator[0].number == iterator[1].number;
    iterator[1].exponent = is_last ? 0 : step;
    iterator[0].number += is_last ? 0 : step < 0 ? -1 : 1;
    return true;
}

// No type: one that needs parameters and has none is not in the lattice of types (table 61).
static FeelValue instance_of(FeelVm *vm, const FeelType *type, FeelValue value) {
    if (type == NULL) {
        return vm_fail(vm, "this type needs its parameters, such as list<Any>");
    }
    if (value.kind == FEEL_NULL) {
        return feel_boolean(type->kind == FEEL_NULL);
    }
    return feel_boolean(type_has(type, value));
}

static FeelValue make_range(FeelVm *vm, const FeelValue *ends, unsigned bits) {
    FeelRange range = {ends[0], ends[1], (bits & RANGE_LOW_CLOSED) != 0,
                       (bits & RANGE_HIGH_CLOSED) != 0, FEEL_RANGE_ENDS};
    if ((bits & (RANGE_IS_EQUAL | RANGE_IS_NOT_EQUAL)) != 0) {
        range.form = (bits & RANGE_IS_EQUAL) != 0 ? FEEL_RANGE_EQUAL : FEEL_RANGE_NOT_EQUAL;
        return vm_reserve(vm, sizeof(range)) ? range_make(vm_arena(vm), range) : FEEL_NULL_VALUE;
    }
    bool lacks_low = (bits & RANGE_WITHOUT_LOW) == 0 && range.low.kind == FEEL_NULL;
    bool lacks_high = (bits & RANGE_WITHOUT_HIGH) == 0 && range.high.kind == FEEL_NULL;
    if (lacks_low || lacks_high) {
        return vm_fail(vm, "an end of the range is null");
    }
    return vm_reserve(vm, sizeof(range)) ? op_range(vm, range) : FEEL_NULL_VALUE;
}

// Of a built-in that is called through a value.
static FeelValue call_builtin_named(FeelVm *vm, FeelValue callee, const Shape *shape,
                                    const FeelValue *arguments) {
    const Builtin *builtin = builtins_at(function_of(callee)->builtin);
    size_t order[BUILTIN_NAMED_MAX];
    FeelValue ordered[BUILTIN_NAMED_MAX];
    size_t count = builtin_order_names(builtin, shape->names, shape->count, order);
    for (size_t i = 0; i < count; i++) {
        ordered[i] = order[i] == 0 ? FEEL_NULL_VALUE : arguments[order[i] - 1];
    }
    return count > 0 ? vm_call(vm, callee, ordered, count)
                     : vm_fail(vm, "these named arguments do not fit what is called");
}

// Arguments by name: put in the order of the function's parameters. Those that are not there are
// null (section 10.3.2.13.5).
static FeelValue call_named(FeelVm *vm, FeelValue callee, const Shape *shape,
                            const FeelValue *arguments) {
    enum { NAMED_MAX = 64 };
    FeelValue ordered[NAMED_MAX] = {{0}};
    bool is_given[NAMED_MAX] = {false};
    const FeelFunction *function = callee.kind == FEEL_FUNCTION ? function_of(callee) : NULL;
    if (function != NULL && function->kind == FEEL_FUNCTION_BUILTIN) {
        return call_builtin_named(vm, callee, shape, arguments);
    }
    if (function == NULL || function->parameters == NULL || function->parameter_count > NAMED_MAX) {
        return vm_fail(vm, "these named arguments do not fit what is called");
    }
    for (size_t i = 0; i < shape->count; i++) {
        size_t place = 0;
        while (place < function->parameter_count &&
               !str_equal(function->parameters[place], shape->names[i])) {
            place++;
        }
        if (place == function->parameter_count) {
            return vm_fail(vm, "the function has no parameter '" STR_FMT "'",
                           STR_ARG(shape->names[i]));
        }
        if (is_given[place]) {
            return vm_fail(vm, "these named arguments do not fit what is called");
        }
        ordered[place] = arguments[i];
        is_given[place] = true;
    }
    return vm_call(vm, callee, ordered, function->parameter_count);
}

static void note(FeelNote *part, FeelValue value) {
    part->value = value;
    part->times++;
}

size_t vm_make(FeelVm *vm, Instruction instruction, FeelValue *registers) {
    FeelValue *a = &registers[instruction.a];
    FeelValue *b = &registers[instruction.b];
    switch ((Opcode)instruction.op) {
    case OP_LIST: *a = make_list(vm, b, instruction.c); return 0;
    case OP_CONTEXT: *a = make_context(vm, &vm->program->shapes[instruction.c], b); return 0;
    case OP_RANGE: *a = make_range(vm, b, instruction.c); return 0;
    case OP_CLOSURE: *a = make_closure(vm, vm->program->blocks[instruction.c], b); return 0;
    case OP_INSTANCE_OF: *a = instance_of(vm, vm->program->types[instruction.c], *b); return 0;
    case OP_CALL_NAMED:
        *a = call_named(vm, *a, &vm->program->shapes[instruction.b], a + 1);
        return 0;
    case OP_NOTE: note(&vm->run->notes[instruction.b], *a); return 0;
    case OP_BUILD: *a = make_growing(vm); return 0;
    case OP_BUILD_ADD: keep(vm, *a, *b, feel_boolean(true)); return 0;
    case OP_BUILD_KEEP: keep(vm, *a, *b, registers[instruction.c]); return 0;
    case OP_BUILD_END: *a = finish(*b); return 0;
    case OP_BUILD_FILTER: *a = finish_filter(vm, *b, registers[instruction.c]); return 0;
    case OP_ITERATE: return iterate(vm, *b, a, false) ? 1 : 0;
    case OP_ITERATE_ITEMS: return iterate(vm, *b, a, true) ? 1 : 0;
    case OP_ITERATE_RANGE: return iterate_span(vm, b[0], b[1], a) ? 1 : 0;
    default: CHECK(false); return 0;
    }
}

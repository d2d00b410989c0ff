// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"
#include "feel/ast.h"
#include "feel/builtin.h"
#include "feel/number.h"
#include "feel/reason.h"
#include "feel/vm_private.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MESSAGE_MAX = 256, BYTES_PER_STEP = 64 };

void feel_report_list(FeelRun *run, const FeelProgram *program, FeelPlace place, const char *format,
                      va_list arguments) {
    if (run->error_count < FEEL_ERRORS_MAX) {
        FeelError *error = &run->errors[run->error_count];
        char words[MESSAGE_MAX];
        va_list again;
        va_copy(again, arguments);
        (void)vsnprintf(words, sizeof(words), format, arguments);
        *error = (FeelError){.program = program, .place = place, .format = format};
        error->message = arena_copy(run->arena, str_from(words));
        error->argument_count = reason_arguments(run->arena, format, again, &error->arguments);
        va_end(again);
    }
    run->error_count++;
}

void feel_report(FeelRun *run, const FeelProgram *program, FeelPlace place, const char *format,
                 ...) {
    va_list arguments;
    va_start(arguments, format);
    feel_report_list(run, program, place, format, arguments);
    va_end(arguments);
}

FeelValue vm_fail(FeelVm *vm, const char *format, ...) {
    FeelPlace place = {0};
    if (vm->run->error_count < FEEL_ERRORS_MAX && vm->program != NULL) {
        place = place_of(vm->program->source, vm->offset);
    }
    va_list arguments;
    va_start(arguments, format);
    feel_report_list(vm->run, vm->program, place, format, arguments);
    va_end(arguments);
    return FEEL_NULL_VALUE;
}

// Passing the limit ends loops as well: the steps are used up.
static bool has_memory(FeelVm *vm, size_t bytes) {
    FeelRun *run = vm->run;
    size_t limit = run->memory_limit == 0 ? FEEL_MEMORY_LIMIT_DEFAULT : run->memory_limit;
    if (bytes > limit || run->arena->used > limit - bytes) {
        vm_fail(vm, "more than %zu bytes of memory", limit);
        run->steps = UINT64_MAX / 2;
        return false;
    }
    return true;
}

static uint64_t step_limit(const FeelRun *run) {
    return run->step_limit == 0 ? FEEL_STEP_LIMIT_DEFAULT : run->step_limit;
}

uint64_t vm_steps_left(const FeelVm *vm) {
    return vm_is_spent(vm->run) ? 0 : step_limit(vm->run) - vm->run->steps;
}

bool vm_spend(FeelVm *vm, uint64_t count) {
    FeelRun *run = vm->run;
    if (vm_is_spent(run)) {
        return false; // told already
    }
    run->steps += count;
    if (vm_is_spent(run)) {
        vm_fail(vm, "more than %llu steps", (unsigned long long)step_limit(run));
        return false;
    }
    return has_memory(vm, 0);
}

bool vm_reserve(FeelVm *vm, size_t bytes) {
    return has_memory(vm, bytes) && vm_spend(vm, bytes / BYTES_PER_STEP);
}

Arena *vm_arena(FeelVm *vm) {
    return vm->run->arena;
}

FeelValue vm_approximate(FeelVm *vm, FeelValue number, int digits) {
    bool is_rounded = number.kind == FEEL_NUMBER && number_digits(number) >= digits;
    vm->run->is_approximate = vm->run->is_approximate || is_rounded;
    return number;
}

bool vm_expect(FeelVm *vm, FeelValue value, FeelKind kind, const char *what) {
    if (value.kind == kind) {
        return true;
    }
    vm_fail(vm, "%s(): %s must be a %s, not %s", vm->name, what, feel_kind_name(kind),
            feel_kind_name(value.kind));
    return false;
}

void list_add(FeelVm *vm, ListBuilder *builder, FeelValue item) {
    if (builder->is_full) {
        return;
    }
    if (builder->count == builder->capacity) {
        size_t capacity = builder->capacity == 0 ? 8 : builder->capacity * 2;
        if (capacity > UINT32_MAX || !vm_reserve(vm, capacity * sizeof(FeelValue))) {
            builder->is_full = true;
            return;
        }
        FeelValue *items = arena_alloc(vm_arena(vm), capacity, sizeof(FeelValue));
        if (builder->count > 0) {
            memcpy(items, builder->items, builder->count * sizeof(FeelValue));
        }
        builder->items = items;
        builder->capacity = capacity;
    }
    builder->items[builder->count++] = item;
}

FeelValue list_finish(const ListBuilder *builder) {
    if (builder->is_full) {
        return FEEL_NULL_VALUE;
    }
    return (FeelValue){
        .kind = FEEL_LIST, .length = (uint32_t)builder->count, .pointer = builder->items};
}

// Section 10.3.2.9.4: a list of one is its item where no list is wanted, and the other way round.
static bool is_misfit(char kind, FeelValue value) {
    bool is_list = value.kind == FEEL_LIST;
    return kind == 's' ? is_list && value.length == 1
                       : kind == 'l' && !is_list && value.kind != FEEL_NULL;
}

static const FeelValue *fitted_arguments(FeelVm *vm, const Builtin *builtin,
                                         const FeelValue *arguments, size_t count) {
    FeelValue *fitted = arena_alloc(vm_arena(vm), count, sizeof(FeelValue));
    memcpy(fitted, arguments, count * sizeof(FeelValue));
    for (size_t i = 0; i < count && builtin->kinds[i] != '\0'; i++) {
        if (is_misfit(builtin->kinds[i], arguments[i])) {
            fitted[i] = builtin->kinds[i] == 's' ? feel_items(arguments[i])[0]
                                                 : feel_list(vm_arena(vm), &arguments[i], 1);
        }
    }
    return fitted;
}

FeelValue vm_call_builtin(FeelVm *vm, size_t builtin_number, const FeelValue *arguments,
                          size_t count) {
    const Builtin *builtin = builtins_at(builtin_number);
    vm->name = builtin->name.data;
    if (count == BUILTIN_NAMES_FIT_NOT) {
        return vm_fail(vm, "these names of arguments do not fit %s(); they are: %s", vm->name,
                       builtin->parameters.data);
    }
    bool has_no_limit = builtin->most == BUILTIN_ANY_COUNT;
    if (count < builtin->least || (!has_no_limit && count > builtin->most)) {
        return vm_fail(vm, "%s() is not made for %zu arguments; they are: %s", vm->name, count,
                       builtin->parameters.data);
    }
    for (size_t i = 0; i < count && builtin->kinds[i] != '\0'; i++) {
        if (is_misfit(builtin->kinds[i], arguments[i])) {
            return builtin->call(vm, fitted_arguments(vm, builtin, arguments, count), count);
        }
    }
    return builtin->call(vm, arguments, count);
}

// The arguments as the declared types have them; NULL and a reason when one does not conform.
static const FeelValue *typed_arguments(FeelVm *vm, const FeelFunction *function,
                                        const FeelValue *arguments, size_t count) {
    FeelValue *fitted = arena_alloc(vm_arena(vm), count, sizeof(FeelValue));
    for (size_t i = 0; i < count; i++) {
        const FeelType *type = function->block->parameter_types[i];
        if (type->kind == TYPE_ANY) {
            fitted[i] = arguments[i];
        } else if (!type_fit(vm_arena(vm), arguments[i], type, &fitted[i])) {
            vm_fail(vm, "argument '" STR_FMT "', a %s, is not of its declared type",
                    STR_ARG(function->parameters[i]), feel_kind_name(arguments[i].kind));
            return NULL;
        }
    }
    return fitted;
}

static FeelValue call_lambda(FeelVm *vm, const FeelFunction *function, const FeelValue *arguments,
                             size_t count) {
    if (!vm_spend(vm, function->block->code_count + 1)) {
        return FEEL_NULL_VALUE;
    }
    FeelVm inner = {.run = vm->run, .program = function->program};
    if (function->block->parameter_types != NULL) {
        arguments = typed_arguments(vm, function, arguments, count);
        if (arguments == NULL) {
            return FEEL_NULL_VALUE;
        }
    }
    VmFrame frame = {.arguments = arguments, .count = count, .captures = function->captures};
    return vm_enter(&inner, function->block, &frame);
}

enum { EXTERNAL_CALL_STEPS = 16 };

static FeelValue call_function(FeelVm *vm, const FeelFunction *function, const FeelValue *arguments,
                               size_t count) {
    if (function->kind == FEEL_FUNCTION_BUILTIN) {
        return vm_call_builtin(vm, function->builtin, arguments, count);
    }
    if (count != function->parameter_count) {
        return vm_fail(vm, "a function of %zu arguments is called with %zu",
                       function->parameter_count, count);
    }
    if (function->kind == FEEL_FUNCTION_LAMBDA) {
        return call_lambda(vm, function, arguments, count);
    }
    // What calls itself twice would double the work with every level, without a loop that counts
    // it.
    return vm_spend(vm, EXTERNAL_CALL_STEPS)
               ? function->call(function->data, vm->run, arguments, count)
               : FEEL_NULL_VALUE;
}

FeelValue vm_call(FeelVm *vm, FeelValue function, const FeelValue *arguments, size_t count) {
    if (function.kind != FEEL_FUNCTION) {
        return vm_fail(vm, "a %s cannot be called", feel_kind_name(function.kind));
    }
    if (vm->run->depth >= VM_DEPTH_MAX) {
        return vm_fail(vm, "more than %d calls one within the other", VM_DEPTH_MAX);
    }
    vm->run->depth++;
    FeelValue result = call_function(vm, function_of(function), arguments, count);
    vm->run->depth--;
    return result;
}

FeelValue feel_call(FeelValue function, FeelRun *run, const FeelValue *arguments, size_t count) {
    FeelVm vm = {.run = run};
    return vm_call(&vm, function, arguments, count);
}

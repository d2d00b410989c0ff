// SPDX-License-Identifier: Apache-2.0
#include "feel/vm.h"
#include "base/check.h"
#include "feel/builtin.h"
#include "feel/chain.h"
#include "feel/number.h"
#include "feel/ops.h"
#include "feel/program.h"
#include "feel/vm_private.h"
#include <string.h>

enum { REGISTERS_INLINE = 40 };

static inline bool is_true(FeelValue value) {
    return value.kind == FEEL_BOOLEAN && value.number != 0;
}

static inline bool is_false(FeelValue value) {
    return value.kind == FEEL_BOOLEAN && value.number == 0;
}

// Both small with one exponent: the short way of comparing and adding. Looked at in one piece:
// kind, box and exponent are the first four bytes of a value.
static inline bool is_short(FeelValue a, FeelValue b) {
    uint32_t heads[2];
    memcpy(&heads[0], &a, sizeof heads[0]);
    memcpy(&heads[1], &b, sizeof heads[1]);
    return heads[0] == heads[1] && number_is_small(a);
}

// The same, or both booleans: the short way of telling whether they are equal.
static inline bool is_short_equality(FeelValue a, FeelValue b) {
    return is_short(a, b) || (a.kind == FEEL_BOOLEAN && b.kind == FEEL_BOOLEAN);
}

static inline FeelValue small_number(int64_t coefficient, int8_t exponent) {
    return (FeelValue){.kind = FEEL_NUMBER, .exponent = exponent, .number = coefficient};
}

// In two halves: most values were written so a moment ago, and reading them back as a whole would
// wait for both stores.
static inline FeelValue copy_of(const FeelValue *value) {
    uint64_t halves[2];
    memcpy(&halves[0], value, sizeof halves[0]);
    halves[1] = (uint64_t)value->number;
    FeelValue copy;
    memcpy(&copy, halves, sizeof copy);
    return copy;
}

static inline bool is_plain_case(const FeelVm *vm, FeelValue value, uint16_t kind) {
    return value.kind != FEEL_NULL && (value.kind == kind || kind == CHAIN_ANY_KIND) &&
           vm->run->error_count == vm->error_count;
}

// The loop. `at` is where a slow operation finds its place in the source.
#define AT() (vm->offset = block->offsets[(size_t)(next - block->code) - 1])
#define A registers[i.a]
#define B registers[i.b]
#define C registers[i.c]

// NOLINTNEXTLINE(readability-function-size,readability-function-cognitive-complexity)
FeelValue vm_execute(FeelVm *vm, const FeelBlock *block, size_t start, FeelValue *registers) {
    const Instruction *next = block->code + start;
    for (;;) {
        Instruction i = *next++;
        switch ((Opcode)i.op) {
        case OP_MOVE: A = copy_of(&B); break;
        case OP_RETURN: return A;
        case OP_STORE:
            A = copy_of(&B);
            if (is_plain_case(vm, A, i.c)) {
                vm->steps = vm->run->steps;
                break;
            }
            AT();
            return FEEL_NULL_VALUE;
        case OP_STOP: AT(); return FEEL_NULL_VALUE;
        case OP_JUMP: next = block->code + i.target; break;
        case OP_JUMP_UNLESS: next = is_true(A) ? next : block->code + i.target; break;
        case OP_JUMP_IF_FALSE: next = is_false(A) ? block->code + i.target : next; break;
        case OP_JUMP_IF_TRUE: next = is_true(A) ? block->code + i.target : next; break;
        case OP_ADD: {
            int64_t sum = 0;
            if (is_short(B, C) && !__builtin_add_overflow(B.number, C.number, &sum)) {
                A = small_number(sum, B.exponent);
                break;
            }
            AT();
            A = op_add(vm, B, C);
            break;
        }
        case OP_SUBTRACT: {
            int64_t difference = 0;
            if (is_short(B, C) && !__builtin_sub_overflow(B.number, C.number, &difference)) {
                A = small_number(difference, B.exponent);
                break;
            }
            AT();
            A = op_subtract(vm, B, C);
            break;
        }
        case OP_MULTIPLY: {
            int64_t product = 0;
            int exponent = B.exponent + C.exponent;
            if (number_is_small(B) && number_is_small(C) && exponent >= INT8_MIN &&
                exponent <= INT8_MAX && !__builtin_mul_overflow(B.number, C.number, &product)) {
                A = small_number(product, (int8_t)exponent);
                break;
            }
            AT();
            A = op_multiply(vm, B, C);
            break;
        }
        case OP_DIVIDE: AT(), A = op_divide(vm, B, C); break;
        case OP_POWER: AT(), A = op_power(vm, B, C); break;
        case OP_NEGATE: AT(), A = op_negate(vm, B); break;
        case OP_EQUAL:
            A = is_short_equality(B, C) ? feel_boolean(B.number == C.number)
                                        : (AT(), op_equal(vm, B, C));
            break;
        case OP_NOT_EQUAL:
            A = is_short_equality(B, C) ? feel_boolean(B.number != C.number)
                                        : (AT(), op_not(op_equal(vm, B, C)));
            break;
        case OP_LESS:
            A = is_short(B, C) ? feel_boolean(B.number < C.number)
                               : (AT(), op_compare(vm, B, C, COMPARE_LESS));
            break;
        case OP_LESS_EQUAL:
            A = is_short(B, C) ? feel_boolean(B.number <= C.number)
                               : (AT(), op_compare(vm, B, C, COMPARE_LESS_EQUAL));
            break;
        case OP_GREATER:
            A = is_short(B, C) ? feel_boolean(B.number > C.number)
                               : (AT(), op_compare(vm, B, C, COMPARE_GREATER));
            break;
        case OP_GREATER_EQUAL:
            A = is_short(B, C) ? feel_boolean(B.number >= C.number)
                               : (AT(), op_compare(vm, B, C, COMPARE_GREATER_EQUAL));
            break;
        case OP_BETWEEN: AT(), A = op_between(vm, (&B)[0], (&B)[1], (&B)[2]); break;
        case OP_AND: A = op_and(B, C); break;
        case OP_OR: A = op_or(B, C); break;
        case OP_NOT: A = op_not(B); break;
        case OP_TEST:
            A = is_short_equality(B, C) ? feel_boolean(B.number == C.number)
                                        : (AT(), op_test(vm, B, C, false));
            break;
        case OP_TEST_TRUE: AT(), A = op_test(vm, B, C, true); break;
        case OP_PATH: AT(), A = op_path(vm, B, feel_as_string(C)); break;
        case OP_FIELD: feel_get(B, feel_as_string(C), &A); break;
        case OP_INDEX: AT(), A = op_index(vm, B, C); break;
        case OP_CALL_BUILTIN: AT(), A = vm_call_builtin(vm, i.b, &A, i.c); break;
        case OP_CALL: AT(), A = vm_call(vm, A, &A + 1, i.c); break;
        case OP_NEXT:
            if (!vm_next(&A, &B)) {
                break;
            }
            AT();
            next = vm_spend(vm, i.c) ? next + 1 : next;
            break;
        default: AT(), next += vm_make(vm, i, registers); break;
        }
    }
}

#undef AT
#undef A
#undef B
#undef C

static void fill_main(const FeelBlock *block, const VmFrame *frame, FeelValue *pinned) {
    for (size_t i = 0; i < block->pinned_count; i++) {
        uint32_t slot = frame->slots[i];
        pinned[i] = slot == INPUT_TESTED ? frame->tested : frame->inputs[slot];
    }
}

static void fill_function(const FeelBlock *block, const VmFrame *frame, FeelValue *registers) {
    for (size_t i = 0; i < block->parameter_count && i < frame->count; i++) {
        registers[i] = frame->arguments[i];
    }
    CHECK(block->pinned_count == 0 || frame->captures != NULL);
    for (size_t i = 0; i < block->pinned_count; i++) {
        registers[block->first_pinned + i] = frame->captures[i];
    }
}

// Fills the frame of a block: constants, what is given, pinned values; then runs it.
FeelValue vm_enter(FeelVm *vm, const FeelBlock *block, const VmFrame *frame) {
    // Clearing all of it would cost more than most expressions: the part in use is filled below.
    __attribute__((uninitialized)) FeelValue inline_registers[REGISTERS_INLINE];
    FeelValue *registers = inline_registers;
    if (block->register_count > REGISTERS_INLINE) {
        if (!vm_reserve(vm, block->register_count * sizeof(FeelValue))) {
            return FEEL_NULL_VALUE;
        }
        registers = arena_alloc(vm_arena(vm), block->register_count, sizeof(FeelValue));
    }
    for (size_t i = 0; i < block->register_count; i++) {
        registers[i] = block->initial[i];
    }
    if (frame->slots != NULL) {
        fill_main(block, frame, registers + block->first_pinned);
    } else {
        fill_function(block, frame, registers);
    }
    return vm_execute(vm, block, 0, registers);
}

static FeelValue run_program(const FeelProgram *program, FeelRun *run, const VmFrame *frame) {
    FeelVm vm = {.run = run, .program = program};
    if (run->depth >= VM_DEPTH_MAX) {
        return vm_fail(&vm, "more than %d calls one within the other", VM_DEPTH_MAX);
    }
    run->depth++;
    FeelValue result = vm_enter(&vm, &program->main, frame);
    run->depth--;
    return vm_is_spent(run) ? FEEL_NULL_VALUE : result;
}

FeelValue feel_run(const FeelProgram *program, FeelRun *run, const FeelValue *inputs) {
    return run_program(program, run, &(VmFrame){.inputs = inputs, .slots = program->inputs});
}

FeelValue feel_run_test(const FeelProgram *program, FeelRun *run, const FeelValue *inputs,
                        FeelValue tested) {
    VmFrame frame = {.inputs = inputs, .slots = program->inputs, .tested = tested};
    return run_program(program, run, &frame);
}

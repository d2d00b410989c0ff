// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_VM_PRIVATE_H
#define FEEL_VM_PRIVATE_H
// Between the loop (vm.c) and the rarer instructions (vm_make.c, vm_call.c).
#include "feel/program.h"
#include "feel/vm.h"

// Where a frame's registers come from.
typedef struct VmFrame {
    const FeelValue *arguments;
    size_t count;
    const FeelValue *captures; // of a function; NULL: the main block
    const FeelValue *inputs;
    const uint32_t *slots; // which input goes into which pinned register
    FeelValue tested;
} VmFrame;

FeelValue vm_enter(FeelVm *vm, const FeelBlock *block, const VmFrame *frame);
// From an instruction on.
FeelValue vm_execute(FeelVm *vm, const FeelBlock *block, size_t start, FeelValue *registers);
FeelValue vm_call_builtin(FeelVm *vm, size_t builtin_number, const FeelValue *arguments,
                          size_t count);
// The step limit was passed: results are incomplete.
static inline bool vm_is_spent(const FeelRun *run) {
    return run->steps > (run->step_limit == 0 ? FEEL_STEP_LIMIT_DEFAULT : run->step_limit);
}
// The next item of the iterator in two registers; false at the end.
bool vm_next(FeelValue *out_item, FeelValue *iterator);
// Executes an instruction that makes or takes apart lists, contexts, ranges, functions, iterators;
// returns how many instructions to skip.
size_t vm_make(FeelVm *vm, Instruction instruction, FeelValue *registers);
#endif

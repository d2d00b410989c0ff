// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_VM_H
#define FEEL_VM_H
// What built-ins see of a running program: its arena with limits, and where to say why a result is
// null.
#include "feel/value_private.h"

enum { VM_DEPTH_MAX = 256 };

typedef struct FeelVm {
    FeelRun *run;
    const FeelProgram *program;
    size_t offset;    // in the source, of what runs now
    const char *name; // of the built-in that runs now
    // Of a chain: how much was reported and spent up to the last value that was stored.
    size_t error_count;
    uint64_t steps;
} FeelVm;

// Records a reason and returns null.
FeelValue vm_fail(FeelVm *vm, const char *format, ...) __attribute__((format(printf, 2, 3)));
// Counts `count` steps; false (and a reason) when the limit is passed.
bool vm_spend(FeelVm *vm, uint64_t count);
uint64_t vm_steps_left(const FeelVm *vm);
// Checks that `bytes` more fit the memory limit, and spends steps for them.
bool vm_reserve(FeelVm *vm, size_t bytes);
Arena *vm_arena(FeelVm *vm);
FeelValue vm_call(FeelVm *vm, FeelValue function, const FeelValue *arguments, size_t count);

// A list that grows; a zeroed value is ready. Once the limit is passed it stays null.
typedef struct ListBuilder {
    FeelValue *items;
    size_t count;
    size_t capacity;
    bool is_full; // the limit was passed
} ListBuilder;
void list_add(FeelVm *vm, ListBuilder *builder, FeelValue item);
FeelValue list_finish(const ListBuilder *builder); // borrowed: what is added later is not seen

// The number, noted as one whose last digits the standard leaves open when it has `digits`: all
// that its arithmetic has.
FeelValue vm_approximate(FeelVm *vm, FeelValue number, int digits);
enum { VM_DECIMAL_DIGITS = 34, VM_DOUBLE_DIGITS = 15 };

// The type of an argument; false records the reason.
bool vm_expect(FeelVm *vm, FeelValue value, FeelKind kind, const char *what);
#endif

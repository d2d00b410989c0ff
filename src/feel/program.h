// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_PROGRAM_H
#define FEEL_PROGRAM_H
// A compiled expression. Registers of a block: parameters and temporaries, then pinned values
// (inputs or captures), then constants; the frame is filled before the first instruction.
#include "feel/types.h"
#include "feel/value_private.h"

typedef enum Opcode {
#define OPCODE(name, operands, sentence) OP_##name,
#include "feel/opcodes.def"
#undef OPCODE
} Opcode;

typedef struct Instruction {
    uint16_t op;
    uint16_t a;
    union {
        struct {
            uint16_t b;
            uint16_t c;
        };
        uint32_t target;
    };
} Instruction;

_Static_assert(sizeof(Instruction) == 8, "an instruction is 8 bytes");

struct FeelBlock {
    const Instruction *code;
    const uint32_t *offsets; // in the source, per instruction
    size_t code_count;
    const FeelValue *initial; // of the registers: null, or a constant
    size_t parameter_count;
    size_t first_pinned; // register
    size_t pinned_count;
    size_t register_count;
    const Str *parameters;
    const FeelType *const *parameter_types; // NULL: none is declared
    const FeelType *result_type;            // of a function, as far as known
};

static const uint32_t INPUT_TESTED = UINT32_MAX; // the value a unary test is about

typedef struct Shape {
    const Str *names;
    size_t count;
} Shape;

struct FeelProgram {
    Str source;
    const FeelType *type; // of the result, as far as known
    FeelBlock main;
    const uint32_t *inputs; // per pinned register of main: index of the name, or INPUT_TESTED
    const FeelBlock *const *blocks; // of functions
    const Shape *shapes;
    const FeelType *const *types;
};
#endif

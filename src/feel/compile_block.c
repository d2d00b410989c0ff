// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"
#include "base/memory.h"
#include "feel/compile_private.h"
#include <string.h>

static uint16_t operand_of(Block *block, size_t number, size_t limit) {
    if (number >= limit) {
        block->compilation->is_too_large = true;
        return 0;
    }
    return (uint16_t)number;
}

size_t block_emit(Block *block, size_t offset, Opcode op, unsigned a, unsigned b, unsigned c) {
    block->code = array_reserve(block->code, block->code_count, &block->code_capacity,
                                sizeof(block->code[0]));
    block->offsets = array_reserve(block->offsets, block->code_count, &block->offset_capacity,
                                   sizeof(block->offsets[0]));
    Instruction instruction = {.op = (uint16_t)op, .a = (uint16_t)a};
    instruction.b = (uint16_t)b;
    instruction.c = (uint16_t)c;
    block->code[block->code_count] = instruction;
    block->offsets[block->code_count] = (uint32_t)offset;
    return block->code_count++;
}

size_t block_jump(Block *block, size_t offset, Opcode op, unsigned a) {
    return block_emit(block, offset, op, a, 0, 0);
}

void block_land(Block *block, size_t jump) {
    block->code[jump].target = (uint32_t)block->code_count;
}

void block_jump_to(Block *block, size_t offset, size_t target) {
    size_t jump = block_jump(block, offset, OP_JUMP, 0);
    block->code[jump].target = (uint32_t)target;
}

uint16_t block_temporaries(Block *block, size_t count) {
    size_t first = block->next_temporary;
    block->next_temporary += count;
    if (block->next_temporary > block->temporary_max) {
        block->temporary_max = block->next_temporary;
    }
    operand_of(block, block->next_temporary, OPERAND_PINNED);
    return operand_of(block, first, OPERAND_PINNED);
}

static bool is_same_constant(FeelValue a, FeelValue b) {
    return a.kind == b.kind && a.is_boxed == b.is_boxed && a.exponent == b.exponent &&
           a.length == b.length && a.number == b.number;
}

uint16_t block_constant(Block *block, FeelValue value) {
    enum { SEARCHED_MAX = 32 };
    for (size_t i = 0; i < block->constant_count && i < SEARCHED_MAX; i++) {
        if (is_same_constant(block->constants[i], value)) {
            return (uint16_t)(OPERAND_CONSTANT + i);
        }
    }
    block->constants = array_reserve(block->constants, block->constant_count,
                                     &block->constant_capacity, sizeof(value));
    block->constants[block->constant_count] = value;
    return operand_of(block, OPERAND_CONSTANT + block->constant_count++, OPERAND_LIMIT);
}

void block_declare(Block *block, uint32_t local, uint16_t operand) {
    block->variables = array_reserve(block->variables, block->variable_count,
                                     &block->variable_capacity, sizeof(Variable));
    block->variables[block->variable_count++] = (Variable){VARIABLE_LOCAL, local, operand};
}

uint16_t block_variable(Block *block, VariableKind kind, uint32_t number) {
    for (size_t i = block->variable_count; i > 0; i--) {
        Variable variable = block->variables[i - 1];
        if (variable.kind == kind && variable.number == number) {
            return variable.operand;
        }
    }
    // Not of this block: an input of the main block, or a capture from the block around.
    CHECK(block->outer != NULL || kind != VARIABLE_LOCAL);
    uint16_t operand = operand_of(block, OPERAND_PINNED + block->pinned_count, OPERAND_CONSTANT);
    Variable variable = {kind, number, operand};
    block->variables = array_reserve(block->variables, block->variable_count,
                                     &block->variable_capacity, sizeof(variable));
    block->variables[block->variable_count++] = variable;
    block->pinned = array_reserve(block->pinned, block->pinned_count, &block->pinned_capacity,
                                  sizeof(variable));
    block->pinned[block->pinned_count++] = variable;
    return operand;
}

const char *opcode_operands(uint16_t op) {
    static const char *const operands[] = {
#define OPCODE(name, operands, sentence) operands,
#include "feel/opcodes.def"
#undef OPCODE
    };
    return operands[op];
}

static uint16_t final_register(Block *block, uint16_t operand) {
    size_t number = operand;
    if (operand >= OPERAND_CONSTANT) {
        number = operand - OPERAND_CONSTANT + block->temporary_max + block->pinned_count;
    } else if (operand >= OPERAND_PINNED) {
        number = operand - OPERAND_PINNED + block->temporary_max;
    }
    return operand_of(block, number, OPERAND_LIMIT);
}

static void *copy_of(Arena *arena, const void *items, size_t count, size_t size) {
    void *copy = arena_alloc(arena, count, size);
    if (count > 0) {
        memcpy(copy, items, count * size);
    }
    return copy;
}

FeelBlock block_finish(Block *block, size_t parameter_count, const Str *parameters) {
    for (size_t i = 0; i < block->code_count; i++) {
        Instruction *instruction = &block->code[i];
        const char *operands = opcode_operands(instruction->op);
        if (operands[0] == 'r') {
            instruction->a = final_register(block, instruction->a);
        }
        if (operands[1] == 'r') {
            instruction->b = final_register(block, instruction->b);
        }
        if (operands[2] == 'r') {
            instruction->c = final_register(block, instruction->c);
        }
    }
    Arena *arena = block->compilation->arena;
    size_t first_constant = block->temporary_max + block->pinned_count;
    size_t register_count = first_constant + block->constant_count;
    FeelValue *initial = arena_alloc(arena, register_count, sizeof(FeelValue)); // zeros are nulls
    if (block->constant_count > 0) {
        memcpy(initial + first_constant, block->constants,
               block->constant_count * sizeof(FeelValue));
    }
    return (FeelBlock){
        .code = copy_of(arena, block->code, block->code_count, sizeof(Instruction)),
        .offsets = copy_of(arena, block->offsets, block->code_count, sizeof(uint32_t)),
        .code_count = block->code_count,
        .initial = initial,
        .parameter_count = parameter_count,
        .first_pinned = block->temporary_max,
        .pinned_count = block->pinned_count,
        .register_count = register_count,
        .parameters = parameters,
    };
}

void block_release(Block *block) {
    memory_free(block->code);
    memory_free(block->offsets);
    memory_free(block->constants);
    memory_free(block->variables);
    memory_free(block->pinned);
}

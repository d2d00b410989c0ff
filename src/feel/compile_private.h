// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_COMPILE_PRIVATE_H
#define FEEL_COMPILE_PRIVATE_H
// A tree becoming instructions. Only for feel/compile*.c and chain.c.
#include "feel/ast.h"
#include "feel/program.h"

// While a block is built its operands are of three kinds, told apart by their range; block_finish
// gives them their final registers.
enum { OPERAND_PINNED = 0x4000, OPERAND_CONSTANT = 0x8000, OPERAND_LIMIT = 0x10000 };

typedef enum VariableKind { VARIABLE_INPUT, VARIABLE_TESTED, VARIABLE_LOCAL } VariableKind;

typedef struct Variable {
    VariableKind kind;
    uint32_t number;
    uint16_t operand;
} Variable;

// What all blocks of a program share.
typedef struct Compilation {
    Arena *arena;
    const FeelBlock **blocks;
    size_t block_count;
    size_t block_capacity;
    Shape *shapes;
    size_t shape_count;
    size_t shape_capacity;
    const FeelType **types;
    size_t type_count;
    size_t type_capacity;
    bool is_too_large;
    FeelNote *notes; // NULL: nothing is to be explained
    size_t note_count;
    size_t note_limit;
    uint32_t open_note;
} Compilation;

typedef struct Block Block;
struct Block {
    Compilation *compilation;
    Block *outer;
    Instruction *code;
    uint32_t *offsets;
    size_t code_count;
    size_t code_capacity;
    size_t offset_capacity;
    FeelValue *constants;
    size_t constant_count;
    size_t constant_capacity;
    Variable *variables; // that have a register here
    size_t variable_count;
    size_t variable_capacity;
    Variable *pinned; // inputs or captures, in order of their registers
    size_t pinned_count;
    size_t pinned_capacity;
    size_t next_temporary;
    size_t temporary_max;
};

// compile_block.c
size_t block_emit(Block *block, size_t offset, Opcode op, unsigned a, unsigned b, unsigned c);
size_t block_jump(Block *block, size_t offset, Opcode op, unsigned a); // target comes later
void block_land(Block *block, size_t jump);                            // the target is here
void block_jump_to(Block *block, size_t offset, size_t target);
uint16_t block_temporaries(Block *block, size_t count); // the first of them
uint16_t block_constant(Block *block, FeelValue value);
uint16_t block_variable(Block *block, VariableKind kind, uint32_t number);
void block_declare(Block *block, uint32_t local, uint16_t operand);
FeelBlock block_finish(Block *block, size_t parameter_count, const Str *parameters);
void block_release(Block *block);
const char *opcode_operands(uint16_t op); // as opcodes.def writes them
void compilation_finish(const Compilation *compilation, FeelProgram *program); // its tables
// compile.c
uint16_t compile_any(Block *block, const Ast *ast); // where the value is
void compile_into(Block *block, const Ast *ast, uint16_t target);
// compile_forms.c
void compile_call(Block *block, const Ast *ast, uint16_t target);
void compile_for(Block *block, const Ast *ast, uint16_t target);
void compile_quantifier(Block *block, const Ast *ast, uint16_t target);
void compile_filter(Block *block, const Ast *ast, uint16_t target);
void compile_function(Block *block, const Ast *ast, uint16_t target);
void compile_context(Block *block, const Ast *ast, uint16_t target);
// compile_tests.c
void compile_test(Block *block, const Ast *test, uint16_t tested, uint16_t target);
#endif

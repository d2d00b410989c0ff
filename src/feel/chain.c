// SPDX-License-Identifier: Apache-2.0
#include "feel/chain.h"
#include "base/check.h"
#include "base/memory.h"
#include "feel/compile_private.h"
#include "feel/vm_private.h"

struct FeelChain {
    FeelProgram program; // the offsets of its code are numbers of parts
    const uint32_t *starts;
    size_t part_count;
};

// How much there was when a part began.
typedef struct ChainMark {
    size_t code;
    size_t constants;
    size_t places;
    size_t shapes;
    size_t types;
} ChainMark;

// Places are the pinned registers of the block.
struct ChainMaker {
    Compilation compilation;
    Block block;
    uint32_t *starts;
    size_t part_count;
    size_t start_capacity;
    ChainMark mark;
};

// ---- making -------------------------------------------------------------------------------------
ChainMaker *chain_maker_new(Arena *arena, size_t place_count) {
    ChainMaker *maker = memory_new(1, sizeof *maker);
    maker->compilation.arena = arena;
    maker->block.compilation = &maker->compilation;
    (void)chain_places(maker, place_count);
    return maker;
}

void chain_maker_free(ChainMaker *maker) {
    block_release(&maker->block);
    memory_free(maker->compilation.shapes);
    memory_free(maker->compilation.types);
    memory_free(maker->starts);
    memory_free(maker);
}

size_t chain_size(const ChainMaker *maker) {
    return maker->block.code_count;
}

size_t chain_places(ChainMaker *maker, size_t count) {
    size_t first = maker->block.pinned_count;
    maker->block.pinned_count += count;
    if (maker->block.pinned_count > OPERAND_CONSTANT - OPERAND_PINNED) {
        maker->compilation.is_too_large = true;
        maker->block.pinned_count = first;
        return 0;
    }
    return first;
}

static unsigned place_operand(size_t place) {
    return OPERAND_PINNED + (unsigned)place;
}

static void emit(ChainMaker *maker, Opcode op, unsigned a, unsigned b, unsigned c) {
    (void)block_emit(&maker->block, maker->part_count - 1, op, a, b, c);
}

void chain_begin_part(ChainMaker *maker) {
    maker->starts = array_reserve(maker->starts, maker->part_count, &maker->start_capacity,
                                  sizeof maker->starts[0]);
    maker->starts[maker->part_count++] = (uint32_t)maker->block.code_count;
    maker->mark =
        (ChainMark){maker->block.code_count, maker->block.constant_count, maker->block.pinned_count,
                    maker->compilation.shape_count, maker->compilation.type_count};
}

void chain_give_up_part(ChainMaker *maker) {
    maker->block.code_count = maker->mark.code;
    maker->block.constant_count = maker->mark.constants;
    maker->block.pinned_count = maker->mark.places;
    maker->compilation.shape_count = maker->mark.shapes;
    maker->compilation.type_count = maker->mark.types;
    chain_stop(maker);
}

void chain_copy(ChainMaker *maker, size_t source, size_t target, uint16_t kind) {
    emit(maker, OP_STORE, place_operand(target), place_operand(source), kind);
}

void chain_constant(ChainMaker *maker, FeelValue value, size_t target) {
    emit(maker, OP_MOVE, place_operand(target), block_constant(&maker->block, value), 0);
}

void chain_stop(ChainMaker *maker) {
    emit(maker, OP_STOP, 0, 0, 0);
}

static unsigned add_shape(ChainMaker *maker, const Str *names, size_t count) {
    Compilation *compilation = &maker->compilation;
    compilation->shapes = array_reserve(compilation->shapes, compilation->shape_count,
                                        &compilation->shape_capacity, sizeof(Shape));
    compilation->shapes[compilation->shape_count] = (Shape){names, count};
    return (unsigned)compilation->shape_count++;
}

static unsigned add_type(ChainMaker *maker, const FeelType *type) {
    Compilation *compilation = &maker->compilation;
    compilation->types = array_reserve(compilation->types, compilation->type_count,
                                       &compilation->type_capacity, sizeof(const FeelType *));
    compilation->types[compilation->type_count] = type;
    return (unsigned)compilation->type_count++;
}

void chain_context(ChainMaker *maker, const Str *names, size_t count, size_t first, size_t target,
                   uint16_t kind) {
    emit(maker, OP_CONTEXT, place_operand(target), place_operand(first),
         add_shape(maker, names, count));
    emit(maker, OP_STORE, place_operand(target), place_operand(target), kind);
}

// ---- jumps: until they land, each leads to the one before ---------------------------------------
static void jump(ChainMaker *maker, Opcode op, unsigned a, ChainJumps *jumps) {
    size_t at = block_jump(&maker->block, maker->part_count - 1, op, a);
    maker->block.code[at].target = (uint32_t)*jumps;
    *jumps = at + 1;
}

void chain_jump(ChainMaker *maker, ChainJumps *jumps) {
    jump(maker, OP_JUMP, 0, jumps);
}

void chain_jump_if(ChainMaker *maker, size_t place, ChainJumps *jumps) {
    jump(maker, OP_JUMP_IF_TRUE, place_operand(place), jumps);
}

void chain_jump_unless(ChainMaker *maker, size_t place, ChainJumps *jumps) {
    jump(maker, OP_JUMP_UNLESS, place_operand(place), jumps);
}

void chain_land(ChainMaker *maker, ChainJumps *jumps) {
    while (*jumps != 0) {
        size_t at = *jumps - 1;
        *jumps = maker->block.code[at].target;
        block_land(&maker->block, at);
    }
}

// ---- programs -----------------------------------------------------------------------------------
// A program on its way into the chain.
typedef struct Moved {
    ChainMaker *maker;
    const FeelProgram *program;
    const uint32_t *places;
    size_t tested;
    size_t renamed; // a temporary that is the target itself; SIZE_MAX: none
    size_t target;
} Moved;

// How many registers from a (or b) on an instruction looks at beyond that one.
static size_t group_size(const FeelProgram *program, Instruction i) {
    switch ((Opcode)i.op) {
    case OP_CALL_BUILTIN:
    case OP_LIST: return i.c;
    case OP_CONTEXT: return program->shapes[i.c].count;
    case OP_BETWEEN: return 3;
    case OP_RANGE: return 2;
    default: return 0;
    }
}

// Loops and calls of functions are long enough not to profit; they also leave more behind.
static bool can_move(const FeelBlock *code) {
    for (size_t i = 0; i + 1 < code->code_count; i++) {
        switch ((Opcode)code->code[i].op) {
        case OP_RETURN:
        case OP_CLOSURE:
        case OP_CALL:
        case OP_CALL_NAMED:
        case OP_BUILD:
        case OP_BUILD_ADD:
        case OP_BUILD_KEEP:
        case OP_BUILD_END:
        case OP_BUILD_FILTER:
        case OP_ITERATE:
        case OP_ITERATE_ITEMS:
        case OP_ITERATE_RANGE:
        case OP_NEXT: return false;
        default: break;
        }
    }
    return code->code_count > 0 && code->code[code->code_count - 1].op == OP_RETURN;
}

// The temporary that holds the result can be the target itself, which saves copying, unless it is
// one of several that stand side by side.
static size_t find_renamed(const FeelProgram *program) {
    const FeelBlock *code = &program->main;
    size_t result = code->code[code->code_count - 1].a;
    if (result >= code->first_pinned) {
        return SIZE_MAX;
    }
    for (size_t i = 0; i < code->code_count; i++) {
        Instruction instruction = code->code[i];
        size_t first = instruction.op == OP_CALL_BUILTIN ? instruction.a : instruction.b;
        size_t size = group_size(program, instruction);
        if (result >= first && result < first + size) {
            return SIZE_MAX;
        }
    }
    return result;
}

static unsigned moved_operand(const Moved *moved, size_t number) {
    const FeelBlock *code = &moved->program->main;
    if (number == moved->renamed) {
        return place_operand(moved->target);
    }
    if (number < code->first_pinned) {
        return (unsigned)number;
    }
    if (number >= code->first_pinned + code->pinned_count) {
        return block_constant(&moved->maker->block, code->initial[number]);
    }
    uint32_t name = moved->program->inputs[number - code->first_pinned];
    return place_operand(name == INPUT_TESTED ? moved->tested : moved->places[name]);
}

static unsigned moved_number(const Moved *moved, Opcode op, unsigned number) {
    if (op == OP_CONTEXT) {
        Shape shape = moved->program->shapes[number];
        return add_shape(moved->maker, shape.names, shape.count);
    }
    return op == OP_INSTANCE_OF ? add_type(moved->maker, moved->program->types[number]) : number;
}

static void move_instruction(const Moved *moved, Instruction i, size_t base) {
    const char *operands = opcode_operands(i.op);
    unsigned a = operands[0] == 'r' ? moved_operand(moved, i.a) : i.a;
    if (operands[1] == 'j') {
        size_t at = block_jump(&moved->maker->block, moved->maker->part_count - 1, (Opcode)i.op, a);
        moved->maker->block.code[at].target = i.target + (uint32_t)base;
        return;
    }
    unsigned b = operands[1] == 'r' ? moved_operand(moved, i.b) : i.b;
    unsigned c = operands[2] == 'r'   ? moved_operand(moved, i.c)
                 : operands[2] == 'n' ? moved_number(moved, (Opcode)i.op, i.c)
                                      : i.c;
    emit(moved->maker, (Opcode)i.op, a, b, c);
}

// All but the last instruction, which says where the result is: returns that.
static unsigned move_program(const Moved *moved) {
    const FeelBlock *code = &moved->program->main;
    Block *block = &moved->maker->block;
    size_t base = block->code_count;
    if (code->first_pinned > block->temporary_max) {
        block->temporary_max = code->first_pinned;
    }
    for (size_t i = 0; i + 1 < code->code_count; i++) {
        move_instruction(moved, code->code[i], base);
    }
    return moved_operand(moved, code->code[code->code_count - 1].a);
}

bool chain_program(ChainMaker *maker, const FeelProgram *program, const uint32_t *places,
                   size_t target, uint16_t kind) {
    if (!can_move(&program->main)) {
        return false;
    }
    Moved moved = {maker, program, places, 0, find_renamed(program), target};
    unsigned result = move_program(&moved);
    emit(maker, OP_STORE, place_operand(target), result, kind);
    return true;
}

bool chain_test(ChainMaker *maker, const FeelProgram *program, const uint32_t *places,
                size_t tested, ChainJumps *jumps) {
    if (!can_move(&program->main)) {
        return false;
    }
    Moved moved = {maker, program, places, tested, SIZE_MAX, 0};
    jump(maker, OP_JUMP_UNLESS, move_program(&moved), jumps);
    return true;
}

const FeelChain *chain_finish(ChainMaker *maker) {
    Arena *arena = maker->compilation.arena;
    maker->part_count++; // the part behind the last has no value
    chain_stop(maker);
    maker->part_count--;
    FeelChain *chain = arena_alloc(arena, 1, sizeof *chain);
    uint32_t *starts = arena_alloc(arena, maker->part_count, sizeof *starts);
    for (size_t i = 0; i < maker->part_count; i++) {
        starts[i] = maker->starts[i];
    }
    *chain = (FeelChain){.starts = starts, .part_count = maker->part_count};
    chain->program.main = block_finish(&maker->block, 0, NULL);
    compilation_finish(&maker->compilation, &chain->program);
    return maker->compilation.is_too_large ? NULL : chain;
}

// ---- running ------------------------------------------------------------------------------------
FeelValue *chain_open(const FeelChain *chain, FeelRun *run) {
    const FeelBlock *code = &chain->program.main;
    FeelValue *registers = arena_alloc(run->arena, code->register_count, sizeof *registers);
    for (size_t i = code->first_pinned + code->pinned_count; i < code->register_count; i++) {
        registers[i] = code->initial[i];
    }
    return registers + code->first_pinned;
}

size_t chain_run(const FeelChain *chain, FeelRun *run, FeelValue *values, size_t part) {
    const FeelBlock *code = &chain->program.main;
    if (part == chain->part_count || run->depth >= VM_DEPTH_MAX || vm_is_spent(run)) {
        return part;
    }
    FeelVm vm = {.run = run,
                 .program = &chain->program,
                 .error_count = run->error_count,
                 .steps = run->steps};
    run->depth++;
    (void)vm_execute(&vm, code, chain->starts[part], values - code->first_pinned);
    run->depth--;
    run->error_count = vm.error_count;
    run->steps = vm.steps;
    return vm.offset;
}

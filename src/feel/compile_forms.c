// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"
#include "base/memory.h"
#include "feel/builtin.h"
#include "feel/compile_private.h"
#include <string.h>

enum { COST_MAX = UINT16_MAX, LOOPS_MAX = 64 };

static bool uses_local(const Ast *ast, uint32_t local) {
    if ((ast->kind == AST_LOCAL || ast->kind == AST_FIELD) && ast->number == local) {
        return true;
    }
    for (size_t i = 0; i < ast->part_count; i++) {
        if (uses_local(ast->parts[i], local)) {
            return true;
        }
    }
    return false;
}

static unsigned add_shape(Block *block, const Str *names, size_t count) {
    Compilation *compilation = block->compilation;
    compilation->shapes = array_reserve(compilation->shapes, compilation->shape_count,
                                        &compilation->shape_capacity, sizeof(Shape));
    compilation->shapes[compilation->shape_count] = (Shape){names, count};
    if (compilation->shape_count >= COST_MAX) {
        compilation->is_too_large = true;
        return 0;
    }
    return (unsigned)compilation->shape_count++;
}

// `key` is one key; a list of them goes by `keys`.
static bool is_misnamed(Str name, const Ast *argument) {
    return str_equal(name, STR("key")) && argument->type->kind == FEEL_LIST;
}

// Puts the named arguments of a built-in in order; 0: no way to name them fits.
static size_t order_arguments(const Builtin *builtin, const Ast *call, const Ast **ordered) {
    size_t order[BUILTIN_NAMED_MAX];
    for (size_t i = 0; i + 1 < call->part_count; i++) {
        if (is_misnamed(call->names[i], call->parts[i + 1])) {
            return 0;
        }
    }
    size_t count = builtin_order_names(builtin, call->names, call->part_count - 1, order);
    for (size_t i = 0; i < count; i++) {
        ordered[i] = order[i] == 0 ? NULL : call->parts[order[i]];
    }
    return count;
}

// Registers for `count` values, the first of them `target` when nothing lies behind it.
static uint16_t block_window(Block *block, uint16_t target, size_t count) {
    if (target + 1U == block->next_temporary && count > 0) {
        block_temporaries(block, count - 1);
        return target;
    }
    return block_temporaries(block, count == 0 ? 1 : count);
}

static void compile_builtin_call(Block *block, const Ast *ast, uint16_t target) {
    uint32_t number = ast->parts[0]->number;
    const Ast *ordered[BUILTIN_NAMED_MAX];
    const Ast *const *arguments = ast->parts + 1;
    size_t count = ast->part_count - 1;
    if (ast->names != NULL) {
        count = order_arguments(builtins_at(number), ast, ordered);
        arguments = ordered;
    }
    bool is_wrong = ast->names != NULL && count == 0;
    uint16_t first = block_window(block, target, count);
    for (size_t i = 0; i < count; i++) {
        uint16_t place = (uint16_t)(first + i);
        if (arguments[i] != NULL) {
            compile_into(block, arguments[i], place);
        } else {
            block_emit(block, ast->offset, OP_MOVE, place, block_constant(block, FEEL_NULL_VALUE),
                       0);
        }
    }
    block_emit(block, ast->parts[0]->offset, OP_CALL_BUILTIN, first, number,
               is_wrong ? BUILTIN_NAMES_FIT_NOT : (unsigned)count);
    if (first != target) {
        block_emit(block, ast->offset, OP_MOVE, target, first, 0);
    }
}

void compile_call(Block *block, const Ast *ast, uint16_t target) {
    if (ast->parts[0]->kind == AST_BUILTIN) {
        compile_builtin_call(block, ast, target);
        return;
    }
    uint16_t first = block_window(block, target, ast->part_count);
    for (size_t i = 0; i < ast->part_count; i++) {
        compile_into(block, ast->parts[i], (uint16_t)(first + i));
    }
    unsigned count = (unsigned)ast->part_count - 1;
    if (ast->names != NULL) {
        block_emit(block, ast->offset, OP_CALL_NAMED, first, add_shape(block, ast->names, count),
                   count);
    } else {
        block_emit(block, ast->offset, OP_CALL, first, 0, count);
    }
    if (first != target) {
        block_emit(block, ast->offset, OP_MOVE, target, first, 0);
    }
}

// One loop within the other: an iterator each.
typedef struct Loops {
    size_t starts[LOOPS_MAX];  // the NEXT of each
    size_t exits[LOOPS_MAX];   // the jump out of each
    size_t misfits[LOOPS_MAX]; // the jump when the source cannot be iterated
    size_t count;
} Loops;

static void open_loop(Block *block, Loops *loops, const Ast *source, uint32_t local) {
    bool is_span = source->kind == AST_RANGE && source->number == RANGE_IS_SPAN;
    uint16_t iterator = block_temporaries(block, 2);
    uint16_t item = block_temporaries(block, 1);
    size_t mark = block->next_temporary;
    uint16_t from = 0;
    if (is_span) {
        from = block_temporaries(block, 2);
        compile_into(block, source->parts[0], from);
        compile_into(block, source->parts[1], (uint16_t)(from + 1));
    } else {
        from = compile_any(block, source);
    }
    block_emit(block, source->offset, is_span ? OP_ITERATE_RANGE : OP_ITERATE, iterator, from, 0);
    block->next_temporary = mark;
    loops->misfits[loops->count] = block_jump(block, source->offset, OP_JUMP, 0);
    loops->starts[loops->count] = block_emit(block, source->offset, OP_NEXT, item, iterator, 0);
    loops->exits[loops->count++] = block_jump(block, source->offset, OP_JUMP, 0);
    block_declare(block, local, item);
}

// Jumps back from the innermost body; what comes next is behind all loops.
static void close_loops(Block *block, const Loops *loops, size_t offset) {
    block_jump_to(block, offset, loops->starts[loops->count - 1]);
    for (size_t i = 0; i < loops->count; i++) {
        size_t cost = block->code_count - loops->starts[i];
        block->code[loops->starts[i]].c = (uint16_t)(cost > COST_MAX ? COST_MAX : cost);
        block->code[loops->exits[i]].target =
            (uint32_t)(i == 0 ? block->code_count : loops->starts[i - 1]);
    }
}

// Where a source could not be iterated: the result is null.
static void land_misfits(Block *block, const Loops *loops, size_t offset, uint16_t target) {
    size_t end = block_jump(block, offset, OP_JUMP, 0);
    for (size_t i = 0; i < loops->count; i++) {
        block_land(block, loops->misfits[i]);
    }
    block_emit(block, offset, OP_MOVE, target, block_constant(block, FEEL_NULL_VALUE), 0);
    block_land(block, end);
}

void compile_for(Block *block, const Ast *ast, uint16_t target) {
    const Ast *body = ast->parts[ast->part_count - 1];
    Loops loops = {0};
    uint16_t list = block_temporaries(block, 1);
    block_emit(block, ast->offset, OP_BUILD, list, 0, 0);
    for (size_t i = 0; i < ast->local_count; i++) {
        open_loop(block, &loops, ast->parts[i], ast->locals[i]);
    }
    if (uses_local(body, ast->number)) {
        uint16_t partial = block_temporaries(block, 1);
        block_declare(block, ast->number, partial);
        block_emit(block, ast->offset, OP_BUILD_END, partial, list, 0);
    }
    uint16_t value = compile_any(block, body);
    block_emit(block, body->offset, OP_BUILD_ADD, list, value, 0);
    close_loops(block, &loops, ast->offset);
    block_emit(block, ast->offset, OP_BUILD_END, target, list, 0);
    land_misfits(block, &loops, ast->offset, target);
}

void compile_quantifier(Block *block, const Ast *ast, uint16_t target) {
    bool is_some = ast->kind == AST_SOME;
    const Ast *body = ast->parts[ast->part_count - 1];
    Loops loops = {0};
    uint16_t result = block_temporaries(block, 1);
    block_emit(block, ast->offset, OP_MOVE, result, block_constant(block, feel_boolean(!is_some)),
               0);
    for (size_t i = 0; i < ast->local_count; i++) {
        open_loop(block, &loops, ast->parts[i], ast->locals[i]);
    }
    uint16_t value = compile_any(block, body);
    block_emit(block, body->offset, is_some ? OP_OR : OP_AND, result, result, value);
    size_t decided =
        block_jump(block, body->offset, is_some ? OP_JUMP_IF_TRUE : OP_JUMP_IF_FALSE, result);
    close_loops(block, &loops, ast->offset);
    block_land(block, decided);
    block_emit(block, ast->offset, OP_MOVE, target, result, 0);
    land_misfits(block, &loops, ast->offset, target);
}

void compile_filter(Block *block, const Ast *ast, uint16_t target) {
    const Ast *condition = ast->parts[1];
    uint16_t source = compile_any(block, ast->parts[0]);
    if (!uses_local(condition, ast->number)) {
        uint16_t index = compile_any(block, condition);
        block_emit(block, ast->offset, OP_INDEX, target, source, index);
        return;
    }
    uint16_t list = block_temporaries(block, 1);
    uint16_t iterator = block_temporaries(block, 2);
    uint16_t item = block_temporaries(block, 1);
    block_declare(block, ast->number, item);
    block_emit(block, ast->offset, OP_BUILD, list, 0, 0);
    block_emit(block, ast->offset, OP_ITERATE_ITEMS, iterator, source, 0);
    Loops loops = {.count = 1};
    loops.misfits[0] = block_jump(block, ast->offset, OP_JUMP, 0);
    loops.starts[0] = block_emit(block, ast->offset, OP_NEXT, item, iterator, 0);
    loops.exits[0] = block_jump(block, ast->offset, OP_JUMP, 0);
    uint16_t chosen = compile_any(block, condition);
    block_emit(block, ast->offset, OP_BUILD_KEEP, list, item, chosen);
    close_loops(block, &loops, ast->offset);
    block_emit(block, ast->offset, OP_BUILD_FILTER, target, list, source);
    land_misfits(block, &loops, ast->offset, target);
}

void compile_context(Block *block, const Ast *ast, uint16_t target) {
    uint16_t first = block_temporaries(block, ast->part_count);
    for (size_t i = 0; i < ast->part_count; i++) {
        compile_into(block, ast->parts[i], (uint16_t)(first + i));
        block_declare(block, ast->locals[i], (uint16_t)(first + i));
    }
    block_emit(block, ast->offset, OP_CONTEXT, target, first,
               add_shape(block, ast->names, ast->part_count));
}

void compile_function(Block *block, const Ast *ast, uint16_t target) {
    Compilation *compilation = block->compilation;
    Block body = {.compilation = compilation, .outer = block};
    uint16_t parameters = block_temporaries(&body, ast->local_count);
    for (size_t i = 0; i < ast->local_count; i++) {
        block_declare(&body, ast->locals[i], (uint16_t)(parameters + i));
    }
    block_emit(&body, ast->offset, OP_RETURN, compile_any(&body, ast->parts[0]), 0, 0);
    FeelBlock *finished = arena_alloc(compilation->arena, 1, sizeof(*finished));
    *finished = block_finish(&body, ast->local_count, ast->names);
    finished->parameter_types = ast->parameter_types;
    finished->result_type = ast->parts[0]->type;
    uint16_t captures = block_temporaries(block, body.pinned_count);
    for (size_t i = 0; i < body.pinned_count; i++) {
        Variable captured = body.pinned[i];
        block_emit(block, ast->offset, OP_MOVE, captures + (unsigned)i,
                   block_variable(block, captured.kind, captured.number), 0);
    }
    block_release(&body);
    compilation->blocks = array_reserve(compilation->blocks, compilation->block_count,
                                        &compilation->block_capacity, sizeof(const FeelBlock *));
    compilation->blocks[compilation->block_count] = finished;
    block_emit(block, ast->offset, OP_CLOSURE, target, captures,
               (unsigned)compilation->block_count++);
}

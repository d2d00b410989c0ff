// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"
#include "base/memory.h"
#include "feel/builtin.h"
#include "feel/compile_private.h"

static FeelValue builtin_value(Block *block, uint32_t number) {
    FeelFunction *function = arena_alloc(block->compilation->arena, 1, sizeof(*function));
    *function = (FeelFunction){.kind = FEEL_FUNCTION_BUILTIN,
                               .builtin = number,
                               .parameter_count = builtins_at(number)->least};
    return (FeelValue){.kind = FEEL_FUNCTION, .pointer = function};
}

// Where a part that needs no computing is; false: it needs some.
static bool find_operand(Block *block, const Ast *ast, uint16_t *out_operand) {
    switch (ast->kind) {
    case AST_CONSTANT: *out_operand = block_constant(block, ast->value); return true;
    case AST_BUILTIN:
        *out_operand = block_constant(block, builtin_value(block, ast->number));
        return true;
    case AST_INPUT: *out_operand = block_variable(block, VARIABLE_INPUT, ast->number); return true;
    case AST_TESTED: *out_operand = block_variable(block, VARIABLE_TESTED, 0); return true;
    case AST_LOCAL: *out_operand = block_variable(block, VARIABLE_LOCAL, ast->number); return true;
    default: return false;
    }
}

static bool is_leaf(const Ast *ast) {
    return ast->kind == AST_CONSTANT || ast->kind == AST_BUILTIN || ast->kind == AST_INPUT ||
           ast->kind == AST_TESTED || ast->kind == AST_LOCAL;
}

// ---- notes: only when a value is to be explained ------------------------------------------------
static FeelNoteKind note_kind(const Ast *ast) {
    switch (ast->kind) {
    case AST_CONSTANT: return FEEL_NOTE_CONSTANT;
    case AST_INPUT:
    case AST_TESTED:
    case AST_LOCAL: return FEEL_NOTE_NAME;
    case AST_PATH:
    case AST_FIELD:
        return note_kind(ast->parts[0]) == FEEL_NOTE_NAME ? FEEL_NOTE_NAME : FEEL_NOTE_OTHER;
    case AST_IF: return FEEL_NOTE_IF;
    default: return FEEL_NOTE_OTHER;
    }
}

// Opens a note for the part; answers the one that was open.
static uint32_t note_open(Block *block, const Ast *ast) {
    Compilation *compilation = block->compilation;
    uint32_t outer = compilation->open_note;
    if (compilation->note_count == compilation->note_limit) {
        compilation->is_too_large = true;
        return outer;
    }
    compilation->open_note = (uint32_t)compilation->note_count++;
    compilation->notes[compilation->open_note] = (FeelNote){
        .kind = note_kind(ast), .from = ast->span->from, .to = ast->span->to, .outer = outer};
    return outer;
}

static void note_close(Block *block, const Ast *ast, uint16_t operand, uint32_t outer) {
    block_emit(block, ast->offset, OP_NOTE, operand, block->compilation->open_note, 0);
    block->compilation->open_note = outer;
}

uint16_t compile_any(Block *block, const Ast *ast) {
    uint16_t operand = 0;
    if (find_operand(block, ast, &operand)) {
        if (block->compilation->notes != NULL && ast->kind != AST_BUILTIN) {
            note_close(block, ast, operand, note_open(block, ast));
        }
        return operand;
    }
    uint16_t target = block_temporaries(block, 1);
    compile_into(block, ast, target);
    return target;
}

static Opcode binary_opcode(TokenKind operator) {
    switch (operator) {
    case TOKEN_PLUS: return OP_ADD;
    case TOKEN_MINUS: return OP_SUBTRACT;
    case TOKEN_TIMES: return OP_MULTIPLY;
    case TOKEN_DIVIDE: return OP_DIVIDE;
    case TOKEN_POWER: return OP_POWER;
    case TOKEN_EQUAL: return OP_EQUAL;
    case TOKEN_NOT_EQUAL: return OP_NOT_EQUAL;
    case TOKEN_LESS: return OP_LESS;
    case TOKEN_LESS_EQUAL: return OP_LESS_EQUAL;
    case TOKEN_GREATER: return OP_GREATER;
    case TOKEN_GREATER_EQUAL: return OP_GREATER_EQUAL;
    case TOKEN_AND: return OP_AND;
    case TOKEN_OR: return OP_OR;
    default: CHECK(false); return OP_MOVE;
    }
}

// The right side is skipped when the left side decides.
static void compile_logic(Block *block, const Ast *ast, uint16_t target) {
    bool is_and = ast->operator== TOKEN_AND;
    compile_into(block, ast->parts[0], target);
    size_t jump =
        block_jump(block, ast->offset, is_and ? OP_JUMP_IF_FALSE : OP_JUMP_IF_TRUE, target);
    uint16_t right = compile_any(block, ast->parts[1]);
    block_emit(block, ast->offset, is_and ? OP_AND : OP_OR, target, target, right);
    block_land(block, jump);
}

static void compile_binary(Block *block, const Ast *ast, uint16_t target) {
    if (ast->operator== TOKEN_AND || ast->operator== TOKEN_OR) {
        compile_logic(block, ast, target);
        return;
    }
    uint16_t left = compile_any(block, ast->parts[0]);
    uint16_t right = compile_any(block, ast->parts[1]);
    block_emit(block, ast->offset, binary_opcode(ast->operator), target, left, right);
}

static void compile_if(Block *block, const Ast *ast, uint16_t target) {
    size_t mark = block->next_temporary;
    uint16_t condition = compile_any(block, ast->parts[0]);
    block->next_temporary = mark;
    size_t otherwise = block_jump(block, ast->offset, OP_JUMP_UNLESS, condition);
    compile_into(block, ast->parts[1], target);
    size_t end = block_jump(block, ast->offset, OP_JUMP, 0);
    block_land(block, otherwise);
    compile_into(block, ast->parts[2], target);
    block_land(block, end);
}

// All parts into registers one behind the other.
static uint16_t compile_parts(Block *block, const Ast *ast) {
    uint16_t first = block_temporaries(block, ast->part_count);
    for (size_t i = 0; i < ast->part_count; i++) {
        compile_into(block, ast->parts[i], (uint16_t)(first + i));
    }
    return first;
}

static void compile_list(Block *block, const Ast *ast, uint16_t target) {
    enum { AT_ONCE_MAX = 64 };
    if (ast->part_count <= AT_ONCE_MAX) {
        uint16_t first = compile_parts(block, ast);
        block_emit(block, ast->offset, OP_LIST, target, first, (unsigned)ast->part_count);
        return;
    }
    uint16_t list = block_temporaries(block, 1);
    block_emit(block, ast->offset, OP_BUILD, list, 0, 0);
    size_t mark = block->next_temporary;
    for (size_t i = 0; i < ast->part_count; i++) {
        block_emit(block, ast->offset, OP_BUILD_ADD, list, compile_any(block, ast->parts[i]), 0);
        block->next_temporary = mark;
    }
    block_emit(block, ast->offset, OP_BUILD_END, target, list, 0);
}

static void compile_range(Block *block, const Ast *ast, uint16_t target) {
    block_emit(block, ast->offset, OP_RANGE, target, compile_parts(block, ast), ast->number);
}

static void compile_instance(Block *block, const Ast *ast, uint16_t target) {
    Compilation *compilation = block->compilation;
    compilation->types = array_reserve(compilation->types, compilation->type_count,
                                       &compilation->type_capacity, sizeof(const FeelType *));
    compilation->types[compilation->type_count] = ast->tested_type;
    uint16_t value = compile_any(block, ast->parts[0]);
    block_emit(block, ast->offset, OP_INSTANCE_OF, target, value,
               (unsigned)compilation->type_count++);
}

static void compile_named(Block *block, const Ast *ast, Opcode op, uint16_t target) {
    uint16_t value = op == OP_FIELD ? block_variable(block, VARIABLE_LOCAL, ast->number)
                                    : compile_any(block, ast->parts[0]);
    uint16_t name = block_constant(block, feel_string_borrowed(ast->name));
    if (op == OP_FIELD) {
        compile_into(block, ast->parts[0], target);
    }
    block_emit(block, ast->offset, op, target, value, name);
}

static void compile_node(Block *block, const Ast *ast, uint16_t target) {
    switch (ast->kind) {
    case AST_CONSTANT:
    case AST_BUILTIN:
    case AST_INPUT:
    case AST_TESTED:
    case AST_LOCAL:
        block_emit(block, ast->offset, OP_MOVE, target, compile_any(block, ast), 0);
        break;
    case AST_NEGATE:
        block_emit(block, ast->offset, OP_NEGATE, target, compile_any(block, ast->parts[0]), 0);
        break;
    case AST_BINARY: compile_binary(block, ast, target); break;
    case AST_BETWEEN:
        block_emit(block, ast->offset, OP_BETWEEN, target, compile_parts(block, ast), 0);
        break;
    case AST_IN:
        compile_test(block, ast->parts[1], compile_any(block, ast->parts[0]), target);
        break;
    case AST_TEST_ANY:
    case AST_TEST_NOT:
    case AST_TEST_OR:
    case AST_TEST_COMPARE:
    case AST_TEST_VALUE:
        compile_test(block, ast, block_variable(block, VARIABLE_TESTED, 0), target);
        break;
    case AST_IF: compile_if(block, ast, target); break;
    case AST_FOR: compile_for(block, ast, target); break;
    case AST_SOME:
    case AST_EVERY: compile_quantifier(block, ast, target); break;
    case AST_FILTER: compile_filter(block, ast, target); break;
    case AST_FIELD: compile_named(block, ast, OP_FIELD, target); break;
    case AST_PATH: compile_named(block, ast, OP_PATH, target); break;
    case AST_LIST: compile_list(block, ast, target); break;
    case AST_CONTEXT: compile_context(block, ast, target); break;
    case AST_RANGE: compile_range(block, ast, target); break;
    case AST_FUNCTION: compile_function(block, ast, target); break;
    case AST_CALL: compile_call(block, ast, target); break;
    case AST_INSTANCE_OF: compile_instance(block, ast, target); break;
    }
}

void compile_into(Block *block, const Ast *ast, uint16_t target) {
    size_t mark = block->next_temporary;
    if (block->compilation->notes == NULL || is_leaf(ast)) {
        compile_node(block, ast, target);
    } else {
        uint32_t outer = note_open(block, ast);
        compile_node(block, ast, target);
        note_close(block, ast, target, outer);
    }
    block->next_temporary = mark;
}

void compilation_finish(const Compilation *compilation, FeelProgram *program) {
    Arena *arena = compilation->arena;
    const FeelBlock **blocks =
        arena_alloc(arena, compilation->block_count, sizeof(const FeelBlock *));
    for (size_t i = 0; i < compilation->block_count; i++) {
        blocks[i] = compilation->blocks[i];
    }
    Shape *shapes = arena_alloc(arena, compilation->shape_count, sizeof(*shapes));
    for (size_t i = 0; i < compilation->shape_count; i++) {
        shapes[i] = compilation->shapes[i];
    }
    const FeelType **types = arena_alloc(arena, compilation->type_count, sizeof(const FeelType *));
    for (size_t i = 0; i < compilation->type_count; i++) {
        types[i] = compilation->types[i];
    }
    program->blocks = blocks;
    program->shapes = shapes;
    program->types = types;
}

static const FeelProgram *finish_program(Block *main, const Ast *ast, Str source) {
    Compilation *compilation = main->compilation;
    Arena *arena = compilation->arena;
    FeelProgram *program = arena_alloc(arena, 1, sizeof(*program));
    *program = (FeelProgram){.source = source, .type = ast->type};
    program->main = block_finish(main, 0, NULL);
    uint32_t *inputs = arena_alloc(arena, main->pinned_count, sizeof(uint32_t));
    for (size_t i = 0; i < main->pinned_count; i++) {
        Variable input = main->pinned[i];
        inputs[i] = input.kind == VARIABLE_TESTED ? INPUT_TESTED : input.number;
    }
    program->inputs = inputs;
    compilation_finish(compilation, program);
    return program;
}

// Notes are made when there is room for some.
typedef struct Notes {
    FeelNote *items;
    size_t limit;
    size_t count;
} Notes;

static Status compile(const AstSource *source, Notes *notes, const FeelProgram **out_program,
                      FeelPlace *out_place, Error *error) {
    const Ast *ast = NULL;
    Status status = ast_parse(source, &ast, out_place, error);
    if (status != STATUS_OK) {
        return status;
    }
    Compilation compilation = {
        .arena = source->arena, .notes = notes->items, .note_limit = notes->limit};
    Block main = {.compilation = &compilation};
    uint16_t result = compile_any(&main, ast);
    block_emit(&main, ast->offset, OP_RETURN, result, 0, 0);
    const FeelProgram *program =
        finish_program(&main, ast, arena_copy(source->arena, source->source));
    block_release(&main);
    memory_free(compilation.blocks);
    memory_free(compilation.shapes);
    memory_free(compilation.types);
    if (compilation.is_too_large) {
        return error_set(error, STATUS_TOO_LARGE,
                         "the expression needs too many values at once: split it");
    }
    *out_program = program;
    notes->count = compilation.note_count;
    return STATUS_OK;
}

Status feel_compile(Arena *arena, Str source, const FeelScope *scope,
                    const FeelProgram **out_program, FeelPlace *out_place, Error *error) {
    AstSource parsed = {arena, source, scope, false};
    return compile(&parsed, &(Notes){0}, out_program, out_place, error);
}

Status feel_compile_unary_tests(Arena *arena, Str source, const FeelScope *scope,
                                const FeelProgram **out_program, FeelPlace *out_place,
                                Error *error) {
    AstSource parsed = {arena, source, scope, true};
    return compile(&parsed, &(Notes){0}, out_program, out_place, error);
}

Status feel_explain(const FeelQuestion *question, FeelRun *run, const FeelNote **out_notes,
                    size_t *out_count, FeelValue *out_value, Error *error) {
    AstSource parsed = {run->arena, question->source, question->scope, question->is_unary_tests};
    const FeelProgram *program = NULL;
    FeelPlace place;
    // Every part takes a character at least; the ends of some are not written out.
    Notes notes = {.limit = 2 * question->source.length + 8};
    notes.limit = notes.limit > FEEL_NOTES_MAX ? FEEL_NOTES_MAX : notes.limit;
    notes.items = arena_alloc(run->arena, notes.limit, sizeof(*notes.items));
    Status status = compile(&parsed, &notes, &program, &place, error);
    if (status != STATUS_OK) {
        return status;
    }
    FeelNote *outer_notes = run->notes;
    run->notes = notes.items;
    *out_value = feel_run_test(program, run, question->inputs, question->tested);
    run->notes = outer_notes;
    *out_notes = notes.items;
    *out_count = notes.count;
    return STATUS_OK;
}

size_t feel_inputs(const FeelProgram *program, const uint32_t **out_names) {
    *out_names = program->inputs;
    return program->main.pinned_count;
}

void feel_names_used(const FeelProgram *program, bool *used) {
    for (size_t i = 0; i < program->main.pinned_count; i++) {
        if (program->inputs[i] != INPUT_TESTED) {
            used[program->inputs[i]] = true;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
// Trees that have the same value in every run: literals, arithmetic of literals,
// date("2025-01-01").
#include "analysis/column.h"
#include "base/check.h"
#include "feel/number.h"

enum { ARGUMENTS_MAX = 4 };

static bool binary_constant(Arena *arena, const Ast *ast, FeelValue *out_value) {
    FeelValue left = FEEL_NULL_VALUE;
    FeelValue right = FEEL_NULL_VALUE;
    if (!tree_constant(arena, ast->parts[0], &left) ||
        !tree_constant(arena, ast->parts[1], &right) || left.kind != FEEL_NUMBER ||
        right.kind != FEEL_NUMBER) {
        return false;
    }
    switch (ast->operator) {
    case TOKEN_PLUS: *out_value = number_add(arena, left, right); break;
    case TOKEN_MINUS: *out_value = number_subtract(arena, left, right); break;
    case TOKEN_TIMES: *out_value = number_multiply(arena, left, right); break;
    case TOKEN_DIVIDE: *out_value = number_divide(arena, left, right); break;
    default: return false;
    }
    return out_value->kind != FEEL_NULL;
}

static bool call_constant(Arena *arena, const Ast *ast, FeelValue *out_value) {
    const Ast *callee = ast->parts[0];
    size_t count = ast->part_count - 1;
    bool is_made_of_texts =
        callee->kind == AST_BUILTIN &&
        (str_equal(callee->name, STR("date")) || str_equal(callee->name, STR("time")) ||
         str_equal(callee->name, STR("date and time")) ||
         str_equal(callee->name, STR("duration")) || str_equal(callee->name, STR("number")));
    FeelValue arguments[ARGUMENTS_MAX];
    if (!is_made_of_texts || ast->names != NULL || count == 0 || count > ARGUMENTS_MAX) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!tree_constant(arena, ast->parts[i + 1], &arguments[i])) {
            return false;
        }
    }
    FeelRun run = {.arena = arena, .today = DATE_NONE};
    const FeelProgram *program = NULL;
    FeelPlace place = {0};
    if (feel_compile(arena, callee->name, NULL, &program, &place, NULL) != STATUS_OK) {
        return false;
    }
    FeelValue function = feel_run(program, &run, NULL);
    *out_value = feel_call(function, &run, arguments, count);
    return out_value->kind != FEEL_NULL;
}

bool tree_constant(Arena *arena, const Ast *ast, FeelValue *out_value) {
    FeelValue value = FEEL_NULL_VALUE;
    switch (ast->kind) {
    case AST_CONSTANT: *out_value = ast->value; return true;
    case AST_BINARY: return binary_constant(arena, ast, out_value);
    case AST_CALL: return call_constant(arena, ast, out_value);
    case AST_NEGATE:
        if (!tree_constant(arena, ast->parts[0], &value) || value.kind != FEEL_NUMBER) {
            return false;
        }
        *out_value = number_negate(arena, value);
        return true;
    default: return false;
    }
}

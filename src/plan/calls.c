// SPDX-License-Identifier: Apache-2.0
// Calls in trees of FEEL: built-ins that plans have, knowledge models.
#include "base/check.h"
#include "feel/builtin.h"
#include "plan/tree.h"

enum { ARGUMENTS_MAX = 64 };

typedef struct Arguments {
    Term values[ARGUMENTS_MAX];
    size_t count;
} Arguments;

// One list is as good as its items.
static bool take_arguments(Walk *walk, const Ast *ast, Arguments *arguments) {
    const Ast *const *trees = ast->parts + 1;
    size_t count = ast->part_count - 1;
    if (count == 1 && trees[0]->kind == AST_LIST) {
        count = trees[0]->part_count;
        trees = trees[0]->parts;
    }
    if (ast->names != NULL || count > ARGUMENTS_MAX || count == 0) {
        (void)tree_refuse_form(walk, ast);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        arguments->values[i] = tree_value(walk, trees[i]);
        if (term_is_none(arguments->values[i])) {
            return false;
        }
    }
    arguments->count = count;
    walk->builder->ast = ast;
    return true;
}

static Term call_count(Walk *walk, const Ast *ast) {
    Term list = tree_value(walk, tree_part(ast, 1));
    walk->builder->ast = ast;
    return list.kind == TERM_LIST ? term_count(walk->builder, list)
           : term_is_none(list)   ? list
                                  : tree_refuse_form(walk, ast);
}

// FEEL adds numbers here and nothing else, though "+" knows more.
static bool are_numbers(const Arguments *arguments) {
    for (size_t i = 0; i < arguments->count; i++) {
        TermKind kind = arguments->values[i].kind;
        if (kind != TERM_NUMBER && kind != TERM_NULL) {
            return false;
        }
    }
    return true;
}

static Term call_fold(Walk *walk, const Ast *ast, Op op) {
    Builder *builder = walk->builder;
    Arguments arguments;
    if (!take_arguments(walk, ast, &arguments)) {
        return tree_none();
    }
    Term result = arguments.values[0];
    bool is_literal = tree_part(ast, 1)->kind == AST_LIST; // [L] is a list of lists
    if (result.kind == TERM_LIST && arguments.count == 1 && !is_literal) {
        Op reduction = op == OP_ADD ? OP_LIST_SUM : op == OP_MIN ? OP_LIST_MIN : OP_LIST_MAX;
        return term_reduce(builder, reduction, result);
    }
    if (op == OP_ADD && !are_numbers(&arguments)) {
        return tree_refuse_form(walk, ast);
    }
    // A single value is added to nothing: what is no number or null is noticed all the same.
    Term checked =
        op == OP_ADD ? term_negate(builder, result) : term_extreme(builder, result, result, op);
    for (size_t i = 1; i < arguments.count && !term_is_none(result); i++) {
        result = op == OP_ADD ? term_add(builder, result, arguments.values[i])
                              : term_extreme(builder, result, arguments.values[i], op);
    }
    return term_is_none(checked) ? checked : result;
}

static bool take_scale(Walk *walk, const Ast *ast, int *out_scale) {
    int64_t scale = 0;
    Term value = tree_value(walk, ast);
    bool is_constant = value.kind == TERM_NUMBER && value.scale == 0 &&
                       term_is_constant(walk->builder, value, &scale) && scale >= -PLAN_SCALE_MAX &&
                       scale <= PLAN_SCALE_MAX;
    if (!is_constant) {
        (void)tree_refuse(walk, ast, "小数位数要写成不大的整数",
                          "the scale must be written as a small whole number");
        return false;
    }
    *out_scale = (int)scale;
    return true;
}

static Term call_round(Walk *walk, const Ast *ast, DivideMode mode) {
    int scale = 0;
    if (ast->names != NULL ||
        (ast->part_count == 3 && !take_scale(walk, tree_part(ast, 2), &scale))) {
        return ast->names != NULL ? tree_refuse_form(walk, ast) : tree_none();
    }
    Term value = tree_value(walk, tree_part(ast, 1));
    walk->builder->ast = ast;
    return term_round(walk->builder, value, scale, mode);
}

static Term call_defined(Walk *walk, const Ast *ast) {
    Term value = tree_value(walk, tree_part(ast, 1));
    return term_is_none(value) || value.kind == TERM_FUNCTION ? tree_none()
                                                              : term_truth(value.known, NODE_TRUE);
}

static Term call_modulo(Walk *walk, const Ast *ast) {
    Term a = tree_value(walk, tree_part(ast, 1));
    Term b = tree_value(walk, tree_part(ast, 2));
    walk->builder->ast = ast;
    return term_modulo(walk->builder, a, b);
}

// date("2025-01-01"), duration("P1D"): the same in every run, so FEEL itself says what it is.
static Term call_constant(Walk *walk, const Ast *ast) {
    Builder *builder = walk->builder;
    for (size_t i = 1; i < ast->part_count; i++) {
        if (tree_part(ast, i)->kind != AST_CONSTANT) {
            return tree_refuse_form(walk, ast);
        }
    }
    FeelRun run = {.arena = builder->arena, .today = DATE_NONE};
    const FeelProgram *program = NULL;
    FeelPlace place = {0};
    bool is_callable = ast->names == NULL && ast->part_count <= 4 &&
                       feel_compile(builder->arena, tree_part(ast, 0)->name, NULL, &program, &place,
                                    NULL) == STATUS_OK;
    if (!is_callable) {
        return tree_refuse_form(walk, ast);
    }
    FeelValue arguments[3];
    for (size_t i = 1; i < ast->part_count; i++) {
        arguments[i - 1] = tree_part(ast, i)->value;
    }
    FeelValue called =
        feel_call(feel_run(program, &run, NULL), &run, arguments, ast->part_count - 1);
    build_trouble(builder, graph_truth(run.error_count > 0));
    builder->ast = ast;
    return term_constant(builder, called);
}

typedef struct RoundingName {
    Str name;
    DivideMode mode;
} RoundingName;

static bool has_fitting_count(const Ast *call) {
    const Builtin *builtin = builtins_at(builtins_find(tree_part(call, 0)->name));
    size_t count = call->part_count - 1;
    return count >= builtin->least &&
           (builtin->most == BUILTIN_ANY_COUNT || count <= builtin->most);
}

static Term refuse_count(Walk *walk, const Ast *ast) {
    return tree_refuse(walk, ast, "参数的个数不对", "the number of arguments is wrong");
}

static Term call_builtin(Walk *walk, const Ast *ast) {
    static const RoundingName ROUNDINGS[] = {
        {{"floor", 5}, DIVIDE_FLOOR},
        {{"ceiling", 7}, DIVIDE_CEILING},
        {{"decimal", 7}, DIVIDE_HALF_EVEN},
        {{"round up", 8}, DIVIDE_UP},
        {{"round down", 10}, DIVIDE_DOWN},
        {{"round half up", 13}, DIVIDE_HALF_UP},
        {{"round half down", 15}, DIVIDE_HALF_DOWN},
    };
    static const Str CONSTANTS[] = {{"date", 4}, {"duration", 8}, {"number", 6}};
    if (!has_fitting_count(ast)) {
        return refuse_count(walk, ast);
    }
    Str name = tree_part(ast, 0)->name;
    for (size_t i = 0; i < ARRAY_COUNT(ROUNDINGS); i++) {
        if (str_equal(name, ROUNDINGS[i].name)) {
            return call_round(walk, ast, ROUNDINGS[i].mode);
        }
    }
    for (size_t i = 0; i < ARRAY_COUNT(CONSTANTS); i++) {
        if (str_equal(name, CONSTANTS[i])) {
            return call_constant(walk, ast);
        }
    }
    if (str_equal(name, STR("min")) || str_equal(name, STR("max"))) {
        return call_fold(walk, ast, str_equal(name, STR("min")) ? OP_MIN : OP_MAX);
    }
    if (str_equal(name, STR("sum"))) {
        return call_fold(walk, ast, OP_ADD);
    }
    if (ast->names != NULL) {
        return tree_refuse_form(walk, ast);
    }
    if (str_equal(name, STR("count"))) {
        return call_count(walk, ast);
    }
    if (str_equal(name, STR("abs"))) {
        return tree_unary(walk, ast, 1, term_absolute);
    }
    if (str_equal(name, STR("not"))) {
        return tree_unary(walk, ast, 1, term_not);
    }
    if (str_equal(name, STR("is defined"))) {
        return call_defined(walk, ast);
    }
    return str_equal(name, STR("modulo")) ? call_modulo(walk, ast) : tree_refuse_form(walk, ast);
}

// The place of a named argument; the count when there is none of that name.
static size_t parameter_of(const Element *knowledge, Str name) {
    size_t at = 0;
    while (at < knowledge->logic->variable_count &&
           !str_equal(knowledge->logic->variables[at].name, name)) {
        at++;
    }
    return at;
}

Term tree_call(Walk *walk, const Ast *ast) {
    if (tree_part(ast, 0)->kind == AST_BUILTIN) {
        return call_builtin(walk, ast);
    }
    Term callee = tree_value(walk, tree_part(ast, 0));
    if (callee.kind != TERM_FUNCTION) {
        return term_is_none(callee) ? callee : tree_refuse_form(walk, ast);
    }
    if (callee.element->logic == NULL) { // a decision service, or no body
        return tree_refuse_form(walk, ast);
    }
    size_t count = ast->part_count - 1;
    Term arguments[ARGUMENTS_MAX] = {0};
    if (count > ARGUMENTS_MAX || count != callee.element->logic->variable_count) {
        return refuse_count(walk, ast);
    }
    for (size_t i = 0; i < count; i++) {
        size_t at = ast->names == NULL ? i : parameter_of(callee.element, ast->names[i]);
        if (at == count) {
            return tree_refuse(walk, ast, "没有这个参数", "there is no such parameter");
        }
        arguments[at] = tree_value(walk, tree_part(ast, i + 1));
        if (term_is_none(arguments[at])) {
            return tree_none();
        }
    }
    walk->builder->ast = ast;
    return build_call(walk->builder, callee.element, arguments, count);
}

// SPDX-License-Identifier: Apache-2.0
// Trees of FEEL, node by node.
#include "base/check.h"
#include "feel/number.h"
#include "plan/build.h"

enum { LOCALS_MAX = 64, ARGUMENTS_MAX = 64 };

typedef struct Local {
    uint32_t number;
    Term value;
} Local;
typedef struct Walk {
    Builder *builder;
    const Frame *frame;
    Term tested; // "?"
    Local locals[LOCALS_MAX];
    size_t local_count;
} Walk;

static Term tree_value(Walk *walk, const Ast *ast);
static Term test_value(Walk *walk, const Ast *test, Term tested);

static Term none(void) {
    return term_of(TERM_NONE, NODE_FALSE, NODE_FALSE);
}

static Term refuse(Walk *walk, const Ast *ast, const char *chinese, const char *english) {
    walk->builder->ast = ast;
    return build_refuse(walk->builder, chinese, english);
}

static Term refuse_form(Walk *walk, const Ast *ast) {
    return refuse(walk, ast, "列式计算没有这种表达式", "plans have no expressions of this form");
}

static const Ast *part(const Ast *ast, size_t index) {
    return ast->parts[index];
}

// ---- operators ----------------------------------------------------------------------------------
// The right side is looked at only where the left does not decide.
static Term tree_logic(Walk *walk, const Ast *ast) {
    Builder *builder = walk->builder;
    bool is_and = ast->operator== TOKEN_AND;
    NodeId outer = builder->active;
    Term left = tree_value(walk, part(ast, 0));
    if (left.kind == TERM_BOOLEAN) {
        NodeId decided =
            is_and ? graph_add2(&builder->graph, OP_AND_NOT, left.known, left.node) : left.node;
        builder->active = graph_add2(&builder->graph, OP_AND_NOT, outer, decided);
    }
    Term right = tree_value(walk, part(ast, 1));
    builder->active = outer;
    builder->ast = ast;
    if (term_is_none(left) || term_is_none(right)) {
        return none();
    }
    return is_and ? term_and(builder, left, right) : term_or(builder, left, right);
}

static Term compare(Walk *walk, TokenKind operator, Term a, Term b) {
    Builder *builder = walk->builder;
    switch (operator) {
    case TOKEN_LESS: return term_compare(builder, OP_LESS, a, b);
    case TOKEN_LESS_EQUAL: return term_compare(builder, OP_LESS_EQUAL, a, b);
    case TOKEN_GREATER: return term_compare(builder, OP_LESS, b, a);
    case TOKEN_GREATER_EQUAL: return term_compare(builder, OP_LESS_EQUAL, b, a);
    case TOKEN_EQUAL: return term_equal(builder, a, b);
    case TOKEN_NOT_EQUAL: {
        Term equal = term_equal(builder, a, b);
        return term_is_none(equal) ? equal : term_not(builder, equal);
    }
    default: return build_refuse(builder, "列式计算没有这种运算", "plans have no such operator");
    }
}

static Term tree_binary(Walk *walk, const Ast *ast) {
    Builder *builder = walk->builder;
    if (ast->operator== TOKEN_AND || ast->operator== TOKEN_OR) {
        return tree_logic(walk, ast);
    }
    Term a = tree_value(walk, part(ast, 0));
    Term b = tree_value(walk, part(ast, 1));
    builder->ast = ast;
    if (term_is_none(a) || term_is_none(b)) {
        return none();
    }
    switch (ast->operator) {
    case TOKEN_PLUS: return term_add(builder, a, b);
    case TOKEN_MINUS: return term_subtract(builder, a, b);
    case TOKEN_TIMES: return term_multiply(builder, a, b);
    case TOKEN_DIVIDE: return term_divide(builder, a, b);
    default: return compare(walk, ast->operator, a, b);
    }
}

static Term between(Walk *walk, Term value, Term low, Term high) {
    Term above = term_compare(walk->builder, OP_LESS_EQUAL, low, value);
    Term below = term_compare(walk->builder, OP_LESS_EQUAL, value, high);
    return term_is_none(above) || term_is_none(below) ? none()
                                                      : term_and(walk->builder, above, below);
}

static Term tree_between(Walk *walk, const Ast *ast) {
    Term value = tree_value(walk, part(ast, 0));
    Term low = tree_value(walk, part(ast, 1));
    Term high = tree_value(walk, part(ast, 2));
    walk->builder->ast = ast;
    return between(walk, value, low, high);
}

static Term tree_if(Walk *walk, const Ast *ast) {
    Builder *builder = walk->builder;
    NodeId outer = builder->active;
    Term condition = tree_value(walk, part(ast, 0));
    if (condition.kind != TERM_BOOLEAN && condition.kind != TERM_NULL) {
        return term_is_none(condition)
                   ? condition
                   : refuse(walk, ast, "条件不是真或假", "the condition is not a truth value");
    }
    builder->active = build_and(builder, outer, condition.node);
    Term then = tree_value(walk, part(ast, 1));
    builder->active = graph_add2(&builder->graph, OP_AND_NOT, outer, condition.node);
    Term otherwise = tree_value(walk, part(ast, 2));
    builder->active = outer;
    builder->ast = ast;
    return term_select(builder, condition.node, then, otherwise);
}

// ---- names --------------------------------------------------------------------------------------
static Term tree_local(Walk *walk, const Ast *ast) {
    for (size_t i = walk->local_count; i > 0; i--) {
        if (walk->locals[i - 1].number == ast->number) {
            return walk->locals[i - 1].value;
        }
    }
    return refuse_form(walk, ast);
}

static Term tree_context(Walk *walk, const Ast *ast) {
    size_t before = walk->local_count;
    TermField *fields = arena_alloc(walk->builder->arena, ast->part_count, sizeof *fields);
    for (size_t i = 0; i < ast->part_count; i++) {
        fields[i].name = ast->names[i];
        fields[i].value = tree_value(walk, part(ast, i));
        if (term_is_none(fields[i].value)) {
            return none();
        }
        if (i < ast->local_count && walk->local_count < LOCALS_MAX) {
            walk->locals[walk->local_count++] = (Local){ast->locals[i], fields[i].value};
        }
    }
    walk->local_count = before;
    Term context = term_of(TERM_CONTEXT, NODE_FALSE, NODE_TRUE);
    context.fields = fields;
    context.field_count = ast->part_count;
    return context;
}

static Term tree_path(Walk *walk, const Ast *ast) {
    Term context = tree_value(walk, part(ast, 0));
    if (context.kind != TERM_CONTEXT) {
        return term_is_none(context) ? context : refuse_form(walk, ast);
    }
    for (size_t i = 0; i < context.field_count; i++) {
        if (str_equal(context.fields[i].name, ast->name)) {
            return context.fields[i].value;
        }
    }
    return refuse(walk, ast, "没有这个条目", "there is no such entry");
}

// ---- calls --------------------------------------------------------------------------------------
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
        (void)refuse_form(walk, ast);
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
    Term list = tree_value(walk, part(ast, 1));
    walk->builder->ast = ast;
    return list.kind == TERM_LIST ? term_count(walk->builder, list)
           : term_is_none(list)   ? list
                                  : refuse_form(walk, ast);
}

static Term call_fold(Walk *walk, const Ast *ast, Op op) {
    Builder *builder = walk->builder;
    Arguments arguments;
    if (!take_arguments(walk, ast, &arguments)) {
        return none();
    }
    Term result = arguments.values[0];
    bool is_literal = part(ast, 1)->kind == AST_LIST; // [L] is a list of lists
    if (result.kind == TERM_LIST && arguments.count == 1 && !is_literal) {
        Op reduction = op == OP_ADD ? OP_LIST_SUM : op == OP_MIN ? OP_LIST_MIN : OP_LIST_MAX;
        return term_reduce(builder, reduction, result);
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
        (void)refuse(walk, ast, "小数位数要写成不大的整数",
                     "the scale must be written as a small whole number");
        return false;
    }
    *out_scale = (int)scale;
    return true;
}

static Term call_round(Walk *walk, const Ast *ast, DivideMode mode) {
    int scale = 0;
    if (ast->names != NULL || (ast->part_count == 3 && !take_scale(walk, part(ast, 2), &scale))) {
        return ast->names != NULL ? refuse_form(walk, ast) : none();
    }
    Term value = tree_value(walk, part(ast, 1));
    walk->builder->ast = ast;
    return term_round(walk->builder, value, scale, mode);
}

static Term call_defined(Walk *walk, const Ast *ast) {
    Term value = tree_value(walk, part(ast, 1));
    return term_is_none(value) || value.kind == TERM_FUNCTION ? none()
                                                              : term_truth(value.known, NODE_TRUE);
}

static Term call_unary(Walk *walk, const Ast *ast, Term (*operation)(Builder *, Term)) {
    Term value = tree_value(walk, part(ast, 1));
    walk->builder->ast = ast;
    return term_is_none(value) ? value : operation(walk->builder, value);
}

static Term call_modulo(Walk *walk, const Ast *ast) {
    Term a = tree_value(walk, part(ast, 1));
    Term b = tree_value(walk, part(ast, 2));
    walk->builder->ast = ast;
    return term_modulo(walk->builder, a, b);
}

// date("2025-01-01"), duration("P1D"): the same in every run, so FEEL itself says what it is.
static Term call_constant(Walk *walk, const Ast *ast) {
    Builder *builder = walk->builder;
    for (size_t i = 1; i < ast->part_count; i++) {
        if (part(ast, i)->kind != AST_CONSTANT) {
            return refuse_form(walk, ast);
        }
    }
    FeelRun run = {.arena = builder->arena, .today = DATE_NONE};
    const FeelProgram *program = NULL;
    FeelPlace place = {0};
    bool is_callable =
        ast->names == NULL && ast->part_count <= 4 &&
        feel_compile(builder->arena, part(ast, 0)->name, NULL, &program, &place, NULL) == STATUS_OK;
    if (!is_callable) {
        return refuse_form(walk, ast);
    }
    FeelValue arguments[3];
    for (size_t i = 1; i < ast->part_count; i++) {
        arguments[i - 1] = part(ast, i)->value;
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
    Str name = part(ast, 0)->name;
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
        return refuse_form(walk, ast);
    }
    if (str_equal(name, STR("count"))) {
        return call_count(walk, ast);
    }
    if (str_equal(name, STR("abs"))) {
        return call_unary(walk, ast, term_absolute);
    }
    if (str_equal(name, STR("not"))) {
        return call_unary(walk, ast, term_not);
    }
    if (str_equal(name, STR("is defined"))) {
        return call_defined(walk, ast);
    }
    return str_equal(name, STR("modulo")) ? call_modulo(walk, ast) : refuse_form(walk, ast);
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

static Term tree_call(Walk *walk, const Ast *ast) {
    if (part(ast, 0)->kind == AST_BUILTIN) {
        return call_builtin(walk, ast);
    }
    Term callee = tree_value(walk, part(ast, 0));
    if (callee.kind != TERM_FUNCTION) {
        return term_is_none(callee) ? callee : refuse_form(walk, ast);
    }
    if (callee.element->logic == NULL) { // a decision service, or no body
        return refuse_form(walk, ast);
    }
    size_t count = ast->part_count - 1;
    Term arguments[ARGUMENTS_MAX] = {0};
    if (count > ARGUMENTS_MAX || count != callee.element->logic->variable_count) {
        return refuse(walk, ast, "参数的个数不对", "the number of arguments is wrong");
    }
    for (size_t i = 0; i < count; i++) {
        size_t at = ast->names == NULL ? i : parameter_of(callee.element, ast->names[i]);
        if (at == count) {
            return refuse(walk, ast, "没有这个参数", "there is no such parameter");
        }
        arguments[at] = tree_value(walk, part(ast, i + 1));
        if (term_is_none(arguments[at])) {
            return none();
        }
    }
    walk->builder->ast = ast;
    return build_call(walk->builder, callee.element, arguments, count);
}

// ---- tests --------------------------------------------------------------------------------------
static Term test_range(Walk *walk, const Ast *range, Term tested) {
    unsigned closed = RANGE_LOW_CLOSED | RANGE_HIGH_CLOSED;
    if ((range->number & ~closed) != 0) {
        return refuse_form(walk, range);
    }
    Term low = tree_value(walk, part(range, 0));
    Term high = tree_value(walk, part(range, 1));
    walk->builder->ast = range;
    Term above = term_compare(walk->builder,
                              (range->number & RANGE_LOW_CLOSED) != 0 ? OP_LESS_EQUAL : OP_LESS,
                              low, tested);
    Term below = term_compare(walk->builder,
                              (range->number & RANGE_HIGH_CLOSED) != 0 ? OP_LESS_EQUAL : OP_LESS,
                              tested, high);
    return term_is_none(above) || term_is_none(below) ? none()
                                                      : term_and(walk->builder, above, below);
}

// A range that is written with numbers is a constant. With one value in it there is no telling
// [5..5] from (=5), and they differ for null.
static Term test_constant_range(Walk *walk, const Ast *tree, Term tested) {
    Builder *builder = walk->builder;
    FeelEnds ends = feel_range_ends(tree->value);
    bool is_equal = false;
    if (ends.is_outside || (feel_equal(ends.low, ends.high, &is_equal) && is_equal)) {
        return refuse_form(walk, tree);
    }
    Term inside = term_truth(NODE_TRUE, NODE_TRUE);
    if (ends.low.kind != FEEL_NULL) {
        inside = term_compare(builder, ends.is_low_closed ? OP_LESS_EQUAL : OP_LESS,
                              term_constant(builder, ends.low), tested);
    }
    if (ends.high.kind != FEEL_NULL && !term_is_none(inside)) {
        Term below = term_compare(builder, ends.is_high_closed ? OP_LESS_EQUAL : OP_LESS, tested,
                                  term_constant(builder, ends.high));
        inside = term_is_none(below) ? below : term_and(builder, inside, below);
    }
    return inside;
}

// In a list: equal to one of the items. Nothing is reported of a null, and none is null.
static Term test_list(Walk *walk, const Ast *list, Term tested) {
    Term found = term_truth(NODE_FALSE, NODE_TRUE);
    for (size_t i = 0; i < list->part_count; i++) {
        if (part(list, i)->kind == AST_RANGE || part(list, i)->kind == AST_LIST) {
            return refuse_form(walk, part(list, i));
        }
        Term item = tree_value(walk, part(list, i));
        Term equal = term_equal(walk->builder, tested, item);
        if (term_is_none(equal)) {
            return equal;
        }
        found = term_or(walk->builder, found, equal);
    }
    return found;
}

static Term test_plain(Walk *walk, const Ast *test, Term tested) {
    const Ast *tree = part(test, 0);
    if (tree->kind == AST_RANGE) {
        return test_range(walk, tree, tested);
    }
    if (tree->kind == AST_CONSTANT && tree->value.kind == FEEL_RANGE) {
        return test_constant_range(walk, tree, tested);
    }
    if (tree->kind == AST_LIST) {
        return test_list(walk, tree, tested);
    }
    Term value = tree_value(walk, tree);
    walk->builder->ast = test;
    if (term_is_none(value)) {
        return value;
    }
    if (test->has_tested) {
        bool is_truth = value.kind == TERM_BOOLEAN || value.kind == TERM_NULL;
        return !is_truth                 ? refuse_form(walk, test)
               : value.kind == TERM_NULL ? term_truth(NODE_FALSE, NODE_FALSE)
                                         : value;
    }
    if (value.kind == TERM_BOOLEAN && tested.kind != TERM_BOOLEAN) {
        return refuse_form(walk, test);
    }
    return term_equal(walk->builder, tested, value);
}

static Term test_any(Walk *walk, const Ast *test, Term tested) {
    Term any = test_value(walk, part(test, 0), tested);
    for (size_t i = 1; i < test->part_count && !term_is_none(any); i++) {
        Term other = test_value(walk, part(test, i), tested);
        any = term_is_none(other) ? other : term_or(walk->builder, any, other);
    }
    return any;
}

static Term test_value(Walk *walk, const Ast *test, Term tested) {
    switch (test->kind) {
    case AST_TEST_ANY: return term_truth(NODE_TRUE, NODE_TRUE);
    case AST_TEST_NOT: {
        Term any = test_any(walk, test, tested);
        return term_is_none(any) ? any : term_not(walk->builder, any);
    }
    case AST_TEST_OR: return test_any(walk, test, tested);
    case AST_TEST_COMPARE: {
        Term end = tree_value(walk, part(test, 0));
        walk->builder->ast = test;
        return term_is_none(end) ? end : compare(walk, test->operator, tested, end);
    }
    case AST_TEST_VALUE: return test_plain(walk, test, tested);
    default: return refuse_form(walk, test);
    }
}

static Term tree_in(Walk *walk, const Ast *ast) {
    Term tested = tree_value(walk, part(ast, 0));
    return term_is_none(tested) ? tested : test_value(walk, part(ast, 1), tested);
}

// ---- the whole ----------------------------------------------------------------------------------
static Term tree_value(Walk *walk, const Ast *ast) {
    Builder *builder = walk->builder;
    if (builder->has_failed) {
        return none();
    }
    builder->ast = ast;
    builder->graph.is_too_large |= ++builder->tree_count > PLAN_TREES_MAX;
    if (builder->graph.is_too_large) {
        return build_refuse(builder, "步骤太多", "there are too many steps");
    }
    switch (ast->kind) {
    case AST_CONSTANT: return term_constant(builder, ast->value);
    case AST_INPUT:
        return ast->number < walk->frame->count ? walk->frame->values[ast->number]
                                                : refuse_form(walk, ast);
    case AST_TESTED: return walk->tested;
    case AST_LOCAL: return tree_local(walk, ast);
    case AST_NEGATE:
        return call_unary(walk, &(Ast){.parts = (const Ast *[]){NULL, part(ast, 0)}}, term_negate);
    case AST_BINARY: return tree_binary(walk, ast);
    case AST_BETWEEN: return tree_between(walk, ast);
    case AST_IN: return tree_in(walk, ast);
    case AST_IF: return tree_if(walk, ast);
    case AST_CONTEXT: return tree_context(walk, ast);
    case AST_PATH: return tree_path(walk, ast);
    case AST_CALL: return tree_call(walk, ast);
    case AST_TEST_ANY:
    case AST_TEST_NOT:
    case AST_TEST_OR:
    case AST_TEST_COMPARE:
    case AST_TEST_VALUE: return test_value(walk, ast, walk->tested);
    case AST_FIELD:
    case AST_BUILTIN:
    case AST_FOR:
    case AST_SOME:
    case AST_EVERY:
    case AST_FILTER:
    case AST_LIST:
    case AST_RANGE:
    case AST_FUNCTION:
    case AST_INSTANCE_OF: break;
    }
    return refuse_form(walk, ast);
}

// The tree of a piece of FEEL that compiled when the model was read.
static const Ast *code_tree(Builder *builder, const Code *code, bool is_tests) {
    const Ast *ast = NULL;
    FeelPlace place = {0};
    AstSource source = {builder->arena, code->text, code->scope, is_tests};
    bool is_parsed = code->failure.length == 0 && code->scope != NULL &&
                     ast_parse(&source, &ast, &place, NULL) == STATUS_OK;
    return is_parsed ? ast : NULL;
}

Term build_code(Builder *builder, const Frame *frame, const Code *code) {
    builder->code = code;
    builder->ast = NULL;
    if (code->slot != 0) {
        CHECK(code->slot <= frame->count);
        return frame->values[code->slot - 1];
    }
    if (code->program == NULL && code->failure.length == 0) {
        return term_null();
    }
    const Ast *ast = code_tree(builder, code, false);
    if (ast == NULL) {
        return build_refuse(builder, "这段表达式没有编译通过", "this expression did not compile");
    }
    Walk walk = {.builder = builder, .frame = frame};
    return tree_value(&walk, ast);
}

NodeId build_test(Builder *builder, const Frame *frame, const Code *code, Term tested) {
    if (code->program == NULL && code->failure.length == 0) {
        return NODE_TRUE;
    }
    builder->code = code;
    builder->ast = NULL;
    const Ast *ast = code_tree(builder, code, true);
    if (ast == NULL) {
        (void)build_refuse(builder, "这段表达式没有编译通过", "this expression did not compile");
        return NODE_FALSE;
    }
    Walk walk = {.builder = builder, .frame = frame, .tested = tested};
    Term accepts = test_value(&walk, ast, tested);
    return accepts.kind == TERM_BOOLEAN ? accepts.node : NODE_FALSE;
}

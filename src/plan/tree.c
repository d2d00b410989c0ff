// SPDX-License-Identifier: Apache-2.0
// Trees of FEEL, node by node.
#include "plan/tree.h"
#include "base/check.h"

static Term test_value(Walk *walk, const Ast *test, Term tested);

Term tree_none(void) {
    return term_of(TERM_NONE, NODE_FALSE, NODE_FALSE);
}

Term tree_refuse(Walk *walk, const Ast *ast, const char *chinese, const char *english) {
    walk->builder->ast = ast;
    return build_refuse(walk->builder, chinese, english);
}

const Ast *tree_part(const Ast *ast, size_t index) {
    return ast->parts[index];
}

static Term refuse_words(Walk *walk, const Ast *ast, Str chinese, Str english) {
    Arena *arena = walk->builder->arena;
    Str in_chinese = arena_format(arena, "整列计算没有" STR_FMT, STR_ARG(chinese));
    Str in_english =
        arena_format(arena, "programs over columns have no " STR_FMT, STR_ARG(english));
    return tree_refuse(walk, ast, in_chinese.data, in_english.data);
}

Term tree_refuse_form(Walk *walk, const Ast *ast) {
    static const struct {
        AstKind kind;
        Str chinese;
        Str english;
    } FORMS[] = {
        {AST_FOR, {"“for”循环", 15}, {"loops with 'for'", 16}},
        {AST_SOME, {"“some”逐项判断", 22}, {"tests of items with 'some'", 26}},
        {AST_EVERY, {"“every”逐项判断", 23}, {"tests of items with 'every'", 27}},
        {AST_FILTER, {"从列表里取项", 18}, {"items taken out of lists", 24}},
        {AST_PATH, {"取值的一部分", 18}, {"parts taken out of values", 25}},
        {AST_FIELD, {"取值的一部分", 18}, {"parts taken out of values", 25}},
        {AST_LIST, {"当作值的列表", 18}, {"lists as values", 15}},
        {AST_RANGE, {"当作值的区间", 18}, {"ranges as values", 16}},
        {AST_FUNCTION, {"写在表达式里的函数", 27}, {"functions within expressions", 28}},
        {AST_INSTANCE_OF, {"“instance of”判断", 23}, {"tests with 'instance of'", 24}},
    };
    if (ast->kind == AST_CALL && tree_part(ast, 0)->kind == AST_BUILTIN) {
        Str name = tree_part(ast, 0)->name;
        Arena *arena = walk->builder->arena;
        return refuse_words(walk, ast,
                            arena_format(arena, "函数 " STR_FMT "() 的这种用法", STR_ARG(name)),
                            arena_format(arena, "use of " STR_FMT "() like this", STR_ARG(name)));
    }
    for (size_t i = 0; i < ARRAY_COUNT(FORMS); i++) {
        if (FORMS[i].kind == ast->kind) {
            return refuse_words(walk, ast, FORMS[i].chinese, FORMS[i].english);
        }
    }
    return refuse_words(walk, ast, STR("这种写法"), STR("expressions of this form"));
}

// ---- operators ----------------------------------------------------------------------------------
Term tree_unary(Walk *walk, const Ast *ast, size_t operand, Term (*operation)(Builder *, Term)) {
    Term value = tree_value(walk, tree_part(ast, operand));
    walk->builder->ast = ast;
    return term_is_none(value) ? value : operation(walk->builder, value);
}

// The right side is looked at only where the left does not decide.
static Term tree_logic(Walk *walk, const Ast *ast) {
    Builder *builder = walk->builder;
    bool is_and = ast->operator== TOKEN_AND;
    NodeId outer = builder->active;
    Term left = tree_value(walk, tree_part(ast, 0));
    if (left.kind == TERM_BOOLEAN) {
        NodeId decided =
            is_and ? graph_add2(&builder->graph, OP_AND_NOT, left.known, left.node) : left.node;
        builder->active = graph_add2(&builder->graph, OP_AND_NOT, outer, decided);
    }
    Term right = tree_value(walk, tree_part(ast, 1));
    builder->active = outer;
    builder->ast = ast;
    if (term_is_none(left) || term_is_none(right)) {
        return tree_none();
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
    default:
        return build_refuse(builder, "整列计算只有加减乘除和比较",
                            "programs over columns add, subtract, multiply, divide and compare");
    }
}

static Term tree_binary(Walk *walk, const Ast *ast) {
    Builder *builder = walk->builder;
    if (ast->operator== TOKEN_AND || ast->operator== TOKEN_OR) {
        return tree_logic(walk, ast);
    }
    Term a = tree_value(walk, tree_part(ast, 0));
    Term b = tree_value(walk, tree_part(ast, 1));
    builder->ast = ast;
    if (term_is_none(a) || term_is_none(b)) {
        return tree_none();
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
    return term_is_none(above) || term_is_none(below) ? tree_none()
                                                      : term_and(walk->builder, above, below);
}

static Term tree_between(Walk *walk, const Ast *ast) {
    Term value = tree_value(walk, tree_part(ast, 0));
    Term low = tree_value(walk, tree_part(ast, 1));
    Term high = tree_value(walk, tree_part(ast, 2));
    walk->builder->ast = ast;
    return between(walk, value, low, high);
}

static Term tree_if(Walk *walk, const Ast *ast) {
    Builder *builder = walk->builder;
    NodeId outer = builder->active;
    Term condition = tree_value(walk, tree_part(ast, 0));
    if (condition.kind != TERM_BOOLEAN && condition.kind != TERM_NULL) {
        return term_is_none(condition)
                   ? condition
                   : tree_refuse(walk, ast, "条件不是真或假", "the condition is not a truth value");
    }
    builder->active = build_and(builder, outer, condition.node);
    Term then = tree_value(walk, tree_part(ast, 1));
    builder->active = graph_add2(&builder->graph, OP_AND_NOT, outer, condition.node);
    Term otherwise = tree_value(walk, tree_part(ast, 2));
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
    return tree_refuse_form(walk, ast);
}

static Term tree_context(Walk *walk, const Ast *ast) {
    size_t before = walk->local_count;
    TermField *fields = arena_alloc(walk->builder->arena, ast->part_count, sizeof *fields);
    for (size_t i = 0; i < ast->part_count; i++) {
        fields[i].name = ast->names[i];
        fields[i].value = tree_value(walk, tree_part(ast, i));
        if (term_is_none(fields[i].value)) {
            return tree_none();
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
    Term context = tree_value(walk, tree_part(ast, 0));
    if (context.kind != TERM_CONTEXT) {
        return term_is_none(context) ? context : tree_refuse_form(walk, ast);
    }
    for (size_t i = 0; i < context.field_count; i++) {
        if (str_equal(context.fields[i].name, ast->name)) {
            return context.fields[i].value;
        }
    }
    return tree_refuse(walk, ast, "没有这个条目", "there is no such entry");
}

// ---- tests --------------------------------------------------------------------------------------
static Term test_range(Walk *walk, const Ast *range, Term tested) {
    unsigned closed = RANGE_LOW_CLOSED | RANGE_HIGH_CLOSED;
    if ((range->number & ~closed) != 0) {
        return tree_refuse_form(walk, range);
    }
    Term low = tree_value(walk, tree_part(range, 0));
    Term high = tree_value(walk, tree_part(range, 1));
    walk->builder->ast = range;
    Term above = term_compare(walk->builder,
                              (range->number & RANGE_LOW_CLOSED) != 0 ? OP_LESS_EQUAL : OP_LESS,
                              low, tested);
    Term below = term_compare(walk->builder,
                              (range->number & RANGE_HIGH_CLOSED) != 0 ? OP_LESS_EQUAL : OP_LESS,
                              tested, high);
    return term_is_none(above) || term_is_none(below) ? tree_none()
                                                      : term_and(walk->builder, above, below);
}

// A range that is written with numbers is a constant. With one value in it there is no telling
// [5..5] from (=5), and they differ for null.
static Term test_constant_range(Walk *walk, const Ast *tree, Term tested) {
    Builder *builder = walk->builder;
    FeelEnds ends = feel_range_ends(tree->value);
    bool is_equal = false;
    if (ends.is_outside || (feel_equal(ends.low, ends.high, &is_equal) && is_equal)) {
        return tree_refuse_form(walk, tree);
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
        if (tree_part(list, i)->kind == AST_RANGE || tree_part(list, i)->kind == AST_LIST) {
            return tree_refuse_form(walk, tree_part(list, i));
        }
        Term item = tree_value(walk, tree_part(list, i));
        Term equal = term_equal(walk->builder, tested, item);
        if (term_is_none(equal)) {
            return equal;
        }
        found = term_or(walk->builder, found, equal);
    }
    return found;
}

static Term test_plain(Walk *walk, const Ast *test, Term tested) {
    const Ast *tree = tree_part(test, 0);
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
        return !is_truth                 ? tree_refuse_form(walk, test)
               : value.kind == TERM_NULL ? term_truth(NODE_FALSE, NODE_FALSE)
                                         : value;
    }
    if (value.kind == TERM_BOOLEAN && tested.kind != TERM_BOOLEAN) {
        return tree_refuse_form(walk, test);
    }
    return term_equal(walk->builder, tested, value);
}

static Term test_any(Walk *walk, const Ast *test, Term tested) {
    Term any = test_value(walk, tree_part(test, 0), tested);
    for (size_t i = 1; i < test->part_count && !term_is_none(any); i++) {
        Term other = test_value(walk, tree_part(test, i), tested);
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
        Term end = tree_value(walk, tree_part(test, 0));
        walk->builder->ast = test;
        return term_is_none(end) ? end : compare(walk, test->operator, tested, end);
    }
    case AST_TEST_VALUE: return test_plain(walk, test, tested);
    default: return tree_refuse_form(walk, test);
    }
}

static Term tree_in(Walk *walk, const Ast *ast) {
    Term tested = tree_value(walk, tree_part(ast, 0));
    return term_is_none(tested) ? tested : test_value(walk, tree_part(ast, 1), tested);
}

// ---- the whole ----------------------------------------------------------------------------------
Term tree_value(Walk *walk, const Ast *ast) {
    Builder *builder = walk->builder;
    if (builder->has_failed) {
        return tree_none();
    }
    builder->ast = ast;
    if (builder->graph.is_too_large || ++builder->tree_count > PLAN_TREES_MAX) {
        return build_too_large(builder);
    }
    switch (ast->kind) {
    case AST_CONSTANT: return term_constant(builder, ast->value);
    case AST_INPUT:
        return ast->number < walk->frame->count ? walk->frame->values[ast->number]
                                                : tree_refuse_form(walk, ast);
    case AST_TESTED: return walk->tested;
    case AST_LOCAL: return tree_local(walk, ast);
    case AST_NEGATE: return tree_unary(walk, ast, 0, term_negate);
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
    return tree_refuse_form(walk, ast);
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

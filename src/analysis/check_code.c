// SPDX-License-Identifier: Apache-2.0
// One expression at a time: what is null whatever its inputs are, and thresholds that stand in it
// as numbers.
#include "analysis/checker_private.h"
#include "analysis/codes.h"
#include "analysis/values.h"
#include "analysis/write.h"
#include "base/check.h"

typedef struct CodeCheck {
    Checker *checker;
    const Code *code;
    CodePlace place;
} CodeCheck;

static Finding *code_find(const CodeCheck *check, FindingKind kind, size_t offset) {
    Finding *finding = checker_find(check->checker, kind, check->place.owner, check->code->line);
    finding->rule = check->place.rule;
    finding->column = check->place.column;
    finding->is_output = check->place.is_output;
    checker_point(check->checker, finding, check->code, offset);
    return finding;
}

// ---- always null --------------------------------------------------------------------------------
static bool is_known(const Ast *ast) {
    return ast->type->kind > FEEL_NULL && ast->type->kind <= FEEL_MONTHS_DURATION;
}

static bool is_order(TokenKind kind) {
    return kind == TOKEN_LESS || kind == TOKEN_LESS_EQUAL || kind == TOKEN_GREATER ||
           kind == TOKEN_GREATER_EQUAL;
}

static bool is_plain(int kind) {
    return kind == FEEL_BOOLEAN || kind == FEEL_NUMBER || kind == FEEL_STRING;
}

// Whether the operator has no meaning for values of these kinds.
static bool is_senseless(TokenKind operator, int left, int right) {
    switch (operator) {
    case TOKEN_EQUAL:
    case TOKEN_NOT_EQUAL: return left != right;
    case TOKEN_LESS:
    case TOKEN_LESS_EQUAL:
    case TOKEN_GREATER:
    case TOKEN_GREATER_EQUAL: return left != right || left == FEEL_BOOLEAN;
    case TOKEN_PLUS:
        return is_plain(left) && is_plain(right) && (left != right || left == FEEL_BOOLEAN);
    case TOKEN_MINUS:
    case TOKEN_TIMES:
    case TOKEN_DIVIDE:
        return is_plain(left) && is_plain(right) && (left != FEEL_NUMBER || right != FEEL_NUMBER);
    default: return false;
    }
}

static void check_kinds(const CodeCheck *check, const Ast *ast) {
    const Ast *left = ast->parts[0];
    const Ast *right = ast->parts[1];
    if (!is_known(left) || !is_known(right) ||
        !is_senseless(ast->operator, left->type->kind, right->type->kind)) {
        return;
    }
    const char *left_name = feel_kind_name((FeelKind)left->type->kind);
    const char *right_name = feel_kind_name((FeelKind)right->type->kind);
    bool is_comparison =
        ast->operator== TOKEN_EQUAL || ast->operator== TOKEN_NOT_EQUAL || is_order(ast->operator);
    Finding *finding = code_find(check, FINDING_always_null, ast->offset);
    finding_say(check->checker->report, finding,
                is_comparison ? "%s 与 %s 相比，结果永远为空；两边换成同一类型"
                              : "%s 与 %s 不能这样运算，结果永远为空；两边换成同一类型",
                is_comparison
                    ? "a %s is compared with a %s, which is always null; make both of one type"
                    : "this has no meaning for a %s and a %s and is always null; make both of one "
                      "type",
                left_name, right_name);
}

// ---- thresholds ---------------------------------------------------------------------------------
// Small whole numbers are mostly grades and counts; what a rule of money, age or share turns on
// rarely is.
static bool is_threshold(Arena *arena, const Ast *ast, FeelValue *out_value) {
    enum { GRADE_MAX = 9 };
    int64_t whole = 0;
    if (!tree_constant(arena, ast, out_value) || out_value->kind != FEEL_NUMBER) {
        return false;
    }
    return !feel_to_scaled(*out_value, 0, &whole) || whole > GRADE_MAX || whole < -GRADE_MAX;
}

static void report_threshold(const CodeCheck *check, FeelValue value, size_t offset) {
    CLEANUP(text_release) Text words = {0};
    write_value(value, &words);
    Finding *finding = code_find(check, FINDING_literal_threshold, offset);
    finding_say(check->checker->report, finding,
                "门槛 " STR_FMT " 写死在决策里；改为参数，才有日期、依据和可靠程度",
                "the threshold " STR_FMT " is written into the decision; as a parameter it has its "
                "date, reference and sureness",
                STR_ARG(text_str(&words)));
}

static void check_threshold(const CodeCheck *check, const Ast *end) {
    FeelValue value = FEEL_NULL_VALUE;
    if (!check->checker->options.is_policy_pack) {
        return;
    }
    if (end->kind == AST_CONSTANT && end->value.kind == FEEL_RANGE) {
        FeelEnds ends = feel_range_ends(end->value);
        Ast low = {.kind = AST_CONSTANT, .value = ends.low, .offset = end->offset};
        Ast high = {.kind = AST_CONSTANT, .value = ends.high, .offset = end->offset};
        check_threshold(check, &low);
        check_threshold(check, &high);
    } else if (is_threshold(check->checker->scratch, end, &value)) {
        report_threshold(check, value, end->offset);
    }
}

static void walk(const CodeCheck *check, const Ast *ast) {
    if (ast->kind == AST_BINARY) {
        check_kinds(check, ast);
        if (is_order(ast->operator)) {
            check_threshold(check, ast->parts[0]);
            check_threshold(check, ast->parts[1]);
        }
    }
    if (ast->kind == AST_TEST_COMPARE) {
        check_threshold(check, ast->parts[0]);
    }
    if ((ast->kind == AST_TEST_VALUE && ast->parts[0]->kind == AST_CONSTANT &&
         ast->parts[0]->value.kind == FEEL_RANGE)) {
        check_threshold(check, ast->parts[0]);
    }
    if (ast->kind == AST_RANGE || ast->kind == AST_BETWEEN) {
        for (size_t i = ast->kind == AST_RANGE ? 0 : 1; i < ast->part_count; i++) {
            check_threshold(check, ast->parts[i]);
        }
    }
    for (size_t i = 0; i < ast->part_count; i++) {
        walk(check, ast->parts[i]);
    }
}

static void visit(void *data, const Code *code, CodePlace place) {
    CodeCheck check = {data, code, place};
    Checker *checker = data;
    if (code->failure.length > 0) {
        Finding *finding = code_find(&check, FINDING_does_not_compile, 0);
        Str excerpt = code->failure;
        Str words = str_cut(&excerpt, '\n');
        finding->excerpt = arena_copy(&checker->report->arena, excerpt);
        finding_say(checker->report, finding, "这段 FEEL 读不懂：" STR_FMT,
                    "this FEEL text cannot be read: " STR_FMT, STR_ARG(words));
        return;
    }
    const Ast *ast = code_tree(checker->scratch, code, place.is_test);
    if (ast != NULL) {
        walk(&check, ast);
    }
}

void check_codes(Checker *checker) {
    codes_each(checker->model, visit, checker);
}

// SPDX-License-Identifier: Apache-2.0
#include "analysis/fraction.h"
#include "analysis/flow.h"
#include "analysis/write.h"
#include "base/check.h"

enum { FACTORS_MAX = 24, REWRITE_LENGTH_MAX = 2000 };

typedef struct Factor {
    Str text;
    bool is_sum; // needs brackets beside others
} Factor;
typedef struct Factors {
    Factor items[FACTORS_MAX];
    size_t count;
} Factors;
typedef struct Fraction {
    Factors above;
    Factors below;
    bool is_failed;
} Fraction;

static void factor_add(Fraction *fraction, Factors *to, Factor factor) {
    bool is_one = str_equal(factor.text, STR("1"));
    if (to->count == FACTORS_MAX || factor.text.length == 0 ||
        factor.text.length > REWRITE_LENGTH_MAX) {
        fraction->is_failed = true;
    } else if (!is_one) {
        to->items[to->count++] = factor;
    }
}

static void factors_add(Fraction *fraction, Factors *to, const Factors *from) {
    for (size_t i = 0; i < from->count; i++) {
        factor_add(fraction, to, from->items[i]);
    }
}

static bool factors_take(Factors *factors, Str text) {
    for (size_t i = 0; i < factors->count; i++) {
        if (str_equal(factors->items[i].text, text)) {
            for (size_t k = i + 1; k < factors->count; k++) {
                factors->items[k - 1] = factors->items[k];
            }
            factors->count--;
            return true;
        }
    }
    return false;
}

static void cancel(Fraction *fraction) {
    for (size_t i = 0; i < fraction->below.count;) {
        Str text = fraction->below.items[i].text;
        if (factors_take(&fraction->above, text)) {
            (void)factors_take(&fraction->below, text);
            i = 0;
        } else {
            i++;
        }
    }
}

static void write_product(const Factors *factors, bool is_alone, Text *out) {
    for (size_t i = 0; i < factors->count; i++) {
        Factor factor = factors->items[i];
        bool needs = factor.is_sum && (!is_alone || factors->count > 1);
        text_format(out, "%s%s" STR_FMT "%s", i > 0 ? " * " : "", needs ? "(" : "",
                    STR_ARG(factor.text), needs ? ")" : "");
    }
    text_append(out, factors->count == 0 ? STR("1") : STR(""));
}

static Fraction fraction_of(Arena *arena, const Ast *ast);

// Both sides over the same divisor: what the other has below and this side has not goes above.
static Fraction add(Arena *arena, Fraction left, Fraction right, const char *sign) {
    Fraction sum = {.is_failed = left.is_failed || right.is_failed};
    Factors missing_left = right.below;
    Factors missing_right = {0};
    for (size_t i = 0; i < left.below.count; i++) {
        if (!factors_take(&missing_left, left.below.items[i].text)) {
            factor_add(&sum, &missing_right, left.below.items[i]);
        }
    }
    factors_add(&sum, &sum.below, &left.below);
    factors_add(&sum, &sum.below, &missing_left);
    factors_add(&sum, &left.above, &missing_left);
    factors_add(&sum, &right.above, &missing_right);
    CLEANUP(text_release) Text words = {.limit = REWRITE_LENGTH_MAX * 2};
    write_product(&left.above, true, &words);
    text_append(&words, str_from(sign));
    write_product(&right.above, false, &words);
    factor_add(&sum, &sum.above, (Factor){arena_copy(arena, text_str(&words)), true});
    return sum;
}

static Fraction combine(Arena *arena, const Ast *ast) {
    Fraction left = fraction_of(arena, ast->parts[0]);
    Fraction right = fraction_of(arena, ast->parts[1]);
    switch (ast->operator) {
    case TOKEN_PLUS: return add(arena, left, right, " + ");
    case TOKEN_MINUS: return add(arena, left, right, " - ");
    case TOKEN_TIMES:
        factors_add(&left, &left.above, &right.above);
        factors_add(&left, &left.below, &right.below);
        break;
    default:
        factors_add(&left, &left.above, &right.below);
        factors_add(&left, &left.below, &right.above);
        break;
    }
    left.is_failed = left.is_failed || right.is_failed;
    cancel(&left);
    return left;
}

static bool is_arithmetic(const Ast *ast) {
    return ast->kind == AST_BINARY &&
           (ast->operator== TOKEN_PLUS || ast->operator== TOKEN_MINUS ||
            ast->
            operator== TOKEN_TIMES || ast->
            operator== TOKEN_DIVIDE);
}

static Fraction fraction_of(Arena *arena, const Ast *ast) {
    Fraction fraction = {0};
    bool is_exact =
        ast->kind == AST_BINARY && ast->operator== TOKEN_DIVIDE && division_is_exact(arena, ast);
    if (is_arithmetic(ast) && !is_exact) { // a / 100 stays as it is
        return combine(arena, ast);
    }
    if (ast->kind == AST_NEGATE) {
        fraction = fraction_of(arena, ast->parts[0]);
        CLEANUP(text_release) Text words = {.limit = REWRITE_LENGTH_MAX * 2};
        text_append_char(&words, '-');
        write_product(&fraction.above, false, &words);
        fraction.above.count = 0;
        factor_add(&fraction, &fraction.above, (Factor){arena_copy(arena, text_str(&words)), true});
        return fraction;
    }
    Str text = write_tree_copy(arena, ast);
    if (text.length > 0 && (ast->kind == AST_IF || ast->kind == AST_BINARY)) {
        text = arena_format(arena, "(" STR_FMT ")", STR_ARG(text));
    }
    factor_add(&fraction, &fraction.above, (Factor){.text = text});
    return fraction;
}

Str fraction_rewrite(Arena *arena, const Ast *ast) {
    Fraction fraction = fraction_of(arena, ast);
    if (fraction.is_failed) {
        return STR("");
    }
    CLEANUP(text_release) Text words = {.limit = REWRITE_LENGTH_MAX * 2};
    write_product(&fraction.above, fraction.below.count == 0, &words);
    if (fraction.below.count > 0) {
        text_append(&words, STR(" / "));
        text_append(&words, fraction.below.count > 1 ? STR("(") : STR(""));
        write_product(&fraction.below, false, &words);
        text_append(&words, fraction.below.count > 1 ? STR(")") : STR(""));
    }
    return arena_copy(arena, text_str(&words));
}

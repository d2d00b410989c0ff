// SPDX-License-Identifier: Apache-2.0
#include "analysis/write.h"
#include "base/check.h"

enum { POWER_ANY, POWER_OR, POWER_AND, POWER_COMPARE, POWER_SUM, POWER_PRODUCT, POWER_RAISE };
enum { POWER_NEGATE = POWER_RAISE + 1, POWER_WHOLE };

typedef struct Sign {
    TokenKind token;
    int power;
    const char *text;
} Sign;

static const Sign SIGNS[] = {
    {TOKEN_OR, POWER_OR, " or "},          {TOKEN_AND, POWER_AND, " and "},
    {TOKEN_EQUAL, POWER_COMPARE, " = "},   {TOKEN_NOT_EQUAL, POWER_COMPARE, " != "},
    {TOKEN_LESS, POWER_COMPARE, " < "},    {TOKEN_LESS_EQUAL, POWER_COMPARE, " <= "},
    {TOKEN_GREATER, POWER_COMPARE, " > "}, {TOKEN_GREATER_EQUAL, POWER_COMPARE, " >= "},
    {TOKEN_PLUS, POWER_SUM, " + "},        {TOKEN_MINUS, POWER_SUM, " - "},
    {TOKEN_TIMES, POWER_PRODUCT, " * "},   {TOKEN_DIVIDE, POWER_PRODUCT, " / "},
    {TOKEN_POWER, POWER_RAISE, " ** "},
};

static void write_string(Str text, Text *out) {
    text_append_char(out, '"');
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        if (c == '"' || c == '\\') {
            text_append_char(out, '\\');
        }
        if (c == '\n') {
            text_append(out, STR("\\n"));
        } else {
            text_append_char(out, c);
        }
    }
    text_append_char(out, '"');
}

void write_value(FeelValue value, Text *out) {
    const char *function = NULL;
    switch ((FeelKind)value.kind) {
    case FEEL_STRING: write_string(feel_as_string(value), out); return;
    case FEEL_DATE: function = "date"; break;
    case FEEL_TIME: function = "time"; break;
    case FEEL_DATE_TIME: function = "date and time"; break;
    case FEEL_DAYS_DURATION:
    case FEEL_MONTHS_DURATION: function = "duration"; break;
    case FEEL_NULL:
    case FEEL_BOOLEAN:
    case FEEL_NUMBER:
    case FEEL_LIST:
    case FEEL_CONTEXT:
    case FEEL_RANGE:
    case FEEL_FUNCTION: break;
    }
    if (function != NULL) {
        text_format(out, "%s(\"", function);
    }
    feel_format(value, out);
    text_append(out, function != NULL ? STR("\")") : STR(""));
}

static bool write_at(const Ast *ast, int power, Text *out);

static bool write_binary(const Ast *ast, int power, Text *out) {
    for (size_t i = 0; i < ARRAY_COUNT(SIGNS); i++) {
        Sign sign = SIGNS[i];
        if (sign.token != ast->operator) {
            continue;
        }
        bool needs = sign.power <= power;
        text_append(out, needs ? STR("(") : STR(""));
        if (!write_at(ast->parts[0], sign.power - 1, out)) {
            return false;
        }
        text_append(out, str_from(sign.text));
        // a - (b - c): the right side of an operator of the same power keeps its brackets.
        if (!write_at(ast->parts[1], sign.power, out)) {
            return false;
        }
        text_append(out, needs ? STR(")") : STR(""));
        return true;
    }
    return false;
}

static bool write_list(const Ast *const *parts, size_t count, Text *out) {
    for (size_t i = 0; i < count; i++) {
        text_append(out, i > 0 ? STR(", ") : STR(""));
        if (!write_at(parts[i], POWER_ANY, out)) {
            return false;
        }
    }
    return true;
}

static bool write_call(const Ast *ast, Text *out) {
    if (!write_at(ast->parts[0], POWER_WHOLE, out)) {
        return false;
    }
    text_append_char(out, '(');
    for (size_t i = 1; i < ast->part_count; i++) {
        text_append(out, i > 1 ? STR(", ") : STR(""));
        if (ast->names != NULL && ast->names[i - 1].length > 0) {
            text_format(out, STR_FMT ": ", STR_ARG(ast->names[i - 1]));
        }
        if (!write_at(ast->parts[i], POWER_ANY, out)) {
            return false;
        }
    }
    text_append_char(out, ')');
    return true;
}

static bool write_if(const Ast *ast, int power, Text *out) {
    static const char *const WORDS[] = {"if ", " then ", " else "};
    text_append(out, power > POWER_ANY ? STR("(") : STR(""));
    for (size_t i = 0; i < ARRAY_COUNT(WORDS); i++) {
        text_append(out, str_from(WORDS[i]));
        if (!write_at(ast->parts[i], POWER_ANY, out)) {
            return false;
        }
    }
    text_append(out, power > POWER_ANY ? STR(")") : STR(""));
    return true;
}

// power: what binds around it; weaker parts get brackets.
static bool write_at(const Ast *ast, int power, Text *out) {
    switch (ast->kind) {
    case AST_CONSTANT: write_value(ast->value, out); return true;
    case AST_INPUT:
    case AST_LOCAL: text_append(out, ast->name); return ast->name.length > 0;
    case AST_BUILTIN: text_append(out, ast->name); return true;
    case AST_TESTED: text_append_char(out, '?'); return true;
    case AST_NEGATE: text_append_char(out, '-'); return write_at(ast->parts[0], POWER_NEGATE, out);
    case AST_BINARY: return write_binary(ast, power, out);
    case AST_CALL: return write_call(ast, out);
    case AST_IF: return write_if(ast, power, out);
    case AST_PATH:
        if (!write_at(ast->parts[0], POWER_WHOLE, out)) {
            return false;
        }
        text_format(out, "." STR_FMT, STR_ARG(ast->name));
        return true;
    case AST_LIST: {
        text_append_char(out, '[');
        bool is_written = write_list(ast->parts, ast->part_count, out);
        text_append_char(out, ']');
        return is_written;
    }
    default: return false;
    }
}

bool write_tree(const Ast *ast, Text *out) {
    return write_at(ast, POWER_ANY, out);
}

Str write_tree_copy(Arena *arena, const Ast *ast) {
    CLEANUP(text_release) Text words = {.limit = 4096};
    return write_tree(ast, &words) && !words.is_cut ? arena_copy(arena, text_str(&words)) : STR("");
}

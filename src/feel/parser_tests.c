// SPDX-License-Identifier: Apache-2.0
// Unary tests: the cells of decision tables and what may stand behind "in".
#include "feel/builtin.h"
#include "feel/parser_private.h"

static Ast *test_new(Parser *parser, AstKind kind, size_t offset) {
    Ast *ast = ast_new(parser, kind, offset);
    ast->type = type_simple(FEEL_BOOLEAN);
    return ast;
}

bool is_comparison(TokenKind kind) {
    return kind == TOKEN_LESS || kind == TOKEN_LESS_EQUAL || kind == TOKEN_GREATER ||
           kind == TOKEN_GREATER_EQUAL || kind == TOKEN_EQUAL || kind == TOKEN_NOT_EQUAL;
}

static const Ast *test_value(Parser *parser, const Ast *value) {
    return value == NULL
               ? NULL
               : ast_finish(parser, test_new(parser, AST_TEST_VALUE, value->offset), &value, 1);
}

// test: ( "<" | "<=" | ">" | ">=" | "=" | "!=" ) endpoint | expression
static const Ast *parse_test(Parser *parser, int power) {
    Token token = parser->token;
    if (!is_comparison(token.kind)) {
        return test_value(parser, parse_expression(parser, power));
    }
    parser_advance(parser);
    Ast *ast = test_new(parser, AST_TEST_COMPARE, token.offset);
    ast->operator= token.kind;
    const Ast *end = parse_expression(parser, POWER_COMPARE);
    return ast_finish(parser, ast, &end, 1);
}

// tests: test { "," test }
static bool parse_test_list(Parser *parser, AstParts *parts) {
    do {
        if (!parts_add(parser, parts, parse_test(parser, POWER_NONE))) {
            return false;
        }
    } while (parser_take(parser, TOKEN_COMMA));
    return true;
}

static const Ast *join_tests(Parser *parser, size_t offset, const AstParts *parts) {
    return parts->count == 1 ? parts->items[0]
                             : ast_finish(parser, test_new(parser, AST_TEST_OR, offset),
                                          parts->items, parts->count);
}

// "(" tests ")", or a range or sum that begins with a parenthesis: which one shows only later.
static const Ast *parse_parenthesized(Parser *parser) {
    size_t offset = parser->token.offset;
    AstParts parts = {0};
    parser_advance(parser);
    if (!parts_add(parser, &parts, parse_test(parser, POWER_NONE))) {
        return NULL;
    }
    const Ast *first = parts.items[0]->kind == AST_TEST_VALUE ? parts.items[0]->parts[0] : NULL;
    if (first != NULL && parser->token.kind == TOKEN_DOT_DOT) {
        return test_value(parser, parse_range_end(parser, offset, false, first));
    }
    if ((parser_take(parser, TOKEN_COMMA) && !parse_test_list(parser, &parts)) ||
        !parser_expect(parser, TOKEN_RIGHT_PAREN)) {
        return NULL;
    }
    if (first != NULL && parts.count == 1) {
        return test_value(parser, parse_operators(parser, first, offset, POWER_COMPARE));
    }
    return join_tests(parser, offset, &parts);
}

// comparison: expression "in" ( test | "(" tests ")" )
const Ast *parse_in(Parser *parser, const Ast *tested) {
    Ast *ast = test_new(parser, AST_IN, parser->token.offset);
    parser_advance(parser);
    const Ast *test = parser->token.kind == TOKEN_LEFT_PAREN ? parse_parenthesized(parser)
                                                             : parse_test(parser, POWER_COMPARE);
    return ast_finish(parser, ast, (const Ast *[]){tested, test}, 2);
}

// "not" "(" tests ")" as the whole cell; NULL without a fault: it is something else.
static const Ast *parse_not(Parser *parser) {
    Parser start = *parser;
    Ast *ast = test_new(parser, AST_TEST_NOT, parser->token.offset);
    AstParts parts = {0};
    parser_advance(parser);
    if (parser_take(parser, TOKEN_LEFT_PAREN) && parse_test_list(parser, &parts) &&
        parser_take(parser, TOKEN_RIGHT_PAREN) && parser->token.kind == TOKEN_END) {
        return ast_finish(parser, ast, parts.items, parts.count);
    }
    // The names may have moved meanwhile, so only their number goes back.
    start.bindings.items = parser->bindings.items;
    start.bindings.capacity = parser->bindings.capacity;
    *parser = start;
    parser_rescan(parser);
    return NULL;
}

// unary tests: "-" | "not" "(" tests ")" | tests. An empty cell is "-".
const Ast *parse_tests(Parser *parser) {
    Token token = parser->token;
    Lexer ahead = parser->lexer;
    bool is_last = lexer_next(&ahead, &parser->bindings).kind == TOKEN_END;
    if (token.kind == TOKEN_END || (token.kind == TOKEN_MINUS && is_last)) {
        parser_advance(parser);
        return test_new(parser, AST_TEST_ANY, token.offset);
    }
    if (token.kind == TOKEN_NAME && str_equal(token.text, STR("not"))) {
        const Ast *negated = parse_not(parser);
        if (negated != NULL) {
            return negated;
        }
    }
    AstParts parts = {0};
    return parse_test_list(parser, &parts) ? join_tests(parser, token.offset, &parts) : NULL;
}

// SPDX-License-Identifier: Apache-2.0
// The grammar of DMN 1.5 section 10.3.1.2 by binding powers (a Pratt parser). The scope of names
// changes while parsing: what is pushed must be pushed before the token that may use it is read.
#include "base/check.h"
#include "feel/builtin.h"
#include "feel/parser_private.h"

static int power_of(TokenKind kind) {
    switch (kind) {
    case TOKEN_OR: return POWER_OR;
    case TOKEN_AND: return POWER_AND;
    case TOKEN_EQUAL:
    case TOKEN_NOT_EQUAL:
    case TOKEN_LESS:
    case TOKEN_LESS_EQUAL:
    case TOKEN_GREATER:
    case TOKEN_GREATER_EQUAL:
    case TOKEN_BETWEEN:
    case TOKEN_IN: return POWER_COMPARE;
    case TOKEN_PLUS:
    case TOKEN_MINUS: return POWER_ADD;
    case TOKEN_TIMES:
    case TOKEN_DIVIDE: return POWER_MULTIPLY;
    case TOKEN_POWER: return POWER_RAISE;
    case TOKEN_INSTANCE: return POWER_INSTANCE;
    case TOKEN_DOT:
    case TOKEN_LEFT_BRACKET:
    case TOKEN_LEFT_PAREN: return POWER_POSTFIX;
    default: return POWER_NONE;
    }
}

static const FeelType *binary_type(TokenKind operator, const FeelType * left,
                                   const FeelType *right) {
    if (power_of(operator) <= POWER_COMPARE) {
        return type_simple(FEEL_BOOLEAN);
    }
    bool are_alike = left->kind == right->kind;
    if (are_alike &&
        (left->kind == FEEL_NUMBER || (left->kind == FEEL_STRING && operator== TOKEN_PLUS))) {
        return type_simple(left->kind);
    }
    return type_simple(TYPE_ANY);
}

static const Ast *parse_binary(Parser *parser, const Ast *left) {
    Token token = parser->token;
    parser_advance(parser);
    const Ast *right = parse_expression(parser, power_of(token.kind));
    if (right == NULL) {
        return NULL;
    }
    Ast *ast = ast_new(parser, AST_BINARY, token.offset);
    ast->operator= token.kind;
    ast->type = binary_type(token.kind, left->type, right->type);
    return ast_finish(parser, ast, (const Ast *[]){left, right}, 2);
}

// comparison: expression "between" expression "and" expression
static const Ast *parse_between(Parser *parser, const Ast *value) {
    Ast *ast = ast_new(parser, AST_BETWEEN, parser->token.offset);
    ast->type = type_simple(FEEL_BOOLEAN);
    parser_advance(parser);
    const Ast *low = parse_expression(parser, POWER_COMPARE);
    if (low == NULL || !parser_expect(parser, TOKEN_AND)) {
        return NULL;
    }
    const Ast *high = parse_expression(parser, POWER_COMPARE);
    return ast_finish(parser, ast, (const Ast *[]){value, low, high}, 3);
}

// instance of: expression "instance" "of" type
static const Ast *parse_instance(Parser *parser, const Ast *value) {
    Ast *ast = ast_new(parser, AST_INSTANCE_OF, parser->token.offset);
    ast->type = type_simple(FEEL_BOOLEAN);
    parser_advance(parser);
    if (parser->token.kind != TOKEN_OF) {
        return parser_expected(parser, "'of'");
    }
    size_t offset = parser->lexer.at;
    bool is_bare = false;
    if (!type_read(parser->arena, parser->types, parser->lexer.source, &parser->lexer.at,
                   &ast->tested_type, &is_bare)) {
        return parser_fail(parser, offset,
                           "expected a type such as number, string or list<number>");
    }
    ast->tested_type = is_bare ? NULL : ast->tested_type;
    parser_advance(parser);
    return ast_finish(parser, ast, &value, 1);
}

// The entry's name behind a point: a name the type knows, else words up to a keyword or symbol.
static Str read_entry_name(Parser *parser, const FeelType *type) {
    Lexer *lexer = &parser->lexer;
    lexer_skip_space(lexer);
    size_t first = lexer->at;
    size_t end = first;
    for (size_t i = 0; type->kind == FEEL_CONTEXT && i < type->field_count; i++) {
        size_t field_end = 0;
        if (lexer_match_name(lexer->source, first, type->fields[i].name, &field_end) &&
            field_end > end) {
            end = field_end;
        }
    }
    Token word = {.kind = end == first ? TOKEN_NAME : TOKEN_END};
    while (word.kind == TOKEN_NAME) {
        word = lexer_next_word(lexer);
        bool is_name = word.kind == TOKEN_NAME && !word_is_keyword(word.text);
        end = is_name ? lexer->at : end;
        word.kind = is_name ? TOKEN_NAME : TOKEN_END;
    }
    lexer->at = end;
    parser_advance(parser);
    if (end == first) {
        parser_expected(parser, "the name of an entry");
        return (Str){0};
    }
    return name_normalize(parser->arena, str_slice(lexer->source, first, end));
}

// path: expression "." name
static const Ast *parse_path(Parser *parser, const Ast *value) {
    Ast *ast = ast_new(parser, AST_PATH, parser->token.offset);
    bool is_list = value->type->kind == FEEL_LIST;
    const FeelType *context = is_list ? type_item(value->type) : value->type;
    ast->name = read_entry_name(parser, context);
    if (ast->name.length == 0) {
        return NULL;
    }
    const FeelType *field = type_field(context, ast->name);
    if (field != NULL) {
        ast->type = is_list ? type_list(parser->arena, field) : field;
    }
    return ast_finish(parser, ast, &value, 1);
}

// "[" ends a range such as [1..5[ when no expression can follow it.
static bool starts_filter(const Parser *parser) {
    Lexer ahead = parser->lexer;
    switch (lexer_next(&ahead, &parser->bindings).kind) {
    case TOKEN_END:
    case TOKEN_DOT:
    case TOKEN_DOT_DOT:
    case TOKEN_EQUAL:
    case TOKEN_NOT_EQUAL:
    case TOKEN_TIMES:
    case TOKEN_DIVIDE:
    case TOKEN_PLUS:
    case TOKEN_IN:
    case TOKEN_INSTANCE:
    case TOKEN_COMMA:
    case TOKEN_RIGHT_BRACKET:
    case TOKEN_RIGHT_PAREN:
    case TOKEN_RIGHT_BRACE:
    case TOKEN_AND:
    case TOKEN_OR:
    case TOKEN_THEN:
    case TOKEN_ELSE:
    case TOKEN_RETURN:
    case TOKEN_SATISFIES: return false;
    default: return true;
    }
}

static const Ast *parse_infix(Parser *parser, const Ast *left) {
    switch (parser->token.kind) {
    case TOKEN_BETWEEN: return parse_between(parser, left);
    case TOKEN_IN: return parse_in(parser, left);
    case TOKEN_INSTANCE: return parse_instance(parser, left);
    case TOKEN_DOT: return parse_path(parser, left);
    case TOKEN_LEFT_BRACKET: return parse_filter(parser, left);
    case TOKEN_LEFT_PAREN: return parse_call(parser, left);
    default: return parse_binary(parser, left);
    }
}

const Ast *parse_operators(Parser *parser, const Ast *left, size_t from, int power) {
    while (left != NULL && power_of(parser->token.kind) > power &&
           (parser->token.kind != TOKEN_LEFT_BRACKET || starts_filter(parser))) {
        left = parse_infix(parser, left);
        ast_spans(parser, left, from);
    }
    return left;
}

const Ast *parse_expression(Parser *parser, int power) {
    if (parser->depth == PARSER_DEPTH_MAX) {
        return parser_fail(parser, parser->token.offset, "more than %d levels of brackets",
                           PARSER_DEPTH_MAX);
    }
    parser->depth++;
    size_t from = parser->token.offset;
    // A range such as `< 5` is a whole expression, no operand: `a == b` is a slip of the pen.
    bool is_half_range = power < POWER_COMPARE && is_comparison(parser->token.kind);
    const Ast *ast = is_half_range ? parse_half_range(parser) : parse_prefix(parser);
    ast_spans(parser, ast, from);
    ast = parse_operators(parser, ast, from, power);
    parser->depth--;
    return ast;
}

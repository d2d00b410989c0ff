// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"
#include "feel/builtin.h"
#include "feel/number.h"
#include "feel/parser_private.h"
#include "feel/temporal.h"
#include <string.h>

// string literal: '"' { character | escape } '"'
static bool read_hex(Str text, size_t at, size_t digits, uint32_t *out_code) {
    uint32_t code = 0;
    if (text.length - at < digits) {
        return false;
    }
    for (size_t i = 0; i < digits; i++) {
        char c = text.data[at + i];
        uint32_t digit = 0;
        if (c >= '0' && c <= '9') {
            digit = (uint32_t)(c - '0');
        } else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f') {
            digit = (uint32_t)((c | 0x20) - 'a') + 10;
        } else {
            return false;
        }
        code = code * 16 + digit;
    }
    *out_code = code;
    return true;
}

static size_t put_utf8(char *out, uint32_t code) {
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xC0 | (code >> 6));
        out[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xE0 | (code >> 12));
        out[1] = (char)(0x80 | ((code >> 6) & 0x3F));
        out[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | (code >> 18));
    out[1] = (char)(0x80 | ((code >> 12) & 0x3F));
    out[2] = (char)(0x80 | ((code >> 6) & 0x3F));
    out[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}

// \uXXXX (also a pair of surrogates) and \UXXXXXX; returns the bytes read behind the backslash.
static size_t read_code_point(Str text, size_t at, uint32_t *out_code) {
    uint32_t low = 0;
    if (text.data[at] == 'U') {
        return read_hex(text, at + 1, 6, out_code) && *out_code <= 0x10FFFF ? 7 : 0;
    }
    if (!read_hex(text, at + 1, 4, out_code)) {
        return 0;
    }
    bool is_high = *out_code >= 0xD800 && *out_code < 0xDC00;
    if (is_high && text.length - at > 10 && text.data[at + 5] == '\\' && text.data[at + 6] == 'u' &&
        read_hex(text, at + 7, 4, &low) && low >= 0xDC00 && low < 0xE000) {
        *out_code = 0x10000 + ((*out_code - 0xD800) << 10) + (low - 0xDC00);
        return 11;
    }
    return *out_code >= 0xD800 && *out_code < 0xE000 ? 0 : 5;
}

static size_t decode_escape(Str text, size_t at, char *out, size_t *length) {
    static const char letters[] = "nrt\"\\'";
    static const char meanings[] = "\n\r\t\"\\'";
    const char *letter = strchr(letters, text.data[at]);
    if (letter != NULL && *letter != '\0') {
        out[(*length)++] = meanings[letter - letters];
        return 1;
    }
    uint32_t code = 0;
    size_t used = 0;
    if (text.data[at] == 'u' || text.data[at] == 'U') {
        used = read_code_point(text, at, &code);
    }
    *length += used > 0 ? put_utf8(out + *length, code) : 0;
    return used;
}

void parser_read_string(Parser *parser, Str *out_text) {
    Token token = parser->token;
    Str text = str_slice(token.text, 1, token.text.length - 1);
    char *bytes = arena_alloc(parser->arena, text.length + 1, 1);
    size_t length = 0;
    for (size_t at = 0; at < text.length;) {
        if (text.data[at] != '\\') {
            bytes[length++] = text.data[at++];
            continue;
        }
        size_t used = decode_escape(text, at + 1, bytes, &length);
        if (used == 0) {
            bytes[length++] = '\\'; // no escape: patterns are full of backslashes
        }
        at += used + 1;
    }
    *out_text = (Str){bytes, length};
}

static const Ast *parse_string(Parser *parser) {
    Token token = parser->token;
    Str text = {0};
    parser_read_string(parser, &text);
    parser_advance(parser);
    return ast_constant(parser, token.offset, feel_string_borrowed(text));
}

static const Ast *parse_number(Parser *parser) {
    Token token = parser->token;
    FeelValue number = number_parse(parser->arena, token.text);
    if (number.kind == FEEL_NULL) {
        return parser_fail(parser, token.offset, "this number is too large");
    }
    parser_advance(parser);
    return ast_constant(parser, token.offset, number);
}

// at literal: "@" string literal
static const Ast *parse_at(Parser *parser) {
    parser_advance(parser);
    Token token = parser->token;
    Str text = {0};
    if (token.kind != TOKEN_STRING) {
        return parser_expected(parser, "a string after '@'");
    }
    parser_read_string(parser, &text);
    FeelValue value = temporal_parse(parser->arena, text);
    if (value.kind == FEEL_NULL) {
        return parser_fail(parser, token.offset,
                           "this is no date, time, date and time or duration");
    }
    parser_advance(parser);
    return ast_constant(parser, token.offset, value);
}

static const Ast *parse_literal(Parser *parser, FeelValue value) {
    size_t offset = parser->token.offset;
    parser_advance(parser);
    return ast_constant(parser, offset, value);
}

// arithmetic negation: "-" expression
static const Ast *parse_negation(Parser *parser) {
    Ast *ast = ast_new(parser, AST_NEGATE, parser->token.offset);
    parser_advance(parser);
    const Ast *operand = parse_expression(parser, POWER_NEGATE);
    if (operand == NULL) {
        return NULL;
    }
    if (operand->kind == AST_CONSTANT && operand->value.kind == FEEL_NUMBER) {
        return ast_constant(parser, ast->offset, number_negate(parser->arena, operand->value));
    }
    ast->type = operand->type;
    return ast_finish(parser, ast, &operand, 1);
}

static const Ast *make_range(Parser *parser, Ast *ast, const Ast *low, const Ast *high) {
    if (low == NULL || high == NULL) {
        return NULL;
    }
    bool is_comparison = (ast->number & (RANGE_IS_EQUAL | RANGE_IS_NOT_EQUAL)) != 0;
    if (!is_comparison && low->kind == AST_CONSTANT && high->kind == AST_CONSTANT) {
        FeelRange range = {low->value, high->value, (ast->number & RANGE_LOW_CLOSED) != 0,
                           (ast->number & RANGE_HIGH_CLOSED) != 0, FEEL_RANGE_ENDS};
        int order = 0;
        bool has_one_end = (ast->number & (RANGE_WITHOUT_LOW | RANGE_WITHOUT_HIGH)) != 0 &&
                           (low->value.kind == FEEL_NULL) != (high->value.kind == FEEL_NULL);
        if (has_one_end || (value_compare(range.low, range.high, &order) && order <= 0)) {
            return ast_constant(parser, ast->offset, range_make(parser->arena, range));
        }
    }
    ast->type = type_range(parser->arena, type_join(parser->arena, low->type, high->type));
    return ast_finish(parser, ast, (const Ast *[]){low, high}, 2);
}

// interval: ( "(" | "]" | "[" ) endpoint ".." endpoint ( ")" | "[" | "]" ); the low end is read.
const Ast *parse_range_end(Parser *parser, size_t offset, bool is_low_closed, const Ast *low) {
    Ast *ast = ast_new(parser, AST_RANGE, offset);
    parser_advance(parser);
    const Ast *high = parse_expression(parser, POWER_COMPARE);
    if (high == NULL) {
        return NULL;
    }
    TokenKind end = parser->token.kind;
    if (end != TOKEN_RIGHT_BRACKET && end != TOKEN_RIGHT_PAREN && end != TOKEN_LEFT_BRACKET) {
        return parser_expected(parser, "']' or ')' at the end of the range");
    }
    ast->number = (is_low_closed ? RANGE_LOW_CLOSED : 0U) |
                  (end == TOKEN_RIGHT_BRACKET ? RANGE_HIGH_CLOSED : 0U);
    parser_advance(parser);
    return make_range(parser, ast, low, high);
}

// simple positive unary test: ( "<" | "<=" | ">" | ">=" | "=" | "!=" ) endpoint, a range with one
// end
const Ast *parse_half_range(Parser *parser) {
    static const unsigned bits[] = {
        [TOKEN_LESS] = RANGE_WITHOUT_LOW,
        [TOKEN_LESS_EQUAL] = RANGE_WITHOUT_LOW | RANGE_HIGH_CLOSED,
        [TOKEN_GREATER] = RANGE_WITHOUT_HIGH,
        [TOKEN_GREATER_EQUAL] = RANGE_WITHOUT_HIGH | RANGE_LOW_CLOSED,
        [TOKEN_EQUAL] = RANGE_LOW_CLOSED | RANGE_HIGH_CLOSED | RANGE_IS_EQUAL,
        [TOKEN_NOT_EQUAL] = RANGE_IS_NOT_EQUAL,
    };
    Ast *ast = ast_new(parser, AST_RANGE, parser->token.offset);
    ast->number = bits[parser->token.kind];
    parser_advance(parser);
    const Ast *end = parse_expression(parser, POWER_COMPARE);
    if (end == NULL) {
        return NULL;
    }
    const Ast *none = ast_constant(parser, ast->offset, FEEL_NULL_VALUE);
    return make_range(parser, ast, (ast->number & RANGE_WITHOUT_LOW) != 0 ? none : end,
                      (ast->number & RANGE_WITHOUT_HIGH) != 0 ? none : end);
}

static const Ast *parse_parenthesis(Parser *parser) {
    size_t offset = parser->token.offset;
    parser_advance(parser);
    const Ast *inside = parse_expression(parser, POWER_NONE);
    if (inside != NULL && parser->token.kind == TOKEN_DOT_DOT) {
        return parse_range_end(parser, offset, false, inside);
    }
    return inside != NULL && parser_expect(parser, TOKEN_RIGHT_PAREN) ? inside : NULL;
}

// "]" low ".." high: a range without its low end
static const Ast *parse_outward_range(Parser *parser) {
    size_t offset = parser->token.offset;
    parser_advance(parser);
    const Ast *low = parse_expression(parser, POWER_COMPARE);
    if (low == NULL) {
        return NULL;
    }
    if (parser->token.kind != TOKEN_DOT_DOT) {
        return parser_expected(parser, "'..' of a range");
    }
    return parse_range_end(parser, offset, false, low);
}

static const Ast *make_list(Parser *parser, size_t offset, const AstParts *parts) {
    bool is_constant = true;
    const FeelType *item = parts->count == 0 ? type_simple(TYPE_ANY) : parts->items[0]->type;
    for (size_t i = 0; i < parts->count; i++) {
        is_constant = is_constant && parts->items[i]->kind == AST_CONSTANT;
        item = type_join(parser->arena, item, parts->items[i]->type);
    }
    Ast *ast = ast_new(parser, is_constant ? AST_CONSTANT : AST_LIST, offset);
    ast->type = type_list(parser->arena, item);
    if (!is_constant) {
        return ast_finish(parser, ast, parts->items, parts->count);
    }
    FeelValue *items = arena_alloc(parser->arena, parts->count, sizeof(FeelValue));
    for (size_t i = 0; i < parts->count; i++) {
        items[i] = parts->items[i]->value;
    }
    ast->value = (FeelValue){.kind = FEEL_LIST, .length = (uint32_t)parts->count, .pointer = items};
    return ast;
}

// list: "[" [ expression { "," expression } ] "]"; or a range that begins with "["
static const Ast *parse_bracket(Parser *parser) {
    size_t offset = parser->token.offset;
    AstParts parts = {0};
    parser_advance(parser);
    if (parser_take(parser, TOKEN_RIGHT_BRACKET)) {
        return make_list(parser, offset, &parts);
    }
    do {
        if (!parts_add(parser, &parts, parse_expression(parser, POWER_NONE))) {
            return NULL;
        }
        if (parts.count == 1 && parser->token.kind == TOKEN_DOT_DOT) {
            return parse_range_end(parser, offset, true, parts.items[0]);
        }
    } while (parser_take(parser, TOKEN_COMMA));
    return parser_expect(parser, TOKEN_RIGHT_BRACKET) ? make_list(parser, offset, &parts) : NULL;
}

static const Ast *bound_name(Parser *parser, Token token, Binding binding) {
    static const AstKind kinds[] = {
        [BINDING_INPUT] = AST_INPUT, [BINDING_TESTED] = AST_TESTED,   [BINDING_LOCAL] = AST_LOCAL,
        [BINDING_FIELD] = AST_FIELD, [BINDING_BUILTIN] = AST_BUILTIN, [BINDING_ITEM] = AST_LOCAL,
    };
    Ast *ast = ast_new(parser, kinds[binding.kind], token.offset);
    ast->type = binding.type;
    if (binding.kind == BINDING_INPUT &&
        !type_parse(parser->arena, parser->scope->names[binding.id].type_name, &ast->type)) {
        ast->type = type_simple(TYPE_ANY);
    }
    ast->number = binding.id;
    ast->name = binding.name;
    ast->has_tested = binding.kind == BINDING_TESTED;
    if (binding.kind != BINDING_FIELD) {
        return ast;
    }
    const Ast *none = ast_constant(parser, token.offset, FEEL_NULL_VALUE);
    return ast_finish(parser, ast, &none, 1);
}

static bool is_open_type(const FeelType *type) {
    return type->kind == TYPE_ANY || (type->kind == FEEL_CONTEXT && type->is_open);
}

// Within a filter whose items are not known, an entry of the item hides every name declared outside
// of that filter. Wraps `outer` into a look into each such item, the innermost last.
static const Ast *look_into_items(Parser *parser, Token token, const Ast *outer, size_t from) {
    const Ast *ast = outer;
    for (size_t i = from; i < parser->bindings.count && ast != NULL; i++) {
        Binding item = parser->bindings.items[i];
        if (item.kind == BINDING_ITEM && is_open_type(item.type)) {
            Ast *field = ast_new(parser, AST_FIELD, token.offset);
            field->number = item.id;
            field->name = name_normalize(parser->arena, token.text);
            ast = ast_finish(parser, field, &ast, 1);
        }
    }
    return ast;
}

static bool is_open_entry(const Parser *parser, Str name) {
    const OpenEntry *entry = parser->entry;
    while (entry != NULL && !str_equal(entry->name, name)) {
        entry = entry->outer;
    }
    return entry != NULL;
}

// A name no one declared: an entry of the item being filtered, or a mistake.
static const Ast *parse_unknown_name(Parser *parser) {
    Token token = parser->token;
    parser_advance(parser);
    while (parser->token.kind == TOKEN_NAME) { // "first name"
        token.text.length = parser->token.offset + parser->token.text.length - token.offset;
        parser_advance(parser);
    }
    const Ast *none = ast_constant(parser, token.offset, FEEL_NULL_VALUE);
    const Ast *ast = look_into_items(parser, token, none, 0);
    if (ast == none) {
        Str text = token.text.length > 80 ? str_slice(token.text, 0, 80) : token.text;
        return parser_fail(
            parser, token.offset, "the name '" STR_FMT "' is not known here%s", STR_ARG(text),
            is_open_entry(parser, token.text) ? ": an entry sees the entries before it, not itself"
                                              : "");
    }
    return ast;
}

static const Ast *parse_name(Parser *parser) {
    Token token = parser->token;
    if (token.binding == NULL) {
        return parse_unknown_name(parser);
    }
    Binding binding = *token.binding;
    size_t behind = (size_t)(token.binding - parser->bindings.items) + 1;
    parser_advance(parser);
    const Ast *ast = bound_name(parser, token, binding);
    if (parser->token.kind == TOKEN_LEFT_PAREN || binding.kind == BINDING_TESTED) {
        return ast;
    }
    // The item may itself have an entry "item".
    return look_into_items(parser, token, ast, binding.kind == BINDING_ITEM ? behind - 1 : behind);
}

const Ast *parse_prefix(Parser *parser) {
    switch (parser->token.kind) {
    case TOKEN_NUMBER: return parse_number(parser);
    case TOKEN_STRING: return parse_string(parser);
    case TOKEN_AT: return parse_at(parser);
    case TOKEN_TRUE: return parse_literal(parser, feel_boolean(true));
    case TOKEN_FALSE: return parse_literal(parser, feel_boolean(false));
    case TOKEN_NULL: return parse_literal(parser, FEEL_NULL_VALUE);
    case TOKEN_NAME: return parse_name(parser);
    case TOKEN_MINUS: return parse_negation(parser);
    case TOKEN_LEFT_PAREN: return parse_parenthesis(parser);
    case TOKEN_LEFT_BRACKET: return parse_bracket(parser);
    case TOKEN_RIGHT_BRACKET: return parse_outward_range(parser);
    case TOKEN_LEFT_BRACE: return parse_context(parser);
    case TOKEN_IF: return parse_if(parser);
    case TOKEN_FOR: return parse_iteration(parser, AST_FOR);
    case TOKEN_SOME: return parse_iteration(parser, AST_SOME);
    case TOKEN_EVERY: return parse_iteration(parser, AST_EVERY);
    case TOKEN_FUNCTION: return parse_function(parser);
    default: return parser_expected(parser, "an expression");
    }
}

// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_PARSER_PRIVATE_H
#define FEEL_PARSER_PRIVATE_H
// One expression being parsed. Every parse_ function returns NULL after a fault; the first fault
// stays. Only for feel/parser*.c.
#include "feel/ast.h"

enum {
    PARSER_DEPTH_MAX = 128,
    AST_DEPTH_MAX = 1000,
    AST_PARTS_MAX = 20000,
    NAMES_AT_ONCE_MAX = 4000
};

// Binding powers of the operators, weakest first; left associative.
enum {
    POWER_NONE = 0,
    POWER_OR,
    POWER_AND,
    POWER_COMPARE,
    POWER_ADD,
    POWER_MULTIPLY,
    POWER_RAISE,
    POWER_NEGATE,
    POWER_INSTANCE,
    POWER_POSTFIX,
};

// The entry of a context that is being parsed; a chain, innermost first.
typedef struct OpenEntry {
    Str name;
    const struct OpenEntry *outer;
} OpenEntry;

typedef struct Parser {
    Arena *arena;
    Lexer lexer;
    Token token;
    size_t previous_end; // of the token before
    Bindings bindings;
    TypeNames types;
    const FeelScope *scope;
    const OpenEntry *entry;
    uint32_t local_count;
    int depth;
    bool has_failed;
    size_t fault_offset;
    Str fault;
} Parser;

// A growing list of parts.
typedef struct AstParts {
    const Ast **items;
    size_t count;
    size_t capacity;
} AstParts;

// parser.c
const Ast *parse_expression(Parser *parser, int power);
// What follows `left`, whose text began at `from`.
const Ast *parse_operators(Parser *parser, const Ast *left, size_t from, int power);
// parser_primary.c
bool is_comparison(TokenKind kind); // "<", "<=", ">", ">=", "=" or "!="
const Ast *parse_half_range(Parser *parser);
const Ast *parse_prefix(Parser *parser);
const Ast *parse_range_end(Parser *parser, size_t offset, bool is_low_closed, const Ast *low);
// parser_forms.c
const Ast *parse_call(Parser *parser, const Ast *callee);
const Ast *parse_if(Parser *parser);
const Ast *parse_iteration(Parser *parser, AstKind kind);
const Ast *parse_function(Parser *parser);
const Ast *parse_context(Parser *parser);
const Ast *parse_filter(Parser *parser, const Ast *list);
// parser_tests.c
const Ast *parse_tests(Parser *parser); // a whole cell
const Ast *parse_in(Parser *parser, const Ast *tested);

// parser_base.c
const Ast *parser_fail(Parser *parser, size_t offset, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void parser_read_string(Parser *parser, Str *out_text); // the string that is the current token
const Ast *parser_expected(Parser *parser, const char *what); // "expected ... but found ..."
void parser_advance(Parser *parser);
void parser_rescan(Parser *parser); // the current token again, after the names changed
bool parser_take(Parser *parser, TokenKind kind);
bool parser_expect(Parser *parser, TokenKind kind);
// Reads words up to a word or symbol that cannot be in a declared name; empty and a fault if none.
Str parser_declared_name(Parser *parser);
// "name:" of an argument or entry at the current token, moves behind it; false: there is none.
bool parser_take_label(Parser *parser, Str *out_name);
void parser_unbind(Parser *parser, size_t count); // back to `count` names
uint32_t parser_bind(Parser *parser, BindingKind kind, Str name, const FeelType *type);
void ast_spans(const Parser *parser, const Ast *ast, size_t from); // to the current token
Ast *ast_new(Parser *parser, AstKind kind, size_t offset);
// Copies the parts, sums up depth and has_tested; NULL and a fault when the tree is too deep.
const Ast *ast_finish(Parser *parser, Ast *ast, const Ast *const *parts, size_t count);
const Ast *ast_constant(Parser *parser, size_t offset, FeelValue value);
bool parts_add(Parser *parser, AstParts *parts, const Ast *part);
#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_LEXER_H
#define FEEL_LEXER_H
// Cuts an expression into tokens that point into the source. What a name is depends on the names in
// scope ("gross income - tax" may be one name), so the parser asks token by token and hands in the
// scope.
#include "feel/types.h"

typedef enum TokenKind {
#define TOKEN(name, text) TOKEN_##name,
#define KEYWORD(name, text) TOKEN_##name,
#define SYMBOL(name, text) TOKEN_##name,
#include "feel/tokens.def"
#undef TOKEN
#undef KEYWORD
#undef SYMBOL
} TokenKind;

typedef enum BindingKind {
    BINDING_INPUT,  // a name of the scope handed to feel_compile
    BINDING_TESTED, // "?"
    BINDING_LOCAL,  // of a for, a quantifier, a function, a context
    BINDING_FIELD,  // an entry of the item being filtered
    BINDING_ITEM,   // the item itself; its entries may hide names below
    BINDING_BUILTIN,
} BindingKind;

typedef struct Binding {
    Str name;
    BindingKind kind;
    uint32_t id;          // input, built-in: its index; local, item, field: number of the local
    const FeelType *type; // NULL of an input: its name in the scope tells
} Binding;

typedef struct Bindings {
    Binding *items; // innermost last
    size_t count;
    size_t capacity;
} Bindings;

typedef struct Token {
    TokenKind kind;
    size_t offset;
    Str text;
    const Binding *binding; // of a name in scope, else NULL
    const char *fault;      // of TOKEN_FAULT: what is wrong
} Token;

typedef struct Lexer {
    Str source;
    size_t at;
} Lexer;

const char *token_name(TokenKind kind);
void lexer_skip_space(Lexer *lexer); // white space and comments
Token lexer_next(Lexer *lexer, const Bindings *bindings);
// The token's word even where a longer name in scope or a keyword would win.
Token lexer_next_word(Lexer *lexer);
bool word_is_keyword(Str word);
// Whether `name` (of a scope, an entry) stands at source[at]; white space counts once and does not
// matter around operators. *out_end: behind it.
bool lexer_match_name(Str source, size_t at, Str name, size_t *out_end);
bool name_starts_with(uint32_t character);
bool name_continues_with(uint32_t character);
bool character_is_space(uint32_t character);
// One space for every white space, none around operators or at the ends; name itself if it is so.
Str name_normalize(Arena *arena, Str name);
#endif

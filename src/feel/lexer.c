// SPDX-License-Identifier: Apache-2.0
#include "feel/lexer.h"
#include "base/check.h"
#include <string.h>

typedef struct Word {
    TokenKind kind;
    Str text;
} Word;

#define WORD(text)                                                                                 \
    { (text), sizeof(text) - 1 }

static const Word keywords[] = {
#define TOKEN(name, text)
#define KEYWORD(name, text) {TOKEN_##name, WORD(text)},
#define SYMBOL(name, text)
#include "feel/tokens.def"
#undef KEYWORD
#undef SYMBOL
};

static const Word symbols[] = {
#define KEYWORD(name, text)
#define SYMBOL(name, text) {TOKEN_##name, WORD(text)},
#include "feel/tokens.def"
#undef TOKEN
#undef KEYWORD
#undef SYMBOL
};

const char *token_name(TokenKind kind) {
    static const char *const names[] = {
#define TOKEN(name, text) text,
#define KEYWORD(name, text) "'" text "'",
#define SYMBOL(name, text) "'" text "'",
#include "feel/tokens.def"
#undef TOKEN
#undef KEYWORD
#undef SYMBOL
    };
    return names[kind];
}

bool character_is_space(uint32_t c) {
    return c == ' ' || (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           c == 0x180E || (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029 ||
           c == 0x202F || c == 0x205F || c == 0x3000 || c == 0xFEFF;
}

static bool is_digit(uint32_t c) {
    return c >= '0' && c <= '9';
}

bool name_starts_with(uint32_t c) {
    if (c < 0x80) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '?';
    }
    return (c >= 0xC0 && c != 0xD7 && c != 0xF7 && c <= 0x2FF) || (c >= 0x370 && c <= 0x37D) ||
           (c >= 0x37F && c <= 0x1FFF && c != 0x1680 && c != 0x180E) || c == 0x200C ||
           c == 0x200D || (c >= 0x2070 && c <= 0x218F) || (c >= 0x2C00 && c <= 0x2FEF) ||
           (c >= 0x3001 && c <= 0xD7FF) || (c >= 0xF900 && c <= 0xFDCF) ||
           (c >= 0xFDF0 && c < 0xFFFD && c != 0xFEFF) || (c >= 0x10000 && c <= 0xEFFFF);
}

bool name_continues_with(uint32_t c) {
    return name_starts_with(c) || is_digit(c) || c == 0xB7 || (c >= 0x300 && c <= 0x36F) ||
           c == 0x203F || c == 0x2040;
}

static uint32_t character_at(Str source, size_t at) {
    return at < source.length ? str_next_character(source, &at) : 0;
}

static size_t skip_space(Str source, size_t at) {
    while (at < source.length) {
        size_t next = at;
        if (!character_is_space(str_next_character(source, &next))) {
            break;
        }
        at = next;
    }
    return at;
}

static bool starts_at(Str source, size_t at, Str part) {
    return source.length - at >= part.length &&
           memcmp(source.data + at, part.data, part.length) == 0;
}

void lexer_skip_space(Lexer *lexer) {
    for (;;) {
        lexer->at = skip_space(lexer->source, lexer->at);
        Str rest = str_slice(lexer->source, lexer->at, lexer->source.length);
        size_t end = 0;
        if (str_starts_with(rest, STR("//"))) {
            lexer->at += str_find(rest, STR("\n"), &end) ? end + 1 : rest.length;
        } else if (str_starts_with(rest, STR("/*")) &&
                   str_find(str_slice(rest, 2, rest.length), STR("*/"), &end)) {
            lexer->at += end + 4;
        } else {
            return;
        }
    }
}

static bool is_operator(char c) {
    return c == '+' || c == '-' || c == '*' || c == '/' || c == '.' || c == '\'';
}

bool lexer_match_name(Str source, size_t at, Str name, size_t *out_end) {
    size_t i = 0;
    while (i < name.length) {
        char wanted = name.data[i];
        bool is_loose =
            wanted == ' ' || is_operator(wanted) || (i > 0 && is_operator(name.data[i - 1]));
        size_t behind = is_loose && i > 0 ? skip_space(source, at) : at;
        if (wanted == ' ') {
            if (behind == at) {
                return false;
            }
            at = behind;
            i++;
            continue;
        }
        if (behind >= source.length || source.data[behind] != wanted) {
            return false;
        }
        at = behind + 1;
        i++;
    }
    // The name must not end within a longer word.
    bool ends_in_word = name.length > 0 && !is_operator(name.data[name.length - 1]);
    if (name.length == 0 || (ends_in_word && name_continues_with(character_at(source, at)))) {
        return false;
    }
    *out_end = at;
    return true;
}

static size_t word_end(Str source, size_t at) {
    size_t next = at;
    while (at < source.length && name_continues_with(str_next_character(source, &next))) {
        at = next;
    }
    return at;
}

// The longest name in scope at this place, the innermost of equals; NULL when there is none.
static const Binding *longest_name(Lexer *lexer, const Bindings *bindings, size_t *out_end) {
    const Binding *found = NULL;
    for (size_t i = bindings->count; i > 0; i--) {
        const Binding *binding = &bindings->items[i - 1];
        size_t end = 0;
        if (binding->name.length > 0 && binding->name.data[0] == lexer->source.data[lexer->at] &&
            lexer_match_name(lexer->source, lexer->at, binding->name, &end) &&
            (found == NULL || end > *out_end)) {
            found = binding;
            *out_end = end;
        }
    }
    return found;
}

static TokenKind keyword_kind(Str word) {
    for (size_t i = 0; i < ARRAY_COUNT(keywords); i++) {
        if (str_equal(word, keywords[i].text)) {
            return keywords[i].kind;
        }
    }
    return TOKEN_NAME;
}

bool word_is_keyword(Str word) {
    return keyword_kind(word) != TOKEN_NAME;
}

// Digits, and a point only when a digit follows: 1..3 is a range.
static size_t number_end(Str source, size_t at) {
    while (is_digit(character_at(source, at))) {
        at++;
    }
    if (character_at(source, at) == '.' && is_digit(character_at(source, at + 1))) {
        at++;
        while (is_digit(character_at(source, at))) {
            at++;
        }
    }
    size_t exponent = at + 1;
    uint32_t sign = character_at(source, exponent);
    exponent += sign == '+' || sign == '-' ? 1 : 0;
    uint32_t letter = character_at(source, at);
    if ((letter == 'e' || letter == 'E') && is_digit(character_at(source, exponent))) {
        at = exponent;
        while (is_digit(character_at(source, at))) {
            at++;
        }
    }
    return at;
}

static Token token_to(Lexer *lexer, TokenKind kind, size_t end) {
    Token token = {kind, lexer->at, str_slice(lexer->source, lexer->at, end), NULL, NULL};
    lexer->at = end;
    return token;
}

static Token fault_at(Lexer *lexer, const char *fault) {
    Token token = token_to(lexer, TOKEN_FAULT, lexer->at);
    token.fault = fault;
    return token;
}

static Token read_string(Lexer *lexer) {
    size_t at = lexer->at + 1;
    while (at < lexer->source.length && lexer->source.data[at] != '"') {
        at += lexer->source.data[at] == '\\' ? 2 : 1;
    }
    if (at >= lexer->source.length) {
        return fault_at(lexer, "this string has no closing '\"'");
    }
    return token_to(lexer, TOKEN_STRING, at + 1);
}

static Token read_symbol(Lexer *lexer) {
    for (size_t i = 0; i < ARRAY_COUNT(symbols); i++) {
        if (starts_at(lexer->source, lexer->at, symbols[i].text)) {
            return token_to(lexer, symbols[i].kind, lexer->at + symbols[i].text.length);
        }
    }
    return fault_at(lexer, "this character means nothing here");
}

Token lexer_next(Lexer *lexer, const Bindings *bindings) {
    lexer_skip_space(lexer);
    Str source = lexer->source;
    size_t at = lexer->at;
    if (at == source.length) {
        return token_to(lexer, TOKEN_END, at);
    }
    uint32_t first = character_at(source, at);
    size_t end = at;
    TokenKind kind = TOKEN_NAME;
    if (is_digit(first) || (first == '.' && is_digit(character_at(source, at + 1)))) {
        kind = TOKEN_NUMBER;
        end = number_end(source, at);
    } else if (name_starts_with(first)) {
        end = word_end(source, at);
        kind = keyword_kind(str_slice(source, at, end));
    }
    size_t name_end = at;
    const Binding *binding = longest_name(lexer, bindings, &name_end);
    if (binding != NULL && (name_end > end || (name_end == end && kind == TOKEN_NAME))) {
        Token token = token_to(lexer, TOKEN_NAME, name_end);
        token.binding = binding;
        return token;
    }
    if (kind == TOKEN_NUMBER && name_continues_with(character_at(source, end))) {
        return fault_at(lexer, "a number cannot go on with a letter");
    }
    if (end > at) {
        return token_to(lexer, kind, end);
    }
    return first == '"' ? read_string(lexer) : read_symbol(lexer);
}

Token lexer_next_word(Lexer *lexer) {
    lexer_skip_space(lexer);
    if (!name_starts_with(character_at(lexer->source, lexer->at))) {
        return lexer_next(lexer, &(Bindings){0});
    }
    return token_to(lexer, TOKEN_NAME, word_end(lexer->source, lexer->at));
}

static bool name_is_normal(Str name) {
    bool is_tight = true; // no space may follow
    for (size_t at = 0; at < name.length;) {
        uint32_t c = str_next_character(name, &at);
        bool is_mark = c < 0x80 && is_operator((char)c);
        bool is_space = character_is_space(c);
        bool follows_space = at > 1 && name.data[at - 2] == ' ';
        if ((is_space && (is_tight || c != ' ' || at == name.length)) ||
            (is_mark && follows_space)) {
            return false;
        }
        is_tight = is_space || is_mark;
    }
    return true;
}

Str name_normalize(Arena *arena, Str name) {
    if (name_is_normal(name)) {
        return name;
    }
    char *text = arena_alloc(arena, name.length + 1, 1);
    size_t length = 0;
    size_t at = skip_space(name, 0);
    while (at < name.length) {
        size_t behind = skip_space(name, at);
        if (behind == name.length) {
            break;
        }
        bool is_tight =
            is_operator(name.data[behind]) || (length > 0 && is_operator(text[length - 1]));
        if (behind > at && !is_tight) {
            text[length++] = ' ';
        }
        text[length++] = name.data[behind];
        at = behind + 1;
    }
    return (Str){text, length};
}

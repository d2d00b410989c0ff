// SPDX-License-Identifier: Apache-2.0
#include "base/memory.h"
#include "feel/builtin.h"
#include "feel/parser_private.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const Ast *parser_fail(Parser *parser, size_t offset, const char *format, ...) {
    if (parser->has_failed) {
        return NULL;
    }
    char words[256];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(words, sizeof(words), format, arguments);
    va_end(arguments);
    parser->has_failed = true;
    parser->fault_offset = offset;
    parser->fault = arena_copy(parser->arena, str_from(words));
    return NULL;
}

const Ast *parser_expected(Parser *parser, const char *what) {
    Token token = parser->token;
    if (token.kind == TOKEN_FAULT) {
        return parser_fail(parser, token.offset, "%s", token.fault);
    }
    if (token.kind == TOKEN_NAME || token.kind == TOKEN_NUMBER || token.kind == TOKEN_STRING) {
        Str text = token.text.length > 60 ? str_slice(token.text, 0, 60) : token.text;
        return parser_fail(parser, token.offset, "expected %s but found '" STR_FMT "'", what,
                           STR_ARG(text));
    }
    return parser_fail(parser, token.offset, "expected %s but found %s", what,
                       token_name(token.kind));
}

void parser_advance(Parser *parser) {
    parser->previous_end = parser->lexer.at;
    parser->token = lexer_next(&parser->lexer, &parser->bindings);
}

void parser_rescan(Parser *parser) {
    parser->lexer.at = parser->token.offset;
    parser_advance(parser);
}

bool parser_take(Parser *parser, TokenKind kind) {
    if (parser->token.kind != kind) {
        return false;
    }
    parser_advance(parser);
    return true;
}

bool parser_expect(Parser *parser, TokenKind kind) {
    if (!parser_take(parser, kind)) {
        parser_expected(parser, token_name(kind));
        return false;
    }
    return true;
}

Str parser_declared_name(Parser *parser) {
    Lexer *lexer = &parser->lexer;
    size_t first = parser->token.offset;
    lexer->at = first;
    size_t end = first;
    Token token = lexer_next_word(lexer);
    while (token.kind == TOKEN_NAME && !word_is_keyword(token.text)) {
        end = lexer->at;
        token = lexer_next_word(lexer);
    }
    lexer->at = end;
    if (end == first) {
        parser_rescan(parser);
        parser_expected(parser, "a new name");
        return (Str){0};
    }
    Str name = str_slice(lexer->source, first, end);
    parser_advance(parser);
    return name_normalize(parser->arena, name);
}

static bool has_letter(Str name) {
    for (size_t at = 0; at < name.length;) {
        if (name_starts_with(str_next_character(name, &at))) {
            return true;
        }
    }
    return false;
}

bool parser_take_label(Parser *parser, Str *out_name) {
    Str source = parser->lexer.source;
    size_t first = parser->token.offset;
    size_t at = first;
    size_t next = at;
    while (at < source.length) {
        uint32_t c = str_next_character(source, &next);
        bool is_inner = name_continues_with(c) || character_is_space(c) ||
                        (c < 0x80 && strchr("+-*/.'", (int)c) != NULL);
        if (!is_inner) {
            break;
        }
        at = next;
    }
    size_t start = first;
    bool is_name = has_letter(str_slice(source, first, at)) &&
                   name_continues_with(str_next_character(source, &start));
    if (!is_name || at >= source.length || source.data[at] != ':') {
        return false;
    }
    *out_name = name_normalize(parser->arena, str_slice(source, first, at));
    parser->lexer.at = at + 1;
    parser_advance(parser);
    return true;
}

void parser_unbind(Parser *parser, size_t count) {
    parser->bindings.count = count;
}

uint32_t parser_bind(Parser *parser, BindingKind kind, Str name, const FeelType *type) {
    Bindings *bindings = &parser->bindings;
    size_t given = builtins_count() + (parser->scope == NULL ? 0 : parser->scope->count);
    if (bindings->count > given + NAMES_AT_ONCE_MAX) {
        parser_fail(parser, parser->token.offset, "more than %d names at once", NAMES_AT_ONCE_MAX);
        return 0;
    }
    bindings->items = array_reserve(bindings->items, bindings->count, &bindings->capacity,
                                    sizeof(bindings->items[0]));
    uint32_t id = parser->local_count++;
    bindings->items[bindings->count++] = (Binding){name, kind, id, type};
    return id;
}

Ast *ast_new(Parser *parser, AstKind kind, size_t offset) {
    Ast *ast = arena_alloc(parser->arena, 1, sizeof(*ast));
    ast->kind = kind;
    ast->offset = offset;
    ast->span = arena_alloc(parser->arena, 1, sizeof(*ast->span));
    ast->type = type_simple(TYPE_ANY);
    return ast;
}

void ast_spans(const Parser *parser, const Ast *ast, size_t from) {
    if (ast == NULL || ast->span->to != 0) {
        return;
    }
    size_t to = parser->previous_end; // a name may have been read up to the next word
    Str text = str_trim(str_slice(parser->lexer.source, 0, to < from ? from : to));
    *ast->span =
        (AstSpan){(uint32_t)from, (uint32_t)(text.data + text.length - parser->lexer.source.data)};
}

const Ast *ast_finish(Parser *parser, Ast *ast, const Ast *const *parts, size_t count) {
    const Ast **copy = arena_alloc(parser->arena, count, sizeof(const Ast *));
    for (size_t i = 0; i < count; i++) {
        if (parts[i] == NULL) {
            return NULL;
        }
        copy[i] = parts[i];
        ast->has_tested |= parts[i]->has_tested;
        ast->depth = parts[i]->depth + 1 > ast->depth ? parts[i]->depth + 1 : ast->depth;
    }
    ast->parts = copy;
    ast->part_count = count;
    if (ast->depth > AST_DEPTH_MAX) {
        return parser_fail(parser, ast->offset, "more than %d operations one within the other",
                           AST_DEPTH_MAX);
    }
    return ast;
}

const Ast *ast_constant(Parser *parser, size_t offset, FeelValue value) {
    Ast *ast = ast_new(parser, AST_CONSTANT, offset);
    ast->value = value;
    ast->type = type_simple(value.kind == FEEL_NULL ? FEEL_NULL : (int)value.kind);
    return ast;
}

bool parts_add(Parser *parser, AstParts *parts, const Ast *part) {
    if (part == NULL) {
        return false;
    }
    if (parts->count == AST_PARTS_MAX) {
        parser_fail(parser, part->offset, "more than %d items", AST_PARTS_MAX);
        return false;
    }
    if (parts->count == parts->capacity) {
        size_t capacity = parts->capacity == 0 ? 4 : parts->capacity * 2;
        const Ast **items = arena_alloc(parser->arena, capacity, sizeof(const Ast *));
        if (parts->count > 0) {
            memcpy(items, parts->items, parts->count * sizeof(const Ast *));
        }
        parts->items = items;
        parts->capacity = capacity;
    }
    parts->items[parts->count++] = part;
    return true;
}

FeelPlace place_of(Str source, size_t offset) {
    FeelPlace place = {.offset = offset, .line = 1, .column = 1};
    for (size_t at = 0; at < offset && at < source.length;) {
        uint32_t character = str_next_character(source, &at);
        place.column++;
        if (character == '\n') {
            place.line++;
            place.column = 1;
        }
    }
    return place;
}

Str place_line(Arena *arena, Str source, size_t offset) {
    enum { BEFORE_MAX = 60, BEHIND_MAX = 40 };
    size_t from = offset;
    while (from > 0 && source.data[from - 1] != '\n') {
        from--;
    }
    if (offset - from > BEFORE_MAX) {
        from = offset - BEFORE_MAX;
    }
    while (from < offset && ((unsigned char)source.data[from] & 0xC0) == 0x80) {
        from++;
    }
    size_t to = offset;
    while (to < source.length && source.data[to] != '\n' && to - offset < BEHIND_MAX) {
        to++;
    }
    while (to < source.length && ((unsigned char)source.data[to] & 0xC0) == 0x80) {
        to++;
    }
    size_t width = 0;
    for (size_t at = from; at < offset;) {
        width += str_next_character(source, &at) >= 0x1100 ? 2 : 1; // wide on a screen
    }
    return arena_format(arena, "  " STR_FMT "\n  %*s^", STR_ARG(str_slice(source, from, to)),
                        (int)width, "");
}

static void bind_scope(Parser *parser, const AstSource *source) {
    for (size_t i = 0; i < builtins_count(); i++) {
        parser_bind(parser, BINDING_BUILTIN, builtins_at(i)->name, type_simple(FEEL_FUNCTION));
        parser->bindings.items[i].id = (uint32_t)i;
    }
    if (source->scope != NULL) {
        parser->types = (TypeNames){source->scope->types, source->scope->type_count};
        parser->scope = source->scope;
    }
    size_t first = parser->bindings.count;
    for (size_t i = 0; source->scope != NULL && i < source->scope->count; i++) {
        Str name = name_normalize(parser->arena, source->scope->names[i].name);
        parser_bind(parser, BINDING_INPUT, name, NULL); // the type is read when the name is used
        parser->bindings.items[first + i].id = (uint32_t)i;
    }
    if (source->is_unary_tests) {
        parser_bind(parser, BINDING_TESTED, STR("?"), type_simple(TYPE_ANY));
    }
}

Status ast_parse(const AstSource *source, const Ast **out_ast, FeelPlace *out_place, Error *error) {
    enum { SOURCE_MAX = 256 * 1024 };
    if (source->source.length > SOURCE_MAX) {
        return error_set(error, STATUS_TOO_LARGE, "the expression is longer than %d bytes",
                         SOURCE_MAX);
    }
    Parser parser = {.arena = source->arena, .lexer = {.source = source->source}};
    bind_scope(&parser, source);
    parser_advance(&parser);
    const Ast *ast =
        source->is_unary_tests ? parse_tests(&parser) : parse_expression(&parser, POWER_NONE);
    if (ast != NULL && parser.token.kind != TOKEN_END) {
        ast = parser_expected(&parser, "an operator or the end of the expression");
    }
    memory_free(parser.bindings.items);
    if (ast == NULL || parser.has_failed) {
        FeelPlace place = place_of(source->source, parser.fault_offset);
        if (out_place != NULL) {
            *out_place = place;
        }
        Str line = place_line(source->arena, source->source, parser.fault_offset);
        return error_set(error, STATUS_INVALID, "%d:%d: " STR_FMT "\n" STR_FMT, place.line,
                         place.column, STR_ARG(parser.fault), STR_ARG(line));
    }
    *out_ast = ast;
    return STATUS_OK;
}

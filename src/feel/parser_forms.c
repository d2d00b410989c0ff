// SPDX-License-Identifier: Apache-2.0
// The forms that bring names along: calls, loops, functions, contexts, filters.
#include "base/check.h"
#include "feel/builtin.h"
#include "feel/parser_private.h"
#include <string.h>

enum { NAMES_MAX = 1000 };

// A growing list of names with their locals.
typedef struct Declared {
    Str names[64];
    uint32_t locals[64];
    const FeelType *types[64];
    size_t count;
} Declared;

static const Str *copy_names(Parser *parser, const Str *names, size_t count) {
    Str *copy = arena_alloc(parser->arena, count, sizeof(Str));
    if (count > 0) {
        memcpy(copy, names, count * sizeof(Str));
    }
    return copy;
}

static bool declare(Parser *parser, Declared *declared, Str name, const FeelType *type) {
    if (declared->count == ARRAY_COUNT(declared->names)) {
        parser_fail(parser, parser->token.offset, "more than %zu names",
                    ARRAY_COUNT(declared->names));
        return false;
    }
    declared->names[declared->count] = name;
    declared->types[declared->count] = type;
    declared->locals[declared->count++] = parser_bind(parser, BINDING_LOCAL, name, type);
    return true;
}

static void keep_declared(Parser *parser, Ast *ast, const Declared *declared) {
    uint32_t *locals = arena_alloc(parser->arena, declared->count, sizeof(uint32_t));
    if (declared->count > 0) {
        memcpy(locals, declared->locals, declared->count * sizeof(uint32_t));
    }
    ast->names = copy_names(parser, declared->names, declared->count);
    ast->locals = locals;
    ast->local_count = declared->count;
}

// if: "if" expression "then" expression "else" expression
const Ast *parse_if(Parser *parser) {
    Ast *ast = ast_new(parser, AST_IF, parser->token.offset);
    parser_advance(parser);
    const Ast *condition = parse_expression(parser, POWER_NONE);
    if (condition == NULL || !parser_expect(parser, TOKEN_THEN)) {
        return NULL;
    }
    const Ast *first = parse_expression(parser, POWER_NONE);
    if (first == NULL || !parser_expect(parser, TOKEN_ELSE)) {
        return NULL;
    }
    const Ast *second = parse_expression(parser, POWER_NONE);
    if (second == NULL) {
        return NULL;
    }
    ast->type = type_join(parser->arena, first->type, second->type);
    return ast_finish(parser, ast, (const Ast *[]){condition, first, second}, 3);
}

// A list, or low ".." high, which counts down when high is the smaller.
static const Ast *parse_source(Parser *parser) {
    size_t offset = parser->token.offset;
    const Ast *low = parse_expression(parser, POWER_NONE);
    if (low == NULL || !parser_take(parser, TOKEN_DOT_DOT)) {
        return low;
    }
    const Ast *high = parse_expression(parser, POWER_NONE);
    if (high == NULL) {
        return NULL;
    }
    Ast *range = ast_new(parser, AST_RANGE, offset);
    range->number = RANGE_IS_SPAN;
    range->type = type_range(parser->arena, type_join(parser->arena, low->type, high->type));
    return ast_finish(parser, range, (const Ast *[]){low, high}, 2);
}

// for: "for" name "in" source { "," name "in" source } "return" expression
// some, every: the same with "satisfies"
const Ast *parse_iteration(Parser *parser, AstKind kind) {
    Ast *ast = ast_new(parser, kind, parser->token.offset);
    size_t bound = parser->bindings.count;
    AstParts parts = {0};
    Declared declared = {0};
    do {
        parser_advance(parser);
        Str name = parser_declared_name(parser);
        if (name.length == 0 || !parser_expect(parser, TOKEN_IN)) {
            return NULL;
        }
        const Ast *source = parse_source(parser);
        if (!parts_add(parser, &parts, source) ||
            !declare(parser, &declared, name, type_item(source->type))) {
            return NULL;
        }
    } while (parser->token.kind == TOKEN_COMMA);
    keep_declared(parser, ast, &declared);
    if (kind == AST_FOR) {
        ast->number = parser_bind(parser, BINDING_LOCAL, STR("partial"), type_simple(FEEL_LIST));
    }
    if (!parser_expect(parser, kind == AST_FOR ? TOKEN_RETURN : TOKEN_SATISFIES)) {
        return NULL;
    }
    const Ast *body = parse_expression(parser, POWER_NONE);
    if (!parts_add(parser, &parts, body)) {
        return NULL;
    }
    parser_unbind(parser, bound);
    parser_rescan(parser);
    ast->type = kind == AST_FOR ? type_list(parser->arena, body->type) : type_simple(FEEL_BOOLEAN);
    return ast_finish(parser, ast, parts.items, parts.count);
}

// parameter: name [ ":" type ]
static bool parse_parameter(Parser *parser, Declared *declared) {
    Str name = parser_declared_name(parser);
    const FeelType *type = type_simple(TYPE_ANY);
    bool is_bare = false;
    if (name.length == 0) {
        return false;
    }
    if (parser->token.kind == TOKEN_COLON) {
        size_t offset = parser->lexer.at;
        if (!type_read(parser->arena, parser->types, parser->lexer.source, &parser->lexer.at, &type,
                       &is_bare)) {
            parser_fail(parser, offset, "expected a type such as number, string or list<number>");
            return false;
        }
        parser_advance(parser);
    }
    return declare(parser, declared, name, type);
}

// What an external function does: external(definition, parameter, ...).
static const Ast *external_body(Parser *parser, const Ast *definition, const Declared *declared) {
    AstParts parts = {0};
    Ast *callee = ast_new(parser, AST_BUILTIN, definition->offset);
    callee->number = builtins_find(STR("external"));
    bool is_added = parts_add(parser, &parts, callee) && parts_add(parser, &parts, definition);
    for (size_t i = 0; is_added && i < declared->count; i++) {
        Ast *argument = ast_new(parser, AST_LOCAL, definition->offset);
        argument->number = declared->locals[i];
        is_added = parts_add(parser, &parts, argument);
    }
    return is_added ? ast_finish(parser, ast_new(parser, AST_CALL, definition->offset), parts.items,
                                 parts.count)
                    : NULL;
}

static const FeelType *const *copy_types(Parser *parser, const Declared *declared) {
    const FeelType **types = arena_alloc(parser->arena, declared->count, sizeof(const FeelType *));
    bool has_types = false;
    for (size_t i = 0; i < declared->count; i++) {
        types[i] = declared->types[i];
        has_types = has_types || types[i]->kind != TYPE_ANY;
    }
    return has_types ? types : NULL;
}

// function definition: "function" "(" [ parameter { "," parameter } ] ")" [ "external" ] expression
const Ast *parse_function(Parser *parser) {
    Ast *ast = ast_new(parser, AST_FUNCTION, parser->token.offset);
    size_t bound = parser->bindings.count;
    Declared declared = {0};
    parser_advance(parser);
    if (!parser_expect(parser, TOKEN_LEFT_PAREN)) {
        return NULL;
    }
    while (parser->token.kind != TOKEN_RIGHT_PAREN) {
        if ((declared.count > 0 && !parser_expect(parser, TOKEN_COMMA)) ||
            !parse_parameter(parser, &declared)) {
            return NULL;
        }
    }
    parser_advance(parser);
    keep_declared(parser, ast, &declared);
    bool is_external = parser_take(parser, TOKEN_EXTERNAL);
    const Ast *body = parse_expression(parser, POWER_NONE);
    if (is_external && body != NULL) {
        body = external_body(parser, body, &declared);
    }
    parser_unbind(parser, bound);
    parser_rescan(parser);
    ast->type = type_simple(FEEL_FUNCTION);
    ast->parameter_types = copy_types(parser, &declared);
    return body == NULL ? NULL : ast_finish(parser, ast, &body, 1);
}

static bool read_key(Parser *parser, Str *out_name) {
    if (parser->token.kind == TOKEN_STRING) {
        parser_read_string(parser, out_name);
        parser_advance(parser);
        return parser_expect(parser, TOKEN_COLON);
    }
    if (!parser_take_label(parser, out_name) || out_name->length == 0) {
        parser_expected(parser, "a name and ':' of an entry");
        return false;
    }
    return true;
}

static bool key_is_new(Parser *parser, const FeelField *fields, size_t count, Str name,
                       size_t offset) {
    for (size_t i = 0; i < count; i++) {
        if (str_equal(fields[i].name, name)) {
            parser_fail(parser, offset, "the entry '" STR_FMT "' is there twice",
                        STR_ARG(name.length > 60 ? str_slice(name, 0, 60) : name));
            return false;
        }
    }
    return true;
}

// The entries of a context and the locals by which later entries see earlier ones.
typedef struct Entries {
    AstParts parts;
    FeelField fields[NAMES_MAX];
    uint32_t locals[NAMES_MAX];
} Entries;

static bool parse_entry(Parser *parser, Entries *entries) {
    size_t count = entries->parts.count;
    size_t offset = parser->token.offset;
    Str name = {0};
    if (count == NAMES_MAX) {
        parser_fail(parser, offset, "more than %d entries", NAMES_MAX);
        return false;
    }
    if (!read_key(parser, &name) || !key_is_new(parser, entries->fields, count, name, offset)) {
        return false;
    }
    OpenEntry entry = {name, parser->entry};
    parser->entry = &entry;
    const Ast *value = parse_expression(parser, POWER_NONE);
    parser->entry = entry.outer;
    if (!parts_add(parser, &entries->parts, value)) {
        return false;
    }
    entries->fields[count] = (FeelField){name, value->type};
    entries->locals[count] = parser_bind(parser, BINDING_LOCAL, name, value->type);
    return true;
}

static const Ast *finish_context(Parser *parser, Ast *ast, const Entries *entries) {
    size_t count = entries->parts.count;
    Str *names = arena_alloc(parser->arena, count, sizeof(Str));
    uint32_t *locals = arena_alloc(parser->arena, count, sizeof(uint32_t));
    for (size_t i = 0; i < count; i++) {
        names[i] = entries->fields[i].name;
        locals[i] = entries->locals[i];
    }
    ast->names = names;
    ast->locals = locals;
    ast->local_count = count;
    ast->type = type_open_context(parser->arena, entries->fields, count);
    return ast_finish(parser, ast, entries->parts.items, count);
}

// context: "{" [ entry { "," entry } ] "}"; entry: ( name | string ) ":" expression
const Ast *parse_context(Parser *parser) {
    Ast *ast = ast_new(parser, AST_CONTEXT, parser->token.offset);
    size_t bound = parser->bindings.count;
    Entries *entries = arena_alloc(parser->arena, 1, sizeof(*entries));
    parser_advance(parser);
    bool has_more = parser->token.kind != TOKEN_RIGHT_BRACE;
    while (has_more) {
        if (!parse_entry(parser, entries)) {
            return NULL;
        }
        has_more = parser_take(parser, TOKEN_COMMA);
    }
    if (parser->token.kind != TOKEN_RIGHT_BRACE) {
        return parser_expected(parser, "',' or '}'");
    }
    parser_unbind(parser, bound);
    parser_advance(parser);
    return finish_context(parser, ast, entries);
}

// filter: expression "[" expression "]"
const Ast *parse_filter(Parser *parser, const Ast *list) {
    Ast *ast = ast_new(parser, AST_FILTER, parser->token.offset);
    size_t bound = parser->bindings.count;
    const FeelType *item = list->type->kind == FEEL_LIST ? type_item(list->type) : list->type;
    ast->number = parser_bind(parser, BINDING_ITEM, STR("item"), item);
    for (size_t i = 0; item->kind == FEEL_CONTEXT && i < item->field_count; i++) {
        parser_bind(parser, BINDING_FIELD, item->fields[i].name, item->fields[i].type);
        parser->bindings.items[parser->bindings.count - 1].id = ast->number;
    }
    parser_advance(parser);
    const Ast *condition = parse_expression(parser, POWER_NONE);
    if (condition == NULL) {
        return NULL;
    }
    if (parser->token.kind != TOKEN_RIGHT_BRACKET) {
        return parser_expected(parser, "']'");
    }
    parser_unbind(parser, bound);
    parser_advance(parser);
    bool is_index = condition->type->kind == FEEL_NUMBER;
    ast->type = is_index ? item : type_list(parser->arena, item);
    return ast_finish(parser, ast, (const Ast *[]){list, condition}, 2);
}

static const FeelType *call_type(const Ast *callee) {
    return callee->kind == AST_BUILTIN ? type_simple(builtins_at(callee->number)->result)
                                       : type_simple(TYPE_ANY);
}

// call: expression "(" [ argument { "," argument } ] ")"; argument: [ name ":" ] expression
const Ast *parse_call(Parser *parser, const Ast *callee) {
    Ast *ast = ast_new(parser, AST_CALL, parser->token.offset);
    AstParts parts = {0};
    Str names[64];
    parts_add(parser, &parts, callee);
    parser_advance(parser);
    bool is_named = false;
    while (parser->token.kind != TOKEN_RIGHT_PAREN) {
        if (parts.count > 1 && !parser_expect(parser, TOKEN_COMMA)) {
            return NULL;
        }
        Str name = {0};
        size_t index = parts.count - 1;
        bool has_name = parser_take_label(parser, &name);
        if ((index > 0 && has_name != is_named) || (has_name && index == ARRAY_COUNT(names))) {
            return parser_fail(parser, parser->token.offset,
                               "name all arguments (at most %zu) or none", ARRAY_COUNT(names));
        }
        is_named = has_name;
        if (is_named) {
            names[index] = name;
        }
        if (!parts_add(parser, &parts, parse_expression(parser, POWER_NONE))) {
            return NULL;
        }
    }
    parser_advance(parser);
    ast->names = is_named ? copy_names(parser, names, parts.count - 1) : NULL;
    ast->type = call_type(callee);
    return ast_finish(parser, ast, parts.items, parts.count);
}

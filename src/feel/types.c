// SPDX-License-Identifier: Apache-2.0
#include "feel/types.h"
#include "base/check.h"
#include "feel/builtin.h"
#include "feel/lexer.h"
#include "feel/program.h"
#include "feel/value_private.h"
#include <string.h>

const FeelType *type_simple(int kind) {
    static const FeelType types[] = {
        [FEEL_NULL] = {.kind = FEEL_NULL},
        [FEEL_BOOLEAN] = {.kind = FEEL_BOOLEAN},
        [FEEL_NUMBER] = {.kind = FEEL_NUMBER},
        [FEEL_STRING] = {.kind = FEEL_STRING},
        [FEEL_DATE] = {.kind = FEEL_DATE},
        [FEEL_TIME] = {.kind = FEEL_TIME},
        [FEEL_DATE_TIME] = {.kind = FEEL_DATE_TIME},
        [FEEL_DAYS_DURATION] = {.kind = FEEL_DAYS_DURATION},
        [FEEL_MONTHS_DURATION] = {.kind = FEEL_MONTHS_DURATION},
        [FEEL_LIST] = {.kind = FEEL_LIST},
        [FEEL_CONTEXT] = {.kind = FEEL_CONTEXT, .is_open = true},
        [FEEL_RANGE] = {.kind = FEEL_RANGE},
        [FEEL_FUNCTION] = {.kind = FEEL_FUNCTION, .is_open = true},
        [TYPE_ANY] = {.kind = TYPE_ANY},
    };
    CHECK(kind >= 0 && (size_t)kind < ARRAY_COUNT(types));
    return &types[kind];
}

static const FeelType *type_new(Arena *arena, FeelType type) {
    FeelType *copy = arena_alloc(arena, 1, sizeof(type));
    *copy = type;
    return copy;
}

const FeelType *type_list(Arena *arena, const FeelType *item) {
    return item->kind == TYPE_ANY ? type_simple(FEEL_LIST)
                                  : type_new(arena, (FeelType){.kind = FEEL_LIST, .item = item});
}

const FeelType *type_range(Arena *arena, const FeelType *end) {
    return end->kind == TYPE_ANY ? type_simple(FEEL_RANGE)
                                 : type_new(arena, (FeelType){.kind = FEEL_RANGE, .item = end});
}

const FeelType *type_context(Arena *arena, const FeelField *fields, size_t count) {
    FeelField *copy = arena_alloc(arena, count, sizeof(FeelField));
    if (count > 0) {
        memcpy(copy, fields, count * sizeof(FeelField));
    }
    return type_new(arena, (FeelType){.kind = FEEL_CONTEXT, .fields = copy, .field_count = count});
}

const FeelType *type_open_context(Arena *arena, const FeelField *fields, size_t count) {
    FeelType type = *type_context(arena, fields, count);
    type.is_open = true;
    return type_new(arena, type);
}

const FeelType *type_item(const FeelType *list) {
    return list->item == NULL ? type_simple(TYPE_ANY) : list->item;
}

const FeelType *type_field(const FeelType *context, Str name) {
    for (size_t i = 0; i < context->field_count; i++) {
        if (str_equal(context->fields[i].name, name)) {
            return context->fields[i].type;
        }
    }
    return NULL;
}

static const FeelType *join_at(Arena *arena, const FeelType *a, const FeelType *b, int depth);

// Entries that both have; of the others nothing is known.
static const FeelType *join_contexts(Arena *arena, const FeelType *a, const FeelType *b,
                                     int depth) {
    FeelField *fields = arena_alloc(arena, a->field_count, sizeof(FeelField));
    FeelType joined = {.kind = FEEL_CONTEXT, .fields = fields};
    for (size_t i = 0; i < a->field_count; i++) {
        const FeelType *other = type_field(b, a->fields[i].name);
        if (other != NULL) {
            const FeelType *type = join_at(arena, a->fields[i].type, other, depth + 1);
            fields[joined.field_count++] = (FeelField){a->fields[i].name, type};
        }
    }
    joined.is_open = a->is_open || b->is_open || joined.field_count < a->field_count ||
                     joined.field_count < b->field_count;
    return type_new(arena, joined);
}

static const FeelType *join_at(Arena *arena, const FeelType *a, const FeelType *b, int depth) {
    if (a == b || b->kind == FEEL_NULL) {
        return a;
    }
    if (a->kind == FEEL_NULL) {
        return b;
    }
    if (a->kind != b->kind || depth > TYPE_DEPTH_MAX) {
        return type_simple(TYPE_ANY);
    }
    if (a->kind == FEEL_CONTEXT) {
        return join_contexts(arena, a, b, depth);
    }
    if (a->kind == FEEL_LIST || a->kind == FEEL_RANGE) {
        const FeelType *item = join_at(arena, type_item(a), type_item(b), depth + 1);
        return a->kind == FEEL_LIST ? type_list(arena, item) : type_range(arena, item);
    }
    return type_simple(a->kind);
}

const FeelType *type_join(Arena *arena, const FeelType *a, const FeelType *b) {
    return join_at(arena, a, b, 0);
}

typedef struct TypeWord {
    Str name;
    int kind;
} TypeWord;

// Of words that begin alike the longer stands first.
static const TypeWord type_words[] = {
    {{"Any", 3}, TYPE_ANY},
    {{"any", 3}, TYPE_ANY},
    {{"Null", 4}, FEEL_NULL},
    {{"null", 4}, FEEL_NULL},
    {{"boolean", 7}, FEEL_BOOLEAN},
    {{"number", 6}, FEEL_NUMBER},
    {{"string", 6}, FEEL_STRING},
    {{"date and time", 13}, FEEL_DATE_TIME},
    {{"dateTime", 8}, FEEL_DATE_TIME},
    {{"date", 4}, FEEL_DATE},
    {{"time", 4}, FEEL_TIME},
    {{"days and time duration", 22}, FEEL_DAYS_DURATION},
    {{"dayTimeDuration", 15}, FEEL_DAYS_DURATION},
    {{"years and months duration", 25}, FEEL_MONTHS_DURATION},
    {{"yearMonthDuration", 17}, FEEL_MONTHS_DURATION},
    {{"list", 4}, FEEL_LIST},
    {{"context", 7}, FEEL_CONTEXT},
    {{"range", 5}, FEEL_RANGE},
    {{"function", 8}, FEEL_FUNCTION},
};

typedef struct TypeReader {
    Arena *arena;
    TypeNames names;
    Lexer lexer;
    int depth;
    bool is_bare; // a word stands without its parameters
} TypeReader;

static bool read_type(TypeReader *reader, const FeelType **out_type);

static bool read_mark(TypeReader *reader, Str mark) {
    lexer_skip_space(&reader->lexer);
    Str rest = str_slice(reader->lexer.source, reader->lexer.at, reader->lexer.source.length);
    if (!str_starts_with(rest, mark)) {
        return false;
    }
    reader->lexer.at += mark.length;
    return true;
}

static bool has_parameters(TypeReader *reader) {
    bool has = read_mark(reader, STR("<"));
    reader->is_bare = reader->is_bare || !has;
    return has;
}

static bool read_item_type(TypeReader *reader, FeelType *type) {
    return !has_parameters(reader) ||
           (read_type(reader, &type->item) && read_mark(reader, STR(">")));
}

// "name: type" pairs up to ">".
static bool read_fields(TypeReader *reader, FeelType *type) {
    enum { FIELDS_MAX = 256 };
    if (!has_parameters(reader)) {
        type->is_open = true;
        return true;
    }
    // Types of a scope are read for every expression, so what is kept is no larger than it must be.
    FeelField fields[FIELDS_MAX];
    do {
        Lexer *lexer = &reader->lexer;
        lexer_skip_space(lexer);
        Str rest = str_slice(lexer->source, lexer->at, lexer->source.length);
        size_t colon = 0;
        if (type->field_count == FIELDS_MAX || !str_find(rest, STR(":"), &colon)) {
            return false;
        }
        FeelField *field = &fields[type->field_count++];
        field->name = name_normalize(reader->arena, str_slice(rest, 0, colon));
        lexer->at += colon + 1;
        if (!read_type(reader, &field->type)) {
            return false;
        }
    } while (read_mark(reader, STR(",")));
    FeelField *kept = arena_alloc(reader->arena, type->field_count, sizeof *kept);
    memcpy(kept, fields, type->field_count * sizeof *kept);
    type->fields = kept;
    return read_mark(reader, STR(">"));
}

// "<number, string> -> boolean"
static bool read_signature(TypeReader *reader, FeelType *type) {
    enum { PARAMETERS_MAX = 64 };
    if (!has_parameters(reader)) {
        type->is_open = true;
        return true;
    }
    FeelField *parameters = arena_alloc(reader->arena, PARAMETERS_MAX, sizeof(FeelField));
    type->fields = parameters;
    if (!read_mark(reader, STR(">"))) {
        do {
            if (type->field_count == PARAMETERS_MAX ||
                !read_type(reader, &parameters[type->field_count++].type)) {
                return false;
            }
        } while (read_mark(reader, STR(",")));
        if (!read_mark(reader, STR(">"))) {
            return false;
        }
    }
    return read_mark(reader, STR("->")) && read_type(reader, &type->item);
}

static bool read_arguments(TypeReader *reader, FeelType *type) {
    if (type->kind == FEEL_LIST || type->kind == FEEL_RANGE) {
        return read_item_type(reader, type);
    }
    if (type->kind == FEEL_CONTEXT) {
        return read_fields(reader, type);
    }
    return type->kind != FEEL_FUNCTION || read_signature(reader, type);
}

// The longest of the scope's type names that stands here; it wins over a shorter word of FEEL's own
// ("number of rooms" over "number").
static bool read_named_type(TypeReader *reader, const FeelType **out_type) {
    Lexer *lexer = &reader->lexer;
    const FeelName *found = NULL;
    size_t end = 0;
    for (size_t i = 0; i < reader->names.count; i++) {
        const FeelName *name = &reader->names.items[i];
        size_t behind = 0;
        if (lexer_match_name(lexer->source, lexer->at, name->name, &behind) && behind > end) {
            found = name;
            end = behind;
        }
    }
    for (size_t i = 0; i < ARRAY_COUNT(type_words); i++) {
        size_t behind = 0;
        if (lexer_match_name(lexer->source, lexer->at, type_words[i].name, &behind) &&
            behind > end) {
            return false;
        }
    }
    if (found == NULL) {
        return false;
    }
    lexer->at = end;
    if (!type_parse(reader->arena, found->type_name, out_type)) {
        *out_type = type_simple(TYPE_ANY);
    }
    return true;
}

static bool read_type(TypeReader *reader, const FeelType **out_type) {
    lexer_skip_space(&reader->lexer);
    if (++reader->depth > TYPE_DEPTH_MAX) {
        return false;
    }
    if (reader->names.count > 0 && read_named_type(reader, out_type)) {
        reader->depth--;
        return true;
    }
    for (size_t i = 0; i < ARRAY_COUNT(type_words); i++) {
        if (lexer_match_name(reader->lexer.source, reader->lexer.at, type_words[i].name,
                             &reader->lexer.at)) {
            FeelType type = {.kind = type_words[i].kind};
            if (!read_arguments(reader, &type)) {
                return false;
            }
            bool is_plain = type.item == NULL && type.fields == NULL;
            *out_type = is_plain ? type_simple(type.kind) : type_new(reader->arena, type);
            reader->depth--;
            return true;
        }
    }
    return false;
}

bool type_read(Arena *arena, TypeNames names, Str source, size_t *at, const FeelType **out_type,
               bool *out_is_bare) {
    TypeReader reader = {.arena = arena, .names = names, .lexer = {source, *at}};
    if (!read_type(&reader, out_type)) {
        return false;
    }
    *at = reader.lexer.at;
    *out_is_bare = reader.is_bare;
    return true;
}

bool type_parse(Arena *arena, Str text, const FeelType **out_type) {
    TypeReader reader = {.arena = arena, .lexer = {text, 0}};
    if (!read_type(&reader, out_type)) {
        return false;
    }
    lexer_skip_space(&reader.lexer);
    return reader.lexer.at == text.length;
}

static bool list_has_type(const FeelType *type, FeelValue list) {
    for (size_t i = 0; i < list.length; i++) {
        FeelValue item = feel_items(list)[i];
        if (item.kind != FEEL_NULL && !type_has(type->item, item)) {
            return false;
        }
    }
    return true;
}

static bool context_has_type(const FeelType *type, FeelValue context) {
    for (size_t i = 0; i < type->field_count; i++) {
        FeelValue value;
        if (!feel_get(context, type->fields[i].name, &value) ||
            (value.kind != FEEL_NULL && !type_has(type->fields[i].type, value))) {
            return false;
        }
    }
    return true;
}

static bool range_has_type(const FeelType *type, const FeelRange *range) {
    return (range->low.kind == FEEL_NULL || type_has(type->item, range->low)) &&
           (range->high.kind == FEEL_NULL || type_has(type->item, range->high));
}

static bool conforms(const FeelType *type, const FeelType *to);

static bool context_conforms(const FeelType *type, const FeelType *to) {
    for (size_t i = 0; i < to->field_count; i++) {
        const FeelType *field = type_field(type, to->fields[i].name);
        if (field == NULL || !conforms(field, to->fields[i].type)) {
            return false;
        }
    }
    return true;
}

// Section 10.3.2.9.2: whether every value of the type is one of `to`. What is not known conforms.
static bool conforms(const FeelType *type, const FeelType *to) {
    if (type->kind == TYPE_ANY || to->kind == TYPE_ANY || type->kind == FEEL_NULL) {
        return true;
    }
    if (type->kind != to->kind) {
        return false;
    }
    if (type->kind == FEEL_CONTEXT) {
        return context_conforms(type, to);
    }
    bool has_item = type->kind == FEEL_LIST || type->kind == FEEL_RANGE;
    return !has_item || conforms(type_item(type), type_item(to));
}

// Parameters take at least what the type's take, the result is one of the type's.
static bool function_has_type(const FeelType *type, const FeelFunction *function) {
    if (function->kind == FEEL_FUNCTION_BUILTIN) {
        const Builtin *builtin = builtins_at(function->builtin);
        return type->field_count >= builtin->least && type->field_count <= builtin->most &&
               conforms(type_simple(builtin->result), type_item(type));
    }
    if (type->field_count != function->parameter_count) {
        return false;
    }
    if (function->kind != FEEL_FUNCTION_LAMBDA) {
        return true;
    }
    const FeelBlock *block = function->block;
    for (size_t i = 0; block->parameter_types != NULL && i < type->field_count; i++) {
        // A parameter of any type takes everything; nothing else takes a value of any type.
        bool takes_all = block->parameter_types[i]->kind == TYPE_ANY;
        if (!takes_all && (type->fields[i].type->kind == TYPE_ANY ||
                           !conforms(type->fields[i].type, block->parameter_types[i]))) {
            return false;
        }
    }
    return conforms(block->result_type, type_item(type));
}

bool type_has(const FeelType *type, FeelValue value) {
    if (type->kind == TYPE_ANY) {
        return value.kind != FEEL_NULL;
    }
    if (type->kind != value.kind) {
        return false;
    }
    if (type->kind == FEEL_LIST) {
        return type->item == NULL || list_has_type(type, value);
    }
    if (type->kind == FEEL_CONTEXT) {
        return context_has_type(type, value);
    }
    if (type->kind == FEEL_RANGE) {
        return type->item == NULL || range_has_type(type, range_of(value));
    }
    return type->kind != FEEL_FUNCTION || type->is_open ||
           function_has_type(type, function_of(value));
}

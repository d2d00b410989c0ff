// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_TYPES_H
#define FEEL_TYPES_H
// The types of section 10.3.2: what `instance of` and declared names speak of, and what the parser
// knows of an expression before it runs. Null belongs to every type here; `any` is everything.
#include "feel/feel.h"

typedef struct FeelType FeelType;

enum { TYPE_ANY = FEEL_FUNCTION + 1, TYPE_DEPTH_MAX = 32 };

typedef struct FeelField {
    Str name;
    const FeelType *type;
} FeelField;

struct FeelType {
    int kind;                // a FeelKind or TYPE_ANY
    bool is_open;            // a context of which more is not known, a function of any parameters
    const FeelType *item;    // of a list or range, the result of a function; NULL: any
    const FeelField *fields; // of a context, or the parameters of a function
    size_t field_count;
};

const FeelType *type_simple(int kind);
const FeelType *type_list(Arena *arena, const FeelType *item);
const FeelType *type_range(Arena *arena, const FeelType *end);
const FeelType *type_context(Arena *arena, const FeelField *fields, size_t count);
// The same of a context as it is written down: entries it does not have are null.
const FeelType *type_open_context(Arena *arena, const FeelField *fields, size_t count);
// What fits both.
const FeelType *type_join(Arena *arena, const FeelType *a, const FeelType *b);
const FeelType *type_field(const FeelType *context, Str name); // NULL: no such entry is known
const FeelType *type_item(const FeelType *list);               // any when nothing is known

// The names that types may go by; of a scope.
typedef struct TypeNames {
    const FeelName *items;
    size_t count;
} TypeNames;
// Reads a type ("list<number>", "context<a: number>") at *at and moves behind it. Bare: `list` and
// its like stand without parameters, a shorter way to declare one.
bool type_read(Arena *arena, TypeNames names, Str source, size_t *at, const FeelType **out_type,
               bool *out_is_bare);
bool type_parse(Arena *arena, Str text, const FeelType **out_type); // the whole text
bool type_has(const FeelType *type, FeelValue value); // null: only `any` and null itself
// As feel_coerce.
bool type_fit(Arena *arena, FeelValue value, const FeelType *type, FeelValue *out_value);
#endif

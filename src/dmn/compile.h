// SPDX-License-Identifier: Apache-2.0
#ifndef DMN_COMPILE_H
#define DMN_COMPILE_H
// From texts to programs and slots; private to dmn/. Order: types_resolve, graph_resolve,
// model_compile. In a model that is read leniently a text that does not compile is no error: the
// code keeps the message and gives null with that reason when it is run.
#include "dmn/model.h"

// The entry of a context that is being compiled; a chain, innermost first.
typedef struct OpenEntry {
    Str name;
    const struct OpenEntry *outer;
} OpenEntry;

typedef struct Compiler {
    DmnModel *model;
    const Element *element; // at hand; NULL: item definitions
    const OpenEntry *entry;
    ModelFile *file;   // at hand
    Str place;         // "decision '月保障金额'"
    size_t frame_size; // the largest frame so far of the decision or function at hand
    Error *error;
} Compiler;

// Where inside the element a text stands; zeros are left out of the message.
typedef struct Where {
    const char *part; // "input", "allowed values of input", ...
    size_t rule;      // from 1
    size_t column;    // from 1
    Str name;
} Where;

MUST_CHECK Status compile_fail(const Compiler *compiler, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
MUST_CHECK Status compile_code(Compiler *compiler, const FeelScope *scope, CodeKind kind,
                               Where where, Code *code);
// An empty reference is any type (NULL).
MUST_CHECK Status compile_type(Compiler *compiler, Str reference, int line, const Type **out_type);
// The same type with fewer steps; only when all types are resolved.
const Type *type_simplify(const Type *type);
MUST_CHECK Status compile_expression(Compiler *compiler, const FeelScope *scope,
                                     Expression *expression);
MUST_CHECK Status compile_table(Compiler *compiler, const FeelScope *scope, Expression *expression);
// Takes note that a frame must have `count` places.
MUST_CHECK Status compile_frame(Compiler *compiler, size_t count, int line);

// Item definitions of all files: references, cycles, tests.
MUST_CHECK Status types_resolve(Compiler *compiler);
// References between elements: existing, of the right kind, without cycles; then the plans.
MUST_CHECK Status graph_resolve(const Compiler *compiler);
MUST_CHECK Status model_compile(DmnModel *model, Error *error);
#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef LIBRARY_LIBRARY_PRIVATE_H
#define LIBRARY_LIBRARY_PRIVATE_H
// What stands behind the types of doudi_dmn.h. Only for library/.
#include "base/check.h"
#include "dmn/dmn.h"
#include "library/doudi_dmn.h"

// A value outside is a FEEL value inside: items of a list can be handed out as they are.
struct DoudiValue {
    FeelValue feel;
};

enum { PART_COUNT = DOUDI_SERVICES + 1 };

// Names and types as C texts, in the order of the model.
typedef struct VariableList {
    DoudiVariable *items;
    size_t count;
} VariableList;

struct DoudiModel {
    Arena arena; // of the lists
    DmnModel *dmn;
    const char *name;
    VariableList parts[PART_COUNT];
    VariableList *parameters; // of each service
};

struct DoudiRun {
    Arena arena;
    FeelRun feel;
    bool is_strict;
    bool is_chinese;
    bool is_recording;
    bool has_trace; // of the last evaluation
    DmnTrace trace;
    Error fault; // what first went wrong while values were made
};

struct DoudiExpression {
    Arena arena;
    const FeelProgram *program;
    Str *names;
    size_t name_count;
    bool is_tests;
};

// Tells the caller; answers error's status.
DoudiStatus library_fail(const Error *error, DoudiError *out_error);
// The same with the place that the message begins with ("line 3, column 7: ").
DoudiStatus library_fail_json(const Error *error, DoudiError *out_error);
DoudiStatus library_fail_at(const Error *error, FeelPlace place, DoudiError *out_error);

const char *library_text(Arena *arena, Str text); // as C has them
// Room for so many bytes more in the run. false: the run remembers the fault.
bool run_has_room(DoudiRun *run, size_t bytes);
void run_fault(DoudiRun *run, Status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
// Before every evaluation: forgets the reasons of the last. Fails with what went wrong while values
// were made.
DoudiStatus run_begin(DoudiRun *run, DoudiError *error);
// For a text that is to be kept in the run: its limit, and the text itself. NULL: it was cut.
Text run_text_new(const DoudiRun *run);
const char *run_text_keep(DoudiRun *run, const Text *text);
const DoudiValue *run_keep(DoudiRun *run, FeelValue value);
static inline FeelValue value_of(const DoudiValue *value) {
    return value == NULL ? FEEL_NULL_VALUE : value->feel;
}

// Which names the context may have: those of the list, with the nearest name when not. With
// `is_needed`, also those that it lacks: item i is needed when is_needed[i].
Status library_check_names(const VariableList *list, const bool *is_needed, FeelValue context,
                           Error *error);
// "the model has no decision 'x' (is 'y' meant?)"
Status library_no_such(const char *what, Str name, const VariableList *list, Error *error);

// The type of a value in FEEL's words ("list<context<a: number>>"), "" when no more is known than
// any.
Str library_type_of(Arena *arena, FeelValue value);
#endif

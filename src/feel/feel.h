// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_FEEL_H
#define FEEL_FEEL_H
// FEEL expressions (DMN 1.5 chapter 10): source -> typed AST -> bytecode over registers -> value.
// A program is immutable and may be shared between threads; a run holds all that changes.
// Not here: decision models (dmn/), files, the clock (`today()` and `now()` read
// FeelRun.today/now). Invariant: evaluating never fails; what the standard calls an error gives
// null and a recorded reason.
#include "feel/value.h"
#include <stdarg.h>

// The names an expression can see, in order: name i is read from inputs[i]. Names may hold spaces,
// operators and Chinese characters; the lexer resolves the longest name in scope. A scope must
// outlive the programs compiled with it.
typedef struct FeelName {
    Str name;
    Str type_name; // "number", "string", "boolean", "date", ... or empty when any
} FeelName;
typedef struct FeelScope {
    const FeelName *names;
    size_t count;
    const FeelName *types; // names that types may go by here, and what they stand for
    size_t type_count;
} FeelScope;

typedef struct FeelProgram FeelProgram;

// Where in an expression something is wrong; offset is in bytes. `message` in Error also shows the
// line with a caret.
typedef struct FeelPlace {
    size_t offset;
    int line;   // from 1
    int column; // in characters, from 1
} FeelPlace;

// Programs and their constants live in `arena`.
MUST_CHECK Status feel_compile(Arena *arena, Str source, const FeelScope *scope,
                               const FeelProgram **out_program, FeelPlace *out_place, Error *error);
// Unary tests of a decision-table cell ("< 5", "[1..3], 7", "-", "not(\"a\")", any expression with
// `?`). The input value is passed to feel_run_test; the result is true, false or null.
MUST_CHECK Status feel_compile_unary_tests(Arena *arena, Str source, const FeelScope *scope,
                                           const FeelProgram **out_program, FeelPlace *out_place,
                                           Error *error);

enum { FEEL_ERRORS_MAX = 32 };
typedef struct FeelError {
    const FeelProgram *program;
    FeelPlace place;
    Str message;        // in the run's arena, as the next three
    const char *format; // what it was made from: the key to its row in reasons.def
    const Str *arguments;
    size_t argument_count;
} FeelError;

struct FeelNote;
typedef struct FeelRun {
    Arena *arena;        // results live here; cleared by the caller between runs
    Date today;          // what today() answers; DATE_NONE makes it null
    Instant now;         // what now() answers, in UTC+8; zero makes it null
    uint64_t step_limit; // instructions; 0 means FEEL_STEP_LIMIT_DEFAULT
    uint64_t steps;      // used up so far: the caller zeroes it with the arena
    FeelError errors[FEEL_ERRORS_MAX];
    size_t error_count;     // may be larger than FEEL_ERRORS_MAX: the rest was dropped
    size_t memory_limit;    // bytes of the arena; 0 means FEEL_MEMORY_LIMIT_DEFAULT
    int depth;              // calls within calls; kept by feel/, 0 at the start
    int boxes;              // of dmn/: boxed expressions inside each other, 0 at the start
    struct DmnTrace *trace; // of dmn/, whose functions find it here; feel/ does not look at it
    struct FeelNote *notes; // only for feel/: see feel_explain
    // A result of `**`, exp, log, sqrt, stddev or a Java method was rounded: its last digits are
    // the engine's, not the standard's. Zeroed by the caller.
    bool is_approximate;
} FeelRun;
// Reports that found no room among the first.
static inline size_t feel_errors_dropped(const FeelRun *run) {
    return run->error_count > FEEL_ERRORS_MAX ? run->error_count - FEEL_ERRORS_MAX : 0;
}
enum { FEEL_STEP_LIMIT_DEFAULT = 100 * 1000 * 1000, FEEL_MEMORY_LIMIT_DEFAULT = 256 * 1024 * 1024 };

// What became of one part of an expression; the parts of a tree, each behind the one it is in.
typedef enum FeelNoteKind {
    FEEL_NOTE_CONSTANT,
    FEEL_NOTE_NAME, // a name, or a path that begins with one
    FEEL_NOTE_IF,   // the next inside it are the condition and both branches
    FEEL_NOTE_OTHER,
} FeelNoteKind;
enum { FEEL_NOTES_MAX = 4096 };
typedef struct FeelNote {
    FeelNoteKind kind;
    uint32_t from, to; // bytes of the source
    uint32_t outer;    // number of the one it is in; the first is its own
    uint32_t times;    // evaluated; 0: never, 2 and more: in a loop
    FeelValue value;   // of the last time
} FeelNote;
typedef struct FeelQuestion {
    Str source;
    const FeelScope *scope;
    const FeelValue *inputs;
    bool is_unary_tests;
    FeelValue tested;
} FeelQuestion;
// Runs an expression once more and notes the value of every part. Everything lives in the run's
// arena; the run's limits hold. TOO_LARGE when it has too many parts.
MUST_CHECK Status feel_explain(const FeelQuestion *question, FeelRun *run,
                               const FeelNote **out_notes, size_t *out_count, FeelValue *out_value,
                               Error *error);

FeelValue feel_run(const FeelProgram *program, FeelRun *run, const FeelValue *inputs);
FeelValue feel_run_test(const FeelProgram *program, FeelRun *run, const FeelValue *inputs,
                        FeelValue tested);
// Which of the scope's names the program reads (for dependency graphs): sets used[i] for name i.
void feel_names_used(const FeelProgram *program, bool *used);
// The same as numbers of names, each once; answers how many. UINT32_MAX is the tested value.
size_t feel_inputs(const FeelProgram *program, const uint32_t **out_names);

// A function value for decision models (business knowledge models, services): calls `call(data,
// run, arguments)`.
typedef FeelValue (*FeelCall)(const void *data, FeelRun *run, const FeelValue *arguments,
                              size_t count);
FeelValue feel_function(Arena *arena, const Str *parameter_names, size_t parameter_count,
                        FeelCall call, const void *data);
// Calls a function value (also a built-in or lambda) by position.
FeelValue feel_call(FeelValue function, FeelRun *run, const FeelValue *arguments, size_t count);
// Calls a Java method that a table knows: definition is {class: ..., method signature: ...}.
FeelValue feel_call_external(FeelRun *run, FeelValue definition, const FeelValue *arguments,
                             size_t count);
// Formats may hold %s, %.*s, %d, %u, %zu and %llu.
void feel_report(FeelRun *run, const FeelProgram *program, FeelPlace place, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void feel_report_list(FeelRun *run, const FeelProgram *program, FeelPlace place, const char *format,
                      va_list arguments) __attribute__((format(printf, 4, 0)));

// Coerces to a type by the rules of section 10.3.2.9.4 (singleton list to item, item to list, else
// null). false: not conforming.
bool feel_coerce(FeelRun *run, FeelValue value, Str type_name, FeelValue *out_value);
// Reads JSON (the form feel_format_json writes) is done in dmn/, which may use format/.
#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef DOUDI_DMN_H
#define DOUDI_DMN_H
// libdoudi-dmn: decision models (DMN 1.1 to 1.6) and FEEL expressions for other programs, exact and
// explained. This is the whole interface; doudi-dmn(3) is the same as a manual page.
//
//     DoudiModel *model;                 read once, never changes, may be shared by threads
//     DoudiRun *run = doudi_run_new();   one per thread: values, limits, reasons
//     doudi_inputs_from_json(run, model, json, strlen(json), &inputs, &error);
//     doudi_decide(run, model, "月补助金额", inputs, &amount, &error);
//     puts(doudi_value_text(run, amount));
//     doudi_run_clear(run);              before the next case
//
// Texts are UTF-8. Names, expressions and everything without a length end with NUL; a length counts
// bytes. Outputs of a failed call are untouched. `error` may always be NULL.
//
// Null is a value like any other in FEEL: a decision that cannot be made is null, and doudi_reason
// says why; that is no error. Where a value is taken, NULL stands for null.
//
// Threads: a model and an expression may be used by any number of threads at once. A run, with all
// that is made in it, belongs to one thread at a time. Values never change: other threads may read
// them while their run is neither cleared nor freed. The library keeps no state of its own: it
// opens no file, asks no clock, reads no environment, sets no locale.
//
// Memory: what a program passes in is borrowed for the call and copied where it is kept. Every
// input has a limit that is checked before memory is taken (see doudi_model_read and
// doudi_run_limit). If the system has no memory within these limits, the process writes one line to
// stderr and ends with code 71, as a command-line program would: a program that must survive that
// uses the library in a process of its own.
//
// Mistakes of the calling program (NULL for a model, run or output; an index past the end where the
// function does not say what it answers; tests run as an expression) write one line to stderr and
// call abort(). Using something that was freed or cleared is undefined, as always in C.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define DOUDI_API __attribute__((visibility("default")))
#else
#define DOUDI_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

// "0.1.0"; lives for ever.
DOUDI_API const char *doudi_version(void);

// ---- errors -------------------------------------------------------------------------------------
typedef enum DoudiStatus {
    DOUDI_OK = 0,
    DOUDI_INVALID = 1,   // a model, expression, JSON text or value breaks a rule
    DOUDI_NOT_FOUND = 2, // no decision, service or input has the name
    DOUDI_TOO_LARGE = 3, // over a limit
} DoudiStatus;

typedef struct DoudiError {
    DoudiStatus status;
    int line; // from 1, in the model's file, the expression or the JSON text; 0: not known
    int column;
    char message[512]; // for a person: place, value, remedy; of expressions also the line and a
                       // caret
} DoudiError;

// ---- models -------------------------------------------------------------------------------------
typedef struct DoudiModel DoudiModel;

// A model's file in memory. The name is only for messages ("means_test.dmn:31: ...").
typedef struct DoudiSource {
    const char *name;
    const char *bytes;
    size_t length;
} DoudiSource;

typedef enum DoudiReading {
    DOUDI_READ_STRICT = 0, // a FEEL text that does not compile is an error
    // It is null instead, with the compile error as its reason, when something asks for it: for
    // editors of half-finished models.
    DOUDI_READ_LENIENT = 1,
} DoudiReading;

// Reads a model. The first source is the model, the others are there to be imported by it, found by
// their namespace. Errors: DOUDI_INVALID with file, line and element. Limits: 64 MiB a file, 256
// elements inside each other, 4,000,000 elements, 4,096 inputs, decisions, knowledge models and
// services. Document type declarations are refused; nothing outside the bytes is looked at. The
// caller frees the model.
DOUDI_API DoudiStatus doudi_model_read(const DoudiSource *sources, size_t count,
                                       DoudiReading reading, DoudiModel **out_model,
                                       DoudiError *error);
// Also frees all texts that the model gave. NULL is fine. Runs need the model as long as values of
// it are in use that are functions.
DOUDI_API void doudi_model_free(DoudiModel *model);

// What the model's file calls it; belongs to the model, as all its texts do.
DOUDI_API const char *doudi_model_name(const DoudiModel *model);

// A name and its type: "number", "string", "boolean", "date", "time", "date and time", "days and
// time duration", "years and months duration", "list", "context", "function", or "" when any.
typedef struct DoudiVariable {
    const char *name;
    const char *type;
} DoudiVariable;

typedef enum DoudiPart { DOUDI_INPUTS, DOUDI_DECISIONS, DOUDI_SERVICES } DoudiPart;

DOUDI_API size_t doudi_model_count(const DoudiModel *model, DoudiPart part);
// In the order of the file. NULL past the end. A service's type is "".
DOUDI_API const DoudiVariable *doudi_model_at(const DoudiModel *model, DoudiPart part,
                                              size_t index);
// false: there is none of that name.
DOUDI_API bool doudi_model_find(const DoudiModel *model, DoudiPart part, const char *name,
                                size_t *out_index);
// Whether the decision needs the input, directly or through other decisions. false past the end.
DOUDI_API bool doudi_model_needs(const DoudiModel *model, size_t decision, size_t input);
// What a service is given: input data, then decisions. NULL past the end.
DOUDI_API const DoudiVariable *doudi_model_parameter(const DoudiModel *model, size_t service,
                                                     size_t index);

// ---- runs ---------------------------------------------------------------------------------------
// A run owns the values that are made in it and remembers why the last evaluation gave null.
typedef struct DoudiRun DoudiRun;

DOUDI_API DoudiRun *doudi_run_new(void);      // never NULL; the caller frees it
DOUDI_API void doudi_run_free(DoudiRun *run); // NULL is fine
// Ends all values and texts of the run; keeps limits, mode and time, and memory for the next case.
DOUDI_API void doudi_run_clear(DoudiRun *run);

// Strict: unknown is unknown. A null input, a type that does not fit, overlapping rules under
// UNIQUE or ANY, a table without matching rule or default, or any other reason makes a decision
// null, and so what needs it. Off at first, as the standard has it.
DOUDI_API void doudi_run_strict(DoudiRun *run, bool is_strict);
// Reasons and traces are in Chinese. Off at first: in English, as the messages of errors always
// are.
DOUDI_API void doudi_run_chinese(DoudiRun *run, bool is_chinese);
// doudi_decide, doudi_decide_at and doudi_call_service remember what they do, for doudi_trace_json
// and doudi_trace_text. Off at first; it costs time and memory.
DOUDI_API void doudi_run_record(DoudiRun *run, bool is_recording);
// Steps of one evaluation (0: 100,000,000), and bytes that all values of the run take since it was
// cleared (0: 268,435,456). What needs more is null with a reason, or DOUDI_TOO_LARGE where it is
// made from outside; steps take well under a microsecond each.
DOUDI_API void doudi_run_limit(DoudiRun *run, uint64_t steps, size_t bytes);
// What today() and now() answer, in UTC+8: "2025-08-22" or "2025-08-22T10:11:12+08:00". Until then
// they are null with a reason. Errors: DOUDI_INVALID.
DOUDI_API DoudiStatus doudi_run_time(DoudiRun *run, const char *now, DoudiError *error);

// Why something in the last evaluation is null, in the order it came up.
typedef struct DoudiReason {
    const char *message;
    const char *source; // the FEEL text that the place is in; NULL: the line is of the model's file
    int line;           // 0: not known
    int column;
} DoudiReason;
DOUDI_API size_t doudi_reason_count(const DoudiRun *run);
// Texts belong to the run. false past the end, and past the first 32.
DOUDI_API bool doudi_reason(DoudiRun *run, size_t index, DoudiReason *out_reason);

// ---- values -------------------------------------------------------------------------------------
typedef enum DoudiKind {
    DOUDI_NULL = 0,
    DOUDI_BOOLEAN = 1,
    DOUDI_NUMBER = 2, // decimal, 34 digits
    DOUDI_STRING = 3,
    DOUDI_DATE = 4,
    DOUDI_TIME = 5,
    DOUDI_DATE_TIME = 6,
    DOUDI_DAYS_DURATION = 7,
    DOUDI_MONTHS_DURATION = 8,
    DOUDI_LIST = 9,
    DOUDI_CONTEXT = 10,
    DOUDI_RANGE = 11,
    DOUDI_FUNCTION = 12,
} DoudiKind;

// A value belongs to the run it was made in and may be used with any other run while it lives.
typedef struct DoudiValue DoudiValue;

// An entry of a context.
typedef struct DoudiEntry {
    const char *name;
    const DoudiValue *value;
} DoudiEntry;

// Making values. Those that can go wrong then answer NULL, and the run remembers it: the next
// doudi_decide, doudi_call_service, doudi_evaluate or doudi_expression_run fails with that status
// and message, until the run is cleared. So a value may be built from many without a look at each.
DOUDI_API const DoudiValue *doudi_make_boolean(DoudiRun *run, bool value);
DOUDI_API const DoudiValue *doudi_make_integer(DoudiRun *run, int64_t value);
// scaled * 10^exponent, exactly: 125050 and -2 are 1250.50. |exponent| <= 127.
DOUDI_API const DoudiValue *doudi_make_scaled(DoudiRun *run, int64_t scaled, int exponent);
// "1250.50", "-.5", "1e3": every digit counts up to 34; more are rounded half even.
DOUDI_API const DoudiValue *doudi_make_number(DoudiRun *run, const char *digits);
DOUDI_API const DoudiValue *doudi_make_string(DoudiRun *run, const char *bytes, size_t length);
// A date "2025-08-22", time "10:11:12+08:00", date and time, or duration "P1Y2M", "P3DT4H".
DOUDI_API const DoudiValue *doudi_make_temporal(DoudiRun *run, const char *text);
DOUDI_API const DoudiValue *doudi_make_list(DoudiRun *run, const DoudiValue *const *items,
                                            size_t count);
// Names must differ.
DOUDI_API const DoudiValue *doudi_make_context(DoudiRun *run, const DoudiEntry *entries,
                                               size_t count);

// JSON: numbers keep every digit. At most a 32nd of the run's bytes may be JSON at once; depth 64.
// Errors: DOUDI_INVALID with line and column, DOUDI_TOO_LARGE.
DOUDI_API DoudiStatus doudi_value_from_json(DoudiRun *run, const char *bytes, size_t length,
                                            const DoudiValue **out_value, DoudiError *error);
// An object of inputs as the model has them: texts where it wants a date, time or duration become
// one. Names that no input has are DOUDI_NOT_FOUND, all at once, with the nearest name there is.
DOUDI_API DoudiStatus doudi_inputs_from_json(DoudiRun *run, const DoudiModel *model,
                                             const char *bytes, size_t length,
                                             const DoudiValue **out_inputs, DoudiError *error);
// The same for what a service is given.
DOUDI_API DoudiStatus doudi_arguments_from_json(DoudiRun *run, const DoudiModel *model,
                                                const char *service, const char *bytes,
                                                size_t length, const DoudiValue **out_arguments,
                                                DoudiError *error);

// Reading values. Of another kind they answer false (0, NULL) and leave the output alone.
DOUDI_API DoudiKind doudi_value_kind(const DoudiValue *value);
DOUDI_API const char *doudi_kind_name(DoudiKind kind); // "date and time"; lives for ever
DOUDI_API bool doudi_value_boolean(const DoudiValue *value, bool *out_boolean);
// false also when it is no whole number or does not fit.
DOUDI_API bool doudi_value_integer(const DoudiValue *value, int64_t *out_integer);
// In units of 10^exponent, exactly: 1250.50 is 125050 for -2, and 0.005 is false.
DOUDI_API bool doudi_value_scaled(const DoudiValue *value, int exponent, int64_t *out_scaled);
// The bytes belong to the value; there need not be a NUL behind them.
DOUDI_API bool doudi_value_string(const DoudiValue *value, const char **out_bytes,
                                  size_t *out_length);
DOUDI_API size_t
doudi_value_count(const DoudiValue *value); // items of a list, entries of a context
DOUDI_API const DoudiValue *doudi_value_item(const DoudiValue *list, size_t index);
// The entry's value; NULL: no entry has the name.
DOUDI_API const DoudiValue *doudi_value_get(const DoudiValue *context, const char *name);
// An entry by position; the name is copied into the run.
DOUDI_API bool doudi_value_entry(DoudiRun *run, const DoudiValue *context, size_t index,
                                 DoudiEntry *out_entry);
// As FEEL's string() writes it ("1250.50", "2025-08-22", "[1, 2]"), and as JSON (numbers as
// numbers, dates as texts, functions null). The text belongs to the run. NULL: it would be longer
// than the run's limit allows.
DOUDI_API const char *doudi_value_text(DoudiRun *run, const DoudiValue *value);
DOUDI_API const char *doudi_value_json(DoudiRun *run, const DoudiValue *value);

// ---- deciding -----------------------------------------------------------------------------------
// Inputs are a context by name; inputs that are left out are null, and a name that several models
// of a set have stands for all of them. Errors: DOUDI_NOT_FOUND for a decision or service that is
// not there and for names that no input has, with the nearest names; DOUDI_INVALID for inputs that
// are no context; what went wrong while values were made.
DOUDI_API DoudiStatus doudi_decide(DoudiRun *run, const DoudiModel *model, const char *decision,
                                   const DoudiValue *inputs, const DoudiValue **out_result,
                                   DoudiError *error);
// By position, for many cases one after the other: inputs has one value for each of the model's.
DOUDI_API DoudiStatus doudi_decide_at(DoudiRun *run, const DoudiModel *model, size_t decision,
                                      const DoudiValue *const *inputs,
                                      const DoudiValue **out_result, DoudiError *error);
// A decision service answers from its arguments alone: its output decision, or a context of
// several.
DOUDI_API DoudiStatus doudi_call_service(DoudiRun *run, const DoudiModel *model,
                                         const char *service, const DoudiValue *arguments,
                                         const DoudiValue **out_result, DoudiError *error);
// Whether the inputs name all that the decision (or service) needs and nothing that the model does
// not know: DOUDI_NOT_FOUND with all that is missing and unknown in one message. A null is named.
DOUDI_API DoudiStatus doudi_check_inputs(DoudiRun *run, const DoudiModel *model,
                                         const char *decision, const DoudiValue *inputs,
                                         DoudiError *error);
DOUDI_API DoudiStatus doudi_check_arguments(DoudiRun *run, const DoudiModel *model,
                                            const char *service, const DoudiValue *arguments,
                                            DoudiError *error);

// How the last decision came about, when it was recorded: inputs, matched rules, intermediate
// results, and for null the chain of reasons. The text belongs to the run; the model must still be
// there. NULL: nothing was recorded, or the text would be longer than the run's limit allows.
DOUDI_API const char *doudi_trace_json(DoudiRun *run);
DOUDI_API const char *doudi_trace_text(DoudiRun *run); // sentences

// ---- expressions --------------------------------------------------------------------------------
// A compiled FEEL expression; never changes, may be shared by threads.
typedef struct DoudiExpression DoudiExpression;

// The names are what the expression may speak of; a type may be "" or more exact than those above
// ("list<context<姓名: string, 年龄: number>>"). Errors: DOUDI_INVALID with line and column;
// DOUDI_TOO_LARGE. Limit: 256 KiB of text. The caller frees the expression; values that are
// functions written in it need it.
DOUDI_API DoudiStatus doudi_expression_compile(const char *source, const DoudiVariable *names,
                                               size_t name_count, DoudiExpression **out_expression,
                                               DoudiError *error);
// Unary tests as in a cell of a decision table: "< 5", "[1..3], 7", "-", "not(\"a\")".
DOUDI_API DoudiStatus doudi_tests_compile(const char *source, const DoudiVariable *names,
                                          size_t name_count, DoudiExpression **out_tests,
                                          DoudiError *error);
DOUDI_API void doudi_expression_free(DoudiExpression *expression); // NULL is fine
// The context gives the names' values; those it does not have are null, others are passed over.
DOUDI_API DoudiStatus doudi_expression_run(DoudiRun *run, const DoudiExpression *expression,
                                           const DoudiValue *context, const DoudiValue **out_result,
                                           DoudiError *error);
// The result is true, false or null.
DOUDI_API DoudiStatus doudi_tests_run(DoudiRun *run, const DoudiExpression *tests,
                                      const DoudiValue *context, const DoudiValue *tested,
                                      const DoudiValue **out_result, DoudiError *error);
// Compiles with the names and types of the context, and runs, once.
DOUDI_API DoudiStatus doudi_evaluate(DoudiRun *run, const char *source, const DoudiValue *context,
                                     const DoudiValue **out_result, DoudiError *error);

#ifdef __cplusplus
}
#endif
#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef DMN_DMN_H
#define DMN_DMN_H
// Decision models (DMN 1.5; reads namespaces of 1.1 to 1.6): XML -> decision graph -> evaluate.
// Not here: packs, parameters, facts (policy/). The model reader opens no file and follows no
// reference outside the bytes it is given. Invariant: a compiled model is immutable and may be
// shared; every evaluation has its own DmnRun.
#include "dmn/trace.h"
#include "feel/feel.h"

// A file of a set of models; its name is only for messages ("decisions.dmn:31: decision
// '月保障金额': ...").
typedef struct DmnSource {
    Str file_name;
    Str xml;
} DmnSource;
// Strict: a FEEL text that does not compile refuses the model. Lenient: it is null, with the
// compile error as its reason, when something asks for it. For conformance tests and editors of
// half-finished models.
typedef enum DmnReading { DMN_STRICT, DMN_LENIENT } DmnReading;

// The first source is the model; the others are there to be imported, directly or not, found by
// their namespace. Those that nobody imports are passed over. Inputs and decisions of imported
// models follow the model's own. An import that is missing, ambiguous or comes back to the model
// that imports it is an error.
MUST_CHECK Status dmn_models_read(const DmnSource *sources, size_t count, DmnReading reading,
                                  DmnModel **out_model, Error *error);
// One file that imports nothing.
MUST_CHECK Status dmn_model_read(Str xml, Str file_name, DmnModel **out_model, Error *error);
MUST_CHECK Status dmn_model_read_lenient(Str xml, Str file_name, DmnModel **out_model,
                                         Error *error);
void dmn_model_free(DmnModel *model);
Str dmn_model_name(const DmnModel *model);

// The model as DMN 1.5, whatever version it is: namespaces, names of types, what moved. All else
// stays as its author wrote it, comments, diagrams and extensions too; FEEL texts need not compile,
// and imports need not be at hand. INVALID: the reader would not take its elements, or one of them
// is not in DMN 1.5. *out_version (may be NULL): the version it was.
MUST_CHECK Status dmn_model_convert(Str xml, Str file_name, Text *out_xml, const char **out_version,
                                    Error *error);

// Input data, in file order. Their index is their place in the `inputs` array of dmn_decide.
size_t dmn_input_count(const DmnModel *model);
Str dmn_input_name(const DmnModel *model, size_t input);
// The base type behind item definitions: "number", ..., "list", or "" when any.
Str dmn_input_type(const DmnModel *model, size_t input);
// By name, the model's own before imported ones; -1 when there is none, or several are imported.
int dmn_find_input(const DmnModel *model, Str name);
int dmn_find_input_of(const DmnModel *model, Str name_space, Str name); // "": any

size_t dmn_decision_count(const DmnModel *model);
Str dmn_decision_name(const DmnModel *model, size_t decision);
Str dmn_decision_type(const DmnModel *model, size_t decision);
int dmn_find_decision(const DmnModel *model, Str name); // as dmn_find_input
// Sets used[i] for every input data the decision needs, directly or through other decisions.
void dmn_inputs_used(const DmnModel *model, size_t decision, bool *used);
// Number of rules of a decision table, 0 for other logic; text of rule annotations for explanations
// ("" when none).
size_t dmn_rule_count(const DmnModel *model, size_t decision);
Str dmn_rule_text(const DmnModel *model, size_t decision, size_t rule);

// Evaluates one decision. inputs: one value per input data (nulls for those not needed). trace may
// be NULL (then it costs nothing). Reasons for nulls are in run->errors. Strict mode (is_strict): a
// null input, a type mismatch, overlapping rules under UNIQUE/ANY or a table without a matching
// rule and without default makes the result null with a recorded reason, and so makes whatever
// needs it.
typedef struct DmnOptions {
    bool is_strict;
} DmnOptions;
FeelValue dmn_decide(const DmnModel *model, size_t decision, const FeelValue *inputs, FeelRun *run,
                     DmnOptions options, DmnTrace *trace);

// Decision services: called with one value per parameter (their input data, then their input
// decisions), they answer from these alone: the output decision, or a context of several.
size_t dmn_service_count(const DmnModel *model);
Str dmn_service_name(const DmnModel *model, size_t service);
int dmn_find_service(const DmnModel *model, Str name); // -1 when there is none
size_t dmn_service_parameter_count(const DmnModel *model, size_t service);
Str dmn_service_parameter_name(const DmnModel *model, size_t service, size_t parameter);
Str dmn_service_parameter_type(const DmnModel *model, size_t service, size_t parameter);
size_t dmn_service_output_count(const DmnModel *model, size_t service);
FeelValue dmn_call_service(const DmnModel *model, size_t service, const FeelValue *arguments,
                           FeelRun *run, DmnOptions options, DmnTrace *trace);

// JSON (RFC 8259) to FEEL and into an inputs array by input-data name; numbers keep all digits,
// strings under a date-typed input become dates. A name that several models of a set have stands
// for all of them.
MUST_CHECK Status dmn_inputs_from_json(const DmnModel *model, Str json, Arena *arena,
                                       FeelValue *out_inputs, Error *error);
// The same into the arguments of a decision service.
MUST_CHECK Status dmn_arguments_from_json(const DmnModel *model, size_t service, Str json,
                                          Arena *arena, FeelValue *out_arguments, Error *error);
// Any JSON value, of no declared type.
MUST_CHECK Status dmn_value_from_json(Str json, Arena *arena, FeelValue *out_value, Error *error);
#endif

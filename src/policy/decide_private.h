// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_DECIDE_PRIVATE_H
#define POLICY_DECIDE_PRIVATE_H
// The memory of evaluations.
#include "policy/pack_private.h"
#include "policy/remember.h"

enum { DECIDER_TEXTS_MAX = 64 };

typedef struct KeptTexts { // each once, while there is room
    Arena arena;
    Str texts[DECIDER_TEXTS_MAX];
    size_t count;
} KeptTexts;

struct Decider {
    const Pack *pack;
    Arena arena; // of the current evaluation
    FeelRun run;
    FeelValue *values[MODEL_COUNT]; // one per input data of the model
    KeptTexts answers;              // for the life of the decider
    KeptTexts remembered;           // of the inputs in memories
    Text reason;
    DecisionMemory *memories; // by binding
};

FeelValue value_to_feel(Scalar scalar);
// Null when the type cannot hold the value exactly; type NULL: as it comes.
Scalar value_from_feel(Decider *decider, FeelValue value, ScalarType type);
const Binding *decider_binding(const Decider *decider, size_t binding);
FeelRun *decider_start(Decider *decider, Date clock); // with nothing of the evaluation before
// Evaluates with all inputs as they are; the result and trace live until the next evaluation.
FeelValue decider_run(Decider *decider, size_t index, const Scalar *inputs, Date clock,
                      DmnTrace *trace);
// What is to be explained.
typedef struct Asked {
    const Pack *pack;
    const Binding *binding;
    const Scalar *inputs;
    Region region;
    Date date;
} Asked;
// The value that the pack has for an input; NULL when it is no parameter, or was given otherwise.
const ParameterValue *asked_source(const Asked *asked, size_t input);
Str asked_unit(const Asked *asked, size_t input); // "" when it has none
// The trace with where its figures come from: as sentences.
void asked_tell(const Asked *asked, const DmnTrace *trace, bool is_english, Text *out);

// Inputs by name, one value per input of the binding at `index`: values given, then parameters of
// the region on the date (nothing given: null). INVALID names what is no input.
typedef struct GivenInput {
    Str name;
    Str text;     // as written
    bool is_null; // written as null
} GivenInput;
MUST_CHECK Status inputs_fill(const Pack *pack, size_t index, const GivenInput *given,
                              size_t given_count, Arena *arena, Scalar *out_inputs, Error *error);
void inputs_fill_parameters(const Pack *pack, size_t index, Region region, Date date,
                            Scalar *in_out_inputs);
#endif

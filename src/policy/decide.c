// SPDX-License-Identifier: Apache-2.0
// Evaluating decisions: scalars in, one scalar out. The hot path allocates nothing: the arena keeps
// its block, results of type text are kept once each.
#include "policy/decide_private.h"

#include "base/check.h"
#include "base/memory.h"

Decider *decider_new(const Pack *pack) {
    Decider *decider = memory_new(1, sizeof *decider);
    decider->pack = pack;
    for (size_t i = 0; i < MODEL_COUNT; i++) {
        decider->values[i] = memory_new(dmn_input_count(pack->models[i]) + 1, sizeof(FeelValue));
    }
    decider->memories = memory_new(pack->binding_count, sizeof *decider->memories);
    return decider;
}

const Pack *decider_pack(const Decider *decider) {
    return decider->pack;
}

void decider_free(Decider *decider) {
    if (decider == NULL) {
        return;
    }
    for (size_t i = 0; i < MODEL_COUNT; i++) {
        memory_free(decider->values[i]);
    }
    for (size_t i = 0; i < decider->pack->binding_count; i++) {
        decision_memory_release(&decider->memories[i]);
    }
    memory_free(decider->memories);
    arena_release(&decider->arena);
    arena_release(&decider->answers.arena);
    arena_release(&decider->remembered.arena);
    text_release(&decider->reason);
    memory_free(decider);
}

// ---- scalars and FEEL values

FeelValue value_to_feel(Scalar scalar) {
    switch ((ScalarType)scalar.type) {
    case SCALAR_NULL: return FEEL_NULL_VALUE;
    case SCALAR_BOOLEAN: return feel_boolean(scalar.number != 0);
    case SCALAR_INTEGER: return feel_integer(scalar.number);
    case SCALAR_DECIMAL: return feel_decimal(scalar.number, scalar.exponent);
    case SCALAR_MONEY: return feel_decimal(scalar.number, -2);
    case SCALAR_DATE: return feel_date((Date){(int32_t)scalar.number});
    case SCALAR_MONTH: return feel_date(month_first_day((Month){(int32_t)scalar.number}));
    case SCALAR_INSTANT: return feel_date(instant_date((Instant){scalar.number}));
    case SCALAR_TEXT: return feel_string_borrowed(scalar.text);
    case SCALAR_PERSON: break;
    }
    CHECK(false); // pack_read lets no decision read a person
    return FEEL_NULL_VALUE;
}

// With the fewest decimals that say it exactly.
static Scalar decimal_from_feel(FeelValue value) {
    enum { DECIMALS_MAX = 18 };
    Scalar scalar = {.type = SCALAR_DECIMAL};
    for (int decimals = 0; decimals <= DECIMALS_MAX; decimals++) {
        if (feel_to_scaled(value, -decimals, &scalar.number)) {
            scalar.exponent = (int8_t)-decimals;
            return scalar;
        }
    }
    return SCALAR_NONE;
}

static Scalar number_from_feel(FeelValue value, ScalarType type) {
    Scalar scalar = {.type = (uint8_t)type};
    if (type == SCALAR_MONEY) {
        return feel_to_scaled(value, -2, &scalar.number) ? scalar : SCALAR_NONE;
    }
    if (type == SCALAR_INTEGER) {
        return feel_to_scaled(value, 0, &scalar.number) ? scalar : SCALAR_NONE;
    }
    if (value.is_boxed) {
        return decimal_from_feel(value);
    }
    scalar = (Scalar){.type = SCALAR_DECIMAL, .exponent = value.exponent, .number = value.number};
    while (scalar.exponent < 0 && scalar.number % 10 == 0) { // 357.0000 reads 357
        scalar.number /= 10;
        scalar.exponent++;
    }
    return scalar;
}

// False: there is no more room for it.
static bool text_keep(KeptTexts *kept, Str *in_out_text) {
    for (size_t i = 0; i < kept->count; i++) {
        if (str_equal(kept->texts[i], *in_out_text)) {
            *in_out_text = kept->texts[i];
            return true;
        }
    }
    if (kept->count == DECIDER_TEXTS_MAX) {
        return false;
    }
    *in_out_text = arena_copy(&kept->arena, *in_out_text);
    kept->texts[kept->count++] = *in_out_text;
    return true;
}

// NULL type: as it comes. A value that the type cannot hold gives null.
Scalar value_from_feel(Decider *decider, FeelValue value, ScalarType type) {
    Date date = {0};
    bool is_number = type == SCALAR_NULL || type == SCALAR_DECIMAL || type == SCALAR_MONEY ||
                     type == SCALAR_INTEGER;
    if (value.kind == FEEL_NUMBER && is_number) {
        return number_from_feel(value, type);
    }
    if (value.kind == FEEL_BOOLEAN && (type == SCALAR_NULL || type == SCALAR_BOOLEAN)) {
        return scalar_boolean(value.number != 0);
    }
    if (value.kind == FEEL_STRING && (type == SCALAR_NULL || type == SCALAR_TEXT)) {
        // Answers are a handful of words, so callers may keep them; a computed text that comes late
        // is valid until the next call only.
        Str text = feel_as_string(value);
        text_keep(&decider->answers, &text);
        return scalar_text(text);
    }
    bool is_date = type == SCALAR_NULL || type == SCALAR_DATE;
    if (value.kind == FEEL_DATE && is_date && feel_to_date(value, &date)) {
        return scalar_date(date);
    }
    return SCALAR_NONE;
}

// ---- deciding

const Binding *decider_binding(const Decider *decider, size_t binding) {
    CHECK(binding < decider->pack->binding_count);
    return &decider->pack->bindings[binding];
}

static bool are_known(const Binding *binding, const Scalar *inputs) {
    for (size_t i = 0; i < binding->public.input_count; i++) {
        if (inputs[i].type == SCALAR_NULL) {
            return false;
        }
    }
    return true;
}

FeelRun *decider_start(Decider *decider, Date clock) {
    arena_clear(&decider->arena);
    FeelRun *run = &decider->run;
    run->arena = &decider->arena;
    run->today = clock;
    run->steps = 0;
    run->error_count = 0;
    return run;
}

FeelValue decider_run(Decider *decider, size_t index, const Scalar *inputs, Date clock,
                      DmnTrace *trace) {
    const Binding *binding = decider_binding(decider, index);
    FeelValue *values = decider->values[binding->model];
    for (size_t i = 0; i < binding->public.input_count; i++) {
        values[binding->model_inputs[i]] = value_to_feel(inputs[i]);
    }
    return dmn_decide(decider->pack->models[binding->model], binding->decision, values,
                      decider_start(decider, clock), (DmnOptions){.is_strict = true}, trace);
}

static Str reason_unknown(Decider *decider, const Binding *binding, const Scalar *inputs) {
    text_clear(&decider->reason);
    for (size_t i = 0; i < binding->public.input_count; i++) {
        if (inputs[i].type == SCALAR_NULL) {
            text_format(&decider->reason, "%s" STR_FMT " is not known",
                        decider->reason.length > 0 ? "; " : "",
                        STR_ARG(binding->public.inputs[i].name));
        }
    }
    return text_str(&decider->reason);
}

static Str reason_of_run(Decider *decider, const Binding *binding, FeelValue value) {
    if (decider->run.error_count > 0) {
        return decider->run.errors[0].message;
    }
    if (value.kind == FEEL_NULL) {
        return STR("");
    }
    text_clear(&decider->reason);
    text_format(&decider->reason, STR_FMT " answered with a %s that is no exact value of type %s",
                STR_ARG(binding->public.name), feel_kind_name((FeelKind)value.kind),
                binding->result == SCALAR_NULL ? "number, text, date or boolean"
                                               : scalar_type_name(binding->result));
    return text_str(&decider->reason);
}

static Scalar decide(Decider *decider, size_t binding, const Scalar *inputs, Date clock,
                     Str *out_reason) {
    const Binding *bound = decider_binding(decider, binding);
    FeelValue value = decider_run(decider, binding, inputs, clock, NULL);
    Scalar result = value_from_feel(decider, value, bound->result);
    if (result.type == SCALAR_NULL && out_reason != NULL) {
        *out_reason = reason_of_run(decider, bound, value);
    }
    return result;
}

static bool scalar_keep(KeptTexts *kept, Scalar *in_out_scalar) {
    return in_out_scalar->type != SCALAR_TEXT || text_keep(kept, &in_out_scalar->text);
}

// Remembers what was answered, if all its texts are kept.
static void remember(Decider *decider, size_t binding, size_t place, const Scalar *inputs,
                     Date clock, Scalar answer) {
    enum { INPUTS_MAX = 32 };
    size_t count = decider_binding(decider, binding)->public.input_count;
    Scalar kept[INPUTS_MAX];
    bool are_kept = count <= INPUTS_MAX && scalar_keep(&decider->answers, &answer);
    for (size_t i = 0; are_kept && i < count; i++) {
        kept[i] = inputs[i];
        are_kept = scalar_keep(&decider->remembered, &kept[i]);
    }
    if (are_kept) {
        decision_memory_put(&decider->memories[binding], place, kept, count, clock, answer);
    }
}

// The same inputs on the same day have the same answer.
static Scalar decide_or_remember(Decider *decider, size_t binding, const Scalar *inputs,
                                 Date clock) {
    DecisionMemory *memory = &decider->memories[binding];
    size_t count = decider_binding(decider, binding)->public.input_count;
    size_t place = 0;
    Scalar answer;
    if (!decision_memory_find(memory, inputs, count, clock, &place, &answer)) {
        answer = decide(decider, binding, inputs, clock, NULL);
        if (!memory->is_given_up) {
            remember(decider, binding, place, inputs, clock, answer);
        }
    }
    return answer;
}

Scalar decider_decide(Decider *decider, size_t binding, const Scalar *inputs, Date clock,
                      Str *out_reason) {
    const Binding *bound = decider_binding(decider, binding);
    Scalar result = SCALAR_NONE;
    Str reason = STR("");
    if (!are_known(bound, inputs)) {
        reason = out_reason == NULL ? reason : reason_unknown(decider, bound, inputs);
    } else if (out_reason == NULL) {
        result = decide_or_remember(decider, binding, inputs, clock);
    } else {
        result = decide(decider, binding, inputs, clock, &reason);
    }
    if (out_reason != NULL) {
        *out_reason = reason;
    }
    return result.type == SCALAR_NULL ? bound->when_unknown : result;
}

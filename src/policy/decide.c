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
    arena_release(&decider->arena);
    arena_release(&decider->kept);
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

// Answers are a handful of words, so callers may keep them; a computed text that comes late is
// valid until the next call only.
static Str keep_text(Decider *decider, Str text) {
    for (size_t i = 0; i < decider->text_count; i++) {
        if (str_equal(decider->texts[i], text)) {
            return decider->texts[i];
        }
    }
    if (decider->text_count == DECIDER_TEXTS_MAX) {
        return text;
    }
    return decider->texts[decider->text_count++] = arena_copy(&decider->kept, text);
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
        return scalar_text(keep_text(decider, feel_as_string(value)));
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

Scalar decider_decide(Decider *decider, size_t binding, const Scalar *inputs, Date clock,
                      Str *out_reason) {
    const Binding *bound = decider_binding(decider, binding);
    Scalar result = SCALAR_NONE;
    Str reason = STR("");
    if (are_known(bound, inputs)) {
        FeelValue value = decider_run(decider, binding, inputs, clock, NULL);
        result = value_from_feel(decider, value, bound->result);
        if (result.type == SCALAR_NULL && out_reason != NULL) {
            reason = reason_of_run(decider, bound, value);
        }
    } else if (out_reason != NULL) {
        reason = reason_unknown(decider, bound, inputs);
    }
    if (out_reason != NULL) {
        *out_reason = reason;
    }
    return result.type == SCALAR_NULL ? bound->when_unknown : result;
}

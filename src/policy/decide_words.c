// SPDX-License-Identifier: Apache-2.0
// Where the figures of a decision come from: parameters with their article, date and sureness,
// facts with their unit; around the sentences that dmn/ makes of a trace.
#include "policy/decide_private.h"

#include "base/check.h"
#include "domain/unit.h"

const ParameterValue *asked_source(const Asked *asked, size_t input) {
    const Input *asked_input = &asked->binding->public.inputs[input];
    if (asked_input->kind != INPUT_PARAMETER) {
        return NULL;
    }
    const Parameter *parameter = &asked->pack->parameters[asked_input->index];
    const ParameterValue *value = parameter_at(parameter, asked->region, asked->date);
    return value != NULL && scalar_equal(value->value, asked->inputs[input]) ? value : NULL;
}

Str asked_unit(const Asked *asked, size_t input) {
    const Input *asked_input = &asked->binding->public.inputs[input];
    switch (asked_input->kind) {
    case INPUT_PARAMETER: return asked->pack->parameters[asked_input->index].unit;
    case INPUT_FACT:
    case INPUT_FACT_BEFORE: return asked->pack->facts[asked_input->index].unit;
    case INPUT_ROW:
    case INPUT_CLOCK: break;
    }
    return STR("");
}

typedef struct Describing {
    const Asked *asked;
    bool is_english;
} Describing;

static const char *sureness_words(Sureness sureness, bool is_english) {
    static const char *const WORDS[][2] = {
        [SURENESS_SURE] = {"可靠", "sure"},
        [SURENESS_LIKELY] = {"较可靠", "likely"},
        [SURENESS_UNCERTAIN] = {"不确定", "uncertain"},
    };
    return WORDS[sureness][is_english ? 1 : 0];
}

// "（《……》第……条，2025-01-01 起，可靠）"
static void tell_source(const ParameterValue *source, bool is_english, Text *out) {
    CLEANUP(text_release) Text from = {0};
    scalar_format(scalar_date(source->from), &from);
    text_format(out,
                is_english ? " (" STR_FMT ", from " STR_FMT ", %s)"
                           : "（" STR_FMT "，" STR_FMT " 起，%s）",
                STR_ARG(source->reference), STR_ARG(text_str(&from)),
                sureness_words(source->sureness, is_english));
}

static void describe(const void *data, Str name, bool is_first, Text *before, Text *after) {
    const Describing *describing = data;
    const Asked *asked = describing->asked;
    bool is_english = describing->is_english;
    const DecisionBinding *binding = &asked->binding->public;
    size_t at = 0;
    while (at < binding->input_count && !str_equal(binding->inputs[at].name, name)) {
        at++;
    }
    if (at == binding->input_count || asked->inputs[at].type == SCALAR_NULL) {
        return;
    }
    CLEANUP(text_release) Text value = {0};
    scalar_format(asked->inputs[at], &value);
    Str unit = unit_words(asked_unit(asked, at), text_str(&value), is_english);
    if (unit.length > 0 && !str_equal(unit, STR("1"))) {
        text_format(after, " " STR_FMT, STR_ARG(unit));
    }
    if (binding->inputs[at].kind != INPUT_PARAMETER) {
        return;
    }
    text_append(before, is_english ? STR("parameter ") : STR("参数 "));
    const ParameterValue *source = asked_source(asked, at);
    if (source != NULL && is_first) {
        tell_source(source, is_english, after);
    } else if (source == NULL) {
        text_append(after,
                    is_english ? STR(" (given, not the pack's)") : STR("（给定值，不是政策包的）"));
    }
}

void asked_tell(const Asked *asked, const DmnTrace *trace, bool is_english, Text *out) {
    Describing describing = {asked, is_english};
    DmnTelling telling = {.is_english = is_english, .describe = describe, .data = &describing};
    dmn_trace_words(trace, &telling, out);
}

// SPDX-License-Identifier: Apache-2.0
#include "monitor/figures.h"

static Str unit_of(const FigureSource *source, const Input *input) {
    switch (input->kind) {
    case INPUT_PARAMETER: return pack_parameter(source->pack, (size_t)input->index)->unit;
    case INPUT_FACT:
    case INPUT_FACT_BEFORE: return pack_fact(source->pack, (size_t)input->index)->unit;
    case INPUT_ROW: {
        bool is_money =
            source->contract != NULL && source->contract->fields[input->index].type == SCALAR_MONEY;
        return is_money ? STR("yuan") : STR("");
    }
    case INPUT_CLOCK: return STR("");
    }
    return STR("");
}

static Str reference_of(const FigureSource *source, const Input *input) {
    if (input->kind != INPUT_PARAMETER) {
        return STR("");
    }
    const ParameterValue *value =
        fact_reader_parameter(source->reader, input->index, source->household);
    return value == NULL ? STR("") : value->reference;
}

Figure *figures_of(const FigureSource *source, int binding, const Scalar *inputs, Arena *arena,
                   size_t *out_count) {
    const DecisionBinding *decision = pack_decision(source->pack, (size_t)binding);
    Figure *figures = arena_alloc(arena, decision->input_count, sizeof *figures);
    for (size_t i = 0; i < decision->input_count; i++) {
        const Input *input = &decision->inputs[i];
        figures[i] = (Figure){.name = input->name,
                              .unit = unit_of(source, input),
                              .value = inputs[i],
                              .reference = reference_of(source, input)};
        if (inputs[i].type == SCALAR_TEXT) {
            figures[i].value.text = arena_copy(arena, inputs[i].text);
        }
    }
    *out_count = decision->input_count;
    return figures;
}

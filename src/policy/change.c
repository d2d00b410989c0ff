// SPDX-License-Identifier: Apache-2.0
// Parameters tried with other values: "保障标准=1250", "standard@330303002=1250",
// "standard@2025-07-01=1250".
#include "policy/source_private.h"

#include "base/memory.h"
#include "base/nearest.h"
#include <stdlib.h>
#include <string.h>

static void refuse_name(Source *source, Str name) {
    NearestName nearest = nearest_begin(name);
    Str meant;
    for (size_t i = 0; i < source->pack->parameter_count; i++) {
        nearest_offer(&nearest, source->pack->parameters[i].name);
        nearest_offer(&nearest, source->pack->parameters[i].id);
    }
    if (nearest_found(&nearest, &meant)) {
        source_fail(source, 0, "no parameter is named " STR_FMT "; is " STR_FMT " meant?",
                    STR_ARG(name), STR_ARG(meant));
    } else {
        source_fail(source, 0, "no parameter is named " STR_FMT "; parameters.yaml lists them",
                    STR_ARG(name));
    }
}

// What stands behind an @: a day or a region.
static void read_place(Source *source, Str text, ParameterValue *value) {
    Error ignored;
    bool is_date = text.length > 0 && (str_find(text, STR("-"), &(size_t){0}) ||
                                       str_find(text, STR("年"), &(size_t){0}));
    if (is_date && date_parse(text, &value->from, &ignored) == STATUS_OK) {
        return;
    }
    if (is_date || !region_parse(text, &value->region)) {
        source_fail(source, 0,
                    "\"" STR_FMT "\" is neither a day (2025-07-01) nor a region code of 2, 4, 6, "
                    "9 or 12 digits",
                    STR_ARG(text));
    } else if (!region_contains(source->pack->county, value->region)) {
        source_fail(source, 0, "\"" STR_FMT "\" is not in the pack's county", STR_ARG(text));
    }
}

static bool is_number(Scalar value) {
    return value.type == SCALAR_MONEY || value.type == SCALAR_INTEGER ||
           value.type == SCALAR_DECIMAL;
}

// number * 10^exponent > 1, for numbers above 0.
static bool is_above_one(Scalar value) {
    int64_t one = 1;
    for (int i = value.exponent; i < 0; i++) {
        if (__builtin_mul_overflow(one, 10, &one)) {
            return false; // so many places, and a number of 18 digits: far below one
        }
    }
    return value.number > one;
}

static void read_new_value(Source *source, const Parameter *parameter, ScalarType type, Str text,
                           ParameterValue *value) {
    Error error = {0};
    if (value_parse(source->arena, type, text, &value->value, &error) != STATUS_OK) {
        source_fail(source, 0, "%s; " STR_FMT " is given in " STR_FMT, error.message,
                    STR_ARG(parameter->name),
                    STR_ARG(parameter->unit.length > 0 ? parameter->unit : STR("yes or no")));
    } else if (is_number(value->value) && value->value.number < 0) {
        source_fail(source, 0, STR_FMT " (" STR_FMT ") cannot be negative",
                    STR_ARG(parameter->name), STR_ARG(parameter->unit));
    } else if (str_equal(parameter->unit, STR("share")) && is_above_one(value->value)) {
        source_fail(source, 0, STR_FMT " is a share from 0 to 1: 0.40 stands for 40 %%",
                    STR_ARG(parameter->name));
    }
}

// The new value takes the place of that from the same day, or, without a day, of all the region
// has.
static void put(Source *source, Parameter *parameter, const ParameterValue *value) {
    ParameterValue *values = arena_alloc(source->arena, parameter->value_count + 1, sizeof *values);
    size_t count = 0;
    for (size_t i = 0; i < parameter->value_count; i++) {
        const ParameterValue *old = &parameter->values[i];
        bool is_replaced =
            old->region.code == value->region.code &&
            (value->from.days == DATE_NONE.days || value->from.days == old->from.days);
        if (!is_replaced) {
            values[count++] = *old;
        }
    }
    values[count++] = *value;
    parameter->values = values;
    parameter->value_count = count;
    parameter_sort(parameter);
}

static void change(Source *source, Str text) {
    source->file = text;
    if (!str_find(text, STR("="), &(size_t){0})) {
        source_fail(source, 0, "a change is written NAME=VALUE, as in standard=1250");
        return;
    }
    Str rest = text;
    Str name = str_cut(&rest, '=');
    Str place = name;
    name = str_trim(str_cut(&place, '@'));
    int index = pack_find_parameter(source->pack, name);
    if (index < 0) {
        refuse_name(source, name);
        return;
    }
    Parameter *parameter = &source->pack->parameters[index];
    ParameterValue value = {.from = DATE_NONE,
                            .region = source->pack->county,
                            .reference =
                                arena_format(source->arena, "tried: " STR_FMT, STR_ARG(text)),
                            .sureness = SURENESS_UNCERTAIN};
    while (place.length > 0) {
        read_place(source, str_trim(str_cut(&place, '@')), &value);
    }
    read_new_value(source, parameter, source->pack->parameter_types[index], str_trim(rest), &value);
    if (source_is_fine(source)) {
        put(source, parameter, &value);
    }
}

void change_parameters(Source *source) {
    for (size_t i = 0; i < source->change_count && source_is_fine(source); i++) {
        change(source, source->changes[i]);
    }
}

// SPDX-License-Identifier: Apache-2.0
// parameters.yaml and codes.yaml.
#include "policy/source_private.h"

#include <stdlib.h>

static ParameterValue read_value(Source *source, const YamlNode *node, ScalarType type) {
    source_check_keys(source, node, "from|region|value|sureness|reference");
    ParameterValue value = {
        .from = source_date(source, node, "from"),
        .region =
            source_region(source, source_text(source, node, "region"), node_line(node, "region")),
        .reference = source_text(source, node, "reference"),
    };
    Str sureness = source_text(source, node, "sureness");
    value.sureness = (Sureness)source_choice(source, sureness, node_line(node, "sureness"),
                                             "sure|likely|uncertain");
    Str text = source_text(source, node, "value");
    Error error = {0};
    if (source_is_fine(source) &&
        value_parse(source->arena, type, text, &value.value, &error) != STATUS_OK) {
        source_fail(source, node_line(node, "value"), "%s", error.message);
    }
    return value;
}

// Most special region first, then by code (so that one region's values are together), newest first.
static int value_order(const void *a, const void *b) {
    const ParameterValue *left = a, *right = b;
    int level = region_level(right->region) - region_level(left->region);
    if (level != 0) {
        return level;
    }
    if (left->region.code != right->region.code) {
        return left->region.code < right->region.code ? -1 : 1;
    }
    return (right->from.days > left->from.days) - (right->from.days < left->from.days);
}

void parameter_sort(Parameter *parameter) {
    qsort(parameter->values, parameter->value_count, sizeof *parameter->values, value_order);
}

static void check_values(Source *source, const Parameter *parameter, int line) {
    for (size_t i = 1; i < parameter->value_count; i++) {
        const ParameterValue *one = &parameter->values[i - 1], *other = &parameter->values[i];
        if (one->region.code == other->region.code && one->from.days == other->from.days) {
            source_fail(source, line,
                        "parameter " STR_FMT " has two values for one region from one day; "
                        "remove one",
                        STR_ARG(parameter->name));
        }
    }
}

static void read_parameter(Source *source, Str id, const YamlNode *node, size_t index) {
    Pack *pack = source->pack;
    source_check_keys(source, node, "name|english|unit|type|values");
    ScalarType type = source_type(source, node, "type");
    Parameter parameter = {
        .id = id,
        .name = source_text(source, node, "name"),
        .english = source_text(source, node, "english"),
        .unit = type == SCALAR_BOOLEAN ? STR("") : source_text(source, node, "unit"),
    };
    const YamlNode *values = yaml_get(node, "values");
    if (values == NULL || values->kind != YAML_LIST || values->count == 0) {
        source_fail(source, node->line, "parameter " STR_FMT " needs a list of values",
                    STR_ARG(id));
        return;
    }
    parameter.values = arena_alloc(&pack->arena, values->count, sizeof *parameter.values);
    for (size_t i = 0; i < values->count; i++) {
        parameter.values[i] = read_value(source, &values->items[i], type);
    }
    parameter.value_count = values->count;
    parameter_sort(&parameter);
    check_values(source, &parameter, node->line);
    if (source_is_fine(source) && pack_find_parameter(pack, parameter.name) >= 0) {
        source_fail(source, node->line, "two parameters are named " STR_FMT "; rename one",
                    STR_ARG(parameter.name));
    }
    pack->parameters[index] = parameter;
    pack->parameter_types[index] = type;
    pack->parameter_count = index + 1;
}

void read_parameters(Source *source) {
    const YamlNode *root = source_open(source, "parameters.yaml");
    Pack *pack = source->pack;
    pack->parameters = arena_alloc(&pack->arena, root->count + 1, sizeof *pack->parameters);
    pack->parameter_types =
        arena_alloc(&pack->arena, root->count + 1, sizeof *pack->parameter_types);
    for (size_t i = 0; i < root->count && source_is_fine(source); i++) {
        read_parameter(source, root->keys[i], &root->items[i], i);
    }
}

// ---- code lists

static CodeList read_list(Source *source, Str id, const YamlNode *node) {
    source_check_keys(source, node, "name|english|sureness|reference|codes");
    source_text(source, node, "name");
    source_text(source, node, "english");
    source_text(source, node, "reference");
    source_choice(source, source_text(source, node, "sureness"), node_line(node, "sureness"),
                  "sure|likely|uncertain");
    const YamlNode *codes = source_map(source, node, "codes");
    if (codes->count == 0) {
        source_fail(source, node->line, "the list " STR_FMT " is empty", STR_ARG(id));
    }
    return (CodeList){.id = id, .codes = codes->keys, .count = codes->count};
}

void read_codes(Source *source) {
    const YamlNode *root = source_open(source, "codes.yaml");
    Pack *pack = source->pack;
    pack->lists = arena_alloc(&pack->arena, root->count + 1, sizeof *pack->lists);
    for (size_t i = 0; i < root->count && source_is_fine(source); i++) {
        pack->lists[i] = read_list(source, root->keys[i], &root->items[i]);
        pack->list_count = i + 1;
    }
}

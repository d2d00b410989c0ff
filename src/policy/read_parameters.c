// SPDX-License-Identifier: Apache-2.0
// parameters.yaml and codes.yaml.
#include "policy/reader_private.h"

#include <stdlib.h>

static ParameterValue read_value(PackReader *reader, const YamlNode *node, ScalarType type) {
    reader_check_keys(reader, node, "from|region|value|sureness|reference");
    ParameterValue value = {
        .from = reader_date(reader, node, "from"),
        .region =
            reader_region(reader, reader_text(reader, node, "region"), node_line(node, "region")),
        .reference = reader_text(reader, node, "reference"),
    };
    Str sureness = reader_text(reader, node, "sureness");
    value.sureness = (Sureness)reader_choice(reader, sureness, node_line(node, "sureness"),
                                             "sure|likely|uncertain");
    Str text = reader_text(reader, node, "value");
    Error error = {0};
    if (reader_is_fine(reader) &&
        value_parse(&reader->pack->arena, type, text, &value.value, &error) != STATUS_OK) {
        reader_fail(reader, node_line(node, "value"), "%s", error.message);
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

static void check_values(PackReader *reader, const Parameter *parameter, int line) {
    for (size_t i = 1; i < parameter->value_count; i++) {
        const ParameterValue *one = &parameter->values[i - 1], *other = &parameter->values[i];
        if (one->region.code == other->region.code && one->from.days == other->from.days) {
            reader_fail(reader, line,
                        "parameter " STR_FMT " has two values for one region from one day; "
                        "remove one",
                        STR_ARG(parameter->name));
        }
    }
}

static void read_parameter(PackReader *reader, Str id, const YamlNode *node, size_t index) {
    Pack *pack = reader->pack;
    reader_check_keys(reader, node, "name|english|unit|type|values");
    ScalarType type = reader_type(reader, node, "type");
    Parameter parameter = {
        .id = id,
        .name = reader_text(reader, node, "name"),
        .english = reader_text(reader, node, "english"),
        .unit = reader_text(reader, node, "unit"),
    };
    const YamlNode *values = yaml_get(node, "values");
    if (values == NULL || values->kind != YAML_LIST || values->count == 0) {
        reader_fail(reader, node->line, "parameter " STR_FMT " needs a list of values",
                    STR_ARG(id));
        return;
    }
    parameter.values = arena_alloc(&pack->arena, values->count, sizeof *parameter.values);
    for (size_t i = 0; i < values->count; i++) {
        parameter.values[i] = read_value(reader, &values->items[i], type);
    }
    parameter.value_count = values->count;
    qsort(parameter.values, parameter.value_count, sizeof *parameter.values, value_order);
    check_values(reader, &parameter, node->line);
    if (reader_is_fine(reader) && pack_find_parameter(pack, parameter.name) >= 0) {
        reader_fail(reader, node->line, "two parameters are named " STR_FMT "; rename one",
                    STR_ARG(parameter.name));
    }
    pack->parameters[index] = parameter;
    pack->parameter_types[index] = type;
    pack->parameter_count = index + 1;
}

void read_parameters(PackReader *reader) {
    const YamlNode *root = reader_open(reader, "parameters.yaml");
    Pack *pack = reader->pack;
    pack->parameters = arena_alloc(&pack->arena, root->count + 1, sizeof *pack->parameters);
    pack->parameter_types =
        arena_alloc(&pack->arena, root->count + 1, sizeof *pack->parameter_types);
    for (size_t i = 0; i < root->count && reader_is_fine(reader); i++) {
        read_parameter(reader, root->keys[i], &root->items[i], i);
    }
}

// ---- code lists

static CodeList read_list(PackReader *reader, Str id, const YamlNode *node) {
    reader_check_keys(reader, node, "name|english|sureness|reference|codes");
    reader_text(reader, node, "name");
    reader_text(reader, node, "english");
    reader_text(reader, node, "reference");
    reader_choice(reader, reader_text(reader, node, "sureness"), node_line(node, "sureness"),
                  "sure|likely|uncertain");
    const YamlNode *codes = reader_map(reader, node, "codes");
    if (codes->count == 0) {
        reader_fail(reader, node->line, "the list " STR_FMT " is empty", STR_ARG(id));
    }
    return (CodeList){.id = id, .codes = codes->keys, .count = codes->count};
}

void read_codes(PackReader *reader) {
    const YamlNode *root = reader_open(reader, "codes.yaml");
    Pack *pack = reader->pack;
    pack->lists = arena_alloc(&pack->arena, root->count + 1, sizeof *pack->lists);
    for (size_t i = 0; i < root->count && reader_is_fine(reader); i++) {
        pack->lists[i] = read_list(reader, root->keys[i], &root->items[i]);
        pack->list_count = i + 1;
    }
}

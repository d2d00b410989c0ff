// SPDX-License-Identifier: Apache-2.0
// JSON values as FEEL values: numbers keep every digit; a text where the model wants a date, time
// or duration is read as one, everywhere inside lists and contexts too.
#include "base/check.h"
#include "dmn/dmn.h"
#include "dmn/model.h"
#include "feel/number.h"
#include "format/json.h"

typedef struct JsonInput {
    Arena *arena;
    Str name; // of the input, for messages
    Error *error;
} JsonInput;

static bool is_temporal(FeelKind kind) {
    return kind == FEEL_DATE || kind == FEEL_TIME || kind == FEEL_DATE_TIME ||
           kind == FEEL_DAYS_DURATION || kind == FEEL_MONTHS_DURATION;
}

static Status input_fail(const JsonInput *input, const char *what, Str value) {
    return error_set(input->error, STATUS_INVALID, "input '" STR_FMT "': '" STR_FMT "' is not %s",
                     STR_ARG(input->name), STR_ARG(value), what);
}

// A FEEL literal, evaluated; null when it is none.
static FeelValue literal_value(Arena *arena, Str literal) {
    static const FeelScope NO_NAMES = {0};
    const FeelProgram *program = NULL;
    FeelPlace place;
    if (feel_compile(arena, literal, &NO_NAMES, &program, &place, NULL) != STATUS_OK) {
        return FEEL_NULL_VALUE;
    }
    FeelRun *run = arena_alloc(arena, 1, sizeof *run);
    *run = (FeelRun){.arena = arena, .today = DATE_NONE};
    return feel_run(program, run, NULL);
}

static Status number_value(const JsonInput *input, Str digits, FeelValue *out_value) {
    FeelValue value = number_parse(input->arena, digits);
    if (value.kind != FEEL_NUMBER) {
        return input_fail(input, "a number that can be represented", digits);
    }
    *out_value = value;
    return STATUS_OK;
}

// The characters of dates, times and durations; nothing here can end the literal early.
static bool is_temporal_text(Str text) {
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool is_mark =
            c == '-' || c == '+' || c == ':' || c == '.' || c == '/' || c == '@' || c == '_';
        if (!is_letter && !is_mark && (c < '0' || c > '9')) {
            return false;
        }
    }
    return text.length > 0;
}

static Status temporal_value(const JsonInput *input, Str text, FeelKind kind,
                             FeelValue *out_value) {
    FeelValue value = FEEL_NULL_VALUE;
    if (is_temporal_text(text)) {
        value = literal_value(input->arena,
                              arena_format(input->arena, "@\"" STR_FMT "\"", STR_ARG(text)));
    }
    bool fits = value.kind == kind || (value.kind == FEEL_DATE && kind == FEEL_DATE_TIME);
    if (!fits) {
        return error_set(input->error, STATUS_INVALID,
                         "input '" STR_FMT "': '" STR_FMT
                         "' is not a %s; write dates as 2025-08-22, durations as P1Y2M or P3DT4H",
                         STR_ARG(input->name), STR_ARG(text), feel_kind_name(kind));
    }
    *out_value = value;
    return STATUS_OK;
}

static const Type *component_type(const Type *type, Str name) {
    for (size_t i = 0; type != NULL && i < type->component_count; i++) {
        if (str_equal(type->components[i].name, name)) {
            return &type->components[i];
        }
    }
    return NULL;
}

// What an item of the type is, behind aliases. A list of one may be written without brackets.
static const Type *type_behind(const Type *type) {
    while (type != NULL && type->kind == TYPE_ALIAS) {
        type = type->of;
    }
    return type;
}

static Status value_of(const JsonInput *input, const JsonNode *node, const Type *type,
                       FeelValue *out_value);

static Status list_value(const JsonInput *input, const JsonNode *node, const Type *type,
                         FeelValue *out_value) {
    FeelValue *items = arena_alloc(input->arena, node->count, sizeof *items);
    for (size_t i = 0; i < node->count; i++) {
        Status status = value_of(input, &node->items[i], type, &items[i]);
        if (status != STATUS_OK) {
            return status;
        }
    }
    *out_value = feel_list(input->arena, items, node->count);
    return STATUS_OK;
}

static Status object_value(const JsonInput *input, const JsonNode *node, const Type *type,
                           FeelValue *out_value) {
    const Type *behind = type_behind(type);
    FeelEntry *entries = arena_alloc(input->arena, node->count, sizeof *entries);
    for (size_t i = 0; i < node->count; i++) {
        entries[i].name = arena_copy(input->arena, node->keys[i]);
        Status status = value_of(input, &node->items[i], component_type(behind, node->keys[i]),
                                 &entries[i].value);
        if (status != STATUS_OK) {
            return status;
        }
    }
    *out_value = feel_context(input->arena, entries, node->count);
    return STATUS_OK;
}

static Status string_value(const JsonInput *input, const JsonNode *node, const Type *type,
                           FeelValue *out_value) {
    const Type *behind = type_behind(type);
    if (behind != NULL && behind->kind == TYPE_BASE && is_temporal(behind->base)) {
        return temporal_value(input, node->text, behind->base, out_value);
    }
    *out_value = feel_string(input->arena, node->text);
    return STATUS_OK;
}

static Status value_of(const JsonInput *input, const JsonNode *node, const Type *type,
                       FeelValue *out_value) {
    switch (node->kind) {
    case JSON_NULL: *out_value = FEEL_NULL_VALUE; return STATUS_OK;
    case JSON_FALSE: *out_value = feel_boolean(false); return STATUS_OK;
    case JSON_TRUE: *out_value = feel_boolean(true); return STATUS_OK;
    case JSON_NUMBER: return number_value(input, node->text, out_value);
    case JSON_STRING: return string_value(input, node, type, out_value);
    case JSON_LIST: return list_value(input, node, type, out_value);
    case JSON_OBJECT: return object_value(input, node, type, out_value);
    }
    return STATUS_OK;
}

// What is given values by name: the model's input data, or what a service is given.
typedef struct Places {
    const DmnModel *model;
    const Element *service; // NULL: the model's inputs
    size_t count;
} Places;

static const Element *place_at(const Places *places, size_t index) {
    const DmnModel *model = places->model;
    return &model->elements[places->service == NULL ? model->inputs[index]
                                                    : places->service->parameters[index]];
}

// A name that several models of a set have stands for all of them, each with its own type.
static Status read_value(const Places *places, Str name, const JsonNode *node, Arena *arena,
                         FeelValue *values, Error *error) {
    bool is_found = false;
    for (size_t i = 0; i < places->count; i++) {
        const Element *element = place_at(places, i);
        if (!str_equal(element->variable.name, name)) {
            continue;
        }
        JsonInput input = {arena, name, error};
        Status status = value_of(&input, node, element->variable.type, &values[i]);
        if (status != STATUS_OK) {
            return status;
        }
        is_found = true;
    }
    return is_found ? STATUS_OK
                    : error_set(error, STATUS_NOT_FOUND,
                                "'" STR_FMT "' is not an input of model '" STR_FMT "'",
                                STR_ARG(name), STR_ARG(dmn_model_name(places->model)));
}

// Into a copy first: a failed call leaves the caller's values as they are.
static Status read_values(const Places *places, Str json, Arena *arena, FeelValue *out_values,
                          Error *error) {
    const JsonNode *root = NULL;
    Status status = json_read(json, arena, &root, error);
    if (status == STATUS_OK && root->kind != JSON_OBJECT) {
        status = error_set(error, STATUS_INVALID,
                           "inputs must be an object, {\"input name\": value, ...}");
    }
    if (status != STATUS_OK) {
        return status;
    }
    FeelValue *values = arena_alloc(arena, places->count, sizeof *values);
    for (size_t i = 0; i < root->count; i++) {
        status = read_value(places, root->keys[i], &root->items[i], arena, values, error);
        if (status != STATUS_OK) {
            return status;
        }
    }
    for (size_t i = 0; i < places->count; i++) {
        out_values[i] = values[i];
    }
    return STATUS_OK;
}

Status dmn_inputs_from_json(const DmnModel *model, Str json, Arena *arena, FeelValue *out_inputs,
                            Error *error) {
    Places places = {.model = model, .count = model->input_count};
    return read_values(&places, json, arena, out_inputs, error);
}

Status dmn_arguments_from_json(const DmnModel *model, size_t service, Str json, Arena *arena,
                               FeelValue *out_arguments, Error *error) {
    CHECK(service < model->service_count);
    const Element *element = &model->elements[model->services[service]];
    Places places = {model, element, element->parameter_count};
    return read_values(&places, json, arena, out_arguments, error);
}

Status dmn_value_from_json(Str json, Arena *arena, FeelValue *out_value, Error *error) {
    const JsonNode *root = NULL;
    Status status = json_read(json, arena, &root, error);
    if (status != STATUS_OK) {
        return status;
    }
    JsonInput input = {arena, STR("JSON"), error};
    return value_of(&input, root, NULL, out_value);
}

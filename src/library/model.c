// SPDX-License-Identifier: Apache-2.0
// Models as a C program sees them: names and types are C texts, made once.
#include "base/memory.h"
#include "library/library_private.h"

const char *doudi_version(void) {
    return DOUDI_VERSION;
}

const char *library_text(Arena *arena, Str text) {
    return arena_copy(arena, text).data;
}

typedef Str (*Tell)(const DmnModel *dmn, size_t index);

static Str no_type(const DmnModel *dmn, size_t index) {
    (void)dmn;
    (void)index;
    return STR("");
}

static VariableList list_part(DoudiModel *model, size_t count, Tell name, Tell type) {
    VariableList list = {arena_alloc(&model->arena, count, sizeof *list.items), count};
    for (size_t i = 0; i < count; i++) {
        list.items[i] = (DoudiVariable){library_text(&model->arena, name(model->dmn, i)),
                                        library_text(&model->arena, type(model->dmn, i))};
    }
    return list;
}

static VariableList list_parameters(DoudiModel *model, size_t service) {
    size_t count = dmn_service_parameter_count(model->dmn, service);
    VariableList list = {arena_alloc(&model->arena, count, sizeof *list.items), count};
    for (size_t i = 0; i < count; i++) {
        Str name = dmn_service_parameter_name(model->dmn, service, i);
        Str type = dmn_service_parameter_type(model->dmn, service, i);
        list.items[i] =
            (DoudiVariable){library_text(&model->arena, name), library_text(&model->arena, type)};
    }
    return list;
}

static DoudiModel *model_new(DmnModel *dmn) {
    DoudiModel *model = memory_new(1, sizeof *model);
    model->dmn = dmn;
    model->name = library_text(&model->arena, dmn_model_name(dmn));
    model->parts[DOUDI_INPUTS] =
        list_part(model, dmn_input_count(dmn), dmn_input_name, dmn_input_type);
    model->parts[DOUDI_DECISIONS] =
        list_part(model, dmn_decision_count(dmn), dmn_decision_name, dmn_decision_type);
    size_t services = dmn_service_count(dmn);
    model->parts[DOUDI_SERVICES] = list_part(model, services, dmn_service_name, no_type);
    model->parameters = arena_alloc(&model->arena, services, sizeof *model->parameters);
    for (size_t i = 0; i < services; i++) {
        model->parameters[i] = list_parameters(model, i);
    }
    return model;
}

// Messages of the reader begin "name:line: ".
static FeelPlace place_in_file(const DoudiSource *sources, size_t count, const Error *error) {
    Str message = str_from(error->message);
    for (size_t i = 0; i < count; i++) {
        Str name = str_from(sources[i].name);
        if (str_starts_with(message, name)) {
            Str rest = str_slice(message, name.length, message.length);
            int64_t line = 0;
            if (str_starts_with(rest, STR(":"))) {
                (void)str_cut(&rest, ':');
                bool is_number = str_to_int64(str_cut(&rest, ':'), &line);
                return (FeelPlace){.line = is_number && line <= INT32_MAX ? (int)line : 0};
            }
        }
    }
    return (FeelPlace){0};
}

DoudiStatus doudi_model_read(const DoudiSource *sources, size_t count, DoudiReading reading,
                             DoudiModel **out_model, DoudiError *error) {
    CHECK(sources != NULL && count > 0 && out_model != NULL);
    DmnModel *dmn = NULL;
    Error inner = {0};
    DmnSource *files = memory_new(count, sizeof *files);
    for (size_t i = 0; i < count; i++) {
        CHECK(sources[i].name != NULL && (sources[i].bytes != NULL || sources[i].length == 0));
        files[i] = (DmnSource){str_from(sources[i].name), {sources[i].bytes, sources[i].length}};
    }
    DmnReading how = reading == DOUDI_READ_LENIENT ? DMN_LENIENT : DMN_STRICT;
    Status status = dmn_models_read(files, count, how, &dmn, &inner);
    memory_free(files);
    if (status != STATUS_OK) {
        return library_fail_at(&inner, place_in_file(sources, count, &inner), error);
    }
    *out_model = model_new(dmn);
    return DOUDI_OK;
}

void doudi_model_free(DoudiModel *model) {
    if (model != NULL) {
        dmn_model_free(model->dmn);
        arena_release(&model->arena);
        memory_free(model);
    }
}

const char *doudi_model_name(const DoudiModel *model) {
    CHECK(model != NULL);
    return model->name;
}

static const VariableList *part_of(const DoudiModel *model, DoudiPart part) {
    CHECK(model != NULL);
    CHECK((size_t)part < PART_COUNT);
    return &model->parts[part];
}

size_t doudi_model_count(const DoudiModel *model, DoudiPart part) {
    return part_of(model, part)->count;
}

static const DoudiVariable *variable_at(const VariableList *list, size_t index) {
    return index < list->count ? &list->items[index] : NULL;
}

const DoudiVariable *doudi_model_at(const DoudiModel *model, DoudiPart part, size_t index) {
    return variable_at(part_of(model, part), index);
}

bool doudi_model_find(const DoudiModel *model, DoudiPart part, const char *name,
                      size_t *out_index) {
    CHECK(model != NULL && name != NULL && out_index != NULL);
    int found = -1;
    switch (part) {
    case DOUDI_INPUTS: found = dmn_find_input(model->dmn, str_from(name)); break;
    case DOUDI_DECISIONS: found = dmn_find_decision(model->dmn, str_from(name)); break;
    case DOUDI_SERVICES: found = dmn_find_service(model->dmn, str_from(name)); break;
    }
    if (found < 0) {
        return false;
    }
    *out_index = (size_t)found;
    return true;
}

bool doudi_model_needs(const DoudiModel *model, size_t decision, size_t input) {
    size_t inputs = part_of(model, DOUDI_INPUTS)->count;
    if (decision >= model->parts[DOUDI_DECISIONS].count || input >= inputs) {
        return false;
    }
    bool *used = memory_new(inputs, sizeof *used);
    dmn_inputs_used(model->dmn, decision, used);
    bool is_needed = used[input];
    memory_free(used);
    return is_needed;
}

const DoudiVariable *doudi_model_parameter(const DoudiModel *model, size_t service, size_t index) {
    bool is_there = service < part_of(model, DOUDI_SERVICES)->count;
    return is_there ? variable_at(&model->parameters[service], index) : NULL;
}

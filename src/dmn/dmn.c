// SPDX-License-Identifier: Apache-2.0
#include "dmn/dmn.h"
#include "base/check.h"
#include "base/memory.h"
#include "dmn/compile.h"
#include "dmn/imports.h"
#include "dmn/reader.h"

static Status model_build(DmnModel *model, const DmnSource *sources, size_t count, Error *error) {
    ModelSource *read = arena_alloc(&model->arena, count, sizeof *read);
    for (size_t i = 0; i < count; i++) {
        read[i].file_name = sources[i].file_name;
        // The tree borrows nothing from the bytes, so the model does not either.
        Status status =
            xml_read(sources[i].xml, sources[i].file_name, &model->arena, &read[i].root, error);
        if (status != STATUS_OK) {
            return status;
        }
    }
    Status status = model_link(model, read, count, error);
    return status == STATUS_OK ? model_compile(model, error) : status;
}

Status dmn_models_read(const DmnSource *sources, size_t count, DmnReading reading,
                       DmnModel **out_model, Error *error) {
    CHECK(count > 0);
    DmnModel *model = memory_new(1, sizeof *model);
    model->is_lenient = reading == DMN_LENIENT;
    Status status = model_build(model, sources, count, error);
    if (status != STATUS_OK) {
        dmn_model_free(model);
        return status;
    }
    *out_model = model;
    return STATUS_OK;
}

Status dmn_model_read(Str xml, Str file_name, DmnModel **out_model, Error *error) {
    DmnSource source = {file_name, xml};
    return dmn_models_read(&source, 1, DMN_STRICT, out_model, error);
}

Status dmn_model_read_lenient(Str xml, Str file_name, DmnModel **out_model, Error *error) {
    DmnSource source = {file_name, xml};
    return dmn_models_read(&source, 1, DMN_LENIENT, out_model, error);
}

void dmn_model_free(DmnModel *model) {
    if (model != NULL) {
        arena_release(&model->arena);
        memory_free(model);
    }
}

Str dmn_model_name(const DmnModel *model) {
    return model->files[0].name;
}

static const Element *input_element(const DmnModel *model, size_t input) {
    CHECK(input < model->input_count);
    return &model->elements[model->inputs[input]];
}

static const Element *decision_element(const DmnModel *model, size_t decision) {
    CHECK(decision < model->decision_count);
    return &model->elements[model->decisions[decision]];
}

size_t dmn_input_count(const DmnModel *model) {
    return model->input_count;
}

Str dmn_input_name(const DmnModel *model, size_t input) {
    return input_element(model, input)->variable.name;
}

static Str base_type_name(const Type *type) {
    while (type != NULL && type->kind == TYPE_ALIAS && !type->is_list) {
        type = type->of;
    }
    if (type == NULL) {
        return STR("");
    }
    if (type->is_list) {
        return STR("list");
    }
    switch (type->kind) {
    case TYPE_BASE: return str_from(feel_kind_name(type->base));
    case TYPE_CONTEXT: return STR("context");
    case TYPE_FUNCTION: return STR("function");
    case TYPE_ALIAS:
    case TYPE_ANYTHING: break;
    }
    return STR("");
}

Str dmn_input_type(const DmnModel *model, size_t input) {
    return base_type_name(input_element(model, input)->variable.type);
}

// The element of that kind by name, of any file; -1 when there is none or, unless a namespace tells
// them apart, several.
static int find_imported(const DmnModel *model, ElementKind kind, Str name_space, Str name) {
    int found = -1;
    for (size_t i = 0; i < model->element_count; i++) {
        const Element *element = &model->elements[i];
        bool is_meant = element->kind == kind && str_equal(element->variable.name, name) &&
                        (name_space.length == 0 ||
                         str_equal(model->files[element->file].name_space, name_space));
        if (is_meant && found >= 0) {
            return -1;
        }
        found = is_meant ? (int)element->ordinal : found;
    }
    return found;
}

int dmn_find_input(const DmnModel *model, Str name) {
    size_t at = 0;
    return name_index_find(&model->input_names, name, &at)
               ? (int)at
               : find_imported(model, ELEMENT_INPUT, STR(""), name);
}

int dmn_find_input_of(const DmnModel *model, Str name_space, Str name) {
    return name_space.length == 0 ? dmn_find_input(model, name)
                                  : find_imported(model, ELEMENT_INPUT, name_space, name);
}

size_t dmn_decision_count(const DmnModel *model) {
    return model->decision_count;
}

Str dmn_decision_name(const DmnModel *model, size_t decision) {
    return decision_element(model, decision)->variable.name;
}

Str dmn_decision_type(const DmnModel *model, size_t decision) {
    return base_type_name(decision_element(model, decision)->variable.type);
}

int dmn_find_decision(const DmnModel *model, Str name) {
    size_t at = 0;
    return name_index_find(&model->decision_names, name, &at)
               ? (int)at
               : find_imported(model, ELEMENT_DECISION, STR(""), name);
}

void dmn_inputs_used(const DmnModel *model, size_t decision, bool *used) {
    const Plan *plan = &decision_element(model, decision)->plan;
    for (size_t i = 0; i < model->input_count; i++) {
        used[i] = false;
    }
    for (size_t i = 0; i < plan->input_count; i++) {
        used[model->elements[plan->inputs[i]].ordinal] = true;
    }
}

static const Element *service_element(const DmnModel *model, size_t service) {
    CHECK(service < model->service_count);
    return &model->elements[model->services[service]];
}

size_t dmn_service_count(const DmnModel *model) {
    return model->service_count;
}

Str dmn_service_name(const DmnModel *model, size_t service) {
    return service_element(model, service)->variable.name;
}

int dmn_find_service(const DmnModel *model, Str name) {
    size_t at = 0;
    return name_index_find(&model->service_names, name, &at)
               ? (int)at
               : find_imported(model, ELEMENT_SERVICE, STR(""), name);
}

size_t dmn_service_parameter_count(const DmnModel *model, size_t service) {
    return service_element(model, service)->parameter_count;
}

static const Element *service_parameter(const DmnModel *model, size_t service, size_t parameter) {
    const Element *element = service_element(model, service);
    CHECK(parameter < element->parameter_count);
    return &model->elements[element->parameters[parameter]];
}

Str dmn_service_parameter_name(const DmnModel *model, size_t service, size_t parameter) {
    return service_parameter(model, service, parameter)->variable.name;
}

Str dmn_service_parameter_type(const DmnModel *model, size_t service, size_t parameter) {
    return base_type_name(service_parameter(model, service, parameter)->variable.type);
}

static const Table *decision_table(const DmnModel *model, size_t decision) {
    const Expression *logic = decision_element(model, decision)->logic;
    return logic != NULL && logic->kind == EXPRESSION_TABLE ? logic->table : NULL;
}

size_t dmn_rule_count(const DmnModel *model, size_t decision) {
    const Table *table = decision_table(model, decision);
    return table == NULL ? 0 : table->rule_count;
}

Str dmn_rule_text(const DmnModel *model, size_t decision, size_t rule) {
    const Table *table = decision_table(model, decision);
    CHECK(table != NULL && rule < table->rule_count);
    return table->rules[rule].annotation;
}

size_t dmn_service_output_count(const DmnModel *model, size_t service) {
    const Element *element = service_element(model, service);
    size_t count = 0;
    for (size_t i = 0; i < element->requirement_count; i++) {
        count += element->requirements[i].kind == SERVICE_OUTPUT;
    }
    return count;
}

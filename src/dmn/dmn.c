// SPDX-License-Identifier: Apache-2.0
#include "dmn/dmn.h"
#include "base/check.h"
#include "base/memory.h"
#include "dmn/compile.h"
#include "dmn/reader.h"

static Status model_build(DmnModel *model, Str xml, Error *error) {
    const XmlNode *root = NULL;
    // The tree borrows nothing from `xml`, so the model does not either.
    Status status = xml_read(xml, model->file_name, &model->arena, &root, error);
    if (status == STATUS_OK) {
        status = model_read(model, root, error);
    }
    return status == STATUS_OK ? model_compile(model, error) : status;
}

static Status model_new(Str xml, Str file_name, bool is_lenient, DmnModel **out_model,
                        Error *error) {
    DmnModel *model = memory_new(1, sizeof *model);
    model->is_lenient = is_lenient;
    model->file_name = arena_copy(&model->arena, file_name);
    Status status = model_build(model, xml, error);
    if (status != STATUS_OK) {
        dmn_model_free(model);
        return status;
    }
    *out_model = model;
    return STATUS_OK;
}

Status dmn_model_read(Str xml, Str file_name, DmnModel **out_model, Error *error) {
    return model_new(xml, file_name, false, out_model, error);
}

Status dmn_model_read_lenient(Str xml, Str file_name, DmnModel **out_model, Error *error) {
    return model_new(xml, file_name, true, out_model, error);
}

void dmn_model_free(DmnModel *model) {
    if (model != NULL) {
        arena_release(&model->arena);
        memory_free(model);
    }
}

Str dmn_model_name(const DmnModel *model) {
    return model->name;
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

int dmn_find_input(const DmnModel *model, Str name) {
    size_t at = 0;
    return name_index_find(&model->input_names, name, &at) ? (int)at : -1;
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
    return name_index_find(&model->decision_names, name, &at) ? (int)at : -1;
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
    return name_index_find(&model->service_names, name, &at) ? (int)at : -1;
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

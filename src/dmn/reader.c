// SPDX-License-Identifier: Apache-2.0
// The versions of the standard differ by a few elements only, so one reader serves them all.
#include "dmn/reader.h"
#include "dmn/version.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

typedef struct ElementName {
    const char *name;
    ElementKind kind;
} ElementName;
static const ElementName ELEMENT_NAMES[] = {
    {"inputData", ELEMENT_INPUT},
    {"decision", ELEMENT_DECISION},
    {"businessKnowledgeModel", ELEMENT_KNOWLEDGE},
    {"decisionService", ELEMENT_SERVICE},
};

// Where an element names others: directly, or inside a requirement element.
typedef struct RequirementName {
    const char *outer; // NULL: directly
    const char *name;
    RequirementKind kind;
} RequirementName;
static const RequirementName REQUIREMENT_NAMES[] = {
    {"informationRequirement", "requiredInput", REQUIRE_INPUT},
    {"informationRequirement", "requiredDecision", REQUIRE_DECISION},
    {"knowledgeRequirement", "requiredKnowledge", REQUIRE_KNOWLEDGE},
    {NULL, "outputDecision", SERVICE_OUTPUT},
    {NULL, "encapsulatedDecision", SERVICE_ENCAPSULATED},
    {NULL, "inputDecision", SERVICE_INPUT_DECISION},
    {NULL, "inputData", SERVICE_INPUT_DATA},
};

const char *element_kind_words(ElementKind kind) {
    switch (kind) {
    case ELEMENT_INPUT: return "input data";
    case ELEMENT_DECISION: return "decision";
    case ELEMENT_KNOWLEDGE: return "business knowledge model";
    case ELEMENT_SERVICE: return "decision service";
    }
    return "";
}

bool reader_is(const Reader *reader, const XmlNode *node, const char *name) {
    return str_equal(node->name, str_from(name)) && str_equal(node->name_space, reader->name_space);
}

const XmlNode *reader_child(const Reader *reader, const XmlNode *node, const char *name) {
    for (size_t i = 0; node != NULL && i < node->child_count; i++) {
        if (reader_is(reader, node->children[i], name)) {
            return node->children[i];
        }
    }
    return NULL;
}

size_t reader_count(const Reader *reader, const XmlNode *node, const char *name) {
    size_t count = 0;
    for (size_t i = 0; i < node->child_count; i++) {
        count += reader_is(reader, node->children[i], name);
    }
    return count;
}

Status reader_fail(const Reader *reader, int line, const char *format, ...) {
    char message[ERROR_MESSAGE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return error_set(reader->error, STATUS_INVALID, STR_FMT ":%d: " STR_FMT "%s%s",
                     STR_ARG(reader->file->file_name), line, STR_ARG(reader->place),
                     reader->place.length > 0 ? ": " : "", message);
}

// No language means FEEL; FEEL itself has had several addresses.
static bool is_feel(Str language) {
    size_t at = 0;
    return language.length == 0 || str_find(language, STR("FEEL"), &at) ||
           str_find(language, STR("feel"), &at);
}

Status reader_code(const Reader *reader, const XmlNode *node, Code *out_code) {
    if (node == NULL) {
        return STATUS_OK;
    }
    Str language = xml_attribute(node, "expressionLanguage");
    language = language.length == 0 ? reader->language : language;
    if (!is_feel(language)) {
        return reader_fail(reader, node->line,
                           "expression language '" STR_FMT "' is not supported; write it in FEEL",
                           STR_ARG(language));
    }
    if (reader_child(reader, node, "importedValues") != NULL) {
        return reader_fail(reader, node->line,
                           "imported values are not supported; write the values into the model");
    }
    const XmlNode *text = reader_child(reader, node, "text");
    *out_code = (Code){.line = node->line};
    if (text != NULL) {
        out_code->line = text->line;
        out_code->text = text->text;
    }
    return STATUS_OK;
}

Variable reader_variable(const XmlNode *node) {
    return (Variable){.name = str_trim(xml_attribute(node, "name")),
                      .type_reference = str_trim(xml_attribute(node, "typeRef")),
                      .line = node == NULL ? 0 : node->line};
}

Status reader_check_names(const Reader *reader, int line, const char *what,
                          const Variable *variables, size_t count) {
    Arena *arena = &reader->model->arena;
    NameIndex names = name_index_new(arena, count);
    for (size_t i = 0; i < count; i++) {
        if (variables[i].name.length > 0) {
            name_index_add(&names, variables[i].name, i);
        }
    }
    size_t first = 0;
    size_t second = 0;
    if (reader->model->is_lenient || !name_index_sort(&names, &first, &second)) {
        return STATUS_OK;
    }
    return reader_fail(reader, line, "the %s '" STR_FMT "' is there twice, as number %zu and %zu",
                       what, STR_ARG(variables[first].name), first + 1, second + 1);
}

// ---- item definitions ---------------------------------------------------------------------------
static Status read_type(Reader *reader, const XmlNode *node, int depth, Type *type);

static Status read_components(Reader *reader, const XmlNode *node, int depth, Type *type) {
    type->kind = TYPE_CONTEXT;
    type->components = arena_alloc(&reader->model->arena,
                                   reader_count(reader, node, "itemComponent"), sizeof(Type));
    for (size_t i = 0; i < node->child_count; i++) {
        if (!reader_is(reader, node->children[i], "itemComponent")) {
            continue;
        }
        Type *component = &type->components[type->component_count++];
        Status status = read_type(reader, node->children[i], depth + 1, component);
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

// A function's parameters are kept as components that are other types' aliases.
static void read_signature(const Reader *reader, const XmlNode *node, Type *type) {
    type->kind = TYPE_FUNCTION;
    type->reference = str_trim(xml_attribute(node, "outputTypeRef"));
    type->components =
        arena_alloc(&reader->model->arena, reader_count(reader, node, "parameters"), sizeof(Type));
    for (size_t i = 0; i < node->child_count; i++) {
        const XmlNode *parameter = node->children[i];
        if (reader_is(reader, parameter, "parameters")) {
            Type *component = &type->components[type->component_count++];
            component->name = str_trim(xml_attribute(parameter, "name"));
            component->reference = str_trim(xml_attribute(parameter, "typeRef"));
            component->kind = component->reference.length > 0 ? TYPE_ALIAS : TYPE_ANYTHING;
            component->line = parameter->line;
        }
    }
}

static Status read_type(Reader *reader, const XmlNode *node, int depth, Type *type) {
    if (depth > MODEL_DEPTH_MAX) {
        return reader_fail(reader, node->line, "item components are nested more than %d deep",
                           (int)MODEL_DEPTH_MAX);
    }
    const XmlNode *reference = reader_child(reader, node, "typeRef");
    const XmlNode *function = reader_child(reader, node, "functionItem");
    type->name = str_trim(xml_attribute(node, "name"));
    type->line = node->line;
    type->is_list = str_equal(xml_attribute(node, "isCollection"), STR("true"));
    if (type->name.length == 0) {
        return reader_fail(reader, node->line, "an item definition has no name; give it one");
    }
    Status status =
        reader_code(reader, reader_child(reader, node, "allowedValues"), &type->allowed);
    if (status == STATUS_OK) {
        status =
            reader_code(reader, reader_child(reader, node, "typeConstraint"), &type->constraint);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (reference != NULL) {
        type->kind = TYPE_ALIAS;
        type->reference = str_trim(reference->text);
    } else if (function != NULL) {
        read_signature(reader, function, type);
    } else if (reader_child(reader, node, "itemComponent") != NULL) {
        return read_components(reader, node, depth, type);
    }
    return STATUS_OK;
}

static Status read_types(Reader *reader, const XmlNode *root) {
    Arena *arena = &reader->model->arena;
    ModelFile *file = reader->file;
    size_t count = reader_count(reader, root, "itemDefinition");
    file->types = arena_alloc(arena, count, sizeof(Type));
    for (size_t i = 0; i < root->child_count; i++) {
        const XmlNode *node = root->children[i];
        if (!reader_is(reader, node, "itemDefinition")) {
            continue;
        }
        reader->place = arena_format(arena, "item definition '" STR_FMT "'",
                                     STR_ARG(xml_attribute(node, "name")));
        Status status = read_type(reader, node, 0, &file->types[file->type_count]);
        if (status != STATUS_OK) {
            return status;
        }
        file->type_count++;
    }
    reader->place = STR("");
    return STATUS_OK;
}

// ---- elements -----------------------------------------------------------------------------------
static const RequirementName *requirement_name(const Reader *reader, const XmlNode *outer,
                                               const XmlNode *node) {
    for (size_t i = 0; i < sizeof REQUIREMENT_NAMES / sizeof *REQUIREMENT_NAMES; i++) {
        const RequirementName *known = &REQUIREMENT_NAMES[i];
        bool is_outer = known->outer == NULL
                            ? outer == NULL
                            : outer != NULL && reader_is(reader, outer, known->outer);
        if (is_outer && reader_is(reader, node, known->name)) {
            return known;
        }
    }
    return NULL;
}

static Status add_requirement(const Reader *reader, const XmlNode *outer, const XmlNode *node,
                              Element *element) {
    const RequirementName *known = requirement_name(reader, outer, node);
    if (known == NULL) {
        return STATUS_OK;
    }
    Str href = str_trim(xml_attribute(node, "href"));
    if (href.length == 0) {
        return reader_fail(reader, node->line, "<" STR_FMT "> has no href; name the element's id",
                           STR_ARG(node->name));
    }
    element->requirements[element->requirement_count++] =
        (Requirement){.kind = known->kind, .href = href, .line = node->line};
    return STATUS_OK;
}

static Status read_requirements(const Reader *reader, const XmlNode *node, Element *element) {
    size_t capacity = node->child_count;
    for (size_t i = 0; i < node->child_count; i++) {
        capacity += node->children[i]->child_count;
    }
    element->requirements = arena_alloc(&reader->model->arena, capacity, sizeof(Requirement));
    for (size_t i = 0; i < node->child_count; i++) {
        const XmlNode *child = node->children[i];
        Status status = add_requirement(reader, NULL, child, element);
        for (size_t k = 0; status == STATUS_OK && k < child->child_count; k++) {
            status = add_requirement(reader, child, child->children[k], element);
        }
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

static Status read_knowledge(Reader *reader, const XmlNode *node, Element *element) {
    element->logic = arena_alloc(&reader->model->arena, 1, sizeof(Expression));
    element->logic->kind = EXPRESSION_FUNCTION;
    element->logic->line = node->line;
    const XmlNode *logic = reader_child(reader, node, "encapsulatedLogic");
    return logic == NULL ? STATUS_OK : reader_function(reader, logic, element->logic);
}

static Status read_element(Reader *reader, const XmlNode *node, Element *element) {
    element->id = str_trim(xml_attribute(node, "id"));
    element->line = node->line;
    const XmlNode *variable = reader_child(reader, node, "variable");
    element->variable = reader_variable(variable);
    // The element's name is the name; the variable's must be the same and is often left out.
    Str name = str_trim(xml_attribute(node, "name"));
    if (name.length > 0) {
        element->variable.name = name;
    }
    element->variable.line = variable == NULL ? node->line : variable->line;
    if (element->variable.name.length == 0) {
        return reader_fail(reader, node->line, "<" STR_FMT "> has no name; give it one",
                           STR_ARG(node->name));
    }
    reader->place =
        arena_format(&reader->model->arena, "%s '" STR_FMT "'", element_kind_words(element->kind),
                     STR_ARG(element->variable.name));
    Status status = STATUS_OK;
    if (element->kind != ELEMENT_INPUT) {
        status = read_requirements(reader, node, element);
    }
    if (status == STATUS_OK && element->kind == ELEMENT_DECISION) {
        status = reader_logic(reader, node, &element->logic);
    } else if (status == STATUS_OK && element->kind == ELEMENT_KNOWLEDGE) {
        status = read_knowledge(reader, node, element);
    }
    reader->place = STR("");
    return status;
}

static const ElementName *element_name(const Reader *reader, const XmlNode *node) {
    for (size_t i = 0; i < sizeof ELEMENT_NAMES / sizeof *ELEMENT_NAMES; i++) {
        if (reader_is(reader, node, ELEMENT_NAMES[i].name)) {
            return &ELEMENT_NAMES[i];
        }
    }
    return NULL;
}

static Status read_elements(Reader *reader, const XmlNode *root) {
    DmnModel *model = reader->model;
    reader->file->first_element = model->element_count;
    for (size_t i = 0; i < root->child_count; i++) {
        const ElementName *known = element_name(reader, root->children[i]);
        if (known == NULL) {
            continue;
        }
        Element *element = &model->elements[model->element_count++];
        element->kind = known->kind;
        element->file = (size_t)(reader->file - model->files);
        reader->file->element_count++;
        Status status = read_element(reader, root->children[i], element);
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

size_t model_count_elements(const XmlNode *root) {
    Reader reader = {.name_space = root->name_space};
    size_t count = 0;
    for (size_t i = 0; i < root->child_count; i++) {
        count += element_name(&reader, root->children[i]) != NULL;
    }
    return count;
}

// Other languages (PMML, XML Schema) can be imported too; what they define cannot be used here, so
// whoever refers to it is told.
static Status read_imports(const Reader *reader, const XmlNode *root) {
    ModelFile *file = reader->file;
    size_t count = reader_count(reader, root, "import");
    file->imports = arena_alloc(&reader->model->arena, count, sizeof(Import));
    for (size_t i = 0; i < root->child_count; i++) {
        const XmlNode *node = root->children[i];
        Str type = str_trim(xml_attribute(node, "importType"));
        if (!reader_is(reader, node, "import") || version_of_model(type) == NULL) {
            continue;
        }
        file->imports[file->import_count++] =
            (Import){.name = str_trim(xml_attribute(node, "name")),
                     .name_space = str_trim(xml_attribute(node, "namespace")),
                     .line = node->line};
    }
    return STATUS_OK;
}

Status model_file_read(DmnModel *model, ModelFile *file, const XmlNode *root, Error *error) {
    Reader reader = {.model = model, .file = file, .name_space = root->name_space, .error = error};
    if (!str_equal(root->name, STR("definitions")) || version_of_model(root->name_space) == NULL) {
        return reader_fail(&reader, root->line,
                           "the root element is <" STR_FMT "> of namespace '" STR_FMT
                           "'; expected <definitions> of DMN 1.1 to 1.6",
                           STR_ARG(root->name), STR_ARG(root->name_space));
    }
    file->name = xml_attribute(root, "name");
    file->name_space = xml_attribute(root, "namespace");
    return read_imports(&reader, root);
}

Status model_content_read(DmnModel *model, ModelFile *file, const XmlNode *root, Error *error) {
    Reader reader = {.model = model, .file = file, .name_space = root->name_space, .error = error};
    reader.language = xml_attribute(root, "expressionLanguage");
    Status status = model->is_lenient ? STATUS_OK : vocabulary_check(&reader, root);
    if (status == STATUS_OK) {
        status = read_types(&reader, root);
    }
    return status == STATUS_OK ? read_elements(&reader, root) : status;
}

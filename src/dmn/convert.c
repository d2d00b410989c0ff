// SPDX-License-Identifier: Apache-2.0
// Any version -> DMN 1.5. What differs between the versions' schemas, beside their namespaces:
//   1.1  types are qualified names (feel:number); imports have no name; the variable of a knowledge
//        model follows its logic; decision services stand at the end
//   1.2  diagrams; types are texts, imports have a name (which may be empty)
//   1.3  function items, groups
//   1.4  conditional, filter, for, some, every
//   1.5  type constraints
//   1.6  functions of kind ONNX
// So going up loses nothing, and going down from 1.6 can only fail.
#include "base/check.h"
#include "dmn/dmn.h"
#include "dmn/name_index.h"
#include "dmn/reader.h"
#include "dmn/version.h"
#include "format/xml_rewrite.h"

#define SCHEMA_INSTANCE "http://www.w3.org/2001/XMLSchema-instance"
#define SCHEMA_FOLDER "https://www.omg.org/spec/DMN/20230324/"

typedef struct Converter {
    Arena arena;
    Reader reader;
    const DmnVersion *from;
    Str target;        // the model's own namespace
    NameIndex types;   // names of its item definitions
    NameIndex imports; // places in the file's imports, by namespace
} Converter;

static bool is_of_model(const Converter *converter, const XmlNode *node) {
    return str_equal(node->name_space, converter->reader.name_space);
}

// ---- what cannot be written ---------------------------------------------------------------------
static Status check_element(Converter *converter, const XmlNode *node) {
    const Reader *reader = &converter->reader;
    if (!is_of_model(converter, node)) {
        return str_equal(node->name_space, str_from(DMN_WRITTEN.model))
                   ? reader_fail(reader, node->line,
                                 "<" STR_FMT "> is of DMN %s inside a model of DMN %s, which "
                                 "passes it over; remove it",
                                 STR_ARG(node->name), DMN_WRITTEN.name, converter->from->name)
                   : STATUS_OK;
    }
    bool is_function = reader_is(reader, node, "functionDefinition") ||
                       reader_is(reader, node, "encapsulatedLogic");
    if (is_function && str_equal(str_trim(xml_attribute(node, "kind")), STR("ONNX"))) {
        return reader_fail(reader, node->line,
                           "<" STR_FMT "> is a function of kind ONNX, which DMN %s does not have; "
                           "write it in FEEL, or keep the model in DMN 1.6",
                           STR_ARG(node->name), DMN_WRITTEN.name);
    }
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < node->child_count; i++) {
        if (!reader_is(reader, node, "extensionElements")) {
            status = check_element(converter, node->children[i]);
        }
    }
    return status;
}

static Status check_elements(Converter *converter, const XmlNode *root) {
    Reader *reader = &converter->reader;
    Status status = vocabulary_check(reader, root);
    for (size_t i = 0; status == STATUS_OK && i < root->child_count; i++) {
        const XmlNode *node = root->children[i];
        Str name = xml_attribute(node, "name");
        reader->place = name.length == 0 ? STR("")
                                         : arena_format(&converter->arena, STR_FMT " '" STR_FMT "'",
                                                        STR_ARG(node->name), STR_ARG(name));
        status = check_element(converter, node);
    }
    reader->place = STR("");
    return status;
}

// ---- types --------------------------------------------------------------------------------------
static bool is_own_type(const Converter *converter, Str name) {
    size_t at = 0;
    return name_index_find(&converter->types, name, &at);
}

// As qualified names could not hold blanks, FEEL's types had other names in them.
static Str base_type_name(const Converter *converter, Str name) {
    static const struct {
        const char *old;
        const char *now;
    } NAMES[] = {
        {"dateTime", "date and time"},
        {"dayTimeDuration", "days and time duration"},
        {"yearMonthDuration", "years and months duration"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(NAMES); i++) {
        Str now = str_from(NAMES[i].now);
        if (str_equal(name, str_from(NAMES[i].old)) && !is_own_type(converter, now)) {
            return now;
        }
    }
    return name;
}

static Str local_type(const Converter *converter, Str name) {
    return is_own_type(converter, name) ? name : base_type_name(converter, name);
}

// The reader, too, looks for FEEL's types among the model's own.
static Str qualified_type(Converter *converter, Str written, Str name_space, Str local) {
    size_t at = 0;
    if (is_feel_name_space(name_space) || str_equal(name_space, converter->target)) {
        return local_type(converter, local);
    }
    if (!name_index_find(&converter->imports, name_space, &at)) {
        return written;
    }
    Str import = converter->reader.file->imports[at].name;
    size_t colon = 0;
    if (import.length == 0) {
        return local_type(converter, local);
    }
    return str_find(import, STR(":"), &colon) ? written
                                              : arena_format(&converter->arena, STR_FMT "." STR_FMT,
                                                             STR_ARG(import), STR_ARG(local));
}

static Str convert_type(Converter *converter, const XmlScope *scope, Str written) {
    Str name = str_trim(written);
    if (is_own_type(converter, name)) {
        return written;
    }
    Str local = name;
    Str prefix = str_cut(&local, ':');
    Str name_space = {0};
    size_t colon = 0;
    Str now = base_type_name(converter, name);
    if (local.length > 0 && !str_find(local, STR(":"), &colon) &&
        xml_scope_find(scope, prefix, &name_space)) {
        now = qualified_type(converter, name, name_space, local);
    }
    return str_equal(now, name) ? written : now;
}

// ---- namespaces ---------------------------------------------------------------------------------
static Str convert_name_space(const Converter *converter, Str name_space) {
    if (str_equal(name_space, converter->reader.name_space)) {
        return str_from(DMN_WRITTEN.model);
    }
    if (is_diagram_name_space(name_space)) {
        return str_from(DMN_WRITTEN.diagram);
    }
    return is_feel_name_space(name_space) ? str_from(DMN_WRITTEN.feel) : name_space;
}

// Pairs of a namespace and the address of its schema.
static Str convert_locations(Converter *converter, Str written) {
    CLEANUP(text_release) Text now = {0};
    bool is_changed = false;
    for (Str rest = str_trim(written); rest.length > 0; rest = str_trim(rest)) {
        Str old = str_cut(&rest, ' ');
        rest = str_trim(rest);
        Str address = str_cut(&rest, ' ');
        Str name_space = convert_name_space(converter, old);
        if (!str_equal(name_space, old)) {
            is_changed = true;
            if (str_equal(name_space, str_from(DMN_WRITTEN.model))) {
                address = STR(SCHEMA_FOLDER "DMN15.xsd");
            } else if (str_equal(name_space, str_from(DMN_WRITTEN.diagram))) {
                address = STR(SCHEMA_FOLDER "DMNDI15.xsd");
            } // FEEL has no schema
        }
        text_format(&now, "%s" STR_FMT " " STR_FMT, now.length == 0 ? "" : " ", STR_ARG(name_space),
                    STR_ARG(address));
    }
    return is_changed ? arena_copy(&converter->arena, text_str(&now)) : written;
}

// ---- what xml_rewrite asks ----------------------------------------------------------------------
static Str change_attribute(void *context, const XmlNode *node, const XmlScope *scope,
                            const XmlWritten *attribute) {
    Converter *converter = context;
    Str name = attribute->name;
    Str value = attribute->value;
    bool is_plain = attribute->prefix.length == 0;
    Str prefix_space = {0};
    if (str_equal(is_plain ? name : attribute->prefix, STR("xmlns"))) {
        return convert_name_space(converter, value);
    }
    if (str_equal(name, STR("schemaLocation")) && !is_plain &&
        xml_scope_find(scope, attribute->prefix, &prefix_space) &&
        str_equal(prefix_space, STR(SCHEMA_INSTANCE))) {
        return convert_locations(converter, value);
    }
    if (!is_plain || !is_of_model(converter, node)) {
        return value;
    }
    if (str_equal(name, STR("typeRef")) || str_equal(name, STR("outputTypeRef"))) {
        return convert_type(converter, scope, value);
    }
    if (str_equal(name, STR("importType"))) {
        return version_of_model(str_trim(value)) != NULL ? str_from(DMN_WRITTEN.model) : value;
    }
    bool is_language =
        str_equal(name, STR("expressionLanguage")) || str_equal(name, STR("typeLanguage"));
    return is_language && is_feel_name_space(str_trim(value)) ? str_from(DMN_WRITTEN.feel) : value;
}

static Str change_text(void *context, const XmlNode *node, const XmlScope *scope) {
    Converter *converter = context;
    return reader_is(&converter->reader, node, "typeRef")
               ? convert_type(converter, scope, node->text)
               : node->text;
}

// An import without a name brings its elements as they are: since 1.2 that is the empty name.
static bool add_attribute(void *context, const XmlNode *node, XmlWritten *out_attribute) {
    const Converter *converter = context;
    bool is_import = reader_is(&converter->reader, node, "import") ||
                     reader_is(&converter->reader, node, "importedValues");
    for (size_t i = 0; i < node->attribute_count; i++) {
        is_import = is_import && !str_equal(node->attributes[i].name, STR("name"));
    }
    *out_attribute = (XmlWritten){.name = STR("name")};
    return is_import;
}

typedef struct Place {
    const char *name;
    int rank;
} Place;
enum { PLACE_LAST = XML_RANK_MAX };

static int place_find(const Place *places, size_t count, Str name) {
    for (size_t i = 0; i < count; i++) {
        if (str_equal(name, str_from(places[i].name))) {
            return places[i].rank;
        }
    }
    return PLACE_LAST;
}

static int place_of(void *context, const XmlNode *parent, const XmlNode *child) {
    static const Place OF_MODEL[] = {
        {"description", 0},
        {"extensionElements", 0},
        {"import", 1},
        {"itemDefinition", 2},
        {"inputData", 3},
        {"decision", 3},
        {"knowledgeSource", 3},
        {"decisionService", 3},
        {"businessKnowledgeModel", 3},
        {"textAnnotation", 4},
        {"association", 4},
        {"elementCollection", 5},
        {"organizationUnit", 6},
        {"performanceIndicator", 6},
    };
    static const Place OF_KNOWLEDGE[] = {
        {"description", 0},       {"extensionElements", 0},    {"variable", 1},
        {"encapsulatedLogic", 2}, {"knowledgeRequirement", 3}, {"authorityRequirement", 4},
    };
    const Converter *converter = context;
    const Reader *reader = &converter->reader;
    Str name = is_of_model(converter, child) ? child->name : STR("");
    if (reader_is(reader, parent, "definitions")) {
        return place_find(OF_MODEL, ARRAY_COUNT(OF_MODEL), name);
    }
    return reader_is(reader, parent, "businessKnowledgeModel")
               ? place_find(OF_KNOWLEDGE, ARRAY_COUNT(OF_KNOWLEDGE), name)
               : 0;
}

// ---- the whole ----------------------------------------------------------------------------------
static void index_names(Converter *converter, const XmlNode *root) {
    const Reader *reader = &converter->reader;
    const ModelFile *file = reader->file;
    size_t first = 0;
    size_t second = 0;
    converter->types =
        name_index_new(&converter->arena, reader_count(reader, root, "itemDefinition"));
    for (size_t i = 0; i < root->child_count; i++) {
        if (reader_is(reader, root->children[i], "itemDefinition")) {
            name_index_add(&converter->types, str_trim(xml_attribute(root->children[i], "name")),
                           i);
        }
    }
    converter->imports = name_index_new(&converter->arena, file->import_count);
    for (size_t i = 0; i < file->import_count; i++) {
        name_index_add(&converter->imports, file->imports[i].name_space, i);
    }
    (void)name_index_sort(&converter->types, &first, &second);
    (void)name_index_sort(&converter->imports, &first, &second);
}

static Status convert(Converter *converter, Str document, const XmlNode *root, DmnModel *model,
                      Text *out_xml) {
    Reader *reader = &converter->reader;
    Status status = model_file_read(model, reader->file, root, reader->error);
    if (status != STATUS_OK) {
        return status;
    }
    reader->name_space = root->name_space;
    converter->from = version_of_model(root->name_space);
    converter->target = reader->file->name_space;
    status = check_elements(converter, root);
    if (status != STATUS_OK) {
        return status;
    }
    index_names(converter, root);
    bool is_first = str_equal(str_from(converter->from->name), STR("1.1"));
    XmlChanges changes = {.context = converter,
                          .attribute = change_attribute,
                          .text = change_text,
                          .more = add_attribute,
                          .rank = is_first ? place_of : NULL};
    return xml_rewrite(document, reader->file->file_name, root, &changes, &converter->arena,
                       out_xml, reader->error);
}

Status dmn_model_convert(Str xml, Str file_name, Text *out_xml, const char **out_version,
                         Error *error) {
    CLEANUP(text_release) Text document = {0};
    DmnModel model = {0};
    ModelFile file = {.file_name = file_name};
    Converter converter = {.reader = {.model = &model, .file = &file, .error = error}};
    const XmlNode *root = NULL;
    Status status = xml_to_utf8(xml, file_name, &document, error);
    if (status == STATUS_OK) {
        status = xml_read(text_str(&document), file_name, &converter.arena, &root, error);
    }
    if (status == STATUS_OK) {
        status = convert(&converter, text_str(&document), root, &model, out_xml);
    }
    if (status == STATUS_OK && out_version != NULL) {
        *out_version = converter.from->name;
    }
    arena_release(&model.arena);
    arena_release(&converter.arena);
    return status;
}

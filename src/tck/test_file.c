// SPDX-License-Identifier: Apache-2.0
// The XML of test cases: <value>, <component> and <list> become FEEL values by their xsi:type.
#include "base/check.h"
#include "feel/number.h"
#include "feel/temporal.h"
#include "format/xml.h"
#include "tck/tck_private.h"
#include <string.h>

typedef struct Reader {
    Str file_name;
    Arena *arena;
    Error *error;
} Reader;

static const char TYPE_ATTRIBUTE[] = "http://www.w3.org/2001/XMLSchema-instance|type";
static const char NIL_ATTRIBUTE[] = "http://www.w3.org/2001/XMLSchema-instance|nil";

static bool is_true(Str word) {
    return str_equal(word, STR("true")) || str_equal(word, STR("1"));
}

static size_t count_children(const XmlNode *node, const char *name) {
    size_t count = 0;
    for (size_t i = 0; i < node->child_count; i++) {
        count += str_equal(node->children[i]->name, str_from(name));
    }
    return count;
}

static Status value_fail(const Reader *reader, const XmlNode *node, Str type) {
    return error_set(reader->error, STATUS_INVALID,
                     STR_FMT ":%d: '" STR_FMT "' is no value of type '" STR_FMT "'",
                     STR_ARG(reader->file_name), node->line, STR_ARG(node->text), STR_ARG(type));
}

static FeelValue boolean_of(Str text) {
    bool is_false = str_equal(text, STR("false")) || str_equal(text, STR("0"));
    return is_true(text) || is_false ? feel_boolean(is_true(text)) : FEEL_NULL_VALUE;
}

// A text as the XML Schema type says; null when it is none.
static FeelValue typed_value(Arena *arena, Str type, Str text) {
    Str word = str_trim(text);
    if (str_equal(type, STR("boolean"))) {
        return boolean_of(word);
    }
    if (str_equal(type, STR("decimal")) || str_equal(type, STR("double")) ||
        str_equal(type, STR("float")) || str_equal(type, STR("integer")) ||
        str_equal(type, STR("int")) || str_equal(type, STR("long"))) {
        return number_parse(arena, word);
    }
    if (str_equal(type, STR("date"))) {
        return temporal_parse_date(word);
    }
    if (str_equal(type, STR("time"))) {
        return temporal_parse_time(arena, word);
    }
    if (str_equal(type, STR("dateTime"))) {
        return temporal_parse_date_time(arena, word);
    }
    if (str_equal(type, STR("duration")) || str_equal(type, STR("dayTimeDuration")) ||
        str_equal(type, STR("yearMonthDuration"))) {
        return temporal_parse_duration(arena, word);
    }
    // Without type, or of type string.
    return feel_string(arena, text);
}

static Status read_simple(const Reader *reader, const XmlNode *node, FeelValue *out_value) {
    Str type = xml_attribute(node, TYPE_ATTRIBUTE);
    Str local = type;
    while (local.length > 0) {
        type = local;
        (void)str_cut(&local, ':');
    }
    if (is_true(xml_attribute(node, NIL_ATTRIBUTE))) {
        *out_value = FEEL_NULL_VALUE;
        return STATUS_OK;
    }
    *out_value = typed_value(reader->arena, type, node->text);
    return out_value->kind == FEEL_NULL ? value_fail(reader, node, type) : STATUS_OK;
}

// What stands inside inputNode, expected, item or component.
static Status read_value(const Reader *reader, const XmlNode *node, FeelValue *out_value);

static Status read_list(const Reader *reader, const XmlNode *node, FeelValue *out_value) {
    FeelValue *items = arena_alloc(reader->arena, node->child_count, sizeof *items);
    size_t count = 0;
    if (is_true(xml_attribute(node, NIL_ATTRIBUTE))) {
        *out_value = FEEL_NULL_VALUE;
        return STATUS_OK;
    }
    for (size_t i = 0; i < node->child_count; i++) {
        if (str_equal(node->children[i]->name, STR("item"))) {
            Status status = read_value(reader, node->children[i], &items[count++]);
            if (status != STATUS_OK) {
                return status;
            }
        }
    }
    *out_value = feel_list(reader->arena, items, count);
    return STATUS_OK;
}

static Status read_components(const Reader *reader, const XmlNode *node, FeelValue *out_value) {
    FeelEntry *entries = arena_alloc(reader->arena, node->child_count, sizeof *entries);
    size_t count = 0;
    for (size_t i = 0; i < node->child_count; i++) {
        const XmlNode *child = node->children[i];
        if (!str_equal(child->name, STR("component"))) {
            continue;
        }
        FeelEntry *entry = &entries[count++];
        entry->name = xml_attribute(child, "name");
        Status status = read_value(reader, child, &entry->value);
        if (status != STATUS_OK) {
            return status;
        }
    }
    *out_value = count == 0 ? FEEL_NULL_VALUE : feel_context(reader->arena, entries, count);
    return STATUS_OK;
}

static Status read_value(const Reader *reader, const XmlNode *node, FeelValue *out_value) {
    const XmlNode *simple = xml_child(node, "value");
    const XmlNode *list = xml_child(node, "list");
    if (simple != NULL) {
        return read_simple(reader, simple, out_value);
    }
    return list != NULL ? read_list(reader, list, out_value)
                        : read_components(reader, node, out_value);
}

static Status read_result(const Reader *reader, const XmlNode *node, ExpectedResult *result) {
    result->name = xml_attribute(node, "name");
    result->is_error = is_true(xml_attribute(node, "errorResult"));
    const XmlNode *expected = xml_child(node, "expected");
    return expected == NULL ? STATUS_OK : read_value(reader, expected, &result->value);
}

static Status read_input(const Reader *reader, const XmlNode *node, NamedValue *input) {
    input->name = xml_attribute(node, "name");
    input->name_space = xml_attribute(node, "namespace");
    return read_value(reader, node, &input->value);
}

static Status read_case(const Reader *reader, const XmlNode *node, TestCase *test) {
    Str kind = xml_attribute(node, "type");
    test->id = xml_attribute(node, "id");
    test->kind =
        kind.length == 0 || str_equal(kind, STR("decision")) ? CASE_DECISION : CASE_SERVICE;
    test->service = xml_attribute(node, "invocableName");
    test->inputs =
        arena_alloc(reader->arena, count_children(node, "inputNode"), sizeof(NamedValue));
    test->results =
        arena_alloc(reader->arena, count_children(node, "resultNode"), sizeof(ExpectedResult));
    for (size_t i = 0; i < node->child_count; i++) {
        const XmlNode *child = node->children[i];
        Status status = STATUS_OK;
        if (str_equal(child->name, STR("inputNode"))) {
            status = read_input(reader, child, &test->inputs[test->input_count++]);
        } else if (str_equal(child->name, STR("resultNode"))) {
            status = read_result(reader, child, &test->results[test->result_count++]);
        }
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

Status test_file_read(DmnSource source, Arena *arena, TestFile *out_file, Error *error) {
    Reader reader = {source.file_name, arena, error};
    const XmlNode *root = NULL;
    Status status = xml_read(source.xml, source.file_name, arena, &root, error);
    if (status != STATUS_OK) {
        return status;
    }
    if (!str_equal(root->name, STR("testCases"))) {
        return error_set(error, STATUS_INVALID,
                         STR_FMT ":%d: the root element is <" STR_FMT ">; expected <testCases>",
                         STR_ARG(source.file_name), root->line, STR_ARG(root->name));
    }
    const XmlNode *model = xml_child(root, "modelName");
    out_file->model_name = model == NULL ? STR("") : str_trim(model->text);
    out_file->cases = arena_alloc(arena, count_children(root, "testCase"), sizeof(TestCase));
    for (size_t i = 0; i < root->child_count && status == STATUS_OK; i++) {
        if (str_equal(root->children[i]->name, STR("testCase"))) {
            status =
                read_case(&reader, root->children[i], &out_file->cases[out_file->case_count++]);
        }
    }
    return status;
}

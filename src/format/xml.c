// SPDX-License-Identifier: Apache-2.0
// expat pushes events. Open elements form a stack; finished children and character data wait on
// two shared stacks until their parent ends, and are then copied into the arena.
#include "format/xml.h"

#include "base/check.h"
#include "base/memory.h"
#include "base/text.h"
#include "format/xml_private.h"
#include <expat.h>
#include <string.h>

enum { XML_ELEMENTS_MAX = 4 * 1000 * 1000 };
// Parts a namespace URI from a local name; expat refuses URIs that contain it.
static const char SEPARATOR = '|';

typedef struct OpenElement {
    XmlNode *node;
    size_t first_child; // on the stack of children
    size_t text_from;   // in the stack of character data
} OpenElement;

typedef struct XmlReader {
    XML_Parser parser;
    Str file;
    Arena *arena;
    OpenElement open[XML_DEPTH_MAX];
    int depth;
    XmlNode **children;
    size_t child_count, child_capacity;
    Text text;
    size_t element_count;
    XmlNode *root;
    Error problem; // why a handler stopped the reading
} XmlReader;

static int reader_line(const XmlReader *reader) {
    return (int)XML_GetCurrentLineNumber(reader->parser);
}

// XML_SIZE_MAX keeps it small.
static uint32_t reader_at(const XmlReader *reader) {
    return (uint32_t)XML_GetCurrentByteIndex(reader->parser);
}

static void reader_stop(XmlReader *reader, Status status, const char *what) {
    if (reader->problem.status == STATUS_OK) {
        (void)error_set(&reader->problem, status, STR_FMT ":%d: %s", STR_ARG(reader->file),
                        reader_line(reader), what);
        (void)XML_StopParser(reader->parser, XML_FALSE);
    }
}

// "uri|local" -> both parts; a name without namespace has no separator.
static void name_split(Str full, Str *out_space, Str *out_local) {
    size_t at = full.length;
    while (at > 0 && full.data[at - 1] != SEPARATOR) {
        at--;
    }
    *out_space = at == 0 ? STR("") : str_slice(full, 0, at - 1);
    *out_local = str_slice(full, at, full.length);
}

static Str attribute_name(const XmlReader *reader, const XmlNode *node, Str full) {
    Str space = {0};
    Str local = {0};
    name_split(full, &space, &local);
    return arena_copy(reader->arena, str_equal(space, node->name_space) ? local : full);
}

static void read_attributes(XmlReader *reader, XmlNode *node, const XML_Char **pairs) {
    while (pairs[2 * node->attribute_count] != NULL) {
        node->attribute_count++;
    }
    if (node->attribute_count == 0) {
        return;
    }
    node->attributes = arena_alloc(reader->arena, node->attribute_count, sizeof *node->attributes);
    for (size_t i = 0; i < node->attribute_count; i++) {
        node->attributes[i].name = attribute_name(reader, node, str_from(pairs[2 * i]));
        node->attributes[i].value = arena_copy(reader->arena, str_from(pairs[2 * i + 1]));
    }
}

static void on_start(void *context, const XML_Char *name, const XML_Char **attributes) {
    XmlReader *reader = context;
    if (reader->depth == XML_DEPTH_MAX) {
        reader_stop(reader, STATUS_TOO_LARGE, "elements are nested more than 256 deep");
        return;
    }
    if (reader->element_count++ == XML_ELEMENTS_MAX) {
        reader_stop(reader, STATUS_TOO_LARGE, "more than 4,000,000 elements");
        return;
    }
    XmlNode *node = arena_alloc(reader->arena, 1, sizeof *node);
    name_split(arena_copy(reader->arena, str_from(name)), &node->name_space, &node->name);
    node->line = reader_line(reader);
    node->from = reader_at(reader);
    node->inner_from = node->from + (uint32_t)XML_GetCurrentByteCount(reader->parser);
    read_attributes(reader, node, attributes);
    reader->open[reader->depth++] = (OpenElement){node, reader->child_count, reader->text.length};
}

static void reader_attach(XmlReader *reader, XmlNode *node) {
    if (reader->depth == 0) {
        reader->root = node;
        return;
    }
    reader->children = array_reserve(reader->children, reader->child_count, &reader->child_capacity,
                                     sizeof(XmlNode *));
    reader->children[reader->child_count++] = node;
}

static void on_end(void *context, const XML_Char *name) {
    (void)name;
    XmlReader *reader = context;
    if (reader->problem.status != STATUS_OK) {
        return; // expat reports the end of an empty element even after it was told to stop
    }
    CHECK(reader->depth > 0);
    OpenElement element = reader->open[--reader->depth];
    XmlNode *node = element.node;
    node->inner_to = reader_at(reader);
    node->to = node->inner_to + (uint32_t)XML_GetCurrentByteCount(reader->parser);
    node->child_count = reader->child_count - element.first_child;
    if (node->child_count > 0) {
        node->children = arena_alloc(reader->arena, node->child_count, sizeof(XmlNode *));
        memcpy(node->children, &reader->children[element.first_child],
               node->child_count * sizeof(XmlNode *));
    }
    reader->child_count = element.first_child;
    node->text = arena_copy(
        reader->arena, str_slice(text_str(&reader->text), element.text_from, reader->text.length));
    if (reader->text.length > element.text_from) {
        reader->text.length = element.text_from;
        reader->text.data[element.text_from] = '\0';
    }
    reader_attach(reader, node);
}

static void on_text(void *context, const XML_Char *characters, int length) {
    XmlReader *reader = context;
    text_append(&reader->text, (Str){characters, (size_t)length});
}

static void on_doctype(void *context, const XML_Char *name, const XML_Char *system,
                       const XML_Char *public, int has_internal_subset) {
    (void)name;
    (void)system;
    (void)public;
    (void)has_internal_subset;
    reader_stop(context, STATUS_INVALID, XML_DOCTYPE_WORDS);
}

static Status reader_fail(const XmlReader *reader, Error *error) {
    if (reader->problem.status != STATUS_OK) {
        return error_set(error, reader->problem.status, "%s", reader->problem.message);
    }
    enum XML_Error code = XML_GetErrorCode(reader->parser);
    CHECK(code != XML_ERROR_NO_MEMORY);
    return error_set(error, STATUS_INVALID, STR_FMT ":%d: %s", STR_ARG(reader->file),
                     reader_line(reader), XML_ErrorString(code));
}

static Status reader_run(XmlReader *reader, Str bytes, Error *error) {
    reader->parser = XML_ParserCreateNS(NULL, SEPARATOR);
    CHECK(reader->parser != NULL);
    XML_SetUserData(reader->parser, reader);
    XML_SetElementHandler(reader->parser, on_start, on_end);
    XML_SetCharacterDataHandler(reader->parser, on_text);
    XML_SetStartDoctypeDeclHandler(reader->parser, on_doctype);
    enum XML_Status outcome = XML_Parse(reader->parser, bytes.data, (int)bytes.length, XML_TRUE);
    Status status = STATUS_OK;
    if (outcome != XML_STATUS_OK || reader->problem.status != STATUS_OK) {
        status = reader_fail(reader, error);
    }
    XML_ParserFree(reader->parser);
    return status;
}

Status xml_check_size(Str bytes, Str file_name, Error *error) {
    if (bytes.length > XML_SIZE_MAX) {
        return error_set(error, STATUS_TOO_LARGE, STR_FMT ": %zu bytes; at most %d are read",
                         STR_ARG(file_name), bytes.length, (int)XML_SIZE_MAX);
    }
    return STATUS_OK;
}

Status xml_read(Str bytes, Str file_name, Arena *arena, const XmlNode **out_root, Error *error) {
    XmlReader reader = {.file = file_name, .arena = arena};
    reader.text.limit = XML_TEXT_GROWTH_MAX * bytes.length + 1;
    Status status = xml_check_size(bytes, file_name, error);
    if (status == STATUS_OK) {
        status = reader_run(&reader, bytes, error);
    }
    if (status == STATUS_OK) {
        CHECK(reader.root != NULL && !reader.text.is_cut);
        *out_root = reader.root;
    }
    text_release(&reader.text);
    memory_free(reader.children);
    return status;
}

const XmlNode *xml_child(const XmlNode *node, const char *name) {
    Str wanted = str_from(name);
    for (size_t i = 0; node != NULL && i < node->child_count; i++) {
        if (str_equal(node->children[i]->name, wanted)) {
            return node->children[i];
        }
    }
    return NULL;
}

Str xml_attribute(const XmlNode *node, const char *name) {
    Str wanted = str_from(name);
    for (size_t i = 0; node != NULL && i < node->attribute_count; i++) {
        if (str_equal(node->attributes[i].name, wanted)) {
            return node->attributes[i].value;
        }
    }
    return STR("");
}

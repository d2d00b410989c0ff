// SPDX-License-Identifier: Apache-2.0
// libyaml's events are read by plain recursion (depth is limited); finished nodes wait on one
// stack until their list or map ends, and are then copied into the arena as one array.
#include "format/yaml.h"

#include "base/check.h"
#include "base/memory.h"
#include "format/keys.h"
#include <string.h>
#include <yaml.h>

enum {
    YAML_SIZE_MAX = 32 * 1024 * 1024,
    YAML_DEPTH_MAX = 64,
};

typedef struct YamlReader {
    yaml_parser_t parser;
    yaml_event_t event; // the current one
    Str file;
    Arena *arena;
    Error *error;
    YamlNode *items;
    Str *keys; // keys[i] names items[i] when its container is a map
    size_t count, capacity;
    int depth;
} YamlReader;

static Status reader_fail(YamlReader *reader, size_t line_from_0, const char *what) {
    return error_set(reader->error, STATUS_INVALID, STR_FMT ":%zu: %s", STR_ARG(reader->file),
                     line_from_0 + 1, what);
}

static Status reader_fail_parse(YamlReader *reader) {
    const yaml_parser_t *parser = &reader->parser;
    CHECK(parser->error != YAML_MEMORY_ERROR);
    if (parser->error == YAML_READER_ERROR) {
        return error_set(reader->error, STATUS_INVALID,
                         STR_FMT ": byte %zu: %s; save the file as UTF-8", STR_ARG(reader->file),
                         parser->problem_offset, parser->problem);
    }
    return reader_fail(reader, parser->problem_mark.line,
                       parser->problem == NULL ? "not YAML" : parser->problem);
}

static Status reader_next(YamlReader *reader) {
    yaml_event_delete(&reader->event);
    if (!yaml_parser_parse(&reader->parser, &reader->event)) {
        return reader_fail_parse(reader);
    }
    return STATUS_OK;
}

static Status reader_refuse(YamlReader *reader, const yaml_char_t *anchor, const yaml_char_t *tag) {
    size_t line = reader->event.start_mark.line;
    if (anchor != NULL) {
        return reader_fail(reader, line, "anchors (&name) are not allowed; write the value out");
    }
    if (tag != NULL) {
        return reader_fail(reader, line, "tags (!name) are not allowed; leave the tag out");
    }
    return STATUS_OK;
}

static void reader_push(YamlReader *reader, Str key, YamlNode node) {
    size_t capacity = reader->capacity;
    reader->items =
        array_reserve(reader->items, reader->count, &reader->capacity, sizeof *reader->items);
    if (reader->capacity != capacity) {
        reader->keys = memory_grow(reader->keys, reader->capacity, sizeof *reader->keys);
    }
    reader->items[reader->count] = node;
    reader->keys[reader->count] = key;
    reader->count++;
}

static Str event_text(const YamlReader *reader) {
    Str text = {(const char *)reader->event.data.scalar.value, reader->event.data.scalar.length};
    return arena_copy(reader->arena, text);
}

// Moves everything pushed since `first` into the container.
static Status reader_pop(YamlReader *reader, size_t first, YamlNode *container) {
    size_t count = reader->count - first;
    reader->count = first;
    if (count == 0) {
        return STATUS_OK;
    }
    container->count = count;
    container->items = arena_alloc(reader->arena, count, sizeof *container->items);
    memcpy(container->items, &reader->items[first], count * sizeof *container->items);
    if (container->kind == YAML_LIST) {
        return STATUS_OK;
    }
    container->keys = arena_alloc(reader->arena, count, sizeof *container->keys);
    memcpy(container->keys, &reader->keys[first], count * sizeof *container->keys);
    size_t at = 0;
    if (!keys_find_duplicate(container->keys, count, &at)) {
        return STATUS_OK;
    }
    return error_set(reader->error, STATUS_INVALID,
                     STR_FMT ":%d: the key \"" STR_FMT "\" occurs twice in this map; remove one",
                     STR_ARG(reader->file), container->items[at].line,
                     STR_ARG(container->keys[at]));
}

static Status read_node(YamlReader *reader, YamlNode *out_node);

// One key of a map; the current event is then the start of its value.
static Status read_key(YamlReader *reader, Str *out_key) {
    if (reader->event.type != YAML_SCALAR_EVENT) {
        return reader_fail(reader, reader->event.start_mark.line,
                           "a key must be a plain word or a quoted text");
    }
    Status status =
        reader_refuse(reader, reader->event.data.scalar.anchor, reader->event.data.scalar.tag);
    if (status != STATUS_OK) {
        return status;
    }
    *out_key = event_text(reader);
    return reader_next(reader);
}

// Reads items up to the end event; NOLINTNEXTLINE(misc-no-recursion): depth is limited
static Status read_items(YamlReader *reader, YamlNode *container) {
    yaml_event_type_t end =
        container->kind == YAML_LIST ? YAML_SEQUENCE_END_EVENT : YAML_MAPPING_END_EVENT;
    size_t first = reader->count;
    Status status = reader_next(reader);
    while (status == STATUS_OK && reader->event.type != end) {
        Str key = {0};
        YamlNode item = {0};
        if (container->kind == YAML_MAP) {
            status = read_key(reader, &key);
        }
        if (status == STATUS_OK) {
            status = read_node(reader, &item);
        }
        if (status == STATUS_OK) {
            reader_push(reader, key, item);
            status = reader_next(reader);
        }
    }
    return status == STATUS_OK ? reader_pop(reader, first, container) : status;
}

static Status read_container(YamlReader *reader, YamlKind kind, YamlNode *out_node) {
    const yaml_event_t *event = &reader->event;
    bool is_list = kind == YAML_LIST;
    Status status = reader_refuse(
        reader, is_list ? event->data.sequence_start.anchor : event->data.mapping_start.anchor,
        is_list ? event->data.sequence_start.tag : event->data.mapping_start.tag);
    if (status != STATUS_OK) {
        return status;
    }
    if (reader->depth == YAML_DEPTH_MAX) {
        return reader_fail(reader, event->start_mark.line, "lists and maps are nested too deep");
    }
    *out_node = (YamlNode){.kind = kind, .line = (int)event->start_mark.line + 1};
    reader->depth++;
    status = read_items(reader, out_node);
    reader->depth--;
    return status;
}

static Status read_scalar(YamlReader *reader, YamlNode *out_node) {
    const yaml_event_t *event = &reader->event;
    Status status = reader_refuse(reader, event->data.scalar.anchor, event->data.scalar.tag);
    if (status != STATUS_OK) {
        return status;
    }
    *out_node = (YamlNode){
        .kind = YAML_SCALAR,
        .text = event_text(reader),
        .is_quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE,
        .line = (int)event->start_mark.line + 1,
    };
    return STATUS_OK;
}

// The current event starts the node; afterwards it is the node's last one.
static Status read_node(YamlReader *reader, YamlNode *out_node) {
    yaml_event_type_t type = reader->event.type;
    if (type == YAML_SCALAR_EVENT) {
        return read_scalar(reader, out_node);
    }
    if (type == YAML_SEQUENCE_START_EVENT) {
        return read_container(reader, YAML_LIST, out_node);
    }
    if (type == YAML_MAPPING_START_EVENT) {
        return read_container(reader, YAML_MAP, out_node);
    }
    CHECK(type == YAML_ALIAS_EVENT);
    return reader_fail(reader, reader->event.start_mark.line,
                       "aliases (*name) are not allowed; write the value out");
}

// Stream start, document start, the node, document end, stream end.
static Status read_document(YamlReader *reader, YamlNode *out_root) {
    Status status = reader_next(reader);
    if (status == STATUS_OK) {
        status = reader_next(reader);
    }
    if (status == STATUS_OK && reader->event.type == YAML_STREAM_END_EVENT) {
        return reader_fail(reader, 0, "the file is empty");
    }
    if (status == STATUS_OK) {
        status = reader_next(reader);
    }
    if (status == STATUS_OK) {
        status = read_node(reader, out_root);
    }
    if (status == STATUS_OK) {
        status = reader_next(reader);
    }
    if (status == STATUS_OK) {
        status = reader_next(reader);
    }
    if (status == STATUS_OK && reader->event.type != YAML_STREAM_END_EVENT) {
        return reader_fail(reader, reader->event.start_mark.line,
                           "a second document begins here; one file holds one document");
    }
    return status;
}

Status yaml_read(Str bytes, Str file_name, Arena *arena, const YamlNode **out_root, Error *error) {
    if (bytes.length > YAML_SIZE_MAX) {
        return error_set(error, STATUS_TOO_LARGE, STR_FMT ": %zu bytes; at most %d are read",
                         STR_ARG(file_name), bytes.length, (int)YAML_SIZE_MAX);
    }
    YamlReader reader = {.file = file_name, .arena = arena, .error = error};
    CHECK(yaml_parser_initialize(&reader.parser));
    static const unsigned char NOTHING[1] = {0};
    yaml_parser_set_input_string(&reader.parser,
                                 bytes.length == 0 ? NOTHING : (const unsigned char *)bytes.data,
                                 bytes.length);
    YamlNode root = {0};
    Status status = read_document(&reader, &root);
    if (status == STATUS_OK) {
        YamlNode *kept = arena_alloc(arena, 1, sizeof *kept);
        *kept = root;
        *out_root = kept;
    }
    yaml_event_delete(&reader.event);
    yaml_parser_delete(&reader.parser);
    memory_free(reader.items);
    memory_free(reader.keys);
    return status;
}

const YamlNode *yaml_get(const YamlNode *map, const char *key) {
    if (map == NULL || map->kind != YAML_MAP) {
        return NULL;
    }
    Str wanted = str_from(key);
    for (size_t i = 0; i < map->count; i++) {
        if (str_equal(map->keys[i], wanted)) {
            return &map->items[i];
        }
    }
    return NULL;
}

Str yaml_text(const YamlNode *map, const char *key) {
    const YamlNode *node = yaml_get(map, key);
    return node != NULL && node->kind == YAML_SCALAR ? node->text : STR("");
}

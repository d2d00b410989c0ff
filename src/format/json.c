// SPDX-License-Identifier: Apache-2.0
// yajl pushes values; finished ones wait on one stack (`items`) until their container ends, and
// are then copied into the arena as one array.
#include "format/json.h"

#include "base/check.h"
#include "base/memory.h"
#include "format/keys.h"
#include <string.h>
#include <yajl/yajl_parse.h>

enum {
    JSON_SIZE_MAX = 256 * 1024 * 1024,
    READ_DEPTH_MAX = 64,
};

typedef struct Frame { // one open container
    JsonKind kind;
    size_t first; // its first item on the stack
} Frame;

typedef struct JsonReader {
    Arena *arena;
    JsonNode *items;
    Str *keys; // keys[i] names items[i] when its container is an object
    size_t count, capacity;
    Frame frames[READ_DEPTH_MAX];
    int depth;
    Str next_key;
    Error problem; // why a callback stopped the reading
} JsonReader;

static int reader_stop(JsonReader *reader, const char *what) {
    (void)error_set(&reader->problem, STATUS_INVALID, "%s", what);
    return 0;
}

static int reader_add(JsonReader *reader, JsonNode node) {
    size_t capacity = reader->capacity;
    reader->items =
        array_reserve(reader->items, reader->count, &reader->capacity, sizeof *reader->items);
    if (reader->capacity != capacity) {
        reader->keys = memory_grow(reader->keys, reader->capacity, sizeof *reader->keys);
    }
    reader->items[reader->count] = node;
    reader->keys[reader->count] = reader->next_key;
    reader->next_key = (Str){0};
    reader->count++;
    return 1;
}

static int on_null(void *context) {
    return reader_add(context, (JsonNode){.kind = JSON_NULL});
}

static int on_boolean(void *context, int value) {
    return reader_add(context, (JsonNode){.kind = value ? JSON_TRUE : JSON_FALSE});
}

static int on_number(void *context, const char *digits, size_t length) {
    JsonReader *reader = context;
    Str text = arena_copy(reader->arena, (Str){digits, length});
    return reader_add(reader, (JsonNode){.kind = JSON_NUMBER, .text = text});
}

static int on_string(void *context, const unsigned char *bytes, size_t length) {
    JsonReader *reader = context;
    Str text = arena_copy(reader->arena, (Str){(const char *)bytes, length});
    return reader_add(reader, (JsonNode){.kind = JSON_STRING, .text = text});
}

static int on_key(void *context, const unsigned char *bytes, size_t length) {
    JsonReader *reader = context;
    reader->next_key = arena_copy(reader->arena, (Str){(const char *)bytes, length});
    return 1;
}

// The container takes its place on the stack at once (so that it keeps its key) and is filled in
// when it ends.
static int reader_open(JsonReader *reader, JsonKind kind) {
    if (reader->depth == READ_DEPTH_MAX) {
        return reader_stop(reader, "lists and objects are nested more than 64 deep");
    }
    (void)reader_add(reader, (JsonNode){.kind = kind});
    reader->frames[reader->depth++] = (Frame){kind, reader->count};
    return 1;
}

static int reader_close(void *context) {
    JsonReader *reader = context;
    CHECK(reader->depth > 0);
    Frame frame = reader->frames[--reader->depth];
    JsonNode *container = &reader->items[frame.first - 1];
    size_t count = reader->count - frame.first;
    reader->count = frame.first;
    if (count == 0) {
        return 1;
    }
    container->count = count;
    container->items = arena_alloc(reader->arena, count, sizeof *container->items);
    memcpy(container->items, &reader->items[frame.first], count * sizeof *container->items);
    if (frame.kind == JSON_LIST) {
        return 1;
    }
    container->keys = arena_alloc(reader->arena, count, sizeof *container->keys);
    memcpy(container->keys, &reader->keys[frame.first], count * sizeof *container->keys);
    size_t at = 0;
    if (keys_find_duplicate(container->keys, count, &at)) {
        (void)error_set(&reader->problem, STATUS_INVALID,
                        "the key \"" STR_FMT "\" occurs twice in this object",
                        STR_ARG(container->keys[at]));
        return 0;
    }
    return 1;
}

static int on_object(void *context) {
    return reader_open(context, JSON_OBJECT);
}

static int on_list(void *context) {
    return reader_open(context, JSON_LIST);
}

static const yajl_callbacks CALLBACKS = {
    .yajl_null = on_null,
    .yajl_boolean = on_boolean,
    .yajl_number = on_number,
    .yajl_string = on_string,
    .yajl_start_map = on_object,
    .yajl_map_key = on_key,
    .yajl_end_map = reader_close,
    .yajl_start_array = on_list,
    .yajl_end_array = reader_close,
};

// Line and column (in characters) of a byte, both from 1.
static void place_of(Str bytes, size_t offset, int *out_line, int *out_column) {
    int line = 1;
    int column = 1;
    for (size_t i = 0; i < offset && i < bytes.length; i++) {
        unsigned char c = (unsigned char)bytes.data[i];
        if (c == '\n') {
            line++;
            column = 1;
        } else if ((c & 0xc0) != 0x80) {
            column++;
        }
    }
    *out_line = line;
    *out_column = column;
}

static Status reader_fail(JsonReader *reader, yajl_handle parser, Str bytes, Error *error) {
    int line = 0;
    int column = 0;
    place_of(bytes, yajl_get_bytes_consumed(parser), &line, &column);
    if (reader->problem.status != STATUS_OK) {
        return error_set(error, STATUS_INVALID, "line %d, column %d: %s", line, column,
                         reader->problem.message);
    }
    unsigned char *words = yajl_get_error(parser, 0, NULL, 0);
    Str message = str_trim(str_from((const char *)words));
    Status status = error_set(error, STATUS_INVALID, "line %d, column %d: " STR_FMT, line, column,
                              STR_ARG(message));
    yajl_free_error(parser, words);
    return status;
}

// The number behind "\\u"; -1 when it is none.
static int32_t escape_code(Str bytes, size_t at) {
    int32_t code = 0;
    if (at + 6 > bytes.length || bytes.data[at] != '\\' || bytes.data[at + 1] != 'u') {
        return -1;
    }
    for (size_t i = at + 2; i < at + 6; i++) {
        size_t digit = 0;
        if (!str_find(STR("0123456789abcdef0123456789ABCDEF"), str_slice(bytes, i, i + 1),
                      &digit)) {
            return -1;
        }
        code = code * 16 + (int32_t)(digit % 16);
    }
    return code;
}

// yajl turns half a surrogate pair into '?', and lets \\u0000 through, which no store can hold.
// Both are refused here; a backslash stands only in strings.
static const char *find_bad_escape(Str bytes, size_t *out_at) {
    const char *slash = memchr(bytes.data, '\\', bytes.length);
    while (slash != NULL) {
        size_t at = (size_t)(slash - bytes.data);
        *out_at = at;
        int32_t code = escape_code(bytes, at);
        bool is_high = code >= 0xD800 && code < 0xDC00;
        int32_t next = is_high ? escape_code(bytes, at + 6) : -1;
        bool is_pair = next >= 0xDC00 && next < 0xE000;
        if (code == 0) {
            return "\\u0000 is not allowed in a text";
        }
        if (code >= 0xD800 && code < 0xE000 && !is_pair) {
            return "half a surrogate pair is no character";
        }
        at += is_pair ? 12 : code >= 0 ? 6 : 2;
        slash = memchr(bytes.data + at, '\\', bytes.length - at);
    }
    return NULL;
}

static Status check_escapes(Str bytes, Error *error) {
    size_t at = 0;
    const char *fault = find_bad_escape(bytes, &at);
    if (fault == NULL) {
        return STATUS_OK;
    }
    int line = 0;
    int column = 0;
    place_of(bytes, at, &line, &column);
    return error_set(error, STATUS_INVALID, "line %d, column %d: %s", line, column, fault);
}

static Status reader_run(JsonReader *reader, Str bytes, Error *error) {
    yajl_handle parser = yajl_alloc(&CALLBACKS, NULL, reader);
    CHECK(parser != NULL);
    yajl_status outcome = yajl_parse(parser, (const unsigned char *)bytes.data, bytes.length);
    if (outcome == yajl_status_ok) {
        outcome = yajl_complete_parse(parser);
    }
    Status status =
        outcome == yajl_status_ok ? STATUS_OK : reader_fail(reader, parser, bytes, error);
    yajl_free(parser);
    return status;
}

Status json_read(Str bytes, Arena *arena, const JsonNode **out_root, Error *error) {
    if (bytes.length > JSON_SIZE_MAX) {
        return error_set(error, STATUS_TOO_LARGE, "JSON of %zu bytes; at most %d are read",
                         bytes.length, (int)JSON_SIZE_MAX);
    }
    if (str_trim(bytes).length == 0) {
        return error_set(error, STATUS_INVALID, "line 1, column 1: there is no JSON value");
    }
    JsonReader reader = {.arena = arena};
    Status status = reader_run(&reader, bytes, error);
    if (status == STATUS_OK) {
        status = check_escapes(bytes, error);
    }
    if (status == STATUS_OK) {
        CHECK(reader.count == 1 && reader.depth == 0);
        JsonNode *root = arena_alloc(arena, 1, sizeof *root);
        *root = reader.items[0];
        *out_root = root;
    }
    memory_free(reader.items);
    memory_free(reader.keys);
    return status;
}

const JsonNode *json_get(const JsonNode *object, const char *key) {
    if (object == NULL || object->kind != JSON_OBJECT) {
        return NULL;
    }
    Str wanted = str_from(key);
    for (size_t i = 0; i < object->count; i++) {
        if (str_equal(object->keys[i], wanted)) {
            return &object->items[i];
        }
    }
    return NULL;
}

Str json_text(const JsonNode *object, const char *key) {
    const JsonNode *node = json_get(object, key);
    bool has_text = node != NULL && (node->kind == JSON_STRING || node->kind == JSON_NUMBER);
    return has_text ? node->text : STR("");
}

// SPDX-License-Identifier: Apache-2.0
#ifndef FORMAT_JSON_H
#define FORMAT_JSON_H
// JSON (RFC 8259): a tree that keeps every digit of a number as text (read with yajl), and a small
// writer. Duplicate keys, invalid UTF-8 and depth over a limit are errors.
#include "base/arena.h"
#include "base/status.h"
#include "base/text.h"

typedef enum JsonKind {
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_NUMBER,
    JSON_STRING,
    JSON_LIST,
    JSON_OBJECT
} JsonKind;
typedef struct JsonNode {
    JsonKind kind;
    Str text; // NUMBER: its digits as written; STRING: its characters
    struct JsonNode *items;
    Str *keys; // OBJECT
    size_t count;
} JsonNode;

MUST_CHECK Status json_read(Str bytes, Arena *arena, const JsonNode **out_root,
                            Error *error); // message has line and column
const JsonNode *json_get(const JsonNode *object,
                         const char *key);              // NULL when missing or not an object
Str json_text(const JsonNode *object, const char *key); // text of a string or number, "" else

// Writer: commas and quotes are its business. {"a":1,"b":[true]} is
// json_begin_object(&w); json_key(&w, STR("a")); json_number(&w, 1); json_key(&w, STR("b"));
// json_begin_list(&w); ...
enum { JSON_DEPTH_MAX = 64 }; // as deep as it is read
typedef struct JsonWriter {
    Text *out;
    int depth;
    bool needs_comma[JSON_DEPTH_MAX];
} JsonWriter;
void json_begin_object(JsonWriter *writer);
void json_end_object(JsonWriter *writer);
void json_begin_list(JsonWriter *writer);
void json_end_list(JsonWriter *writer);
void json_key(JsonWriter *writer, Str key);
void json_string(JsonWriter *writer, Str value);
void json_number(JsonWriter *writer, int64_t value);
void json_raw(JsonWriter *writer, Str json); // a value that is JSON already
void json_boolean(JsonWriter *writer, bool value);
void json_null(JsonWriter *writer);
#endif

// SPDX-License-Identifier: Apache-2.0
// What is read can be written and is then read as the same tree.
#include "base/check.h"
#include "format/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// NOLINTNEXTLINE(misc-no-recursion): the reader limits the depth
static void write_node(JsonWriter *writer, const JsonNode *node) {
    bool is_object = node->kind == JSON_OBJECT;
    switch (node->kind) {
    case JSON_NULL: json_null(writer); return;
    case JSON_FALSE: json_boolean(writer, false); return;
    case JSON_TRUE: json_boolean(writer, true); return;
    case JSON_NUMBER: json_raw(writer, node->text); return;
    case JSON_STRING: json_string(writer, node->text); return;
    case JSON_LIST: json_begin_list(writer); break;
    case JSON_OBJECT: json_begin_object(writer); break;
    }
    for (size_t i = 0; i < node->count; i++) {
        if (is_object) {
            json_key(writer, node->keys[i]);
        }
        write_node(writer, &node->items[i]);
    }
    if (is_object) {
        json_end_object(writer);
    } else {
        json_end_list(writer);
    }
}

static int depth_of(const JsonNode *node) { // NOLINT(misc-no-recursion)
    int deepest = 0;
    for (size_t i = 0; i < node->count; i++) {
        int depth = depth_of(&node->items[i]);
        deepest = depth > deepest ? depth : deepest;
    }
    return deepest + 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Arena arena = {0};
    const JsonNode *root = NULL;
    Error error = {0};
    Status status = json_read((Str){(const char *)data, size}, &arena, &root, &error);
    CHECK(status == STATUS_OK || error.message[0] != '\0');
    if (status == STATUS_OK && depth_of(root) < JSON_DEPTH_MAX) {
        Text first = {0};
        Text second = {0};
        JsonWriter writer = {.out = &first};
        write_node(&writer, root);
        CHECK(json_read(text_str(&first), &arena, &root, &error) == STATUS_OK);
        writer = (JsonWriter){.out = &second};
        write_node(&writer, root);
        CHECK(str_equal(text_str(&first), text_str(&second)));
        text_release(&second);
        text_release(&first);
    }
    arena_release(&arena);
    return 0;
}

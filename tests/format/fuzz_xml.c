// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"
#include "format/xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_node(const XmlNode *node) { // NOLINT(misc-no-recursion)
    CHECK(node->name.length > 0);
    CHECK(node->line >= 1);
    CHECK(str_is_utf8(node->text));
    for (size_t i = 0; i < node->child_count; i++) {
        CHECK(node->children[i]->line >= node->line);
        check_node(node->children[i]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Arena arena = {0};
    const XmlNode *root = NULL;
    Error error = {0};
    Status status = xml_read((Str){(const char *)data, size}, STR("fuzz"), &arena, &root, &error);
    CHECK(status == STATUS_OK || error.message[0] != '\0');
    if (status == STATUS_OK) {
        check_node(root);
    }
    arena_release(&arena);
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"
#include "format/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_node(const YamlNode *node) { // NOLINT(misc-no-recursion)
    CHECK(node->line >= 1);
    CHECK(node->kind == YAML_SCALAR || node->text.length == 0);
    for (size_t i = 0; i < node->count; i++) {
        CHECK((node->kind == YAML_MAP) == (node->keys != NULL));
        check_node(&node->items[i]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Arena arena = {0};
    const YamlNode *root = NULL;
    Error error = {0};
    Status status =
        yaml_read((Str){(const char *)data, size}, STR("fuzz.yaml"), &arena, &root, &error);
    CHECK(status == STATUS_OK || error.message[0] != '\0');
    if (status == STATUS_OK) {
        check_node(root);
    }
    arena_release(&arena);
    return 0;
}

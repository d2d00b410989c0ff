// SPDX-License-Identifier: Apache-2.0
#ifndef FORMAT_YAML_H
#define FORMAT_YAML_H
// YAML documents as a tree (libyaml). One document a file; anchors, aliases and tags are refused;
// depth and size are limited.
#include "base/arena.h"
#include "base/status.h"

typedef enum YamlKind { YAML_SCALAR, YAML_LIST, YAML_MAP } YamlKind;
typedef struct YamlNode {
    YamlKind kind;
    Str text;               // SCALAR
    bool is_quoted;         // SCALAR: "12" in quotes is text
    struct YamlNode *items; // LIST: items; MAP: values, keys[i] names items[i]
    Str *keys;
    size_t count;
    int line; // from 1, for messages
} YamlNode;

// INVALID: "parameters.yaml:12: ...". Duplicate keys are an error.
MUST_CHECK Status yaml_read(Str bytes, Str file_name, Arena *arena, const YamlNode **out_root,
                            Error *error);
const YamlNode *yaml_get(const YamlNode *map, const char *key); // NULL when missing or not a map
Str yaml_text(const YamlNode *map, const char *key);            // "" when missing
#endif

// SPDX-License-Identifier: Apache-2.0
#include "policy/source_private.h"

#include "base/check.h"
#include <stdarg.h>
#include <stdio.h>

static const YamlNode EMPTY_MAP = {.kind = YAML_MAP};

void source_fail(Source *source, int line, const char *format, ...) {
    if (source->status != STATUS_OK) {
        return;
    }
    char words[ERROR_MESSAGE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    source->status = STATUS_INVALID;
    if (line > 0) {
        error_set(source->error, STATUS_INVALID, STR_FMT ":%d: %s", STR_ARG(source->file), line,
                  words);
    } else {
        error_set(source->error, STATUS_INVALID, STR_FMT ": %s", STR_ARG(source->file), words);
    }
}

bool source_is_fine(const Source *source) {
    return source->status == STATUS_OK;
}

const YamlNode *source_empty(void) {
    return &EMPTY_MAP;
}

Str source_bytes(Source *source, const char *path) {
    source->file = str_from(path);
    for (size_t i = 0; i < source->file_count; i++) {
        if (str_equal(source->files[i].path, source->file)) {
            return source->files[i].bytes;
        }
    }
    source_fail(source, 0, "the pack has no such file; add it");
    return STR("");
}

const YamlNode *source_open_bytes(Source *source, PackFile file) {
    source->file = file.path;
    if (!source_is_fine(source)) {
        return &EMPTY_MAP;
    }
    const YamlNode *root = NULL;
    // Texts of the tree stay in the pack; the tree itself is small beside them.
    Status status = yaml_read(file.bytes, file.path, source->arena, &root, source->error);
    if (status != STATUS_OK) {
        source->status = status;
        return &EMPTY_MAP;
    }
    if (root == NULL || root->kind != YAML_MAP) {
        source_fail(source, 1, "must be a map of names to values");
        return &EMPTY_MAP;
    }
    return root;
}

const YamlNode *source_open(Source *source, const char *path) {
    Str bytes = source_bytes(source, path);
    return source_open_bytes(source, (PackFile){.path = str_from(path), .bytes = bytes});
}

static const YamlNode *map_get(const YamlNode *map, const char *key) {
    return map->kind == YAML_MAP ? yaml_get(map, key) : NULL;
}

int node_line(const YamlNode *map, const char *key) {
    const YamlNode *node = map_get(map, key);
    return node == NULL ? map->line : node->line;
}

// ---- words

static bool words_find(const char *words, Str word, int *out_index) {
    Str rest = str_from(words);
    for (int index = 0; rest.length > 0; index++) {
        if (str_equal(str_cut(&rest, '|'), word)) {
            *out_index = index;
            return true;
        }
    }
    return false;
}

void source_check_keys(Source *source, const YamlNode *map, const char *known) {
    if (map->kind != YAML_MAP) {
        source_fail(source, map->line, "must be a map of names to values");
        return;
    }
    for (size_t i = 0; i < map->count; i++) {
        int index = 0;
        if (!words_find(known, map->keys[i], &index)) {
            source_fail(source, map->items[i].line, "the key \"" STR_FMT "\" is not known; use %s",
                        STR_ARG(map->keys[i]), known);
            return;
        }
    }
}

int source_choice(Source *source, Str text, int line, const char *words) {
    int index = 0;
    if (text.length == 0) {
        source_fail(source, line, "a value is missing here: give one of %s", words);
    } else if (!words_find(words, text, &index)) {
        source_fail(source, line, "\"" STR_FMT "\" is none of %s", STR_ARG(text), words);
    }
    return index;
}

// ---- values of keys

const YamlNode *source_map(Source *source, const YamlNode *map, const char *key) {
    const YamlNode *node = map_get(map, key);
    if (node == NULL) {
        source_fail(source, map->line, "the key \"%s\" is missing; add it", key);
        return &EMPTY_MAP;
    }
    if (node->kind != YAML_MAP) {
        source_fail(source, node->line, "\"%s\" must be a map of names to values", key);
        return &EMPTY_MAP;
    }
    return node;
}

static Str scalar_node_text(Source *source, const YamlNode *node, const char *key) {
    if (node->kind != YAML_SCALAR) {
        source_fail(source, node->line, "\"%s\" must be one value", key);
        return STR("");
    }
    return node->text;
}

Str source_text_or(Source *source, const YamlNode *map, const char *key, Str otherwise) {
    const YamlNode *node = map_get(map, key);
    return node == NULL ? otherwise : scalar_node_text(source, node, key);
}

Str source_text(Source *source, const YamlNode *map, const char *key) {
    Str text = source_text_or(source, map, key, STR(""));
    if (text.length == 0) {
        source_fail(source, node_line(map, key), "the key \"%s\" is missing or empty; fill it in",
                    key);
    }
    return text;
}

size_t source_texts(Source *source, const YamlNode *map, const char *key, Str **out_texts) {
    *out_texts = NULL;
    const YamlNode *node = map_get(map, key);
    if (node == NULL) {
        return 0;
    }
    size_t count = node->kind == YAML_LIST ? node->count : 1;
    Str *texts = arena_alloc(source->arena, count, sizeof *texts);
    for (size_t i = 0; i < count; i++) {
        texts[i] = scalar_node_text(source, node->kind == YAML_LIST ? &node->items[i] : node, key);
    }
    *out_texts = texts;
    return count;
}

bool source_flag(Source *source, const YamlNode *map, const char *key) {
    Str text = source_text_or(source, map, key, STR("no"));
    int choice = source_choice(source, text, node_line(map, key), "no|yes|false|true");
    return choice % 2 == 1;
}

int source_number(Source *source, const YamlNode *map, const char *key, int otherwise,
                  int maximum) {
    Str text = source_text_or(source, map, key, STR(""));
    if (text.length == 0) {
        return otherwise;
    }
    int64_t number = 0;
    if (!str_to_int64(text, &number) || number < 0 || number > maximum) {
        source_fail(source, node_line(map, key), "\"%s\" must be a whole number from 0 to %d", key,
                    maximum);
        return otherwise;
    }
    return (int)number;
}

Date source_date(Source *source, const YamlNode *map, const char *key) {
    Date date = DATE_NONE;
    Error error = {0};
    Str text = source_text(source, map, key);
    if (source_is_fine(source) && date_parse(text, &date, &error) != STATUS_OK) {
        source_fail(source, node_line(map, key), "\"%s\": %s", key, error.message);
    }
    return date;
}

Region source_region(Source *source, Str text, int line) {
    Region region = {0};
    if (!region_parse(text, &region)) {
        source_fail(source, line, "\"" STR_FMT "\" is no region code of 2, 4, 6, 9 or 12 digits",
                    STR_ARG(text));
    }
    return region;
}

ScalarType source_type(Source *source, const YamlNode *map, const char *key) {
    static const ScalarType TYPES[] = {SCALAR_BOOLEAN, SCALAR_INTEGER, SCALAR_DECIMAL, SCALAR_MONEY,
                                       SCALAR_DATE,    SCALAR_MONTH,   SCALAR_INSTANT, SCALAR_TEXT};
    Str text = source_text(source, map, key);
    if (!source_is_fine(source)) {
        return SCALAR_NULL;
    }
    return TYPES[source_choice(source, text, node_line(map, key),
                               "boolean|integer|decimal|money|date|month|instant|text")];
}

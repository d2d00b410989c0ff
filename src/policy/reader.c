// SPDX-License-Identifier: Apache-2.0
#include "policy/reader_private.h"

#include "base/check.h"
#include <stdarg.h>
#include <stdio.h>

static const YamlNode EMPTY_MAP = {.kind = YAML_MAP};

void reader_fail(PackReader *reader, int line, const char *format, ...) {
    if (reader->status != STATUS_OK) {
        return;
    }
    char words[ERROR_MESSAGE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    reader->status = STATUS_INVALID;
    if (line > 0) {
        error_set(reader->error, STATUS_INVALID, STR_FMT ":%d: %s", STR_ARG(reader->file), line,
                  words);
    } else {
        error_set(reader->error, STATUS_INVALID, STR_FMT ": %s", STR_ARG(reader->file), words);
    }
}

bool reader_is_fine(const PackReader *reader) {
    return reader->status == STATUS_OK;
}

const YamlNode *reader_empty(void) {
    return &EMPTY_MAP;
}

Str reader_bytes(PackReader *reader, const char *path) {
    reader->file = str_from(path);
    for (size_t i = 0; i < reader->file_count; i++) {
        if (str_equal(reader->files[i].path, reader->file)) {
            return reader->files[i].bytes;
        }
    }
    reader_fail(reader, 0, "the pack has no such file; add it");
    return STR("");
}

const YamlNode *reader_open_bytes(PackReader *reader, PackFile file) {
    reader->file = file.path;
    if (!reader_is_fine(reader)) {
        return &EMPTY_MAP;
    }
    const YamlNode *root = NULL;
    // Texts of the tree stay in the pack; the tree itself is small beside them.
    Status status = yaml_read(file.bytes, file.path, &reader->pack->arena, &root, reader->error);
    if (status != STATUS_OK) {
        reader->status = status;
        return &EMPTY_MAP;
    }
    if (root == NULL || root->kind != YAML_MAP) {
        reader_fail(reader, 1, "must be a map of names to values");
        return &EMPTY_MAP;
    }
    return root;
}

const YamlNode *reader_open(PackReader *reader, const char *path) {
    Str bytes = reader_bytes(reader, path);
    return reader_open_bytes(reader, (PackFile){.path = str_from(path), .bytes = bytes});
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

void reader_check_keys(PackReader *reader, const YamlNode *map, const char *known) {
    if (map->kind != YAML_MAP) {
        reader_fail(reader, map->line, "must be a map of names to values");
        return;
    }
    for (size_t i = 0; i < map->count; i++) {
        int index = 0;
        if (!words_find(known, map->keys[i], &index)) {
            reader_fail(reader, map->items[i].line, "the key \"" STR_FMT "\" is not known; use %s",
                        STR_ARG(map->keys[i]), known);
            return;
        }
    }
}

int reader_choice(PackReader *reader, Str text, int line, const char *words) {
    int index = 0;
    if (!words_find(words, text, &index)) {
        reader_fail(reader, line, "\"" STR_FMT "\" is none of %s", STR_ARG(text), words);
    }
    return index;
}

// ---- values of keys

const YamlNode *reader_map(PackReader *reader, const YamlNode *map, const char *key) {
    const YamlNode *node = map_get(map, key);
    if (node == NULL) {
        reader_fail(reader, map->line, "the key \"%s\" is missing; add it", key);
        return &EMPTY_MAP;
    }
    if (node->kind != YAML_MAP) {
        reader_fail(reader, node->line, "\"%s\" must be a map of names to values", key);
        return &EMPTY_MAP;
    }
    return node;
}

static Str scalar_node_text(PackReader *reader, const YamlNode *node, const char *key) {
    if (node->kind != YAML_SCALAR) {
        reader_fail(reader, node->line, "\"%s\" must be one value", key);
        return STR("");
    }
    return node->text;
}

Str reader_text_or(PackReader *reader, const YamlNode *map, const char *key, Str otherwise) {
    const YamlNode *node = map_get(map, key);
    return node == NULL ? otherwise : scalar_node_text(reader, node, key);
}

Str reader_text(PackReader *reader, const YamlNode *map, const char *key) {
    Str text = reader_text_or(reader, map, key, STR(""));
    if (text.length == 0) {
        reader_fail(reader, node_line(map, key), "the key \"%s\" is missing or empty; fill it in",
                    key);
    }
    return text;
}

size_t reader_texts(PackReader *reader, const YamlNode *map, const char *key, Str **out_texts) {
    *out_texts = NULL;
    const YamlNode *node = map_get(map, key);
    if (node == NULL) {
        return 0;
    }
    size_t count = node->kind == YAML_LIST ? node->count : 1;
    Str *texts = arena_alloc(&reader->pack->arena, count, sizeof *texts);
    for (size_t i = 0; i < count; i++) {
        texts[i] = scalar_node_text(reader, node->kind == YAML_LIST ? &node->items[i] : node, key);
    }
    *out_texts = texts;
    return count;
}

bool reader_flag(PackReader *reader, const YamlNode *map, const char *key) {
    Str text = reader_text_or(reader, map, key, STR("no"));
    int choice = reader_choice(reader, text, node_line(map, key), "no|yes|false|true");
    return choice % 2 == 1;
}

int reader_number(PackReader *reader, const YamlNode *map, const char *key, int otherwise,
                  int maximum) {
    Str text = reader_text_or(reader, map, key, STR(""));
    if (text.length == 0) {
        return otherwise;
    }
    int64_t number = 0;
    if (!str_to_int64(text, &number) || number < 0 || number > maximum) {
        reader_fail(reader, node_line(map, key), "\"%s\" must be a whole number from 0 to %d", key,
                    maximum);
        return otherwise;
    }
    return (int)number;
}

Date reader_date(PackReader *reader, const YamlNode *map, const char *key) {
    Date date = DATE_NONE;
    Error error = {0};
    Str text = reader_text(reader, map, key);
    if (reader_is_fine(reader) && date_parse(text, &date, &error) != STATUS_OK) {
        reader_fail(reader, node_line(map, key), "\"%s\": %s", key, error.message);
    }
    return date;
}

Region reader_region(PackReader *reader, Str text, int line) {
    Region region = {0};
    if (!region_parse(text, &region)) {
        reader_fail(reader, line, "\"" STR_FMT "\" is no region code of 2, 4, 6, 9 or 12 digits",
                    STR_ARG(text));
    }
    return region;
}

ScalarType reader_type(PackReader *reader, const YamlNode *map, const char *key) {
    static const ScalarType TYPES[] = {SCALAR_BOOLEAN, SCALAR_INTEGER, SCALAR_DECIMAL, SCALAR_MONEY,
                                       SCALAR_DATE,    SCALAR_MONTH,   SCALAR_INSTANT, SCALAR_TEXT};
    Str text = reader_text(reader, map, key);
    if (!reader_is_fine(reader)) {
        return SCALAR_NULL;
    }
    return TYPES[reader_choice(reader, text, node_line(map, key),
                               "boolean|integer|decimal|money|date|month|instant|text")];
}

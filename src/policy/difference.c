// SPDX-License-Identifier: Apache-2.0
// What differs between the files of two packs, element by element.
#include "base/check.h"
#include "base/memory.h"
#include "format/xml.h"
#include "format/yaml.h"
#include "policy/draft.h"
#include <stdlib.h>

typedef struct Element { // one named thing of a pack, in whichever form its file has
    PackPart part;
    Str id, name, english;
    Str kind, path; // of an element of a model: both models may have one of this name
    const YamlNode *yaml;
    const XmlNode *xml;
    Str bytes; // of a table without names
} Element;
typedef struct Elements {
    Element *items;
    size_t count, capacity;
} Elements;

static void add(Elements *elements, Element element) {
    elements->items =
        array_reserve(elements->items, elements->count, &elements->capacity, sizeof(Element));
    elements->items[elements->count++] = element;
}

static void elements_release(Elements *elements) {
    memory_free(elements->items);
}

// ---- reading

static const struct NamedFile {
    const char *path;
    PackPart part;
} MAPS[] = {{"pack.yaml", PART_PLACE},
            {"codes.yaml", PART_LIST},
            {"facts.yaml", PART_FACT},
            {"alerts.yaml", PART_RULE}},
  MODELS[] = {{"decisions.dmn", PART_DECISION}, {"alerts.dmn", PART_DECISION}},
  TABLES[] = {{"regions.csv", PART_PLACE}, {"calendar.csv", PART_PLACE}};

static void add_map(Elements *elements, PackPart part, const YamlNode *root) {
    for (size_t i = 0; i < root->count && root->kind == YAML_MAP; i++) {
        const YamlNode *node = &root->items[i];
        if (part != PART_PLACE || !str_equal(root->keys[i], STR("version"))) {
            add(elements, (Element){.part = part,
                                    .id = root->keys[i],
                                    .name = yaml_text(node, "name"),
                                    .english = yaml_text(node, "english"),
                                    .yaml = node});
        }
    }
}

static void add_feed(Elements *elements, const YamlNode *root) {
    add(elements, (Element){.part = PART_FEED,
                            .id = yaml_text(root, "id"),
                            .name = yaml_text(root, "name"),
                            .english = yaml_text(root, "english"),
                            .yaml = root});
}

static void add_model(Elements *elements, Str path, const XmlNode *root) {
    for (size_t i = 0; i < root->child_count; i++) {
        const XmlNode *node = root->children[i];
        Str name = xml_attribute(node, "name");
        if (!str_equal(node->name, STR("DMNDI")) && name.length > 0) {
            add(elements, (Element){.part = PART_DECISION,
                                    .id = name,
                                    .name = name,
                                    .kind = node->name,
                                    .path = path,
                                    .xml = node});
        }
    }
}

static int find_file(Str path, const struct NamedFile *files, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (str_equal(path, str_from(files[i].path))) {
            return (int)i;
        }
    }
    return -1;
}

static Status add_file(Elements *elements, const PackFile *file, Arena *arena, Error *error) {
    int map = find_file(file->path, MAPS, ARRAY_COUNT(MAPS));
    int table = find_file(file->path, TABLES, ARRAY_COUNT(TABLES));
    if (table >= 0) {
        add(elements, (Element){.part = TABLES[table].part,
                                .id = file->path,
                                .name = file->path,
                                .bytes = file->bytes});
    } else if (map >= 0 || str_starts_with(file->path, STR("feeds/"))) {
        const YamlNode *root = NULL;
        Status status = yaml_read(file->bytes, file->path, arena, &root, error);
        if (status != STATUS_OK || root == NULL) {
            return status;
        }
        if (map >= 0) {
            add_map(elements, MAPS[map].part, root);
        } else {
            add_feed(elements, root);
        }
    } else if (find_file(file->path, MODELS, ARRAY_COUNT(MODELS)) >= 0) {
        const XmlNode *root = NULL;
        Status status = xml_read(file->bytes, file->path, arena, &root, error);
        if (status != STATUS_OK) {
            return status;
        }
        add_model(elements, file->path, root);
    }
    return STATUS_OK;
}

static int order(const void *a, const void *b) {
    const Element *left = a;
    const Element *right = b;
    if (left->part != right->part) {
        return left->part < right->part ? -1 : 1;
    }
    int by_id = str_compare(left->id, right->id);
    int by_kind = by_id != 0 ? by_id : str_compare(left->kind, right->kind);
    return by_kind != 0 ? by_kind : str_compare(left->path, right->path);
}

static Status elements_read(PackFiles files, Arena *arena, Elements *elements, Error *error) {
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < files.count; i++) {
        status = add_file(elements, &files.items[i], arena, error);
    }
    if (elements->count > 0) {
        qsort(elements->items, elements->count, sizeof(Element), order);
    }
    return status;
}

// ---- comparing

// NOLINTNEXTLINE(misc-no-recursion): depth is limited by the reader
static bool yaml_same(const YamlNode *a, const YamlNode *b) {
    if (a->kind != b->kind || a->count != b->count) {
        return false;
    }
    if (a->kind == YAML_SCALAR) {
        return str_equal(a->text, b->text);
    }
    for (size_t i = 0; i < a->count; i++) {
        size_t j = i;
        if (a->kind == YAML_MAP) {
            for (j = 0; j < b->count && !str_equal(a->keys[i], b->keys[j]); j++) {
            }
        }
        if (j == b->count || !yaml_same(&a->items[i], &b->items[j])) {
            return false;
        }
    }
    return true;
}

// NOLINTNEXTLINE(misc-no-recursion): depth is limited by the reader
static bool xml_same(const XmlNode *a, const XmlNode *b) {
    if (!str_equal(a->name, b->name) || !str_equal(str_trim(a->text), str_trim(b->text)) ||
        a->attribute_count != b->attribute_count || a->child_count != b->child_count) {
        return false;
    }
    for (size_t i = 0; i < a->attribute_count; i++) {
        size_t j = 0;
        for (; j < b->attribute_count && !str_equal(a->attributes[i].name, b->attributes[j].name);
             j++) {
        }
        if (j == b->attribute_count || !str_equal(a->attributes[i].value, b->attributes[j].value)) {
            return false;
        }
    }
    for (size_t i = 0; i < a->child_count; i++) {
        if (!xml_same(a->children[i], b->children[i])) {
            return false;
        }
    }
    return true;
}

static bool is_same(const Element *a, const Element *b) {
    if (a->yaml != NULL && b->yaml != NULL) {
        return yaml_same(a->yaml, b->yaml);
    }
    if (a->xml != NULL && b->xml != NULL) {
        return xml_same(a->xml, b->xml);
    }
    return str_equal(a->bytes, b->bytes);
}

// Both sides are sorted: what only one has was added or removed.
static size_t compare(const Elements *present, const Elements *draft, Arena *arena,
                      PackDifference *out) {
    size_t count = 0;
    for (size_t a = 0, b = 0; a < present->count || b < draft->count;) {
        int side = a == present->count ? 1
                   : b == draft->count ? -1
                                       : order(&present->items[a], &draft->items[b]);
        const Element *element = side > 0 ? &draft->items[b] : &present->items[a];
        if (side != 0 || !is_same(element, &draft->items[b])) {
            out[count++] = (PackDifference){.part = element->part,
                                            .kind = side > 0   ? DIFFERENCE_ADDED
                                                    : side < 0 ? DIFFERENCE_REMOVED
                                                               : DIFFERENCE_CHANGED,
                                            .id = arena_copy(arena, element->id),
                                            .name = arena_copy(arena, element->name),
                                            .english = arena_copy(arena, element->english)};
        }
        a += side <= 0 ? 1 : 0;
        b += side >= 0 ? 1 : 0;
    }
    return count;
}

Status pack_differences(PackFiles present, PackFiles draft, Arena *arena,
                        PackDifference **out_items, size_t *out_count, Error *error) {
    CLEANUP(arena_release) Arena trees = {0};
    CLEANUP(elements_release) Elements before = {0};
    CLEANUP(elements_release) Elements after = {0};
    Status status = elements_read(present, &trees, &before, error);
    if (status == STATUS_OK) {
        status = elements_read(draft, &trees, &after, error);
    }
    if (status != STATUS_OK) {
        return status;
    }
    *out_items = arena_alloc(arena, before.count + after.count + 1, sizeof(PackDifference));
    *out_count = compare(&before, &after, arena, *out_items);
    return STATUS_OK;
}

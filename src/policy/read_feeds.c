// SPDX-License-Identifier: Apache-2.0
// feeds/*.yaml: one contract per file.
#include "policy/reader_private.h"

#include "base/check.h"
#include <stdlib.h>

static const char *const FEED_KEYS =
    "id|name|english|department|item|frequency|kind|key|subjects|event|version by|reversal|"
    "negative|active from|active to|effect|effect fields|fields";
static const char *const FIELD_KEYS =
    "name|type|required|open|codes|also|person name|at least|at most";

// What a type word of a contract means.
typedef struct FieldWord {
    const char *word;
    FieldKind kind;
    ScalarType type;
} FieldWord;
static const FieldWord FIELD_WORDS[] = {
    {"text", FIELD_PLAIN, SCALAR_TEXT},        {"code", FIELD_CODE, SCALAR_TEXT},
    {"name", FIELD_NAME, SCALAR_TEXT},         {"identity", FIELD_IDENTITY, SCALAR_PERSON},
    {"newborn", FIELD_NEWBORN, SCALAR_PERSON}, {"region", FIELD_REGION, SCALAR_INTEGER},
    {"money", FIELD_PLAIN, SCALAR_MONEY},      {"integer", FIELD_PLAIN, SCALAR_INTEGER},
    {"decimal", FIELD_PLAIN, SCALAR_DECIMAL},  {"date", FIELD_PLAIN, SCALAR_DATE},
    {"month", FIELD_PLAIN, SCALAR_MONTH},      {"instant", FIELD_PLAIN, SCALAR_INSTANT},
    {"boolean", FIELD_PLAIN, SCALAR_BOOLEAN},
};

static void read_field_type(PackReader *reader, const YamlNode *node, Field *field) {
    Str word = reader_text(reader, node, "type");
    for (size_t i = 0; i < ARRAY_COUNT(FIELD_WORDS); i++) {
        if (str_equal(word, str_from(FIELD_WORDS[i].word))) {
            field->kind = FIELD_WORDS[i].kind;
            field->type = FIELD_WORDS[i].type;
            return;
        }
    }
    reader_fail(reader, node_line(node, "type"),
                "\"" STR_FMT "\" is no type of a column; use text, code, name, identity, newborn, "
                "region, money, integer, decimal, date, month, instant or boolean",
                STR_ARG(word));
}

static Scalar read_limit(PackReader *reader, const YamlNode *node, const char *key,
                         ScalarType type) {
    Scalar limit = SCALAR_NONE;
    Error error = {0};
    Str text = reader_text_or(reader, node, key, STR(""));
    if (text.length > 0 &&
        value_parse(&reader->pack->arena, type, text, &limit, &error) != STATUS_OK) {
        reader_fail(reader, node_line(node, key), "%s", error.message);
    }
    return limit;
}

// codes: {F: [女, 2]}: every spelling and the code itself stand for the code.
static void read_field_codes(PackReader *reader, const YamlNode *node, Field *field) {
    if (yaml_get(node, "codes") == NULL) {
        if (field->kind == FIELD_CODE) {
            reader_fail(reader, node->line, "a column of type code needs \"codes\"");
        }
        return;
    }
    if (field->kind != FIELD_CODE && field->type != SCALAR_INTEGER) {
        reader_fail(reader, node->line, "only columns of type code or integer have \"codes\"");
    }
    const YamlNode *codes = reader_map(reader, node, "codes");
    size_t room = codes->count;
    for (size_t i = 0; i < codes->count; i++) {
        room += codes->items[i].kind == YAML_LIST ? codes->items[i].count : 1;
    }
    field->codes = arena_alloc(&reader->pack->arena, room, sizeof *field->codes);
    for (size_t i = 0; i < codes->count; i++) {
        Str code = codes->keys[i];
        field->codes[field->code_count++] = (CodeMapping){.spelling = code, .code = code};
    }
    for (size_t i = 0; i < codes->count; i++) {
        const YamlNode *spellings = &codes->items[i];
        if (spellings->kind != YAML_LIST) {
            reader_fail(reader, spellings->line, "the spellings of a code must be a list");
            return;
        }
        for (size_t j = 0; j < spellings->count; j++) {
            field->codes[field->code_count++] =
                (CodeMapping){.spelling = spellings->items[j].text, .code = codes->keys[i]};
        }
    }
}

static void check_field_codes(PackReader *reader, const Field *field, int line) {
    for (size_t i = 0; i < field->code_count; i++) {
        for (size_t j = 0; j < i; j++) {
            const CodeMapping *one = &field->codes[j], *other = &field->codes[i];
            if (str_equal(one->spelling, other->spelling) && !str_equal(one->code, other->code)) {
                reader_fail(reader, line,
                            "\"" STR_FMT "\" stands for two codes: " STR_FMT " and " STR_FMT,
                            STR_ARG(one->spelling), STR_ARG(one->code), STR_ARG(other->code));
            }
        }
    }
}

static Field read_field(PackReader *reader, Str name, const YamlNode *node) {
    reader_check_keys(reader, node, FIELD_KEYS);
    Field field = {.name = name, .chinese = reader_text(reader, node, "name"), .name_field = -1};
    read_field_type(reader, node, &field);
    field.is_required = reader_flag(reader, node, "required");
    field.is_open = reader_flag(reader, node, "open");
    field.accepted_count = reader_texts(reader, node, "also", &field.accepted);
    field.minimum = read_limit(reader, node, "at least", field.type);
    field.maximum = read_limit(reader, node, "at most", field.type);
    read_field_codes(reader, node, &field);
    check_field_codes(reader, &field, node->line);
    return field;
}

int feed_find_field(const FeedContract *feed, Str name) {
    for (size_t i = 0; i < feed->field_count; i++) {
        if (str_equal(feed->fields[i].name, name) || str_equal(feed->fields[i].chinese, name)) {
            return (int)i;
        }
    }
    return -1;
}

// ---- parts of a contract that name fields

static int read_field_index(PackReader *reader, const FeedContract *feed, Str name, int line) {
    int index = feed_find_field(feed, name);
    if (index < 0) {
        reader_fail(reader, line, "\"" STR_FMT "\" is no field of this feed", STR_ARG(name));
    }
    return index;
}

static int read_field_key(PackReader *reader, const FeedContract *feed, const YamlNode *root,
                          const char *key) {
    Str name = reader_text_or(reader, root, key, STR(""));
    return name.length == 0 ? -1 : read_field_index(reader, feed, name, node_line(root, key));
}

static size_t read_field_list(PackReader *reader, const FeedContract *feed, const YamlNode *root,
                              const char *key, int *out_fields, size_t maximum) {
    Str *names = NULL;
    size_t count = reader_texts(reader, root, key, &names);
    if (count == 0 || count > maximum) {
        reader_fail(reader, node_line(root, key), "\"%s\" needs 1 to %zu fields", key, maximum);
        return 0;
    }
    for (size_t i = 0; i < count; i++) {
        out_fields[i] = read_field_index(reader, feed, names[i], node_line(root, key));
    }
    return count;
}

static void read_person_names(PackReader *reader, FeedContract *feed, const YamlNode *fields) {
    for (size_t i = 0; i < feed->field_count && reader_is_fine(reader); i++) {
        const YamlNode *node = &fields->items[i];
        feed->fields[i].name_field = read_field_key(reader, feed, node, "person name");
        int name = feed->fields[i].name_field;
        if (name >= 0 &&
            (feed->fields[i].kind != FIELD_IDENTITY || feed->fields[name].kind != FIELD_NAME)) {
            reader_fail(reader, node->line,
                        "\"person name\" joins a column of type identity with "
                        "one of type name");
        }
    }
}

static void read_effect(PackReader *reader, FeedContract *feed, const YamlNode *root) {
    static const char *const PARTS[] = {"person", "name",         "sex",      "birth",
                                        "date",   "household no", "relation", "change",
                                        "reason", "region",       "mother",   "father"};
    _Static_assert(ARRAY_COUNT(PARTS) == EFFECT_FIELD_COUNT, "one word per part");
    for (size_t i = 0; i < EFFECT_FIELD_COUNT; i++) {
        feed->effect_fields[i] = -1;
    }
    Str effect = reader_text_or(reader, root, "effect", STR("none"));
    feed->effect = (FeedEffect)reader_choice(reader, effect, node_line(root, "effect"),
                                             "none|households|births|deaths");
    if (feed->effect == FEED_EFFECT_NONE) {
        return;
    }
    const YamlNode *parts = reader_map(reader, root, "effect fields");
    reader_check_keys(reader, parts,
                      "person|name|sex|birth|date|household no|relation|change|reason|region|"
                      "mother|father");
    for (size_t i = 0; i < EFFECT_FIELD_COUNT; i++) {
        feed->effect_fields[i] = read_field_key(reader, feed, parts, PARTS[i]);
    }
    // Every effect is about somebody, at some time.
    int person = feed->effect_fields[EFFECT_PERSON];
    if (person < 0 || feed->fields[person].type != SCALAR_PERSON) {
        reader_fail(reader, parts->line, "\"effect fields\" must name a person column");
    }
    bool has_time = feed->effect_fields[EFFECT_DATE] >= 0 || feed->effect_fields[EFFECT_BIRTH] >= 0;
    if (!has_time) {
        reader_fail(reader, parts->line, "\"effect fields\" must name a date or birth column");
    }
}

// ---- a contract

static bool type_is_time(ScalarType type) {
    return type == SCALAR_DATE || type == SCALAR_MONTH || type == SCALAR_INSTANT;
}

static void check_field_type(PackReader *reader, const YamlNode *root, const char *key,
                             bool is_right, const char *types) {
    if (reader_is_fine(reader) && !is_right) {
        reader_fail(reader, node_line(root, key), "\"%s\" must be a column of type %s", key, types);
    }
}

static ScalarType field_type(const FeedContract *feed, int field, ScalarType otherwise) {
    return field < 0 ? otherwise : feed->fields[field].type;
}

static void check_contract(PackReader *reader, const FeedContract *feed, const YamlNode *root) {
    for (size_t i = 0; i < feed->subject_count; i++) {
        check_field_type(reader, root, "subjects",
                         field_type(feed, feed->subject_fields[i], SCALAR_PERSON) == SCALAR_PERSON,
                         "identity or newborn");
    }
    const struct {
        const char *key;
        int field;
    } TIMES[] = {{"event", feed->event_field},
                 {"version by", feed->version_field},
                 {"active from", feed->active_from_field},
                 {"active to", feed->active_to_field}};
    for (size_t i = 0; i < ARRAY_COUNT(TIMES); i++) {
        check_field_type(reader, root, TIMES[i].key,
                         type_is_time(field_type(feed, TIMES[i].field, SCALAR_DATE)),
                         "date, month or instant");
    }
    check_field_type(reader, root, "reversal",
                     field_type(feed, feed->reversal_field, SCALAR_BOOLEAN) == SCALAR_BOOLEAN,
                     "boolean");
    check_field_type(reader, root, "negative",
                     field_type(feed, feed->negative_field, SCALAR_MONEY) == SCALAR_MONEY, "money");
}

static void read_fields(PackReader *reader, FeedContract *feed, const YamlNode *root) {
    const YamlNode *fields = reader_map(reader, root, "fields");
    feed->fields = arena_alloc(&reader->pack->arena, fields->count + 1, sizeof *feed->fields);
    for (size_t i = 0; i < fields->count && reader_is_fine(reader); i++) {
        if (feed_find_field(feed, fields->keys[i]) >= 0) {
            reader_fail(reader, fields->items[i].line, "the column name " STR_FMT " is taken",
                        STR_ARG(fields->keys[i]));
        }
        Field field = read_field(reader, fields->keys[i], &fields->items[i]);
        if (reader_is_fine(reader) && feed_find_field(feed, field.chinese) >= 0) {
            reader_fail(reader, fields->items[i].line, "the column name " STR_FMT " is taken",
                        STR_ARG(field.chinese));
        }
        feed->fields[feed->field_count++] = field;
    }
    read_person_names(reader, feed, fields);
}

static FeedContract read_feed(PackReader *reader, const YamlNode *root) {
    reader_check_keys(reader, root, FEED_KEYS);
    FeedContract feed = {
        .id = reader_text(reader, root, "id"),
        .name = reader_text(reader, root, "name"),
        .english = reader_text(reader, root, "english"),
        .department = reader_text(reader, root, "department"),
        .item = reader_text(reader, root, "item"),
        .frequency = reader_text(reader, root, "frequency"),
    };
    reader_choice(reader, feed.frequency, node_line(root, "frequency"),
                  "daily|weekly|monthly|quarterly|yearly|event|query");
    Str kind = reader_text(reader, root, "kind");
    feed.is_state = reader_choice(reader, kind, node_line(root, "kind"), "event|state") == 1;
    read_fields(reader, &feed, root);
    if (!reader_is_fine(reader)) {
        return feed;
    }
    feed.key_count =
        read_field_list(reader, &feed, root, "key", feed.key_fields, ARRAY_COUNT(feed.key_fields));
    feed.subject_count = read_field_list(reader, &feed, root, "subjects", feed.subject_fields,
                                         ARRAY_COUNT(feed.subject_fields));
    feed.event_field = read_field_key(reader, &feed, root, "event");
    feed.version_field = read_field_key(reader, &feed, root, "version by");
    feed.reversal_field = read_field_key(reader, &feed, root, "reversal");
    feed.negative_field = read_field_key(reader, &feed, root, "negative");
    feed.active_from_field = read_field_key(reader, &feed, root, "active from");
    feed.active_to_field = read_field_key(reader, &feed, root, "active to");
    read_effect(reader, &feed, root);
    check_contract(reader, &feed, root);
    return feed;
}

static bool file_is_feed(const PackFile *file) {
    return str_starts_with(file->path, STR("feeds/")) && str_ends_with(file->path, STR(".yaml"));
}

static int feed_order(const void *a, const void *b) {
    return str_compare(((const FeedContract *)a)->id, ((const FeedContract *)b)->id);
}

void read_feeds(PackReader *reader) {
    Pack *pack = reader->pack;
    pack->feeds = arena_alloc(&pack->arena, reader->file_count, sizeof *pack->feeds);
    for (size_t i = 0; i < reader->file_count && reader_is_fine(reader); i++) {
        if (!file_is_feed(&reader->files[i])) {
            continue;
        }
        const YamlNode *root = reader_open_bytes(reader, reader->files[i]);
        FeedContract feed = read_feed(reader, root);
        if (reader_is_fine(reader) && pack_find_feed(pack, feed.id) >= 0) {
            reader_fail(reader, node_line(root, "id"), "two feeds have the id " STR_FMT,
                        STR_ARG(feed.id));
        }
        pack->feeds[pack->feed_count++] = feed;
    }
    qsort(pack->feeds, pack->feed_count, sizeof *pack->feeds, feed_order);
}

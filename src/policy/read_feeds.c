// SPDX-License-Identifier: Apache-2.0
// feeds/*.yaml: one contract per file.
#include "policy/source_private.h"

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

static void read_field_type(Source *source, const YamlNode *node, Field *field) {
    Str word = source_text(source, node, "type");
    for (size_t i = 0; i < ARRAY_COUNT(FIELD_WORDS); i++) {
        if (str_equal(word, str_from(FIELD_WORDS[i].word))) {
            field->kind = FIELD_WORDS[i].kind;
            field->type = FIELD_WORDS[i].type;
            return;
        }
    }
    source_fail(source, node_line(node, "type"),
                "\"" STR_FMT "\" is no type of a column; use text, code, name, identity, newborn, "
                "region, money, integer, decimal, date, month, instant or boolean",
                STR_ARG(word));
}

static Scalar read_limit(Source *source, const YamlNode *node, const char *key, ScalarType type) {
    Scalar limit = SCALAR_NONE;
    Error error = {0};
    Str text = source_text_or(source, node, key, STR(""));
    if (text.length > 0 && value_parse(source->arena, type, text, &limit, &error) != STATUS_OK) {
        source_fail(source, node_line(node, key), "%s", error.message);
    }
    return limit;
}

// codes: {F: [女, 2]}: every spelling and the code itself stand for the code.
static void read_field_codes(Source *source, const YamlNode *node, Field *field) {
    if (yaml_get(node, "codes") == NULL) {
        if (field->kind == FIELD_CODE) {
            source_fail(source, node->line, "a column of type code needs \"codes\"");
        }
        return;
    }
    if (field->kind != FIELD_CODE && field->type != SCALAR_INTEGER) {
        source_fail(source, node->line, "only columns of type code or integer have \"codes\"");
    }
    const YamlNode *codes = source_map(source, node, "codes");
    size_t room = codes->count;
    for (size_t i = 0; i < codes->count; i++) {
        room += codes->items[i].kind == YAML_LIST ? codes->items[i].count : 1;
    }
    field->codes = arena_alloc(source->arena, room, sizeof *field->codes);
    for (size_t i = 0; i < codes->count; i++) {
        Str code = codes->keys[i];
        field->codes[field->code_count++] = (CodeMapping){.spelling = code, .code = code};
    }
    for (size_t i = 0; i < codes->count; i++) {
        const YamlNode *spellings = &codes->items[i];
        if (spellings->kind != YAML_LIST) {
            source_fail(source, spellings->line, "the spellings of a code must be a list");
            return;
        }
        for (size_t j = 0; j < spellings->count; j++) {
            field->codes[field->code_count++] =
                (CodeMapping){.spelling = spellings->items[j].text, .code = codes->keys[i]};
        }
    }
}

static void check_field_codes(Source *source, const Field *field, int line) {
    for (size_t i = 0; i < field->code_count; i++) {
        for (size_t j = 0; j < i; j++) {
            const CodeMapping *one = &field->codes[j], *other = &field->codes[i];
            if (str_equal(one->spelling, other->spelling) && !str_equal(one->code, other->code)) {
                source_fail(source, line,
                            "\"" STR_FMT "\" stands for two codes: " STR_FMT " and " STR_FMT,
                            STR_ARG(one->spelling), STR_ARG(one->code), STR_ARG(other->code));
            }
        }
    }
}

static Field read_field(Source *source, Str name, const YamlNode *node) {
    source_check_keys(source, node, FIELD_KEYS);
    Field field = {.name = name, .chinese = source_text(source, node, "name"), .name_field = -1};
    read_field_type(source, node, &field);
    field.is_required = source_flag(source, node, "required");
    field.is_open = source_flag(source, node, "open");
    field.accepted_count = source_texts(source, node, "also", &field.accepted);
    field.minimum = read_limit(source, node, "at least", field.type);
    field.maximum = read_limit(source, node, "at most", field.type);
    read_field_codes(source, node, &field);
    check_field_codes(source, &field, node->line);
    return field;
}

// The first spelling that is not the code itself.
Str field_code_words(const Field *field, Str code) {
    for (size_t i = 0; i < field->code_count; i++) {
        if (str_equal(field->codes[i].code, code) && !str_equal(field->codes[i].spelling, code)) {
            return field->codes[i].spelling;
        }
    }
    return code;
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

static int read_field_index(Source *source, const FeedContract *feed, Str name, int line) {
    int index = feed_find_field(feed, name);
    if (index < 0) {
        source_fail(source, line, "\"" STR_FMT "\" is no field of this feed", STR_ARG(name));
    }
    return index;
}

static int read_field_key(Source *source, const FeedContract *feed, const YamlNode *root,
                          const char *key) {
    Str name = source_text_or(source, root, key, STR(""));
    return name.length == 0 ? -1 : read_field_index(source, feed, name, node_line(root, key));
}

static size_t read_field_list(Source *source, const FeedContract *feed, const YamlNode *root,
                              const char *key, int *out_fields, size_t maximum) {
    Str *names = NULL;
    size_t count = source_texts(source, root, key, &names);
    if (count == 0 || count > maximum) {
        source_fail(source, node_line(root, key), "\"%s\" needs 1 to %zu fields", key, maximum);
        return 0;
    }
    for (size_t i = 0; i < count; i++) {
        out_fields[i] = read_field_index(source, feed, names[i], node_line(root, key));
    }
    return count;
}

static void read_person_names(Source *source, FeedContract *feed, const YamlNode *fields) {
    for (size_t i = 0; i < feed->field_count && source_is_fine(source); i++) {
        const YamlNode *node = &fields->items[i];
        feed->fields[i].name_field = read_field_key(source, feed, node, "person name");
        int name = feed->fields[i].name_field;
        if (name >= 0 &&
            (feed->fields[i].kind != FIELD_IDENTITY || feed->fields[name].kind != FIELD_NAME)) {
            source_fail(source, node->line,
                        "\"person name\" joins a column of type identity with "
                        "one of type name");
        }
    }
}

static void read_effect(Source *source, FeedContract *feed, const YamlNode *root) {
    static const char *const PARTS[] = {"person", "name",         "sex",      "birth",
                                        "date",   "household no", "relation", "change",
                                        "reason", "region",       "mother",   "father"};
    _Static_assert(ARRAY_COUNT(PARTS) == EFFECT_FIELD_COUNT, "one word per part");
    for (size_t i = 0; i < EFFECT_FIELD_COUNT; i++) {
        feed->effect_fields[i] = -1;
    }
    Str effect = source_text_or(source, root, "effect", STR("none"));
    feed->effect = (FeedEffect)source_choice(source, effect, node_line(root, "effect"),
                                             "none|households|births|deaths");
    if (feed->effect == FEED_EFFECT_NONE) {
        return;
    }
    const YamlNode *parts = source_map(source, root, "effect fields");
    source_check_keys(source, parts,
                      "person|name|sex|birth|date|household no|relation|change|reason|region|"
                      "mother|father");
    for (size_t i = 0; i < EFFECT_FIELD_COUNT; i++) {
        feed->effect_fields[i] = read_field_key(source, feed, parts, PARTS[i]);
    }
    // Every effect is about somebody, at some time.
    int person = feed->effect_fields[EFFECT_PERSON];
    if (person < 0 || feed->fields[person].type != SCALAR_PERSON) {
        source_fail(source, parts->line, "\"effect fields\" must name a person column");
    }
    bool has_time = feed->effect_fields[EFFECT_DATE] >= 0 || feed->effect_fields[EFFECT_BIRTH] >= 0;
    if (!has_time) {
        source_fail(source, parts->line, "\"effect fields\" must name a date or birth column");
    }
}

// ---- a contract

static bool type_is_time(ScalarType type) {
    return type == SCALAR_DATE || type == SCALAR_MONTH || type == SCALAR_INSTANT;
}

static void check_field_type(Source *source, const YamlNode *root, const char *key, bool is_right,
                             const char *types) {
    if (source_is_fine(source) && !is_right) {
        source_fail(source, node_line(root, key), "\"%s\" must be a column of type %s", key, types);
    }
}

static ScalarType field_type(const FeedContract *feed, int field, ScalarType otherwise) {
    return field < 0 ? otherwise : feed->fields[field].type;
}

static void check_contract(Source *source, const FeedContract *feed, const YamlNode *root) {
    for (size_t i = 0; i < feed->subject_count; i++) {
        check_field_type(source, root, "subjects",
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
        check_field_type(source, root, TIMES[i].key,
                         type_is_time(field_type(feed, TIMES[i].field, SCALAR_DATE)),
                         "date, month or instant");
    }
    check_field_type(source, root, "reversal",
                     field_type(feed, feed->reversal_field, SCALAR_BOOLEAN) == SCALAR_BOOLEAN,
                     "boolean");
    check_field_type(source, root, "negative",
                     field_type(feed, feed->negative_field, SCALAR_MONEY) == SCALAR_MONEY, "money");
}

static void read_fields(Source *source, FeedContract *feed, const YamlNode *root) {
    const YamlNode *fields = source_map(source, root, "fields");
    feed->fields = arena_alloc(source->arena, fields->count + 1, sizeof *feed->fields);
    for (size_t i = 0; i < fields->count && source_is_fine(source); i++) {
        if (feed_find_field(feed, fields->keys[i]) >= 0) {
            source_fail(source, fields->items[i].line, "the column name " STR_FMT " is taken",
                        STR_ARG(fields->keys[i]));
        }
        Field field = read_field(source, fields->keys[i], &fields->items[i]);
        if (source_is_fine(source) && feed_find_field(feed, field.chinese) >= 0) {
            source_fail(source, fields->items[i].line, "the column name " STR_FMT " is taken",
                        STR_ARG(field.chinese));
        }
        feed->fields[feed->field_count++] = field;
    }
    read_person_names(source, feed, fields);
}

static FeedContract read_feed(Source *source, const YamlNode *root) {
    source_check_keys(source, root, FEED_KEYS);
    FeedContract feed = {
        .id = source_text(source, root, "id"),
        .name = source_text(source, root, "name"),
        .english = source_text(source, root, "english"),
        .department = source_text(source, root, "department"),
        .item = source_text(source, root, "item"),
        .frequency = source_text(source, root, "frequency"),
    };
    source_choice(source, feed.frequency, node_line(root, "frequency"),
                  "daily|weekly|monthly|quarterly|yearly|event|query");
    Str kind = source_text(source, root, "kind");
    feed.is_state = source_choice(source, kind, node_line(root, "kind"), "event|state") == 1;
    read_fields(source, &feed, root);
    if (!source_is_fine(source)) {
        return feed;
    }
    feed.key_count =
        read_field_list(source, &feed, root, "key", feed.key_fields, ARRAY_COUNT(feed.key_fields));
    feed.subject_count = read_field_list(source, &feed, root, "subjects", feed.subject_fields,
                                         ARRAY_COUNT(feed.subject_fields));
    feed.event_field = read_field_key(source, &feed, root, "event");
    feed.version_field = read_field_key(source, &feed, root, "version by");
    feed.reversal_field = read_field_key(source, &feed, root, "reversal");
    feed.negative_field = read_field_key(source, &feed, root, "negative");
    feed.active_from_field = read_field_key(source, &feed, root, "active from");
    feed.active_to_field = read_field_key(source, &feed, root, "active to");
    read_effect(source, &feed, root);
    check_contract(source, &feed, root);
    return feed;
}

static bool file_is_feed(const PackFile *file) {
    return str_starts_with(file->path, STR("feeds/")) && str_ends_with(file->path, STR(".yaml"));
}

static int feed_order(const void *a, const void *b) {
    return str_compare(((const FeedContract *)a)->id, ((const FeedContract *)b)->id);
}

void read_feeds(Source *source) {
    Pack *pack = source->pack;
    pack->feeds = arena_alloc(&pack->arena, source->file_count, sizeof *pack->feeds);
    for (size_t i = 0; i < source->file_count && source_is_fine(source); i++) {
        if (!file_is_feed(&source->files[i])) {
            continue;
        }
        const YamlNode *root = source_open_bytes(source, source->files[i]);
        FeedContract feed = read_feed(source, root);
        if (source_is_fine(source) && pack_find_feed(pack, feed.id) >= 0) {
            source_fail(source, node_line(root, "id"), "two feeds have the id " STR_FMT,
                        STR_ARG(feed.id));
        }
        pack->feeds[pack->feed_count++] = feed;
    }
    qsort(pack->feeds, pack->feed_count, sizeof *pack->feeds, feed_order);
}

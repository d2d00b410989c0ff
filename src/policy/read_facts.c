// SPDX-License-Identifier: Apache-2.0
// facts.yaml. Decisions of facts are found later (bind.c), when the models have been read.
#include "policy/source_private.h"

#include "base/check.h"

static const char *const FACT_KEYS =
    "name|english|unit|about|feed|sum|count|max|min|latest|distinct|members sum|members max|"
    "members min|members any|members all|built in|decision|type|persons|where|months|"
    "months earlier|until|active only|once per|when none|when unknown";
enum { MONTHS_MAX = 120 };

// The key that says how a fact is computed; a fact has exactly one of them.
typedef struct Way {
    const char *key;
    FactAggregate aggregate;
} Way;
static const Way WAYS[] = {
    {"sum", FACT_SUM},
    {"count", FACT_COUNT},
    {"max", FACT_MAX},
    {"min", FACT_MIN},
    {"latest", FACT_LATEST},
    {"distinct", FACT_DISTINCT},
    {"members sum", FACT_MEMBERS_SUM},
    {"members max", FACT_MEMBERS_MAX},
    {"members min", FACT_MEMBERS_MIN},
    {"members any", FACT_MEMBERS_ANY},
    {"members all", FACT_MEMBERS_ALL},
    {"built in", FACT_BUILT_IN},
    {"decision", FACT_DECISION},
};

typedef struct BuiltInWord {
    const char *word;
    FactBuiltIn built_in;
    FactEntity entity;
    ScalarType type;
} BuiltInWord;
static const BuiltInWord BUILT_INS[] = {
    {"age", BUILT_IN_AGE, FACT_PERSON, SCALAR_INTEGER},
    {"is dead", BUILT_IN_IS_DEAD, FACT_PERSON, SCALAR_BOOLEAN},
    {"death date", BUILT_IN_DEATH_DATE, FACT_PERSON, SCALAR_DATE},
    {"death sources", BUILT_IN_DEATH_SOURCES, FACT_PERSON, SCALAR_INTEGER},
    {"is head", BUILT_IN_IS_HEAD, FACT_PERSON, SCALAR_BOOLEAN},
    {"counted members", BUILT_IN_COUNTED_MEMBERS, FACT_HOUSEHOLD, SCALAR_INTEGER},
    {"living members", BUILT_IN_LIVING_MEMBERS, FACT_HOUSEHOLD, SCALAR_INTEGER},
    {"children added", BUILT_IN_CHILDREN_ADDED, FACT_HOUSEHOLD, SCALAR_INTEGER},
    {"named in care", BUILT_IN_NAMED_IN_CARE, FACT_PERSON, SCALAR_INTEGER},
};

typedef struct FactReader { // one fact on its way
    Source *source;
    const YamlNode *node;
    const FeedContract *feed; // NULL when it has none
    Fact fact;
} FactReader;

static bool type_is_number(ScalarType type) {
    return type == SCALAR_INTEGER || type == SCALAR_DECIMAL || type == SCALAR_MONEY;
}

static int fact_field(FactReader *r, Str name, int line) {
    int field = r->feed == NULL ? -1 : feed_find_field(r->feed, name);
    if (field < 0) {
        source_fail(r->source, line, "\"" STR_FMT "\" is no field of the fact's feed",
                    STR_ARG(name));
    }
    return field;
}

// ---- where

static bool field_has_code(const Field *field, Str code) {
    for (size_t i = 0; i < field->code_count; i++) {
        if (str_equal(field->codes[i].code, code)) {
            return true;
        }
    }
    return field->kind != FIELD_CODE || field->is_open;
}

static void filter_use_list(FactReader *r, const YamlNode *node, const char *key,
                            FactFilter *filter) {
    Str id = source_text_or(r->source, node, key, STR(""));
    if (id.length == 0) {
        return;
    }
    const CodeList *list = pack_find_list(r->source->pack, id);
    if (list == NULL) {
        source_fail(r->source, node_line(node, key), "codes.yaml has no list " STR_FMT,
                    STR_ARG(id));
        return;
    }
    filter->values = list->codes;
    filter->value_count = list->count;
}

static FactFilter read_filter(FactReader *r, const YamlNode *node) {
    Source *source = r->source;
    source_check_keys(source, node, "field|is|is not|starts with|in list|starts with list");
    FactFilter filter = {
        .field = fact_field(r, source_text(source, node, "field"), node_line(node, "field"))};
    static const char *const TESTS[] = {"is", "is not", "starts with", "in list",
                                        "starts with list"};
    if (node->count != 2) {
        source_fail(source, node->line,
                    "a condition has a field and one of is, is not, starts "
                    "with, in list, starts with list");
        return filter;
    }
    for (size_t i = 0; i < ARRAY_COUNT(TESTS) && i < 3; i++) {
        size_t count = source_texts(source, node, TESTS[i], &filter.values);
        if (count > 0) {
            filter.value_count = count;
            break;
        }
    }
    filter_use_list(r, node, "in list", &filter);
    filter_use_list(r, node, "starts with list", &filter);
    filter.is_not = yaml_get(node, "is not") != NULL;
    filter.is_prefix =
        yaml_get(node, "starts with") != NULL || yaml_get(node, "starts with list") != NULL;
    for (size_t i = 0; i < filter.value_count && source_is_fine(source); i++) {
        const Field *field = &r->feed->fields[filter.field];
        if (!filter.is_prefix && !field_has_code(field, filter.values[i])) {
            source_fail(source, node->line, "\"" STR_FMT "\" is no code of " STR_FMT,
                        STR_ARG(filter.values[i]), STR_ARG(field->name));
        }
    }
    return filter;
}

static void read_filters(FactReader *r) {
    const YamlNode *where = yaml_get(r->node, "where");
    if (where == NULL) {
        return;
    }
    if (where->kind != YAML_LIST || where->count > FACT_FILTERS_MAX || r->feed == NULL) {
        source_fail(r->source, where->line,
                    "\"where\" must be a list of at most %d conditions on a feed's fields",
                    FACT_FILTERS_MAX);
        return;
    }
    for (size_t i = 0; i < where->count; i++) {
        r->fact.filters[r->fact.filter_count++] = read_filter(r, &where->items[i]);
    }
}

// ---- ways

static const Way *read_way(FactReader *r) {
    const Way *found = NULL;
    for (size_t i = 0; i < ARRAY_COUNT(WAYS); i++) {
        if (yaml_get(r->node, WAYS[i].key) == NULL) {
            continue;
        }
        if (found != NULL) {
            source_fail(r->source, r->node->line, "has both \"%s\" and \"%s\"; keep one",
                        found->key, WAYS[i].key);
        }
        found = &WAYS[i];
    }
    if (found == NULL) {
        source_fail(r->source, r->node->line,
                    "does not say how it is computed; use sum, count, max, min, latest, distinct, "
                    "members sum (max, min, any, all), built in or decision");
    }
    return found;
}

static void read_persons(FactReader *r) {
    Str *names = NULL;
    size_t count = source_texts(r->source, r->node, "persons", &names);
    Fact *fact = &r->fact;
    if (count > ARRAY_COUNT(fact->person_fields)) {
        source_fail(r->source, node_line(r->node, "persons"), "names too many fields");
        return;
    }
    if (count == 0) {
        for (size_t i = 0; i < r->feed->subject_count; i++) {
            fact->person_fields[fact->person_field_count++] = r->feed->subject_fields[i];
        }
        return;
    }
    for (size_t i = 0; i < count; i++) {
        int line = node_line(r->node, "persons");
        int field = fact_field(r, names[i], line);
        if (field >= 0 && r->feed->fields[field].type != SCALAR_PERSON) {
            source_fail(r->source, line, STR_FMT " holds no person", STR_ARG(names[i]));
        }
        fact->person_fields[fact->person_field_count++] = field;
    }
}

static void read_window(FactReader *r) {
    Fact *fact = &r->fact;
    Source *source = r->source;
    fact->window_months = source_number(source, r->node, "months", 0, MONTHS_MAX);
    fact->window_offset = source_number(source, r->node, "months earlier", 0, MONTHS_MAX);
    Str until = source_text_or(source, r->node, "until", STR(""));
    if (fact->window_months == 0) {
        if (fact->window_offset > 0 || until.length > 0) {
            source_fail(source, r->node->line, "\"until\" and \"months earlier\" need \"months\"");
        }
        return;
    }
    fact->is_until_latest =
        source_choice(source, until, node_line(r->node, "until"), "this month|latest") == 1;
    if (fact->aggregate != FACT_SUM && fact->aggregate != FACT_COUNT) {
        source_fail(source, r->node->line, "only sum and count have a window of months");
    }
    if (source_is_fine(source) && r->feed->event_field < 0) {
        source_fail(source, r->node->line,
                    "has a window, but the feed " STR_FMT " names no event column to take the "
                    "month from; add \"event\" to its contract",
                    STR_ARG(r->feed->id));
    }
}

static ScalarType zero_type(FactAggregate aggregate, ScalarType field) {
    return aggregate == FACT_COUNT || aggregate == FACT_DISTINCT ? SCALAR_INTEGER : field;
}

static void check_row_fact(FactReader *r, const char *key) {
    const Fact *fact = &r->fact;
    bool is_series = fact->aggregate == FACT_SUM || fact->aggregate == FACT_COUNT;
    if (fact->aggregate == FACT_SUM && !type_is_number(fact->type)) {
        source_fail(r->source, node_line(r->node, key), "only numbers can be summed");
    }
    if (!is_series && !r->feed->is_state) {
        source_fail(r->source, node_line(r->node, key),
                    "\"%s\" needs a feed of kind state; " STR_FMT " is of kind event", key,
                    STR_ARG(r->feed->id));
    }
    if (fact->aggregate == FACT_LATEST && r->feed->event_field < 0) {
        source_fail(r->source, node_line(r->node, key),
                    "\"latest\" needs a feed with an event column");
    }
    if (fact->active_only && r->feed->active_from_field < 0) {
        source_fail(r->source, node_line(r->node, "active only"),
                    "the feed " STR_FMT " does not say from when to when its rows are active",
                    STR_ARG(r->feed->id));
    }
}

// A fact over the rows of a feed.
static void read_row_fact(FactReader *r, const Way *way) {
    Source *source = r->source;
    Fact *fact = &r->fact;
    Str value = source_text(source, r->node, way->key);
    int line = node_line(r->node, way->key);
    ScalarType type = SCALAR_INTEGER;
    if (fact->aggregate == FACT_COUNT) {
        source_choice(source, value, line, "rows");
    } else {
        fact->field = fact_field(r, value, line);
        type = fact->field < 0 ? SCALAR_NULL : r->feed->fields[fact->field].type;
    }
    if (!source_is_fine(source)) {
        return;
    }
    fact->entity = FACT_PERSON;
    fact->type = zero_type(fact->aggregate, type);
    read_persons(r);
    read_filters(r);
    read_window(r);
    fact->active_only = source_flag(source, r->node, "active only");
    bool starts_at_zero = fact->aggregate == FACT_SUM || fact->aggregate == FACT_COUNT ||
                          fact->aggregate == FACT_DISTINCT;
    fact->empty.type = (uint8_t)(starts_at_zero ? fact->type : SCALAR_NULL);
    check_row_fact(r, way->key);
}

static void read_built_in(FactReader *r) {
    Str word = source_text(r->source, r->node, "built in");
    for (size_t i = 0; i < ARRAY_COUNT(BUILT_INS); i++) {
        if (str_equal(word, str_from(BUILT_INS[i].word))) {
            r->fact.built_in = BUILT_INS[i].built_in;
            r->fact.entity = BUILT_INS[i].entity;
            r->fact.type = BUILT_INS[i].type;
        }
    }
    if (r->fact.built_in == BUILT_IN_NONE) {
        source_fail(r->source, node_line(r->node, "built in"), "\"" STR_FMT "\" is not built in",
                    STR_ARG(word));
    }
    bool needs_feed = r->fact.built_in == BUILT_IN_NAMED_IN_CARE;
    if (needs_feed != (r->feed != NULL)) {
        source_fail(r->source, r->node->line, "only \"named in care\" has a feed, and needs one");
    } else if (needs_feed) {
        read_persons(r);
    }
}

static void read_decision_fact(FactReader *r, Str *out_decision, Scalar *out_when_unknown) {
    Source *source = r->source;
    *out_decision = source_text(source, r->node, "decision");
    Str about = source_text(source, r->node, "about");
    r->fact.entity =
        (FactEntity)source_choice(source, about, node_line(r->node, "about"), "person|household");
    r->fact.type = source_type(source, r->node, "type");
    Str unknown = source_text_or(source, r->node, "when unknown", STR(""));
    Error error = {0};
    if (source_is_fine(source) && unknown.length > 0 &&
        value_parse(source->arena, r->fact.type, unknown, out_when_unknown, &error) != STATUS_OK) {
        source_fail(source, node_line(r->node, "when unknown"), "%s", error.message);
    }
}

static bool way_is_members(FactAggregate aggregate) {
    return aggregate >= FACT_MEMBERS_SUM && aggregate <= FACT_MEMBERS_ALL;
}

static void read_feed_of_fact(FactReader *r) {
    Str id = source_text_or(r->source, r->node, "feed", STR(""));
    if (id.length == 0) {
        return;
    }
    r->fact.feed = pack_find_feed(r->source->pack, id);
    if (r->fact.feed < 0) {
        source_fail(r->source, node_line(r->node, "feed"), "there is no feed " STR_FMT,
                    STR_ARG(id));
        return;
    }
    r->feed = &r->source->pack->feeds[r->fact.feed];
}

static void read_when_none(FactReader *r) {
    Str text = source_text_or(r->source, r->node, "when none", STR(""));
    Error error = {0};
    if (source_is_fine(r->source) && text.length > 0 &&
        value_parse(r->source->arena, r->fact.type, text, &r->fact.empty, &error) != STATUS_OK) {
        source_fail(r->source, node_line(r->node, "when none"), "%s", error.message);
    }
}

// A row fact needs a feed; members and decision facts have none.
static void check_feed_of_fact(FactReader *r) {
    bool is_row = r->fact.aggregate <= FACT_DISTINCT;
    if (is_row && r->feed == NULL) {
        source_fail(r->source, r->node->line,
                    "\"feed\" is missing; name the feed whose rows count");
    }
    if (!is_row && r->fact.aggregate != FACT_BUILT_IN && r->feed != NULL) {
        source_fail(r->source, node_line(r->node, "feed"), "a fact of facts has no feed");
    }
}

static void read_fact(Source *source, Str id, const YamlNode *node, size_t index) {
    Pack *pack = source->pack;
    source_check_keys(source, node, FACT_KEYS);
    FactReader r = {.source = source,
                    .node = node,
                    .fact = {.id = id,
                             .name = source_text(source, node, "name"),
                             .english = source_text(source, node, "english"),
                             .unit = source_text_or(source, node, "unit", STR("")),
                             .feed = -1,
                             .field = -1,
                             .of = -1}};
    const Way *way = read_way(&r);
    read_feed_of_fact(&r);
    if (!source_is_fine(source)) {
        return;
    }
    r.fact.aggregate = way->aggregate;
    check_feed_of_fact(&r);
    if (!source_is_fine(source)) {
        return;
    }
    if (!way_is_members(r.fact.aggregate) && yaml_get(node, "once per") != NULL) {
        source_fail(source, node_line(node, "once per"),
                    "\"once per\" goes with \"members sum\" only");
    }
    if (r.fact.aggregate == FACT_BUILT_IN) {
        read_built_in(&r);
    } else if (r.fact.aggregate == FACT_DECISION) {
        read_decision_fact(&r, &pack->fact_decisions[index], &pack->facts_when_unknown[index]);
    } else if (!way_is_members(r.fact.aggregate)) {
        read_row_fact(&r, way);
        read_when_none(&r);
    }
    if (source_is_fine(source) && pack_find_fact(pack, r.fact.name) >= 0) {
        source_fail(source, node->line, "two facts are named " STR_FMT "; rename one",
                    STR_ARG(r.fact.name));
    }
    pack->facts[index] = r.fact;
    pack->fact_lines[index] = node->line;
    pack->fact_count = index + 1;
}

// A home that two members own is one home: its rows agree in the first column of the feed's key.
static void read_once_per(Source *source, const YamlNode *node, Fact *fact, const Fact *person) {
    Str name = source_text_or(source, node, "once per", STR(""));
    if (name.length == 0) {
        return;
    }
    int line = node_line(node, "once per");
    bool is_sum = fact->aggregate == FACT_MEMBERS_SUM && person->feed >= 0 &&
                  (person->aggregate == FACT_SUM || person->aggregate == FACT_COUNT);
    const FeedContract *feed = is_sum ? &source->pack->feeds[person->feed] : NULL;
    if (feed == NULL || !feed->is_state || person->window_months > 0) {
        source_fail(source, line,
                    "\"once per\" needs a members sum of a sum or count over the live rows of a "
                    "feed of kind state");
        return;
    }
    const Field *first = &feed->fields[feed->key_fields[0]];
    if (!str_equal(first->name, name) || first->type != SCALAR_TEXT) {
        source_fail(source, line,
                    "\"once per\" must name a text, the first column of the key of " STR_FMT,
                    STR_ARG(feed->id));
    }
    fact->is_once_per_key = true;
}

// Members facts may stand before the person fact they gather, so they are completed at the end.
static void read_members_fact(Source *source, const YamlNode *node, Fact *fact) {
    if (!way_is_members(fact->aggregate)) {
        return;
    }
    const char *key = WAYS[fact->aggregate].key;
    Str of = source_text(source, node, key);
    fact->of = pack_find_fact(source->pack, of);
    fact->entity = FACT_HOUSEHOLD;
    const Fact *person = fact->of < 0 ? NULL : &source->pack->facts[fact->of];
    if (person == NULL || person->entity != FACT_PERSON || way_is_members(person->aggregate)) {
        source_fail(source, node_line(node, key), "\"" STR_FMT "\" is no fact about a person",
                    STR_ARG(of));
        return;
    }
    bool is_yes_or_no = fact->aggregate == FACT_MEMBERS_ANY || fact->aggregate == FACT_MEMBERS_ALL;
    bool can_gather =
        type_is_number(person->type) ||
        (is_yes_or_no ? person->type == SCALAR_BOOLEAN : fact->aggregate != FACT_MEMBERS_SUM);
    if (!can_gather) {
        source_fail(source, node_line(node, key), "\"%s\" cannot gather values of type %s", key,
                    scalar_type_name(person->type));
    }
    fact->type = is_yes_or_no ? SCALAR_BOOLEAN : person->type;
    read_once_per(source, node, fact, person);
}

static void check_unit(Source *source, const Fact *fact, int line) {
    if (type_is_number(fact->type) && fact->unit.length == 0) {
        source_fail(source, line, "a number needs a \"unit\"; add it");
    }
}

void read_facts(Source *source) {
    const YamlNode *root = source_open(source, "facts.yaml");
    Pack *pack = source->pack;
    pack->facts = arena_alloc(&pack->arena, root->count + 1, sizeof *pack->facts);
    pack->fact_lines = arena_alloc(&pack->arena, root->count + 1, sizeof(int));
    pack->fact_decisions = arena_alloc(&pack->arena, root->count + 1, sizeof(Str));
    pack->facts_when_unknown = arena_alloc(&pack->arena, root->count + 1, sizeof(Scalar));
    for (size_t i = 0; i < root->count && source_is_fine(source); i++) {
        read_fact(source, root->keys[i], &root->items[i], i);
    }
    for (size_t i = 0; i < root->count && source_is_fine(source); i++) {
        read_members_fact(source, &root->items[i], &pack->facts[i]);
        check_unit(source, &pack->facts[i], root->items[i].line);
    }
}

// SPDX-License-Identifier: Apache-2.0
#include "service/households.h"

#include "base/check.h"
#include "domain/category.h"
#include "facts/reader.h"
#include "service/alert_views.h"
#include "service/service_private.h"
#include "service/views.h"
#include "store/household_store.h"

// What one household_json call needs everywhere.
typedef struct Showing {
    Service *service;
    HouseholdId household;
    bool is_english;
    bool is_revealed;
    Date clock;
    FactReader *reader;
    Arena arena;
    JsonWriter writer;
} Showing;

// ---- finding
// -------------------------------------------------------------------------------------------

static Status find_by_identity(Service *service, Identity identity, HouseholdId *out_household,
                               Error *error) {
    PersonId person = {0};
    Status status = person_store_find(service->store, identity, &person, error);
    if (status != STATUS_OK) {
        return status;
    }
    const Registry *registry = facts_registry_const(service->facts);
    HouseholdId household = {0};
    if (person.number != 0) {
        household = registry_household_on(registry, person, facts_clock(service->facts));
    }
    if (household.number == 0) {
        return error_set(error, STATUS_NOT_FOUND,
                         "nobody with this identity number lives in a household");
    }
    *out_household = household;
    return STATUS_OK;
}

static Status find(Service *service, Str reference, HouseholdId *out_household, Error *error) {
    const Registry *registry = facts_registry_const(service->facts);
    HouseholdId household = registry_find_household(registry, reference);
    int64_t number = 0;
    Identity identity = {0};
    if (household.number != 0) {
        *out_household = household;
        return STATUS_OK;
    }
    if (str_starts_with(reference, STR("#")) &&
        str_to_int64(str_slice(reference, 1, reference.length), &number) && number > 0 &&
        (uint64_t)number <= registry_household_count(registry)) {
        *out_household = (HouseholdId){(uint32_t)number};
        return STATUS_OK;
    }
    if (identity_parse(reference, &identity) == IDENTITY_FINE) {
        return find_by_identity(service, identity, out_household, error);
    }
    return error_set(error, STATUS_NOT_FOUND,
                     "there is no household " STR_FMT
                     "; give a household number, #1 for its id, or a member's identity number",
                     STR_ARG(reference));
}

Status household_find(Service *service, Str reference, HouseholdId *out_household, Error *error) {
    Status status = service_enter(service, error);
    if (status == STATUS_OK) {
        status = find(service, reference, out_household, error);
    }
    service_leave(service);
    return status;
}

// ---- showing
// -------------------------------------------------------------------------------------------

static Str relation_words(Relation relation, bool is_english) {
    static const char *const words[][2] = {{"户主", "head"},        {"配偶", "spouse"},
                                           {"子女", "child"},       {"孙子女", "grandchild"},
                                           {"父母", "parent"},      {"祖父母", "grandparent"},
                                           {"兄弟姐妹", "sibling"}, {"其他", "other"}};
    CHECK((size_t)relation < ARRAY_COUNT(words));
    return str_from(words[relation][is_english ? 1 : 0]);
}

// Facts that say something: known, and not zero, false or empty.
static bool is_telling(Scalar value) {
    if (value.type == SCALAR_TEXT) {
        return value.text.length > 0;
    }
    return value.type != SCALAR_NULL && value.number != 0;
}

static void fact_json(Showing *showing, const Fact *fact, Scalar value) {
    JsonWriter *writer = &showing->writer;
    CLEANUP(text_release) Text text = {0};
    scalar_format(value, &text);
    json_begin_object(writer);
    view_json_text(writer, "id", fact->id);
    view_json_text(writer, "name", showing->is_english ? fact->english : fact->name);
    view_json_text(writer, "value", text_str(&text));
    view_json_text(writer, "unit", fact->unit);
    json_end_object(writer);
}

static void facts_json(Showing *showing, FactEntity entity, PersonId person) {
    Service *service = showing->service;
    json_key(&showing->writer, STR("facts"));
    json_begin_list(&showing->writer);
    for (size_t i = 0; i < pack_fact_count(service->pack); i++) {
        const Fact *fact = pack_fact(service->pack, i);
        if (fact->entity != entity) {
            continue;
        }
        Scalar value = fact_reader_value(showing->reader, (int)i, person, showing->household);
        if (is_telling(value)) {
            fact_json(showing, fact, value);
        }
    }
    json_end_list(&showing->writer);
}

static void member_json(Showing *showing, const MemberRow *member) {
    JsonWriter *writer = &showing->writer;
    Arena *arena = &showing->arena;
    const PersonRow *person = &member->person;
    json_begin_object(writer);
    view_json_number(writer, "person_id", person->person.number);
    view_json_text(writer, "relation", relation_words(member->relation, showing->is_english));
    view_json_text(writer, "name",
                   showing->is_revealed ? person->name : view_mask_name(arena, person->name));
    view_json_text(writer, "identity",
                   showing->is_revealed ? view_identity(arena, person->identity)
                                        : view_mask_identity(arena, person->identity));
    view_json_date(writer, "birth", person->birth);
    view_json_date(writer, "death", person->death);
    view_json_date(writer, "from", member->from);
    view_json_date(writer, "to", member->to);
    facts_json(showing, FACT_PERSON, person->person);
    json_end_object(writer);
}

static Status members_json(Showing *showing, Error *error) {
    MemberRow *members = NULL;
    size_t count = 0;
    Status status = household_store_members(showing->service->store, showing->household,
                                            &showing->arena, &members, &count, error);
    json_key(&showing->writer, STR("members"));
    json_begin_list(&showing->writer);
    for (size_t i = 0; i < count; i++) {
        member_json(showing, &members[i]);
    }
    json_end_list(&showing->writer);
    return status;
}

static void trace_json(Showing *showing, size_t decision, Text *out) {
    Service *service = showing->service;
    const DecisionBinding *binding = pack_decision(service->pack, decision);
    Scalar *inputs = arena_alloc(&showing->arena, binding->input_count + 1, sizeof *inputs);
    for (size_t i = 0; i < binding->input_count; i++) {
        inputs[i] = fact_reader_input(showing->reader, &binding->inputs[i], (PersonId){0},
                                      showing->household);
    }
    Region region =
        registry_household(facts_registry_const(service->facts), showing->household)->region;
    decider_trace(service->decider, decision, inputs, region, showing->clock, out);
}

static Scalar decide(Showing *showing, const char *name) {
    int decision = pack_find_decision(showing->service->pack, str_from(name));
    CHECK(decision >= 0); // pack_read refuses a pack without it
    return fact_reader_decide(showing->reader, decision, (PersonId){0}, showing->household, NULL);
}

static void category_json(Showing *showing) {
    JsonWriter *writer = &showing->writer;
    CLEANUP(text_release) Text trace = {0};
    CLEANUP(text_release) Text amount = {0};
    Scalar words = decide(showing, "救助类别");
    Category category =
        words.type == SCALAR_TEXT ? category_from_words(words.text) : CATEGORY_UNDETERMINED;
    scalar_format(decide(showing, "月保障金额"), &amount);
    int fact = pack_find_fact(showing->service->pack, STR("registered_class"));
    Scalar registered =
        fact < 0 ? SCALAR_NONE
                 : fact_reader_value(showing->reader, fact, (PersonId){0}, showing->household);
    trace_json(showing, (size_t)pack_find_decision(showing->service->pack, STR("救助类别")),
               &trace);
    view_json_text(writer, "category", str_from(category_id(category)));
    view_json_text(writer, "category_words", category_words(category, showing->is_english));
    view_json_text(writer, "amount", text_str(&amount));
    view_json_text(writer, "registered",
                   str_from(registered_id(registered_from_words(registered.text))));
    json_key(writer, STR("trace"));
    json_raw(writer, text_str(&trace));
}

static Status alerts_json(Showing *showing, Error *error) {
    AlertFilter filter = ALERT_FILTER_ALL;
    filter.household = showing->household;
    filter.is_newest_first = true;
    filter.limit = 100;
    AlertRow *rows = NULL;
    size_t count = 0;
    Status status =
        alert_store_list(showing->service->store, &filter, &showing->arena, &rows, &count, error);
    json_key(&showing->writer, STR("alerts"));
    json_begin_list(&showing->writer);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        AlertView view;
        CLEANUP(text_release) Text text = {0};
        status = alert_view_make(showing->service, &rows[i], showing->is_english, &showing->arena,
                                 &view, error);
        if (status == STATUS_OK) {
            alert_view_json(&view, &text);
            json_raw(&showing->writer, text_str(&text));
        }
    }
    json_end_list(&showing->writer);
    return status;
}

static Status show(Showing *showing, Error *error) {
    Service *service = showing->service;
    const Registry *registry = facts_registry_const(service->facts);
    const Household *household = registry_household(registry, showing->household);
    JsonWriter *writer = &showing->writer;
    json_begin_object(writer);
    view_json_number(writer, "household_id", showing->household.number);
    view_json_text(writer, "household_number", household->number);
    view_json_number(writer, "region", household->region.code);
    view_json_text(writer, "region_name",
                   pack_region_name(service->pack, household->region, showing->is_english));
    view_json_boolean(writer, "is_closed", household->is_closed);
    view_json_date(writer, "as_of", showing->clock);
    category_json(showing);
    facts_json(showing, FACT_HOUSEHOLD, (PersonId){0});
    Status status = members_json(showing, error);
    if (status == STATUS_OK) {
        status = alerts_json(showing, error);
    }
    json_end_object(writer);
    return status;
}

Status household_json(Service *service, HouseholdId household, bool is_english, bool is_revealed,
                      Text *out, Error *error) {
    Showing showing = {.service = service,
                       .household = household,
                       .is_english = is_english,
                       .is_revealed = is_revealed};
    CLEANUP(text_release) Text subject = {0};
    CLEANUP(text_release) Text shown = {.limit = out->limit}; // nothing half shown
    showing.writer.out = &shown;
    Status status = service_enter(service, error);
    if (status == STATUS_OK &&
        (household.number == 0 ||
         household.number > registry_household_count(facts_registry_const(service->facts)))) {
        status = error_set(error, STATUS_NOT_FOUND, "there is no household #%u", household.number);
    }
    if (status == STATUS_OK && is_revealed) {
        text_format(&subject, "household %u", household.number);
        status = service_leave_trail(service, "household.reveal", text_str(&subject),
                                     error); // before anything is shown
    }
    if (status == STATUS_OK) {
        showing.clock = facts_clock(service->facts);
        showing.reader = fact_reader_new(service->facts, NULL);
        fact_reader_start(showing.reader, showing.clock);
        status = show(&showing, error);
        fact_reader_free(showing.reader);
    }
    service_leave(service);
    if (status == STATUS_OK) {
        text_append(out, text_str(&shown));
    }
    arena_release(&showing.arena);
    return status;
}

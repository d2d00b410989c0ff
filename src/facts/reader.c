// SPDX-License-Identifier: Apache-2.0
#include "facts/reader.h"
#include "base/check.h"
#include "base/memory.h"
#include "facts/facts_private.h"

enum { KEPT_TEXTS_MAX = 64 };

typedef MemberCursor (*MembersOf)(const Registry *registry, HouseholdId household, Date clock);

typedef struct MemberList { // of the household that was asked for last
    MembersOf members_of;
    HouseholdId household;
    bool is_known;
    Vector persons; // PersonId
} MemberList;

struct FactReader {
    const Facts *facts;
    const Pack *pack; // the decider's
    Date clock;
    Decider *decider; // made when the first decision is asked for, or the caller's
    bool owns_decider;
    int registered_class;  // fact, -1 when the pack has none
    HouseholdId household; // whose values are kept
    Scalar *kept;          // by fact
    uint32_t *kept_in;     // by fact: kept is of this round
    uint32_t round;
    Region region;                     // whose parameters are kept
    const ParameterValue **parameters; // by parameter
    uint32_t *parameter_in;
    uint32_t parameter_round;
    Vector inputs; // Scalar: of the decisions under way, a stack
    MemberList counted, living;
    Arena texts;
    Str known[KEPT_TEXTS_MAX]; // decisions answer with few words: each is copied once
    size_t known_count;
};

static MemberList members_empty(MembersOf members_of) {
    return (MemberList){.members_of = members_of, .persons = vector_of(sizeof(PersonId))};
}

FactReader *fact_reader_new(const Facts *facts, Decider *decider) {
    FactReader *reader = memory_new(1, sizeof *reader);
    reader->decider = decider;
    reader->owns_decider = decider == NULL;
    const Pack *pack = decider == NULL ? facts->pack : decider_pack(decider);
    size_t fact_count = pack_fact_count(pack);
    size_t parameter_count = pack_parameter_count(pack);
    CHECK(fact_count == facts->catalogue.fact_count);
    reader->facts = facts;
    reader->pack = pack;
    reader->inputs = vector_of(sizeof(Scalar));
    reader->counted = members_empty(registry_counted_members);
    reader->living = members_empty(registry_living_members);
    reader->registered_class = pack_find_fact(pack, STR("registered_class"));
    reader->kept = memory_new(fact_count, sizeof *reader->kept);
    reader->kept_in = memory_new(fact_count, sizeof *reader->kept_in);
    reader->parameters = memory_new(parameter_count, sizeof(void *));
    reader->parameter_in = memory_new(parameter_count, sizeof *reader->parameter_in);
    fact_reader_start(reader, facts->clock);
    return reader;
}

void fact_reader_free(FactReader *reader) {
    if (reader == NULL) {
        return;
    }
    if (reader->owns_decider) {
        decider_free(reader->decider);
    }
    memory_free(reader->kept);
    memory_free(reader->kept_in);
    memory_free(reader->parameters);
    memory_free(reader->parameter_in);
    vector_release(&reader->inputs);
    vector_release(&reader->counted.persons);
    vector_release(&reader->living.persons);
    arena_release(&reader->texts);
    memory_free(reader);
}

void fact_reader_start(FactReader *reader, Date clock) {
    reader->clock = clock;
    reader->round++;
    reader->parameter_round++;
    reader->household = (HouseholdId){0};
    reader->counted.is_known = reader->living.is_known = false;
    reader->known_count = 0;
    arena_clear(&reader->texts);
}

size_t decision_inputs_max(const Pack *pack) {
    size_t most = 0;
    for (size_t i = 0; i < pack_decision_count(pack); i++) {
        size_t count = pack_decision(pack, i)->input_count;
        most = count > most ? count : most;
    }
    return most;
}

static Decider *decider_of(FactReader *reader) {
    if (reader->decider == NULL) {
        reader->decider = decider_new(reader->pack);
    }
    return reader->decider;
}

static Str keep_text(FactReader *reader, Str text) {
    for (size_t i = 0; i < reader->known_count; i++) {
        if (str_equal(reader->known[i], text)) {
            return reader->known[i];
        }
    }
    Str copy = arena_copy(&reader->texts, text);
    if (reader->known_count < KEPT_TEXTS_MAX) {
        reader->known[reader->known_count++] = copy;
    }
    return copy;
}

// ---- persons

// Active rows that name the person, about somebody of a registered household.
static Scalar named_in_care(FactReader *reader, int index, PersonId id) {
    const Facts *facts = reader->facts;
    if (facts->catalogue.facts[index].route != ROUTE_ROWS || reader->registered_class < 0) {
        return scalar_integer(0);
    }
    LiveRows rows = live_rows_of(facts, index, id, reader->clock);
    const FeedPlan *feed = rows.store->plan;
    int64_t count = 0;
    while (live_rows_next(&rows)) {
        CHECK(feed->subject >= 0);
        PersonId subject = kept_person(&rows.kept.row, (size_t)feed->subject);
        HouseholdId household = registry_household_on(facts->registry, subject, reader->clock);
        Scalar class = household.number == 0 ? SCALAR_NONE
                                             : fact_reader_value(reader, reader->registered_class,
                                                                 subject, household);
        count += class.type == SCALAR_TEXT && !str_equal(class.text, STR("无"));
    }
    return scalar_integer(count);
}

static Scalar person_value(FactReader *reader, int index, PersonId person, HouseholdId household) {
    const Fact *fact = pack_fact(reader->pack, (size_t)index);
    if (person.number == 0) {
        return SCALAR_NONE;
    }
    if (fact->aggregate == FACT_BUILT_IN && fact->built_in == BUILT_IN_NAMED_IN_CARE) {
        return named_in_care(reader, index, person);
    }
    if (fact->aggregate == FACT_BUILT_IN) {
        return built_in_person(reader->facts, fact->built_in, person, reader->clock);
    }
    if (fact->aggregate == FACT_DECISION) {
        return fact_reader_decide(reader, fact->of, person, household, NULL);
    }
    return rows_value(reader->facts, index, person, reader->clock);
}

// ---- households

static bool is_true(Scalar value) {
    return value.type != SCALAR_NULL && value.type != SCALAR_TEXT && value.number > 0;
}

// Brings two decimals to one exponent; sums of money and counts have one already.
static void align(Scalar *a, Scalar *b) {
    for (; a->exponent > b->exponent; a->exponent--) {
        a->number *= 10;
    }
    for (; b->exponent > a->exponent; b->exponent--) {
        b->number *= 10;
    }
}

Scalar members_fold_step(FactAggregate aggregate, Scalar so_far, Scalar value) {
    align(&so_far, &value);
    switch (aggregate) {
    case FACT_MEMBERS_SUM:
        so_far.number = (int64_t)((uint64_t)so_far.number + (uint64_t)value.number);
        return so_far;
    case FACT_MEMBERS_MAX: return value.number > so_far.number ? value : so_far;
    case FACT_MEMBERS_MIN: return value.number < so_far.number ? value : so_far;
    case FACT_SUM:
    case FACT_COUNT:
    case FACT_MAX:
    case FACT_MIN:
    case FACT_LATEST:
    case FACT_DISTINCT:
    case FACT_MEMBERS_ANY:
    case FACT_MEMBERS_ALL:
    case FACT_BUILT_IN:
    case FACT_DECISION: break;
    }
    CHECK(false);
    return SCALAR_NONE;
}

// For every turn of a loop anew: a person's fact may look at another household meanwhile.
static const Vector *members_of(const FactReader *reader, MemberList *list, HouseholdId household) {
    if (list->is_known && list->household.number == household.number) {
        return &list->persons;
    }
    list->is_known = true;
    list->household = household;
    list->persons.count = 0;
    MemberCursor cursor = list->members_of(reader->facts->registry, household, reader->clock);
    for (const Member *member = member_next(&cursor); member != NULL;
         member = member_next(&cursor)) {
        *(PersonId *)vector_add(&list->persons, 1) = member->person;
    }
    return &list->persons;
}

// The member at the place; false behind the last one.
static bool member_at(const FactReader *reader, MemberList *list, HouseholdId household,
                      size_t place, PersonId *out_person) {
    const Vector *persons = members_of(reader, list, household);
    if (place >= persons->count) {
        return false;
    }
    *out_person = *(const PersonId *)vector_at(persons, place);
    return true;
}

static Scalar members_fold(FactReader *reader, const Fact *fact, HouseholdId household) {
    Scalar result = SCALAR_NONE;
    size_t place = 0;
    for (PersonId person; member_at(reader, &reader->counted, household, place, &person); place++) {
        Scalar value = person_value(reader, fact->of, person, household);
        if (value.type == SCALAR_NULL || value.type == SCALAR_TEXT) {
            return SCALAR_NONE;
        }
        result = place == 0 ? value : members_fold_step(fact->aggregate, result, value);
    }
    if (result.type == SCALAR_BOOLEAN && fact->aggregate == FACT_MEMBERS_SUM) {
        result.type = SCALAR_INTEGER;
    }
    if (place == 0 && fact->aggregate == FACT_MEMBERS_SUM) {
        bool is_typed = fact->type != SCALAR_NULL && fact->type != SCALAR_TEXT;
        return (Scalar){.type = (uint8_t)(is_typed ? fact->type : SCALAR_INTEGER)};
    }
    return result;
}

static Scalar members_sum_once(FactReader *reader, const Fact *fact, HouseholdId household) {
    const Vector *counted = members_of(reader, &reader->counted, household);
    return rows_value_once(reader->facts, fact->of, counted->items, counted->count, reader->clock);
}

static Scalar members_any(FactReader *reader, const Fact *fact, HouseholdId household) {
    PersonId person;
    for (size_t i = 0; member_at(reader, &reader->living, household, i, &person); i++) {
        if (is_true(person_value(reader, fact->of, person, household))) {
            return scalar_boolean(true);
        }
    }
    return scalar_boolean(false);
}

static Scalar members_all(FactReader *reader, const Fact *fact, HouseholdId household) {
    Scalar result = scalar_boolean(true);
    PersonId person;
    for (size_t i = 0; member_at(reader, &reader->counted, household, i, &person); i++) {
        Scalar value = person_value(reader, fact->of, person, household);
        if (value.type == SCALAR_NULL) {
            result = SCALAR_NONE;
        } else if (!is_true(value)) {
            return scalar_boolean(false);
        }
    }
    return result;
}

static Scalar household_compute(FactReader *reader, int index, HouseholdId household) {
    const Fact *fact = pack_fact(reader->pack, (size_t)index);
    switch (fact->aggregate) {
    case FACT_MEMBERS_SUM:
    case FACT_MEMBERS_MAX:
    case FACT_MEMBERS_MIN:
        return fact->is_once_per_key ? members_sum_once(reader, fact, household)
                                     : members_fold(reader, fact, household);
    case FACT_MEMBERS_ANY: return members_any(reader, fact, household);
    case FACT_MEMBERS_ALL: return members_all(reader, fact, household);
    case FACT_BUILT_IN:
        return built_in_household(reader->facts, fact->built_in, household, reader->clock);
    case FACT_DECISION: return fact_reader_decide(reader, fact->of, (PersonId){0}, household, NULL);
    case FACT_SUM:
    case FACT_COUNT:
    case FACT_MAX:
    case FACT_MIN:
    case FACT_LATEST:
    case FACT_DISTINCT: break; // rows are about persons
    }
    return SCALAR_NONE;
}

static Scalar household_value(FactReader *reader, int index, HouseholdId household) {
    if (reader->household.number != household.number) {
        reader->household = household;
        reader->round++;
    }
    if (reader->kept_in[index] == reader->round) {
        return reader->kept[index];
    }
    uint32_t round = reader->round;
    Scalar value = household_compute(reader, index, household);
    if (reader->round == round) { // else another household was looked at meanwhile
        reader->kept[index] = value;
        reader->kept_in[index] = round;
    }
    return value;
}

// ---- public

Scalar fact_reader_value(FactReader *reader, int fact, PersonId person, HouseholdId household) {
    CHECK(fact >= 0 && (size_t)fact < reader->facts->catalogue.fact_count);
    return pack_fact(reader->pack, (size_t)fact)->entity == FACT_PERSON
               ? person_value(reader, fact, person, household)
               : household_value(reader, fact, household);
}

const ParameterValue *fact_reader_parameter(FactReader *reader, int parameter,
                                            HouseholdId household) {
    const Pack *pack = reader->pack;
    CHECK(parameter >= 0 && (size_t)parameter < pack_parameter_count(pack));
    Region region = registry_household(reader->facts->registry, household)->region;
    if (region.code != reader->region.code) {
        reader->region = region;
        reader->parameter_round++;
    }
    if (reader->parameter_in[parameter] != reader->parameter_round) {
        reader->parameters[parameter] =
            parameter_at(pack_parameter(pack, (size_t)parameter), region, reader->clock);
        reader->parameter_in[parameter] = reader->parameter_round;
    }
    return reader->parameters[parameter];
}

Scalar fact_reader_input(FactReader *reader, const Input *input, PersonId person,
                         HouseholdId household) {
    switch (input->kind) {
    case INPUT_PARAMETER: {
        const ParameterValue *value = fact_reader_parameter(reader, input->index, household);
        return value == NULL ? SCALAR_NONE : value->value;
    }
    case INPUT_FACT: return fact_reader_value(reader, input->index, person, household);
    case INPUT_CLOCK: return scalar_date(reader->clock);
    case INPUT_FACT_BEFORE:
    case INPUT_ROW: break;
    }
    return SCALAR_NONE;
}

Scalar fact_reader_decide(FactReader *reader, int binding, PersonId person, HouseholdId household,
                          Str *out_reason) {
    CHECK(binding >= 0);
    const DecisionBinding *decision = pack_decision(reader->pack, (size_t)binding);
    // Inputs may be decisions themselves: their values lie on a stack, which may move meanwhile.
    size_t base = reader->inputs.count;
    vector_extend(&reader->inputs, base + decision->input_count + 1); // never an empty one
    for (size_t i = 0; i < decision->input_count; i++) {
        Scalar value = fact_reader_input(reader, &decision->inputs[i], person, household);
        *(Scalar *)vector_at(&reader->inputs, base + i) = value;
    }
    Scalar result = decider_decide(decider_of(reader), (size_t)binding,
                                   vector_at(&reader->inputs, base), reader->clock, out_reason);
    reader->inputs.count = base;
    if (result.type == SCALAR_TEXT) {
        result.text = keep_text(reader, result.text);
    }
    return result;
}

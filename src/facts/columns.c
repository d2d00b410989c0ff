// SPDX-License-Identifier: Apache-2.0
// First the population, then the columns in four steps, each over all subjects: of persons from
// rows and registry, of persons by the interpreter, of households likewise. The first and third
// step are shared out among threads.
#include "facts/columns.h"
#include "base/check.h"
#include "base/memory.h"
#include "facts/facts_private.h"
#include "facts/reader.h"
#include "platform/hands.h"
#include <string.h>

enum { WORD_BITS = 64 };

typedef struct Filling {
    const Facts *facts;
    FactColumns *out;
    FactColumn *columns; // those asked for, then those they need
    size_t count;
    int *column_of; // by fact: index + 1
} Filling;

// ---- the population

static void households_list(const Registry *registry, Date date, Vector *households) {
    for (uint32_t i = 1; i <= registry_household_count(registry); i++) {
        MemberCursor cursor = registry_counted_members(registry, (HouseholdId){i}, date);
        if (member_next(&cursor) != NULL) {
            *(HouseholdId *)vector_add(households, 1) = (HouseholdId){i};
        }
    }
}

typedef struct PopulationVectors {
    Vector persons, household_of, membership;
} PopulationVectors;

static void person_put(PopulationVectors *to, PersonId person, uint32_t household, uint8_t bit,
                       size_t first) {
    for (size_t i = first; i < to->persons.count; i++) {
        if (((const PersonId *)vector_at(&to->persons, i))->number == person.number) {
            *(uint8_t *)vector_at(&to->membership, i) |= bit;
            return;
        }
    }
    *(PersonId *)vector_add(&to->persons, 1) = person;
    *(uint32_t *)vector_add(&to->household_of, 1) = household;
    *(uint8_t *)vector_add(&to->membership, 1) = bit;
}

static void members_put(PopulationVectors *to, MemberCursor cursor, uint32_t household, uint8_t bit,
                        size_t first) {
    for (const Member *member = member_next(&cursor); member != NULL;
         member = member_next(&cursor)) {
        person_put(to, member->person, household, bit, first);
    }
}

static void *keep(Arena *arena, Vector *vector) {
    void *kept = arena_alloc(arena, vector->count + 1, vector->item_size);
    if (vector->count > 0) {
        memcpy(kept, vector->items, vector->count * vector->item_size);
    }
    vector_release(vector);
    return kept;
}

static void population_fill(const Registry *registry, FactColumns *out) {
    Vector households = vector_of(sizeof(HouseholdId));
    households_list(registry, out->date, &households);
    out->household_count = households.count;
    uint32_t *first_person = arena_alloc(&out->arena, households.count + 1, sizeof(uint32_t));
    PopulationVectors to = {vector_of(sizeof(PersonId)), vector_of(sizeof(uint32_t)), vector_of(1)};
    for (size_t i = 0; i < households.count; i++) {
        HouseholdId id = *(const HouseholdId *)vector_at(&households, i);
        size_t first = to.persons.count;
        MemberCursor counted = registry_counted_members(registry, id, out->date);
        MemberCursor living = registry_living_members(registry, id, out->date);
        members_put(&to, counted, (uint32_t)i, MEMBER_COUNTED, first);
        members_put(&to, living, (uint32_t)i, MEMBER_LIVING, first);
        CHECK(to.persons.count <= UINT32_MAX);
        first_person[i + 1] = (uint32_t)to.persons.count;
    }
    out->person_count = to.persons.count;
    out->first_person = first_person;
    out->households = keep(&out->arena, &households);
    out->persons = keep(&out->arena, &to.persons);
    out->household_of = keep(&out->arena, &to.household_of);
    out->membership = keep(&out->arena, &to.membership);
}

// ---- what columns there are

static ScalarType type_of_rows(const Facts *facts, int index) {
    const Fact *fact = pack_fact(facts->pack, (size_t)index);
    bool is_counted = fact->aggregate == FACT_COUNT || fact->aggregate == FACT_DISTINCT;
    const FeedPlan *feed = &facts->catalogue.feeds[facts->catalogue.facts[index].feed];
    return is_counted ? SCALAR_INTEGER : feed->contract->fields[fact->field].type;
}

static ScalarType type_of_built_in(FactBuiltIn built_in) {
    switch (built_in) {
    case BUILT_IN_IS_DEAD:
    case BUILT_IN_IS_HEAD: return SCALAR_BOOLEAN;
    case BUILT_IN_DEATH_DATE: return SCALAR_DATE;
    case BUILT_IN_AGE:
    case BUILT_IN_DEATH_SOURCES:
    case BUILT_IN_COUNTED_MEMBERS:
    case BUILT_IN_LIVING_MEMBERS:
    case BUILT_IN_CHILDREN_ADDED:
    case BUILT_IN_NAMED_IN_CARE: return SCALAR_INTEGER;
    case BUILT_IN_NONE: break;
    }
    return SCALAR_NULL;
}

// Members facts are about person facts, so this goes one step down at most.
static ScalarType type_of_fact(const Facts *facts, int index) {
    const Fact *fact = pack_fact(facts->pack, (size_t)index);
    switch (fact->aggregate) {
    case FACT_SUM:
    case FACT_COUNT:
    case FACT_MAX:
    case FACT_MIN:
    case FACT_LATEST:
    case FACT_DISTINCT: return type_of_rows(facts, index);
    case FACT_MEMBERS_SUM:
    case FACT_MEMBERS_MAX:
    case FACT_MEMBERS_MIN: {
        ScalarType type = type_of_fact(facts, fact->of);
        bool is_sum_of_flags = fact->aggregate == FACT_MEMBERS_SUM && type == SCALAR_BOOLEAN;
        return is_sum_of_flags ? SCALAR_INTEGER : type;
    }
    case FACT_MEMBERS_ANY:
    case FACT_MEMBERS_ALL: return SCALAR_BOOLEAN;
    case FACT_BUILT_IN: return type_of_built_in(fact->built_in);
    case FACT_DECISION: return fact->type;
    }
    return SCALAR_NULL;
}

static bool is_over_members(const Fact *fact) {
    return fact->aggregate == FACT_MEMBERS_SUM || fact->aggregate == FACT_MEMBERS_MAX ||
           fact->aggregate == FACT_MEMBERS_MIN || fact->aggregate == FACT_MEMBERS_ANY ||
           fact->aggregate == FACT_MEMBERS_ALL;
}

static size_t subject_count(const FactColumns *out, FactEntity entity) {
    return entity == FACT_PERSON ? out->person_count : out->household_count;
}

static void column_add(Filling *filling, int index) {
    if (filling->column_of[index] != 0) {
        return;
    }
    const Fact *fact = pack_fact(filling->facts->pack, (size_t)index);
    FactColumn *column = &filling->columns[filling->count++];
    filling->column_of[index] = (int)filling->count;
    *column = (FactColumn){
        .fact = index, .entity = fact->entity, .type = type_of_fact(filling->facts, index)};
    size_t count = subject_count(filling->out, fact->entity);
    Arena *arena = &filling->out->arena;
    column->numbers = arena_alloc(arena, count + 1, sizeof(int64_t));
    column->valid = arena_alloc(arena, count / WORD_BITS + 1, sizeof(uint64_t));
    if (column->type == SCALAR_DECIMAL) {
        column->exponents = arena_alloc(arena, count + 1, sizeof(int8_t));
    }
    if (is_over_members(fact) && !fact->is_once_per_key) {
        column_add(filling, fact->of);
    }
}

static FactColumn *column_of(const Filling *filling, int fact) {
    CHECK(filling->column_of[fact] > 0);
    return &filling->columns[filling->column_of[fact] - 1];
}

// ---- values

static bool is_valid(const FactColumn *column, size_t at) {
    return (column->valid[at / WORD_BITS] >> (at % WORD_BITS) & 1) != 0;
}

static void number_put(FactColumn *column, size_t at, int64_t number) {
    column->numbers[at] = number;
    column->valid[at / WORD_BITS] |= UINT64_C(1) << (at % WORD_BITS);
}

static void value_put(FactColumn *column, size_t at, Scalar value) {
    if (value.type == SCALAR_NULL) {
        return;
    }
    CHECK(value.type == column->type && value.type != SCALAR_TEXT);
    number_put(column, at, value.number);
    if (column->exponents != NULL) {
        column->exponents[at] = value.exponent;
    }
}

Scalar fact_column_value(const FactColumn *column, size_t subject) {
    if (!is_valid(column, subject)) {
        return SCALAR_NONE;
    }
    if (column->type == SCALAR_TEXT) {
        return scalar_text(column->words[column->numbers[subject]]);
    }
    return (Scalar){.type = (uint8_t)column->type,
                    .exponent = column->exponents == NULL ? (int8_t)0 : column->exponents[subject],
                    .number = column->numbers[subject]};
}

// Words of a text column grow here; decisions and codes answer with few.
static int64_t word_put(FactColumns *out, Vector *words, Str text) {
    for (size_t i = words->count; i > 0; i--) {
        if (str_equal(*(const Str *)vector_at(words, i - 1), text)) {
            return (int64_t)i - 1;
        }
    }
    *(Str *)vector_add(words, 1) = arena_copy(&out->arena, text);
    return (int64_t)words->count - 1;
}

// ---- persons

static void persons_fill(const Filling *filling, FactColumn *column, size_t from, size_t to) {
    const FactColumns *out = filling->out;
    const Fact *fact = pack_fact(filling->facts->pack, (size_t)column->fact);
    for (size_t i = from; i < to; i++) {
        Scalar value =
            fact->aggregate == FACT_BUILT_IN
                ? built_in_person(filling->facts, fact->built_in, out->persons[i], out->date)
                : rows_value(filling->facts, column->fact, out->persons[i], out->date);
        value_put(column, i, value);
    }
}

// ---- households: reductions over their members

static bool is_true_at(const FactColumn *of, size_t at) {
    return is_valid(of, at) && of->type != SCALAR_TEXT && of->numbers[at] > 0;
}

// The sum, maximum or minimum over the counted members; null when one is null.
static Scalar members_reduce(const FactColumns *out, const FactColumn *of, FactAggregate aggregate,
                             size_t household) {
    Scalar result = SCALAR_NONE;
    for (size_t i = out->first_person[household]; i < out->first_person[household + 1]; i++) {
        if ((out->membership[i] & MEMBER_COUNTED) == 0) {
            continue;
        }
        if (!is_valid(of, i) || of->type == SCALAR_TEXT) {
            return SCALAR_NONE;
        }
        Scalar value = fact_column_value(of, i);
        result = result.type == SCALAR_NULL ? value : members_fold_step(aggregate, result, value);
    }
    if (result.type == SCALAR_BOOLEAN && aggregate == FACT_MEMBERS_SUM) {
        result.type = SCALAR_INTEGER;
    }
    return result;
}

static Scalar members_any(const FactColumns *out, const FactColumn *of, size_t household) {
    bool is_any = false;
    for (size_t i = out->first_person[household]; i < out->first_person[household + 1]; i++) {
        is_any = is_any || ((out->membership[i] & MEMBER_LIVING) != 0 && is_true_at(of, i));
    }
    return scalar_boolean(is_any);
}

static Scalar members_all(const FactColumns *out, const FactColumn *of, size_t household) {
    Scalar result = scalar_boolean(true);
    for (size_t i = out->first_person[household]; i < out->first_person[household + 1]; i++) {
        if ((out->membership[i] & MEMBER_COUNTED) == 0) {
            continue;
        }
        if (!is_valid(of, i)) {
            result = SCALAR_NONE;
        } else if (!is_true_at(of, i)) {
            return scalar_boolean(false);
        }
    }
    return result;
}

// Rows that several members share, counted once; few households have any.
static Scalar members_once(const Filling *filling, const Fact *fact, ScalarType type,
                           size_t household) {
    const FactColumns *out = filling->out;
    size_t first = out->first_person[household];
    size_t count = 0; // counted members stand first
    bool has_rows = false;
    for (; first + count < out->first_person[household + 1] &&
           (out->membership[first + count] & MEMBER_COUNTED) != 0;
         count++) {
        has_rows = has_rows || rows_has_any(filling->facts, fact->of, out->persons[first + count]);
    }
    return has_rows
               ? rows_value_once(filling->facts, fact->of, &out->persons[first], count, out->date)
               : (Scalar){.type = (uint8_t)type};
}

static Scalar household_value(const Filling *filling, const Fact *fact, const FactColumn *column,
                              size_t household) {
    const FactColumns *out = filling->out;
    switch (fact->aggregate) {
    case FACT_MEMBERS_SUM:
    case FACT_MEMBERS_MAX:
    case FACT_MEMBERS_MIN:
        return fact->is_once_per_key
                   ? members_once(filling, fact, column->type, household)
                   : members_reduce(out, column_of(filling, fact->of), fact->aggregate, household);
    case FACT_MEMBERS_ANY: return members_any(out, column_of(filling, fact->of), household);
    case FACT_MEMBERS_ALL: return members_all(out, column_of(filling, fact->of), household);
    case FACT_BUILT_IN:
        return built_in_household(filling->facts, fact->built_in, out->households[household],
                                  out->date);
    case FACT_SUM:
    case FACT_COUNT:
    case FACT_MAX:
    case FACT_MIN:
    case FACT_LATEST:
    case FACT_DISTINCT:
    case FACT_DECISION: break;
    }
    CHECK(false);
    return SCALAR_NONE;
}

static void households_fill(const Filling *filling, FactColumn *column, size_t from, size_t to) {
    const Fact *fact = pack_fact(filling->facts->pack, (size_t)column->fact);
    for (size_t i = from; i < to; i++) {
        value_put(column, i, household_value(filling, fact, column, i));
    }
}

// ---- the four steps

// Texts and decisions are of one thread: words are numbered as they are met.
static bool is_shared_out(const Filling *filling, const FactColumn *column) {
    const Fact *fact = pack_fact(filling->facts->pack, (size_t)column->fact);
    bool is_interpreted =
        fact->aggregate == FACT_DECISION ||
        (fact->aggregate == FACT_BUILT_IN && fact->built_in == BUILT_IN_NAMED_IN_CARE);
    return !is_interpreted && column->type != SCALAR_TEXT;
}

enum { PIECE_SUBJECTS = 8192 }; // whole words of validity bits, so no two threads write one word

typedef struct Share { // of the columns of one entity
    const Filling *filling;
    FactEntity entity;
} Share;

static void piece_fill(void *context, size_t piece) {
    const Share *share = context;
    size_t subjects = subject_count(share->filling->out, share->entity);
    size_t from = piece * PIECE_SUBJECTS;
    size_t to = subjects - from < PIECE_SUBJECTS ? subjects : from + PIECE_SUBJECTS;
    for (size_t i = 0; i < share->filling->count; i++) {
        FactColumn *column = &share->filling->columns[i];
        if (column->entity != share->entity || !is_shared_out(share->filling, column)) {
            continue;
        }
        if (share->entity == FACT_PERSON) {
            persons_fill(share->filling, column, from, to);
        } else {
            households_fill(share->filling, column, from, to);
        }
    }
}

static void fill_shared(const Filling *filling, FactEntity entity, size_t thread_count) {
    Share share = {filling, entity};
    size_t subjects = subject_count(filling->out, entity);
    share_out((subjects + PIECE_SUBJECTS - 1) / PIECE_SUBJECTS, thread_count, piece_fill, &share);
}

static void interpret(const Filling *filling, FactColumn *column, FactReader *reader) {
    FactColumns *out = filling->out;
    Vector words = vector_of(sizeof(Str));
    bool is_person = column->entity == FACT_PERSON;
    for (size_t i = 0; i < subject_count(out, column->entity); i++) {
        PersonId nobody = {0};
        size_t household = is_person ? out->household_of[i] : i;
        Scalar value = fact_reader_value(reader, column->fact, is_person ? out->persons[i] : nobody,
                                         out->households[household]);
        if (value.type == SCALAR_TEXT && column->type == SCALAR_TEXT) {
            number_put(column, i, word_put(out, &words, value.text));
        } else {
            value_put(column, i, value);
        }
    }
    column->word_count = (uint32_t)words.count;
    column->words = keep(&out->arena, &words);
}

static void interpret_all(const Filling *filling, FactEntity entity) {
    FactReader *reader = NULL;
    for (size_t i = 0; i < filling->count; i++) {
        FactColumn *column = &filling->columns[i];
        if (column->entity != entity || is_shared_out(filling, column)) {
            continue;
        }
        if (reader == NULL) {
            reader = fact_reader_new(filling->facts, NULL);
            fact_reader_start(reader, filling->out->date);
        }
        interpret(filling, column, reader);
    }
    fact_reader_free(reader);
}

void fact_columns_fill(const Facts *facts, Date date, const int *list, size_t count,
                       size_t thread_count, FactColumns *out_columns) {
    CHECK(thread_count >= 1);
    size_t facts_max = facts->catalogue.fact_count;
    *out_columns = (FactColumns){.date = date, .column_count = count};
    population_fill(facts->registry, out_columns);
    Filling filling = {.facts = facts, .out = out_columns};
    filling.columns = arena_alloc(&out_columns->arena, facts_max + 1, sizeof(FactColumn));
    filling.column_of = arena_alloc(&out_columns->arena, facts_max + 1, sizeof(int));
    for (size_t i = 0; i < count; i++) {
        CHECK(list[i] >= 0 && (size_t)list[i] < facts_max);
        column_add(&filling, list[i]);
    }
    fill_shared(&filling, FACT_PERSON, thread_count);
    interpret_all(&filling, FACT_PERSON);
    fill_shared(&filling, FACT_HOUSEHOLD, thread_count);
    interpret_all(&filling, FACT_HOUSEHOLD);
    out_columns->columns = arena_alloc(&out_columns->arena, count + 1, sizeof(FactColumn));
    for (size_t i = 0; i < count; i++) {
        out_columns->columns[i] = *column_of(&filling, list[i]);
    }
}

void fact_columns_release(FactColumns *columns) {
    arena_release(&columns->arena);
    *columns = (FactColumns){0};
}

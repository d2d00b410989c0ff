// SPDX-License-Identifier: Apache-2.0
// Who the rows of a file are about: identity numbers to persons, register rows to newborns, birth
// rows to new children.
#include "base/check.h"
#include "base/memory.h"
#include "service/load_private.h"

void matching_release(Matching *matching) {
    memory_free(matching->named);
    map_release(&matching->by_identity);
    arena_release(&matching->arena);
    *matching = (Matching){0};
}

// In most files every row names another person: then nothing grows while they are read.
void matching_expect(Matching *matching, size_t file_bytes) {
    enum { BYTES_A_ROW = 192, PERSONS_MAX = 64 * 1024 }; // more room is made when they are there
    size_t count = file_bytes / BYTES_A_ROW + 1;
    count = count < PERSONS_MAX ? count : PERSONS_MAX;
    map_reserve(&matching->by_identity, count);
    matching->named = memory_grow(matching->named, count, sizeof *matching->named);
    matching->capacity = count;
}

static void find_person(Matching *matching, FeedPerson *person) {
    uint64_t index =
        map_find_or_put(&matching->by_identity, person->identity.packed, matching->count);
    if (index == matching->count) {
        matching->named = array_reserve(matching->named, matching->count, &matching->capacity,
                                        sizeof *matching->named);
        matching->named[matching->count++] = (NamedPerson){.identity = person->identity};
    }
    NamedPerson *named = &matching->named[index];
    if (named->name.length == 0 && person->name.length > 0) {
        named->name = arena_copy(&matching->arena, person->name);
    }
    person->person = (PersonId){(uint32_t)(index + 1)};
}

void matching_find(void *context, FeedPerson *persons, size_t count) {
    Matching *matching = context;
    hands_lend(matching->hands);
    for (size_t i = 0; i < count; i++) {
        map_expect(&matching->by_identity, persons[i].identity.packed);
    }
    for (size_t i = 0; i < count; i++) {
        find_person(matching, &persons[i]);
    }
}

static void add_name(Loading *loading, PersonId person, Str name) {
    if (name.length == 0) {
        return;
    }
    loading->names = array_reserve(loading->names, loading->name_count, &loading->name_capacity,
                                   sizeof *loading->names);
    loading->names[loading->name_count++] = (PersonName){person, name};
}

static Date row_date(const Batch *batch, size_t row, int column) {
    Scalar value = column < 0 ? SCALAR_NONE : batch_get(batch, row, (size_t)column);
    if (value.type == SCALAR_DATE) {
        return (Date){(int32_t)value.number};
    }
    return value.type == SCALAR_INSTANT ? instant_date((Instant){value.number}) : DATE_NONE;
}

static Sex row_sex(const Batch *batch, size_t row, int column) {
    Scalar value = column < 0 ? SCALAR_NONE : batch_get(batch, row, (size_t)column);
    if (value.type != SCALAR_TEXT || value.text.length == 0) {
        return SEX_UNKNOWN;
    }
    return value.text.data[0] == 'M' ? SEX_MALE : SEX_FEMALE;
}

static int effect_column(const FeedContract *contract, EffectField part) {
    int field = contract->effect_fields[part];
    return field < 0 ? -1 : feed_batch_column(contract, field);
}

// A register row whose number is new may be about a child that has had none so far.
static PersonId find_newborn(const Loading *loading, const Registry *registry, size_t row,
                             Identity identity) {
    const Batch *batch = &loading->output.batch;
    int number = effect_column(loading->contract, EFFECT_HOUSEHOLD_NO);
    if (loading->contract->effect != FEED_EFFECT_HOUSEHOLDS || number < 0) {
        return (PersonId){0};
    }
    return registry_find_newborn(
        registry, batch_get(batch, row, (size_t)number).text, identity_birth(identity),
        identity_is_male(identity) ? SEX_MALE : SEX_FEMALE, loading->output.names[row]);
}

static void make_person(Loading *loading, Registry *registry, size_t row, NamedPerson *named) {
    Identity identity = named->identity;
    PersonId newborn = find_newborn(loading, registry, row, identity);
    if (newborn.number != 0) {
        registry_identify(registry, newborn, identity);
        named->person = newborn;
    } else {
        named->person = registry_add_person(registry, identity, identity_birth(identity),
                                            identity_is_male(identity) ? SEX_MALE : SEX_FEMALE);
    }
    add_name(loading, named->person, named->name);
}

static void settle_number(Loading *loading, Registry *registry, size_t row, int64_t *number) {
    if (*number == 0) {
        return;
    }
    NamedPerson *named = &loading->matching.named[*number - 1];
    if (named->person.number == 0) {
        make_person(loading, registry, row, named);
    }
    *number = named->person.number;
}

// New persons are numbered in the order of the rows; who is named twice in one row, in that of the
// columns.
static void settle_rows(Loading *loading, Registry *registry) {
    const Batch *batch = &loading->output.batch;
    int64_t **persons = arena_alloc(&loading->arena, batch->column_count, sizeof(int64_t *));
    size_t count = 0;
    for (size_t i = 0; i < batch->column_count; i++) {
        if (batch->columns[i].type == SCALAR_PERSON) {
            persons[count++] = batch->columns[i].numbers;
        }
    }
    for (size_t row = 0; row < batch->row_count; row++) {
        for (size_t i = 0; i < count; i++) {
            settle_number(loading, registry, row, &persons[i][row]);
        }
    }
}

static void settle_persons(Loading *loading, Registry *registry) {
    enum { AHEAD = 16 };
    const Matching *matching = &loading->matching;
    for (size_t i = 0; i < matching->count + 2 * AHEAD; i++) {
        if (i < matching->count) {
            registry_expect_identity(registry, matching->named[i].identity);
        }
        if (i >= AHEAD && i - AHEAD < matching->count) {
            registry_expect_found(registry, matching->named[i - AHEAD].identity);
        }
        if (i >= 2 * AHEAD) {
            NamedPerson *named = &matching->named[i - 2 * AHEAD];
            named->person = registry_find_identity(registry, named->identity);
        }
    }
    settle_rows(loading, registry);
}

// Children whom this file has named so far, by the key of their row: a certificate may be in one
// file twice, corrected.
typedef struct NamedChild {
    Str key;
    PersonId person;
    uint64_t before; // index + 1 of the one before with this hash, 0 none
} NamedChild;
typedef struct NamedChildren {
    NamedChild *items;
    size_t count;
    Map by_hash; // of the key -> index + 1 of the last
} NamedChildren;

static Str row_key(Loading *loading, size_t row) {
    CLEANUP(text_release) Text key = {0};
    const FeedContract *contract = loading->contract;
    for (size_t i = 0; i < contract->key_count; i++) {
        int column = feed_batch_column(contract, contract->key_fields[i]);
        scalar_format(batch_get(&loading->output.batch, row, (size_t)column), &key);
        text_append_char(&key, '\n');
    }
    return arena_copy(&loading->arena, text_str(&key));
}

// Where the child of this row is kept; a new place has no person yet.
static PersonId *named_child(NamedChildren *children, Str key) {
    uint64_t hash = str_hash(key);
    uint64_t last = 0;
    (void)map_find(&children->by_hash, hash, &last);
    for (uint64_t at = last; at != 0; at = children->items[at - 1].before) {
        if (str_equal(children->items[at - 1].key, key)) {
            return &children->items[at - 1].person;
        }
    }
    NamedChild *child = &children->items[children->count++];
    *child = (NamedChild){.key = key, .before = last};
    map_put(&children->by_hash, hash, children->count);
    return &child->person;
}

// Once the register has given a number, it also says the name.
static void name_child(Loading *loading, Registry *registry, PersonId child, Str name) {
    if (name.length > 0 && registry_identity(registry, child).packed == 0) {
        registry_name_newborn(registry, child, name);
        add_name(loading, child, name);
    }
}

static void settle_newborns(Loading *loading, Facts *facts, const RowFate *fates) {
    Batch *batch = &loading->output.batch;
    Registry *registry = facts_registry(facts);
    int child = effect_column(loading->contract, EFFECT_PERSON);
    int birth = effect_column(loading->contract, EFFECT_BIRTH);
    int sex = effect_column(loading->contract, EFFECT_SEX);
    CHECK(child >= 0);
    NamedChildren children = {
        .items = arena_alloc(&loading->arena, batch->row_count + 1, sizeof *children.items)};
    for (size_t row = 0; row < batch->row_count; row++) {
        if (fates[row] == ROW_UNCHANGED) {
            continue;
        }
        PersonId *person = named_child(&children, row_key(loading, row));
        if (person->number == 0) {
            *person = facts_newborn_of(facts, loading->feed, batch, row);
        }
        if (person->number == 0) {
            *person = registry_add_person(registry, (Identity){0}, row_date(batch, row, birth),
                                          row_sex(batch, row, sex));
            registry_name_newborn(registry, *person, STR(""));
        }
        name_child(loading, registry, *person, loading->output.names[row]);
        batch_set(batch, row, (size_t)child,
                  (Scalar){.type = SCALAR_PERSON, .number = person->number});
    }
    map_release(&children.by_hash);
}

// The register's rows say how a person is called now.
static void take_names(Loading *loading, const RowFate *fates) {
    const Batch *batch = &loading->output.batch;
    int person = effect_column(loading->contract, EFFECT_PERSON);
    for (size_t row = 0; row < batch->row_count; row++) {
        if (fates[row] != ROW_UNCHANGED) {
            add_name(loading, (PersonId){(uint32_t)batch_get(batch, row, (size_t)person).number},
                     loading->output.names[row]);
        }
    }
}

static void keep_changed_rows(Loading *loading, const RowFate *fates, size_t kept) {
    const Batch *all = &loading->output.batch;
    Batch *rows = &loading->segment.rows;
    batch_init(rows, all->columns, all->column_count);
    loading->has_own_rows = true;
    loading->segment.source_rows = arena_alloc(&rows->arena, kept + 1, sizeof(int64_t));
    rows->key_hashes = arena_alloc(&rows->arena, kept + 1, sizeof(uint64_t));
    rows->rest_hashes = arena_alloc(&rows->arena, kept + 1, sizeof(uint64_t));
    rows->selected = arena_alloc(&rows->arena, kept + 1, sizeof(uint64_t));
    for (size_t row = 0; row < all->row_count; row++) {
        if (fates[row] == ROW_UNCHANGED) {
            continue;
        }
        size_t to = batch_add_row(rows);
        for (size_t column = 0; column < all->column_count; column++) {
            if (batch_is_valid(all, row, column)) {
                batch_set(rows, to, column, batch_get(all, row, column));
            }
        }
        loading->segment.source_rows[to] = loading->output.rows[row];
        rows->key_hashes[to] = all->key_hashes[row];
        rows->rest_hashes[to] = all->rest_hashes[row];
        rows->selected[to] = all->selected[row];
    }
}

void matching_finish(Loading *loading, Facts *facts) {
    Batch *batch = &loading->output.batch;
    settle_persons(loading, facts_registry(facts));
    row_hashes_end(loading->plan, batch, (RowSpan){0, batch->row_count},
                   (RowHashes){batch->key_hashes, batch->rest_hashes});
    RowFate *fates = arena_alloc(&loading->arena, batch->row_count + 1, sizeof *fates);
    facts_row_fates(facts, loading->feed, batch, fates);
    if (loading->contract->effect == FEED_EFFECT_BIRTHS) {
        settle_newborns(loading, facts, fates);
    } else if (loading->contract->effect == FEED_EFFECT_HOUSEHOLDS) {
        take_names(loading, fates);
    }
    size_t kept = 0;
    for (size_t row = 0; row < batch->row_count; row++) {
        kept += fates[row] != ROW_UNCHANGED;
    }
    if (kept == batch->row_count) {
        loading->segment.rows = *batch;
        loading->segment.source_rows = loading->output.rows;
    } else {
        keep_changed_rows(loading, fates, kept);
    }
}

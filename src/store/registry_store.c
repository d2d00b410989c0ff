// SPDX-License-Identifier: Apache-2.0
// The list of changes says who changed; what is written is how they stand now, each row once,
// because one bulk statement may not meet a row twice.
#include "store/registry_store.h"
#include "base/check.h"
#include "base/memory.h"
#include "store/store_private.h"
#include <stdlib.h>

static const DbTable PERSON_ADDED = {
    .name = "person",
    .column_count = 8,
    .columns = {"person_id", "identity_sealed", "identity_hash", "name_sealed", "birth", "death",
                "sex", "death_sources"},
    .kinds = {DB_INT, DB_BLOB, DB_BLOB, DB_BLOB, DB_INT, DB_INT, DB_INT, DB_INT},
};
static const DbTable PERSON_IDENTIFIED = {
    .name = "person",
    .column_count = 5,
    .columns = {"person_id", "identity_sealed", "identity_hash", "birth", "sex"},
    .kinds = {DB_INT, DB_BLOB, DB_BLOB, DB_INT, DB_INT},
    .key_count = 1,
};
static const DbTable PERSON_DIED = {
    .name = "person",
    .column_count = 3,
    .columns = {"person_id", "death", "death_sources"},
    .kinds = {DB_INT, DB_INT, DB_INT},
    .key_count = 1,
};
static const DbTable PERSON_NAMED = {
    .name = "person",
    .column_count = 2,
    .columns = {"person_id", "name_sealed"},
    .kinds = {DB_INT, DB_BLOB},
    .key_count = 1,
};
static const DbTable HOUSEHOLD = {
    .name = "household",
    .column_count = 4,
    .columns = {"household_id", "number", "region", "is_closed"},
    .kinds = {DB_INT, DB_TEXT, DB_INT, DB_INT},
    .key_count = 1,
};
static const DbTable MEMBER = {
    .name = "household_member",
    .column_count = 5,
    .columns = {"household_id", "person_id", "from_date", "to_date", "relation"},
    .kinds = {DB_INT, DB_INT, DB_INT, DB_INT, DB_INT},
    .key_count = 3,
};

// What must be written, gathered from the changes; ids may repeat until they are sorted.
typedef struct Ids {
    uint32_t *items;
    size_t count;
    size_t capacity;
} Ids;

typedef struct Work {
    Store *store;
    const Registry *registry;
    Map names; // person -> index + 1 into names_given; what is written is taken out
    const PersonName *names_given;
    Ids added;
    Ids identified;
    Ids died;
    Ids named;
    Ids households;
    Ids members; // indexes into the registry's members
    Arena arena; // of one row
} Work;

static void work_release(Work *work) {
    map_release(&work->names);
    memory_free(work->added.items);
    memory_free(work->identified.items);
    memory_free(work->died.items);
    memory_free(work->named.items);
    memory_free(work->households.items);
    memory_free(work->members.items);
    arena_release(&work->arena);
}

static void ids_add(Ids *ids, uint32_t id) {
    ids->items = array_reserve(ids->items, ids->count, &ids->capacity, sizeof *ids->items);
    ids->items[ids->count++] = id;
}

static int id_compare(const void *a, const void *b) {
    const uint32_t *left = a;
    const uint32_t *right = b;
    return *left < *right ? -1 : *left > *right;
}

static void ids_sort(Ids *ids) {
    if (ids->count == 0) {
        return;
    }
    qsort(ids->items, ids->count, sizeof *ids->items, id_compare);
    size_t kept = 1;
    for (size_t i = 1; i < ids->count; i++) {
        if (ids->items[i] != ids->items[kept - 1]) {
            ids->items[kept++] = ids->items[i];
        }
    }
    ids->count = kept;
}

static void gather_change(Work *work, const RegistryChange *change) {
    switch (change->kind) {
    case CHANGE_PERSON_ADDED: ids_add(&work->added, change->person.number); break;
    case CHANGE_PERSON_IDENTIFIED: ids_add(&work->identified, change->person.number); break;
    case CHANGE_PERSON_DIED: ids_add(&work->died, change->person.number); break;
    case CHANGE_HOUSEHOLD_ADDED:
    case CHANGE_HOUSEHOLD_UPDATED: ids_add(&work->households, change->household.number); break;
    case CHANGE_MEMBER_JOINED:
    case CHANGE_MEMBER_LEFT:
    case CHANGE_MEMBER_RELATION: ids_add(&work->members, change->member); break;
    }
}

static void gather_all(Work *work, size_t name_count) {
    size_t count = 0;
    const RegistryChange *changes = registry_changes(work->registry, &count);
    for (size_t i = 0; i < count; i++) {
        gather_change(work, &changes[i]);
    }
    ids_sort(&work->added);
    ids_sort(&work->identified);
    ids_sort(&work->died);
    ids_sort(&work->households);
    ids_sort(&work->members);
    for (size_t i = 0; i < name_count; i++) {
        if (work->names_given[i].name.length > 0) {
            map_put(&work->names, work->names_given[i].person.number, i + 1);
            ids_add(&work->named, work->names_given[i].person.number);
        }
    }
    ids_sort(&work->named);
}

// The person's name, sealed; NULL when none was given or it has been written.
static DbValue take_name(Work *work, uint32_t person) {
    uint64_t index = 0;
    if (!map_find(&work->names, person, &index)) {
        return db_null(DB_BLOB);
    }
    map_remove(&work->names, person);
    return store_seal(work->store, (SealedCell){"person", "name", person},
                      work->names_given[index - 1].name, &work->arena);
}

typedef struct IdentityCells {
    DbValue sealed;
    DbValue hash;
} IdentityCells;

static IdentityCells identity_cells(Work *work, uint32_t person, Identity identity) {
    if (identity.packed == 0) {
        return (IdentityCells){db_null(DB_BLOB), db_null(DB_BLOB)};
    }
    char digits[19];
    identity_format(identity, digits);
    KeyedHash hash = crypto_hash(work->store->crypto, str_from(digits));
    Str kept = arena_copy(&work->arena, (Str){(const char *)hash.bytes, sizeof hash.bytes});
    return (IdentityCells){
        .sealed = store_seal(work->store, (SealedCell){"person", "identity", person},
                             str_from(digits), &work->arena),
        .hash = db_blob(kept),
    };
}

static Status add_person(Work *work, Bulk *bulk, uint32_t id, Error *error) {
    const Person *person = registry_person(work->registry, (PersonId){id});
    IdentityCells identity =
        identity_cells(work, id, registry_identity(work->registry, (PersonId){id}));
    DbValue values[] = {
        db_int(id),
        identity.sealed,
        identity.hash,
        take_name(work, id),
        db_date(person->birth),
        db_date(person->death),
        db_int(person->sex),
        db_int(person->death_sources),
    };
    return bulk_add(bulk, values, error);
}

static Status add_identified(Work *work, Bulk *bulk, uint32_t id, Error *error) {
    const Person *person = registry_person(work->registry, (PersonId){id});
    IdentityCells identity =
        identity_cells(work, id, registry_identity(work->registry, (PersonId){id}));
    DbValue values[] = {db_int(id), identity.sealed, identity.hash, db_date(person->birth),
                        db_int(person->sex)};
    return bulk_add(bulk, values, error);
}

static Status add_death(Work *work, Bulk *bulk, uint32_t id, Error *error) {
    const Person *person = registry_person(work->registry, (PersonId){id});
    DbValue values[] = {db_int(id), db_date(person->death), db_int(person->death_sources)};
    return bulk_add(bulk, values, error);
}

static Status add_name(Work *work, Bulk *bulk, uint32_t id, Error *error) {
    DbValue name = take_name(work, id);
    DbValue values[] = {db_int(id), name};
    return name.is_null ? STATUS_OK : bulk_add(bulk, values, error);
}

static Status add_household(Work *work, Bulk *bulk, uint32_t id, Error *error) {
    const Household *household = registry_household(work->registry, (HouseholdId){id});
    DbValue values[] = {db_int(id), db_text(household->number), db_int(household->region.code),
                        db_int(household->is_closed)};
    return bulk_add(bulk, values, error);
}

static Status add_member(Work *work, Bulk *bulk, uint32_t index, Error *error) {
    const Member *member = registry_member(work->registry, index + 1);
    bool is_open = member->to.days == DATE_FOREVER.days;
    DbValue values[] = {
        db_int(member->household.number), db_int(member->person.number), db_int(member->from.days),
        is_open ? db_null(DB_INT) : db_int(member->to.days), db_int(member->relation)};
    return bulk_add(bulk, values, error);
}

typedef Status (*AddRow)(Work *work, Bulk *bulk, uint32_t id, Error *error);

static Status write_rows(Work *work, const DbTable *table, const Ids *ids, AddRow add,
                         Error *error) {
    if (ids->count == 0) {
        return STATUS_OK;
    }
    CLEANUP(bulk_release) Bulk bulk = {0};
    bulk_init(&bulk, work->store, table);
    Status status = STATUS_OK;
    for (size_t i = 0; i < ids->count && status == STATUS_OK; i++) {
        status = add(work, &bulk, ids->items[i], error);
        arena_clear(&work->arena);
    }
    return status == STATUS_OK ? bulk_finish(&bulk, error) : status;
}

Status registry_store_save(Store *store, const Registry *registry, const PersonName *names,
                           size_t name_count, Error *error) {
    CHECK(store->is_writing);
    CLEANUP(work_release)
    Work work = {.store = store, .registry = registry, .names_given = names};
    gather_all(&work, name_count);
    const struct {
        const DbTable *table;
        const Ids *ids;
        AddRow add;
    } STEPS[] = {
        {&PERSON_ADDED, &work.added, add_person},
        {&PERSON_IDENTIFIED, &work.identified, add_identified},
        {&PERSON_DIED, &work.died, add_death},
        {&PERSON_NAMED, &work.named, add_name},
        {&HOUSEHOLD, &work.households, add_household},
        {&MEMBER, &work.members, add_member},
    };
    Status status = STATUS_OK;
    for (size_t i = 0; i < ARRAY_COUNT(STEPS) && status == STATUS_OK; i++) {
        status = write_rows(&work, STEPS[i].table, STEPS[i].ids, STEPS[i].add, error);
    }
    return status;
}

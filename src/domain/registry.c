// SPDX-License-Identifier: Apache-2.0
// Who there is: persons, households, and finding them. Who lives where: registry_living.c.
#include "domain/registry.h"
#include "base/check.h"
#include "base/memory.h"
#include "domain/registry_private.h"

Registry *registry_new(void) {
    Registry *registry = memory_new(1, sizeof *registry);
    registry->persons = registry_grow(NULL, 0, &registry->person_capacity, sizeof(Person));
    registry->persons[0] = (Person){.birth = DATE_NONE, .death = DATE_NONE};
    registry->person_count = 1;
    registry->households = registry_grow(NULL, 0, &registry->household_capacity, sizeof(Household));
    registry->households[0] = (Household){0};
    registry->household_count = 1;
    return registry;
}

void registry_free(Registry *registry) {
    if (registry == NULL) {
        return;
    }
    memory_free(registry->persons);
    memory_free(registry->households);
    memory_free(registry->members);
    memory_free(registry->changes);
    memory_free(registry->names);
    memory_free(registry->identities);
    id_slots_release(&registry->by_identity);
    id_slots_release(&registry->by_number);
    map_release(&registry->newborn_name);
    arena_release(&registry->texts);
    memory_free(registry);
}

size_t registry_person_count(const Registry *registry) {
    return registry->person_count - 1;
}

size_t registry_household_count(const Registry *registry) {
    return registry->household_count - 1;
}

const Person *registry_person(const Registry *registry, PersonId id) {
    CHECK(id.number < registry->person_count);
    return &registry->persons[id.number];
}

const Household *registry_household(const Registry *registry, HouseholdId id) {
    CHECK(id.number < registry->household_count);
    return &registry->households[id.number];
}

const Member *registry_member(const Registry *registry, uint32_t index_plus_one) {
    CHECK(index_plus_one >= 1 && index_plus_one <= registry->member_count);
    return &registry->members[index_plus_one - 1];
}

Person *registry_edit_person(Registry *registry, PersonId id) {
    CHECK(id.number >= 1 && id.number < registry->person_count);
    return &registry->persons[id.number];
}

Household *registry_edit_household(Registry *registry, HouseholdId id) {
    CHECK(id.number >= 1 && id.number < registry->household_count);
    return &registry->households[id.number];
}

size_t registry_memory(const Registry *registry) {
    size_t slots = registry->by_identity.count + registry->by_number.count;
    return registry->person_capacity * sizeof(Person) +
           registry->identity_capacity * sizeof(Identity) +
           registry->household_capacity * sizeof(Household) +
           registry->member_capacity * sizeof(Member) +
           registry->change_capacity * sizeof(RegistryChange) +
           registry->name_capacity * sizeof(Str) + slots * sizeof(uint32_t) +
           registry->newborn_name.capacity * sizeof(MapEntry) + registry->texts.used;
}

// ---- changes

const RegistryChange *registry_changes(const Registry *registry, size_t *out_count) {
    *out_count = registry->change_count;
    return registry->changes;
}

// The room of a large batch is given back.
void registry_changes_clear(Registry *registry) {
    enum { KEPT_MAX = 4096 };
    registry->change_count = 0;
    if (registry->change_capacity > KEPT_MAX) {
        memory_free(registry->changes);
        registry->changes = NULL;
        registry->change_capacity = 0;
    }
}

void registry_log(Registry *registry, RegistryChange change) {
    registry->changes = array_reserve(registry->changes, registry->change_count,
                                      &registry->change_capacity, sizeof(RegistryChange));
    registry->changes[registry->change_count++] = change;
}

// ---- persons

Identity registry_identity(const Registry *registry, PersonId id) {
    CHECK(id.number < registry->person_count);
    return id.number < registry->identity_count ? registry->identities[id.number] : (Identity){0};
}

void registry_expect_person(const Registry *registry, PersonId id) {
    if (id.number < registry->person_count) {
        __builtin_prefetch(&registry->persons[id.number]);
    }
}

void registry_expect_identity(const Registry *registry, Identity identity) {
    const IdSlots *slots = &registry->by_identity;
    if (slots->count > 0) {
        __builtin_prefetch(&slots->ids[id_slots_first(slots, map_mix(identity.packed))]);
    }
}

void registry_expect_found(const Registry *registry, Identity identity) {
    const IdSlots *slots = &registry->by_identity;
    size_t at = id_slots_first(slots, map_mix(identity.packed));
    uint32_t id = id_slots_next(slots, &at);
    if (id != 0) {
        __builtin_prefetch(&registry->identities[id]);
    }
}

PersonId registry_find_identity(const Registry *registry, Identity identity) {
    const IdSlots *slots = &registry->by_identity;
    size_t at = id_slots_first(slots, map_mix(identity.packed));
    uint32_t id = id_slots_next(slots, &at);
    while (id != 0 && registry->identities[id].packed != identity.packed) {
        id = id_slots_next(slots, &at);
    }
    return (PersonId){identity.packed == 0 ? 0 : id};
}

static PersonId person_append(Registry *registry) {
    CHECK(registry->person_count < UINT32_MAX);
    registry->persons = registry_grow(registry->persons, registry->person_count,
                                      &registry->person_capacity, sizeof(Person));
    registry->persons[registry->person_count] = (Person){.birth = DATE_NONE, .death = DATE_NONE};
    return (PersonId){(uint32_t)registry->person_count++};
}

static void person_fill(Person *person, Date birth, Sex sex) {
    if (person->birth.days == DATE_NONE.days) {
        person->birth = birth;
    }
    if (person->sex == SEX_UNKNOWN) {
        person->sex = (uint8_t)sex;
    }
}

static uint64_t identity_hash(const Registry *registry, uint32_t id) {
    return map_mix(registry->identities[id].packed);
}

static void identity_put(Registry *registry, PersonId id, Identity identity) {
    while (registry->identity_count <= id.number) {
        registry->identities = registry_grow(registry->identities, registry->identity_count,
                                             &registry->identity_capacity, sizeof(Identity));
        registry->identities[registry->identity_count++] = (Identity){0};
    }
    if (registry_find_identity(registry, identity).number != id.number) {
        registry->identities[id.number] = identity;
        id_slots_put(&registry->by_identity, id.number, registry, identity_hash);
    }
}

static void person_take_number(Registry *registry, PersonId id, Identity identity) {
    identity_put(registry, id, identity);
    Person *person = registry_edit_person(registry, id);
    person->is_newborn = false;
    // The number is surer than what rows said before it was known.
    person->birth = identity_birth(identity);
    person->sex = identity_is_male(identity) ? SEX_MALE : SEX_FEMALE;
}

PersonId registry_add_person(Registry *registry, Identity identity, Date birth, Sex sex) {
    PersonId known = registry_find_identity(registry, identity);
    if (known.number != 0) {
        return known;
    }
    PersonId id = person_append(registry);
    if (identity.packed != 0) {
        person_take_number(registry, id, identity);
    }
    Person *person = registry_edit_person(registry, id);
    person_fill(person, birth, sex);
    person->is_newborn = identity.packed == 0;
    registry_log(registry, (RegistryChange){.kind = CHANGE_PERSON_ADDED, .person = id});
    return id;
}

void registry_restore_person(Registry *registry, PersonId id, Date birth, Sex sex) {
    CHECK(id.number != 0);
    while (registry->person_count <= id.number) {
        person_append(registry);
    }
    person_fill(registry_edit_person(registry, id), birth, sex);
}

Status registry_set_identity(Registry *registry, PersonId id, Identity identity, Error *error) {
    CHECK(id.number != 0 && identity.packed != 0);
    PersonId known = registry_find_identity(registry, identity);
    if (known.number != 0 && known.number != id.number) {
        return error_set(error, STATUS_CONFLICT,
                         "person %u has the identity number of person %u already; check the store "
                         "with `doudi verify`",
                         id.number, known.number);
    }
    registry_restore_person(registry, id, DATE_NONE, SEX_UNKNOWN);
    person_take_number(registry, id, identity);
    return STATUS_OK;
}

// ---- newborns

void registry_name_newborn(Registry *registry, PersonId child, Str name) {
    registry_edit_person(registry, child)->is_newborn = true;
    registry->names =
        array_reserve(registry->names, registry->name_count, &registry->name_capacity, sizeof(Str));
    map_put(&registry->newborn_name, child.number, registry->name_count);
    registry->names[registry->name_count++] = arena_copy(&registry->texts, name);
}

Str registry_newborn_name(const Registry *registry, PersonId child) {
    uint64_t index = 0;
    if (!map_find(&registry->newborn_name, child.number, &index)) {
        return STR("");
    }
    return registry->names[index];
}

PersonId registry_find_newborn(const Registry *registry, Str household_no, Date birth, Sex sex,
                               Str name) {
    HouseholdId household = registry_find_household(registry, household_no);
    PersonId only = {0};
    PersonId named = {0};
    size_t count = 0;
    for (uint32_t at = registry_household(registry, household)->first_member; at != 0;) {
        const Member *member = registry_member(registry, at);
        const Person *person = registry_person(registry, member->person);
        at = member->next_of_household;
        if (member->to.days != DATE_FOREVER.days || !person->is_newborn ||
            person->birth.days != birth.days || person->sex != (uint8_t)sex) {
            continue;
        }
        count++;
        only = member->person;
        if (str_equal(registry_newborn_name(registry, only), name)) {
            named = only;
        }
    }
    return count == 1 ? only : named;
}

void registry_identify(Registry *registry, PersonId newborn, Identity identity) {
    CHECK(identity.packed != 0 && registry_find_identity(registry, identity).number == 0);
    person_take_number(registry, newborn, identity);
    map_remove(&registry->newborn_name, newborn.number);
    registry_log(registry, (RegistryChange){.kind = CHANGE_PERSON_IDENTIFIED, .person = newborn});
}

// ---- households

HouseholdId registry_find_household(const Registry *registry, Str number) {
    const IdSlots *slots = &registry->by_number;
    size_t at = id_slots_first(slots, str_hash(number));
    uint32_t id = id_slots_next(slots, &at);
    while (id != 0 && !str_equal(registry->households[id].number, number)) {
        id = id_slots_next(slots, &at);
    }
    return (HouseholdId){id};
}

static uint64_t number_hash(const Registry *registry, uint32_t id) {
    return str_hash(registry->households[id].number);
}

void registry_reserve_households(Registry *registry, size_t count) {
    id_slots_reserve(&registry->by_number, count, registry, number_hash);
}

HouseholdId registry_put_household(Registry *registry, Str number, Region region) {
    HouseholdId known = registry_find_household(registry, number);
    if (known.number != 0) {
        return known;
    }
    CHECK(registry->household_count < UINT32_MAX);
    registry->households = registry_grow(registry->households, registry->household_count,
                                         &registry->household_capacity, sizeof(Household));
    HouseholdId id = {(uint32_t)registry->household_count++};
    registry->households[id.number] =
        (Household){.number = arena_copy(&registry->texts, number), .region = region};
    id_slots_put(&registry->by_number, id.number, registry, number_hash);
    return id;
}

// SPDX-License-Identifier: Apache-2.0
#ifndef DOMAIN_REGISTRY_PRIVATE_H
#define DOMAIN_REGISTRY_PRIVATE_H
// The inside of the registry: dense arrays, found by number. Index 0 of persons and households is
// the "none" of their ids; members are referred to by index + 1.
#include "base/arena.h"
#include "domain/registry.h"

typedef struct IdSlots { // ids, found by the hash of something they stand for; 0: free
    uint32_t *ids;
    size_t count, taken;
} IdSlots;
struct Registry {
    Person *persons;
    size_t person_count, person_capacity; // with the unused index 0
    Identity *identities;                 // by person; those behind identity_count have none
    size_t identity_count, identity_capacity;
    Household *households;
    size_t household_count, household_capacity; // with the unused index 0
    Member *members;
    size_t member_count, member_capacity;
    RegistryChange *changes;
    size_t change_count, change_capacity;
    Str *names; // of newborns
    size_t name_count, name_capacity;
    IdSlots by_identity; // persons
    IdSlots by_number;   // households
    Map newborn_name;    // person -> index into names
    Arena texts;
};

Person *registry_edit_person(Registry *registry, PersonId id);
Household *registry_edit_household(Registry *registry, HouseholdId id);
// ---- registry_index.c
typedef uint64_t IdHash(const Registry *registry, uint32_t id);
void id_slots_release(IdSlots *slots);
// A search: from the first slot on until it is met, or 0.
size_t id_slots_first(const IdSlots *slots, uint64_t hash);
uint32_t id_slots_next(const IdSlots *slots, size_t *in_out_at);
void id_slots_reserve(IdSlots *slots, size_t taken, const Registry *registry, IdHash *hash_of);
void id_slots_put(IdSlots *slots, uint32_t id, const Registry *registry, IdHash *hash_of);
// Room for one item more; a quarter more when there is none.
void *registry_grow(void *items, size_t count, size_t *capacity, size_t size);

// ---- registry.c
void registry_reserve_households(Registry *registry, size_t count);
void registry_log(Registry *registry, RegistryChange change);
HouseholdId registry_put_household(Registry *registry, Str number, Region region);
#endif

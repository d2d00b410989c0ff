// SPDX-License-Identifier: Apache-2.0
#ifndef DOMAIN_REGISTRY_PRIVATE_H
#define DOMAIN_REGISTRY_PRIVATE_H
// The inside of the registry: dense arrays, found by number. Index 0 of persons and households is
// the "none" of their ids; members are referred to by index + 1.
#include "base/arena.h"
#include "domain/registry.h"

struct Registry {
    Person *persons;
    size_t person_count, person_capacity; // with the unused index 0
    Household *households;
    size_t household_count, household_capacity; // with the unused index 0
    Member *members;
    size_t member_count, member_capacity;
    RegistryChange *changes;
    size_t change_count, change_capacity;
    Str *names; // of newborns
    size_t name_count, name_capacity;
    Map by_identity;  // packed -> person
    Map by_number;    // hash of the household number, scrambled on collision -> household
    Map newborn_name; // person -> index into names
    Arena texts;
};

Person *registry_edit_person(Registry *registry, PersonId id);
Household *registry_edit_household(Registry *registry, HouseholdId id);
void registry_log(Registry *registry, RegistryChange change);
HouseholdId registry_put_household(Registry *registry, Str number, Region region);
#endif

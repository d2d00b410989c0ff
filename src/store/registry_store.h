// SPDX-License-Identifier: Apache-2.0
#ifndef STORE_REGISTRY_STORE_H
#define STORE_REGISTRY_STORE_H
// Writes what changed in the registry (domain/registry.h) to the tables of persons, households and
// members. Reading them: person_store.h, household_store.h.
#include "domain/registry.h"
#include "store/store.h"

typedef struct PersonName {
    PersonId person;
    Str name;
} PersonName;

// Everything in registry_changes(registry), and the names (of new persons or known ones; a later
// name of the same person wins; "" is no name). The caller clears the changes after the commit.
MUST_CHECK Status registry_store_save(Store *store, const Registry *registry,
                                      const PersonName *names, size_t name_count, Error *error);
#endif

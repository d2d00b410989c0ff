// SPDX-License-Identifier: Apache-2.0
#ifndef STORE_PERSON_STORE_H
#define STORE_PERSON_STORE_H
// Persons at rest: identity numbers and names sealed, found by keyed hash. Written by
// registry_store.h.
#include "domain/registry.h"
#include "store/store.h"

typedef struct PersonRow {
    PersonId person;
    Identity identity; // packed 0: has none
    Str name;          // "" when not known
    Date birth;        // DATE_NONE when not known
    Date death;        // DATE_NONE when alive
    Sex sex;
    uint8_t death_sources; // DeathSource mask
} PersonRow;

typedef void (*IdentityVisit)(void *context, PersonId person, Identity identity);
// Every person who has a number, ascending.
MUST_CHECK Status person_store_each_identity(Store *store, IdentityVisit visit, void *context,
                                             Error *error);
typedef void (*PersonVisit)(void *context, const PersonRow *row);
// Every person, ascending, with or without number; the row lasts during the call.
MUST_CHECK Status person_store_each(Store *store, PersonVisit visit, void *context, Error *error);
// The same of the next `limit` after *in_out_after, which is unchanged when there are no more.
// Names only of persons without number: who has one is known by it, and opening a seal takes a
// microsecond.
MUST_CHECK Status person_store_next_known(Store *store, size_t limit, PersonId *in_out_after,
                                          PersonVisit visit, void *context, Error *error);
MUST_CHECK Status person_store_get(Store *store, PersonId person, Arena *arena, PersonRow *out_row,
                                   Error *error); // NOT_FOUND
MUST_CHECK Status person_store_find(Store *store, Identity identity, PersonId *out_person,
                                    Error *error); // 0: not known
// out_names[i] is the name of persons[i], "" when not known.
MUST_CHECK Status person_store_names(Store *store, const PersonId *persons, size_t count,
                                     Arena *arena, Str *out_names, Error *error);
// Does every number lead to its person? CORRUPT names the first whose hash is another's.
MUST_CHECK Status person_store_check_hashes(Store *store, Error *error);
#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef STORE_HOUSEHOLD_STORE_H
#define STORE_HOUSEHOLD_STORE_H
// Households and their members at rest. Written by registry_store.h.
#include "store/person_store.h"

typedef struct HouseholdStoreRow {
    HouseholdId household;
    Str number; // 户号
    Region region;
    bool is_closed;
} HouseholdStoreRow;
typedef struct MemberRow { // one membership: from <= date < to
    HouseholdId household;
    Date from;
    Date to; // DATE_FOREVER while it lasts
    Relation relation;
    PersonRow person;
} MemberRow;

MUST_CHECK Status household_store_get(Store *store, HouseholdId household, Arena *arena,
                                      HouseholdStoreRow *out_row, Error *error); // NOT_FOUND
MUST_CHECK Status household_store_find(Store *store, Str number, HouseholdId *out_household,
                                       Error *error); // 0: not known
// All memberships, past ones too, by person and from date.
MUST_CHECK Status household_store_members(Store *store, HouseholdId household, Arena *arena,
                                          MemberRow **out_members, size_t *out_count, Error *error);
typedef void (*HouseholdVisit)(void *context, const HouseholdStoreRow *row);
MUST_CHECK Status household_store_each(Store *store, HouseholdVisit visit, void *context,
                                       Error *error);             // ascending
typedef void (*MemberVisit)(void *context, const MemberRow *row); // of the person only the id
MUST_CHECK Status household_store_each_member(Store *store, MemberVisit visit, void *context,
                                              Error *error); // by household, person, from
#endif

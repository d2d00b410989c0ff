// SPDX-License-Identifier: Apache-2.0
#ifndef STORE_PERSON_PRIVATE_H
#define STORE_PERSON_PRIVATE_H
// A person's columns, for the stores that read persons with something else.
#include "store/person_store.h"
#include "store/store_private.h"

#define PERSON_COLUMNS                                                                             \
    "person.person_id, identity_sealed, name_sealed, birth, death, sex, death_sources"
enum { PERSON_COLUMN_COUNT = 7 };

// Reads PERSON_COLUMNS that stand from column `first` on.
MUST_CHECK Status person_read(Store *store, const DbRows *rows, int first, Arena *arena,
                              PersonRow *out_row, Error *error);
#endif

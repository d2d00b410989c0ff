// SPDX-License-Identifier: Apache-2.0
#ifndef STORE_META_STORE_H
#define STORE_META_STORE_H
// A few facts about the county as a whole: text key -> text value.
#include "store/store.h"

// A missing key: *out_value is "" and *out_found false.
MUST_CHECK Status meta_store_get(Store *store, Str key, Arena *arena, Str *out_value,
                                 bool *out_found, Error *error);
MUST_CHECK Status meta_store_set(Store *store, Str key, Str value, Error *error);
#endif

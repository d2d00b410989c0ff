// SPDX-License-Identifier: Apache-2.0
#include "store/meta_store.h"
#include "base/check.h"
#include "store/store_private.h"

Status meta_store_get(Store *store, Str key, Arena *arena, Str *out_value, bool *out_found,
                      Error *error) {
    DbValue value = db_text(key);
    CLEANUP(db_end) DbRows rows = {0};
    Status status =
        db_query(store->db, "SELECT value FROM meta WHERE key = $1", &value, 1, &rows, error);
    bool has_row = store_next(&rows, &status, error);
    if (status == STATUS_OK) {
        *out_value = has_row ? column_copy(&rows, 0, arena) : STR("");
        *out_found = has_row;
    }
    return status;
}

Status meta_store_set(Store *store, Str key, Str value, Error *error) {
    CHECK(store->is_writing);
    DbValue values[] = {db_text(key), db_text(value)};
    return db_run(store->db,
                  "INSERT INTO meta (key, value) VALUES ($1, $2) "
                  "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                  values, ARRAY_COUNT(values), error);
}

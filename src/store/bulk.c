// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"
#include "base/memory.h"
#include "store/store_private.h"

enum { BULK_ROWS_MAX = 8192, BULK_BYTES_MAX = 16 * 1024 * 1024 };

void bulk_init(Bulk *bulk, Store *store, const DbTable *table) {
    CHECK(store->is_writing);
    *bulk = (Bulk){.db = store->db, .table = table};
}

void bulk_release(Bulk *bulk) {
    memory_free(bulk->values);
    arena_release(&bulk->arena);
    *bulk = (Bulk){0};
}

Status bulk_finish(Bulk *bulk, Error *error) {
    Status status = STATUS_OK;
    if (bulk->row_count > 0) {
        status = bulk->db->ops->write(bulk->db, bulk->table, bulk->values, bulk->row_count, error);
    }
    bulk->row_count = 0;
    bulk->byte_count = 0;
    arena_clear(&bulk->arena);
    return status;
}

Status bulk_add(Bulk *bulk, const DbValue *values, Error *error) {
    size_t width = (size_t)bulk->table->column_count;
    bulk->values = array_reserve(bulk->values, bulk->row_count, &bulk->row_capacity,
                                 width * sizeof *bulk->values);
    DbValue *row = bulk->values + bulk->row_count * width;
    for (size_t i = 0; i < width; i++) {
        CHECK(values[i].kind == bulk->table->kinds[i]);
        row[i] = values[i];
        if (values[i].kind != DB_INT && !values[i].is_null) {
            row[i].bytes = arena_copy(&bulk->arena, values[i].bytes);
            bulk->byte_count += values[i].bytes.length;
        }
    }
    bulk->row_count++;
    bool is_full = bulk->row_count == BULK_ROWS_MAX || bulk->byte_count >= BULK_BYTES_MAX;
    return is_full ? bulk_finish(bulk, error) : STATUS_OK;
}

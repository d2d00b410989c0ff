// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"
#include "base/memory.h"
#include "base/region.h"
#include "store/store_private.h"
#include <string.h>

void query_release(Query *query) {
    text_release(&query->sql);
}

void query_append(Query *query, const char *sql) {
    text_append(&query->sql, str_from(sql));
}

static void append_placeholder(Query *query, DbValue value) {
    CHECK(query->count < DB_VALUES_MAX);
    query->values[query->count++] = value;
    text_format(&query->sql, "$%zu", query->count);
}

static void append_condition(Query *query, const char *condition, DbValue value) {
    Str after = str_from(condition);
    Str before = str_cut(&after, '@');
    text_append(&query->sql, before);
    append_placeholder(query, value);
    text_append(&query->sql, after);
}

void query_where(Query *query, const char *condition, DbValue value) {
    query_append(query, query->has_where ? " AND " : " WHERE ");
    query->has_where = true;
    append_condition(query, condition, value);
}

void query_where_text(Query *query, const char *condition, Str text) {
    if (text.length > 0) {
        query_where(query, condition, db_text(text));
    }
}

void query_where_id(Query *query, const char *condition, int64_t id) {
    if (id != 0) {
        query_where(query, condition, db_int(id));
    }
}

void query_where_region(Query *query, int64_t region_code) {
    Region region = {region_code};
    if (region_level(region) == 0) {
        return;
    }
    query_where(query, "household_id IN (SELECT household_id FROM household WHERE region >= @",
                db_int(region.code));
    append_condition(query, " AND region <= @)", db_int(region_last(region).code));
}

void query_limit(Query *query, const char *order, int64_t limit) {
    text_format(&query->sql, " ORDER BY %s LIMIT ", order);
    append_placeholder(query, db_int(store_limit(limit)));
}

Status query_start(Query *query, Store *store, DbRows *out_rows, Error *error) {
    return db_query(store->db, query->sql.data, query->values, query->count, out_rows, error);
}

bool store_next(DbRows *rows, Status *in_out_status, Error *error) {
    bool has_row = false;
    if (*in_out_status == STATUS_OK) {
        *in_out_status = db_next(rows, &has_row, error);
    }
    return *in_out_status == STATUS_OK && has_row;
}

void gather_release(Gather *gather) {
    memory_free(gather->items);
    *gather = (Gather){0};
}

void *gather_add(Gather *gather, size_t size) {
    gather->items = array_reserve(gather->items, gather->count, &gather->capacity, size);
    void *item = gather->items + gather->count++ * size;
    memset(item, 0, size);
    return item;
}

void *gather_finish(const Gather *gather, size_t size, Arena *arena, size_t *out_count) {
    void *items = arena_alloc(arena, gather->count, size);
    if (gather->count > 0) {
        memcpy(items, gather->items, gather->count * size);
    }
    *out_count = gather->count;
    return items;
}

int64_t store_limit(int64_t limit) {
    return limit <= 0 || limit > STORE_LIST_MAX ? STORE_LIST_MAX : limit;
}

Str column_copy(const DbRows *rows, int column, Arena *arena) {
    return arena_copy(arena, db_column_text(rows, column));
}

// SPDX-License-Identifier: Apache-2.0
#include "store/alert_store.h"
#include "base/check.h"
#include "store/store_private.h"

static const DbTable ALERT = {
    .name = "alert",
    .column_count = 17,
    .columns = {"household_id", "alert_id", "person_id", "batch_id", "rule", "raised", "due",
                "urgency", "direction", "is_raised", "is_lowered", "merged_into", "value",
                "figures", "sources", "pack_version", "created_at"},
    .kinds = {DB_INT, DB_INT, DB_INT, DB_INT, DB_TEXT, DB_INT, DB_INT, DB_INT, DB_INT, DB_INT,
              DB_INT, DB_INT, DB_TEXT, DB_TEXT, DB_TEXT, DB_TEXT, DB_INT},
};

#define ALERT_COLUMNS                                                                              \
    "household_id, alert_id, person_id, batch_id, rule, raised, due, urgency, direction, "         \
    "is_raised, is_lowered, merged_into, value, figures, sources, pack_version, created_at"

static Status add_row(Bulk *bulk, const AlertRow *row, Error *error) {
    DbValue values[] = {
        db_int(row->household.number),
        db_int(row->alert.number),
        db_int(row->person.number),
        db_int(row->batch.number),
        db_text(row->rule),
        db_date(row->raised),
        db_date(row->due),
        db_int(row->urgency),
        db_int(row->direction),
        db_int(row->is_raised),
        db_int(row->is_lowered),
        db_int(row->merged_into.number),
        db_text(row->value),
        db_text(row->figures),
        db_text(row->sources),
        db_text(row->pack_version),
        db_int(row->created_at.us),
    };
    return bulk_add(bulk, values, error);
}

// Numbers the rows behind the newest alert; pointers among the rows become numbers.
static void number_rows(AlertRow *rows, size_t count, int64_t newest) {
    for (size_t i = 0; i < count; i++) {
        rows[i].alert.number = newest + 1 + (int64_t)i;
        if (rows[i].merged_into.number < 0) {
            int64_t first = -rows[i].merged_into.number - 1;
            CHECK(first < (int64_t)i);
            rows[i].merged_into.number = newest + 1 + first;
        }
    }
}

Status alert_store_add(Store *store, AlertRow *rows, size_t count, Error *error) {
    CHECK(store->is_writing);
    AlertId newest = {0};
    Status status = alert_store_newest(store, &newest, error);
    if (status != STATUS_OK || count == 0) {
        return status;
    }
    number_rows(rows, count, newest.number);
    CLEANUP(bulk_release) Bulk bulk = {0};
    bulk_init(&bulk, store, &ALERT);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        status = add_row(&bulk, &rows[i], error);
    }
    return status == STATUS_OK ? bulk_finish(&bulk, error) : status;
}

static AlertRow read_row(const DbRows *rows, Arena *arena) {
    return (AlertRow){
        .household = {(uint32_t)db_column_int(rows, 0)},
        .alert = {db_column_int(rows, 1)},
        .person = {(uint32_t)db_column_int(rows, 2)},
        .batch = {(uint32_t)db_column_int(rows, 3)},
        .rule = column_copy(rows, 4, arena),
        .raised = db_column_date(rows, 5),
        .due = db_column_date(rows, 6),
        .urgency = (int)db_column_int(rows, 7),
        .direction = (int)db_column_int(rows, 8),
        .is_raised = db_column_int(rows, 9) != 0,
        .is_lowered = db_column_int(rows, 10) != 0,
        .merged_into = {db_column_int(rows, 11)},
        .value = column_copy(rows, 12, arena),
        .figures = column_copy(rows, 13, arena),
        .sources = column_copy(rows, 14, arena),
        .pack_version = column_copy(rows, 15, arena),
        .created_at = {db_column_int(rows, 16)},
    };
}

static void where_dates(Query *query, const AlertFilter *filter) {
    if (filter->raised_from.days != DATE_NONE.days) {
        query_where(query, "raised >= @", db_date(filter->raised_from));
    }
    if (filter->raised_to.days != DATE_NONE.days) {
        query_where(query, "raised <= @", db_date(filter->raised_to));
    }
}

static void where_filter(Query *query, const AlertFilter *filter) {
    query_where_text(query, "rule = @", filter->rule);
    query_where_id(query, "urgency = @", filter->urgency);
    if (filter->direction >= 0) {
        query_where(query, "direction = @", db_int(filter->direction));
    }
    query_where_id(query, "household_id = @", filter->household.number);
    query_where_id(query, "batch_id = @", filter->batch.number);
    query_where_id(query, "merged_into = @", filter->merged_into.number);
    query_where_region(query, filter->region.code);
    where_dates(query, filter);
}

Status alert_store_list(Store *store, const AlertFilter *filter, Arena *arena, AlertRow **out_rows,
                        size_t *out_count, Error *error) {
    CLEANUP(query_release) Query query = {0};
    query_append(&query, "SELECT " ALERT_COLUMNS " FROM alert");
    where_filter(&query, filter);
    query_where_id(&query, filter->is_newest_first ? "alert_id < @" : "alert_id > @",
                   filter->after.number);
    query_limit(&query, filter->is_newest_first ? "alert_id DESC" : "alert_id", filter->limit);
    CLEANUP(gather_release) Gather found = {0};
    CLEANUP(db_end) DbRows rows = {0};
    Status status = query_start(&query, store, &rows, error);
    while (store_next(&rows, &status, error)) {
        AlertRow *row = gather_add(&found, sizeof *row);
        *row = read_row(&rows, arena);
    }
    if (status == STATUS_OK) {
        *out_rows = gather_finish(&found, sizeof(AlertRow), arena, out_count);
    }
    return status;
}

Status alert_store_count(Store *store, const AlertFilter *filter, int64_t *out_count,
                         Error *error) {
    CLEANUP(query_release) Query query = {0};
    query_append(&query, "SELECT count(*) FROM alert");
    where_filter(&query, filter);
    return db_query_int(store->db, query.sql.data, query.values, query.count, out_count, error);
}

Status alert_store_get(Store *store, AlertId alert, Arena *arena, AlertRow *out_row, Error *error) {
    DbValue value = db_int(alert.number);
    CLEANUP(db_end) DbRows rows = {0};
    Status status = db_query(store->db, "SELECT " ALERT_COLUMNS " FROM alert WHERE alert_id = $1",
                             &value, 1, &rows, error);
    bool has_row = store_next(&rows, &status, error);
    if (status != STATUS_OK) {
        return status;
    }
    if (!has_row) {
        return error_set(error, STATUS_NOT_FOUND, "there is no alert %lld",
                         (long long)alert.number);
    }
    *out_row = read_row(&rows, arena);
    return STATUS_OK;
}

Status alert_store_newest(Store *store, AlertId *out_alert, Error *error) {
    return db_query_int(store->db, "SELECT max(alert_id) FROM alert", NULL, 0, &out_alert->number,
                        error);
}

Status alert_store_first_on(Store *store, HouseholdId household, Date raised, AlertId *out_alert,
                            Error *error) {
    DbValue values[] = {db_int(household.number), db_date(raised)};
    return db_query_int(store->db,
                        "SELECT min(alert_id) FROM alert "
                        "WHERE household_id = $1 AND raised = $2 AND merged_into = 0",
                        values, ARRAY_COUNT(values), &out_alert->number, error);
}

static Status each_page(Store *store, int64_t *in_out_after, int64_t *out_seen, AlertVisit visit,
                        void *context, Error *error) {
    DbValue values[] = {db_int(*in_out_after), db_int(STORE_PAGE_SIZE)};
    CLEANUP(db_end) DbRows rows = {0};
    *out_seen = 0;
    Status status = db_query(store->db,
                             "SELECT alert_id, rule, household_id, person_id, raised, direction, "
                             "is_lowered, value FROM alert WHERE alert_id > $1 "
                             "ORDER BY alert_id LIMIT $2",
                             values, ARRAY_COUNT(values), &rows, error);
    while (store_next(&rows, &status, error)) {
        AlertRow row = {
            .alert = {db_column_int(&rows, 0)},
            .rule = db_column_text(&rows, 1),
            .household = {(uint32_t)db_column_int(&rows, 2)},
            .person = {(uint32_t)db_column_int(&rows, 3)},
            .raised = db_column_date(&rows, 4),
            .direction = (int)db_column_int(&rows, 5),
            .is_lowered = db_column_int(&rows, 6) != 0,
            .value = db_column_text(&rows, 7),
        };
        *in_out_after = row.alert.number;
        *out_seen += 1;
        visit(context, &row);
    }
    return status;
}

Status alert_store_each(Store *store, AlertVisit visit, void *context, Error *error) {
    int64_t after = 0;
    int64_t seen = 0;
    Status status = STATUS_OK;
    do {
        status = each_page(store, &after, &seen, visit, context, error);
    } while (status == STATUS_OK && seen == STORE_PAGE_SIZE);
    return status;
}

// SPDX-License-Identifier: Apache-2.0
#include "store/household_store.h"
#include "base/check.h"
#include "store/person_private.h"

#define HOUSEHOLD_COLUMNS "household_id, number, region, is_closed"

static HouseholdStoreRow read_household(const DbRows *rows, Arena *arena) {
    return (HouseholdStoreRow){
        .household = {(uint32_t)db_column_int(rows, 0)},
        .number = column_copy(rows, 1, arena),
        .region = {db_column_int(rows, 2)},
        .is_closed = db_column_int(rows, 3) != 0,
    };
}

Status household_store_get(Store *store, HouseholdId household, Arena *arena,
                           HouseholdStoreRow *out_row, Error *error) {
    DbValue value = db_int(household.number);
    CLEANUP(db_end) DbRows rows = {0};
    Status status =
        db_query(store->db, "SELECT " HOUSEHOLD_COLUMNS " FROM household WHERE household_id = $1",
                 &value, 1, &rows, error);
    bool has_row = store_next(&rows, &status, error);
    if (status != STATUS_OK) {
        return status;
    }
    if (!has_row) {
        return error_set(error, STATUS_NOT_FOUND, "there is no household #%u", household.number);
    }
    *out_row = read_household(&rows, arena);
    return STATUS_OK;
}

Status household_store_find(Store *store, Str number, HouseholdId *out_household, Error *error) {
    DbValue value = db_text(number);
    int64_t found = 0;
    Status status =
        db_query_int(store->db, "SELECT max(household_id) FROM household WHERE number = $1", &value,
                     1, &found, error);
    if (status == STATUS_OK) {
        out_household->number = (uint32_t)found;
    }
    return status;
}

static MemberRow read_membership(const DbRows *rows) {
    return (MemberRow){
        .household = {(uint32_t)db_column_int(rows, 0)},
        .person.person = {(uint32_t)db_column_int(rows, 1)},
        .from = {(int32_t)db_column_int(rows, 2)},
        .to = db_is_null(rows, 3) ? DATE_FOREVER : db_column_date(rows, 3),
        .relation = (Relation)db_column_int(rows, 4),
    };
}

static const char MEMBERS_SQL[] =
    "SELECT household_id, household_member.person_id, from_date, to_date, relation, " PERSON_COLUMNS
    " FROM household_member JOIN person ON person.person_id = household_member.person_id "
    "WHERE household_id = $1 ORDER BY household_member.person_id, from_date";

Status household_store_members(Store *store, HouseholdId household, Arena *arena,
                               MemberRow **out_members, size_t *out_count, Error *error) {
    DbValue value = db_int(household.number);
    CLEANUP(gather_release) Gather found = {0};
    CLEANUP(db_end) DbRows rows = {0};
    Status status = db_query(store->db, MEMBERS_SQL, &value, 1, &rows, error);
    while (store_next(&rows, &status, error)) {
        MemberRow *row = gather_add(&found, sizeof *row);
        *row = read_membership(&rows);
        status = person_read(store, &rows, 5, arena, &row->person, error);
    }
    if (status == STATUS_OK) {
        *out_members = gather_finish(&found, sizeof(MemberRow), arena, out_count);
    }
    return status;
}

static Status each_page(Store *store, int64_t *in_out_after, int64_t *out_seen,
                        HouseholdVisit visit, void *context, Error *error) {
    DbValue values[] = {db_int(*in_out_after), db_int(STORE_PAGE_SIZE)};
    CLEANUP(db_end) DbRows rows = {0};
    CLEANUP(arena_release) Arena arena = {0};
    *out_seen = 0;
    Status status = db_query(store->db,
                             "SELECT " HOUSEHOLD_COLUMNS " FROM household WHERE household_id > $1 "
                             "ORDER BY household_id LIMIT $2",
                             values, ARRAY_COUNT(values), &rows, error);
    while (store_next(&rows, &status, error)) {
        HouseholdStoreRow row = read_household(&rows, &arena);
        *in_out_after = row.household.number;
        *out_seen += 1;
        visit(context, &row);
        arena_clear(&arena);
    }
    return status;
}

Status household_store_each(Store *store, HouseholdVisit visit, void *context, Error *error) {
    int64_t after = 0;
    int64_t seen = 0;
    Status status = STATUS_OK;
    do {
        status = each_page(store, &after, &seen, visit, context, error);
    } while (status == STATUS_OK && seen == STORE_PAGE_SIZE);
    return status;
}

// Behind the last membership of the page before, in the order of the key.
static Status members_page(Store *store, MemberRow *in_out_last, int64_t *out_seen,
                           MemberVisit visit, void *context, Error *error) {
    DbValue values[] = {db_int(in_out_last->household.number),
                        db_int(in_out_last->person.person.number), db_int(in_out_last->from.days),
                        db_int(STORE_PAGE_SIZE)};
    CLEANUP(db_end) DbRows rows = {0};
    *out_seen = 0;
    Status status = db_query(store->db,
                             "SELECT household_id, person_id, from_date, to_date, relation "
                             "FROM household_member "
                             "WHERE (household_id, person_id, from_date) > ($1, $2, $3) "
                             "ORDER BY household_id, person_id, from_date LIMIT $4",
                             values, ARRAY_COUNT(values), &rows, error);
    while (store_next(&rows, &status, error)) {
        *in_out_last = read_membership(&rows);
        *out_seen += 1;
        visit(context, in_out_last);
    }
    return status;
}

Status household_store_each_member(Store *store, MemberVisit visit, void *context, Error *error) {
    MemberRow last = {.from = DATE_NONE};
    int64_t seen = 0;
    Status status = STATUS_OK;
    do {
        status = members_page(store, &last, &seen, visit, context, error);
    } while (status == STATUS_OK && seen == STORE_PAGE_SIZE);
    return status;
}

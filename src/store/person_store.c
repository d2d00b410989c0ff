// SPDX-License-Identifier: Apache-2.0
#include "store/person_store.h"
#include "base/check.h"
#include "store/person_private.h"

static Status unseal_identity(Store *store, PersonId person, Str sealed, Arena *arena,
                              Identity *out_identity, Error *error) {
    Str digits = {0};
    Status status = store_unseal(store, (SealedCell){"person", "identity", person.number}, sealed,
                                 arena, &digits, error);
    if (status != STATUS_OK || digits.length == 0) {
        *out_identity = (Identity){0};
        return status;
    }
    if (identity_parse(digits, out_identity) != IDENTITY_FINE) {
        return error_set(error, STATUS_CORRUPT, "person %u has a number that is none",
                         person.number);
    }
    return STATUS_OK;
}

Status person_read(Store *store, const DbRows *rows, int first, Arena *arena, PersonRow *out_row,
                   Error *error) {
    PersonRow row = {
        .person = {(uint32_t)db_column_int(rows, first)},
        .birth = db_column_date(rows, first + 3),
        .death = db_column_date(rows, first + 4),
        .sex = (Sex)db_column_int(rows, first + 5),
        .death_sources = (uint8_t)db_column_int(rows, first + 6),
    };
    Status status = unseal_identity(store, row.person, db_column_blob(rows, first + 1), arena,
                                    &row.identity, error);
    if (status == STATUS_OK) {
        status = store_unseal(store, (SealedCell){"person", "name", row.person.number},
                              db_column_blob(rows, first + 2), arena, &row.name, error);
    }
    if (status == STATUS_OK) {
        *out_row = row;
    }
    return status;
}

typedef struct Walk {
    Store *store;
    size_t limit;                 // rows of a page
    IdentityVisit visit_identity; // one of the two is set, or hashes are checked
    PersonVisit visit_person;
    void *context;
    int64_t after;
    int64_t seen; // rows of this page
} Walk;

static KeyedHash hash_of(Store *store, Identity identity) {
    char digits[19];
    identity_format(identity, digits);
    return crypto_hash(store->crypto, str_from(digits));
}

static Status check_hash(Store *store, PersonId person, Identity identity, Str kept, Error *error) {
    KeyedHash hash = hash_of(store, identity);
    return str_equal(kept, (Str){(const char *)hash.bytes, sizeof hash.bytes})
               ? STATUS_OK
               : error_set(error, STATUS_CORRUPT,
                           "person %u is not found by the identity number: the hash kept beside "
                           "it is not that of the number",
                           person.number);
}

static Status walk_row(Walk *walk, const DbRows *rows, Arena *arena, Error *error) {
    walk->seen++;
    walk->after = db_column_int(rows, 0);
    if (walk->visit_person != NULL) {
        PersonRow row = {0};
        Status status = person_read(walk->store, rows, 0, arena, &row, error);
        if (status == STATUS_OK) {
            walk->visit_person(walk->context, &row);
        }
        return status;
    }
    PersonId person = {(uint32_t)walk->after};
    Identity identity = {0};
    Status status =
        unseal_identity(walk->store, person, db_column_blob(rows, 1), arena, &identity, error);
    if (status != STATUS_OK) {
        return status;
    }
    if (walk->visit_identity == NULL) {
        return check_hash(walk->store, person, identity, db_column_blob(rows, 2), error);
    }
    walk->visit_identity(walk->context, person, identity);
    return STATUS_OK;
}

static Status walk_page(Walk *walk, const char *sql, Error *error) {
    DbValue values[] = {db_int(walk->after), db_int((int64_t)walk->limit)};
    CLEANUP(db_end) DbRows rows = {0};
    CLEANUP(arena_release) Arena arena = {0};
    walk->seen = 0;
    Status status = db_query(walk->store->db, sql, values, ARRAY_COUNT(values), &rows, error);
    while (store_next(&rows, &status, error)) {
        status = walk_row(walk, &rows, &arena, error);
        arena_clear(&arena);
    }
    return status;
}

static Status walk_all(Walk *walk, const char *sql, Error *error) {
    Status status = STATUS_OK;
    walk->limit = STORE_PAGE_SIZE;
    do {
        status = walk_page(walk, sql, error);
    } while (status == STATUS_OK && walk->seen == STORE_PAGE_SIZE);
    return status;
}

Status person_store_each_identity(Store *store, IdentityVisit visit, void *context, Error *error) {
    Walk walk = {.store = store, .visit_identity = visit, .context = context};
    return walk_all(&walk,
                    "SELECT person_id, identity_sealed FROM person "
                    "WHERE person_id > $1 AND identity_sealed IS NOT NULL "
                    "ORDER BY person_id LIMIT $2",
                    error);
}

Status person_store_check_hashes(Store *store, Error *error) {
    Walk walk = {.store = store};
    return walk_all(&walk,
                    "SELECT person_id, identity_sealed, identity_hash FROM person "
                    "WHERE person_id > $1 AND identity_sealed IS NOT NULL "
                    "ORDER BY person_id LIMIT $2",
                    error);
}

Status person_store_each(Store *store, PersonVisit visit, void *context, Error *error) {
    Walk walk = {.store = store, .visit_person = visit, .context = context};
    return walk_all(&walk,
                    "SELECT " PERSON_COLUMNS " FROM person WHERE person_id > $1 "
                    "ORDER BY person_id LIMIT $2",
                    error);
}

Status person_store_next_known(Store *store, size_t limit, PersonId *in_out_after,
                               PersonVisit visit, void *context, Error *error) {
    Walk walk = {.store = store,
                 .limit = limit,
                 .visit_person = visit,
                 .context = context,
                 .after = in_out_after->number};
    Status status = walk_page(&walk,
                              "SELECT person_id, identity_sealed, "
                              "CASE WHEN identity_sealed IS NULL THEN name_sealed END, "
                              "birth, death, sex, death_sources FROM person WHERE person_id > $1 "
                              "ORDER BY person_id LIMIT $2",
                              error);
    if (status == STATUS_OK) {
        in_out_after->number = (uint32_t)walk.after;
    }
    return status;
}

Status person_store_get(Store *store, PersonId person, Arena *arena, PersonRow *out_row,
                        Error *error) {
    DbValue value = db_int(person.number);
    CLEANUP(db_end) DbRows rows = {0};
    Status status =
        db_query(store->db, "SELECT " PERSON_COLUMNS " FROM person WHERE person_id = $1", &value, 1,
                 &rows, error);
    bool has_row = store_next(&rows, &status, error);
    if (status != STATUS_OK) {
        return status;
    }
    if (!has_row) {
        return error_set(error, STATUS_NOT_FOUND, "there is no person %u", person.number);
    }
    return person_read(store, &rows, 0, arena, out_row, error);
}

Status person_store_find(Store *store, Identity identity, PersonId *out_person, Error *error) {
    KeyedHash hash = hash_of(store, identity);
    DbValue value = db_blob((Str){(const char *)hash.bytes, sizeof hash.bytes});
    int64_t number = 0;
    Status status = db_query_int(store->db, "SELECT person_id FROM person WHERE identity_hash = $1",
                                 &value, 1, &number, error);
    if (status == STATUS_OK) {
        out_person->number = (uint32_t)number;
    }
    return status;
}

enum { NAMES_AT_ONCE = 32 };

// Always the same number of placeholders, so that it is always the same statement.
static const char NAMES_SQL[] =
    "SELECT person_id, name_sealed FROM person WHERE person_id IN ("
    "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, "
    "$17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32)";

static Status read_names(Store *store, const PersonId *persons, size_t count, Arena *arena,
                         Str *out_names, Error *error) {
    DbValue values[NAMES_AT_ONCE];
    for (size_t i = 0; i < NAMES_AT_ONCE; i++) {
        values[i] = db_int(i < count ? persons[i].number : 0);
    }
    CLEANUP(db_end) DbRows rows = {0};
    Status status = db_query(store->db, NAMES_SQL, values, NAMES_AT_ONCE, &rows, error);
    while (store_next(&rows, &status, error)) {
        uint32_t person = (uint32_t)db_column_int(&rows, 0);
        Str name = {0};
        status = store_unseal(store, (SealedCell){"person", "name", person},
                              db_column_blob(&rows, 1), arena, &name, error);
        for (size_t i = 0; i < count && status == STATUS_OK; i++) {
            if (persons[i].number == person) {
                out_names[i] = name;
            }
        }
    }
    return status;
}

Status person_store_names(Store *store, const PersonId *persons, size_t count, Arena *arena,
                          Str *out_names, Error *error) {
    for (size_t i = 0; i < count; i++) {
        out_names[i] = STR("");
    }
    Status status = STATUS_OK;
    for (size_t at = 0; at < count && status == STATUS_OK; at += NAMES_AT_ONCE) {
        size_t some = count - at < NAMES_AT_ONCE ? count - at : NAMES_AT_ONCE;
        status = read_names(store, persons + at, some, arena, out_names + at, error);
    }
    return status;
}

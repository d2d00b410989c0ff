// SPDX-License-Identifier: Apache-2.0
#include "store/store.h"
#include "base/check.h"
#include "base/memory.h"
#include "store/meta_store.h"
#include "store/migrations_private.h"
#include "store/store_private.h"
#include <stdio.h>
#include <string.h>

_Static_assert((int)STORE_KEY_SIZE == (int)CRYPTO_KEY_SIZE, "the store's key is the master key");

void store_close(Store *store) {
    if (store == NULL) {
        return;
    }
    store_rollback(store);
    db_close(store->db);
    crypto_free(store->crypto);
    text_release(&store->scratch);
    memory_free(store);
}

static const char KEY_CHECK[] = "store.key_check";

// What only the right key gives; it tells nothing about the key.
static Str key_check(const Store *store, char out[CRYPTO_HASH_SIZE * 2 + 1]) {
    KeyedHash hash = crypto_hash(store->crypto, STR("is it the same key"));
    for (size_t i = 0; i < CRYPTO_HASH_SIZE; i++) {
        (void)snprintf(out + 2 * i, 3, "%02x", hash.bytes[i]);
    }
    return str_from(out);
}

static Status check_key(Store *store, bool may_write, Error *error) {
    char wanted[CRYPTO_HASH_SIZE * 2 + 1];
    Str check = key_check(store, wanted);
    CLEANUP(arena_release) Arena arena = {0};
    Str found = {0};
    bool is_there = false;
    Status status = meta_store_get(store, str_from(KEY_CHECK), &arena, &found, &is_there, error);
    if (status != STATUS_OK) {
        return status;
    }
    if (is_there) {
        return str_equal(found, check)
                   ? STATUS_OK
                   : error_set(error, STATUS_DENIED,
                               "the key is not the one that this store was made with; restore the "
                               "file key from its backup");
    }
    if (!may_write) {
        return error_set(error, STATUS_NOT_FOUND, "the store was made, but never finished");
    }
    status = store_begin(store, error);
    if (status == STATUS_OK) {
        status = meta_store_set(store, str_from(KEY_CHECK), check, error);
    }
    if (status == STATUS_OK) {
        status = store_commit(store, error);
    }
    store_rollback(store);
    return status;
}

static Status store_settle(Store *store, bool may_create, Error *error) {
    bool has_tables = true;
    if (!may_create) {
        Status status = store->db->ops->has_table(store->db, "migration", &has_tables, error);
        if (status != STATUS_OK) {
            return status;
        }
    }
    if (!has_tables) {
        return error_set(error, STATUS_NOT_FOUND,
                         "there is no county in this store yet; make one with `doudi init`");
    }
    Status status = store_migrate(store->db, error);
    return status == STATUS_OK ? check_key(store, may_create, error) : status;
}

static Status store_over(Db *db, Str key, bool may_create, Store **out_store, Error *error) {
    if (key.length != STORE_KEY_SIZE) {
        db_close(db);
        return error_set(error, STATUS_INVALID, "a key has %d bytes, not %zu", STORE_KEY_SIZE,
                         key.length);
    }
    Store *store = memory_new(1, sizeof *store);
    store->db = db;
    store->crypto = crypto_new((const uint8_t *)key.data);
    Status status = store_settle(store, may_create, error);
    if (status != STATUS_OK) {
        store_close(store);
        return status;
    }
    *out_store = store;
    return STATUS_OK;
}

Status store_create_over(Db *db, Str key, Store **out_store, Error *error) {
    return store_over(db, key, true, out_store, error);
}

static Status open_url(Str url, Str key, bool may_create, Store **out_store, Error *error) {
    Db *db = NULL;
    Status status = db_open(url, may_create, &db, error);
    return status == STATUS_OK ? store_over(db, key, may_create, out_store, error) : status;
}

Status store_create(Str url, Str key, Store **out_store, Error *error) {
    return open_url(url, key, true, out_store, error);
}

Status store_open(Str url, Str key, Store **out_store, Error *error) {
    return open_url(url, key, false, out_store, error);
}

Status store_begin(Store *store, Error *error) {
    CHECK(!store->is_writing && !store->is_reading);
    Status status = store->db->ops->begin(store->db, true, error);
    store->is_writing = status == STATUS_OK;
    return status;
}

Status store_begin_read(Store *store, Error *error) {
    CHECK(!store->is_writing && !store->is_reading);
    Status status = store->db->ops->begin(store->db, false, error);
    store->is_reading = status == STATUS_OK;
    return status;
}

Status store_commit(Store *store, Error *error) {
    CHECK(store->is_writing);
    Status status = store->db->ops->commit(store->db, error);
    if (status != STATUS_OK) {
        store_rollback(store);
    }
    store->is_writing = false;
    return status;
}

void store_rollback(Store *store) {
    if (store->is_writing || store->is_reading) {
        store->db->ops->rollback(store->db);
    }
    store->is_writing = false;
    store->is_reading = false;
}

void store_write_back(Store *store) {
    store->db->ops->write_back(store->db);
}

bool store_is_writing(const Store *store) {
    return store->is_writing;
}

enum { ABOUT_SIZE = 96 };

// "person 12 identity"; by hand, because it is made for every person at every start.
static Str cell_about(SealedCell cell, char out[ABOUT_SIZE]) {
    size_t table_length = strlen(cell.table);
    size_t column_length = strlen(cell.column);
    CHECK(cell.row >= 0 && table_length + column_length + 24 <= ABOUT_SIZE);
    char digits[20];
    size_t first = sizeof digits;
    uint64_t rest = (uint64_t)cell.row;
    do {
        digits[--first] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    size_t length = table_length;
    memcpy(out, cell.table, table_length);
    out[length++] = ' ';
    memcpy(out + length, digits + first, sizeof digits - first);
    length += sizeof digits - first;
    out[length++] = ' ';
    memcpy(out + length, cell.column, column_length);
    return (Str){out, length + column_length};
}

// The scratch text, empty and with room for `limit` bytes.
static Text *store_scratch(Store *store, size_t limit) {
    text_clear(&store->scratch);
    store->scratch.limit = limit;
    return &store->scratch;
}

DbValue store_seal(Store *store, SealedCell cell, Str plain, Arena *arena) {
    char about[ABOUT_SIZE];
    Text *blob = store_scratch(store, plain.length + CRYPTO_SEAL_OVERHEAD);
    crypto_seal(store->crypto, plain, cell_about(cell, about), blob);
    return db_blob(arena_copy(arena, text_str(blob)));
}

Status store_unseal(Store *store, SealedCell cell, Str blob, Arena *arena, Str *out_plain,
                    Error *error) {
    if (blob.length == 0) {
        *out_plain = STR("");
        return STATUS_OK;
    }
    char about[ABOUT_SIZE];
    Text *plain = store_scratch(store, blob.length);
    Status status = crypto_open(store->crypto, blob, cell_about(cell, about), plain, error);
    if (status == STATUS_OK) {
        *out_plain = arena_copy(arena, text_str(plain));
    }
    return status;
}

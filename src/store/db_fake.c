// SPDX-License-Identifier: Apache-2.0
#include "store/db_fake.h"
#include "base/memory.h"

typedef struct FakeDb {
    Db db; // first, so that a Db * of this kind is a FakeDb *
    Db *real;
    DbFault *fault;
} FakeDb;

static FakeDb *fake_of(Db *db) {
    return (FakeDb *)db;
}

// OK, unless this is the call that fails.
static Status fault_check(const FakeDb *fake, Error *error) {
    DbFault *fault = fake->fault;
    fault->calls++;
    bool is_due = fault->fail_at != 0 && (fault->calls == fault->fail_at ||
                                          (fault->is_lasting && fault->calls > fault->fail_at));
    if (!is_due) {
        return STATUS_OK;
    }
    fault->has_failed = true;
    return error_set(error, STATUS_UNAVAILABLE, "the store failed on purpose at call %lld",
                     (long long)fault->calls);
}

static void fake_close(Db *db) {
    db_close(fake_of(db)->real);
    memory_free(db);
}

static Status fake_script(Db *db, const char *sql, Error *error) {
    const FakeDb *fake = fake_of(db);
    Status status = fault_check(fake, error);
    return status != STATUS_OK ? status : fake->real->ops->script(fake->real, sql, error);
}

static Status fake_begin(Db *db, bool is_writing, Error *error) {
    const FakeDb *fake = fake_of(db);
    Status status = fault_check(fake, error);
    return status != STATUS_OK ? status : fake->real->ops->begin(fake->real, is_writing, error);
}

static Status fake_commit(Db *db, Error *error) {
    const FakeDb *fake = fake_of(db);
    Status status = fault_check(fake, error);
    return status != STATUS_OK ? status : fake->real->ops->commit(fake->real, error);
}

static void fake_rollback(Db *db) {
    const FakeDb *fake = fake_of(db);
    fake->real->ops->rollback(fake->real);
}

static Status fake_query(Db *db, const char *sql, const DbValue *values, size_t count,
                         DbRows *out_rows, Error *error) {
    const FakeDb *fake = fake_of(db);
    Status status = fault_check(fake, error);
    if (status == STATUS_OK) {
        status = fake->real->ops->query(fake->real, sql, values, count, out_rows, error);
    }
    if (status == STATUS_OK && out_rows != NULL) {
        out_rows->db = db;
    }
    return status;
}

// Rows belong to the fake, so that next is counted; the real one is asked with rows of its own.
static DbRows real_rows(const DbRows *rows) {
    DbRows real = *rows;
    real.db = fake_of(rows->db)->real;
    return real;
}

static Status fake_next(DbRows *rows, bool *out_has_row, Error *error) {
    Status status = fault_check(fake_of(rows->db), error);
    if (status != STATUS_OK) {
        return status;
    }
    DbRows real = real_rows(rows);
    status = real.db->ops->next(&real, out_has_row, error);
    rows->row = real.row;
    return status;
}

static DbValue fake_column(const DbRows *rows, int column, DbKind kind) {
    return fake_of(rows->db)->real->ops->column(rows, column, kind);
}

static void fake_end(DbRows *rows) {
    DbRows real = real_rows(rows);
    real.db->ops->end(&real);
}

static Status fake_write(Db *db, const DbTable *table, const DbValue *values, size_t row_count,
                         Error *error) {
    const FakeDb *fake = fake_of(db);
    Status status = fault_check(fake, error);
    return status != STATUS_OK
               ? status
               : fake->real->ops->write(fake->real, table, values, row_count, error);
}

static Status fake_has_table(Db *db, const char *name, bool *out_has, Error *error) {
    const FakeDb *fake = fake_of(db);
    Status status = fault_check(fake, error);
    return status != STATUS_OK ? status
                               : fake->real->ops->has_table(fake->real, name, out_has, error);
}

static void fake_write_back(Db *db) {
    const FakeDb *fake = fake_of(db);
    fake->real->ops->write_back(fake->real);
}

static const DbOps FAKE_OPS = {
    .close = fake_close,
    .script = fake_script,
    .begin = fake_begin,
    .commit = fake_commit,
    .rollback = fake_rollback,
    .query = fake_query,
    .next = fake_next,
    .column = fake_column,
    .end = fake_end,
    .write = fake_write,
    .has_table = fake_has_table,
    .write_back = fake_write_back,
};

Db *db_fake_new(Db *real, DbFault *fault) {
    FakeDb *fake = memory_new(1, sizeof *fake);
    *fake = (FakeDb){.db = {.ops = &FAKE_OPS}, .real = real, .fault = fault};
    return &fake->db;
}

// SPDX-License-Identifier: Apache-2.0
#ifndef STORE_DB_FAKE_H
#define STORE_DB_FAKE_H
// A connection that passes everything on to another and fails one call on purpose, as a full disk
// or a lost server would. For tests of what uses the store.
#include "store/db.h"

typedef struct DbFault {
    int64_t fail_at; // the n-th call from now on fails, counted from 1; 0: none
    int64_t calls;   // that have been made
    bool has_failed; // the n-th call was reached
    bool is_lasting; // every later call fails too, as when the server is gone
} DbFault;

// Takes `real` over; *fault is read at every call and must outlive the connection.
Db *db_fake_new(Db *real, DbFault *fault);
#endif

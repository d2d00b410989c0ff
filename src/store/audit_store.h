// SPDX-License-Identifier: Apache-2.0
#ifndef STORE_AUDIT_STORE_H
#define STORE_AUDIT_STORE_H
// Who did what when: lines in a hash chain. Each line's hash is the SHA-256 of the line and of the
// hash before it, so that no line can be changed, taken out or put in without breaking the chain;
// the end of the chain is kept under the county's key, so that none can be taken off it.
#include "base/date.h"
#include "store/store.h"

enum { AUDIT_HASH_SIZE = 32 };

typedef struct AuditRow {
    int64_t seq; // dense from 1; set by audit_store_add
    Instant at;
    Str actor;
    Str action;  // "batch.load"
    Str subject; // "batch 12"
    Str detail;  // JSON
    uint8_t hash[AUDIT_HASH_SIZE];
} AuditRow;

MUST_CHECK Status audit_store_add(Store *store, const AuditRow *row, Error *error);
typedef struct AuditFilter { // zeroed: all
    Str subject;             // "" any
    int64_t after;           // only later ones
    int64_t limit;           // 0: STORE_LIST_MAX
} AuditFilter;
// Ascending.
MUST_CHECK Status audit_store_list(Store *store, const AuditFilter *filter, Arena *arena,
                                   AuditRow **out_rows, size_t *out_count, Error *error);
// Recomputes the whole chain: CORRUPT names the first line that does not agree or is missing.
MUST_CHECK Status audit_store_verify(Store *store, int64_t *out_lines, Error *error);
#endif

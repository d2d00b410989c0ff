// SPDX-License-Identifier: Apache-2.0
// Whether manifest, alerts and quarantine are as the audit trail says that they were written. Both
// are numbered in the order of the batches, so one walk over each is enough.
#include "service/verify_private.h"

#include "base/check.h"
#include "service/contents_private.h"
#include "store/audit_store.h"

enum { AT_ONCE = 10000 };

// A list that is read page by page in the order of its numbers.
typedef struct Walks Walks;
typedef struct Walk {
    BatchId (*batch_of)(const Walks *walks, size_t row);
    Status (*read_page)(Walks *walks, int64_t limit, Error *error); // behind `last`
    size_t count, at;                                               // of the page
    int64_t last; // number of the last row that was taken
    bool is_at_end;
    Arena arena; // of the page
} Walk;
struct Walks {
    Store *store;
    Walk alert_walk;
    AlertRow *alerts;
    Walk quarantine_walk;
    QuarantineRow *quarantined;
    int64_t corrected_found; // quarantined rows with a correcting batch
    int64_t alert_count, quarantine_count, corrected_count; // that batches vouch for
};

static void walks_release(Walks *walks) {
    arena_release(&walks->alert_walk.arena);
    arena_release(&walks->quarantine_walk.arena);
}

// How many rows of the batch lie at the front; a page that ends within them is read again from
// there, larger.
static Status walk_next(Walks *walks, Walk *walk, BatchId batch, size_t *out_count, Error *error) {
    size_t limit = AT_ONCE;
    for (;;) {
        size_t end = walk->at;
        while (end < walk->count && walk->batch_of(walks, end).number == batch.number) {
            end++;
        }
        if (end < walk->count || walk->is_at_end) {
            *out_count = end - walk->at;
            return STATUS_OK;
        }
        limit += end - walk->at;
        arena_clear(&walk->arena);
        walk->at = 0;
        Status status = walk->read_page(walks, (int64_t)limit, error);
        if (status != STATUS_OK) {
            return status;
        }
        walk->is_at_end = walk->count < limit;
    }
}

// ---- alerts

static BatchId batch_of_alert(const Walks *walks, size_t row) {
    return walks->alerts[row].batch;
}

static Status read_alerts(Walks *walks, int64_t limit, Error *error) {
    Walk *walk = &walks->alert_walk;
    AlertFilter filter = ALERT_FILTER_ALL;
    filter.after = (AlertId){walk->last};
    filter.limit = limit;
    return alert_store_list(walks->store, &filter, &walk->arena, &walks->alerts, &walk->count,
                            error);
}

static Status take_alerts(Walks *walks, BatchId batch, Digest *out_digest, Error *error) {
    Walk *walk = &walks->alert_walk;
    size_t count = 0;
    Status status = walk_next(walks, walk, batch, &count, error);
    if (status != STATUS_OK) {
        return status;
    }
    *out_digest = contents_of_alerts(count == 0 ? NULL : walks->alerts + walk->at, count);
    walk->at += count;
    walk->last = walk->at == 0 ? walk->last : walks->alerts[walk->at - 1].alert.number;
    walks->alert_count += (int64_t)count;
    return STATUS_OK;
}

// ---- quarantine

static BatchId batch_of_quarantined(const Walks *walks, size_t row) {
    return walks->quarantined[row].batch;
}

static Status read_quarantined(Walks *walks, int64_t limit, Error *error) {
    Walk *walk = &walks->quarantine_walk;
    QuarantineFilter filter = {.with_corrected = true, .after = walk->last, .limit = limit};
    return quarantine_store_list(walks->store, &filter, &walk->arena, &walks->quarantined,
                                 &walk->count, error);
}

static Status take_quarantined(Walks *walks, BatchId batch, Digest *out_digest, Error *error) {
    Walk *walk = &walks->quarantine_walk;
    size_t count = 0;
    Status status = walk_next(walks, walk, batch, &count, error);
    if (status != STATUS_OK) {
        return status;
    }
    *out_digest = contents_of_quarantine(count == 0 ? NULL : walks->quarantined + walk->at, count);
    for (size_t i = 0; i < count; i++) {
        walks->corrected_found += walks->quarantined[walk->at + i].corrected_by.number != 0;
    }
    walk->at += count;
    walk->last = walk->at == 0 ? walk->last : walks->quarantined[walk->at - 1].quarantine;
    walks->quarantine_count += (int64_t)count;
    return STATUS_OK;
}

static Status take_corrected(Walks *walks, BatchId batch, Digest *out_digest, Error *error) {
    CLEANUP(arena_release) Arena arena = {0};
    QuarantineFilter filter = {.corrected_by = batch, .with_corrected = true, .limit = INT32_MAX};
    QuarantineRow *rows = NULL;
    size_t count = 0;
    Status status = quarantine_store_list(walks->store, &filter, &arena, &rows, &count, error);
    if (status == STATUS_OK) {
        *out_digest = contents_of_corrected(rows, count);
        walks->corrected_count += (int64_t)count;
    }
    return status;
}

// ---- batches

// The audit line of a batch; NOT_FOUND when there is none.
static Status find_line(Store *store, BatchId batch, Arena *arena, const JsonNode **out_detail,
                        Error *error) {
    AuditRow *lines = NULL;
    size_t count = 0;
    AuditFilter filter = {.subject = arena_format(arena, "batch %u", batch.number), .limit = 1};
    Status status = audit_store_list(store, &filter, arena, &lines, &count, error);
    if (status != STATUS_OK) {
        return status;
    }
    return count == 0
               ? error_set(error, STATUS_NOT_FOUND, "no audit line tells of batch %u", batch.number)
               : json_read(lines[0].detail, arena, out_detail, error);
}

static Status check_batch(Walks *walks, BatchId batch, Error *error) {
    CLEANUP(arena_release) Arena arena = {0};
    const JsonNode *detail = NULL;
    BatchRow row;
    BatchContents contents;
    Status status = find_line(walks->store, batch, &arena, &detail, error);
    if (status == STATUS_OK) {
        status = batch_store_get(walks->store, batch, &arena, &row, error);
    }
    if (status == STATUS_OK) {
        contents.manifest = contents_of_manifest(&row);
        status = take_alerts(walks, batch, &contents.alerts, error);
    }
    if (status == STATUS_OK) {
        status = take_quarantined(walks, batch, &contents.quarantine, error);
    }
    if (status == STATUS_OK) {
        status = take_corrected(walks, batch, &contents.corrected, error);
    }
    const char *part = status == STATUS_OK ? contents_differ(&contents, detail) : NULL;
    if (part != NULL) {
        return error_set(error, STATUS_CORRUPT,
                         "batch %u: its %s is not what its audit line says was written: it was "
                         "changed in the store; restore it from a backup",
                         batch.number, part);
    }
    return status;
}

static Status check_total(const char *what, int64_t vouched, int64_t found, Error *error) {
    return vouched == found ? STATUS_OK
                            : error_set(error, STATUS_CORRUPT,
                                        "%s: the store has %lld, the batches tell of %lld", what,
                                        (long long)found, (long long)vouched);
}

static Status check_totals(Walks *walks, Error *error) {
    AlertFilter alerts = ALERT_FILTER_ALL;
    QuarantineFilter rows = {.with_corrected = true};
    int64_t found = 0;
    Status status = alert_store_count(walks->store, &alerts, &found, error);
    if (status == STATUS_OK) {
        status = check_total("alerts", walks->alert_count, found, error);
    }
    if (status == STATUS_OK) {
        status = quarantine_store_count(walks->store, &rows, &found, error);
    }
    if (status == STATUS_OK) {
        status = check_total("quarantined rows", walks->quarantine_count, found, error);
    }
    if (status == STATUS_OK) {
        status =
            check_total("corrected rows", walks->corrected_count, walks->corrected_found, error);
    }
    return status;
}

// Batches at the end may be gone together with all that they wrote; their audit lines are not.
static Status check_no_more(Store *store, BatchId newest, Error *error) {
    CLEANUP(arena_release) Arena arena = {0};
    const JsonNode *detail = NULL;
    BatchId next = {newest.number + 1};
    Status status = find_line(store, next, &arena, &detail, NULL);
    if (status == STATUS_NOT_FOUND) {
        return STATUS_OK;
    }
    return error_set(error, STATUS_CORRUPT,
                     "the audit trail tells of batch %u, but batch %u is the last in the store",
                     next.number, newest.number);
}

Status verify_contents(Store *store, ContentsReport *out_report, Error *error) {
    CLEANUP(walks_release)
    Walks walks = {
        .store = store,
        .alert_walk = {.batch_of = batch_of_alert, .read_page = read_alerts},
        .quarantine_walk = {.batch_of = batch_of_quarantined, .read_page = read_quarantined},
    };
    BatchId newest = {0};
    Status status = batch_store_newest(store, &newest, error);
    for (uint32_t number = 1; status == STATUS_OK && number <= newest.number; number++) {
        status = check_batch(&walks, (BatchId){number}, error);
    }
    if (status == STATUS_OK) {
        status = check_totals(&walks, error);
    }
    if (status == STATUS_OK) {
        status = check_no_more(store, newest, error);
    }
    if (status == STATUS_OK) {
        *out_report = (ContentsReport){newest.number, walks.alert_count, walks.quarantine_count};
    }
    return status;
}

// SPDX-License-Identifier: Apache-2.0
#ifndef SERVICE_LOAD_PRIVATE_H
#define SERVICE_LOAD_PRIVATE_H
// One load on its way: what load.c, matching.c and quarantine.c share.
#include "facts/facts.h"
#include "feed/feed.h"
#include "monitor/monitor.h"
#include "service/contents_private.h"
#include "service/load.h"
#include "store/registry_store.h"

// Identity numbers of the file that the registry does not know get provisional persons, numbered
// behind the last one; only those of accepted rows become persons, in the order of the rows.
typedef struct PendingPerson {
    Identity identity;
    Str name;
    PersonId person; // once it is one
} PendingPerson;
typedef struct Matching {
    Registry *registry;
    size_t known; // persons before this file
    PendingPerson *pending;
    size_t count, capacity;
    Map by_identity; // packed identity -> index into pending
    Arena arena;
} Matching;

typedef struct Loading Loading;
typedef Status (*LoadAfter)(Service *service, Loading *loading, Error *error);
struct Loading {
    const LoadFile *file;
    const char *action; // for the audit trail
    LoadAfter after;    // further writes in the same transaction; NULL none
    void *after_context;
    const FeedContract *contract;
    int feed;
    Digest digest;
    Envelope envelope;
    FeedOutput output;
    Matching matching;
    Segment segment; // rows borrowed from output, unless has_own_rows
    bool has_own_rows;
    PersonName *names;
    size_t name_count, name_capacity;
    MonitorResult result;
    BatchContents contents; // of what was written
    Arena arena;
};

void matching_init(Matching *matching, Registry *registry);
void matching_release(Matching *matching);
PersonId matching_find(void *context, Identity identity, Str name); // the FeedMatch of a load
// Makes persons of the pending ones, sorts out unchanged rows, gives newborns their numbers, and
// fills segment.rows and names.
void matching_finish(Loading *loading, const Facts *facts);

MUST_CHECK Status load_locked(Service *service, Loading *loading, LoadReport *out_report,
                              Error *error);
void loading_release(Loading *loading);
#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef SERVICE_LOAD_PRIVATE_H
#define SERVICE_LOAD_PRIVATE_H
// One load on its way: what load.c, matching.c and quarantine.c share.
#include "facts/facts.h"
#include "facts/row_hashes.h"
#include "feed/feed.h"
#include "monitor/monitor.h"
#include "platform/hands.h"
#include "service/contents_private.h"
#include "service/load.h"
#include "store/registry_store.h"

// The identity numbers of the file, each once, in the order in which accepted rows first name them.
// Until matching_finish a PERSON column of the output holds index + 1 into them.
typedef struct NamedPerson {
    Identity identity;
    Str name;        // the first that is not empty
    PersonId person; // 0 until the registry was asked, and while it does not know the number
} NamedPerson;
typedef struct Matching {
    NamedPerson *named;
    size_t count, capacity;
    Map by_identity; // packed identity -> index into named
    Arena arena;
    Hands *hands; // NULL: none
} Matching;

typedef struct Loading Loading;
typedef Status (*LoadAfter)(Service *service, Loading *loading, Error *error);
struct Loading {
    const LoadFile *file;
    const char *action; // for the audit trail
    LoadAfter after;    // further writes in the same transaction; NULL none
    void *after_context;
    Status status; // of reading and preparing; `error` says why not
    Error error;
    bool is_read;                 // there are bytes to accept or refuse
    const FeedContract *contract; // NULL: the file does not say its feed
    int feed;
    const FeedPlan *plan; // of the contract, in the service's catalogue
    Digest digest;
    Envelope envelope;
    FeedOutput output;
    Matching matching;
    Segment segment; // rows borrowed from output, unless has_own_rows
    bool has_own_rows;
    SegmentColumns columns; // of the output's rows
    Text segment_bytes;     // as the archive keeps it
    Hands *hands;           // of threads that may be free; NULL: none
    PersonName *names;
    size_t name_count, name_capacity;
    MonitorResult result;
    AlertId alerts_after;   // the newest before those of the result
    BatchContents contents; // of what was written
    Arena arena;
};

void matching_release(Matching *matching);
void matching_expect(Matching *matching, size_t file_bytes);          // before a file is read
void matching_find(void *context, FeedPerson *persons, size_t count); // the FeedMatch of a load
// Asks the registry once for every number, makes persons of those it does not know, sorts out
// unchanged rows, gives newborns their numbers, and fills segment.rows and names.
void matching_finish(Loading *loading, Facts *facts);

// All that can be done with a file without the county's memory and store: who sent what when, its
// digest, its rows, their hashes, their columns as the archive keeps them. Any thread; needs no
// lock.
void load_prepare(const Catalogue *catalogue, Loading *loading);
// Accepts or refuses a prepared file in the open transaction. The caller
// commits.
MUST_CHECK Status load_accept(Service *service, Loading *loading, LoadReport *out_report,
                              Error *error);
// The memory is thrown away when it fails.
MUST_CHECK Status load_commit(Service *service, Error *error);
// A prepared file in a transaction of its own; errors name the file.
MUST_CHECK Status load_locked(Service *service, Loading *loading, LoadReport *out_report,
                              Error *error);
void loading_release(Loading *loading);
#endif

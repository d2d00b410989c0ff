// SPDX-License-Identifier: Apache-2.0
#ifndef SERVICE_SERVICE_H
#define SERVICE_SERVICE_H
// Service: one opened county, and the use cases on it. The console, the command line and jobs call
// only use cases, so they can never disagree on rules, permissions or audit. The only place with
// transactions. Use cases by noun: load.h, alerts.h, households.h, screening.h, quarantine.h,
// verify.h, packs.h. Every use case may be called from any thread; one runs at a time. Not here:
// files and folders (the caller hands in bytes), HTTP, printing.
#include "base/arena.h"
#include "base/clock.h"
#include "base/held.h"
#include "base/text.h"
#include "policy/pack.h"

typedef struct Service Service;

// Where the facts checkpoint is kept between runs; it may vanish at any time.
typedef struct Keeper {
    bool (*load)(void *context, HeldBytes *out_bytes); // false: there is none
    void (*save)(void *context, Str bytes);
    void *context;
} Keeper;

typedef struct ServiceOptions {
    Str store_url; // "sqlite:PATH" or "postgresql://..."
    struct Db *db; // instead of store_url: a connection of store/db.h, taken over; for tests
    Str key;       // 32 bytes: seals identity numbers and names at rest
    const PackFile *pack_files;
    size_t pack_file_count;
    Clock clock;
    Keeper keeper; // functions may be NULL: no checkpoint
    Str actor;     // who does it, for the audit trail: "operator", "api", ...
} ServiceOptions;

// Told while the archive is replayed: so many batches are done, of all of them.
typedef struct ReplayProgress {
    void (*tell)(void *context, int64_t done, int64_t all); // NULL: nobody wants to know
    void *context;
} ReplayProgress;

// Makes the tables and the first audit line. CONFLICT when the store already holds a county.
MUST_CHECK Status service_init(const ServiceOptions *options, Error *error);
// Opens a county: reads the pack, restores the facts from the checkpoint, or rebuilds them from the
// archive.
MUST_CHECK Status service_open(const ServiceOptions *options, Service **out_service, Error *error);
void service_close(
    Service *service); // saves the checkpoint when something was loaded; NULL is fine

typedef struct ServiceStatus {
    Str pack_name;
    Str pack_version;
    Date clock;        // DATE_NONE before the first batch
    Date calendar_end; // of the pack's holidays; DATE_NONE: it has none
    int64_t batches, persons, households, alerts, quarantined_open;
    size_t facts_bytes;
    bool is_from_checkpoint; // else the facts were rebuilt from the archive
} ServiceStatus;
MUST_CHECK Status service_status(Service *service, ServiceStatus *out_status, Error *error);
void service_status_json(const ServiceStatus *status, Text *out);
const Pack *service_pack(const Service *service);

// Keeps other threads out while this one calls several use cases; they come in the order in which
// they asked. May be nested.
void service_hold(Service *service);
void service_let_go(Service *service);
// For who stays, again and again until it is settled: a part of what the first load would have to
// wait for (the identity numbers), and of what lies in the checkpoint's file, on which it then
// depends no more. Some milliseconds each, so that others who want the service hardly wait.
MUST_CHECK Status service_settle(Service *service, bool *out_is_settled, Error *error);
// For who stays, now and then: store_write_back. Nobody waits for it.
void service_write_back(Service *service);
// Called by the thread whose load_file made alerts durable, before anybody else gets the service:
// the shortest way to a screen. They are those after `after`. May call use cases that read. Set
// before other threads start.
void service_listen(Service *service, void (*alerts_came)(void *context, AlertId after),
                    void *context);
#endif

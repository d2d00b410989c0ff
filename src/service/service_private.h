// SPDX-License-Identifier: Apache-2.0
#ifndef SERVICE_SERVICE_PRIVATE_H
#define SERVICE_SERVICE_PRIVATE_H
// What the use cases share. Not for other folders.
// Invariant: facts and monitor are never behind or ahead of the store when a use case ends; when a
// commit fails the memory is thrown away and rebuilt before anything else is done.
#include "facts/catalogue.h"
#include "facts/facts.h"
#include "monitor/simulate.h"
#include "policy/decide.h"
#include "service/service.h"
#include "store/store.h"

// What screenings of one day share as long as nothing new comes: the base and where everybody
// stands under the present pack.
typedef struct KeptScreening {
    ScreenBase *base; // NULL: nothing is kept
    Standings present;
    bool has_present;
} KeptScreening;

struct Service {
    Mutex lock; // one use case at a time, in the order in which they came
    Condition turn;
    uint64_t last_ticket, turn_of;
    ThreadId holder; // while held
    int held;        // times, by the holder
    void (*alerts_came)(void *context, AlertId after);
    void *listener;
    Pack *pack;
    Catalogue catalogue;  // of the pack, for those who read files ahead
    PackFile *pack_files; // that it was read from
    size_t pack_file_count;
    Arena pack_arena;
    Store *store;
    Facts *facts;
    Monitor *monitor;
    KeptScreening kept; // of the facts as they are, else it is not used
    Decider *decider;
    Clock clock;
    Keeper keeper;
    Text actor;
    AlertId remembered;  // the monitor knows the alerts up to this one
    bool has_identities; // the registry knows the identity numbers
    PersonId identified; // else those up to this person's
    bool is_dirty;       // the checkpoint is older than the facts
    bool is_from_checkpoint;
};

void service_lock(Service *service);
void service_unlock(Service *service);
void service_alerts_came(Service *service, AlertId after); // committed; the service is held
bool service_is_wanted(Service *service); // somebody waits for the lock that is held
Instant service_now(const Service *service);

// Locks, begins to read one state of the store, and catches up with it: what is read until
// service_leave never speaks of households that the facts do not know yet. Leave also after a
// failure.
MUST_CHECK Status service_enter(Service *service, Error *error);
void service_leave(Service *service);
// Leaves and enters again when somebody waits. Whatever was read before, the service's facts and
// monitor above all, may be another then.
MUST_CHECK Status service_pause(Service *service, Error *error);
// Ends the reading, leaves an audit line, and reads on.
MUST_CHECK Status service_leave_trail(Service *service, const char *action, Str subject,
                                      Error *error);

// Brings facts and rule memory up to the store (another process may have loaded batches).
MUST_CHECK Status service_catch_up(Service *service, Error *error);
// Throws facts and rule memory away after a failed commit; the next catch-up rebuilds them.
void service_forget(Service *service);
// Makes the registry know identity numbers, which neither segments nor the checkpoint hold.
MUST_CHECK Status service_identify(Service *service, Facts *facts, Error *error); // any facts
MUST_CHECK Status service_identify_pausing(Service *service, Facts *facts, Error *error);
MUST_CHECK Status service_load_identities(Service *service, Error *error);
void service_forget_identities(Service *service); // they are loaded anew when they are needed
void replay_tell(ReplayProgress progress, uint32_t done, uint32_t all);
// Replays the archive into fresh facts: all batches whose clock is not after `until` (DATE_FOREVER:
// all).
MUST_CHECK Status service_replay(Service *service, Facts *facts, Date until,
                                 ReplayProgress progress, Error *error);
// New facts of a pack as they were known on the day: the archive replayed up to it, with identity
// numbers, and with service_pause between the batches. The caller frees them.
MUST_CHECK Status service_facts_under(Service *service, const Pack *pack, Date day,
                                      ReplayProgress progress, Facts **out_facts, Error *error);
// One batch out of the archive; bytes is room that the caller may use again. Release the segment.
MUST_CHECK Status service_read_segment(Service *service, BatchId batch, Text *bytes,
                                       Segment *out_segment, Error *error);
// The facts as they were known on the day: the service's own, or the archive replayed up to it
// (then the caller frees them, and there were pauses).
MUST_CHECK Status service_facts_of_day(Service *service, Date as_of, Facts **out_facts,
                                       Error *error);
// The base of the day over the facts: the kept one where they are the service's own, else a new one
// that the caller frees.
ScreenBase *service_screen_base(Service *service, const Facts *facts, Date as_of);
void service_forget_screening(Service *service);
// The masked names of whoever heads the households on the day.
MUST_CHECK Status service_masked_heads(Service *service, const Facts *facts, Date day,
                                       const HouseholdId *households, size_t count, Arena *arena,
                                       Str *out_names, Error *error);
MUST_CHECK Status service_audit(Service *service, const char *action, Str subject, Str detail_json,
                                Error *error);
#endif

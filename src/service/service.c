// SPDX-License-Identifier: Apache-2.0
#include "service/service.h"

#include "base/check.h"
#include "base/memory.h"
#include "format/json.h"
#include "service/service_private.h"
#include "service/views.h"
#include "store/alert_store.h"
#include "store/audit_store.h"
#include "store/batch_store.h"
#include "store/meta_store.h"
#include "store/quarantine_store.h"
#include <string.h>

// A bulk load takes the lock again as soon as it has let it go; with a bare mutex an urgent event
// would wait until the load ends.
void service_lock(Service *service) {
    mutex_lock(&service->lock);
    if (service->held > 0 && thread_is_own(service->holder)) {
        service->held++;
    } else {
        uint64_t ticket = ++service->last_ticket;
        while (service->turn_of != ticket) {
            condition_wait(&service->turn, &service->lock);
        }
        service->holder = thread_own();
        service->held = 1;
    }
    mutex_unlock(&service->lock);
}

void service_unlock(Service *service) {
    mutex_lock(&service->lock);
    CHECK(service->held > 0);
    if (--service->held == 0) {
        service->turn_of++;
        condition_broadcast(&service->turn);
    }
    mutex_unlock(&service->lock);
}

void service_hold(Service *service) {
    service_lock(service);
}

void service_let_go(Service *service) {
    service_unlock(service);
}

void service_listen(Service *service, void (*alerts_came)(void *context, AlertId after),
                    void *context) {
    service->alerts_came = alerts_came;
    service->listener = context;
}

void service_alerts_came(Service *service, AlertId after) {
    if (service->alerts_came != NULL) {
        service->alerts_came(service->listener, after);
    }
}

bool service_is_wanted(Service *service) {
    mutex_lock(&service->lock);
    bool is_wanted = service->last_ticket > service->turn_of;
    mutex_unlock(&service->lock);
    return is_wanted;
}

Instant service_now(const Service *service) {
    return service->clock.now(service->clock.context);
}

const Pack *service_pack(const Service *service) {
    return service->pack;
}

Status service_audit(Service *service, const char *action, Str subject, Str detail_json,
                     Error *error) {
    AuditRow row = {.at = service_now(service),
                    .actor = text_str(&service->actor),
                    .action = str_from(action),
                    .subject = subject,
                    .detail = detail_json};
    return audit_store_add(service->store, &row, error);
}

// ---- keeping memory and store together
// -----------------------------------------------------------

Status service_read_segment(Service *service, BatchId batch, Text *bytes, Segment *out_segment,
                            Error *error) {
    text_clear(bytes);
    Status status = batch_store_segment(service->store, batch, bytes, error);
    if (status != STATUS_OK) {
        return status;
    }
    status = segment_decode(text_str(bytes), out_segment, error);
    return status == STATUS_OK ? status : error_prefix(error, "batch %u: ", batch.number);
}

static Status replay_batch(Service *service, Facts *facts, BatchId batch, Text *bytes,
                           Error *error) {
    CLEANUP(segment_release) Segment segment = {0};
    Status status = service_read_segment(service, batch, bytes, &segment, error);
    return status == STATUS_OK ? facts_apply(facts, &segment, error) : status;
}

void replay_tell(ReplayProgress progress, uint32_t done, uint32_t all) {
    if (progress.tell != NULL) {
        progress.tell(progress.context, done, all);
    }
}

static Status replay(Service *service, Facts *facts, Date until, bool may_pause,
                     ReplayProgress progress, Error *error) {
    BatchId newest = {0};
    Status status = until.days == DATE_FOREVER.days
                        ? batch_store_newest(service->store, &newest, error)
                        : batch_store_newest_on(service->store, STR(""), until, &newest, error);
    CLEANUP(text_release) Text bytes = {.limit = SIZE_MAX};
    for (uint32_t number = facts_last_batch(facts).number + 1;
         status == STATUS_OK && number <= newest.number; number++) {
        replay_tell(progress, number - 1, newest.number);
        status = replay_batch(service, facts, (BatchId){number}, &bytes, error);
        if (status == STATUS_OK && may_pause) {
            status = service_pause(service, error);
        }
    }
    return status;
}

Status service_replay(Service *service, Facts *facts, Date until, ReplayProgress progress,
                      Error *error) {
    return replay(service, facts, until, false, progress, error);
}

Status service_facts_under(Service *service, const Pack *pack, Date day, ReplayProgress progress,
                           Facts **out_facts, Error *error) {
    Facts *facts = facts_new(pack);
    Status status = replay(service, facts, day, true, progress, error);
    if (status == STATUS_OK) {
        status = service_identify_pausing(service, facts, error);
    }
    BatchId reached = facts_last_batch(facts);
    if (status == STATUS_OK) { // what came in the pauses
        status = service_replay(service, facts, day, progress, error);
    }
    if (status == STATUS_OK && facts_last_batch(facts).number != reached.number) {
        status = service_identify(service, facts, error);
    }
    if (status != STATUS_OK) {
        facts_free(facts);
        return status;
    }
    *out_facts = facts;
    return STATUS_OK;
}

// Alert values are kept as decimal text; the monitor compares them as fen.
static Scalar value_from_text(Str text) {
    Money money = {0};
    if (text.length == 0 || money_parse(text, &money, NULL) != STATUS_OK) {
        return SCALAR_NONE;
    }
    return scalar_money(money);
}

static void remember(void *context, const AlertRow *row) {
    Service *service = context;
    int rule = pack_find_rule(service->pack, row->rule);
    if (rule >= 0 && row->alert.number > service->remembered.number) {
        monitor_remember(service->monitor, rule, row->household, row->person, row->raised,
                         pack_rule(service->pack, (size_t)rule)->direction,
                         value_from_text(row->value));
        service->remembered = row->alert;
    }
}

Status service_catch_up(Service *service, Error *error) {
    if (service->facts == NULL) {
        service->facts = facts_new(service->pack);
        service->monitor = monitor_new(service->pack);
        service->remembered = (AlertId){0};
        service_forget_identities(service);
    }
    BatchId before = facts_last_batch(service->facts);
    Status status =
        service_replay(service, service->facts, DATE_FOREVER, (ReplayProgress){0}, error);
    if (status != STATUS_OK) {
        service_forget(service); // a half-applied segment is of no use
        return status;
    }
    if (facts_last_batch(service->facts).number != before.number) {
        service->is_dirty = true;
        service_forget_screening(service);
        service_forget_identities(service);
        status = service_load_identities(service, error); // segments do not say births of adults
        if (status != STATUS_OK) {
            service_forget(service); // or they would stay unknown
            return status;
        }
    }
    AlertId newest = {0};
    status = alert_store_newest(service->store, &newest, error);
    if (status == STATUS_OK && newest.number > service->remembered.number) {
        status = alert_store_each(service->store, remember, service, error);
    }
    return status;
}

void service_forget(Service *service) {
    service_forget_screening(service);
    facts_free(service->facts);
    monitor_free(service->monitor);
    service->facts = NULL;
    service->monitor = NULL;
}

static Status see(Service *service, Error *error) {
    Status status = store_begin_read(service->store, error);
    return status == STATUS_OK ? service_catch_up(service, error) : status;
}

Status service_enter(Service *service, Error *error) {
    service_lock(service);
    return see(service, error);
}

Status service_pause(Service *service, Error *error) {
    if (service->held > 1 || !service_is_wanted(service)) {
        return STATUS_OK;
    }
    service_leave(service);
    return service_enter(service, error);
}

void service_leave(Service *service) {
    store_rollback(service->store);
    service_unlock(service);
}

void service_write_back(Service *service) {
    store_write_back(service->store);
}

Status service_leave_trail(Service *service, const char *action, Str subject, Error *error) {
    store_rollback(service->store);
    Status status = store_begin(service->store, error);
    if (status == STATUS_OK) {
        status = service_audit(service, action, subject, STR("{}"), error);
    }
    if (status == STATUS_OK) {
        status = store_commit(service->store, error);
    }
    store_rollback(service->store); // nothing is open after a commit
    return status == STATUS_OK ? see(service, error) : status;
}

// ---- making, opening, closing
// ----------------------------------------------------------------------

static Status write_first_lines(Store *store, const Pack *pack, const ServiceOptions *options,
                                Error *error) {
    AuditRow line = {.at = options->clock.now(options->clock.context),
                     .actor = options->actor,
                     .action = STR("county.init"),
                     .subject = pack_name(pack),
                     .detail = STR("{}")};
    Status status = meta_store_set(store, STR("pack.name"), pack_name(pack), error);
    if (status == STATUS_OK) {
        status = audit_store_add(store, &line, error);
    }
    return status;
}

static Status init_store(Store *store, const Pack *pack, const ServiceOptions *options,
                         Error *error) {
    CLEANUP(arena_release) Arena arena = {0};
    Str name;
    bool is_found = false;
    Status status = store_begin(store, error);
    if (status == STATUS_OK) {
        status = meta_store_get(store, STR("pack.name"), &arena, &name, &is_found, error);
    }
    if (status == STATUS_OK && is_found) {
        status = error_set(error, STATUS_CONFLICT,
                           "this store already holds a county with the pack " STR_FMT
                           "; choose another folder or store",
                           STR_ARG(name));
    }
    if (status == STATUS_OK) {
        status = write_first_lines(store, pack, options, error);
    }
    if (status == STATUS_OK) {
        status = store_commit(store, error);
    }
    store_rollback(store); // nothing is open after a commit
    return status;
}

Status service_init(const ServiceOptions *options, Error *error) {
    Pack *pack = NULL;
    Status status = pack_read(options->pack_files, options->pack_file_count, &pack, error);
    if (status != STATUS_OK) {
        return status;
    }
    Store *store = NULL;
    status = facts_check_pack(pack, error);
    if (status == STATUS_OK) {
        status = store_create(options->store_url, options->key, &store, error);
    }
    if (status == STATUS_OK) {
        status = init_store(store, pack, options, error);
    }
    store_close(store);
    pack_free(pack);
    return status;
}

static Status check_pack(Service *service, Error *error) {
    CLEANUP(arena_release) Arena arena = {0};
    Str name;
    bool is_found = false;
    Status status =
        meta_store_get(service->store, STR("pack.name"), &arena, &name, &is_found, error);
    if (status != STATUS_OK) {
        return status;
    }
    if (!is_found) {
        return error_set(error, STATUS_NOT_FOUND,
                         "the store holds no county; doudi init makes one");
    }
    if (!str_equal(name, pack_name(service->pack))) {
        return error_set(error, STATUS_CONFLICT,
                         "the county was made with the pack " STR_FMT ", the folder holds " STR_FMT,
                         STR_ARG(name), STR_ARG(pack_name(service->pack)));
    }
    return facts_check_pack(service->pack, error);
}

// The hash of the batch's audit line follows from all that was accepted before, so it tells one
// county's history from that of another, or from what came after a backup was restored. False when
// the store has no such line.
static bool find_history(Service *service, BatchId batch, uint8_t out_hash[AUDIT_HASH_SIZE]) {
    CLEANUP(arena_release) Arena arena = {0};
    Error ignored;
    AuditRow *lines = NULL;
    size_t count = 0;
    AuditFilter filter = {.subject = arena_format(&arena, "batch %u", batch.number), .limit = 1};
    bool is_found =
        audit_store_list(service->store, &filter, &arena, &lines, &count, &ignored) == STATUS_OK &&
        count == 1;
    if (is_found) {
        memcpy(out_hash, lines[0].hash, AUDIT_HASH_SIZE);
    }
    return is_found;
}

// Takes the bytes over: the hash of the history, then the checkpoint.
static bool restore_facts(Service *service, HeldBytes bytes) {
    uint8_t kept[AUDIT_HASH_SIZE];
    uint8_t hash[AUDIT_HASH_SIZE];
    Error ignored;
    if (bytes.length <= sizeof kept) {
        held_release(&bytes);
        return false;
    }
    memcpy(kept, bytes.data, sizeof kept);
    return facts_restore(service->facts, bytes, sizeof kept, &ignored) == STATUS_OK &&
           find_history(service, facts_last_batch(service->facts), hash) &&
           memcmp(kept, hash, sizeof kept) == 0;
}

// A checkpoint that does not fit is no loss: the facts are rebuilt.
static void restore_checkpoint(Service *service) {
    HeldBytes bytes = {0};
    service->facts = facts_new(service->pack);
    service->monitor = monitor_new(service->pack);
    if (service->keeper.load == NULL || !service->keeper.load(service->keeper.context, &bytes)) {
        return;
    }
    service->is_from_checkpoint = restore_facts(service, bytes);
    if (!service->is_from_checkpoint) {
        facts_free(service->facts);
        service->facts = facts_new(service->pack);
    }
}

// Drafts are read from the county's own files with something changed.
static void keep_pack_files(Service *service, const ServiceOptions *options) {
    Arena *arena = &service->pack_arena;
    service->pack_files = arena_alloc(arena, options->pack_file_count, sizeof *service->pack_files);
    service->pack_file_count = options->pack_file_count;
    for (size_t i = 0; i < options->pack_file_count; i++) {
        const PackFile *file = &options->pack_files[i];
        service->pack_files[i] =
            (PackFile){arena_copy(arena, file->path), arena_copy(arena, file->bytes)};
    }
}

Status service_open(const ServiceOptions *options, Service **out_service, Error *error) {
    Service *service = memory_new(1, sizeof *service);
    mutex_init(&service->lock);
    condition_init(&service->turn);
    service->turn_of = 1;
    service->clock = options->clock;
    service->keeper = options->keeper;
    text_append(&service->actor, options->actor);
    keep_pack_files(service, options);
    Status status = pack_read(options->pack_files, options->pack_file_count, &service->pack, error);
    if (status == STATUS_OK) {
        status = options->db != NULL
                     ? store_create_over(options->db, options->key, &service->store, error)
                     : store_open(options->store_url, options->key, &service->store, error);
    }
    if (status == STATUS_OK) {
        status = check_pack(service, error);
    }
    if (status == STATUS_OK) {
        service->decider = decider_new(service->pack);
        service->catalogue = catalogue_of(service->pack);
        restore_checkpoint(service);
        status = service_catch_up(service, error);
    }
    if (status != STATUS_OK) {
        service->is_dirty = false;
        service_close(service);
        return status;
    }
    *out_service = service;
    return STATUS_OK;
}

void service_close(Service *service) {
    if (service == NULL) {
        return;
    }
    uint8_t hash[AUDIT_HASH_SIZE];
    if (service->is_dirty && service->facts != NULL && service->keeper.save != NULL &&
        find_history(service, facts_last_batch(service->facts), hash)) {
        CLEANUP(text_release) Text bytes = {.limit = SIZE_MAX};
        text_append(&bytes, (Str){(const char *)hash, sizeof hash});
        facts_checkpoint(service->facts, &bytes);
        service->keeper.save(service->keeper.context, text_str(&bytes));
    }
    service_forget(service);
    decider_free(service->decider);
    store_close(service->store);
    catalogue_release(&service->catalogue);
    pack_free(service->pack);
    arena_release(&service->pack_arena);
    text_release(&service->actor);
    condition_release(&service->turn);
    mutex_release(&service->lock);
    memory_free(service);
}

// ---- status
// ----------------------------------------------------------------------------------------

static Status count_all(Service *service, ServiceStatus *status, Error *error) {
    QuarantineFilter open_rows = {0};
    AlertFilter all = ALERT_FILTER_ALL;
    const Registry *registry = facts_registry_const(service->facts);
    status->persons = (int64_t)registry_person_count(registry);
    status->households = (int64_t)registry_household_count(registry);
    Status outcome = alert_store_count(service->store, &all, &status->alerts, error);
    if (outcome == STATUS_OK) {
        outcome =
            quarantine_store_count(service->store, &open_rows, &status->quarantined_open, error);
    }
    return outcome;
}

Status service_status(Service *service, ServiceStatus *out_status, Error *error) {
    Status outcome = service_enter(service, error);
    ServiceStatus status = {.pack_name = pack_name(service->pack),
                            .pack_version = pack_version(service->pack),
                            .calendar_end = pack_calendar_end(service->pack),
                            .is_from_checkpoint = service->is_from_checkpoint};
    if (outcome == STATUS_OK) {
        status.clock = facts_clock(service->facts);
        status.batches = facts_last_batch(service->facts).number;
        status.facts_bytes = facts_memory(service->facts);
        outcome = count_all(service, &status, error);
    }
    service_leave(service);
    if (outcome == STATUS_OK) {
        *out_status = status;
    }
    return outcome;
}

void service_status_json(const ServiceStatus *status, Text *out) {
    JsonWriter writer = {.out = out};
    json_begin_object(&writer);
    view_json_text(&writer, "pack", status->pack_name);
    view_json_text(&writer, "pack_version", status->pack_version);
    view_json_date(&writer, "clock", status->clock);
    view_json_date(&writer, "calendar_end", status->calendar_end);
    const struct {
        const char *key;
        int64_t number;
    } numbers[] = {{"batches", status->batches},
                   {"persons", status->persons},
                   {"households", status->households},
                   {"alerts", status->alerts},
                   {"quarantined", status->quarantined_open},
                   {"facts_bytes", (int64_t)status->facts_bytes}};
    for (size_t i = 0; i < ARRAY_COUNT(numbers); i++) {
        view_json_number(&writer, numbers[i].key, numbers[i].number);
    }
    json_end_object(&writer);
}

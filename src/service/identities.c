// SPDX-License-Identifier: Apache-2.0
// The identity numbers, sealed in the store, for the registry in memory. A million of them take
// seconds to open: reading alerts does not need them, so a server opens them in parts beside.
#include "service/service_private.h"
#include "store/person_store.h"

typedef struct Identifying {
    Registry *registry;
    Status status;
    Error *error;
} Identifying;

static void set_identity(void *context, const PersonRow *row) {
    Identifying *identifying = context;
    if (identifying->status != STATUS_OK ||
        row->person.number > registry_person_count(identifying->registry)) {
        return; // a replay up to an earlier day does not know later persons
    }
    if (row->identity.packed != 0) {
        identifying->status = registry_set_identity(identifying->registry, row->person,
                                                    row->identity, identifying->error);
    } else {
        registry_restore_person(identifying->registry, row->person, row->birth, row->sex);
        registry_name_newborn(identifying->registry, row->person, row->name);
    }
}

static Status identify_next(Store *store, Facts *facts, PersonId *in_out_after, bool *out_is_end,
                            Error *error) {
    enum { PERSONS_AT_ONCE = 2000 }; // some milliseconds: others may wait for them
    Identifying identifying = {facts_registry(facts), STATUS_OK, error};
    PersonId before = *in_out_after;
    Status status = person_store_next_known(store, PERSONS_AT_ONCE, in_out_after, set_identity,
                                            &identifying, error);
    *out_is_end = before.number == in_out_after->number;
    return status == STATUS_OK ? identifying.status : status;
}

static Status identify(Service *service, Facts *facts, bool may_pause, Error *error) {
    Status status = STATUS_OK;
    PersonId after = {0};
    bool is_end = false;
    while (status == STATUS_OK && !is_end) {
        status = identify_next(service->store, facts, &after, &is_end, error);
        if (status == STATUS_OK && may_pause) {
            status = service_pause(service, error);
        }
    }
    return status;
}

Status service_identify(Service *service, Facts *facts, Error *error) {
    return identify(service, facts, false, error);
}

Status service_identify_pausing(Service *service, Facts *facts, Error *error) {
    return identify(service, facts, true, error);
}

static Status identify_more(Service *service, Error *error) {
    bool is_end = false;
    Status status =
        identify_next(service->store, service->facts, &service->identified, &is_end, error);
    service->has_identities = status == STATUS_OK && is_end;
    return status;
}

Status service_load_identities(Service *service, Error *error) {
    Status status = STATUS_OK;
    while (status == STATUS_OK && !service->has_identities) {
        status = identify_more(service, error);
    }
    return status;
}

void service_forget_identities(Service *service) {
    service->has_identities = false;
    service->identified = (PersonId){0};
}

Status service_settle(Service *service, bool *out_is_settled, Error *error) {
    enum { BYTES_AT_ONCE = 4 * 1024 * 1024 };
    Status status = service_enter(service, error);
    bool is_settled = status == STATUS_OK && facts_own_some(service->facts, BYTES_AT_ONCE);
    if (is_settled && !service->has_identities) {
        is_settled = false;
        status = identify_more(service, error);
    }
    service_leave(service);
    *out_is_settled = is_settled;
    return status;
}

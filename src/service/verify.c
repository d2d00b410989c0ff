// SPDX-License-Identifier: Apache-2.0
#include "service/verify.h"

#include "base/check.h"
#include "service/service_private.h"
#include "service/verify_private.h"
#include "store/audit_store.h"
#include "store/batch_store.h"
#include "store/household_store.h"

typedef struct Verifying {
    Service *service;
    VerifyReport *report;
    Facts *rebuilt;
} Verifying;

static void agree(Verifying *verifying, const char *what, int64_t count) {
    text_format(&verifying->report->lines, "ok      %s: %lld\n", what, (long long)count);
}

static void differ(Verifying *verifying, const char *what, Str difference) {
    verifying->report->failures++;
    text_format(&verifying->report->lines, "FAILED  %s: " STR_FMT "\n", what, STR_ARG(difference));
}

// ---- segments: digests, shapes, and the facts that follow from them
// ------------------------------------

static Status check_manifest(Verifying *verifying, BatchId batch, const Segment *segment,
                             Error *error) {
    CLEANUP(arena_release) Arena arena = {0};
    BatchRow row;
    Status status = batch_store_get(verifying->service->store, batch, &arena, &row, error);
    if (status != STATUS_OK) {
        return status;
    }
    bool is_right = segment->head.batch.number == batch.number &&
                    str_equal(segment->head.feed, row.feed) &&
                    segment->head.delivered.days == row.delivered.days &&
                    segment->head.clock.days == row.clock.days &&
                    (int64_t)segment->rows.row_count == row.accepted &&
                    row.rows_read == row.accepted + row.unchanged + row.quarantined;
    return is_right ? STATUS_OK
                    : error_set(error, STATUS_CORRUPT, "the manifest and the segment do not agree");
}

static Status check_segment(Verifying *verifying, BatchId batch, Text *bytes, Error *error) {
    text_clear(bytes);
    CLEANUP(segment_release) Segment segment = {0};
    Status status = batch_store_segment(verifying->service->store, batch, bytes, error);
    if (status == STATUS_OK) {
        status = segment_decode(text_str(bytes), &segment, error);
    }
    if (status == STATUS_OK) {
        status = check_manifest(verifying, batch, &segment, error);
    }
    if (status == STATUS_OK) {
        verifying->report->segments++;
        verifying->report->rows += (int64_t)segment.rows.row_count;
        status = facts_apply(verifying->rebuilt, &segment, error);
    }
    return status;
}

static bool check_archive(Verifying *verifying, Error *error) {
    BatchId newest = {0};
    CLEANUP(text_release) Text bytes = {.limit = SIZE_MAX};
    Status status = batch_store_newest(verifying->service->store, &newest, error);
    for (uint32_t number = 1; status == STATUS_OK && number <= newest.number; number++) {
        status = check_segment(verifying, (BatchId){number}, &bytes, error);
        if (status != STATUS_OK) {
            error_prefix(error, "batch %u: ", number);
        }
    }
    if (status != STATUS_OK) {
        differ(verifying, "archive", str_from(error->message));
        return false;
    }
    agree(verifying, "segments whose digest, columns and manifest agree",
          verifying->report->segments);
    agree(verifying, "archived rows", verifying->report->rows);
    return true;
}

static void check_facts(Verifying *verifying, Error *error) {
    CLEANUP(text_release) Text difference = {0};
    if (service_identify(verifying->service, verifying->rebuilt, error) != STATUS_OK ||
        service_load_identities(verifying->service, error) != STATUS_OK) {
        differ(verifying, "identity numbers", str_from(error->message));
        return;
    }
    if (facts_equal(verifying->service->facts, verifying->rebuilt, &difference)) {
        agree(verifying, "persons whose facts, recomputed from the archive, are the same",
              (int64_t)registry_person_count(facts_registry_const(verifying->rebuilt)));
    } else {
        differ(verifying, "facts recomputed from the archive", text_str(&difference));
    }
}

// ---- the registry in the store against the one that follows from the archive
// ----------------------------

typedef struct Comparing {
    const Registry *registry;
    int64_t count;
    int64_t open_members;
    Text difference; // of the first that differs
} Comparing;

static void compare_person(void *context, const PersonRow *row) {
    Comparing *comparing = context;
    comparing->count++;
    if (row->person.number == 0 ||
        row->person.number > registry_person_count(comparing->registry)) {
        text_format(&comparing->difference, "person %u is not in the archive; ",
                    row->person.number);
        return;
    }
    const Person *person = registry_person(comparing->registry, row->person);
    if (comparing->difference.length == 0 &&
        (person->death.days != row->death.days || person->birth.days != row->birth.days ||
         person->sex != (uint8_t)row->sex || person->death_sources != row->death_sources)) {
        text_format(&comparing->difference, "person %u: birth, death or sex differ; ",
                    row->person.number);
    }
}

static void compare_household(void *context, const HouseholdStoreRow *row) {
    Comparing *comparing = context;
    comparing->count++;
    bool is_known = row->household.number != 0 &&
                    row->household.number <= registry_household_count(comparing->registry);
    const Household *household =
        is_known ? registry_household(comparing->registry, row->household) : NULL;
    if (comparing->difference.length == 0 &&
        (!is_known || !str_equal(household->number, row->number) ||
         household->region.code != row->region.code || household->is_closed != row->is_closed)) {
        text_format(&comparing->difference, "household %u differs; ", row->household.number);
    }
}

static void compare_member(void *context, const MemberRow *row) {
    Comparing *comparing = context;
    const Registry *registry = comparing->registry;
    comparing->count++;
    bool is_known = row->person.person.number != 0 &&
                    row->person.person.number <= registry_person_count(registry);
    uint32_t at = is_known ? registry_person(registry, row->person.person)->first_member : 0;
    while (at != 0) {
        const Member *member = registry_member(registry, at);
        if (member->household.number == row->household.number &&
            member->from.days == row->from.days && member->to.days == row->to.days &&
            member->relation == (uint8_t)row->relation) {
            return;
        }
        at = member->next_of_person;
    }
    if (comparing->difference.length == 0) {
        text_format(&comparing->difference, "a membership of person %u in household %u differs; ",
                    row->person.person.number, row->household.number);
    }
}

static void conclude(Verifying *verifying, const char *what, Comparing *comparing, int64_t expected,
                     Status status, const Error *error) {
    if (status != STATUS_OK) {
        differ(verifying, what, str_from(error->message));
    } else if (comparing->difference.length > 0) {
        differ(verifying, what, text_str(&comparing->difference));
    } else if (comparing->count != expected) {
        text_format(&comparing->difference, "the store has %lld, the archive %lld",
                    (long long)comparing->count, (long long)expected);
        differ(verifying, what, text_str(&comparing->difference));
    } else {
        agree(verifying, what, comparing->count);
    }
    text_release(&comparing->difference);
}

static int64_t count_memberships(const Registry *registry) {
    int64_t count = 0;
    for (uint32_t number = 1; number <= registry_person_count(registry); number++) {
        uint32_t at = registry_person(registry, (PersonId){number})->first_member;
        while (at != 0) {
            count++;
            at = registry_member(registry, at)->next_of_person;
        }
    }
    return count;
}

static void check_registry(Verifying *verifying, Error *error) {
    Store *store = verifying->service->store;
    const Registry *registry = facts_registry_const(verifying->rebuilt);
    Comparing persons = {.registry = registry};
    Status status = person_store_each(store, compare_person, &persons, error);
    verifying->report->persons = persons.count;
    if (status == STATUS_OK) {
        status = person_store_check_hashes(store, error);
    }
    conclude(verifying, "persons in the store, same as the archive says", &persons,
             (int64_t)registry_person_count(registry), status, error);
    Comparing households = {.registry = registry};
    status = household_store_each(store, compare_household, &households, error);
    verifying->report->households = households.count;
    conclude(verifying, "households in the store, same as the archive says", &households,
             (int64_t)registry_household_count(registry), status, error);
    Comparing members = {.registry = registry};
    status = household_store_each_member(store, compare_member, &members, error);
    conclude(verifying, "memberships in the store, same as the archive says", &members,
             count_memberships(registry), status, error);
}

static void check_contents(Verifying *verifying, Error *error) {
    ContentsReport found = {0};
    if (verify_contents(verifying->service->store, &found, error) != STATUS_OK) {
        differ(verifying, "batches, alerts and quarantine", str_from(error->message));
        return;
    }
    agree(verifying, "batches that are as their audit lines say", found.batches);
    agree(verifying, "alerts, same as were raised", found.alerts);
    agree(verifying, "quarantined rows, same as were put aside", found.quarantined);
}

static void check_audit(Verifying *verifying, Error *error) {
    if (audit_store_verify(verifying->service->store, &verifying->report->audit_lines, error) !=
        STATUS_OK) {
        differ(verifying, "audit trail", str_from(error->message));
    } else {
        agree(verifying, "audit lines in an unbroken chain", verifying->report->audit_lines);
    }
}

Status verify_county(Service *service, VerifyReport *out_report, Error *error) {
    VerifyReport report = {0};
    Verifying verifying = {.service = service, .report = &report};
    Status status = service_enter(service, error);
    if (status == STATUS_OK) {
        verifying.rebuilt = facts_new(service->pack);
        Error found = {0}; // what verify finds is its report, not its failure
        if (check_archive(&verifying, &found)) {
            check_facts(&verifying, &found);
            check_registry(&verifying, &found);
        }
        check_contents(&verifying, &found);
        check_audit(&verifying, &found);
        facts_free(verifying.rebuilt);
    }
    service_leave(service);
    if (status != STATUS_OK) {
        verify_report_release(&report);
        return status;
    }
    *out_report = report;
    return STATUS_OK;
}

void verify_report_release(VerifyReport *report) {
    text_release(&report->lines);
}

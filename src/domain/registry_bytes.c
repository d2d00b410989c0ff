// SPDX-License-Identifier: Apache-2.0
// The registry as bytes: a head, then arrays of plain records in the order of this machine. The
// bytes are a cache that may be thrown away, so there is one version of them and no conversion.
#include "base/check.h"
#include "base/memory.h"
#include "domain/registry_private.h"
#include <string.h>

typedef struct BytesHead {
    uint64_t person_count, household_count, member_count, text_length;
} BytesHead;
typedef struct PersonRecord { // without the identity number
    int32_t birth, death;
    uint32_t household, first_member, sex, death_sources;
} PersonRecord;
typedef struct HouseholdRecord {
    int64_t region;
    uint32_t number_length, first_member;
    uint64_t is_closed;
} HouseholdRecord;
typedef struct MemberRecord {
    uint32_t person, household;
    int32_t from, to;
    uint32_t next_of_person, next_of_household, relation;
} MemberRecord;

static void append(Text *out, const void *record, size_t size) {
    text_append(out, (Str){record, size});
}

void registry_write(const Registry *registry, Text *out) {
    BytesHead head = {registry->person_count, registry->household_count, registry->member_count, 0};
    for (size_t i = 1; i < registry->household_count; i++) {
        head.text_length += registry->households[i].number.length;
    }
    append(out, &head, sizeof head);
    for (size_t i = 1; i < registry->person_count; i++) {
        const Person *p = &registry->persons[i];
        PersonRecord record = {p->birth.days,   p->death.days, p->household.number,
                               p->first_member, p->sex,        p->death_sources};
        append(out, &record, sizeof record);
    }
    for (size_t i = 1; i < registry->household_count; i++) {
        const Household *h = &registry->households[i];
        HouseholdRecord record = {h->region.code, (uint32_t)h->number.length, h->first_member,
                                  h->is_closed};
        append(out, &record, sizeof record);
    }
    for (size_t i = 0; i < registry->member_count; i++) {
        const Member *m = &registry->members[i];
        MemberRecord record = {m->person.number,  m->household.number,  m->from.days, m->to.days,
                               m->next_of_person, m->next_of_household, m->relation};
        append(out, &record, sizeof record);
    }
    for (size_t i = 1; i < registry->household_count; i++) {
        text_append(out, registry->households[i].number);
    }
}

static Status corrupt(Error *error, const char *what) {
    return error_set(error, STATUS_CORRUPT, "the registry's bytes: %s; rebuild from the archive",
                     what);
}

// Takes size bytes off the front; the lengths were checked before.
static void take(Str *bytes, void *out, size_t size) {
    CHECK(size <= bytes->length);
    memcpy(out, bytes->data, size);
    *bytes = str_slice(*bytes, size, bytes->length);
}

static bool head_fits(const BytesHead *head, size_t length) {
    if (head->person_count == 0 || head->household_count == 0 || head->person_count > UINT32_MAX ||
        head->household_count > UINT32_MAX || head->member_count > UINT32_MAX ||
        head->text_length > length) {
        return false;
    }
    return (head->person_count - 1) * sizeof(PersonRecord) +
               (head->household_count - 1) * sizeof(HouseholdRecord) +
               head->member_count * sizeof(MemberRecord) + head->text_length ==
           length;
}

static void read_persons(Registry *registry, const BytesHead *head, Str *bytes) {
    registry->person_count = registry->person_capacity = (size_t)head->person_count;
    registry->persons = memory_grow(registry->persons, registry->person_count, sizeof(Person));
    for (size_t i = 1; i < registry->person_count; i++) {
        PersonRecord record;
        take(bytes, &record, sizeof record);
        registry->persons[i] = (Person){.birth = {record.birth},
                                        .death = {record.death},
                                        .household = {record.household},
                                        .first_member = record.first_member,
                                        .sex = (uint8_t)record.sex,
                                        .death_sources = (uint8_t)record.death_sources};
    }
}

static void read_members(Registry *registry, const BytesHead *head, Str *bytes) {
    registry->member_count = registry->member_capacity = (size_t)head->member_count;
    registry->members = memory_grow(registry->members, registry->member_count, sizeof(Member));
    for (size_t i = 0; i < registry->member_count; i++) {
        MemberRecord record;
        take(bytes, &record, sizeof record);
        registry->members[i] = (Member){.person = {record.person},
                                        .household = {record.household},
                                        .from = {record.from},
                                        .to = {record.to},
                                        .next_of_person = record.next_of_person,
                                        .next_of_household = record.next_of_household,
                                        .relation = (uint8_t)record.relation};
    }
}

static Status read_households(Registry *registry, const BytesHead *head, Str *bytes, Error *error) {
    size_t count = (size_t)head->household_count;
    size_t records = (count - 1) * sizeof(HouseholdRecord);
    Str record_bytes = str_slice(*bytes, 0, records);
    Str texts = str_slice(*bytes, bytes->length - (size_t)head->text_length, bytes->length);
    *bytes = str_slice(*bytes, records, bytes->length);
    registry_reserve_households(registry, count);
    for (size_t i = 1; i < count; i++) {
        HouseholdRecord record;
        take(&record_bytes, &record, sizeof record);
        if (record.number_length > texts.length) {
            return corrupt(error, "a household number is longer than what is there");
        }
        Str number = str_slice(texts, 0, record.number_length);
        texts = str_slice(texts, record.number_length, texts.length);
        HouseholdId id = registry_put_household(registry, number, (Region){record.region});
        if (id.number != i) {
            return corrupt(error, "two households have one number");
        }
        registry->households[i].first_member = record.first_member;
        registry->households[i].is_closed = record.is_closed != 0;
    }
    return STATUS_OK;
}

// A date with which one can reckon.
static bool is_plausible(Date date) {
    enum { DAYS_MAX = 366 * 10000 };
    return date.days == DATE_NONE.days || date.days == DATE_FOREVER.days ||
           (date.days > -DAYS_MAX && date.days < DAYS_MAX);
}

// Links point at members that exist and only backwards, so that no walk leaves the array or turns
// in a circle.
static bool links_hold(const Registry *registry) {
    for (size_t i = 1; i < registry->person_count; i++) {
        const Person *person = &registry->persons[i];
        if (person->first_member > registry->member_count ||
            person->household.number >= registry->household_count || !is_plausible(person->birth) ||
            !is_plausible(person->death)) {
            return false;
        }
    }
    for (size_t i = 1; i < registry->household_count; i++) {
        if (registry->households[i].first_member > registry->member_count) {
            return false;
        }
    }
    for (size_t i = 0; i < registry->member_count; i++) {
        const Member *member = &registry->members[i];
        if (member->next_of_person > i || member->next_of_household > i ||
            member->person.number >= registry->person_count ||
            member->household.number >= registry->household_count) {
            return false;
        }
    }
    return true;
}

Status registry_read(Registry *registry, Str bytes, Error *error) {
    CHECK(registry->person_count == 1 && registry->household_count == 1);
    BytesHead head;
    if (bytes.length < sizeof head) {
        return corrupt(error, "they are cut off");
    }
    take(&bytes, &head, sizeof head);
    if (!head_fits(&head, bytes.length)) {
        return corrupt(error, "the counts do not agree with the length");
    }
    read_persons(registry, &head, &bytes);
    Status status = read_households(registry, &head, &bytes, error);
    if (status != STATUS_OK) {
        return status;
    }
    read_members(registry, &head, &bytes);
    return links_hold(registry) ? STATUS_OK : corrupt(error, "a link leads nowhere");
}

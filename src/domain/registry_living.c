// SPDX-License-Identifier: Apache-2.0
// Who lives where: memberships, births, deaths. docs/monitoring.md section 3.
#include "base/check.h"
#include "base/memory.h"
#include "domain/registry_private.h"

static bool is_forever(const Member *member) {
    return member->to.days == DATE_FOREVER.days;
}

static bool covers(const Member *member, Date date) {
    return member->from.days <= date.days && date.days < member->to.days;
}

// Index + 1 of the membership that covers the date; 0 none.
static uint32_t member_on(const Registry *registry, PersonId person, Date date) {
    uint32_t at = registry_person(registry, person)->first_member;
    while (at != 0 && !covers(registry_member(registry, at), date)) {
        at = registry_member(registry, at)->next_of_person;
    }
    return at;
}

HouseholdId registry_household_on(const Registry *registry, PersonId person, Date date) {
    uint32_t at = member_on(registry, person, date);
    HouseholdId nowhere = {0};
    return at == 0 ? nowhere : registry_member(registry, at)->household;
}

// A household without an open membership is closed.
static void household_refresh(Registry *registry, HouseholdId id) {
    Household *household = registry_edit_household(registry, id);
    uint32_t at = household->first_member;
    while (at != 0 && !is_forever(registry_member(registry, at))) {
        at = registry_member(registry, at)->next_of_household;
    }
    bool is_closed = at == 0;
    if (household->is_closed != is_closed) {
        household->is_closed = is_closed;
        registry_log(registry, (RegistryChange){.kind = CHANGE_HOUSEHOLD_UPDATED, .household = id});
    }
}

static void person_refresh(Registry *registry, PersonId id) {
    Person *person = registry_edit_person(registry, id);
    uint32_t at = person->first_member;
    while (at != 0 && !is_forever(registry_member(registry, at))) {
        at = registry_member(registry, at)->next_of_person;
    }
    HouseholdId nowhere = {0};
    person->household = at == 0 ? nowhere : registry_member(registry, at)->household;
}

static void member_log(Registry *registry, RegistryChangeKind kind, uint32_t at, Date date) {
    const Member *member = registry_member(registry, at);
    registry_log(registry, (RegistryChange){.kind = kind,
                                            .person = member->person,
                                            .household = member->household,
                                            .date = date,
                                            .member = at - 1});
}

static void member_end(Registry *registry, uint32_t at, Date date) {
    Member *member = &registry->members[at - 1];
    member->to = date;
    member_log(registry, CHANGE_MEMBER_LEFT, at, date);
    person_refresh(registry, member->person);
    household_refresh(registry, member->household);
}

static void member_relate(Registry *registry, uint32_t at, Relation relation) {
    Member *member = &registry->members[at - 1];
    if (member->relation != (uint8_t)relation) {
        member->relation = (uint8_t)relation;
        member_log(registry, CHANGE_MEMBER_RELATION, at, member->from);
    }
}

// The beginning of the person's next known membership after the date.
static Date next_beginning(const Registry *registry, PersonId person, Date date) {
    Date next = DATE_FOREVER;
    for (uint32_t at = registry_person(registry, person)->first_member; at != 0;) {
        const Member *member = registry_member(registry, at);
        bool is_empty = member->from.days == member->to.days;
        if (!is_empty && member->from.days > date.days && member->from.days < next.days) {
            next = member->from;
        }
        at = member->next_of_person;
    }
    return next;
}

// Left on the day he came, a person has a membership of no day; index + 1 of that one, 0 none.
static uint32_t member_of_no_day(const Registry *registry, PersonId person, HouseholdId household,
                                 Date from) {
    uint32_t at = registry_person(registry, person)->first_member;
    while (at != 0) {
        const Member *member = registry_member(registry, at);
        if (member->household.number == household.number && member->from.days == from.days) {
            CHECK(member->to.days == from.days);
            return at;
        }
        at = member->next_of_person;
    }
    return 0;
}

static uint32_t member_add(Registry *registry, PersonId person, HouseholdId household, Date from) {
    CHECK(registry->member_count < UINT32_MAX - 1);
    registry->members = registry_grow(registry->members, registry->member_count,
                                      &registry->member_capacity, sizeof(Member));
    uint32_t at = (uint32_t)++registry->member_count;
    registry->members[at - 1] = (Member){
        .person = person,
        .household = household,
        .from = from,
        .next_of_person = registry_person(registry, person)->first_member,
        .next_of_household = registry_household(registry, household)->first_member,
    };
    registry_edit_person(registry, person)->first_member = at;
    registry_edit_household(registry, household)->first_member = at;
    return at;
}

// Coming back on the day he left opens the same membership again: person, household and first day
// name one membership, here and in the store.
static void member_join(Registry *registry, PersonId person, HouseholdId household, Date from,
                        Relation relation) {
    uint32_t current = member_on(registry, person, from);
    if (current != 0) {
        if (registry_member(registry, current)->household.number == household.number) {
            member_relate(registry, current, relation);
            return;
        }
        member_end(registry, current, from);
    }
    uint32_t at = member_of_no_day(registry, person, household, from);
    if (at == 0) {
        at = member_add(registry, person, household, from);
    }
    Member *member = &registry->members[at - 1];
    member->to = next_beginning(registry, person, from);
    member->relation = (uint8_t)relation;
    member_log(registry, CHANGE_MEMBER_JOINED, at, from);
    if (!is_forever(member)) {
        member_log(registry, CHANGE_MEMBER_LEFT, at, member->to);
    }
    person_refresh(registry, person);
    household_refresh(registry, household);
}

// ---- F06

static void household_move(Registry *registry, HouseholdId id, Region region) {
    Household *household = registry_edit_household(registry, id);
    if (household->region.code != region.code) {
        household->region = region;
        registry_log(registry, (RegistryChange){.kind = CHANGE_HOUSEHOLD_UPDATED, .household = id});
    }
}

static void household_enter(Registry *registry, const HouseholdRow *row) {
    HouseholdId id = registry_find_household(registry, row->household_no);
    if (id.number == 0) {
        id = registry_put_household(registry, row->household_no, row->region);
        registry_log(registry, (RegistryChange){.kind = CHANGE_HOUSEHOLD_ADDED, .household = id});
    }
    household_move(registry, id, row->region);
    member_join(registry, row->person, id, row->date, row->relation);
}

void registry_apply_household_row(Registry *registry, const HouseholdRow *row) {
    if (row->change == HOUSEHOLD_IN) {
        household_enter(registry, row);
        return;
    }
    if (row->change == HOUSEHOLD_DEATH) {
        registry_apply_death(registry, row->person, row->date, DEATH_SOURCE_REGISTER);
        return;
    }
    HouseholdId id = registry_find_household(registry, row->household_no);
    uint32_t at = member_on(registry, row->person, row->date);
    if (id.number == 0 || at == 0 || registry_member(registry, at)->household.number != id.number) {
        return; // he is not in that household on that day: nothing to end or to change
    }
    if (row->change == HOUSEHOLD_OUT) {
        member_end(registry, at, row->date);
    } else {
        household_move(registry, id, row->region);
        member_relate(registry, at, row->relation);
    }
}

// ---- F03, F04

void registry_apply_death(Registry *registry, PersonId id, Date date, DeathSource source) {
    Person *person = registry_edit_person(registry, id);
    bool is_earlier = person->death.days == DATE_NONE.days || date.days < person->death.days;
    bool is_new_source = (person->death_sources & source) == 0;
    if (!is_earlier && !is_new_source) {
        return;
    }
    if (is_earlier) {
        person->death = date;
    }
    person->death_sources |= (uint8_t)source;
    registry_log(registry,
                 (RegistryChange){.kind = CHANGE_PERSON_DIED, .person = id, .date = person->death});
}

// What the child of this member is to the head.
static Relation relation_of_child(const Registry *registry, PersonId parent) {
    uint32_t at = registry_person(registry, parent)->first_member;
    while (at != 0 && !is_forever(registry_member(registry, at))) {
        at = registry_member(registry, at)->next_of_person;
    }
    Relation relation =
        at == 0 ? RELATION_OTHER : (Relation)registry_member(registry, at)->relation;
    if (relation == RELATION_HEAD || relation == RELATION_SPOUSE) {
        return RELATION_CHILD;
    }
    return relation == RELATION_CHILD ? RELATION_GRANDCHILD : RELATION_OTHER;
}

HouseholdId registry_apply_birth(Registry *registry, PersonId child, PersonId mother,
                                 PersonId father, Date birth) {
    Person *person = registry_edit_person(registry, child);
    if (person->birth.days == DATE_NONE.days) {
        person->birth = birth;
    }
    if (person->household.number != 0) {
        return person->household;
    }
    PersonId parent = mother;
    if (registry_person(registry, parent)->household.number == 0) {
        parent = father;
    }
    HouseholdId household = registry_person(registry, parent)->household;
    if (household.number != 0) {
        member_join(registry, child, household, birth, relation_of_child(registry, parent));
    }
    return household;
}

// ---- reading households

MemberCursor registry_counted_members(const Registry *registry, HouseholdId household, Date date) {
    return (MemberCursor){.registry = registry,
                          .next = registry_household(registry, household)->first_member,
                          .date = date,
                          .month_first = month_first_day(month_of(date)),
                          .month_last = month_last_day(month_of(date)),
                          .counted_only = true};
}

MemberCursor registry_living_members(const Registry *registry, HouseholdId household, Date date) {
    return (MemberCursor){.registry = registry,
                          .next = registry_household(registry, household)->first_member,
                          .date = date};
}

static bool is_counted(const Person *person, const MemberCursor *cursor) {
    bool is_born = person->birth.days <= cursor->month_last.days; // DATE_NONE is: not known
    bool is_dead =
        person->death.days != DATE_NONE.days && person->death.days < cursor->month_first.days;
    return is_born && !is_dead;
}

static bool is_living(const Person *person, Date date) {
    return person->death.days == DATE_NONE.days || person->death.days > date.days;
}

const Member *member_next(MemberCursor *cursor) {
    while (cursor->next != 0) {
        const Member *member = registry_member(cursor->registry, cursor->next);
        const Person *person = registry_person(cursor->registry, member->person);
        cursor->next = member->next_of_household;
        bool is_wanted =
            cursor->counted_only ? is_counted(person, cursor) : is_living(person, cursor->date);
        if (covers(member, cursor->date) && is_wanted) {
            return member;
        }
    }
    return NULL;
}

PersonId registry_head(const Registry *registry, HouseholdId household, Date date) {
    for (uint32_t at = registry_household(registry, household)->first_member; at != 0;) {
        const Member *member = registry_member(registry, at);
        if (covers(member, date) && member->relation == RELATION_HEAD) {
            return member->person;
        }
        at = member->next_of_household;
    }
    return (PersonId){0};
}

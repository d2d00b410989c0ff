// SPDX-License-Identifier: Apache-2.0
// Built-in facts: what the registry knows by itself.
#include "base/check.h"
#include "facts/facts_private.h"

static int64_t members_count(MemberCursor cursor) {
    int64_t count = 0;
    while (member_next(&cursor) != NULL) {
        count++;
    }
    return count;
}

static int64_t children_added(const Facts *facts, HouseholdId household) {
    int64_t count = 0;
    for (size_t i = 0; i < facts->births.count; i++) {
        const HouseholdId *born = vector_at(&facts->births, i);
        count += born->number == household.number;
    }
    return count;
}

static bool is_head(const Registry *registry, PersonId person, Date date) {
    for (uint32_t at = registry_person(registry, person)->first_member; at != 0;) {
        const Member *member = registry_member(registry, at);
        if (member->from.days <= date.days && date.days < member->to.days) {
            return member->relation == RELATION_HEAD;
        }
        at = member->next_of_person;
    }
    return false;
}

Scalar built_in_person(const Facts *facts, FactBuiltIn built_in, PersonId id, Date clock) {
    const Registry *registry = facts->registry;
    if (id.number > registry_person_count(registry)) {
        id = (PersonId){0}; // somebody of whom nothing is known yet: the blank person
    }
    const Person *person = registry_person(registry, id);
    bool is_dead = person->death.days != DATE_NONE.days && person->death.days <= clock.days;
    switch (built_in) {
    case BUILT_IN_AGE:
        if (person->birth.days == DATE_NONE.days || person->birth.days > clock.days) {
            return SCALAR_NONE;
        }
        return scalar_integer(date_age_in_years(person->birth, clock));
    case BUILT_IN_IS_DEAD: return scalar_boolean(is_dead);
    case BUILT_IN_DEATH_DATE: return is_dead ? scalar_date(person->death) : SCALAR_NONE;
    case BUILT_IN_DEATH_SOURCES:
        return scalar_integer(__builtin_popcount((unsigned)person->death_sources));
    case BUILT_IN_IS_HEAD: return scalar_boolean(is_head(registry, id, clock));
    case BUILT_IN_NAMED_IN_CARE: // asks for a decision: reader.c
    case BUILT_IN_COUNTED_MEMBERS:
    case BUILT_IN_LIVING_MEMBERS:
    case BUILT_IN_CHILDREN_ADDED:
    case BUILT_IN_NONE: break;
    }
    return SCALAR_NONE;
}

Scalar built_in_household(const Facts *facts, FactBuiltIn built_in, HouseholdId id, Date clock) {
    const Registry *registry = facts->registry;
    switch (built_in) {
    case BUILT_IN_COUNTED_MEMBERS:
        return scalar_integer(members_count(registry_counted_members(registry, id, clock)));
    case BUILT_IN_LIVING_MEMBERS:
        return scalar_integer(members_count(registry_living_members(registry, id, clock)));
    case BUILT_IN_CHILDREN_ADDED: return scalar_integer(children_added(facts, id));
    case BUILT_IN_AGE:
    case BUILT_IN_IS_DEAD:
    case BUILT_IN_DEATH_DATE:
    case BUILT_IN_DEATH_SOURCES:
    case BUILT_IN_IS_HEAD:
    case BUILT_IN_NAMED_IN_CARE:
    case BUILT_IN_NONE: break;
    }
    return SCALAR_NONE;
}

// SPDX-License-Identifier: Apache-2.0
// Persons and households (docs/monitoring.md section 3).
#include "generate/oracle_private.h"

static int32_t birth_in(uint64_t packed) { // digits 7 to 14 of the number
    uint64_t digits = packed / 11 / 1000 % 100000000;
    int year = (int)(digits / 10000);
    int month = (int)(digits / 100 % 100);
    int day = (int)(digits % 100);
    return date_is_real(year, month, day) ? date_make(year, month, day).days : 0;
}

static uint8_t sex_in(uint64_t packed) {
    return packed / 11 % 2 == 1 ? GENDER_MALE : GENDER_FEMALE;
}

uint32_t people_find(const Oracle *oracle, uint64_t id) {
    return id == 0 ? 0 : table_find(&oracle->ids, id);
}

static uint32_t people_add(Oracle *oracle, uint64_t id, NameId name) {
    oracle->persons = room_for(oracle->persons, oracle->person_count, &oracle->person_capacity,
                               sizeof *oracle->persons);
    oracle->persons[oracle->person_count++] =
        (KnownPerson){.id = id, .name = name, .death = ALIVE, .pension_month = INT32_MIN};
    uint32_t person = (uint32_t)oracle->person_count;
    if (id != 0) {
        known(oracle, person)->birth = birth_in(id);
        known(oracle, person)->sex = sex_in(id);
        table_put(&oracle->ids, id, person);
    }
    return person;
}

uint32_t people_find_or_add(Oracle *oracle, uint64_t id, NameId name) {
    uint32_t person = people_find(oracle, id);
    return person != 0 || id == 0 ? person : people_add(oracle, id, name);
}

// ---- memberships
static Stay *stay_covering(const Oracle *oracle, uint32_t person, int32_t day) {
    for (uint32_t at = known(oracle, person)->stay; at != 0;
         at = oracle->stays[at - 1].next_of_person) {
        Stay *stay = &oracle->stays[at - 1];
        if (stay->from <= day && day < stay->to) {
            return stay;
        }
    }
    return NULL;
}

uint32_t house_on(const Oracle *oracle, uint32_t person, Date day) {
    const Stay *stay = person == 0 ? NULL : stay_covering(oracle, person, day.days);
    return stay == NULL ? 0 : stay->house;
}

uint8_t relation_on(const Oracle *oracle, uint32_t person, Date day) {
    const Stay *stay = stay_covering(oracle, person, day.days);
    return stay == NULL ? 0 : stay->relation;
}

static uint32_t house_of_number(Oracle *oracle, uint64_t number) {
    uint32_t house = table_find(&oracle->house_numbers, number);
    if (house != 0) {
        return house;
    }
    oracle->houses = room_for(oracle->houses, oracle->house_count, &oracle->house_capacity,
                              sizeof *oracle->houses);
    oracle->houses[oracle->house_count++] = (KnownHouse){.number = number};
    table_put(&oracle->house_numbers, number, (uint32_t)oracle->house_count);
    return (uint32_t)oracle->house_count;
}

static void stay_begin(Oracle *oracle, uint32_t person, uint32_t house, int32_t from,
                       uint8_t relation) {
    Stay *current = stay_covering(oracle, person, from);
    if (current != NULL && current->house == house) {
        current->relation = relation;
        return;
    }
    if (current != NULL) {
        current->to = from;
    }
    int32_t to = FOREVER;
    for (uint32_t at = known(oracle, person)->stay; at != 0;
         at = oracle->stays[at - 1].next_of_person) {
        const Stay *later = &oracle->stays[at - 1];
        if (later->from > from && later->to > later->from && later->from < to) {
            to = later->from;
        }
    }
    oracle->stays =
        room_for(oracle->stays, oracle->stay_count, &oracle->stay_capacity, sizeof *oracle->stays);
    oracle->stays[oracle->stay_count++] = (Stay){.person = person,
                                                 .house = house,
                                                 .from = from,
                                                 .to = to,
                                                 .next_of_person = known(oracle, person)->stay,
                                                 .next_of_house = oracle->houses[house - 1].stay,
                                                 .relation = relation};
    known(oracle, person)->stay = (uint32_t)oracle->stay_count;
    oracle->houses[house - 1].stay = (uint32_t)oracle->stay_count;
}

static void stay_end(Oracle *oracle, uint32_t person, uint32_t house, int32_t day) {
    Stay *current = stay_covering(oracle, person, day);
    if (current != NULL && current->house == house) {
        current->to = day;
    }
}

// ---- newborns
// The child without number of this household whom a new number is about.
static uint32_t newborn_find(const Oracle *oracle, uint32_t house, const RowHukou *row) {
    uint32_t found = 0;
    uint32_t named = 0;
    int candidates = 0;
    for (uint32_t at = oracle->houses[house - 1].stay; at != 0;
         at = oracle->stays[at - 1].next_of_house) {
        uint32_t person = oracle->stays[at - 1].person;
        const KnownPerson *child = known(oracle, person);
        bool is_member = house_on(oracle, person, oracle->clock) == house;
        if (child->id == 0 && is_member && child->birth == birth_in(row->id) &&
            child->sex == sex_in(row->id)) {
            candidates++;
            found = person;
            named = child->name == row->name ? person : named;
        }
    }
    return candidates > 1 ? named : found;
}

uint32_t people_take_birth(Oracle *oracle, const RowBirth *row) {
    uint32_t mother = people_find_or_add(oracle, row->mother, row->mother_name);
    uint32_t father = people_find_or_add(oracle, row->father, row->father_name);
    uint32_t house = house_on(oracle, mother, oracle->clock);
    if (house == 0) {
        house = house_on(oracle, father, oracle->clock);
    }
    uint32_t child = people_add(oracle, 0, row->child_name);
    int32_t birth = (int32_t)(row->time / 86400);
    known(oracle, child)->birth = birth;
    known(oracle, child)->sex = row->sex;
    if (house != 0) {
        stay_begin(oracle, child, house, birth, RELATIONSHIP_CHILD);
        KnownHouse *home = &oracle->houses[house - 1];
        home->born = home->born_in == oracle->batch ? home->born + 1 : 1;
        home->born_in = oracle->batch;
    }
    return child;
}

void people_take_death(Oracle *oracle, uint32_t person, int32_t date) {
    KnownPerson *dead = known(oracle, person);
    dead->death = date < dead->death ? date : dead->death;
}

static uint32_t hukou_person(Oracle *oracle, const RowHukou *row, uint32_t house, bool joins) {
    uint32_t person = people_find(oracle, row->id);
    if (person != 0) {
        return person;
    }
    uint32_t child = joins ? newborn_find(oracle, house, row) : 0;
    if (child == 0) {
        return people_add(oracle, row->id, row->name);
    }
    known(oracle, child)->id = row->id;
    table_put(&oracle->ids, row->id, child);
    return child;
}

uint32_t people_take_hukou(Oracle *oracle, const RowHukou *row) {
    uint32_t house = house_of_number(oracle, row->household);
    bool joins =
        row->change == HUKOU_INITIAL || row->change == HUKOU_IN || row->change == HUKOU_RESTORE;
    uint32_t person = hukou_person(oracle, row, house, joins);
    if (joins) {
        stay_begin(oracle, person, house, row->date, row->relation);
    } else if (row->change == HUKOU_UPDATE) {
        Stay *stay = stay_covering(oracle, person, row->date);
        if (stay != NULL && stay->house == house) {
            stay->relation = row->relation;
        }
    } else if (row->change == HUKOU_CANCEL && row->reason == REASON_DEATH) {
        people_take_death(oracle, person, row->date);
    } else {
        stay_end(oracle, person, house, row->date);
    }
    return person;
}

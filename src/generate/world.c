// SPDX-License-Identifier: Apache-2.0
// People and households: ages, relations, numbers, villages.
#include "base/check.h"
#include "base/identity.h"
#include "base/memory.h"
#include "generate/county.h"

enum { SEQUENCES = 1000, VILLAGES = 3, DAYS_PER_YEAR = 365 };

void county_init(County *county, const GenerateOptions *options) {
    *county = (County){.seed = options->seed,
                       .region6 = options->region6 == 0 ? 330303 : options->region6,
                       .from = options->from,
                       .to = options->to};
    uint32_t employers = (uint32_t)(options->persons / 60) + 8;
    county->employers = employers < 60000 ? employers : 60000;
    county->firms = 100000;
    Date first = month_first_day((Month){options->from.months - 1});
    mail_init(&county->mail, options->seed, first, month_last_day(options->to));
}

void county_release(County *county) {
    mail_release(&county->mail);
    map_release(&county->numbers);
    memory_free(county->persons);
    memory_free(county->homes);
    *county = (County){0};
}

int person_age(const Person *person, int32_t on) {
    return date_age_in_years((Date){person->birth}, (Date){on});
}

bool person_is_here(const Person *person) {
    return person->home != NOBODY && person->death == 0;
}

uint64_t home_address(const Home *home) {
    return (uint64_t)home->region % 1000000 * 10000 + home->house;
}

uint32_t county_add_home(County *county, Rng *rng) {
    static const int STREETS[] = {1, 2, 3, 4, 6, 7, 12, 13, 14, 15};
    county->homes = array_reserve(county->homes, county->home_count, &county->home_capacity,
                                  sizeof *county->homes);
    Home *home = &county->homes[county->home_count++];
    int street = STREETS[rng_below(rng, ARRAY_COUNT(STREETS))];
    int village = 201 + (int)rng_below(rng, VILLAGES);
    *home = (Home){.region = (county->region6 * 1000 + street) * 1000 + village,
                   .house = (uint16_t)(1 + rng_below(rng, 900))};
    home->number = (uint64_t)(county->region6 * 1000 + street) * 1000000 + county->home_count;
    return (uint32_t)county->home_count;
}

static int64_t birthplace_draw(const County *county, Rng *rng) {
    static const int PLACES[] = {330302, 330304, 330381, 330324, 522128, 412826, 340826, 512501};
    if (rng_below(rng, 100) < 78) {
        return county->region6;
    }
    return PLACES[rng_below(rng, ARRAY_COUNT(PLACES))];
}

void county_give_number(County *county, Rng *rng, uint32_t number) {
    Person *person = person_of(county, number);
    bool is_male = person->gender == GENDER_MALE;
    int64_t place = birthplace_draw(county, rng);
    uint64_t ignored = 0;
    int sequence = rng_between(rng, 0, SEQUENCES / 2 - 1) * 2 + (is_male ? 1 : 0);
    for (;;) {
        Identity identity = identity_make(place, (Date){person->birth}, sequence);
        if (!map_find(&county->numbers, identity.packed, &ignored)) {
            map_put(&county->numbers, identity.packed, number);
            person->id = identity.packed;
            return;
        }
        sequence = (sequence + 2) % SEQUENCES;
        place += sequence <= 1 ? 1 : 0; // that day is full: the neighbouring place
    }
}

void home_join(County *county, uint32_t home, uint32_t person) {
    uint32_t *last = &home_of(county, home)->first;
    while (*last != NOBODY) {
        last = &person_of(county, *last)->next;
    }
    *last = person;
    person_of(county, person)->next = NOBODY;
    person_of(county, person)->home = home;
    home_of(county, home)->members++;
}

void home_leave(County *county, uint32_t person) {
    Person *leaving = person_of(county, person);
    Home *home = home_of(county, leaving->home);
    uint32_t *at = &home->first;
    while (*at != person) {
        CHECK(*at != NOBODY);
        at = &person_of(county, *at)->next;
    }
    *at = leaving->next;
    leaving->next = NOBODY;
    leaving->home = NOBODY;
    home->members--;
}

uint32_t county_add_person(County *county, Rng *rng, const NewPerson *made) {
    county->persons = array_reserve(county->persons, county->person_count, &county->person_capacity,
                                    sizeof *county->persons);
    county->person_count++;
    uint32_t number = (uint32_t)county->person_count;
    Person *person = person_of(county, number);
    *person = (Person){.name = made->name != 0 ? made->name : name_invent(rng),
                       .birth = made->birth == 0 ? 1 : made->birth,
                       .gender = (uint8_t)made->gender,
                       .relation = (uint8_t)made->relation};
    home_join(county, made->home, number);
    return number;
}

// ---- filling households
typedef struct Filling {
    County *county;
    Rng *rng;
    uint32_t home;
    int32_t today;
} Filling;

static uint32_t fill_person(const Filling *filling, Relationship relation, Gender gender, int age,
                            NameId name) {
    int32_t birth = filling->today - age * DAYS_PER_YEAR - age / 4 -
                    (int32_t)rng_below(filling->rng, DAYS_PER_YEAR - 1);
    NewPerson made = {.home = filling->home,
                      .relation = relation,
                      .gender = gender,
                      .birth = birth,
                      .name = name};
    uint32_t number = county_add_person(filling->county, filling->rng, &made);
    county_give_number(filling->county, filling->rng, number);
    return number;
}

static Gender gender_draw(Rng *rng) {
    return rng_below(rng, 2) == 0 ? GENDER_MALE : GENDER_FEMALE;
}

static void fill_couple(const Filling *filling, int age) {
    County *county = filling->county;
    uint32_t man = fill_person(filling, RELATIONSHIP_HEAD, GENDER_MALE, age, 0);
    int younger = rng_between(filling->rng, -2, 4);
    uint32_t woman = fill_person(filling, RELATIONSHIP_SPOUSE, GENDER_FEMALE, age - younger, 0);
    person_of(county, man)->spouse = woman;
    person_of(county, woman)->spouse = man;
}

static void fill_children(const Filling *filling, int count, int age_of_parents) {
    NameId family =
        person_of(filling->county, home_of(filling->county, filling->home)->first)->name;
    int oldest = age_of_parents - 24 < 22 ? age_of_parents - 24 : 22;
    for (int i = 0; i < count; i++) {
        int age = rng_between(filling->rng, 0, oldest < 0 ? 0 : oldest);
        Gender gender = gender_draw(filling->rng);
        uint32_t child = fill_person(filling, RELATIONSHIP_CHILD, gender, age,
                                     name_invent_child(filling->rng, family));
        person_of(filling->county, child)->is_student = age >= 16;
    }
}

static void fill_elders(const Filling *filling, int count, int age_of_children) {
    for (int i = 0; i < count; i++) {
        int age = age_of_children + rng_between(filling->rng, 22, 30);
        fill_person(filling, RELATIONSHIP_PARENT, i == 0 ? GENDER_FEMALE : GENDER_MALE,
                    age > 96 ? 96 : age, 0);
    }
}

static void fill_small(const Filling *filling, int size) {
    Rng *rng = filling->rng;
    int age = rng_below(rng, 100) < 62 ? rng_between(rng, 23, 59) : rng_between(rng, 60, 90);
    if (size == 1) {
        fill_person(filling, RELATIONSHIP_HEAD, gender_draw(rng), age, 0);
        return;
    }
    uint32_t kind = rng_below(rng, 100);
    if (kind < 65) {
        fill_couple(filling, age);
    } else {
        age = rng_between(rng, 28, 50);
        fill_person(filling, RELATIONSHIP_HEAD, gender_draw(rng), age, 0);
        if (kind < 85) {
            fill_children(filling, 1, age);
        } else {
            fill_elders(filling, 1, age);
        }
    }
}

static void fill_home(const Filling *filling, int size) {
    if (size <= 2) {
        fill_small(filling, size);
        return;
    }
    int age = rng_between(filling->rng, 26, 54);
    int others = size - 2;
    int children = others == 1 ? 1 : others == 4 ? 2 : rng_between(filling->rng, 1, 2);
    fill_couple(filling, age);
    fill_children(filling, children, age);
    fill_elders(filling, others - children, age);
}

static Plan plan_draw(Rng *rng, int size) {
    uint32_t draw = rng_below(rng, 1000);
    if (draw < 4) {
        return PLAN_BORDER;
    }
    if (draw < 26) {
        return PLAN_POOR;
    }
    if (draw < 48) {
        return PLAN_EDGE;
    }
    if (draw < 130) {
        return PLAN_MODEST;
    }
    return draw < 155 && size == 1 ? PLAN_DESTITUTE : PLAN_NORMAL;
}

void county_fill(County *county, int64_t persons) {
    static const uint8_t SIZES[] = {1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 4, 4, 4, 5, 5, 6};
    Date today = month_first_day(county->from);
    story_told_create(county);
    while ((int64_t)county->person_count < persons) {
        Rng rng = rng_start(county->seed, STREAM_WORLD, county->home_count, 0);
        int size = SIZES[rng_below(&rng, ARRAY_COUNT(SIZES))];
        Filling filling = {.county = county,
                           .rng = &rng,
                           .home = county_add_home(county, &rng),
                           .today = today.days - 60};
        fill_home(&filling, size);
        home_plan(county, filling.home, &rng, plan_draw(&rng, size));
    }
}

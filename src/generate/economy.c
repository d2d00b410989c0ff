// SPDX-License-Identifier: Apache-2.0
// How households stand at the start: wages, pensions, disability, the register.
#include "base/check.h"
#include "generate/county.h"

enum { YUAN = 100, AGE_WORK_MIN = 20, AGE_OLD = 60 };

static bool can_work(const Person *person, int32_t today) {
    int age = person_age(person, today);
    return age >= AGE_WORK_MIN && age < AGE_OLD && !person->is_student &&
           (person->disability == 0 || person->level > 2);
}

static void give_work(County *county, Rng *rng, Person *person, int64_t wage, uint16_t employer) {
    person->wage = (int32_t)wage;
    person->employer = employer != 0 ? employer : (uint16_t)(1 + rng_below(rng, county->employers));
}

static void give_pension(Person *person, int kind, int64_t counted) {
    person->pension_kind = (uint8_t)kind;
    person->pension_status = PAY_ACTIVE;
    person->basic = kind == 2 ? 300 * YUAN : 0;
    person->pension = (int32_t)counted + person->basic;
}

static void give_disability(Rng *rng, Person *person) {
    static const uint8_t KINDS[] = {1, 2, 3, 4, 4, 4, 5, 6, 7};
    person->disability = KINDS[rng_below(rng, ARRAY_COUNT(KINDS))];
    person->level = (uint8_t)rng_between(rng, 1, 4);
}

static void health_draw(Rng *rng, Person *person, int age, uint32_t disabled_per_mille) {
    uint32_t chronic = age >= AGE_OLD ? 240 : age >= 40 ? 60 : 10;
    uint32_t draw = rng_below(rng, 1000);
    person->health = draw < chronic ? HEALTH_CHRONIC : HEALTH_GOOD;
    person->disease = (uint16_t)(rng_below(rng, 2) == 0 ? 2 : 5); // blood pressure or sugar
    if (rng_below(rng, 1000) < disabled_per_mille) {
        give_disability(rng, person);
    }
}

// Homes that earn what people here earn. Wives and husbands often work in one factory.
static void plan_normal(County *county, const Home *home, Rng *rng, int32_t today) {
    uint16_t family_employer = 0;
    bool has_earner = false;
    for (uint32_t at = home->first; at != NOBODY; at = person_of(county, at)->next) {
        Person *person = person_of(county, at);
        if (can_work(person, today) && (!has_earner || rng_below(rng, 100) < 86)) {
            int64_t yuan = 4800 + rng_twice(rng, 5500, 6500);
            bool is_same = family_employer != 0 && rng_below(rng, 100) < 35;
            give_work(county, rng, person, yuan / 10 * 10 * YUAN, is_same ? family_employer : 0);
            family_employer = person->employer;
            has_earner = true;
        } else if (person_age(person, today) >= AGE_OLD) {
            bool is_worker = !has_earner || rng_below(rng, 100) < 55;
            give_pension(person, is_worker ? 1 : 2,
                         YUAN * (is_worker ? 3600 + (int64_t)rng_below(rng, 3400)
                                           : 60 + (int64_t)rng_below(rng, 300)));
        }
    }
}

// A household whose counted income is exactly this much a month.
static void plan_exact(County *county, const Home *home, Rng *rng, int64_t income) {
    int32_t today = month_first_day(county->from).days;
    Person *earner = NULL;
    Person *old = NULL;
    for (uint32_t at = home->first; at != NOBODY; at = person_of(county, at)->next) {
        Person *person = person_of(county, at);
        if (person_age(person, today) >= AGE_OLD) {
            int64_t counted = (40 + (int64_t)rng_below(rng, 80)) * YUAN;
            counted = counted < income ? counted : income;
            give_pension(person, 2, counted);
            income -= counted;
            old = person;
        } else if (earner == NULL && can_work(person, today)) {
            earner = person;
        }
    }
    if (income <= 0) {
        return;
    }
    if (earner != NULL) {
        give_work(county, rng, earner, income, 0);
    } else if (old != NULL) {
        give_pension(old, 1, income + old->pension - old->basic);
    }
}

static int64_t target_draw(Rng *rng, Plan plan) { // per head and month
    static const int64_t LIMITS[] = {STANDARD_FEN, STANDARD_FEN * 3 / 2, STANDARD_FEN * 3};
    switch (plan) {
    case PLAN_POOR: return STANDARD_FEN * rng_below(rng, 95) / 100;
    case PLAN_EDGE: return STANDARD_FEN * (102 + rng_below(rng, 46)) / 100;
    case PLAN_MODEST: return STANDARD_FEN * (160 + rng_below(rng, 130)) / 100;
    case PLAN_BORDER: return LIMITS[rng_below(rng, ARRAY_COUNT(LIMITS))];
    case PLAN_NORMAL:
    case PLAN_DESTITUTE:
    case PLAN_STORY: return 0;
    }
    return 0;
}

static void register_draw(County *county, uint32_t number, Rng *rng) {
    static const struct {
        uint32_t per_mille;
        Programme programme;
    } CHANCES[] = {
        [PLAN_NORMAL] = {3, PROGRAMME_DIBAO},          [PLAN_MODEST] = {15, PROGRAMME_EDGE},
        [PLAN_EDGE] = {600, PROGRAMME_EDGE},           [PLAN_POOR] = {800, PROGRAMME_DIBAO},
        [PLAN_DESTITUTE] = {850, PROGRAMME_DESTITUTE}, [PLAN_BORDER] = {500, PROGRAMME_DIBAO},
        [PLAN_STORY] = {0, PROGRAMME_DIBAO},
    };
    Home *home = home_of(county, number);
    if (rng_below(rng, 1000) >= CHANCES[home->plan].per_mille) {
        return;
    }
    Date opening = county->mail.first;
    home->programme = (uint8_t)CHANCES[home->plan].programme;
    home->case_from = opening.days - rng_between(rng, 40, 1500);
    home->status = CASE_PAID;
    home->case_no = ++county->mail.serial;
    home->is_careless = rng_below(rng, 100) < 40;
    home->paid_from = (int32_t)rng_below(rng, 12);
    if (rng_below(rng, 100) < 35 && county->person_count > 2000) {
        // Somebody older of another household looks after this one.
        uint32_t other = 1 + rng_below(rng, (uint32_t)county->person_count - 20);
        if (person_age(person_of(county, other), opening.days) >= 50) {
            home->guardian = person_of(county, other)->id;
        } else {
            home->supporter = person_of(county, other)->id;
        }
    }
}

void home_plan(County *county, uint32_t number, Rng *rng, Plan plan) {
    int32_t today = month_first_day(county->from).days;
    Home *home = home_of(county, number);
    home->plan = (uint8_t)plan;
    uint32_t disabled = plan == PLAN_POOR ? 220 : plan == PLAN_EDGE ? 120 : 16;
    for (uint32_t at = home->first; at != NOBODY; at = person_of(county, at)->next) {
        Person *person = person_of(county, at);
        health_draw(rng, person, person_age(person, today), disabled);
        if (plan == PLAN_DESTITUTE && person_age(person, today) < AGE_OLD) {
            person->disability = 6;
            person->level = 2;
        }
    }
    if (plan == PLAN_NORMAL) {
        plan_normal(county, home, rng, today);
    } else {
        int64_t income = target_draw(rng, plan) * home->members;
        if (plan == PLAN_BORDER) {
            income += rng_between(rng, -1, 1);
        }
        plan_exact(county, home, rng, income);
    }
    register_draw(county, number, rng);
    home->amount = home->programme == PROGRAMME_DIBAO ? STANDARD_FEN * home->members / 2 : 0;
}

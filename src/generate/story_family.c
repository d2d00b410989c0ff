// SPDX-License-Identifier: Apache-2.0
// Births, deaths, weddings, divorces, moves.
#include "generate/county.h"

enum { YEAR_DAYS = 365, PARTNER_TRIES = 30 };

static Date day_draw(Rng *rng, const MonthSpan *span) {
    return date_add_days(span->first, (int)rng_below(rng, (uint32_t)span->days));
}

// ---- moves
static void move_out(County *county, uint32_t number, HukouChange change, Date date,
                     Date delivered) {
    RowHukou *row = hukou_send(county, number, change, date, delivered);
    row->reason = REASON_MOVE;
    uint32_t home = person_of(county, number)->home;
    bool was_head = person_of(county, number)->relation == RELATIONSHIP_HEAD;
    home_leave(county, number);
    if (was_head && home_of(county, home)->members > 0) {
        home_name_head(county, home, date);
    }
}

// Most moves are reported by the old place, then by the new one; some the other way round, some
// months later.
static void move_to(County *county, Rng *rng, uint32_t number, uint32_t home, Relationship relation,
                    Date date) {
    Date in = day_working_from(day_next(date), rng_between(rng, 0, 1));
    uint32_t kind = rng_below(rng, 100);
    Date out = kind < 10   ? day_working_from(in, 2)
               : kind < 14 ? day_working_from(in, 50)
                           : day_next(date);
    in = kind == 14 ? day_working_from(in, 45) : in;
    move_out(county, number, HUKOU_OUT, date, out);
    home_join(county, home, number);
    person_of(county, number)->relation = (uint8_t)relation;
    RowHukou *row = hukou_send(county, number, HUKOU_IN, date, in);
    row->reason = REASON_MOVE;
}

// Away from the county; some are back in the register later (and work elsewhere all the same).
static void leave_story(County *county, Rng *rng, uint32_t number, Date date) {
    bool is_cancelled = rng_below(rng, 4) == 0;
    if (rng_below(rng, 4) == 0) {
        Date back = date_add_days(date, rng_between(rng, 30, 200));
        hukou_send(county, number, HUKOU_RESTORE, back, day_next(back));
    }
    move_out(county, number, is_cancelled ? HUKOU_CANCEL : HUKOU_OUT, date, day_next(date));
}

void home_name_head(County *county, uint32_t home, Date date) {
    uint32_t oldest = NOBODY;
    for (uint32_t at = home_of(county, home)->first; at != NOBODY;
         at = person_of(county, at)->next) {
        const Person *person = person_of(county, at);
        bool is_older = oldest == NOBODY || person->birth < person_of(county, oldest)->birth;
        if (person->death == 0 && is_older) {
            oldest = at;
        }
    }
    if (oldest == NOBODY) {
        return;
    }
    Date told = date_add_days(date, 12);
    person_of(county, oldest)->relation = RELATIONSHIP_HEAD;
    hukou_send(county, oldest, HUKOU_UPDATE, told, day_next(told));
}

// ---- births
static uint32_t child_make(County *county, uint32_t mother, Date date, Rng *rng) {
    NameId family = person_of(county, person_of(county, mother)->spouse)->name;
    bool is_core = person_of(county, mother)->relation <= RELATIONSHIP_SPOUSE;
    Gender gender = rng_below(rng, 2) == 0 ? GENDER_MALE : GENDER_FEMALE;
    NewPerson made = {.home = person_of(county, mother)->home,
                      .relation = is_core ? RELATIONSHIP_CHILD : RELATIONSHIP_GRANDCHILD,
                      .gender = gender,
                      .birth = date.days,
                      .name = name_invent_child(rng, family)};
    uint32_t child = county_add_person(county, rng, &made);
    county_give_number(county, rng, child);
    return child;
}

static void birth_send(County *county, uint32_t mother, uint32_t child, Rng *rng) {
    const Person *born = person_of(county, child);
    const Person *woman = person_of(county, mother);
    const Person *man = person_of(county, woman->spouse);
    RowBirth *row = mail_add(&county->mail, FEED_F03, day_next((Date){born->birth}));
    row->cert = ++county->mail.serial;
    row->child_name = born->name;
    row->sex = born->gender;
    row->time = (int64_t)born->birth * 86400 + (int64_t)rng_below(rng, 86000);
    row->weight = rng_between(rng, 2400, 4200);
    if (rng_below(rng, 100) >= 3) {
        row->mother = woman->id;
        row->mother_name = woman->name;
    }
    row->father = man->id;
    row->father_name = man->name;
    row->address = home_address(home_of(county, born->home));
}

// The certificate comes at once, the number weeks later; until then the child has none.
static void birth_story(County *county, uint32_t mother, const MonthSpan *span, Rng *rng) {
    Date date = day_draw(rng, span);
    int children = rng_below(rng, 60) == 0 ? 2 : 1;
    for (int i = 0; i < children; i++) {
        uint32_t child = child_make(county, mother, date, rng);
        birth_send(county, mother, child, rng);
        Date registered = date_add_days(date, rng_between(rng, 8, 60));
        person_of(county, child)->known_from = month_of(registered).months + 1;
        RowHukou *row = hukou_send(county, child, HUKOU_IN, registered, day_next(registered));
        row->reason = REASON_BIRTH;
    }
}

// ---- deaths
static uint32_t death_chance(int age) {
    return age < 40 ? 30 : age < 60 ? 150 : age < 75 ? 1000 : age < 85 ? 3500 : 9000;
}

static void death_story(County *county, uint32_t number, const MonthSpan *span, Rng *rng) {
    Date date = day_draw(rng, span);
    Person *person = person_of(county, number);
    person->death = date.days;
    home_of(county, person->home)->members--;
    if (person->spouse != NOBODY) {
        person_of(county, person->spouse)->spouse = NOBODY;
    }
    uint32_t ways = rng_below(rng, 100); // which departments learn of it
    if (ways < 94) {
        RowDeath *row = mail_add(&county->mail, FEED_F04,
                                 day_working_from(day_next(date), rng_between(rng, 0, 4)));
        row->cert = ++county->mail.serial;
        row->name = person->name;
        row->id = person->id;
        row->date = date.days;
        row->place = (uint8_t)rng_between(rng, 1, 4);
        row->cause = (uint16_t)rng_between(rng, 1, 7);
    }
    if (ways >= 6) {
        bool is_day_off = rng_below(rng, 30) == 0; // departments do not always agree
        RowHukou *row =
            hukou_send(county, number, HUKOU_CANCEL, date_add_days(date, is_day_off ? 1 : 0),
                       day_working_from(day_next(date), rng_between(rng, 2, 40)));
        row->reason = REASON_DEATH;
    }
    Home *home = home_of(county, person->home);
    if (person->relation == RELATIONSHIP_HEAD && home->members > 0) {
        home_name_head(county, person->home, date);
    }
}

// ---- weddings and divorces
static void marriage_send(County *county, uint32_t man, uint32_t woman, MarriageKind kind,
                          Date date) {
    RowMarriage *row = mail_add(&county->mail, FEED_F20, day_next(date));
    row->cert = ++county->mail.serial;
    row->kind = (uint8_t)kind;
    row->office = 1;
    row->status = 1;
    row->man_name = person_of(county, man)->name;
    row->man = person_of(county, man)->id;
    row->woman_name = person_of(county, woman)->name;
    row->woman = person_of(county, woman)->id;
    row->date = date.days;
}

static bool is_free_adult(const Person *person, Gender gender, int32_t today) {
    int age = (today - person->birth) / YEAR_DAYS;
    return person->gender == gender && person->spouse == NOBODY && age >= 22 && age <= 60 &&
           person_is_here(person) && !person->is_spared;
}

static void wedding_story(County *county, uint32_t man, const MonthSpan *span, Rng *rng) {
    for (int i = 0; i < PARTNER_TRIES; i++) {
        uint32_t woman = 1 + rng_below(rng, (uint32_t)county->person_count);
        Person *bride = person_of(county, woman);
        Person *groom = person_of(county, man);
        if (!is_free_adult(bride, GENDER_FEMALE, span->first.days) || bride->home == groom->home) {
            continue;
        }
        Date date = day_draw(rng, span);
        bride->spouse = man;
        groom->spouse = woman;
        marriage_send(county, man, woman, MARRIAGE_WEDDING, date);
        if (rng_below(rng, 100) < 60) {
            Relationship relation =
                groom->relation == RELATIONSHIP_HEAD ? RELATIONSHIP_SPOUSE : RELATIONSHIP_CHILD;
            move_to(county, rng, woman, groom->home, relation, date_add_days(date, 3));
        }
        return;
    }
}

static void divorce_story(County *county, uint32_t man, const MonthSpan *span, Rng *rng) {
    Date date = day_draw(rng, span);
    uint32_t woman = person_of(county, man)->spouse;
    person_of(county, man)->spouse = NOBODY;
    person_of(county, woman)->spouse = NOBODY;
    marriage_send(county, man, woman, MARRIAGE_DIVORCE, date);
    bool lives_together = person_of(county, man)->home == person_of(county, woman)->home;
    if (lives_together && rng_below(rng, 100) < 70) {
        uint32_t home = county_add_home(county, rng);
        move_to(county, rng, man, home, RELATIONSHIP_HEAD, date_add_days(date, 5));
    }
}

// ---- a month
static void family_month(County *county, uint32_t number, const MonthSpan *span) {
    const Person *person = person_of(county, number);
    Rng rng = rng_start(county->seed, STREAM_FAMILY, number, (uint64_t)span->month.months);
    int age = (span->first.days - person->birth) / YEAR_DAYS;
    uint32_t programme = home_of(county, person->home)->programme;
    if (rng_chance(&rng, death_chance(age))) {
        death_story(county, number, span, &rng);
        return;
    }
    bool is_married = person->spouse != NOBODY;
    if (person->gender == GENDER_FEMALE) {
        if (is_married && age >= 20 && age <= 43 && rng_chance(&rng, 3400)) {
            birth_story(county, number, span, &rng);
        }
    } else if (!is_married && is_free_adult(person, GENDER_MALE, span->first.days)) {
        if (rng_chance(&rng, 9000)) {
            wedding_story(county, number, span, &rng);
        }
    } else if (is_married && rng_chance(&rng, programme != 0 ? 1200 : 300)) {
        divorce_story(county, number, span, &rng);
        return;
    }
    person = person_of(county, number); // births may have moved the people in memory
    bool can_go = !is_married && age >= 20 && home_of(county, person->home)->members > 1;
    if (can_go && rng_chance(&rng, 1000)) {
        Date date = day_draw(&rng, span);
        if (rng_below(&rng, 2) == 0) {
            leave_story(county, &rng, number, date);
        } else {
            uint32_t home = county_add_home(county, &rng);
            move_to(county, &rng, number, home, RELATIONSHIP_HEAD, date);
        }
    }
}

void story_family_month(County *county, const MonthSpan *span) {
    size_t count = county->person_count; // not those born this month
    for (uint32_t number = 1; number <= count; number++) {
        const Person *person = person_of(county, number);
        bool is_known = person->known_from <= span->month.months;
        if (person_is_here(person) && is_known && !person->is_spared) {
            family_month(county, number, span);
        }
    }
}

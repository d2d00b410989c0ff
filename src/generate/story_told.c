// SPDX-License-Identifier: Apache-2.0
// Two families that the newspaper would tell of, with other names: a dibao family of three whose
// father is treated for eight months (218,000 yuan, 75,000 his own); and a family of four with one
// wage of 4,812 yuan and 42,000 of bills in half a year, into which a child is born.
#include "generate/county.h"

enum { YUAN = 100, FIRST_HOME = 1, SECOND_HOME = 2, TOLD_WAGE = 481200 };

typedef struct Told { // one bill
    int year;
    int month;
    int day;
    int person;
    int total;
    int own;
    MedType type;
} Told;

static const Told FIRST_BILLS[] = {
    {2024, 12, 26, 1, 9000, 1500, MED_INPATIENT},  {2025, 1, 20, 1, 8000, 1200, MED_CHRONIC},
    {2025, 3, 3, 1, 8000, 1300, MED_CHRONIC},      {2025, 4, 8, 1, 9000, 1400, MED_CHRONIC},
    {2025, 5, 16, 1, 7000, 1600, MED_CHRONIC},     {2025, 6, 24, 1, 7000, 2000, MED_CHRONIC},
    {2025, 8, 22, 1, 170000, 66000, MED_INPATIENT}};
static const Told SECOND_BILLS[] = {{2025, 8, 20, 4, 27000, 9000, MED_INPATIENT},
                                    {2025, 9, 9, 4, 9000, 3000, MED_CHRONIC},
                                    {2025, 10, 22, 4, 88000, 30000, MED_INPATIENT}};

static uint32_t told_person(County *county, Rng *rng, uint32_t home, Relationship relation,
                            Gender gender, Date birth, NameId name) {
    NewPerson made = {
        .home = home, .relation = relation, .gender = gender, .birth = birth.days, .name = name};
    uint32_t number = county_add_person(county, rng, &made);
    county_give_number(county, rng, number);
    person_of(county, number)->is_spared = true;
    return number;
}

static void marry(County *county, uint32_t man, uint32_t woman) {
    person_of(county, man)->spouse = woman;
    person_of(county, woman)->spouse = man;
}

void story_told_create(County *county) {
    Rng rng = rng_start(county->seed, STREAM_EDGES, 0, 0);
    uint32_t first = county_add_home(county, &rng);
    uint32_t man = told_person(county, &rng, first, RELATIONSHIP_HEAD, GENDER_MALE,
                               date_make(1974, 3, 9), name_fixed(17, 25, 27));
    uint32_t wife = told_person(county, &rng, first, RELATIONSHIP_SPOUSE, GENDER_FEMALE,
                                date_make(1976, 11, 2), name_fixed(3, 18, 23));
    told_person(county, &rng, first, RELATIONSHIP_CHILD, GENDER_FEMALE, date_make(2005, 6, 18),
                name_fixed(17, 45, 47));
    marry(county, man, wife);
    Home *home = home_of(county, first);
    home->plan = PLAN_STORY;
    home->programme = PROGRAMME_DIBAO;
    home->status = CASE_PAID;
    home->case_from = county->mail.first.days - 700;
    home->case_no = ++county->mail.serial;
    home->amount = 3330 * YUAN;
    uint32_t second = county_add_home(county, &rng);
    man = told_person(county, &rng, second, RELATIONSHIP_HEAD, GENDER_MALE, date_make(1988, 5, 5),
                      name_fixed(89, 7, 15));
    wife = told_person(county, &rng, second, RELATIONSHIP_SPOUSE, GENDER_FEMALE,
                       date_make(1990, 9, 14), name_fixed(41, 20, 33));
    told_person(county, &rng, second, RELATIONSHIP_CHILD, GENDER_MALE, date_make(2017, 2, 21),
                name_fixed(89, 43, 54));
    told_person(county, &rng, second, RELATIONSHIP_PARENT, GENDER_FEMALE, date_make(1966, 12, 1),
                name_fixed(5, 22, 21));
    marry(county, man, wife);
    home_of(county, second)->plan = PLAN_STORY;
    Person *earner = person_of(county, man);
    earner->wage = TOLD_WAGE;
    earner->employer = 3;
    earner->disability = 4; // which keeps nobody from working
    earner->level = 3;
}

static uint32_t member_at(County *county, uint32_t home, int position) {
    uint32_t at = home_of(county, home)->first;
    for (int i = 1; i < position && at != NOBODY; i++) {
        at = person_of(county, at)->next;
    }
    return at;
}

static void bills_tell(County *county, uint32_t home, const Told *told, size_t count, Month month) {
    for (size_t i = 0; i < count; i++) {
        Date date = date_make(told[i].year, told[i].month, told[i].day);
        if (month_of(date).months != month.months) {
            continue;
        }
        Bill bill = {.person = member_at(county, home, told[i].person),
                     .type = told[i].type,
                     .disease = DISEASE_STROKE,
                     .date = date,
                     .total = (int64_t)told[i].total * YUAN,
                     .own = (int64_t)told[i].own * YUAN};
        bill_send(county, &bill, day_next(date))->damage = DAMAGE_SPARED;
    }
}

static void child_tell(County *county) {
    Rng rng = rng_start(county->seed, STREAM_EDGES, 0, 1);
    Date date = date_make(2025, 12, 9);
    uint32_t father = member_at(county, SECOND_HOME, 1);
    uint32_t mother = member_at(county, SECOND_HOME, 2);
    uint32_t child = told_person(county, &rng, SECOND_HOME, RELATIONSHIP_CHILD, GENDER_FEMALE, date,
                                 name_fixed(89, 44, 46));
    person_of(county, child)->known_from = month_of(date).months + 3;
    RowBirth *row = mail_add(&county->mail, FEED_F03, day_next(date));
    row->damage = DAMAGE_SPARED;
    row->cert = ++county->mail.serial;
    row->child_name = person_of(county, child)->name;
    row->sex = GENDER_FEMALE;
    row->time = (int64_t)date.days * 86400 + 36000;
    row->weight = 3150;
    row->mother = person_of(county, mother)->id;
    row->mother_name = person_of(county, mother)->name;
    row->father = person_of(county, father)->id;
    row->father_name = person_of(county, father)->name;
    row->address = home_address(home_of(county, SECOND_HOME));
}

void story_told_month(County *county, const MonthSpan *span) {
    bills_tell(county, FIRST_HOME, FIRST_BILLS, sizeof FIRST_BILLS / sizeof *FIRST_BILLS,
               span->month);
    bills_tell(county, SECOND_HOME, SECOND_BILLS, sizeof SECOND_BILLS / sizeof *SECOND_BILLS,
               span->month);
    if (span->month.months == month_make(2025, 11).months) {
        home_of(county, SECOND_HOME)->amount = 4760 * YUAN;
        civil_open(county, SECOND_HOME, PROGRAMME_DIBAO, date_make(2025, 11, 20));
    }
    if (span->month.months == month_make(2025, 12).months) {
        child_tell(county);
    }
}

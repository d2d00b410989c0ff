// SPDX-License-Identifier: Apache-2.0
#ifndef GENERATE_COUNTY_H
#define GENERATE_COUNTY_H
// The invented county: who lives where, works where, is ill, owns what, is helped how. Only the
// stories (story_*.c) change it; what departments learn of it goes through mail.h.
#include "base/map.h"
#include "generate/generate.h"
#include "generate/mail.h"

enum { // streams of random numbers
    STREAM_WORLD = 10,
    STREAM_WAGE,
    STREAM_HEALTH,
    STREAM_WORK,
    STREAM_FAMILY,
    STREAM_ASSETS,
    STREAM_REGISTER,
    STREAM_EDGES,
};
enum { STANDARD_FEN = 119000, HISTORY_MONTHS = 15, NOBODY = 0 };

typedef enum Plan { // how a household stands before anything happens
    PLAN_NORMAL,
    PLAN_MODEST,    // between edge and three times the standard
    PLAN_EDGE,      // between the standard and one and a half
    PLAN_POOR,      // below the standard
    PLAN_DESTITUTE, // old, disabled or orphaned, and alone
    PLAN_BORDER,    // income exactly at, one fen below or above a limit
    PLAN_STORY,     // one of the told families
} Plan;
typedef enum Health { HEALTH_GOOD, HEALTH_CHRONIC, HEALTH_SEVERE } Health;

typedef struct Person { // number: index + 1, so that 0 is nobody
    uint64_t id;        // 0: a newborn that the police do not know yet
    NameId name;
    int32_t birth;
    int32_t death;     // 0: alive
    uint32_t home;     // number of the household; 0: left the county
    uint32_t next;     // number of the next member
    int32_t wage;      // fen a month while working; 0: does not work
    int32_t pension;   // fen a month
    int32_t basic;     // part of it that is no income
    int32_t idle_from; // months without (full) pay: from <= month < to
    int32_t idle_to;
    int32_t sick_from; // months of costly treatment
    int32_t sick_to;
    int32_t known_from; // month from which departments know the number
    uint32_t plate;     // newest car, 0 none
    uint32_t unit;      // newest home, 0 none
    uint32_t firm;      // newest business, 0 none
    uint32_t spouse;    // number
    uint16_t employer;
    uint16_t disease; // of the treatment
    uint8_t gender;
    uint8_t relation;
    uint8_t health;
    uint8_t disability; // kind, 0 none
    uint8_t level;
    uint8_t pension_kind;
    uint8_t pension_status;
    bool is_student;
    bool is_spared; // stories leave this person alone
} Person;

typedef struct Home { // a household; number: index + 1
    uint64_t number;  // 户号
    int64_t region;   // village
    uint64_t case_no; // of civil affairs, 0 none
    uint64_t guardian;
    uint64_t supporter;
    int64_t amount;
    uint32_t first; // number of the first member
    int32_t case_from;
    int32_t case_to;   // 0 open
    int32_t paid_from; // month of the first review
    uint16_t house;    // number in the village
    uint8_t plan;
    uint8_t programme; // Programme, 0 none
    uint8_t status;    // CaseStatus
    uint8_t members;   // alive
    bool is_careless;  // civil affairs do not hear of deaths here
} Home;

typedef struct County {
    uint64_t seed;
    int64_t region6;
    Month from;
    Month to;
    Person *persons;
    size_t person_count;
    size_t person_capacity;
    Home *homes;
    size_t home_count;
    size_t home_capacity;
    uint32_t employers;
    uint32_t firms;
    Map numbers; // identity numbers given
    Mail mail;
} County;

void county_init(County *county, const GenerateOptions *options);
void county_release(County *county);

static inline Person *person_of(County *county, uint32_t number) {
    return &county->persons[number - 1];
}
static inline Home *home_of(County *county, uint32_t number) {
    return &county->homes[number - 1];
}

// ---- people (world.c)
typedef struct NewPerson {
    uint32_t home;
    Relationship relation;
    Gender gender;
    int32_t birth;
    NameId name; // 0: invented
} NewPerson;
uint32_t county_add_home(County *county, Rng *rng);
uint32_t county_add_person(County *county, Rng *rng, const NewPerson *made);
void county_give_number(County *county, Rng *rng, uint32_t number); // an identity number
void home_join(County *county, uint32_t home, uint32_t person);
void home_leave(County *county, uint32_t person);
int person_age(const Person *person, int32_t on);
bool person_is_here(const Person *person); // alive and resident
uint64_t home_address(const Home *home);
void county_fill(County *county, int64_t persons);                    // invents all households
void home_plan(County *county, uint32_t number, Rng *rng, Plan plan); // incomes (economy.c)

// ---- what the departments hear at the start (opening.c)
void opening_send(County *county);
RowHukou *hukou_send(County *county, uint32_t number, HukouChange change, Date date,
                     Date delivered);

// ---- one month of life (story_*.c)
typedef struct MonthSpan {
    Month month;
    Date first;
    int days;
    bool is_last;
} MonthSpan;
MonthSpan month_span(Month month);
void story_health_month(County *county, const MonthSpan *span);
void story_work_month(County *county, const MonthSpan *span);
void story_family_month(County *county, const MonthSpan *span);
void story_assets_month(County *county, const MonthSpan *span);
void story_register_month(County *county, const MonthSpan *span);
void story_edges_month(County *county, const MonthSpan *span);
void story_told_create(County *county); // the first two households
void story_told_month(County *county, const MonthSpan *span);

void work_send_month(County *county, Month month, Date delivered); // F15 and F12 rows

typedef struct Bill { // one settlement
    uint32_t person;
    MedType type;
    uint16_t disease;
    Date date;
    int64_t total;
    int64_t own;
} Bill;
RowMedical *bill_send(County *county, const Bill *bill, Date delivered);
// The register's rows of all members; civil affairs deliver the next working day.
void civil_send(County *county, uint32_t number, CaseStatus status, Date date);
void civil_open(County *county, uint32_t number, Programme programme, Date from);
void estate_send(County *county, uint32_t number, EstateUse use, EstateKind kind, Date date,
                 Date delivered);
void estate_share(County *county, uint32_t owner, uint32_t other, Date date, Date delivered);
void vehicle_send(County *county, uint32_t number, VehicleUse use, VehicleStatus status, Date date,
                  Date delivered);
void firm_send(County *county, uint32_t number, FirmStatus status, Date date, Date delivered);
RowDisability *disability_send(County *county, uint32_t number, Date date, Date delivered);
Date day_next(Date day);                                       // the next working day after
void home_name_head(County *county, uint32_t home, Date date); // when the head died or left
#endif

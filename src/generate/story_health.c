// SPDX-License-Identifier: Apache-2.0
// Illness: visits that cost little, stays that cost much, and the one diagnosis from which costs,
// lost wages, disability and an application follow.
#include "base/check.h"
#include "generate/county.h"

enum {
    YUAN = 100,
    HALF_DAY = 43200,
    LATE_PER_MILLE = 5,
    REFUND_PER_MILLE = 4,
    CORRECTED_PER_MILLE = 4
};

static uint8_t hospital_draw(uint64_t draw) {
    return (uint8_t)(1 + draw % 8);
}

RowMedical *bill_send(County *county, const Bill *bill, Date delivered) {
    const Person *person = person_of(county, bill->person);
    uint64_t setl = ++county->mail.serial;
    uint64_t draw = rng_hash(county->seed, STREAM_HEALTH, setl, 7);
    int32_t stay = bill->type == MED_INPATIENT ? (int32_t)(3 + draw % 12) : 0;
    RowMedical *row = mail_add(&county->mail, FEED_F01, delivered);
    row->insurance = person->wage > 0 || person->pension_kind == 1 ? 1 : 2;
    row->med_type = (uint8_t)bill->type;
    row->hospital = hospital_draw(draw >> 8);
    row->disease = bill->disease;
    row->name = person->name;
    row->begin = bill->date.days - stay;
    row->end = bill->date.days;
    row->setl = setl;
    row->visit = setl + 5000000;
    row->id = person->id;
    row->time = (int64_t)bill->date.days * 86400 + HALF_DAY / 2 + (int64_t)(draw >> 16) % HALF_DAY;
    row->total = bill->total;
    row->own = bill->own;
    row->outside = bill->own / 3;
    row->aid = row->insurance == 2 ? (bill->total - bill->own) / 20 : 0;
    row->fund = bill->total - bill->own;
    row->account = row->insurance == 1 ? bill->own / 4 : 0;
    row->cash = bill->own - row->account;
    return row;
}

// Half of the refunds are flagged, half are negative; some arrive before what they undo.
static void refund_send(County *county, const RowMedical *original, Rng *rng, Date delivered) {
    RowMedical kept;
    memcpy(&kept, original, sizeof kept);
    RowMedical *row = mail_add(&county->mail, FEED_F01, delivered);
    memcpy(row, &kept, sizeof *row);
    if (rng_below(rng, 2) == 0) {
        row->is_refund = 1;
        return;
    }
    row->total = -row->total;
    row->own = -row->own;
    row->outside = -row->outside;
    row->aid = -row->aid;
    row->fund = -row->fund;
    row->account = -row->account;
    row->cash = -row->cash;
}

static void corrected_send(County *county, const RowMedical *original, Rng *rng, Date delivered) {
    RowMedical kept;
    memcpy(&kept, original, sizeof kept);
    RowMedical *row = mail_add(&county->mail, FEED_F01, delivered);
    memcpy(row, &kept, sizeof *row);
    int64_t given_back = row->own * rng_between(rng, 10, 80) / 100;
    row->own -= given_back;
    row->fund += given_back;
    row->account = 0;
    row->cash = row->own;
}

// What becomes of a settlement: most arrive once, some late, some undone (the undoing may arrive
// first), some corrected.
static void bill_settle(County *county, Rng *rng, const Bill *bill) {
    Date next = day_next(bill->date);
    uint32_t fate = rng_below(rng, 1000);
    bool is_late = fate < LATE_PER_MILLE;
    const RowMedical *row =
        bill_send(county, bill, is_late ? day_working_from(next, rng_between(rng, 5, 80)) : next);
    fate = rng_below(rng, is_late ? 10 : 1000);
    if (fate < REFUND_PER_MILLE) {
        refund_send(county, row, rng, day_working_from(next, rng_between(rng, 0, 25)));
    } else if (fate < REFUND_PER_MILLE + CORRECTED_PER_MILLE) {
        corrected_send(county, row, rng, day_working_from(next, rng_between(rng, 0, 30)));
    }
}

static Date day_draw(Rng *rng, const MonthSpan *span) {
    return date_add_days(span->first, (int)rng_below(rng, (uint32_t)span->days));
}

static void visit_story(County *county, uint32_t number, const MonthSpan *span, Rng *rng) {
    const Person *person = person_of(county, number);
    uint32_t kind = rng_below(rng, 100);
    bool is_chronic = person->health != HEALTH_GOOD && kind < 60;
    Date date = day_draw(rng, span);
    Bill bill = {.person = number,
                 .type = is_chronic  ? MED_CHRONIC
                         : kind < 80 ? MED_OUTPATIENT
                                     : MED_PHARMACY,
                 .disease = is_chronic ? person->disease : (uint16_t)rng_between(rng, 1, 4),
                 .date = date};
    int64_t yuan = 30 + rng_twice(rng, 200, is_chronic ? 500 : 1);
    bill.total = yuan * YUAN + rng_below(rng, 100);
    bill.own = bill.total * rng_between(rng, 25, 60) / 100;
    bill_settle(county, rng, &bill);
}

// Own shares gather around the limits that rules look at.
static int64_t own_near_limit(Rng *rng, int64_t own) {
    static const int64_t LIMITS[] = {100000, 500000, 600000, 1000000, 1500000, 5000000};
    if (rng_below(rng, 8) != 0) {
        return own;
    }
    int64_t limit = LIMITS[rng_below(rng, ARRAY_COUNT(LIMITS))];
    return limit + rng_between(rng, -1, 1);
}

static void stay_story(County *county, uint32_t number, const MonthSpan *span, Rng *rng) {
    Date date = day_draw(rng, span);
    Bill bill = {.person = number,
                 .type = MED_INPATIENT,
                 .disease = (uint16_t)rng_between(rng, DISEASE_STROKE, DISEASE_PNEUMONIA),
                 .date = date};
    int64_t yuan = 3000 + rng_twice(rng, 9000, 9000);
    if (rng_below(rng, 12) == 0) {
        yuan *= 5;
    }
    int64_t own = yuan * YUAN * rng_between(rng, 18, 40) / 100;
    bill.own = own_near_limit(rng, own);
    bill.total = bill.own * 3;
    bill_settle(county, rng, &bill);
}

static void treatment_story(County *county, uint32_t number, const MonthSpan *span, Rng *rng) {
    const Person *person = person_of(county, number);
    Date date = day_draw(rng, span);
    Bill bill = {.person = number,
                 .type = rng_below(rng, 3) == 0 ? MED_CHRONIC : MED_INPATIENT,
                 .disease = person->disease,
                 .date = date};
    int64_t yuan = 4000 + (int64_t)rng_below(rng, 30000);
    bill.own = yuan * YUAN * rng_between(rng, 25, 45) / 100;
    bill.own += rng_below(rng, 100);
    bill.total = yuan * YUAN;
    bill_settle(county, rng, &bill);
}

// The diagnosis: months of treatment, wages lost, later perhaps a disability certificate.
static void diagnosis(County *county, uint32_t number, const MonthSpan *span, Rng *rng) {
    Person *person = person_of(county, number);
    int32_t month = span->month.months;
    person->health = HEALTH_SEVERE;
    person->disease = (uint16_t)(DISEASE_CRITICAL_FIRST + rng_below(rng, DISEASE_CRITICAL_COUNT));
    person->sick_from = month;
    person->sick_to = month + rng_between(rng, 3, 10);
    if (person->wage > 0) {
        person->idle_from = month;
        person->idle_to = person->sick_to + rng_between(rng, 1, 4);
    }
}

static void after_treatment(County *county, uint32_t number, const MonthSpan *span, Rng *rng) {
    Person *person = person_of(county, number);
    Date date = day_draw(rng, span);
    person->health = HEALTH_CHRONIC;
    if (person->disability == 0 && rng_below(rng, 100) < 45) {
        person->disability = rng_below(rng, 3) == 0 ? 6 : 4;
        person->level = (uint8_t)rng_between(rng, 1, 4);
        disability_send(county, number, date, day_next(date));
    }
}

static void disability_story(County *county, uint32_t number, const MonthSpan *span, Rng *rng) {
    Person *person = person_of(county, number);
    Date date = day_draw(rng, span);
    if (person->disability == 0) {
        person->disability = (uint8_t)rng_between(rng, 1, 7);
        person->level = (uint8_t)rng_between(rng, 1, 4);
    } else if (rng_below(rng, 6) == 0) {
        disability_send(county, number, date, day_next(date))->status = CERT_CANCELLED;
        person->disability = 0;
        return;
    } else if (person->level < 4 && rng_below(rng, 5) == 0) {
        person->level++;
    } else if (person->level > 1) {
        person->level--;
    } else {
        return;
    }
    disability_send(county, number, date, day_next(date));
}

static uint32_t visit_chance(const Person *person, int age) {
    if (person->health != HEALTH_GOOD) {
        return 280000;
    }
    return age >= 60 ? 200000 : age < 7 ? 180000 : 100000;
}

static void health_month(County *county, uint32_t number, const MonthSpan *span) {
    const Person *person = person_of(county, number);
    int32_t month = span->month.months;
    Rng rng = rng_start(county->seed, STREAM_HEALTH, number, (uint64_t)month);
    int age = (span->first.days - person->birth) / 365;
    if (rng_chance(&rng, visit_chance(person, age))) {
        visit_story(county, number, span, &rng);
    }
    if (rng_chance(&rng, age >= 60 ? 6000 : 1800)) {
        stay_story(county, number, span, &rng);
    }
    if (month >= person->sick_from && month < person->sick_to) {
        treatment_story(county, number, span, &rng);
    } else if (month == person->sick_to && month > 0 && person->sick_to > person->sick_from) {
        after_treatment(county, number, span, &rng);
    } else if (rng_chance(&rng, age >= 50 ? 330 : 120)) {
        diagnosis(county, number, span, &rng);
    }
    if (rng_chance(&rng, person->disability != 0 ? 1500 : 60)) {
        disability_story(county, number, span, &rng);
    }
}

void story_health_month(County *county, const MonthSpan *span) {
    for (uint32_t number = 1; number <= county->person_count; number++) {
        const Person *person = person_of(county, number);
        bool is_known = person->known_from <= span->month.months;
        if (person_is_here(person) && is_known && !person->is_spared) {
            health_month(county, number, span);
        }
    }
}

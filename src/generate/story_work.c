// SPDX-License-Identifier: Apache-2.0
// Work: what people earn each month, whole workshops laid off at once, pensions that stop.
#include "generate/county.h"

enum { YUAN = 100, ZERO_ROWS_MONTHS = 4, INSURED_EVERY = 16 };

// Pay of the month: what was agreed, and a little more or less. Nothing varies where a household
// stands exactly on a limit.
static int64_t wage_in(const County *county, const Person *person, uint32_t number, Month month) {
    uint8_t plan = person->home == NOBODY ? PLAN_NORMAL : county->homes[person->home - 1].plan;
    if (plan == PLAN_BORDER || plan == PLAN_STORY) {
        return person->wage;
    }
    uint64_t draw = rng_hash(county->seed, STREAM_WAGE, number, (uint64_t)month.months);
    int64_t percent = plan == PLAN_NORMAL ? (int64_t)(draw % 13) - 6 : (int64_t)(draw % 5) - 2;
    return person->wage / YUAN * (100 + percent);
}

static void income_row(County *county, uint32_t number, IncomeItem item, Month month,
                       int64_t income, Date delivered) {
    const Person *person = person_of(county, number);
    RowIncome *row = mail_add(&county->mail, FEED_F15, delivered);
    row->damage = person->is_spared ? DAMAGE_SPARED : DAMAGE_NONE;
    row->item = (uint8_t)item;
    row->employer = person->employer;
    row->name = person->name;
    row->month = month.months;
    row->id = person->id;
    row->income = income;
}

static void income_send(County *county, uint32_t number, Month month, Date delivered) {
    const Person *person = person_of(county, number);
    bool is_idle = month.months >= person->idle_from && month.months < person->idle_to;
    int since = month.months - person->idle_from;
    int64_t income = 0;
    IncomeItem item = INCOME_WAGE;
    if (!is_idle) {
        income = wage_in(county, person, number, month);
    } else if (since >= ZERO_ROWS_MONTHS) {
        uint64_t draw = rng_hash(county->seed, STREAM_WAGE, number, (uint64_t)month.months + 5000);
        if (draw % 3 != 0) {
            return; // nobody declares anything any more
        }
        income = (int64_t)(200 + draw / 3 % 1300) * YUAN;
        item = INCOME_LABOUR;
    }
    income_row(county, number, item, month, income, delivered);
    uint64_t fate =
        rng_hash(county->seed, STREAM_WAGE, number, (uint64_t)month.months + 9000) % 4000;
    if (person->is_spared || fate >= 8) {
        return;
    }
    if (fate < 3) { // somebody else paid something, too
        income_row(county, number, INCOME_LABOUR, month, 30000 + (int64_t)fate * 70000, delivered);
    } else { // corrected, some weeks or months later
        Date later = day_working_from(delivered, fate < 7 ? (int)fate * 3 : 50);
        income_row(county, number, item, month, income / 2 + 100 * YUAN, later);
    }
}

static void pension_send(County *county, uint32_t number, Month month, Date delivered) {
    const Person *person = person_of(county, number);
    bool is_paid = person->pension_status == PAY_ACTIVE;
    RowPension *row = mail_add(&county->mail, FEED_F12, delivered);
    row->kind = person->pension_kind;
    row->status = person->pension_status;
    row->name = person->name;
    row->start_month = (person->birth + 60 * 365 + 20) / 30;
    row->certified = month_first_day(month).days - (int32_t)(number % 300);
    row->month = month.months;
    row->id = person->id;
    row->amount = is_paid ? person->pension : 0;
    row->basic = is_paid ? person->basic : 0;
}

static void insured_send(County *county, uint32_t number, Month month, Date delivered) {
    const Person *person = person_of(county, number);
    bool is_idle = month.months >= person->idle_from && month.months < person->idle_to;
    RowInsured *row = mail_add(&county->mail, FEED_F11, delivered);
    row->kind = 1;
    row->status = is_idle ? PAY_PAUSED : PAY_ACTIVE;
    row->employer = person->employer;
    row->name = person->name;
    row->month = month.months;
    row->id = person->id;
    row->base = person->wage;
}

static bool is_known(const Person *person, Month month) {
    return person->home != NOBODY && person->id != 0 &&
           (person->death == 0 || month_of((Date){person->death}).months >= month.months);
}

void work_send_month(County *county, Month month, Date delivered) {
    bool is_history = month.months < county->from.months - 1;
    for (uint32_t number = 1; number <= county->person_count; number++) {
        const Person *person = person_of(county, number);
        if (!is_known(person, month)) {
            continue;
        }
        if (person->wage > 0) {
            income_send(county, number, month, delivered);
        }
        if (person->pension_kind != 0) {
            pension_send(county, number, month, delivered);
        }
        if (person->wage > 0 && !is_history && person->employer % INSURED_EVERY == 0) {
            insured_send(county, number, month, delivered);
        }
    }
}

// In bad months an employer sends a part of the people home.
static bool employer_lays_off(const County *county, uint16_t employer, Month month) {
    return rng_hash(county->seed, STREAM_WORK, employer, (uint64_t)month.months) % 1000 < 5;
}

static void work_changes(County *county, uint32_t number, const MonthSpan *span) {
    Person *person = person_of(county, number);
    int32_t month = span->month.months;
    Rng rng = rng_start(county->seed, STREAM_WORK, (uint64_t)number << 20, (uint64_t)month);
    bool is_free = month >= person->idle_to && month >= person->sick_to;
    if (is_free && employer_lays_off(county, person->employer, span->month) &&
        rng_below(&rng, 100) < 45) {
        person->idle_from = month;
        person->idle_to = month + rng_between(&rng, 3, 9);
        return;
    }
    if (person->idle_to == month && person->idle_to > person->idle_from) {
        person->wage = person->wage / 100 * rng_between(&rng, 80, 105);
        person->employer = (uint16_t)(1 + rng_below(&rng, county->employers));
        return;
    }
    uint8_t programme = home_of(county, person->home)->programme;
    if (is_free && programme == PROGRAMME_DIBAO && rng_chance(&rng, 6000)) {
        // A better job: for the family this may be the way out.
        person->wage += (int32_t)(STANDARD_FEN * home_of(county, person->home)->members / 100 *
                                  rng_between(&rng, 60, 160));
    }
}

static void pension_changes(County *county, uint32_t number, const MonthSpan *span) {
    Person *person = person_of(county, number);
    Rng rng = rng_start(county->seed, STREAM_WORK, (uint64_t)number << 20 | 1,
                        (uint64_t)span->month.months);
    uint32_t draw = rng_below(&rng, 1000);
    if (person->pension_status == PAY_ACTIVE) {
        if (draw < 2) {
            person->pension_status = draw == 0 ? PAY_ENDED : PAY_PAUSED;
        }
    } else if (draw < 300) {
        person->pension_status = PAY_ACTIVE;
    }
}

void story_work_month(County *county, const MonthSpan *span) {
    for (uint32_t number = 1; number <= county->person_count; number++) {
        const Person *person = person_of(county, number);
        if (!person_is_here(person) || person->is_spared) {
            continue;
        }
        if (person->wage > 0) {
            work_changes(county, number, span);
        }
        if (person->pension_kind != 0) {
            pension_changes(county, number, span);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
// The register of civil affairs: applications, refusals, yearly reviews, the way out, and its
// mistakes: the same person twice, the dead still paid.
#include "generate/county.h"

enum { GRACE_DAYS = 180, REFUSED_DAYS = 180, RIGID_FROM_MONTH = 670 }; // 2025-11

static Date day_draw(Rng *rng, const MonthSpan *span) {
    return date_add_days(span->first, (int)rng_below(rng, (uint32_t)span->days));
}

// Every fourth of the destitute has children who cannot support anybody.
static uint8_t supporter_status_of(const Home *home) {
    if (home->programme == PROGRAMME_DESTITUTE) {
        return home->case_no % 4 == 0 ? SUPPORTER_UNABLE : SUPPORTER_NONE;
    }
    return home->supporter != 0 ? SUPPORTER_ABLE : 0;
}

static RowCivil *civil_row(County *county, uint32_t number, CaseStatus status, Date date,
                           Date delivered) {
    const Person *person = person_of(county, number);
    const Home *home = home_of(county, person->home);
    RowCivil *row = mail_add(&county->mail, FEED_F22, delivered);
    row->damage = person->is_spared ? DAMAGE_SPARED : DAMAGE_NONE;
    row->programme = home->programme;
    row->relation = person->relation;
    row->status = (uint8_t)status;
    row->name = person->name;
    row->start = home->case_from;
    row->end = home->case_to;
    row->last_paid = status == CASE_REFUSED ? 0 : month_of(date).months - 1;
    row->date = date.days;
    row->case_no = home->case_no;
    row->id = person->id;
    row->region = home->region;
    row->amount = home->amount;
    row->guardian = home->guardian;
    row->supporter = home->supporter;
    row->supporter_status = supporter_status_of(home);
    return row;
}

void civil_send(County *county, uint32_t number, CaseStatus status, Date date) {
    const Home *home = home_of(county, number);
    for (uint32_t at = home->first; at != NOBODY; at = person_of(county, at)->next) {
        const Person *person = person_of(county, at);
        bool is_known = person->known_from <= month_of(date).months;
        if (is_known && (person->death == 0 || home->is_careless)) {
            civil_row(county, at, status, date, day_next(date));
        }
    }
}

void civil_open(County *county, uint32_t number, Programme programme, Date from) {
    Home *home = home_of(county, number);
    home->programme = (uint8_t)programme;
    home->status = CASE_PAID;
    home->case_no = ++county->mail.serial;
    home->case_from = from.days;
    home->case_to = 0;
    home->paid_from = month_of(from).months % 12;
    home->amount = programme == PROGRAMME_DIBAO ? STANDARD_FEN * home->members / 2 : 0;
    civil_send(county, number, CASE_PAID, from);
}

// A refusal is a case of its own, open for half a year: who was refused once is watched.
static void civil_refuse(County *county, uint32_t number, Programme programme, Date date) {
    Home *home = home_of(county, number);
    home->programme = (uint8_t)programme;
    home->case_no = ++county->mail.serial;
    home->case_from = date.days;
    home->case_to = date.days + REFUSED_DAYS;
    home->amount = 0;
    civil_send(county, number, CASE_REFUSED, date);
    home->programme = 0;
    home->case_no = 0;
    home->case_to = 0;
}

static int64_t income_of(County *county, const Home *home, Month month) {
    int64_t income = 0;
    for (uint32_t at = home->first; at != NOBODY; at = person_of(county, at)->next) {
        const Person *person = person_of(county, at);
        bool is_idle = month.months >= person->idle_from && month.months < person->idle_to;
        if (person->death == 0) {
            income += (is_idle ? 0 : person->wage) + person->pension - person->basic;
        }
    }
    return income;
}

static bool has_illness(County *county, const Home *home, Month month) {
    for (uint32_t at = home->first; at != NOBODY; at = person_of(county, at)->next) {
        const Person *person = person_of(county, at);
        if (person->death == 0 && person->sick_to > person->sick_from &&
            month.months - 2 == person->sick_from) {
            return true;
        }
    }
    return false;
}

static void application_story(County *county, uint32_t number, const MonthSpan *span, Rng *rng) {
    const Home *home = home_of(county, number);
    bool is_ill = has_illness(county, home, span->month);
    bool is_needy = home->plan == PLAN_POOR || home->plan == PLAN_DESTITUTE;
    uint32_t chance = is_ill ? 400000 : is_needy ? 20000 : home->plan == PLAN_EDGE ? 8000 : 0;
    if (chance == 0 || !rng_chance(rng, chance)) {
        return;
    }
    Date date = day_draw(rng, span);
    Programme programme = PROGRAMME_DIBAO;
    if (is_ill && span->month.months >= RIGID_FROM_MONTH && rng_below(rng, 100) < 40) {
        programme = PROGRAMME_RIGID;
    } else if (home->plan == PLAN_DESTITUTE) {
        programme = PROGRAMME_DESTITUTE;
    } else if (home->plan == PLAN_EDGE || rng_below(rng, 100) < 30) {
        programme = PROGRAMME_EDGE;
    }
    if (rng_below(rng, 100) < 35) {
        civil_refuse(county, number, programme, date);
    } else {
        civil_open(county, number, programme, date);
    }
}

// Someone of the family stands in another place's register, or in another programme, too.
static void duplicate_story(County *county, uint32_t number, Date date, Rng *rng) {
    const Home *home = home_of(county, number);
    uint32_t member = home->first;
    if (member == NOBODY || person_of(county, member)->death != 0) {
        return;
    }
    RowCivil *row = civil_row(county, member, CASE_PAID, date, day_next(date));
    row->case_no = ++county->mail.serial;
    row->guardian = 0;
    row->supporter = 0;
    if (rng_below(rng, 2) == 0) {
        row->region = 330302001203;
    } else {
        row->programme = home->programme == PROGRAMME_EDGE ? PROGRAMME_DIBAO : PROGRAMME_EDGE;
    }
    row->end = date.days + rng_between(rng, 60, 400);
}

static void way_out_story(County *county, uint32_t number, const MonthSpan *span, Rng *rng) {
    Home *home = home_of(county, number);
    Date date = day_draw(rng, span);
    if (home->status == CASE_GRACE) {
        if (span->first.days > home->case_to) {
            civil_send(county, number, CASE_STOPPED, date);
            home->programme = 0;
            home->case_no = 0;
            home->case_to = 0;
        }
        return;
    }
    int64_t income = income_of(county, home, span->month);
    bool is_over = income >= STANDARD_FEN * home->members;
    if (home->programme == PROGRAMME_DIBAO && is_over && rng_below(rng, 100) < 10) {
        home->status = CASE_GRACE;
        home->case_to = date.days + GRACE_DAYS;
        civil_send(county, number, CASE_GRACE, date);
    }
}

static void register_month(County *county, uint32_t number, const MonthSpan *span, Rng *rng) {
    const Home *home = home_of(county, number);
    if (span->month.months % 12 == home->paid_from && home->status == CASE_PAID) {
        civil_send(county, number, CASE_PAID, day_draw(rng, span));
    }
    if (rng_chance(rng, 2500) && home->first != NOBODY) {
        // An old page of the file turns up.
        Date date = day_draw(rng, span);
        RowCivil *row = civil_row(county, home->first, CASE_STOPPED, date, day_next(date));
        row->date -= 250;
    }
    if (rng_chance(rng, 1500)) {
        duplicate_story(county, number, day_draw(rng, span), rng);
    }
    way_out_story(county, number, span, rng);
}

void story_register_month(County *county, const MonthSpan *span) {
    for (uint32_t number = 1; number <= county->home_count; number++) {
        const Home *home = home_of(county, number);
        if (home->plan == PLAN_STORY || home->first == NOBODY) {
            continue;
        }
        Rng rng = rng_start(county->seed, STREAM_REGISTER, number, (uint64_t)span->month.months);
        if (home->programme != 0) {
            register_month(county, number, span, &rng);
        } else {
            application_story(county, number, span, &rng);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
// Cars, flats, shops, businesses; and what banks answer about families that let them ask.
#include "generate/county.h"

enum { YUAN = 100, PROPERTY_MONTHS = 36, NEW_STANDARD_DAYS = 20089 }; // 2025-01-01

static Date day_draw(Rng *rng, const MonthSpan *span) {
    return date_add_days(span->first, (int)rng_below(rng, (uint32_t)span->days));
}

static uint32_t adult_of(County *county, const Home *home, int32_t today) {
    for (uint32_t at = home->first; at != NOBODY; at = person_of(county, at)->next) {
        const Person *person = person_of(county, at);
        if (person->death == 0 && (today - person->birth) / 365 >= 18) {
            return at;
        }
    }
    return NOBODY;
}

// The same plate, another owner.
static void vehicle_sell(County *county, uint32_t seller, Rng *rng, Date date) {
    uint32_t buyer = 1 + rng_below(rng, (uint32_t)county->person_count);
    uint32_t plate = person_of(county, seller)->plate;
    if (!person_is_here(person_of(county, buyer)) || person_of(county, buyer)->known_from != 0) {
        return;
    }
    person_of(county, seller)->plate = 0;
    person_of(county, buyer)->plate = plate;
    vehicle_send(county, buyer, USE_PRIVATE, VEHICLE_MORTGAGED, date, day_next(date));
}

static void vehicle_story(County *county, uint32_t owner, const MonthSpan *span, Rng *rng) {
    Date date = day_draw(rng, span);
    Date delivered = day_next(date);
    if (person_of(county, owner)->plate != 0 && rng_below(rng, 6) == 0) {
        vehicle_sell(county, owner, rng, date);
        return;
    }
    if (person_of(county, owner)->plate != 0 && rng_below(rng, 3) == 0) {
        VehicleStatus status = rng_below(rng, 2) == 0 ? VEHICLE_TRANSFERRED : VEHICLE_CANCELLED;
        vehicle_send(county, owner, USE_PRIVATE, status, date, delivered);
        person_of(county, owner)->plate = 0;
        return;
    }
    VehicleUse use = rng_below(rng, 8) == 0 ? USE_DISABLED : USE_PRIVATE;
    vehicle_send(county, owner, use, VEHICLE_NORMAL, date, delivered);
}

static void estate_story(County *county, uint32_t owner, const MonthSpan *span, Rng *rng) {
    Date date = day_draw(rng, span);
    Date delivered = day_next(date);
    uint32_t kind = rng_below(rng, 10);
    if (kind < 2 && person_of(county, owner)->unit != 0) {
        estate_send(county, owner, ESTATE_HOME, ESTATE_CANCEL, date, delivered);
        person_of(county, owner)->unit = 0;
        return;
    }
    bool is_home = kind < 7;
    uint32_t spouse = person_of(county, owner)->spouse;
    if (kind == 6 && spouse != NOBODY && person_of(county, spouse)->home != NOBODY) {
        // Bought together: one row for each of them.
        estate_send(county, owner, ESTATE_HOME, ESTATE_FIRST, date, delivered);
        estate_share(county, owner, spouse, date, delivered);
        return;
    }
    EstateUse use = is_home ? ESTATE_HOME : (EstateUse)rng_between(rng, ESTATE_SHOP, ESTATE_HOTEL);
    estate_send(county, owner, use, is_home ? ESTATE_TRANSFER : ESTATE_FIRST, date, delivered);
}

static void firm_story(County *county, uint32_t owner, const MonthSpan *span, Rng *rng) {
    Date date = day_draw(rng, span);
    bool closes = person_of(county, owner)->firm != 0 && rng_below(rng, 2) == 0;
    firm_send(county, owner, closes ? FIRM_CANCELLED : FIRM_ACTIVE, date, day_next(date));
    if (closes) {
        person_of(county, owner)->firm = 0;
    }
}

// Only banks of families with an authorisation answer. A few have more than they said, some of
// them exactly as much as the limit.
static void finance_story(County *county, uint32_t number, const MonthSpan *span, Rng *rng) {
    const Home *home = home_of(county, number);
    Date date = day_draw(rng, span);
    int64_t standard = date.days < NEW_STANDARD_DAYS ? 111000 : STANDARD_FEN;
    int64_t limit = PROPERTY_MONTHS * standard * home->members;
    uint32_t kind = rng_below(rng, 100);
    int64_t left = kind < 5   ? limit + rng_between(rng, -1, 1)
                   : kind < 8 ? limit + (int64_t)rng_below(rng, 9000000)
                              : (int64_t)rng_below(rng, 3000000);
    uint64_t query = ++county->mail.serial;
    for (uint32_t at = home->first; at != NOBODY; at = person_of(county, at)->next) {
        const Person *person = person_of(county, at);
        bool is_adult = (date.days - person->birth) / 365 >= 18;
        if (person->death != 0 || !is_adult) {
            continue;
        }
        RowFinance *row = mail_add(&county->mail, FEED_F28, day_working_from(day_next(date), 2));
        row->institution = (uint8_t)(1 + at % 3);
        row->kind = 1;
        row->currency = 1;
        row->name = person->name;
        row->tail = at % 10000;
        row->date = date.days;
        row->query = query;
        row->authorization = number + 300000;
        row->id = person->id;
        row->balance = left;
        row->average = left / 3;
        left = 0; // the first adult keeps the family's money
    }
}

void story_assets_month(County *county, const MonthSpan *span) {
    for (uint32_t number = 1; number <= county->home_count; number++) {
        const Home *home = home_of(county, number);
        uint32_t owner = adult_of(county, home, span->first.days);
        if (owner == NOBODY || home->plan == PLAN_STORY) {
            continue;
        }
        Rng rng = rng_start(county->seed, STREAM_ASSETS, (uint64_t)number << 20,
                            (uint64_t)span->month.months);
        if (rng_chance(&rng, 3000)) {
            vehicle_story(county, owner, span, &rng);
        }
        if (rng_chance(&rng, 2000)) {
            estate_story(county, owner, span, &rng);
        }
        if (rng_chance(&rng, 1500)) {
            firm_story(county, owner, span, &rng);
        }
        bool is_due = (number + (uint32_t)span->month.months) % 12 == 0;
        if (home->programme != 0 && is_due) {
            finance_story(county, number, span, &rng);
        }
    }
}

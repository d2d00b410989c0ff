// SPDX-License-Identifier: Apache-2.0
// What the departments deliver before the first month: history of incomes first, then property,
// then the register of households, last the register of civil affairs.
#include "base/identity.h"
#include "generate/county.h"

enum { OPENING_STATE = 15, OPENING_HUKOU = 16, OPENING_CIVIL = 17 }; // working days
enum { YUAN = 100 };

Date day_next(Date day) {
    return day_working_from(date_add_days(day, 1), 0);
}

MonthSpan month_span(Month month) {
    Date first = month_first_day(month);
    return (MonthSpan){.month = month,
                       .first = first,
                       .days = date_days_between(first, month_last_day(month)) + 1};
}

RowHukou *hukou_send(County *county, uint32_t number, HukouChange change, Date date,
                     Date delivered) {
    const Person *person = person_of(county, number);
    const Home *home = home_of(county, person->home);
    RowHukou *row = mail_add(&county->mail, FEED_F06, delivered);
    row->damage = person->is_spared ? DAMAGE_SPARED : DAMAGE_NONE;
    row->household = home->number;
    row->relation = person->relation;
    row->name = person->name;
    row->id = person->id;
    row->sex = person->gender;
    row->ethnic = (person->name & 3) == 2 ? 5 : 1;
    row->birth = person->birth;
    row->region = home->region;
    row->address = home_address(home);
    row->change = (uint8_t)change;
    row->date = date.days;
    return row;
}

RowDisability *disability_send(County *county, uint32_t number, Date date, Date delivered) {
    const Person *person = person_of(county, number);
    RowDisability *row = mail_add(&county->mail, FEED_F18, delivered);
    row->cert = number;
    row->name = person->name;
    row->id = person->id;
    row->kind = person->disability;
    row->level = person->level;
    row->status = CERT_VALID;
    row->issued = date.days;
    row->valid_to = date.days + 3653;
    row->date = date.days;
    return row;
}

void vehicle_send(County *county, uint32_t number, VehicleUse use, VehicleStatus status, Date date,
                  Date delivered) {
    Person *person = person_of(county, number);
    if (status == VEHICLE_NORMAL) {
        person->plate = (uint32_t)(++county->mail.serial);
    }
    RowVehicle *row = mail_add(&county->mail, FEED_F07, delivered);
    uint64_t draw = rng_hash(county->seed, STREAM_ASSETS, person->plate, 1);
    static const int64_t PRICES[] = {8000000, 8000001, 7999999};
    row->plate_kind = (uint8_t)(1 + draw % 4);
    row->plate = person->plate;
    row->kind = (uint8_t)(1 + draw % 4);
    row->use = (uint8_t)use;
    row->brand = (uint8_t)(1 + draw % 5);
    row->status = (uint8_t)status;
    row->owner = person->name;
    row->first_date = date.days - (int32_t)(draw % 500);
    row->date = date.days;
    row->id = person->id;
    row->price =
        draw % 10 == 0 ? PRICES[draw / 10 % 3] : (int64_t)(3 + draw / 16 % 22) * 10000 * YUAN;
}

void estate_send(County *county, uint32_t number, EstateUse use, EstateKind kind, Date date,
                 Date delivered) {
    Person *person = person_of(county, number);
    if (kind != ESTATE_CANCEL) {
        person->unit = (uint32_t)(++county->mail.serial);
    }
    RowEstate *row = mail_add(&county->mail, FEED_F09, delivered);
    uint64_t draw = rng_hash(county->seed, STREAM_ASSETS, person->unit, 2);
    row->share = 1;
    row->use = (uint8_t)use;
    row->kind = (uint8_t)kind;
    row->owner = person->name;
    row->area =
        draw % 12 == 0 ? 4500 * (int32_t)(1 + draw / 12 % 4) : (int32_t)(3000 + draw / 12 % 12000);
    row->date = date.days;
    row->unit = person->unit;
    row->cert = person->unit + 7000000;
    row->id = person->id;
    row->address = home_address(home_of(county, person->home));
    row->price = kind == ESTATE_TRANSFER ? (int64_t)row->area * 180 * YUAN : 0;
}

void estate_share(County *county, uint32_t owner, uint32_t other, Date date, Date delivered) {
    RowEstate *row = mail_add(&county->mail, FEED_F09, delivered);
    row->share = 2;
    row->use = ESTATE_HOME;
    row->kind = ESTATE_FIRST;
    row->owner = person_of(county, other)->name;
    row->area = 8888;
    row->date = date.days;
    row->unit = person_of(county, owner)->unit;
    row->cert = row->unit + 7000000;
    row->id = person_of(county, other)->id;
    row->address = home_address(home_of(county, person_of(county, other)->home));
}

void firm_send(County *county, uint32_t number, FirmStatus status, Date date, Date delivered) {
    Person *person = person_of(county, number);
    if (status == FIRM_ACTIVE) {
        person->firm = ++county->firms;
    }
    RowFirm *row = mail_add(&county->mail, FEED_F17, delivered);
    row->kind = (uint8_t)(1 + person->firm % 3);
    row->role = row->kind == 1 ? 2 : (uint8_t)(1 + person->firm / 3 % 3);
    row->status = (uint8_t)status;
    row->name = person->name;
    row->firm = person->firm;
    row->share = row->kind == 1 ? 10000 : 5000;
    row->found = date.days - 10;
    row->date = date.days;
    row->id = person->id;
    row->capital = (int64_t)(1 + person->firm % 50) * 10000 * YUAN;
}

static void property_open(County *county, uint32_t number, Rng *rng, Date delivered) {
    static const uint8_t CARS[] = {
        [PLAN_NORMAL] = 46,   [PLAN_MODEST] = 22, [PLAN_EDGE] = 9, [PLAN_POOR] = 2,
        [PLAN_DESTITUTE] = 0, [PLAN_BORDER] = 3,  [PLAN_STORY] = 0};
    const Home *home = home_of(county, number);
    uint32_t head = home->first;
    Date date = date_add_days(delivered, -rng_between(rng, 60, 3000));
    if (head == NOBODY) {
        return;
    }
    if (rng_below(rng, 100) < CARS[home->plan]) {
        vehicle_send(county, head, USE_PRIVATE, VEHICLE_NORMAL, date, delivered);
    }
    if (rng_below(rng, 1000) < 12) {
        VehicleUse use = rng_below(rng, 2) == 0 ? USE_FARM : USE_DISABLED;
        vehicle_send(county, head, use, VEHICLE_NORMAL, date, delivered);
    }
    uint32_t rich = home->plan == PLAN_NORMAL ? 10 : 1;
    if (rng_below(rng, 100) < 7 * rich / 10 + 1) {
        estate_send(county, head, ESTATE_HOME, ESTATE_TRANSFER, date, delivered);
    }
    if (rng_below(rng, 1000) < 3 * rich) {
        EstateUse use = (EstateUse)rng_between(rng, ESTATE_SHOP, ESTATE_HOTEL);
        estate_send(county, head, use, ESTATE_FIRST, date, delivered);
    }
    if (rng_below(rng, 100) < 84) {
        estate_send(county, head, ESTATE_HOME, ESTATE_FIRST, date, delivered);
    }
    if (rng_below(rng, 1000) < 5 * rich) {
        firm_send(county, head, FIRM_ACTIVE, date, delivered);
    }
}

static void people_open(County *county, Date first) {
    Date state = day_working_from(first, OPENING_STATE);
    Date hukou = day_working_from(first, OPENING_HUKOU);
    for (uint32_t number = 1; number <= county->person_count; number++) {
        Person *person = person_of(county, number);
        Date since = {person->birth};
        Date latest = date_add_days(first, -20);
        since = since.days > latest.days ? latest : since;
        hukou_send(county, number, HUKOU_INITIAL, since, hukou);
        if (person->disability != 0) {
            disability_send(county, number, date_add_days(latest, -(int)(number % 2000)), state);
        }
    }
}

void opening_send(County *county) {
    Date first = county->mail.first;
    Date state = day_working_from(first, OPENING_STATE);
    for (int i = 0; i < HISTORY_MONTHS; i++) {
        Month month = {county->from.months - 1 - HISTORY_MONTHS + i};
        work_send_month(county, month, day_working_from(first, i));
    }
    for (uint32_t number = 1; number <= county->home_count; number++) {
        Rng rng = rng_start(county->seed, STREAM_ASSETS, number, 0);
        property_open(county, number, &rng, state);
    }
    people_open(county, first);
    Date civil = day_working_from(first, OPENING_CIVIL);
    for (uint32_t number = 1; number <= county->home_count; number++) {
        const Home *home = home_of(county, number);
        if (home->programme != 0) {
            // Civil affairs deliver a day after what they date: here the opening.
            civil_send(county, number, CASE_PAID, date_add_days(civil, -1));
        }
    }
}

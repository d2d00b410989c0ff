// SPDX-License-Identifier: Apache-2.0
// Facts of persons and households on the oracle's clock (docs/monitoring.md sections 3 and 4).
#include "generate/oracle_private.h"

static bool is_counted(const Oracle *oracle, const Stay *stay, const KnownPerson *person) {
    int32_t day = oracle->clock.days;
    return stay->from <= day && day < stay->to && person->birth <= oracle->month_last &&
           person->death >= oracle->month_first;
}

static bool is_living(const Oracle *oracle, const Stay *stay, const KnownPerson *person) {
    int32_t day = oracle->clock.days;
    return stay->from <= day && day < stay->to && person->death > day;
}

MemberWalk members_counted(const Oracle *oracle, uint32_t house) {
    return (MemberWalk){.next = oracle->houses[house - 1].stay, .is_counted = true};
}

MemberWalk members_living(const Oracle *oracle, uint32_t house) {
    return (MemberWalk){.next = oracle->houses[house - 1].stay};
}

uint32_t member_step(const Oracle *oracle, MemberWalk *walk) {
    while (walk->next != 0) {
        const Stay *stay = &oracle->stays[walk->next - 1];
        const KnownPerson *person = known(oracle, stay->person);
        walk->next = stay->next_of_house;
        if (walk->is_counted ? is_counted(oracle, stay, person) : is_living(oracle, stay, person)) {
            return stay->person;
        }
    }
    return 0;
}

int64_t house_count_members(const Oracle *oracle, uint32_t house) {
    MemberWalk walk = members_counted(oracle, house);
    int64_t count = 0;
    while (member_step(oracle, &walk) != 0) {
        count++;
    }
    return count;
}

// ---- sums
bool house_income(const Oracle *oracle, uint32_t house, int months, int64_t *out_fen) {
    const Series *wages = &oracle->wages;
    const Series *pensions = &oracle->pensions;
    if (!oracle_series_knows(wages, months, 0) || !oracle_series_knows(pensions, months, 0)) {
        return false;
    }
    int64_t income = 0;
    MemberWalk walk = members_counted(oracle, house);
    for (uint32_t at = member_step(oracle, &walk); at != 0; at = member_step(oracle, &walk)) {
        const KnownPerson *person = known(oracle, at);
        income += oracle_series_sum(wages, &person->wages, wages->newest_seen - months + 1,
                                    wages->newest_seen);
        income += oracle_series_sum(pensions, &person->pensions, pensions->newest_seen - months + 1,
                                    pensions->newest_seen);
    }
    *out_fen = income;
    return true;
}

int64_t house_wages(const Oracle *oracle, uint32_t house, int months) {
    const Series *wages = &oracle->wages;
    int64_t sum = 0;
    MemberWalk walk = members_counted(oracle, house);
    for (uint32_t at = member_step(oracle, &walk); at != 0; at = member_step(oracle, &walk)) {
        sum += oracle_series_sum(wages, &known(oracle, at)->wages, wages->newest_seen - months + 1,
                                 wages->newest_seen);
    }
    return sum;
}

int64_t person_bills(const Oracle *oracle, uint32_t person, int months) {
    return oracle_series_sum(&oracle->bills, &known(oracle, person)->bills,
                             oracle->month - months + 1, oracle->month);
}

int64_t house_bills(const Oracle *oracle, uint32_t house, int months) {
    int64_t sum = 0;
    MemberWalk walk = members_counted(oracle, house);
    for (uint32_t at = member_step(oracle, &walk); at != 0; at = member_step(oracle, &walk)) {
        sum += person_bills(oracle, at, months);
    }
    return sum;
}

// ---- the register of civil affairs
bool civil_is_active(const RowCivil *row, Date day) {
    return row->start <= day.days && (row->end == 0 || row->end >= day.days);
}

static uint8_t person_class(const Oracle *oracle, uint32_t person) {
    const StateRows *states = &oracle->states[FEED_F22];
    uint8_t best = 0;
    for (uint32_t at = known(oracle, person)->states[FEED_F22]; at != 0;
         at = states->next[at - 1]) {
        const RowCivil *row = state_row(states, FEED_F22, at);
        bool is_aid = row->status == CASE_PAID || row->status == CASE_GRACE;
        bool counts =
            is_aid && row->programme <= PROGRAMME_RIGID && civil_is_active(row, oracle->clock);
        if (counts && (best == 0 || row->programme < best)) {
            best = row->programme; // destitute is 1, the best
        }
    }
    return best;
}

uint8_t house_class(const Oracle *oracle, uint32_t house) {
    uint8_t best = 0;
    if (house == 0) {
        return 0;
    }
    MemberWalk walk = members_living(oracle, house);
    for (uint32_t at = member_step(oracle, &walk); at != 0; at = member_step(oracle, &walk)) {
        uint8_t programme = person_class(oracle, at);
        best = programme != 0 && (best == 0 || programme < best) ? programme : best;
    }
    return best;
}

bool house_is_watched(const Oracle *oracle, uint32_t house) {
    int64_t income = 0;
    if (house_class(oracle, house) != 0) {
        return true;
    }
    int64_t limit = 36 * figure_standard(oracle->clock) * house_count_members(oracle, house);
    return house_income(oracle, house, 12, &income) && income < limit;
}

static const RowCivil *newest_entry(const Oracle *oracle, uint32_t person) {
    const StateRows *states = &oracle->states[FEED_F22];
    const RowCivil *newest = NULL;
    for (uint32_t i = known(oracle, person)->states[FEED_F22]; i != 0; i = states->next[i - 1]) {
        const RowCivil *row = state_row(states, FEED_F22, i);
        bool is_newer = newest == NULL || row->date > newest->date;
        newest = is_newer && civil_is_active(row, oracle->clock) ? row : newest;
    }
    return newest;
}

bool house_was_refused(const Oracle *oracle, uint32_t house) {
    MemberWalk walk = members_living(oracle, house);
    for (uint32_t at = member_step(oracle, &walk); at != 0; at = member_step(oracle, &walk)) {
        const RowCivil *newest = newest_entry(oracle, at);
        if (newest != NULL && newest->status == CASE_REFUSED) {
            return true;
        }
    }
    return false;
}

bool house_is_in_grace(const Oracle *oracle, uint32_t house) {
    const StateRows *states = &oracle->states[FEED_F22];
    MemberWalk walk = members_living(oracle, house);
    for (uint32_t at = member_step(oracle, &walk); at != 0; at = member_step(oracle, &walk)) {
        for (uint32_t i = known(oracle, at)->states[FEED_F22]; i != 0; i = states->next[i - 1]) {
            const RowCivil *row = state_row(states, FEED_F22, i);
            if (row->status == CASE_GRACE && civil_is_active(row, oracle->clock)) {
                return true;
            }
        }
    }
    return false;
}

bool person_has_no_able_supporter(const Oracle *oracle, uint32_t person) {
    const StateRows *states = &oracle->states[FEED_F22];
    for (uint32_t i = known(oracle, person)->states[FEED_F22]; i != 0; i = states->next[i - 1]) {
        const RowCivil *row = state_row(states, FEED_F22, i);
        bool helps_nobody =
            row->supporter_status == SUPPORTER_NONE || row->supporter_status == SUPPORTER_UNABLE;
        if (helps_nobody && civil_is_active(row, oracle->clock)) {
            return true;
        }
    }
    return false;
}

// ---- disability
static const RowDisability *person_cert(const Oracle *oracle, uint32_t person) {
    uint32_t at = known(oracle, person)->states[FEED_F18];
    if (at == 0) {
        return NULL;
    }
    const RowDisability *row = state_row(&oracle->states[FEED_F18], FEED_F18, at);
    return row->status == CERT_VALID ? row : NULL;
}

int64_t person_level(const Oracle *oracle, uint32_t person) {
    const RowDisability *cert = person_cert(oracle, person);
    return cert == NULL ? 0 : cert->level;
}

bool person_is_unable(const Oracle *oracle, uint32_t person) {
    enum { SIGHT = 1, LIMB = 4, MIND = 5, MENTAL = 6 };
    int age = date_age_in_years((Date){known(oracle, person)->birth}, oracle->clock);
    const RowDisability *cert = person_cert(oracle, person);
    if (age >= 60 || age < 16) {
        return true;
    }
    if (cert == NULL) {
        return false;
    }
    switch (cert->kind) {
    case MENTAL:
    case MIND: return cert->level <= 3;
    case LIMB: return cert->level <= 2;
    case SIGHT: return cert->level == 1;
    default: return false;
    }
}

// ---- property
static int64_t car_fact(const RowVehicle *row, PropertyFact fact) {
    bool is_kept = row->status == VEHICLE_NORMAL || row->status == VEHICLE_MORTGAGED;
    if (!is_kept || row->use != USE_PRIVATE) {
        return 0;
    }
    return fact == CARS ? 1 : row->price;
}

static int64_t estate_fact(const RowEstate *row, PropertyFact fact) {
    if (row->kind == ESTATE_CANCEL) {
        return 0;
    }
    if (fact == OTHER_ESTATE) {
        return row->use >= ESTATE_SHOP && row->use <= ESTATE_HOTEL ? 1 : 0;
    }
    if (row->use != ESTATE_HOME) {
        return 0;
    }
    return fact == HOMES ? 1 : row->area;
}

static int64_t row_fact(Feed feed, const void *row, PropertyFact fact) {
    switch (feed) {
    case FEED_F07: return car_fact(row, fact);
    case FEED_F09: return estate_fact(row, fact);
    case FEED_F17: return ((const RowFirm *)row)->status == FIRM_ACTIVE ? 1 : 0;
    default: return ((const RowFinance *)row)->balance;
    }
}

int64_t person_property(const Oracle *oracle, uint32_t person, PropertyFact fact) {
    static const Feed FEEDS[] = {
        [CARS] = FEED_F07,      [CAR_VALUE] = FEED_F07,    [HOMES] = FEED_F09,
        [HOME_AREA] = FEED_F09, [OTHER_ESTATE] = FEED_F09, [FIRMS] = FEED_F17,
        [MONEY_KEPT] = FEED_F28};
    Feed feed = FEEDS[fact];
    const StateRows *states = &oracle->states[feed];
    int64_t sum = 0;
    for (uint32_t at = known(oracle, person)->states[feed]; at != 0; at = states->next[at - 1]) {
        sum += row_fact(feed, state_row(states, feed, at), fact);
    }
    return sum;
}

// A home, shop or office that two of the family own is one: they hold rows of the same unit.
static bool is_held_by_earlier(const Oracle *oracle, uint32_t house, uint32_t person,
                               uint64_t unit) {
    const StateRows *states = &oracle->states[FEED_F09];
    MemberWalk walk = members_counted(oracle, house);
    for (uint32_t at = member_step(oracle, &walk); at != person; at = member_step(oracle, &walk)) {
        for (uint32_t i = known(oracle, at)->states[FEED_F09]; i != 0; i = states->next[i - 1]) {
            const RowEstate *row = state_row(states, FEED_F09, i);
            if (row->unit == unit && row->kind != ESTATE_CANCEL) {
                return true;
            }
        }
    }
    return false;
}

static int64_t person_estate_once(const Oracle *oracle, uint32_t house, uint32_t person,
                                  PropertyFact fact) {
    const StateRows *states = &oracle->states[FEED_F09];
    int64_t sum = 0;
    for (uint32_t i = known(oracle, person)->states[FEED_F09]; i != 0; i = states->next[i - 1]) {
        const RowEstate *row = state_row(states, FEED_F09, i);
        if (!is_held_by_earlier(oracle, house, person, row->unit)) {
            sum += estate_fact(row, fact);
        }
    }
    return sum;
}

int64_t house_property(const Oracle *oracle, uint32_t house, PropertyFact fact) {
    bool is_estate = fact == HOMES || fact == HOME_AREA || fact == OTHER_ESTATE;
    int64_t sum = 0;
    if (house == 0) {
        return 0;
    }
    MemberWalk walk = members_counted(oracle, house);
    for (uint32_t at = member_step(oracle, &walk); at != 0; at = member_step(oracle, &walk)) {
        sum += is_estate ? person_estate_once(oracle, house, at, fact)
                         : person_property(oracle, at, fact);
    }
    return sum;
}

// SPDX-License-Identifier: Apache-2.0
// Households of PLAN_BORDER earn exactly what a limit says; here their bills come to exactly a
// share of what they earn, or one fen less or more.
#include "generate/county.h"

static int64_t income_year(County *county, const Home *home) {
    int64_t income = 0;
    for (uint32_t at = home->first; at != NOBODY; at = person_of(county, at)->next) {
        const Person *person = person_of(county, at);
        income += person->wage + person->pension - person->basic;
    }
    return income * 12;
}

void story_edges_month(County *county, const MonthSpan *span) {
    static const int SHARES[] = {40, 70, 50, 20}; // of a hundred
    for (uint32_t number = 1; number <= county->home_count; number++) {
        const Home *home = home_of(county, number);
        Rng rng = rng_start(county->seed, STREAM_EDGES, number, (uint64_t)span->month.months);
        if (home->plan != PLAN_BORDER || home->first == NOBODY || !rng_chance(&rng, 60000)) {
            continue;
        }
        const Person *person = person_of(county, home->first);
        if (person->death != 0 || person->known_from > span->month.months) {
            continue;
        }
        int64_t own = income_year(county, home) * SHARES[rng_below(&rng, 4)] / 100;
        int day = (int)rng_below(&rng, 27);
        Bill bill = {.person = home->first,
                     .type = MED_INPATIENT,
                     .disease = 6,
                     .date = date_add_days(span->first, day),
                     .own = own + rng_between(&rng, -1, 1)};
        bill.total = bill.own * 2;
        if (bill.own > 0) {
            bill_send(county, &bill, day_next(bill.date))->damage = DAMAGE_SPARED;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
#include "households.h"
#include "base/memory.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

const char *const HOUSEHOLD_NAMES[HOUSEHOLD_COLUMN_COUNT] = {
#define COLUMN(field, name) name,
    HOUSEHOLD_COLUMNS(COLUMN)
#undef COLUMN
};

// ---- inventing them -----------------------------------------------------------------------------
static uint64_t draw(uint64_t *state) { // xorshift64*
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * UINT64_C(2685821657736338717);
}

static int64_t below(uint64_t *state, int64_t limit) {
    return (int64_t)((draw(state) >> 33) % (uint64_t)limit);
}

static int is_one_in_hundred(uint64_t *state, int64_t percent) {
    return below(state, 100) < percent;
}

// About the median, with a tail as long as `spread` says: e to the sum of four uniform numbers.
static int64_t amount(uint64_t *state, double median, double spread) {
    double sum = 0;
    for (int i = 0; i < 4; i++) {
        sum += (double)below(state, 1000001) / 1e6 - 0.5;
    }
    return (int64_t)(median * exp(spread * 1.7 * sum));
}

static void make_member(uint64_t *state, int64_t *row, double wealth) {
    int64_t age = 1 + below(state, 90);
    int64_t grade = is_one_in_hundred(state, 9) ? 1 + below(state, 4) : 0;
    int is_severe = grade == 1 || grade == 2;
    int is_adult = age >= 18 && age < 60;
    if (is_adult && !is_severe && is_one_in_hundred(state, 70)) {
        row[HOUSEHOLD_wages] += 12 * amount(state, 300000 * wealth, 0.4);
        row[HOUSEHOLD_work_cost] += amount(state, 240000, 0.5);
    }
    if (is_adult && is_one_in_hundred(state, 18)) {
        row[HOUSEHOLD_business] += 9 * amount(state, 180000 * wealth, 0.8);
    }
    if (age >= 60 || is_one_in_hundred(state, 15)) {
        row[HOUSEHOLD_transfers] += 12 * amount(state, age >= 60 ? 120000 * wealth : 25000, 0.6);
    }
    for (int month = 0; month < 12; month++) {
        if (is_one_in_hundred(state, age > 60 ? 45 : 18)) {
            row[HOUSEHOLD_medical] += amount(state, 12000, 1.3);
        }
    }
    if (below(state, 1000) < (is_severe ? 120 : 35)) {
        row[HOUSEHOLD_medical] += amount(state, 2500000, 0.9);
    }
    row[HOUSEHOLD_education] +=
        age >= 6 && age < 23 ? amount(state, age < 18 ? 150000 : 900000, 0.5) : 0;
    row[HOUSEHOLD_care] += is_severe || age > 80 ? amount(state, 600000, 0.7) : 0;
    row[HOUSEHOLD_unable] += age < 16 || age >= 60 || is_severe;
    row[HOUSEHOLD_severe] += is_severe;
}

static void make_household(uint64_t *state, int64_t *row, const int64_t *standards) {
    static const int64_t SIZES[16] = {1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 5, 6};
    double wealth = (double)amount(state, 1000, 0.9) / 1000;
    row[HOUSEHOLD_standard] = standards[below(state, 100)];
    row[HOUSEHOLD_members] = SIZES[below(state, 16)];
    for (int64_t i = 0; i < row[HOUSEHOLD_members]; i++) {
        make_member(state, row, wealth);
    }
    row[HOUSEHOLD_property] =
        is_one_in_hundred(state, 12) ? amount(state, 180000 * wealth, 1.0) : 0;
    for (int i = HOUSEHOLD_current_deposit; i <= HOUSEHOLD_claims; i++) {
        int is_common = i <= HOUSEHOLD_term_deposit;
        row[i] =
            is_one_in_hundred(state, is_common ? 75 : 12) ? amount(state, 500000 * wealth, 1.3) : 0;
    }
    row[HOUSEHOLD_vehicles] =
        is_one_in_hundred(state, wealth > 1 ? 45 : 17) ? 1 + (below(state, 13) == 0) : 0;
    for (int64_t i = 0; i < row[HOUSEHOLD_vehicles]; i++) {
        row[HOUSEHOLD_vehicle_value] += amount(state, 4000000 * sqrt(wealth), 0.6);
    }
    int64_t luck = below(state, 100);
    row[HOUSEHOLD_homes] = (luck >= 8) + (luck >= 80) + (luck >= 95);
    row[HOUSEHOLD_unsupported] = row[HOUSEHOLD_members] <= 2 && is_one_in_hundred(state, 15);
}

void households_make(Households *households, size_t count, uint64_t seed) {
    uint64_t state = seed * 2 + 1;
    int64_t standards[100];
    *households = (Households){.count = count};
    for (int i = 0; i < HOUSEHOLD_COLUMN_COUNT; i++) {
        households->columns[i] = aligned_alloc(64, (count / 8 + 1) * 64);
        if (households->columns[i] == NULL) {
            abort();
        }
        memory_prefer_large_pages(households->columns[i], count * sizeof(int64_t));
    }
    for (int i = 0; i < 100; i++) {
        standards[i] = (600 + below(&state, 900)) * 100;
    }
    for (size_t i = 0; i < count; i++) {
        int64_t row[HOUSEHOLD_COLUMN_COUNT] = {0};
        make_household(&state, row, standards);
        for (int k = 0; k < HOUSEHOLD_COLUMN_COUNT; k++) {
            households->columns[k][i] = row[k];
        }
    }
}

void households_release(Households *households) {
    for (int i = 0; i < HOUSEHOLD_COLUMN_COUNT; i++) {
        free(households->columns[i]);
    }
    *households = (Households){0};
}

void households_write_csv(const Households *households, size_t count, const char *path) {
    FILE *file = fopen(path, "w");
    if (file == NULL) {
        perror(path);
        exit(1);
    }
    for (int k = 0; k < HOUSEHOLD_COLUMN_COUNT; k++) {
        (void)fprintf(file, "%s%s", k == 0 ? "" : ",", HOUSEHOLD_NAMES[k]);
    }
    for (size_t i = 0; i < count; i++) {
        for (int k = 0; k < HOUSEHOLD_COLUMN_COUNT; k++) {
            (void)fprintf(file, "%c%" PRId64, k == 0 ? '\n' : ',', households->columns[k][i]);
        }
    }
    (void)fputc('\n', file);
    (void)fclose(file);
}

// ---- the means test by hand ---------------------------------------------------------------------
static int64_t least(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static int64_t at_least_zero(int64_t a) {
    return a > 0 ? a : 0;
}

static int64_t quotient_up(int64_t a, int64_t b) { // a >= 0
    return (a + b - 1) / b;
}

// What the rules speak of, of one household.
typedef struct Means {
    int64_t standard, members, year, net, rigid, after, assets;
    bool is_alone, is_vehicle_fine, is_strict, is_wide, is_rigid;
} Means;

#define X(field) (households->columns[HOUSEHOLD_##field][i])

static inline Means means_of(const Households *households, size_t i) {
    Means it = {.standard = X(standard), .members = X(members)};
    it.year = 12 * it.standard * it.members;
    it.net = at_least_zero(X(wages) + X(business) + X(property) + X(transfers) -
                           least(X(work_cost), 6 * it.standard));
    it.rigid = X(medical) + X(education) + X(care);
    it.after = at_least_zero(it.net - it.rigid);
    it.assets =
        X(current_deposit) + X(term_deposit) + X(funds) + X(securities) + X(insurance) + X(claims);
    it.is_alone = X(unsupported) != 0 && X(unable) == it.members;
    it.is_vehicle_fine = X(vehicles) == 0 || (X(vehicles) == 1 && X(vehicle_value) <= 5 * it.year);
    it.is_strict = it.assets <= 2 * it.year && X(vehicles) == 0 && X(homes) <= 1;
    it.is_wide = it.assets <= 3 * it.year && it.is_vehicle_fine && X(homes) <= 2;
    it.is_rigid = 10 * it.rigid > 7 * it.net;
    return it;
}

static inline int class_of(const Means *it) {
    bool is_below_twice = it->net < 2 * it->year;
    bool is_below_thrice = it->net < 3 * it->year;
    bool has_class[] = {
        [1] = it->is_strict && it->is_alone && it->net <= it->year,
        [2] = it->is_strict && it->net < it->year,
        [3] = it->is_strict && is_below_twice && it->after < it->year,
        [4] = it->is_wide && 2 * it->net < 3 * it->year,
        [5] = it->is_wide && is_below_twice && 2 * it->after < 3 * it->year,
        [6] = it->is_wide && is_below_thrice && it->is_rigid,
        [7] = is_below_thrice,
    };
    for (int class = 1; class < 8; class ++) {
        if (has_class[class]) {
            return class;
        }
    }
    return 0;
}

static inline int64_t grant_of(const Means *it, int class, int64_t severe) {
    if (class == 1) {
        return 100 * quotient_up(it->standard * it->members * 13, 1000);
    }
    if (class != 2 && class != 3) {
        return 0;
    }
    int64_t counted = class == 2 ? it->net : it->after;
    int64_t missing = 10 * (it->year - counted) + 36 * it->standard * severe;
    return 100 * quotient_up(at_least_zero(missing), 12000);
}

Sums households_decide(const Households *households, size_t count) {
    Sums sums = {0};
    for (size_t i = 0; i < count; i++) {
        Means it = means_of(households, i);
        int class = class_of(&it);
        sums.grant += grant_of(&it, class, X(severe));
        sums.per_head += it.net / (12 * it.members);
        sums.reason += 100 * class + (it.assets > 3 * it.year) + 2 * !it.is_vehicle_fine +
                       4 * (X(homes) > 2) + 8 * (it.net >= 3 * it.year) + 16 * it.is_rigid;
        sums.classes[class]++;
    }
    return sums;
}

#undef X

void sums_print(const Sums *sums) {
    printf("grant %" PRId64 " per head %" PRId64 " reason %" PRId64 " classes", sums->grant,
           sums->per_head, sums->reason);
    for (int i = 0; i < 8; i++) {
        printf(" %zu", sums->classes[i]);
    }
    printf("\n");
}

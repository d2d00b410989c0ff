// SPDX-License-Identifier: Apache-2.0
#ifndef BENCH_HOUSEHOLDS_H
#define BENCH_HOUSEHOLDS_H
// Invented households for the means test of means_test.dmn: one array per column, amounts in fen,
// incomes and spending as totals of 12 months. The same seed gives the same households.
// Not a picture of any place: about four in ten fall into some class, as applicants would.
#include <stddef.h>
#include <stdint.h>

// COLUMN(field, name of the input in means_test.dmn, name in CSV files)
#define HOUSEHOLD_COLUMNS(COLUMN)                                                                  \
    COLUMN(standard, "月标准", "std")                                                              \
    COLUMN(members, "人数", "m")                                                                   \
    COLUMN(wages, "工资收入", "wage12")                                                            \
    COLUMN(business, "经营收入", "oper12")                                                         \
    COLUMN(property, "财产收入", "prop12")                                                         \
    COLUMN(transfers, "转移收入", "tran12")                                                        \
    COLUMN(work_cost, "就业成本", "work12")                                                        \
    COLUMN(current_deposit, "活期存款", "dep1")                                                    \
    COLUMN(term_deposit, "定期存款", "dep2")                                                       \
    COLUMN(funds, "理财", "dep3")                                                                  \
    COLUMN(securities, "证券", "dep4")                                                             \
    COLUMN(insurance, "保险现值", "dep5")                                                          \
    COLUMN(claims, "债权", "dep6")                                                                 \
    COLUMN(vehicles, "机动车数", "veh_n")                                                          \
    COLUMN(vehicle_value, "机动车价值", "veh_v")                                                   \
    COLUMN(homes, "住宅套数", "houses")                                                            \
    COLUMN(medical, "医疗支出", "med12")                                                           \
    COLUMN(education, "教育支出", "edu12")                                                         \
    COLUMN(care, "照护支出", "care12")                                                             \
    COLUMN(unable, "无劳动能力人数", "unable")                                                     \
    COLUMN(severe, "重残人数", "severe")                                                           \
    COLUMN(unsupported, "无赡养人", "nosupp")

enum {
#define COLUMN(field, name, csv) HOUSEHOLD_##field,
    HOUSEHOLD_COLUMNS(COLUMN)
#undef COLUMN
        HOUSEHOLD_COLUMN_COUNT
};

typedef struct Households {
    size_t count;
    int64_t *columns[HOUSEHOLD_COLUMN_COUNT];
} Households;

// What the means test says of all of them, as sums: equal sums are how engines are compared.
typedef struct Sums {
    int64_t grant; // fen
    int64_t per_head;
    int64_t reason;
    size_t classes[8];
} Sums;

extern const char *const HOUSEHOLD_NAMES[HOUSEHOLD_COLUMN_COUNT];

void households_make(Households *households, size_t count, uint64_t seed);
void households_release(Households *households);
void households_write_csv(const Households *households, size_t count, const char *path);
// The same rules as means_test.dmn, written by hand in C.
Sums households_decide(const Households *households, size_t count);
void sums_print(const Sums *sums);
#endif

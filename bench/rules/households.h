// SPDX-License-Identifier: Apache-2.0
#ifndef BENCH_HOUSEHOLDS_H
#define BENCH_HOUSEHOLDS_H
// Invented households for the means test of means_test.dmn: one array per column, amounts in fen,
// incomes and spending as totals of 12 months. The same seed gives the same households.
// Not a picture of any place: about four in ten fall into some class, as applicants would.
#include <stddef.h>
#include <stdint.h>

// COLUMN(field, name of the input in means_test.dmn)
#define HOUSEHOLD_COLUMNS(COLUMN)                                                                  \
    COLUMN(standard, "月标准")                                                                     \
    COLUMN(members, "人数")                                                                        \
    COLUMN(wages, "工资收入")                                                                      \
    COLUMN(business, "经营收入")                                                                   \
    COLUMN(property, "财产收入")                                                                   \
    COLUMN(transfers, "转移收入")                                                                  \
    COLUMN(work_cost, "就业成本")                                                                  \
    COLUMN(current_deposit, "活期存款")                                                            \
    COLUMN(term_deposit, "定期存款")                                                               \
    COLUMN(funds, "理财")                                                                          \
    COLUMN(securities, "证券")                                                                     \
    COLUMN(insurance, "保险现值")                                                                  \
    COLUMN(claims, "债权")                                                                         \
    COLUMN(vehicles, "机动车数")                                                                   \
    COLUMN(vehicle_value, "机动车价值")                                                            \
    COLUMN(homes, "住宅套数")                                                                      \
    COLUMN(medical, "医疗支出")                                                                    \
    COLUMN(education, "教育支出")                                                                  \
    COLUMN(care, "照护支出")                                                                       \
    COLUMN(unable, "无劳动能力人数")                                                               \
    COLUMN(severe, "重残人数")                                                                     \
    COLUMN(unsupported, "无赡养人")

enum {
#define COLUMN(field, name) HOUSEHOLD_##field,
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

// SPDX-License-Identifier: Apache-2.0
#include "tale.h"
#include "base/identity.h"

enum { HISTORY = 15, STRANGER = 0, REGION_VILLAGE_THOUSANDS = 330303001 };

static Month newest_month(const Tale *tale) { // monthly feeds arrive a month late
    return (Month){month_of(tale->clock).months - 1};
}

static void batch_give(Tale *tale, Feed feed, const void *row) {
    RowList list = {0};
    memcpy(row_list_add(&list, feed), row, feed_row_size(feed));
    oracle_batch(tale->oracle, feed, &list, tale->clock);
    row_list_release(&list);
}

void tale_give(Tale *tale, Feed feed, const void *row) {
    batch_give(tale, feed, row);
}

void tale_wait(Tale *tale, int days) {
    tale->clock = date_add_days(tale->clock, days);
}

void tale_wage(Tale *tale, int month_back, int64_t income) {
    RowIncome row = {.item = INCOME_WAGE,
                     .employer = 5,
                     .month = newest_month(tale).months - month_back,
                     .id = tale->ids[1],
                     .income = income};
    batch_give(tale, FEED_F15, &row);
}

static void stranger_pension(Tale *tale, int month_back) {
    RowPension row = {.kind = 1,
                      .status = PAY_ACTIVE,
                      .month = newest_month(tale).months - month_back,
                      .id = tale->ids[STRANGER],
                      .amount = 300000};
    batch_give(tale, FEED_F12, &row);
}

void tale_hukou(Tale *tale, int person, HukouChange change, int days_ago) {
    static const Relationship RELATIONS[] = {RELATIONSHIP_OTHER, RELATIONSHIP_HEAD,
                                             RELATIONSHIP_SPOUSE};
    RowHukou row = {.relation = (uint8_t)(person <= 2 ? RELATIONS[person] : RELATIONSHIP_CHILD),
                    .change = (uint8_t)change,
                    .date = tale->clock.days - days_ago,
                    .household = TALE_HOUSE,
                    .id = tale->ids[person],
                    .region = (int64_t)REGION_VILLAGE_THOUSANDS * 1000 + 201};
    batch_give(tale, FEED_F06, &row);
}

void tale_begin(Tale *tale, const TaleStart *start) {
    *tale = (Tale){.oracle = oracle_new(month_make(2023, 1), 48),
                   .clock = start->clock.days == 0 ? date_make(2025, 6, 2) : start->clock,
                   .persons = start->persons,
                   .serial = 1000};
    int age = start->age == 0 ? 40 : start->age;
    for (int i = 0; i <= TALE_PERSONS_MAX; i++) {
        Date birth = date_add_days(tale->clock, -age * 366 - i);
        tale->ids[i] = identity_make(330303, birth, 100 + i).packed;
    }
    for (int back = HISTORY - 1; back >= 0; back--) {
        tale_wage(tale, back, start->wage);
        stranger_pension(tale, back);
    }
    for (int i = 1; i <= start->persons; i++) {
        tale_hukou(tale, i, HUKOU_INITIAL, 2000);
    }
}

void tale_end(Tale *tale) {
    oracle_free(tale->oracle);
}

uint64_t tale_bill(Tale *tale, int person, MedType type, int64_t own) {
    RowMedical row = {.med_type = (uint8_t)type,
                      .disease = DISEASE_STROKE,
                      .setl = ++tale->serial,
                      .id = tale->ids[person],
                      .time = (int64_t)tale->clock.days * 86400 + 3600,
                      .total = own * 3,
                      .own = own};
    batch_give(tale, FEED_F01, &row);
    return row.setl;
}

void tale_aid(Tale *tale, int person, Programme programme, CaseStatus status) {
    RowCivil row = {.programme = (uint8_t)programme,
                    .status = (uint8_t)status,
                    .start = tale->clock.days - 300,
                    .date = tale->clock.days - 1,
                    .case_no = 77,
                    .id = tale->ids[person],
                    .region = (int64_t)REGION_VILLAGE_THOUSANDS * 1000 + 201};
    batch_give(tale, FEED_F22, &row);
}

void tale_death(Tale *tale, int person, int days_ago) {
    RowDeath row = {
        .cert = ++tale->serial, .id = tale->ids[person], .date = tale->clock.days - days_ago};
    batch_give(tale, FEED_F04, &row);
}

void tale_money(Tale *tale, int person, int64_t balance) {
    RowFinance row = {.institution = 1,
                      .kind = 1,
                      .tail = 8,
                      .date = tale->clock.days,
                      .id = tale->ids[person],
                      .balance = balance};
    batch_give(tale, FEED_F28, &row);
}

const OracleAlert *tale_spoke(const Tale *tale, OracleRule rule) {
    size_t count = 0;
    const OracleAlert *alerts = oracle_alerts(tale->oracle, &count);
    for (size_t i = count; i > 0; i--) {
        if (alerts[i - 1].rule == rule) {
            return &alerts[i - 1];
        }
    }
    return NULL;
}

int tale_count(const Tale *tale, OracleRule rule) {
    size_t count = 0;
    int found = 0;
    const OracleAlert *alerts = oracle_alerts(tale->oracle, &count);
    for (size_t i = 0; i < count; i++) {
        found += alerts[i].rule == rule ? 1 : 0;
    }
    return found;
}

static void keep_house(void *context, const OracleHousehold *household) {
    OracleHousehold *kept = context;
    if (household->household == TALE_HOUSE) {
        *kept = *household;
    }
}

OracleHousehold tale_category(Tale *tale) {
    OracleHousehold found = {0};
    oracle_screen(tale->oracle, tale->clock, keep_house, &found);
    return found;
}

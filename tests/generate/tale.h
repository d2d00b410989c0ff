// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_GENERATE_TALE_H
#define TESTS_GENERATE_TALE_H
// A tale: one household told to the oracle row by row. Everybody lives in one house; the head has
// a wage, a stranger has a pension (so that both incomes are known), and what happens next is up to
// the test.
#include "generate/oracle.h"

enum { TALE_HOUSE = 7, TALE_PERSONS_MAX = 9 };

typedef struct Tale {
    Oracle *oracle;
    Date clock;
    int persons;
    uint64_t ids[TALE_PERSONS_MAX + 1]; // from 1: head, spouse, children
    uint64_t serial;
} Tale;

typedef struct TaleStart {
    int persons;
    int64_t wage; // fen a month
    Date clock;   // when the register is known; 0: 2025-06-02
    int age;      // of everyone; 0: 40
} TaleStart;
void tale_begin(Tale *tale, const TaleStart *start);
void tale_end(Tale *tale);

void tale_give(Tale *tale, Feed feed, const void *row); // one row, delivered on the clock
void tale_wait(Tale *tale, int days);
void tale_wage(Tale *tale, int month_back, int64_t income); // of the head; 0: the newest month
uint64_t tale_bill(Tale *tale, int person, MedType type, int64_t own); // returns setl_id
void tale_aid(Tale *tale, int person, Programme programme, CaseStatus status);
void tale_hukou(Tale *tale, int person, HukouChange change, int days_ago);
void tale_death(Tale *tale, int person, int days_ago);
void tale_money(Tale *tale, int person, int64_t balance);

// The newest alert of a rule, NULL when it never spoke.
const OracleAlert *tale_spoke(const Tale *tale, OracleRule rule);
int tale_count(const Tale *tale, OracleRule rule);
OracleHousehold tale_category(Tale *tale); // today
#endif

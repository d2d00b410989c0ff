// SPDX-License-Identifier: Apache-2.0
#ifndef GENERATE_ORACLE_H
#define GENERATE_ORACLE_H
// The oracle: a second, independent reading of docs/monitoring.md. It is shown the rows as the
// departments meant them (not the files), batch by batch, and says which alerts follow and which
// category every household has. It shares no code with the engine: own tables, own sums, own
// figures; only libc and base/date.h. Plain and slow is fine here; different is the point.
#include "base/date.h"
#include "generate/rows.h"

typedef enum OracleRule { // in the order of their numbers
    RULE_W01,
    RULE_W02,
    RULE_W03,
    RULE_W06,
    RULE_W14,
    RULE_W15,
    RULE_W25,
    RULE_W27,
    RULE_W28,
    RULE_W29,
    RULE_W30,
    RULE_W31,
    RULE_W43,
    RULE_W45,
    RULE_W55,
    RULE_W56,
    RULE_W67,
    RULE_W69,
    RULE_W71,
    RULE_W72,
    RULE_W73,
    RULE_W76,
    RULE_W83,
    ORACLE_RULE_COUNT
} OracleRule;
typedef enum OracleUrgency { URGENCY_B, URGENCY_Y, URGENCY_O, URGENCY_R } OracleUrgency;
typedef enum OracleDirection { TO_HELP, TO_EXIT, TO_VERIFY } OracleDirection;
typedef enum OracleCategory { // in the order in which they are tried
    IS_UNDETERMINED,
    IS_DESTITUTE,
    IS_DIBAO_INCOME,
    IS_DIBAO_EXPENDITURE,
    IS_EDGE,
    IS_EDGE_EXPENDITURE,
    IS_RIGID_EXPENDITURE,
    IS_LOW_INCOME,
    IS_NONE,
    ORACLE_CATEGORY_COUNT
} OracleCategory;

typedef struct OracleAlert {
    Date date;
    OracleRule rule;
    OracleUrgency urgency;
    OracleDirection direction;
    uint64_t household;
    uint64_t id;   // 0: about the household, or a newborn without number
    int64_t value; // fen; -1 when the rule has none
} OracleAlert;

typedef struct OracleHousehold { // what screening finds
    uint64_t household;
    OracleCategory category;
    int64_t amount;     // whole yuan a month
    uint8_t registered; // Programme, 0 none
} OracleHousehold;

typedef struct Oracle Oracle;
Oracle *oracle_new(Month first, int months); // the span of most rows; others are slower only
void oracle_free(Oracle *oracle);
void oracle_batch(Oracle *oracle, Feed feed, const RowList *rows, Date delivered);
const OracleAlert *oracle_alerts(const Oracle *oracle, size_t *out_count);
typedef void (*OracleVisit)(void *context, const OracleHousehold *household);
void oracle_screen(Oracle *oracle, Date as_of, OracleVisit visit, void *context);

const char *oracle_rule_name(OracleRule rule);             // "W01"
const char *oracle_category_name(OracleCategory category); // "dibao_income"
#endif

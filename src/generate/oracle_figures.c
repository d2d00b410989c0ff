// SPDX-License-Identifier: Apache-2.0
// The figures of docs/monitoring.md section 8, written down a second time on purpose.
#include "generate/oracle_private.h"

static int year_in(Date day) {
    int year = 0;
    int month = 0;
    int date = 0;
    date_split(day, &year, &month, &date);
    return year;
}

int64_t figure_standard(Date day) {
    return year_in(day) >= 2025 ? 119000 : 111000;
}

int64_t figure_disposable(Date day) {
    switch (year_in(day)) {
    case 2023: return 6800000;
    case 2024: return 7100000;
    case 2025: return 7400000;
    default: return year_in(day) > 2025 ? 7700000 : 6800000;
    }
}

bool figure_rigid_in_force(Date day) {
    return day.days >= date_make(2025, 11, 1).days;
}

bool figure_is_critical(uint16_t disease) {
    return disease >= DISEASE_CRITICAL_FIRST;
}

const char *oracle_rule_name(OracleRule rule) {
    static const char *const NAMES[ORACLE_RULE_COUNT] = {
        "W01", "W02", "W03", "W06", "W14", "W15", "W25", "W27", "W28", "W29", "W30", "W31",
        "W43", "W45", "W55", "W56", "W67", "W69", "W71", "W72", "W73", "W76", "W83"};
    return NAMES[rule];
}

const char *oracle_category_name(OracleCategory category) {
    static const char *const NAMES[ORACLE_CATEGORY_COUNT] = {
        "undetermined",      "destitute",  "dibao_income",
        "dibao_expenditure", "edge",       "edge_expenditure",
        "rigid_expenditure", "low_income", "none"};
    return NAMES[category];
}

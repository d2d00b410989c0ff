// SPDX-License-Identifier: Apache-2.0
// The category of a household (docs/monitoring.md section 5).
#include "generate/oracle_private.h"

typedef struct Household { // everything that decides, in fen
    int64_t members;
    int64_t standard; // of the whole household and one month
    int64_t income6;
    int64_t counted6; // for dibao: without what gradual exit leaves out
    int64_t income12;
    int64_t rigid6;
    int64_t rigid12;
    bool knows6;
    bool knows12;
    bool has_property_a; // keeps to the stricter limits
    bool has_property_b;
    bool is_unable;
    bool is_alone;
} Household;

static void property_judge(const Oracle *oracle, uint32_t house, Household *out) {
    int64_t money = house_property(oracle, house, MONEY_KEPT);
    int64_t cars = house_property(oracle, house, CARS);
    int64_t homes = house_property(oracle, house, HOMES);
    bool has_other = house_property(oracle, house, OTHER_ESTATE) > 0;
    int64_t value = house_property(oracle, house, CAR_VALUE);
    int64_t area = house_property(oracle, house, HOME_AREA);
    bool is_small = homes == 2 && area < FIGURE_HOME_AREA * out->members;
    out->has_property_a =
        money < 36 * out->standard && cars == 0 && !has_other && (homes <= 1 || is_small);
    out->has_property_b =
        money < 48 * out->standard && cars <= 1 && value <= 8000000 && !has_other && homes <= 2;
}

static void people_judge(const Oracle *oracle, uint32_t house, Household *out) {
    out->is_unable = true;
    out->is_alone = true;
    MemberWalk walk = members_counted(oracle, house);
    for (uint32_t at = member_step(oracle, &walk); at != 0; at = member_step(oracle, &walk)) {
        out->is_unable = out->is_unable && person_is_unable(oracle, at);
        out->is_alone = out->is_alone && person_has_no_able_supporter(oracle, at);
    }
}

static Household household_judge(const Oracle *oracle, uint32_t house) {
    Household it = {.members = house_count_members(oracle, house)};
    it.standard = figure_standard(oracle->clock) * it.members;
    it.knows6 = house_income(oracle, house, 6, &it.income6);
    it.knows12 = house_income(oracle, house, 12, &it.income12);
    it.counted6 = it.income6;
    if (it.knows6 && house_is_in_grace(oracle, house)) {
        int64_t wages = house_wages(oracle, house, 6);
        int64_t most = 6 * 3 * figure_standard(oracle->clock);
        it.counted6 -= wages < most ? wages : most;
    }
    it.rigid6 = house_bills(oracle, house, 6);
    it.rigid12 = house_bills(oracle, house, 12);
    property_judge(oracle, house, &it);
    people_judge(oracle, house, &it);
    return it;
}

static int64_t left_over(const Household *it) {
    return it->counted6 > it->rigid6 ? it->counted6 - it->rigid6 : 0;
}

static OracleCategory category_judge(const Household *it, Date day) {
    if (!it->knows6) {
        return IS_UNDETERMINED;
    }
    if (it->counted6 < 6 * it->standard && it->has_property_a) {
        return it->is_unable && it->is_alone ? IS_DESTITUTE : IS_DIBAO_INCOME;
    }
    if (!it->knows12) {
        return IS_UNDETERMINED;
    }
    bool is_low = it->income12 < 36 * it->standard;
    if (is_low && left_over(it) < 6 * it->standard && it->has_property_a) {
        return IS_DIBAO_EXPENDITURE;
    }
    if (it->income6 <= 9 * it->standard && it->has_property_b) {
        return IS_EDGE;
    }
    if (is_low && it->income6 - it->rigid6 <= 9 * it->standard && it->has_property_b) {
        return IS_EDGE_EXPENDITURE;
    }
    bool is_modest = it->income12 < figure_disposable(day) * it->members;
    if (figure_rigid_in_force(day) && is_modest && 10 * it->rigid12 > 7 * it->income12 &&
        it->has_property_b) {
        return IS_RIGID_EXPENDITURE;
    }
    return is_low ? IS_LOW_INCOME : IS_NONE;
}

// Fen per month times parts -> whole yuan, rounded up once, never below nothing or above the
// standard.
static int64_t yuan_up(int64_t fen_times, int64_t parts, int64_t most_fen) {
    int64_t unit = 100 * parts;
    int64_t yuan = fen_times <= 0 ? 0 : (fen_times + unit - 1) / unit;
    int64_t most = (most_fen + 99) / 100;
    return yuan < most ? yuan : most;
}

// A household that meets both ways of dibao gets the higher amount.
static int64_t counted_income(const Household *it) {
    bool is_low = it->knows12 && it->income12 < 36 * it->standard;
    return is_low ? left_over(it) : it->counted6;
}

static int64_t amount_judge(const Household *it, OracleCategory category) {
    switch (category) {
    case IS_DESTITUTE: return (13 * it->standard + 999) / 1000;
    case IS_DIBAO_INCOME: return yuan_up(6 * it->standard - counted_income(it), 6, it->standard);
    case IS_DIBAO_EXPENDITURE: return yuan_up(6 * it->standard - left_over(it), 6, it->standard);
    case IS_UNDETERMINED:
    case IS_EDGE:
    case IS_EDGE_EXPENDITURE:
    case IS_RIGID_EXPENDITURE:
    case IS_LOW_INCOME:
    case IS_NONE:
    case ORACLE_CATEGORY_COUNT: return 0;
    }
    return 0;
}

Finding house_category(const Oracle *oracle, uint32_t house) {
    Household it = household_judge(oracle, house);
    OracleCategory category = category_judge(&it, oracle->clock);
    return (Finding){.category = category, .amount = amount_judge(&it, category)};
}

void oracle_screen(Oracle *oracle, Date as_of, OracleVisit visit, void *context) {
    Date kept = oracle->clock;
    oracle_set_clock(oracle, as_of);
    for (uint32_t house = 1; house <= oracle->house_count; house++) {
        if (house_count_members(oracle, house) == 0) {
            continue;
        }
        Finding finding = house_category(oracle, house);
        OracleHousehold found = {.household = oracle->houses[house - 1].number,
                                 .category = finding.category,
                                 .amount = finding.amount,
                                 .registered = house_class(oracle, house)};
        visit(context, &found);
    }
    if (kept.days != DATE_NONE.days) {
        oracle_set_clock(oracle, kept);
    }
}

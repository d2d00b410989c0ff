// SPDX-License-Identifier: Apache-2.0
// The rules of docs/monitoring.md section 7, one function each.
#include "generate/oracle_private.h"
#include <stdlib.h>

enum { YUAN = 100 };

typedef struct Group { // touched people of one household
    Oracle *oracle;
    uint32_t house;
    const Touched *first;
    size_t count;
} Group;

static void speak(const Group *group, OracleRule rule, uint32_t person, OracleUrgency urgency,
                  int64_t value) {
    Hit hit = {
        .rule = rule, .house = group->house, .person = person, .urgency = urgency, .value = value};
    hit_speak(group->oracle, &hit);
}

// ---- F01
static void rule_w01(const Group *group, const Touched *touched) {
    static const int64_t LIMITS[] = {0, 1000, 5000, 10000, 10000}; // by programme
    int64_t own = person_bills(group->oracle, touched->person, 12);
    if (own <= 1000 * YUAN) {
        return;
    }
    uint8_t programme = house_class(group->oracle, group->house);
    int64_t limit = LIMITS[programme];
    if (programme == 0) {
        limit = house_is_watched(group->oracle, group->house) ? 10000 : 15000;
    }
    limit *= YUAN;
    if (own > limit) {
        OracleUrgency urgency = own > 3 * limit ? URGENCY_R : URGENCY_O;
        speak(group, RULE_W01, touched->person, urgency, own);
    }
}

static void rule_w02(const Group *group, const Touched *touched) {
    int64_t own = touched->stay_own;
    if (own <= 6000 * YUAN) {
        return;
    }
    if (own > 10000 * YUAN || house_is_watched(group->oracle, group->house)) {
        OracleUrgency urgency = own > 50000 * YUAN ? URGENCY_R : URGENCY_O;
        speak(group, RULE_W02, touched->person, urgency, own);
    }
}

static void rule_w03(const Group *group) {
    int64_t income = 0;
    int64_t own = house_bills(group->oracle, group->house, 12);
    if (own >= 2000 * YUAN && house_income(group->oracle, group->house, 12, &income) &&
        own * 10 > income * 4) {
        speak(group, RULE_W03, 0, URGENCY_O, own);
    }
}

static void rule_w06(const Group *group, const Touched *touched) {
    if (touched->before == 0 && known(group->oracle, touched->person)->critical > 0) {
        speak(group, RULE_W06, touched->person, URGENCY_O, -1);
    }
}

static void rules_w55_w56(const Group *group) {
    const Oracle *oracle = group->oracle;
    uint8_t programme = house_class(oracle, group->house);
    OracleCategory category = house_category(oracle, group->house).category;
    if (programme == 0 && category == IS_RIGID_EXPENDITURE) {
        speak(group, RULE_W55, 0, URGENCY_O, house_bills(oracle, group->house, 12));
    }
    bool is_below_dibao = programme == 0 || programme > PROGRAMME_DIBAO;
    bool is_below_edge = programme == 0 || programme > PROGRAMME_EDGE;
    if ((category == IS_DIBAO_EXPENDITURE && is_below_dibao) ||
        (category == IS_EDGE_EXPENDITURE && is_below_edge)) {
        speak(group, RULE_W56, 0, URGENCY_O, house_bills(oracle, group->house, 6));
    }
}

static void group_f01(const Group *group) {
    for (size_t i = 0; i < group->count; i++) {
        rule_w01(group, &group->first[i]);
    }
    for (size_t i = 0; i < group->count; i++) {
        rule_w02(group, &group->first[i]);
    }
    rule_w03(group);
    for (size_t i = 0; i < group->count; i++) {
        rule_w06(group, &group->first[i]);
    }
    rules_w55_w56(group);
}

// ---- F03
static void group_f03(const Group *group) {
    const Oracle *oracle = group->oracle;
    const KnownHouse *house = &oracle->houses[group->house - 1];
    bool has_children = house->born_in == oracle->batch && house->born > 0;
    if (has_children && house_class(oracle, group->house) != 0) {
        speak(group, RULE_W25, 0, URGENCY_O, -1);
    }
}

// ---- F04, F06, F22: deaths
static bool has_died(const Group *group, const Touched *touched) {
    return !touched->was_dead && known(group->oracle, touched->person)->death != ALIVE;
}

static void rule_w27(const Group *group, const Touched *touched) {
    if (has_died(group, touched) && touched->class_before != 0) {
        speak(group, RULE_W27, touched->person, URGENCY_R, -1);
    }
}

static void rule_w28(const Group *group, const Touched *touched) {
    const Oracle *oracle = group->oracle;
    if (!has_died(group, touched)) {
        return;
    }
    bool is_head = relation_on(oracle, touched->person, oracle->clock) == RELATIONSHIP_HEAD;
    if ((is_head && touched->class_before != 0) || touched->before > 0) {
        speak(group, RULE_W28, touched->person, URGENCY_R, -1);
    }
}

static void rule_w29(const Group *group, const Touched *touched) {
    const Oracle *oracle = group->oracle;
    const KnownPerson *person = known(oracle, touched->person);
    const StateRows *states = &oracle->states[FEED_F22];
    if (person->death == ALIVE) {
        return;
    }
    int32_t month = month_of((Date){person->death}).months;
    for (uint32_t i = person->states[FEED_F22]; i != 0; i = states->next[i - 1]) {
        const RowCivil *row = state_row(states, FEED_F22, i);
        if (row->start <= oracle->clock.days && row->last_paid > month) {
            speak(group, RULE_W29, touched->person, URGENCY_R, -1);
            return;
        }
    }
}

static void group_deaths(const Group *group) {
    void (*const RULES[])(const Group *, const Touched *) = {rule_w27, rule_w28, rule_w29};
    for (size_t rule = 0; rule < 3; rule++) {
        for (size_t i = 0; i < group->count; i++) {
            RULES[rule](group, &group->first[i]);
        }
    }
}

static bool is_twice_in_register(const Oracle *oracle, uint32_t person) {
    const StateRows *states = &oracle->states[FEED_F22];
    const RowCivil *first = NULL;
    for (uint32_t i = known(oracle, person)->states[FEED_F22]; i != 0; i = states->next[i - 1]) {
        const RowCivil *row = state_row(states, FEED_F22, i);
        bool is_aid = row->status == CASE_PAID || row->status == CASE_GRACE;
        if (!is_aid || row->programme > PROGRAMME_RIGID || !civil_is_active(row, oracle->clock)) {
            continue;
        }
        if (first != NULL && (first->programme != row->programme ||
                              first->region / 1000000 != row->region / 1000000)) {
            return true;
        }
        first = row;
    }
    return false;
}

static void group_f22(const Group *group) {
    for (size_t i = 0; i < group->count; i++) {
        rule_w29(group, &group->first[i]);
    }
    for (size_t i = 0; i < group->count; i++) {
        if (is_twice_in_register(group->oracle, group->first[i].person)) {
            speak(group, RULE_W83, group->first[i].person, URGENCY_O, -1);
        }
    }
}

// ---- F18, F20
static void group_f18(const Group *group) {
    for (size_t i = 0; i < group->count; i++) {
        int64_t level = person_level(group->oracle, group->first[i].person);
        bool is_new = group->first[i].before == 0 && level > 0;
        if (is_new && (level <= 2 || house_is_watched(group->oracle, group->house))) {
            speak(group, RULE_W14, group->first[i].person, URGENCY_Y, -1);
        }
    }
    for (size_t i = 0; i < group->count; i++) {
        int64_t level = person_level(group->oracle, group->first[i].person);
        if (level > 0 && level < group->first[i].before) {
            speak(group, RULE_W15, group->first[i].person, URGENCY_O, -1);
        }
    }
}

static void group_f20(const Group *group) {
    if (house_class(group->oracle, group->house) == 0) {
        return;
    }
    for (size_t i = 0; i < group->count; i++) {
        const Touched *touched = &group->first[i];
        if (known(group->oracle, touched->person)->marriages[0] > touched->before) {
            speak(group, RULE_W30, touched->person, URGENCY_Y, -1);
        }
    }
    for (size_t i = 0; i < group->count; i++) {
        const Touched *touched = &group->first[i];
        if (known(group->oracle, touched->person)->marriages[1] > touched->before2) {
            speak(group, RULE_W31, touched->person, URGENCY_Y, -1);
        }
    }
}

// ---- F12, F15
static void group_f12(const Group *group) {
    for (size_t i = 0; i < group->count; i++) {
        const Touched *touched = &group->first[i];
        uint8_t now = known(group->oracle, touched->person)->pension_status;
        bool has_stopped = touched->before == PAY_ACTIVE && (now == PAY_PAUSED || now == PAY_ENDED);
        if (has_stopped && house_is_watched(group->oracle, group->house)) {
            speak(group, RULE_W45, touched->person, URGENCY_O, -1);
        }
    }
}

static bool has_lost_income(const Oracle *oracle, uint32_t person) {
    const Series *wages = &oracle->wages;
    if (!oracle_series_knows(wages, 12, 3)) {
        return false;
    }
    const SeriesHead *head = &known(oracle, person)->wages;
    int32_t newest = wages->newest_seen;
    int64_t last = oracle_series_sum(wages, head, newest - 2, newest);
    int64_t before = oracle_series_sum(wages, head, newest - 14, newest - 3);
    // last / 3 < 1/2 * before / 12
    return before > 0 && last * 24 < before * 3;
}

static void group_f15(const Group *group) {
    const Oracle *oracle = group->oracle;
    for (size_t i = 0; i < group->count; i++) {
        if (has_lost_income(oracle, group->first[i].person) &&
            house_is_watched(oracle, group->house)) {
            speak(group, RULE_W43, group->first[i].person, URGENCY_Y, -1);
        }
    }
    int64_t now = 0;
    int64_t before = group->first[0].before;
    if (before < 0 || house_class(oracle, group->house) != PROGRAMME_DIBAO) {
        return;
    }
    int64_t limit = figure_standard(oracle->clock) * house_count_members(oracle, group->house);
    if (before < limit && house_income(oracle, group->house, 1, &now) && now >= limit) {
        speak(group, RULE_W76, 0, URGENCY_Y, -1);
    }
}

// ---- F07, F09, F17, F28
// Families at the edge may keep one car that is known to be cheap.
static bool may_have_no_more_cars(const Group *group) {
    uint8_t programme = house_class(group->oracle, group->house);
    if (programme == PROGRAMME_EDGE || programme == PROGRAMME_RIGID) {
        int64_t value = house_property(group->oracle, group->house, CAR_VALUE);
        return house_property(group->oracle, group->house, CARS) > 1 || value == 0 ||
               value > 80000 * YUAN;
    }
    return programme != 0;
}

static void group_f07(const Group *group) {
    for (size_t i = 0; i < group->count; i++) {
        int64_t cars = person_property(group->oracle, group->first[i].person, CARS);
        if (cars > group->first[i].before && may_have_no_more_cars(group)) {
            speak(group, RULE_W67, group->first[i].person, URGENCY_O, -1);
        }
    }
}

static void group_f09(const Group *group) {
    const Oracle *oracle = group->oracle;
    int64_t homes = house_property(oracle, group->house, HOMES);
    int64_t area = house_property(oracle, group->house, HOME_AREA);
    int64_t others = house_property(oracle, group->house, OTHER_ESTATE);
    uint8_t programme = house_class(oracle, group->house);
    if (programme == 0) {
        return;
    }
    int64_t limit = programme > PROGRAMME_DIBAO ? 2 : 1;
    bool is_large = area >= FIGURE_HOME_AREA * house_count_members(oracle, group->house);
    if (homes > group->first[0].before && (homes > limit || is_large)) {
        speak(group, RULE_W69, 0, URGENCY_O, -1);
    }
    if (others > group->first[0].before2) {
        speak(group, RULE_W71, 0, URGENCY_O, -1);
    }
}

static void group_f17(const Group *group) {
    for (size_t i = 0; i < group->count; i++) {
        int64_t firms = person_property(group->oracle, group->first[i].person, FIRMS);
        if (firms > group->first[i].before && house_class(group->oracle, group->house) != 0) {
            speak(group, RULE_W72, group->first[i].person, URGENCY_Y, -1);
        }
    }
}

static void group_f28(const Group *group) {
    const Oracle *oracle = group->oracle;
    int64_t money = house_property(oracle, group->house, MONEY_KEPT);
    uint8_t programme = house_class(oracle, group->house);
    int64_t months = programme > PROGRAMME_DIBAO ? 48 : 36;
    int64_t limit =
        months * figure_standard(oracle->clock) * house_count_members(oracle, group->house);
    if (money >= limit && programme != 0) {
        speak(group, RULE_W73, 0, URGENCY_O, money);
    }
}

// ---- before a batch, and after it
// Somebody in a registered household counts on this person.
static bool is_named_in_care(const Oracle *oracle, const KnownPerson *person) {
    const StateRows *states = &oracle->states[FEED_F22];
    uint64_t id = person->id;
    for (uint32_t i = 1; person->was_named && i <= states->count; i++) {
        const RowCivil *row = state_row(states, FEED_F22, i);
        bool is_named = row->guardian == id || row->supporter == id;
        if (is_named && civil_is_active(row, oracle->clock) &&
            house_class(oracle, house_on(oracle, states->owner[i - 1], oracle->clock)) != 0) {
            return true;
        }
    }
    return false;
}

void rules_before(Oracle *oracle, Feed feed, Touched *touched) {
    const KnownPerson *person = known(oracle, touched->person);
    uint32_t house = house_on(oracle, touched->person, oracle->clock);
    touched->was_dead = person->death != ALIVE;
    switch (feed) {
    case FEED_F01: touched->before = person->critical; return;
    case FEED_F04:
    case FEED_F06:
        touched->class_before = house_class(oracle, house);
        touched->before = is_named_in_care(oracle, person) ? 1 : 0;
        return;
    case FEED_F07: touched->before = person_property(oracle, touched->person, CARS); return;
    case FEED_F09:
        touched->before = house_property(oracle, house, HOMES);
        touched->before2 = house_property(oracle, house, OTHER_ESTATE);
        return;
    case FEED_F12: touched->before = person->pension_status; return;
    case FEED_F15:
        touched->before = -1;
        if (house != 0 && house_class(oracle, house) == PROGRAMME_DIBAO &&
            !house_income(oracle, house, 1, &touched->before)) {
            touched->before = -1;
        }
        return;
    case FEED_F17: touched->before = person_property(oracle, touched->person, FIRMS); return;
    case FEED_F18: touched->before = person_level(oracle, touched->person); return;
    case FEED_F20:
        touched->before = person->marriages[0];
        touched->before2 = person->marriages[1];
        return;
    case FEED_F03:
    case FEED_F11:
    case FEED_F22:
    case FEED_F28:
    case FEED_COUNT: return;
    }
}

static int touched_compare(const void *a, const void *b) {
    const Touched *left = a;
    const Touched *right = b;
    if (left->house != right->house) {
        return left->house < right->house ? -1 : 1;
    }
    return left->person < right->person ? -1 : left->person > right->person;
}

void rules_speak(Oracle *oracle, Feed feed) {
    static void (*const GROUPS[FEED_COUNT])(const Group *) = {
        [FEED_F01] = group_f01,    [FEED_F03] = group_f03, [FEED_F04] = group_deaths,
        [FEED_F06] = group_deaths, [FEED_F07] = group_f07, [FEED_F09] = group_f09,
        [FEED_F12] = group_f12,    [FEED_F15] = group_f15, [FEED_F17] = group_f17,
        [FEED_F18] = group_f18,    [FEED_F20] = group_f20, [FEED_F22] = group_f22,
        [FEED_F28] = group_f28};
    Touched *touched = oracle->touched;
    size_t count = 0;
    for (size_t i = 0; i < oracle->touched_count; i++) {
        touched[i].house = house_on(oracle, touched[i].person, oracle->clock);
        if (touched[i].has_row && touched[i].house != 0) {
            touched[count++] = touched[i];
        }
    }
    qsort(touched, count, sizeof *touched, touched_compare);
    for (size_t i = 0; i < count && GROUPS[feed] != NULL;) {
        Group group = {.oracle = oracle, .house = touched[i].house, .first = &touched[i]};
        while (i < count && touched[i].house == group.house) {
            group.count++;
            i++;
        }
        GROUPS[feed](&group);
    }
}

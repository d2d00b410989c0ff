// SPDX-License-Identifier: Apache-2.0
// Rows, keys, versions, reversals (docs/monitoring.md section 2).
#include "generate/oracle_private.h"

uint64_t oracle_digest_of(const void *row, size_t size) {
    const unsigned char *bytes = row;
    uint64_t digest = UINT64_C(0xCBF29CE484222325);
    for (size_t i = 0; i < size; i++) {
        digest = (digest ^ bytes[i]) * UINT64_C(0x100000001B3);
    }
    return digest == 0 ? 1 : digest;
}

const void *state_row(const StateRows *states, Feed feed, uint32_t index) {
    return states->rows + (size_t)(index - 1) * feed_row_size(feed);
}

// ---- settlements
static void bill_count(Oracle *oracle, const BillRow *bill, int sign) {
    if (bill->person == 0) {
        return;
    }
    KnownPerson *person = known(oracle, bill->person);
    oracle_series_add(&oracle->bills, &person->bills, bill->month, sign * bill->own);
    if (bill->is_critical) {
        person->critical += (uint32_t)sign;
    }
}

static BillRow *settlement_of(Oracle *oracle, uint64_t setl) {
    uint32_t index = table_find(&oracle->setl, setl);
    if (index == 0) {
        oracle->settlements = room_for(oracle->settlements, oracle->settlement_count,
                                       &oracle->settlement_capacity, sizeof *oracle->settlements);
        oracle->settlements[oracle->settlement_count++] = (BillRow){0};
        index = (uint32_t)oracle->settlement_count;
        table_put(&oracle->setl, setl, index);
    }
    return &oracle->settlements[index - 1];
}

static bool take_medical(Oracle *oracle, const RowMedical *row, uint32_t person) {
    BillRow *bill = settlement_of(oracle, row->setl);
    uint64_t digest = oracle_digest_of(row, sizeof *row);
    bool is_reversal = row->is_refund != 0 || row->total < 0;
    if (is_reversal ? bill->reversal == digest : bill->content == digest) {
        return false;
    }
    if (is_reversal) {
        if (!bill->is_cancelled) {
            bill_count(oracle, bill, -1);
        }
        bill->is_cancelled = true;
        bill->reversal = digest;
        return true;
    }
    if (!bill->is_cancelled) {
        bill_count(oracle, bill, -1);
    }
    bill->person = person;
    bill->month = month_of((Date){(int32_t)(row->time / 86400)}).months;
    bill->own = row->own;
    bill->content = digest;
    bill->is_critical = figure_is_critical(row->disease);
    if (!bill->is_cancelled) {
        bill_count(oracle, bill, 1);
    }
    return true;
}

// ---- incomes
static bool take_income(Oracle *oracle, const RowIncome *row, KnownPerson *person) {
    uint32_t tag = (uint32_t)row->item << 20 | (uint32_t)(row->employer + 1);
    return oracle_series_put(&oracle->wages, &person->wages, row->month, tag, row->income);
}

static bool take_pension(Oracle *oracle, const RowPension *row, KnownPerson *person) {
    if (!oracle_series_put(&oracle->pensions, &person->pensions, row->month, row->kind,
                           row->amount - row->basic)) {
        return false;
    }
    if (row->month >= person->pension_month) {
        person->pension_month = row->month;
        person->pension_status = row->status;
    }
    return true;
}

// ---- the register of households
static bool take_once(Oracle *oracle, Table *table, uint64_t key, uint64_t digest) {
    uint32_t index = table_find(table, key);
    if (index != 0) {
        bool is_same = oracle->contents[index - 1] == digest;
        oracle->contents[index - 1] = digest;
        return !is_same;
    }
    oracle->contents = room_for(oracle->contents, oracle->content_count, &oracle->content_capacity,
                                sizeof *oracle->contents);
    oracle->contents[oracle->content_count++] = digest;
    table_put(table, key, (uint32_t)oracle->content_count);
    return true;
}

static bool take_hukou(Oracle *oracle, const RowHukou *row) {
    uint64_t key = key_of(row->id, row->change, (uint64_t)row->date, FEED_F06);
    if (!take_once(oracle, &oracle->hukou, key, oracle_digest_of(row, sizeof *row))) {
        return false;
    }
    people_take_hukou(oracle, row);
    return true;
}

static bool take_death(Oracle *oracle, const RowDeath *row, uint32_t person) {
    if (!take_once(oracle, &oracle->deaths, row->cert, oracle_digest_of(row, sizeof *row))) {
        return false;
    }
    people_take_death(oracle, person, row->date);
    return true;
}

// ---- state feeds
static uint64_t property_key(Feed feed, const void *row) {
    if (feed == FEED_F07) {
        const RowVehicle *car = row;
        return key_of(car->plate_kind, car->plate, 7, 0);
    }
    if (feed == FEED_F09) {
        const RowEstate *estate = row;
        return key_of(estate->unit, estate->id, 9, 0);
    }
    if (feed == FEED_F17) {
        const RowFirm *firm = row;
        return key_of(firm->firm, firm->id, firm->role, 17);
    }
    const RowFinance *finance = row;
    uint64_t account = (uint64_t)finance->institution << 40 | (uint64_t)finance->kind << 32;
    return key_of(finance->id, account, finance->tail, 28);
}

static uint64_t state_key(Feed feed, const void *row) {
    if (feed == FEED_F18) {
        return key_of(((const RowDisability *)row)->id, 18, 0, 0);
    }
    if (feed == FEED_F20) {
        return key_of(((const RowMarriage *)row)->cert, 20, 0, 0);
    }
    if (feed == FEED_F22) {
        const RowCivil *civil = row;
        return key_of(civil->case_no, civil->id, civil->programme, 22);
    }
    return property_key(feed, row);
}

static int32_t row_version(Feed feed, const void *row) {
    switch (feed) {
    case FEED_F07: return ((const RowVehicle *)row)->date;
    case FEED_F09: return ((const RowEstate *)row)->date;
    case FEED_F17: return ((const RowFirm *)row)->date;
    case FEED_F18: return ((const RowDisability *)row)->date;
    case FEED_F22: return ((const RowCivil *)row)->date;
    case FEED_F28: return ((const RowFinance *)row)->date;
    default: return 0;
    }
}

static void state_unlink(Oracle *oracle, Feed feed, uint32_t index) {
    StateRows *states = &oracle->states[feed];
    uint32_t *at = &known(oracle, states->owner[index - 1])->states[feed];
    while (*at != index) {
        at = &states->next[*at - 1];
    }
    *at = states->next[index - 1];
}

static void state_link(Oracle *oracle, Feed feed, uint32_t index, uint32_t owner) {
    StateRows *states = &oracle->states[feed];
    KnownPerson *person = known(oracle, owner);
    states->owner[index - 1] = owner;
    states->next[index - 1] = person->states[feed];
    person->states[feed] = index;
}

static uint32_t state_add(Oracle *oracle, Feed feed) {
    StateRows *states = &oracle->states[feed];
    size_t size = feed_row_size(feed);
    states->rows = room_for(states->rows, states->count, &states->capacity, size);
    states->next = room_for(states->next, states->count, &states->next_capacity, sizeof(uint32_t));
    states->owner =
        room_for(states->owner, states->count, &states->owner_capacity, sizeof(uint32_t));
    return (uint32_t)++states->count;
}

// A wedding is two people's.
static void marriage_count(Oracle *oracle, const RowMarriage *row, int sign) {
    uint32_t people[] = {people_find(oracle, row->man), people_find(oracle, row->woman)};
    for (int i = 0; i < 2; i++) {
        if (people[i] != 0) {
            known(oracle, people[i])->marriages[row->kind - 1] += sign;
        }
    }
}

static bool take_state(Oracle *oracle, Feed feed, const void *row, uint32_t owner) {
    StateRows *states = &oracle->states[feed];
    size_t size = feed_row_size(feed);
    uint64_t key = state_key(feed, row);
    uint32_t index = table_find(&states->keys, key);
    if (index == 0) {
        index = state_add(oracle, feed);
        table_put(&states->keys, key, index);
        state_link(oracle, feed, index, owner);
    } else {
        const void *live = state_row(states, feed, index);
        if (memcmp(live, row, size) == 0) {
            return false;
        }
        if (row_version(feed, row) < row_version(feed, live)) {
            return true; // outdated: accepted, changes nothing
        }
        if (feed == FEED_F20) {
            marriage_count(oracle, live, -1);
        }
        if (states->owner[index - 1] != owner) {
            state_unlink(oracle, feed, index);
            state_link(oracle, feed, index, owner);
        }
    }
    if (feed == FEED_F20) {
        marriage_count(oracle, row, 1);
    }
    memcpy(states->rows + (size_t)(index - 1) * size, row, size);
    return true;
}

static bool take_civil(Oracle *oracle, const RowCivil *row, uint32_t person) {
    uint32_t named[] = {people_find_or_add(oracle, row->guardian, 0),
                        people_find_or_add(oracle, row->supporter, 0)};
    for (int i = 0; i < 2; i++) {
        if (named[i] != 0) {
            known(oracle, named[i])->was_named = true;
        }
    }
    return take_state(oracle, FEED_F22, row, person);
}

bool rows_take(Oracle *oracle, Feed feed, const void *row, uint32_t person) {
    switch (feed) {
    case FEED_F01: return take_medical(oracle, row, person);
    case FEED_F03: {
        const RowBirth *birth = row;
        return take_once(oracle, &oracle->births, birth->cert,
                         oracle_digest_of(row, sizeof *birth));
    }
    case FEED_F04: return take_death(oracle, row, person);
    case FEED_F06: return take_hukou(oracle, row);
    case FEED_F12: return take_pension(oracle, row, known(oracle, person));
    case FEED_F22: return take_civil(oracle, row, person);
    case FEED_F15: return take_income(oracle, row, known(oracle, person));
    case FEED_F07:
    case FEED_F09:
    case FEED_F17:
    case FEED_F18:
    case FEED_F28:
    case FEED_F20: return take_state(oracle, feed, row, person);
    case FEED_F11:
    case FEED_COUNT: return false; // no rule and no fact looks at F11
    }
    return false;
}

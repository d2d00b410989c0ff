// SPDX-License-Identifier: Apache-2.0
// Rows, keys, versions, reversals (docs/monitoring.md section 2).
#include "generate/oracle_private.h"

uint64_t digest_of(const void *row, size_t size) {
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
    series_add(&oracle->bills, &person->bills, bill->month, sign * bill->own);
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

static bool take_medical(Oracle *oracle, const RowMedical *row) {
    BillRow *bill = settlement_of(oracle, row->setl);
    uint64_t digest = digest_of(row, sizeof *row);
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
    bill->person = people_find(oracle, row->id);
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
static bool take_income(Oracle *oracle, const RowIncome *row) {
    KnownPerson *person = known(oracle, people_find(oracle, row->id));
    uint32_t tag = (uint32_t)row->item << 20 | (uint32_t)(row->employer + 1);
    return series_put(&oracle->wages, &person->wages, row->month, tag, row->income);
}

static bool take_pension(Oracle *oracle, const RowPension *row) {
    KnownPerson *person = known(oracle, people_find(oracle, row->id));
    if (!series_put(&oracle->pensions, &person->pensions, row->month, row->kind,
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
    if (!take_once(oracle, &oracle->hukou, key, digest_of(row, sizeof *row))) {
        return false;
    }
    people_take_hukou(oracle, row);
    return true;
}

static bool take_death(Oracle *oracle, const RowDeath *row) {
    if (!take_once(oracle, &oracle->deaths, row->cert, digest_of(row, sizeof *row))) {
        return false;
    }
    people_take_death(oracle, people_find(oracle, row->id), row->date);
    return true;
}

// ---- state feeds
typedef struct StateKey {
    uint64_t key;
    uint32_t owner;
} StateKey;

static StateKey property_key(const Oracle *oracle, Feed feed, const void *row) {
    if (feed == FEED_F07) {
        const RowVehicle *car = row;
        return (StateKey){key_of(car->plate_kind, car->plate, 7, 0), people_find(oracle, car->id)};
    }
    if (feed == FEED_F09) {
        const RowEstate *estate = row;
        return (StateKey){key_of(estate->unit, estate->id, 9, 0), people_find(oracle, estate->id)};
    }
    if (feed == FEED_F17) {
        const RowFirm *firm = row;
        return (StateKey){key_of(firm->firm, firm->id, firm->role, 17),
                          people_find(oracle, firm->id)};
    }
    const RowFinance *finance = row;
    uint64_t account = (uint64_t)finance->institution << 40 | (uint64_t)finance->kind << 32;
    return (StateKey){key_of(finance->id, account, finance->tail, 28),
                      people_find(oracle, finance->id)};
}

static StateKey state_key(const Oracle *oracle, Feed feed, const void *row) {
    if (feed == FEED_F18) {
        const RowDisability *cert = row;
        return (StateKey){key_of(cert->id, 18, 0, 0), people_find(oracle, cert->id)};
    }
    if (feed == FEED_F20) {
        const RowMarriage *pair = row;
        return (StateKey){key_of(pair->cert, 20, 0, 0), people_find(oracle, pair->man)};
    }
    if (feed == FEED_F22) {
        const RowCivil *civil = row;
        return (StateKey){key_of(civil->case_no, civil->id, civil->programme, 22),
                          people_find(oracle, civil->id)};
    }
    return property_key(oracle, feed, row);
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

static bool take_state(Oracle *oracle, Feed feed, const void *row) {
    StateRows *states = &oracle->states[feed];
    size_t size = feed_row_size(feed);
    StateKey key = state_key(oracle, feed, row);
    uint32_t index = table_find(&states->keys, key.key);
    if (index == 0) {
        index = state_add(oracle, feed);
        table_put(&states->keys, key.key, index);
        state_link(oracle, feed, index, key.owner);
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
        if (states->owner[index - 1] != key.owner) {
            state_unlink(oracle, feed, index);
            state_link(oracle, feed, index, key.owner);
        }
    }
    if (feed == FEED_F20) {
        marriage_count(oracle, row, 1);
    }
    memcpy(states->rows + (size_t)(index - 1) * size, row, size);
    return true;
}

bool rows_take(Oracle *oracle, Feed feed, const void *row) {
    switch (feed) {
    case FEED_F01: return take_medical(oracle, row);
    case FEED_F03: {
        const RowBirth *birth = row;
        return take_once(oracle, &oracle->births, birth->cert, digest_of(row, sizeof *birth));
    }
    case FEED_F04: return take_death(oracle, row);
    case FEED_F06: return take_hukou(oracle, row);
    case FEED_F12: return take_pension(oracle, row);
    case FEED_F15: return take_income(oracle, row);
    case FEED_F07:
    case FEED_F09:
    case FEED_F17:
    case FEED_F18:
    case FEED_F22:
    case FEED_F28:
    case FEED_F20: return take_state(oracle, feed, row);
    case FEED_F11:
    case FEED_COUNT: return false; // no rule and no fact looks at F11
    }
    return false;
}

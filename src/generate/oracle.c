// SPDX-License-Identifier: Apache-2.0
// One batch: who is touched, how things stood before, the rows, what follows.
#include "generate/oracle.h"
#include "generate/oracle_private.h"
#include <stdlib.h>

Oracle *oracle_new(Month first, int months) {
    Oracle *oracle = zeroed(1, sizeof *oracle);
    oracle->clock = DATE_NONE;
    oracle_series_init(&oracle->wages, first, months);
    oracle_series_init(&oracle->pensions, first, months);
    oracle_series_init(&oracle->bills, first, months);
    return oracle;
}

void oracle_free(Oracle *oracle) {
    oracle_series_release(&oracle->wages);
    oracle_series_release(&oracle->pensions);
    oracle_series_release(&oracle->bills);
    free(oracle->ids.slots);
    free(oracle->house_numbers.slots);
    free(oracle->setl.slots);
    free(oracle->births.slots);
    free(oracle->deaths.slots);
    free(oracle->hukou.slots);
    free(oracle->memory_keys.slots);
    for (Feed feed = 0; feed < FEED_COUNT; feed++) {
        free(oracle->states[feed].rows);
        free(oracle->states[feed].next);
        free(oracle->states[feed].owner);
        free(oracle->states[feed].keys.slots);
    }
    free(oracle->persons);
    free(oracle->houses);
    free(oracle->stays);
    free(oracle->settlements);
    free(oracle->contents);
    free(oracle->memories);
    free(oracle->touched);
    free(oracle->who);
    free(oracle->alerts);
    free(oracle);
}

const OracleAlert *oracle_alerts(const Oracle *oracle, size_t *out_count) {
    *out_count = oracle->alert_count;
    return oracle->alerts;
}

typedef struct Subjects { // whom a row is about
    uint64_t ids[2];
    NameId names[2];
} Subjects;

static Subjects subjects_of(Feed feed, const void *row) {
#define ONE(type, field, called)                                                                   \
    ((Subjects){{((const type *)row)->field}, {((const type *)row)->called}})
    switch (feed) {
    case FEED_F01: return ONE(RowMedical, id, name);
    case FEED_F04: return ONE(RowDeath, id, name);
    case FEED_F06: return ONE(RowHukou, id, name);
    case FEED_F07: return ONE(RowVehicle, id, owner);
    case FEED_F09: return ONE(RowEstate, id, owner);
    case FEED_F12: return ONE(RowPension, id, name);
    case FEED_F15: return ONE(RowIncome, id, name);
    case FEED_F17: return ONE(RowFirm, id, name);
    case FEED_F18: return ONE(RowDisability, id, name);
    case FEED_F20: {
        const RowMarriage *pair = row;
        return (Subjects){{pair->man, pair->woman}, {pair->man_name, pair->woman_name}};
    }
    case FEED_F22: return ONE(RowCivil, id, name);
    case FEED_F28: return ONE(RowFinance, id, name);
    case FEED_F11: return ONE(RowInsured, id, name);
    case FEED_F03:
    case FEED_COUNT: return (Subjects){0};
    }
    return (Subjects){0};
#undef ONE
}

static Touched *touch(Oracle *oracle, uint32_t number) {
    KnownPerson *person = known(oracle, number);
    if (person->mark == oracle->batch) {
        return &oracle->touched[person->touched];
    }
    oracle->touched = room_for(oracle->touched, oracle->touched_count, &oracle->touched_capacity,
                               sizeof *oracle->touched);
    person->mark = oracle->batch;
    person->touched = (uint32_t)oracle->touched_count;
    Touched *touched = &oracle->touched[oracle->touched_count++];
    *touched = (Touched){.person = number};
    return touched;
}

static void batch_before(Oracle *oracle, Feed feed, const RowList *rows) {
    if (rows->count * 2 > oracle->who_capacity) {
        free(oracle->who);
        oracle->who_capacity = rows->count * 2;
        oracle->who = zeroed(oracle->who_capacity, sizeof *oracle->who);
    }
    for (size_t i = 0; i < rows->count; i++) {
        const void *row = row_at(rows, feed, i);
        Subjects subjects = subjects_of(feed, row);
        for (int s = 0; s < 2 && *(const uint8_t *)row == DAMAGE_NONE; s++) {
            // Everyone is known before a row about him is judged, but for F06: a number that is
            // new there may be a newborn's.
            uint32_t person = feed == FEED_F06
                                  ? people_find(oracle, subjects.ids[s])
                                  : people_find_or_add(oracle, subjects.ids[s], subjects.names[s]);
            oracle->who[i * 2 + (size_t)s] = person;
            if (person != 0 && known(oracle, person)->mark != oracle->batch) {
                rules_before(oracle, feed, touch(oracle, person));
            }
        }
    }
}

// False when the very same row was there already.
static bool row_apply(Oracle *oracle, Feed feed, const void *row, const uint32_t who[2]) {
    if (!rows_take(oracle, feed, row, who[0])) {
        return false;
    }
    if (feed == FEED_F03) {
        touch(oracle, people_take_birth(oracle, row))->has_row = true;
    } else if (feed == FEED_F06) {
        uint32_t person = people_find(oracle, ((const RowHukou *)row)->id);
        touch(oracle, person)->has_row = true;
    } else {
        touch(oracle, who[0])->has_row = true;
        if (who[1] != 0) {
            touch(oracle, who[1])->has_row = true;
        }
    }
    return true;
}

// The dearest live stay of each person in this batch, for the rule about single rows.
static void stays_note(Oracle *oracle, const RowList *rows, const bool *accepted) {
    for (size_t i = 0; i < rows->count; i++) {
        const RowMedical *row = row_at(rows, FEED_F01, i);
        if (!accepted[i] || row->med_type != MED_INPATIENT) {
            continue;
        }
        const BillRow *bill = &oracle->settlements[table_find(&oracle->setl, row->setl) - 1];
        Touched *touched = touch(oracle, oracle->who[i * 2]);
        bool is_live = !bill->is_cancelled && bill->content == oracle_digest_of(row, sizeof *row);
        if (is_live && row->own > touched->stay_own) {
            touched->stay_own = row->own;
        }
    }
}

void oracle_batch(Oracle *oracle, Feed feed, const RowList *rows, Date delivered) {
    oracle->clock = delivered.days > oracle->clock.days ? delivered : oracle->clock;
    if (feed == FEED_F11) {
        return; // nothing follows from it
    }
    oracle->batch++;
    oracle->touched_count = 0;
    batch_before(oracle, feed, rows);
    bool *accepted = zeroed(rows->count, sizeof *accepted);
    for (size_t i = 0; i < rows->count; i++) {
        const uint8_t *row = row_at(rows, feed, i);
        accepted[i] = *row == DAMAGE_NONE && row_apply(oracle, feed, row, &oracle->who[i * 2]);
    }
    if (feed == FEED_F01) {
        stays_note(oracle, rows, accepted);
    }
    free(accepted);
    rules_speak(oracle, feed);
}

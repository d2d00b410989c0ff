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

typedef struct Subject { // where a row says whom it is about; nowhere: offset 0
    size_t id;
    size_t name;
} Subject;

static const Subject SUBJECTS[FEED_COUNT][2] = {
    [FEED_F01] = {{offsetof(RowMedical, id), offsetof(RowMedical, name)}},
    [FEED_F04] = {{offsetof(RowDeath, id), offsetof(RowDeath, name)}},
    [FEED_F06] = {{offsetof(RowHukou, id), offsetof(RowHukou, name)}},
    [FEED_F07] = {{offsetof(RowVehicle, id), offsetof(RowVehicle, owner)}},
    [FEED_F09] = {{offsetof(RowEstate, id), offsetof(RowEstate, owner)}},
    [FEED_F12] = {{offsetof(RowPension, id), offsetof(RowPension, name)}},
    [FEED_F15] = {{offsetof(RowIncome, id), offsetof(RowIncome, name)}},
    [FEED_F17] = {{offsetof(RowFirm, id), offsetof(RowFirm, name)}},
    [FEED_F18] = {{offsetof(RowDisability, id), offsetof(RowDisability, name)}},
    [FEED_F20] = {{offsetof(RowMarriage, man), offsetof(RowMarriage, man_name)},
                  {offsetof(RowMarriage, woman), offsetof(RowMarriage, woman_name)}},
    [FEED_F22] = {{offsetof(RowCivil, id), offsetof(RowCivil, name)}},
    [FEED_F28] = {{offsetof(RowFinance, id), offsetof(RowFinance, name)}},
};

// Everyone is known before a row about him is judged, but for F06: a number that is new there may
// be a newborn's.
static uint32_t subject_find(Oracle *oracle, Feed feed, const void *row, int which) {
    const Subject *subject = &SUBJECTS[feed][which];
    uint64_t id = 0;
    NameId name = 0;
    if (subject->id == 0) {
        return 0;
    }
    memcpy(&id, (const char *)row + subject->id, sizeof id);
    memcpy(&name, (const char *)row + subject->name, sizeof name);
    return feed == FEED_F06 ? people_find(oracle, id) : people_find_or_add(oracle, id, name);
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
        bool is_usable = *(const uint8_t *)row == DAMAGE_NONE;
        for (int s = 0; s < 2; s++) {
            uint32_t person = is_usable ? subject_find(oracle, feed, row, s) : 0;
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

void oracle_set_clock(Oracle *oracle, Date clock) {
    Month month = month_of(clock);
    oracle->clock = clock;
    oracle->month = month.months;
    oracle->month_first = month_first_day(month).days;
    oracle->month_last = month_last_day(month).days;
}

void oracle_batch(Oracle *oracle, Feed feed, const RowList *rows, Date delivered) {
    if (delivered.days > oracle->clock.days) {
        oracle_set_clock(oracle, delivered);
    }
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

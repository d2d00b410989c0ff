// SPDX-License-Identifier: Apache-2.0
// Rows settle a batch at a time: what came new is written among what is settled already, and only
// rows that were cancelled stay behind.
#include "base/check.h"
#include "base/memory.h"
#include "facts/rows.h"
#include "facts/share.h"
#include "platform/thread.h"

enum { ROWS_MIN = 8, SETTLED_PER_ROW = 8, PERSONS_PER_ROW = 64, PIECES = 16 };

// Every settling writes all anew and goes through all persons, so there must be enough to add.
static bool is_time(const RowStore *store) {
    CHECK(store->reversals.count <= store->rows.count);
    uint64_t count = store->rows.count - store->reversals.count;
    return store->plan->settles && count >= ROWS_MIN &&
           count >= store->settled.count / SETTLED_PER_ROW &&
           count >= store->person_last / PERSONS_PER_ROW;
}

typedef struct ByPerson { // the rows that settle
    Vector first;         // uint32_t by person: row + 1
    Vector next;          // uint32_t by row: row + 1
} ByPerson;

static ByPerson rows_by_person(const RowStore *store) {
    ByPerson by_person = {vector_of(sizeof(uint32_t)), vector_of(sizeof(uint32_t))};
    vector_extend(&by_person.next, (size_t)store->rows.count);
    for (size_t row = 0; row < store->rows.count; row++) {
        if (packed_get(&store->rows.states, row) != 0) {
            continue;
        }
        size_t person = row_columns_person(&store->rows, row, 0).number;
        vector_extend(&by_person.first, person + 1);
        uint32_t *first = vector_at(&by_person.first, person);
        *(uint32_t *)vector_at(&by_person.next, row) = *first;
        *first = (uint32_t)(row + 1);
    }
    return by_person;
}

typedef struct Settling { // by pieces, each of persons one after the other
    const RowStore *store;
    const ByPerson *by_person;
    Settled parts[PIECES];
} Settling;

// The first person of a piece, who begins a group.
static size_t piece_start(const RowStore *store, size_t piece) {
    size_t groups = store->person_last / SETTLED_GROUP + 1;
    return groups * piece / PIECES * SETTLED_GROUP;
}

static void piece_settle(void *context, size_t piece) {
    Settling *settling = context;
    const RowStore *store = settling->store;
    const Vector *first = &settling->by_person->first;
    SettledWriter writer = settled_writer(store->plan);
    Vector added = vector_of(sizeof(KeptRow));
    size_t to = piece_start(store, piece + 1);
    for (size_t person = piece_start(store, piece); person < to && person <= store->person_last;
         person++) {
        added.count = 0;
        uint32_t at = person < first->count ? *(const uint32_t *)vector_at(first, person) : 0;
        for (; at != 0; at = *(const uint32_t *)vector_at(&settling->by_person->next, at - 1)) {
            row_columns_get(&store->rows, at - 1, vector_add(&added, 1));
        }
        settled_write(&writer, &store->settled, (PersonId){(uint32_t)person}, added.items,
                      added.count);
    }
    vector_release(&added);
    settling->parts[piece] = settled_written(&writer);
}

// Threads are worth their start when there is much to write.
static Settled settled_with(const RowStore *store, const ByPerson *by_person) {
    enum { ROWS_PER_THREAD = 64 * 1024 };
    Settling settling = {.store = store, .by_person = by_person};
    bool is_much = store->settled.count + store->rows.count >= ROWS_PER_THREAD;
    share_out(PIECES, is_much ? thread_cores() : 1, piece_settle, &settling);
    return settled_joined(settling.parts, PIECES);
}

// Only rows that count nowhere stay, so that no chain is left.
static void rows_leave(RowStore *store) {
    RowColumns *rows = &store->rows;
    size_t count = (size_t)rows->count;
    uint32_t *new_rows = memory_new(count, sizeof *new_rows);
    Vector staying = vector_of(sizeof(KeptRow));
    Vector states = vector_of(sizeof(uint64_t));
    for (size_t row = 0; row < count; row++) {
        uint64_t state = packed_get(&rows->states, row);
        if (state != 0) {
            row_columns_get(rows, row, vector_add(&staying, 1));
            *(uint64_t *)vector_add(&states, 1) = state;
            new_rows[row] = (uint32_t)staying.count;
        }
    }
    row_columns_clear(rows);
    for (size_t row = 0; row < staying.count; row++) {
        row_columns_add(rows, vector_at(&staying, row), 1);
        packed_set(&rows->states, row, *(const uint64_t *)vector_at(&states, row));
    }
    map_release(&store->reversal_of);
    for (size_t i = 0; i < store->reversals.count; i++) {
        Reversal *reversal = vector_at(&store->reversals, i);
        reversal->row = new_rows[reversal->row] - 1;
        map_put(&store->reversal_of, reversal->row + 1, i);
    }
    slots_move(&store->slots, new_rows);
    vector_release(&store->next);
    for (size_t i = 0; i < FEED_PERSONS_MAX; i++) {
        heads_release(&store->heads[i]);
    }
    vector_release(&staying);
    vector_release(&states);
    memory_free(new_rows);
}

void row_store_settle(RowStore *store) {
    if (!is_time(store)) {
        return;
    }
    ByPerson by_person = rows_by_person(store);
    Settled settled = settled_with(store, &by_person);
    vector_release(&by_person.first);
    vector_release(&by_person.next);
    settled_release(&store->settled);
    store->settled = settled;
    rows_leave(store);
}

// SPDX-License-Identifier: Apache-2.0
// Rows settle part by part, in turn, a few at a time: what came new is written among what is
// settled of the part already, and only rows that were cancelled stay behind. So nobody waits until
// all is written, and half of a turn's rows lie unsettled at any time.
#include "base/check.h"
#include "base/memory.h"
#include "facts/rows.h"
#include "platform/hands.h"
#include "platform/thread.h"

_Static_assert((int)SLOT_PARTS == (int)SETTLED_PARTS, "a part's slots are those of its persons");

static uint64_t largest(uint64_t a, uint64_t b) {
    return a > b ? a : b;
}

// The parts that have persons.
static size_t parts_used(const RowStore *store) {
    size_t groups = store->person_last / SETTLED_GROUP + 1;
    return groups < SETTLED_PARTS ? groups : SETTLED_PARTS;
}

// How many parts are to settle. A turn writes all anew and goes through all persons, so there must
// be enough to add.
static size_t parts_due(RowStore *store) {
    enum { ROWS_MIN = 8, SETTLED_PER_ROW = 8, PERSONS_PER_ROW = 64 };
    size_t parts = parts_used(store);
    uint64_t rows_of_turn = largest(settled_count(&store->settled) / SETTLED_PER_ROW,
                                    largest(store->person_last / PERSONS_PER_ROW, ROWS_MIN));
    uint64_t rows_of_part = (rows_of_turn + parts - 1) / parts;
    uint64_t due = store->came / rows_of_part;
    store->came = due < parts ? (uint32_t)(store->came % rows_of_part) : 0;
    return due < parts ? (size_t)due : parts;
}

typedef struct PartSettling {
    size_t part;
    Vector leaving; // uint32_t: rows
    Vector staying; // uint64_t: slots of the others
} PartSettling;

static void part_sort_out(const RowStore *store, PartSettling *settling) {
    const Vector *slots = &store->slots.parts[settling->part];
    for (size_t i = 0; i < slots->count; i++) {
        uint64_t slot = *(const uint64_t *)vector_at(slots, i);
        if (slot != 0 && packed_get(&store->rows.states, slot_row(slot)) == 0) {
            *(uint32_t *)vector_push(&settling->leaving, 1) = (uint32_t)slot_row(slot);
        } else if (slot != 0) {
            *(uint64_t *)vector_push(&settling->staying, 1) = slot;
        }
    }
}

typedef struct ByPerson { // the rows that leave, as indexes + 1
    Vector first;         // uint32_t by person of the part
    Vector next;          // uint32_t by row
} ByPerson;

static ByPerson rows_by_person(const RowStore *store, const PartSettling *settling) {
    ByPerson by_person = {vector_of(sizeof(uint32_t)), vector_of(sizeof(uint32_t))};
    vector_extend(&by_person.next, settling->leaving.count);
    for (size_t i = 0; i < settling->leaving.count; i++) {
        uint32_t row = *(const uint32_t *)vector_at(&settling->leaving, i);
        size_t person = settled_index(row_columns_person(&store->rows, row, 0));
        vector_extend(&by_person.first, person + 1);
        uint32_t *first = vector_at(&by_person.first, person);
        *(uint32_t *)vector_at(&by_person.next, i) = *first;
        *first = (uint32_t)(i + 1);
    }
    return by_person;
}

static void part_write(RowStore *store, const PartSettling *settling, const ByPerson *by_person) {
    SettledWriter writer = settled_writer(&store->settled);
    Vector added = vector_of(sizeof(KeptRow));
    PersonId person = settled_person(settling->part, 0);
    for (size_t i = 0; person.number <= store->person_last;
         person = settled_person(settling->part, ++i)) {
        added.count = 0;
        uint32_t at =
            i < by_person->first.count ? *(const uint32_t *)vector_at(&by_person->first, i) : 0;
        for (; at != 0; at = *(const uint32_t *)vector_at(&by_person->next, at - 1)) {
            uint32_t row = *(const uint32_t *)vector_at(&settling->leaving, at - 1);
            row_columns_get(&store->rows, row, vector_add(&added, 1));
        }
        settled_write(&writer, person, added.items, added.count);
    }
    vector_release(&added);
    settled_written(&writer, &store->settled, settling->part);
}

typedef struct Settling {
    RowStore *store;
    PartSettling parts[SETTLED_PARTS];
} Settling;

// Of the store it changes nothing but what is settled of this part.
static void part_settle(void *context, size_t index) {
    Settling *settling = context;
    PartSettling *part = &settling->parts[index];
    part_sort_out(settling->store, part);
    ByPerson by_person = rows_by_person(settling->store, part);
    part_write(settling->store, part, &by_person);
    vector_release(&by_person.first);
    vector_release(&by_person.next);
}

// A person's rows leave together, so that nothing is left of his chain.
static void rows_leave(RowStore *store, PartSettling *settling) {
    for (size_t i = 0; i < settling->leaving.count; i++) {
        uint32_t row = *(const uint32_t *)vector_at(&settling->leaving, i);
        uint32_t person = row_columns_person(&store->rows, row, 0).number;
        packed_set(&store->rows.states, row, ROW_HAS_LEFT);
        *(uint32_t *)vector_push(&store->places, 1) = row;
        if (store->plan->is_chained && person != 0) {
            heads_put(&store->heads[0], person, 0);
        }
    }
    slots_keep(&store->slots, settling->part, &settling->staying);
    vector_release(&settling->leaving);
}

// Rows take new numbers, without the places between them.
static void places_close_up(RowStore *store) {
    size_t count = (size_t)store->rows.count;
    uint32_t *new_rows = memory_new(count, sizeof *new_rows);
    uint32_t staying = 0;
    for (size_t row = 0; row < count; row++) {
        if (packed_get(&store->rows.states, row) != ROW_HAS_LEFT) {
            new_rows[row] = ++staying;
        }
    }
    row_columns_close_up(&store->rows, new_rows);
    for (size_t i = 0; i < store->reversals.count; i++) {
        Reversal *reversal = vector_at(&store->reversals, i);
        reversal->row = new_rows[reversal->row] - 1;
    }
    slots_move(&store->slots, new_rows);
    vector_release(&store->places);
    row_store_link(store);
    memory_free(new_rows);
}

// Threads are worth their start when there is much to write.
static size_t threads_for(const RowStore *store, size_t part_count) {
    enum { ROWS_PER_THREAD = 64 * 1024 };
    uint64_t rows = settled_count(&store->settled) + store->rows.count;
    return rows * part_count / SETTLED_PARTS >= ROWS_PER_THREAD ? thread_cores() : 1;
}

void row_store_settle(RowStore *store) {
    size_t count = store->plan->settles ? parts_due(store) : 0;
    if (count == 0) {
        return;
    }
    Settling settling = {.store = store};
    for (size_t i = 0; i < count; i++) {
        settling.parts[i] = (PartSettling){.part = store->part_next % parts_used(store),
                                           .leaving = vector_of(sizeof(uint32_t)),
                                           .staying = vector_of(sizeof(uint64_t))};
        store->part_next = (uint32_t)(settling.parts[i].part + 1) % SETTLED_PARTS;
    }
    share_out(count, threads_for(store, count), part_settle, &settling);
    for (size_t i = 0; i < count; i++) {
        rows_leave(store, &settling.parts[i]);
    }
    if (store->places.count > store->rows.count / 2) {
        places_close_up(store);
    }
}

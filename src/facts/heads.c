// SPDX-License-Identifier: Apache-2.0
#include "facts/heads.h"

enum { ENTRIES_FIRST = 16 };

typedef struct Head {
    uint32_t person, row;
} Head;

Heads heads_empty(void) {
    return (Heads){.entries = vector_of(sizeof(Head))};
}

void heads_release(Heads *heads) {
    vector_release(&heads->entries);
    heads->count = 0;
}

static size_t entry_wanted(const Heads *heads, uint32_t person) {
    uint32_t mixed = person * UINT32_C(0x9E3779B1);
    return (size_t)((mixed * (uint64_t)heads->entries.count) >> 32);
}

// The person's entry, or the free one where it would stand. At most 5/6 are taken.
static Head *entry_of(const Heads *heads, uint32_t person) {
    Head *entries = heads->entries.items;
    size_t count = heads->entries.count;
    size_t at = entry_wanted(heads, person);
    while (entries[at].person != 0 && entries[at].person != person) {
        at = at + 1 == count ? 0 : at + 1;
    }
    return &entries[at];
}

uint32_t heads_get(const Heads *heads, uint32_t person) {
    return heads->count == 0 || person == 0 ? 0 : entry_of(heads, person)->row;
}

void heads_expect(const Heads *heads, uint32_t person) {
    if (heads->count > 0) {
        __builtin_prefetch((const Head *)heads->entries.items + entry_wanted(heads, person));
    }
}

// Half as many again.
static void heads_grow(Heads *heads) {
    Vector old = heads->entries;
    size_t count = old.count == 0 ? ENTRIES_FIRST : old.count + old.count / 2;
    heads->entries = vector_of(sizeof(Head));
    vector_extend(&heads->entries, count);
    for (size_t i = 0; i < old.count; i++) {
        const Head *head = vector_at(&old, i);
        if (head->person != 0) {
            *entry_of(heads, head->person) = *head;
        }
    }
    vector_release(&old);
}

// Entries that were pushed on past the one that is left follow up.
static void entry_leave(Heads *heads, size_t left) {
    Head *entries = heads->entries.items;
    size_t count = heads->entries.count;
    for (size_t at = (left + 1) % count; entries[at].person != 0; at = (at + 1) % count) {
        size_t pushed = (at + count - entry_wanted(heads, entries[at].person)) % count;
        if (pushed >= (at + count - left) % count) {
            entries[left] = entries[at];
            left = at;
        }
    }
    entries[left] = (Head){0};
    heads->count--;
}

void heads_put(Heads *heads, uint32_t person, uint32_t row_plus_one) {
    CHECK(person != 0);
    if (row_plus_one == 0) {
        if (heads_get(heads, person) != 0) {
            entry_leave(heads, (size_t)(entry_of(heads, person) - (Head *)heads->entries.items));
        }
        return;
    }
    if ((heads->count + 1) * 6 > heads->entries.count * 5) {
        heads_grow(heads);
    }
    Head *entry = entry_of(heads, person);
    heads->count += entry->person == 0;
    *entry = (Head){person, row_plus_one};
}

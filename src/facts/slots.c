// SPDX-License-Identifier: Apache-2.0
#include "facts/slots.h"

enum { SLOTS_FIRST = 64, PART_BITS = 6, UPPER_BITS = 32 };
_Static_assert(1 << PART_BITS == SLOT_PARTS, "a part for each pattern of the bits");

Slots slots_empty(void) {
    Slots slots = {0};
    for (size_t i = 0; i < SLOT_PARTS; i++) {
        slots.parts[i] = vector_of(sizeof(uint64_t));
    }
    return slots;
}

void slots_release(Slots *slots) {
    for (size_t i = 0; i < SLOT_PARTS; i++) {
        vector_release(&slots->parts[i]);
        slots->taken[i] = 0;
    }
}

static size_t part_of(uint64_t hash) {
    return (size_t)(hash >> (2 * UPPER_BITS - PART_BITS));
}

// Within a part slots stand in the order of the bits that follow, moved on where one is taken: so
// they can be spread over more slots from the first to the last.
static size_t slot_wanted(uint64_t hash, size_t slot_count) {
    uint64_t following = hash << PART_BITS >> UPPER_BITS;
    return (size_t)((following * slot_count) >> UPPER_BITS);
}

static bool is_full(uint64_t rows, size_t slot_count) {
    return rows * 6 > (uint64_t)slot_count * 5;
}

static void slot_put(Vector *part, uint64_t slot) {
    uint64_t *slots = part->items;
    size_t at = slot_wanted(slot, part->count);
    while (slots[at] != 0) {
        at = at + 1 == part->count ? 0 : at + 1;
    }
    slots[at] = slot;
}

// Half as many again.
static void part_grow(Vector *part) {
    Vector old = *part;
    *part = vector_of(sizeof(uint64_t));
    vector_extend(part, old.count == 0 ? SLOTS_FIRST : old.count + old.count / 2);
    for (size_t i = 0; i < old.count; i++) {
        uint64_t slot = *(const uint64_t *)vector_at(&old, i);
        if (slot != 0) {
            slot_put(part, slot);
        }
    }
    vector_release(&old);
}

void slots_make_room(Slots *slots, uint64_t hash) {
    size_t part = part_of(hash);
    if (is_full((uint64_t)slots->taken[part] + 1, slots->parts[part].count)) {
        part_grow(&slots->parts[part]);
    }
}

static uint64_t *slot_from(const Vector *part, uint64_t hash, size_t at) {
    uint64_t *slots = part->items;
    while (slots[at] != 0 && slots[at] >> UPPER_BITS != hash >> UPPER_BITS) {
        at = at + 1 == part->count ? 0 : at + 1;
    }
    return &slots[at];
}

uint64_t *slots_first(const Slots *slots, uint64_t hash) {
    const Vector *part = &slots->parts[part_of(hash)];
    return part->count == 0 ? NULL : slot_from(part, hash, slot_wanted(hash, part->count));
}

uint64_t *slots_next(const Slots *slots, uint64_t hash, const uint64_t *slot) {
    const Vector *part = &slots->parts[part_of(hash)];
    size_t at = (size_t)(slot - (const uint64_t *)part->items) + 1;
    return slot_from(part, hash, at == part->count ? 0 : at);
}

void slots_expect(const Slots *slots, uint64_t hash) {
    const Vector *part = &slots->parts[part_of(hash)];
    if (part->count > 0) {
        __builtin_prefetch((const uint64_t *)part->items + slot_wanted(hash, part->count));
    }
}

void slots_take(Slots *slots, uint64_t hash, uint64_t *slot, size_t row) {
    CHECK(*slot == 0);
    *slot = hash >> UPPER_BITS << UPPER_BITS | (uint64_t)(row + 1);
    slots->taken[part_of(hash)]++;
}

static void part_move(Vector *part, uint32_t *in_out_taken, const uint32_t *new_rows) {
    Vector old = *part;
    uint32_t staying = 0;
    for (size_t i = 0; i < old.count; i++) {
        uint64_t slot = *(const uint64_t *)vector_at(&old, i);
        staying += slot != 0 && new_rows[slot_row(slot)] != 0;
    }
    size_t wanted = SLOTS_FIRST;
    while (is_full(staying, wanted)) {
        wanted += wanted / 2;
    }
    *part = vector_of(sizeof(uint64_t));
    vector_extend(part, staying == 0 ? 0 : wanted);
    for (size_t i = 0; staying > 0 && i < old.count; i++) {
        uint64_t slot = *(const uint64_t *)vector_at(&old, i);
        uint32_t row = slot == 0 ? 0 : new_rows[slot_row(slot)];
        if (row != 0) {
            slot_put(part, slot >> UPPER_BITS << UPPER_BITS | row);
        }
    }
    *in_out_taken = staying;
    vector_release(&old);
}

void slots_move(Slots *slots, const uint32_t *new_rows) {
    for (size_t i = 0; i < SLOT_PARTS; i++) {
        part_move(&slots->parts[i], &slots->taken[i], new_rows);
    }
}

size_t slots_memory(const Slots *slots) {
    size_t bytes = 0;
    for (size_t i = 0; i < SLOT_PARTS; i++) {
        bytes += vector_memory(&slots->parts[i]);
    }
    return bytes;
}

static bool part_holds(const Vector *part, uint32_t taken, uint64_t rows) {
    if (is_full(taken, part->count) || part->count > UINT32_MAX) {
        return false;
    }
    uint32_t counted = 0;
    for (size_t i = 0; i < part->count; i++) {
        uint64_t row = *(const uint64_t *)vector_at(part, i) & UINT32_MAX;
        counted += row != 0;
        if (row > rows) {
            return false;
        }
    }
    return counted == taken;
}

bool slots_hold(const Slots *slots, uint64_t rows) {
    uint64_t taken = 0;
    for (size_t i = 0; i < SLOT_PARTS; i++) {
        if (!part_holds(&slots->parts[i], slots->taken[i], rows)) {
            return false;
        }
        taken += slots->taken[i];
    }
    return taken == rows;
}

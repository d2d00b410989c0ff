// SPDX-License-Identifier: Apache-2.0
#include "facts/slots.h"
#include <string.h>

enum { WANTED_FIRST = 64, UPPER_BITS = 32, SLOTS_PER_LINE = 8 };

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

// A part of `count` slots: hashes want one of the first; those pushed on behind the last of them
// stand in the rest.
static size_t count_for(size_t wanted) {
    return wanted + wanted / 64 + 8;
}

static size_t wanted_of(size_t count) {
    return (count - 8) * 64 / 65;
}

// The same of a hash and of its slot, so only by the half that is kept.
static size_t slot_wanted(uint64_t hash, size_t count) {
    return (size_t)(((hash >> UPPER_BITS) * wanted_of(count)) >> UPPER_BITS);
}

static bool is_full(uint64_t taken, size_t count) {
    return count == 0 || taken * 4 > (uint64_t)wanted_of(count) * 3;
}

// ---- filling

// Slots in ascending order, from the old part into the new one, which is empty; with new_rows their
// rows are new ones. False: the last slot would be taken.
static bool part_fill(Vector *part, const Vector *old, const uint32_t *new_rows) {
    uint64_t *slots = part->items;
    size_t next = 0;
    for (size_t i = 0; i < old->count; i++) {
        uint64_t slot = *(const uint64_t *)vector_at(old, i);
        if (slot != 0 && new_rows != NULL) {
            uint64_t row = new_rows[slot_row(slot)];
            slot = row == 0 ? 0 : slot >> UPPER_BITS << UPPER_BITS | row;
        }
        if (slot != 0) {
            size_t wanted = slot_wanted(slot, part->count);
            size_t at = wanted > next ? wanted : next;
            if (at + 1 >= part->count) {
                return false;
            }
            slots[at] = slot;
            next = at + 1;
        }
    }
    return true;
}

// The part anew, so that so many slots of it may be taken.
static void part_make(Vector *part, uint64_t taken, size_t wanted, const uint32_t *new_rows) {
    Vector old = *part;
    bool is_filled = false;
    while (!is_filled) {
        *part = vector_of(sizeof(uint64_t));
        vector_extend(part, count_for(wanted));
        is_filled = !is_full(taken, part->count) && part_fill(part, &old, new_rows);
        if (!is_filled) {
            vector_release(part);
        }
        wanted += wanted / 2;
    }
    vector_release(&old);
}

static void part_grow(Vector *part, uint64_t taken) {
    size_t wanted = part->count == 0 ? 0 : wanted_of(part->count);
    part_make(part, taken, wanted == 0 ? WANTED_FIRST : wanted + wanted / 2, NULL);
}

// False: the last slot would be taken.
static bool slot_put(Vector *part, uint64_t slot) {
    uint64_t *slots = part->items;
    size_t at = slot_wanted(slot, part->count);
    while (slots[at] != 0 && slots[at] < slot) {
        at++;
    }
    size_t free = at;
    while (slots[free] != 0) {
        free++;
    }
    if (free + 1 == part->count) {
        return false;
    }
    memmove(slots + at + 1, slots + at, (free - at) * sizeof *slots);
    slots[at] = slot;
    return true;
}

void slots_add(Slots *slots, size_t part, uint64_t hash, size_t row) {
    Vector *own = &slots->parts[part];
    uint32_t taken = ++slots->taken[part];
    uint64_t slot = hash >> UPPER_BITS << UPPER_BITS | (uint64_t)(row + 1);
    while (is_full(taken, own->count) || !slot_put(own, slot)) {
        part_grow(own, taken);
    }
}

void slots_move(Slots *slots, const uint32_t *new_rows) {
    for (size_t i = 0; i < SLOT_PARTS; i++) {
        Vector *part = &slots->parts[i];
        uint32_t staying = 0;
        for (size_t k = 0; k < part->count; k++) {
            uint64_t slot = *(const uint64_t *)vector_at(part, k);
            staying += slot != 0 && new_rows[slot_row(slot)] != 0;
        }
        slots->taken[i] = staying;
        if (staying == 0) {
            vector_release(part);
        } else {
            part_make(part, staying, WANTED_FIRST, new_rows);
        }
    }
}

void slots_keep(Slots *slots, size_t part, Vector *staying) {
    Vector *own = &slots->parts[part];
    vector_release(own);
    slots->taken[part] = (uint32_t)staying->count;
    if (staying->count == 0) {
        vector_release(staying);
    } else {
        *own = *staying;
        part_make(own, slots->taken[part], WANTED_FIRST, NULL);
    }
}

// ---- finding

static bool is_same_hash(uint64_t slot, uint64_t hash) {
    return slot != 0 && slot >> UPPER_BITS == hash >> UPPER_BITS;
}

const uint64_t *slots_first(const Slots *slots, size_t part, uint64_t hash) {
    const Vector *own = &slots->parts[part];
    if (own->count == 0) {
        return NULL;
    }
    const uint64_t *slot = (const uint64_t *)own->items + slot_wanted(hash, own->count);
    while (*slot != 0 && *slot >> UPPER_BITS < hash >> UPPER_BITS) {
        slot++;
    }
    return is_same_hash(*slot, hash) ? slot : NULL;
}

const uint64_t *slots_next(const uint64_t *slot) {
    return is_same_hash(slot[1], *slot) ? slot + 1 : NULL;
}

void slots_expect(const Slots *slots, size_t part, uint64_t hash) {
    const Vector *own = &slots->parts[part];
    if (own->count > 0) {
        const uint64_t *wanted = (const uint64_t *)own->items + slot_wanted(hash, own->count);
        __builtin_prefetch(wanted);
        __builtin_prefetch(wanted + SLOTS_PER_LINE); // where a search or a shift may end
    }
}

size_t slots_memory(const Slots *slots) {
    size_t bytes = 0;
    for (size_t i = 0; i < SLOT_PARTS; i++) {
        bytes += vector_memory(&slots->parts[i]);
    }
    return bytes;
}

// ---- after restoring

static bool part_holds(const Vector *part, uint32_t taken, uint64_t rows) {
    if (part->count == 0) {
        return taken == 0;
    }
    if (part->count < count_for(WANTED_FIRST) || part->count > UINT32_MAX ||
        *(const uint64_t *)vector_at(part, part->count - 1) != 0) {
        return false;
    }
    uint32_t counted = 0;
    for (size_t i = 0; i < part->count; i++) {
        uint64_t slot = *(const uint64_t *)vector_at(part, i);
        counted += slot != 0;
        if (slot != 0 && ((slot & UINT32_MAX) == 0 || (slot & UINT32_MAX) > rows)) {
            return false;
        }
    }
    return counted == taken;
}

bool slots_hold(const Slots *slots, uint64_t slot_count, uint64_t row_count) {
    uint64_t taken = 0;
    for (size_t i = 0; i < SLOT_PARTS; i++) {
        if (!part_holds(&slots->parts[i], slots->taken[i], row_count)) {
            return false;
        }
        taken += slots->taken[i];
    }
    return taken == slot_count;
}

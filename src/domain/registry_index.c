// SPDX-License-Identifier: Apache-2.0
// Finding persons and households by their numbers: slots with ids, four bytes each; the numbers
// stand where the ids say.
#include "base/check.h"
#include "base/memory.h"
#include "domain/registry_private.h"

enum { SLOTS_FIRST = 16 };

void id_slots_release(IdSlots *slots) {
    memory_free(slots->ids);
    *slots = (IdSlots){0};
}

size_t id_slots_first(const IdSlots *slots, uint64_t hash) {
    return (size_t)(((hash >> 32) * (uint64_t)slots->count) >> 32);
}

uint32_t id_slots_next(const IdSlots *slots, size_t *in_out_at) {
    uint32_t id = slots->count == 0 ? 0 : slots->ids[*in_out_at];
    *in_out_at = *in_out_at + 1 >= slots->count ? 0 : *in_out_at + 1;
    return id;
}

static void slot_put(IdSlots *slots, uint64_t hash, uint32_t id) {
    size_t at = id_slots_first(slots, hash);
    while (slots->ids[at] != 0) {
        at = at + 1 == slots->count ? 0 : at + 1;
    }
    slots->ids[at] = id;
}

static void slots_resize(IdSlots *slots, size_t count, const Registry *registry, IdHash *hash_of) {
    IdSlots larger = {memory_new(count, sizeof(uint32_t)), count, slots->taken};
    for (size_t i = 0; i < slots->count; i++) {
        if (slots->ids[i] != 0) {
            slot_put(&larger, hash_of(registry, slots->ids[i]), slots->ids[i]);
        }
    }
    memory_free(slots->ids);
    *slots = larger;
}

// At most 4/5 are taken, so that a search always ends; a quarter more when they are.
void id_slots_reserve(IdSlots *slots, size_t taken, const Registry *registry, IdHash *hash_of) {
    size_t count = slots->count == 0 ? SLOTS_FIRST : slots->count;
    while (taken > count / 5 * 4) {
        count += count / 4;
    }
    if (count > slots->count) {
        slots_resize(slots, count, registry, hash_of);
    }
}

void id_slots_put(IdSlots *slots, uint32_t id, const Registry *registry, IdHash *hash_of) {
    CHECK(id != 0);
    id_slots_reserve(slots, slots->taken + 1, registry, hash_of);
    slot_put(slots, hash_of(registry, id), id);
    slots->taken++;
}

void *registry_grow(void *items, size_t count, size_t *capacity, size_t size) {
    enum { CAPACITY_FIRST = 16 };
    if (count < *capacity) {
        return items;
    }
    CHECK(count <= SIZE_MAX / 2);
    *capacity = count < CAPACITY_FIRST ? CAPACITY_FIRST : count + count / 4;
    return memory_grow(items, *capacity, size);
}

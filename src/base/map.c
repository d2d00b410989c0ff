// SPDX-License-Identifier: Apache-2.0
#include "base/map.h"
#include "base/check.h"
#include "base/memory.h"

// Linear probing; a key of 0 marks a free entry. At most 3/4 full, so a search always ends.
enum { MAP_CAPACITY_FIRST = 16 };

void map_release(Map *map) {
    memory_free(map->entries);
    *map = (Map){0};
}

uint64_t map_mix(uint64_t number) {
    number ^= number >> 32;
    number *= UINT64_C(0xD6E8FEB86659FD93);
    number ^= number >> 32;
    number *= UINT64_C(0xD6E8FEB86659FD93);
    return number ^ (number >> 32);
}

// The entry of the key, or the free entry where it would stand.
static size_t map_slot(const Map *map, uint64_t key) {
    size_t mask = map->capacity - 1;
    size_t slot = (size_t)map_mix(key) & mask;
    while (map->entries[slot].key != 0 && map->entries[slot].key != key) {
        slot = (slot + 1) & mask;
    }
    return slot;
}

bool map_find(const Map *map, uint64_t key, uint64_t *out_value) {
    if (key == 0) {
        if (map->has_zero) {
            *out_value = map->zero_value;
        }
        return map->has_zero;
    }
    if (map->capacity == 0) {
        return false;
    }
    const MapEntry *entry = &map->entries[map_slot(map, key)];
    if (entry->key == 0) {
        return false;
    }
    *out_value = entry->value;
    return true;
}

void map_expect(const Map *map, uint64_t key) {
    if (map->capacity > 0) {
        __builtin_prefetch(&map->entries[(size_t)map_mix(key) & (map->capacity - 1)], 1);
    }
}

static void map_rehash(Map *map, size_t capacity) {
    Map larger = {.entries = memory_new(capacity, sizeof(MapEntry)), .capacity = capacity};
    for (size_t i = 0; i < map->capacity; i++) {
        if (map->entries[i].key != 0) {
            larger.entries[map_slot(&larger, map->entries[i].key)] = map->entries[i];
        }
    }
    memory_free(map->entries);
    map->entries = larger.entries;
    map->capacity = capacity;
}

static size_t map_entry_count(const Map *map) {
    return map->count - (map->has_zero ? 1 : 0);
}

void map_reserve(Map *map, size_t count) {
    CHECK(count <= SIZE_MAX / 8);
    size_t capacity = map->capacity == 0 ? MAP_CAPACITY_FIRST : map->capacity;
    while (capacity / 4 * 3 < count) {
        capacity *= 2;
    }
    if (capacity > map->capacity) {
        map_rehash(map, capacity);
    }
}

// Of a key that is not 0; a new one has value 0.
static MapEntry *map_entry(Map *map, uint64_t key) {
    map_reserve(map, map_entry_count(map) + 1);
    MapEntry *entry = &map->entries[map_slot(map, key)];
    map->count += entry->key == 0 ? 1 : 0;
    entry->key = key;
    return entry;
}

void map_put(Map *map, uint64_t key, uint64_t value) {
    if (key == 0) {
        map->count += map->has_zero ? 0 : 1;
        map->has_zero = true;
        map->zero_value = value;
        return;
    }
    map_entry(map, key)->value = value;
}

uint64_t map_find_or_put(Map *map, uint64_t key, uint64_t value) {
    if (key == 0) {
        map_put(map, key, map->has_zero ? map->zero_value : value);
        return map->zero_value;
    }
    size_t count = map->count;
    MapEntry *entry = map_entry(map, key);
    entry->value = map->count > count ? value : entry->value;
    return entry->value;
}

// Closes the hole by moving up every later entry of the run that would no longer be found.
static void map_close_hole(Map *map, size_t hole) {
    size_t mask = map->capacity - 1;
    size_t slot = hole;
    for (;;) {
        slot = (slot + 1) & mask;
        if (map->entries[slot].key == 0) {
            break;
        }
        size_t home = (size_t)map_mix(map->entries[slot].key) & mask;
        if (((slot - home) & mask) >= ((slot - hole) & mask)) {
            map->entries[hole] = map->entries[slot];
            hole = slot;
        }
    }
    map->entries[hole] = (MapEntry){0};
}

bool map_remove(Map *map, uint64_t key) {
    if (key == 0) {
        bool was_there = map->has_zero;
        map->has_zero = false;
        map->count -= was_there ? 1 : 0;
        return was_there;
    }
    if (map->capacity == 0) {
        return false;
    }
    size_t slot = map_slot(map, key);
    if (map->entries[slot].key == 0) {
        return false;
    }
    map_close_hole(map, slot);
    map->count--;
    return true;
}

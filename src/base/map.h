// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_MAP_H
#define BASE_MAP_H
// Map: 64-bit key -> 64-bit value, open addressing, for indexes in memory. Keys and values are any
// numbers but a key of 0 is kept apart. A zeroed Map is ready and empty.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct MapEntry {
    uint64_t key;
    uint64_t value;
} MapEntry;
typedef struct Map {
    MapEntry *entries;
    size_t capacity; // a power of two, or 0
    size_t count;
    bool has_zero;
    uint64_t zero_value;
} Map;

void map_release(Map *map);
bool map_find(const Map *map, uint64_t key, uint64_t *out_value);
void map_expect(const Map *map, uint64_t key); // into the cache, where the key is or would be
void map_put(Map *map, uint64_t key, uint64_t value); // adds or replaces
// The value of the key, which is this one when it had none.
uint64_t map_find_or_put(Map *map, uint64_t key, uint64_t value);
bool map_remove(Map *map, uint64_t key);
void map_reserve(Map *map, size_t count);
uint64_t map_mix(uint64_t number); // a good 64-bit scramble, for keys built from several numbers
#endif

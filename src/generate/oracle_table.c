// SPDX-License-Identifier: Apache-2.0
#include "generate/oracle_private.h"
#include <stdio.h>
#include <stdlib.h>

static void *or_end(void *memory) {
    if (memory == NULL) {
        (void)fputs("the oracle has no memory left\n", stderr);
        abort();
    }
    return memory;
}

void *zeroed(size_t count, size_t size) {
    return or_end(calloc(count == 0 ? 1 : count, size));
}

void *room_for(void *items, size_t count, size_t *capacity, size_t size) {
    if (count < *capacity) {
        return items;
    }
    *capacity = *capacity == 0 ? 64 : *capacity * 2;
    return or_end(realloc(items, *capacity * size));
}

static uint64_t scramble(uint64_t x) {
    x ^= x >> 32;
    x *= UINT64_C(0xD6E8FEB86659FD93);
    x ^= x >> 32;
    x *= UINT64_C(0xD6E8FEB86659FD93);
    return x ^ (x >> 32);
}

uint64_t key_of(uint64_t a, uint64_t b, uint64_t c, uint64_t d) {
    uint64_t key = scramble(a + 1);
    key = scramble(key ^ (b + 0x1000));
    key = scramble(key ^ (c + 0x200000));
    key = scramble(key ^ (d + 0x30000000));
    return key == 0 ? 1 : key;
}

static Slot *slot_of(const Table *table, uint64_t key) {
    size_t mask = table->capacity - 1;
    size_t at = scramble(key) & mask;
    while (table->slots[at].key != 0 && table->slots[at].key != key) {
        at = (at + 1) & mask;
    }
    return &table->slots[at];
}

uint32_t table_find(const Table *table, uint64_t key) {
    return table->capacity == 0 ? 0 : slot_of(table, key)->index;
}

static void table_grow(Table *table) {
    Table larger = {.capacity = table->capacity == 0 ? 256 : table->capacity * 2,
                    .count = table->count};
    larger.slots = zeroed(larger.capacity, sizeof *larger.slots);
    for (size_t i = 0; i < table->capacity; i++) {
        if (table->slots[i].key != 0) {
            *slot_of(&larger, table->slots[i].key) = table->slots[i];
        }
    }
    free(table->slots);
    *table = larger;
}

void table_put(Table *table, uint64_t key, uint32_t index) {
    if ((table->count + 1) * 3 > table->capacity * 2) {
        table_grow(table);
    }
    Slot *slot = slot_of(table, key);
    table->count += slot->key == 0 ? 1 : 0;
    *slot = (Slot){.key = key, .index = index};
}

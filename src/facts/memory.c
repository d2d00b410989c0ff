// SPDX-License-Identifier: Apache-2.0
// How many bytes the facts hold, by what they hold them for.
#include "facts/facts_private.h"

static size_t packed_memory(const Packed *packed, size_t count) {
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++) {
        bytes += vector_memory(&packed[i].bytes);
    }
    return bytes;
}

static size_t words_memory(const Words *words) {
    return vector_memory(&words->bytes) + vector_memory(&words->ends) +
           words->by_hash.capacity * sizeof(MapEntry);
}

static void add_store(FactsMemory *memory, const RowStore *store) {
    const RowColumns *rows = &store->rows;
    memory->keys += slots_memory(&store->slots);
    for (size_t i = 0; i < FEED_KEYS_MAX; i++) {
        memory->keys += words_memory(&rows->texts[i].words) + vector_memory(&rows->texts[i].bytes);
    }
    memory->rows += packed_memory(&rows->states, 1) + packed_memory(rows->columns, KEPT_COLUMNS) +
                    vector_memory(&store->places) + vector_memory(&store->reversals) +
                    store->reversal_of.capacity * sizeof(MapEntry);
    for (size_t i = 0; store->settled.parts != NULL && i < SETTLED_PARTS; i++) {
        const SettledPart *part = &store->settled.parts[i];
        memory->settled += vector_memory(&part->starts) + vector_memory(&part->bytes);
    }
    for (size_t i = 0; i < store->plan->group_count; i++) {
        const SeriesTable *table = &store->groups[i];
        memory->totals += vector_memory(&table->ranges) + vector_memory(&table->pools[0].bytes) +
                          vector_memory(&table->pools[1].bytes);
    }
    memory->chains += vector_memory(&store->next);
    for (size_t i = 0; i < FEED_PERSONS_MAX; i++) {
        memory->chains += vector_memory(&store->heads[i].entries);
    }
}

FactsMemory facts_memory_parts(const Facts *facts) {
    FactsMemory memory = {.registry = registry_memory(facts->registry),
                          .words = words_memory(facts->words)};
    for (size_t i = 0; i < facts->catalogue.feed_count; i++) {
        add_store(&memory, &facts->stores[i]);
    }
    return memory;
}

size_t facts_memory(const Facts *facts) {
    FactsMemory memory = facts_memory_parts(facts);
    return memory.registry + memory.rows + memory.keys + memory.totals + memory.chains +
           memory.words + memory.settled;
}

// SPDX-License-Identifier: Apache-2.0
#include "facts/key_state.h"
#include "base/memory.h"

typedef struct KeyStateEntry {
    size_t row; // that has the key
    KeyAbove above;
} KeyStateEntry;

static RowFate step_reversal(KeyState *state, uint64_t content) {
    if (state->is_cancelled && !state->is_other && state->reversal == content) {
        return ROW_UNCHANGED;
    }
    state->is_cancelled = true;
    state->reversal = content;
    return ROW_REVERSES;
}

RowFate key_state_step(KeyState *state, const RowView *row) {
    if (row_view_is_reversal(row)) {
        return step_reversal(state, row_view_hash(row));
    }
    uint64_t rest = row_view_rest_hash(row);
    if (state->has_ordinary && !state->is_other && state->rest == rest) {
        return ROW_UNCHANGED;
    }
    int64_t version = row_view_version(row);
    if (state->has_ordinary && version < state->version) {
        return ROW_OUTDATED;
    }
    RowFate fate = state->has_ordinary ? ROW_REPLACES : ROW_NEW;
    state->rest = rest;
    state->version = version;
    state->has_ordinary = true;
    return fate;
}

void key_states_release(KeyStates *states) {
    memory_free(states->entries);
    memory_free(states->repeated);
    map_release(&states->by_hash);
    *states = (KeyStates){0};
}

enum { HASH_BITS = 64, WORD_BITS = 64 };

static size_t bit_of(const KeyStates *states, uint64_t hash) {
    return (size_t)(hash >> states->shift);
}

// Nearly all keys of nearly all batches come once: what would be said of them is not kept.
KeyStates key_states_of(const RowView *rows) {
    enum { BITS_PER_ROW = 16, WORD_SHIFT = HASH_BITS - 6 };
    KeyStates states = {.shift = WORD_SHIFT};
    size_t count = rows->batch->row_count;
    while (bit_of(&states, UINT64_MAX) < count * BITS_PER_ROW) {
        states.shift--;
    }
    size_t words = (bit_of(&states, UINT64_MAX) + 1) / WORD_BITS;
    uint64_t *seen = memory_new(words, sizeof *seen);
    states.repeated = memory_new(words, sizeof *states.repeated);
    for (size_t row = 0; row < count; row++) {
        size_t bit = bit_of(&states, rows->key_hashes[row]);
        uint64_t mask = UINT64_C(1) << (bit % WORD_BITS);
        states.repeated[bit / WORD_BITS] |= seen[bit / WORD_BITS] & mask;
        seen[bit / WORD_BITS] |= mask;
    }
    memory_free(seen);
    return states;
}

bool key_states_may_repeat(const KeyStates *states, const RowView *row) {
    size_t bit = bit_of(states, row_view_key_hash(row));
    return (states->repeated[bit / WORD_BITS] >> (bit % WORD_BITS) & 1) != 0;
}

// The key's entry, or the place in by_hash where it would stand.
static KeyStateEntry *entry_seek(const KeyStates *states, const RowView *row, uint64_t *out_place) {
    uint64_t place = row_view_key_hash(row);
    uint64_t index = 0;
    while (map_find(&states->by_hash, place, &index)) {
        if (row_view_same_key(row, states->entries[index].row)) {
            return &states->entries[index];
        }
        place = map_mix(place + 1);
    }
    *out_place = place;
    return NULL;
}

KeyAbove *key_states_find(const KeyStates *states, const RowView *row) {
    uint64_t place = 0;
    KeyStateEntry *entry = entry_seek(states, row, &place);
    return entry == NULL ? NULL : &entry->above;
}

void key_states_add(KeyStates *states, const RowView *row, KeyAbove above) {
    uint64_t place = 0;
    entry_seek(states, row, &place);
    states->entries =
        array_reserve(states->entries, states->count, &states->capacity, sizeof(KeyStateEntry));
    map_put(&states->by_hash, place, states->count);
    states->entries[states->count++] = (KeyStateEntry){row->row, above};
}

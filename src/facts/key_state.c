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
    map_release(&states->by_hash);
    *states = (KeyStates){0};
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

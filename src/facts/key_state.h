// SPDX-License-Identifier: Apache-2.0
#ifndef FACTS_KEY_STATE_H
#define FACTS_KEY_STATE_H
// KeyState: what holds for one key, and what the next row of the key does to it. The one place
// where replacement, versions and reversal are decided. Pure.
#include "facts/facts.h"
#include "facts/row_view.h"

typedef struct KeyState { // a zeroed one: the key was never seen
    uint64_t rest;        // row_view_rest_hash of the last ordinary row
    uint64_t reversal;    // row_view_hash of the last row that cancelled the key
    int64_t version;
    bool has_ordinary;
    bool is_cancelled;
    bool is_other; // the next row differs from what it is compared with, whatever the hashes say
} KeyState;

RowFate key_state_step(KeyState *state, const RowView *row);

// What rows further up in a batch made of a key.
typedef struct KeyAbove {
    KeyState state;
    bool is_kept;              // the store knows the key too
    size_t ordinary, reversal; // the last such row of the batch + 1; 0: there was none
} KeyAbove;
typedef struct KeyStates { // of the keys that come more than once in a batch
    struct KeyStateEntry *entries;
    size_t count, capacity;
    Map by_hash;
    uint64_t *repeated; // a bit for each of the hash's first bits: keys there may come again
    unsigned shift;     // of the hash, so that these are left
} KeyStates;
KeyStates key_states_of(const RowView *rows); // empty; the rows are hashed
void key_states_release(KeyStates *states);
// Does the view's key come more than once, as far as a few bits of its hash tell?
bool key_states_may_repeat(const KeyStates *states, const RowView *row);
// Of the view's key. NULL: not there; else valid until the next add.
KeyAbove *key_states_find(const KeyStates *states, const RowView *row);
void key_states_add(KeyStates *states, const RowView *row, KeyAbove above); // it is not there
#endif

// SPDX-License-Identifier: Apache-2.0
#include "facts/rows.h"
#include "base/check.h"
#include "facts/key_state.h"

enum { SLOTS_FIRST = 64 };

RowStore row_store_of(const FeedPlan *plan, Words *words) {
    RowStore store = {.plan = plan,
                      .rows = row_columns_of(plan, words),
                      .slots = vector_of(sizeof(uint64_t)),
                      .reversals = vector_of(sizeof(Reversal)),
                      .next = vector_of(sizeof(uint32_t)),
                      .month_first = MONTH_UNKNOWN,
                      .month_last = MONTH_UNKNOWN};
    for (size_t i = 0; i < plan->group_count; i++) {
        store.groups[i] = series_table_of(plan->groups[i].series_count);
    }
    for (size_t i = 0; i < FEED_PERSONS_MAX; i++) {
        store.heads[i] = vector_of(sizeof(uint32_t));
    }
    return store;
}

void row_store_release(RowStore *store) {
    row_columns_release(&store->rows);
    vector_release(&store->slots);
    vector_release(&store->reversals);
    vector_release(&store->next);
    map_release(&store->reversal_of);
    for (size_t i = 0; i < store->plan->group_count; i++) {
        series_table_release(&store->groups[i]);
    }
    for (size_t i = 0; i < FEED_PERSONS_MAX; i++) {
        vector_release(&store->heads[i]);
    }
}

uint32_t row_store_first(const RowStore *store, size_t person_column, PersonId person) {
    const Vector *heads = &store->heads[person_column];
    return person.number < heads->count ? *(const uint32_t *)vector_at(heads, person.number) : 0;
}

uint32_t row_store_next(const RowStore *store, size_t person_column, uint32_t row_plus_one) {
    size_t at = (size_t)(row_plus_one - 1) * store->plan->person_count + person_column;
    return *(const uint32_t *)vector_at(&store->next, at);
}

// ---- finding a key

static size_t slot_row(uint64_t slot) {
    return (size_t)(slot & UINT32_MAX) - 1;
}

// Slots stand in the order of the hash's upper half, moved on where one is taken: so they can be
// spread over more slots from the first to the last.
static size_t slot_wanted(uint64_t slot, size_t slot_count) {
    return (size_t)(((slot >> 32) * (uint64_t)slot_count) >> 32);
}

// The slot of the view's key, or the free one where it would stand. At most 5/6 are taken.
static uint64_t *slot_of(const RowStore *store, const RowView *view, uint64_t hash) {
    uint64_t *slots = store->slots.items;
    size_t at = slot_wanted(hash, store->slots.count);
    while (slots[at] != 0) {
        if (slots[at] >> 32 == hash >> 32 &&
            row_columns_key_equal(&store->rows, slot_row(slots[at]), view)) {
            break;
        }
        at = at + 1 == store->slots.count ? 0 : at + 1;
    }
    return &slots[at];
}

bool row_store_find(const RowStore *store, const RowView *view, size_t *out_row) {
    if (store->slots.count == 0) {
        return false;
    }
    uint64_t slot = *slot_of(store, view, row_view_key_hash(view));
    if (slot != 0) {
        *out_row = slot_row(slot);
    }
    return slot != 0;
}

uint64_t row_store_expect(const RowStore *store, const RowView *view) {
    uint64_t hash = row_view_key_hash(view);
    if (store->slots.count > 0) {
        const uint64_t *slots = store->slots.items;
        __builtin_prefetch(&slots[slot_wanted(hash, store->slots.count)]);
    }
    return hash;
}

static bool slots_are_full(const RowStore *store, uint64_t rows) {
    return rows * 6 > store->slots.count * 5;
}

// Half as many again.
static void slots_grow(RowStore *store) {
    Vector old = store->slots;
    store->slots = vector_of(sizeof(uint64_t));
    size_t count = old.count == 0 ? SLOTS_FIRST : old.count + old.count / 2;
    uint64_t *slots = vector_add(&store->slots, count);
    for (size_t i = 0; i < old.count; i++) {
        uint64_t slot = *(const uint64_t *)vector_at(&old, i);
        size_t at = slot_wanted(slot, count);
        while (slot != 0 && slots[at] != 0) {
            at = at + 1 == count ? 0 : at + 1;
        }
        if (slot != 0) {
            slots[at] = slot;
        }
    }
    vector_release(&old);
}

// The row of the view's key; a new one is filled from the view.
static size_t row_of(RowStore *store, const RowView *view, uint64_t hash, bool *out_is_new) {
    if (slots_are_full(store, store->rows.count + 1)) {
        slots_grow(store);
    }
    uint64_t *slot = slot_of(store, view, hash);
    *out_is_new = *slot == 0;
    if (*out_is_new) {
        size_t row = row_columns_add(&store->rows, view);
        *slot = hash >> 32 << 32 | (uint64_t)(row + 1);
    }
    return slot_row(*slot);
}

// ---- totals and chains of a live row

// Is the person named already by an earlier column of the list? Then the row counts once for him.
static bool is_repeated(const RowStore *store, size_t row, const int *columns, size_t at) {
    uint32_t person = row_columns_person(&store->rows, row, (size_t)columns[at]).number;
    for (size_t i = 0; i < at; i++) {
        if (row_columns_person(&store->rows, row, (size_t)columns[i]).number == person) {
            return true;
        }
    }
    return false;
}

static void group_add(RowStore *store, size_t group_index, size_t row, int sign) {
    const SeriesGroup *group = &store->plan->groups[group_index];
    uint64_t selected = row_columns_selected(&store->rows, row);
    int64_t amounts[GROUP_SERIES_MAX] = {0};
    bool has_amount = false;
    for (size_t i = 0; i < group->series_count; i++) {
        const Series *series = &group->series[i];
        bool is_selected = (selected >> series->selector & 1) != 0;
        if (is_selected && series->value < 0) {
            amounts[i] = 1;
        } else if (is_selected) {
            row_columns_value(&store->rows, row, series->value, &amounts[i]);
        }
        has_amount = has_amount || amounts[i] != 0;
    }
    for (size_t i = 0; has_amount && i < group->person_count; i++) {
        PersonId person = row_columns_person(&store->rows, row, (size_t)group->persons[i]);
        if (person.number != 0 && !is_repeated(store, row, group->persons, i)) {
            series_add(&store->groups[group_index], person.number,
                       row_columns_month(&store->rows, row), amounts, sign);
        }
    }
}

static void chain_link(RowStore *store, size_t row) {
    size_t width = store->plan->person_count;
    vector_extend(&store->next, (row + 1) * width);
    for (size_t i = 0; i < width; i++) {
        uint32_t person = row_columns_person(&store->rows, row, i).number;
        if (person == 0) {
            continue;
        }
        vector_extend(&store->heads[i], (size_t)person + 1);
        uint32_t *head = vector_at(&store->heads[i], person);
        *(uint32_t *)vector_at(&store->next, row * width + i) = *head;
        *head = (uint32_t)(row + 1);
    }
}

static void chain_unlink(RowStore *store, size_t row) {
    size_t width = store->plan->person_count;
    for (size_t i = 0; i < width; i++) {
        uint32_t person = row_columns_person(&store->rows, row, i).number;
        if (person == 0) {
            continue;
        }
        uint32_t *link = vector_at(&store->heads[i], person);
        while (*link != row + 1) {
            CHECK(*link != 0);
            link = vector_at(&store->next, (*link - 1) * width + i);
        }
        *link = *(uint32_t *)vector_at(&store->next, row * width + i);
    }
}

static void row_add(RowStore *store, size_t row) {
    for (size_t i = 0; i < store->plan->group_count; i++) {
        group_add(store, i, row, 1);
    }
    if (store->plan->is_chained) {
        chain_link(store, row);
    }
}

static void row_take_away(RowStore *store, size_t row) {
    if (packed_get(&store->rows.states, row) != 0) {
        return; // it counts nowhere
    }
    for (size_t i = 0; i < store->plan->group_count; i++) {
        group_add(store, i, row, -1);
    }
    if (store->plan->is_chained) {
        chain_unlink(store, row);
    }
}

// ---- applying

static void month_note(RowStore *store, const RowView *view) {
    int32_t month = 0;
    if (!row_view_month(view, &month)) {
        return;
    }
    if (store->month_last == MONTH_UNKNOWN || month < store->month_first) {
        store->month_first = month;
    }
    if (store->month_last == MONTH_UNKNOWN || month > store->month_last) {
        store->month_last = month;
    }
}

// Does the view differ from the row in anything that is kept? Of reversals only the hash is kept.
static bool is_other_than(const RowStore *store, size_t row, const RowView *view) {
    return !row_view_is_reversal(view) && !row_columns_agree(&store->rows, row, view);
}

// What holds for the row's key, as far as the view is to be compared with it.
static KeyState state_of(const RowStore *store, size_t row, const RowView *view) {
    uint64_t kept = packed_get(&store->rows.states, row);
    KeyState state = {.has_ordinary = (kept & ROW_HAS_NO_ORDINARY) == 0,
                      .is_cancelled = (kept & ROW_IS_CANCELLED) != 0,
                      .ordinary = row_columns_content(&store->rows, row),
                      .version = INT64_MIN,
                      .is_other = is_other_than(store, row, view)};
    if (store->plan->version < 0) {
        state.version = 0;
    } else {
        row_columns_value(&store->rows, row, store->plan->version, &state.version);
    }
    uint64_t reversal = 0;
    if (map_find(&store->reversal_of, row + 1, &reversal)) {
        state.reversal =
            ((const Reversal *)vector_at(&store->reversals, (size_t)reversal))->content;
    }
    return state;
}

static void row_cancel(RowStore *store, size_t row, uint64_t content, bool has_ordinary) {
    if (has_ordinary) {
        row_take_away(store, row);
    }
    packed_set(&store->rows.states, row,
               has_ordinary ? ROW_IS_CANCELLED : ROW_IS_CANCELLED | ROW_HAS_NO_ORDINARY);
    uint64_t reversal = store->reversals.count;
    if (!map_find(&store->reversal_of, row + 1, &reversal)) {
        *(Reversal *)vector_add(&store->reversals, 1) = (Reversal){.row = row};
        map_put(&store->reversal_of, row + 1, reversal);
    }
    ((Reversal *)vector_at(&store->reversals, (size_t)reversal))->content = content;
}

static void row_put(RowStore *store, size_t row, bool is_new, const RowView *view,
                    const KeyState *state) {
    if (!is_new) {
        row_take_away(store, row);
        row_columns_fill(&store->rows, row, view);
        packed_set(&store->rows.states, row, state->is_cancelled ? ROW_IS_CANCELLED : 0);
    }
    row_columns_set_content(&store->rows, row, state->ordinary);
    store->accepted++;
    if (store->plan->is_chained) {
        packed_set(&store->rows.accepted, row, store->accepted);
    }
    if (!state->is_cancelled) {
        row_add(store, row);
    }
}

RowFate row_store_apply(RowStore *store, const RowView *view, uint64_t key_hash) {
    bool is_new = false;
    size_t row = row_of(store, view, key_hash, &is_new);
    KeyState state = {0};
    if (!is_new) {
        state = state_of(store, row, view);
    }
    RowFate fate = key_state_step(&state, view);
    month_note(store, view);
    if (fate == ROW_REVERSES) {
        row_cancel(store, row, state.reversal, state.has_ordinary);
    } else if (fate == ROW_NEW || fate == ROW_REPLACES) {
        row_put(store, row, is_new, view, &state);
    }
    return fate;
}

bool row_store_is_live(const RowStore *store, const RowView *view) {
    size_t row = 0;
    return !row_view_is_reversal(view) && row_store_find(store, view, &row) &&
           packed_get(&store->rows.states, row) == 0 &&
           row_columns_content(&store->rows, row) == row_view_hash(view) &&
           row_columns_agree(&store->rows, row, view);
}

// What holds for the view's key after the rows above; `known` is what these made of it, or NULL.
static KeyAbove above_of(const RowStore *store, const KeyAbove *known, const RowView *view) {
    KeyAbove above = {0};
    size_t row = 0;
    if (known == NULL) {
        if (row_store_find(store, view, &row)) {
            above = (KeyAbove){.state = state_of(store, row, view), .kept = row + 1};
        }
        return above;
    }
    above = *known;
    size_t last = row_view_is_reversal(view) ? above.reversal : above.ordinary;
    above.state.is_other = last != 0
                               ? !row_view_same(view, last - 1)
                               : above.kept != 0 && is_other_than(store, above.kept - 1, view);
    return above;
}

void row_store_fates(const RowStore *store, RowView *view, RowFate *out_fates) {
    CLEANUP(key_states_release) KeyStates states = {0};
    CLEANUP(text_release) Text key = {0};
    for (view->row = 0; view->row < view->batch->row_count; view->row++) {
        row_view_key(view, &key);
        KeyAbove *known = key_states_find(&states, text_str(&key));
        KeyAbove above = above_of(store, known, view);
        RowFate fate = key_state_step(&above.state, view);
        if (fate == ROW_REVERSES) {
            above.reversal = view->row + 1;
        } else if (fate == ROW_NEW || fate == ROW_REPLACES) {
            above.ordinary = view->row + 1;
        }
        if (known != NULL) {
            *known = above;
        } else if (fate != ROW_UNCHANGED) {
            key_states_add(&states, text_str(&key), above);
        }
        out_fates[view->row] = fate;
    }
}

// ---- after restoring

void row_store_index(RowStore *store) {
    RowColumns *rows = &store->rows;
    for (size_t i = 0; i < FEED_KEYS_MAX; i++) {
        words_index(&rows->texts[i].words);
    }
    for (size_t i = 0; i < store->reversals.count; i++) {
        const Reversal *reversal = vector_at(&store->reversals, i);
        map_put(&store->reversal_of, reversal->row + 1, i);
    }
    for (size_t i = 0; store->plan->is_chained && i < rows->count; i++) {
        if (packed_get(&rows->states, i) == 0) {
            chain_link(store, i);
        }
    }
}

static bool slots_hold(const RowStore *store) {
    uint64_t rows = store->rows.count;
    if (slots_are_full(store, rows) || store->slots.count > UINT32_MAX) {
        return false;
    }
    size_t taken = 0;
    for (size_t i = 0; i < store->slots.count; i++) {
        uint64_t row = *(const uint64_t *)vector_at(&store->slots, i) & UINT32_MAX;
        taken += row != 0;
        if (row > rows) {
            return false;
        }
    }
    return taken == rows; // so that a search always meets a free slot
}

static bool month_is_plausible(int32_t month) {
    enum { MONTHS_MAX = 12 * 10000 };
    return month == MONTH_UNKNOWN || (month > -MONTHS_MAX && month < MONTHS_MAX);
}

bool row_store_holds(const RowStore *store, size_t person_count) {
    bool holds = row_columns_hold(&store->rows, person_count) && slots_hold(store) &&
                 month_is_plausible(store->month_first) && month_is_plausible(store->month_last);
    for (size_t i = 0; holds && i < store->reversals.count; i++) {
        holds = ((const Reversal *)vector_at(&store->reversals, i))->row < store->rows.count;
    }
    for (size_t i = 0; holds && i < store->plan->group_count; i++) {
        holds = series_table_holds(&store->groups[i], person_count);
    }
    return holds;
}

// SPDX-License-Identifier: Apache-2.0
#include "facts/rows.h"
#include "base/check.h"
#include "facts/key_state.h"
#include <string.h>

enum { KEY_UNIT = 4, SLOTS_FIRST = 64 };

_Static_assert(sizeof(Row) == 40, "rows are compared as bytes: no padding");

RowStore row_store_of(const FeedPlan *plan) {
    RowStore store = {.plan = plan,
                      .rows = vector_of(sizeof(Row)),
                      .values = vector_of(sizeof(int64_t)),
                      .persons = vector_of(sizeof(uint32_t)),
                      .keys = vector_of(1),
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
    vector_release(&store->rows);
    vector_release(&store->values);
    vector_release(&store->persons);
    vector_release(&store->keys);
    vector_release(&store->slots);
    vector_release(&store->reversals);
    vector_release(&store->next);
    map_release(&store->reversal_of);
    text_release(&store->key);
    for (size_t i = 0; i < store->plan->group_count; i++) {
        series_table_release(&store->groups[i]);
    }
    for (size_t i = 0; i < FEED_PERSONS_MAX; i++) {
        vector_release(&store->heads[i]);
    }
}

// ---- reading

const Row *row_store_row(const RowStore *store, size_t row) {
    return vector_at(&store->rows, row);
}

PersonId row_store_person(const RowStore *store, size_t row, size_t person_column) {
    size_t at = row * store->plan->person_count + person_column;
    return (PersonId){*(const uint32_t *)vector_at(&store->persons, at)};
}

bool row_store_value(const RowStore *store, size_t row, int value, int64_t *out_value) {
    if (value < 0 || (row_store_row(store, row)->valid >> value & 1) == 0) {
        return false;
    }
    size_t at = row * store->plan->value_count + (size_t)value;
    *out_value = *(const int64_t *)vector_at(&store->values, at);
    return true;
}

uint32_t row_store_first(const RowStore *store, size_t person_column, PersonId person) {
    const Vector *heads = &store->heads[person_column];
    return person.number < heads->count ? *(const uint32_t *)vector_at(heads, person.number) : 0;
}

uint32_t row_store_next(const RowStore *store, size_t person_column, uint32_t row_plus_one) {
    size_t at = (size_t)(row_plus_one - 1) * store->plan->person_count + person_column;
    return *(const uint32_t *)vector_at(&store->next, at);
}

// ---- keys

static Str key_at(const RowStore *store, const Row *row) {
    const char *at = (const char *)store->keys.items + (size_t)row->key_at * KEY_UNIT;
    uint32_t length = 0;
    memcpy(&length, at, sizeof length);
    return (Str){at + sizeof length, length};
}

// Bytes of the key's first column, as row_view_key wrote them: nothing, a text or a number.
static Str key_start(Str key) {
    uint64_t length = 0;
    size_t at = 0;
    unsigned shift = 0;
    bool goes_on = true;
    for (; goes_on; shift += 7) {
        length |= (uint64_t)(key.data[at] & 0x7F) << shift;
        goes_on = (key.data[at++] & 0x80) != 0;
    }
    return str_slice(key, 0, length == 0 ? at : at + (size_t)length - 1);
}

bool row_store_same_key_start(const RowStore *store, size_t a, size_t b) {
    CHECK(store->plan->contract->fields[store->plan->contract->key_fields[0]].type == SCALAR_TEXT);
    return str_equal(key_start(key_at(store, row_store_row(store, a))),
                     key_start(key_at(store, row_store_row(store, b))));
}

static uint32_t key_tag(Str key) {
    Hash hash = hash_start(0);
    hash_text(&hash, key);
    return (uint32_t)hash_end(hash).a;
}

static size_t slot_row(uint64_t slot) {
    return (size_t)(slot & UINT32_MAX) - 1;
}

// A slot holds the tag above the row + 1, so that a search touches only rows that it may want.
static uint64_t slot_value(uint32_t tag, size_t row) {
    return (uint64_t)tag << 32 | (uint64_t)(row + 1);
}

// The slot of the key, or the free one where it would stand. At most 2/3 of the slots are taken.
static uint64_t *slot_of(const RowStore *store, Str key, uint32_t tag) {
    uint64_t *slots = store->slots.items;
    size_t mask = store->slots.count - 1;
    size_t at = tag & mask;
    while (slots[at] != 0) {
        if (slots[at] >> 32 == tag &&
            str_equal(key_at(store, row_store_row(store, slot_row(slots[at]))), key)) {
            break;
        }
        at = (at + 1) & mask;
    }
    return &slots[at];
}

static bool key_find(const RowStore *store, Str key, size_t *out_row) {
    if (store->slots.count == 0) {
        return false;
    }
    uint64_t slot = *slot_of(store, key, key_tag(key));
    if (slot != 0) {
        *out_row = slot_row(slot);
    }
    return slot != 0;
}

static void slots_grow(RowStore *store) {
    Vector old = store->slots;
    store->slots = vector_of(sizeof(uint64_t));
    size_t count = old.count == 0 ? SLOTS_FIRST : old.count * 2;
    uint64_t *slots = vector_add(&store->slots, count);
    for (size_t i = 0; i < old.count; i++) {
        uint64_t slot = *(const uint64_t *)vector_at(&old, i);
        size_t at = (size_t)(slot >> 32) & (count - 1);
        while (slot != 0 && slots[at] != 0) {
            at = (at + 1) & (count - 1);
        }
        if (slot != 0) {
            slots[at] = slot;
        }
    }
    vector_release(&old);
}

static size_t key_add(RowStore *store, Str key) {
    CHECK(store->rows.count < UINT32_MAX - 1 && key.length < UINT32_MAX);
    if ((store->rows.count + 1) * 3 > store->slots.count * 2) {
        slots_grow(store);
    }
    size_t index = store->rows.count;
    Row *row = vector_add(&store->rows, 1);
    CHECK(store->keys.count / KEY_UNIT < UINT32_MAX);
    row->key_at = (uint32_t)(store->keys.count / KEY_UNIT);
    uint32_t tag = key_tag(key);
    uint32_t length = (uint32_t)key.length;
    size_t bytes = (sizeof length + key.length + KEY_UNIT - 1) / KEY_UNIT * KEY_UNIT;
    char *at = vector_add(&store->keys, bytes);
    memcpy(at, &length, sizeof length);
    memcpy(at + sizeof length, key.data, key.length);
    vector_extend(&store->values, (index + 1) * store->plan->value_count);
    vector_extend(&store->persons, (index + 1) * store->plan->person_count);
    *slot_of(store, key, tag) = slot_value(tag, index);
    return index;
}

// ---- totals and chains of a live row

// Is the person named already by an earlier column of the list? Then the row counts once for him.
static bool is_repeated(const RowStore *store, size_t row, const int *columns, size_t at) {
    uint32_t person = row_store_person(store, row, (size_t)columns[at]).number;
    for (size_t i = 0; i < at; i++) {
        if (row_store_person(store, row, (size_t)columns[i]).number == person) {
            return true;
        }
    }
    return false;
}

static void group_add(RowStore *store, size_t group_index, size_t row, int sign) {
    const SeriesGroup *group = &store->plan->groups[group_index];
    const Row *kept = row_store_row(store, row);
    int64_t amounts[GROUP_SERIES_MAX] = {0};
    bool has_amount = false;
    for (size_t i = 0; i < group->series_count; i++) {
        const Series *series = &group->series[i];
        bool is_selected = (kept->selected >> series->selector & 1) != 0;
        if (is_selected && series->value < 0) {
            amounts[i] = 1;
        } else if (is_selected) {
            row_store_value(store, row, series->value, &amounts[i]);
        }
        has_amount = has_amount || amounts[i] != 0;
    }
    for (size_t i = 0; has_amount && i < group->person_count; i++) {
        PersonId person = row_store_person(store, row, (size_t)group->persons[i]);
        if (person.number != 0 && !is_repeated(store, row, group->persons, i)) {
            series_add(&store->groups[group_index], person.number, kept->month, amounts, sign);
        }
    }
}

static void chain_link(RowStore *store, size_t row) {
    size_t width = store->plan->person_count;
    vector_extend(&store->next, (row + 1) * width);
    for (size_t i = 0; i < width; i++) {
        uint32_t person = row_store_person(store, row, i).number;
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
        uint32_t person = row_store_person(store, row, i).number;
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
    const Row *kept = row_store_row(store, row);
    if (!kept->has_ordinary || kept->is_cancelled) {
        return;
    }
    for (size_t i = 0; i < store->plan->group_count; i++) {
        group_add(store, i, row, -1);
    }
    if (store->plan->is_chained) {
        chain_unlink(store, row);
    }
}

// ---- applying

static void row_fill(RowStore *store, size_t index, const RowView *view, Words *words) {
    const FeedPlan *plan = store->plan;
    Row *row = vector_at(&store->rows, index);
    row->selected = row_view_selected(view);
    row->valid = 0;
    if (!row_view_month(view, &row->month)) {
        row->month = MONTH_UNKNOWN;
    }
    for (size_t i = 0; i < plan->value_count; i++) {
        int64_t *value = vector_at(&store->values, index * plan->value_count + i);
        *value = 0;
        if (row_view_value(view, plan->values[i], words, value)) {
            row->valid |= (uint16_t)(1U << i);
        }
    }
    for (size_t i = 0; i < plan->person_count; i++) {
        uint32_t *person = vector_at(&store->persons, index * plan->person_count + i);
        *person = row_view_person(view, plan->persons[i]).number;
    }
}

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

static KeyState state_of(const RowStore *store, size_t index) {
    const Row *row = row_store_row(store, index);
    KeyState state = {.has_ordinary = row->has_ordinary,
                      .is_cancelled = row->is_cancelled,
                      .ordinary = row->ordinary,
                      .version = INT64_MIN};
    if (store->plan->version < 0) {
        state.version = 0;
    } else {
        row_store_value(store, index, store->plan->version, &state.version);
    }
    uint64_t reversal = 0;
    if (map_find(&store->reversal_of, index + 1, &reversal)) {
        state.reversal =
            ((const Reversal *)vector_at(&store->reversals, (size_t)reversal))->content;
    }
    return state;
}

static void row_cancel(RowStore *store, size_t index, Hash content) {
    row_take_away(store, index);
    ((Row *)vector_at(&store->rows, index))->is_cancelled = true;
    uint64_t reversal = store->reversals.count;
    if (!map_find(&store->reversal_of, index + 1, &reversal)) {
        *(Reversal *)vector_add(&store->reversals, 1) = (Reversal){.row = (uint32_t)index};
        map_put(&store->reversal_of, index + 1, reversal);
    }
    ((Reversal *)vector_at(&store->reversals, (size_t)reversal))->content = content;
}

RowFate row_store_apply(RowStore *store, const RowView *view, Words *words) {
    row_view_key(view, &store->key);
    size_t index = 0;
    if (!key_find(store, text_str(&store->key), &index)) {
        index = key_add(store, text_str(&store->key));
    }
    KeyState state = state_of(store, index);
    RowFate fate = key_state_step(&state, view);
    month_note(store, view);
    if (fate == ROW_UNCHANGED || fate == ROW_OUTDATED) {
        return fate;
    }
    if (fate == ROW_REVERSES) {
        row_cancel(store, index, state.reversal);
        return fate;
    }
    row_take_away(store, index);
    row_fill(store, index, view, words);
    Row *row = vector_at(&store->rows, index);
    row->ordinary = state.ordinary;
    row->has_ordinary = true;
    row->accepted = ++store->accepted;
    if (!row->is_cancelled) {
        row_add(store, index);
    }
    return fate;
}

bool row_store_find(const RowStore *store, const RowView *view, size_t *out_row) {
    CLEANUP(text_release) Text key = {0};
    row_view_key(view, &key);
    return key_find(store, text_str(&key), out_row);
}

bool row_store_is_live(const RowStore *store, const RowView *view) {
    size_t index = 0;
    if (row_view_is_reversal(view) || !row_store_find(store, view, &index)) {
        return false;
    }
    const Row *row = row_store_row(store, index);
    Hash hash = row_view_hash(view);
    return row->has_ordinary && !row->is_cancelled && hash_equal(row->ordinary, hash);
}

void row_store_fates(const RowStore *store, RowView *view, RowFate *out_fates) {
    CLEANUP(key_states_release) KeyStates above = {0};
    CLEANUP(text_release) Text key = {0};
    for (view->row = 0; view->row < view->batch->row_count; view->row++) {
        row_view_key(view, &key);
        KeyState *known = key_states_find(&above, text_str(&key));
        size_t index = 0;
        KeyState state = {0};
        if (known != NULL) {
            state = *known;
        } else if (key_find(store, text_str(&key), &index)) {
            state = state_of(store, index);
        }
        out_fates[view->row] = key_state_step(&state, view);
        if (known != NULL) {
            *known = state;
        } else if (out_fates[view->row] != ROW_UNCHANGED) {
            key_states_add(&above, text_str(&key), state);
        }
    }
}

// ---- after restoring

void row_store_index(RowStore *store) {
    for (size_t i = 0; i < store->reversals.count; i++) {
        const Reversal *reversal = vector_at(&store->reversals, i);
        map_put(&store->reversal_of, (uint64_t)reversal->row + 1, i);
    }
    for (size_t i = 0; store->plan->is_chained && i < store->rows.count; i++) {
        const Row *row = row_store_row(store, i);
        if (row->has_ordinary && !row->is_cancelled) {
            chain_link(store, i);
        }
    }
}

static bool slots_hold(const RowStore *store) {
    size_t rows = store->rows.count;
    size_t slots = store->slots.count;
    if ((slots & (slots - 1)) != 0 || rows * 3 > slots * 2) {
        return false;
    }
    size_t taken = 0;
    for (size_t i = 0; i < slots; i++) {
        uint64_t row = *(const uint64_t *)vector_at(&store->slots, i) & UINT32_MAX;
        taken += row != 0;
        if (row > rows) {
            return false;
        }
    }
    return taken == rows; // so that a search always meets a free slot
}

static bool row_holds(const RowStore *store, size_t index, size_t person_count,
                      const Words *words) {
    const FeedPlan *plan = store->plan;
    const Row *row = row_store_row(store, index);
    size_t at = (size_t)row->key_at * KEY_UNIT;
    if (at + KEY_UNIT > store->keys.count ||
        key_at(store, row).length > store->keys.count - at - KEY_UNIT) {
        return false;
    }
    for (size_t i = 0; i < plan->person_count; i++) {
        if (row_store_person(store, index, i).number > person_count) {
            return false;
        }
    }
    for (size_t i = 0; i < plan->value_count; i++) {
        int64_t value = 0;
        bool is_text = plan->contract->fields[plan->values[i]].type == SCALAR_TEXT;
        if (is_text && row_store_value(store, index, (int)i, &value) &&
            (value < 0 || (uint64_t)value > words->ends.count)) {
            return false;
        }
    }
    return true;
}

static bool month_is_plausible(int32_t month) {
    enum { MONTHS_MAX = 12 * 10000 };
    return month == MONTH_UNKNOWN || (month > -MONTHS_MAX && month < MONTHS_MAX);
}

bool row_store_holds(const RowStore *store, size_t person_count, const Words *words) {
    size_t rows = store->rows.count;
    bool holds = store->values.count == rows * store->plan->value_count &&
                 store->persons.count == rows * store->plan->person_count && slots_hold(store) &&
                 month_is_plausible(store->month_first) && month_is_plausible(store->month_last);
    for (size_t i = 0; holds && i < rows; i++) {
        holds = row_holds(store, i, person_count, words);
    }
    for (size_t i = 0; holds && i < store->reversals.count; i++) {
        holds = ((const Reversal *)vector_at(&store->reversals, i))->row < rows;
    }
    for (size_t i = 0; holds && i < store->plan->group_count; i++) {
        holds = series_table_holds(&store->groups[i], person_count);
    }
    return holds;
}

// SPDX-License-Identifier: Apache-2.0
#include "facts/rows.h"
#include "base/check.h"
#include "base/memory.h"
#include "facts/key_state.h"
#include "facts/row_counting.h"

RowStore row_store_of(const FeedPlan *plan, Words *words) {
    RowStore store = {.plan = plan,
                      .rows = row_columns_of(plan, words),
                      .places = vector_of(sizeof(uint32_t)),
                      .settled = settled_empty(plan),
                      .slots = slots_empty(),
                      .reversals = vector_of(sizeof(Reversal)),
                      .next = vector_of(sizeof(uint32_t)),
                      .month_first = MONTH_UNKNOWN,
                      .month_last = MONTH_UNKNOWN};
    for (size_t i = 0; i < plan->group_count; i++) {
        store.groups[i] = series_table_of(plan->groups[i].series_count);
    }
    for (size_t i = 0; i < FEED_PERSONS_MAX; i++) {
        store.heads[i] = heads_empty();
    }
    return store;
}

void row_store_release(RowStore *store) {
    row_columns_release(&store->rows);
    vector_release(&store->places);
    settled_release(&store->settled);
    slots_release(&store->slots);
    vector_release(&store->reversals);
    vector_release(&store->next);
    map_release(&store->reversal_of);
    for (size_t i = 0; i < store->plan->group_count; i++) {
        series_table_release(&store->groups[i]);
    }
    for (size_t i = 0; i < FEED_PERSONS_MAX; i++) {
        heads_release(&store->heads[i]);
    }
}

uint32_t row_store_first(const RowStore *store, size_t person_column, PersonId person) {
    return heads_get(&store->heads[person_column], person.number);
}

uint32_t row_store_next(const RowStore *store, size_t person_column, uint32_t row_plus_one) {
    size_t at = (size_t)(row_plus_one - 1) * store->plan->person_count + person_column;
    return *(const uint32_t *)vector_at(&store->next, at);
}

// ---- finding a key

static bool has_key(const RowStore *store, size_t row, const RowView *view) {
    KeptRow kept;
    row_columns_get(&store->rows, row, &kept);
    return row_columns_key_equal(&store->rows, &kept, view);
}

// Of the slots, where the key of a row about this person is.
static size_t slots_part_of(const RowStore *store, PersonId person, uint64_t hash) {
    return store->plan->settles ? settled_part(person) : slots_part(hash);
}

static size_t slots_part_of_view(const RowStore *store, const RowView *view, uint64_t hash) {
    return store->plan->settles ? settled_part(row_view_person(view, store->plan->persons[0]))
                                : slots_part(hash);
}

// The row of the view's key + 1; 0: there is none, or it is settled.
static size_t row_of(const RowStore *store, const RowView *view) {
    uint64_t hash = row_view_key_hash(view);
    const uint64_t *slot = slots_first(&store->slots, slots_part_of_view(store, view, hash), hash);
    while (slot != NULL && !has_key(store, slot_row(*slot), view)) {
        slot = slots_next(slot);
    }
    return slot == NULL ? 0 : slot_row(*slot) + 1;
}

// Is the view's key among the settled rows?
static bool settled_find(const RowStore *store, const RowView *view, SettledCursor *out_cursor) {
    if (!store->plan->settles) {
        return false;
    }
    PersonId person = row_view_person(view, store->plan->persons[0]);
    int32_t month = store->plan->is_event_in_key ? row_view_month(view) : MONTH_UNKNOWN;
    if (!settled_may_have(&store->settled, person, month)) {
        return false;
    }
    *out_cursor = settled_rows(&store->settled, person);
    while (settled_next(out_cursor)) {
        if (row_columns_key_equal(&store->rows, &out_cursor->row, view)) {
            return true;
        }
    }
    return false;
}

typedef struct FoundRow {
    size_t row; // + 1, 0 when it is settled
    uint64_t states;
    KeptRow kept;
} FoundRow;

static bool row_seek(const RowStore *store, const RowView *view, FoundRow *out_found) {
    size_t row = row_of(store, view);
    if (row != 0) {
        out_found->row = row;
        out_found->states = packed_get(&store->rows.states, row - 1);
        row_columns_get(&store->rows, row - 1, &out_found->kept);
        return true;
    }
    SettledCursor cursor;
    if (!settled_find(store, view, &cursor)) {
        return false;
    }
    *out_found = (FoundRow){.kept = cursor.row};
    return true;
}

bool row_store_find(const RowStore *store, const RowView *view, KeptRow *out_row) {
    FoundRow found;
    if (!row_seek(store, view, &found)) {
        return false;
    }
    *out_row = found.kept;
    return true;
}

void row_store_expect(const RowStore *store, const RowView *view, size_t from) {
    RowView at = *view;
    size_t to = from + ROWS_TOGETHER;
    for (at.row = from; at.row < to && at.row < view->batch->row_count; at.row++) {
        uint64_t hash = view->key_hashes[at.row];
        slots_expect(&store->slots, slots_part_of_view(store, &at, hash), hash);
    }
}

typedef void (*ExpectPerson)(const RowStore *store, size_t person_column, PersonId person);

static void persons_expect(const RowStore *store, const RowView *view, size_t from,
                           ExpectPerson expect) {
    RowView at = *view;
    size_t to = from + ROWS_TOGETHER;
    for (at.row = from; at.row < to && at.row < view->batch->row_count; at.row++) {
        for (size_t i = 0; i < store->plan->person_count; i++) {
            expect(store, i, row_view_person(&at, store->plan->persons[i]));
        }
    }
}

static void expect_ranges(const RowStore *store, size_t person_column, PersonId person) {
    for (size_t i = 0; i < store->plan->group_count; i++) {
        series_expect_range(&store->groups[i], person.number);
    }
    heads_expect(&store->heads[person_column], person.number);
}

static void expect_totals(const RowStore *store, size_t person_column, PersonId person) {
    (void)person_column;
    for (size_t i = 0; i < store->plan->group_count; i++) {
        series_expect_totals(&store->groups[i], person.number);
    }
}

void row_store_expect_persons(const RowStore *store, const RowView *view, size_t from) {
    persons_expect(store, view, from, expect_totals); // whose ranges came with the rows before
    persons_expect(store, view, from + ROWS_TOGETHER, expect_ranges);
}

// ---- applying

static void month_note(RowStore *store, int32_t month) {
    if (month == MONTH_UNKNOWN) {
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
static bool is_other_than(const RowStore *store, const KeptRow *row, const RowView *view) {
    return !row_view_is_reversal(view) && !row_columns_agree(&store->rows, row, view);
}

// What holds for the row's key, as far as the view is to be compared with it.
static KeyState state_of(const RowStore *store, const FoundRow *found, const RowView *view) {
    KeyState state = {.has_ordinary = (found->states & ROW_HAS_NO_ORDINARY) == 0,
                      .is_cancelled = (found->states & ROW_IS_CANCELLED) != 0,
                      .rest = found->kept.at[KEPT_REST],
                      .version = INT64_MIN,
                      .is_other = is_other_than(store, &found->kept, view)};
    if (store->plan->version < 0) {
        state.version = 0;
    } else {
        kept_value(&found->kept, store->plan->version, &state.version);
    }
    uint64_t reversal = 0;
    if (found->row != 0 && map_find(&store->reversal_of, found->row, &reversal)) {
        state.reversal =
            ((const Reversal *)vector_at(&store->reversals, (size_t)reversal))->content;
    }
    return state;
}

static void row_cancel(RowStore *store, size_t row, const KeptRow *kept, const KeyState *state) {
    if (state->has_ordinary) {
        row_counting_take_away(store, row, kept);
    }
    packed_set(&store->rows.states, row,
               state->has_ordinary ? ROW_IS_CANCELLED : ROW_IS_CANCELLED | ROW_HAS_NO_ORDINARY);
    uint64_t reversal = store->reversals.count;
    if (!map_find(&store->reversal_of, row + 1, &reversal)) {
        *(Reversal *)vector_add(&store->reversals, 1) = (Reversal){.row = row};
        map_put(&store->reversal_of, row + 1, reversal);
    }
    ((Reversal *)vector_at(&store->reversals, (size_t)reversal))->content = state->reversal;
}

// What comes with an ordinary row beside what is kept of its view.
static void row_number(RowStore *store, KeptRow *kept, uint64_t rest) {
    kept->at[KEPT_REST] = rest;
    store->accepted++;
    kept->at[KEPT_ACCEPTED] = store->plan->is_chained ? store->accepted : 0;
}

// In the place that another left last.
static size_t place_fill(RowStore *store, const KeptRow *kept) {
    size_t row = *(const uint32_t *)vector_at(&store->places, store->places.count - 1);
    store->places.count--;
    row_columns_set(&store->rows, row, kept);
    packed_set(&store->rows.states, row, 0);
    return row;
}

// Where rows that come stand: in places that others left, then behind all.
static void rows_place(RowStore *store, const KeptRow *kept, size_t count, size_t *out_rows) {
    size_t placed = 0;
    for (; placed < count && store->places.count > 0; placed++) {
        out_rows[placed] = place_fill(store, &kept[placed]);
    }
    if (placed < count) {
        size_t first = row_columns_add(&store->rows, &kept[placed], count - placed);
        for (size_t i = placed; i < count; i++) {
            out_rows[i] = first + i - placed;
        }
    }
}

// Rows of keys that nobody knows stand in the store then, and are found.
static void rows_enter(RowStore *store, const KeptRow *kept, const uint64_t *hashes, size_t count,
                       size_t *out_rows) {
    rows_place(store, kept, count, out_rows);
    for (size_t i = 0; i < count; i++) {
        PersonId person = kept_person(&kept[i], 0);
        slots_add(&store->slots, slots_part_of(store, person, hashes[i]), hashes[i], out_rows[i]);
        if (store->plan->settles) {
            store->came++;
            store->person_last =
                person.number > store->person_last ? person.number : store->person_last;
        }
    }
}

// A row that came to be settled is taken back, before anything is done to it.
static size_t row_reopen(RowStore *store, const SettledCursor *cursor, uint64_t hash) {
    size_t row = 0;
    rows_enter(store, &cursor->row, &hash, 1, &row);
    settled_remove(&store->settled, cursor);
    if (store->plan->is_chained) {
        row_counting_chain(store, row);
    }
    return row;
}

static void new_apply(RowStore *store, const RowView *view, size_t count) {
    KeptRow kept[ROWS_TOGETHER];
    row_columns_fill(&store->rows, view, kept, count);
    for (size_t i = 0; i < count; i++) {
        row_number(store, &kept[i], view->rest_hashes[view->row + i]);
        month_note(store, kept_month(&kept[i]));
    }
    size_t rows[ROWS_TOGETHER];
    row_columns_fill_key(&store->rows, view, kept, count);
    rows_enter(store, kept, view->key_hashes + view->row, count, rows);
    for (size_t i = 0; i < count; i++) {
        row_counting_add(store, rows[i], &kept[i]);
    }
}

// A reversal of what was never said.
static void reversal_apply(RowStore *store, const RowView *view) {
    KeptRow kept;
    KeyState state = {0};
    key_state_step(&state, view);
    row_columns_fill(&store->rows, view, &kept, 1);
    kept.at[KEPT_REST] = kept.at[KEPT_ACCEPTED] = 0;
    row_columns_fill_key(&store->rows, view, &kept, 1);
    size_t row = 0;
    rows_enter(store, &kept, view->key_hashes + view->row, 1, &row);
    row_cancel(store, row, &kept, &state);
}

static void known_apply(RowStore *store, const RowView *view, size_t row) {
    FoundRow found;
    found.row = row + 1;
    found.states = packed_get(&store->rows.states, row);
    row_columns_get(&store->rows, row, &found.kept);
    KeyState state = state_of(store, &found, view);
    RowFate fate = key_state_step(&state, view);
    if (fate == ROW_REVERSES) {
        row_cancel(store, row, &found.kept, &state);
    } else if (fate == ROW_NEW || fate == ROW_REPLACES) {
        row_counting_take_away(store, row, &found.kept);
        row_columns_fill(&store->rows, view, &found.kept, 1);
        row_number(store, &found.kept, state.rest);
        row_columns_set(&store->rows, row, &found.kept);
        packed_set(&store->rows.states, row, state.is_cancelled ? ROW_IS_CANCELLED : 0);
        if (!state.is_cancelled) {
            row_counting_add(store, row, &found.kept);
        }
    }
}

// The view's row alone.
static void row_apply(RowStore *store, const RowView *view) {
    SettledCursor cursor;
    month_note(store, row_view_month(view));
    size_t row = row_of(store, view);
    if (row == 0 && settled_find(store, view, &cursor)) {
        row = row_reopen(store, &cursor, row_view_key_hash(view)) + 1;
    }
    if (row == 0) {
        reversal_apply(store, view);
    } else {
        known_apply(store, view, row - 1);
    }
}

// Is it an ordinary row of a key that nobody knows?
static bool is_new(const RowStore *store, const RowView *view) {
    SettledCursor cursor;
    return row_view_is_lone(view) || (!row_view_is_reversal(view) && row_of(store, view) == 0 &&
                                      !settled_find(store, view, &cursor));
}

// So many rows are, from the view's on, each with a key of its own. It may stop too early, but
// never elsewhere because of what is known ahead: the same rows make the same bytes.
static size_t new_count(const RowStore *store, const RowView *view, size_t to) {
    enum { BITS = 1024, WORD_BITS = 64 };
    uint64_t seen[BITS / WORD_BITS] = {0}; // hashes of keys
    RowView at = *view;
    for (; at.row < to; at.row++) {
        size_t bit = view->key_hashes[at.row] % BITS;
        uint64_t mask = UINT64_C(1) << (bit % WORD_BITS);
        if ((seen[bit / WORD_BITS] & mask) != 0 || !is_new(store, &at)) {
            break;
        }
        seen[bit / WORD_BITS] |= mask;
    }
    return at.row - view->row;
}

void row_store_apply(RowStore *store, RowView *view, size_t to) {
    while (view->row < to) {
        size_t count = new_count(store, view, to);
        if (count > 0) {
            new_apply(store, view, count);
        } else {
            row_apply(store, view);
        }
        view->row += count > 0 ? count : 1;
    }
}

bool row_store_is_live(const RowStore *store, const RowView *view) {
    FoundRow found;
    return !row_view_is_reversal(view) && row_seek(store, view, &found) && found.states == 0 &&
           found.kept.at[KEPT_REST] == row_view_rest_hash(view) &&
           row_columns_agree(&store->rows, &found.kept, view);
}

// What holds for the view's key after the rows above; `known` is what these made of it, or NULL.
static KeyAbove above_of(const RowStore *store, const KeyAbove *known, const RowView *view) {
    FoundRow found;
    if (known == NULL) {
        KeyAbove above = {0};
        if (row_seek(store, view, &found)) {
            above = (KeyAbove){.state = state_of(store, &found, view), .is_kept = true};
        }
        return above;
    }
    KeyAbove above = *known;
    size_t last = row_view_is_reversal(view) ? above.reversal : above.ordinary;
    above.state.is_other = last != 0 ? !row_view_same(view, last - 1)
                                     : above.is_kept && row_seek(store, view, &found) &&
                                           is_other_than(store, &found.kept, view);
    return above;
}

// Of a key that may come more than once in the batch.
static RowFate row_fate(const RowStore *store, KeyStates *states, const RowView *view) {
    KeyAbove *known = key_states_find(states, view);
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
        key_states_add(states, view, above);
    }
    return fate;
}

// Of a key that comes once; nobody knows it when the row is lone.
static RowFate single_fate(const RowStore *store, const RowView *view, uint64_t *out_lone) {
    FoundRow found;
    KeyState state = {0};
    bool is_known = row_seek(store, view, &found);
    if (is_known) {
        state = state_of(store, &found, view);
    }
    RowFate fate = key_state_step(&state, view);
    if (!is_known && fate == ROW_NEW) {
        out_lone[view->row / COLUMN_BITS] |= UINT64_C(1) << (view->row % COLUMN_BITS);
    }
    return fate;
}

void row_store_fates(const RowStore *store, RowView *view, RowFate *out_fates, uint64_t *out_lone) {
    size_t count = view->batch->row_count;
    row_view_hash_rows(view);
    CLEANUP(key_states_release) KeyStates states = key_states_of(view);
    for (size_t from = 0; from < count; from = view->row) {
        row_store_expect(store, view, from + ROWS_TOGETHER);
        for (view->row = from; view->row < count && view->row < from + ROWS_TOGETHER; view->row++) {
            out_fates[view->row] = key_states_may_repeat(&states, view)
                                       ? row_fate(store, &states, view)
                                       : single_fate(store, view, out_lone);
        }
    }
}

// ---- after restoring

void row_store_link(RowStore *store) {
    map_release(&store->reversal_of);
    vector_release(&store->next);
    for (size_t i = 0; i < FEED_PERSONS_MAX; i++) {
        heads_release(&store->heads[i]);
    }
    for (size_t i = 0; i < store->reversals.count; i++) {
        const Reversal *reversal = vector_at(&store->reversals, i);
        map_put(&store->reversal_of, reversal->row + 1, i);
    }
    for (size_t i = 0; store->plan->is_chained && i < store->rows.count; i++) {
        if (packed_get(&store->rows.states, i) == 0) {
            row_counting_chain(store, i);
        }
    }
}

void row_store_index(RowStore *store) {
    for (size_t i = 0; i < FEED_KEYS_MAX; i++) {
        words_index(&store->rows.texts[i].words);
    }
    row_store_link(store);
}

static bool month_is_plausible(int32_t month) {
    enum { MONTHS_MAX = 12 * 10000 };
    return month == MONTH_UNKNOWN || (month > -MONTHS_MAX && month < MONTHS_MAX);
}

static bool reversals_hold(const RowStore *store) {
    bool hold = store->reversals.count <= store->rows.count;
    for (size_t i = 0; hold && i < store->reversals.count; i++) {
        const Reversal *reversal = vector_at(&store->reversals, i);
        hold = reversal->row < store->rows.count &&
               (packed_get(&store->rows.states, (size_t)reversal->row) & ROW_IS_CANCELLED) != 0;
    }
    return hold;
}

static bool place_is_left(const RowStore *store, uint32_t row) {
    return row < store->rows.count && packed_get(&store->rows.states, row) == ROW_HAS_LEFT;
}

// Of rows that settle: each is in one slot, in the part of its person, or a place that it left.
static bool places_hold(const RowStore *store) {
    bool *is_met = memory_new((size_t)store->rows.count, sizeof *is_met);
    bool hold = true;
    for (size_t i = 0; hold && i < store->places.count; i++) {
        uint32_t row = *(const uint32_t *)vector_at(&store->places, i);
        hold = place_is_left(store, row) && !is_met[row];
        is_met[hold ? row : 0] = true;
    }
    for (size_t part = 0; hold && part < SLOT_PARTS; part++) {
        const Vector *slots = &store->slots.parts[part];
        for (size_t i = 0; hold && i < slots->count; i++) {
            uint64_t slot = *(const uint64_t *)vector_at(slots, i);
            if (slot != 0) {
                size_t row = slot_row(slot);
                hold = !place_is_left(store, (uint32_t)row) && !is_met[row] &&
                       settled_part(row_columns_person(&store->rows, row, 0)) == part;
                is_met[row] = true;
            }
        }
    }
    memory_free(is_met);
    return hold;
}

bool row_store_holds(const RowStore *store, size_t person_count) {
    size_t persons = store->plan->settles ? store->person_last : person_count;
    bool holds =
        persons <= person_count && row_columns_hold(&store->rows, persons) &&
        settled_holds(&store->settled, &store->rows, persons) &&
        store->places.count <= store->rows.count &&
        slots_hold(&store->slots, store->rows.count - store->places.count, store->rows.count) &&
        (store->plan->settles ? places_hold(store) : store->places.count == 0) &&
        month_is_plausible(store->month_first) && month_is_plausible(store->month_last) &&
        reversals_hold(store) && store->part_next < SETTLED_PARTS;
    for (size_t i = 0; holds && i < store->plan->group_count; i++) {
        holds = series_table_holds(&store->groups[i], person_count);
    }
    return holds;
}

// SPDX-License-Identifier: Apache-2.0
#include "facts/row_columns.h"
#include "base/check.h"

RowColumns row_columns_of(const FeedPlan *plan, Words *words) {
    RowColumns columns = {.plan = plan, .words = words, .contents = vector_of(sizeof(uint64_t))};
    Packed *const packed[] = {&columns.states,    &columns.unselected, &columns.nulls,
                              &columns.key_nulls, &columns.months,     &columns.accepted};
    for (size_t i = 0; i < ARRAY_COUNT(packed); i++) {
        *packed[i] = packed_empty();
    }
    for (size_t i = 0; i < FEED_VALUES_MAX; i++) {
        columns.values[i] = packed_empty();
    }
    for (size_t i = 0; i < FEED_PERSONS_MAX; i++) {
        columns.persons[i] = packed_empty();
    }
    for (size_t i = 0; i < FEED_KEYS_MAX; i++) {
        columns.keys[i] = packed_empty();
        columns.texts[i] = key_texts_empty();
    }
    return columns;
}

void row_columns_release(RowColumns *columns) {
    vector_release(&columns->contents);
    Packed *const packed[] = {&columns->states,    &columns->unselected, &columns->nulls,
                              &columns->key_nulls, &columns->months,     &columns->accepted};
    for (size_t i = 0; i < ARRAY_COUNT(packed); i++) {
        packed_release(packed[i]);
    }
    for (size_t i = 0; i < FEED_VALUES_MAX; i++) {
        packed_release(&columns->values[i]);
    }
    for (size_t i = 0; i < FEED_PERSONS_MAX; i++) {
        packed_release(&columns->persons[i]);
    }
    for (size_t i = 0; i < FEED_KEYS_MAX; i++) {
        packed_release(&columns->keys[i]);
        key_texts_release(&columns->texts[i]);
    }
}

// ---- reading

uint64_t row_columns_content(const RowColumns *columns, size_t row) {
    return *(const uint64_t *)vector_at(&columns->contents, row);
}

static uint64_t all_selectors(const FeedPlan *plan) {
    return plan->selector_count == FEED_SELECTORS_MAX ? UINT64_MAX
                                                      : (UINT64_C(1) << plan->selector_count) - 1;
}

uint64_t row_columns_selected(const RowColumns *columns, size_t row) {
    return packed_get(&columns->unselected, row) ^ all_selectors(columns->plan);
}

int32_t row_columns_month(const RowColumns *columns, size_t row) {
    uint64_t kept = packed_get(&columns->months, row);
    return kept == 0 ? MONTH_UNKNOWN : (int32_t)packed_to_signed(kept - 1);
}

bool row_columns_value(const RowColumns *columns, size_t row, int value, int64_t *out_value) {
    if (value < 0 || (packed_get(&columns->nulls, row) >> value & 1) != 0) {
        return false;
    }
    *out_value = packed_to_signed(packed_get(&columns->values[value], row));
    return true;
}

PersonId row_columns_person(const RowColumns *columns, size_t row, size_t person) {
    return (PersonId){(uint32_t)packed_get(&columns->persons[person], row)};
}

// ---- keys

static bool is_text(const RowColumns *columns, int field) {
    return columns->plan->contract->fields[field].type == SCALAR_TEXT;
}

static Str key_text(const RowColumns *columns, size_t row, size_t part) {
    const KeyPart *key = &columns->plan->keys[part];
    if (key->source == KEY_VALUE) {
        int64_t word = packed_to_signed(packed_get(&columns->values[key->index], row));
        return words_text(columns->words, (uint32_t)word);
    }
    return key_texts_get(&columns->texts[part], packed_get(&columns->keys[part], row));
}

static int64_t key_number(const RowColumns *columns, size_t row, size_t part) {
    const KeyPart *key = &columns->plan->keys[part];
    switch (key->source) {
    case KEY_PERSON: return row_columns_person(columns, row, (size_t)key->index).number;
    case KEY_VALUE: return packed_to_signed(packed_get(&columns->values[key->index], row));
    case KEY_MONTH: return row_columns_month(columns, row);
    case KEY_NUMBER: return packed_to_signed(packed_get(&columns->keys[part], row));
    case KEY_TEXT: break;
    }
    CHECK(false);
    return 0;
}

bool row_columns_key_equal(const RowColumns *columns, size_t row, const RowView *view) {
    uint64_t nulls = packed_get(&columns->key_nulls, row);
    for (size_t i = 0; i < columns->plan->contract->key_count; i++) {
        int field = columns->plan->keys[i].field;
        bool is_null = (nulls >> i & 1) != 0;
        bool is_equal = false;
        if (is_text(columns, field)) {
            Str text = {0};
            is_equal = row_view_text(view, field, &text)
                           ? !is_null && str_equal(key_text(columns, row, i), text)
                           : is_null;
        } else {
            int64_t number = 0;
            is_equal = row_view_number(view, field, &number)
                           ? !is_null && key_number(columns, row, i) == number
                           : is_null;
        }
        if (!is_equal) {
            return false;
        }
    }
    return true;
}

bool row_columns_same_key_start(const RowColumns *columns, size_t a, size_t b) {
    CHECK(is_text(columns, columns->plan->keys[0].field));
    bool is_null = (packed_get(&columns->key_nulls, a) & 1) != 0;
    bool is_other_null = (packed_get(&columns->key_nulls, b) & 1) != 0;
    return is_null == is_other_null &&
           (is_null || str_equal(key_text(columns, a, 0), key_text(columns, b, 0)));
}

static void key_fill(RowColumns *columns, size_t row, const RowView *view) {
    uint64_t nulls = 0;
    for (size_t i = 0; i < columns->plan->contract->key_count; i++) {
        const KeyPart *key = &columns->plan->keys[i];
        int64_t number = 0;
        Str text = {0};
        bool is_filled = is_text(columns, key->field) ? row_view_text(view, key->field, &text)
                                                      : row_view_number(view, key->field, &number);
        nulls |= (uint64_t)!is_filled << i;
        if (key->source == KEY_TEXT) {
            uint64_t kept = key_texts_put(&columns->texts[i], text, (size_t)columns->count);
            packed_set(&columns->keys[i], row, kept);
        } else if (key->source == KEY_NUMBER) {
            packed_set(&columns->keys[i], row, packed_from_signed(number));
        }
    }
    packed_set(&columns->key_nulls, row, nulls);
}

// ---- writing

void row_columns_set_content(RowColumns *columns, size_t row, uint64_t content) {
    *(uint64_t *)vector_at(&columns->contents, row) = content;
}

void row_columns_fill(RowColumns *columns, size_t row, const RowView *view) {
    const FeedPlan *plan = columns->plan;
    packed_set(&columns->unselected, row, row_view_selected(view) ^ all_selectors(plan));
    int32_t month = 0;
    bool has_month = row_view_month(view, &month);
    packed_set(&columns->months, row, has_month ? packed_from_signed(month) + 1 : 0);
    uint64_t nulls = 0;
    for (size_t i = 0; i < plan->value_count; i++) {
        int64_t value = 0;
        nulls |= (uint64_t)!row_view_value(view, plan->values[i], columns->words, &value) << i;
        packed_set(&columns->values[i], row, packed_from_signed(value));
    }
    packed_set(&columns->nulls, row, nulls);
    for (size_t i = 0; i < plan->person_count; i++) {
        packed_set(&columns->persons[i], row, row_view_person(view, plan->persons[i]).number);
    }
}

// The key's columns lie partly among the others, so a row whose key was only cancelled so far is
// filled like any other.
size_t row_columns_add(RowColumns *columns, const RowView *view) {
    const FeedPlan *plan = columns->plan;
    CHECK(columns->count < UINT32_MAX - 1);
    size_t row = (size_t)columns->count++;
    vector_extend(&columns->contents, row + 1);
    Packed *const packed[] = {&columns->states, &columns->unselected, &columns->nulls,
                              &columns->key_nulls, &columns->months};
    for (size_t i = 0; i < ARRAY_COUNT(packed); i++) {
        packed_extend(packed[i], row + 1);
    }
    if (plan->is_chained) {
        packed_extend(&columns->accepted, row + 1);
    }
    for (size_t i = 0; i < plan->value_count; i++) {
        packed_extend(&columns->values[i], row + 1);
    }
    for (size_t i = 0; i < plan->person_count; i++) {
        packed_extend(&columns->persons[i], row + 1);
    }
    for (size_t i = 0; i < plan->contract->key_count; i++) {
        if (plan->keys[i].source == KEY_TEXT || plan->keys[i].source == KEY_NUMBER) {
            packed_extend(&columns->keys[i], row + 1);
        }
    }
    row_columns_fill(columns, row, view);
    key_fill(columns, row, view);
    return row;
}

static bool value_agrees(const RowColumns *columns, size_t row, size_t value, const RowView *view) {
    int field = columns->plan->values[value];
    int64_t kept = 0;
    bool is_kept = row_columns_value(columns, row, (int)value, &kept);
    if (is_text(columns, field)) {
        Str text = {0};
        return row_view_text(view, field, &text) == is_kept &&
               (!is_kept || str_equal(words_text(columns->words, (uint32_t)kept), text));
    }
    int64_t number = 0;
    return row_view_number(view, field, &number) == is_kept && number == kept;
}

bool row_columns_agree(const RowColumns *columns, size_t row, const RowView *view) {
    const FeedPlan *plan = columns->plan;
    int32_t month = MONTH_UNKNOWN;
    bool agree = row_view_selected(view) == row_columns_selected(columns, row);
    if (!row_view_month(view, &month)) {
        month = MONTH_UNKNOWN;
    }
    agree = agree && month == row_columns_month(columns, row);
    for (size_t i = 0; agree && i < plan->value_count; i++) {
        agree = value_agrees(columns, row, i, view);
    }
    for (size_t i = 0; agree && i < plan->person_count; i++) {
        bool is_newborn = (int)i == plan->newborn; // matching puts it there, no row says it
        agree = is_newborn || row_view_person(view, plan->persons[i]).number ==
                                  row_columns_person(columns, row, i).number;
    }
    return agree;
}

// ---- after restoring

static bool lengths_hold(const RowColumns *columns) {
    const FeedPlan *plan = columns->plan;
    size_t count = (size_t)columns->count;
    bool hold = columns->count < UINT32_MAX && columns->contents.count == count &&
                packed_holds(&columns->states, count) &&
                packed_holds(&columns->unselected, count) && packed_holds(&columns->nulls, count) &&
                packed_holds(&columns->key_nulls, count) && packed_holds(&columns->months, count) &&
                packed_holds(&columns->accepted, plan->is_chained ? count : 0);
    for (size_t i = 0; hold && i < FEED_VALUES_MAX; i++) {
        hold = packed_holds(&columns->values[i], i < plan->value_count ? count : 0);
    }
    for (size_t i = 0; hold && i < FEED_PERSONS_MAX; i++) {
        hold = packed_holds(&columns->persons[i], i < plan->person_count ? count : 0);
    }
    for (size_t i = 0; hold && i < FEED_KEYS_MAX; i++) {
        bool is_own = i < plan->contract->key_count &&
                      (plan->keys[i].source == KEY_TEXT || plan->keys[i].source == KEY_NUMBER);
        hold = packed_holds(&columns->keys[i], is_own ? count : 0) &&
               words_hold(&columns->texts[i].words);
    }
    return hold;
}

static bool persons_hold(const Packed *packed, size_t person_count) {
    for (size_t i = 0; i < packed->count; i++) {
        if (packed_get(packed, i) > person_count) {
            return false;
        }
    }
    return true;
}

static bool words_of_hold(const Packed *packed, const Words *words) {
    for (size_t i = 0; i < packed->count; i++) {
        int64_t word = packed_to_signed(packed_get(packed, i));
        if (word < 0 || (uint64_t)word > words->ends.count) {
            return false;
        }
    }
    return true;
}

static bool texts_hold(const Packed *packed, const KeyTexts *texts) {
    for (size_t i = 0; i < packed->count; i++) {
        if (!key_texts_hold(texts, packed_get(packed, i))) {
            return false;
        }
    }
    return true;
}

bool row_columns_hold(const RowColumns *columns, size_t person_count) {
    const FeedPlan *plan = columns->plan;
    bool hold = lengths_hold(columns);
    for (size_t i = 0; hold && i < plan->person_count; i++) {
        hold = persons_hold(&columns->persons[i], person_count);
    }
    for (size_t i = 0; hold && i < plan->value_count; i++) {
        hold = !is_text(columns, plan->values[i]) ||
               words_of_hold(&columns->values[i], columns->words);
    }
    for (size_t i = 0; hold && i < plan->contract->key_count; i++) {
        hold =
            plan->keys[i].source != KEY_TEXT || texts_hold(&columns->keys[i], &columns->texts[i]);
    }
    return hold;
}

// SPDX-License-Identifier: Apache-2.0
#include "facts/row_columns.h"
#include "base/check.h"

RowColumns row_columns_of(const FeedPlan *plan, Words *words) {
    RowColumns columns = {.plan = plan, .words = words, .states = packed_empty()};
    for (size_t i = 0; i < KEPT_COLUMNS; i++) {
        columns.columns[i] = packed_empty();
    }
    for (size_t i = 0; i < FEED_KEYS_MAX; i++) {
        columns.texts[i] = key_texts_empty();
    }
    return columns;
}

void row_columns_release(RowColumns *columns) {
    packed_release(&columns->states);
    for (size_t i = 0; i < KEPT_COLUMNS; i++) {
        packed_release(&columns->columns[i]);
    }
    for (size_t i = 0; i < FEED_KEYS_MAX; i++) {
        key_texts_release(&columns->texts[i]);
    }
}

size_t row_columns_add(RowColumns *columns, const KeptRow *rows, size_t count) {
    CHECK(columns->count + count < UINT32_MAX);
    size_t first = (size_t)columns->count;
    columns->count += count;
    packed_extend(&columns->states, (size_t)columns->count);
    for (size_t i = 0; i < columns->plan->kept_count; i++) {
        int column = columns->plan->kept[i];
        packed_add(&columns->columns[column], &rows->at[column], KEPT_COLUMNS, count);
    }
    return first;
}

void row_columns_set(RowColumns *columns, size_t at, const KeptRow *row) {
    for (size_t i = 0; i < columns->plan->kept_count; i++) {
        int column = columns->plan->kept[i];
        packed_set(&columns->columns[column], at, row->at[column]);
    }
}

void row_columns_get(const RowColumns *columns, size_t at, KeptRow *in_out_row) {
    for (size_t i = 0; i < columns->plan->kept_count; i++) {
        int column = columns->plan->kept[i];
        in_out_row->at[column] = packed_get(&columns->columns[column], at);
    }
}

void row_columns_close_up(RowColumns *columns, const uint32_t *new_rows) {
    packed_close_up(&columns->states, new_rows);
    for (size_t i = 0; i < columns->plan->kept_count; i++) {
        packed_close_up(&columns->columns[columns->plan->kept[i]], new_rows);
    }
    columns->count = columns->states.count;
}

// ---- reading a row

uint64_t kept_selected(const FeedPlan *plan, const KeptRow *row) {
    return row->at[KEPT_UNSELECTED] ^ selection_all(plan);
}

int32_t kept_month(const KeptRow *row) {
    uint64_t kept = row->at[KEPT_MONTH];
    return kept == 0 ? MONTH_UNKNOWN : (int32_t)packed_to_signed(kept - 1);
}

bool kept_value(const KeptRow *row, int value, int64_t *out_value) {
    if (value < 0 || (row->at[KEPT_NULLS] >> value & 1) != 0) {
        return false;
    }
    *out_value = packed_to_signed(row->at[KEPT_VALUES + value]);
    return true;
}

// ---- keys

static bool is_text(const RowColumns *columns, int field) {
    return columns->plan->contract->fields[field].type == SCALAR_TEXT;
}

static Str key_text(const RowColumns *columns, const KeptRow *row, size_t part) {
    const KeyPart *key = &columns->plan->keys[part];
    if (key->source == KEY_VALUE) {
        int64_t word = packed_to_signed(row->at[KEPT_VALUES + key->index]);
        return words_text(columns->words, (uint32_t)word);
    }
    return key_texts_get(&columns->texts[part], row->at[KEPT_KEYS + part]);
}

static int64_t key_number(const RowColumns *columns, const KeptRow *row, size_t part) {
    const KeyPart *key = &columns->plan->keys[part];
    switch (key->source) {
    case KEY_PERSON: return kept_person(row, (size_t)key->index).number;
    case KEY_VALUE: return packed_to_signed(row->at[KEPT_VALUES + key->index]);
    case KEY_MONTH: return kept_month(row);
    case KEY_NUMBER: return packed_to_signed(row->at[KEPT_KEYS + part]);
    case KEY_TEXT: break;
    }
    CHECK(false);
    return 0;
}

static bool is_key_null(const KeptRow *row, size_t part) {
    return (row->at[KEPT_KEY_NULLS] >> part & 1) != 0;
}

bool row_columns_key_equal(const RowColumns *columns, const KeptRow *row, const RowView *view) {
    for (size_t i = 0; i < columns->plan->contract->key_count; i++) {
        int field = columns->plan->keys[i].field;
        bool is_null = is_key_null(row, i);
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

bool row_columns_key_start(const RowColumns *columns, const KeptRow *row, Str *out_text) {
    CHECK(is_text(columns, columns->plan->keys[0].field));
    if (is_key_null(row, 0)) {
        return false;
    }
    *out_text = key_text(columns, row, 0);
    return true;
}

// ---- what a view says

static void key_fill(RowColumns *columns, const RowView *view, size_t part, KeptRow *rows,
                     size_t count) {
    const KeyPart *key = &columns->plan->keys[part];
    const Column *column = row_view_column(view, key->field);
    for (size_t i = 0; i < count; i++) {
        size_t row = view->row + i;
        bool is_filled = column != NULL && column_is_filled(column, row);
        rows[i].at[KEPT_KEY_NULLS] |= (uint64_t)!is_filled << part;
        if (key->source == KEY_TEXT) {
            Str text = is_filled ? column->texts[row] : STR("");
            rows[i].at[KEPT_KEYS + part] = key_texts_put(&columns->texts[part], text);
        } else if (key->source == KEY_NUMBER) {
            int64_t number = is_filled ? column_kept_number(column, row) : 0;
            rows[i].at[KEPT_KEYS + part] = packed_from_signed(number);
        }
    }
}

void row_columns_fill_key(RowColumns *columns, const RowView *view, KeptRow *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        rows[i].at[KEPT_KEY_NULLS] = 0;
    }
    for (size_t part = 0; part < columns->plan->contract->key_count; part++) {
        key_fill(columns, view, part, rows, count);
    }
}

static void value_fill(RowColumns *columns, const RowView *view, size_t value, KeptRow *rows,
                       size_t count) {
    const Column *column = row_view_column(view, columns->plan->values[value]);
    for (size_t i = 0; i < count; i++) {
        size_t row = view->row + i;
        bool is_filled = column != NULL && column_is_filled(column, row);
        int64_t number = 0;
        if (is_filled) {
            number = column->type == SCALAR_TEXT ? words_put(columns->words, column->texts[row])
                                                 : column_kept_number(column, row);
        }
        rows[i].at[KEPT_NULLS] |= (uint64_t)!is_filled << value;
        rows[i].at[KEPT_VALUES + value] = packed_from_signed(number);
    }
}

static void person_fill(const RowView *view, int field, size_t person, KeptRow *rows,
                        size_t count) {
    const Column *column = row_view_column(view, field); // 0 where it is null
    for (size_t i = 0; i < count; i++) {
        rows[i].at[KEPT_PERSONS + person] =
            column == NULL ? 0 : (uint32_t)column->numbers[view->row + i];
    }
}

void row_columns_fill(RowColumns *columns, const RowView *view, KeptRow *rows, size_t count) {
    const FeedPlan *plan = columns->plan;
    int32_t months[ROWS_TOGETHER];
    uint64_t all = selection_all(plan);
    CHECK(count <= ROWS_TOGETHER);
    row_view_months(view, count, months);
    RowView at = *view;
    for (size_t i = 0; i < count; i++) {
        at.row = view->row + i;
        rows[i].at[KEPT_UNSELECTED] = row_view_selected(&at) ^ all;
        rows[i].at[KEPT_MONTH] = months[i] == MONTH_UNKNOWN ? 0 : packed_from_signed(months[i]) + 1;
        rows[i].at[KEPT_NULLS] = 0;
    }
    for (size_t value = 0; value < plan->value_count; value++) {
        value_fill(columns, view, value, rows, count);
    }
    for (size_t person = 0; person < plan->person_count; person++) {
        person_fill(view, plan->persons[person], person, rows, count);
    }
}

static bool value_agrees(const RowColumns *columns, const KeptRow *row, size_t value,
                         const RowView *view) {
    int field = columns->plan->values[value];
    int64_t kept = 0;
    bool is_kept = kept_value(row, (int)value, &kept);
    if (is_text(columns, field)) {
        Str text = {0};
        return row_view_text(view, field, &text) == is_kept &&
               (!is_kept || str_equal(words_text(columns->words, (uint32_t)kept), text));
    }
    int64_t number = 0;
    return row_view_number(view, field, &number) == is_kept && number == kept;
}

bool row_columns_agree(const RowColumns *columns, const KeptRow *row, const RowView *view) {
    const FeedPlan *plan = columns->plan;
    bool agree = row_view_selected(view) == kept_selected(plan, row) &&
                 row_view_month(view) == kept_month(row);
    for (size_t i = 0; agree && i < plan->value_count; i++) {
        agree = value_agrees(columns, row, i, view);
    }
    for (size_t i = 0; agree && i < plan->person_count; i++) {
        bool is_newborn = (int)i == plan->newborn; // matching puts it there, no row says it
        agree = is_newborn ||
                row_view_person(view, plan->persons[i]).number == kept_person(row, i).number;
    }
    return agree;
}

// ---- after restoring

bool row_columns_row_holds(const RowColumns *columns, const KeptRow *row, size_t person_count) {
    const FeedPlan *plan = columns->plan;
    bool holds = true;
    for (size_t i = 0; holds && i < plan->person_count; i++) {
        holds = row->at[KEPT_PERSONS + i] <= person_count;
    }
    for (size_t i = 0; holds && i < plan->value_count; i++) {
        if (is_text(columns, plan->values[i])) {
            int64_t word = packed_to_signed(row->at[KEPT_VALUES + i]);
            holds = word >= 0 && (uint64_t)word <= columns->words->ends.count;
        }
    }
    for (size_t i = 0; holds && i < plan->contract->key_count; i++) {
        holds = plan->keys[i].source != KEY_TEXT ||
                key_texts_hold(&columns->texts[i], row->at[KEPT_KEYS + i]);
    }
    return holds;
}

static bool lengths_hold(const RowColumns *columns) {
    const FeedPlan *plan = columns->plan;
    size_t count = (size_t)columns->count;
    bool hold = columns->count < UINT32_MAX && packed_holds(&columns->states, count);
    for (size_t i = 0; hold && i < plan->kept_count; i++) {
        hold = packed_holds(&columns->columns[plan->kept[i]], count);
    }
    for (size_t i = 0; hold && i < FEED_KEYS_MAX; i++) {
        hold = words_hold(&columns->texts[i].words);
    }
    return hold;
}

bool row_columns_hold(const RowColumns *columns, size_t person_count) {
    bool hold = lengths_hold(columns);
    for (size_t i = 0; hold && i < columns->count; i++) {
        KeptRow row = {0};
        row_columns_get(columns, i, &row);
        hold = row_columns_row_holds(columns, &row, person_count);
    }
    return hold;
}

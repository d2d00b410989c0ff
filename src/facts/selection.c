// SPDX-License-Identifier: Apache-2.0
#include "facts/selection.h"
#include "base/check.h"
#include "base/map.h"
#include "base/memory.h"
#include "base/text.h"
#include "facts/row_hashes.h"

enum { PLACES = 64 };

typedef struct SelectionEntry {
    Scalar value; // null: nothing yet
    uint64_t let;
} SelectionEntry;
struct SelectionField {
    int field;
    uint64_t let_null;              // the selectors that do not ask for the field
    SelectionEntry entries[PLACES]; // by what the value is
    SelectionEntry near[PLACES];    // by where its text lies: equal ones mostly lie in one place
};

static SelectionField *field_of(Selection *selection, int field) {
    for (size_t i = 0; i < selection->count; i++) {
        if (selection->fields[i].field == field) {
            return &selection->fields[i];
        }
    }
    SelectionField *added = &selection->fields[selection->count++];
    *added = (SelectionField){.field = field, .let_null = UINT64_MAX};
    return added;
}

static size_t count_filters(const FeedPlan *plan) {
    size_t count = 0;
    for (size_t i = 0; i < plan->selector_count; i++) {
        count += plan->selectors[i]->filter_count;
    }
    return count;
}

Selection selection_of(const FeedPlan *plan, Arena *arena) {
    Selection selection = {.plan = plan};
    size_t filter_count = count_filters(plan);
    if (filter_count == 0) {
        return selection;
    }
    selection.fields = arena_alloc(arena, filter_count, sizeof *selection.fields);
    for (size_t i = 0; i < plan->selector_count; i++) {
        const Fact *fact = plan->selectors[i];
        for (size_t k = 0; k < fact->filter_count; k++) {
            field_of(&selection, fact->filters[k].field)->let_null &= ~(UINT64_C(1) << i);
        }
    }
    return selection;
}

static bool filter_matches(const FactFilter *filter, Str text) {
    for (size_t i = 0; i < filter->value_count; i++) {
        if (filter->is_prefix ? str_starts_with(text, filter->values[i])
                              : str_equal(text, filter->values[i])) {
            return true;
        }
    }
    return false;
}

// Codes are text; numbers are compared as people write them.
static uint64_t let_value(const FeedPlan *plan, int field, Scalar value) {
    CLEANUP(text_release) Text written = {0};
    Str text = value.text;
    if (value.type != SCALAR_TEXT) {
        scalar_format(value, &written);
        text = text_str(&written);
    }
    uint64_t let = UINT64_MAX;
    for (size_t i = 0; i < plan->selector_count; i++) {
        const Fact *fact = plan->selectors[i];
        for (size_t k = 0; k < fact->filter_count; k++) {
            const FactFilter *filter = &fact->filters[k];
            if (filter->field == field && filter_matches(filter, text) == filter->is_not) {
                let &= ~(UINT64_C(1) << i);
            }
        }
    }
    return let;
}

static uint64_t let_found(const Selection *selection, SelectionField *field, Scalar value) {
    uint64_t mixed =
        value.type == SCALAR_TEXT ? str_hash(value.text) : map_mix((uint64_t)value.number);
    SelectionEntry *entry = &field->entries[mixed % PLACES];
    if (!scalar_is_same(entry->value, value)) {
        *entry = (SelectionEntry){value, let_value(selection->plan, field->field, value)};
    }
    return entry->let;
}

static uint64_t let_text(const Selection *selection, SelectionField *field, Str text) {
    enum { ALIGNED = 8 };
    SelectionEntry *near = &field->near[(uintptr_t)text.data / ALIGNED % PLACES];
    if (near->value.text.data != text.data || near->value.text.length != text.length) {
        Scalar value = scalar_text(text);
        *near = (SelectionEntry){value, let_found(selection, field, value)};
    }
    return near->let;
}

// The selectors that a row can pass with its value in the field; NULL: the batch has no such
// column.
static inline uint64_t column_let(const Selection *selection, SelectionField *field,
                                  const Column *column, size_t row) {
    if (column == NULL || !column_is_filled(column, row)) {
        return field->let_null;
    }
    if (column->type == SCALAR_TEXT) {
        return let_text(selection, field, column->texts[row]);
    }
    bool is_decimal = column->type == SCALAR_DECIMAL;
    return let_found(selection, field,
                     (Scalar){.type = (uint8_t)column->type,
                              .exponent = is_decimal ? column->exponents[row] : (int8_t)0,
                              .number = column->numbers[row]});
}

static const Column *column_of(const SelectionField *field, const Batch *batch,
                               const int *columns) {
    int column = columns[field->field];
    return column < 0 ? NULL : &batch->columns[column];
}

uint64_t selection_all(const FeedPlan *plan) {
    size_t count = plan->selector_count;
    return count == FEED_SELECTORS_MAX ? UINT64_MAX : (UINT64_C(1) << count) - 1;
}

uint64_t selection_of_row(Selection *selection, const Batch *batch, const int *columns,
                          size_t row) {
    CHECK(row < batch->row_count);
    uint64_t selected = selection_all(selection->plan);
    for (size_t i = 0; i < selection->count; i++) {
        SelectionField *field = &selection->fields[i];
        selected &= column_let(selection, field, column_of(field, batch, columns), row);
    }
    return selected;
}

void selection_of_rows(const FeedPlan *plan, const Batch *batch, uint64_t *out_selected) {
    CLEANUP(arena_release) Arena arena = {0};
    Selection selection = selection_of(plan, &arena);
    int *columns = contract_columns(plan->contract, batch);
    uint64_t all = selection_all(plan);
    for (size_t row = 0; row < batch->row_count; row++) {
        out_selected[row] = all;
    }
    for (size_t i = 0; i < selection.count; i++) {
        SelectionField *field = &selection.fields[i];
        const Column *column = column_of(field, batch, columns);
        for (size_t row = 0; row < batch->row_count; row++) {
            out_selected[row] &= column_let(&selection, field, column, row);
        }
    }
    memory_free(columns);
}

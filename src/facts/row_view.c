// SPDX-License-Identifier: Apache-2.0
#include "facts/row_view.h"
#include "base/check.h"
#include "base/memory.h"

// Most batches have exactly the contract's columns in its order, so the search starts where the
// last one ended.
static int column_find(const Batch *batch, Str name, size_t likely) {
    if (likely < batch->column_count && str_equal(batch->columns[likely].name, name)) {
        return (int)likely;
    }
    return batch_find_column(batch, name);
}

Status row_view_start(RowView *view, const FeedPlan *plan, const Batch *batch, Error *error) {
    const FeedContract *contract = plan->contract;
    *view = (RowView){
        .plan = plan, .batch = batch, .columns = memory_new(contract->field_count, sizeof(int))};
    size_t likely = 0;
    for (size_t i = 0; i < contract->field_count; i++) {
        const Field *field = &contract->fields[i];
        int column = column_find(batch, field->name, likely);
        view->columns[i] = column;
        if (column < 0) {
            continue;
        }
        likely = (size_t)column + 1;
        if (batch->columns[column].type != field->type) {
            return error_set(
                error, STATUS_INVALID,
                "feed " STR_FMT ", column " STR_FMT ": the rows have %s, the pack's contract says "
                "%s; use the pack the rows were accepted with, or convert the archive",
                STR_ARG(contract->id), STR_ARG(field->name),
                scalar_type_name(batch->columns[column].type), scalar_type_name(field->type));
        }
    }
    return STATUS_OK;
}

void row_view_release(RowView *view) {
    memory_free(view->columns);
    *view = (RowView){0};
}

// The column of the field when this row has a value there, else NULL.
static const Column *filled_column(const RowView *view, int field) {
    int index = field < 0 ? -1 : view->columns[field];
    if (index < 0) {
        return NULL;
    }
    const Column *column = &view->batch->columns[index];
    bool is_valid = (column->valid[view->row / 64] >> (view->row % 64) & 1) != 0;
    return is_valid ? column : NULL;
}

Scalar row_view_get(const RowView *view, int field) {
    if (filled_column(view, field) == NULL) {
        return SCALAR_NONE;
    }
    return batch_get(view->batch, view->row, (size_t)view->columns[field]);
}

// Decimals are kept in millionths, so that they can be added and compared as they are.
static int64_t decimal_kept(int64_t number, int exponent) {
    for (; exponent > DECIMAL_EXPONENT; exponent--) {
        int64_t tenfold = 0;
        if (__builtin_mul_overflow(number, 10, &tenfold)) {
            return number < 0 ? INT64_MIN : INT64_MAX;
        }
        number = tenfold;
    }
    for (; exponent < DECIMAL_EXPONENT; exponent++) {
        number /= 10;
    }
    return number;
}

static int64_t number_of(const RowView *view, const Column *column) {
    int64_t number = column->numbers[view->row];
    return column->type == SCALAR_DECIMAL ? decimal_kept(number, column->exponents[view->row])
                                          : number;
}

PersonId row_view_person(const RowView *view, int field) {
    const Column *column = filled_column(view, field);
    return (PersonId){column == NULL ? 0 : (uint32_t)column->numbers[view->row]};
}

// Seven bits a byte, the low ones first.
static void append_number(Text *out, uint64_t number) {
    char bytes[10];
    size_t count = 0;
    for (; number >= 0x80; number >>= 7) {
        bytes[count++] = (char)(0x80 | (number & 0x7F));
    }
    bytes[count++] = (char)number;
    text_append(out, (Str){bytes, count});
}

void row_view_key(const RowView *view, Text *out_key) {
    const FeedContract *contract = view->plan->contract;
    out_key->length = 0; // the same text for many rows: its memory stays
    for (size_t i = 0; i < contract->key_count; i++) {
        const Column *column = filled_column(view, contract->key_fields[i]);
        if (column == NULL) {
            append_number(out_key, 0);
        } else if (column->type == SCALAR_TEXT) {
            append_number(out_key, column->texts[view->row].length + 1);
            text_append(out_key, column->texts[view->row]);
        } else {
            append_number(out_key, 1);
            append_number(out_key, (uint64_t)number_of(view, column));
        }
    }
}

bool row_view_number(const RowView *view, int field, int64_t *out_number) {
    const Column *column = filled_column(view, field);
    if (column != NULL) {
        *out_number = number_of(view, column);
    }
    return column != NULL;
}

bool row_view_text(const RowView *view, int field, Str *out_text) {
    const Column *column = filled_column(view, field);
    if (column != NULL) {
        *out_text = column->texts[view->row];
    }
    return column != NULL;
}

static void hash_cell(Hash *hash, const RowView *view, int field) {
    const Column *column = filled_column(view, field);
    if (column == NULL) {
        hash_number(hash, 0);
        return;
    }
    hash_number(hash, (uint64_t)field + 1);
    if (column->type == SCALAR_TEXT) {
        hash_text(hash, column->texts[view->row]);
    } else {
        hash_number(hash, (uint64_t)number_of(view, column));
    }
}

uint64_t row_view_key_hash(const RowView *view) {
    const FeedContract *contract = view->plan->contract;
    Hash hash = hash_start(0);
    for (size_t i = 0; i < contract->key_count; i++) {
        hash_cell(&hash, view, contract->key_fields[i]);
    }
    return hash_end(hash).a;
}

uint64_t row_view_hash(const RowView *view) {
    const FeedContract *contract = view->plan->contract;
    Hash hash = hash_start(0);
    for (size_t i = 0; i < contract->field_count; i++) {
        if (contract->fields[i].kind != FIELD_NEWBORN) {
            hash_cell(&hash, view, (int)i);
        }
    }
    return hash_end(hash).a;
}

uint64_t row_view_rest_hash(const RowView *view) {
    if (view->plan->rest_count == 0) {
        return 0;
    }
    Hash hash = hash_start(0);
    for (size_t i = 0; i < view->plan->rest_count; i++) {
        hash_cell(&hash, view, view->plan->rest[i]);
    }
    return hash_end(hash).a;
}

static bool cell_same(const RowView *a, const RowView *b, int field) {
    const Column *column = filled_column(a, field);
    if (column == NULL || filled_column(b, field) == NULL) {
        return column == filled_column(b, field);
    }
    return column->type == SCALAR_TEXT ? str_equal(column->texts[a->row], column->texts[b->row])
                                       : number_of(a, column) == number_of(b, column);
}

bool row_view_same(const RowView *view, size_t row) {
    const FeedContract *contract = view->plan->contract;
    RowView other = *view;
    other.row = row;
    for (size_t i = 0; i < contract->field_count; i++) {
        if (contract->fields[i].kind != FIELD_NEWBORN && !cell_same(view, &other, (int)i)) {
            return false;
        }
    }
    return true;
}

bool row_view_is_reversal(const RowView *view) {
    const FeedContract *contract = view->plan->contract;
    const Column *flag = filled_column(view, contract->reversal_field);
    const Column *amount = filled_column(view, contract->negative_field);
    return (flag != NULL && flag->numbers[view->row] != 0) ||
           (amount != NULL && amount->numbers[view->row] < 0);
}

int64_t row_view_version(const RowView *view) {
    if (view->plan->contract->version_field < 0) {
        return 0;
    }
    const Column *column = filled_column(view, view->plan->contract->version_field);
    return column == NULL ? INT64_MIN : column->numbers[view->row];
}

bool row_view_month(const RowView *view, int32_t *out_month) {
    const Column *column = filled_column(view, view->plan->contract->event_field);
    if (column == NULL) {
        return false;
    }
    int64_t number = column->numbers[view->row];
    if (column->type == SCALAR_MONTH) {
        *out_month = (int32_t)number;
    } else if (column->type == SCALAR_INSTANT) {
        *out_month = month_of(instant_date((Instant){number})).months;
    } else {
        *out_month = month_of((Date){(int32_t)number}).months;
    }
    return true;
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
static bool filter_holds(const RowView *view, const FactFilter *filter) {
    const Column *column = filled_column(view, filter->field);
    if (column == NULL) {
        return false;
    }
    if (column->type == SCALAR_TEXT) {
        return filter_matches(filter, column->texts[view->row]) != filter->is_not;
    }
    CLEANUP(text_release) Text written = {0};
    scalar_format(row_view_get(view, filter->field), &written);
    return filter_matches(filter, text_str(&written)) != filter->is_not;
}

uint64_t row_view_selected(const RowView *view) {
    uint64_t selected = 0;
    for (size_t i = 0; i < view->plan->selector_count; i++) {
        const Fact *fact = view->plan->selectors[i];
        bool holds = true;
        for (size_t k = 0; holds && k < fact->filter_count; k++) {
            holds = filter_holds(view, &fact->filters[k]);
        }
        selected |= (uint64_t)holds << i;
    }
    return selected;
}

bool row_view_value(const RowView *view, int field, Words *words, int64_t *out_value) {
    const Column *column = filled_column(view, field);
    if (column == NULL) {
        return false;
    }
    *out_value = column->type == SCALAR_TEXT ? words_put(words, column->texts[view->row])
                                             : number_of(view, column);
    return true;
}

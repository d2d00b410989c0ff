// SPDX-License-Identifier: Apache-2.0
#include "facts/row_view.h"
#include "base/check.h"
#include "base/memory.h"

Status row_view_start(RowView *view, const FeedPlan *plan, const Batch *batch, Error *error) {
    const FeedContract *contract = plan->contract;
    *view = (RowView){.plan = plan,
                      .batch = batch,
                      .columns = contract_columns(contract, batch),
                      .key_hashes = batch->key_hashes,
                      .rest_hashes = batch->rest_hashes,
                      .selected = batch->selected,
                      .reversals = batch->reversals};
    view->selection = arena_alloc(&view->arena, 1, sizeof *view->selection);
    *view->selection = selection_of(plan, &view->arena);
    for (size_t i = 0; i < contract->field_count; i++) {
        const Field *field = &contract->fields[i];
        int column = view->columns[i];
        if (column >= 0 && batch->columns[column].type != field->type) {
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
    arena_release(&view->arena);
    *view = (RowView){0};
}

const Column *row_view_column(const RowView *view, int field) {
    int index = field < 0 ? -1 : view->columns[field];
    return index < 0 ? NULL : &view->batch->columns[index];
}

// The column of the field when this row has a value there, else NULL.
static const Column *filled_column(const RowView *view, int field) {
    const Column *column = row_view_column(view, field);
    return column != NULL && column_is_filled(column, view->row) ? column : NULL;
}

Scalar row_view_get(const RowView *view, int field) {
    if (filled_column(view, field) == NULL) {
        return SCALAR_NONE;
    }
    return batch_get(view->batch, view->row, (size_t)view->columns[field]);
}

PersonId row_view_person(const RowView *view, int field) {
    const Column *column = filled_column(view, field);
    return (PersonId){column == NULL ? 0 : (uint32_t)column->numbers[view->row]};
}

bool row_view_number(const RowView *view, int field, int64_t *out_number) {
    const Column *column = filled_column(view, field);
    if (column != NULL) {
        *out_number = column_kept_number(column, view->row);
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

static void hash_span(const RowView *view, RowSpan span, RowHashes out) {
    row_hashes_begin(view->plan, view->batch, span, out);
    row_hashes_end(view->plan, view->batch, span, out);
}

void row_view_hash_rows(RowView *view) {
    size_t count = view->batch->row_count;
    if (view->key_hashes == NULL) {
        RowHashes hashes = {arena_alloc(&view->arena, count + 1, sizeof(uint64_t)),
                            arena_alloc(&view->arena, count + 1, sizeof(uint64_t))};
        hash_span(view, (RowSpan){0, count}, hashes);
        view->key_hashes = hashes.keys;
        view->rest_hashes = hashes.rests;
    }
}

static void hash_row(const RowView *view, uint64_t *out_key, uint64_t *out_rest) {
    if (view->key_hashes == NULL) {
        hash_span(view, (RowSpan){view->row, view->row + 1}, (RowHashes){out_key, out_rest});
    } else {
        *out_key = view->key_hashes[view->row];
        *out_rest = view->rest_hashes[view->row];
    }
}

uint64_t row_view_key_hash(const RowView *view) {
    uint64_t key = 0;
    uint64_t rest = 0;
    hash_row(view, &key, &rest);
    return key;
}

uint64_t row_view_rest_hash(const RowView *view) {
    uint64_t key = 0;
    uint64_t rest = 0;
    hash_row(view, &key, &rest);
    return rest;
}

uint64_t row_view_hash(const RowView *view) {
    return row_content_hash(view->plan->contract, view->batch, view->columns, view->row);
}

static bool cell_same(const RowView *a, const RowView *b, int field) {
    const Column *column = filled_column(a, field);
    if (column == NULL || filled_column(b, field) == NULL) {
        return column == filled_column(b, field);
    }
    return column->type == SCALAR_TEXT
               ? str_equal(column->texts[a->row], column->texts[b->row])
               : column_kept_number(column, a->row) == column_kept_number(column, b->row);
}

bool row_view_same_key(const RowView *view, size_t row) {
    const FeedContract *contract = view->plan->contract;
    RowView other = *view;
    other.row = row;
    for (size_t i = 0; i < contract->key_count; i++) {
        if (!cell_same(view, &other, contract->key_fields[i])) {
            return false;
        }
    }
    return true;
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

static bool bit_of(const uint64_t *bits, size_t row) {
    return (bits[row / COLUMN_BITS] >> (row % COLUMN_BITS) & 1) != 0;
}

bool row_view_is_lone(const RowView *view) {
    return view->lone != NULL && bit_of(view->lone, view->row);
}

bool row_view_is_reversal(const RowView *view) {
    if (view->reversals != NULL) {
        return bit_of(view->reversals, view->row);
    }
    const FeedContract *contract = view->plan->contract;
    const Column *flag = filled_column(view, contract->reversal_field);
    const Column *amount = filled_column(view, contract->negative_field);
    return (flag != NULL && flag->numbers[view->row] != 0) ||
           (amount != NULL && amount->numbers[view->row] < 0);
}

void reversals_of_rows(const FeedPlan *plan, const Batch *batch, uint64_t *out_bits) {
    RowView view = {
        .plan = plan, .batch = batch, .columns = contract_columns(plan->contract, batch)};
    for (; view.row < batch->row_count; view.row++) {
        out_bits[view.row / COLUMN_BITS] |= (uint64_t)row_view_is_reversal(&view)
                                            << (view.row % COLUMN_BITS);
    }
    row_view_release(&view);
}

int64_t row_view_version(const RowView *view) {
    if (view->plan->contract->version_field < 0) {
        return 0;
    }
    const Column *column = filled_column(view, view->plan->contract->version_field);
    return column == NULL ? INT64_MIN : column->numbers[view->row];
}

static Date event_day(const Column *column, size_t row) {
    if (!column_is_filled(column, row)) {
        return DATE_NONE;
    }
    int64_t number = column->numbers[row];
    return column->type == SCALAR_INSTANT ? instant_date((Instant){number})
                                          : (Date){(int32_t)number};
}

void row_view_months(const RowView *view, size_t count, int32_t *out_months) {
    const Column *column = row_view_column(view, view->plan->contract->event_field);
    Date day = DATE_NONE; // rows that follow each other mostly have one
    int32_t month = MONTH_UNKNOWN;
    for (size_t i = 0; i < count; i++) {
        size_t row = view->row + i;
        if (column != NULL && column->type == SCALAR_MONTH) {
            month = column_is_filled(column, row) ? (int32_t)column->numbers[row] : MONTH_UNKNOWN;
        } else if (column != NULL && event_day(column, row).days != day.days) {
            day = event_day(column, row);
            month = day.days == DATE_NONE.days ? MONTH_UNKNOWN : month_of(day).months;
        }
        out_months[i] = month;
    }
}

int32_t row_view_month(const RowView *view) {
    int32_t month = MONTH_UNKNOWN;
    row_view_months(view, 1, &month);
    return month;
}

uint64_t row_view_selected(const RowView *view) {
    return view->selected != NULL
               ? view->selected[view->row]
               : selection_of_row(view->selection, view->batch, view->columns, view->row);
}

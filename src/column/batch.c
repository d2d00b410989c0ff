// SPDX-License-Identifier: Apache-2.0
#include "column/batch.h"

#include "base/check.h"
#include "base/memory.h"
#include <string.h>

enum {
    ROWS_FIRST = 64,
    BITS = COLUMN_BITS
}; // the first capacity fills whole words of the valid bits

void batch_init(Batch *batch, const Column *shape, size_t column_count) {
    *batch = (Batch){.column_count = column_count};
    batch->columns = memory_new(column_count, sizeof *batch->columns);
    for (size_t i = 0; i < column_count; i++) {
        CHECK(shape[i].type != SCALAR_NULL);
        batch->columns[i] = (Column){
            .name = arena_copy(&batch->arena, shape[i].name),
            .type = shape[i].type,
        };
    }
}

void batch_release(Batch *batch) {
    for (size_t i = 0; i < batch->column_count; i++) {
        memory_free(batch->columns[i].numbers);
        memory_free(batch->columns[i].exponents);
        memory_free(batch->columns[i].texts);
        memory_free(batch->columns[i].valid);
    }
    memory_free(batch->columns);
    arena_release(&batch->arena);
    *batch = (Batch){0};
}

static void column_grow(Column *column, size_t capacity) {
    if (column->type == SCALAR_TEXT) {
        column->texts = memory_grow(column->texts, capacity, sizeof *column->texts);
    } else {
        column->numbers = memory_grow(column->numbers, capacity, sizeof *column->numbers);
    }
    if (column->type == SCALAR_DECIMAL) {
        column->exponents = memory_grow(column->exponents, capacity, sizeof *column->exponents);
    }
    column->valid = memory_grow(column->valid, capacity / BITS, sizeof *column->valid);
}

// Makes rows null that were never used; bits behind the last row are 0.
static void column_start(Column *column, size_t row, size_t count) {
    if (column->type == SCALAR_TEXT) {
        memset(column->texts + row, 0, count * sizeof *column->texts);
    } else {
        memset(column->numbers + row, 0, count * sizeof *column->numbers);
    }
    if (column->type == SCALAR_DECIMAL) {
        memset(column->exponents + row, 0, count * sizeof *column->exponents);
    }
    for (size_t word = (row + BITS - 1) / BITS; word * BITS < row + count; word++) {
        column->valid[word] = 0;
    }
}

void column_clear(Column *column, size_t count) {
    column_start(column, 0, count);
}

void column_keep_rows(Column *column, uint64_t rows) {
    uint64_t valid = 0;
    size_t kept = 0;
    for (uint64_t left = rows; left != 0; left &= left - 1, kept++) {
        size_t row = (size_t)__builtin_ctzll(left);
        if (column->type == SCALAR_TEXT) {
            column->texts[kept] = column->texts[row];
        } else {
            column->numbers[kept] = column->numbers[row];
        }
        if (column->type == SCALAR_DECIMAL) {
            column->exponents[kept] = column->exponents[row];
        }
        valid |= (*column->valid >> row & 1) << kept;
    }
    *column->valid = valid;
}

void column_look(Column *look, const Column *column, size_t row) {
    CHECK(look->type == column->type);
    bool is_text = column->type == SCALAR_TEXT;
    look->texts = is_text ? column->texts + row : NULL;
    look->numbers = is_text ? NULL : column->numbers + row;
    look->exponents = column->type == SCALAR_DECIMAL ? column->exponents + row : NULL;
}

void batch_reserve(Batch *batch, size_t row_capacity) {
    size_t capacity = (row_capacity + BITS - 1) / BITS * BITS;
    if (capacity <= batch->row_capacity) {
        return;
    }
    for (size_t i = 0; i < batch->column_count; i++) {
        column_grow(&batch->columns[i], capacity);
    }
    batch->row_capacity = capacity;
}

void batch_make_room(Batch *batch, size_t count) {
    size_t wanted = batch->row_count + count;
    if (wanted > batch->row_capacity) {
        size_t doubled = batch->row_capacity == 0 ? ROWS_FIRST : batch->row_capacity * 2;
        batch_reserve(batch, wanted > doubled ? wanted : doubled);
    }
}

size_t batch_add_rows(Batch *batch, size_t count) {
    size_t first = batch->row_count;
    if (count == 0) {
        return first;
    }
    batch_make_room(batch, count);
    for (size_t i = 0; i < batch->column_count; i++) {
        column_start(&batch->columns[i], first, count);
    }
    batch->row_count += count;
    return first;
}

void batch_adopt_rows(Batch *batch, const uint64_t *valid, size_t count) {
    CHECK(count > 0 && count <= BITS);
    CHECK(batch->row_count + count <= batch->row_capacity);
    size_t word = batch->row_count / BITS;
    size_t shift = batch->row_count % BITS;
    for (size_t i = 0; i < batch->column_count; i++) {
        uint64_t *words = batch->columns[i].valid;
        uint64_t bits = valid[i] & UINT64_MAX >> (BITS - count);
        words[word] = shift == 0 ? bits : words[word] | bits << shift;
        if (shift + count > BITS) {
            words[word + 1] = bits >> (BITS - shift);
        }
    }
    batch->row_count += count;
}

size_t batch_add_row(Batch *batch) {
    return batch_add_rows(batch, 1);
}

void batch_set_kept(Batch *batch, size_t row, size_t column, Scalar value) {
    CHECK(row < batch->row_count);
    CHECK(column < batch->column_count);
    Column *target = &batch->columns[column];
    if (value.type != SCALAR_NULL) {
        column_put(target, row, value);
        return;
    }
    const Scalar nothing = {.type = (uint8_t)target->type, .text = STR("")};
    column_put(target, row, nothing);
    target->valid[row / BITS] &= ~(UINT64_C(1) << (row % BITS));
}

void batch_set(Batch *batch, size_t row, size_t column, Scalar value) {
    if (value.type == SCALAR_TEXT) {
        value.text = arena_copy(&batch->arena, value.text);
    }
    batch_set_kept(batch, row, column, value);
}

Scalar batch_get(const Batch *batch, size_t row, size_t column) {
    if (!batch_is_valid(batch, row, column)) {
        return SCALAR_NONE;
    }
    const Column *source = &batch->columns[column];
    if (source->type == SCALAR_TEXT) {
        return scalar_text(source->texts[row]);
    }
    return (Scalar){
        .type = (uint8_t)source->type,
        .exponent = source->type == SCALAR_DECIMAL ? source->exponents[row] : (int8_t)0,
        .number = source->numbers[row],
    };
}

bool batch_is_valid(const Batch *batch, size_t row, size_t column) {
    CHECK(row < batch->row_count);
    CHECK(column < batch->column_count);
    return column_is_filled(&batch->columns[column], row);
}

int batch_find_column(const Batch *batch, Str name) {
    for (size_t i = 0; i < batch->column_count; i++) {
        if (str_equal(batch->columns[i].name, name)) {
            return (int)i;
        }
    }
    return -1;
}

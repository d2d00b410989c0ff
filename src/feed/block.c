// SPDX-License-Identifier: Apache-2.0
// The rows of a block, column by column: plain cells in one loop, the others one after the other.
#include "feed/rows_private.h"

#include "base/check.h"
#include <string.h>

static void block_refuse(Block *block, size_t row, Refusal refusal) {
    CHECK((block->refused >> row & 1) == 0);
    block->refused |= UINT64_C(1) << row;
    block->refusals[row] = refusal;
}

// The event and the version of a row cannot be later than the day on which it was delivered; other
// dates (valid to, end of a benefit) can.
static bool is_in_the_future(Date delivered, Scalar value) {
    switch ((ScalarType)value.type) {
    case SCALAR_DATE: return value.number > delivered.days;
    case SCALAR_MONTH: return value.number > month_of(delivered).months;
    case SCALAR_INSTANT: return instant_date((Instant){value.number}).days > delivered.days;
    case SCALAR_NULL:
    case SCALAR_BOOLEAN:
    case SCALAR_INTEGER:
    case SCALAR_DECIMAL:
    case SCALAR_MONEY:
    case SCALAR_PERSON:
    case SCALAR_TEXT: return false;
    }
    return false;
}

// Null for a blank cell.
static bool cell_read(RowReader *reader, size_t index, Cell cell, Scalar *out_value,
                      QuarantineReason *out_reason) {
    const FieldPlace *place = &reader->places[index];
    *out_value = SCALAR_NONE;
    bool is_blank = cell.kind == CELL_TEXT && cell.text.length == 0;
    if (!is_blank && !normalise_cell(&reader->contract->fields[index], cell, &reader->scratch,
                                     out_value, out_reason)) {
        return false;
    }
    if (out_value->type == SCALAR_NULL) {
        *out_reason = QUARANTINE_REQUIRED_EMPTY;
        return !place->is_required;
    }
    *out_reason = QUARANTINE_IN_THE_FUTURE;
    return !place->is_dated || !is_in_the_future(reader->input->delivered, *out_value);
}

Cell block_cell(const RowReader *reader, size_t row, size_t field) {
    const Block *block = &reader->block;
    size_t at = row * block->width + reader->places[field].cell;
    bool is_text = block->odd[at].kind == CELL_TEXT;
    return is_text ? (Cell){.text = block->texts[at], .kind = CELL_TEXT} : block->odd[at];
}

// A cell that was not read at once.
static void cell_take(RowReader *reader, size_t index, size_t row) {
    Block *block = &reader->block;
    Cell cell = block_cell(reader, row, index);
    Scalar value = SCALAR_NONE;
    QuarantineReason reason = QUARANTINE_MALFORMED_ROW;
    if (!cell_read(reader, index, cell, &value, &reason)) {
        block_refuse(block, row, (Refusal){(int)index, cell.text, reason});
        return;
    }
    if (value.type == SCALAR_NULL) {
        return;
    }
    Arena *arena = &reader->output.batch.arena;
    bool is_kept =
        cell.kind == CELL_TEXT && memo_keep(&reader->memos[index], cell.text, &value, arena);
    if (value.type == SCALAR_TEXT && !is_kept && reader->places[index].column >= 0) {
        value.text = arena_copy(arena, value.text);
    }
    column_put(&block->values[index], row, value);
}

// A bit for every row whose value is there. Texts of columns live as long as the output.
static uint64_t read_at_once(RowReader *reader, size_t index) {
    Block *block = &reader->block;
    Column *values = &block->values[index];
    size_t first = reader->places[index].cell;
    CellColumn cells = {.texts = block->texts + first,
                        .odd = block->has_odd ? block->odd + first : NULL,
                        .step = block->width,
                        .count = block->count};
    if (reader->memos[index].is_wanted) {
        return memo_find(&reader->memos[index], &cells, values);
    }
    if (values->type != SCALAR_TEXT) {
        return plain_numbers(reader->places[index].plain, &cells, values->numbers);
    }
    uint64_t read = plain_texts(reader->places[index].plain, &cells, values->texts);
    if (reader->places[index].column >= 0) {
        arena_copy_all(&reader->output.batch.arena, values->texts, block->count);
    }
    return read;
}

static void column_read(RowReader *reader, size_t index) {
    Block *block = &reader->block;
    const FieldPlace *place = &reader->places[index];
    // What is plain is written for every row, blank or not; else rows are null at first.
    bool is_plain = place->plain.form != PLAIN_NONE && !reader->memos[index].is_wanted;
    if (!place->is_in_file || !is_plain) {
        column_clear(&block->values[index], block->count);
    }
    if (!place->is_in_file) {
        return;
    }
    uint64_t rows = UINT64_MAX >> (BLOCK_ROWS - block->count);
    uint64_t read = read_at_once(reader, index);
    *block->values[index].valid = read;
    for (uint64_t left = rows & ~read & ~block->refused; left != 0; left &= left - 1) {
        cell_take(reader, index, (size_t)__builtin_ctzll(left));
    }
}

// A birth without a parent's number belongs to nobody.
static void refuse_orphans(RowReader *reader) {
    const FeedContract *contract = reader->contract;
    Block *block = &reader->block;
    int mother = contract->effect_fields[EFFECT_MOTHER];
    int father = contract->effect_fields[EFFECT_FATHER];
    if (contract->effect != FEED_EFFECT_BIRTHS) {
        return;
    }
    const Column *columns = block->values;
    uint64_t with_parent =
        (mother >= 0 ? *columns[mother].valid : 0) | (father >= 0 ? *columns[father].valid : 0);
    int field = mother >= 0 ? mother : father;
    uint64_t rows = UINT64_MAX >> (BLOCK_ROWS - block->count);
    for (uint64_t left = rows & ~with_parent & ~block->refused; left != 0 && field >= 0;
         left &= left - 1) {
        size_t row = (size_t)__builtin_ctzll(left);
        Str text = block_cell(reader, row, (size_t)field).text;
        block_refuse(block, row, (Refusal){field, text, QUARANTINE_REQUIRED_EMPTY});
    }
}

// The values are written where the output's next rows will be, so that none is copied.
static void values_look(RowReader *reader) {
    Batch *batch = &reader->output.batch;
    batch_make_room(batch, reader->block.count);
    for (size_t i = 0; i < reader->contract->field_count; i++) {
        int column = reader->places[i].column;
        if (column >= 0) {
            column_look(&reader->block.values[i], &batch->columns[column], batch->row_count);
        }
    }
}

void block_read(RowReader *reader) {
    CHECK(reader->block.count > 0 && reader->block.count <= BLOCK_ROWS);
    values_look(reader);
    for (size_t i = 0; i < reader->contract->field_count; i++) {
        column_read(reader, i);
    }
    refuse_orphans(reader);
}

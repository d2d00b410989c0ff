// SPDX-License-Identifier: Apache-2.0
#include "feed/rows_private.h"

#include "base/check.h"
#include "base/memory.h"
#include "feed/fold_private.h"
#include "format/csv.h"
#include "format/csv_write.h"
#include <string.h>

enum { SHOWN_SIZE_MAX = 1000 };

bool field_is_in_file(const Field *field) {
    return field->kind != FIELD_NEWBORN;
}

bool field_is_parent(const FeedContract *contract, size_t field) {
    return contract->effect == FEED_EFFECT_BIRTHS &&
           ((int)field == contract->effect_fields[EFFECT_MOTHER] ||
            (int)field == contract->effect_fields[EFFECT_FATHER]);
}

bool field_is_required(const FeedContract *contract, size_t field) {
    return contract->fields[field].is_required && !field_is_parent(contract, field);
}

// Amounts, moments and numbers of persons are read faster than they are found again.
static bool may_repeat(const Field *field) {
    return field->kind == FIELD_CODE || field->kind == FIELD_REGION ||
           (field->kind == FIELD_PLAIN &&
            (field->type == SCALAR_TEXT || field->type == SCALAR_BOOLEAN));
}

ScalarType field_type(const Field *field) {
    switch (field->kind) {
    case FIELD_IDENTITY:
    case FIELD_NEWBORN: return SCALAR_PERSON;
    case FIELD_REGION: return SCALAR_INTEGER;
    case FIELD_CODE:
    case FIELD_NAME: return SCALAR_TEXT;
    case FIELD_PLAIN: break;
    }
    return field->type;
}

static FieldPlace place_of(const FeedContract *contract, Date delivered, size_t field) {
    bool is_dated = (int)field == contract->event_field || (int)field == contract->version_field;
    bool is_in_file = field_is_in_file(&contract->fields[field]);
    return (FieldPlace){
        .is_in_file = is_in_file,
        .is_required = is_in_file && field_is_required(contract, field),
        .is_dated = is_dated && delivered.days != DATE_NONE.days,
        .column = feed_batch_column(contract, (int)field),
        .plain = plain_field(&contract->fields[field], is_dated ? delivered : DATE_NONE)};
}

static void block_init(RowReader *reader) {
    const FeedContract *contract = reader->contract;
    Arena *arena = &reader->arena;
    Block *block = &reader->block;
    block->values = arena_alloc(arena, contract->field_count, sizeof *block->values);
    block->valid = arena_alloc(arena, contract->field_count, sizeof *block->valid);
    size_t next = reader->output.batch.column_count;
    for (size_t i = 0; i < contract->field_count; i++) {
        int column = reader->places[i].column;
        Column *values = &block->values[i];
        values->type = field_type(&contract->fields[i]);
        values->valid = &block->valid[column >= 0 ? (size_t)column : next++];
        if (column < 0) {
            values->texts = arena_alloc(arena, BLOCK_ROWS, sizeof *values->texts);
        }
    }
    block->persons = arena_alloc(arena, BLOCK_ROWS * reader->person_count, sizeof *block->persons);
    int *columns = arena_alloc(arena, contract->field_count, sizeof *columns);
    for (size_t i = 0; i < contract->field_count; i++) {
        columns[i] = (int)i;
    }
    row_reader_arrange(reader, columns, contract->field_count);
    reader->cells = arena_alloc(arena, contract->field_count, sizeof *reader->cells);
}

void row_reader_arrange(RowReader *reader, const int *columns, size_t count) {
    Block *block = &reader->block;
    CHECK(block->count == 0);
    block->width = count + 1; // the last one is blank, for fields that the file does not have
    for (size_t i = 0; i < reader->contract->field_count; i++) {
        reader->places[i].cell = columns[i] < 0 ? count : (size_t)columns[i];
    }
    size_t cells = BLOCK_ROWS * block->width;
    block->texts = arena_alloc(&reader->arena, cells + CSV_COLUMNS_MAX, sizeof *block->texts);
    block->odd = arena_alloc(&reader->arena, cells, sizeof *block->odd);
}

void row_reader_init(RowReader *reader, const FeedInput *input) {
    const FeedContract *contract = input->contract;
    size_t count = contract->field_count;
    *reader = (RowReader){.input = input, .contract = contract};
    reader->headers = arena_alloc(&reader->arena, count, sizeof *reader->headers);
    reader->places = arena_alloc(&reader->arena, count, sizeof *reader->places);
    reader->memos = arena_alloc(&reader->arena, count, sizeof *reader->memos);
    reader->person_fields = arena_alloc(&reader->arena, count, sizeof *reader->person_fields);
    for (size_t i = 0; i < count; i++) {
        if (contract->fields[i].kind == FIELD_IDENTITY) {
            reader->person_fields[reader->person_count++] = i;
        }
        reader->memos[i].is_wanted = may_repeat(&contract->fields[i]);
        reader->headers[i] = arena_copy(&reader->output.arena, contract->fields[i].name);
        reader->places[i] = place_of(contract, input->delivered, i);
    }
    feed_batch_init(&reader->output.batch, contract);
    block_init(reader);
}

void row_reader_release(RowReader *reader) {
    arena_release(&reader->arena);
    arena_release(&reader->scratch);
}

void row_reader_expect(RowReader *reader, size_t rows) {
    enum { EXPECTED_MAX = 128 * 1024 }; // more room is made when they are there
    batch_reserve(&reader->output.batch, rows < EXPECTED_MAX ? rows : EXPECTED_MAX);
}

void row_clear_cells(RowReader *reader) {
    memset(reader->cells, 0, reader->contract->field_count * sizeof *reader->cells);
}

// Opened and saved, an identity number would come back as 3.30303E+17, 0012 as 12, 1-2 as a day.
static bool spreadsheet_would_change(Str text) {
    enum { DIGITS_SHOWN = 11 };
    size_t digits = 0;
    size_t others = 0;
    for (size_t i = 0; i < text.length; i++) {
        bool is_digit = text.data[i] >= '0' && text.data[i] <= '9';
        bool is_other = text.data[i] != '\0' && strchr(".-/:Ee+", text.data[i]) != NULL;
        if (!is_digit && !is_other) {
            return false;
        }
        digits += is_digit;
        others += is_other;
    }
    return digits > DIGITS_SHOWN || (digits > 0 && others > 0) ||
           (digits > 1 && text.data[0] == '0');
}

static bool is_text(const Field *field) {
    return field->kind == FIELD_IDENTITY ||
           (field->type == SCALAR_TEXT && field->kind != FIELD_CODE);
}

// A workbook's number does not mean the same in a CSV file: 45317 would be no day there. So what
// could be read is written as people read it.
static void write_cell(RowReader *reader, const Field *field, Cell cell, bool is_first,
                       Text *line) {
    bool is_number = cell.kind == CELL_NUMBER || cell.kind == CELL_NUMBER_1904;
    CLEANUP(text_release) Text words = {0};
    Scalar value = SCALAR_NONE;
    QuarantineReason ignored = QUARANTINE_MALFORMED_ROW;
    if (is_number && field->kind != FIELD_IDENTITY &&
        normalise_cell(field, cell, &reader->scratch, &value, &ignored)) {
        scalar_format(value, &words);
        cell.text = text_str(&words);
    }
    CLEANUP(text_release) Text guarded = {0};
    if (is_text(field) && spreadsheet_would_change(cell.text)) {
        text_format(&guarded, "'" STR_FMT, STR_ARG(cell.text));
        cell.text = text_str(&guarded);
    }
    csv_write_cell(line, cell.text, is_first);
}

static Str cells_line(RowReader *reader, size_t row) {
    CLEANUP(text_release) Text line = {0};
    bool is_first = true;
    for (size_t i = 0; i < reader->contract->field_count; i++) {
        const Field *field = &reader->contract->fields[i];
        if (field_is_in_file(field)) {
            write_cell(reader, field, block_cell(reader, row, i), is_first, &line);
            is_first = false;
        }
    }
    return arena_copy(&reader->output.arena, text_str(&line));
}

void row_ignore_column(RowReader *reader, Str head) {
    enum { IGNORED_MAX = 100 };
    FeedOutput *output = &reader->output;
    bool is_listed = head.length == 0 || output->ignored_count == IGNORED_MAX;
    for (size_t i = 0; i < output->ignored_count && !is_listed; i++) {
        is_listed = str_equal(output->ignored[i], head);
    }
    if (!is_listed) {
        output->ignored = array_reserve(output->ignored, output->ignored_count,
                                        &reader->ignored_capacity, sizeof *output->ignored);
        output->ignored[output->ignored_count++] =
            fold_readable(head, SHOWN_SIZE_MAX, &output->arena);
    }
}

// ---- one row after the other
// --------------------------------------------------------------------------------------------------

// What was read to no end is forgotten, unless rows at hand may still need it.
void row_skip(RowReader *reader) {
    reader->output.rows_skipped++;
    if (reader->block.count == 0) {
        arena_clear(&reader->scratch);
    }
}

// The row's cells are in the block.
static void row_add(RowReader *reader, int64_t number) {
    enum { BYTES_MAX = 1024 * 1024 }; // of cells that had to be copied; then the block is small
    Block *block = &reader->block;
    block->numbers[block->count++] = number;
    if (block->count == BLOCK_ROWS || reader->scratch.used > BYTES_MAX) {
        row_settle(reader);
    }
}

void row_take(RowReader *reader, int64_t number) {
    Block *block = &reader->block;
    size_t first = block->count * block->width;
    for (size_t i = 0; i < reader->contract->field_count; i++) {
        size_t at = first + reader->places[i].cell;
        block->texts[at] = reader->cells[i].text;
        if (reader->cells[i].kind != CELL_TEXT) {
            block->odd[at] = reader->cells[i];
            block->has_odd = true;
        }
    }
    row_add(reader, number);
}

Str *row_texts(RowReader *reader) {
    return reader->block.texts + reader->block.count * reader->block.width;
}

void row_take_texts(RowReader *reader, int64_t number) {
    row_texts(reader)[reader->block.width - 1] = (Str){0};
    row_add(reader, number);
}

void row_refuse(RowReader *reader, int64_t number, Refusal refusal) {
    Block *block = &reader->block;
    block->refused |= UINT64_C(1) << block->count;
    block->refusals[block->count] = refusal;
    row_take(reader, number);
}

// ---- settled
// ------------------------------------------------------------------------------------------------------------------

static void row_quarantine(RowReader *reader, size_t row) {
    FeedOutput *output = &reader->output;
    if (output->quarantined_count == FEED_QUARANTINED_MAX) {
        reader->is_full = true;
        return;
    }
    const Refusal *refusal = &reader->block.refusals[row];
    output->quarantined = array_reserve(output->quarantined, output->quarantined_count,
                                        &reader->quarantined_capacity, sizeof *output->quarantined);
    output->quarantined[output->quarantined_count++] = (QuarantinedRow){
        .row = reader->block.numbers[row],
        .column = refusal->field < 0 ? STR("") : reader->headers[refusal->field],
        .value = fold_readable(refusal->value, SHOWN_SIZE_MAX, &output->arena),
        .reason = refusal->reason,
        .cells = cells_line(reader, row),
    };
    output->rows_read++;
}

// Takes the refused rows out of the block, in their order, as far as the limits allow.
static void block_sort(RowReader *reader) {
    Block *block = &reader->block;
    size_t room = FEED_ROWS_MAX - reader->output.batch.row_count;
    size_t kept = 0;
    uint64_t rows = 0;
    for (size_t row = 0; row < block->count && !reader->is_full; row++) {
        if ((block->refused >> row & 1) != 0) {
            row_quarantine(reader, row);
        } else if (kept == room) {
            reader->is_full = true;
        } else {
            rows |= UINT64_C(1) << row;
            block->numbers[kept++] = block->numbers[row];
        }
    }
    for (size_t i = 0; i < reader->contract->field_count; i++) {
        column_keep_rows(&block->values[i], rows);
    }
    block->count = kept;
}

// Whom the rows name, row by row.
static size_t list_persons(RowReader *reader) {
    const Column *columns = reader->block.values;
    size_t count = 0;
    for (size_t row = 0; row < reader->block.count; row++) {
        for (size_t i = 0; i < reader->person_count; i++) {
            size_t field = reader->person_fields[i];
            int name_field = reader->contract->fields[field].name_field;
            if ((*columns[field].valid >> row & 1) != 0) {
                reader->block.persons[count++] =
                    (FeedPerson){.identity = {(uint64_t)columns[field].numbers[row]},
                                 .name = name_field < 0 ? STR("") : columns[name_field].texts[row]};
            }
        }
    }
    return count;
}

// The persons are looked up only now, so that rows that are refused leave no trace.
static void match_persons(RowReader *reader) {
    const FeedInput *input = reader->input;
    Column *columns = reader->block.values;
    FeedPerson *next = reader->block.persons;
    input->match(input->match_context, next, list_persons(reader));
    for (size_t row = 0; row < reader->block.count; row++) {
        for (size_t i = 0; i < reader->person_count; i++) {
            size_t field = reader->person_fields[i];
            if ((*columns[field].valid >> row & 1) != 0) {
                columns[field].numbers[row] = next++->person.number;
            }
        }
    }
}

static void take_names(RowReader *reader, size_t first) {
    const FeedContract *contract = reader->contract;
    FeedOutput *output = &reader->output;
    bool has_effect = contract->effect != FEED_EFFECT_NONE;
    int field = has_effect ? contract->effect_fields[EFFECT_NAME] : -1;
    for (size_t row = 0; row < reader->block.count; row++) {
        Str name = field < 0 ? STR("") : reader->block.values[field].texts[row];
        output->names[first + row] = name.length == 0 ? STR("") : arena_copy(&output->arena, name);
    }
}

static void block_accept(RowReader *reader) {
    FeedOutput *output = &reader->output;
    Block *block = &reader->block;
    size_t first = output->batch.row_count;
    match_persons(reader);
    batch_adopt_rows(&output->batch, block->valid, block->count);
    if (reader->rows_capacity < output->batch.row_capacity) {
        reader->rows_capacity = output->batch.row_capacity;
        output->rows = memory_grow(output->rows, reader->rows_capacity, sizeof *output->rows);
        output->names = memory_grow(output->names, reader->rows_capacity, sizeof *output->names);
    }
    memcpy(output->rows + first, block->numbers, block->count * sizeof *output->rows);
    take_names(reader, first);
    output->rows_read += (int64_t)block->count;
}

void row_settle(RowReader *reader) {
    Block *block = &reader->block;
    if (block->count > 0) {
        block_read(reader);
        if (block->refused != 0 || block->count > FEED_ROWS_MAX - reader->output.batch.row_count) {
            block_sort(reader);
        }
        if (!reader->is_full && block->count > 0) {
            block_accept(reader);
        }
    }
    if (block->has_odd) {
        memset(block->odd, 0, BLOCK_ROWS * block->width * sizeof *block->odd);
    }
    block->count = 0;
    block->refused = 0;
    block->has_odd = false;
    arena_clear(&reader->scratch);
}

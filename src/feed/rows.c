// SPDX-License-Identifier: Apache-2.0
#include "feed/rows_private.h"

#include "base/check.h"
#include "base/memory.h"
#include "feed/fold_private.h"
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

static FieldPlace place_of(const FeedContract *contract, Date delivered, size_t field) {
    bool is_dated = (int)field == contract->event_field || (int)field == contract->version_field;
    bool is_in_file = field_is_in_file(&contract->fields[field]);
    return (FieldPlace){.is_in_file = is_in_file,
                        .is_required = is_in_file && field_is_required(contract, field),
                        .is_dated = is_dated && delivered.days != DATE_NONE.days,
                        .column = feed_batch_column(contract, (int)field)};
}

void row_reader_init(RowReader *reader, const FeedInput *input) {
    const FeedContract *contract = input->contract;
    size_t count = contract->field_count;
    *reader = (RowReader){.input = input, .contract = contract};
    reader->headers = arena_alloc(&reader->arena, count, sizeof *reader->headers);
    reader->cells = arena_alloc(&reader->arena, count, sizeof *reader->cells);
    reader->values = arena_alloc(&reader->arena, count, sizeof *reader->values);
    reader->places = arena_alloc(&reader->arena, count, sizeof *reader->places);
    reader->is_kept = arena_alloc(&reader->arena, count, sizeof *reader->is_kept);
    reader->memos = arena_alloc(&reader->arena, count, sizeof *reader->memos);
    for (size_t i = 0; i < count; i++) {
        reader->memos[i].is_wanted = may_repeat(&contract->fields[i]);
        reader->headers[i] = arena_copy(&reader->output.arena, contract->fields[i].name);
        reader->places[i] = place_of(contract, input->delivered, i);
    }
    feed_batch_init(&reader->output.batch, contract);
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
static void write_cell(RowReader *reader, size_t index, bool is_first, Text *line) {
    const Field *field = &reader->contract->fields[index];
    Cell cell = reader->cells[index];
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

static Str cells_line(RowReader *reader) {
    CLEANUP(text_release) Text line = {0};
    bool is_first = true;
    for (size_t i = 0; i < reader->contract->field_count; i++) {
        if (field_is_in_file(&reader->contract->fields[i])) {
            write_cell(reader, i, is_first, &line);
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

void row_refuse(RowReader *reader, int64_t number, Refusal refusal) {
    FeedOutput *output = &reader->output;
    if (output->quarantined_count == FEED_QUARANTINED_MAX) {
        reader->is_full = true;
        return;
    }
    output->quarantined = array_reserve(output->quarantined, output->quarantined_count,
                                        &reader->quarantined_capacity, sizeof *output->quarantined);
    output->quarantined[output->quarantined_count++] = (QuarantinedRow){
        .row = number,
        .column = refusal.field < 0 ? STR("") : reader->headers[refusal.field],
        .value = fold_readable(refusal.value, SHOWN_SIZE_MAX, &output->arena),
        .reason = refusal.reason,
        .cells = cells_line(reader),
    };
    output->rows_read++;
    arena_clear(&reader->scratch);
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

static bool cell_take(RowReader *reader, size_t index, QuarantineReason *out_reason) {
    const Cell *cell = &reader->cells[index];
    Scalar *value = &reader->values[index];
    Memo *memo = &reader->memos[index];
    bool is_text = memo->is_wanted && cell->kind == CELL_TEXT;
    reader->is_kept[index] = is_text && memo_find(memo, cell->text, value);
    if (reader->is_kept[index]) {
        return true;
    }
    if (!normalise_cell(&reader->contract->fields[index], *cell, &reader->scratch, value,
                        out_reason)) {
        return false;
    }
    reader->is_kept[index] =
        is_text && memo_keep(memo, cell->text, value, &reader->output.batch.arena);
    return true;
}

static bool field_take(RowReader *reader, size_t index, QuarantineReason *out_reason) {
    const FieldPlace *place = &reader->places[index];
    Scalar *value = &reader->values[index];
    const Cell *cell = &reader->cells[index];
    *value = SCALAR_NONE;
    bool is_blank = !place->is_in_file || (cell->kind == CELL_TEXT && cell->text.length == 0);
    if (!is_blank && !cell_take(reader, index, out_reason)) {
        return false;
    }
    if (value->type == SCALAR_NULL) {
        *out_reason = QUARANTINE_REQUIRED_EMPTY;
        return !place->is_required;
    }
    *out_reason = QUARANTINE_IN_THE_FUTURE;
    return !place->is_dated || !is_in_the_future(reader->input->delivered, *value);
}

// A birth without a parent's number belongs to nobody.
static int missing_parent(const RowReader *reader) {
    const FeedContract *contract = reader->contract;
    int mother = contract->effect_fields[EFFECT_MOTHER];
    int father = contract->effect_fields[EFFECT_FATHER];
    if (contract->effect != FEED_EFFECT_BIRTHS) {
        return -1;
    }
    bool has_mother = mother >= 0 && reader->values[mother].type != SCALAR_NULL;
    bool has_father = father >= 0 && reader->values[father].type != SCALAR_NULL;
    return has_mother || has_father ? -1 : mother >= 0 ? mother : father;
}

// The person is looked up only now, so that rows that are refused leave no trace.
static Scalar match(const RowReader *reader, const Field *field, Scalar value) {
    Str name = field->name_field < 0 ? STR("") : reader->values[field->name_field].text;
    Identity identity = {(uint64_t)value.number};
    PersonId person = reader->input->match(reader->input->match_context, identity, name);
    value.number = person.number;
    return value;
}

static void value_accept(RowReader *reader, size_t index, size_t row) {
    Batch *batch = &reader->output.batch;
    Scalar value = reader->values[index];
    if (value.type == SCALAR_PERSON) {
        value = match(reader, &reader->contract->fields[index], value);
    } else if (value.type == SCALAR_TEXT && !reader->is_kept[index]) {
        value.text = arena_copy(&batch->arena, value.text);
    }
    column_put(&batch->columns[reader->places[index].column], row, value);
}

static void row_accept(RowReader *reader, int64_t number) {
    FeedOutput *output = &reader->output;
    const FeedContract *contract = reader->contract;
    if (output->batch.row_count == FEED_ROWS_MAX) {
        reader->is_full = true;
        return;
    }
    size_t row = batch_add_row(&output->batch);
    for (size_t i = 0; i < contract->field_count; i++) {
        if (reader->places[i].column >= 0 && reader->values[i].type != SCALAR_NULL) {
            value_accept(reader, i, row);
        }
    }
    bool has_effect = contract->effect != FEED_EFFECT_NONE;
    int name_field = has_effect ? contract->effect_fields[EFFECT_NAME] : -1;
    Str name = name_field < 0 ? STR("") : reader->values[name_field].text;
    output->names =
        array_reserve(output->names, row, &reader->names_capacity, sizeof *output->names);
    output->names[row] = name.length == 0 ? STR("") : arena_copy(&output->arena, name);
    output->rows = array_reserve(output->rows, row, &reader->rows_capacity, sizeof *output->rows);
    output->rows[row] = number;
    output->rows_read++;
    arena_clear(&reader->scratch);
}

void row_take(RowReader *reader, int64_t number) {
    const FeedContract *contract = reader->contract;
    for (size_t i = 0; i < contract->field_count; i++) {
        QuarantineReason reason = QUARANTINE_MALFORMED_ROW;
        if (!field_take(reader, i, &reason)) {
            row_refuse(reader, number, (Refusal){(int)i, reader->cells[i].text, reason});
            return;
        }
    }
    int parent = missing_parent(reader);
    if (parent >= 0) {
        row_refuse(reader, number,
                   (Refusal){parent, reader->cells[parent].text, QUARANTINE_REQUIRED_EMPTY});
        return;
    }
    row_accept(reader, number);
}

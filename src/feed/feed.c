// SPDX-License-Identifier: Apache-2.0
#include "feed/feed.h"

#include "base/check.h"
#include "base/memory.h"
#include "feed/form_private.h"
#include "feed/rows_private.h"
#include "format/gzip.h"
#include "format/xlsx.h"

static const size_t FILE_SIZE_MAX = (size_t)2 << 30; // unpacked

// ---- the batch of a contract
// --------------------------------------------------------------------------------------------------

int feed_batch_column(const FeedContract *contract, int field) {
    CHECK(field >= 0 && (size_t)field < contract->field_count);
    if (contract->fields[field].kind == FIELD_NAME) {
        return -1;
    }
    int column = 0;
    for (int i = 0; i < field; i++) {
        column += contract->fields[i].kind != FIELD_NAME;
    }
    return column;
}

void feed_batch_init(Batch *batch, const FeedContract *contract) {
    Column *shape = memory_new(contract->field_count, sizeof *shape);
    size_t count = 0;
    for (size_t i = 0; i < contract->field_count; i++) {
        const Field *field = &contract->fields[i];
        if (field->kind != FIELD_NAME) {
            shape[count++] = (Column){.name = field->name, .type = field_type(field)};
        }
    }
    batch_init(batch, shape, count);
    memory_free(shape);
}

void feed_output_release(FeedOutput *output) {
    batch_release(&output->batch);
    memory_free(output->rows);
    memory_free(output->names);
    memory_free(output->quarantined);
    memory_free(output->ignored);
    arena_release(&output->arena);
    *output = (FeedOutput){0};
}

// ---- a file
// -------------------------------------------------------------------------------------------------------------------

static Status read_form(RowReader *reader, FileForm form, Str bytes, Error *error) {
    if (form != FORM_XLSX && xlsx_is(bytes)) {
        return error_set(error, STATUS_INVALID, "the file is a workbook; give it the ending .xlsx");
    }
    switch (form) {
    case FORM_CSV: return read_csv(reader, bytes, error);
    case FORM_JSON_LINES: return read_json(reader, bytes, error);
    case FORM_XLSX: return read_xlsx(reader, bytes, error);
    case FORM_UNKNOWN: break;
    }
    return error_set(error, STATUS_INVALID,
                     "the form of the file is not known by its name; names end in .csv, .jsonl or "
                     ".xlsx, or these and .gz");
}

// A file that was cut off still gives the rows before the cut; a damaged one is refused, because
// nobody knows where the damage begins.
static Status unpack(RowReader *reader, Text *storage, Str *in_out_bytes, Error *error) {
    bool is_whole = true;
    if (in_out_bytes->length > 0 && !gzip_is(*in_out_bytes)) {
        return error_set(error, STATUS_INVALID,
                         "the name ends in .gz, but the file is not packed; take the ending off");
    }
    Status status = gzip_unpack_start(*in_out_bytes, FILE_SIZE_MAX + 1, storage, &is_whole, error);
    if (status != STATUS_OK) {
        return status;
    }
    reader->is_cut_off = !is_whole;
    *in_out_bytes = text_str(storage);
    return STATUS_OK;
}

static Status read_file(RowReader *reader, Error *error) {
    CLEANUP(text_release) Text storage = {0};
    Str bytes = reader->input->bytes;
    FileName name = file_name_split(reader->input->file_name);
    if (name.is_packed || gzip_is(bytes)) {
        Status status = unpack(reader, &storage, &bytes, error);
        if (status != STATUS_OK) {
            return status;
        }
    }
    if (bytes.length > FILE_SIZE_MAX) {
        return error_set(error, STATUS_TOO_LARGE, "the file has more than 2 GiB; split it");
    }
    if (bytes.length == 0) {
        return error_set(error, STATUS_INVALID, "the file %s; send it again",
                         reader->is_cut_off ? "breaks off before its first row" : "is empty");
    }
    return read_form(reader, name.form, bytes, error);
}

static Status fail_full(const FeedOutput *output, Error *error) {
    if (output->quarantined_count < FEED_QUARANTINED_MAX) {
        return error_set(error, STATUS_TOO_LARGE, "the file has more than %d rows; split it",
                         FEED_ROWS_MAX);
    }
    const QuarantinedRow *first = &output->quarantined[0];
    return error_set(error, STATUS_TOO_LARGE,
                     "more than %d rows cannot be used, the first in row %lld: " STR_FMT
                     "; correct the export and send the file again",
                     FEED_QUARANTINED_MAX, (long long)first->row,
                     STR_ARG(quarantine_reason_words(first->reason, true)));
}

Status feed_read(const FeedInput *input, FeedOutput *out_output, Error *error) {
    CHECK(input->contract->field_count > 0);
    CHECK(input->match != NULL);
    RowReader reader = {0};
    row_reader_init(&reader, input);
    Status status = read_file(&reader, error);
    if (reader.is_full) {
        status = fail_full(&reader.output, error);
    }
    row_reader_release(&reader);
    if (status != STATUS_OK) {
        feed_output_release(&reader.output);
        return status;
    }
    const FeedOutput *output = &reader.output;
    CHECK(output->rows_read == (int64_t)(output->batch.row_count + output->quarantined_count));
    *out_output = reader.output;
    return STATUS_OK;
}

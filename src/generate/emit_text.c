// SPDX-License-Identifier: Apache-2.0
// CSV and JSON Lines.
#include "generate/emit.h"
#include "platform/crypto.h"

static const char *const LINE_NUMBER_HEADER = "序号";

static const char *header_of(const Column *column, const Form *form) {
    return form->is_english ? column->name : column->chinese;
}

static void csv_line_end(Buffer *out, const Form *form) {
    buffer_text(out, form->is_crlf ? "\r\n" : "\n");
}

void emit_csv(Buffer *out, const EmitFile *file, const Form *form) {
    const FeedColumns *columns = feed_columns(file->feed);
    buffer_reserve(out, BUFFER_ROW_MAX);
    if (form->has_bom) {
        buffer_text(out, "\xEF\xBB\xBF");
    }
    if (form->has_line_numbers) {
        buffer_text(out, LINE_NUMBER_HEADER);
        buffer_char(out, ',');
    }
    for (uint32_t i = 0; i < columns->count; i++) {
        buffer_text(out, i == 0 ? "" : ",");
        buffer_text(out, header_of(&columns->columns[form->order[i]], form));
    }
    csv_line_end(out, form);
    CellPlace place = {.form = form, .feed = file->feed, .delivered = file->delivered};
    for (place.row = 0; place.row < file->rows->count; place.row++) {
        const void *row = row_at(file->rows, file->feed, place.row);
        buffer_reserve(out, BUFFER_ROW_MAX);
        if (form->has_line_numbers) {
            buffer_digits(out, place.row + 1, 1);
            buffer_char(out, ',');
        }
        for (uint32_t i = 0; i < columns->count; i++) {
            if (i > 0) {
                buffer_char(out, ',');
            }
            cell_put(out, &columns->columns[form->order[i]], row, &place);
        }
        csv_line_end(out, form);
    }
}

static void envelope_digest_put(Buffer *out, Str lines) {
    char digest[CRYPTO_DIGEST_SIZE * 2 + 1];
    sha256_format(sha256_of(lines), digest);
    buffer_text(out, ",\"digest\":\"");
    buffer_text(out, digest);
    buffer_char(out, '"');
}

// The first line. Some departments say the digest of the lines behind it.
static void envelope_put(Buffer *out, const EmitFile *file, const char *name, Str lines) {
    const FeedColumns *columns = feed_columns(file->feed);
    Form plain = {0};
    CellPlace place = {.form = &plain};
    const int32_t row[] = {DAMAGE_NONE, file->delivered.days};
    Column delivered = {.kind = CELL_DATE, .offset = sizeof row[0]};
    buffer_text(out, "{\"envelope\":{\"batch_id\":\"");
    buffer_text(out, name);
    buffer_text(out, "\",\"dept\":\"");
    buffer_text(out, columns->department);
    buffer_text(out, "\",\"item\":\"");
    buffer_text(out, columns->item);
    buffer_text(out, "\",\"feed\":\"");
    buffer_text(out, feed_id(file->feed));
    buffer_text(out, "\",\"delivered_at\":\"");
    cell_put(out, &delivered, row, &place);
    buffer_text(out, "\",\"row_count\":");
    buffer_digits(out, file->rows->count, 1);
    if (file->delivered.days % 2 == 0) {
        envelope_digest_put(out, lines);
    }
    buffer_text(out, "}}\n");
}

static void json_cell_put(Buffer *out, const Column *column, const void *row,
                          const CellPlace *place) {
    buffer_char(out, '"');
    buffer_text(out, header_of(column, place->form));
    buffer_text(out, "\":");
    // Amounts as numbers only where they are plain; everything else is text.
    bool is_number = column->kind == CELL_MONEY && place->form->money == MONEY_SHORT &&
                     *(const uint8_t *)row == DAMAGE_NONE;
    if (!is_number) {
        buffer_char(out, '"');
    }
    cell_put(out, column, row, place);
    if (!is_number) {
        buffer_char(out, '"');
    }
}

void emit_jsonl(Buffer *out, Buffer *lines, const EmitFile *file, const Form *form,
                const char *name) {
    const FeedColumns *columns = feed_columns(file->feed);
    CellPlace place = {.form = form, .feed = file->feed, .delivered = file->delivered};
    lines->length = 0;
    for (place.row = 0; place.row < file->rows->count; place.row++) {
        const void *row = row_at(file->rows, file->feed, place.row);
        buffer_reserve(lines, BUFFER_ROW_MAX);
        buffer_char(lines, '{');
        for (uint32_t i = 0; i < columns->count; i++) {
            if (i > 0) {
                buffer_char(lines, ',');
            }
            json_cell_put(lines, &columns->columns[form->order[i]], row, &place);
        }
        buffer_text(lines, "}\n");
    }
    buffer_reserve(out, lines->length + BUFFER_ROW_MAX);
    envelope_put(out, file, name, (Str){lines->data, lines->length});
    buffer_put(out, lines->data, lines->length);
}

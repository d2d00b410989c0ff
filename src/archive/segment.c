// SPDX-License-Identifier: Apache-2.0
// The frame of a segment: head, columns, digest. Layout: docs/archive-format.md.
#include "archive/segment.h"

#include "archive/bytes_private.h"
#include "base/check.h"
#include "base/memory.h"
#include <string.h>

#define MAGIC STR("DOUDISEG")

enum {
    VERSION = 1,
    COLUMNS_MAX = 1024,
    ROWS_PER_BYTE_MAX = 128, // every 1,024 numbers take 10 bytes at least
    BITS = 64,
};
static const size_t SEGMENT_SIZE_MAX = (size_t)1 << 30;

enum { VALID_ALL, VALID_NONE, VALID_BITS };

// ---- encode
// -------------------------------------------------------------------------------------------------------------------

static void checksum_append(Text *out, size_t from) {
    Str covered = str_slice(text_str(out), from, out->length);
    write_number(out, bytes_checksum(covered), 4);
}

static void head_encode(const Segment *segment, Text *out) {
    size_t start = out->length;
    const SegmentHead *head = &segment->head;
    text_append(out, MAGIC);
    write_number(out, VERSION, 2);
    write_number(out, segment->rows.column_count, 2);
    write_number(out, segment->rows.row_count, 4);
    write_number(out, head->batch.number, 4);
    write_number(out, (uint32_t)head->delivered.days, 4);
    write_number(out, (uint32_t)head->clock.days, 4);
    write_name(out, head->feed);
    write_name(out, head->pack_version);
    checksum_append(out, start);
}

static size_t count_valid(const Column *column, size_t row_count) {
    size_t count = 0;
    for (size_t i = 0; i < row_count / BITS; i++) {
        count += (size_t)__builtin_popcountll(column->valid[i]);
    }
    for (size_t i = row_count / BITS * BITS; i < row_count; i++) {
        count += column->valid[i / BITS] >> (i % BITS) & 1;
    }
    return count;
}

static bool is_valid_at(const uint64_t *valid, size_t row) {
    return (valid[row / BITS] >> (row % BITS) & 1) != 0;
}

static void validity_encode(const Column *column, size_t row_count, size_t valid_count, Text *out) {
    bool is_mixed = valid_count > 0 && valid_count < row_count;
    int form = is_mixed ? VALID_BITS : valid_count == 0 ? VALID_NONE : VALID_ALL;
    write_number(out, (uint64_t)form, 1);
    for (size_t row = 0; row < row_count && is_mixed; row += BITS) {
        uint64_t used =
            row_count - row < BITS ? (UINT64_C(1) << (row_count - row)) - 1 : UINT64_MAX;
        write_number(out, column->valid[row / BITS] & used, 8);
    }
}

static void texts_gather(const Column *column, size_t row_count, Str *out_texts) {
    for (size_t row = 0, at = 0; row < row_count; row++) {
        if (is_valid_at(column->valid, row)) {
            out_texts[at++] = column->texts[row];
        }
    }
}

static void numbers_gather(const Column *column, size_t row_count, int64_t *out_numbers) {
    for (size_t row = 0, at = 0; row < row_count; row++) {
        if (is_valid_at(column->valid, row)) {
            out_numbers[at++] = column->numbers[row];
        }
    }
}

static void exponents_encode(const Column *column, size_t row_count, size_t valid_count,
                             Text *out) {
    int64_t *numbers = memory_new(valid_count, sizeof *numbers);
    for (size_t row = 0, at = 0; row < row_count; row++) {
        if (is_valid_at(column->valid, row)) {
            numbers[at++] = (int64_t)column->exponents[row];
        }
    }
    numbers_encode(numbers, valid_count, out);
    memory_free(numbers);
}

// Only the values that are there are kept; where all are, they lie side by side already.
static void values_encode(const Column *column, size_t row_count, size_t valid_count, Text *out) {
    bool is_text = column->type == SCALAR_TEXT;
    if (valid_count == row_count && is_text) {
        texts_encode(column->texts, row_count, out);
    } else if (valid_count == row_count) {
        numbers_encode(column->numbers, row_count, out);
    } else if (is_text) {
        Str *texts = memory_grow(NULL, valid_count, sizeof *texts);
        texts_gather(column, row_count, texts);
        texts_encode(texts, valid_count, out);
        memory_free(texts);
    } else {
        int64_t *numbers = memory_grow(NULL, valid_count, sizeof *numbers);
        numbers_gather(column, row_count, numbers);
        numbers_encode(numbers, valid_count, out);
        memory_free(numbers);
    }
    if (column->type == SCALAR_DECIMAL) {
        exponents_encode(column, row_count, valid_count, out);
    }
}

// Room for the length of what follows.
static size_t length_begin(Text *out) {
    write_number(out, 0, 4);
    return out->length;
}

static void length_end(Text *out, size_t begin) {
    CHECK(!out->is_cut);
    CHECK(out->length - begin <= SEGMENT_SIZE_MAX);
    uint32_t length = (uint32_t)(out->length - begin);
    memcpy(out->data + begin - sizeof length, &length, sizeof length);
}

static void column_encode(const Column *column, size_t row_count, Text *out) {
    size_t start = out->length;
    write_name(out, column->name);
    write_number(out, (uint64_t)column->type, 1);
    size_t body = length_begin(out);
    size_t valid_count = count_valid(column, row_count);
    validity_encode(column, row_count, valid_count, out);
    values_encode(column, row_count, valid_count, out);
    length_end(out, body);
    checksum_append(out, start);
}

static void sources_encode(const Segment *segment, Text *out) {
    size_t start = out->length;
    size_t body = length_begin(out);
    numbers_encode(segment->source_rows, segment->rows.row_count, out);
    length_end(out, body);
    checksum_append(out, start);
}

void segment_columns_encode(const Batch *rows, SegmentColumns *out_columns) {
    *out_columns = (SegmentColumns){.count = rows->column_count};
    out_columns->bytes = memory_new(rows->column_count, sizeof *out_columns->bytes);
    for (size_t i = 0; i < rows->column_count; i++) {
        out_columns->bytes[i].limit = SEGMENT_SIZE_MAX;
        if (rows->columns[i].type != SCALAR_PERSON) {
            column_encode(&rows->columns[i], rows->row_count, &out_columns->bytes[i]);
        }
    }
}

void segment_columns_release(SegmentColumns *columns) {
    for (size_t i = 0; i < columns->count; i++) {
        text_release(&columns->bytes[i]);
    }
    memory_free(columns->bytes);
    *columns = (SegmentColumns){0};
}

void segment_encode(const Segment *segment, const SegmentColumns *columns, Text *out_bytes) {
    const Batch *rows = &segment->rows;
    CHECK(rows->column_count <= COLUMNS_MAX);
    CHECK(rows->row_count <= UINT32_MAX);
    CHECK(columns == NULL || columns->count == rows->column_count);
    size_t start = out_bytes->length;
    if (out_bytes->limit < start + SEGMENT_SIZE_MAX) {
        out_bytes->limit = start + SEGMENT_SIZE_MAX;
    }
    head_encode(segment, out_bytes);
    sources_encode(segment, out_bytes);
    for (size_t i = 0; i < rows->column_count; i++) {
        if (columns != NULL && columns->bytes[i].length > 0) {
            text_append(out_bytes, text_str(&columns->bytes[i]));
        } else {
            column_encode(&rows->columns[i], rows->row_count, out_bytes);
        }
    }
    Digest digest = digest_of(str_slice(text_str(out_bytes), start, out_bytes->length));
    text_append(out_bytes, (Str){(const char *)digest.bytes, DIGEST_SIZE});
    CHECK(!out_bytes->is_cut);
}

// ---- decode
// -------------------------------------------------------------------------------------------------------------------

static Status corrupt(Error *error, const char *what) {
    return error_set(error, STATUS_CORRUPT, "%s; restore it from a backup", what);
}

// The checksum behind everything read since `part` began.
static bool checksum_agrees(ByteReader *reader, Str part) {
    size_t length = part.length - reader->left.length;
    uint64_t written = reader_number(reader, 4);
    return !reader->is_broken && written == bytes_checksum(str_slice(part, 0, length));
}

typedef struct Counts {
    size_t columns;
    size_t rows;
} Counts;

static Status head_decode(ByteReader *reader, SegmentHead *out_head, Counts *out_counts,
                          Error *error) {
    Str part = reader->left;
    if (!str_equal(reader_bytes(reader, MAGIC.length), MAGIC)) {
        return corrupt(error, "these bytes are not a segment");
    }
    uint64_t version = reader_number(reader, 2);
    if (!reader->is_broken && version != VERSION) {
        return error_set(error, STATUS_CORRUPT,
                         "the segment has version %d, this program reads version %d; use the "
                         "program that wrote it",
                         (int)version, VERSION);
    }
    out_counts->columns = (size_t)reader_number(reader, 2);
    out_counts->rows = (size_t)reader_number(reader, 4);
    out_head->batch.number = (uint32_t)reader_number(reader, 4);
    out_head->delivered.days = (int32_t)reader_number(reader, 4);
    out_head->clock.days = (int32_t)reader_number(reader, 4);
    out_head->feed = reader_name(reader);
    out_head->pack_version = reader_name(reader);
    if (!checksum_agrees(reader, part)) {
        return corrupt(error, "the head of the segment does not have its checksum");
    }
    bool fits = out_counts->columns <= COLUMNS_MAX &&
                out_counts->rows / ROWS_PER_BYTE_MAX <= reader->left.length;
    return fits ? STATUS_OK : corrupt(error, "the segment is shorter than its head says");
}

// One part with its length in front and its checksum behind; the body is then read alone.
static bool body_take(ByteReader *reader, Str part, ByteReader *out_body) {
    Str body = reader_bytes(reader, (size_t)reader_number(reader, 4));
    *out_body = (ByteReader){.left = body};
    return checksum_agrees(reader, part);
}

static bool body_is_used_up(const ByteReader *body) {
    return !body->is_broken && body->left.length == 0;
}

static bool validity_decode(ByteReader *body, Column *column, size_t row_count,
                            size_t *out_valid_count) {
    uint64_t form = reader_number(body, 1);
    if (body->is_broken || form > VALID_BITS) {
        return false;
    }
    for (size_t row = 0; row < row_count && form != VALID_NONE; row += BITS) {
        size_t left = row_count - row;
        uint64_t used = left < BITS ? (UINT64_C(1) << left) - 1 : UINT64_MAX;
        uint64_t valid = form == VALID_ALL ? used : reader_number(body, 8);
        if ((valid & ~used) != 0) {
            return false;
        }
        column->valid[row / BITS] = valid;
    }
    *out_valid_count = count_valid(column, row_count);
    return !body->is_broken;
}

static bool texts_place(ByteReader *body, Batch *rows, Column *column, size_t valid_count) {
    Str *texts = memory_new(valid_count, sizeof *texts);
    bool is_sound = texts_decode(body, &rows->arena, texts, valid_count);
    for (size_t row = 0, at = 0; row < rows->row_count && is_sound; row++) {
        if (is_valid_at(column->valid, row)) {
            column->texts[row] = texts[at++];
        }
    }
    memory_free(texts);
    return is_sound;
}

static bool exponents_place(ByteReader *body, Column *column, int64_t *numbers, size_t row_count,
                            size_t valid_count) {
    bool is_sound = numbers_decode(body, numbers, valid_count);
    for (size_t row = 0, at = 0; row < row_count && is_sound; row++) {
        if (is_valid_at(column->valid, row)) {
            int64_t exponent = numbers[at++];
            is_sound = exponent >= INT8_MIN && exponent <= INT8_MAX;
            column->exponents[row] = is_sound ? (int8_t)exponent : (int8_t)0;
        }
    }
    return is_sound;
}

static bool numbers_place(ByteReader *body, Column *column, size_t row_count, size_t valid_count) {
    int64_t *numbers = memory_new(valid_count, sizeof *numbers);
    bool is_sound = numbers_decode(body, numbers, valid_count);
    for (size_t row = 0, at = 0; row < row_count && is_sound; row++) {
        if (is_valid_at(column->valid, row)) {
            column->numbers[row] = numbers[at++];
        }
    }
    if (is_sound && column->type == SCALAR_DECIMAL) {
        is_sound = exponents_place(body, column, numbers, row_count, valid_count);
    }
    memory_free(numbers);
    return is_sound;
}

typedef struct ColumnPart { // where one column lies
    Str name;
    ScalarType type;
    ByteReader body;
} ColumnPart;

static Status column_part(ByteReader *reader, size_t index, ColumnPart *out_part, Error *error) {
    Str part = reader->left;
    out_part->name = reader_name(reader);
    uint64_t type = reader_number(reader, 1);
    if (!body_take(reader, part, &out_part->body) || type == SCALAR_NULL || type > SCALAR_TEXT) {
        return error_set(error, STATUS_CORRUPT,
                         "column %zu (" STR_FMT ") does not have its checksum; restore the segment "
                         "from a backup",
                         index + 1,
                         STR_ARG(str_is_utf8(out_part->name) ? out_part->name : STR("?")));
    }
    out_part->type = (ScalarType)type;
    return STATUS_OK;
}

static Status columns_decode(ColumnPart *parts, Batch *rows, Error *error) {
    for (size_t i = 0; i < rows->column_count; i++) {
        Column *column = &rows->columns[i];
        ByteReader *body = &parts[i].body;
        size_t valid_count = 0;
        bool is_sound = validity_decode(body, column, rows->row_count, &valid_count) &&
                        (column->type == SCALAR_TEXT
                             ? texts_place(body, rows, column, valid_count)
                             : numbers_place(body, column, rows->row_count, valid_count));
        if (!is_sound || !body_is_used_up(body)) {
            return error_set(error, STATUS_CORRUPT,
                             "column " STR_FMT " contradicts itself; restore the segment from a "
                             "backup",
                             STR_ARG(column->name));
        }
    }
    return STATUS_OK;
}

static Status rows_decode(ByteReader *reader, Counts counts, Segment *segment, Error *error) {
    Str part = reader->left;
    ByteReader sources = {0};
    if (!body_take(reader, part, &sources)) {
        return corrupt(error, "the row numbers of the segment do not have their checksum");
    }
    ColumnPart *parts = memory_new(counts.columns, sizeof *parts);
    Column *shape = memory_new(counts.columns, sizeof *shape);
    Status status = STATUS_OK;
    for (size_t i = 0; i < counts.columns && status == STATUS_OK; i++) {
        status = column_part(reader, i, &parts[i], error);
        shape[i] = (Column){.name = parts[i].name, .type = parts[i].type};
    }
    if (status == STATUS_OK) {
        batch_init(&segment->rows, shape, counts.columns);
        batch_add_rows(&segment->rows, counts.rows);
        segment->source_rows =
            arena_alloc(&segment->rows.arena, counts.rows, sizeof *segment->source_rows);
        bool is_sound = numbers_decode(&sources, segment->source_rows, counts.rows) &&
                        body_is_used_up(&sources);
        status = is_sound ? columns_decode(parts, &segment->rows, error)
                          : corrupt(error, "the row numbers of the segment contradict themselves");
    }
    memory_free(parts);
    memory_free(shape);
    return status;
}

// Behind the columns stands the digest of everything before it, and nothing more.
static Status digest_check(ByteReader *reader, Str bytes, Error *error) {
    size_t covered = bytes.length - reader->left.length;
    Str written = reader_bytes(reader, DIGEST_SIZE);
    if (reader->is_broken || reader->left.length > 0) {
        return corrupt(error, "the segment does not end where it should");
    }
    Digest digest = digest_of(str_slice(bytes, 0, covered));
    if (memcmp(digest.bytes, written.data, DIGEST_SIZE) != 0) {
        return corrupt(error, "the segment does not have its digest");
    }
    return STATUS_OK;
}

Status segment_decode(Str bytes, Segment *out_segment, Error *error) {
    ByteReader reader = {.left = bytes};
    Segment segment = {0};
    Counts counts = {0};
    Status status = head_decode(&reader, &segment.head, &counts, error);
    if (status != STATUS_OK) {
        return status;
    }
    status = rows_decode(&reader, counts, &segment, error);
    if (status == STATUS_OK) {
        status = digest_check(&reader, bytes, error);
    }
    if (status != STATUS_OK) {
        segment_release(&segment);
        if (error != NULL) {
            (void)error_prefix(error, "segment of batch %u, feed " STR_FMT ": ",
                               segment.head.batch.number, STR_ARG(segment.head.feed));
        }
        return status;
    }
    segment.head.feed = arena_copy(&segment.rows.arena, segment.head.feed);
    segment.head.pack_version = arena_copy(&segment.rows.arena, segment.head.pack_version);
    *out_segment = segment;
    return STATUS_OK;
}

void segment_release(Segment *segment) {
    batch_release(&segment->rows);
    segment->source_rows = NULL;
}

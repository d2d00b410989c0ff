// SPDX-License-Identifier: Apache-2.0
#include "facts/fake_segment.h"
#include "base/check.h"

enum { COLUMNS_MAX = 40 };

Date fake_date(const char *text) {
    Date date = DATE_NONE;
    Status status = date_parse(str_from(text), &date, NULL);
    CHECK(status == STATUS_OK);
    return date;
}

Segment fake_segment(const Pack *pack, const char *feed, uint32_t batch, const char *clock) {
    int index = pack_find_feed(pack, str_from(feed));
    CHECK(index >= 0);
    const FeedContract *contract = pack_feed(pack, (size_t)index);
    Segment segment = {.head = {.batch = {batch},
                                .feed = contract->id,
                                .delivered = fake_date(clock),
                                .clock = fake_date(clock)}};
    Column shape[COLUMNS_MAX] = {0};
    for (size_t i = 0; i < contract->field_count; i++) {
        shape[i] = (Column){.name = contract->fields[i].name, .type = contract->fields[i].type};
    }
    batch_init(&segment.rows, shape, contract->field_count);
    return segment;
}

static Scalar cell_value(ScalarType type, Str text) {
    int64_t number = 0;
    Month month = {0};
    if (type == SCALAR_TEXT) {
        return scalar_text(text);
    }
    if (type == SCALAR_DATE) {
        return scalar_date(fake_date(text.data));
    }
    if (type == SCALAR_INSTANT) {
        int64_t days = fake_date(text.data).days;
        return (Scalar){.type = SCALAR_INSTANT, .number = days * INT64_C(86400000000)};
    }
    if (type == SCALAR_MONTH) {
        Status status = month_parse(text, &month, NULL);
        CHECK(status == STATUS_OK);
        return scalar_month(month);
    }
    if (type == SCALAR_BOOLEAN) {
        return scalar_boolean(str_equal(text, STR("true")));
    }
    bool is_number = str_to_int64(text, &number);
    CHECK(is_number);
    return (Scalar){
        .type = (uint8_t)type, .exponent = type == SCALAR_DECIMAL ? -2 : 0, .number = number};
}

void fake_row(Segment *segment, const char *cells) {
    size_t row = batch_add_row(&segment->rows);
    Str rest = str_from(cells);
    while (rest.length > 0) {
        Str cell = str_cut(&rest, ' ');
        Str name = str_cut(&cell, '=');
        int column = batch_find_column(&segment->rows, name);
        CHECK(column >= 0);
        Str value = arena_copy(&segment->rows.arena, cell);
        batch_set(&segment->rows, row, (size_t)column,
                  cell_value(segment->rows.columns[column].type, value));
    }
    if ((row & (row - 1)) == 0) { // room for twice as many; the header is line 1
        segment->source_rows =
            arena_alloc(&segment->rows.arena, row == 0 ? 1 : row * 2, sizeof(int64_t));
        for (size_t i = 0; i < (row == 0 ? 1 : row * 2); i++) {
            segment->source_rows[i] = (int64_t)i + 2;
        }
    }
}

void fake_segment_release(Segment *segment) {
    batch_release(&segment->rows);
    *segment = (Segment){0};
}

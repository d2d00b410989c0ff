// SPDX-License-Identifier: Apache-2.0
#include "archive/segment.h"

#include "base/check.h"
#include "base/memory.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const Column SHAPE[] = {
    {.name = {"setl_id", 7}, .type = SCALAR_TEXT},   {.name = {"person", 6}, .type = SCALAR_PERSON},
    {.name = {"amount", 6}, .type = SCALAR_MONEY},   {.name = {"area", 4}, .type = SCALAR_DECIMAL},
    {.name = {"flag", 4}, .type = SCALAR_BOOLEAN},   {.name = {"day", 3}, .type = SCALAR_DATE},
    {.name = {"month", 5}, .type = SCALAR_MONTH},    {.name = {"time", 4}, .type = SCALAR_INSTANT},
    {.name = {"number", 6}, .type = SCALAR_INTEGER}, {.name = {"kind", 4}, .type = SCALAR_TEXT},
};

typedef struct Dice { // the same throws every time
    uint64_t state;
} Dice;

static uint64_t dice_throw(Dice *dice, uint64_t sides) {
    dice->state = dice->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (dice->state >> 33) % sides;
}

static Scalar dice_text(Dice *dice, size_t row, Arena *arena) {
    if (dice_throw(dice, 4) == 0) {
        return scalar_text(arena_format(arena, "S20250825%09zu", row));
    }
    return scalar_text(arena_format(arena, "%llx", (unsigned long long)dice_throw(dice, 1 << 30)));
}

static Scalar dice_scalar(Dice *dice, size_t column, size_t row, Arena *arena) {
    static const int64_t EXTREMES[] = {INT64_MIN, INT64_MAX, 0, -1};
    ScalarType type = SHAPE[column].type;
    if (dice_throw(dice, 5) == 0) {
        return SCALAR_NONE;
    }
    Scalar value = {.type = (uint8_t)type};
    if (type == SCALAR_TEXT) {
        return column == 0 ? dice_text(dice, row, arena)
                           : scalar_text(dice_throw(dice, 2) == 0 ? STR("住院") : STR(""));
    }
    value.number = (int64_t)dice_throw(dice, type == SCALAR_BOOLEAN ? 2 : 100000) +
                   (type == SCALAR_INSTANT ? (int64_t)row * 1000000 : 0);
    if (type == SCALAR_INTEGER && dice_throw(dice, 50) == 0) {
        value.number = EXTREMES[dice_throw(dice, ARRAY_COUNT(EXTREMES))];
    }
    if (type == SCALAR_DECIMAL) {
        value.exponent = (int8_t) - (int)dice_throw(dice, 4);
    }
    return value;
}

static Segment segment_random(uint64_t seed, size_t row_count) {
    Dice dice = {seed};
    Arena arena = {0};
    Segment segment = {.head = {.batch = {12},
                                .feed = STR("F01"),
                                .delivered = date_make(2025, 8, 25),
                                .clock = date_make(2025, 8, 26),
                                .pack_version = STR("0.1.0+3f9a")}};
    batch_init(&segment.rows, SHAPE, ARRAY_COUNT(SHAPE));
    segment.source_rows = arena_alloc(&segment.rows.arena, row_count, sizeof(int64_t));
    for (size_t row = 0; row < row_count; row++) {
        batch_add_row(&segment.rows);
        segment.source_rows[row] = (int64_t)(2 + row + row / 100);
        for (size_t column = 0; column < ARRAY_COUNT(SHAPE); column++) {
            batch_set(&segment.rows, row, column, dice_scalar(&dice, column, row, &arena));
        }
    }
    arena_release(&arena);
    return segment;
}

static void assert_same_rows(const Segment *a, const Segment *b) {
    assert_int_equal(a->rows.row_count, b->rows.row_count);
    assert_int_equal(a->rows.column_count, b->rows.column_count);
    for (size_t column = 0; column < a->rows.column_count; column++) {
        const Column *ours = &a->rows.columns[column];
        const Column *theirs = &b->rows.columns[column];
        assert_true(str_equal(ours->name, theirs->name));
        assert_int_equal(ours->type, theirs->type);
        for (size_t row = 0; row < a->rows.row_count; row++) {
            Scalar x = batch_get(&a->rows, row, column);
            Scalar y = batch_get(&b->rows, row, column);
            assert_true(scalar_equal(x, y));
            assert_int_equal(x.exponent, y.exponent);
        }
    }
    for (size_t row = 0; row < a->rows.row_count; row++) {
        assert_int_equal(a->source_rows[row], b->source_rows[row]);
    }
}

static void what_is_encoded_comes_back(void **state) {
    (void)state;
    static const size_t SIZES[] = {0, 1, 2, 63, 64, 65, 127, 1023, 1024, 1025, 5000};
    for (size_t i = 0; i < ARRAY_COUNT(SIZES); i++) {
        Segment segment = segment_random(i, SIZES[i]);
        CLEANUP(text_release) Text bytes = {0};
        segment_encode(&segment, NULL, &bytes);
        Segment again = {0};
        Error error = {0};
        assert_int_equal(segment_decode(text_str(&bytes), &again, &error), STATUS_OK);
        assert_int_equal(again.head.batch.number, 12);
        assert_true(str_equal(again.head.feed, STR("F01")));
        assert_true(str_equal(again.head.pack_version, STR("0.1.0+3f9a")));
        assert_int_equal(again.head.delivered.days, segment.head.delivered.days);
        assert_int_equal(again.head.clock.days, segment.head.clock.days);
        assert_same_rows(&segment, &again);
        CLEANUP(text_release) Text twice = {0};
        CLEANUP(segment_columns_release) SegmentColumns columns = {0};
        segment_columns_encode(&again.rows, &columns); // ahead: the same bytes
        segment_encode(&again, &columns, &twice);
        assert_true(str_equal(text_str(&bytes), text_str(&twice)));
        segment_release(&again);
        segment_release(&again);
        segment_release(&segment);
    }
}

// A stored segment must stay readable: when this digest changes, so has the layout, and VERSION
// must say so. Small enough that zlib, whose output may differ between releases, has no part in it.
static void the_layout_does_not_change_by_accident(void **state) {
    (void)state;
    Segment segment = segment_random(7, 5);
    CLEANUP(text_release) Text bytes = {0};
    segment_encode(&segment, NULL, &bytes);
    char hex[DIGEST_SIZE * 2 + 1];
    digest_format(digest_of(text_str(&bytes)), hex);
    assert_string_equal(hex, "c9b99ec94e982b6438129e5e5c907c2033c1397244efa6ac1b465a1e59e47923");
    segment_release(&segment);
}

static void extremes_survive(void **state) {
    (void)state;
    static const int64_t VALUES[] = {INT64_MIN, INT64_MAX, 0, INT64_MIN, -1, 1, INT64_MAX - 1};
    const Column shape = {.name = {"n", 1}, .type = SCALAR_INTEGER};
    Segment segment = {.head = {.feed = STR(""), .pack_version = STR("")}};
    batch_init(&segment.rows, &shape, 1);
    int64_t sources[ARRAY_COUNT(VALUES)];
    for (size_t i = 0; i < ARRAY_COUNT(VALUES); i++) {
        batch_set(&segment.rows, batch_add_row(&segment.rows), 0, scalar_integer(VALUES[i]));
        sources[i] = VALUES[i];
    }
    segment.source_rows = sources;
    CLEANUP(text_release) Text bytes = {0};
    segment_encode(&segment, NULL, &bytes);
    Segment again = {0};
    assert_int_equal(segment_decode(text_str(&bytes), &again, NULL), STATUS_OK);
    assert_same_rows(&segment, &again);
    segment_release(&again);
    segment_release(&segment);
}

static void damage_anywhere_is_noticed(void **state) {
    (void)state;
    Segment segment = segment_random(3, 300);
    CLEANUP(text_release) Text bytes = {0};
    segment_encode(&segment, NULL, &bytes);
    for (size_t i = 0; i < bytes.length; i++) {
        Segment again = {0};
        Error error = {0};
        bytes.data[i] ^= (char)(1 << (i % 8));
        assert_int_equal(segment_decode(text_str(&bytes), &again, &error), STATUS_CORRUPT);
        assert_true(error.message[0] != '\0');
        bytes.data[i] ^= (char)(1 << (i % 8));
    }
    segment_release(&segment);
}

static void a_cut_or_longer_segment_is_noticed(void **state) {
    (void)state;
    Segment segment = segment_random(4, 70);
    CLEANUP(text_release) Text bytes = {0};
    segment_encode(&segment, NULL, &bytes);
    Segment again = {0};
    for (size_t length = 0; length < bytes.length; length++) {
        // A copy of exactly this size, so that a sanitizer sees a read behind its end.
        char *cut = memory_new(length, 1);
        memcpy(cut, bytes.data, length);
        assert_int_equal(segment_decode((Str){cut, length}, &again, NULL), STATUS_CORRUPT);
        memory_free(cut);
    }
    text_append_char(&bytes, '\0');
    assert_int_equal(segment_decode(text_str(&bytes), &again, NULL), STATUS_CORRUPT);
    segment_release(&segment);
}

static void messages_name_the_segment_and_the_column(void **state) {
    (void)state;
    Segment segment = segment_random(5, 200);
    CLEANUP(text_release) Text bytes = {0};
    segment_encode(&segment, NULL, &bytes);
    size_t at = 0;
    assert_true(str_find(text_str(&bytes), STR("amount"), &at));
    bytes.data[at + 20] ^= 1;
    Segment again = {0};
    Error error = {0};
    assert_int_equal(segment_decode(text_str(&bytes), &again, &error), STATUS_CORRUPT);
    assert_string_equal(error.message, "segment of batch 12, feed F01: column 3 (amount) does not "
                                       "have its checksum; restore the segment from a backup");
    bytes.data[at + 20] ^= 1;
    bytes.data[8] = 2;
    assert_int_equal(segment_decode(text_str(&bytes), &again, &error), STATUS_CORRUPT);
    assert_string_equal(error.message, "the segment has version 2, this program reads version 1; "
                                       "use the program that wrote it");
    segment_release(&segment);
}

static void repeated_values_take_little_room(void **state) {
    (void)state;
    enum { ROWS = 100000 };
    const Column shape[] = {{.name = {"kind", 4}, .type = SCALAR_TEXT},
                            {.name = {"id", 2}, .type = SCALAR_TEXT},
                            {.name = {"day", 3}, .type = SCALAR_DATE}};
    Segment segment = {.head = {.feed = STR("F01"), .pack_version = STR("")}};
    batch_init(&segment.rows, shape, ARRAY_COUNT(shape));
    segment.source_rows = arena_alloc(&segment.rows.arena, ROWS, sizeof(int64_t));
    Arena arena = {0};
    for (size_t i = 0; i < ROWS; i++) {
        batch_add_row(&segment.rows);
        segment.source_rows[i] = (int64_t)i + 2;
        batch_set(&segment.rows, i, 0, scalar_text(i % 3 == 0 ? STR("普通门诊") : STR("住院")));
        batch_set(&segment.rows, i, 1, scalar_text(arena_format(&arena, "3303032025%08zu", i)));
        batch_set(&segment.rows, i, 2, scalar_date((Date){20000 + (int32_t)(i / 1000)}));
    }
    CLEANUP(text_release) Text bytes = {0};
    segment_encode(&segment, NULL, &bytes);
    assert_in_range(bytes.length, 1000, ROWS * 5 / 2);
    arena_release(&arena);
    segment_release(&segment);
}

static void digests_are_those_of_sha_256(void **state) {
    (void)state;
    char hex[DIGEST_SIZE * 2 + 1];
    digest_format(digest_of(STR("abc")), hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    digest_format(digest_of((Str){0}), hex);
    assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_true(digest_equal(digest_of(STR("abc")), digest_of(STR("abc"))));
    assert_false(digest_equal(digest_of(STR("abc")), digest_of(STR("abd"))));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_encoded_comes_back),
        cmocka_unit_test(the_layout_does_not_change_by_accident),
        cmocka_unit_test(extremes_survive),
        cmocka_unit_test(damage_anywhere_is_noticed),
        cmocka_unit_test(a_cut_or_longer_segment_is_noticed),
        cmocka_unit_test(messages_name_the_segment_and_the_column),
        cmocka_unit_test(repeated_values_take_little_room),
        cmocka_unit_test(digests_are_those_of_sha_256),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: Apache-2.0
#include "column/batch.h"

#include "base/check.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const Column SHAPE[] = {
    {.name = {"id", 2}, .type = SCALAR_TEXT},
    {.name = {"amount", 6}, .type = SCALAR_MONEY},
    {.name = {"area", 4}, .type = SCALAR_DECIMAL},
};

static void a_new_row_is_all_null(void **state) {
    (void)state;
    CLEANUP(batch_release) Batch batch = {0};
    batch_init(&batch, SHAPE, ARRAY_COUNT(SHAPE));
    for (size_t i = 0; i < 1000; i++) {
        assert_int_equal(batch_add_row(&batch), i);
        for (size_t c = 0; c < ARRAY_COUNT(SHAPE); c++) {
            assert_false(batch_is_valid(&batch, i, c));
            assert_int_equal(batch_get(&batch, i, c).type, SCALAR_NULL);
        }
        assert_int_equal(batch.columns[0].texts[i].length, 0);
        assert_int_equal(batch.columns[1].numbers[i], 0);
        batch_set(&batch, i, 1, scalar_money((Money){(int64_t)i}));
    }
    assert_int_equal(batch.row_count, 1000);
}

static void values_come_back_as_they_were_set(void **state) {
    (void)state;
    CLEANUP(batch_release) Batch batch = {0};
    batch_init(&batch, SHAPE, ARRAY_COUNT(SHAPE));
    Scalar area = {.type = SCALAR_DECIMAL, .exponent = -2, .number = 8950};
    for (size_t i = 0; i < 200; i++) {
        char text[] = "x?";
        text[1] = (char)('a' + i % 26);
        size_t row = batch_add_row(&batch);
        batch_set(&batch, row, 0, scalar_text((Str){text, 2}));
        batch_set(&batch, row, 1, scalar_money((Money){(int64_t)i * -7}));
        batch_set(&batch, row, 2, i % 3 == 0 ? SCALAR_NONE : area);
        text[0] = '!'; // the batch has its own copy
    }
    for (size_t i = 0; i < 200; i++) {
        const char expected[] = {'x', (char)('a' + i % 26)};
        Scalar text = batch_get(&batch, i, 0);
        assert_true(str_equal(text.text, (Str){expected, 2}));
        assert_true(scalar_equal(batch_get(&batch, i, 1), scalar_money((Money){(int64_t)i * -7})));
        assert_true(scalar_equal(batch_get(&batch, i, 2), i % 3 == 0 ? SCALAR_NONE : area));
    }
}

static void setting_null_takes_the_value_away(void **state) {
    (void)state;
    CLEANUP(batch_release) Batch batch = {0};
    batch_init(&batch, SHAPE, ARRAY_COUNT(SHAPE));
    batch_add_row(&batch);
    batch_set(&batch, 0, 0, scalar_text(STR("a")));
    batch_set(&batch, 0, 1, scalar_money((Money){1}));
    batch_set(&batch, 0, 0, SCALAR_NONE);
    batch_set(&batch, 0, 1, SCALAR_NONE);
    assert_false(batch_is_valid(&batch, 0, 0));
    assert_int_equal(batch.columns[0].texts[0].length, 0);
    assert_int_equal(batch.columns[1].numbers[0], 0);
}

static void columns_are_found_by_name(void **state) {
    (void)state;
    CLEANUP(batch_release) Batch batch = {0};
    batch_init(&batch, SHAPE, ARRAY_COUNT(SHAPE));
    assert_int_equal(batch_find_column(&batch, STR("amount")), 1);
    assert_int_equal(batch_find_column(&batch, STR("Amount")), -1);
    assert_ptr_not_equal(batch.columns[1].name.data, SHAPE[1].name.data);
}

static void releasing_twice_is_fine(void **state) {
    (void)state;
    Batch batch = {0};
    batch_release(&batch);
    batch_init(&batch, SHAPE, ARRAY_COUNT(SHAPE));
    batch_release(&batch);
    batch_release(&batch);
    batch_init(&batch, NULL, 0);
    assert_int_equal(batch_add_row(&batch), 0);
    batch_release(&batch);
}

// Blocks of any size after one another, so that bits begin and end anywhere in a word.
static void rows_written_behind_the_last_are_adopted(void **state) {
    (void)state;
    enum { BLOCKS = 40, ROWS = COLUMN_BITS };
    CLEANUP(batch_release) Batch batch = {0};
    batch_init(&batch, SHAPE, ARRAY_COUNT(SHAPE));
    size_t rows = 0;
    for (size_t block = 0; block < BLOCKS; block++) {
        size_t count = 1 + block * 37 % ROWS;
        uint64_t valid[ARRAY_COUNT(SHAPE)];
        Column look = {.type = SCALAR_MONEY, .valid = &valid[1]};
        batch_make_room(&batch, count);
        column_look(&look, &batch.columns[1], batch.row_count);
        valid[0] = valid[2] = 0;
        valid[1] = UINT64_C(0x5A5A5A5A5A5A5A5A); // also of rows that are not adopted
        for (size_t i = 0; i < ROWS && i < count; i++) {
            look.numbers[i] = (valid[1] >> i & 1) != 0 ? (int64_t)(rows + i) : 0;
        }
        batch_adopt_rows(&batch, valid, count);
        for (size_t i = 0; i < count; i++) {
            Scalar expected =
                (valid[1] >> i & 1) != 0 ? scalar_money((Money){(int64_t)(rows + i)}) : SCALAR_NONE;
            assert_true(scalar_equal(batch_get(&batch, rows + i, 1), expected));
            assert_false(batch_is_valid(&batch, rows + i, 0));
        }
        rows += count;
        assert_int_equal(batch.row_count, rows);
    }
    size_t after = batch_add_row(&batch);
    assert_false(batch_is_valid(&batch, after, 1));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_row_is_all_null),
        cmocka_unit_test(values_come_back_as_they_were_set),
        cmocka_unit_test(setting_null_takes_the_value_away),
        cmocka_unit_test(columns_are_found_by_name),
        cmocka_unit_test(rows_written_behind_the_last_are_adopted),
        cmocka_unit_test(releasing_twice_is_fine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

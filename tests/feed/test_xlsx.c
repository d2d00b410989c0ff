// SPDX-License-Identifier: Apache-2.0
#include "contracts.h"

#include "base/check.h"
#include "base/memory.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <cmocka.h>

typedef void (*FillSheet)(lxw_workbook *book, lxw_worksheet *sheet);

// The library writes to a named file only.
static void make_book(FillSheet fill, Text *out) {
    char path[] = "/tmp/feed-test-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    lxw_workbook *book = workbook_new(path);
    assert_non_null(book);
    fill(book, workbook_add_worksheet(book, "结算"));
    assert_int_equal(workbook_close(book), LXW_NO_ERROR);
    char chunk[4096];
    ssize_t got = 0;
    while ((got = read(file, chunk, sizeof chunk)) > 0) {
        text_append(out, (Str){chunk, (size_t)got});
    }
    assert_int_equal(close(file), 0);
    assert_int_equal(unlink(path), 0);
}

static FeedOutput read_book(const FeedContract *contract, FillSheet fill) {
    CLEANUP(text_release) Text bytes = {0};
    make_book(fill, &bytes);
    FeedOutput output = {0};
    Error error = {0};
    Status status = read_bytes(contract, "x.xlsx", text_str(&bytes), &output, &error);
    if (status != STATUS_OK) {
        print_error("%s\n", error.message);
    }
    assert_int_equal(status, STATUS_OK);
    assert_int_equal(output.rows_read, output.batch.row_count + output.quarantined_count);
    return output;
}

static void write_texts(lxw_worksheet *sheet, lxw_row_t row, const char *const *texts,
                        size_t count) {
    for (size_t i = 0; i < count; i++) {
        worksheet_write_string(sheet, row, (lxw_col_t)i, texts[i], NULL);
    }
}

static const char *const HEADS[] = {"不动产单元号", "权利人",   "证件号码",    "用途",
                                    "面积",         "登记时间", "交易价（元）"};

static void fill_estate(lxw_workbook *book, lxw_worksheet *sheet) {
    lxw_format *date = workbook_add_format(book);
    format_set_num_format(date, "yyyy-mm-dd");
    worksheet_merge_range(sheet, 0, 0, 0, 6, "2025年8月不动产登记", NULL);
    write_texts(sheet, 2, HEADS, ARRAY_COUNT(HEADS));
    const char *const typed[] = {"U1", "陈 三", "330303197001010010", "住宅"};
    write_texts(sheet, 3, typed, ARRAY_COUNT(typed));
    worksheet_write_number(sheet, 3, 4, 89.35, NULL);
    worksheet_write_number(sheet, 3, 5, 45891, date);
    worksheet_write_number(sheet, 3, 6, 1234567.1, NULL);
    const char *const written[] = {"U2", "", "330303198002020020", "商服", "1,000.5", "2025/8/2"};
    write_texts(sheet, 4, written, ARRAY_COUNT(written));
    worksheet_write_string(sheet, 6, 0, "合计", NULL);
    worksheet_write_number(sheet, 6, 4, 1089.85, NULL);
}

static void sheets_are_read_with_titles_totals_and_typed_cells(void **state) {
    (void)state;
    FeedOutput output = read_book(contract_estate(), fill_estate);
    assert_int_equal(output.batch.row_count, 2);
    assert_int_equal(output.quarantined_count, 0);
    assert_in_range(output.rows_skipped, 2, 4); // title and total; blank rows may be left out
    assert_int_equal(output.rows[0], 4);
    assert_int_equal(output.rows[1], 5);
    assert_string_equal(value_text(&output, 0, "area"), "89.35");
    assert_string_equal(value_text(&output, 0, "register_date"), "2025-08-22");
    assert_string_equal(value_text(&output, 0, "price"), "1234567.10");
    assert_string_equal(value_text(&output, 1, "area"), "1000.5");
    assert_string_equal(value_text(&output, 1, "register_date"), "2025-08-02");
    assert_string_equal(value_text(&output, 1, "price"), "");
    feed_output_release(&output);
}

static void fill_bad(lxw_workbook *book, lxw_worksheet *sheet) {
    (void)book;
    write_texts(sheet, 0, HEADS, ARRAY_COUNT(HEADS));
    for (lxw_row_t row = 1; row <= 5; row++) {
        const char *const texts[] = {"U1", "", "330303197001010010", "住宅", "1", "2025-08-01"};
        write_texts(sheet, row, texts, ARRAY_COUNT(texts));
    }
    worksheet_write_number(sheet, 1, 2, 330303197001010010.0, NULL);
    worksheet_write_formula_num(sheet, 2, 4, "=1+1", NULL, 2);
    worksheet_write_formula_str(sheet, 3, 0, "=A99", NULL, "#REF!");
    worksheet_write_number(sheet, 4, 0, 20250801000123456.0, NULL);
    worksheet_merge_range(sheet, 5, 5, 6, 5, "2025-08-01", NULL);
    const char *const last[] = {"U6", "", "330303197001010010", "住宅", "1"};
    write_texts(sheet, 6, last, ARRAY_COUNT(last));
}

static void damage_by_the_spreadsheet_is_recognised(void **state) {
    (void)state;
    FeedOutput output = read_book(contract_estate(), fill_bad);
    const struct {
        int64_t row;
        const char *column;
        const char *reason;
    } expected[] = {
        {2, "证件号码", "identity_excel_damage"},
        {4, "不动产单元号", "formula_error"},
        {5, "不动产单元号", "text_excel_damage"},
        {7, "登记时间", "merged_cell"},
    };
    assert_int_equal(output.quarantined_count, ARRAY_COUNT(expected));
    for (size_t i = 0; i < ARRAY_COUNT(expected); i++) {
        const QuarantinedRow *bad = &output.quarantined[i];
        assert_int_equal(bad->row, expected[i].row);
        assert_string_equal(quarantine_reason_id(bad->reason), expected[i].reason);
        assert_true(str_equal(bad->column, str_from(expected[i].column)));
    }
    assert_int_equal(output.batch.row_count, 2);
    assert_string_equal(value_text(&output, 0, "area"), "2");
    feed_output_release(&output);
}

static void fill_long(lxw_workbook *book, lxw_worksheet *sheet) {
    (void)book;
    write_texts(sheet, 0, HEADS, ARRAY_COUNT(HEADS));
    for (lxw_row_t row = 1; row <= 500; row++) {
        const char *const texts[] = {"U1", "", "330303197001010010", "住宅", "1", "2025-08-01"};
        write_texts(sheet, row, texts, ARRAY_COUNT(texts));
    }
}

static void long_sheets_are_read_to_the_end(void **state) {
    (void)state;
    FeedOutput output = read_book(contract_estate(), fill_long);
    assert_int_equal(output.batch.row_count, 500);
    for (size_t i = 0; i < 500; i++) {
        assert_int_equal(output.rows[i], i + 2);
    }
    feed_output_release(&output);
}

static void fill_no_header(lxw_workbook *book, lxw_worksheet *sheet) {
    (void)book;
    for (lxw_row_t row = 0; row < 30; row++) {
        worksheet_write_string(sheet, row, 0, "x", NULL);
    }
}

static void a_sheet_without_header_is_refused(void **state) {
    (void)state;
    CLEANUP(text_release) Text bytes = {0};
    make_book(fill_no_header, &bytes);
    FeedOutput output = {0};
    Error error = {0};
    assert_int_equal(read_bytes(contract_estate(), "x.xlsx", text_str(&bytes), &output, &error),
                     STATUS_INVALID);
    assert_non_null(strstr(error.message, "none of the first 20 rows is a header of feed F09"));
    assert_int_equal(read_bytes(contract_estate(), "x.xlsx", STR("no workbook"), &output, &error),
                     STATUS_CORRUPT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sheets_are_read_with_titles_totals_and_typed_cells),
        cmocka_unit_test(damage_by_the_spreadsheet_is_recognised),
        cmocka_unit_test(long_sheets_are_read_to_the_end),
        cmocka_unit_test(a_sheet_without_header_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

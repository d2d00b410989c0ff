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
#include <zip.h>

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
    worksheet_merge_range(sheet, 9, 0, 9, 2, "制表人", NULL);
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
        {10, "权利人", "merged_cell"},
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

// ---- several sheets

static void fill_one(lxw_worksheet *sheet, const char *unit) {
    const char *const texts[] = {unit, "", "330303197001010010", "住宅", "1", "2025-08-01"};
    write_texts(sheet, 0, HEADS, ARRAY_COUNT(HEADS));
    write_texts(sheet, 1, texts, ARRAY_COUNT(texts));
}

static void fill_explained(lxw_workbook *book, lxw_worksheet *sheet) {
    worksheet_write_string(sheet, 0, 0, "本表由自然资源局填报", NULL);
    worksheet_merge_range(sheet, 1, 0, 2, 5, "请勿修改表头", NULL);
    fill_one(workbook_add_worksheet(book, "明细"), "U1");
    lxw_worksheet *codes = workbook_add_worksheet(book, "代码");
    worksheet_write_string(codes, 0, 0, "用途", NULL);
    worksheet_write_string(codes, 1, 0, "住宅", NULL);
    (void)workbook_add_worksheet(book, "Sheet4");
}

static void the_sheet_with_the_header_is_read_and_the_others_are_listed(void **state) {
    (void)state;
    FeedOutput output = read_book(contract_estate(), fill_explained);
    assert_int_equal(output.batch.row_count, 1);
    assert_int_equal(output.quarantined_count, 0);
    assert_int_equal(output.rows[0], 2);
    assert_int_equal(output.ignored_count, 2);
    assert_true(str_equal(output.ignored[0], STR("[结算]")));
    assert_true(str_equal(output.ignored[1], STR("[代码]")));
    feed_output_release(&output);
}

static void fill_two(lxw_workbook *book, lxw_worksheet *sheet) {
    fill_one(sheet, "U1");
    fill_one(workbook_add_worksheet(book, "八月"), "U2");
}

static void fill_half(lxw_workbook *book, lxw_worksheet *sheet) {
    fill_one(sheet, "U1");
    write_texts(workbook_add_worksheet(book, "八月"), 0, HEADS, 5);
}

// What was not read must never look as if it had been.
static void rows_in_two_sheets_refuse_the_workbook(void **state) {
    (void)state;
    const struct {
        FillSheet fill;
        const char *message;
    } cases[] = {{fill_two, "the sheets 结算 and 八月 both have rows of feed F09"},
                 {fill_half, "sheet 八月: the header in row 1 lacks required columns"}};
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        CLEANUP(text_release) Text bytes = {0};
        FeedOutput output = {0};
        Error error = {0};
        make_book(cases[i].fill, &bytes);
        assert_int_equal(read_bytes(contract_estate(), "x.xlsx", text_str(&bytes), &output, &error),
                         STATUS_INVALID);
        assert_non_null(strstr(error.message, cases[i].message));
    }
}

// ---- workbooks that no program writes

static void read_source(zip_source_t *source, Text *out) {
    char chunk[4096];
    zip_int64_t got = 0;
    assert_int_equal(zip_source_open(source), 0);
    while ((got = zip_source_read(source, chunk, sizeof chunk)) > 0) {
        text_append(out, (Str){chunk, (size_t)got});
    }
    zip_source_close(source);
}

// The sheet with the first `from` replaced by `to`, and cut off behind that when to is "".
static void edit_sheet(Text *book, const char *from, const char *to) {
    static const char PART[] = "xl/worksheets/sheet1.xml";
    CLEANUP(text_release) Text sheet = {0};
    CLEANUP(text_release) Text edited = {0};
    zip_source_t *source = zip_source_buffer_create(book->data, book->length, 0, NULL);
    zip_source_keep(source);
    zip_t *archive = zip_open_from_source(source, 0, NULL);
    assert_non_null(archive);
    zip_file_t *file = zip_fopen(archive, PART, 0);
    assert_non_null(file);
    char chunk[4096];
    zip_int64_t got = 0;
    while ((got = zip_fread(file, chunk, sizeof chunk)) > 0) {
        text_append(&sheet, (Str){chunk, (size_t)got});
    }
    zip_fclose(file);
    size_t at = 0;
    assert_true(str_find(text_str(&sheet), str_from(from), &at));
    text_append(&edited, str_slice(text_str(&sheet), 0, at));
    text_append(&edited, str_from(to));
    if (to[0] != '\0') {
        text_append(&edited, str_slice(text_str(&sheet), at + strlen(from), sheet.length));
    }
    zip_source_t *changed = zip_source_buffer(archive, edited.data, edited.length, 0);
    assert_int_equal(
        zip_file_replace(archive, (zip_uint64_t)zip_name_locate(archive, PART, 0), changed, 0), 0);
    assert_int_equal(zip_close(archive), 0);
    Text again = {0};
    read_source(source, &again);
    zip_source_free(source);
    text_release(book);
    *book = again;
}

static void error_cells_are_formula_errors(void **state) {
    (void)state;
    CLEANUP(text_release) Text book = {0};
    make_book(fill_estate, &book);
    edit_sheet(&book, "<c r=\"E4\"", "<c r=\"E4\" t=\"e\"");
    FeedOutput output = {0};
    assert_int_equal(read_bytes(contract_estate(), "x.xlsx", text_str(&book), &output, NULL),
                     STATUS_OK);
    assert_int_equal(output.quarantined_count, 1);
    assert_int_equal(output.quarantined[0].reason, QUARANTINE_FORMULA_ERROR);
    // Numbers become what they mean, because the export is CSV.
    assert_true(str_equal(
        output.quarantined[0].cells,
        STR("U1,陈 三,'330303197001010010,住宅,89.34999999999999,2025-08-22,1234567.10")));
    assert_true(str_equal(output.quarantined[0].column, STR("面积")));
    feed_output_release(&output);
}

static void a_formula_whose_result_was_not_saved_is_no_empty_cell(void **state) {
    (void)state;
    CLEANUP(text_release) Text book = {0};
    make_book(fill_bad, &book);
    edit_sheet(&book, "<f>1+1</f><v>2</v>", "<f>1+1</f>");
    FeedOutput output = {0};
    assert_int_equal(read_bytes(contract_estate(), "x.xlsx", text_str(&book), &output, NULL),
                     STATUS_OK);
    const QuarantinedRow *bad = &output.quarantined[1];
    assert_int_equal(bad->row, 3);
    assert_int_equal(bad->reason, QUARANTINE_FORMULA_NO_RESULT);
    assert_true(str_equal(bad->value, STR("=1+1")));
    feed_output_release(&output);
}

static void a_sheet_that_breaks_off_gives_the_rows_before(void **state) {
    (void)state;
    CLEANUP(text_release) Text book = {0};
    make_book(fill_long, &book);
    edit_sheet(&book, "<row r=\"301\"", "");
    FeedOutput output = {0};
    Error error = {0};
    assert_int_equal(read_bytes(contract_estate(), "x.xlsx", text_str(&book), &output, &error),
                     STATUS_OK);
    assert_int_equal(output.batch.row_count, 299);
    assert_int_equal(output.quarantined_count, 1);
    assert_int_equal(output.quarantined[0].reason, QUARANTINE_FILE_CUT_OFF);
    assert_int_equal(output.quarantined[0].row, 301);
    feed_output_release(&output);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sheets_are_read_with_titles_totals_and_typed_cells),
        cmocka_unit_test(damage_by_the_spreadsheet_is_recognised),
        cmocka_unit_test(long_sheets_are_read_to_the_end),
        cmocka_unit_test(a_sheet_without_header_is_refused),
        cmocka_unit_test(error_cells_are_formula_errors),
        cmocka_unit_test(a_sheet_that_breaks_off_gives_the_rows_before),
        cmocka_unit_test(the_sheet_with_the_header_is_read_and_the_others_are_listed),
        cmocka_unit_test(rows_in_two_sheets_refuse_the_workbook),
        cmocka_unit_test(a_formula_whose_result_was_not_saved_is_no_empty_cell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

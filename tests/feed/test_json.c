// SPDX-License-Identifier: Apache-2.0
#include "contracts.h"

#include "base/check.h"
#include "format/gzip.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define LINE_1                                                                                             \
    "{\"证件号码\":\"330303197001010010\",\"姓名\":\"陈 三\",\"月额\":1234.50,\"发放年月\":" \
    "\"2025-08\",\"unknown\":[1]}\n"
#define LINE_2                                                                                     \
    "{\"pay_month\":202507,\"amount\":\"1,000\",\"id_no\":\"330303198002020020\",\"name\":null}\n"

static FeedOutput read_fine(Str text) {
    FeedOutput output = {0};
    Error error = {0};
    Status status = read_bytes(contract_pensions(), "F12-20250825.jsonl", text, &output, &error);
    if (status != STATUS_OK) {
        print_error("%s\n", error.message);
    }
    assert_int_equal(status, STATUS_OK);
    assert_int_equal(output.rows_read, output.batch.row_count + output.quarantined_count);
    return output;
}

static void one_object_a_line_is_one_row(void **state) {
    (void)state;
    FeedOutput output = read_fine(STR(LINE_1 "\r\n" LINE_2));
    assert_int_equal(output.batch.row_count, 2);
    assert_int_equal(output.quarantined_count, 0);
    assert_int_equal(output.rows_skipped, 1);
    assert_int_equal(output.ignored_count, 1);
    assert_true(str_equal(output.ignored[0], STR("unknown")));
    assert_int_equal(output.rows[1], 3);
    assert_string_equal(value_text(&output, 0, "amount"), "1234.50");
    assert_string_equal(value_text(&output, 0, "start_month"), "");
    assert_string_equal(value_text(&output, 1, "amount"), "1000.00");
    assert_string_equal(value_text(&output, 1, "pay_month"), "2025-07");
    feed_output_release(&output);
}

static void an_envelope_in_the_first_line_is_no_row(void **state) {
    (void)state;
    FeedOutput output =
        read_fine(STR("{\"envelope\":{\"feed\":\"F12\",\"row_count\":1}}\n" LINE_1));
    assert_int_equal(output.rows_read, 1);
    assert_int_equal(output.rows_skipped, 0);
    assert_int_equal(output.rows[0], 2);
    feed_output_release(&output);
}

static void a_bad_line_is_one_quarantined_row(void **state) {
    (void)state;
    const struct {
        const char *line;
        const char *column;
        const char *reason;
    } cases[] = {
        {"{\"id_no\":", "", "malformed_row"},
        {"[1,2]", "", "malformed_row"},
        {"7", "", "malformed_row"},
        {"{\"id_no\":\"1\",\"id_no\":\"2\"}", "", "malformed_row"},
        {"{\"id_no\":\"1\",\"证件号码\":\"2\"}", "id_no", "malformed_row"},
        {"{\"id_no\":[1]}", "id_no", "malformed_row"},
        {"{\"amount\":1}", "id_no", "required_empty"},
        {"{\"id_no\":\"330303197001010010\",\"amount\":true,\"pay_month\":202508}", "amount",
         "not_money"},
        {"{\"id_no\":330303197001010010,\"amount\":1,\"pay_month\":202508}", "id_no",
         "identity_excel_damage"},
        {"{\"id_no\":\"330303197001010010\",\"amount\":1e3,\"pay_month\":202508}", "amount",
         "not_money"},
        {"{\"id_no\":\"330303197001010010\",\"amount\":1,\"pay_month\":202509}", "pay_month",
         "in_the_future"},
        {"{\"id_no\":\"330303197001010010\",\"name\":\"\xFF\"}", "", "wrong_encoding"},
        {"{\"envelope\":{}}", "id_no", "required_empty"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        CLEANUP(text_release) Text text = {0};
        text_append(&text, STR(LINE_1));
        text_append(&text, str_from(cases[i].line));
        text_append(&text, STR("\n" LINE_2));
        FeedOutput output = read_fine(text_str(&text));
        assert_int_equal(output.batch.row_count, 2);
        assert_int_equal(output.quarantined_count, 1);
        const QuarantinedRow *bad = &output.quarantined[0];
        assert_int_equal(bad->row, 2);
        assert_string_equal(quarantine_reason_id(bad->reason), cases[i].reason);
        assert_true(str_equal(bad->column, str_from(cases[i].column)));
        feed_output_release(&output);
    }
}

static void a_file_without_any_object_is_refused(void **state) {
    (void)state;
    FeedOutput output = {0};
    Error error = {0};
    assert_int_equal(read_bytes(contract_pensions(), "x.jsonl", STR("a,b\n1,2\n"), &output, &error),
                     STATUS_INVALID);
    assert_string_equal(error.message, "no line of the file is a JSON object; write one object a "
                                       "line, like {\"name\": ...}");
}

static void a_cut_file_says_so(void **state) {
    (void)state;
    CLEANUP(text_release) Text text = {0};
    CLEANUP(text_release) Text packed = {0};
    for (int i = 0; i < 2000; i++) {
        text_format(&text,
                    "{\"id_no\":\"330303197001010010\",\"amount\":%d,\"pay_month\":202508}\n",
                    i * 37);
    }
    gzip_pack(text_str(&text), &packed);
    FeedOutput output = {0};
    assert_int_equal(read_bytes(contract_pensions(), "x.jsonl.gz",
                                str_slice(text_str(&packed), 0, packed.length / 2), &output, NULL),
                     STATUS_OK);
    assert_in_range(output.batch.row_count, 100, 1999);
    assert_int_equal(output.quarantined_count, 1);
    assert_int_equal(output.quarantined[0].reason, QUARANTINE_FILE_CUT_OFF);
    assert_int_equal(output.quarantined[0].row, output.batch.row_count + 1);
    feed_output_release(&output);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_object_a_line_is_one_row),
        cmocka_unit_test(an_envelope_in_the_first_line_is_no_row),
        cmocka_unit_test(a_bad_line_is_one_quarantined_row),
        cmocka_unit_test(a_file_without_any_object_is_refused),
        cmocka_unit_test(a_cut_file_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

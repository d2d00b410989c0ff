// SPDX-License-Identifier: Apache-2.0
#include "contracts.h"

#include "base/check.h"
#include "format/gzip.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define HEADER "结算ID,证件号码,姓名,医疗类别,结算时间,医疗费总额,个人负担,退费标志\n"
#define ROW_1 "S1,330303197001010010,陈 三,21,2025-08-22 10:11:12,\"218,000.00\",75000,否\n"

static const char *const ROW_2 = "S2,330303198002020020,李四,住院,2025/8/22,¥12.5,１２,0\n";

static void assert_quarantined(const FeedOutput *output, size_t index, int64_t row,
                               const char *column, const char *reason) {
    assert_true(index < output->quarantined_count);
    const QuarantinedRow *bad = &output->quarantined[index];
    assert_string_equal(quarantine_reason_id(bad->reason), reason);
    assert_int_equal(bad->row, row);
    assert_true(str_equal(bad->column, str_from(column)));
}

static void assert_counts(const FeedOutput *output, size_t accepted, size_t quarantined,
                          int64_t skipped) {
    assert_int_equal(output->batch.row_count, accepted);
    assert_int_equal(output->quarantined_count, quarantined);
    assert_int_equal(output->rows_skipped, skipped);
    assert_int_equal(output->rows_read, accepted + quarantined);
}

static FeedOutput read_fine(const char *text) {
    FeedOutput output = {0};
    Error error = {0};
    Status status =
        read_bytes(contract_settlements(), "F01-20250825.csv", str_from(text), &output, &error);
    if (status != STATUS_OK) {
        print_error("%s\n", error.message);
    }
    assert_int_equal(status, STATUS_OK);
    return output;
}

static void rows_become_typed_values(void **state) {
    (void)state;
    FeedOutput output = read_fine(HEADER ROW_1);
    assert_counts(&output, 1, 0, 0);
    assert_int_equal(output.rows[0], 2);
    const struct {
        const char *column;
        const char *text;
    } values[] = {
        {"setl_id", "S1"},
        {"certno", "1"},
        {"med_type", "21"},
        {"setl_time", "2025-08-22T10:11:12+08:00"},
        {"acct_pay", ""},
        {"medfee_sumamt", "218000.00"},
        {"psn_part_amt", "75000.00"},
        {"refd_setl_flag", "false"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(values); i++) {
        assert_string_equal(value_text(&output, 0, values[i].column), values[i].text);
    }
    assert_int_equal(batch_find_column(&output.batch, STR("psn_name")), -1);
    feed_output_release(&output);
    feed_output_release(&output);
}

static void titles_totals_blank_lines_and_repeated_headers_are_skipped(void **state) {
    (void)state;
    FeedOutput output = read_fine("2025年8月医保结算明细,,\n"
                                  "\n" HEADER ROW_1 ",,,,,,,\n" HEADER "合 计：,,,,,218000,75000,\n"
                                  "总计,1 行\n");
    assert_counts(&output, 1, 0, 6);
    assert_int_equal(output.rows[0], 4);
    feed_output_release(&output);
}

static void a_row_that_only_begins_like_a_total_is_a_row(void **state) {
    (void)state;
    FeedOutput output = read_fine(HEADER "合计,330303197001010010,,21,2025-08-22,1,1,\n"
                                         "计,,,21,2025-08-22,1,1,\n");
    assert_counts(&output, 1, 1, 0);
    assert_quarantined(&output, 0, 3, "证件号码", "required_empty");
    feed_output_release(&output);
}

static void amounts_in_another_unit_refuse_the_file(void **state) {
    (void)state;
    static const char *const TITLES[] = {"单位：万元", "结算明细（单位 千元）", "金额 单位:分"};
    for (size_t i = 0; i < ARRAY_COUNT(TITLES); i++) {
        CLEANUP(text_release) Text text = {0};
        text_format(&text, "%s\n%s%s", TITLES[i], HEADER, ROW_1);
        FeedOutput output = {0};
        Error error = {0};
        assert_int_equal(read_bytes(contract_settlements(), "F01-20250825.csv", text_str(&text),
                                    &output, &error),
                         STATUS_INVALID);
        assert_non_null(strstr(error.message, "row 1 says"));
        assert_non_null(strstr(error.message, "convert them to yuan"));
    }
    FeedOutput output =
        read_fine("填报单位名称：万元集团\n捐赠100万元以上的单位\n单位：元\n" HEADER ROW_1);
    assert_counts(&output, 1, 0, 3);
    feed_output_release(&output);
}

static void heads_may_be_spelled_in_every_accepted_way(void **state) {
    (void)state;
    static const char *const HEADS[] = {
        "setl_id,certno,med_type,setl_time,medfee_sumamt,psn_part_amt\n",
        "SETL_ID, Certno ,MED_TYPE,setl_time,medfee_sumamt,psn_part_amt\n",
        "结算ID,身份证号,医疗类别,结算时间,总费用,个人负担\n",
        "结算ｉｄ,公民 身份号码,医疗　类别,*结算时间,医疗费总额（元）,个人负担(元)*\n",
        "\xEF\xBB\xBF\"结算ID\",\"证件\n号码\",医疗类别,结算时间,医疗费总额,个人负担\n",
    };
    for (size_t i = 0; i < ARRAY_COUNT(HEADS); i++) {
        CLEANUP(text_release) Text text = {0};
        text_append(&text, str_from(HEADS[i]));
        text_append(&text, STR("S1,330303197001010010,21,2025-08-22,1,1\n"));
        FeedOutput output = read_fine(text.data);
        assert_counts(&output, 1, 0, 0);
        feed_output_release(&output);
    }
}

static void files_without_a_usable_header_are_refused(void **state) {
    (void)state;
    const struct {
        const char *text;
        const char *message;
    } cases[] = {
        {"", "the file is empty; send it again"},
        {"a,b\n1,2\n", "none of the first 20 rows is a header of feed F01; its column heads are "
                       "like setl_id or 结算ID"},
        {"结算ID,证件号码,医疗类别,结算时间\n",
         "the header in row 1 lacks required columns: medfee_sumamt 医疗费总额, psn_part_amt "
         "个人负担; add them and send the file again"},
        {"结算ID,证件号码,身份证号\n",
         "row 1: columns 2 (证件号码) and 3 (身份证号) are both the field certno; delete or rename "
         "one of them"},
        {"结算ID,医疗费总额(万元),证件号码,医疗类别,结算时间,个人负担\n",
         "the header in row 1 lacks required columns: medfee_sumamt 医疗费总额; add them and send "
         "the file again"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        FeedOutput output = {0};
        Error error = {0};
        assert_int_equal(
            read_bytes(contract_settlements(), "x.csv", str_from(cases[i].text), &output, &error),
            STATUS_INVALID);
        assert_string_equal(error.message, cases[i].message);
    }
}

static void files_of_an_unknown_form_are_refused(void **state) {
    (void)state;
    FeedOutput output = {0};
    Error error = {0};
    Str text = STR(HEADER ROW_1);
    assert_int_equal(read_bytes(contract_settlements(), "F01.pdf", text, &output, &error),
                     STATUS_INVALID);
    assert_non_null(strstr(error.message, "names end in .csv, .jsonl or .xlsx"));
    assert_int_equal(
        read_bytes(contract_settlements(), "F01.csv", STR("PK\x03\x04..."), &output, &error),
        STATUS_INVALID);
    assert_non_null(strstr(error.message, "give it the ending .xlsx"));
    assert_int_equal(read_bytes(contract_settlements(), "F01.csv",
                                STR("\xFF\xFE"
                                    "a\0b\0"),
                                &output, &error),
                     STATUS_INVALID);
    assert_non_null(strstr(error.message, "UTF-16"));
}

static void the_first_fault_in_column_order_decides(void **state) {
    (void)state;
    FeedOutput output = read_fine(HEADER "S1,330303197001010018,A?,,x,y,z,maybe\n");
    assert_counts(&output, 0, 1, 0);
    assert_quarantined(&output, 0, 2, "证件号码", "identity_checksum");
    assert_true(str_equal(output.quarantined[0].value, STR("330303197001010018")));
    assert_true(str_equal(output.quarantined[0].cells,
                          STR("S1,,'330303197001010018,A?,,,,,,x,,y,,,,,z,,,maybe")));
    feed_output_release(&output);
}

static void every_reason_names_column_and_value(void **state) {
    (void)state;
    const struct {
        const char *row;
        const char *column;
        const char *reason;
    } cases[] = {
        {",330303197001010010,,21,2025-08-22,1,1,", "结算ID", "required_empty"},
        {"S1,,,21,2025-08-22,1,1,", "证件号码", "required_empty"},
        {"S1,33030319700101,,21,2025-08-22,1,1,", "证件号码", "identity_length"},
        {"S1,33030319700101001A,,21,2025-08-22,1,1,", "证件号码", "identity_characters"},
        {"S1,330303197001010018,,21,2025-08-22,1,1,", "证件号码", "identity_checksum"},
        {"S1,33030319700230001X,,21,2025-08-22,1,1,", "证件号码", "identity_birth_date"},
        {"S1,3.30303E+17,,21,2025-08-22,1,1,", "证件号码", "identity_excel_damage"},
        {"S1,330303197001010000,,21,2025-08-22,1,1,", "证件号码", "identity_excel_damage"},
        {"2.02508E+15,330303197001010010,,21,2025-08-22,1,1,", "结算ID", "text_excel_damage"},
        {"#REF!,330303197001010010,,21,2025-08-22,1,1,", "结算ID", "formula_error"},
        {"S\x01,330303197001010010,,21,2025-08-22,1,1,", "结算ID", "text_characters"},
        {"S1,330303197001010010,张\xEE\x80\x80,21,2025-08-22,1,1,", "姓名", "name_characters"},
        {"S1,330303197001010010,张?,21,2025-08-22,1,1,", "姓名", "name_characters"},
        {"S1,330303197001010010,,21,2025-02-30,1,1,", "结算时间", "not_instant"},
        {"S1,330303197001010010,,21,45891,1,1,", "结算时间", "not_instant"},
        {"S1,330303197001010010,,21,2025-08-26 00:00:00,1,1,", "结算时间", "in_the_future"},
        {"S1,330303197001010010,,21,2025-08-22,1.234,1,", "医疗费总额", "not_money"},
        {"S1,330303197001010010,,21,2025-08-22,10000000.01,1,", "医疗费总额", "above_maximum"},
        {"S1,330303197001010010,,21,2025-08-22,-10000000.01,1,", "医疗费总额", "below_minimum"},
        {"S1,330303197001010010,,21,2025-08-22,1,x,", "个人负担", "not_money"},
        {"S1,330303197001010010,,21,2025-08-22,1,1,2", "退费标志", "not_boolean"},
        {"S1,330303197001010010,,21,2025-08-22,1,1", "", "malformed_row"},
        {"S1,330303197001010010,,21,2025-08-22,1,1,,", "", "malformed_row"},
        {"S1,\"330303197001010010,,21,2025-08-22,1,1,", "", "malformed_row"},
        {"S1,\"330303197001010010\" x,,21,2025-08-22,1,1,", "", "malformed_row"},
        {"S1,330303197001010010,\xFF,21,2025-08-22,1,1,", "姓名", "wrong_encoding"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        CLEANUP(text_release) Text text = {0};
        text_append(&text, STR(HEADER ROW_1));
        text_append(&text, str_from(cases[i].row));
        text_append(&text, STR("\n"));
        text_append(&text, str_from(ROW_2));
        FeedOutput output = read_fine(text.data);
        assert_counts(&output, 2, 1, 0);
        assert_quarantined(&output, 0, 3, cases[i].column, cases[i].reason);
        assert_int_equal(output.rows[1], 4);
        feed_output_release(&output);
    }
}

static void a_stray_quote_costs_one_row_even_when_a_later_one_closes_it(void **state) {
    (void)state;
    FeedOutput output = read_fine(HEADER ROW_1 "S2,330303197001010010,\"x,21,2025-08-22,1,1,\n"
                                               "S3,330303197001010010,y\",21,2025-08-22,1,1,\n"
                                               "S4,330303197001010010,,21,2025-08-22,1,1,\n");
    assert_counts(&output, 3, 1, 0);
    assert_quarantined(&output, 0, 3, "", "malformed_row");
    feed_output_release(&output);
}

static void a_line_break_inside_quotes_is_part_of_the_value(void **state) {
    (void)state;
    FeedOutput output = read_fine("结算ID,证件号码,医疗机构,医疗类别,结算时间,医疗费总额,个人负担\n"
                                  "S1,330303197001010010,\"第一\r\n医院\",21,2025-08-22,1,1\n"
                                  "S2,330303197001010010,二院,21,2025-08-22,1,x\n");
    assert_counts(&output, 1, 1, 0);
    assert_string_equal(value_text(&output, 0, "fixmedins_name"), "第一  医院");
    assert_quarantined(&output, 0, 4, "个人负担", "not_money");
    feed_output_release(&output);
}

static void gb18030_files_are_read_like_utf8_ones(void **state) {
    (void)state;
    // 结算ID,证件号码,姓名,医疗类别,结算时间,医疗费总额,个人负担 and 女 as a name, which is UTF-8
    // too
    FeedOutput output =
        read_fine("\xBD\xE1\xCB\xE3ID,\xD6\xA4\xBC\xFE\xBA\xC5\xC2\xEB,\xD0\xD5\xC3\xFB,"
                  "\xD2\xBD\xC1\xC6\xC0\xE0\xB1\xF0,\xBD\xE1\xCB\xE3\xCA\xB1\xBC\xE4,"
                  "\xD2\xBD\xC1\xC6\xB7\xD1\xD7\xDC\xB6\xEE,\xB8\xF6\xC8\xCB\xB8\xBA\xB5\xA3\n"
                  "S1,330303197001010010,\xC5\xAE,21,2025-08-22,1,1\n"
                  "S2,330303197001010010,\xC5\xFF,21,2025-08-22,1,1\n"
                  "S3,330303197001010010,\xD7\xA1,\xD7\xA1\xD4\xBA,2025-08-22,1,x\n");
    assert_counts(&output, 1, 2, 0);
    assert_quarantined(&output, 0, 3, "姓名", "wrong_encoding");
    assert_quarantined(&output, 1, 4, "个人负担", "not_money");
    assert_true(str_equal(output.quarantined[1].cells,
                          STR("S3,,'330303197001010010,住,,住院,,,,2025-08-22,,1,,,,,x,,,")));
    feed_output_release(&output);
}

static void a_damaged_byte_does_not_change_how_other_rows_are_read(void **state) {
    (void)state;
    // The damaged row alone would be valid GB18030.
    FeedOutput output = read_fine("setl_id,certno,psn_name,med_type,setl_time,medfee_sumamt,"
                                  "psn_part_amt,fixmedins_name\n"
                                  "S1,330303197001010010,陈三,21,2025-08-22,1,1,龙湾医院\n"
                                  "S2,330303197001010010,陈\xB0\xA1,21,2025-08-22,1,1,\n"
                                  "S3,330303197001010010,陈三,21,2025-08-22,1,1,龙湾医院\n");
    assert_counts(&output, 2, 1, 0);
    assert_quarantined(&output, 0, 3, "psn_name", "wrong_encoding");
    assert_string_equal(value_text(&output, 1, "fixmedins_name"), "龙湾医院");
    feed_output_release(&output);
}

static void a_cut_gzip_file_gives_the_rows_before_the_cut(void **state) {
    (void)state;
    CLEANUP(text_release) Text text = {0};
    CLEANUP(text_release) Text packed = {0};
    text_append(&text, STR(HEADER));
    for (int i = 0; i < 3000; i++) {
        text_format(&text, "S%d,330303197001010010,,21,2025-08-22,%d,%d.%02d,\n", i, i * 7, i,
                    i % 100);
    }
    gzip_pack(text_str(&text), &packed);
    for (size_t cut = packed.length / 3; cut < packed.length; cut += packed.length / 9) {
        FeedOutput output = {0};
        Error error = {0};
        assert_int_equal(read_bytes(contract_settlements(), "F01-20250825.csv.gz",
                                    str_slice(text_str(&packed), 0, cut), &output, &error),
                         STATUS_OK);
        assert_in_range(output.batch.row_count, 100, 3000);
        assert_int_equal(output.quarantined_count, 1);
        assert_quarantined(&output, 0, (int64_t)output.batch.row_count + 2, "", "file_cut_off");
        feed_output_release(&output);
    }
    packed.data[packed.length / 2] ^= 0x10;
    FeedOutput output = {0};
    Error error = {0};
    assert_int_equal(read_bytes(contract_settlements(), "F01-20250825.csv.gz", text_str(&packed),
                                &output, &error),
                     STATUS_CORRUPT);
}

static void every_identity_cell_of_an_accepted_row_is_matched_once(void **state) {
    (void)state;
    Matches matches = {0};
    FeedInput input = {
        .contract = contract_births(),
        .file_name = STR("F03-20250825.csv"),
        .bytes = STR("出生医学证明号,新生儿姓名,新生儿性别,出生时间,母亲姓名,母亲证件号码,"
                     "父亲姓名,父亲证件号码\n"
                     "A1,陈 小,男,2025-08-20 03:04:05,李　梅,330303198002020020,"
                     "Ｊohn • Smith,330303197001010010\n"
                     "A2,,女,2025-08-20,,,父,330303197001010010\n"
                     "A3,,女,2025-08-20,,,,\n"
                     "A4,,女,2025-08-20,,330303198002020020,,330303197001010018\n"),
        .delivered = date_make(2025, 8, 25),
        .match = matches_find,
        .match_context = &matches};
    FeedOutput output = {0};
    assert_int_equal(feed_read(&input, &output, NULL), STATUS_OK);
    assert_counts(&output, 2, 2, 0);
    assert_int_equal(matches.count, 3);
    assert_string_equal(matches.items[0].name, "李梅");
    assert_string_equal(matches.items[1].name, "John\xC2\xB7Smith");
    assert_string_equal(matches.items[2].name, "父");
    assert_true(str_equal(output.names[0], STR("陈小")));
    assert_int_equal(output.names[1].length, 0);
    assert_string_equal(value_text(&output, 0, "mother_id"), "1");
    assert_string_equal(value_text(&output, 0, "father_id"), "2");
    assert_string_equal(value_text(&output, 0, "child"), "");
    assert_quarantined(&output, 0, 4, "母亲证件号码", "required_empty");
    assert_quarantined(&output, 1, 5, "父亲证件号码", "identity_checksum");
    feed_output_release(&output);
}

static void births_need_a_column_for_one_parent(void **state) {
    (void)state;
    FeedOutput output = {0};
    Error error = {0};
    Str father_only = STR("birth_cert_no,child_sex,birth_time,father_id\n"
                          "A1,1,2025-08-20,330303197001010010\n");
    assert_int_equal(read_bytes(contract_births(), "x.csv", father_only, &output, &error),
                     STATUS_OK);
    assert_counts(&output, 1, 0, 0);
    feed_output_release(&output);
    Str none = STR("birth_cert_no,child_sex,birth_time\n");
    assert_int_equal(read_bytes(contract_births(), "x.csv", none, &output, &error), STATUS_INVALID);
    assert_string_equal(error.message, "the header in row 1 lacks required columns: mother_id "
                                       "母亲证件号码, father_id 父亲证件号码; add them and send "
                                       "the file again");
}

static void a_corrected_export_is_read_again(void **state) {
    (void)state;
    FeedOutput output = read_fine(HEADER "S1,330303197001010018,=张,21,2025-08-22,\"1,000\",1,\n");
    assert_counts(&output, 0, 1, 0);
    CLEANUP(text_release) Text text = {0};
    text_append(&text, STR("\xEF\xBB\xBFquarantine_id,file,row,column,value,reason,remedy"));
    const FeedContract *contract = contract_settlements();
    for (size_t i = 0; i < contract->field_count; i++) {
        text_format(&text, "," STR_FMT, STR_ARG(contract->fields[i].name));
    }
    text_format(&text,
                "\r\n7,F01-20250825.csv,2,证件号码,330303197001010018,校验位,\"改,正\"," STR_FMT
                "\r\n",
                STR_ARG(output.quarantined[0].cells));
    feed_output_release(&output);
    char *wrong = strstr(strstr(text.data, "改,正"), "330303197001010018");
    wrong[17] = '0';
    output = read_fine(text.data);
    assert_counts(&output, 1, 0, 0);
    assert_string_equal(value_text(&output, 0, "medfee_sumamt"), "1000.00");
    feed_output_release(&output);
}

// Opened in a spreadsheet and saved, nothing of a quarantined row must change but what was
// corrected.
static void what_a_spreadsheet_would_change_is_exported_as_text(void **state) {
    (void)state;
    static const char *const IDS[] = {"0012", "202508250001", "3-4", "12E3", "2/1"};
    for (size_t i = 0; i < ARRAY_COUNT(IDS); i++) {
        CLEANUP(text_release) Text text = {0};
        text_format(&text, HEADER "%s,330303197001010010,张,21,x,1000.50,1,\n", IDS[i]);
        FeedOutput output = read_fine(text.data);
        assert_counts(&output, 0, 1, 0);
        CLEANUP(text_release) Text start = {0};
        CLEANUP(text_release) Text again = {0};
        text_format(&start, "'%s,", IDS[i]);
        size_t at = 0;
        Str cells = output.quarantined[0].cells;
        assert_true(str_starts_with(cells, text_str(&start)));
        assert_true(str_find(cells, STR(",'330303197001010010,"), &at));
        assert_true(str_find(cells, STR(",1000.50,"), &at));
        text_format(&again, HEADER "'%s,'330303197001010010,张,21,2025-08-22,1,1,\n", IDS[i]);
        feed_output_release(&output);
        output = read_fine(again.data);
        assert_counts(&output, 1, 0, 0);
        assert_string_equal(value_text(&output, 0, "setl_id"), IDS[i]);
        feed_output_release(&output);
    }
}

static void the_header_is_found_within_the_first_twenty_rows_only(void **state) {
    (void)state;
    for (int titles = 18; titles <= 20; titles++) {
        CLEANUP(text_release) Text text = {0};
        for (int i = 0; i < titles; i++) {
            text_append(&text, STR("说明\n"));
        }
        text_append(&text, STR(HEADER ROW_1));
        FeedOutput output = {0};
        Status status = read_bytes(contract_settlements(), "x.csv", text_str(&text), &output, NULL);
        assert_int_equal(status, titles < 20 ? STATUS_OK : STATUS_INVALID);
        if (status == STATUS_OK) {
            assert_counts(&output, 1, 0, titles);
            feed_output_release(&output);
        }
    }
}

static void columns_that_the_contract_does_not_know_are_listed(void **state) {
    (void)state;
    FeedOutput output =
        read_fine("序号,结算ID,证件号码,医疗类别,备注,结算时间,医疗费总额,个人负担,,备注\n"
                  "1,S1,330303197001010010,21,x,2025-08-22,1,1,y,z\n");
    assert_counts(&output, 1, 0, 0);
    assert_int_equal(output.ignored_count, 2);
    assert_true(str_equal(output.ignored[0], STR("序号")));
    assert_true(str_equal(output.ignored[1], STR("备注")));
    feed_output_release(&output);
}

// The cells of a row lie where those of the next one will.
static void a_row_of_too_many_cells_leaves_nothing_in_the_next(void **state) {
    (void)state;
    const char *const row = "S1,330303197001010010,,21,2025-08-22 10:11:12,5.00,3.00,\n";
    CLEANUP(text_release) Text text = {0};
    text_append(&text, STR(HEADER));
    for (int i = 0; i < 100; i++) {
        text_append(&text, STR("合计,,,,,,,,7.00,8.00,9.00,9.00\n"));
        text_append(&text, str_from(row));
        text_append(&text, STR("S2,330303197001010010,,21,2025-08-22,5.00,3.00,1,1,1,1,1\n"));
        text_append(&text, str_from(row));
    }
    FeedOutput output = read_fine(text.data);
    assert_counts(&output, 200, 100, 100);
    for (size_t i = 0; i < 200; i++) {
        assert_string_equal(value_text(&output, i, "setl_id"), "S1");
        assert_string_equal(value_text(&output, i, "mdtrt_id"), "");
        assert_string_equal(value_text(&output, i, "acct_pay"), "");
        assert_string_equal(value_text(&output, i, "refd_setl_flag"), "");
    }
    feed_output_release(&output);
}

static void a_file_of_nothing_but_bad_rows_is_refused_at_the_limit(void **state) {
    (void)state;
    CLEANUP(text_release) Text text = {0};
    text_append(&text, STR(HEADER ROW_1));
    for (int i = 0; i < FEED_QUARANTINED_MAX; i++) {
        text_append(&text, STR("x\n"));
    }
    FeedOutput output = {0};
    Error error = {0};
    assert_int_equal(read_bytes(contract_settlements(), "x.csv", text_str(&text), &output, &error),
                     STATUS_OK);
    assert_counts(&output, 1, FEED_QUARANTINED_MAX, 0);
    feed_output_release(&output);
    text_append(&text, STR("x\n"));
    assert_int_equal(read_bytes(contract_settlements(), "x.csv", text_str(&text), &output, &error),
                     STATUS_TOO_LARGE);
    assert_string_equal(error.message,
                        "more than 500000 rows cannot be used, the first in row 3: the row cannot "
                        "be read; correct the export and send the file again");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_become_typed_values),
        cmocka_unit_test(titles_totals_blank_lines_and_repeated_headers_are_skipped),
        cmocka_unit_test(a_row_that_only_begins_like_a_total_is_a_row),
        cmocka_unit_test(amounts_in_another_unit_refuse_the_file),
        cmocka_unit_test(heads_may_be_spelled_in_every_accepted_way),
        cmocka_unit_test(files_without_a_usable_header_are_refused),
        cmocka_unit_test(files_of_an_unknown_form_are_refused),
        cmocka_unit_test(the_first_fault_in_column_order_decides),
        cmocka_unit_test(every_reason_names_column_and_value),
        cmocka_unit_test(a_stray_quote_costs_one_row_even_when_a_later_one_closes_it),
        cmocka_unit_test(a_line_break_inside_quotes_is_part_of_the_value),
        cmocka_unit_test(gb18030_files_are_read_like_utf8_ones),
        cmocka_unit_test(a_damaged_byte_does_not_change_how_other_rows_are_read),
        cmocka_unit_test(a_cut_gzip_file_gives_the_rows_before_the_cut),
        cmocka_unit_test(every_identity_cell_of_an_accepted_row_is_matched_once),
        cmocka_unit_test(births_need_a_column_for_one_parent),
        cmocka_unit_test(a_corrected_export_is_read_again),
        cmocka_unit_test(what_a_spreadsheet_would_change_is_exported_as_text),
        cmocka_unit_test(columns_that_the_contract_does_not_know_are_listed),
        cmocka_unit_test(a_row_of_too_many_cells_leaves_nothing_in_the_next),
        cmocka_unit_test(a_file_of_nothing_but_bad_rows_is_refused_at_the_limit),
        cmocka_unit_test(the_header_is_found_within_the_first_twenty_rows_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

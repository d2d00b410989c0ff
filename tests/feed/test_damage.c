// SPDX-License-Identifier: Apache-2.0
// Files of every form, damaged at random. Whatever happens to a file: either it is refused in
// words, or every row is accepted or quarantined; and a row whose own bytes and header are whole is
// read as it was before. The seed of a failure is printed.
#include "contracts.h"

#include "base/check.h"
#include "base/memory.h"
#include "format/gzip.h"
#include <iconv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <cmocka.h>

enum { ROWS = 60, ROUNDS = 1500, ROUNDS_XLSX = 150 };

typedef struct Dice { // the same throws every time
    uint64_t state;
} Dice;

static size_t dice_throw(Dice *dice, size_t sides) {
    dice->state = dice->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (size_t)(dice->state >> 33) % sides;
}

// ---- files
// ---------------------------------------------------------------------------------------------------------------------

static void identity_text(size_t i, char out[19]) {
    identity_format(identity_make(330303, date_make(1950 + (int)(i % 60), 1 + (int)(i % 12), 7), 1),
                    out);
}

static void write_csv(Text *out) {
    text_append(out, STR("结算ID,证件号码,姓名,医疗类别,医疗机构,结算时间,医疗费总额,个人负担\n"));
    for (size_t i = 0; i < ROWS; i++) {
        char identity[19];
        identity_text(i, identity);
        text_format(out, "S%03zu,%s,陈%s,%s,\"龙湾,第%zu医院\",2025-08-%02zu 10:11:12,%zu.50,%zu\n",
                    i, identity, i % 2 == 0 ? "三" : "小四", i % 3 == 0 ? "住院" : "11", i,
                    i % 25 + 1, i * 100, i * 10);
    }
}

static void write_json(Text *out) {
    for (size_t i = 0; i < ROWS; i++) {
        char identity[19];
        identity_text(i, identity);
        text_format(out,
                    "{\"结算ID\":\"S%03zu\",\"证件号码\":\"%s\",\"姓名\":\"陈三\",\"医疗类别\":"
                    "\"11\",\"医疗机构\":\"龙湾医院\",\"结算时间\":\"2025-08-%02zu\","
                    "\"医疗费总额\":%zu.5,\"个人负担\":%zu}\n",
                    i, identity, i % 25 + 1, i * 100, i * 10);
    }
}

static void write_gb18030(Str utf8, Text *out) {
    iconv_t converter = iconv_open("GB18030", "UTF-8");
    assert_true(converter != (iconv_t)-1);
    size_t size = utf8.length * 2;
    char *converted = memory_new(size, 1);
    char *in = memory_new(utf8.length + 1, 1);
    memcpy(in, utf8.data, utf8.length);
    char *from = in;
    char *to = converted;
    size_t left = utf8.length;
    size_t room = size;
    assert_int_equal(iconv(converter, &from, &left, &to, &room), 0);
    text_append(out, (Str){converted, size - room});
    iconv_close(converter);
    memory_free(converted);
    memory_free(in);
}

static void write_xlsx(Text *out) {
    static const char *const HEADS[] = {"结算ID",   "证件号码",   "医疗类别",
                                        "结算时间", "医疗费总额", "个人负担"};
    char path[] = "/tmp/feed-damage-XXXXXX";
    int file = mkstemp(path);
    lxw_workbook *book = workbook_new(path);
    lxw_worksheet *sheet = workbook_add_worksheet(book, "结算");
    for (size_t i = 0; i < ARRAY_COUNT(HEADS); i++) {
        worksheet_write_string(sheet, 0, (lxw_col_t)i, HEADS[i], NULL);
    }
    for (lxw_row_t row = 1; row <= ROWS; row++) {
        char identity[19];
        identity_text(row, identity);
        worksheet_write_string(sheet, row, 0, identity + 10, NULL);
        worksheet_write_string(sheet, row, 1, identity, NULL);
        worksheet_write_string(sheet, row, 2, "住院", NULL);
        worksheet_write_number(sheet, row, 3, 45870 + row % 20, NULL);
        worksheet_write_number(sheet, row, 4, row * 10.35, NULL);
        worksheet_write_number(sheet, row, 5, row, NULL);
    }
    assert_int_equal(workbook_close(book), LXW_NO_ERROR);
    char chunk[4096];
    ssize_t got = 0;
    while ((got = read(file, chunk, sizeof chunk)) > 0) {
        text_append(out, (Str){chunk, (size_t)got});
    }
    assert_int_equal(close(file), 0);
    assert_int_equal(unlink(path), 0);
}

// ---- damage
// --------------------------------------------------------------------------------------------------------------------

static Str part(Str bytes, size_t from, size_t to) {
    return str_slice(bytes, from < bytes.length ? from : bytes.length,
                     to < bytes.length ? to : bytes.length);
}

static void damage(Dice *dice, Str bytes, Text *out) {
    static const char *const INSERTS[] = {"\"", ",",  "\n", "\r", "\xFF", "\xC5\xAE", "\\", "{",
                                          "'",  "\t", "]",  "0",  "合计", "\x1A",     "}",  "\"\""};
    size_t at = dice_throw(dice, bytes.length);
    size_t size = 1 + dice_throw(dice, 12);
    text_clear(out);
    switch (dice_throw(dice, 7)) {
    case 0: // flip a bit
        text_append(out, bytes);
        out->data[at] ^= (char)(1 << dice_throw(dice, 7));
        break;
    case 1: // delete
        text_append(out, part(bytes, 0, at));
        text_append(out, part(bytes, at + size, bytes.length));
        break;
    case 2: // insert
        text_append(out, part(bytes, 0, at));
        text_append(out, str_from(INSERTS[dice_throw(dice, ARRAY_COUNT(INSERTS))]));
        text_append(out, part(bytes, at, bytes.length));
        break;
    case 3: // truncate
        text_append(out, part(bytes, 0, at + 1));
        break;
    case 4: // swap two neighbouring parts, as when cells are in the wrong place
        text_append(out, part(bytes, 0, at));
        text_append(out, part(bytes, at + size, at + 2 * size));
        text_append(out, part(bytes, at, at + size));
        text_append(out, part(bytes, at + 2 * size, bytes.length));
        break;
    case 5: // a part comes twice
        text_append(out, part(bytes, 0, at + size));
        text_append(out, part(bytes, at, bytes.length));
        break;
    default: // zero bytes
        text_append(out, bytes);
        for (size_t i = at; i < at + size && i < out->length; i++) {
            out->data[i] = '\0';
        }
    }
}

// ---- what must hold
// ------------------------------------------------------------------------------------------------------------

static bool check_output(const FeedOutput *output) {
    bool holds =
        output->rows_read == (int64_t)(output->batch.row_count + output->quarantined_count) &&
        output->rows_skipped >= 0;
    for (size_t i = 0; i < output->quarantined_count && holds; i++) {
        const QuarantinedRow *bad = &output->quarantined[i];
        holds = bad->row >= 1 && bad->reason < QUARANTINE_REASON_COUNT && str_is_utf8(bad->value) &&
                str_is_utf8(bad->cells) && str_is_utf8(bad->column);
    }
    for (size_t i = 0; i < output->batch.row_count && holds; i++) {
        holds = output->rows[i] >= 1 && (i == 0 || output->rows[i] > output->rows[i - 1]);
    }
    return holds;
}

static size_t count_accepted(Str bytes, const char *name, bool *out_is_sound) {
    FeedOutput output = {0};
    Error error = {0};
    Status status = read_bytes(contract_settlements(), name, bytes, &output, &error);
    *out_is_sound = status == STATUS_OK
                        ? check_output(&output)
                        : error.message[0] != '\0' && str_is_utf8(str_from(error.message));
    size_t accepted = status == STATUS_OK ? output.batch.row_count : 0;
    feed_output_release(&output);
    return accepted;
}

static void check_rounds(Str bytes, const char *name, int rounds) {
    CLEANUP(text_release) Text once = {0};
    CLEANUP(text_release) Text twice = {0};
    bool is_sound = false;
    assert_int_equal(count_accepted(bytes, name, &is_sound), ROWS);
    assert_true(is_sound);
    for (int i = 0; i < rounds; i++) {
        Dice dice = {(uint64_t)i * 7919};
        damage(&dice, bytes, &once);
        if (once.length > 0 && i % 2 == 0) {
            damage(&dice, text_str(&once), &twice);
        } else {
            text_clear(&twice);
            text_append(&twice, text_str(&once));
        }
        (void)count_accepted(text_str(&twice), name, &is_sound);
        if (!is_sound) {
            fail_msg("%s: round %d breaks what must hold", name, i);
        }
    }
}

static void every_row_of_a_damaged_text_file_is_accepted_or_quarantined(void **state) {
    (void)state;
    CLEANUP(text_release) Text csv = {0};
    CLEANUP(text_release) Text json = {0};
    CLEANUP(text_release) Text gb18030 = {0};
    CLEANUP(text_release) Text packed = {0};
    write_csv(&csv);
    write_json(&json);
    write_gb18030(text_str(&csv), &gb18030);
    gzip_pack(text_str(&csv), &packed);
    check_rounds(text_str(&csv), "x.csv", ROUNDS);
    check_rounds(text_str(&gb18030), "x.csv", ROUNDS);
    check_rounds(text_str(&json), "x.jsonl", ROUNDS);
    check_rounds(text_str(&packed), "x.csv.gz", ROUNDS / 3);
}

static void every_row_of_a_damaged_workbook_is_accepted_or_quarantined(void **state) {
    (void)state;
    CLEANUP(text_release) Text bytes = {0};
    write_xlsx(&bytes);
    check_rounds(text_str(&bytes), "x.xlsx", ROUNDS_XLSX);
}

// One damaged byte behind the header may cost the row it stands in and, when it is a line break or
// a quote, one neighbour; never more.
static void one_damaged_byte_costs_two_rows_at_most(void **state) {
    (void)state;
    CLEANUP(text_release) Text csv = {0};
    CLEANUP(text_release) Text json = {0};
    CLEANUP(text_release) Text gb18030 = {0};
    write_csv(&csv);
    write_json(&json);
    write_gb18030(text_str(&csv), &gb18030);
    const struct {
        Text *text;
        const char *name;
    } files[] = {{&csv, "x.csv"}, {&gb18030, "x.csv"}, {&json, "x.jsonl"}};
    static const char BYTES[] = {'"', ',', '\n', '\r', '\0', '\xFF', '\xC5', 'x'};
    for (size_t f = 0; f < ARRAY_COUNT(files); f++) {
        Text *text = files[f].text;
        size_t header_end = 0;
        assert_true(str_find(text_str(text), STR("\n"), &header_end));
        for (size_t at = header_end + 1; at < text->length; at += 3) {
            char before = text->data[at];
            text->data[at] = BYTES[at % ARRAY_COUNT(BYTES)];
            bool is_sound = false;
            size_t accepted = count_accepted(text_str(text), files[f].name, &is_sound);
            if (!is_sound || accepted + 2 < ROWS || accepted > ROWS) {
                fail_msg("%s %zu: byte %zu leaves %zu rows", files[f].name, f, at, accepted);
            }
            text->data[at] = before;
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_of_a_damaged_text_file_is_accepted_or_quarantined),
        cmocka_unit_test(every_row_of_a_damaged_workbook_is_accepted_or_quarantined),
        cmocka_unit_test(one_damaged_byte_costs_two_rows_at_most),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

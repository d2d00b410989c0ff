// SPDX-License-Identifier: Apache-2.0
// Errors in Chinese: every row with arguments of all kinds, messages within messages, what no row
// knows, what was cut.
#include "base/check.h"
#include "base/status.h"
#include "base/text.h"
#include "language/errors.h"
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

typedef struct Row {
    const char *english;
    const char *chinese;
} Row;

static const Row ROWS[] = {
#define ERROR_WORDS(english, chinese) {english, chinese},
#include "language/errors_data.def"
#include "language/errors_foreign.def"
#include "language/errors_model.def"
#include "language/errors_parts.def"
#include "language/errors_program.def"
#include "language/errors_reports.def"
#undef ERROR_WORDS
};

enum { HOLES_MAX = 9 };

typedef struct Sample { // for one hole; a hole of known words gets others
    const char *text, *number, *inner, *inner_chinese;
} Sample;

static const Sample SAMPLES[] = {
    {"陈家村 一组", "7", "the file is empty", "文件是空的"},
    {"/数据/民政 8月.csv", "-12", "Permission denied", "没有权限"},
    {"a;b/'d'", "9223372036854775807", "陈某", "陈某"},
    {"F01", "0", "12", "12"},
};

static bool is_known_hole(const Row *row, size_t hole) {
    const char mark[] = {'{', '=', (char)('1' + hole), '}', '\0'};
    return strstr(row->chinese, mark) != NULL;
}

static const char *hole_text(const Row *row, const Sample *sample, size_t hole, bool is_number,
                             bool is_side_by_side, bool is_chinese) {
    if (is_number) {
        return sample->number;
    }
    if (is_known_hole(row, hole)) {
        if (is_side_by_side) { // known or nothing
            return is_chinese ? "文件是空的" : "the file is empty";
        }
        return is_chinese ? sample->inner_chinese : sample->inner;
    }
    return sample->text;
}

// Writes the message as the call would, and notes what the Chinese shows for each hole.
static void fill_english(const Row *row, const Sample *sample, Text *out,
                         const char *shown[HOLES_MAX]) {
    size_t hole = 0;
    bool is_after_hole = false;
    for (const char *at = row->english; *at != '\0';) {
        if (at[0] != '%' || at[1] == '%') {
            text_append_char(out, *at);
            at += *at == '%' ? 2 : 1;
            is_after_hole = false;
            continue;
        }
        at += 1 + strspn(at + 1, "-.*0123456789lz");
        assert_true(hole < HOLES_MAX);
        bool is_number = *at++ != 's';
        text_append(out, str_from(hole_text(row, sample, hole, is_number, is_after_hole, false)));
        shown[hole] = hole_text(row, sample, hole, is_number, is_after_hole, true);
        is_after_hole = true;
        hole++;
    }
}

static void fill_chinese(const Row *row, const char *const shown[HOLES_MAX], Text *out) {
    for (const char *at = row->chinese; *at != '\0';) {
        size_t mark = strncmp(at, "{=", 2) == 0 ? 2 : 1;
        if (at[0] == '{' && at[mark] >= '1' && at[mark] <= '9' && at[mark + 1] == '}') {
            assert_non_null(shown[at[mark] - '1']); // no number without a hole
            text_append(out, str_from(shown[at[mark] - '1']));
            at += mark + 2;
        } else {
            text_append_char(out, *at++);
        }
    }
}

static void assert_chinese(const char *english, const char *chinese) {
    CLEANUP(text_release) Text words = {0};
    errors_in_chinese(str_from(english), &words);
    if (!str_equal(text_str(&words), str_from(chinese))) {
        fail_msg("%s\n  gives    " STR_FMT "\n  expected %s", english, STR_ARG(text_str(&words)),
                 chinese);
    }
}

static bool has_letters(const char *format) {
    for (; *format != '\0'; format++) {
        if (*format == '%') {
            format += 1 + strspn(format + 1, "-.*0123456789lz");
        } else if ((*format | 0x20) >= 'a' && (*format | 0x20) <= 'z') {
            return true;
        }
    }
    return false;
}

static void every_row_comes_out_with_its_arguments_in_place(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(ROWS); i++) {
        for (size_t k = 0; k < ARRAY_COUNT(SAMPLES); k++) {
            CLEANUP(text_release) Text english = {0};
            CLEANUP(text_release) Text chinese = {0};
            const char *shown[HOLES_MAX] = {0};
            fill_english(&ROWS[i], &SAMPLES[k], &english, shown);
            fill_chinese(&ROWS[i], (const char *const *)shown, &chinese);
            text_append_char(&english, '\0');
            text_append_char(&chinese, '\0');
            if (has_letters(ROWS[i].english) || k < 2) { // else nothing in it is known
                assert_chinese(english.data, chinese.data);
            }
        }
    }
}

static void every_hole_is_shown_once_or_left_out_on_purpose(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(ROWS); i++) {
        size_t holes = 0;
        for (const char *at = ROWS[i].english; *at != '\0'; at++) {
            holes += at[0] == '%' && at[1] != '%';
            at += at[0] == '%' && at[1] == '%';
        }
        for (size_t hole = 0; hole < holes; hole++) {
            const char plain[] = {'{', (char)('1' + hole), '}', '\0'};
            if (!is_known_hole(&ROWS[i], hole) && strstr(ROWS[i].chinese, plain) == NULL) {
                fail_msg("%s: the Chinese does not show hole %zu", ROWS[i].english, hole + 1);
            }
        }
    }
}

static void no_row_stands_twice(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(ROWS); i++) {
        for (size_t k = 0; k < i; k++) {
            if (strcmp(ROWS[i].english, ROWS[k].english) == 0) {
                fail_msg("'%s' has two rows", ROWS[i].english);
            }
        }
    }
}

static void messages_within_messages_are_put_into_chinese_too(void **state) {
    (void)state;
    assert_chinese("民政 8月/F01-20250825.csv: envelope: line 2, column 5: premature EOF",
                   "民政 8月/F01-20250825.csv: 信封：第 2 行第 5 列：内容没有写完");
    assert_chinese("batch 12: segment of batch 12, feed F03: column 2 (姓名) does not have its "
                   "checksum; restore the segment from a backup",
                   "批次 12：批次 12 的归档段，数据项 F03：第 2 列（姓名）的校验和不符；"
                   "请从备份恢复该归档段");
    assert_chinese("cannot read /县 一/key: Permission denied", "不能读取 /县 一/key：没有权限");
    assert_chinese("--from: '2025-13-01' is not a date; write it like 2025-08-22",
                   "--from：“2025-13-01”不是日期；请写成 2025-08-22 的形式");
    assert_chinese("facts.yaml:12: \"feed\" is missing; name the feed whose rows count",
                   "facts.yaml:12: 缺少 \"feed\"；请写用哪个数据项的行");
    assert_chinese(
        "m.dmn:9: decision '补助金额', rule 3, input 2: 1:5: expected an expression but found "
        "'end'\n  > 3 end\n      ^",
        "m.dmn:9: 决策“补助金额”，第 3 条规则，第 2 个输入: 1:5: 这里应是表达式，却是“end”\n"
        "  > 3 end\n      ^");
    assert_chinese("m.dmn:4: input data '收入': refers to an id that no element of the model has: "
                   "'_x'",
                   "m.dmn:4: 输入数据“收入”：引用的编号在模型里不存在：“_x”");
    assert_chinese("SQLite: database or disk is full; make room on the disk, or raise the limit of "
                   "file sizes, and run the same command again: what was accepted before is kept",
                   "SQLite：磁盘已满；请腾出磁盘空间，或调高文件大小的上限，再运行一次同样的命令："
                   "已经接收的都保留着");
    assert_chinese("t.yaml:3: 预警, 一: expected 红, got null: division by zero",
                   "t.yaml:3: 预警，一：应得 红，实得 null：除数为零");
    assert_chinese("more than 65536 rows cannot be used, the first in row 2: the row cannot be "
                   "read; correct the export and send the file again",
                   "超过 65536 行不能用，第一处在第 2 行：整行无法读取；请改正导出后重新报送");
}

static void lines_of_reports_are_put_into_chinese(void **state) {
    (void)state;
    assert_chinese("FAILED  archive: batch 2: there is no segment of batch 2",
                   "不符    归档：批次 2：没有批次 2 的归档段");
    assert_chinese(
        "FAILED  households in the store, same as the archive says: household 7 differs; ",
        "不符    数据库里的户，与归档一致：户 7 不同；");
    assert_chinese("alerts.csv: 3 expected, 2 found, 1 missed, 0 false",
                   "alerts.csv: 应有 3，找到 2，漏掉 1，多出 0");
    assert_chinese("alerts.yaml:9: 刚性支出, 一户: expected 红, got 橙",
                   "alerts.yaml:9: 刚性支出，一户：应得 红，实得 橙");
}

static void what_a_message_quotes_stays_as_it_is(void **state) {
    (void)state;
    assert_chinese("'number' is not an amount; write yuan with at most two decimals, like 4812.50",
                   "“number”不是金额；请以元为单位填写，最多两位小数，如 4812.50");
    assert_chinese("there is nothing at /list", "没有 /list 这个地址");
    assert_chinese("the pack has no feed the file is empty",
                   "政策包里没有数据项 the file is empty");
}

static void what_no_row_knows_stays_as_it_is(void **state) {
    (void)state;
    assert_chinese("", "");
    assert_chinese("quite another thing", "quite another thing");
    assert_chinese("a: b: c", "a: b: c");
    assert_chinese("person x has a number that is none", "person x has a number that is none");
    assert_chinese("cannot read x: strange failure", "不能读取 x：strange failure");
}

static void the_systems_own_words_are_known(void **state) {
    (void)state;
    static const int NUMBERS[] = {ENOENT,    EACCES,       EPERM,  EISDIR, ENOTDIR, EEXIST, ENOSPC,
                                  EFBIG,     EROFS,        EMFILE, EIO,    EINVAL,  ENOMEM, EPIPE,
                                  ENOTEMPTY, ENAMETOOLONG, ELOOP,  EXDEV,  EDQUOT,  EBUSY};
    for (size_t i = 0; i < ARRAY_COUNT(NUMBERS); i++) {
        CLEANUP(text_release) Text words = {0};
        errors_in_chinese(str_from(strerror(NUMBERS[i])), &words);
        if (str_equal(text_str(&words), str_from(strerror(NUMBERS[i])))) {
            fail_msg("'%s' has no row", strerror(NUMBERS[i]));
        }
    }
}

static void a_message_that_was_cut_is_known_by_its_beginning(void **state) {
    (void)state;
    char long_name[2 * ERROR_MESSAGE_SIZE];
    memset(long_name, 'x', sizeof long_name - 1);
    long_name[sizeof long_name - 1] = '\0';
    Error error = {0};
    (void)error_set(&error, STATUS_INVALID,
                    "the draft needs what the archive does not have: %s; take it out of the "
                    "draft's facts and rules, or try the draft once it has been delivered for a "
                    "while",
                    long_name);
    CLEANUP(text_release) Text words = {0};
    errors_in_chinese(str_from(error.message), &words);
    assert_true(str_starts_with(text_str(&words), STR("草案需要归档里没有的数据：xxx")));
    (void)error_set(&error, STATUS_INVALID, "quite another thing %s", long_name);
    text_clear(&words);
    errors_in_chinese(str_from(error.message), &words);
    assert_true(str_equal(text_str(&words), str_from(error.message)));
}

// Whatever a file holds: colons and quotes make many readings, and none takes long.
static void a_message_full_of_separators_is_read_at_once(void **state) {
    (void)state;
    static const char *const PARTS[] = {": ", ":1: ", "'", "; ", ", ", " is ", ":1:1: \n"};
    for (size_t i = 0; i < ARRAY_COUNT(PARTS); i++) {
        CLEANUP(text_release) Text message = {0};
        while (message.length + strlen(PARTS[i]) < ERROR_MESSAGE_SIZE) {
            text_append(&message, str_from(PARTS[i]));
        }
        CLEANUP(text_release) Text words = {0};
        errors_in_chinese(text_str(&message), &words);
        assert_true(str_equal(text_str(&words), text_str(&message)));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_comes_out_with_its_arguments_in_place),
        cmocka_unit_test(every_hole_is_shown_once_or_left_out_on_purpose),
        cmocka_unit_test(no_row_stands_twice),
        cmocka_unit_test(messages_within_messages_are_put_into_chinese_too),
        cmocka_unit_test(lines_of_reports_are_put_into_chinese),
        cmocka_unit_test(what_a_message_quotes_stays_as_it_is),
        cmocka_unit_test(what_no_row_knows_stays_as_it_is),
        cmocka_unit_test(the_systems_own_words_are_known),
        cmocka_unit_test(a_message_that_was_cut_is_known_by_its_beginning),
        cmocka_unit_test(a_message_full_of_separators_is_read_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

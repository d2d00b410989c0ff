// SPDX-License-Identifier: Apache-2.0
#include "format/csv.h"

#include "base/check.h"
#include "base/text.h"
#include "format/csv_write.h"
#include <csv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

// Rows as one readable text: cells in [], a line number before each row, faults by name.
static void describe(Str bytes, char separator, Text *out) {
    CsvScanner scanner = csv_open(bytes, separator);
    CsvRow row = {0};
    while (csv_next(&scanner, &row)) {
        text_format(out, "%d", (int)row.line);
        for (size_t i = 0; i < row.count; i++) {
            text_format(out, "[" STR_FMT "]", STR_ARG(row.cells[i]));
        }
        if (row.fault != CSV_FINE) {
            text_format(out, "!%s!", csv_fault_words(row.fault));
        }
        text_append_char(out, ' ');
    }
    csv_release(&scanner);
}

static void rows_cells_and_lines_are_found(void **state) {
    (void)state;
    const struct {
        const char *text;
        const char *rows;
    } cases[] = {
        {"", ""},
        {"a", "1[a] "},
        {"a,b\n", "1[a][b] "},
        {"a,b\r\nc,d\re,f", "1[a][b] 2[c][d] 3[e][f] "},
        {"a,\n,b\n,\n", "1[a][] 2[][b] 3[][] "},
        {"\n\r\n\r\na\n", "1 2 3 4[a] "},
        {"\"\"\n", "1[] "},
        {"\"a,b\",c\n", "1[a,b][c] "},
        {"\"a \"\"b\"\" c\",\"\"\"\"\n", "1[a \"b\" c][\"] "},
        {"\"two\nlines\",x\nnext\n", "1[two\nlines][x] 3[next] "},
        {"\"two\r\nlines\",\"a\rb\"\nnext", "1[two\r\nlines][a\rb] 4[next] "},
        {"a\"b,c\"\n", "1[a\"b][c\"] "},
        {" \"a\"\n", "1[ \"a\"] "},
        {"陈,王\n", "1[陈][王] "},
        {"long enough for words,more than eight bytes each\n",
         "1[long enough for words][more than eight bytes each] "},
        {"\"open\nb,c\n", "1!a quoted cell is not closed! 2[b][c] "},
        {"x,\"open\r\nb\r\n", "1!a quoted cell is not closed! 2[b] "},
        {"\"a\"b,c\nd\n",
         "1!characters follow a closing quote; double the quotes inside a cell! 2[d] "},
        {"\"a\n\"b\nc", "1!characters follow a closing quote; double the quotes inside a cell! "
                        "2!a quoted cell is not closed! 3[c] "},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        Text rows = {0};
        describe(str_from(cases[i].text), ',', &rows);
        assert_string_equal(rows.data == NULL ? "" : rows.data, cases[i].rows);
        text_release(&rows);
    }
}

static void a_row_knows_its_bytes(void **state) {
    (void)state;
    CsvScanner scanner = csv_open(STR("\"a\"\"\",b\r\nbad\"\n\"bad\"x,y\r\nlast"), ',');
    CsvRow row = {0};
    const char *const expected[] = {"\"a\"\"\",b", "bad\"", "\"bad\"x,y", "last"};
    for (size_t i = 0; i < ARRAY_COUNT(expected); i++) {
        assert_true(csv_next(&scanner, &row));
        assert_true(str_equal(row.bytes, str_from(expected[i])));
    }
    assert_false(csv_next(&scanner, &row));
    csv_release(&scanner);
    csv_release(&scanner);
}

// The fault of a file whose first cell has this length, and whose second line is fine.
static CsvFault fault_of_cell(size_t length, bool is_quoted) {
    Text text = {0};
    text_append(&text, is_quoted ? STR("\"") : STR(""));
    for (size_t i = 0; i < length; i++) {
        text_append_char(&text, 'x');
    }
    text_append(&text, is_quoted ? STR("\"\nnext\n") : STR("\nnext\n"));
    CsvScanner scanner = csv_open(text_str(&text), ',');
    CsvRow row = {0};
    assert_true(csv_next(&scanner, &row));
    CsvFault fault = row.fault;
    assert_true(csv_next(&scanner, &row));
    assert_int_equal(row.line, 2);
    assert_true(str_equal(row.cells[0], STR("next")));
    csv_release(&scanner);
    text_release(&text);
    return fault;
}

static void a_cell_of_the_limit_is_read_and_one_byte_more_is_not(void **state) {
    (void)state;
    for (int quoted = 0; quoted < 2; quoted++) {
        assert_int_equal(fault_of_cell(CSV_CELL_SIZE_MAX, quoted == 1), CSV_FINE);
        assert_int_equal(fault_of_cell(CSV_CELL_SIZE_MAX + 1, quoted == 1), CSV_CELL_LARGE);
    }
    assert_int_equal(fault_of_cell(3 * CSV_CELL_SIZE_MAX, true), CSV_QUOTE_OPEN);
}

static void a_row_of_1024_cells_is_read_and_one_more_is_not(void **state) {
    (void)state;
    for (size_t cells = CSV_COLUMNS_MAX; cells <= CSV_COLUMNS_MAX + 1; cells++) {
        Text text = {0};
        for (size_t i = 1; i < cells; i++) {
            text_append_char(&text, ',');
        }
        text_append(&text, STR("\nnext"));
        CsvScanner scanner = csv_open(text_str(&text), ',');
        CsvRow row = {0};
        assert_true(csv_next(&scanner, &row));
        assert_int_equal(row.count, cells == CSV_COLUMNS_MAX ? CSV_COLUMNS_MAX : 0);
        assert_int_equal(row.fault, cells == CSV_COLUMNS_MAX ? CSV_FINE : CSV_WIDE);
        assert_true(csv_next(&scanner, &row));
        csv_release(&scanner);
        text_release(&text);
    }
}

static void the_separator_is_the_commonest_outside_quotes(void **state) {
    (void)state;
    const struct {
        const char *text;
        char separator;
    } cases[] = {
        {"", ','},        {"a\nb\n", ','},       {"a,b;c,d\n", ','},
        {"a;b;c\n", ';'}, {"a\tb\tc,d\n", '\t'}, {"\"a,b,c,d\";x;\"e,f\"\n", ';'},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        assert_int_equal(csv_separator(str_from(cases[i].text)), cases[i].separator);
    }
}

// ---- libcsv as oracle

typedef struct Oracle {
    Text text;
} Oracle;

static int never_space(unsigned char c) {
    (void)c;
    return 0;
}

static void oracle_cell(void *bytes, size_t length, void *context) {
    Oracle *oracle = context;
    text_format(&oracle->text, "[%.*s]", (int)length, (const char *)bytes);
}

static void oracle_row(int c, void *context) {
    (void)c;
    Oracle *oracle = context;
    text_append_char(&oracle->text, '\n');
}

static void scan_until_fault(Str bytes, Text *out, size_t *out_end) {
    CsvScanner scanner = csv_open(bytes, ',');
    CsvRow row = {0};
    *out_end = bytes.length;
    while (csv_next(&scanner, &row)) {
        if (row.fault != CSV_FINE) {
            *out_end = (size_t)(row.bytes.data - bytes.data);
            break;
        }
        for (size_t i = 0; i < row.count; i++) {
            text_format(out, "[" STR_FMT "]", STR_ARG(row.cells[i]));
        }
        text_append(out, row.count > 0 ? STR("\n") : STR(""));
    }
    csv_release(&scanner);
}

static void random_bytes_are_read_as_libcsv_reads_them(void **state) {
    (void)state;
    // With quotes most texts end soon; without, they reach beyond what is scanned at once.
    static const char *const LETTERS[] = {"aab,,,\"\"\n\r x", "aaaaaaaab,,,\n\r x"};
    uint64_t seed = 20250825;
    int faults = 0;
    for (int run = 0; run < 20000; run++) {
        char bytes[300];
        const char *letters = LETTERS[run % 2];
        seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
        size_t length = (size_t)(seed >> 33) % (run % 2 == 0 ? 48 : sizeof bytes);
        for (size_t i = 0; i < length; i++) {
            seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
            bytes[i] = letters[(seed >> 33) % strlen(letters)];
        }
        Text ours = {0};
        size_t end = 0;
        scan_until_fault((Str){bytes, length}, &ours, &end);
        faults += end < length;
        Oracle oracle = {0};
        struct csv_parser parser;
        assert_int_equal(csv_init(&parser, 0), 0);
        csv_set_space_func(&parser, never_space);
        assert_int_equal(csv_parse(&parser, bytes, end, oracle_cell, oracle_row, &oracle), end);
        csv_fini(&parser, oracle_cell, oracle_row, &oracle);
        csv_free(&parser);
        if (!str_equal(text_str(&ours), text_str(&oracle.text))) {
            fail_msg("%.*s\nours: %s\nlibcsv: %s", (int)length, bytes, ours.data, oracle.text.data);
        }
        text_release(&ours);
        text_release(&oracle.text);
    }
    assert_in_range(faults, 1000, 19000);
}

// ---- writing

static void cells_are_quoted_and_formulas_defused(void **state) {
    (void)state;
    const struct {
        const char *cell;
        const char *written;
    } cases[] = {
        {"", ""},
        {"plain", "plain"},
        {"a,b", "\"a,b\""},
        {"say \"x\"", "\"say \"\"x\"\"\""},
        {"two\nlines", "\"two\nlines\""},
        {"=1+1", "'=1+1"},
        {"=HYPERLINK(\"x\",1)", "\"'=HYPERLINK(\"\"x\"\",1)\""},
        {"+cmd", "'+cmd"},
        {"@SUM", "'@SUM"},
        {"-", "'-"},
        {"-5", "-5"},
        {"+5", "+5"},
        {"-5.25", "-5.25"},
        {"-5.", "'-5."},
        {"-.5", "'-.5"},
        {"-1.2.3", "'-1.2.3"},
        {"-1+2", "'-1+2"},
        {"\tx", "'\tx"},
        {"\rx", "\"'\rx\""},
        {"陈", "陈"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        Text out = {0};
        csv_write_cell(&out, str_from(cases[i].cell), true);
        assert_string_equal(out.data, cases[i].written);
        text_release(&out);
    }
}

static void a_written_row_is_read_back(void **state) {
    (void)state;
    const Str cells[] = {STR("a,b"), STR(""), STR("\"q\"\r\n"), STR("陈"), STR("-3.50")};
    Text out = {0};
    csv_write_row(&out, cells, ARRAY_COUNT(cells));
    CsvScanner scanner = csv_open(text_str(&out), ',');
    CsvRow row = {0};
    assert_true(csv_next(&scanner, &row));
    assert_int_equal(row.count, ARRAY_COUNT(cells));
    for (size_t i = 0; i < row.count; i++) {
        assert_true(str_equal(row.cells[i], cells[i]));
    }
    assert_false(csv_next(&scanner, &row));
    csv_release(&scanner);
    text_release(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_cells_and_lines_are_found),
        cmocka_unit_test(a_row_knows_its_bytes),
        cmocka_unit_test(a_cell_of_the_limit_is_read_and_one_byte_more_is_not),
        cmocka_unit_test(a_row_of_1024_cells_is_read_and_one_more_is_not),
        cmocka_unit_test(the_separator_is_the_commonest_outside_quotes),
        cmocka_unit_test(random_bytes_are_read_as_libcsv_reads_them),
        cmocka_unit_test(cells_are_quoted_and_formulas_defused),
        cmocka_unit_test(a_written_row_is_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

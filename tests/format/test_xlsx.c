// SPDX-License-Identifier: Apache-2.0
#include "format/xlsx.h"

#include "base/check.h"
#include "base/memory.h"
#include "base/text.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>
#include <zip.h>

#include <cmocka.h>

// ---- workbooks made by hand

typedef struct Part {
    const char *name;
    const char *content;
} Part;

#define RELS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
static const char PACKAGE[] = "<Relationships><Relationship Id='r1' Type='" RELS
                              "/officeDocument' Target='xl/workbook.xml'/></Relationships>";
static const char BOOK[] = "<workbook xmlns='urn:m' xmlns:r='" RELS "'><sheets>"
                           "<sheet name='hidden' sheetId='1' state='hidden' r:id='r1'/>"
                           "<sheet name='chart' sheetId='2' r:id='r2'/>"
                           "<sheet name='结算' sheetId='3' r:id='r3'/>"
                           "<sheet name='later' sheetId='4' r:id='r6'/></sheets></workbook>";
static const char BOOK_RELS[] =
    "<Relationships><Relationship Id='r1' Type='" RELS "/worksheet' Target='worksheets/no.xml'/>"
    "<Relationship Id='r2' Type='" RELS "/chartsheet' Target='chartsheets/c.xml'/>"
    "<Relationship Id='r3' Type='" RELS "/worksheet' Target='/xl/worksheets/sheet3.xml'/>"
    "<Relationship Id='r4' Type='" RELS "/styles' Target='styles.xml'/>"
    "<Relationship Id='r5' Type='" RELS "/sharedStrings' Target='sharedStrings.xml'/>"
    "<Relationship Id='r6' Type='" RELS "/worksheet' Target='worksheets/sheet4.xml'/>"
    "</Relationships>";
static const char STYLES[] =
    "<styleSheet><numFmts>"
    "<numFmt numFmtId='164' formatCode='yyyy&quot;年&quot;m&quot;月&quot;'/>"
    "<numFmt numFmtId='165' formatCode='0.00&quot;days&quot;'/>"
    "<numFmt numFmtId='166' formatCode='[Red]\\d0_y*h'/>"
    "<numFmt numFmtId='167' formatCode='[hh]:00'/>"
    "<numFmt numFmtId='168' formatCode='General'/>"
    "<numFmt numFmtId='169' formatCode='[$-804]d'/>"
    "</numFmts><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='164'/>"
    "<xf numFmtId='165'/><xf numFmtId='166'/><xf numFmtId='167'/><xf numFmtId='168'/>"
    "<xf numFmtId='169'/><xf numFmtId='31'/><xf numFmtId='49'/><xf/></cellXfs></styleSheet>";
static const char STRINGS[] = "<sst><si><t>plain</t></si><si><r><t>陈</t></r><r><t> 某</t></r>"
                              "<rPh><t>chen</t></rPh></si><si><t/></si></sst>";

static void zip_parts(const Part *parts, size_t count, Text *out) {
    zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *archive = zip_open_from_source(target, ZIP_TRUNCATE, NULL);
    assert_non_null(archive);
    zip_source_keep(target);
    for (size_t i = 0; i < count; i++) {
        zip_source_t *source =
            zip_source_buffer(archive, parts[i].content, strlen(parts[i].content), 0);
        assert_true(zip_file_add(archive, parts[i].name, source, 0) >= 0);
    }
    assert_int_equal(zip_close(archive), 0);
    assert_int_equal(zip_source_open(target), 0);
    char chunk[4096];
    zip_int64_t got = 0;
    while ((got = zip_source_read(target, chunk, sizeof chunk)) > 0) {
        text_append(out, (Str){chunk, (size_t)got});
    }
    zip_source_close(target);
    zip_source_free(target);
}

// A whole workbook around one sheet; a part may be replaced (content) or left out (NULL content).
static void make_book(const char *sheet, const Part *change, Text *out) {
    Part parts[] = {
        {"_rels/.rels", PACKAGE},
        {"xl/workbook.xml", BOOK},
        {"xl/_rels/workbook.xml.rels", BOOK_RELS},
        {"xl/styles.xml", STYLES},
        {"xl/sharedStrings.xml", STRINGS},
        {"xl/worksheets/sheet3.xml", sheet},
        {"xl/worksheets/sheet4.xml", "<worksheet/>"},
    };
    Part kept[ARRAY_COUNT(parts)];
    size_t count = 0;
    for (size_t i = 0; i < ARRAY_COUNT(parts); i++) {
        if (change != NULL && strcmp(change->name, parts[i].name) == 0) {
            parts[i].content = change->content;
        }
        if (parts[i].content != NULL) {
            kept[count++] = parts[i];
        }
    }
    zip_parts(kept, count, out);
}

// ---- what was read, as text: 2[A text][B number d]

static Status describe(void *context, const XlsxSheet *sheet, const XlsxRow *row, Error *error) {
    static const char KINDS[] = {'-', 't', 'n', 'b', 'e', 'f'};
    Text *out = context;
    (void)error;
    assert_true(str_equal(sheet->name, STR("结算")));
    text_format(out, "%d", (int)row->number);
    for (size_t i = 0; i < row->count; i++) {
        text_format(out, "[%c%s" STR_FMT "]", KINDS[row->cells[i].kind],
                    row->cells[i].is_date ? "d" : "", STR_ARG(row->cells[i].text));
    }
    text_append_char(out, ' ');
    return STATUS_OK;
}

static void check_rows(const char *sheet, const char *expected) {
    Text book = {0};
    Text rows = {0};
    Error error = {0};
    make_book(sheet, NULL, &book);
    assert_true(xlsx_is(text_str(&book)));
    if (xlsx_read(text_str(&book), describe, &rows, &error) != STATUS_OK) {
        fail_msg("%s: %s", sheet, error.message);
    }
    assert_string_equal(rows.data == NULL ? "" : rows.data, expected);
    text_release(&rows);
    text_release(&book);
}

static void cells_of_every_kind_are_read(void **state) {
    (void)state;
    check_rows("<worksheet><sheetData/></worksheet>", "");
    check_rows(
        "<worksheet><sheetData><row r='2'><c r='A2' t='s'><v>0</v></c><c r='C2' t='s'><v>1</v>"
        "</c><c r='D2'><v>4812.50</v></c><c r='E2' t='b'><v>1</v></c><c r='F2' t='e'><v>#N/A"
        "</v></c></row></sheetData></worksheet>",
        "2[tplain][-][t陈 某][n4812.50][b1][e#N/A] ");
    check_rows(
        "<worksheet><sheetData><row><c><v>1</v></c><c t='inlineStr'><is><t>in</t><r><t>line"
        "</t></r><rPh><t>no</t></rPh></is></c><c t='str'><f>A1&amp;\"x\"</f><v>1x</v></c>"
        "<c><f>A1+1</f><v> 2 </v></c><c><f>A1</f></c></row><row><c t='d'><v>2025-08-22</v></c>"
        "</row></sheetData></worksheet>",
        "1[n1][tinline][t1x][n2][f=A1] 2[t2025-08-22] ");
    check_rows("<worksheet><sheetData><row><c t='str'><f>\"\"</f><v></v></c><c><v>1</v></c></row>"
               "</sheetData></worksheet>",
               "1[-][n1] ");
    check_rows("<x:worksheet xmlns:x='urn:m'><x:sheetData><x:row><x:c><x:v>1</x:v></x:c></x:row>"
               "</x:sheetData></x:worksheet>",
               "1[n1] ");
    check_rows("<worksheet><sheetData><row r='5'><c r='A5' s='1'/><c r='B5' t='s'><v>2</v></c>"
               "<c r='XFD5' s='1'/></row><row r='9'/></sheetData></worksheet>",
               "5 9 ");
}

static void date_styles_are_recognised(void **state) {
    (void)state;
    check_rows(
        "<worksheet><sheetData><row><c s='0'><v>1</v></c><c s='1'><v>1</v></c><c s='2'><v>1</v>"
        "</c><c s='3'><v>1</v></c><c s='4'><v>1</v></c><c s='5'><v>1</v></c><c s='6'><v>1</v>"
        "</c><c s='7'><v>1</v></c><c s='8'><v>1</v></c><c s='9'><v>1</v></c><c s='10'><v>1</v>"
        "</c><c s='99'><v>1</v></c></row></sheetData></worksheet>",
        "1[n1][nd1][nd1][n1][n1][nd1][n1][nd1][nd1][n1][n1][n1] ");
}

static Status keep_merged(void *context, const XlsxSheet *sheet, const XlsxRow *row, Error *error) {
    Text *out = context;
    (void)error;
    for (size_t i = 0; row->number == 1 && i < sheet->merged_count; i++) {
        const XlsxRange *range = &sheet->merged[i];
        text_format(out, "%d:%d-%d:%d ", (int)range->first_row, range->first_column,
                    (int)range->last_row, range->last_column);
    }
    return STATUS_OK;
}

static void merged_ranges_are_known_before_the_rows(void **state) {
    (void)state;
    Text sheet = {0};
    text_append(&sheet, STR("<worksheet><sheetData>"));
    for (int i = 1; i < 3000; i++) { // several chunks, so that the search crosses borders
        text_format(&sheet, "<row r='%d'><c><v>1</v></c></row>", i);
    }
    text_append(&sheet, STR("</sheetData><mergeCells count='2'><mergeCell ref='A1:D1'/>"
                            "<mergeCell ref='AA2:AB30'/></mergeCells></worksheet>"));
    Text book = {0};
    Text merged = {0};
    make_book(sheet.data, NULL, &book);
    assert_int_equal(xlsx_read(text_str(&book), keep_merged, &merged, NULL), STATUS_OK);
    assert_string_equal(merged.data, "1:0-1:3 2:26-30:27 ");
    text_release(&merged);
    text_release(&book);
    text_release(&sheet);
}

static Status name_row(void *context, const XlsxSheet *sheet, const XlsxRow *row, Error *error) {
    (void)error;
    text_format(context, "%zu " STR_FMT " %d, ", sheet->number, STR_ARG(sheet->name),
                (int)row->number);
    return STATUS_OK;
}

static void every_visible_sheet_is_read(void **state) {
    (void)state;
    Text book = {0};
    Text rows = {0};
    const Part second = {"xl/worksheets/sheet4.xml",
                         "<worksheet><sheetData><row r='7'/></sheetData></worksheet>"};
    make_book("<worksheet><sheetData><row/><row/></sheetData></worksheet>", &second, &book);
    assert_int_equal(xlsx_read(text_str(&book), name_row, &rows, NULL), STATUS_OK);
    assert_string_equal(rows.data, "0 结算 1, 0 结算 2, 1 later 7, ");
    text_release(&rows);
    text_release(&book);
}

static Status stop_at_two(void *context, const XlsxSheet *sheet, const XlsxRow *row, Error *error) {
    (void)sheet;
    int *visited = context;
    (*visited)++;
    return row->number == 2 ? error_set(error, STATUS_CANCELLED, "enough") : STATUS_OK;
}

static void the_caller_can_stop(void **state) {
    (void)state;
    Text book = {0};
    Error error = {0};
    int visited = 0;
    make_book("<worksheet><sheetData><row/><row/><row/></sheetData></worksheet>", NULL, &book);
    assert_int_equal(xlsx_read(text_str(&book), stop_at_two, &visited, &error), STATUS_CANCELLED);
    assert_string_equal(error.message, "enough");
    assert_int_equal(visited, 2);
    text_release(&book);
}

static void broken_workbooks_are_refused_in_words(void **state) {
    (void)state;
#define SHEET(rows) "<worksheet><sheetData>" rows "</sheetData></worksheet>"
    const struct {
        const char *sheet;
        Part change;
        Status status;
        const char *message;
    } cases[] = {
        {SHEET("<row r='2'/><row r='2'/>"), {"", ""}, STATUS_CORRUPT, "row 2 after row 2"},
        {SHEET("<row r='x'/>"), {"", ""}, STATUS_CORRUPT, "is no row number"},
        {SHEET("<row r='1048577'/>"), {"", ""}, STATUS_CORRUPT, "row 1048577"},
        {SHEET("<row><c r='A2'/></row>"), {"", ""}, STATUS_CORRUPT, "\"A2\" is out of place"},
        {SHEET("<row><c r='B1'/><c r='A1'/></row>"), {"", ""}, STATUS_CORRUPT, "\"A1\" is out"},
        {SHEET("<row><c r='1A'/></row>"), {"", ""}, STATUS_CORRUPT, "\"1A\" is out of place"},
        {SHEET("<row><c r='ABCD1'/></row>"), {"", ""}, STATUS_CORRUPT, "\"ABCD1\" is out of place"},
        {SHEET("<row><c t='s'><v>3</v></c></row>"),
         {"", ""},
         STATUS_CORRUPT,
         "shared string \"3\""},
        {SHEET("<row><c t='s'><v>-1</v></c></row>"), {"", ""}, STATUS_CORRUPT, "shared string"},
        {SHEET("<row><c r='AMK1'><v>1</v></c></row>"), {"", ""}, STATUS_TOO_LARGE, "1,024 columns"},
        {SHEET("<row>"), {"", ""}, STATUS_CORRUPT, "mismatched tag"},
        {"<!DOCTYPE x><worksheet/>", {"", ""}, STATUS_INVALID, "document type declaration"},
        {SHEET("") "x", {"", ""}, STATUS_CORRUPT, "sheet3.xml:1: "},
        {SHEET("<mergeCell ref='A1:'/>"), {"", ""}, STATUS_OK, ""},
        {SHEET("<mergeCell ref='A:B'/>"), {"", ""}, STATUS_CORRUPT, "is no range of cells"},
        {NULL, {"", ""}, STATUS_CORRUPT, "the workbook has no part xl/worksheets/sheet3.xml"},
        {SHEET(""), {"_rels/.rels", NULL}, STATUS_CORRUPT, "no part _rels/.rels"},
        {SHEET(""), {"_rels/.rels", "<R/>"}, STATUS_INVALID, "is no workbook"},
        {SHEET(""), {"xl/workbook.xml", "<w/>"}, STATUS_INVALID, "no visible sheet"},
        {SHEET(""), {"xl/workbook.xml", "<w>"}, STATUS_INVALID, "xl/workbook.xml:1"},
        {SHEET(""), {"xl/styles.xml", "<w>"}, STATUS_INVALID, "xl/styles.xml:1"},
        {SHEET(""), {"xl/sharedStrings.xml", "<w>"}, STATUS_CORRUPT, "xl/sharedStrings.xml:1"},
        {SHEET(""), {"xl/styles.xml", NULL}, STATUS_OK, ""},
        {SHEET(""), {"xl/sharedStrings.xml", NULL}, STATUS_OK, ""},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        Text book = {0};
        Text rows = {0};
        Error error = {0};
        make_book(cases[i].sheet, &cases[i].change, &book);
        Status status = xlsx_read(text_str(&book), describe, &rows, &error);
        if (status != cases[i].status || strstr(error.message, cases[i].message) == NULL) {
            fail_msg("case %zu: %s: %s", i, status_name(status), error.message);
        }
        text_release(&rows);
        text_release(&book);
    }
}

static void a_text_over_the_limit_is_refused(void **state) {
    (void)state;
    for (int extra = 0; extra <= 1; extra++) {
        Text sheet = {0};
        Text book = {0};
        text_append(&sheet, STR("<worksheet><sheetData><row><c t='str'><v>"));
        for (int i = 0; i < XLSX_CELL_SIZE_MAX + extra; i++) {
            text_append_char(&sheet, 'x');
        }
        text_append(&sheet, STR("</v></c></row></sheetData></worksheet>"));
        make_book(sheet.data, NULL, &book);
        Text rows = {0};
        assert_int_equal(xlsx_read(text_str(&book), describe, &rows, NULL),
                         extra == 0 ? STATUS_OK : STATUS_TOO_LARGE);
        text_release(&rows);
        text_release(&book);
        text_release(&sheet);
    }
}

static void a_damaged_archive_never_breaks_the_reader(void **state) {
    (void)state;
    Text book = {0};
    make_book(SHEET("<row><c t='s'><v>0</v></c></row>"), NULL, &book);
    for (size_t at = 0; at < book.length; at++) {
        Text rows = {0};
        book.data[at] ^= 0x55;
        (void)!xlsx_read(text_str(&book), keep_merged, &rows, NULL);
        book.data[at] ^= 0x55;
        Str cut = str_slice(text_str(&book), 0, at);
        assert_int_equal(xlsx_read(cut, keep_merged, &rows, NULL), STATUS_CORRUPT);
        text_release(&rows);
    }
    text_release(&book);
}

static void old_and_locked_workbooks_are_named(void **state) {
    (void)state;
    Error error = {0};
    Str compound = STR("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on");
    assert_int_equal(xlsx_read(compound, describe, NULL, &error), STATUS_INVALID);
    assert_non_null(strstr(error.message, "old .xls workbook, or one with a password"));
    assert_false(xlsx_is(compound));
    assert_int_equal(xlsx_read(STR(""), describe, NULL, &error), STATUS_CORRUPT);
}

// ---- a workbook as a real program writes it

static Status collect(void *context, const XlsxSheet *sheet, const XlsxRow *row, Error *error) {
    Text *out = context;
    (void)error;
    text_format(out, STR_FMT "%d ", STR_ARG(sheet->name), (int)row->number);
    for (size_t i = 0; i < row->count; i++) {
        text_format(out, "[%d%s" STR_FMT "]", (int)row->cells[i].kind,
                    row->cells[i].is_date ? "d" : "", STR_ARG(row->cells[i].text));
    }
    return STATUS_OK;
}

static void write_real_book(const char *path) {
    lxw_workbook *workbook = workbook_new(path);
    lxw_worksheet *secret = workbook_add_worksheet(workbook, "secret");
    lxw_worksheet *worksheet = workbook_add_worksheet(workbook, "表");
    worksheet_hide(secret);
    worksheet_activate(worksheet);
    lxw_format *date = workbook_add_format(workbook);
    format_set_num_format(date, "yyyy-mm-dd");
    worksheet_write_string(worksheet, 0, 0, "姓名", NULL);
    worksheet_write_number(worksheet, 0, 1, 75000.25, NULL);
    worksheet_write_number(worksheet, 1, 0, 45891, date);
    worksheet_write_formula_num(worksheet, 1, 1, "=1+1", NULL, 2);
    worksheet_write_boolean(worksheet, 1, 2, 1, NULL);
    assert_int_equal(workbook_close(workbook), LXW_NO_ERROR);
}

static void read_file(const char *path, Text *out) {
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char chunk[4096];
    size_t got = 0;
    while ((got = fread(chunk, 1, sizeof chunk, file)) > 0) {
        text_append(out, (Str){chunk, got});
    }
    assert_int_equal(fclose(file), 0);
}

static void a_workbook_of_a_real_program_is_read(void **state) {
    (void)state;
    char path[] = "/tmp/doudi-test-XXXXXX";
    int made = mkstemp(path);
    assert_true(made >= 0);
    assert_int_equal(close(made), 0);
    write_real_book(path);
    Text book = {0};
    Text rows = {0};
    Error error = {0};
    read_file(path, &book);
    assert_int_equal(unlink(path), 0);
    if (xlsx_read(text_str(&book), collect, &rows, &error) != STATUS_OK) {
        fail_msg("%s", error.message);
    }
    assert_string_equal(rows.data, "表1 [1姓名][275000.25]表2 [2d45891][22][31]");
    text_release(&rows);
    text_release(&book);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_of_every_kind_are_read),
        cmocka_unit_test(date_styles_are_recognised),
        cmocka_unit_test(merged_ranges_are_known_before_the_rows),
        cmocka_unit_test(every_visible_sheet_is_read),
        cmocka_unit_test(the_caller_can_stop),
        cmocka_unit_test(broken_workbooks_are_refused_in_words),
        cmocka_unit_test(a_text_over_the_limit_is_refused),
        cmocka_unit_test(a_damaged_archive_never_breaks_the_reader),
        cmocka_unit_test(old_and_locked_workbooks_are_named),
        cmocka_unit_test(a_workbook_of_a_real_program_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

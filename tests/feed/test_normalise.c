// SPDX-License-Identifier: Apache-2.0
#include "feed/normalise_private.h"

#include "base/check.h"
#include "feed/fold_private.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const char *const BAD = "!"; // in front of the id of a reason

// What the cell becomes, as text; "!reason" when it is refused.
static const char *become(const Field *field, Cell cell, Arena *arena) {
    CLEANUP(text_release) Text text = {0};
    Scalar value = SCALAR_NONE;
    QuarantineReason reason = QUARANTINE_MALFORMED_ROW;
    if (normalise_cell(field, cell, arena, &value, &reason)) {
        scalar_format(value, &text);
    } else {
        text_format(&text, "%s%s", BAD, quarantine_reason_id(reason));
    }
    return arena_copy(arena, text_str(&text)).data;
}

typedef struct Case {
    const char *cell;
    const char *value;
} Case;

static void check_cells(const Field *field, CellKind kind, const Case *cases, size_t count) {
    Arena arena = {0};
    for (size_t i = 0; i < count; i++) {
        Cell cell = {.text = str_from(cases[i].cell), .kind = kind};
        const char *value = become(field, cell, &arena);
        if (strcmp(value, cases[i].value) != 0) {
            print_error("'%s' became '%s', not '%s'\n", cases[i].cell, value, cases[i].value);
        }
        assert_string_equal(value, cases[i].value);
    }
    arena_release(&arena);
}

static void amounts_are_read_in_every_usual_spelling(void **state) {
    (void)state;
    static const Case CASES[] = {
        {"4812.50", "4812.50"},
        {"4812.5", "4812.50"},
        {"4812", "4812.00"},
        {"-3", "-3.00"},
        {"-0.05", "-0.05"},
        {"0", "0.00"},
        {" 1,234,567.8 ", "1234567.80"},
        {"￥１２３．４", "123.40"},
        {"¥12", "12.00"},
        {"12元", "12.00"},
        {"4812.500", "4812.50"},
        {"1000000000000", "1000000000000.00"},
        {"1000000000000.01", "!above_maximum"},
        {"-99999999999999", "!below_minimum"},
        {"12万元", "!not_money"},
        {"'5", "5.00"},
        {"", ""},
        {"　", ""},
        {"-", "!not_money"},
        {".5", "0.50"},
        {"5.", "5.00"},
        {"1.234", "!not_money"},
        {"12,34", "!not_money"},
        {"1e3", "!not_money"},
        {"12万元", "!not_money"},
        {"99999999999999999999", "!not_money"},
        {"#N/A", "!formula_error"},
    };
    check_cells(&(Field){.type = SCALAR_MONEY}, CELL_TEXT, CASES, ARRAY_COUNT(CASES));
}

static void whole_numbers_and_decimals_are_exact(void **state) {
    (void)state;
    static const Case WHOLE[] = {
        {"3", "3"},
        {"-3", "-3"},
        {"+3", "3"},
        {"3.00", "3"},
        {"1,234", "1234"},
        {"３", "3"},
        {"007", "7"},
        {"3.5", "!not_integer"},
        {"3 4", "!not_integer"},
        {"x", "!not_integer"},
        {"1,23", "!not_integer"},
        {"1234567890123456789", "!not_integer"},
    };
    static const Case DECIMAL[] = {
        {"89.50", "89.50"},
        {"-0.001", "-0.001"},
        {"1,234.5", "1234.5"},
        {"８９．５", "89.5"},
        {"0", "0"},
        {"5.", "!not_decimal"},
        {"-", "!not_decimal"},
        {"1.2.3", "!not_decimal"},
        {"12,345", "12345"},
        {"1,2345", "!not_decimal"},
        {"50%", "!not_decimal"},
        {"0.123456789012345678", "0.123456789012345678"},
        {"0.1234567890123456789", "!not_decimal"},
    };
    check_cells(&(Field){.type = SCALAR_INTEGER}, CELL_TEXT, WHOLE, ARRAY_COUNT(WHOLE));
    check_cells(&(Field){.type = SCALAR_DECIMAL}, CELL_TEXT, DECIMAL, ARRAY_COUNT(DECIMAL));
}

static void days_months_and_times_are_read_in_every_usual_spelling(void **state) {
    (void)state;
    static const Case DAYS[] = {
        {"2025-08-22", "2025-08-22"},         {"2025/8/2", "2025-08-02"},
        {"2025/08/02", "2025-08-02"},         {"20250822", "2025-08-22"},
        {"2025年8月22日", "2025-08-22"},      {"2025.8.22", "2025-08-22"},
        {"２０２５-０８-２２", "2025-08-22"}, {"2025-08-22 10:11:12", "2025-08-22"},
        {"2024-02-29", "2024-02-29"},         {"2025-02-29", "!not_date"},
        {"2025-13-01", "!not_date"},          {"2025-08/22", "!not_date"},
        {"22/08/2025", "!not_date"},          {"45891", "!not_date"},
        {"2025-08-2x", "!not_date"},
    };
    static const Case MONTHS[] = {
        {"2025-08", "2025-08"},    {"202508", "2025-08"},     {"2025/8", "2025-08"},
        {"2025年8月", "2025-08"},  {"2025-08-22", "2025-08"}, {"20250822", "2025-08"},
        {"2025-13", "!not_month"}, {"08/2025", "!not_month"},
    };
    static const Case TIMES[] = {
        {"2025-08-22 10:11:12", "2025-08-22T10:11:12+08:00"},
        {"2025-08-22T10:11:12", "2025-08-22T10:11:12+08:00"},
        {"2025/08/22 10:11:12", "2025-08-22T10:11:12+08:00"},
        {"2025-08-22T02:11:12Z", "2025-08-22T10:11:12+08:00"},
        {"20250822101112", "2025-08-22T10:11:12+08:00"},
        {"2025-08-22", "2025-08-22T00:00:00+08:00"},
        {"2025-08-22 24:00:00", "!not_instant"},
        {"2025-08-22 10:60:00", "!not_instant"},
        {"2025-08-22 10:11:1x", "!not_instant"},
    };
    check_cells(&(Field){.type = SCALAR_DATE}, CELL_TEXT, DAYS, ARRAY_COUNT(DAYS));
    check_cells(&(Field){.type = SCALAR_MONTH}, CELL_TEXT, MONTHS, ARRAY_COUNT(MONTHS));
    check_cells(&(Field){.type = SCALAR_INSTANT}, CELL_TEXT, TIMES, ARRAY_COUNT(TIMES));
}

static void numbers_of_workbooks_are_read_as_the_sheet_shows_them(void **state) {
    (void)state;
    static const Case DAYS[] = {
        {"45891", "2025-08-22"},     {"45891.999", "2025-08-22"}, {"20250822", "2025-08-22"},
        {"4.5891E+4", "2025-08-22"}, {"19999", "!not_date"},      {"80001", "!not_date"},
        {"-45891", "!not_date"},     {"2025", "!not_date"},
    };
    static const Case DAYS_1904[] = {{"44429", "2025-08-22"}};
    static const Case TIMES[] = {
        {"45891.5", "2025-08-22T12:00:00+08:00"},
        {"45891.424444444441", "2025-08-22T10:11:12+08:00"},
        {"45891.99999999", "2025-08-23T00:00:00+08:00"},
        {"45891", "2025-08-22T00:00:00+08:00"},
        {"20250822101112", "2025-08-22T10:11:12+08:00"},
    };
    static const Case MONTHS[] = {{"45870", "2025-08"}, {"202508", "2025-08"}};
    static const Case AMOUNTS[] = {
        {"4812.3500000000004", "4812.35"},
        {"0.10000000000000001", "0.10"},
        {"4.8123E+3", "4812.30"},
        {"-1.0E-2", "-0.01"},
        {"1234.9999999999998", "1235.00"},
        {"9.9999999999999999E+2", "1000.00"},
        {"0", "0.00"},
        {"0.0049999999999999", "!not_money"},
        {"1E+300", "!text_excel_damage"},
    };
    static const Case TEXTS[] = {
        {"21", "21"},
        {"21.0", "21"},
        {"123456789012345", "123456789012345"},
        {"1234567890123456", "!text_excel_damage"},
        {"330303197001010010", "!text_excel_damage"},
        {"3.30303197001010E+17", "!text_excel_damage"},
        {"3.30303197001010e+17", "!text_excel_damage"},
        {"1.5E+2", "150"},
    };
    static const Case WHOLE[] = {{"3.0000000000000004", "3"}, {"2.9999999999999996", "3"}};
    check_cells(&(Field){.type = SCALAR_DATE}, CELL_NUMBER, DAYS, ARRAY_COUNT(DAYS));
    check_cells(&(Field){.type = SCALAR_DATE}, CELL_NUMBER_1904, DAYS_1904, 1);
    check_cells(&(Field){.type = SCALAR_INSTANT}, CELL_NUMBER, TIMES, ARRAY_COUNT(TIMES));
    check_cells(&(Field){.type = SCALAR_MONTH}, CELL_NUMBER, MONTHS, ARRAY_COUNT(MONTHS));
    check_cells(&(Field){.type = SCALAR_MONEY}, CELL_NUMBER, AMOUNTS, ARRAY_COUNT(AMOUNTS));
    check_cells(&(Field){.type = SCALAR_TEXT}, CELL_NUMBER, TEXTS, ARRAY_COUNT(TEXTS));
    check_cells(&(Field){.type = SCALAR_INTEGER}, CELL_NUMBER, WHOLE, ARRAY_COUNT(WHOLE));
}

// A spreadsheet makes days of 3-4 and 1/2; the number behind such a day was never sent.
static void a_number_shown_as_a_day_is_one_only_in_columns_of_days(void **state) {
    (void)state;
    Arena arena = {0};
    const Cell cell = {.text = STR("45891"), .kind = CELL_NUMBER, .is_date = true};
    assert_string_equal(become(&(Field){.type = SCALAR_DATE}, cell, &arena), "2025-08-22");
    assert_string_equal(become(&(Field){.type = SCALAR_MONTH}, cell, &arena), "2025-08");
    static const Field OTHERS[] = {{.type = SCALAR_TEXT},
                                   {.type = SCALAR_MONEY},
                                   {.type = SCALAR_INTEGER},
                                   {.kind = FIELD_CODE, .type = SCALAR_TEXT, .is_open = true}};
    for (size_t i = 0; i < ARRAY_COUNT(OTHERS); i++) {
        assert_string_equal(become(&OTHERS[i], cell, &arena), "!excel_date");
    }
    arena_release(&arena);
}

static void numbers_with_more_digits_than_a_double_keeps_are_no_identity_numbers(void **state) {
    (void)state;
    static const Case CASES[] = {{"330303197001010010", "!identity_excel_damage"},
                                 {"3.30303197001010E+17", "!identity_excel_damage"}};
    const Field identity = {.kind = FIELD_IDENTITY, .type = SCALAR_PERSON};
    check_cells(&identity, CELL_NUMBER, CASES, ARRAY_COUNT(CASES));
    check_cells(&identity, CELL_JSON_NUMBER, CASES, ARRAY_COUNT(CASES));
}

static void a_day_with_a_zone_is_the_day_here(void **state) {
    (void)state;
    static const Case DAYS[] = {
        {"2025-08-21T16:00:00Z", "2025-08-22"},
        {"2025-08-21T15:59:59.000Z", "2025-08-21"},
        {"2025-08-22T00:00:00+08:00", "2025-08-22"},
        {"2025-08-22 10:11:12", "2025-08-22"},
    };
    static const Case MONTHS[] = {{"2025-07-31T16:00:00Z", "2025-08"}};
    check_cells(&(Field){.type = SCALAR_DATE}, CELL_TEXT, DAYS, ARRAY_COUNT(DAYS));
    check_cells(&(Field){.type = SCALAR_MONTH}, CELL_TEXT, MONTHS, ARRAY_COUNT(MONTHS));
}

static void a_month_that_lost_its_zero_is_not_guessed(void **state) {
    (void)state;
    static const Case CASES[] = {{"2025.1", "!not_month"}, {"2025.10", "2025-10"},
                                 {"2025.01", "2025-01"},   {"2025.8", "2025-08"},
                                 {"2025-1", "2025-01"},    {"2025.11", "2025-11"}};
    check_cells(&(Field){.type = SCALAR_MONTH}, CELL_TEXT, CASES, ARRAY_COUNT(CASES));
    check_cells(&(Field){.type = SCALAR_MONTH}, CELL_NUMBER, CASES, 1);
    check_cells(&(Field){.type = SCALAR_MONTH}, CELL_JSON_NUMBER, CASES, 1);
}

static void yes_and_no_have_few_spellings(void **state) {
    (void)state;
    static const Case CASES[] = {
        {"是", "true"},        {"否", "false"},        {"1", "true"},
        {"0", "false"},        {"Y", "true"},          {"n", "false"},
        {"TRUE", "true"},      {"False", "false"},     {"Ｙ", "true"},
        {" yes ", "true"},     {"NO", "false"},        {"１", "true"},
        {"2", "!not_boolean"}, {"有", "!not_boolean"}, {"是否", "!not_boolean"},
    };
    check_cells(&(Field){.type = SCALAR_BOOLEAN}, CELL_TEXT, CASES, ARRAY_COUNT(CASES));
}

static void codes_come_from_their_list(void **state) {
    (void)state;
    static CodeMapping codes[] = {{{"女", 3}, {"F", 1}},
                                  {{"2", 1}, {"F", 1}},
                                  {{"female", 6}, {"F", 1}},
                                  {{"男", 3}, {"M", 1}}};
    static CodeMapping levels[] = {{{"一级", 6}, {"1", 1}}, {{"四级", 6}, {"4", 1}}};
    static const Case CLOSED[] = {
        {"女", "F"},
        {"F", "F"},
        {"f", "F"},
        {"２", "F"},
        {"Ｆｅｍａｌｅ", "F"},
        {" 男 ", "M"},
        {"", ""},
        {"未知", "!unknown_code"},
        {"男女", "!unknown_code"},
    };
    static const Case OPEN[] = {{"女", "F"}, {"未知", "未知"}, {"ＡＢ", "AB"}};
    static const Case LEVELS[] = {
        {"一级", "1"}, {"4", "4"}, {"四 级", "4"}, {"五级", "!not_integer"}};
    Field field = {.kind = FIELD_CODE, .type = SCALAR_TEXT, .codes = codes, .code_count = 4};
    check_cells(&field, CELL_TEXT, CLOSED, ARRAY_COUNT(CLOSED));
    field.is_open = true;
    check_cells(&field, CELL_TEXT, OPEN, ARRAY_COUNT(OPEN));
    Field level = {.type = SCALAR_INTEGER, .codes = levels, .code_count = 2};
    check_cells(&level, CELL_TEXT, LEVELS, ARRAY_COUNT(LEVELS));
}

static void names_have_one_spelling(void **state) {
    (void)state;
    static const Case CASES[] = {
        {"陈三", "陈三"},
        {"陈 三", "陈三"},
        {"　陈　　三　", "陈三"},
        {"陈\xC2\xA0三", "陈三"},
        {"\xEF\xBB\xBF陈三\xE2\x80\x8B", "陈三"},
        {"买买提•艾力", "买买提\xC2\xB7艾力"},
        {"买买提・艾力", "买买提\xC2\xB7艾力"},
        {"买买提‧艾力", "买买提\xC2\xB7艾力"},
        {"买买提･艾力", "买买提\xC2\xB7艾力"},
        {"买买提·艾力", "买买提\xC2\xB7艾力"},
        {"买买提 · 艾力", "买买提\xC2\xB7艾力"},
        {"买买提.艾力", "买买提\xC2\xB7艾力"},
        {"买买提．艾力", "买买提\xC2\xB7艾力"},
        {"买买提∙艾力", "买买提\xC2\xB7艾力"},
        {"买买提⋅艾力", "买买提\xC2\xB7艾力"},
        {"J. Smith", "J.Smith"},
        {"ＪＯＨＮ　  Ｓｍｉｔｈ", "JOHN Smith"},
        {"Ann  B", "Ann B"},
        {"𠮷田", "𠮷田"},
        {"张*", "张*"},
        {"张\xEE\x80\x80", "!name_characters"},
        {"张\xF3\xB0\x80\x80", "!name_characters"},
        {"张\xEF\xBF\xBD", "!name_characters"},
        {"张?", "!name_characters"},
        {"张？", "!name_characters"},
        {"张\x01三", "!name_characters"},
    };
    check_cells(&(Field){.kind = FIELD_NAME, .type = SCALAR_TEXT}, CELL_TEXT, CASES,
                ARRAY_COUNT(CASES));
}

static void texts_are_kept_but_for_space_and_width(void **state) {
    (void)state;
    static const Case CASES[] = {
        {" 永中街道 1号 ", "永中街道 1号"},
        {"浙Ｃ·１２３ＡＢ", "浙C·123AB"},
        {"第一\n医院", "第一 医院"},
        {"（一）", "（一）"},
        {"'=1+1", "=1+1"},
        {"'abc", "'abc"},
        {"'0012", "0012"},
        {"a\x02", "!text_characters"},
        {"a\x7f", "!text_characters"},
        {"\xC2\x85", "!text_characters"},
        {"3.30303E+17", "!text_excel_damage"},
        {"3.3E+1", "3.3E+1"},
        {"#REF!", "!formula_error"},
        {"#1", "#1"},
    };
    check_cells(&(Field){.type = SCALAR_TEXT}, CELL_TEXT, CASES, ARRAY_COUNT(CASES));
    Arena arena = {0};
    char *large = arena_alloc(&arena, VALUE_SIZE_MAX + 2, 1);
    memset(large, 'x', VALUE_SIZE_MAX);
    Field field = {.type = SCALAR_TEXT};
    assert_string_equal(become(&field, (Cell){.text = str_from(large)}, &arena), large);
    large[VALUE_SIZE_MAX] = 'x';
    assert_string_equal(become(&field, (Cell){.text = str_from(large)}, &arena), "!text_large");
    field.kind = FIELD_NAME;
    assert_string_equal(become(&field, (Cell){.text = str_from(large)}, &arena), "!text_large");
    arena_release(&arena);
}

static void regions_and_identity_numbers_go_to_their_readers(void **state) {
    (void)state;
    static const Case REGIONS[] = {
        {"330303001001", "330303001001"}, {"330303", "330303000000"},
        {"３３０３０３", "330303000000"}, {"33030", "!not_region"},
        {"龙湾区", "!not_region"},
    };
    static const Case IDENTITIES[] = {
        {"330303198003030024", "!identity_checksum"},
        {"3303", "!identity_length"},
        {"33030319800303002A", "!identity_characters"},
        {"3.30303E+17", "!identity_excel_damage"},
        {"'", "!required_empty"},
        {"", ""},
    };
    Field region = {.kind = FIELD_REGION, .type = SCALAR_INTEGER};
    Field identity = {.kind = FIELD_IDENTITY, .type = SCALAR_PERSON};
    check_cells(&region, CELL_TEXT, REGIONS, ARRAY_COUNT(REGIONS));
    check_cells(&region, CELL_NUMBER, REGIONS, 2);
    check_cells(&identity, CELL_TEXT, IDENTITIES, ARRAY_COUNT(IDENTITIES));
    Arena arena = {0};
    Scalar value = SCALAR_NONE;
    QuarantineReason reason = QUARANTINE_MALFORMED_ROW;
    Cell cell = {.text = STR(" ３３０３０３１９７００１０１００１０"), .kind = CELL_NUMBER};
    assert_true(normalise_cell(&identity, cell, &arena, &value, &reason));
    char number[19];
    identity_format((Identity){(uint64_t)value.number}, number);
    assert_string_equal(number, "330303197001010010");
    arena_release(&arena);
}

static void limits_are_inclusive(void **state) {
    (void)state;
    static const Case CASES[] = {
        {"0", "0"},
        {"-0.01", "!below_minimum"},
        {"0.000", "0.000"},
        {"99.99", "99.99"},
        {"100", "100"},
        {"100.0", "100.0"},
        {"100.01", "!above_maximum"},
    };
    Field field = {.type = SCALAR_DECIMAL,
                   .minimum = {.type = SCALAR_DECIMAL},
                   .maximum = {.type = SCALAR_DECIMAL, .number = 1, .exponent = 2}};
    check_cells(&field, CELL_TEXT, CASES, ARRAY_COUNT(CASES));
}

static void what_a_person_is_shown_is_text(void **state) {
    (void)state;
    Arena arena = {0};
    assert_true(str_equal(fold_readable(STR("a\xFF"
                                            "b\0c"),
                                        100, &arena),
                          STR("a�b�c")));
    assert_true(str_equal(fold_readable(STR("陈三李四"), 7, &arena), STR("陈三")));
    assert_true(str_equal(fold_key(STR(" Ａb（元） 　x"), &arena), STR("ab(元)x")));
    arena_release(&arena);
}

static void every_reason_has_words_and_a_remedy_in_both_languages(void **state) {
    (void)state;
    for (int i = 0; i < QUARANTINE_REASON_COUNT; i++) {
        QuarantineReason reason = (QuarantineReason)i;
        assert_true(strlen(quarantine_reason_id(reason)) > 3);
        for (int k = 0; k < i; k++) {
            assert_string_not_equal(quarantine_reason_id(reason),
                                    quarantine_reason_id((QuarantineReason)k));
        }
        for (int is_english = 0; is_english <= 1; is_english++) {
            Str words = quarantine_reason_words(reason, is_english);
            Str remedy = quarantine_reason_remedy(reason, is_english);
            assert_true(words.length > 3 && str_is_utf8(words));
            assert_true(remedy.length > 3 && str_is_utf8(remedy));
            assert_int_equal((unsigned char)words.data[words.length - 1] < 0x80, is_english);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(amounts_are_read_in_every_usual_spelling),
        cmocka_unit_test(whole_numbers_and_decimals_are_exact),
        cmocka_unit_test(days_months_and_times_are_read_in_every_usual_spelling),
        cmocka_unit_test(numbers_of_workbooks_are_read_as_the_sheet_shows_them),
        cmocka_unit_test(a_number_shown_as_a_day_is_one_only_in_columns_of_days),
        cmocka_unit_test(numbers_with_more_digits_than_a_double_keeps_are_no_identity_numbers),
        cmocka_unit_test(a_day_with_a_zone_is_the_day_here),
        cmocka_unit_test(a_month_that_lost_its_zero_is_not_guessed),
        cmocka_unit_test(yes_and_no_have_few_spellings),
        cmocka_unit_test(codes_come_from_their_list),
        cmocka_unit_test(names_have_one_spelling),
        cmocka_unit_test(texts_are_kept_but_for_space_and_width),
        cmocka_unit_test(regions_and_identity_numbers_go_to_their_readers),
        cmocka_unit_test(limits_are_inclusive),
        cmocka_unit_test(what_a_person_is_shown_is_text),
        cmocka_unit_test(every_reason_has_words_and_a_remedy_in_both_languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: Apache-2.0
// The whole generator over a small county: the same twice, every form, valid numbers.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/identity.h"
#include "base/memory.h"
#include "generate/county.h"
#include "generate/emit.h"
#include "platform/file.h"
#include "platform/folder.h"
#include "platform/random.h"
#include <cmocka.h>
#include <stdio.h>
#include <unistd.h>

enum { PATH_MAX_TEST = 600, FILE_SIZE_MAX = 64 * 1024 * 1024 };

typedef struct Made { // a county in a folder of its own
    char folder[64];
    GenerateReport report;
} Made;

static void county_make_from(Made *made, uint64_t seed, int64_t persons, Month from) {
    Error error = {0};
    snprintf(made->folder, sizeof made->folder, "/tmp/doudi-county-%016llx",
             (unsigned long long)random_number());
    GenerateOptions options = {.out_folder = made->folder,
                               .persons = persons,
                               .seed = seed,
                               .from = from,
                               .to = month_make(2025, 12)};
    assert_int_equal(generate_county(&options, &made->report, &error), STATUS_OK);
}

static void county_make(Made *made, uint64_t seed, int64_t persons) {
    county_make_from(made, seed, persons, month_make(2025, 7));
}

static void folder_remove(const char *folder) {
    CLEANUP(arena_release) Arena arena = {0};
    FolderEntry *entries = NULL;
    size_t count = 0;
    char path[PATH_MAX_TEST];
    if (folder_list(folder, &arena, &entries, &count, NULL) != STATUS_OK) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, entries[i].name.data);
        unlink(path);
    }
    rmdir(folder);
}

static void county_remove(const Made *made) {
    char path[PATH_MAX_TEST];
    snprintf(path, sizeof path, "%s/feeds", made->folder);
    folder_remove(path);
    snprintf(path, sizeof path, "%s/truth", made->folder);
    folder_remove(path);
    rmdir(made->folder);
}

static void read_in(const Made *made, const char *part, const char *name, Text *out) {
    char path[PATH_MAX_TEST];
    Error error = {0};
    snprintf(path, sizeof path, "%s/%s/%s", made->folder, part, name);
    text_clear(out);
    assert_int_equal(file_read(path, FILE_SIZE_MAX, out, &error), STATUS_OK);
}

static size_t list_in(const Made *made, const char *part, Arena *arena, FolderEntry **entries) {
    char path[PATH_MAX_TEST];
    size_t count = 0;
    Error error = {0};
    snprintf(path, sizeof path, "%s/%s", made->folder, part);
    assert_int_equal(folder_list(path, arena, entries, &count, &error), STATUS_OK);
    return count;
}

static void assert_same_folder(const Made *a, const Made *b, const char *part) {
    CLEANUP(arena_release) Arena arena = {0};
    CLEANUP(text_release) Text left = {0};
    CLEANUP(text_release) Text right = {0};
    FolderEntry *names = NULL;
    FolderEntry *others = NULL;
    size_t count = list_in(a, part, &arena, &names);
    assert_int_equal(count, list_in(b, part, &arena, &others));
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(names[i].name.data, others[i].name.data);
        read_in(a, part, names[i].name.data, &left);
        read_in(b, part, names[i].name.data, &right);
        assert_true(str_equal(text_str(&left), text_str(&right)));
    }
}

static void the_same_seed_makes_the_same_bytes(void **state) {
    (void)state;
    Made a;
    Made b;
    county_make(&a, 11, 1000);
    county_make(&b, 11, 1000);
    assert_same_folder(&a, &b, "feeds");
    assert_same_folder(&a, &b, "truth");
    county_remove(&a);
    county_remove(&b);
}

static void another_seed_makes_another_county(void **state) {
    (void)state;
    CLEANUP(text_release) Text left = {0};
    CLEANUP(text_release) Text right = {0};
    Made a;
    Made b;
    county_make(&a, 11, 1000);
    county_make(&b, 12, 1000);
    read_in(&a, "truth", "alerts.csv", &left);
    read_in(&b, "truth", "alerts.csv", &right);
    assert_false(str_equal(text_str(&left), text_str(&right)));
    county_remove(&a);
    county_remove(&b);
}

// The two told families: the alert of Monday after the discharge, the bills of half a year, the
// child.
static void the_told_families_are_found(void **state) {
    (void)state;
    static const char *const LINES[] = {",R,help,75000.00\n", ",R,help,42000.00\n"};
    static const char *const BEGINNINGS[] = {"2025-08-25,W01,", "2025-10-23,W56,",
                                             "2025-12-10,W25,"};
    CLEANUP(text_release) Text alerts = {0};
    size_t at = 0;
    Made made;
    county_make_from(&made, 11, 500, month_make(2024, 12));
    read_in(&made, "truth", "alerts.csv", &alerts);
    for (size_t i = 0; i < ARRAY_COUNT(LINES); i++) {
        assert_true(str_find(text_str(&alerts), str_from(LINES[i]), &at));
    }
    for (size_t i = 0; i < ARRAY_COUNT(BEGINNINGS); i++) {
        assert_true(str_find(text_str(&alerts), str_from(BEGINNINGS[i]), &at));
    }
    county_remove(&made);
}

typedef struct FormsSeen {
    int csv, jsonl, xlsx, gzip, mark, utf8, other;
} FormsSeen;

static void form_see(FormsSeen *seen, Str name, Str bytes) {
    seen->gzip += str_ends_with(name, STR(".gz"));
    seen->xlsx += str_ends_with(name, STR(".xlsx"));
    seen->jsonl += str_ends_with(name, STR(".jsonl"));
    if (str_ends_with(name, STR(".csv"))) {
        bool has_mark = str_starts_with(bytes, STR("\xEF\xBB\xBF"));
        seen->csv++;
        seen->mark += has_mark;
        seen->utf8 += !has_mark && str_is_utf8(bytes);
        seen->other += !str_is_utf8(bytes);
    }
}

static void every_form_of_file_occurs(void **state) {
    (void)state;
    CLEANUP(arena_release) Arena arena = {0};
    CLEANUP(text_release) Text bytes = {0};
    FolderEntry *names = NULL;
    FormsSeen seen = {0};
    Made made;
    county_make(&made, 3, 6000);
    size_t count = list_in(&made, "feeds", &arena, &names);
    assert_int_equal((int64_t)count, made.report.files);
    for (size_t i = 0; i < count; i++) {
        read_in(&made, "feeds", names[i].name.data, &bytes);
        form_see(&seen, names[i].name, text_str(&bytes));
    }
    assert_true(seen.csv > 0 && seen.jsonl > 0 && seen.xlsx > 0 && seen.gzip > 0);
    assert_true(seen.mark > 0 && seen.utf8 > 0 && seen.other > 0);
    for (int i = 0; i < GENERATE_FEEDS_MAX; i++) {
        assert_true(made.report.feeds[i].rows > 0);
    }
    county_remove(&made);
}

static void everyone_has_a_valid_number_of_his_own(void **state) {
    (void)state;
    GenerateOptions options = {
        .persons = 5000, .seed = 4, .from = month_make(2025, 1), .to = month_make(2025, 2)};
    County county;
    Map seen = {0};
    uint64_t ignored = 0;
    county_init(&county, &options);
    county_fill(&county, options.persons);
    for (uint32_t i = 1; i <= county.person_count; i++) {
        const Person *person = person_of(&county, i);
        char text[19];
        Identity read = {0};
        identity_format((Identity){person->id}, text);
        assert_int_equal(identity_parse((Str){text, 18}, &read), IDENTITY_FINE);
        assert_int_equal(identity_birth(read).days, person->birth);
        assert_int_equal(identity_is_male(read), person->gender == GENDER_MALE);
        assert_false(map_find(&seen, person->id, &ignored));
        map_put(&seen, person->id, 1);
    }
    map_release(&seen);
    county_release(&county);
}

static void options_that_make_no_sense_are_refused(void **state) {
    (void)state;
    static const struct {
        int64_t persons;
        int from_year;
        int to_year;
    } CASES[] = {{10, 2025, 2025},
                 {GENERATE_PERSONS_MAX + 1LL, 2025, 2025},
                 {1000, 2025, 2024},
                 {1000, 2025, 2045},
                 {1000, 2022, 2023}};
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        GenerateReport report;
        Error error = {0};
        GenerateOptions options = {.out_folder = "/tmp/doudi-never",
                                   .persons = CASES[i].persons,
                                   .from = month_make(CASES[i].from_year, 1),
                                   .to = month_make(CASES[i].to_year, 6)};
        assert_int_equal(generate_county(&options, &report, &error), STATUS_INVALID);
        assert_true(error.message[0] != '\0');
    }
}

static void a_folder_that_cannot_be_made_is_named(void **state) {
    (void)state;
    GenerateReport report;
    Error error = {0};
    GenerateOptions options = {.out_folder = "/proc/doudi",
                               .persons = 1000,
                               .from = month_make(2025, 1),
                               .to = month_make(2025, 1)};
    assert_int_not_equal(generate_county(&options, &report, &error), STATUS_OK);
    assert_true(str_find(str_from(error.message), STR("/proc/doudi"), &(size_t){0}));
}

// ---- cells
static void cell_text(CellKind kind, const void *value, const Form *form, Buffer *out) {
    struct {
        uint64_t damage;
        uint64_t value;
    } row = {0, 0};
    Column column = {.kind = kind, .offset = offsetof(__typeof__(row), value)};
    CellPlace place = {.form = form, .delivered = date_make(2025, 8, 25)};
    memcpy(&row.value, value, sizeof row.value);
    out->length = 0;
    buffer_reserve(out, BUFFER_ROW_MAX);
    cell_put(out, &column, &row, &place);
    buffer_char(out, '\0');
}

static void dates_and_amounts_have_many_forms(void **state) {
    (void)state;
    const uint64_t day = (uint64_t)date_make(2025, 8, 2).days;
    const uint64_t fen = 481250;
    const uint64_t whole = (uint64_t)-120000LL;
    const struct {
        CellKind kind;
        uint64_t value;
        Form form;
        const char *expected;
    } cases[] = {
        {CELL_DATE, day, {.dates = DATE_DASHES}, "2025-08-02"},
        {CELL_DATE, day, {.dates = DATE_SLASHES}, "2025/8/2"},
        {CELL_DATE, day, {.dates = DATE_DOTS}, "2025.8.2"},
        {CELL_DATE, day, {.dates = DATE_COMPACT}, "20250802"},
        {CELL_DATE, day, {.dates = DATE_CHINESE}, "2025年8月2日"},
        {CELL_DATE, 0, {.dates = DATE_CHINESE}, ""},
        {CELL_MONTH, 667, {.dates = DATE_DASHES}, "2025-08"},
        {CELL_MONTH, 667, {.dates = DATE_SLASHES}, "2025/8"},
        {CELL_MONTH, 667, {.dates = DATE_COMPACT}, "202508"},
        {CELL_MONTH, 667, {.dates = DATE_CHINESE}, "2025年8月"},
        {CELL_INSTANT, day * 86400 + 3661, {.dates = DATE_COMPACT}, "20250802010101"},
        {CELL_INSTANT, day * 86400 + 3661, {.dates = DATE_SLASHES}, "2025/8/2 01:01:01"},
        {CELL_INSTANT, day * 86400 + 3661, {.dates = DATE_DOTS}, "2025-08-02T01:01:01+08:00"},
        {CELL_MONEY, fen, {.money = MONEY_PLAIN}, "4812.50"},
        {CELL_MONEY, fen, {.money = MONEY_COMMAS}, "\"4,812.50\""},
        {CELL_MONEY, fen, {.kind = FORM_JSONL, .money = MONEY_COMMAS}, "4,812.50"},
        {CELL_MONEY, fen, {.money = MONEY_WIDE}, "４８１２.５０"},
        {CELL_MONEY, whole, {.money = MONEY_SHORT}, "-1200"},
    };
    Buffer out = {0};
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        cell_text(cases[i].kind, &cases[i].value, &cases[i].form, &out);
        assert_string_equal(out.data, cases[i].expected);
    }
    buffer_release(&out);
}

static void every_damage_makes_its_cell_unusable(void **state) {
    (void)state;
    const Column certno = {
        .kind = CELL_IDENTITY, .offset = offsetof(RowMedical, id), .part = PART_SUBJECT};
    RowMedical row = {.id = identity_make(330303, date_make(1974, 3, 9), 15).packed};
    Form form = {0};
    CellPlace place = {.form = &form, .delivered = date_make(2025, 8, 25)};
    Identity ignored = {0};
    Buffer out = {0};
    for (int sequence = 0; sequence < 300; sequence++) {
        row.id = identity_make(330303, date_make(1974, 3, 9), sequence).packed;
        for (Damage damage = DAMAGE_NONE; damage <= DAMAGE_EXCEL; damage++) {
            row.damage = (uint8_t)damage;
            out.length = 0;
            buffer_reserve(&out, BUFFER_ROW_MAX);
            cell_put(&out, &certno, &row, &place);
            IdentityFault fault = identity_parse((Str){out.data, out.length}, &ignored);
            assert_int_equal(fault == IDENTITY_FINE, damage == DAMAGE_NONE);
        }
    }
    buffer_release(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_seed_makes_the_same_bytes),
        cmocka_unit_test(another_seed_makes_another_county),
        cmocka_unit_test(the_told_families_are_found),
        cmocka_unit_test(every_form_of_file_occurs),
        cmocka_unit_test(everyone_has_a_valid_number_of_his_own),
        cmocka_unit_test(options_that_make_no_sense_are_refused),
        cmocka_unit_test(a_folder_that_cannot_be_made_is_named),
        cmocka_unit_test(dates_and_amounts_have_many_forms),
        cmocka_unit_test(every_damage_makes_its_cell_unusable),
    };
    return cmocka_run_group_tests_name("the generator", tests, NULL, NULL);
}

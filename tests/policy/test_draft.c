// SPDX-License-Identifier: Apache-2.0
// A draft beside the present pack: what is told to differ, what the archive must have for it, and
// parameters that are tried with other values.
#include "base/check.h"
#include "pack_folder.h"
#include "policy/draft.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first.
#include <cmocka.h>
#include <string.h>

typedef struct Two {
    PackFolder present_files, draft_files;
    Pack *present, *draft;
    PackDifference *differences;
    size_t count;
    Arena arena;
} Two;

static void two_begin(Two *two) {
    *two = (Two){.present_files = folder_load(), .draft_files = folder_load()};
    two->present = folder_read(&two->present_files);
}

static void two_compare_files(Two *two) {
    Error error = {0};
    Status status =
        pack_differences((PackFiles){two->present_files.files, two->present_files.count},
                         (PackFiles){two->draft_files.files, two->draft_files.count}, &two->arena,
                         &two->differences, &two->count, &error);
    assert_string_equal(status == STATUS_OK ? "" : error.message, "");
}

static void two_compare(Two *two) {
    two->draft = folder_read(&two->draft_files);
    two_compare_files(two);
}

static bool two_share_facts(const Two *two) {
    return draft_shares_facts(two->present, two->draft, two->differences, two->count);
}

static void two_end(Two *two) {
    pack_free(two->present);
    pack_free(two->draft);
    folder_release(&two->present_files);
    folder_release(&two->draft_files);
    arena_release(&two->arena);
}

static void edit(Two *two, const char *path, const char *from, const char *to) {
    folder_replace(&two->draft_files, path, from, to);
}

static void assert_difference(const Two *two, size_t index, PackPart part, DifferenceKind kind,
                              const char *id) {
    assert_true(index < two->count);
    assert_int_equal(two->differences[index].part, part);
    assert_int_equal(two->differences[index].kind, kind);
    assert_string_equal(two->differences[index].id.data, id);
}

static void what_means_the_same_does_not_differ(void **state) {
    (void)state;
    Two two;
    two_begin(&two);
    edit(&two, "facts.yaml", "# ---- medical cost", "# ---- what illness costs");
    edit(&two, "facts.yaml", "  sum: psn_part_amt\n  months: 6\n",
         "  months: 6\n  sum: psn_part_amt\n");
    edit(&two, "decisions.dmn", "<variable name=\"保障标准\" typeRef=\"number\"/>",
         "<variable typeRef=\"number\" name=\"保障标准\" />");
    two_compare(&two);
    assert_int_equal(two.count, 0);
    assert_true(two_share_facts(&two));
    assert_false(str_equal(pack_version(two.present), pack_version(two.draft)));
    two_end(&two);
}

static void every_part_that_differs_is_named(void **state) {
    (void)state;
    Two two;
    two_begin(&two);
    edit(&two, "pack.yaml", "title: ", "title: 试 ");
    edit(&two, "codes.yaml", "N18.0", "N18.1");
    edit(&two, "feeds/F22.yaml", "救助档案号", "案卷号");
    edit(&two, "facts.yaml", "own_paid_6m:\n", "own_paid_half:\n");
    edit(&two, "facts.yaml", "members sum: own_paid_6m", "members sum: own_paid_half");
    edit(&two, "alerts.yaml", "code: MED_SELFPAY_SUM", "code: MED_SELFPAY");
    edit(&two, "decisions.dmn", "<description>家庭", "<description>一个家庭");
    edit(&two, "alerts.dmn", "<decision id=", "<decision label=\"x\" id=");
    two_compare(&two);
    assert_difference(&two, 0, PART_PLACE, DIFFERENCE_CHANGED, "title");
    assert_difference(&two, 1, PART_LIST, DIFFERENCE_CHANGED, "critical_illness");
    assert_difference(&two, 2, PART_FEED, DIFFERENCE_CHANGED, "F22");
    assert_difference(&two, 3, PART_FACT, DIFFERENCE_CHANGED, "household_own_paid_6m");
    assert_difference(&two, 4, PART_FACT, DIFFERENCE_REMOVED, "own_paid_6m");
    assert_difference(&two, 5, PART_FACT, DIFFERENCE_ADDED, "own_paid_half");
    assert_int_equal(two.differences[6].part, PART_DECISION);
    assert_difference(&two, 7, PART_RULE, DIFFERENCE_CHANGED, "W01");
    assert_int_equal(two.count, 8);
    assert_false(two_share_facts(&two));
    two_end(&two);
}

// Both models have an input of that name; only one of them goes.
static void what_two_models_share_is_compared_in_each(void **state) {
    (void)state;
    Two two;
    two_begin(&two);
    edit(&two, "alerts.dmn", "<inputData id=\"i41\" name=\"人数\"",
         "<inputData id=\"i41\" name=\"户内人数\"");
    two_compare_files(&two);
    assert_difference(&two, 0, PART_DECISION, DIFFERENCE_REMOVED, "人数");
    assert_difference(&two, 1, PART_DECISION, DIFFERENCE_ADDED, "户内人数");
    assert_int_equal(two.count, 2);
    two_end(&two);
}

// The numbers of facts are their places in the file.
static void facts_in_another_order_are_not_shared(void **state) {
    (void)state;
    static const char FIRST[] =
        "own_paid_6m:\n  name: 近6个月医疗自付\n  english: own-paid medical "
        "cost, last 6 months\n  unit: yuan\n  feed: F01\n  sum: "
        "psn_part_amt\n  months: 6\n  until: this month\n";
    Two two;
    two_begin(&two);
    edit(&two, "facts.yaml", FIRST, "");
    Str rest = folder_file(&two.draft_files, "facts.yaml")->bytes;
    folder_file(&two.draft_files, "facts.yaml")->bytes =
        arena_format(&two.arena, STR_FMT "%s", STR_ARG(rest), FIRST);
    two_compare(&two);
    assert_int_equal(two.count, 0);
    assert_false(two_share_facts(&two));
    two_end(&two);
}

// ---- what the archive has

static void assert_refused(void (*change)(Two *two), Status expected, const char *const parts[]) {
    Two two;
    Error error = {0};
    two_begin(&two);
    change(&two);
    two.draft = folder_read(&two.draft_files);
    assert_int_equal(draft_check(two.present, two.draft, &error), expected);
    for (size_t i = 0; parts[i] != NULL; i++) {
        if (strstr(error.message, parts[i]) == NULL) {
            fail_msg("%s is not in %s", parts[i], error.message);
        }
    }
    two_end(&two);
}

static void use_new_columns(Two *two) {
    edit(two, "feeds/F22.yaml", "fields:\n",
         "fields:\n  band: {name: 档次, type: integer}\n  ward: {name: 院区, type: text}\n"
         "  idle: {name: 备用, type: text}\n");
    edit(two, "facts.yaml", "last_paid_month:\n",
         "best_band:\n  name: 最高档次\n  english: best band\n  unit: bands\n  feed: F22\n"
         "  max: band\n  where:\n    - {field: ward, is: 一区}\nlast_paid_month:\n");
}

static void use_a_new_feed(Two *two) {
    folder_add(&two->draft_files, "feeds/F99.yaml",
               "id: F99\nname: 新\nenglish: New\ndepartment: 某局\nitem: NEW\nfrequency: daily\n"
               "kind: state\nkey: [no]\nsubjects: [id_no]\nfields:\n"
               "  no: {name: 编号, type: text, required: yes}\n"
               "  id_no: {name: 证件号码, type: identity, required: yes}\n");
    edit(two, "facts.yaml", "last_paid_month:\n",
         "news:\n  name: 新事\n  english: news\n  unit: rows\n  feed: F99\n  count: rows\n"
         "last_paid_month:\n");
}

static void take_households_elsewhere(Two *two) {
    edit(two, "feeds/F06.yaml", "change_date", "moved_on");
}

static void be_of_another_place(Two *two) {
    edit(two, "pack.yaml", "zhejiang-longwan", "zhejiang-ouhai");
}

static void what_the_archive_lacks_is_named(void **state) {
    (void)state;
    assert_refused(use_new_columns, STATUS_INVALID,
                   (const char *const[]){"F22 band", "F22 ward", NULL});
    assert_refused(use_a_new_feed, STATUS_INVALID, (const char *const[]){"F99", NULL});
    assert_refused(be_of_another_place, STATUS_CONFLICT,
                   (const char *const[]){"zhejiang-longwan", "zhejiang-ouhai", NULL});
}

static void a_column_that_nothing_uses_is_no_matter(void **state) {
    (void)state;
    Two two;
    Error error = {0};
    two_begin(&two);
    edit(&two, "feeds/F22.yaml", "fields:\n", "fields:\n  band: {name: 档次, type: integer}\n");
    two_compare(&two);
    assert_int_equal(draft_check(two.present, two.draft, &error), STATUS_OK);
    assert_int_equal(two.count, 1);
    two_end(&two);
}

// ---- parameters

static Pack *changed(const PackFolder *folder, Str change) {
    Error error = {0};
    Pack *pack = NULL;
    if (pack_read_changed(folder->files, folder->count, &change, 1, &pack, &error) != STATUS_OK) {
        fail_msg("%s", error.message);
    }
    return pack;
}

static int64_t standard_in(const Pack *pack, const char *code, Date date) {
    Region region = {0};
    assert_true(region_parse(str_from(code), &region));
    for (size_t i = 0; i < pack_parameter_count(pack); i++) {
        if (str_equal(pack_parameter(pack, i)->id, STR("standard"))) {
            return parameter_at(pack_parameter(pack, i), region, date)->value.number;
        }
    }
    fail_msg("no standard");
    return 0;
}

static void a_change_holds_where_and_when_it_says(void **state) {
    (void)state;
    static const struct {
        const char *change;
        int64_t county_2024, county_2025, street_2024, street_2025;
    } CASES[] = {
        {"standard=1250", 125000, 125000, 125000, 125000},
        {"保障标准 = 1250.50", 125050, 125050, 125050, 125050},
        {"standard@2025-01-01=1250", 111000, 125000, 111000, 125000},
        {"standard@2024-06-01=1150", 115000, 119000, 115000, 119000},
        {"standard@330303001=1250", 111000, 119000, 125000, 125000},
        {"standard@330303001@2025-03-01=1250", 111000, 119000, 111000, 125000},
        {"standard@2025-03-01@330303=0", 111000, 0, 111000, 0},
    };
    PackFolder folder = folder_load();
    Date in_2024 = date_make(2024, 12, 31);
    Date in_2025 = date_make(2025, 6, 30);
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        Pack *pack = changed(&folder, str_from(CASES[i].change));
        assert_int_equal(standard_in(pack, "330303002201", in_2024), CASES[i].county_2024);
        assert_int_equal(standard_in(pack, "330303002201", in_2025), CASES[i].county_2025);
        assert_int_equal(standard_in(pack, "330303001201", in_2024), CASES[i].street_2024);
        assert_int_equal(standard_in(pack, "330303001201", in_2025), CASES[i].street_2025);
        pack_free(pack);
    }
    folder_release(&folder);
}

static void a_change_that_cannot_be_is_refused_in_words(void **state) {
    (void)state;
    static const struct {
        const char *change, *words;
    } CASES[] = {
        {"standard", "NAME=VALUE"},
        {"standrd=1250", "is standard meant?"},
        {"保准标准=1250", "is 保障标准 meant?"},
        {"zzzzzzzzzzzz=1", "parameters.yaml lists them"},
        {"standard=1250.555", "yuan per person and month"},
        {"standard=-1", "cannot be negative"},
        {"standard@2025-13-01=1", "neither a day"},
        {"standard@street=1", "neither a day"},
        {"standard@330302=1", "is not in the pack's county"},
        {"医疗负担占比线=1.0000001", "a share from 0 to 1"},
        {"医疗负担占比线=40", "a share from 0 to 1"},
    };
    PackFolder folder = folder_load();
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        Str change = str_from(CASES[i].change);
        Pack *pack = NULL;
        Error error = {0};
        assert_int_equal(pack_read_changed(folder.files, folder.count, &change, 1, &pack, &error),
                         STATUS_INVALID);
        if (strstr(error.message, CASES[i].words) == NULL) {
            fail_msg("%s: %s", CASES[i].change, error.message);
        }
    }
    Pack *whole = changed(&folder, STR("医疗负担占比线=1.000"));
    pack_free(whole);
    folder_release(&folder);
}

static void parameters_are_compared_on_the_day(void **state) {
    (void)state;
    PackFolder folder = folder_load();
    CLEANUP(arena_release) Arena arena = {0};
    Pack *present = folder_read(&folder);
    Pack *draft = changed(&folder, STR("standard@330303001@2025-03-01=1250"));
    ParameterDifference *items = NULL;
    size_t count = 0;
    parameter_differences(present, draft, date_make(2025, 3, 1), &arena, &items, &count);
    assert_int_equal(count, 1);
    assert_string_equal(items[0].draft->id.data, "standard");
    assert_int_equal(items[0].region.code, 330303001000);
    assert_int_equal(items[0].before->value.number, 119000);
    assert_int_equal(items[0].after->value.number, 125000);
    assert_int_equal(
        parameter_values_within(items[0].draft, pack_county(draft), date_make(2025, 3, 1)), 1);
    parameter_differences(present, draft, date_make(2025, 2, 28), &arena, &items, &count);
    assert_int_equal(count, 1); // it differs on other days
    assert_null(items[0].before);
    assert_null(items[0].after);
    parameter_differences(present, present, date_make(2025, 3, 1), &arena, &items, &count);
    assert_int_equal(count, 0);
    pack_free(present);
    pack_free(draft);
    folder_release(&folder);
}

static void households_must_come_from_the_same_columns(void **state) {
    (void)state;
    Two two;
    Error error = {0};
    two_begin(&two);
    PackFile *file = folder_file(&two.draft_files, "feeds/F06.yaml");
    while (str_find(file->bytes, STR("change_date"), &(size_t){0})) {
        take_households_elsewhere(&two);
    }
    two.draft = folder_read(&two.draft_files);
    assert_int_equal(draft_check(two.present, two.draft, &error), STATUS_INVALID);
    assert_non_null(strstr(error.message, "other columns of F06"));
    two_end(&two);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_means_the_same_does_not_differ),
        cmocka_unit_test(every_part_that_differs_is_named),
        cmocka_unit_test(what_two_models_share_is_compared_in_each),
        cmocka_unit_test(facts_in_another_order_are_not_shared),
        cmocka_unit_test(what_the_archive_lacks_is_named),
        cmocka_unit_test(a_column_that_nothing_uses_is_no_matter),
        cmocka_unit_test(households_must_come_from_the_same_columns),
        cmocka_unit_test(a_change_holds_where_and_when_it_says),
        cmocka_unit_test(a_change_that_cannot_be_is_refused_in_words),
        cmocka_unit_test(parameters_are_compared_on_the_day),
    };
    return cmocka_run_group_tests_name("draft", tests, NULL, NULL);
}

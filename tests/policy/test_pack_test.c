// SPDX-License-Identifier: Apache-2.0
// The pack's own tests: the real pack passes all of them (test_mutants.c: a wrong copy does not).
#include "base/check.h"
#include "pack_folder.h"
#include "policy/decide.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first.
#include <cmocka.h>
#include <string.h>

static PackTestResult folder_test(const PackFolder *folder, Text *report) {
    Pack *pack = folder_read(folder);
    PackTestResult result = pack_test(pack, report);
    pack_free(pack);
    return result;
}

static void the_real_pack_passes_its_own_tests(void **state) {
    (void)state;
    CLEANUP(folder_release) PackFolder folder = folder_load();
    CLEANUP(text_release) Text report = {0};
    PackTestResult result = folder_test(&folder, &report);
    if (result.failed > 0) {
        print_error("%s", report.data);
    }
    assert_int_equal(result.failed, 0);
    assert_true(result.passed >= 440);
}

typedef struct Wrong { // a test file, and what the report says about it
    const char *bytes;
    const char *report;
} Wrong;

static const Wrong WRONG[] = {
    {"", "tests/x.yaml"},
    {"[1]", "tests/x.yaml:1: must be a map"},
    {"region: 330303\ndate: 2025-08-25\n", "needs a list of \"tables\""},
    {"region: 330303\ndate: never\ntables: []\n", "tests/x.yaml:2: \"date\""},
    {"region: 330303\ndate: 2025-08-25\ntables:\n  - decision: 没有\n    cases: []\n",
     "tests/x.yaml:4: the pack has no decision 没有"},
    {"region: 330303\ndate: 2025-08-25\ntables:\n  - decision: 人均月收入\n", "needs \"cases\""},
    {"region: 330303\ndate: 2025-08-25\ntables:\n  - decision: 人均月收入\n    cases:\n"
     "      - name: one\n",
     "tests/x.yaml:6: a case needs one value to \"expect\""},
    {"region: 330303\ndate: 2025-08-25\ntables:\n  - decision: 人均月收入\n    cases:\n"
     "      - name: one\n        given: {人数: 2}\n        expect: 5\n",
     "tests/x.yaml:6: 人均月收入, one: expected 5, got null: 家庭近6个月收入 is not known"},
    {"region: 330303\ndate: 2025-08-25\ntables:\n  - decision: 人均月收入\n    cases:\n"
     "      - name: one\n        given: {人: 2}\n        expect: 5\n",
     "人 is no input of 人均月收入"},
    {"region: 330303\ndate: 2025-08-25\ntables:\n  - decision: 人均月收入\n"
     "    columns: [name, 家庭近6个月收入, 人数, expect]\n    rows:\n      - [one, 60, 2, 5.01]\n",
     "tests/x.yaml:7: 人均月收入, one: expected 5.01, got 5"},
    {"region: 330303\ndate: 2025-08-25\ntables:\n  - decision: 人均月收入\n"
     "    columns: [name, 家庭近6个月收入, 人数, expect]\n    rows:\n      - [one, 60, 2]\n",
     "tests/x.yaml:7: the row must have 4 cells"},
    {"region: 330303\ndate: 2025-08-25\ntables:\n  - decision: 人均月收入\n"
     "    columns: [name, 家庭近6个月收入, 人数, expect]\n    rows:\n      - [one, 60, two, 5]\n",
     "人数: \"two\" is no value of type integer"},
};

static void a_wrong_test_file_is_a_failure_with_its_place(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(WRONG); i++) {
        CLEANUP(folder_release) PackFolder folder = folder_load();
        CLEANUP(text_release) Text report = {0};
        folder_add(&folder, "tests/x.yaml", WRONG[i].bytes);
        PackTestResult result = folder_test(&folder, &report);
        if (result.failed != 1 || strstr(report.data, WRONG[i].report) == NULL) {
            fail_msg("%zu failed, wanted: %s, got: %s", result.failed, WRONG[i].report,
                     report.data == NULL ? "" : report.data);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_real_pack_passes_its_own_tests),
        cmocka_unit_test(a_wrong_test_file_is_a_failure_with_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

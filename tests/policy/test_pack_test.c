// SPDX-License-Identifier: Apache-2.0
// The pack's own tests: the real pack passes all of them, a wrong copy does not.
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
    assert_true(result.passed >= 370);
}

// Every threshold and comparison of the pack, moved by the least: its tests must notice.
static void a_pack_that_is_wrong_by_a_little_fails_its_tests(void **state) {
    (void)state;
    static const struct {
        const char *path;
        const char *from;
        const char *to;
    } CHANGES[] = {
        {"parameters.yaml", "value: 1190", "value: 1190.01"},
        {"parameters.yaml", "value: 1110", "value: 1109.99"},
        {"parameters.yaml", "value: 0.70", "value: 0.7000001"},
        {"parameters.yaml", "value: 74000", "value: 74000.01"},
        {"parameters.yaml", "value: 80000", "value: 79999.99"},
        {"parameters.yaml", "value: 36", "value: 37"},
        {"parameters.yaml", "value: 48", "value: 47"},
        {"parameters.yaml", "value: 1.3", "value: 1.31"},
        {"parameters.yaml", "value: 60\n", "value: 61\n"},
        {"parameters.yaml", "value: 16\n", "value: 15\n"},
        {"parameters.yaml", "from: 2025-11-01", "from: 2025-11-02"},
        {"parameters.yaml", "value: 50000", "value: 50000.01"},
        {"parameters.yaml", "value: 2000\n", "value: 2000.01\n"},
        {"parameters.yaml", "value: 0.40", "value: 0.3999"},
        {"parameters.yaml", "value: 45.00", "value: 45.01"},
        {"decisions.dmn", "家庭近6个月收入 &lt; 6 *", "家庭近6个月收入 &lt;= 6 *"},
        {"decisions.dmn", "家庭近6个月收入 &lt;= 低保边缘倍数",
         "家庭近6个月收入 &lt; 低保边缘倍数"},
        {"decisions.dmn", "max(0, 家庭近6个月收入 - 家庭近6个月医疗自付)",
         "家庭近6个月收入 - 家庭近6个月医疗自付"},
        {"decisions.dmn", "家庭近12个月收入 &lt; 低收入倍数", "家庭近12个月收入 &lt;= 低收入倍数"},
        {"decisions.dmn", "家庭近12个月医疗自付 &gt; 刚性支出占比",
         "家庭近12个月医疗自付 &gt;= 刚性支出占比"},
        {"decisions.dmn", "家庭货币财产 &lt; 货币财产限额月数",
         "家庭货币财产 &lt;= 货币财产限额月数"},
        {"decisions.dmn", "ceiling((6 * 保障标准 * 人数 - (if", "floor((6 * 保障标准 * 人数 - (if"},
        {"decisions.dmn", "ceiling((6 * 保障标准 * 人数 - 支出后近6个月收入) / 6)",
         "floor((6 * 保障标准 * 人数 - 支出后近6个月收入) / 6)"},
        {"decisions.dmn", "if 就高计发 and 判定三倍线内", "if 判定三倍线内"},
        {"decisions.dmn", "if 就高计发 and 判定三倍线内", "if 就高计发"},
        {"decisions.dmn", "[1..3]", "[1..2]"},
        {"alerts.dmn", "&gt; 医疗自付门槛", "&gt;= 医疗自付门槛"},
        {"alerts.dmn", "&gt; 医疗自付红色倍数", "&gt;= 医疗自付红色倍数"},
        {"alerts.dmn", "&gt;= 医疗负担起点", "&gt; 医疗负担起点"},
        {"alerts.dmn", "&gt; 单次住院自付红色线", "&gt;= 单次住院自付红色线"},
        {"alerts.dmn", "末次发放月份 &gt; 死亡日期", "末次发放月份 &gt;= 死亡日期"},
        {"alerts.dmn", "&gt;= 货币财产限额月数", "&gt; 货币财产限额月数"},
        {"alerts.dmn", "家庭最近月工资 &gt;= 保障标准", "家庭最近月工资 &gt; 保障标准"},
        {"alerts.dmn", "\"无\", \"刚支\", \"低边\"", "\"无\", \"刚支\""},
        {"alerts.dmn", "12 * 近3个月工资 &lt; ", "12 * 近3个月工资 &lt;= "},
    };
    for (size_t i = 0; i < ARRAY_COUNT(CHANGES); i++) {
        CLEANUP(folder_release) PackFolder folder = folder_load();
        CLEANUP(text_release) Text report = {0};
        folder_replace(&folder, CHANGES[i].path, CHANGES[i].from, CHANGES[i].to);
        if (folder_test(&folder, &report).failed == 0) {
            fail_msg("nobody noticed %s instead of %s", CHANGES[i].to, CHANGES[i].from);
        }
    }
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
        cmocka_unit_test(a_pack_that_is_wrong_by_a_little_fails_its_tests),
        cmocka_unit_test(a_wrong_test_file_is_a_failure_with_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

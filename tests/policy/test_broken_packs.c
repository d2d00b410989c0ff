// SPDX-License-Identifier: Apache-2.0
// One thing is wrong in a copy of the real pack: it is refused, and the message says where and why.
#include "base/check.h"
#include "pack_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first.
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

enum { NO_LINE = 9999 };
typedef struct Break {
    const char *path;
    const char *from; // NULL: the file is missing
    const char *to;
    const char *blamed; // the file that the message names
    int line;           // that the message names, counted from the change; NO_LINE: any or none
    const char *words;  // what the message says behind the place
} Break;

static const Break BREAKS[] = {
    // the folder
    {"pack.yaml", NULL, "", "pack.yaml", NO_LINE, "the pack has no such file"},
    {"decisions.dmn", NULL, "", "decisions.dmn", NO_LINE, "the pack has no such file"},
    {"pack.yaml", "county: 330303", "county: 330302", "pack.yaml", 0, "regions.csv has no such"},
    {"pack.yaml", "county: 330303", "county: here", "pack.yaml", 0, "\"here\" is no region code"},
    {"pack.yaml", "name: zhejiang-longwan", "nome: x", "pack.yaml", 0,
     "the key \"nome\" is not known"},
    {"pack.yaml", "version: 0.1.0\n", "", "pack.yaml", -1, "the key \"version\" is missing"},
    {"pack.yaml", "name: z", "name: \xff", "pack.yaml", NO_LINE, "is not UTF-8"},
    // regions and the calendar
    {"regions.csv", "code,level", "code,depth", "regions.csv", 0,
     "the first row must be code,level"},
    {"regions.csv", "330303002,township", "330303002,village", "regions.csv", 0,
     "the code 330303002 is not that of a village"},
    {"regions.csv", "3303,city", "3304,city", "regions.csv", NO_LINE,
     "the region 330303000000 lies in 3303"},
    {"regions.csv", "330303001202", "330303001201", "regions.csv", NO_LINE,
     "the region 330303001201 occurs"},
    {"regions.csv", "33,province,浙江省", "33,province", "regions.csv", 0,
     "has 3 cells instead of 4"},
    {"regions.csv", "330303002,", "3303x,", "regions.csv", 0, "\"3303x\" is no region code"},
    {"calendar.csv", "2023-01-02,holiday", "2023-01-02,feast", "calendar.csv", 0,
     "\"feast\" is none of holiday|working day"},
    {"calendar.csv", "2023-01-02,holiday", "2023-01-02,working day", "calendar.csv", 0,
     "is a weekday already"},
    {"calendar.csv", "2023-01-02", "2023-01-01", "calendar.csv", 0, "the days must ascend"},
    {"calendar.csv", "2023-01-02", "2023-02-30", "calendar.csv", 0, ""},
    {"calendar.csv", "2023-01-02,holiday,元旦,sure", "2023-01-02,holiday,元旦,perhaps",
     "calendar.csv", 0, "\"perhaps\" is none of sure|likely|uncertain"},
    // parameters and codes
    {"parameters.yaml", "value: 1190", "value: much", "parameters.yaml", 0, ""},
    {"parameters.yaml", "sureness: sure", "sureness: yes", "parameters.yaml", 0,
     "\"yes\" is none of sure|likely|uncertain"},
    {"parameters.yaml", "from: 2025-01-01", "from: 2022-01-01", "parameters.yaml", -10,
     "parameter 保障标准 has two values"},
    {"parameters.yaml", "name: 低保边缘倍数", "name: 保障标准", "parameters.yaml", 0,
     "two parameters are named 保障标准"},
    {"parameters.yaml", "type: money", "type: gold", "parameters.yaml", 0, "\"gold\" is none of"},
    {"parameters.yaml", "      reference: 由新闻", "      source: 由新闻", "parameters.yaml", 0,
     "the key \"source\" is not known"},
    {"codes.yaml", "critical_illness:", "critical:", "facts.yaml", NO_LINE,
     "codes.yaml has no list critical_illness"},
    // feeds
    {"feeds/F01.yaml", "id: F01", "id: F03", "feeds/F03.yaml", NO_LINE,
     "two feeds have the id F03"},
    {"feeds/F01.yaml", "key: [setl_id]", "key: [setl]", "feeds/F01.yaml", 0,
     "\"setl\" is no field"},
    {"feeds/F01.yaml", "kind: event", "kind: odd", "feeds/F01.yaml", 0, "\"odd\" is none of"},
    {"feeds/F01.yaml", "event: setl_time", "event: setl_id", "feeds/F01.yaml", 0,
     "\"event\" must be a column of type date, month or instant"},
    {"feeds/F01.yaml", "reversal: refd", "reversal: medfee_sumamt #", "feeds/F01.yaml", 0,
     "\"reversal\" must be a column of type boolean"},
    {"feeds/F01.yaml", "subjects: [certno]", "subjects: [setl_id]", "feeds/F01.yaml", 0,
     "\"subjects\" must be a column of type identity"},
    {"feeds/F01.yaml", "type: instant", "type: moment", "feeds/F01.yaml", 0,
     "\"moment\" is no type of a column"},
    {"feeds/F01.yaml", "{name: 就诊ID", "{name: 结算ID", "feeds/F01.yaml", 0,
     "the column name 结算ID is taken"},
    {"feeds/F03.yaml", "F: [女", "F: [男", "feeds/F03.yaml", 0,
     "\"男\" stands for two codes: M and F"},
    {"feeds/F03.yaml", "effect: births", "effect: marvels", "feeds/F03.yaml", 0,
     "\"marvels\" is none of none|households|births|deaths"},
    {"feeds/F04.yaml", "person: id_no, ", "", "feeds/F04.yaml", 0, "\"effect fields\" must name a"},
    {"feeds/F18.yaml", "at least: 1", "at least: one", "feeds/F18.yaml", 0,
     "\"one\" is no value of"},
    {"feeds/F01.yaml", "person name: psn_name", "person name: setl_id", "feeds/F01.yaml", 0,
     "\"person name\" joins a column"},
    // facts
    {"facts.yaml", "own_paid_12m:", "own_paid_6m:", "facts.yaml", 1,
     "the key \"own_paid_6m\" occurs twice"},
    {"facts.yaml", "feed: F01\n  sum: psn_part_amt\n", "feed: F99\n  sum: psn_part_amt\n",
     "facts.yaml", 0, "there is no feed F99"},
    {"facts.yaml", "sum: psn_part_amt", "sum: psn_part", "facts.yaml", 0,
     "\"psn_part\" is no field of the fact's feed"},
    {"facts.yaml", "sum: psn_part_amt", "sum: setl_id", "facts.yaml", 0,
     "only numbers can be summed"},
    {"facts.yaml", "sum: psn_part_amt", "latest: psn_part_amt", "facts.yaml", -4,
     "only sum and count have a window of months"},
    {"facts.yaml", "sum: psn_part_amt\n", "sum: psn_part_amt\n  count: rows\n", "facts.yaml", -4,
     "has both \"sum\" and \"count\""},
    {"facts.yaml", "  sum: psn_part_amt\n", "", "facts.yaml", -4,
     "does not say how it is computed"},
    {"facts.yaml", "until: this month", "until: always", "facts.yaml", 0, "\"always\" is none of"},
    {"facts.yaml", "months: 6\n", "months: 999\n", "facts.yaml", 0, "\"months\" must be a whole"},
    {"facts.yaml", "  months: 6\n", "", "facts.yaml", -5, "\"until\" and \"months earlier\" need"},
    {"facts.yaml", "name: 近12个月医疗自付", "name: 近6个月医疗自付", "facts.yaml", 0,
     "two facts are named 近6个月医疗自付"},
    {"facts.yaml", "members sum: own_paid_6m", "members sum: own_paid", "facts.yaml", 0,
     "\"own_paid\" is no fact about a person"},
    {"facts.yaml", "members sum: own_paid_6m", "members sum: pension_status", "facts.yaml", 0,
     "\"members sum\" cannot gather values of type text"},
    {"facts.yaml", "once per: unit_no", "once per: owner_id", "facts.yaml", 0,
     "\"once per\" must name a text, the first column of the key of F09"},
    {"facts.yaml", "members sum: own_paid_6m", "members sum: own_paid_6m\n  once per: setl_id",
     "facts.yaml", 1, "\"once per\" needs a members sum of a sum or count over the live rows"},
    {"facts.yaml", "  sum: balance", "  sum: balance\n  once per: id_no", "facts.yaml", 1,
     "\"once per\" goes with \"members sum\" only"},
    {"facts.yaml", "  unit: years\n", "", "facts.yaml", -2, "a number needs a \"unit\""},
    {"facts.yaml", "built in: age", "built in: height", "facts.yaml", 0, "\"height\" is not built"},
    {"facts.yaml", "{field: status, is: [normal, mortgaged]}", "{field: status, is: [parked]}",
     "facts.yaml", 0, "\"parked\" is no code of status"},
    {"facts.yaml", "- {field: use_kind, is: private}", "- {field: use_kind}", "facts.yaml", 0,
     "a condition has a field and one of"},
    {"facts.yaml", "decision: 核算近6个月收入", "decision: 核算", "facts.yaml", -4,
     "neither decisions.dmn nor alerts.dmn has a decision 核算"},
    {"facts.yaml", "when unknown: no", "when unknown: maybe", "facts.yaml", 0, "\"maybe\" is no"},
    {"facts.yaml", "registered_class:", "registered:", "facts.yaml", NO_LINE,
     "a fact registered_class about a household, of type text, is needed"},
    {"facts.yaml", "decision: 核算近12个月收入", "decision: 核算近6个月收入", "facts.yaml", -4,
     "another fact is the decision 核算近6个月收入 already"},
    // rules
    {"alerts.yaml", "feeds: F01", "feeds: F77", "alerts.yaml", 0, "there is no feed F77"},
    {"alerts.yaml", "name: 医疗支出增加", "name: 医疗支出", "alerts.yaml", 0,
     "neither decisions.dmn nor alerts.dmn has a decision 医疗支出"},
    {"alerts.yaml", "value: 近12个月医疗自付", "value: 近6个月医疗自付", "alerts.yaml", -6,
     "the value 近6个月医疗自付 is no input of the decision 医疗支出增加"},
    {"alerts.yaml", "（监测类别：{监测类别}）", "（{收入}）", "alerts.yaml", -7,
     "the sentence names {收入}, which is no input"},
    {"alerts.yaml", "about: person", "about: household", "alerts.yaml", -4,
     "a rule about a household cannot see 近12个月医疗自付"},
    {"alerts.yaml", "about: row", "about: person", "alerts.dmn", NO_LINE, ""},
    {"alerts.yaml", "direction: help", "direction: up", "alerts.yaml", 0,
     "\"up\" is none of help|"},
    {"alerts.yaml", "W03:", "W01b:", "alerts.yaml", 1, "the rules must stand in the order"},
    {"alerts.yaml", "feeds: F01\n  about: row", "feeds: [F01, F15]\n  about: row", "alerts.yaml",
     -3, "a rule about rows listens to exactly one feed"},
    // models
    {"decisions.dmn", "name=\"保障标准\"", "name=\"标准\"", "decisions.dmn", NO_LINE, ""},
    {"decisions.dmn", "</definitions>", "", "decisions.dmn", NO_LINE, ""},
    {"decisions.dmn", "<variable name=\"刚支办法施行\" typeRef=\"boolean\"/>",
     "<variable name=\"刚支办法施行\" typeRef=\"string\"/>", "decisions.dmn", -1,
     "the input 刚支办法施行 is declared as string"},
    {"alerts.dmn", "</definitions>",
     "<inputData id=\"x1\" name=\"人均\"><variable name=\"人均\" typeRef=\"number\"/></inputData>\n"
     "</definitions>",
     "alerts.dmn", 0, "no decision needs the input 人均"},
    {"alerts.dmn", "name=\"离婚\"", "name=\"救助类别\"", "alerts.dmn", NO_LINE, ""},
};

static int line_of(Str bytes, const char *part) {
    size_t at = 0;
    assert_true(str_find(bytes, str_from(part), &at));
    int line = 1;
    for (size_t i = 0; i < at; i++) {
        line += bytes.data[i] == '\n';
    }
    return line;
}

// "facts.yaml:12: words" or, for any line, "facts.yaml" and the words somewhere behind it.
static bool message_says(const char *message, const Break *one, int line) {
    char place[64];
    if (one->line == NO_LINE) {
        return strncmp(message, one->blamed, strlen(one->blamed)) == 0 &&
               strstr(message, one->words) != NULL;
    }
    snprintf(place, sizeof place, "%s:%d: ", one->blamed, line + one->line);
    return strncmp(message, place, strlen(place)) == 0 &&
           strncmp(message + strlen(place), one->words, strlen(one->words)) == 0;
}

static bool break_is_refused(const Break *one) {
    CLEANUP(folder_release) PackFolder folder = folder_load();
    int line = 0;
    if (one->from == NULL) {
        folder_remove(&folder, one->path);
    } else {
        line = line_of(folder_file(&folder, one->path)->bytes, one->from);
        folder_replace(&folder, one->path, one->from, one->to);
    }
    Pack *pack = NULL;
    Error error = {0};
    Status status = pack_read(folder.files, folder.count, &pack, &error);
    pack_free(pack);
    if (status == STATUS_INVALID && message_says(error.message, one, line)) {
        return true;
    }
    print_error("%s: %s -> %s\n  wanted %s\n  got    %s\n", one->path,
                one->from == NULL ? "(removed)" : one->from, one->to, one->words, error.message);
    return false;
}

static void a_broken_pack_is_refused_with_place_and_reason(void **state) {
    (void)state;
    size_t failures = 0; // all of them are shown
    for (size_t i = 0; i < ARRAY_COUNT(BREAKS); i++) {
        failures += break_is_refused(&BREAKS[i]) ? 0 : 1;
    }
    assert_int_equal(failures, 0);
}

static void a_fact_that_depends_on_itself_is_refused(void **state) {
    (void)state;
    CLEANUP(folder_release) PackFolder folder = folder_load();
    // 三倍线内 becomes the decision 监测类别, which needs 三倍线内.
    folder_replace(&folder, "facts.yaml",
                   "decision: 判定三倍线内\n  type: boolean\n  when unknown: no",
                   "decision: 监测类别\n  type: boolean");
    folder_replace(&folder, "facts.yaml", "decision: 监测类别\n  type: text",
                   "decision: 判定在册类别\n  type: text");
    folder_replace(&folder, "facts.yaml", "decision: 判定在册类别", "decision: 人均月收入");
    Pack *pack = NULL;
    Error error = {0};
    assert_int_equal(pack_read(folder.files, folder.count, &pack, &error), STATUS_INVALID);
    if (strstr(error.message, "三倍线内 depends on itself") == NULL) {
        fail_msg("%s", error.message);
    }
}

static void files_that_nobody_reads_are_refused(void **state) {
    (void)state;
    static const struct {
        const char *path;
        const char *message; // NULL: accepted
    } CASES[] = {
        {"feeds/F02.yml", "feeds/F02.yml: is no file of a pack; rename or remove it"},
        {"parameter.yaml", "parameter.yaml: is no file of a pack; rename or remove it"},
        {"facts.yaml", "facts.yaml: the pack has two files of this name"},
        {"README.md", NULL},
    };
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        CLEANUP(folder_release) PackFolder folder = folder_load();
        folder_add(&folder, CASES[i].path, "text");
        Pack *pack = NULL;
        Error error = {0};
        Status status = pack_read(folder.files, folder.count, &pack, &error);
        assert_int_equal(status, CASES[i].message == NULL ? STATUS_OK : STATUS_INVALID);
        if (CASES[i].message != NULL) {
            assert_string_equal(error.message, CASES[i].message);
        }
        pack_free(pack);
    }
}

static void too_many_files_are_refused_before_they_are_read(void **state) {
    (void)state;
    Pack *pack = NULL;
    Error error = {0};
    assert_int_equal(pack_read(NULL, 100000, &pack, &error), STATUS_TOO_LARGE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_broken_pack_is_refused_with_place_and_reason),
        cmocka_unit_test(a_fact_that_depends_on_itself_is_refused),
        cmocka_unit_test(files_that_nobody_reads_are_refused),
        cmocka_unit_test(too_many_files_are_refused_before_they_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

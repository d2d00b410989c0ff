// SPDX-License-Identifier: Apache-2.0
// A small pack with one file replaced: the first byte says which, the rest are its bytes. Reading
// must end with a pack or a message, never otherwise; a pack that was read runs its tests.
#include "base/check.h"
#include "policy/decide.h"

static const struct {
    const char *path;
    const char *bytes;
} FILES[] = {
    {"pack.yaml", "{name: p, version: 1, title: 县, english: county, county: 330303}"},
    {"regions.csv", "code,level,name,english\n33,province,浙,Z\n3303,city,温,W\n"
                    "330303,county,龙,L\n"},
    {"calendar.csv", "date,kind,name,sureness,reference\n2025-10-01,holiday,国庆,sure,文\n"
                     "2025-10-11,working day,调休,likely,文\n"},
    {"codes.yaml", "ill: {name: 病, english: ill, sureness: sure, reference: 文, codes: {C: 癌}}"},
    {"parameters.yaml",
     "std: {name: 标准, english: standard, unit: yuan, type: money, values: [{from: 2025-01-01, "
     "region: 330303, value: 1190.5, sureness: sure, reference: 文}]}"},
    {"feeds/F01.yaml",
     "id: F01\nname: 结算\nenglish: S\ndepartment: 局\nitem: S\nfrequency: daily\nkind: state\n"
     "key: [k]\nsubjects: [p]\nevent: d\nversion by: d\nreversal: r\nnegative: m\nfields:\n"
     "  k: {name: 号, type: text, required: yes}\n  p: {name: 人, type: identity}\n"
     "  d: {name: 日, type: date}\n  r: {name: 退, type: boolean}\n"
     "  m: {name: 钱, type: money, at least: 0}\n"
     "  c: {name: 类, type: code, open: yes, codes: {1: [一, 壹], 2: [二]}}\n"},
    {"facts.yaml",
     "own: {name: 自付, english: own, unit: yuan, feed: F01, sum: m, months: 6, until: latest, "
     "where: [{field: c, is not: [1]}, {field: k, starts with list: ill}]}\n"
     "last: {name: 末类, english: last, unit: '1', feed: F01, latest: c, when none: 无}\n"
     "all: {name: 户自付, english: all, unit: yuan, members sum: own}\n"
     "failed_application: {name: 败, english: f, unit: '1', members any: own}\n"
     "in_grace: {name: 渐, english: g, unit: '1', members all: own}\n"
     "registered_class: {name: 在册, english: r, unit: '1', about: household, decision: 册, "
     "type: text}\n"
     "monitored_class: {name: 监测, english: m, unit: '1', about: household, decision: 监测类别, "
     "type: text, when unknown: 其他}\n"},
    {"alerts.yaml",
     "W01: {name: 响, english: w, code: C, feeds: [F01], about: row, direction: help, value: "
     "本行钱, sentence: '{姓名}{本行钱}', english sentence: '{自付}'}\n"},
    {"decisions.dmn",
     "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"d\">"
     "<inputData id=\"i\" name=\"户自付\"><variable name=\"户自付\" "
     "typeRef=\"number\"/></inputData>"
     "<inputData id=\"s\" name=\"标准\"><variable name=\"标准\" typeRef=\"number\"/></inputData>"
     "<decision id=\"a\" name=\"救助类别\"><variable name=\"救助类别\"/><informationRequirement>"
     "<requiredInput href=\"#i\"/></informationRequirement><informationRequirement>"
     "<requiredInput href=\"#s\"/></informationRequirement>"
     "<decisionTable hitPolicy=\"FIRST\"><input><inputExpression><text>户自付</text>"
     "</inputExpression></input><output/><rule><inputEntry><text>&lt; 标准</text></inputEntry>"
     "<outputEntry><text>\"低保\"</text></outputEntry></rule></decisionTable></decision>"
     "<decision id=\"b\" name=\"月保障金额\"><variable name=\"月保障金额\"/>"
     "<literalExpression><text>1 + 2</text></literalExpression></decision>"
     "<decision id=\"c\" name=\"监测类别\"><variable name=\"监测类别\"/>"
     "<literalExpression><text>\"其他\"</text></literalExpression></decision>"
     "<decision id=\"e\" name=\"册\"><variable name=\"册\"/>"
     "<literalExpression><text>\"无\"</text></literalExpression></decision></definitions>"},
    {"alerts.dmn",
     "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"a\">"
     "<inputData id=\"i\" name=\"本行钱\"><variable name=\"本行钱\" "
     "typeRef=\"number\"/></inputData>"
     "<inputData id=\"o\" name=\"自付\"><variable name=\"自付\" typeRef=\"number\"/></inputData>"
     "<decision id=\"a\" name=\"响\"><variable name=\"响\"/><informationRequirement>"
     "<requiredInput href=\"#i\"/></informationRequirement><informationRequirement>"
     "<requiredInput href=\"#o\"/></informationRequirement><literalExpression>"
     "<text>if 本行钱 &gt; 自付 then \"红\" else null</text></literalExpression></decision>"
     "</definitions>"},
    {"tests/t.yaml", "region: 330303\ndate: 2025-08-25\ntables:\n  - decision: 救助类别\n"
                     "    columns: [name, 户自付, expect]\n    rows:\n      - [一, 1190.49, 低保]\n"
                     "      - [二, 1190.50, null]\n  - decision: 响\n    cases:\n"
                     "      - {name: 三, given: {本行钱: 2, 自付: 1}, expect: 红}\n"},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// What the first byte 'a', 'b', ... replaces. Anything else leaves the pack whole: it must be read.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    PackFile files[ARRAY_COUNT(FILES)];
    for (size_t i = 0; i < ARRAY_COUNT(FILES); i++) {
        files[i] = (PackFile){.path = str_from(FILES[i].path), .bytes = str_from(FILES[i].bytes)};
    }
    size_t replaced = size == 0 || data[0] < 'a' ? SIZE_MAX : (size_t)(data[0] - 'a');
    bool is_whole = replaced >= ARRAY_COUNT(FILES);
    if (!is_whole) {
        files[replaced].bytes = (Str){(const char *)data + 1, size - 1};
    }
    Pack *pack = NULL;
    Error error = {0};
    Status status = pack_read(files, ARRAY_COUNT(FILES), &pack, &error);
    CHECK(status == STATUS_OK || (!is_whole && error.message[0] != '\0'));
    if (status == STATUS_OK) {
        Text report = {0};
        PackTestResult result = pack_test(pack, &report);
        CHECK(!is_whole || (result.passed == 3 && result.failed == 0));
        text_release(&report);
        pack_free(pack);
    }
    return 0;
}

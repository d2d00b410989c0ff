// SPDX-License-Identifier: Apache-2.0
// Deciding over scalars: exact values in and out, unknown inputs, texts that stay, steps as JSON.
#include "base/check.h"
#include "pack_folder.h"
#include "policy/decide.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first.
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

enum { INPUTS_MAX = 64 };
static PackFolder folder;
static Pack *pack;
static Decider *decider;

static int set_up(void **state) {
    (void)state;
    folder = folder_load();
    pack = folder_read(&folder);
    decider = decider_new(pack);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    decider_free(decider);
    pack_free(pack);
    folder_release(&folder);
    return 0;
}

static size_t decision_named(const char *name) {
    int binding = pack_find_decision(pack, str_from(name));
    assert_true(binding >= 0);
    return (size_t)binding;
}

static void put(Scalar *inputs, size_t binding, const char *name, Scalar value) {
    const DecisionBinding *decision = pack_decision(pack, binding);
    for (size_t i = 0; i < decision->input_count; i++) {
        if (str_equal(decision->inputs[i].name, str_from(name))) {
            inputs[i] = value;
            return;
        }
    }
    fail_msg("%s is no input", name);
}

static void inputs_are_bound_by_kind(void **state) {
    (void)state;
    const DecisionBinding *stay = pack_decision(pack, decision_named("单次住院自付过高"));
    int rows = 0, parameters = 0, facts = 0;
    for (size_t i = 0; i < stay->input_count; i++) {
        rows += stay->inputs[i].kind == INPUT_ROW;
        parameters += stay->inputs[i].kind == INPUT_PARAMETER;
        facts += stay->inputs[i].kind == INPUT_FACT;
    }
    assert_int_equal(rows, 2);
    assert_int_equal(parameters, 1);
    assert_int_equal(facts, 1);
    const AlertRule *rule = pack_rule(pack, (size_t)pack_find_rule(pack, STR("W02")));
    assert_int_equal(rule->decision, decision_named("单次住院自付过高"));
    Str value = stay->inputs[rule->value_input].name;
    assert_true(str_equal(value, STR("本行个人负担")));
    const DecisionBinding *worse = pack_decision(pack, decision_named("残疾等级加重"));
    int before = 0;
    for (size_t i = 0; i < worse->input_count; i++) {
        before += worse->inputs[i].kind == INPUT_FACT_BEFORE;
    }
    assert_int_equal(before, 1);
    assert_int_equal(pack_find_decision(pack, STR("没有")), -1);
    assert_int_equal(pack_find_rule(pack, STR("W99")), -1);
}

static void money_goes_in_and_out_exactly(void **state) {
    (void)state;
    static const struct {
        int64_t wages, pension, basic, income; // fen
    } CASES[] = {
        {0, 0, 0, 0},
        {1, 0, 0, 1},
        {2887200, 180050, 120000, 2947250},
        {999999999999999, 1, 0, 1000000000000000},
        {-100, 0, 0, -100}, // a correction by the tax office
    };
    size_t binding = decision_named("核算近6个月收入");
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        Scalar inputs[INPUTS_MAX] = {0};
        put(inputs, binding, "家庭近6个月工资", scalar_money((Money){CASES[i].wages}));
        put(inputs, binding, "家庭近6个月养老金", scalar_money((Money){CASES[i].pension}));
        put(inputs, binding, "家庭近6个月基础养老金", scalar_money((Money){CASES[i].basic}));
        Scalar result = decider_decide(decider, binding, inputs, date_make(2025, 8, 25), NULL);
        assert_int_equal(result.type, SCALAR_MONEY);
        assert_int_equal(result.number, CASES[i].income);
    }
}

static void an_unknown_input_makes_the_answer_unknown_and_is_named(void **state) {
    (void)state;
    size_t binding = decision_named("核算近12个月收入");
    Scalar inputs[INPUTS_MAX] = {0};
    put(inputs, binding, "家庭近12个月工资", scalar_money((Money){100}));
    put(inputs, binding, "家庭近12个月基础养老金", scalar_money((Money){0}));
    Str reason = STR("");
    Date date = date_make(2025, 8, 25);
    Scalar result = decider_decide(decider, binding, inputs, date, &reason);
    assert_int_equal(result.type, SCALAR_NULL);
    assert_true(str_equal(reason, STR("家庭近12个月养老金 is not known")));
    put(inputs, binding, "家庭近12个月养老金", scalar_money((Money){0}));
    result = decider_decide(decider, binding, inputs, date, &reason);
    assert_int_equal(result.number, 100);
    assert_int_equal(reason.length, 0);
}

static void where_the_fact_says_so_unknown_is_an_answer(void **state) {
    (void)state;
    size_t binding = decision_named("判定三倍线内");
    Scalar inputs[INPUTS_MAX] = {0};
    Scalar result = decider_decide(decider, binding, inputs, date_make(2025, 8, 25), NULL);
    assert_int_equal(result.type, SCALAR_BOOLEAN);
    assert_int_equal(result.number, 0);
}

static void a_month_is_read_as_its_first_day(void **state) {
    (void)state;
    size_t binding = decision_named("死亡后仍发放");
    Scalar inputs[INPUTS_MAX] = {0};
    put(inputs, binding, "已死亡", scalar_boolean(true));
    put(inputs, binding, "死亡日期", scalar_date(date_make(2025, 8, 1)));
    put(inputs, binding, "末次发放月份", scalar_month(month_make(2025, 8)));
    Date date = date_make(2025, 8, 25);
    assert_int_equal(decider_decide(decider, binding, inputs, date, NULL).type, SCALAR_NULL);
    put(inputs, binding, "末次发放月份", scalar_month(month_make(2025, 9)));
    Scalar result = decider_decide(decider, binding, inputs, date, NULL);
    assert_true(str_equal(result.text, STR("红")));
}

static Scalar decide_class(const char *registered) {
    size_t binding = decision_named("监测类别");
    Scalar inputs[INPUTS_MAX] = {0};
    put(inputs, binding, "在册类别", scalar_text(str_from(registered)));
    put(inputs, binding, "三倍线内", scalar_boolean(true));
    return decider_decide(decider, binding, inputs, date_make(2025, 8, 25), NULL);
}

// Facts keep the answers of several decisions side by side.
static void answered_words_outlive_the_next_call(void **state) {
    (void)state;
    char word[] = "低保";
    Scalar first = decide_class(word);
    Scalar second = decide_class("无");
    memset(word, 'x', strlen(word));
    assert_true(str_equal(first.text, STR("低保")));
    assert_true(str_equal(second.text, STR("监测")));
    // More words than are kept: the newest is right all the same.
    for (int i = 0; i < 100; i++) {
        char name[16];
        snprintf(name, sizeof name, "c%d", i);
        Scalar result = decide_class(name);
        assert_true(str_equal(result.text, str_from(name)));
    }
    assert_true(str_equal(first.text, STR("低保")));
}

// ---- JSON

static const char *decide_json(const char *decision, const char *json, bool with_trace, Text *out) {
    Error error = {0};
    text_clear(out);
    Status status =
        decider_decide_json(decider, str_from(decision), str_from(json), with_trace, out, &error);
    if (status != STATUS_OK) {
        text_format(out, "%s: %s", status_name(status), error.message);
    }
    return out->data;
}

static void json_takes_parameters_from_the_pack(void **state) {
    (void)state;
    static const struct {
        const char *decision;
        const char *json;
        const char *part;
    } CASES[] = {
        {"临时救助限额", "{\"人数\": 3, \"date\": \"2025-08-25\"}", "\"result\":21420"},
        {"临时救助限额", "{\"人数\": 3, \"date\": \"2024-08-25\"}", "\"result\":19980"},
        {"临时救助限额", "{\"人数\": 3}", "\"result\":21420"},
        {"临时救助限额", "{\"人数\": 3, \"保障标准\": 1000.5}", "\"result\":18009"},
        {"临时救助限额", "{\"人数\": 3, \"region\": \"330302\"}", "保障标准' is not known"},
        {"临时救助限额", "{\"人数\": null}", "\"result\":null"},
        {"临时救助限额", "{\"人数\": 3, \"date\": \"2025-08-25\"}", "\"sureness\":\"sure\""},
        {"临时救助限额", "{\"人数\": 3, \"date\": \"2025-08-25\"}", "第三十九条"},
        {"残疾人生活补贴",
         "{\"残疾等级\": 3, \"在享特困\": 0, \"年龄\": 40, \"近6个月工资\": 0, \"近6个月养老金\": "
         "0, "
         "\"近6个月基础养老金\": 0, \"家庭近6个月收入\": \"0.00\", \"人数\": 4, "
         "\"date\": \"2025-08-25\"}",
         "\"result\":357,"},
        {"监测类别", "{\"在册类别\": \"无\", \"三倍线内\": true}", "\"result\":\"监测\""},
        {"监测类别", "{\"在册类别\": \"无\", \"三倍线内\": false}", "\"result\":\"其他\""},
        {"判定三倍线内", "{\"人数\": 4}", "\"result\":false"},
        // refused
        {"没有", "{}", "not_found: the pack has no decision 没有"},
        {"临时救助限额", "{\"人\": 3}",
         "invalid: 人 is no input of 临时救助限额; it takes 保障标准"},
        {"临时救助限额", "{\"人数\": \"many\"}", "invalid: 人数: \"many\" is no value of type"},
        {"临时救助限额", "{\"人数\": [1]}", "invalid: 人数 must be a number, text, true, false"},
        {"临时救助限额", "{\"date\": \"someday\"}", "invalid: "},
        {"临时救助限额", "{\"region\": \"here\"}", "invalid: \"region\" is no region code"},
        {"临时救助限额", "[1]", "invalid: the inputs must be an object"},
        {"临时救助限额", "{", "invalid: "},
    };
    CLEANUP(text_release) Text out = {0};
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        const char *answer = decide_json(CASES[i].decision, CASES[i].json, false, &out);
        if (strstr(answer, CASES[i].part) == NULL) {
            fail_msg("%s %s: %s is not in %s", CASES[i].decision, CASES[i].json, CASES[i].part,
                     answer);
        }
    }
}

static void a_trace_has_every_step_with_its_rule_and_reason(void **state) {
    (void)state;
    CLEANUP(text_release) Text out = {0};
    const char *answer =
        decide_json("残疾人护理补贴",
                    "{\"残疾等级\": 3, \"残疾类别\": \"5\", \"在享特困\": 0, \"date\": "
                    "\"2025-08-25\"}",
                    true, &out);
    assert_non_null(strstr(answer, "{\"decision\":\"残疾人护理补贴\",\"result\":125"));
    assert_non_null(strstr(answer, "{\"name\":\"残疾人护理补贴\",\"result\":125"));
    assert_non_null(strstr(answer, "\"rule\":3,\"text\":\"三、四级智力、精神残疾（非重度）\""));
    assert_non_null(strstr(answer, "\"unit\":\"yuan per month\""));
    assert_non_null(strstr(answer, "\"reasons\":[]"));
}

static void a_trace_of_scalars_names_what_is_not_known(void **state) {
    (void)state;
    size_t binding = decision_named("救助类别");
    Scalar inputs[INPUTS_MAX] = {0};
    CLEANUP(text_release) Text out = {0};
    Region region = {INT64_C(330303001201)};
    decider_trace(decider, binding, inputs, region, date_make(2025, 8, 25), &out);
    assert_non_null(strstr(out.data, "{\"decision\":\"救助类别\",\"result\":null,\"steps\":[{"));
    assert_non_null(strstr(out.data, "input '人数' is not known"));
}

static void all_are_in(const char *const *parts, size_t count, const char *answer) {
    for (size_t i = 0; i < count; i++) {
        if (strstr(answer, parts[i]) == NULL) {
            fail_msg("%s is not in %s", parts[i], answer);
        }
    }
}

static void the_text_of_a_trace_names_parameters_with_article_date_and_sureness(void **state) {
    (void)state;
    static const char INPUT[] = "{\"人数\": 3, \"date\": \"2025-08-25\"}";
    static const char *const PARTS[] = {
        "临时救助限额 = 21420.00：因为 ",
        "参数 保障标准 = 1190.00 元/人·月（",
        "，2025-01-01 起，可靠）",
        "人数 = 3 人；算式 临时救助限额月数 * 保障标准 * 人数 = 6 * 1190.00 * 3 = 21420.00",
        "parameter 保障标准 = 1190.00 yuan per person and month (",
        ", from 2025-01-01, sure)",
        "\"from\":\"2025-01-01\"",
        "\"text\":\"临时救助限额月数 * 保障标准\",\"times\":1,\"value\":7140.00}",
        "\"missing\":[],\"reasons\":[]}",
    };
    CLEANUP(text_release) Text out = {0};
    all_are_in(PARTS, ARRAY_COUNT(PARTS), decide_json("临时救助限额", INPUT, true, &out));
    assert_null(strstr(decide_json("临时救助限额", INPUT, false, &out), "\"trace\""));
    // A value that is not the pack's has no article.
    const char *answer =
        decide_json("临时救助限额", "{\"人数\": 3, \"保障标准\": 1000.5}", true, &out);
    assert_non_null(strstr(answer, "参数 保障标准 = 1000.50 元/人·月（给定值，不是政策包的）"));
}

static void all_that_is_missing_is_named_with_the_chain_down_to_it(void **state) {
    (void)state;
    static const char *const PARTS[] = {
        "\"missing\":[\"临时救助限额月数\",\"保障标准\",\"人数\"]",
        "\"code\":\"UNDETERMINED\"",
        "\"code\":\"INPUT_UNKNOWN\",\"element\":\"人数\",\"zh\":\"输入“人数”未知\"",
        "缺少的输入：临时救助限额月数、保障标准、人数",
    };
    CLEANUP(text_release) Text out = {0};
    all_are_in(PARTS, ARRAY_COUNT(PARTS),
               decide_json("临时救助限额", "{\"date\": \"1990-01-01\"}", true, &out));
    Scalar inputs[INPUTS_MAX] = {0};
    Str reason = STR("");
    (void)decider_decide(decider, decision_named("临时救助限额"), inputs, date_make(2025, 8, 25),
                         &reason);
    assert_true(str_equal(
        reason, STR("保障标准 is not known; 临时救助限额月数 is not known; 人数 is not known")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(inputs_are_bound_by_kind),
        cmocka_unit_test(money_goes_in_and_out_exactly),
        cmocka_unit_test(an_unknown_input_makes_the_answer_unknown_and_is_named),
        cmocka_unit_test(where_the_fact_says_so_unknown_is_an_answer),
        cmocka_unit_test(a_month_is_read_as_its_first_day),
        cmocka_unit_test(answered_words_outlive_the_next_call),
        cmocka_unit_test(json_takes_parameters_from_the_pack),
        cmocka_unit_test(a_trace_has_every_step_with_its_rule_and_reason),
        cmocka_unit_test(a_trace_of_scalars_names_what_is_not_known),
        cmocka_unit_test(the_text_of_a_trace_names_parameters_with_article_date_and_sureness),
        cmocka_unit_test(all_that_is_missing_is_named_with_the_chain_down_to_it),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

// SPDX-License-Identifier: Apache-2.0
// What a model tells about itself, traces, inputs from JSON, versions of the standard.
#include "base/check.h"
#include "base/text.h"
#include "support.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void assert_str(Str got, const char *wanted) {
    if (!str_equal(got, str_from(wanted))) {
        fail_msg("'" STR_FMT "' is not '%s'", STR_ARG(got), wanted);
    }
}

static void a_model_tells_its_inputs_and_decisions(void **state) {
    (void)state;
    DmnModel *model = read_model("means_test.dmn");
    assert_str(dmn_model_name(model), "收入核定示例");
    assert_int_equal(dmn_input_count(model), 16);
    assert_str(dmn_input_name(model, 2), "保障标准");
    assert_str(dmn_input_type(model, 2), "number");
    assert_str(dmn_input_type(model, 0), "date");
    assert_int_equal(dmn_find_input(model, STR("保障标准")), 2);
    assert_int_equal(dmn_find_input(model, STR("保障")), -1);
    assert_int_equal(dmn_decision_count(model), 10);
    int category = dmn_find_decision(model, STR("救助类别"));
    assert_str(dmn_decision_name(model, (size_t)category), "救助类别");
    assert_int_equal(dmn_find_decision(model, STR("保障标准")), -1);
    assert_int_equal(dmn_rule_count(model, (size_t)category), 8);
    assert_str(dmn_rule_text(model, (size_t)category, 1), "半年收入低于标准");
    assert_int_equal(dmn_rule_count(model, 0), 0);
    dmn_model_free(model);
    dmn_model_free(NULL);
}

static void types_of_inputs_are_told_by_their_base(void **state) {
    (void)state;
    DmnModel *model = read_model("boxed.dmn");
    assert_str(dmn_input_type(model, (size_t)dmn_find_input(model, STR("成员们"))), "list");
    assert_str(dmn_input_type(model, (size_t)dmn_find_input(model, STR("任意值"))), "");
    assert_str(dmn_input_type(model, (size_t)dmn_find_input(model, STR("时刻"))), "date and time");
    dmn_model_free(model);
}

static void inputs_used_follow_the_graph(void **state) {
    (void)state;
    static const struct {
        const char *decision;
        bool used[3];
    } CASES[] = {
        {"一", {true, false, false}},
        {"二", {true, true, false}},
        {"三", {true, true, false}},
        {"四", {false, false, true}},
    };
    DmnModel *model = read_model("graph.dmn");
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        bool used[3] = {true, true, true};
        int decision = dmn_find_decision(model, str_from(CASES[i].decision));
        dmn_inputs_used(model, (size_t)decision, used);
        assert_memory_equal(used, CASES[i].used, sizeof used);
    }
    dmn_model_free(model);
}

static void each_required_decision_is_one_step_of_the_trace(void **state) {
    (void)state;
    static const struct {
        const char *name;
        const char *value;
    } STEPS[] = {{"一", "2"}, {"二", "4"}, {"三", "8"}};
    DmnModel *model = read_model("graph.dmn");
    Evaluation evaluation;
    // 丙 is null: nothing that is asked needs it.
    evaluate(&evaluation, model, STR("三"), STR("{\"甲\": 1, \"乙\": 2}"), true);
    assert_string_equal(evaluation.words.data, "8");
    const DmnNode *node = evaluation.trace.first;
    assert_int_equal(node->kind, DMN_NODE_INPUT);
    while (node->kind == DMN_NODE_INPUT) {
        node = node->next;
    }
    for (size_t i = 0; i < 3; i++, node = node->next) {
        assert_int_equal(node->kind, DMN_NODE_DECISION);
        assert_str(node->name, STEPS[i].name);
        CLEANUP(text_release) Text words = {0};
        feel_format(node->result, &words);
        assert_string_equal(words.data, STEPS[i].value);
        assert_null(dmn_node_table(node));
    }
    assert_null(node);
    evaluation_release(&evaluation);
    dmn_model_free(model);
}

static void the_trace_names_the_matched_rules(void **state) {
    (void)state;
    DmnModel *model = read_model("hit_policies.dmn");
    Evaluation evaluation;
    evaluate(&evaluation, model, STR("规则次序"), STR("{\"年龄\": 16}"), false);
    const DmnNode *table = dmn_node_table(dmn_trace_asked(&evaluation.trace));
    assert_int_equal(table->rule_count, 2);
    assert_int_equal(table->rules[0], 0);
    evaluation_release(&evaluation);
    evaluate(&evaluation, model, STR("规则次序"), STR("{\"年龄\": 1}"), false);
    table = dmn_node_table(dmn_trace_asked(&evaluation.trace));
    assert_int_equal(table->rule_count, 0);
    assert_false(table->is_default);
    evaluation_release(&evaluation);
    dmn_model_free(model);
}

static void a_service_is_called_with_its_own_inputs_only(void **state) {
    (void)state;
    DmnModel *model = read_model("boxed.dmn");
    assert_int_equal(dmn_find_service(model, STR("加二")), -1);
    int found = dmn_find_service(model, STR("半服务"));
    assert_true(found >= 0);
    size_t service = (size_t)found;
    assert_int_equal(dmn_service_parameter_count(model, service), 2);
    assert_str(dmn_service_parameter_name(model, service, 0), "任意值");
    assert_str(dmn_service_parameter_name(model, service, 1), "加一");
    assert_str(dmn_service_parameter_type(model, service, 0), "");
    assert_str(dmn_service_name(model, service), "半服务");
    assert_true(service < dmn_service_count(model));
    static const struct {
        FeelValue arguments[2];
        const char *words;
    } CASES[] = {
        {{{.kind = FEEL_NULL}, {.kind = FEEL_NUMBER, .number = 4}}, "{加二: null, 条件: \"否\"}"},
        {{{.kind = FEEL_NUMBER, .number = 1}, {.kind = FEEL_NUMBER, .number = 4}},
         "{加二: 5, 条件: null}"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        Arena arena = {0};
        FeelRun run = {.arena = &arena, .today = DATE_NONE};
        FeelValue result =
            dmn_call_service(model, service, CASES[i].arguments, &run, (DmnOptions){0}, NULL);
        CLEANUP(text_release) Text words = {0};
        feel_format(result, &words);
        assert_string_equal(words.data, CASES[i].words);
        arena_release(&arena);
    }
    dmn_model_free(model);
}

static void json_numbers_keep_every_digit(void **state) {
    (void)state;
    static const struct {
        const char *json;
        const char *words;
    } CASES[] = {
        {"{\"任意值\": 1.10}", "1.10"},
        {"{\"任意值\": -0.07}", "-0.07"},
        {"{\"任意值\": 0}", "0"},
        {"{\"任意值\": 1e3}", "1000"},
        {"{\"任意值\": 1234567890123456789.125}", "1234567890123456789.125"},
        {"{\"任意值\": 9223372036854775807}", "9223372036854775807"},
    };
    DmnModel *model = read_model("boxed.dmn");
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        Evaluation evaluation;
        evaluate(&evaluation, model, STR("类型不符"), str_from(CASES[i].json), true);
        assert_string_equal(evaluation.words.data, CASES[i].words);
        evaluation_release(&evaluation);
    }
    dmn_model_free(model);
}

static void json_becomes_the_arguments_of_a_service_or_a_value_of_any_type(void **state) {
    (void)state;
    DmnModel *model = read_model("boxed.dmn");
    size_t service = (size_t)dmn_find_service(model, STR("半服务"));
    Arena arena = {0};
    FeelValue arguments[2] = {0};
    Error error = {0};
    assert_int_equal(
        dmn_arguments_from_json(model, service, STR("{\"加一\": 4}"), &arena, arguments, &error),
        STATUS_OK);
    assert_int_equal(arguments[0].kind, FEEL_NULL);
    assert_int_equal(arguments[1].number, 4);
    assert_int_equal(
        dmn_arguments_from_json(model, service, STR("{\"加二\": 4}"), &arena, arguments, &error),
        STATUS_NOT_FOUND);
    FeelValue value = FEEL_NULL_VALUE;
    assert_int_equal(
        dmn_value_from_json(STR("[1.50, {\"甲\": \"2025-01-01\"}]"), &arena, &value, &error),
        STATUS_OK);
    CLEANUP(text_release) Text words = {0};
    feel_format(value, &words);
    assert_string_equal(words.data, "[1.50, {甲: \"2025-01-01\"}]");
    assert_int_equal(dmn_value_from_json(STR("[1"), &arena, &value, &error), STATUS_INVALID);
    arena_release(&arena);
    dmn_model_free(model);
}

static void json_that_does_not_fit_is_refused_and_leaves_the_inputs_alone(void **state) {
    (void)state;
    static const struct {
        const char *json;
        const char *words;
        Status status;
    } CASES[] = {
        {"[", "", STATUS_INVALID},
        {"[1]", "inputs must be an object", STATUS_INVALID},
        {"{\"没有\": 1}", "'没有' is not an input of model '盒式表达式'", STATUS_NOT_FOUND},
        {"{\"数\": 1, \"时刻\": \"明天\"}", "input '时刻': '明天' is not a date and time",
         STATUS_INVALID},
        {"{\"数\": 1, \"时刻\": \"\"}", "input '时刻': '' is not a date and time", STATUS_INVALID},
        {"{\"数\": 1, \"成员们\": [{\"出生 日期\": \"2025-02-30\"}]}",
         "input '成员们': '2025-02-30' is not a date", STATUS_INVALID},
        {"{\"数\": 1e99999}", "input '数': '1e99999' is not a number that can be represented",
         STATUS_INVALID},
    };
    DmnModel *model = read_model("boxed.dmn");
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        Arena arena = {0};
        FeelValue inputs[8] = {0};
        FeelValue before[8] = {0};
        Error error = {0};
        assert_int_equal(dmn_input_count(model), 8);
        assert_int_equal(
            dmn_inputs_from_json(model, str_from(CASES[i].json), &arena, inputs, &error),
            CASES[i].status);
        size_t at = 0;
        if (!str_find(str_from(error.message), str_from(CASES[i].words), &at)) {
            fail_msg("'%s' is not in '%s'", CASES[i].words, error.message);
        }
        assert_memory_equal(inputs, before, sizeof inputs);
        arena_release(&arena);
    }
    dmn_model_free(model);
}

static void every_version_of_the_standard_is_read(void **state) {
    (void)state;
    static const char *const NAME_SPACES[] = {
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
        "https://www.omg.org/spec/DMN/20240513/MODEL/",
    };
    for (size_t i = 0; i < sizeof NAME_SPACES / sizeof *NAME_SPACES; i++) {
        CLEANUP(text_release) Text xml = {0};
        // Prefixes, elements of other namespaces, and references by full address are all in use.
        text_format(&xml,
                    "<d:definitions xmlns:d='%s' xmlns:x='urn:x' namespace='urn:test' name='t'>"
                    "<x:decision name='不是'/><d:inputData id='a' name='甲'>"
                    "<d:variable name='甲' typeRef='feel:number'/></d:inputData>"
                    "<d:decision id='b' name='乙'><x:literalExpression/>"
                    "<d:informationRequirement><d:requiredInput href='urn:test#a'/>"
                    "</d:informationRequirement><d:literalExpression><d:text>甲 * 2</d:text>"
                    "</d:literalExpression></d:decision></d:definitions>",
                    NAME_SPACES[i]);
        DmnModel *model = NULL;
        Error error = {0};
        if (dmn_model_read(text_str(&xml), STR("m.dmn"), &model, &error) != STATUS_OK) {
            fail_msg("%s", error.message);
        }
        assert_int_equal(dmn_decision_count(model), 1);
        Evaluation evaluation;
        evaluate(&evaluation, model, STR("乙"), STR("{\"甲\": 21}"), true);
        assert_string_equal(evaluation.words.data, "42");
        evaluation_release(&evaluation);
        dmn_model_free(model);
    }
}

static void a_run_can_be_repeated_on_a_cleared_arena(void **state) {
    (void)state;
    DmnModel *model = read_model("graph.dmn");
    Arena arena = {0};
    FeelValue inputs[3] = {feel_integer(1), feel_integer(2), FEEL_NULL_VALUE};
    size_t decision = (size_t)dmn_find_decision(model, STR("三"));
    size_t used = 0;
    for (int i = 0; i < 100; i++) {
        arena_clear(&arena);
        FeelRun run = {.arena = &arena, .today = DATE_NONE};
        FeelValue result = dmn_decide(model, decision, inputs, &run, (DmnOptions){0}, NULL);
        int64_t number = 0;
        assert_true(feel_to_scaled(result, 0, &number));
        assert_int_equal(number, 8);
        assert_true(i == 0 || arena.used == used);
        used = arena.used;
    }
    arena_release(&arena);
    dmn_model_free(model);
}

// Reads a model of these elements; fails the test when it cannot be read.
static DmnModel *read_elements(const char *elements) {
    CLEANUP(text_release) Text xml = {0};
    text_format(&xml,
                "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' "
                "namespace='urn:test' name='t'>%s</definitions>",
                elements);
    DmnModel *model = NULL;
    Error error = {0};
    if (dmn_model_read(text_str(&xml), STR("m.dmn"), &model, &error) != STATUS_OK) {
        fail_msg("%s", error.message);
    }
    return model;
}

static void a_knowledge_model_that_calls_itself_ends_with_a_reason(void **state) {
    (void)state;
    DmnModel *model = read_elements(
        "<businessKnowledgeModel id='b' name='数到零'><encapsulatedLogic>"
        "<formalParameter name='f'/><formalParameter name='n'/><literalExpression><text>"
        "if n = 0 then 0 else f(f, n - 1)</text></literalExpression></encapsulatedLogic>"
        "</businessKnowledgeModel><inputData id='n' name='数'/><decision id='d' name='丁'>"
        "<informationRequirement><requiredInput href='#n'/></informationRequirement>"
        "<knowledgeRequirement><requiredKnowledge href='#b'/></knowledgeRequirement>"
        "<literalExpression><text>数到零(数到零, 数)</text></literalExpression></decision>");
    Evaluation evaluation;
    evaluate(&evaluation, model, STR("丁"), STR("{\"数\": 20}"), false);
    assert_string_equal(evaluation.words.data, "0");
    evaluation_release(&evaluation);
    evaluate(&evaluation, model, STR("丁"), STR("{\"数\": 100000}"), false);
    assert_string_equal(evaluation.words.data, "null");
    assert_true(evaluation.run.error_count > 0);
    evaluation_release(&evaluation);
    dmn_model_free(model);
}

static void loops_within_loops_end_at_the_step_limit(void **state) {
    (void)state;
    static const char *const LOOPS[] = {
        "<for iteratorVariable='x'><in><literalExpression><text>表</text></literalExpression></in>"
        "<return><for iteratorVariable='y'><in><literalExpression><text>表</text>"
        "</literalExpression></in><return><literalExpression><text>y</text></literalExpression>"
        "</return></for></return></for>",
        "<some iteratorVariable='x'><in><literalExpression><text>表</text></literalExpression></in>"
        "<satisfies><every iteratorVariable='y'><in><literalExpression><text>表</text>"
        "</literalExpression></in><satisfies><literalExpression><text>x</text></literalExpression>"
        "</satisfies></every></satisfies></some>",
        "<filter><in><literalExpression><text>表</text></literalExpression></in><match><filter>"
        "<in><literalExpression><text>表</text></literalExpression></in><match>"
        "<conditional><if><literalExpression><text>item</text></literalExpression></if><then>"
        "<literalExpression><text>item</text></literalExpression></then><else>"
        "<literalExpression><text>item</text></literalExpression></else></conditional>"
        "</match></filter></match></filter>",
    };
    for (size_t i = 0; i < sizeof LOOPS / sizeof *LOOPS; i++) {
        CLEANUP(text_release) Text elements = {0};
        text_format(&elements,
                    "<inputData id='a' name='表'/><decision id='d' name='丁'>"
                    "<informationRequirement><requiredInput href='#a'/></informationRequirement>"
                    "%s</decision>",
                    LOOPS[i]);
        DmnModel *model = read_elements(elements.data);
        Arena arena = {0};
        FeelValue items[200];
        for (size_t k = 0; k < sizeof items / sizeof *items; k++) {
            items[k] = feel_boolean(true);
        }
        FeelValue list = feel_list(&arena, items, sizeof items / sizeof *items);
        FeelRun run = {.arena = &arena, .today = DATE_NONE, .step_limit = 5000};
        FeelValue result = dmn_decide(model, 0, &list, &run, (DmnOptions){.is_strict = true}, NULL);
        assert_int_equal(result.kind, FEEL_NULL);
        size_t at = 0;
        assert_true(run.error_count > 0);
        assert_true(str_find(run.errors[0].message, STR("more steps or memory"), &at));
        assert_true(run.steps < 6000);
        arena_release(&arena);
        dmn_model_free(model);
    }
}

static void a_value_that_holds_itself_many_times_over_is_walked_within_limits(void **state) {
    (void)state;
    enum { LEVELS = 60 };
    CLEANUP(text_release) Text elements = {0};
    text_append(&elements, STR("<itemDefinition name='树'><itemComponent name='左'><typeRef>树"
                               "</typeRef></itemComponent><itemComponent name='右'><typeRef>树"
                               "</typeRef></itemComponent></itemDefinition>"
                               "<decision id='d0' name='n0'><literalExpression><text>null</text>"
                               "</literalExpression></decision>"));
    for (int i = 1; i <= LEVELS; i++) {
        text_format(&elements,
                    "<decision id='d%d' name='n%d'><variable name='n%d' typeRef='树'/>"
                    "<informationRequirement><requiredDecision href='#d%d'/>"
                    "</informationRequirement><literalExpression><text>{左: n%d, 右: n%d}</text>"
                    "</literalExpression></decision>",
                    i, i, i, i - 1, i - 1, i - 1);
    }
    DmnModel *model = read_elements(elements.data);
    Arena arena = {0};
    FeelRun run = {.arena = &arena, .today = DATE_NONE, .step_limit = 1000000};
    FeelValue result = dmn_decide(model, LEVELS, NULL, &run, (DmnOptions){0}, NULL);
    assert_int_equal(result.kind, FEEL_NULL);
    assert_true(run.error_count > 0);
    arena_release(&arena);
    dmn_model_free(model);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_model_tells_its_inputs_and_decisions),
        cmocka_unit_test(types_of_inputs_are_told_by_their_base),
        cmocka_unit_test(inputs_used_follow_the_graph),
        cmocka_unit_test(each_required_decision_is_one_step_of_the_trace),
        cmocka_unit_test(the_trace_names_the_matched_rules),
        cmocka_unit_test(a_service_is_called_with_its_own_inputs_only),
        cmocka_unit_test(json_numbers_keep_every_digit),
        cmocka_unit_test(json_becomes_the_arguments_of_a_service_or_a_value_of_any_type),
        cmocka_unit_test(json_that_does_not_fit_is_refused_and_leaves_the_inputs_alone),
        cmocka_unit_test(every_version_of_the_standard_is_read),
        cmocka_unit_test(a_run_can_be_repeated_on_a_cleared_arena),
        cmocka_unit_test(a_knowledge_model_that_calls_itself_ends_with_a_reason),
        cmocka_unit_test(loops_within_loops_end_at_the_step_limit),
        cmocka_unit_test(a_value_that_holds_itself_many_times_over_is_walked_within_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: Apache-2.0
// Models that import models: what the imported names mean, and sets that are refused.
#include "base/check.h"
#include "dmn/dmn.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
// cmocka needs the four above first
#include <cmocka.h>

#define MODEL(space, body)                                                                         \
    "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' name='" space               \
    "' namespace='urn:" space "'>" body "</definitions>"
#define IMPORT(name, space)                                                                        \
    "<import name='" name "' namespace='urn:" space                                                \
    "' importType='https://www.omg.org/spec/DMN/20230324/MODEL/'/>"
#define NEEDS(kind, href)                                                                          \
    "<informationRequirement><required" kind " href='" href "'/></informationRequirement>"
#define CALLS(href)                                                                                \
    "<knowledgeRequirement><requiredKnowledge href='" href "'/></knowledgeRequirement>"
#define DECISION(id, name, needs, text)                                                            \
    "<decision id='" id "' name='" name "'>" needs "<literalExpression><text>" text                \
    "</text></literalExpression></decision>"

// What another model can use: a type, an input, a decision, a knowledge model, a service.
static const char BASE[] = MODEL(
    "base",
    "<itemDefinition name='成员'><itemComponent name='年龄'><typeRef>岁</typeRef></itemComponent>"
    "</itemDefinition><itemDefinition name='岁'><typeRef>number</typeRef><allowedValues><text>"
    "[0..150]</text></allowedValues></itemDefinition>"
    "<inputData id='i' name='标准'><variable name='标准' typeRef='number'/></inputData>" DECISION(
        "d", "年 标准", NEEDS("Input", "#i"),
        "标准 * 12") "<businessKnowledgeModel id='k' "
                     "name='是老人'><encapsulatedLogic><formalParameter name='谁' "
                     "typeRef='成员'/><literalExpression><text>谁.年龄 &gt;= "
                     "60</text></literalExpression>"
                     "</encapsulatedLogic></businessKnowledgeModel>"
                     "<decisionService id='s' name='算'><outputDecision href='#d'/><inputData "
                     "href='#i'/>"
                     "</decisionService>");

static const char MAIN[] = MODEL(
    "main",
    IMPORT(
        "基础 库",
        "base") "<inputData id='i' name='人'><variable name='人' typeRef='基础 "
                "库.成员'/></inputData>"
                "<inputData id='j' name='标准'/>" DECISION(
                    "d1", "用决策", NEEDS("Decision", "urn:base#d"), "基础 库.年 标准 + 1")
                    DECISION("d2", "用知识", NEEDS("Input", "urn:main#i") CALLS("urn:base#k"),
                             "基础 库.是老人(人)") DECISION("d3", "用服务", CALLS("urn:base#s"),
                                                            "基础 库.算(标准: 10)")
                        DECISION("d4", "用输入", NEEDS("Input", "urn:base#i") NEEDS("Input", "#j"),
                                 "[标准, 基础 库.标准]")
                            DECISION(
                                "d5", "用类型", NEEDS("Input", "#i"),
                                "人 instance of 基础 库.成员") "<decision id='d6' "
                                                               "name='用调用'>" CALLS("urn:base#k")
                                                                   NEEDS(
                                                                       "Input",
                                                                       "#i") "<invocation><"
                                                                             "literalExpression><"
                                                                             "text>基础 "
                                                                             "库.是老人</text></"
                                                                             "literalExpression><"
                                                                             "binding>"
                                                                             "<parameter "
                                                                             "name='谁'/"
                                                                             "><literalExpression><"
                                                                             "text>人</text></"
                                                                             "literalExpression></"
                                                                             "binding>"
                                                                             "</invocation></"
                                                                             "decision>");

typedef struct Files {
    const char *texts[4];
    size_t count;
} Files;

static Status read_files(Files files, DmnModel **out_model, Error *error) {
    static const char *const NAMES[] = {"a.dmn", "b.dmn", "c.dmn", "d.dmn"};
    DmnSource sources[4];
    for (size_t i = 0; i < files.count; i++) {
        sources[i] = (DmnSource){str_from(NAMES[i]), str_from(files.texts[i])};
    }
    return dmn_models_read(sources, files.count, DMN_STRICT, out_model, error);
}

static DmnModel *model_of(Files files) {
    DmnModel *model = NULL;
    Error error = {0};
    if (read_files(files, &model, &error) != STATUS_OK) {
        fail_msg("%s", error.message);
    }
    return model;
}

static void assert_answer(const DmnModel *model, Str decision, const FeelValue *inputs,
                          const char *wanted) {
    Arena arena = {0};
    FeelRun run = {.arena = &arena, .today = DATE_NONE};
    int at = dmn_find_decision(model, decision);
    assert_true(at >= 0);
    FeelValue result = dmn_decide(model, (size_t)at, inputs, &run, (DmnOptions){0}, NULL);
    Text words = {0};
    feel_format(result, &words);
    if (!str_equal(text_str(&words), str_from(wanted))) {
        fail_msg(STR_FMT ": '%s' is not '%s'", STR_ARG(decision), words.data, wanted);
    }
    text_release(&words);
    arena_release(&arena);
}

static void set_input(const DmnModel *model, Str space, Str name, FeelValue value,
                      FeelValue *inputs) {
    int at = dmn_find_input_of(model, space, name);
    assert_true(at >= 0);
    inputs[at] = value;
}

static void imported_elements_go_by_the_import_s_name(void **state) {
    (void)state;
    DmnModel *model = model_of((Files){{MAIN, BASE}, 2});
    FeelValue inputs[3] = {{0}};
    FeelEntry age = {STR("年龄"), feel_integer(61)};
    Arena arena = {0};
    assert_int_equal(dmn_input_count(model), 3);
    set_input(model, STR(""), STR("人"), feel_context(&arena, &age, 1), inputs);
    set_input(model, STR("urn:base"), STR("标准"), feel_integer(100), inputs);
    set_input(model, STR("urn:main"), STR("标准"), feel_integer(7), inputs);
    assert_answer(model, STR("用决策"), inputs, "1201");
    assert_answer(model, STR("用知识"), inputs, "true");
    assert_answer(model, STR("用服务"), inputs, "120");
    assert_answer(model, STR("用输入"), inputs, "[7, 100]");
    assert_answer(model, STR("用类型"), inputs, "true");
    assert_answer(model, STR("用调用"), inputs, "true");
    assert_answer(model, STR("年 标准"), inputs, "1200"); // of the imported model
    age.value = feel_integer(151);                        // not among the imported type's values
    set_input(model, STR(""), STR("人"), feel_context(&arena, &age, 1), inputs);
    assert_answer(model, STR("用知识"), inputs, "null");
    arena_release(&arena);
    dmn_model_free(model);
}

static void imports_go_on_from_file_to_file(void **state) {
    (void)state;
    static const char TOP[] =
        MODEL("top", IMPORT("M", "main")
                         DECISION("x", "再用", NEEDS("Decision", "urn:main#d1"), "M.用决策 * 2"));
    // A model that nobody imports is passed over, whatever is wrong with its content.
    static const char ASIDE[] = MODEL("aside", "<decision id='d'/>");
    DmnModel *model = model_of((Files){{TOP, ASIDE, BASE, MAIN}, 4});
    FeelValue inputs[3] = {{0}};
    set_input(model, STR("urn:base"), STR("标准"), feel_integer(100), inputs);
    assert_answer(model, STR("再用"), inputs, "2402");
    assert_int_equal(dmn_find_input(model, STR("标准")), -1); // two imported ones
    dmn_model_free(model);
}

static void an_import_without_name_brings_names_as_they_are(void **state) {
    (void)state;
    static const char OPEN[] =
        MODEL("open", IMPORT("", "base") "<inputData id='p' name='人'><variable name='人' "
                                         "typeRef='成员'/></inputData>" DECISION(
                                             "x", "直接",
                                             NEEDS("Decision", "urn:base#d") NEEDS("Input", "#p"),
                                             "年 标准 + 人.年龄"));
    DmnModel *model = model_of((Files){{OPEN, BASE}, 2});
    Arena arena = {0};
    FeelEntry age = {STR("年龄"), feel_integer(5)};
    FeelValue inputs[2] = {{0}};
    set_input(model, STR(""), STR("人"), feel_context(&arena, &age, 1), inputs);
    set_input(model, STR(""), STR("标准"), feel_integer(1), inputs);
    assert_answer(model, STR("直接"), inputs, "17");
    arena_release(&arena);
    dmn_model_free(model);
}

static void sets_that_do_not_fit_are_refused(void **state) {
    (void)state;
    static const struct {
        Files files;
        const char *message;
    } CASES[] = {
        {{{MAIN}, 1},
         "a.dmn:1: import '基础 库' of namespace 'urn:base': none of the given models has it"},
        {{{MAIN, BASE, BASE}, 3}, "several of the given models have it"},
        {{{MODEL("a", IMPORT("b", "b")), MODEL("b", IMPORT("a", "a"))}, 2},
         "b.dmn:1: import 'a' of namespace 'urn:a': this model imports the one that imports it"},
        {{{MODEL("a", IMPORT("a", "a"))}, 1}, "break the circle"},
        {{{MODEL("a", IMPORT("b", "b") IMPORT("b", "c")), MODEL("b", ""), MODEL("c", "")}, 3},
         "another import has this name"},
        {{{MODEL("a", DECISION("x", "x", NEEDS("Input", "urn:base#i"), "1")), BASE}, 2},
         "refers to a model that is not imported: 'urn:base#i'"},
        {{{MODEL("a", IMPORT("b", "base") DECISION("x", "x", NEEDS("Input", "urn:base#y"), "1")),
           BASE},
          2},
         "refers to an id that no element of the model has: 'urn:base#y'"},
        {{{MODEL("a", IMPORT("b", "base") DECISION("x", "x", NEEDS("Input", "urn:base#i"), "标准")),
           BASE},
          2},
         "the name '标准' is not known here"},
        {{{MODEL("a", IMPORT("基础", "base")
                          DECISION("x", "x", NEEDS("Input", "urn:base#i"), "count([基础])")),
           BASE},
          2},
         "a.dmn:1: decision 'x': the name of an import is a prefix and no value: require what is "
         "imported and write the import's name, a point and its name; 1:8: the name '基础' is not "
         "known here"},
        {{{MODEL("a", IMPORT("基础", "base") DECISION("x", "x", "", "get value(基础, \"人数\")")),
           BASE},
          2},
         "the name of an import is a prefix and no value"},
        {{{MODEL("a", IMPORT("基础", "base") DECISION("x", "x", "", "基础.人数 + 1")), BASE}, 2},
         "require what is imported"},
        {{{MODEL("a", IMPORT("b", "base") "<inputData id='i' name='i'><variable name='i' "
                                          "typeRef='c.成员'/></inputData>"),
           BASE},
          2},
         "unknown type 'c.成员'"},
        {{{MODEL("a", IMPORT("b", "b")), MODEL("b", DECISION("x", "x", "", "1 +"))}, 2},
         "b.dmn:1: decision 'x': 1:4: expected an expression"},
        {{{MODEL("a", IMPORT("b", "b")), "<definitions>"}, 2}, "b.dmn"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        DmnModel *model = NULL;
        Error error = {0};
        size_t at = 0;
        assert_int_not_equal(read_files(CASES[i].files, &model, &error), STATUS_OK);
        if (!str_find(str_from(error.message), str_from(CASES[i].message), &at)) {
            fail_msg("fault %zu: wanted '%s', got '%s'", i, CASES[i].message, error.message);
        }
    }
}

static void other_kinds_of_imports_are_passed_over(void **state) {
    (void)state;
    DmnModel *model = model_of((Files){
        {MODEL("a", "<import name='p' namespace='urn:p' "
                    "importType='http://www.dmg.org/PMML-4_1'/>" DECISION("x", "x", "", "1"))},
        1});
    assert_answer(model, STR("x"), NULL, "1");
    dmn_model_free(model);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(imported_elements_go_by_the_import_s_name),
        cmocka_unit_test(imports_go_on_from_file_to_file),
        cmocka_unit_test(an_import_without_name_brings_names_as_they_are),
        cmocka_unit_test(sets_that_do_not_fit_are_refused),
        cmocka_unit_test(other_kinds_of_imports_are_passed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: Apache-2.0
// Models that must be refused, and the words that say why and where.
#include "base/check.h"
#include "base/text.h"
#include "support.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

typedef struct Fault {
    const char *body; // of <definitions>, which is on line 1
    const char *words;
} Fault;

static Status read_body(const char *body, bool is_lenient, DmnModel **out_model, Error *error) {
    CLEANUP(text_release) Text xml = {0};
    text_format(&xml,
                "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' "
                "namespace='urn:test' name='t'>%s</definitions>",
                body);
    return is_lenient ? dmn_model_read_lenient(text_str(&xml), STR("m.dmn"), out_model, error)
                      : dmn_model_read(text_str(&xml), STR("m.dmn"), out_model, error);
}

static void check_faults(const Fault *faults, size_t count) {
    size_t failed = 0;
    for (size_t i = 0; i < count; i++) {
        DmnModel *model = NULL;
        Error error = {0};
        Status status = read_body(faults[i].body, false, &model, &error);
        size_t at = 0;
        bool is_said = str_find(str_from(error.message), str_from(faults[i].words), &at);
        if (status == STATUS_OK || !is_said) {
            print_error("fault %zu: wanted '%s', got '%s'\n", i, faults[i].words, error.message);
            failed++;
            dmn_model_free(model);
        }
    }
    assert_int_equal(failed, 0);
}

#define INPUT_A "<inputData id='a' name='甲'><variable name='甲' typeRef='number'/></inputData>"
#define NEEDS(id)                                                                                  \
    "<informationRequirement><requiredDecision href='#" id "'/></informationRequirement>"
#define NEEDS_INPUT(id)                                                                            \
    "<informationRequirement><requiredInput href='#" id "'/></informationRequirement>"
#define LITERAL(text) "<literalExpression><text>" text "</text></literalExpression>"
#define ENTRY(kind, text) "<" kind "><text>" text "</text></" kind ">"
#define TABLE(attributes, columns, rules)                                                          \
    INPUT_A "<decision id='d' name='丁'>" NEEDS_INPUT("a") "<decisionTable " attributes            \
                                                           ">" columns rules                       \
                                                           "</decisionTable></decision>"
#define COLUMN_A "<input><inputExpression><text>甲</text></inputExpression></input>"

static void a_reference_that_leads_nowhere_is_named(void **state) {
    (void)state;
    static const Fault FAULTS[] = {
        {"\n<decision id='d' name='丁'>" NEEDS("x") "</decision>",
         "m.dmn:2: decision '丁': refers to an id that no element of the model has: '#x'"},
        {"<decision id='d' name='丁'>" NEEDS_INPUT("d") "</decision>",
         "refers to an element of another kind: '丁'"},
        {"<decision id='d' name='丁'><informationRequirement><requiredDecision "
         "href='urn:other#x'/></informationRequirement></decision>",
         "refers to a model that is not imported: 'urn:other#x'"},
        {"<decision id='d' name='丁'><informationRequirement><requiredDecision/>"
         "</informationRequirement></decision>",
         "<requiredDecision> has no href"},
        {"<inputData id='a' name='甲'><variable name='甲' typeRef='金额'/></inputData>",
         "input data '甲': unknown type '金额'"},
    };
    check_faults(FAULTS, sizeof FAULTS / sizeof *FAULTS);
}

static void a_name_or_id_used_twice_is_refused(void **state) {
    (void)state;
    static const Fault FAULTS[] = {
        {INPUT_A "\n<decision id='d' name='甲'/>",
         "m.dmn:2: decision '甲': the name is taken by the input data in line 1"},
        {INPUT_A "<decision id='a' name='丁'/>", "decision '丁': its id is used twice: 'a'"},
        {"<itemDefinition name='额'/>\n<itemDefinition name='额'/>",
         "m.dmn:2: item definition '额' is defined twice, first in line 1"},
        {"<decision id='d' name=' '/>", "<decision> has no name"},
        {"<itemDefinition/>", "an item definition has no name"},
    };
    check_faults(FAULTS, sizeof FAULTS / sizeof *FAULTS);
}

static void a_circle_is_shown_whole(void **state) {
    (void)state;
    static const Fault FAULTS[] = {
        {"<decision id='d' name='丁'>" NEEDS("d") "</decision>",
         "decision '丁': requires itself: 丁 -> 丁"},
        {"<decision id='s' name='始'>" NEEDS("d") "</decision><decision id='d' name='丁'>" NEEDS(
             "e") "</decision><decision id='e' name='戊'>" NEEDS("f") "</decision><decision id='f' "
                                                                      "name='己'>" NEEDS(
                                                                          "d") "</decision>",
         "decision '丁': requires itself: 丁 -> 戊 -> 己 -> 丁"},
        {"<businessKnowledgeModel id='b' name='乙'><knowledgeRequirement><requiredKnowledge "
         "href='#b'/></knowledgeRequirement></businessKnowledgeModel>",
         "business knowledge model '乙': requires itself: 乙 -> 乙; take this requirement away: it "
         "sees its own name without it"},
        {"<businessKnowledgeModel id='b' name='乙'><knowledgeRequirement><requiredKnowledge "
         "href='#c'/></knowledgeRequirement></businessKnowledgeModel><businessKnowledgeModel "
         "id='c' "
         "name='丙'><knowledgeRequirement><requiredKnowledge "
         "href='#b'/></knowledgeRequirement></businessKnowledgeModel>",
         "business knowledge model '乙': requires itself: 乙 -> 丙 -> 乙; take one of these "
         "requirements away"},
        {"<itemDefinition name='子'><typeRef>丑</typeRef></itemDefinition><itemDefinition "
         "name='丑'><typeRef>子</typeRef></itemDefinition>",
         "item definition '子': the type refers to itself through '丑'"},
    };
    check_faults(FAULTS, sizeof FAULTS / sizeof *FAULTS);
}

static void what_calls_itself_and_cannot_is_told_why(void **state) {
    (void)state;
#define FUNCTION(name, body)                                                                       \
    "<contextEntry><variable name='" name "'/><functionDefinition><formalParameter name='x'/>"     \
    "<literalExpression><text>" body "</text></literalExpression></functionDefinition>"            \
    "</contextEntry>"
    static const Fault FAULTS[] = {
        {"<decision id='d' name='丁'><context>" FUNCTION("函", "函(x - 1)") "</context></decision>",
         "decision '丁': an entry sees the entries before it, not itself: a function that calls "
         "itself has to be a business knowledge model; 1:1: the name '函' is not known here"},
        {"<decision id='d' name='丁'><context><contextEntry><variable "
         "name='外'/><context>" FUNCTION(
             "里", "外.里(x)") "</context></contextEntry></context></decision>",
         "an entry sees the entries before it, not itself"},
        {"<decision id='d' name='丁'><literalExpression><text>丁香 + 1</text></literalExpression>"
         "</decision>",
         "decision '丁': 1:1: the name '丁香' is not known here"},
        {"<decision id='d' name='丁'><literalExpression><text>丁 + 1</text></literalExpression>"
         "</decision>",
         "decision '丁': its own result cannot be known yet; 1:1: the name '丁' is not known here"},
    };
    check_faults(FAULTS, sizeof FAULTS / sizeof *FAULTS);
}

static void words_that_are_none_and_names_given_twice_are_refused(void **state) {
    (void)state;
    static const Fault FAULTS[] = {
        {"<decision id='d' "
         "name='丁'><literalExpresion><text>1</text></literalExpresion></decision>",
         "<literalExpresion> is no element of DMN; check how it is spelt"},
        {"<decisions/>", "<decisions> is no element of DMN"},
        {"<decision id='d' name='丁'><context><contextEntry><variable "
         "name='x'/>" LITERAL("1") "</contextEntry><contextEntry><variable name='x'/>" LITERAL(
             "2") "</contextEntry></context></decision>",
         "decision '丁': the entry 'x' is there twice, as number 1 and 2"},
        {"<decision id='d' name='丁'><relation><column name='x'/><column name='y'/><column "
         "name='x'/></relation></decision>",
         "the column 'x' is there twice, as number 1 and 3"},
        {"<businessKnowledgeModel id='b' name='乙'><encapsulatedLogic><formalParameter name='x'/>"
         "<formalParameter name='x'/>" LITERAL("1") "</encapsulatedLogic></businessKnowledgeModel>",
         "the parameter 'x' is there twice"},
    };
    check_faults(FAULTS, sizeof FAULTS / sizeof *FAULTS);
}

static void the_shape_of_a_table_is_checked(void **state) {
    (void)state;
    static const Fault FAULTS[] = {
        {TABLE("", COLUMN_A, ""), "decision '丁': the decision table has no output column"},
        {TABLE("hitPolicy='BEST'", "<output/>", ""), "unknown hit policy 'BEST'"},
        {TABLE("hitPolicy='COLLECT' aggregation='AVERAGE'", "<output/>", ""),
         "unknown aggregation 'AVERAGE'"},
        {TABLE("hitPolicy='COLLECT' aggregation='SUM'", "<output name='x'/><output name='y'/>", ""),
         "COLLECT with SUM has 2 outputs"},
        {TABLE("hitPolicy='PRIORITY'", COLUMN_A "<output/>", ""),
         "hit policy PRIORITY needs the output's allowed values, best first"},
        {TABLE("hitPolicy='OUTPUT ORDER'", COLUMN_A "<output/>", ""),
         "hit policy OUTPUT ORDER needs the output's allowed values"},
        {TABLE("", "<output name='x'/><output/>", ""), "output 2 has no name"},
        {TABLE("", "<output name='x'/><output name='x'/>", ""),
         "outputs 1 and 2 have the same name 'x'"},
        {TABLE("", "<input/><output/>", ""), "an input column has no input expression"},
        {TABLE("", COLUMN_A "<output/>", "<rule/>"),
         "a rule has 0 of <inputEntry>; the table has 1 columns"},
        {TABLE("", COLUMN_A "<output/>",
               "<rule>" ENTRY("inputEntry", "-") ENTRY("outputEntry", "1")
                   ENTRY("outputEntry", "2") "</rule>"),
         "a rule has 2 of <outputEntry>"},
    };
    check_faults(FAULTS, sizeof FAULTS / sizeof *FAULTS);
}

static void the_shape_of_boxed_expressions_is_checked(void **state) {
    (void)state;
    static const Fault FAULTS[] = {
        {"<decision id='d' name='丁'><context><contextEntry>" LITERAL(
             "1") "</contextEntry><contextEntry>" LITERAL("2") "</contextEntry></context></"
                                                               "decision>",
         "only the last entry of a context may be without variable"},
        {"<decision id='d' name='丁'><context><contextEntry><variable/>" LITERAL(
             "1") "</contextEntry></context></decision>",
         "a context entry's variable has no name"},
        {"<decision id='d' name='丁'><invocation/></decision>",
         "the invocation does not say what it calls"},
        {"<decision id='d' name='丁'><invocation>" LITERAL("abs") "<binding>" LITERAL(
             "1") "</binding></invocation></decision>",
         "a binding has no parameter name"},
        {"<decision id='d' name='丁'><relation><column name='x'/><row>" LITERAL("1")
             LITERAL("2") "</row></relation></decision>",
         "row 1 has 2 values for 1 columns"},
        {"<decision id='d' name='丁'><functionDefinition><formalParameter/></functionDefinition>"
         "</decision>",
         "a parameter has no name"},
        {"<decision id='d' name='丁'><conditional><if/><then/></conditional></decision>",
         "<conditional> has no <else>"},
        {"<decision id='d' name='丁'><for><in/><return/></for></decision>",
         "<for> has no iteratorVariable"},
        {"<decision id='d' name='丁'><literalExpression expressionLanguage='urn:javascript'>"
         "<text>1</text></literalExpression></decision>",
         "expression language 'urn:javascript' is not supported"},
        {"<decision id='d' name='丁'><literalExpression><importedValues/></literalExpression>"
         "</decision>",
         "imported values are not supported"},
    };
    check_faults(FAULTS, sizeof FAULTS / sizeof *FAULTS);
}

static void a_text_that_is_no_feel_is_shown_with_its_place(void **state) {
    (void)state;
    static const Fault FAULTS[] = {
        {TABLE("", COLUMN_A "<output/>",
               "<rule>" ENTRY("inputEntry", "1") ENTRY("outputEntry", "1") "</rule>\n<rule>" ENTRY(
                   "inputEntry", "&lt; ") ENTRY("outputEntry", "1") "</rule>"),
         "m.dmn:2: decision '丁', rule 2, input 1: "},
        {TABLE("", COLUMN_A "<output/>",
               "<rule>" ENTRY("inputEntry", "1") ENTRY("outputEntry", "1 +") "</rule>"),
         "decision '丁', rule 1, output 1: "},
        {TABLE("", COLUMN_A "<output><outputValues><text>)</text></outputValues></output>", ""),
         "decision '丁', allowed values of output 1: "},
        {TABLE("",
               COLUMN_A "<output><defaultOutputEntry><text>)</text></defaultOutputEntry>"
                        "</output>",
               ""),
         "decision '丁', default of output 1: "},
        {"<decision id='d' name='丁'>\n<literalExpression><text>1 +\n2 *\n</text>"
         "</literalExpression></decision>",
         "decision '丁': "},
        {"<decision id='d' name='丁'>" LITERAL("1 + 甲") "</decision>" INPUT_A,
         "m.dmn:1: decision '丁': the model has this name: add it to the requirements; 1:5: "},
        {"<decision id='d' name='丁'>" LITERAL("1 + 乙") "</decision>" INPUT_A,
         "m.dmn:1: decision '丁': 1:5: "},
        {"<itemDefinition name='额'><typeRef>number</typeRef><allowedValues><text>&lt;</text>"
         "</allowedValues></itemDefinition>",
         "item definition '额', allowed values: "},
    };
    check_faults(FAULTS, sizeof FAULTS / sizeof *FAULTS);
}

static void a_lenient_reading_keeps_the_fault_for_whoever_asks(void **state) {
    (void)state;
    DmnModel *model = NULL;
    Error error = {0};
    assert_int_equal(read_body("<decision id='d' name='丁'>" LITERAL(
                                   "1 +") "</decision>"
                                          "<decision id='e' name='戊'>" LITERAL("2") "</decision>",
                               true, &model, &error),
                     STATUS_OK);
    Evaluation evaluation;
    evaluate(&evaluation, model, STR("戊"), STR("{}"), true);
    assert_string_equal(evaluation.words.data, "2");
    assert_int_equal(evaluation.run.error_count, 0);
    evaluation_release(&evaluation);
    evaluate(&evaluation, model, STR("丁"), STR("{}"), false);
    assert_string_equal(evaluation.words.data, "null");
    assert_true(has_reason(&evaluation, STR("decision '丁'")));
    evaluation_release(&evaluation);
    dmn_model_free(model);
}

static void expect_refusal(Str xml, Status wanted, const char *words) {
    DmnModel *model = NULL;
    Error error = {0};
    Status status = dmn_model_read(xml, STR("m.dmn"), &model, &error);
    size_t at = 0;
    if (status != wanted || !str_find(str_from(error.message), str_from(words), &at)) {
        fail_msg("wanted '%s', got %s '%s'", words, status_name(status), error.message);
    }
}

static void hostile_documents_are_refused(void **state) {
    (void)state;
    expect_refusal(STR(""), STATUS_INVALID, "m.dmn:1: ");
    expect_refusal(STR("<definitions/>"), STATUS_INVALID, "expected <definitions> of DMN");
    expect_refusal(STR("<a xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/'/>"), STATUS_INVALID,
                   "the root element is <a>");
    expect_refusal(STR("<!DOCTYPE d [<!ENTITY a 'b'>]><definitions/>"), STATUS_INVALID, "DOCTYPE");
}

static void what_is_nested_too_deep_is_refused(void **state) {
    (void)state;
    CLEANUP(text_release) Text lists = {0};
    CLEANUP(text_release) Text types = {0};
    text_append(&lists, STR("<decision id='d' name='丁'>"));
    for (int i = 0; i < 100; i++) {
        text_append(&lists, STR("<list>"));
        text_append(&types,
                    i == 0 ? STR("<itemDefinition name='t'>") : STR("<itemComponent name='c'>"));
    }
    for (int i = 0; i < 100; i++) {
        text_append(&lists, STR("</list>"));
        text_append(&types, i == 99 ? STR("</itemDefinition>") : STR("</itemComponent>"));
    }
    text_append(&lists, STR("</decision>"));
    const Fault faults[] = {
        {lists.data, "decision '丁': boxed expressions are nested more than 64 deep"},
        {types.data, "item components are nested more than 64 deep"},
    };
    check_faults(faults, sizeof faults / sizeof *faults);
}

static void too_many_elements_and_requirements_are_refused(void **state) {
    (void)state;
    CLEANUP(text_release) Text elements = {0};
    for (int i = 0; i < 4097; i++) {
        text_format(&elements, "<inputData id='i%d' name='n%d'/>", i, i);
    }
    CLEANUP(text_release) Text needs = {0};
    text_append(&needs, STR(INPUT_A "<decision id='d' name='丁'>"));
    for (int i = 0; i < 65537; i++) {
        text_append(&needs, STR(NEEDS_INPUT("a")));
    }
    text_append(&needs, STR("</decision>"));
    const Fault faults[] = {
        {elements.data, "at most 4096 are read"},
        {needs.data, "more than 65536 requirements"},
    };
    check_faults(faults, sizeof faults / sizeof *faults);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reference_that_leads_nowhere_is_named),
        cmocka_unit_test(a_name_or_id_used_twice_is_refused),
        cmocka_unit_test(a_circle_is_shown_whole),
        cmocka_unit_test(what_calls_itself_and_cannot_is_told_why),
        cmocka_unit_test(words_that_are_none_and_names_given_twice_are_refused),
        cmocka_unit_test(the_shape_of_a_table_is_checked),
        cmocka_unit_test(the_shape_of_boxed_expressions_is_checked),
        cmocka_unit_test(a_text_that_is_no_feel_is_shown_with_its_place),
        cmocka_unit_test(a_lenient_reading_keeps_the_fault_for_whoever_asks),
        cmocka_unit_test(hostile_documents_are_refused),
        cmocka_unit_test(what_is_nested_too_deep_is_refused),
        cmocka_unit_test(too_many_elements_and_requirements_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

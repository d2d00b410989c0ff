// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"
#include "plan/plan.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define MODEL                                                                                      \
    "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' name='m' namespace='n'>"    \
    "<inputData id='n' name='n'><variable name='n' typeRef='number'/></inputData>"

// All but the last of the decisions stay with the interpreter.
static void only_the_last_compiles(Str xml, const PlanInput *inputs, const size_t *decisions,
                                   size_t count) {
    DmnModel *model = NULL;
    Error error = {0};
    if (dmn_model_read(xml, STR("m.dmn"), &model, &error) != STATUS_OK) {
        fail_msg("%s", error.message);
    }
    PlanOptions options = {.inputs = inputs};
    VectorPlan *plan = plan_compile(model, decisions, count, &options);
    for (size_t i = 0; i + 1 < count; i++) {
        const PlanRefusal *refusal = plan_refusal(plan, i);
        if (refusal == NULL) {
            fail_msg("decision %zu is not refused", i);
        }
        assert_true(refusal->reason.length > 0);
    }
    assert_null(plan_refusal(plan, count - 1));
    plan_free(plan);
    dmn_model_free(model);
}

// Knowledge models that speak of themselves stay with the interpreter, and building ends.
static void what_calls_itself_is_refused(void **state) {
    (void)state;
#define KNOWLEDGE(name, body)                                                                      \
    "<businessKnowledgeModel id='" name "' name='" name "'><encapsulatedLogic><formalParameter "   \
    "name='x' typeRef='number'/><literalExpression><text>" body "</text></literalExpression>"      \
    "</encapsulatedLogic></businessKnowledgeModel>"
#define DECISION(name, body)                                                                       \
    "<decision name='" name " of n'><informationRequirement><requiredInput href='#n'/>"            \
    "</informationRequirement><knowledgeRequirement><requiredKnowledge href='#" name "'/>"         \
    "</knowledgeRequirement><literalExpression><text>" body                                        \
    "</text></literalExpression></decision>"
    static const char XML[] = MODEL KNOWLEDGE("once", "if x &lt; 2 then 1 else x * once(x - 1)")
        KNOWLEDGE("twice", "twice(x + 1) + twice(x + 2)")
            KNOWLEDGE("value", "if value = 0 then x else 2 * x") KNOWLEDGE("plain", "2 * x")
                DECISION("once", "once(n)") DECISION("twice", "twice(n)")
                    DECISION("value", "value(n)") DECISION("plain", "plain(n)") "</definitions>";
    const size_t decisions[] = {0, 1, 2, 3};
    only_the_last_compiles(STR(XML), NULL, decisions, ARRAY_COUNT(decisions));
}

// 3^9 calls of a sum of twenty: that decision is refused, what was built of it goes, the next
// compiles.
static void what_takes_too_many_steps_is_refused_alone(void **state) {
    (void)state;
#define THRICE(name, inner)                                                                        \
    KNOWS(name, inner, inner "(3 * x) + " inner "(3 * x + 1) + " inner "(3 * x + 2)")
#define KNOWS(name, inner, body)                                                                   \
    "<businessKnowledgeModel id='" name "' name='" name "'><encapsulatedLogic><formalParameter "   \
    "name='x' typeRef='number'/><literalExpression><text>" body "</text></literalExpression>"      \
    "</encapsulatedLogic><knowledgeRequirement><requiredKnowledge href='#" inner                   \
    "'/></knowledgeRequirement></businessKnowledgeModel>"
    static const char XML[] = MODEL KNOWLEDGE("f0", "x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x")
        THRICE("f1", "f0") THRICE("f2", "f1") THRICE("f3", "f2") THRICE("f4", "f3")
            THRICE("f5", "f4") THRICE("f6", "f5") THRICE("f7", "f6") THRICE("f8", "f7")
                THRICE("f9", "f8") DECISION("f9", "f9(n)") DECISION("f2", "f2(n)") "</definitions>";
    const size_t decisions[] = {0, 1};
    only_the_last_compiles(STR(XML), NULL, decisions, ARRAY_COUNT(decisions));
}

// A decision service is called as a knowledge model is, and has no expression.
static void what_calls_a_service_is_refused(void **state) {
    (void)state;
    static const char XML[] = MODEL
        "<decision id='inner' name='inner'><informationRequirement><requiredInput href='#n'/>"
        "</informationRequirement><literalExpression><text>n + 1</text></literalExpression>"
        "</decision><decisionService id='s' name='s'><outputDecision href='#inner'/>"
        "<inputData href='#n'/></decisionService><decision name='asked'><knowledgeRequirement>"
        "<requiredKnowledge href='#s'/></knowledgeRequirement><literalExpression>"
        "<text>s(n: 1)</text></literalExpression></decision><decision name='last'>"
        "<informationRequirement><requiredInput href='#n'/></informationRequirement>"
        "<literalExpression><text>n</text></literalExpression></decision></definitions>";
    const size_t decisions[] = {1, 2};
    only_the_last_compiles(STR(XML), NULL, decisions, ARRAY_COUNT(decisions));
}

#define ASKED(body)                                                                                \
    "<decision name='" body "'><informationRequirement><requiredInput href='#n'/>"                 \
    "</informationRequirement><literalExpression><text>" body                                      \
    "</text></literalExpression></decision>"

// FEEL makes null of them; that is the interpreter's to say.
static void built_ins_with_too_few_or_many_arguments_are_refused(void **state) {
    (void)state;
    static const char XML[] = MODEL ASKED("floor()") ASKED("floor(n, 1, 2)")
        ASKED("round up(n, 1, 2)") ASKED("decimal(n)") ASKED("abs()") ASKED("abs(n, n)")
            ASKED("modulo(n)") ASKED("modulo(n, n, n)") ASKED("not()") ASKED("min()")
                ASKED("count()") ASKED("sum()") ASKED("is defined()") ASKED("date()")
                    ASKED("floor(n)") "</definitions>";
    size_t decisions[15];
    for (size_t i = 0; i < ARRAY_COUNT(decisions); i++) {
        decisions[i] = i;
    }
    only_the_last_compiles(STR(XML), NULL, decisions, ARRAY_COUNT(decisions));
}

// Durations are not summed up, truth values have no least one.
static void lists_that_cannot_be_reduced_are_refused(void **state) {
    (void)state;
#define LIST(name, type)                                                                           \
    "<itemDefinition name='" name "s' isCollection='true'><typeRef>" type                          \
    "</typeRef></itemDefinition><inputData id='" name "' name='" name "'><variable name='" name    \
    "' typeRef='" name "s'/></inputData>"
#define REDUCED(body, name)                                                                        \
    "<decision name='" body " of " name "'><informationRequirement><requiredInput href='#" name    \
    "'/></informationRequirement><literalExpression><text>" body "(" name                          \
    ")</text></literalExpression></decision>"
    static const char XML[] =
        "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' name='m' "
        "namespace='n'>" LIST("truth", "boolean") LIST("span", "days and time duration")
            LIST("number", "number") REDUCED("min", "truth") REDUCED("sum", "truth")
                REDUCED("sum", "span") REDUCED("sum", "number") "</definitions>";
    const PlanInput inputs[] = {{.kind = PLAN_BOOLEAN, .is_list = true},
                                {.kind = PLAN_SECONDS, .is_list = true},
                                {.kind = PLAN_NUMBER, .scale = 2, .is_list = true}};
    const size_t decisions[] = {0, 1, 2, 3};
    only_the_last_compiles(STR(XML), inputs, decisions, ARRAY_COUNT(decisions));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_calls_itself_is_refused),
        cmocka_unit_test(what_takes_too_many_steps_is_refused_alone),
        cmocka_unit_test(what_calls_a_service_is_refused),
        cmocka_unit_test(lists_that_cannot_be_reduced_are_refused),
        cmocka_unit_test(built_ins_with_too_few_or_many_arguments_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: Apache-2.0
#include "plan/plan.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

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
    static const char XML[] =
        "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' name='m' namespace='n'>"
        "<inputData id='n' name='n'><variable name='n' typeRef='number'/></inputData>" KNOWLEDGE(
            "once", "if x &lt; 2 then 1 else x * once(x - 1)")
            KNOWLEDGE("twice", "twice(x + 1) + twice(x + 2)")
                KNOWLEDGE("value", "if value = 0 then x else 2 * x") KNOWLEDGE("plain", "2 * x")
                    DECISION("once", "once(n)") DECISION("twice", "twice(n)")
                        DECISION("value", "value(n)")
                            DECISION("plain", "plain(n)") "</definitions>";
    DmnModel *model = NULL;
    VectorPlan *plan = NULL;
    Error error = {0};
    if (dmn_model_read(STR(XML), STR("m.dmn"), &model, &error) != STATUS_OK) {
        fail_msg("%s", error.message);
    }
    const size_t decisions[] = {0, 1, 2, 3};
    assert_int_equal(plan_compile(model, decisions, 4, &(PlanOptions){0}, &plan, &error),
                     STATUS_OK);
    for (size_t i = 0; i < 3; i++) {
        const PlanRefusal *refusal = plan_refusal(plan, i);
        assert_non_null(refusal);
        assert_true(refusal->reason.length > 0);
    }
    assert_null(plan_refusal(plan, 3));
    plan_free(plan);
    dmn_model_free(model);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_calls_itself_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: Apache-2.0
// Which decisions a screening can work out for a whole population at once, and why not the others.
#include "analysis/checker_private.h"
#include "base/check.h"
#include "plan/plan.h"

static void say_refusal(Checker *checker, const Element *decision, const PlanRefusal *refusal) {
    Finding *finding = checker_find(checker, FINDING_row_by_row, decision, refusal->line);
    if (refusal->text.length > 0) {
        finding->excerpt = place_line(&checker->report->arena, refusal->text, refusal->offset);
    }
    Arena *arena = &checker->report->arena;
    finding->chinese =
        arena_format(arena, "筛查时逐行计算：" STR_FMT, STR_ARG(refusal->reason_chinese));
    finding->english =
        arena_format(arena, "screening decides it row by row: " STR_FMT, STR_ARG(refusal->reason));
}

static void say_too_large(Checker *checker) {
    Finding *finding = checker_find(checker, FINDING_row_by_row, NULL, 1);
    finding_say(checker->report, finding,
                "筛查时逐行计算：全部决策合起来步骤太多，编不成一个程序；doudi plan explain "
                "--decision 名称 逐个讲决策",
                "screening decides them row by row: all decisions together take too many steps for "
                "one program; doudi plan explain --decision NAME tells of each");
}

void check_plans(Checker *checker) {
    const DmnModel *model = checker->model;
    size_t *decisions = arena_alloc(checker->scratch, model->decision_count, sizeof *decisions);
    for (size_t i = 0; i < model->decision_count; i++) {
        decisions[i] = i;
    }
    VectorPlan *plan = NULL;
    PlanOptions options = {.is_strict = true};
    if (plan_compile(model, decisions, model->decision_count, &options, &plan, NULL) != STATUS_OK) {
        say_too_large(checker);
        return;
    }
    for (size_t i = 0; i < model->decision_count; i++) {
        const Element *decision = &model->elements[model->decisions[i]];
        const PlanRefusal *refusal = plan_refusal(plan, i);
        bool has_logic = decision->logic != NULL; // else that is what is to be said
        if (refusal != NULL && has_logic && decision->file == 0) {
            say_refusal(checker, decision, refusal);
        }
    }
    plan_free(plan);
}

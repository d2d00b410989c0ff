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

void check_plans(Checker *checker) {
    const DmnModel *model = checker->model;
    size_t *decisions = arena_alloc(checker->scratch, model->decision_count, sizeof *decisions);
    for (size_t i = 0; i < model->decision_count; i++) {
        decisions[i] = i;
    }
    PlanOptions options = {.is_strict = true};
    VectorPlan *plan = plan_compile(model, decisions, model->decision_count, &options);
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

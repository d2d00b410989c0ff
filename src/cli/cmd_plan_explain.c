// SPDX-License-Identifier: Apache-2.0
#include "base/memory.h"
#include "cli/commands.h"
#include "cli/models.h"
#include "cli/print.h"
#include "plan/plan.h"

static const Option OPTIONS[] = {
    {"decision", "NAME", {"只讲这个决策（默认全部）", "this decision only (default: all)"}},
    {"lenient",
     NULL,
     {"空值照常参与计算；默认有空值的行交给解释器，结果为未定",
      "calculate with nulls; without it rows with nulls are the interpreter's, and undetermined"}},
};

typedef struct Telling {
    Cli *cli;
    Text out; // sentences, or objects joined with commas
} Telling;

static void tell(Telling *telling, const DmnModel *model, const size_t *decisions, size_t count) {
    PlanOptions options = {.is_strict = !cli_has(telling->cli, "lenient")};
    VectorPlan *plan = plan_compile(model, decisions, count, &options);
    for (size_t i = 0; i < count; i++) {
        if (telling->cli->format == FORMAT_JSON) {
            text_append(&telling->out, telling->out.length > 0 ? STR(",") : STR(""));
            plan_explain_json(plan, i, &telling->out);
        } else {
            plan_explain_words(plan, i, !telling->cli->is_english, &telling->out);
        }
    }
    plan_free(plan);
}

static Status tell_all(Telling *telling, const Models *models, Error *error) {
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < models->count; i++) {
        DmnModel *model = NULL;
        status = models_open(models, i, &model, error);
        if (status != STATUS_OK) {
            return status;
        }
        size_t count = dmn_decision_count(model);
        size_t *decisions = memory_new(count, sizeof *decisions);
        for (size_t k = 0; k < count; k++) {
            decisions[k] = k;
        }
        tell(telling, model, decisions, count);
        memory_free(decisions);
        dmn_model_free(model);
    }
    return status;
}

static Status tell_one(Telling *telling, const Models *models, Error *error) {
    DmnModel *model = NULL;
    size_t decision = 0;
    Status status =
        models_find(models, cli_option(telling->cli, "decision"), &model, &decision, error);
    if (status == STATUS_OK) {
        tell(telling, model, &decision, 1);
        dmn_model_free(model);
    }
    return status;
}

static int run(Cli *cli) {
    Error error = {0};
    CLEANUP(models_release) Models models = {0};
    Telling telling = {.cli = cli};
    Status status = models_read(cli->positionals, cli->positional_count, &models, &error);
    if (status == STATUS_OK) {
        status = cli_has(cli, "decision") ? tell_one(&telling, &models, &error)
                                          : tell_all(&telling, &models, &error);
    }
    if (status == STATUS_OK && cli->format == FORMAT_JSON) {
        CLEANUP(text_release) Text list = {0};
        text_format(&list, "[" STR_FMT "]", STR_ARG(text_str(&telling.out)));
        print_json(cli, text_str(&list));
    } else if (status == STATUS_OK) {
        (void)fwrite(text_str(&telling.out).data, 1, telling.out.length, cli->out);
    }
    text_release(&telling.out);
    return status == STATUS_OK ? EXIT_FINE : cli_fail(cli, &error);
}

const Command CMD_plan_explain = {
    .name = "plan explain",
    .arguments = "MODEL|PACK... [--decision NAME] [--lenient]",
    .help = {"讲清决策怎样编成整列计算的程序，或为什么逐行计算",
             "tell how decisions become programs over columns, or why they stay row by row"},
    .forms = FORMS_TREE,
    .options = OPTIONS,
    .option_count = ARRAY_COUNT(OPTIONS),
    .positional_min = 1,
    .positional_max = 1000,
    .run = run,
    .more = {"每行一步：名称、证书（E 精确，Q 一个商只被比较或取整，- 真假）、做什么、取值范围。"
             "见 docs/plans.md。",
             "A line is a step: its name, its certificate (E exact, Q a quotient that is only "
             "compared or rounded, - a\ntruth value), what it does, the range of its values. See "
             "docs/plans.md."},
};

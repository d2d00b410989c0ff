// SPDX-License-Identifier: Apache-2.0
#include "cli/answer_table.h"
#include "cli/answers.h"
#include "cli/commands.h"
#include "cli/models.h"
#include "cli/print.h"

static const Option OPTIONS[] = {
    {"decision", "NAME", {"要作的决策", "the decision to make"}},
    {"service", "NAME", {"要调用的决策服务", "the decision service to call"}},
    {"input",
     "FILE",
     {"输入（JSON 对象；- 为标准输入）", "the inputs, a JSON object; - is standard input"}},
    {"trace",
     NULL,
     {"附上每一步：输入、命中的规则、中间结果", "with every step: inputs, matched rules, results"}},
    {"strict",
     NULL,
     {"严格：不知道的就是无法判定", "strict: what is not known stays undetermined"}},
};

typedef struct Evaluation {
    Cli *cli;
    DoudiModel *model;
    DoudiRun *run;
    Text json; // of the inputs
} Evaluation;

static void evaluation_release(Evaluation *evaluation) {
    text_release(&evaluation->json);
    doudi_run_free(evaluation->run);
    doudi_model_free(evaluation->model);
}

static int read_model(Evaluation *evaluation) {
    Cli *cli = evaluation->cli;
    Error error = {0};
    CLEANUP(models_release) Models models = {0};
    if (models_read(cli->positionals, cli->positional_count, &models, &error) != STATUS_OK) {
        return cli_fail(cli, &error);
    }
    DoudiSource *sources = arena_alloc(&models.arena, models.count, sizeof *sources);
    for (size_t i = 0; i < models.count; i++) {
        const DmnSource *item = &models.items[i];
        sources[i] = (DoudiSource){item->file_name.data, item->xml.data, item->xml.length};
    }
    DoudiError failure;
    DoudiStatus status =
        doudi_model_read(sources, models.count, DOUDI_READ_STRICT, &evaluation->model, &failure);
    return status == DOUDI_OK ? EXIT_FINE : answers_fail(cli, STR(""), &failure);
}

// What can be asked for, when nothing is.
static int list_model(Evaluation *evaluation) {
    static const Heading HEADINGS[] = {{"part", {"种类", "part"}, false},
                                       {"name", {"名称", "name"}, false},
                                       {"type", {"类型", "type"}, false}};
    static const Words PARTS[] = {{"输入", "input"}, {"决策", "decision"}, {"决策服务", "service"}};
    Cli *cli = evaluation->cli;
    CLEANUP(listing_release) Listing listing;
    listing_init(&listing, HEADINGS, ARRAY_COUNT(HEADINGS));
    for (size_t part = DOUDI_INPUTS; part <= DOUDI_SERVICES; part++) {
        const DoudiVariable *variable = NULL;
        for (size_t i = 0;
             (variable = doudi_model_at(evaluation->model, (DoudiPart)part, i)) != NULL; i++) {
            bool is_listed = cli->format == FORMAT_TABLE;
            Str cells[] = {str_from(is_listed
                                        ? cli_words(cli, PARTS[part].chinese, PARTS[part].english)
                                        : PARTS[part].english),
                           str_from(variable->name), str_from(variable->type)};
            CLEANUP(text_release) Text json = {0};
            JsonWriter writer = {.out = &json};
            json_begin_object(&writer);
            for (size_t k = 0; k < ARRAY_COUNT(HEADINGS); k++) {
                json_key(&writer, str_from(HEADINGS[k].id));
                json_string(&writer, k == 0 ? str_from(PARTS[part].english) : cells[k]);
            }
            json_end_object(&writer);
            listing_row(&listing, cells);
            listing_json(&listing, text_str(&json));
        }
    }
    listing_print(&listing, cli);
    return EXIT_FINE;
}

// Names are checked before values, so that all that is missing and misspelt is told at once.
static DoudiStatus read_inputs(Evaluation *evaluation, const char *decision, const char *service,
                               const DoudiValue **out_inputs, DoudiError *error) {
    DoudiRun *run = evaluation->run;
    const DoudiModel *model = evaluation->model;
    Str json = evaluation->json.length > 0 ? text_str(&evaluation->json) : STR("{}");
    const DoudiValue *plain = NULL;
    DoudiStatus status = doudi_value_from_json(run, json.data, json.length, &plain, error);
    if (status == DOUDI_OK) {
        status = service != NULL ? doudi_check_arguments(run, model, service, plain, error)
                                 : doudi_check_inputs(run, model, decision, plain, error);
    }
    if (status == DOUDI_OK) {
        status = service != NULL ? doudi_arguments_from_json(run, model, service, json.data,
                                                             json.length, out_inputs, error)
                                 : doudi_inputs_from_json(run, model, json.data, json.length,
                                                          out_inputs, error);
    }
    return status;
}

static void print_answer(const Evaluation *evaluation, const char *name, bool is_service,
                         const DoudiValue *answer) {
    Cli *cli = evaluation->cli;
    bool is_json = cli->format == FORMAT_JSON;
    const char *trace =
        is_json ? doudi_trace_json(evaluation->run) : doudi_trace_text(evaluation->run);
    if (!is_json) {
        answer_table_print(cli, evaluation->run, str_from(name), answer);
        if (trace != NULL) {
            (void)fprintf(cli->format == FORMAT_TABLE ? cli->out : cli->err, "\n%s", trace);
        } else {
            answers_print_reasons(cli, evaluation->run);
        }
        return;
    }
    CLEANUP(text_release) Text json = {0};
    JsonWriter writer = {.out = &json};
    json_begin_object(&writer);
    json_key(&writer, is_service ? STR("service") : STR("decision"));
    json_string(&writer, str_from(name));
    json_key(&writer, STR("value"));
    const char *value = doudi_value_json(evaluation->run, answer);
    json_raw(&writer, str_from(value == NULL ? "null" : value));
    answers_write_reasons(&writer, evaluation->run);
    if (trace != NULL) {
        json_key(&writer, STR("trace"));
        json_raw(&writer, str_from(trace));
    }
    json_end_object(&writer);
    print_json(cli, text_str(&json));
}

static int evaluate(Evaluation *evaluation) {
    Cli *cli = evaluation->cli;
    DoudiRun *run = evaluation->run;
    bool is_service = cli_has(cli, "service");
    const char *service = is_service ? cli_option(cli, "service").data : NULL;
    const char *decision = is_service ? NULL : cli_option(cli, "decision").data;
    doudi_run_strict(run, cli_has(cli, "strict"));
    doudi_run_record(run, cli_has(cli, "trace"));
    answers_prepare(cli, run);
    const DoudiValue *inputs = NULL;
    const DoudiValue *answer = NULL;
    DoudiError error;
    if (read_inputs(evaluation, decision, service, &inputs, &error) != DOUDI_OK) {
        return answers_fail(cli, cli_option(cli, "input"), &error);
    }
    DoudiStatus status =
        is_service ? doudi_call_service(run, evaluation->model, service, inputs, &answer, &error)
                   : doudi_decide(run, evaluation->model, decision, inputs, &answer, &error);
    if (status != DOUDI_OK) {
        return answers_fail(cli, STR(""), &error);
    }
    print_answer(evaluation, is_service ? service : decision, is_service, answer);
    return answers_exit_code(answer, run);
}

static int run(Cli *cli) {
    CLEANUP(evaluation_release) Evaluation evaluation = {.cli = cli, .run = doudi_run_new()};
    bool has_decision = cli_has(cli, "decision");
    if (has_decision && cli_has(cli, "service")) {
        return cli_usage(cli, "--decision 和 --service 只能用一个",
                         "--decision and --service exclude each other");
    }
    if (!has_decision && !cli_has(cli, "service") && cli_has(cli, "trace")) {
        return cli_usage(cli, "--trace 要和 --decision 或 --service 一起用",
                         "--trace goes with --decision or --service");
    }
    int code = read_model(&evaluation);
    if (code != EXIT_FINE) {
        return code;
    }
    if (!has_decision && !cli_has(cli, "service")) {
        return list_model(&evaluation);
    }
    Error error = {0};
    if (cli_has(cli, "input") &&
        answers_read(cli_option(cli, "input"), &evaluation.json, &error) != STATUS_OK) {
        return cli_fail(cli, &error);
    }
    return evaluate(&evaluation);
}

const Command CMD_dmn_eval = {
    .name = "dmn eval",
    .arguments =
        "MODEL... [--decision NAME | --service NAME] [--input FILE|-] [--strict] [--trace]",
    .help = {"用决策模型（DMN）作一个决策", "make a decision of a decision model (DMN)"},
    .forms = FORMS_LIST,
    .options = OPTIONS,
    .option_count = ARRAY_COUNT(OPTIONS),
    .positional_min = 1,
    .positional_max = SIZE_MAX,
    .run = run,
    .more =
        {"第一个文件是模型，其余供它导入。不写 --decision 和 --service 时列出模型的输入、决策和决策"
         "服务。\n结果为空（null）且有原因时，原因写到标准错误，退出码为 1。\n例：echo "
         "'{\"人数\": 3, \"家庭月收入\": 1250.50, \"保障标准\": 1240}' |\n      doudi dmn eval "
         "examples/means_test.dmn --decision 月补助金额 --input -",
         "The first file is the model, the others are there to be imported. Without --decision "
         "and --service:\nthe inputs, decisions and services that the model has. When the "
         "answer is null for a reason, the reason\nis on stderr and the exit code is 1.\n"
         "Example: echo '{\"人数\": 3, \"家庭月收入\": 1250.50, \"保障标准\": 1240}' |\n"
         "           doudi dmn eval examples/means_test.dmn --decision 月补助金额 --input -"},
};

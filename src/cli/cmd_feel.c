// SPDX-License-Identifier: Apache-2.0
#include "cli/answers.h"
#include "cli/commands.h"
#include "cli/feel_prompt.h"
#include "cli/print.h"

static const Option OPTIONS[] = {
    {"context",
     "FILE",
     {"名称和值（JSON 对象；- 为标准输入）",
      "names and values, a JSON object; - is standard input"}},
};

static int read_context(Cli *cli, DoudiRun *run, const DoudiValue **out_context) {
    if (!cli_has(cli, "context")) {
        return EXIT_FINE;
    }
    Str path = cli_option(cli, "context");
    CLEANUP(text_release) Text json = {0};
    Error error = {0};
    if (answers_read(path, &json, &error) != STATUS_OK) {
        return cli_fail(cli, &error);
    }
    DoudiError failure;
    if (doudi_value_from_json(run, json.data, json.length, out_context, &failure) != DOUDI_OK) {
        return answers_fail(cli, path, &failure);
    }
    if (doudi_value_kind(*out_context) != DOUDI_CONTEXT) {
        failure = (DoudiError){.status = DOUDI_INVALID,
                               .message = "the context must be an object, {\"name\": value, ...}"};
        return answers_fail(cli, path, &failure);
    }
    return EXIT_FINE;
}

static void print_result(Cli *cli, DoudiRun *run, const DoudiValue *value) {
    if (cli->format != FORMAT_JSON) {
        feel_value_print(cli, value);
        answers_print_reasons(cli, run);
        return;
    }
    CLEANUP(text_release) Text json = {0};
    JsonWriter writer = {.out = &json};
    const char *text = doudi_value_json(run, value);
    json_begin_object(&writer);
    json_key(&writer, STR("value"));
    json_raw(&writer, str_from(text == NULL ? "null" : text));
    json_key(&writer, STR("type"));
    json_string(&writer, str_from(doudi_kind_name(doudi_value_kind(value))));
    answers_write_reasons(&writer, run);
    json_end_object(&writer);
    print_json(cli, text_str(&json));
}

static void free_run(DoudiRun **run) {
    doudi_run_free(*run);
}

static int run(Cli *cli) {
    CLEANUP(free_run) DoudiRun *run = doudi_run_new();
    const DoudiValue *context = NULL;
    if (cli->positional_count == 0 && str_equal(cli_option(cli, "context"), STR("-"))) {
        return cli_usage(cli, "标准输入要用来输入表达式，--context 请给文件",
                         "standard input is for the expressions: give --context a file");
    }
    answers_prepare(cli, run);
    int code = read_context(cli, run, &context);
    if (code != EXIT_FINE) {
        return code;
    }
    if (cli->positional_count == 0) {
        return feel_prompt(cli, context);
    }
    const DoudiValue *value = NULL;
    DoudiError error;
    if (doudi_evaluate(run, cli->positionals[0].data, context, &value, &error) != DOUDI_OK) {
        return answers_fail(cli, STR(""), &error);
    }
    print_result(cli, run, value);
    return answers_exit_code(value, run);
}

const Command CMD_feel = {
    .name = "feel",
    .arguments = "['EXPRESSION'] [--context FILE|-]",
    .help = {"计算一个 FEEL 表达式；不给表达式则逐行输入",
             "evaluate a FEEL expression; without one, line by line"},
    .forms = FORMS_TREE,
    .options = OPTIONS,
    .option_count = ARRAY_COUNT(OPTIONS),
    .positional_min = 0,
    .positional_max = 1,
    .run = run,
    .more =
        {"结果为空（null）且有原因时，原因写到标准错误，退出码为 1；表达式有误时退出码为 "
         "3。\n例：doudi feel 'sum(for i in 1..3 return i * 1.10)'      → 6.60\n    doudi feel "
         "'收入 < 标准 * 1.5' --context family.json\n逐行输入时：名称 = 表达式 记住一个值；:help "
         "列出用法；:quit 退出。",
         "When the result is null for a reason, the reason is on stderr and the exit code is 1; "
         "it is 3 when\nthe expression is wrong.\n"
         "Examples: doudi feel 'sum(for i in 1..3 return i * 1.10)'      -> 6.60\n"
         "          doudi feel '收入 < 标准 * 1.5' --context family.json\n"
         "Line by line: name = expression keeps a value; :help tells more; :quit ends."},
};

// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/county.h"
#include "cli/print.h"
#include "format/json.h"
#include "platform/file.h"
#include "service/packs.h"

static const Option OPTIONS[] = {
    {"decision",
     "NAME",
     {"决策名，例如 月保障金额（必填）", "the decision's name, for example 月保障金额 (required)"}},
    {"input", "FILE.json", {"输入（JSON；必填）", "the inputs as JSON (required)"}},
    {"trace", NULL, {"附上每一步、依据和原因", "with every step, reference and reason"}},
};

enum { INPUT_SIZE_MAX = 16 * 1024 * 1024 };

// Read once to see that it is JSON, so that a message about that names the file.
static Status check_json(Str path, Str text, Error *error) {
    CLEANUP(arena_release) Arena arena = {0};
    const JsonNode *root = NULL;
    if (json_read(text, &arena, &root, error) != STATUS_OK) {
        return error_prefix(error, STR_FMT ": ", STR_ARG(path));
    }
    return STATUS_OK;
}

static int print_whole(Cli *cli, Str json) {
    print_json(cli, json);
    return EXIT_FINE;
}

// The sentences of the trace, or the result alone.
static int print_text(Cli *cli, Str json) {
    CLEANUP(arena_release) Arena arena = {0};
    const JsonNode *root = NULL;
    Error error = {0};
    if (json_read(json, &arena, &root, &error) != STATUS_OK) {
        return cli_fail(cli, &error);
    }
    const JsonNode *text = json_get(root, "text");
    if (text != NULL) {
        (void)fprintf(cli->out, STR_FMT, STR_ARG(json_text(text, cli->is_english ? "en" : "zh")));
        return EXIT_FINE;
    }
    const JsonNode *result = json_get(root, "result");
    bool is_null = result == NULL || result->kind == JSON_NULL;
    (void)fprintf(cli->out, STR_FMT " = " STR_FMT "\n", STR_ARG(json_text(root, "decision")),
                  STR_ARG(is_null ? str_from(cli_words(cli, "无法判定", "undetermined"))
                          : result->kind == JSON_TRUE  ? STR("true")
                          : result->kind == JSON_FALSE ? STR("false")
                                                       : result->text));
    return EXIT_FINE;
}

static int run(Cli *cli) {
    Error error = {0};
    CLEANUP(pack_folder_release) PackFolder pack = {0};
    CLEANUP(text_release) Text input = {0};
    CLEANUP(text_release) Text json = {0};
    if (!cli_has(cli, "decision") || !cli_has(cli, "input")) {
        return cli_usage(cli, "要用 --decision 和 --input 指明决策和输入",
                         "--decision and --input must name the decision and its inputs");
    }
    Str path = cli_option(cli, "input");
    if (pack_folder_read(cli->positionals[0], &pack, &error) != STATUS_OK ||
        file_read(path.data, INPUT_SIZE_MAX, &input, &error) != STATUS_OK ||
        check_json(path, text_str(&input), &error) != STATUS_OK ||
        packs_decide(pack.files, pack.count, cli_option(cli, "decision"), text_str(&input),
                     cli_has(cli, "trace"), &json, &error) != STATUS_OK) {
        return cli_fail(cli, &error);
    }
    return cli->has_format && cli->format == FORMAT_TABLE ? print_text(cli, text_str(&json))
                                                          : print_whole(cli, text_str(&json));
}

const Command CMD_decide = {
    .name = "decide",
    .arguments = "PACK --decision NAME --input FILE.json [--trace]",
    .help = {"对一份输入作一个决策（输出 JSON；--format table 输出文字）",
             "make one decision on given inputs (JSON out; sentences with --format table)"},
    .options = OPTIONS,
    .option_count = ARRAY_COUNT(OPTIONS),
    .forms = FORMS_JSON,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
    .more = {"输入是一个 JSON 对象：决策用到的名称和值，另加 \"date\"（默认用最新参数）和 "
             "\"region\"（默认全县）。",
             "The inputs are one JSON object: the names that the decision uses and their values, "
             "with \"date\"\n(default: the newest parameters) and \"region\" (default: the "
             "county)."},
};

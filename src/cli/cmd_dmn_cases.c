// SPDX-License-Identifier: Apache-2.0
#include "analysis/cases.h"
#include "base/memory.h"
#include "cli/cases_file.h"
#include "cli/commands.h"
#include "cli/county.h"
#include "cli/models.h"
#include "cli/paths.h"
#include "format/json.h"
#include "platform/file.h"
#include "service/packs.h"

static const Option OPTIONS[] = {
    {"decision", "NAME", {"决策名（必填）", "the decision's name (required)"}},
    {"given",
     "FILE.json",
     {"从这些输入出发；政策包要写 date 和 region",
      "inputs to start from; of a pack with date and region"}},
    {"scale",
     "DIGITS",
     {"没有给出的数值按几位小数变动，金额为 2（默认 0）",
      "digits behind the point by which numbers that are not given move, 2 for money (default 0)"}},
    {"out",
     "FILE|-",
     {"写到这里：.csv，其他为政策包用例的 YAML（默认 -）",
      "where to: .csv, else YAML as a pack's tests (default: -)"}},
    {"covered",
     "FILE",
     {"不找用例，改为衡量这些用例（.yaml 或 .csv）",
      "find none; measure these cases instead (.yaml or .csv)"}},
};

enum { JSON_SIZE_MAX = 16 * 1024 * 1024, SCALE_MAX = 12 };

typedef struct CaseJob {
    Cli *cli;
    Models models;
    PackFolder pack;
    DmnModel *model;
    size_t decision;
    FeelValue *base;
    bool *is_fixed; // parameters of a pack
    Str date;
    Str region;
    Arena arena;
} CaseJob;

static void job_release(CaseJob *job) {
    dmn_model_free(job->model);
    models_release(&job->models);
    pack_folder_release(&job->pack);
    arena_release(&job->arena);
}

// ---- what to start from -------------------------------------------------------------------------
// A pack knows the parameters of a date and region: `decide` tells them, with their references.
static Status take_parameters(CaseJob *job, Str given, FeelValue *values, Error *error) {
    CLEANUP(text_release) Text told = {0};
    const JsonNode *root = NULL;
    Status status =
        packs_decide(job->pack.files, job->pack.count, dmn_decision_name(job->model, job->decision),
                     given, false, &told, error);
    if (status == STATUS_OK) {
        status = json_read(text_str(&told), &job->arena, &root, error);
    }
    const JsonNode *inputs = status == STATUS_OK ? json_get(root, "inputs") : NULL;
    for (size_t i = 0; status == STATUS_OK && inputs != NULL && i < inputs->count; i++) {
        const JsonNode *one = &inputs->items[i];
        const JsonNode *value = json_get(one, "value");
        int input = dmn_find_input(job->model, json_text(one, "name"));
        bool is_null = value == NULL || value->kind == JSON_NULL;
        if (input < 0 || is_null) {
            continue;
        }
        Str text = value->kind == JSON_TRUE    ? STR("yes")
                   : value->kind == JSON_FALSE ? STR("no")
                                               : value->text;
        job->is_fixed[input] = json_text(one, "reference").length > 0;
        status =
            case_value_parse(job->model, (size_t)input, text, &job->arena, &values[input], error);
    }
    return status;
}

static Status read_given(CaseJob *job, Text *out_json, Error *error) {
    Str path = cli_option(job->cli, "given");
    if (path.length == 0) {
        text_append(out_json, STR("{}"));
        return STATUS_OK;
    }
    const JsonNode *root = NULL;
    Status status = file_read(path.data, JSON_SIZE_MAX, out_json, error);
    if (status == STATUS_OK &&
        json_read(text_str(out_json), &job->arena, &root, error) != STATUS_OK) {
        return error_prefix(error, STR_FMT ": ", STR_ARG(path));
    }
    if (status == STATUS_OK) {
        job->date = arena_copy(&job->arena, json_text(root, "date"));
        job->region = arena_copy(&job->arena, json_text(root, "region"));
    }
    return status;
}

static Status start(CaseJob *job, Error *error) {
    const Cli *cli = job->cli;
    CLEANUP(text_release) Text given = {.limit = JSON_SIZE_MAX};
    Status status = models_read(cli->positionals, cli->positional_count, &job->models, error);
    if (status == STATUS_OK) {
        status = models_find(&job->models, cli_option(cli, "decision"), &job->model, &job->decision,
                             error);
    }
    if (status == STATUS_OK && job->models.are_of_pack) {
        status = pack_folder_read(cli->positionals[0], &job->pack, error);
    }
    if (status == STATUS_OK) {
        status = read_given(job, &given, error);
    }
    if (status != STATUS_OK) {
        return status;
    }
    size_t count = dmn_input_count(job->model);
    job->base = arena_alloc(&job->arena, count, sizeof *job->base);
    job->is_fixed = arena_alloc(&job->arena, count, sizeof *job->is_fixed);
    if (job->models.are_of_pack) {
        return take_parameters(job, text_str(&given), job->base, error);
    }
    return dmn_inputs_from_json(job->model, text_str(&given), &job->arena, job->base, error);
}

// ---- telling ------------------------------------------------------------------------------------
static void print_counts(const CaseJob *job, const CaseSearch *search, FILE *out) {
    const Cli *cli = job->cli;
    (void)fprintf(out,
                  cli_words(cli, "规则 %zu / %zu，条件 %zu / %zu，边界 %zu / %zu\n",
                            "rules %zu of %zu, conditions %zu of %zu, boundaries %zu of %zu\n"),
                  case_search_reached(search, AIM_FIRES, AIM_FIRES),
                  case_search_total(search, AIM_FIRES, AIM_FIRES),
                  case_search_reached(search, AIM_CONDITION, AIM_CONDITION),
                  case_search_total(search, AIM_CONDITION, AIM_CONDITION),
                  case_search_reached(search, AIM_BELOW, AIM_ABOVE),
                  case_search_total(search, AIM_BELOW, AIM_ABOVE));
}

static void print_missing(const CaseJob *job, const CaseSearch *search, AimKind from, AimKind to,
                          FILE *out) {
    for (size_t i = 0; i < search->aim_count; i++) {
        const Aim *aim = &search->aims[i];
        if (!aim->is_reached && aim->kind >= from && aim->kind <= to) {
            CLEANUP(text_release) Text words = {0};
            aim_write(search, aim, job->cli->is_english, &words);
            (void)fprintf(out, cli_words(job->cli, "  没有：%.*s\n", "  not reached: %.*s\n"),
                          STR_ARG(text_str(&words)));
        }
    }
}

// ---- finding cases ------------------------------------------------------------------------------
static CaseTable make_table(CaseJob *job, const CaseSearch *search) {
    size_t inputs = dmn_input_count(job->model);
    bool *used = arena_alloc(&job->arena, inputs, sizeof *used);
    dmn_inputs_used(job->model, job->decision, used);
    size_t *places = arena_alloc(&job->arena, inputs, sizeof *places);
    Str *columns = arena_alloc(&job->arena, inputs, sizeof *columns);
    CaseTable table = {.decision = dmn_decision_name(job->model, job->decision),
                       .region = job->region,
                       .date = job->date,
                       .columns = columns};
    for (size_t i = 0; i < inputs; i++) {
        if (used[i] && !job->is_fixed[i]) {
            places[table.column_count] = i;
            columns[table.column_count++] = dmn_input_name(job->model, i);
        }
    }
    Str *names = arena_alloc(&job->arena, search->case_count, sizeof *names);
    FeelValue *values =
        arena_alloc(&job->arena, search->case_count * table.column_count, sizeof *values);
    FeelValue *results = arena_alloc(&job->arena, search->case_count, sizeof *results);
    for (size_t i = 0; i < search->case_count; i++) {
        const TestCase *one = &search->cases[i];
        CLEANUP(text_release) Text words = {0};
        if (one->first_aim == SIZE_MAX && search->aim_count > 0) {
            continue; // only a step on the way
        }
        if (one->first_aim != SIZE_MAX) {
            aim_write(search, &search->aims[one->first_aim], job->cli->is_english, &words);
        }
        text_append(&words, words.length == 0 ? STR("1") : STR(""));
        names[table.case_count] = arena_copy(&job->arena, text_str(&words));
        results[table.case_count] = one->result;
        for (size_t k = 0; k < table.column_count; k++) {
            values[table.case_count * table.column_count + k] = one->inputs[places[k]];
        }
        table.case_count++;
    }
    table.names = names;
    table.values = values;
    table.results = results;
    return table;
}

static int write_cases(CaseJob *job, const CaseSearch *search, Error *error) {
    Str path = cli_option(job->cli, "out");
    CaseTable table = make_table(job, search);
    CLEANUP(text_release) Text out = {0};
    if (str_ends_with(path, STR(".csv"))) {
        cases_write_csv(&table, &out);
    } else {
        cases_write_yaml(&table, &out);
    }
    if (path.length == 0 || str_equal(path, STR("-"))) {
        (void)fwrite(out.data, 1, out.length, job->cli->out);
    } else if (file_write(path.data, text_str(&out), error) != STATUS_OK) {
        return cli_fail(job->cli, error);
    }
    print_counts(job, search, job->cli->err);
    print_missing(job, search, AIM_FIRES, AIM_ABOVE, job->cli->err);
    return EXIT_FINE;
}

// ---- measuring cases ----------------------------------------------------------------------------
static Status measure_case(CaseJob *job, CaseSearch *search, const FileCase *one, Error *error) {
    size_t count = dmn_input_count(job->model);
    CLEANUP(arena_release) Arena arena = {0};
    FeelValue *inputs = arena_alloc(&arena, count, sizeof *inputs);
    Status status = STATUS_OK;
    for (size_t i = 0; i < count; i++) {
        inputs[i] = job->base[i];
    }
    if (job->models.are_of_pack && one->date.length > 0) {
        Str given = arena_format(&arena, "{\"date\":\"" STR_FMT "\",\"region\":\"" STR_FMT "\"}",
                                 STR_ARG(one->date), STR_ARG(one->region));
        status = take_parameters(job, given, inputs, error);
    }
    for (size_t i = 0; status == STATUS_OK && i < one->count; i++) {
        int input = dmn_find_input(job->model, one->names[i]);
        if (input < 0) {
            return error_set(error, STATUS_INVALID,
                             STR_FMT ": the model has no input '" STR_FMT "'", STR_ARG(one->name),
                             STR_ARG(one->names[i]));
        }
        status = case_value_parse(job->model, (size_t)input, one->texts[i], &arena, &inputs[input],
                                  error);
    }
    if (status == STATUS_OK) {
        case_search_measure(search, inputs);
    }
    return status;
}

static int measure(CaseJob *job, CaseSearch *search, Error *error) {
    CLEANUP(file_cases_release) FileCases cases = {0};
    Status status = cases_file_read(cli_option(job->cli, "covered"),
                                    cli_option(job->cli, "decision"), &cases, error);
    for (size_t i = 0; status == STATUS_OK && i < cases.count; i++) {
        status = measure_case(job, search, &cases.items[i], error);
    }
    if (status != STATUS_OK) {
        return cli_fail(job->cli, error);
    }
    (void)fprintf(
        job->cli->out,
        cli_words(job->cli, "%zu 例：规则 %zu / %zu，条件 %zu / %zu，恰在边界上 %zu / %zu\n",
                  "%zu cases: rules %zu of %zu, conditions %zu of %zu, on boundaries %zu of %zu\n"),
        cases.count, case_search_reached(search, AIM_FIRES, AIM_FIRES),
        case_search_total(search, AIM_FIRES, AIM_FIRES),
        case_search_reached(search, AIM_CONDITION, AIM_CONDITION),
        case_search_total(search, AIM_CONDITION, AIM_CONDITION),
        case_search_reached(search, AIM_ON, AIM_ON), case_search_total(search, AIM_ON, AIM_ON));
    print_missing(job, search, AIM_FIRES, AIM_CONDITION, job->cli->out);
    print_missing(job, search, AIM_ON, AIM_ON, job->cli->out);
    size_t rules = case_search_total(search, AIM_FIRES, AIM_FIRES);
    return case_search_reached(search, AIM_FIRES, AIM_FIRES) < rules ? EXIT_FOUND : EXIT_FINE;
}

static int run(Cli *cli) {
    Error error = {0};
    CLEANUP(job_release) CaseJob job = {.cli = cli};
    int64_t scale = 0;
    Str digits = cli_option(cli, "scale");
    if (!cli_has(cli, "decision")) {
        return cli_usage(cli, "要用 --decision 指明决策", "--decision must name the decision");
    }
    if (digits.length > 0 && (!str_to_int64(digits, &scale) || scale < 0 || scale > SCALE_MAX)) {
        return cli_usage(cli, "--scale 是 0 到 12 的整数", "--scale is a number from 0 to 12");
    }
    if (start(&job, &error) != STATUS_OK) {
        return cli_fail(cli, &error);
    }
    CLEANUP(case_search_release) CaseSearch search = {0};
    case_search_init(&search, job.model, job.decision, job.models.are_of_pack);
    search.is_fixed = job.is_fixed;
    if (cli_has(cli, "covered")) {
        return measure(&job, &search, &error);
    }
    case_search_run(&search, job.base, (int)scale);
    return write_cases(&job, &search, &error);
}

const Command CMD_dmn_cases = {
    .name = "dmn cases",
    .arguments = "MODEL|PACK --decision NAME [--given FILE.json] [--out FILE|-] [--covered FILE]",
    .help = {"为一个决策找边界和条件用例，或衡量已有用例",
             "find boundary and condition cases of a decision, or measure cases there are"},
    .options = OPTIONS,
    .option_count = ARRAY_COUNT(OPTIONS),
    .positional_min = 1,
    .positional_max = 1000,
    .run = run,
    .more =
        {"每条规则各有一例符合、每个条件各有一例只差它、每个门槛各有低一单位、恰好、高一单位；"
         "结果由引擎算出。\n没找到的写在标准错误里。--covered：有规则没被用例走到时退出码为 1。",
         "A case in which each rule fires, one in which each condition alone fails, and the "
         "values one unit below,\non and above each boundary; results are the engine's. What "
         "was not reached is told on standard error.\n--covered: the exit code is 1 when a rule "
         "is not covered."},
};

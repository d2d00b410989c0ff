// SPDX-License-Identifier: Apache-2.0
#include "analysis/analysis.h"
#include "cli/commands.h"
#include "cli/models.h"
#include "cli/print.h"
#include "format/csv_write.h"
#include "format/json.h"

static const Option OPTIONS[] = {
    {"strict", NULL, {"有警告也算不通过", "warnings fail as well"}},
};

// ---- three forms --------------------------------------------------------------------------------
static void print_place(Cli *cli, const Finding *finding) {
    bool is_english = cli->is_english;
    (void)fprintf(cli->out, STR_FMT, STR_ARG(finding->file));
    if (finding->line > 0) {
        (void)fprintf(cli->out, ":%d", finding->line);
    }
    (void)fprintf(cli->out, is_english ? ": %s: %s" : "：%s：%s",
                  severity_name(finding_severity(finding), is_english),
                  finding_name(finding->kind, is_english));
    if (finding->element.length > 0) {
        (void)fprintf(cli->out, is_english ? " in '" STR_FMT "'" : "：" STR_FMT,
                      STR_ARG(finding->element));
    }
    if (finding->rule > 0) {
        (void)fprintf(cli->out, is_english ? ", rule %zu" : "，规则 %zu", finding->rule);
    }
    if (finding->column > 0) {
        const char *chinese = finding->is_output ? "，输出" : "，输入";
        const char *english = finding->is_output ? ", output" : ", input";
        (void)fprintf(cli->out, "%s %zu", is_english ? english : chinese, finding->column);
    }
}

static void print_finding(Cli *cli, const Finding *finding) {
    print_place(cli, finding);
    (void)fprintf(cli->out, "\n  " STR_FMT "\n",
                  STR_ARG(cli->is_english ? finding->english : finding->chinese));
    if (finding->example.length > 0) {
        (void)fprintf(cli->out, cli_words(cli, "  例：%.*s\n", "  example: %.*s\n"),
                      STR_ARG(finding->example));
    }
    if (finding->excerpt.length > 0) {
        (void)fprintf(cli->out, STR_FMT "\n", STR_ARG(finding->excerpt));
    }
    if (finding->rewrite.length > 0) {
        (void)fprintf(cli->out, cli_words(cli, "  改写：%.*s\n", "  better: %.*s\n"),
                      STR_ARG(finding->rewrite));
    }
}

static void print_words(Cli *cli, const Report *report) {
    for (size_t i = 0; i < report->count; i++) {
        print_finding(cli, &report->items[i]);
    }
    (void)fprintf(cli->out,
                  cli_words(cli, "%zu 个错误，%zu 个警告，%zu 条建议，%zu 条说明\n",
                            "%zu errors, %zu warnings, %zu pieces of advice, %zu notes\n"),
                  report->severities[SEVERITY_ERROR], report->severities[SEVERITY_WARNING],
                  report->severities[SEVERITY_ADVICE], report->severities[SEVERITY_NOTE]);
}

static void write_text(JsonWriter *writer, const char *key, Str text) {
    json_key(writer, str_from(key));
    json_string(writer, text);
}

static void write_number(JsonWriter *writer, const char *key, size_t number) {
    json_key(writer, str_from(key));
    if (number == 0) {
        json_null(writer);
    } else {
        json_number(writer, (int64_t)number);
    }
}

static void write_finding(JsonWriter *writer, const Finding *finding) {
    json_begin_object(writer);
    write_text(writer, "severity", str_from(severity_id(finding_severity(finding))));
    write_text(writer, "kind", str_from(finding_id(finding->kind)));
    write_text(writer, "file", finding->file);
    write_number(writer, "line", (size_t)finding->line);
    write_text(writer, "element", finding->element);
    write_number(writer, "rule", finding->rule);
    write_number(writer, "other_rule", finding->other_rule);
    write_number(writer, finding->is_output ? "output" : "input", finding->column);
    write_text(writer, "message_zh", finding->chinese);
    write_text(writer, "message_en", finding->english);
    write_text(writer, "example", finding->example);
    write_text(writer, "excerpt", finding->excerpt);
    write_text(writer, "rewrite", finding->rewrite);
    json_end_object(writer);
}

static void print_findings_json(Cli *cli, const Report *report) {
    CLEANUP(text_release) Text json = {0};
    JsonWriter writer = {.out = &json};
    json_begin_list(&writer);
    for (size_t i = 0; i < report->count; i++) {
        write_finding(&writer, &report->items[i]);
    }
    json_end_list(&writer);
    print_json(cli, text_str(&json));
}

static void print_findings_csv(Cli *cli, const Report *report) {
    static const char *const TITLES[] = {"severity",   "kind",       "file",       "line",
                                         "element",    "rule",       "other_rule", "column",
                                         "message_zh", "message_en", "example",    "rewrite"};
    CLEANUP(arena_release) Arena arena = {0};
    CLEANUP(text_release) Text rows = {0};
    Str cells[ARRAY_COUNT(TITLES)];
    for (size_t i = 0; i < ARRAY_COUNT(TITLES); i++) {
        cells[i] = str_from(TITLES[i]);
    }
    csv_write_row(&rows, cells, ARRAY_COUNT(TITLES));
    for (size_t i = 0; i < report->count; i++) {
        const Finding *finding = &report->items[i];
        const char *column = finding->column == 0 ? "" : finding->is_output ? "output " : "input ";
        const Str row[ARRAY_COUNT(TITLES)] = {
            str_from(severity_id(finding_severity(finding))),
            str_from(finding_id(finding->kind)),
            finding->file,
            arena_format(&arena, "%d", finding->line),
            finding->element,
            finding->rule == 0 ? STR("") : arena_format(&arena, "%zu", finding->rule),
            finding->other_rule == 0 ? STR("") : arena_format(&arena, "%zu", finding->other_rule),
            finding->column == 0 ? STR("") : arena_format(&arena, "%s%zu", column, finding->column),
            finding->chinese,
            finding->english,
            finding->example,
            finding->rewrite,
        };
        csv_write_row(&rows, row, ARRAY_COUNT(TITLES));
    }
    (void)fwrite(text_str(&rows).data, 1, rows.length, cli->out);
}

static int run(Cli *cli) {
    Error error = {0};
    CLEANUP(models_release) Models models = {0};
    CLEANUP(report_release) Report report = {0};
    if (models_read(cli->positionals, cli->positional_count, &models, &error) != STATUS_OK) {
        return cli_fail(cli, &error);
    }
    analysis_check(models.items, models.count,
                   (AnalysisOptions){.is_policy_pack = models.are_of_pack}, &report);
    report_sort(&report);
    switch (cli->format) {
    case FORMAT_TABLE: print_words(cli, &report); break;
    case FORMAT_JSON: print_findings_json(cli, &report); break;
    case FORMAT_CSV: print_findings_csv(cli, &report); break;
    }
    size_t wrong = report.severities[SEVERITY_ERROR] +
                   (cli_has(cli, "strict") ? report.severities[SEVERITY_WARNING] : 0);
    return wrong > 0 ? EXIT_FOUND : EXIT_FINE;
}

const Command CMD_dmn_check = {
    .name = "dmn check",
    .arguments = "MODEL|PACK... [--strict]",
    .help = {"检查决策模型：空缺、重叠、死规则、先除后算",
             "check decision models: gaps, overlaps, dead rules, early division"},
    .forms = FORMS_LIST,
    .options = OPTIONS,
    .option_count = ARRAY_COUNT(OPTIONS),
    .positional_min = 1,
    .positional_max = 1000,
    .run = run,
    .more = {"退出码：0 没有错误，1 有错误（--strict 时警告也算），3 文件读不了。",
             "Exit codes: 0 "
             "no errors, 1 errors (with --strict also warnings), 3 a file cannot be read."},
};

// SPDX-License-Identifier: Apache-2.0
#include "service/verify.h"

#include "base/memory.h"
#include "cli/commands.h"
#include "cli/county.h"
#include "cli/paths.h"
#include "platform/file.h"
#include "platform/folder.h"

static const Option OPTIONS[] = {
    {"truth",
     "FOLDER",
     {"与虚构县的标准答案比较（generate 写出的 truth 文件夹）",
      "compare with a generated county's truth (the folder truth that generate wrote)"}},
};

enum { TRUTH_SIZE_MAX = 1024 * 1024 * 1024, TRUTH_FILES_MAX = 100 };

typedef struct TruthFolder {
    TruthFile files[TRUTH_FILES_MAX];
    Text bytes[TRUTH_FILES_MAX];
    size_t count;
    Arena arena;
} TruthFolder;

static bool is_truth_file(Str name) {
    return str_equal(name, STR("alerts.csv")) ||
           (str_starts_with(name, STR("categories-")) && str_ends_with(name, STR(".csv")));
}

static Status read_truth(Str folder, TruthFolder *truth, Error *error) {
    FolderEntry *entries = NULL;
    size_t count = 0;
    if (file_kind(path_text(&truth->arena, folder)) != FILE_FOLDER) {
        return error_set(error, STATUS_NOT_FOUND,
                         "--truth " STR_FMT ": there is no such folder; doudi generate OUT writes "
                         "OUT/truth",
                         STR_ARG(folder));
    }
    Status status =
        folder_list(path_text(&truth->arena, folder), &truth->arena, &entries, &count, error);
    for (size_t i = 0; status == STATUS_OK && i < count && truth->count < TRUTH_FILES_MAX; i++) {
        if (entries[i].is_folder || !is_truth_file(entries[i].name)) {
            continue;
        }
        Text *bytes = &truth->bytes[truth->count];
        bytes->limit = TRUTH_SIZE_MAX;
        Str path = path_join(&truth->arena, folder, entries[i].name);
        status = file_read(path_text(&truth->arena, path), TRUTH_SIZE_MAX, bytes, error);
        truth->files[truth->count++] = (TruthFile){entries[i].name, text_str(bytes)};
    }
    if (status == STATUS_OK && truth->count == 0) {
        return error_set(
            error, STATUS_NOT_FOUND,
            STR_FMT " holds no truth (alerts.csv, categories-*.csv); doudi generate OUT writes "
                    "it to OUT/truth",
            STR_ARG(folder));
    }
    return status;
}

static void truth_release(TruthFolder *truth) {
    for (size_t i = 0; i < truth->count; i++) {
        text_release(&truth->bytes[i]);
    }
    arena_release(&truth->arena);
}

static int compare_truth(Cli *cli, Service *service, const TruthFolder *truth) {
    Error error = {0};
    CLEANUP(truth_report_release) TruthReport report = {0};
    if (verify_truth(service, truth->files, truth->count, &report, &error) != STATUS_OK) {
        return cli_fail(cli, &error);
    }
    cli_print_lines(cli, text_str(&report.lines));
    (void)fprintf(cli->out,
                  cli_words(cli, "标准答案：应有 %lld，找到 %lld，漏掉 %lld，多出 %lld\n",
                            "truth: %lld expected, %lld found, %lld missed, %lld false\n"),
                  (long long)report.expected, (long long)report.found, (long long)report.missed,
                  (long long)report.false_ones);
    return report.missed + report.false_ones > 0 ? EXIT_FOUND : EXIT_FINE;
}

static int run(Cli *cli) {
    Error error = {0};
    CLEANUP(truth_release) TruthFolder truth = {0};
    CLEANUP(county_close) CountyFolder county = {0};
    CLEANUP(verify_report_release) VerifyReport report = {0};
    // First, since verifying takes long and a mistyped folder is soon told.
    if (cli_has(cli, "truth") &&
        read_truth(cli_option(cli, "truth"), &truth, &error) != STATUS_OK) {
        return cli_fail(cli, &error);
    }
    if (county_open(cli->positionals[0], cli->clock, STR("operator"), &county, &error) !=
            STATUS_OK ||
        verify_county(county.service, &report, &error) != STATUS_OK) {
        return cli_fail(cli, &error);
    }
    cli_print_lines(cli, text_str(&report.lines));
    (void)fprintf(cli->out,
                  cli_words(cli, "核验：归档段 %lld 个，行 %lld，不符 %lld 处\n",
                            "verify: %lld segments, %lld rows, %lld failures\n"),
                  (long long)report.segments, (long long)report.rows, (long long)report.failures);
    int code = report.failures > 0 ? EXIT_FOUND : EXIT_FINE;
    if (cli_has(cli, "truth")) {
        int truth_code = compare_truth(cli, county.service, &truth);
        code = truth_code != EXIT_FINE ? truth_code : code;
    }
    return code;
}

const Command CMD_verify = {
    .name = "verify",
    .arguments = "DIR [--truth FOLDER]",
    .help = {"核验：摘要、由归档重算的事实、审计链",
             "prove the county whole: digests, recomputed facts, audit chain"},
    .options = OPTIONS,
    .option_count = ARRAY_COUNT(OPTIONS),
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};

// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/paths.h"
#include "generate/generate.h"
#include "platform/file.h"

static const Option OPTIONS[] = {
    {"persons", "N", {"大约多少人（默认 10000）", "about how many persons (default 10000)"}},
    {"seed",
     "S",
     {"种子（默认 1）：同样的种子，同样的文件", "seed (default 1): same seed, same bytes"}},
    {"from", "YYYY-MM", {"首月（默认 2024-01）", "first month (default 2024-01)"}},
    {"to", "YYYY-MM", {"末月（默认 2025-12）", "last month (default 2025-12)"}},
};

static void show_progress(void *context, Month month, int64_t rows) {
    CLEANUP(text_release) Text text = {0};
    month_format(month, &text);
    cli_progress(context, STR_FMT "  %lld", STR_ARG(text_str(&text)), (long long)rows);
}

static Status read_month(const Cli *cli, const char *name, Month *in_out_month, Error *error) {
    if (!cli_has(cli, name) ||
        month_parse(cli_option(cli, name), in_out_month, error) == STATUS_OK) {
        return STATUS_OK;
    }
    return error_prefix(error, "--%s: ", name);
}

static Status read_options(Cli *cli, GenerateOptions *out_options, Error *error) {
    GenerateOptions options = {.out_folder = cli->positionals[0].data,
                               .from = month_make(2024, 1),
                               .to = month_make(2025, 12),
                               .progress = show_progress,
                               .progress_context = cli};
    int64_t persons = 10000;
    int64_t seed = 1;
    Status status = cli_number(cli, "persons", 0, &persons, error);
    if (status == STATUS_OK) {
        status = cli_number(cli, "seed", 0, &seed, error);
    }
    if (status == STATUS_OK) {
        status = read_month(cli, "from", &options.from, error);
    }
    if (status == STATUS_OK) {
        status = read_month(cli, "to", &options.to, error);
    }
    options.persons = persons;
    options.seed = (uint64_t)seed;
    *out_options = options;
    return status;
}

// Files of two counties in one folder would be loaded as one.
static Status check_folder(Str folder, Error *error) {
    CLEANUP(arena_release) Arena arena = {0};
    const char *feeds = path_text(&arena, path_join(&arena, folder, STR("feeds")));
    return file_kind(feeds) == FILE_MISSING
               ? STATUS_OK
               : error_set(error, STATUS_CONFLICT,
                           "%s is there already, and the files of two counties must not mix; "
                           "remove it or choose another folder",
                           feeds);
}

static int run(Cli *cli) {
    Error error = {0};
    GenerateOptions options;
    GenerateReport report;
    if (read_options(cli, &options, &error) != STATUS_OK ||
        check_folder(cli->positionals[0], &error) != STATUS_OK ||
        generate_county(&options, &report, &error) != STATUS_OK) {
        return cli_fail(cli, &error);
    }
    cli_progress_end(cli);
    (void)fprintf(
        cli->out,
        cli_words(cli, "%lld 人，%lld 户，%lld 个文件，%lld 字节；应有预警 %lld 条\n",
                  "%lld persons, %lld households, %lld files, %lld bytes; %lld alerts expected\n"),
        (long long)report.persons, (long long)report.households, (long long)report.files,
        (long long)report.bytes, (long long)report.alerts);
    (void)fprintf(cli->out,
                  cli_words(cli, "部门文件在 " STR_FMT "/feeds，标准答案在 " STR_FMT "/truth\n",
                            "department files in " STR_FMT "/feeds, the truth in " STR_FMT
                            "/truth\n"),
                  STR_ARG(cli->positionals[0]), STR_ARG(cli->positionals[0]));
    return EXIT_FINE;
}

const Command CMD_generate = {
    .name = "generate",
    .arguments = "OUT [--persons N] [--seed S] [--from 2024-01] [--to 2025-12]",
    .help = {"虚构一个县：部门文件和标准答案",
             "invent a county: department files and the truth about them"},
    .options = OPTIONS,
    .option_count = ARRAY_COUNT(OPTIONS),
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};

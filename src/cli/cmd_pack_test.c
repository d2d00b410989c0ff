// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/county.h"
#include "service/packs.h"

static int run(Cli *cli) {
    Error error = {0};
    CLEANUP(pack_folder_release) PackFolder pack = {0};
    CLEANUP(pack_test_report_release) PackTestReport report = {0};
    if (pack_folder_read(cli->positionals[0], &pack, &error) != STATUS_OK ||
        packs_test(pack.files, pack.count, &report, &error) != STATUS_OK) {
        return cli_fail(cli, &error);
    }
    cli_print_lines(cli, text_str(&report.lines));
    (void)fprintf(cli->out, cli_words(cli, "通过 %lld，失败 %lld\n", "%lld passed, %lld failed\n"),
                  (long long)report.passed, (long long)report.failed);
    return report.failed > 0 ? EXIT_FOUND : EXIT_FINE;
}

const Command CMD_pack_test = {
    .name = "pack test",
    .arguments = "PACK",
    .help = {"运行政策包自带的用例", "run the cases of a policy pack"},
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};

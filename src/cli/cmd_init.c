// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/county.h"

static const Option OPTIONS[] = {
    {"pack", "FOLDER", {"政策包文件夹（必填）", "folder of the policy pack (required)"}},
    {"store",
     "sqlite|postgresql://...",
     {"存储（默认 sqlite：文件夹内的 county.db）",
      "store (default sqlite: county.db in the folder)"}},
};

static int run(Cli *cli) {
    Error error = {0};
    Str pack = cli_option(cli, "pack");
    if (pack.length == 0) {
        return cli_usage(
            cli, "要用 --pack 指明政策包，例如 --pack packs/zhejiang-longwan",
            "--pack must name a policy pack, for example --pack packs/zhejiang-longwan");
    }
    Str store = cli_has(cli, "store") ? cli_option(cli, "store") : STR("sqlite");
    if (county_create(cli->positionals[0], pack, store, cli->clock, &error) != STATUS_OK) {
        return cli_fail(cli, &error);
    }
    (void)fprintf(cli->out,
                  cli_words(cli, "已建好 " STR_FMT "。下一步：doudi load " STR_FMT " 文件……\n",
                            "made " STR_FMT ". Next: doudi load " STR_FMT " FILE...\n"),
                  STR_ARG(cli->positionals[0]), STR_ARG(cli->positionals[0]));
    return EXIT_FINE;
}

const Command CMD_init = {
    .name = "init",
    .arguments = "DIR --pack FOLDER [--store sqlite|postgresql://...]",
    .help = {"新建一个县的文件夹和存储", "make a county's folder and store"},
    .options = OPTIONS,
    .option_count = ARRAY_COUNT(OPTIONS),
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
    .more = {"文件夹里的 key 用来加密姓名和证件号码，务必另行备份：丢了就读不出来。",
             "The folder's key seals names and identity numbers. Back it up elsewhere: without it "
             "they cannot "
             "be read."},
};

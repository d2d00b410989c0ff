// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/help.h"

static int run(Cli *cli) {
    help_completion(cli->out, cli->all, cli->all_count);
    return EXIT_FINE;
}

const Command CMD_completion = {
    .name = "completion",
    .arguments = "",
    .help = {"输出 bash 自动补全脚本", "print a bash completion script"},
    .run = run,
    .more = {"用法：eval \"$(doudi completion)\"", "Use: eval \"$(doudi completion)\""},
};

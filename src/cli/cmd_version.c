// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"

static int run(Cli *cli) {
    (void)fprintf(cli->out, "doudi %s\n", DOUDI_VERSION);
    return EXIT_FINE;
}

const Command CMD_version = {
    .name = "version",
    .arguments = "",
    .help = {"显示版本", "show the version"},
    .run = run,
};

// SPDX-License-Identifier: Apache-2.0
// The list of all commands, in the order of `doudi help`.
#include "cli/commands.h"
#include "cli/cli.h"

const Command *const *cli_commands(size_t *out_count) {
    static const Command *const commands[] = {
#define COMMAND(name) &CMD_##name,
#include "cli/commands.def"
#undef COMMAND
    };
    *out_count = ARRAY_COUNT(commands);
    return commands;
}

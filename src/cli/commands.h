// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H
// One descriptor per command file.
#include "cli/cli.h"

#define COMMAND(name) extern const Command CMD_##name;
#include "cli/commands.def"
#undef COMMAND
#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_HELP_H
#define CLI_HELP_H
// Help and shell completion, made from the command tables.
#include "cli/cli.h"

void help_overview(FILE *out, const Command *const *commands, size_t count, bool is_english);
void help_command(FILE *out, const Command *command, bool is_english);
void help_completion(FILE *out, const Command *const *commands, size_t count); // a bash script
#endif

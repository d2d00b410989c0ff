// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_HELP_H
#define CLI_HELP_H
// Help and shell completion, made from the command tables.
#include "cli/cli.h"

void help_overview(FILE *out, const Command *const *commands, size_t count, bool is_english);
// What the codes mean that the program ends with.
const char *help_exit_codes(bool is_english);
void help_command(FILE *out, const Command *command, bool is_english);
// The options that a command takes: its own, then those of every command. The value is what stands
// behind the option, NULL for a switch.
size_t help_option_count(const Command *command);
const Option *help_option(const Command *command, size_t index);
const char *help_option_value(const Option *option, Forms forms);
void help_completion(FILE *out, const Command *const *commands, size_t count); // a bash script
#endif

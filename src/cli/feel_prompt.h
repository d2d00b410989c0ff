// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_FEEL_PROMPT_H
#define CLI_FEEL_PROMPT_H
// FEEL line by line: every line is evaluated and printed, `name = expression` keeps the value for
// the lines after it.
#include "cli/cli.h"
#include "library/doudi_dmn.h"

// Until the end of input. The context gives the first names; it outlives the call. Returns the exit
// code: of lines that came out of a file, EXIT_FOUND when one of them failed.
int feel_prompt(Cli *cli, const DoudiValue *context);
// A value as FEEL writes it; texts are quoted.
void feel_value_print(Cli *cli, const DoudiValue *value);
#endif

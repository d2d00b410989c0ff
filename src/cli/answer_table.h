// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_ANSWER_TABLE_H
#define CLI_ANSWER_TABLE_H
// A value as a table: a list has a row for each item, a context a column for each entry.
#include "cli/cli.h"
#include "library/doudi_dmn.h"

// `name` heads the column of what has no names of its own. CSV when the command line asks for it.
void answer_table_print(Cli *cli, DoudiRun *run, Str name, const DoudiValue *value);
#endif

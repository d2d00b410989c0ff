// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_ANSWERS_H
#define CLI_ANSWERS_H
// What `feel` and `dmn eval` share: reading what they are given, telling why an answer is null.
#include "cli/cli.h"
#include "format/json.h"
#include "library/doudi_dmn.h"

// A file, or standard input for "-".
MUST_CHECK Status answers_read(Str path, Text *out_bytes, Error *error);
// today() and now() are the machine's; reasons are in the reader's language.
void answers_prepare(const Cli *cli, DoudiRun *run);
// Prints the error for a person, the file before it when it is not ""; returns the exit code.
int answers_fail(Cli *cli, Str file, const DoudiError *error);
// Why the last answer is null, on stderr: message, and the place in the expression under a caret.
void answers_print_reasons(const Cli *cli, DoudiRun *run);
// The same as "reasons": [...] in the object that the writer is in.
void answers_write_reasons(JsonWriter *writer, DoudiRun *run);
// EXIT_FOUND when the answer is null for a reason.
int answers_exit_code(const DoudiValue *answer, const DoudiRun *run);
#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_EXPLAIN_H
#define CLI_EXPLAIN_H
// The service's explanations as readable text; with --format json as they are.
#include "cli/cli.h"

int explain_alert(Cli *cli, Str json);     // of alert_explain_json
int explain_household(Cli *cli, Str json); // of household_json
#endif

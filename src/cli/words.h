// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_WORDS_H
#define CLI_WORDS_H
// The service's ids in the reader's language; ids that are not known are shown as they are.
#include "cli/cli.h"

Str words_urgency(const Cli *cli, Str id);   // red -> 红
Str words_direction(const Cli *cli, Str id); // help -> 帮扶
Str words_finding(const Cli *cli, Str id);   // should_be_helped -> 应保未保
Str words_category(const Cli *cli, Str id);  // dibao_income -> 收入型低保
Str words_unit(const Cli *cli, Str unit,
               Str value);                    // yuan -> 元; "" for one that only names a type
Str words_registered(const Cli *cli, Str id); // dibao -> 低保
#endif

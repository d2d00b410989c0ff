// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/county.h"
#include "cli/explain.h"
#include "service/households.h"

static const Option OPTIONS[] = {
    {"reveal",
     NULL,
     {"显示完整姓名和证件号码（会记入审计）",
      "show names and identity numbers in full (leaves an audit line)"}},
};

static int run(Cli *cli) {
    Error error = {0};
    CLEANUP(county_close) CountyFolder county = {0};
    CLEANUP(text_release) Text json = {0};
    HouseholdId household = {0};
    if (county_open(cli->positionals[0], cli->clock, STR("operator"), &county, &error) !=
            STATUS_OK ||
        household_find(county.service, cli->positionals[1], &household, &error) != STATUS_OK ||
        household_json(county.service, household, cli->is_english, cli_has(cli, "reveal"), &json,
                       &error) != STATUS_OK) {
        return cli_fail(cli, &error);
    }
    return explain_household(cli, text_str(&json));
}

const Command CMD_household = {
    .name = "household",
    .arguments = "DIR NUMBER|#ID|IDENTITY",
    .help = {"看一户：成员、类别、数据、预警",
             "show a household: members, category, facts, alerts"},
    .forms = FORMS_TREE,
    .options = OPTIONS,
    .option_count = ARRAY_COUNT(OPTIONS),
    .positional_min = 2,
    .positional_max = 2,
    .run = run,
};

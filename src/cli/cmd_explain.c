// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/county.h"
#include "cli/explain.h"
#include "service/alerts.h"
#include "service/households.h"

// A plain number is an alert; anything else a household (户号, #number or a member's identity
// number).
static Status explain(Cli *cli, Service *service, Text *out_json, bool *out_is_alert,
                      Error *error) {
    Str what = cli->positionals[1];
    int64_t number = 0;
    AlertId newest = {0};
    Status status = alert_newest(service, &newest, error);
    if (status != STATUS_OK) {
        return status;
    }
    *out_is_alert = str_to_int64(what, &number) && number > 0 && number <= newest.number;
    if (*out_is_alert) {
        return alert_explain_json(service, (AlertId){number}, cli->is_english, out_json, error);
    }
    HouseholdId household = {0};
    status = household_find(service, what, &household, error);
    if (status == STATUS_NOT_FOUND) {
        return error_set(error, STATUS_NOT_FOUND,
                         STR_FMT " is neither an alert (the newest is %lld) nor a household; give "
                                 "an alert's or a household's number, or a member's identity "
                                 "number",
                         STR_ARG(what), (long long)newest.number);
    }
    if (status != STATUS_OK) {
        return status;
    }
    return household_json(service, household, cli->is_english, false, out_json, error);
}

static int run(Cli *cli) {
    Error error = {0};
    CLEANUP(county_close) CountyFolder county = {0};
    CLEANUP(text_release) Text json = {0};
    bool is_alert = false;
    if (county_open(cli->positionals[0], cli->clock, STR("operator"), &county, &error) !=
            STATUS_OK ||
        explain(cli, county.service, &json, &is_alert, &error) != STATUS_OK) {
        return cli_fail(cli, &error);
    }
    return is_alert ? explain_alert(cli, text_str(&json)) : explain_household(cli, text_str(&json));
}

const Command CMD_explain = {
    .name = "explain",
    .arguments = "DIR ALERT|HOUSEHOLD",
    .help = {"讲清一条预警或一户类别的来龙去脉",
             "tell why an alert spoke, or why a household has its category"},
    .forms = FORMS_TREE,
    .positional_min = 2,
    .positional_max = 2,
    .run = run,
};

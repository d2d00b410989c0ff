// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/county.h"
#include "cli/print.h"
#include "cli/words.h"
#include "service/alerts.h"
#include "service/households.h"

static const Option OPTIONS[] = {
    {"rule", "W01", {"只看这条规则", "only this rule"}},
    {"urgency", "red|orange|yellow|blue", {"只看这个等级", "only this urgency"}},
    {"direction", "help|exit|verify", {"只看这个方向", "only this direction"}},
    {"household", "NUMBER", {"只看这一户（户号）", "only this household"}},
    {"region", "CODE", {"只看这个区划及下级", "only this region and those inside it"}},
    {"from", "DATE", {"从这一天起", "raised on or after"}},
    {"to", "DATE", {"到这一天止", "raised on or before"}},
    {"limit",
     "N",
     {"最多几条（默认 100，最新在前）", "at most so many, newest first (default 100)"}},
};

static const Heading HEADINGS[] = {
    {"alert_id", {"编号", "no."}, true},         {"raised", {"日期", "date"}, false},
    {"urgency", {"等级", "urgency"}, false},     {"rule", {"规则", "rule"}, false},
    {"name", {"名称", "name"}, false},           {"direction", {"方向", "direction"}, false},
    {"household", {"户号", "household"}, false}, {"person", {"人员", "person"}, false},
    {"region", {"区划", "region"}, false},       {"due", {"期限", "due"}, false},
    {"reason", {"理由", "reason"}, false},
};

static Str date_cell(Arena *arena, Date date) {
    CLEANUP(text_release) Text text = {0};
    if (date.days != DATE_NONE.days) {
        date_format(date, &text);
    }
    return arena_copy(arena, text_str(&text));
}

static void add_alert(Cli *cli, const AlertView *view, Listing *listing) {
    bool is_csv = cli->format == FORMAT_CSV;
    Str cells[ARRAY_COUNT(HEADINGS)] = {
        arena_format(&listing->arena, "%lld", (long long)view->id.number),
        date_cell(&listing->arena, view->raised),
        is_csv ? view->urgency : words_urgency(cli, view->urgency),
        view->rule,
        view->rule_name,
        is_csv ? view->direction : words_direction(cli, view->direction),
        view->household_number,
        view->person_name,
        view->region_name,
        date_cell(&listing->arena, view->due),
        view->reason,
    };
    listing_row(listing, cells);
    CLEANUP(text_release) Text json = {0};
    alert_view_json(view, &json);
    listing_json(listing, text_str(&json));
}

enum { ALERTS_SHOWN = 100 };

static Status read_query(Cli *cli, Service *service, AlertQuery *out_query, Error *error) {
    AlertQuery query = {.rule = cli_option(cli, "rule"),
                        .urgency = cli_option(cli, "urgency"),
                        .direction = cli_option(cli, "direction"),
                        .limit = ALERTS_SHOWN,
                        .is_english = cli->is_english};
    Status status = cli_region(cli, "region", &query.region, error);
    if (status == STATUS_OK) {
        status = cli_number(cli, "limit", 1, &query.limit, error);
    }
    if (status == STATUS_OK) {
        status = cli_date(cli, "from", &query.from, error);
    }
    if (status == STATUS_OK) {
        status = cli_date(cli, "to", &query.to, error);
    }
    if (status == STATUS_OK && query.to.days != DATE_NONE.days && query.from.days > query.to.days) {
        return error_set(error, STATUS_INVALID,
                         "--from " STR_FMT " is after --to " STR_FMT "; exchange them",
                         STR_ARG(cli_option(cli, "from")), STR_ARG(cli_option(cli, "to")));
    }
    if (status == STATUS_OK && cli_has(cli, "household")) {
        status = household_find(service, cli_option(cli, "household"), &query.household, error);
    }
    *out_query = query;
    return status;
}

static void print_count(Cli *cli, size_t count, int64_t limit) {
    if ((int64_t)count < limit) {
        (void)fprintf(cli->out, cli_words(cli, "共 %zu 条\n", "%zu in all\n"), count);
    } else {
        (void)fprintf(cli->out,
                      cli_words(cli, "只列最新 %lld 条；要更多用 --limit\n",
                                "the newest %lld; --limit shows more\n"),
                      (long long)limit);
    }
}

static int run(Cli *cli) {
    Error error = {0};
    CLEANUP(county_close) CountyFolder county = {0};
    CLEANUP(alert_views_release) AlertViews views = {0};
    AlertQuery query = {0};
    if (county_open(cli->positionals[0], cli->clock, STR("operator"), &county, &error) !=
            STATUS_OK ||
        read_query(cli, county.service, &query, &error) != STATUS_OK ||
        alert_list(county.service, &query, &views, &error) != STATUS_OK) {
        return cli_fail(cli, &error);
    }
    CLEANUP(listing_release) Listing listing;
    listing_init(&listing, HEADINGS, ARRAY_COUNT(HEADINGS));
    for (size_t i = 0; i < views.count; i++) {
        add_alert(cli, &views.items[i], &listing);
    }
    listing_print(&listing, cli);
    if (cli->format == FORMAT_TABLE) {
        print_count(cli, views.count, query.limit);
    }
    return EXIT_FINE;
}

const Command CMD_alerts = {
    .name = "alerts",
    .arguments = "DIR [--rule W01] [--urgency red] [--limit N] ...",
    .help = {"列出预警，最新在前", "list the alerts, newest first"},
    .forms = FORMS_LIST,
    .options = OPTIONS,
    .option_count = ARRAY_COUNT(OPTIONS),
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};

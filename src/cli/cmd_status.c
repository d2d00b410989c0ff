// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/county.h"
#include "cli/print.h"

static void print_status(Cli *cli, const ServiceStatus *status) {
    CLEANUP(text_release) Text clock = {0};
    if (status->clock.days != DATE_NONE.days) {
        date_format(status->clock, &clock);
    } else {
        text_append(&clock, STR("-"));
    }
    (void)fprintf(
        cli->out,
        cli_words(cli,
                  "政策包      " STR_FMT " " STR_FMT "\n监测日期    " STR_FMT
                  "\n批次        %lld\n人员        %lld\n家庭        %lld\n预警        %lld\n"
                  "待处理隔离  %lld\n事实内存    %zu 字节\n",
                  "pack         " STR_FMT " " STR_FMT "\ncounty clock " STR_FMT
                  "\nbatches      %lld\npersons      %lld\nhouseholds   %lld\nalerts       %lld\n"
                  "quarantined  %lld\nfacts memory %zu bytes\n"),
        STR_ARG(status->pack_name), STR_ARG(status->pack_version), STR_ARG(text_str(&clock)),
        (long long)status->batches, (long long)status->persons, (long long)status->households,
        (long long)status->alerts, (long long)status->quarantined_open, status->facts_bytes);
}

// Due dates reach at most this far past the clock: ten working days with the longest holidays.
enum { CALENDAR_AHEAD_DAYS = 31 };

static void warn_of_calendar(Cli *cli, const ServiceStatus *status) {
    if (status->clock.days == DATE_NONE.days ||
        date_add_days(status->clock, CALENDAR_AHEAD_DAYS).days <= status->calendar_end.days) {
        return;
    }
    CLEANUP(text_release) Text end = {0};
    if (status->calendar_end.days != DATE_NONE.days) {
        date_format(status->calendar_end, &end);
    } else {
        text_append(&end, STR("-"));
    }
    (void)fprintf(
        cli->err,
        cli_words(cli,
                  "提醒：政策包的节假日只到 " STR_FMT
                  "；此后的办理期限只按周一至周五计算，请在 calendar.csv 里补上新一年的安排\n",
                  "note: the pack knows holidays until " STR_FMT
                  "; due dates after that count Monday to Friday, add the new year to "
                  "calendar.csv\n"),
        STR_ARG(text_str(&end)));
}

static void print_csv(Cli *cli, const ServiceStatus *status) {
    static const Heading headings[] = {
        {.id = "pack"},    {.id = "pack_version"}, {.id = "clock"},
        {.id = "batches"}, {.id = "persons"},      {.id = "households"},
        {.id = "alerts"},  {.id = "quarantined"},  {.id = "facts_bytes"}};
    CLEANUP(text_release) Text clock = {0};
    CLEANUP(listing_release) Listing listing;
    listing_init(&listing, headings, ARRAY_COUNT(headings));
    if (status->clock.days != DATE_NONE.days) {
        date_format(status->clock, &clock);
    }
    Arena *arena = &listing.arena;
    Str cells[ARRAY_COUNT(headings)] = {
        status->pack_name,
        status->pack_version,
        text_str(&clock),
        arena_format(arena, "%lld", (long long)status->batches),
        arena_format(arena, "%lld", (long long)status->persons),
        arena_format(arena, "%lld", (long long)status->households),
        arena_format(arena, "%lld", (long long)status->alerts),
        arena_format(arena, "%lld", (long long)status->quarantined_open),
        arena_format(arena, "%zu", status->facts_bytes),
    };
    listing_row(&listing, cells);
    listing_print(&listing, cli);
}

static int run(Cli *cli) {
    Error error = {0};
    CLEANUP(county_close) CountyFolder county = {0};
    ServiceStatus status = {0};
    if (county_open(cli->positionals[0], cli->clock, STR("operator"), &county, &error) !=
            STATUS_OK ||
        service_status(county.service, &status, &error) != STATUS_OK) {
        return cli_fail(cli, &error);
    }
    if (cli->format == FORMAT_TABLE) {
        print_status(cli, &status);
    } else if (cli->format == FORMAT_CSV) {
        print_csv(cli, &status);
    } else {
        CLEANUP(text_release) Text json = {0};
        service_status_json(&status, &json);
        print_json(cli, text_str(&json));
    }
    warn_of_calendar(cli, &status);
    return EXIT_FINE;
}

const Command CMD_status = {
    .name = "status",
    .arguments = "DIR",
    .help = {"看一个县的现状：批次、人员、家庭、预警",
             "show where a county stands: batches, persons, alerts"},
    .forms = FORMS_LIST,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};

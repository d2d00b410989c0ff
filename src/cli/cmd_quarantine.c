// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/county.h"
#include "cli/files.h"
#include "cli/paths.h"
#include "cli/print.h"
#include "platform/file.h"
#include "service/quarantine.h"

static const Option OPTIONS[] = {
    {"feed", "F01", {"只看这个数据项", "only this feed"}},
    {"file", "NAME", {"只看这个文件", "only this file"}},
    {"all", NULL, {"也列出已更正的", "corrected ones too"}},
    {"limit", "N", {"最多几行（默认 1000）", "at most so many (default 1000)"}},
    {"export",
     "FILE",
     {"导出为 CSV，供更正（须同时用 --feed）", "write them as CSV to be corrected (needs --feed)"}},
    {"reload", "FILE", {"装入更正后的 CSV", "load a corrected CSV"}},
};

static const Heading HEADINGS[] = {
    {"quarantine_id", {"编号", "no."}, true},
    {"file", {"文件", "file"}, false},
    {"row", {"行", "row"}, true},
    {"column", {"列", "column"}, false},
    {"value", {"值", "value"}, false},
    {"reason", {"原因", "reason"}, false},
    {"remedy", {"办法", "remedy"}, false},
};

static int list(Cli *cli, Service *service) {
    Error error = {0};
    CLEANUP(quarantine_views_release) QuarantineViews views = {0};
    QuarantineQuery query = {.feed = cli_option(cli, "feed"),
                             .file = cli_option(cli, "file"),
                             .with_corrected = cli_has(cli, "all"),
                             .is_english = cli->is_english};
    if (cli_number(cli, "limit", 1, &query.limit, &error) != STATUS_OK ||
        quarantine_list(service, &query, &views, &error) != STATUS_OK) {
        return cli_fail(cli, &error);
    }
    CLEANUP(listing_release) Listing listing;
    listing_init(&listing, HEADINGS, ARRAY_COUNT(HEADINGS));
    for (size_t i = 0; i < views.count; i++) {
        const QuarantineView *view = &views.items[i];
        Str cells[ARRAY_COUNT(HEADINGS)] = {
            arena_format(&listing.arena, "%lld", (long long)view->id),
            view->file,
            arena_format(&listing.arena, "%lld", (long long)view->row),
            view->column,
            view->value,
            view->reason,
            view->remedy,
        };
        listing_row(&listing, cells);
        CLEANUP(text_release) Text json = {0};
        quarantine_view_json(view, &json);
        listing_json(&listing, text_str(&json));
    }
    listing_print(&listing, cli);
    if (cli->format == FORMAT_TABLE) {
        (void)fprintf(cli->out, cli_words(cli, "共 %lld 行\n", "%lld rows in all\n"),
                      (long long)views.total);
    }
    return EXIT_FINE;
}

static int export(Cli *cli, Service *service) {
    Error error = {0};
    CLEANUP(text_release) Text csv = {.limit = SIZE_MAX}; // hundreds of thousands of rows
    if (cli_option(cli, "feed").length == 0) {
        return cli_usage(cli, "导出要用 --feed 指明数据项，每个数据项的列不同",
                         "--export needs --feed, since every feed has its own columns");
    }
    if (quarantine_export(service, cli_option(cli, "feed"), &csv, &error) != STATUS_OK ||
        file_write(cli_option(cli, "export").data, text_str(&csv), &error) != STATUS_OK) {
        return cli_fail(cli, &error);
    }
    (void)fprintf(cli->out,
                  cli_words(cli, "已写入 " STR_FMT "；更正后用 --reload 装回\n",
                            "wrote " STR_FMT "; correct it and load it with --reload\n"),
                  STR_ARG(cli_option(cli, "export")));
    return EXIT_FINE;
}

static int reload(Cli *cli, Service *service) {
    Error error = {0};
    CLEANUP(loaded_file_release) LoadedFile loaded = {0};
    LoadReport report = {0};
    Str path = cli_option(cli, "reload");
    if (loaded_file_read(path, &loaded, &error) != STATUS_OK) {
        return cli_fail(cli, &error);
    }
    LoadFile file = {path_name(path), text_str(&loaded.bytes), text_str(&loaded.side)};
    if (quarantine_reload(service, &file, &report, &error) != STATUS_OK) {
        return cli_fail(cli, &error);
    }
    int64_t accepted = report.accepted + report.unchanged;
    (void)fprintf(cli->out,
                  cli_words(cli, "读入 %lld 行，接收 %lld，仍被隔离 %lld；预警 %lld 条\n",
                            "%lld rows read, %lld accepted, %lld still quarantined; %lld alerts\n"),
                  (long long)report.read, (long long)accepted, (long long)report.quarantined,
                  (long long)report.alerts);
    return report.quarantined > 0 ? EXIT_FOUND : EXIT_FINE;
}

static int run(Cli *cli) {
    Error error = {0};
    CLEANUP(county_close) CountyFolder county = {0};
    if (cli_has(cli, "reload") && cli_has(cli, "export")) {
        return cli_usage(cli, "--export 和 --reload 只能用一个",
                         "give --export or --reload, not both");
    }
    if (county_open(cli->positionals[0], cli->clock, STR("operator"), &county, &error) !=
        STATUS_OK) {
        return cli_fail(cli, &error);
    }
    if (cli_has(cli, "reload")) {
        return reload(cli, county.service);
    }
    return cli_has(cli, "export") ? export(cli, county.service) : list(cli, county.service);
}

const Command CMD_quarantine = {
    .name = "quarantine",
    .arguments = "DIR [--feed F01] [--export FILE | --reload FILE]",
    .help = {"被隔离的行：列出、导出更正、装回",
             "rows that could not be used: list, export, reload corrected"},
    .forms = FORMS_LIST,
    .options = OPTIONS,
    .option_count = ARRAY_COUNT(OPTIONS),
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};

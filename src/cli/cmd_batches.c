// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/county.h"
#include "cli/print.h"
#include "service/load.h"

static const Option OPTIONS[] = {
    {"limit",
     "N",
     {"最多几批（默认 100，最新在前）", "at most so many, newest first (default 100)"}},
};

static const Heading HEADINGS[] = {
    {"batch", {"批次", "batch"}, true},         {"feed", {"数据项", "feed"}, false},
    {"feed_name", {"名称", "name"}, false},     {"delivered", {"交付日期", "delivered"}, false},
    {"read", {"读入", "read"}, true},           {"accepted", {"接收", "accepted"}, true},
    {"unchanged", {"未变", "unchanged"}, true}, {"quarantined", {"隔离", "quarantined"}, true},
    {"skipped", {"跳过", "skipped"}, true},     {"file", {"文件", "file"}, false},
};

static void add_batch(const BatchView *view, Listing *listing) {
    Arena *arena = &listing->arena;
    CLEANUP(text_release) Text delivered = {0};
    CLEANUP(text_release) Text json = {0};
    date_format(view->delivered, &delivered);
    Str cells[ARRAY_COUNT(HEADINGS)] = {
        arena_format(arena, "%u", view->batch.number),
        view->feed,
        view->feed_name,
        text_str(&delivered),
        arena_format(arena, "%lld", (long long)view->read),
        arena_format(arena, "%lld", (long long)view->accepted),
        arena_format(arena, "%lld", (long long)view->unchanged),
        arena_format(arena, "%lld", (long long)view->quarantined),
        arena_format(arena, "%lld", (long long)view->skipped),
        view->file,
    };
    listing_row(listing, cells);
    batch_view_json(view, &json);
    listing_json(listing, text_str(&json));
}

static int run(Cli *cli) {
    Error error = {0};
    CLEANUP(county_close) CountyFolder county = {0};
    CLEANUP(batch_views_release) BatchViews views = {0};
    int64_t limit = 100;
    if (cli_number(cli, "limit", 1, &limit, &error) != STATUS_OK ||
        county_open(cli->positionals[0], cli->clock, STR("operator"), &county, &error) !=
            STATUS_OK ||
        load_batches(county.service, limit, cli->is_english, &views, &error) != STATUS_OK) {
        return cli_fail(cli, &error);
    }
    CLEANUP(listing_release) Listing listing;
    listing_init(&listing, HEADINGS, ARRAY_COUNT(HEADINGS));
    for (size_t i = 0; i < views.count; i++) {
        add_batch(&views.items[i], &listing);
    }
    listing_print(&listing, cli);
    if (cli->format == FORMAT_TABLE && (int64_t)views.count == limit) {
        (void)fprintf(cli->out,
                      cli_words(cli, "只列最新 %lld 批；要更多用 --limit\n",
                                "the newest %lld; --limit shows more\n"),
                      (long long)limit);
    }
    return EXIT_FINE;
}

const Command CMD_batches = {
    .name = "batches",
    .arguments = "DIR [--limit N]",
    .help = {"列出收到的批次", "list the accepted batches"},
    .forms = FORMS_LIST,
    .options = OPTIONS,
    .option_count = ARRAY_COUNT(OPTIONS),
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};

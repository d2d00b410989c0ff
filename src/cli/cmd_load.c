// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/county.h"
#include "cli/files.h"
#include "cli/paths.h"
#include "cli/print.h"
#include "platform/signals.h"
#include "platform/thread.h"
#include "service/load_many.h"

static const Heading HEADINGS[] = {
    {"file", {"文件", "file"}, false},
    {"feed", {"数据项", "feed"}, false},
    {"delivered", {"交付日期", "delivered"}, false},
    {"batch", {"批次", "batch"}, true},
    {"read", {"读入", "read"}, true},
    {"accepted", {"接收", "accepted"}, true},
    {"unchanged", {"未变", "unchanged"}, true},
    {"quarantined", {"隔离", "quarantined"}, true},
    {"skipped", {"跳过", "skipped"}, true},
    {"alerts", {"预警", "alerts"}, true},
    {"note", {"说明", "note"}, false},
};

typedef struct Loading {
    Cli *cli;
    Service *service;
    const FileNames *files;
    Listing listing;
    LoadReport total;
    size_t refused;
    Status status; // of what ended it
    Error error;
    StopSignal stop;
    bool is_quiet; // too many files for a line each: only those with something to say
} Loading;

static void add_report(Loading *loading, const FileName *file, const LoadReport *report) {
    Arena *arena = &loading->listing.arena;
    CLEANUP(text_release) Text delivered = {0};
    CLEANUP(text_release) Text json = {0};
    date_format(report->delivered, &delivered);
    Str note = STR("");
    if (report->is_known) {
        note = str_from(cli_words(loading->cli, "这份文件已经收过，没有变化",
                                  "accepted before; nothing changed"));
    } else if (report->ignored[0] != '\0') {
        note = arena_format(arena, cli_words(loading->cli, "不认识的列：%s", "unknown columns: %s"),
                            report->ignored);
    }
    Str cells[ARRAY_COUNT(HEADINGS)] = {
        file->name,
        report->feed,
        text_str(&delivered),
        number_cell(arena, report->batch.number),
        number_cell(arena, report->read),
        number_cell(arena, report->accepted),
        number_cell(arena, report->unchanged),
        number_cell(arena, report->quarantined),
        number_cell(arena, report->skipped),
        number_cell(arena, report->alerts),
        note,
    };
    if (!loading->is_quiet || report->quarantined > 0 || note.length > 0 ||
        loading->cli->format != FORMAT_TABLE) {
        listing_row(&loading->listing, cells);
        load_report_json(report, file->name, &json);
        listing_json(&loading->listing, text_str(&json));
    }
}

static void count_report(LoadReport *total, const LoadReport *report) {
    total->read += report->read;
    total->accepted += report->accepted;
    total->unchanged += report->unchanged;
    total->quarantined += report->quarantined;
    total->skipped += report->skipped;
    total->alerts += report->alerts;
}

static Status read_file(void *context, size_t index, LoadInput *out_input, Error *error) {
    const Loading *loading = context;
    return loaded_input_read(loading->files->items[index].path, out_input, error);
}

// A file that is refused is told at once and does not keep the others from loading; what the store
// does not take ends it.
static bool take_outcome(void *context, size_t index, const LoadOutcome *outcome) {
    Loading *loading = context;
    size_t count = loading->files->count;
    const FileName *file = &loading->files->items[index];
    if (outcome->status == STATUS_UNAVAILABLE || outcome->status == STATUS_CORRUPT) {
        loading->status = outcome->status;
        loading->error = outcome->error;
        return false;
    }
    cli_progress(loading->cli, "%zu/%zu  " STR_FMT, index + 1, count, STR_ARG(file->name));
    if (outcome->status == STATUS_OK) {
        add_report(loading, file, &outcome->report);
        count_report(&loading->total, &outcome->report);
    } else {
        cli_complain(loading->cli, &outcome->error);
        loading->refused++;
    }
    if (stop_signal_is_raised(&loading->stop) && index + 1 < count) {
        loading->status =
            error_set(&loading->error, STATUS_CANCELLED,
                      "stopped; %zu of %zu files are in, run the same command again to go on",
                      index + 1, count);
    }
    return loading->status == STATUS_OK;
}

static Status load_all(Loading *loading, Error *error) {
    size_t others = thread_cores() - 1;
    LoadSource source = {.count = loading->files->count,
                         .threads = others < LOAD_THREADS_MAX ? others : LOAD_THREADS_MAX,
                         .read = read_file,
                         .take = take_outcome,
                         .context = loading};
    load_many(loading->service, &source);
    if (loading->status == STATUS_OK) {
        cli_progress_end(loading->cli);
    } else {
        *error = loading->error;
    }
    return loading->status;
}

static void print_total(Loading *loading, size_t files) {
    const LoadReport *total = &loading->total;
    if (loading->cli->format != FORMAT_TABLE) {
        return;
    }
    (void)fprintf(
        loading->cli->out,
        cli_words(loading->cli,
                  "%zu 个文件：读入 %lld 行，接收 %lld，未变 %lld，隔离 %lld；预警 %lld 条；拒收 "
                  "%zu 个文件\n",
                  "files: %zu; rows: %lld read, %lld accepted, %lld unchanged, %lld quarantined; "
                  "alerts: %lld; files refused: %zu\n"),
        files, (long long)total->read, (long long)total->accepted, (long long)total->unchanged,
        (long long)total->quarantined, (long long)total->alerts, loading->refused);
    if (total->quarantined > 0) {
        (void)fprintf(loading->cli->out,
                      cli_words(loading->cli, "被隔离的行：doudi quarantine " STR_FMT "\n",
                                "the quarantined rows: doudi quarantine " STR_FMT "\n"),
                      STR_ARG(loading->cli->positionals[0]));
    }
}

enum { FILES_SHOWN_EACH = 40 };

static int run(Cli *cli) {
    Error error = {0};
    CLEANUP(file_names_release) FileNames files = {0};
    CLEANUP(county_close) CountyFolder county = {0};
    if (files_expand(cli->positionals + 1, cli->positional_count - 1, &files, &error) !=
            STATUS_OK ||
        county_open(cli->positionals[0], cli->clock, STR("operator"), &county, &error) !=
            STATUS_OK) {
        return cli_fail(cli, &error);
    }
    Loading loading = {.cli = cli,
                       .service = county.service,
                       .files = &files,
                       .is_quiet = files.count > FILES_SHOWN_EACH};
    if (stop_signal_init(&loading.stop, &error) != STATUS_OK) {
        return cli_fail(cli, &error);
    }
    if (files.count == 0 && cli->format == FORMAT_TABLE) {
        (void)fputs(cli_words(cli, "文件夹里没有文件\n", "there are no files in the folder\n"),
                    cli->err);
    }
    listing_init(&loading.listing, HEADINGS, ARRAY_COUNT(HEADINGS));
    Status status = load_all(&loading, &error);
    if (loading.listing.row_count > 0 || cli->format != FORMAT_TABLE) {
        listing_print(&loading.listing, cli);
    }
    print_total(&loading, files.count);
    listing_release(&loading.listing);
    stop_signal_release(&loading.stop);
    if (status != STATUS_OK) {
        return cli_fail(cli, &error);
    }
    return loading.refused > 0 ? EXIT_FOUND : EXIT_FINE;
}

const Command CMD_load = {
    .name = "load",
    .arguments = "DIR FILE|FOLDER...",
    .help = {"装入部门文件，生成预警", "load department files and raise the alerts that follow"},
    .forms = FORMS_LIST,
    .positional_min = 2,
    .positional_max = SIZE_MAX,
    .run = run,
    .more =
        {"文件按交付日期、数据项、文件名的顺序装入；同一份文件装两次不会重复计算。",
         "Files are loaded by delivery date, feed and name; the same file twice changes nothing."},
};

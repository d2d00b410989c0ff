// SPDX-License-Identifier: Apache-2.0
// The months pass: stories happen, rows travel, each day's files are written and shown to the
// oracle.
#include "generate/generate.h"
#include "generate/county.h"
#include "generate/emit.h"
#include <stdio.h>

enum { PERSONS_MIN = 100, DAY_OF_MONTHLY_FILES = 15, PART_ROWS_MAX = 250000 };

typedef struct Run {
    const GenerateOptions *options;
    County county;
    Emitter emitter;
    char feeds_folder[EMIT_PATH_MAX];
    char truth_folder[EMIT_PATH_MAX];
} Run;

static Status options_check(const GenerateOptions *options, Error *error) {
    int months = options->to.months - options->from.months + 1;
    if (options->persons < PERSONS_MIN || options->persons > GENERATE_PERSONS_MAX) {
        return error_set(error, STATUS_INVALID, "%lld persons: give %d to %d",
                         (long long)options->persons, PERSONS_MIN, GENERATE_PERSONS_MAX);
    }
    if (months < 1 || months > GENERATE_MONTHS_MAX) {
        return error_set(error, STATUS_INVALID, "%d months: give a span of 1 to %d", months,
                         GENERATE_MONTHS_MAX);
    }
    return STATUS_OK;
}

static Status folders_make(Run *run, Error *error) {
    const char *out = run->options->out_folder;
    int feeds = snprintf(run->feeds_folder, EMIT_PATH_MAX, "%s/feeds", out);
    int truth = snprintf(run->truth_folder, EMIT_PATH_MAX, "%s/truth", out);
    if (feeds >= EMIT_PATH_MAX - 64 || truth >= EMIT_PATH_MAX - 64) {
        return error_set(error, STATUS_TOO_LARGE, "%s: the path is too long", out);
    }
    Status status = emit_folder(out, error);
    if (status == STATUS_OK) {
        status = emit_folder(run->feeds_folder, error);
    }
    if (status == STATUS_OK) {
        status = emit_folder(run->truth_folder, error);
    }
    return status;
}

// The rows of one day and feed, in files of a bearable size.
static Status box_deliver(Run *run, Feed feed, Date day, Error *error) {
    RowList *box = mail_box(&run->county.mail, feed, day);
    size_t parts = (box->count + PART_ROWS_MAX - 1) / PART_ROWS_MAX;
    mail_spoil(&run->county.mail, feed, day);
    for (size_t part = 0; part < parts; part++) {
        size_t first = part * PART_ROWS_MAX;
        size_t left = box->count - first;
        RowList rows = {.data = box->data + first * feed_row_size(feed),
                        .count = left < PART_ROWS_MAX ? left : PART_ROWS_MAX};
        EmitFile file = {
            .feed = feed, .rows = &rows, .delivered = day, .part = parts > 1 ? (int)part + 1 : 0};
        Status status = emit_file(&run->emitter, &file, error);
        if (status != STATUS_OK) {
            return status;
        }
    }
    row_list_release(box);
    return STATUS_OK;
}

static Status days_deliver(Run *run, Date from, Date to, Error *error) {
    for (Date day = from; day.days <= to.days; day = date_add_days(day, 1)) {
        for (Feed feed = 0; feed < FEED_COUNT; feed++) {
            Status status = box_deliver(run, feed, day, error);
            if (status != STATUS_OK) {
                return status;
            }
        }
    }
    return STATUS_OK;
}

static void month_live(County *county, Month month) {
    MonthSpan span = month_span(month);
    story_health_month(county, &span);
    story_work_month(county, &span);
    story_family_month(county, &span);
    story_assets_month(county, &span);
    story_register_month(county, &span);
    story_edges_month(county, &span);
    story_told_month(county, &span);
    Date middle =
        date_add_days(month_first_day((Month){month.months + 1}), DAY_OF_MONTHLY_FILES - 1);
    work_send_month(county, month, day_working_from(middle, 0));
}

static void report_fill(const Run *run, GenerateReport *out) {
    const Emitter *emitter = &run->emitter;
    *out = (GenerateReport){.persons = (int64_t)run->county.person_count,
                            .households = (int64_t)run->county.home_count,
                            .bytes = emitter->written};
    for (Feed feed = 0; feed < FEED_COUNT; feed++) {
        out->feeds[feed] = (GenerateFeedReport){.feed = feed_id(feed),
                                                .files = emitter->files[feed],
                                                .rows = emitter->rows[feed],
                                                .quarantined = emitter->quarantined[feed]};
        out->files += emitter->files[feed];
    }
}

static Status run_months(Run *run, Error *error) {
    County *county = &run->county;
    const GenerateOptions *options = run->options;
    county_fill(county, options->persons);
    opening_send(county);
    // The month before the first is lived at work only: its incomes are delivered in the first.
    Date middle = date_add_days(month_first_day(options->from), DAY_OF_MONTHLY_FILES - 1);
    work_send_month(county, (Month){options->from.months - 1}, day_working_from(middle, 0));
    Status status = days_deliver(run, county->mail.first,
                                 month_last_day((Month){options->from.months - 1}), error);
    for (int32_t m = options->from.months; status == STATUS_OK && m <= options->to.months; m++) {
        Month month = {m};
        month_live(county, month);
        status = days_deliver(run, month_first_day(month), month_last_day(month), error);
        if (status == STATUS_OK && options->progress != NULL) {
            int64_t rows = 0;
            for (Feed feed = 0; feed < FEED_COUNT; feed++) {
                rows += run->emitter.rows[feed];
            }
            options->progress(options->progress_context, month, rows);
        }
    }
    return status;
}

Status generate_county(const GenerateOptions *options, GenerateReport *out_report, Error *error) {
    Status status = options_check(options, error);
    if (status != STATUS_OK) {
        return status;
    }
    Run run = {.options = options};
    run.emitter = (Emitter){.folder = run.feeds_folder, .seed = options->seed};
    status = folders_make(&run, error);
    if (status == STATUS_OK) {
        county_init(&run.county, options);
        status = run_months(&run, error);
        if (status == STATUS_OK) {
            report_fill(&run, out_report);
        }
        county_release(&run.county);
    }
    emitter_release(&run.emitter);
    return status;
}

// SPDX-License-Identifier: Apache-2.0
// The months pass: stories happen, rows travel, each day's files are written and shown to the
// oracle.
#include "generate/generate.h"
#include "generate/county.h"
#include "generate/emit.h"
#include "generate/truth.h"
#include "platform/folder.h"
#include <pthread.h>
#include <stdio.h>

enum { PERSONS_MIN = 100, DAY_OF_MONTHLY_FILES = 15, PART_ROWS_MAX = 250000, FIRST_YEAR = 2023 };

typedef struct Run {
    const GenerateOptions *options;
    County county;
    Emitter emitter;
    Oracle *oracle;
    Date clock; // of the newest delivery
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
    if (options->from.months < month_make(FIRST_YEAR, 1).months) {
        return error_set(error, STATUS_INVALID,
                         "the figures of the law page begin with %d-01: begin there or later",
                         FIRST_YEAR);
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
    Status status = folder_make(run->feeds_folder, error);
    return status == STATUS_OK ? folder_make(run->truth_folder, error) : status;
}

// One file's worth of a day's rows of a feed.
static EmitFile box_part(RowList *box, Feed feed, Date day, size_t part, RowList *out_rows) {
    size_t first = part * PART_ROWS_MAX;
    size_t left = box->count - first;
    *out_rows = (RowList){.data = box->data + first * feed_row_size(feed),
                          .count = left < PART_ROWS_MAX ? left : PART_ROWS_MAX};
    return (EmitFile){.feed = feed,
                      .rows = out_rows,
                      .delivered = day,
                      .part = box->count > PART_ROWS_MAX ? (int)part + 1 : 0};
}

static size_t box_parts(const RowList *box) {
    return (box->count + PART_ROWS_MAX - 1) / PART_ROWS_MAX;
}

typedef struct DayWriter { // writes a day's files while the oracle reads the same rows
    Run *run;
    Date day;
    Status status;
    Error error;
} DayWriter;

static void *day_write(void *context) {
    DayWriter *writer = context;
    for (Feed feed = 0; feed < FEED_COUNT; feed++) {
        RowList *box = mail_box(&writer->run->county.mail, feed, writer->day);
        for (size_t part = 0; part < box_parts(box) && writer->status == STATUS_OK; part++) {
            RowList rows = {0};
            EmitFile file = box_part(box, feed, writer->day, part, &rows);
            writer->status = emit_file(&writer->run->emitter, &file, &writer->error);
        }
    }
    return NULL;
}

static void day_foresee(Run *run, Date day) {
    for (Feed feed = 0; feed < FEED_COUNT; feed++) {
        RowList *box = mail_box(&run->county.mail, feed, day);
        for (size_t part = 0; part < box_parts(box); part++) {
            RowList rows = {0};
            box_part(box, feed, day, part, &rows);
            oracle_batch(run->oracle, feed, &rows, day);
        }
    }
}

static bool day_has_rows(Run *run, Date day) {
    bool has_rows = false;
    for (Feed feed = 0; feed < FEED_COUNT; feed++) {
        mail_spoil(&run->county.mail, feed, day);
        has_rows = has_rows || mail_box(&run->county.mail, feed, day)->count > 0;
    }
    return has_rows;
}

static Status day_deliver(Run *run, Date day, Error *error) {
    if (!day_has_rows(run, day)) {
        return STATUS_OK;
    }
    DayWriter writer = {.run = run, .day = day};
    pthread_t thread;
    bool is_beside = pthread_create(&thread, NULL, day_write, &writer) == 0;
    if (!is_beside) {
        day_write(&writer); // one after the other, then
    }
    day_foresee(run, day);
    if (is_beside) {
        pthread_join(thread, NULL);
    }
    run->clock = day;
    for (Feed feed = 0; feed < FEED_COUNT; feed++) {
        row_list_release(mail_box(&run->county.mail, feed, day));
    }
    if (writer.status != STATUS_OK && error != NULL) {
        *error = writer.error;
    }
    return writer.status;
}

static Status days_deliver(Run *run, Date from, Date to, Error *error) {
    Status status = STATUS_OK;
    for (Date day = from; status == STATUS_OK && day.days <= to.days; day = date_add_days(day, 1)) {
        status = day_deliver(run, day, error);
    }
    return status;
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

static Status truth_write(const Run *run, GenerateReport *report, Error *error) {
    size_t count = 0;
    oracle_alerts(run->oracle, &count);
    report->alerts = (int64_t)count;
    Status status = truth_write_alerts(run->truth_folder, run->oracle, error);
    if (status == STATUS_OK) {
        status = truth_write_quarantine(run->truth_folder, &run->emitter.quarantine, error);
    }
    if (status == STATUS_OK) {
        status = truth_write_summary(run->truth_folder, run->options, report, run->oracle, error);
    }
    return status;
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
        bool is_middle =
            m == options->from.months + (options->to.months - options->from.months) / 2;
        if (status == STATUS_OK && (is_middle || m == options->to.months)) {
            status = truth_write_categories(run->truth_folder, run->oracle, run->clock, error);
        }
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
        Month first = {options->from.months - HISTORY_MONTHS - 2};
        run.oracle = oracle_new(first, options->to.months - first.months + 1);
        status = run_months(&run, error);
        if (status == STATUS_OK) {
            report_fill(&run, out_report);
            status = truth_write(&run, out_report, error);
        }
        oracle_free(run.oracle);
        county_release(&run.county);
    }
    emitter_release(&run.emitter);
    return status;
}

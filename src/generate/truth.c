// SPDX-License-Identifier: Apache-2.0
#include "generate/truth.h"
#include "base/identity.h"
#include "base/memory.h"
#include "generate/emit.h"
#include <stdio.h>
#include <stdlib.h>

enum { HOUSEHOLD_DIGITS = 15 };

static Status file_write(const char *folder, const char *name, Buffer *bytes, Error *error) {
    char path[EMIT_PATH_MAX + 64];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    Status status = emit_bytes(path, bytes, error);
    buffer_release(bytes);
    return status;
}

static void date_put(Buffer *out, Date date) {
    int year = 0;
    int month = 0;
    int day = 0;
    date_split(date, &year, &month, &day);
    buffer_digits(out, (uint64_t)year, 4);
    buffer_char(out, '-');
    buffer_digits(out, (uint64_t)month, 2);
    buffer_char(out, '-');
    buffer_digits(out, (uint64_t)day, 2);
}

// ---- alerts
static int alert_compare(const void *a, const void *b) {
    const OracleAlert *left = a;
    const OracleAlert *right = b;
    if (left->date.days != right->date.days) {
        return left->date.days < right->date.days ? -1 : 1;
    }
    if (left->rule != right->rule) {
        return left->rule < right->rule ? -1 : 1;
    }
    if (left->household != right->household) {
        return left->household < right->household ? -1 : 1;
    }
    return left->id < right->id ? -1 : left->id > right->id;
}

static void alert_put(Buffer *out, const OracleAlert *alert) {
    static const char URGENCIES[] = {'B', 'Y', 'O', 'R'};
    static const char *const DIRECTIONS[] = {"help", "exit", "verify"};
    char id[19] = "";
    date_put(out, alert->date);
    buffer_char(out, ',');
    buffer_text(out, oracle_rule_name(alert->rule));
    buffer_char(out, ',');
    buffer_digits(out, alert->household, HOUSEHOLD_DIGITS);
    buffer_char(out, ',');
    identity_format((Identity){alert->id}, id);
    buffer_text(out, id);
    buffer_char(out, ',');
    buffer_char(out, URGENCIES[alert->urgency]);
    buffer_char(out, ',');
    buffer_text(out, DIRECTIONS[alert->direction]);
    buffer_char(out, ',');
    if (alert->value >= 0) {
        buffer_digits(out, (uint64_t)alert->value / 100, 1);
        buffer_char(out, '.');
        buffer_digits(out, (uint64_t)alert->value % 100, 2);
    }
    buffer_char(out, '\n');
}

Status truth_write_alerts(const char *folder, const Oracle *oracle, Error *error) {
    size_t count = 0;
    const OracleAlert *alerts = oracle_alerts(oracle, &count);
    OracleAlert *sorted = memory_new(count + 1, sizeof *sorted);
    Buffer out = {0};
    for (size_t i = 0; i < count; i++) {
        sorted[i] = alerts[i];
    }
    qsort(sorted, count, sizeof *sorted, alert_compare);
    buffer_reserve(&out, BUFFER_ROW_MAX);
    buffer_text(&out, "date,rule,household_no,id_no,urgency,direction,value\n");
    for (size_t i = 0; i < count; i++) {
        buffer_reserve(&out, BUFFER_ROW_MAX);
        alert_put(&out, &sorted[i]);
    }
    memory_free(sorted);
    return file_write(folder, "alerts.csv", &out, error);
}

// ---- categories
static void household_put(void *context, const OracleHousehold *household) {
    static const char *const CLASSES[] = {"none", "destitute", "dibao", "edge",
                                          "rigid_expenditure"};
    Buffer *out = context;
    buffer_reserve(out, BUFFER_ROW_MAX);
    buffer_digits(out, household->household, HOUSEHOLD_DIGITS);
    buffer_char(out, ',');
    buffer_text(out, oracle_category_name(household->category));
    buffer_char(out, ',');
    buffer_digits(out, (uint64_t)household->amount, 1);
    buffer_char(out, ',');
    buffer_text(out, CLASSES[household->registered]);
    buffer_char(out, '\n');
}

Status truth_write_categories(const char *folder, Oracle *oracle, Date as_of, Error *error) {
    Buffer out = {0};
    Buffer name = {0};
    buffer_reserve(&out, BUFFER_ROW_MAX);
    buffer_text(&out, "household_no,category,amount,registered\n");
    oracle_screen(oracle, as_of, household_put, &out);
    buffer_reserve(&name, BUFFER_ROW_MAX);
    buffer_text(&name, "categories-");
    date_put(&name, as_of);
    buffer_text(&name, ".csv");
    buffer_char(&name, '\0');
    Status status = file_write(folder, name.data, &out, error);
    buffer_release(&name);
    return status;
}

// ---- the rest
Status truth_write_quarantine(const char *folder, const Buffer *lines, Error *error) {
    Buffer out = {0};
    buffer_reserve(&out, lines->length + BUFFER_ROW_MAX);
    buffer_text(&out, "file,row,reason\n");
    buffer_put(&out, lines->data == NULL ? "" : lines->data, lines->length);
    return file_write(folder, "quarantine.csv", &out, error);
}

static void number_put(Buffer *out, const char *name, int64_t number) {
    buffer_text(out, "\"");
    buffer_text(out, name);
    buffer_text(out, "\": ");
    buffer_digits(out, (uint64_t)number, 1);
}

static void summary_rules_put(Buffer *out, const Oracle *oracle) {
    int64_t counts[ORACLE_RULE_COUNT] = {0};
    size_t count = 0;
    const OracleAlert *alerts = oracle_alerts(oracle, &count);
    for (size_t i = 0; i < count; i++) {
        counts[alerts[i].rule]++;
    }
    buffer_text(out, "  \"alerts\": {");
    for (OracleRule rule = 0; rule < ORACLE_RULE_COUNT; rule++) {
        buffer_text(out, rule == 0 ? "" : ", ");
        number_put(out, oracle_rule_name(rule), counts[rule]);
    }
    buffer_text(out, "}\n");
}

Status truth_write_summary(const char *folder, const GenerateOptions *options,
                           const GenerateReport *report, const Oracle *oracle, Error *error) {
    Buffer out = {0};
    buffer_reserve(&out, BUFFER_ROW_MAX);
    buffer_text(&out, "{\n  ");
    number_put(&out, "seed", (int64_t)options->seed);
    buffer_text(&out, ",\n  ");
    number_put(&out, "persons", report->persons);
    buffer_text(&out, ",\n  ");
    number_put(&out, "households", report->households);
    buffer_text(&out, ",\n  ");
    number_put(&out, "files", report->files);
    buffer_text(&out, ",\n  \"feeds\": {\n");
    for (int i = 0; i < GENERATE_FEEDS_MAX; i++) {
        const GenerateFeedReport *feed = &report->feeds[i];
        buffer_text(&out, "    \"");
        buffer_text(&out, feed->feed);
        buffer_text(&out, "\": {");
        number_put(&out, "files", feed->files);
        buffer_text(&out, ", ");
        number_put(&out, "rows", feed->rows);
        buffer_text(&out, ", ");
        number_put(&out, "quarantined", feed->quarantined);
        buffer_text(&out, i + 1 < GENERATE_FEEDS_MAX ? "},\n" : "}\n");
    }
    buffer_text(&out, "  },\n");
    summary_rules_put(&out, oracle);
    buffer_text(&out, "}\n");
    return file_write(folder, "summary.json", &out, error);
}

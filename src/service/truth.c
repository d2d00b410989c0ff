// SPDX-License-Identifier: Apache-2.0
// Comparison with a generated county's truth: every alert and every household's category, as one
// line of text each; the sorted lines of both sides must be the same.
#include "base/check.h"
#include "base/memory.h"
#include "domain/category.h"
#include "format/csv.h"
#include "service/service_private.h"
#include "service/verify.h"
#include "service/views.h"
#include "store/alert_store.h"
#include "store/household_store.h"

#include <stdlib.h>

enum { DIFFERENCES_SHOWN = 20 };

typedef struct Lines {
    Str *items;
    size_t count, capacity;
    Arena arena;
} Lines;

static void lines_add(Lines *lines, Str line) {
    lines->items =
        array_reserve(lines->items, lines->count, &lines->capacity, sizeof *lines->items);
    lines->items[lines->count++] = line;
}

static void lines_release(Lines *lines) {
    memory_free(lines->items);
    arena_release(&lines->arena);
}

static int compare_lines(const void *a, const void *b) {
    return str_compare(*(const Str *)a, *(const Str *)b);
}

static void lines_sort(Lines *lines) {
    if (lines->count > 0) { // qsort wants a place even for nothing
        qsort(lines->items, lines->count, sizeof(Str), compare_lines);
    }
}

static void tell(TruthReport *report, int64_t *in_out_shown, const char *what, Str line) {
    if ((*in_out_shown)++ < DIFFERENCES_SHOWN) {
        text_format(&report->lines, "  %s  " STR_FMT "\n", what, STR_ARG(line));
    }
}

// Both sides sorted: what only one of them has is missed or false.
static void compare_sides(Str name, Lines *truth, Lines *ours, TruthReport *report) {
    lines_sort(truth);
    lines_sort(ours);
    int64_t found = 0;
    int64_t missed = 0;
    int64_t false_ones = 0;
    int64_t shown = 0;
    size_t a = 0;
    size_t b = 0;
    while (a < truth->count || b < ours->count) {
        int order = a == truth->count  ? 1
                    : b == ours->count ? -1
                                       : str_compare(truth->items[a], ours->items[b]);
        if (order == 0) {
            found++, a++, b++;
        } else if (order < 0) {
            tell(report, &shown, "missed", truth->items[a++]);
            missed++;
        } else {
            tell(report, &shown, "false ", ours->items[b++]);
            false_ones++;
        }
    }
    text_format(&report->lines, STR_FMT ": %zu expected, %lld found, %lld missed, %lld false\n",
                STR_ARG(name), truth->count, (long long)found, (long long)missed,
                (long long)false_ones);
    report->expected += (int64_t)truth->count;
    report->found += found;
    report->missed += missed;
    report->false_ones += false_ones;
}

// ---- the truth's files
// -----------------------------------------------------------------------------------

// Amounts are compared as amounts: 4760 is 4760.00.
static void add_cell(Text *line, Str cell, bool is_amount) {
    Money amount;
    if (is_amount && money_parse(cell, &amount, NULL) == STATUS_OK) {
        money_format(amount, line);
    } else {
        text_append(line, cell);
    }
}

static Status read_truth(const TruthFile *file, size_t columns, int amount_column, Lines *lines,
                         Error *error) {
    CLEANUP(csv_release) CsvScanner scanner = csv_open(file->bytes, ',');
    CLEANUP(text_release) Text line = {0};
    CsvRow row = {0};
    bool is_header = true;
    while (csv_next(&scanner, &row)) {
        if (row.count == 0) {
            continue;
        }
        if (row.fault != CSV_FINE || row.count < columns) {
            return error_set(error, STATUS_INVALID, STR_FMT ":%lld: a truth file has %zu columns",
                             STR_ARG(file->name), (long long)row.line, columns);
        }
        text_clear(&line);
        for (size_t i = 0; i < columns; i++) {
            text_append(&line, i == 0 ? STR("") : STR(" | "));
            add_cell(&line, row.cells[i], (int)i == amount_column);
        }
        if (!is_header) {
            lines_add(lines, arena_copy(&lines->arena, text_str(&line)));
        }
        is_header = false;
    }
    return STATUS_OK;
}

// ---- our alerts
// --------------------------------------------------------------------------------------------

typedef struct AlertLines {
    Service *service;
    Lines *lines;
    Identity *identities; // by person number
    size_t person_count;
} AlertLines;

static void take_identity(void *context, PersonId person, Identity identity) {
    AlertLines *alerts = context;
    if (person.number <= alerts->person_count) {
        alerts->identities[person.number] = identity;
    }
}

static void add_alert(AlertLines *alerts, const AlertRow *row) {
    static const char urgencies[] = {'-', 'B', 'Y', 'O', 'R'};
    const Registry *registry = facts_registry_const(alerts->service->facts);
    CLEANUP(text_release) Text date = {0};
    Arena *arena = &alerts->lines->arena;
    date_format(row->raised, &date);
    lines_add(alerts->lines,
              arena_format(arena,
                           STR_FMT " | " STR_FMT " | " STR_FMT " | " STR_FMT " | %c | " STR_FMT
                                   " | " STR_FMT,
                           STR_ARG(text_str(&date)), STR_ARG(row->rule),
                           STR_ARG(registry_household(registry, row->household)->number),
                           STR_ARG(view_identity(arena, alerts->identities[row->person.number])),
                           urgencies[row->urgency], STR_ARG(view_direction(row->direction)),
                           STR_ARG(row->value)));
}

static Status collect_alerts(AlertLines *alerts, Error *error) {
    Status status =
        person_store_each_identity(alerts->service->store, take_identity, alerts, error);
    AlertFilter filter = ALERT_FILTER_ALL;
    size_t count = 1;
    while (status == STATUS_OK && count > 0) {
        CLEANUP(arena_release) Arena arena = {0};
        AlertRow *rows = NULL;
        status = alert_store_list(alerts->service->store, &filter, &arena, &rows, &count, error);
        for (size_t i = 0; status == STATUS_OK && i < count; i++) {
            add_alert(alerts, &rows[i]);
            filter.after = rows[i].alert;
        }
    }
    return status;
}

static Status compare_alerts(Service *service, const TruthFile *file, TruthReport *report,
                             Error *error) {
    Lines truth = {0};
    Lines ours = {0};
    AlertLines alerts = {.service = service,
                         .lines = &ours,
                         .person_count =
                             registry_person_count(facts_registry_const(service->facts))};
    alerts.identities = memory_new(alerts.person_count + 1, sizeof *alerts.identities);
    Status status = read_truth(file, 7, 6, &truth, error);
    if (status == STATUS_OK) {
        status = collect_alerts(&alerts, error);
    }
    if (status == STATUS_OK) {
        compare_sides(file->name, &truth, &ours, report);
    }
    memory_free(alerts.identities);
    lines_release(&truth);
    lines_release(&ours);
    return status;
}

// ---- our categories
// ------------------------------------------------------------------------------------------

typedef struct CategoryLines {
    const Facts *facts;
    Lines *lines;
} CategoryLines;

static void add_category(void *context, const ScreenedHousehold *screened) {
    CategoryLines *categories = context;
    CLEANUP(text_release) Text amount = {0};
    money_format(screened->amount, &amount);
    const Household *household =
        registry_household(facts_registry_const(categories->facts), screened->household);
    lines_add(categories->lines,
              arena_format(&categories->lines->arena, STR_FMT " | %s | " STR_FMT " | %s",
                           STR_ARG(household->number), category_id(screened->category),
                           STR_ARG(text_str(&amount)), registered_id(screened->registered)));
}

// categories-2025-12-31.csv
static Status date_of_name(Str name, Date *out_date, Error *error) {
    Str prefix = STR("categories-");
    if (!str_starts_with(name, prefix) || name.length < prefix.length + 10) {
        return error_set(error, STATUS_INVALID,
                         STR_FMT ": not alerts.csv nor categories-YYYY-MM-DD.csv", STR_ARG(name));
    }
    return date_parse(str_slice(name, prefix.length, prefix.length + 10), out_date, error);
}

static Status compare_categories(Service *service, const TruthFile *file, TruthReport *report,
                                 Error *error) {
    Lines truth = {0};
    Lines ours = {0};
    Date as_of = DATE_NONE;
    Facts *facts = NULL;
    Status status = date_of_name(file->name, &as_of, error);
    if (status == STATUS_OK) {
        status = read_truth(file, 4, 2, &truth, error);
    }
    if (status == STATUS_OK) {
        status = service_facts_of_day(service, as_of, &facts, error);
    }
    if (status == STATUS_OK) {
        CategoryLines categories = {facts, &ours};
        status = monitor_screen(service->pack, facts, as_of, add_category, &categories, error);
        if (status == STATUS_OK) {
            compare_sides(file->name, &truth, &ours, report);
        }
        if (facts != service->facts) {
            facts_free(facts);
        }
    }
    lines_release(&truth);
    lines_release(&ours);
    return status;
}

Status verify_truth(Service *service, const TruthFile *files, size_t count, TruthReport *out_report,
                    Error *error) {
    TruthReport report = {0};
    Status status = service_enter(service, error);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        status = str_equal(files[i].name, STR("alerts.csv"))
                     ? compare_alerts(service, &files[i], &report, error)
                     : compare_categories(service, &files[i], &report, error);
    }
    service_leave(service);
    if (status != STATUS_OK) {
        truth_report_release(&report);
        return status;
    }
    *out_report = report;
    return STATUS_OK;
}

void truth_report_release(TruthReport *report) {
    text_release(&report->lines);
}

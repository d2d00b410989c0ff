// SPDX-License-Identifier: Apache-2.0
#include "analysis/findings.h"
#include "base/memory.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const struct {
    const char *id;
    Severity severity;
    const char *chinese;
    const char *english;
} KINDS[FINDING_KIND_COUNT] = {
#define FINDING(symbol, severity, chinese, english)                                                \
    {#symbol, SEVERITY_##severity, chinese, english},
#include "analysis/kinds.def"
#undef FINDING
};

void report_release(Report *report) {
    memory_free(report->items);
    arena_release(&report->arena);
    *report = (Report){0};
}

static int finding_compare(const void *left, const void *right) {
    const Finding *a = left;
    const Finding *b = right;
    int files = str_compare(a->file, b->file);
    int severities = (int)finding_severity(a) - (int)finding_severity(b);
    int elements = str_compare(a->element, b->element);
    if (severities != 0 || files != 0) {
        return severities != 0 ? severities : files;
    }
    if (a->line != b->line) {
        return a->line - b->line;
    }
    if (elements != 0 || a->kind != b->kind) {
        return elements != 0 ? elements : (int)a->kind - (int)b->kind;
    }
    if (a->rule != b->rule) {
        return a->rule < b->rule ? -1 : 1;
    }
    if (a->other_rule != b->other_rule) {
        return a->other_rule < b->other_rule ? -1 : 1;
    }
    int examples = str_compare(a->example, b->example);
    return examples != 0 ? examples : str_compare(a->english, b->english);
}

void report_sort(Report *report) {
    if (report->count > 0) {
        qsort(report->items, report->count, sizeof *report->items, finding_compare);
    }
}

Finding *report_add(Report *report, FindingKind kind, Str file, int line, Str element) {
    report->items =
        array_reserve(report->items, report->count, &report->capacity, sizeof *report->items);
    Finding *finding = &report->items[report->count++];
    *finding = (Finding){.kind = kind,
                         .file = arena_copy(&report->arena, file),
                         .line = line,
                         .element = arena_copy(&report->arena, element)};
    report->severities[KINDS[kind].severity]++;
    return finding;
}

static Str say(Report *report, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

static Str say(Report *report, const char *format, va_list arguments) {
    char words[2048];
    (void)vsnprintf(words, sizeof words, format, arguments);
    return arena_copy(&report->arena, str_from(words));
}

void finding_say(Report *report, Finding *finding, const char *chinese, const char *english, ...) {
    va_list arguments;
    va_start(arguments, english);
    finding->chinese = say(report, chinese, arguments);
    va_end(arguments);
    va_start(arguments, english);
    finding->english = say(report, english, arguments);
    va_end(arguments);
}

Severity finding_severity(const Finding *finding) {
    return KINDS[finding->kind].severity;
}

const char *finding_id(FindingKind kind) {
    return KINDS[kind].id;
}

const char *finding_name(FindingKind kind, bool is_english) {
    return is_english ? KINDS[kind].english : KINDS[kind].chinese;
}

const char *severity_id(Severity severity) {
    static const char *const IDS[] = {"error", "warning", "advice", "note"};
    return IDS[severity];
}

const char *severity_name(Severity severity, bool is_english) {
    static const char *const CHINESE[] = {"错误", "警告", "建议", "说明"};
    return is_english ? severity_id(severity) : CHINESE[severity];
}

// SPDX-License-Identifier: Apache-2.0
#include "analysis/analysis.h"
#include "analysis/checker_private.h"
#include "analysis/codes.h"
#include "base/check.h"
#include "base/memory.h"
#include <string.h>

Finding *checker_find(Checker *checker, FindingKind kind, const Element *element, int line) {
    size_t file = element == NULL ? 0 : element->file;
    return report_add(checker->report, kind, checker->model->files[file].file_name, line,
                      element == NULL ? STR("") : element->variable.name);
}

void checker_point(Checker *checker, Finding *finding, const Code *code, size_t offset) {
    FeelPlace place = place_of(code->text, offset);
    finding->line = code->line + place.line - 1;
    finding->excerpt = place_line(&checker->report->arena, code->text, offset);
}

static void visit_table(void *data, const Element *owner, const Expression *expression) {
    if (expression->kind == EXPRESSION_TABLE) {
        CLEANUP(arena_release) Arena arena = {0};
        Checker checker = *(const Checker *)data;
        checker.scratch = &arena;
        check_table(&checker, owner, expression->table);
    }
}

void analysis_check_model(const DmnModel *model, AnalysisOptions options, Report *report) {
    CLEANUP(arena_release) Arena arena = {0};
    Checker checker = {model, report, options, &arena};
    expressions_each(model, visit_table, &checker);
    check_codes(&checker);
    check_quotients(&checker);
    check_model_parts(&checker);
    check_plans(&checker);
}

// The message begins with file and line: they become the finding's place.
static void report_unreadable(Report *report, Str file_name, const char *message) {
    Str words = str_from(message);
    Str rest = words;
    int64_t line = 0;
    if (str_starts_with(rest, file_name) && rest.length > file_name.length &&
        rest.data[file_name.length] == ':') {
        rest = str_slice(rest, file_name.length + 1, rest.length);
        Str number = str_cut(&rest, ':');
        if (number.length > 0 && str_to_int64(number, &line) && line > 0 && line < INT32_MAX) {
            words = str_trim(rest);
        } else {
            line = 0;
        }
    }
    Finding *finding = report_add(report, FINDING_unreadable, file_name, (int)line, STR(""));
    finding_say(report, finding, "模型读不懂：" STR_FMT, "the model cannot be read: " STR_FMT,
                STR_ARG(words));
}

static Status read_as(const DmnSource *sources, size_t count, size_t first, DmnModel **out_model,
                      Error *error) {
    DmnSource *own = memory_new(count, sizeof *own);
    memcpy(own, sources, count * sizeof *own);
    own[0] = sources[first];
    own[first] = sources[0];
    Status status = dmn_models_read(own, count, DMN_LENIENT, out_model, error);
    memory_free(own);
    return status;
}

// Whether another source imports the one at `index`.
static bool is_imported(const DmnSource *sources, size_t count, size_t index) {
    bool is_found = false;
    for (size_t i = 0; i < count && !is_found; i++) {
        DmnModel *model = NULL;
        if (i == index || read_as(sources, count, i, &model, NULL) != STATUS_OK) {
            continue;
        }
        for (size_t k = 1; k < model->file_count; k++) {
            is_found = is_found || str_equal(model->files[k].file_name, sources[index].file_name);
        }
        dmn_model_free(model);
    }
    return is_found;
}

void analysis_check(const DmnSource *sources, size_t count, AnalysisOptions options,
                    Report *report) {
    for (size_t i = 0; i < count; i++) {
        DmnModel *model = NULL;
        Error error = {0};
        if (read_as(sources, count, i, &model, &error) != STATUS_OK) {
            report_unreadable(report, sources[i].file_name, error.message);
            continue;
        }
        AnalysisOptions own = options;
        own.is_imported = is_imported(sources, count, i);
        analysis_check_model(model, own, report);
        dmn_model_free(model);
    }
}

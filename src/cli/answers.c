// SPDX-License-Identifier: Apache-2.0
#include "cli/answers.h"
#include "cli/print.h"
#include "platform/file.h"
#include <string.h>

enum { INPUT_SIZE_MAX = 8 * 1024 * 1024 };

Status answers_read(Str path, Text *out_bytes, Error *error) {
    return str_equal(path, STR("-")) ? file_read_input(INPUT_SIZE_MAX, out_bytes, error)
                                     : file_read(path.data, INPUT_SIZE_MAX, out_bytes, error);
}

void answers_prepare(const Cli *cli, DoudiRun *run) {
    doudi_run_chinese(run, !cli->is_english);
    CLEANUP(text_release) Text now = {0};
    instant_format(cli->clock.now(cli->clock.context), &now);
    CHECK(doudi_run_time(run, now.data, NULL) == DOUDI_OK);
}

int answers_fail(Cli *cli, Str file, const DoudiError *error) {
    Str input = str_from(cli_words(cli, "标准输入", "standard input"));
    Str shown = str_equal(file, STR("-")) ? input : file;
    CLEANUP(text_release) Text words = {0};
    cli_append_words(cli, str_from(error->message), &words);
    (void)fprintf(cli->err, "doudi: " STR_FMT "%s" STR_FMT "\n", STR_ARG(shown),
                  shown.length > 0 ? ": " : "", STR_ARG(text_str(&words)));
    return EXIT_INPUT;
}

// The line of the source, and how many columns of a screen come before the place in it.
static Str line_at(const DoudiReason *reason, size_t *out_columns) {
    Str rest = str_from(reason->source);
    Str line = str_cut(&rest, '\n');
    for (int i = 1; i < reason->line; i++) {
        line = str_cut(&rest, '\n');
    }
    size_t at = 0;
    for (int i = 1; i < reason->column && at < line.length; i++) {
        (void)str_next_character(line, &at);
    }
    *out_columns = text_columns(str_slice(line, 0, at));
    return line;
}

static void print_reason(const Cli *cli, const DoudiReason *reason) {
    (void)fprintf(cli->err, cli_words(cli, "  原因：%s", "  because %s"), reason->message);
    if (reason->source == NULL) {
        if (reason->line > 0) {
            (void)fprintf(cli->err, cli_words(cli, "（第 %d 行）", " (line %d)"), reason->line);
        }
        (void)fputc('\n', cli->err);
        return;
    }
    size_t columns = 0;
    Str line = line_at(reason, &columns);
    (void)fprintf(cli->err, "\n    " STR_FMT "\n    %*s^\n", STR_ARG(line), (int)columns, "");
}

// What a loop or a function that calls itself reports over and over is told once.
static bool is_same_reason(const DoudiReason *a, const DoudiReason *b) {
    return a->source == b->source && a->line == b->line && a->column == b->column &&
           strcmp(a->message, b->message) == 0;
}

static void print_repeated(const Cli *cli, size_t *in_out_count) {
    if (*in_out_count > 0) {
        (void)fprintf(cli->err, cli_words(cli, "  同样的还有 %zu 条\n", "  %zu more of the same\n"),
                      *in_out_count);
    }
    *in_out_count = 0;
}

void answers_print_reasons(const Cli *cli, DoudiRun *run) {
    DoudiReason reason;
    DoudiReason last = {0};
    size_t told = 0;
    size_t same = 0;
    for (; doudi_reason(run, told, &reason); told++) {
        if (told > 0 && is_same_reason(&reason, &last)) {
            same++;
            continue;
        }
        print_repeated(cli, &same);
        print_reason(cli, &reason);
        last = reason;
    }
    print_repeated(cli, &same);
    if (doudi_reason_count(run) > told) {
        (void)fprintf(cli->err, cli_words(cli, "  另有 %zu 条\n", "  and %zu more\n"),
                      doudi_reason_count(run) - told);
    }
}

void answers_write_reasons(JsonWriter *writer, DoudiRun *run) {
    json_key(writer, STR("reasons"));
    json_begin_list(writer);
    DoudiReason reason;
    size_t told = 0;
    while (doudi_reason(run, told, &reason)) {
        json_begin_object(writer);
        json_key(writer, STR("message"));
        json_string(writer, str_from(reason.message));
        if (reason.source != NULL) {
            json_key(writer, STR("source"));
            json_string(writer, str_from(reason.source));
        }
        json_key(writer, STR("line"));
        json_number(writer, reason.line);
        json_key(writer, STR("column"));
        json_number(writer, reason.column);
        json_end_object(writer);
        told++;
    }
    json_end_list(writer);
    if (doudi_reason_count(run) > told) {
        json_key(writer, STR("reasons_left_out"));
        json_number(writer, (int64_t)(doudi_reason_count(run) - told));
    }
}

int answers_exit_code(const DoudiValue *answer, const DoudiRun *run) {
    bool is_found = doudi_value_kind(answer) == DOUDI_NULL && doudi_reason_count(run) > 0;
    return is_found ? EXIT_FOUND : EXIT_FINE;
}

// SPDX-License-Identifier: Apache-2.0
#include "cli/draft.h"

#include "cli/print.h"
#include "cli/words.h"

static void show_progress(void *context, int64_t done, int64_t all) {
    Cli *cli = context;
    cli_progress(cli, cli_words(cli, "按草案重放档案 %lld/%lld", "replaying the archive %lld/%lld"),
                 (long long)done, (long long)all);
    if (done + 1 == all) {
        cli_progress_end(cli);
    }
}

Status draft_options_read(Cli *cli, DraftOptions *out_options, Error *error) {
    *out_options = (DraftOptions){0};
    Str *changes = NULL;
    DraftRequest *request = &out_options->request;
    cli_all(cli, "set", &out_options->arena, &changes, &request->change_count);
    request->changes = changes;
    request->is_english = cli->is_english;
    request->progress = (ReplayProgress){show_progress, cli};
    if (!cli_has(cli, "pack")) {
        return STATUS_OK;
    }
    Status status = pack_folder_read(cli_option(cli, "pack"), &out_options->pack, error);
    request->pack = (PackFiles){out_options->pack.files, out_options->pack.count};
    return status;
}

void draft_options_release(DraftOptions *options) {
    pack_folder_release(&options->pack);
    arena_release(&options->arena);
}

// ---- what differs

// "1190.00 (from 2025-01-01, reference)"
static void append_value(const Cli *cli, const ParameterValue *value, bool with_source, Text *out) {
    if (value == NULL) {
        text_append(out, str_from(cli_words(cli, "无", "none")));
        return;
    }
    scalar_format(value->value, out);
    if (with_source) {
        text_append(out, str_from(cli_words(cli, "（", " (")));
        if (value->from.days != DATE_NONE.days) {
            text_append(out, str_from(cli_words(cli, "自 ", "from ")));
            date_format(value->from, out);
            text_append(out, str_from(cli_words(cli, "，", ", ")));
        }
        text_append(out, value->reference);
        text_append(out, str_from(cli_words(cli, "）", ")")));
    }
}

static void print_parameter(Cli *cli, const ParameterDifference *difference, Date day) {
    CLEANUP(text_release) Text line = {0};
    const Parameter *parameter =
        difference->draft != NULL ? difference->draft : difference->present;
    Str name = cli->is_english ? parameter->english : parameter->name;
    text_format(&line, cli_words(cli, "  参数  " STR_FMT, "  parameter  " STR_FMT), STR_ARG(name));
    text_format(&line, " [" STR_FMT "]", STR_ARG(parameter->id));
    if (parameter->unit.length > 0) {
        text_format(&line, cli_words(cli, "，" STR_FMT, ", " STR_FMT),
                    STR_ARG(words_unit(cli, parameter->unit, STR(""))));
    }
    if (difference->before == NULL && difference->after == NULL) {
        text_append(&line,
                    str_from(difference->present == NULL ? cli_words(cli, "：新增", ": added")
                             : difference->draft == NULL
                                 ? cli_words(cli, "：删去", ": removed")
                                 : cli_words(cli, "：别的日期的数值或文字不同",
                                             ": differs on other days or in its words")));
    } else {
        text_format(&line, cli_words(cli, "，区划 %lld：", ", region %lld: "),
                    (long long)difference->region.code);
        append_value(cli, difference->before, true, &line);
        text_append(&line, STR(" → "));
        append_value(cli, difference->after, true, &line);
    }
    size_t within = difference->draft == NULL || difference->region.code == 0
                        ? 0
                        : parameter_values_within(difference->draft, difference->region, day);
    if (within > 0) {
        text_format(&line,
                    cli_words(cli, "；下级区划自有的 %zu 个数值不变",
                              "; %zu values of regions inside it stay"),
                    within);
    }
    CLEANUP(text_release) Text plain = {0};
    text_append_plain(&plain, text_str(&line));
    (void)fprintf(cli->out, STR_FMT "\n", STR_ARG(text_str(&plain)));
}

static void print_difference(Cli *cli, const PackDifference *difference) {
    static const Words PARTS[] = {
        [PART_PLACE] = {"地方", "place"},           [PART_LIST] = {"代码表", "code list"},
        [PART_FEED] = {"数据来源", "feed"},         [PART_FACT] = {"事实", "fact"},
        [PART_DECISION] = {"决策模型", "decision"}, [PART_RULE] = {"预警规则", "rule"}};
    static const Words KINDS[] = {[DIFFERENCE_ADDED] = {"新增", "added"},
                                  [DIFFERENCE_REMOVED] = {"删去", "removed"},
                                  [DIFFERENCE_CHANGED] = {"改动", "changed"}};
    CLEANUP(text_release) Text line = {0};
    Words part = PARTS[difference->part];
    Words kind = KINDS[difference->kind];
    Str name =
        cli->is_english && difference->english.length > 0 ? difference->english : difference->name;
    text_append_plain(&line, difference->id);
    if (name.length > 0 && !str_equal(name, difference->id)) {
        text_append_char(&line, ' ');
        text_append_plain(&line, name);
    }
    (void)fprintf(cli->out, "  %s  %s  " STR_FMT "\n", cli_words(cli, part.chinese, part.english),
                  cli_words(cli, kind.chinese, kind.english), STR_ARG(text_str(&line)));
}

void draft_print(Cli *cli, const DraftView *view) {
    (void)fprintf(
        cli->out,
        cli_words(cli, "现行 " STR_FMT "，草案 " STR_FMT, "present " STR_FMT ", draft " STR_FMT),
        STR_ARG(view->present_version), STR_ARG(view->draft_version));
    bool is_same = view->parameter_count + view->difference_count == 0;
    (void)fputs(is_same ? cli_words(cli, "；内容没有不同\n", "; nothing differs\n")
                        : cli_words(cli, "；不同之处：\n", "; what differs:\n"),
                cli->out);
    for (size_t i = 0; i < view->parameter_count; i++) {
        print_parameter(cli, &view->parameters[i], view->date);
    }
    for (size_t i = 0; i < view->difference_count; i++) {
        print_difference(cli, &view->differences[i]);
    }
}

// SPDX-License-Identifier: Apache-2.0
#include "cli/explain.h"

#include "cli/print.h"
#include "cli/words.h"
#include "domain/category.h"
#include "format/json.h"

typedef struct Explaining {
    Cli *cli;
    Arena arena;
} Explaining;

static void line(Explaining *explaining, const char *chinese, const char *english, Str value) {
    if (value.length > 0) {
        const char *title = cli_words(explaining->cli, chinese, english);
        size_t columns = text_columns(str_from(title));
        (void)fprintf(explaining->cli->out, "%s%*s" STR_FMT "\n", title,
                      columns < 12 ? (int)(12 - columns) : 1, "", STR_ARG(value));
    }
}

// A part with nothing in it says so.
static void heading(Explaining *explaining, const char *chinese, const char *english,
                    bool is_empty) {
    Cli *cli = explaining->cli;
    (void)fprintf(cli->out, "\n%s%s\n", cli_words(cli, chinese, english),
                  !is_empty ? "" : cli_words(cli, "：无", ": none"));
}

static const JsonNode *list_of(const JsonNode *object, const char *key) {
    static const JsonNode nothing = {.kind = JSON_LIST};
    const JsonNode *list = json_get(object, key);
    return list == NULL || list->kind != JSON_LIST ? &nothing : list;
}

// A value in the reader's words: yes for true, - for what is not known.
static Str value_words(const Explaining *explaining, const JsonNode *object, const char *key) {
    const JsonNode *value = json_get(object, key);
    bool is_true =
        value != NULL && (value->kind == JSON_TRUE || str_equal(value->text, STR("true")));
    bool is_false =
        value != NULL && (value->kind == JSON_FALSE || str_equal(value->text, STR("false")));
    if (is_true || is_false) {
        return str_from(cli_words(explaining->cli, is_true ? "是" : "否", is_true ? "yes" : "no"));
    }
    Str text = json_text(object, key);
    return text.length == 0 ? STR("-") : text;
}

static Str figure_name(const JsonNode *item) {
    return json_text(item, json_text(item, "title").length > 0 ? "title" : "name");
}

// "  近12个月医疗自付   75000.00 元   依据 ……"
static void figure(Explaining *explaining, const JsonNode *item, int indent, size_t width) {
    Cli *cli = explaining->cli;
    Str name = figure_name(item);
    Str unit = words_unit(cli, json_text(item, "unit"), json_text(item, "value"));
    Str reference = json_text(item, "reference");
    (void)fprintf(cli->out, "%*s" STR_FMT "%*s  " STR_FMT "%s" STR_FMT, indent, "", STR_ARG(name),
                  (int)(width - text_columns(name)), "",
                  STR_ARG(value_words(explaining, item, "value")), unit.length > 0 ? " " : "",
                  STR_ARG(unit));
    if (reference.length > 0) {
        (void)fprintf(cli->out, cli_words(cli, "  依据 " STR_FMT, "  by " STR_FMT),
                      STR_ARG(reference));
    }
    (void)fputc('\n', cli->out);
}

static void figures(Explaining *explaining, const JsonNode *list, int indent) {
    size_t width = 0;
    for (size_t i = 0; i < list->count; i++) {
        size_t columns = text_columns(figure_name(&list->items[i]));
        width = columns > width ? columns : width;
    }
    for (size_t i = 0; i < list->count; i++) {
        figure(explaining, &list->items[i], indent, width);
    }
}

// What a decision answered: colours and classes are Chinese words in the pack.
static Str result_words(const Explaining *explaining, const JsonNode *step) {
    static const struct {
        const char *colour;
        const char *english;
    } COLOURS[] = {{"红", "red"}, {"橙", "orange"}, {"黄", "yellow"}, {"蓝", "blue"}};
    Str result = value_words(explaining, step, "result");
    for (size_t i = 0; explaining->cli->is_english && i < ARRAY_COUNT(COLOURS); i++) {
        if (str_equal(result, str_from(COLOURS[i].colour))) {
            return str_from(COLOURS[i].english);
        }
    }
    return explaining->cli->is_english ? class_word_english(result) : result;
}

static void steps(Explaining *explaining, const JsonNode *trace) {
    const JsonNode *list = trace == NULL ? NULL : list_of(trace, "steps");
    for (size_t i = 0; list != NULL && i < list->count; i++) {
        const JsonNode *step = &list->items[i];
        Str text = json_text(step, "text");
        int64_t rule = 0;
        (void)str_to_int64(json_text(step, "rule"), &rule);
        (void)fprintf(explaining->cli->out, "  " STR_FMT " = " STR_FMT,
                      STR_ARG(json_text(step, "name")), STR_ARG(result_words(explaining, step)));
        if (rule > 0) {
            (void)fprintf(explaining->cli->out,
                          cli_words(explaining->cli, "  （第 %lld 条 " STR_FMT "）",
                                    "  (rule %lld " STR_FMT ")"),
                          (long long)rule, STR_ARG(text));
        }
        (void)fputc('\n', explaining->cli->out);
    }
    const JsonNode *reasons = trace == NULL ? NULL : list_of(trace, "reasons");
    for (size_t i = 0; reasons != NULL && i < reasons->count; i++) {
        (void)fprintf(explaining->cli->out, "  ! " STR_FMT "\n", STR_ARG(reasons->items[i].text));
    }
}

static void source_row(Explaining *explaining, const JsonNode *row) {
    const JsonNode *values = list_of(row, "values");
    (void)fprintf(explaining->cli->out,
                  cli_words(explaining->cli, "  " STR_FMT " " STR_FMT " 第 " STR_FMT " 行：",
                            "  " STR_FMT " " STR_FMT " row " STR_FMT ": "),
                  STR_ARG(json_text(row, "feed_name")), STR_ARG(json_text(row, "file")),
                  STR_ARG(json_text(row, "row")));
    for (size_t i = 0; i < values->count; i++) {
        const JsonNode *value = &values->items[i];
        Str title = json_text(value, explaining->cli->is_english ? "name" : "title");
        (void)fprintf(explaining->cli->out, "%s" STR_FMT " " STR_FMT, i == 0 ? "" : ", ",
                      STR_ARG(title), STR_ARG(value_words(explaining, value, "value")));
    }
    (void)fputc('\n', explaining->cli->out);
}

// The colour, and why it is not the one that the decision gave.
static Str urgency_words(Explaining *explaining, const JsonNode *alert) {
    Str colour = words_urgency(explaining->cli, json_text(alert, "urgency"));
    const JsonNode *raised = json_get(alert, "is_raised");
    if (raised == NULL || raised->kind != JSON_TRUE) {
        return colour;
    }
    const char *why =
        cli_words(explaining->cli, "同户90天内另有帮扶预警，或末次申请未获确认，提高一级",
                  "one colour higher: another help rule spoke about the household within 90 days, "
                  "or its last application failed");
    return arena_format(&explaining->arena, STR_FMT "  %s", STR_ARG(colour), why);
}

static Str direction_words(Explaining *explaining, const JsonNode *alert) {
    Str direction = words_direction(explaining->cli, json_text(alert, "direction"));
    const JsonNode *lowered = json_get(alert, "is_lowered");
    if (lowered == NULL || lowered->kind != JSON_TRUE) {
        return direction;
    }
    const char *why = cli_words(explaining->cli, "该户在渐退期，退出改为核实",
                                "the household is in gradual exit: verified, not taken out");
    return arena_format(&explaining->arena, STR_FMT "  %s", STR_ARG(direction), why);
}

static void alert_lines(Explaining *explaining, const JsonNode *alert) {
    Arena *arena = &explaining->arena;
    line(explaining, "预警", "alert",
         arena_format(arena, "#" STR_FMT "  " STR_FMT " " STR_FMT,
                      STR_ARG(json_text(alert, "alert_id")), STR_ARG(json_text(alert, "rule")),
                      STR_ARG(json_text(alert, "rule_name"))));
    line(explaining, "日期", "raised", json_text(alert, "raised"));
    line(explaining, "等级", "urgency", urgency_words(explaining, alert));
    line(explaining, "方向", "direction", direction_words(explaining, alert));
    line(explaining, "期限", "due", json_text(alert, "due"));
    line(explaining, "家庭", "household",
         arena_format(arena, STR_FMT "  " STR_FMT, STR_ARG(json_text(alert, "household_number")),
                      STR_ARG(json_text(alert, "region_name"))));
    line(
        explaining, "人员", "person",
        str_trim(arena_format(arena, STR_FMT "  " STR_FMT, STR_ARG(json_text(alert, "person_name")),
                              STR_ARG(json_text(alert, "person_identity")))));
    line(explaining, "理由", "reason", json_text(alert, "reason"));
}

static const JsonNode *read(Explaining *explaining, Str json) {
    const JsonNode *root = NULL;
    Error error;
    if (json_read(json, &explaining->arena, &root, &error) != STATUS_OK) {
        (void)cli_fail(explaining->cli, &error);
        return NULL;
    }
    return root;
}

int explain_alert(Cli *cli, Str json) {
    if (cli->format != FORMAT_TABLE) {
        print_json(cli, json);
        return EXIT_FINE;
    }
    Explaining explaining = {.cli = cli};
    const JsonNode *root = read(&explaining, json);
    if (root != NULL) {
        const JsonNode *alert = json_get(root, "alert");
        alert_lines(&explaining, alert);
        const JsonNode *rows = list_of(root, "rows");
        heading(&explaining, "依据的数据", "figures", list_of(alert, "figures")->count == 0);
        figures(&explaining, list_of(alert, "figures"), 2);
        heading(&explaining, "部门的原始记录", "rows as the departments sent them",
                rows->count == 0);
        for (size_t i = 0; i < rows->count; i++) {
            source_row(&explaining, &rows->items[i]);
        }
        heading(&explaining, "判定过程", "how it was decided", false);
        steps(&explaining, json_get(root, "trace"));
        (void)fputc('\n', cli->out);
        line(&explaining, "政策包", "pack", json_text(alert, "pack_version"));
    }
    arena_release(&explaining.arena);
    return root == NULL ? EXIT_STORE : EXIT_FINE;
}

static void member_lines(Explaining *explaining, const JsonNode *member) {
    (void)fprintf(explaining->cli->out, "  " STR_FMT "  " STR_FMT "  " STR_FMT "  " STR_FMT,
                  STR_ARG(json_text(member, "relation")), STR_ARG(json_text(member, "name")),
                  STR_ARG(json_text(member, "identity")), STR_ARG(json_text(member, "birth")));
    Str death = json_text(member, "death");
    Str to = json_text(member, "to");
    if (death.length > 0) {
        (void)fprintf(explaining->cli->out,
                      cli_words(explaining->cli, "  死亡 " STR_FMT, "  died " STR_FMT),
                      STR_ARG(death));
    }
    if (to.length > 0) {
        (void)fprintf(explaining->cli->out,
                      cli_words(explaining->cli, "  迁出 " STR_FMT, "  left " STR_FMT),
                      STR_ARG(to));
    }
    (void)fputc('\n', explaining->cli->out);
    figures(explaining, list_of(member, "facts"), 4);
}

static void household_alerts(Explaining *explaining, const JsonNode *alerts) {
    for (size_t i = 0; i < alerts->count; i++) {
        const JsonNode *alert = &alerts->items[i];
        (void)fprintf(explaining->cli->out,
                      "  #" STR_FMT "  " STR_FMT "  " STR_FMT "  " STR_FMT " " STR_FMT "  " STR_FMT
                      "\n",
                      STR_ARG(json_text(alert, "alert_id")), STR_ARG(json_text(alert, "raised")),
                      STR_ARG(words_urgency(explaining->cli, json_text(alert, "urgency"))),
                      STR_ARG(json_text(alert, "rule")), STR_ARG(json_text(alert, "rule_name")),
                      STR_ARG(json_text(alert, "reason")));
    }
}

int explain_household(Cli *cli, Str json) {
    if (cli->format != FORMAT_TABLE) {
        print_json(cli, json);
        return EXIT_FINE;
    }
    Explaining explaining = {.cli = cli};
    const JsonNode *root = read(&explaining, json);
    if (root != NULL) {
        line(&explaining, "家庭", "household",
             arena_format(&explaining.arena, STR_FMT "  #" STR_FMT "  " STR_FMT,
                          STR_ARG(json_text(root, "household_number")),
                          STR_ARG(json_text(root, "household_id")),
                          STR_ARG(json_text(root, "region_name"))));
        line(&explaining, "截至", "as of", json_text(root, "as_of"));
        line(&explaining, "类别", "category", json_text(root, "category_words"));
        line(&explaining, "月保障金额", "per month",
             arena_format(&explaining.arena, STR_FMT " " STR_FMT,
                          STR_ARG(json_text(root, "amount")),
                          STR_ARG(words_unit(cli, STR("yuan"), STR("")))));
        line(&explaining, "在册", "registered",
             words_registered(cli, json_text(root, "registered")));
        const JsonNode *members = list_of(root, "members");
        heading(&explaining, "成员", "members", members->count == 0);
        for (size_t i = 0; i < members->count; i++) {
            member_lines(&explaining, &members->items[i]);
        }
        heading(&explaining, "家庭数据", "facts of the household",
                list_of(root, "facts")->count == 0);
        figures(&explaining, list_of(root, "facts"), 2);
        heading(&explaining, "类别的判定过程", "how the category was decided", false);
        steps(&explaining, json_get(root, "trace"));
        heading(&explaining, "预警", "alerts", list_of(root, "alerts")->count == 0);
        household_alerts(&explaining, list_of(root, "alerts"));
    }
    arena_release(&explaining.arena);
    return root == NULL ? EXIT_STORE : EXIT_FINE;
}

// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/county.h"
#include "cli/draft.h"
#include "cli/print.h"
#include "cli/words.h"
#include "domain/category.h"
#include "service/back_test.h"

static const Option OPTIONS[] = {
    {"pack", "FOLDER", {"草案政策包（默认现行的）", "the draft pack (default: the present one)"}},
    {"set",
     "NAME=VALUE",
     {"试另一个参数值，可多次（写法见 doudi help simulate）",
      "try another value of a parameter, may be repeated (as in doudi help simulate)"}},
    {"from", "MONTH", {"从这个月起计（默认档案开头）", "count from this month (default: all)"}},
    {"to", "MONTH", {"计到这个月（默认档案末尾）", "count up to this month (default: all)"}},
    {"within",
     "DAYS",
     {"预警之后多少天内的结果算被预警（默认 90）",
      "an outcome so many days after an alert counts as warned of (default 90)"}},
    {"limit",
     "N",
     {"最多列几个结果（表格默认 20，其他形式全部）",
      "at most so many outcomes (table: 20, other forms: all)"}},
};

static const Heading OUTCOME_HEADINGS[] = {
    {"date", {"日期", "date"}, false},
    {"outcome", {"结果", "outcome"}, false},
    {"household", {"户号", "household"}, false},
    {"head", {"户主", "head"}, false},
    {"region", {"区划", "region"}, false},
    {"registered_before", {"原在册", "before"}, false},
    {"registered_after", {"现在册", "after"}, false},
    {"present_rule", {"现行规则", "present rule"}, false},
    {"present_lead_days", {"提前天数", "days before"}, true},
    {"draft_rule", {"草案规则", "draft rule"}, false},
    {"draft_lead_days", {"提前天数", "days before"}, true},
};
static const Heading RULE_HEADINGS[] = {
    {"rule", {"规则", "rule"}, false},
    {"name", {"名称", "name"}, false},
    {"direction", {"方向", "direction"}, false},
    {"present_alerts", {"现行预警", "present alerts"}, true},
    {"present_followed", {"有结果", "followed"}, true},
    {"present_not_followed", {"无结果", "not"}, true},
    {"present_open", {"未到期", "open"}, true},
    {"present_caught", {"最先预警的结果", "warned first"}, true},
    {"draft_alerts", {"草案预警", "draft alerts"}, true},
    {"draft_followed", {"有结果", "followed"}, true},
    {"draft_not_followed", {"无结果", "not"}, true},
    {"draft_open", {"未到期", "open"}, true},
    {"draft_caught", {"最先预警的结果", "warned first"}, true},
};
enum { RULE_HEADINGS_PRESENT = 8, OUTCOME_HEADINGS_PRESENT = 9, SIDE_CELLS = 5 };

static const Words OUTCOMES[OUTCOME_COUNT] = {[OUTCOME_ENTERS] = {"纳入", "enters"},
                                              [OUTCOME_RISES] = {"升类", "rises"},
                                              [OUTCOME_FALLS] = {"降类", "falls"},
                                              [OUTCOME_FADES] = {"渐退", "gradual exit"},
                                              [OUTCOME_LEAVES] = {"退出", "leaves"}};

// ---- outcomes

static void add_outcome(Cli *cli, const BackTest *back_test, const OutcomeView *view,
                        Listing *listing) {
    CLEANUP(text_release) Text date = {0};
    bool is_csv = cli->format == FORMAT_CSV;
    Words kind = OUTCOMES[view->outcome.kind];
    date_format(view->outcome.date, &date);
    Str cells[ARRAY_COUNT(OUTCOME_HEADINGS)] = {
        text_str(&date),
        str_from(is_csv ? outcome_id(view->outcome.kind)
                        : cli_words(cli, kind.chinese, kind.english)),
        view->household_number,
        view->head_name,
        view->region_name,
        is_csv ? str_from(registered_id(view->outcome.before))
               : registered_words(view->outcome.before, cli->is_english),
        is_csv ? str_from(registered_id(view->outcome.after))
               : registered_words(view->outcome.after, cli->is_english),
    };
    for (size_t side = 0; side < (back_test->has_draft ? SIDE_COUNT : 1); side++) {
        const OutcomeCatch *caught = &view->caught[side];
        cells[7 + side * 2] = back_test_rule_of(back_test, side, caught->alert);
        cells[8 + side * 2] =
            caught->alert < 0 ? STR("") : number_cell(&listing->arena, caught->lead_days);
    }
    listing_row(listing, cells);
}

static void print_outcomes(Cli *cli, const BackTest *back_test, int64_t limit) {
    CLEANUP(listing_release) Listing listing;
    listing_init(&listing, OUTCOME_HEADINGS,
                 back_test->has_draft ? ARRAY_COUNT(OUTCOME_HEADINGS) : OUTCOME_HEADINGS_PRESENT);
    size_t count = back_test->outcome_count;
    for (size_t i = 0; i < count && (int64_t)i < limit; i++) {
        add_outcome(cli, back_test, &back_test->outcomes[i], &listing);
    }
    listing_print_some(&listing, cli, count);
}

// ---- the summary

static void print_rules(Cli *cli, const BackTest *back_test) {
    size_t sides = back_test->has_draft ? SIDE_COUNT : 1;
    CLEANUP(listing_release) Listing listing;
    listing_init(&listing, RULE_HEADINGS,
                 sides == SIDE_COUNT ? ARRAY_COUNT(RULE_HEADINGS) : RULE_HEADINGS_PRESENT);
    for (size_t i = 0; i < back_test->rule_count; i++) {
        const BackTestRule *rule = &back_test->rules[i];
        Str cells[ARRAY_COUNT(RULE_HEADINGS)] = {rule->id, rule->name,
                                                 words_direction(cli, rule->direction)};
        for (size_t side = 0; side < sides; side++) {
            Str *of = cells + 3 + side * SIDE_CELLS;
            of[0] = number_cell(&listing.arena, rule->alerts[side]);
            of[1] = number_cell(&listing.arena, rule->sequels[side][SEQUEL_OUTCOME]);
            of[2] = number_cell(&listing.arena, rule->sequels[side][SEQUEL_NONE]);
            of[3] = number_cell(&listing.arena, rule->sequels[side][SEQUEL_OPEN]);
            of[4] = number_cell(&listing.arena, rule->caught[side]);
        }
        listing_row(&listing, cells);
    }
    (void)fputc('\n', cli->out);
    listing_print(&listing, cli);
}

static void print_agreement(Cli *cli, const BackTest *back_test) {
    switch (back_test->agreement) {
    case AGREEMENT_SAME:
        (void)fputs(cli_words(cli, "按现行政策包重放，预警与库中逐条相同\n",
                              "replayed under the present pack, every alert is as in the store\n"),
                    cli->out);
        return;
    case AGREEMENT_OTHER_PACKS:
        (void)fputs(cli_words(cli,
                              "有些批次当时用的是别的政策包，库中的预警与现行政策包的不必相同\n",
                              "some batches were loaded under another pack, so the alerts in the "
                              "store need not be those of the present one\n"),
                    cli->out);
        return;
    case AGREEMENT_DIFFERS:
        (void)fprintf(cli->out,
                      cli_words(cli, "注意：按现行政策包重放与库中不同（" STR_FMT "）\n",
                                "beware: replaying under the present pack does not give what is "
                                "in the store (" STR_FMT ")\n"),
                      STR_ARG(back_test->difference));
        return;
    }
}

// Alerts a week to one decimal, without binary fractions.
static void print_load(Cli *cli, const BackTest *back_test, size_t side) {
    int64_t alerts = 0;
    int64_t merged = 0;
    for (size_t i = 0; i < back_test->rule_count; i++) {
        alerts += back_test->rules[i].alerts[side];
        merged += back_test->rules[i].merged[side];
    }
    int64_t tenths = alerts * 10 / back_test->week_count;
    (void)fprintf(cli->out,
                  cli_words(cli,
                            "%s：预警 %lld 条，上门 %lld 次，平均每周 %lld.%lld 条，最多的一周 "
                            "%lld 条\n",
                            "%s: %lld alerts, %lld visits, %lld.%lld alerts a week, %lld in the "
                            "busiest\n"),
                  side == SIDE_PRESENT ? cli_words(cli, "现行", "present")
                                       : cli_words(cli, "草案", "draft"),
                  (long long)alerts, (long long)(alerts - merged), (long long)(tenths / 10),
                  (long long)(tenths % 10), (long long)back_test->busiest[side]);
}

static void print_caught(Cli *cli, const BackTest *back_test, size_t side) {
    const Trial *trial = &back_test->trials[side];
    (void)fprintf(cli->out,
                  cli_words(cli,
                            "    帮扶类结果 %lld 个，预警在先 %lld 个，中位提前 %d 天；退出类 "
                            "%lld 个，预警在先 %lld 个，中位提前 %d 天\n",
                            "    outcomes of help: %lld, warned of: %lld, by %d days in the "
                            "middle; of exit: %lld, warned of: %lld, by %d days\n"),
                  (long long)back_test->outcome_sums[0], (long long)trial->caught[0],
                  trial->median_lead_days[0], (long long)back_test->outcome_sums[1],
                  (long long)trial->caught[1], trial->median_lead_days[1]);
}

static void print_summary(Cli *cli, const BackTest *back_test) {
    CLEANUP(text_release) Text from = {0};
    CLEANUP(text_release) Text to = {0};
    date_format(back_test->span.from, &from);
    date_format(back_test->span.to, &to);
    if (back_test->has_draft) {
        draft_print(cli, &back_test->draft);
    }
    (void)fprintf(cli->out,
                  cli_words(cli, STR_FMT " 至 " STR_FMT "；预警后 %d 天内有同向结果的算预警在先\n",
                            STR_FMT " to " STR_FMT
                                    "; an outcome within %d days after an alert of its direction "
                                    "counts as warned of\n"),
                  STR_ARG(text_str(&from)), STR_ARG(text_str(&to)), back_test->span.within_days);
    print_agreement(cli, back_test);
    for (size_t side = 0; side < (back_test->has_draft ? SIDE_COUNT : 1); side++) {
        print_load(cli, back_test, side);
        print_caught(cli, back_test, side);
    }
    print_rules(cli, back_test);
}

// ---- the command

static Status read_month(const Cli *cli, const char *name, Month *out_month, Error *error) {
    *out_month = (Month){-1};
    if (!cli_has(cli, name) || month_parse(cli_option(cli, name), out_month, error) == STATUS_OK) {
        return STATUS_OK;
    }
    return error_prefix(error, "--%s: ", name);
}

enum { WITHIN_DAYS_MAX = 3660 };

static Status read_options(Cli *cli, BackTestRequest *request, int64_t *out_limit, Error *error) {
    int64_t days = BACK_TEST_WITHIN_DAYS;
    Status status = listing_limit(cli, out_limit, error);
    if (status == STATUS_OK) {
        status = cli_number(cli, "within", 1, &days, error);
    }
    if (status == STATUS_OK && days > WITHIN_DAYS_MAX) {
        status = error_set(error, STATUS_INVALID, "--within %lld: at most %d days", (long long)days,
                           WITHIN_DAYS_MAX);
    }
    if (status == STATUS_OK) {
        status = read_month(cli, "from", &request->from, error);
    }
    request->within_days = (int)days;
    return status == STATUS_OK ? read_month(cli, "to", &request->to, error) : status;
}

static int print(Cli *cli, BackTest *back_test, int64_t limit) {
    if (cli->format == FORMAT_JSON) {
        size_t *count = &back_test->outcome_count;
        *count = (int64_t)*count < limit ? *count : (size_t)limit;
        CLEANUP(text_release) Text json = {.limit = SIZE_MAX};
        back_test_json(back_test, &json);
        print_json(cli, text_str(&json));
        return EXIT_FINE;
    }
    if (cli->format == FORMAT_TABLE) {
        print_summary(cli, back_test);
    }
    print_outcomes(cli, back_test, limit);
    return EXIT_FINE;
}

static int run(Cli *cli) {
    Error error = {0};
    CLEANUP(county_close) CountyFolder county = {0};
    CLEANUP(draft_options_release) DraftOptions draft = {0};
    CLEANUP(back_test_release) BackTest back_test = {0};
    BackTestRequest request = {0};
    int64_t limit;
    if (read_options(cli, &request, &limit, &error) != STATUS_OK ||
        draft_options_read(cli, &draft, &error) != STATUS_OK ||
        county_look(cli->positionals[0], cli->clock, &county, &error) != STATUS_OK) {
        return cli_fail(cli, &error);
    }
    request.draft = draft.request;
    if (back_test_run(county.service, &request, &back_test, &error) != STATUS_OK) {
        return cli_fail(cli, &error);
    }
    return print(cli, &back_test, limit);
}

const Command CMD_back_test = {
    .name = "back-test",
    .arguments = "DIR [--pack DRAFT] [--set NAME=VALUE]...",
    .help = {"回测：按草案规则重放全部档案，数预警，看事先预警了多少后来的结果",
             "replay the archive under a draft's rules: how many alerts, and which outcomes they "
             "would have warned of"},
    .forms = FORMS_LIST,
    .options = OPTIONS,
    .option_count = ARRAY_COUNT(OPTIONS),
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
    .more =
        {"什么也不写入。没有 --pack 和 --set 就只回测现行规则。csv 列出每个结果和预警它的规则；\n"
         "json 另有每条预警、每周每街道每规则的条数。",
         "Nothing is written. Without --pack and --set the present rules alone are tried. CSV "
         "lists each outcome\nand the rule that warned of it; JSON also has every alert, and "
         "the counts by week, township and rule."},
};

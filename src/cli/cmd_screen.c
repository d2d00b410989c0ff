// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/county.h"
#include "cli/print.h"
#include "cli/words.h"
#include "domain/category.h"
#include "service/screening.h"

static const Option OPTIONS[] = {
    {"as-of",
     "DATE",
     {"按这一天当时所知重算（默认监测日期）",
      "as it was known on this day (default: the county clock)"}},
    {"limit",
     "N",
     {"最多列几户（表格默认 20，其他形式全部）",
      "at most so many households (table: 20, other forms: all)"}},
};

static const Heading HEADINGS[] = {
    {"finding", {"结论", "finding"}, false},
    {"household", {"户号", "household"}, false},
    {"head", {"户主", "head"}, false},
    {"region", {"区划", "region"}, false},
    {"registered", {"在册", "registered"}, false},
    {"category", {"应为", "category"}, false},
    {"amount", {"月保障金额", "per month"}, true},
    {"reason", {"说明", "note"}, false},
};

static void add_finding(Cli *cli, const ScreeningFinding *finding, Listing *listing) {
    bool is_csv = cli->format == FORMAT_CSV;
    Str cells[ARRAY_COUNT(HEADINGS)] = {
        is_csv ? finding->finding : words_finding(cli, finding->finding),
        finding->household_number,
        finding->head_name,
        finding->region_name,
        is_csv ? finding->registered : words_registered(cli, finding->registered),
        is_csv ? finding->category : words_category(cli, finding->category),
        money_cell(&listing->arena, finding->amount),
        finding->reason,
    };
    listing_row(listing, cells);
}

static void print_summary(Cli *cli, const Screening *screening) {
    CLEANUP(text_release) Text as_of = {0};
    CLEANUP(text_release) Text amount = {0};
    date_format(screening->as_of, &as_of);
    money_format(screening->monthly_amount, &amount);
    (void)fprintf(cli->out,
                  cli_words(cli, STR_FMT "：%lld 户，用时 %.3f 秒；月保障金额合计 " STR_FMT " 元\n",
                            STR_FMT
                            ": %lld households in %.3f s; monthly amounts add up to " STR_FMT
                            " yuan\n"),
                  STR_ARG(text_str(&as_of)), (long long)screening->households,
                  (double)screening->took_us / 1e6, STR_ARG(text_str(&amount)));
    for (int i = CATEGORY_DESTITUTE; i <= CATEGORY_NONE + 1; i++) {
        Category category = i > CATEGORY_NONE ? CATEGORY_UNDETERMINED : (Category)i;
        (void)fprintf(cli->out, "  %10lld  " STR_FMT "\n",
                      (long long)screening->by_category[category],
                      STR_ARG(category_words(category, cli->is_english)));
    }
    (void)fprintf(cli->out,
                  cli_words(cli, "应保未保 %lld 户，应退未退 %lld 户，无法判定 %lld 户\n",
                            "should be helped but is not: %lld; is helped but should not be: %lld; "
                            "undetermined: %lld\n"),
                  (long long)screening->by_finding[1], (long long)screening->by_finding[2],
                  (long long)screening->by_finding[3]);
}

static Status read_options(Cli *cli, Date *out_as_of, int64_t *out_limit, Error *error) {
    Status status = listing_limit(cli, out_limit, error);
    return status == STATUS_OK ? cli_date(cli, "as-of", out_as_of, error) : status;
}

static int run(Cli *cli) {
    Error error = {0};
    CLEANUP(county_close) CountyFolder county = {0};
    CLEANUP(screening_release) Screening screening = {0};
    Date as_of;
    int64_t limit;
    if (read_options(cli, &as_of, &limit, &error) != STATUS_OK ||
        county_open(cli->positionals[0], cli->clock, STR("operator"), &county, &error) !=
            STATUS_OK ||
        screening_run(county.service, as_of, cli->is_english, &screening, &error) != STATUS_OK) {
        return cli_fail(cli, &error);
    }
    if (cli->format == FORMAT_JSON) {
        screening.count = (int64_t)screening.count < limit ? screening.count : (size_t)limit;
        CLEANUP(text_release) Text json = {.limit = SIZE_MAX}; // a large county has many findings
        screening_json(&screening, &json);
        print_json(cli, text_str(&json));
        return EXIT_FINE;
    }
    CLEANUP(listing_release) Listing listing;
    listing_init(&listing, HEADINGS, ARRAY_COUNT(HEADINGS));
    for (size_t i = 0; i < screening.count && (int64_t)i < limit; i++) {
        add_finding(cli, &screening.findings[i], &listing);
    }
    if (cli->format == FORMAT_TABLE) {
        print_summary(cli, &screening);
    }
    listing_print_some(&listing, cli, screening.count);
    return EXIT_FINE;
}

const Command CMD_screen = {
    .name = "screen",
    .arguments = "DIR [--as-of DATE]",
    .help = {"全员筛查：重算每户类别，列出应保未保和应退未退",
             "screen everyone: recompute all categories, list who is missed and who is over"},
    .forms = FORMS_LIST,
    .options = OPTIONS,
    .option_count = ARRAY_COUNT(OPTIONS),
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};

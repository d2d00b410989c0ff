// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/county.h"
#include "cli/draft.h"
#include "cli/print.h"
#include "cli/words.h"
#include "domain/category.h"

static const Option OPTIONS[] = {
    {"pack", "FOLDER", {"草案政策包（默认现行的）", "the draft pack (default: the present one)"}},
    {"set",
     "NAME=VALUE",
     {"试另一个参数值，可多次；NAME@区划=、NAME@日期= 只在那里、从那天起",
      "try another value of a parameter, may be repeated; NAME@REGION= or NAME@DATE= only there, "
      "or from that day"}},
    {"as-of",
     "DATE",
     {"按这一天当时所知（默认监测日期）",
      "as it was known on this day (default: the county clock)"}},
    {"region", "CODE", {"只看这个区划及下级", "only this region and those inside it"}},
    {"limit",
     "N",
     {"最多列几户（表格默认 20，其他形式全部）",
      "at most so many households (table: 20, other forms: all)"}},
};

static const Heading HOUSEHOLD_HEADINGS[] = {
    {"shift", {"变化", "shift"}, false},
    {"household", {"户号", "household"}, false},
    {"head", {"户主", "head"}, false},
    {"region", {"区划", "region"}, false},
    {"registered", {"在册", "registered"}, false},
    {"category_before", {"现行类别", "before"}, false},
    {"category_after", {"草案类别", "after"}, false},
    {"amount_before", {"现行金额", "per month before"}, true},
    {"amount_after", {"草案金额", "per month after"}, true},
    {"reason", {"说明", "note"}, false},
};
static const Heading MOVE_HEADINGS[] = {
    {"from", {"现行类别", "before"}, false},
    {"to", {"草案类别", "after"}, false},
    {"households", {"户数", "households"}, true},
    {"before", {"现行月合计", "per month before"}, true},
    {"after", {"草案月合计", "per month after"}, true},
};
static const Heading REGION_HEADINGS[] = {
    {"region", {"街道（乡镇）", "township"}, false},
    {"households", {"户数", "households"}, true},
    {"enters", {"纳入", "enter"}, true},
    {"leaves", {"退出", "leave"}, true},
    {"gains", {"增发", "gain"}, true},
    {"loses", {"减发", "lose"}, true},
    {"before", {"现行月合计", "per month before"}, true},
    {"after", {"草案月合计", "per month after"}, true},
    {"difference", {"差额", "difference"}, true},
};
static const Heading REASON_HEADINGS[] = {
    {"before", {"现行户数", "before"}, true},
    {"after", {"草案户数", "after"}, true},
    {"reason", {"无法判定的原因", "why undetermined"}, false},
};

static const Words SHIFTS[SHIFT_COUNT] = {
    [SHIFT_NONE] = {"不变", "same"},           [SHIFT_ENTERS] = {"纳入", "enters"},
    [SHIFT_LEAVES] = {"退出", "leaves"},       [SHIFT_GAINS] = {"增发", "gains"},
    [SHIFT_LOSES] = {"减发", "loses"},         [SHIFT_MOVES] = {"换类", "moves"},
    [SHIFT_UNCLEAR] = {"变为待定", "unclear"}, [SHIFT_CLEAR] = {"不再待定", "clear"}};

static void add_household(Cli *cli, const SimulatedHousehold *household, Listing *listing) {
    Arena *arena = &listing->arena;
    bool is_csv = cli->format == FORMAT_CSV;
    Words shift = SHIFTS[household->shift];
    Str cells[ARRAY_COUNT(HOUSEHOLD_HEADINGS)] = {
        str_from(is_csv ? shift_id(household->shift)
                        : cli_words(cli, shift.chinese, shift.english)),
        household->household_number,
        household->head_name,
        household->region_name,
        is_csv ? str_from(registered_id(household->registered))
               : registered_words(household->registered, cli->is_english),
        is_csv ? str_from(category_id(household->before))
               : category_words(household->before, cli->is_english),
        is_csv ? str_from(category_id(household->after))
               : category_words(household->after, cli->is_english),
        money_cell(arena, household->amount_before),
        money_cell(arena, household->amount_after),
        household->reason,
    };
    listing_row(listing, cells);
}

static void print_households(Cli *cli, const Simulation *simulation) {
    CLEANUP(listing_release) Listing listing;
    listing_init(&listing, HOUSEHOLD_HEADINGS, ARRAY_COUNT(HOUSEHOLD_HEADINGS));
    for (size_t i = 0; i < simulation->household_count; i++) {
        add_household(cli, &simulation->households[i], &listing);
    }
    listing_print_some(&listing, cli, simulation->comparison.changed_count);
}

// ---- the summary

static void print_moves(Cli *cli, const Comparison *comparison) {
    CLEANUP(listing_release) Listing listing;
    listing_init(&listing, MOVE_HEADINGS, ARRAY_COUNT(MOVE_HEADINGS));
    for (int at = 0; at < CATEGORY_COUNT * CATEGORY_COUNT; at++) {
        Category from = (Category)(at / CATEGORY_COUNT);
        Category to = (Category)(at % CATEGORY_COUNT);
        const CategoryMove *move = &comparison->moves[from][to];
        if (move->households > 0) {
            Str cells[ARRAY_COUNT(MOVE_HEADINGS)] = {
                category_words(from, cli->is_english),
                category_words(to, cli->is_english),
                number_cell(&listing.arena, move->households),
                money_cell(&listing.arena, move->before),
                money_cell(&listing.arena, move->after),
            };
            listing_row(&listing, cells);
        }
    }
    (void)fputc('\n', cli->out);
    listing_print(&listing, cli);
}

static void print_regions(Cli *cli, const Simulation *simulation) {
    const Comparison *comparison = &simulation->comparison;
    CLEANUP(listing_release) Listing listing;
    listing_init(&listing, REGION_HEADINGS, ARRAY_COUNT(REGION_HEADINGS));
    for (size_t i = 0; i < comparison->region_count; i++) {
        const ShiftTally *tally = &comparison->regions[i];
        if (region_level(tally->region) > REGION_LEVEL_TOWNSHIP) {
            continue;
        }
        Arena *arena = &listing.arena;
        Str name = simulation->region_names[i];
        Str cells[ARRAY_COUNT(REGION_HEADINGS)] = {
            name.length > 0 ? name : number_cell(arena, tally->region.code),
            number_cell(arena, tally->households),
            number_cell(arena, tally->shifts[SHIFT_ENTERS]),
            number_cell(arena, tally->shifts[SHIFT_LEAVES]),
            number_cell(arena, tally->shifts[SHIFT_GAINS]),
            number_cell(arena, tally->shifts[SHIFT_LOSES]),
            money_cell(arena, tally->before),
            money_cell(arena, tally->after),
            money_cell(arena, (Money){tally->after.fen - tally->before.fen}),
        };
        listing_row(&listing, cells);
    }
    (void)fputc('\n', cli->out);
    listing_print(&listing, cli);
}

static void print_reasons(Cli *cli, const Simulation *simulation) {
    if (simulation->reason_count == 0) {
        return;
    }
    CLEANUP(listing_release) Listing listing;
    listing_init(&listing, REASON_HEADINGS, ARRAY_COUNT(REASON_HEADINGS));
    for (size_t i = 0; i < simulation->reason_count; i++) {
        const ReasonCount *reason = &simulation->reasons[i];
        Str cells[ARRAY_COUNT(REASON_HEADINGS)] = {
            number_cell(&listing.arena, reason->before),
            number_cell(&listing.arena, reason->after),
            reason->reason,
        };
        listing_row(&listing, cells);
    }
    (void)fputc('\n', cli->out);
    listing_print(&listing, cli);
}

static void print_budget(Cli *cli, const Comparison *comparison) {
    CLEANUP(arena_release) Arena arena = {0};
    const ShiftTally *total = &comparison->total;
    int64_t difference = total->after.fen - total->before.fen;
    (void)fprintf(cli->out,
                  cli_words(cli,
                            "月保障金额合计 " STR_FMT " → " STR_FMT " 元，差额 %s" STR_FMT " 元；"
                            "其中已在册的户 " STR_FMT " → " STR_FMT " 元\n",
                            "monthly amounts add up to " STR_FMT " → " STR_FMT
                            " yuan, difference %s" STR_FMT "; of it for households in the "
                            "register already " STR_FMT " → " STR_FMT "\n"),
                  STR_ARG(money_cell(&arena, total->before)),
                  STR_ARG(money_cell(&arena, total->after)), difference > 0 ? "+" : "",
                  STR_ARG(money_cell(&arena, (Money){difference})),
                  STR_ARG(money_cell(&arena, comparison->in_register[0])),
                  STR_ARG(money_cell(&arena, comparison->in_register[1])));
}

static void print_summary(Cli *cli, const Simulation *simulation) {
    const Comparison *comparison = &simulation->comparison;
    const int64_t *shifts = comparison->total.shifts;
    CLEANUP(text_release) Text as_of = {0};
    date_format(simulation->as_of, &as_of);
    draft_print(cli, &simulation->draft);
    (void)fprintf(cli->out,
                  cli_words(cli, STR_FMT "：%lld 户，用时 %.3f 秒\n",
                            STR_FMT ": %lld households in %.3f s\n"),
                  STR_ARG(text_str(&as_of)), (long long)comparison->total.households,
                  (double)simulation->took_us / 1e6);
    (void)fprintf(cli->out,
                  cli_words(cli,
                            "纳入 %lld 户，退出 %lld 户，增发 %lld 户，减发 %lld 户，换类 %lld "
                            "户，变为待定 %lld 户，不再待定 %lld 户\n",
                            "enter %lld, leave %lld, gain %lld, lose %lld, another category for "
                            "the same money %lld, become undetermined %lld, no longer %lld\n"),
                  (long long)shifts[SHIFT_ENTERS], (long long)shifts[SHIFT_LEAVES],
                  (long long)shifts[SHIFT_GAINS], (long long)shifts[SHIFT_LOSES],
                  (long long)shifts[SHIFT_MOVES], (long long)shifts[SHIFT_UNCLEAR],
                  (long long)shifts[SHIFT_CLEAR]);
    print_budget(cli, comparison);
    const int64_t *before = comparison->findings[0];
    const int64_t *after = comparison->findings[1];
    (void)fprintf(cli->out,
                  cli_words(cli,
                            "要核查的户：应保未保 %lld → %lld，应退未退 %lld → %lld，无法判定 "
                            "%lld → %lld\n",
                            "to be visited: should be helped but is not %lld → %lld, is helped "
                            "but should not be %lld → %lld, undetermined %lld → %lld\n"),
                  (long long)before[FINDING_SHOULD_BE_HELPED],
                  (long long)after[FINDING_SHOULD_BE_HELPED],
                  (long long)before[FINDING_SHOULD_NOT_BE_HELPED],
                  (long long)after[FINDING_SHOULD_NOT_BE_HELPED],
                  (long long)before[FINDING_UNDETERMINED], (long long)after[FINDING_UNDETERMINED]);
    print_moves(cli, comparison);
    print_regions(cli, simulation);
    print_reasons(cli, simulation);
}

static int print(Cli *cli, const Simulation *simulation) {
    if (cli->format == FORMAT_JSON) {
        CLEANUP(text_release) Text json = {.limit = SIZE_MAX};
        simulation_json(simulation, &json);
        print_json(cli, text_str(&json));
        return EXIT_FINE;
    }
    if (cli->format == FORMAT_TABLE) {
        print_summary(cli, simulation);
    }
    print_households(cli, simulation);
    return EXIT_FINE;
}

static Status read_options(Cli *cli, SimulationRequest *request, Error *error) {
    int64_t limit = 0;
    Status status = listing_limit(cli, &limit, error);
    request->show_max = (size_t)limit;
    if (status == STATUS_OK) {
        status = cli_region(cli, "region", &request->region, error);
    }
    return status == STATUS_OK ? cli_date(cli, "as-of", &request->as_of, error) : status;
}

static int run(Cli *cli) {
    Error error = {0};
    CLEANUP(county_close) CountyFolder county = {0};
    CLEANUP(draft_options_release) DraftOptions draft = {0};
    CLEANUP(simulation_release) Simulation simulation = {0};
    SimulationRequest request = {0};
    if (!cli_has(cli, "pack") && !cli_has(cli, "set")) {
        return cli_usage(cli, "没有要试的：用 --pack 给出草案，或用 --set 改参数",
                         "there is nothing to try: name a draft with --pack, or change "
                         "parameters with --set");
    }
    if (read_options(cli, &request, &error) != STATUS_OK ||
        draft_options_read(cli, &draft, &error) != STATUS_OK ||
        county_look(cli->positionals[0], cli->clock, &county, &error) != STATUS_OK) {
        return cli_fail(cli, &error);
    }
    request.draft = draft.request;
    return simulation_run(county.service, &request, &simulation, &error) == STATUS_OK
               ? print(cli, &simulation)
               : cli_fail(cli, &error);
}

const Command CMD_simulate = {
    .name = "simulate",
    .arguments = "DIR [--pack DRAFT] [--set NAME=VALUE]...",
    .help = {"试算：草案或改动的参数对全体住户的影响，什么也不写入",
             "try a draft pack or other parameters on everybody; nothing is written"},
    .forms = FORMS_LIST,
    .options = OPTIONS,
    .option_count = ARRAY_COUNT(OPTIONS),
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
    .more = {"例：doudi simulate county --set standard=1250\n"
             "    doudi simulate county --pack draft --as-of 2026-01-01 --format csv\n"
             "csv 列出有变化的户；json 另有按区划到村（社区）的合计。",
             "Examples: doudi simulate county --set standard=1250\n"
             "          doudi simulate county --pack draft --as-of 2026-01-01 --format csv\n"
             "CSV lists the households for which something changes; JSON has all sums, down to "
             "the village."},
};

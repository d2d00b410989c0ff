// SPDX-License-Identifier: Apache-2.0
// Small random tables: what the analysis says of them against asking the engine at every point that
// matters, the constants of the cells, the places between them, and null.
#include "analysis/cases.h"
#include "base/check.h"
#include "dmn/dmn.h"
#include "support.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { TABLES = 1500, POINTS_MAX = 24, OUTPUTS = 3 };

static uint64_t random_state = 88172645463325252U;

static size_t random_below(size_t limit) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (size_t)(random_state % limit);
}

// ---- random tables ------------------------------------------------------------------------------
typedef struct Kind {
    const char *type;
    size_t constant_count;
    const char *constants[5];
    size_t point_count;
    const char *points[POINTS_MAX]; // every constant, a value in every stretch between; null last
    bool is_line;
} Kind;

static const Kind KINDS[] = {
    {"number",
     5,
     {"1", "2", "2.5", "60", "-3"},
     12,
     {"-4", "-3", "0", "1", "1.5", "2", "2.25", "2.5", "30", "60", "61", "null"},
     true},
    {"string",
     3,
     {"\"a\"", "\"b\"", "\"甲\""},
     5,
     {"\"a\"", "\"b\"", "\"甲\"", "\"q\"", "null"},
     false},
    {"boolean", 2, {"true", "false"}, 3, {"true", "false", "null"}, false},
    {"date",
     3,
     {"date(\"2025-01-01\")", "date(\"2025-01-02\")", "date(\"2025-03-01\")"},
     7,
     {"date(\"2024-12-31\")", "date(\"2025-01-01\")", "date(\"2025-01-02\")",
      "date(\"2025-01-15\")", "date(\"2025-03-01\")", "date(\"2025-03-02\")", "null"},
     true},
    {"days and time duration",
     2,
     {"duration(\"P1D\")", "duration(\"PT36H\")"},
     6,
     {"duration(\"PT1H\")", "duration(\"P1D\")", "duration(\"PT30H\")", "duration(\"PT36H\")",
      "duration(\"P9D\")", "null"},
     true},
};

static const char *constant(const Kind *kind) {
    return kind->constants[random_below(kind->constant_count)];
}

static void write_line_test(const Kind *kind, Text *out) {
    static const char *const SIGNS[] = {"<", "<=", ">", ">=", "="};
    // Constants stand in ascending order but for the last of the numbers.
    size_t low = random_below(kind->constant_count);
    size_t high = random_below(kind->constant_count);
    switch (random_below(4)) {
    case 0:
        text_format(out, "%s%s..%s%s", random_below(2) == 0 ? "[" : "(", kind->constants[low],
                    kind->constants[high], random_below(2) == 0 ? "]" : ")");
        break;
    case 1:
        text_format(out, "? > %s and ? <= %s", kind->constants[low], kind->constants[high]);
        break;
    default: text_format(out, "%s %s", SIGNS[random_below(5)], constant(kind)); break;
    }
}

static void write_test(const Kind *kind, Text *out) {
    switch (random_below(kind->is_line ? 9 : 6)) {
    case 0:
    case 1: text_append(out, STR("-")); break;
    case 2: text_format(out, "not(%s)", constant(kind)); break;
    case 3: text_format(out, "%s, %s", constant(kind), constant(kind)); break;
    case 4:
        if (random_below(4) == 0) {
            text_format(out, "null, %s", constant(kind));
            break;
        }
        text_append(out, str_from(constant(kind)));
        break;
    case 5: text_format(out, "!= %s", constant(kind)); break;
    default: write_line_test(kind, out); break;
    }
}

typedef struct Trial {
    Arena arena;
    TableText table;
    const Kind *kinds[TABLE_COLUMNS_MAX];
    bool knows_null[TABLE_COLUMNS_MAX];
} Trial;

static void make_trial(Trial *trial, const char *policy) {
    static const char *const WORDS[OUTPUTS] = {"\"x\"", "\"y\"", "\"z\""};
    TableText *table = &trial->table;
    table->policy = policy;
    table->columns = 1 + random_below(3);
    table->rules = 1 + random_below(6);
    for (size_t i = 0; i < table->columns; i++) {
        trial->kinds[i] = &KINDS[random_below(ARRAY_COUNT(KINDS))];
        table->types[i] = trial->kinds[i]->type;
    }
    for (size_t i = 0; i < table->rules; i++) {
        for (size_t k = 0; k < table->columns; k++) {
            CLEANUP(text_release) Text cell = {0};
            size_t at = 0;
            write_test(trial->kinds[k], &cell);
            table->cells[i][k] = arena_copy(&trial->arena, text_str(&cell));
            trial->knows_null[k] |= str_find(table->cells[i][k], STR("null"), &at);
        }
        table->outputs[i] = str_from(WORDS[random_below(OUTPUTS)]);
    }
}

// ---- asking the engine --------------------------------------------------------------------------
// The same table with every matching rule in its answer.
static DmnModel *matching_model(const Trial *trial) {
    TableText all = trial->table;
    Arena arena = {0};
    all.policy = "RULE ORDER";
    for (size_t i = 0; i < all.rules; i++) {
        all.outputs[i] = arena_format(&arena, "%zu", i);
    }
    CLEANUP(text_release) Text xml = {0};
    table_model(&all, &xml);
    DmnModel *model = NULL;
    Error error = {0};
    if (dmn_model_read(text_str(&xml), STR("m.dmn"), &model, &error) != STATUS_OK) {
        fail_msg("%s\n%s", error.message, xml.data);
    }
    arena_release(&arena);
    return model;
}

static FeelValue value_of(Arena *arena, Str text) {
    const FeelProgram *program = NULL;
    FeelPlace place = {0};
    Error error = {0};
    if (feel_compile(arena, text, NULL, &program, &place, &error) != STATUS_OK) {
        fail_msg("%s", error.message);
    }
    FeelRun run = {.arena = arena, .today = DATE_NONE};
    return feel_run(program, &run, NULL);
}

// Rules that match, as bits.
static uint32_t matching(const DmnModel *model, Arena *arena, const FeelValue *inputs) {
    FeelRun run = {.arena = arena, .today = DATE_NONE};
    FeelValue result = dmn_decide(model, 0, inputs, &run, (DmnOptions){0}, NULL);
    uint32_t rules = 0;
    for (size_t i = 0; result.kind == FEEL_LIST && i < result.length; i++) {
        int64_t rule = 0;
        assert_true(feel_to_scaled(feel_items(result)[i], 0, &rule));
        rules |= 1U << rule;
    }
    return rules;
}

// What every point of the grid says, taken together.
typedef struct Truth {
    bool has_gap;
    uint32_t fires;       // FIRST: rules that are the first somewhere
    uint32_t fires_known; // somewhere without null in a column that does not speak of null
    uint32_t matches;     // rules that match somewhere
    uint32_t matches_known;
    uint32_t overlaps[TABLE_RULES_MAX]; // per rule: later ones that match with it
    uint32_t needed;                    // FIRST: without the rule some output changes
} Truth;

static bool is_known(const Trial *trial, const FeelValue *inputs) {
    for (size_t i = 0; i < trial->table.columns; i++) {
        if (inputs[i].kind == FEEL_NULL && !trial->knows_null[i]) {
            return false;
        }
    }
    return true;
}

static void note_point(const Trial *trial, Truth *truth, uint32_t rules, bool known) {
    truth->matches |= rules;
    truth->has_gap |= known && rules == 0;
    if (rules == 0) {
        return;
    }
    uint32_t first = (uint32_t)__builtin_ctz(rules);
    uint32_t rest = rules & (rules - 1);
    truth->fires |= 1U << first;
    bool is_needed = rest == 0 || !str_equal(trial->table.outputs[first],
                                             trial->table.outputs[__builtin_ctz(rest)]);
    truth->needed |= is_needed ? 1U << first : 0;
    if (known) {
        truth->fires_known |= 1U << first;
        truth->matches_known |= rules;
        for (size_t i = 0; i < trial->table.rules; i++) {
            truth->overlaps[i] |= (rules >> i & 1) != 0 ? rules & ~((2U << i) - 1) : 0;
        }
    }
}

static Truth find_truth(const Trial *trial, const DmnModel *model) {
    Truth truth = {0};
    CLEANUP(arena_release) Arena values = {0};
    CLEANUP(arena_release) Arena arena = {0};
    FeelValue points[TABLE_COLUMNS_MAX][POINTS_MAX];
    size_t total = 1;
    for (size_t i = 0; i < trial->table.columns; i++) {
        for (size_t k = 0; k < trial->kinds[i]->point_count; k++) {
            points[i][k] = value_of(&values, str_from(trial->kinds[i]->points[k]));
        }
        total *= trial->kinds[i]->point_count;
    }
    for (size_t at = 0; at < total; at++) {
        FeelValue inputs[TABLE_COLUMNS_MAX];
        size_t rest = at;
        for (size_t i = 0; i < trial->table.columns; i++) {
            inputs[i] = points[i][rest % trial->kinds[i]->point_count];
            rest /= trial->kinds[i]->point_count;
        }
        arena_clear(&arena);
        note_point(trial, &truth, matching(model, &arena, inputs), is_known(trial, inputs));
    }
    return truth;
}

// ---- comparing ----------------------------------------------------------------------------------
typedef struct Told {
    bool has_gap;
    bool has_stopped;
    uint32_t masked;
    uint32_t only_null;
    uint32_t never;
    uint32_t subsumed;
    uint32_t duplicates[TABLE_RULES_MAX];
    uint32_t overlaps[TABLE_RULES_MAX];
} Told;

static Told listen(const Report *report) {
    Told told = {0};
    for (size_t i = 0; i < report->count; i++) {
        const Finding *finding = &report->items[i];
        uint32_t bit = finding->rule > 0 ? 1U << (finding->rule - 1) : 0;
        switch (finding->kind) {
        case FINDING_gap:
        case FINDING_fraction_gap: told.has_gap = true; break;
        case FINDING_stopped: told.has_stopped = true; break;
        case FINDING_masked_rule: told.masked |= bit; break;
        case FINDING_only_null: told.only_null |= bit; break;
        case FINDING_entry_never_true: told.never |= bit; break;
        case FINDING_subsumed_rule: told.subsumed |= bit; break;
        case FINDING_overlap:
            told.overlaps[finding->rule - 1] |= 1U << (finding->other_rule - 1);
            break;
        case FINDING_duplicate_rule: told.duplicates[finding->other_rule - 1] |= bit; break;
        default: break;
        }
    }
    return told;
}

static void check_examples(const Trial *trial, const DmnModel *model, const Report *report) {
    for (size_t i = 0; i < report->count; i++) {
        const Finding *finding = &report->items[i];
        if (finding->example.length == 0) {
            continue;
        }
        CLEANUP(arena_release) Arena arena = {0};
        Str text = arena_format(&arena, "{" STR_FMT "}", STR_ARG(finding->example));
        FeelValue point = value_of(&arena, text);
        assert_int_equal(point.kind, FEEL_CONTEXT);
        FeelValue inputs[TABLE_COLUMNS_MAX];
        for (size_t k = 0; k < trial->table.columns; k++) {
            inputs[k] = feel_entries(point)[k].value;
        }
        uint32_t rules = matching(model, &arena, inputs);
        uint32_t wanted = finding->kind == FINDING_overlap
                              ? 1U << (finding->rule - 1) | 1U << (finding->other_rule - 1)
                          : finding->kind == FINDING_only_null ? 1U << (finding->rule - 1)
                                                               : 0;
        bool is_right = wanted == 0 ? rules == 0 : (rules & wanted) == wanted;
        if (!is_right) {
            fail_msg("%s: the example " STR_FMT " matches rules %x", finding_id(finding->kind),
                     STR_ARG(finding->example), rules);
        }
    }
}

static bool has_conditions(const Trial *trial, size_t rule) {
    bool has = false;
    for (size_t i = 0; i < trial->table.columns; i++) {
        has = has || !str_equal(trial->table.cells[rule][i], STR("-"));
    }
    return has;
}

static bool is_right_of_first(const Trial *trial, const Truth *truth, const Told *told) {
    uint32_t all = (1U << trial->table.rules) - 1;
    uint32_t conditional = 0;
    for (size_t i = 0; i < trial->table.rules; i++) {
        conditional |= has_conditions(trial, i) ? 1U << i : 0;
    }
    // Rules whose own cells ask for null, or take whatever is left, mean to fire for null.
    return told->masked == (truth->matches & ~truth->fires) &&
           told->never == (all & ~truth->matches) &&
           told->only_null ==
               (truth->fires & ~truth->fires_known & truth->matches_known & conditional) &&
           (told->subsumed & truth->needed) == 0 && told->has_gap == truth->has_gap;
}

static bool is_right_of_unique(const Trial *trial, const Truth *truth, const Told *told) {
    bool is_right = told->has_gap == truth->has_gap;
    for (size_t i = 0; i < trial->table.rules; i++) {
        is_right = is_right && (told->overlaps[i] | told->duplicates[i]) == truth->overlaps[i];
    }
    return is_right;
}

static void run_trial(const char *policy) {
    Trial trial = {0};
    make_trial(&trial, policy);
    DmnModel *model = matching_model(&trial);
    Truth truth = find_truth(&trial, model);
    CLEANUP(text_release) Text xml = {0};
    CLEANUP(report_release) Report report = {0};
    table_model(&trial.table, &xml);
    check_text(text_str(&xml), &report);
    Told told = listen(&report);
    check_examples(&trial, model, &report);
    bool is_right = strcmp(policy, "FIRST") == 0 ? is_right_of_first(&trial, &truth, &told)
                                                 : is_right_of_unique(&trial, &truth, &told);
    if (!is_right || told.has_stopped) {
        CLEANUP(text_release) Text words = {0};
        report_write(&report, &words);
        (void)fprintf(stderr, "%s\n%s\n", xml.data,
                      words.length > 0 ? words.data : "nothing found");
        fail_msg("fires %x, known %x, matches %x, known %x, needed %x, gap %d", truth.fires,
                 truth.fires_known, truth.matches, truth.matches_known, truth.needed,
                 truth.has_gap);
    }
    dmn_model_free(model);
    arena_release(&trial.arena);
}

static void
gaps_masked_and_subsumed_rules_of_first_tables_are_those_that_trying_finds(void **state) {
    (void)state;
    for (size_t i = 0; i < TABLES; i++) {
        run_trial("FIRST");
    }
}

static void gaps_and_overlaps_of_unique_tables_are_those_that_trying_finds(void **state) {
    (void)state;
    for (size_t i = 0; i < TABLES; i++) {
        run_trial("UNIQUE");
    }
}

// ---- cases --------------------------------------------------------------------------------------
static DmnModel *trial_model(const Trial *trial) {
    CLEANUP(text_release) Text xml = {0};
    DmnModel *model = NULL;
    Error error = {0};
    table_model(&trial->table, &xml);
    if (dmn_model_read(text_str(&xml), STR("m.dmn"), &model, &error) != STATUS_OK) {
        fail_msg("%s", error.message);
    }
    return model;
}

static bool tests_null(const Trial *trial) {
    bool tests = false;
    for (size_t i = 0; i < trial->table.columns; i++) {
        tests = tests || trial->knows_null[i];
    }
    return tests;
}

static uint32_t reached_rules(const CaseSearch *search) {
    uint32_t rules = 0;
    for (size_t i = 0; i < search->aim_count; i++) {
        const Aim *aim = &search->aims[i];
        rules |= aim->kind == AIM_FIRES && aim->is_reached ? 1U << (aim->rule - 1) : 0;
    }
    return rules;
}

// The results are the engine's, and a second look at the cases reaches what the search did.
static void check_cases(const CaseSearch *search, const DmnModel *model) {
    CaseSearch again = {0};
    case_search_init(&again, model, 0, false);
    for (size_t i = 0; i < search->case_count; i++) {
        CLEANUP(arena_release) Arena arena = {0};
        FeelRun run = {.arena = &arena, .today = DATE_NONE};
        FeelValue result =
            dmn_decide(model, 0, search->cases[i].inputs, &run, (DmnOptions){0}, NULL);
        bool is_equal = false;
        assert_true(feel_equal(result, search->cases[i].result, &is_equal) && is_equal);
        case_search_measure(&again, search->cases[i].inputs);
    }
    assert_int_equal(case_search_reached(&again, AIM_FIRES, AIM_CONDITION),
                     case_search_reached(search, AIM_FIRES, AIM_CONDITION));
    case_search_release(&again);
}

static void cases_are_found_for_every_rule_that_can_fire(void **state) {
    (void)state;
    size_t checked = 0;
    for (size_t i = 0; i < TABLES; i++) {
        Trial trial = {0};
        make_trial(&trial, i % 2 == 0 ? "FIRST" : "UNIQUE");
        DmnModel *model = trial_model(&trial);
        if (!tests_null(&trial)) {
            DmnModel *all = matching_model(&trial);
            Truth truth = find_truth(&trial, all);
            CaseSearch search = {0};
            FeelValue base[TABLE_COLUMNS_MAX] = {0};
            case_search_init(&search, model, 0, false);
            case_search_run(&search, base, 2);
            uint32_t wanted = i % 2 == 0 ? truth.fires_known : truth.matches_known;
            if (reached_rules(&search) != wanted) {
                CLEANUP(text_release) Text xml = {0};
                table_model(&trial.table, &xml);
                (void)fprintf(stderr, "%s\n", xml.data);
                fail_msg("rules %x can fire, cases reach %x", wanted, reached_rules(&search));
            }
            check_cases(&search, model);
            case_search_release(&search);
            dmn_model_free(all);
            checked++;
        }
        dmn_model_free(model);
        arena_release(&trial.arena);
    }
    assert_true(checked > TABLES / 4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            gaps_masked_and_subsumed_rules_of_first_tables_are_those_that_trying_finds),
        cmocka_unit_test(gaps_and_overlaps_of_unique_tables_are_those_that_trying_finds),
        cmocka_unit_test(cases_are_found_for_every_rule_that_can_fire),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

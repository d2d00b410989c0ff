// SPDX-License-Identifier: Apache-2.0
// What rules do together: inputs that none of them takes, and rules that others leave nothing for.
#include "analysis/table_check_private.h"
#include "base/check.h"
#include <string.h>

static uint64_t step_limit(const TableCheck *check) {
    uint64_t limit = check->checker->options.step_limit;
    return limit == 0 ? ANALYSIS_STEPS_DEFAULT : limit;
}

static void report_gaps_stopped(TableCheck *check, uint64_t steps) {
    Finding *finding = table_check_find(check, FINDING_stopped, 0, 0);
    finding_say(check->checker->report, finding,
                "找空缺时比较了 %llu 次后停止，其余未查；拆成几张表就能查完",
                "the search for gaps stopped after %llu comparisons; what is left is not known; "
                "split the table to have it checked whole",
                (unsigned long long)steps);
}

static void report_masks_stopped(TableCheck *check, uint64_t steps, size_t rules) {
    Finding *finding = table_check_find(check, FINDING_stopped, 0, 0);
    finding_say(check->checker->report, finding,
                "找被遮盖的规则时比较了 %llu 次，有 %zu 条规则没有结论；拆成几张表就能查完",
                "after %llu comparisons it is not known of %zu rules whether others mask them; "
                "split the table to have it checked whole",
                (unsigned long long)steps, rules);
}

// ---- rules that never fire ----------------------------------------------------------------------
// Which rules win over `rule` wherever both match.
static void find_winners(const TableCheck *check, size_t rule, bool *out_wins) {
    uint64_t own = 0;
    bool is_ranked = check->table->policy == HIT_PRIORITY &&
                     table_rule_rank(check->table, check->outputs, rule, &own);
    for (size_t i = 0; i < check->table->rule_count; i++) {
        uint64_t rank = 0;
        bool wins = check->table->policy == HIT_FIRST ? i < rule
                    : is_ranked ? table_rule_rank(check->table, check->outputs, i, &rank) &&
                                      (rank < own || (rank == own && i < rule))
                                : false;
        out_wins[i] = wins && i != rule && check->grid->is_exact[i] && !check->is_void[i];
    }
}

static void list_rules(const bool *used, size_t count, Text *out) {
    enum { LISTED_MAX = 12 };
    size_t listed = 0;
    for (size_t i = 0; i < count; i++) {
        if (used[i] && listed++ < LISTED_MAX) {
            text_format(out, "%s%zu", listed > 1 ? ", " : "", i + 1);
        }
    }
    text_append(out, listed > LISTED_MAX ? STR(", ...") : STR(""));
}

static void report_masked(TableCheck *check, size_t rule, const bool *used) {
    CLEANUP(text_release) Text rules = {0};
    list_rules(used, check->table->rule_count, &rules);
    Finding *finding = table_check_find(check, FINDING_masked_rule, rule + 1, 0);
    check->is_dead[rule] = true;
    finding_say(check->checker->report, finding,
                check->table->policy == HIT_FIRST
                    ? "永远轮不到：前面的规则 " STR_FMT " 已覆盖它的全部输入；删去它，或放到前面"
                    : "永远轮不到：更优先的规则 " STR_FMT " 已覆盖它的全部输入；删去或改正它",
                check->table->policy == HIT_FIRST
                    ? "never fires: rules " STR_FMT " before it take all its inputs; remove it or "
                      "move it up"
                    : "never fires: rules " STR_FMT ", which rank higher, take all its inputs; "
                      "correct or remove it",
                STR_ARG(text_str(&rules)));
}

static void report_only_null(TableCheck *check, size_t rule, const uint64_t *open) {
    Finding *finding = table_check_find(check, FINDING_only_null, rule + 1, 0);
    table_check_example(check, finding, open);
    finding_say(check->checker->report, finding,
                "只有输入为空（null）时才轮到；严格模式不对空输入作判断，就永远轮不到",
                "fires only when an input is null; in strict mode, where null inputs are not "
                "decided on, never");
}

static bool check_masked_rule(TableCheck *check, Cover *cover, size_t rule, bool *wins) {
    const Grid *grid = check->grid;
    uint64_t *open = box_new(grid->arena, &grid->space);
    find_winners(check, rule, wins);
    memset(cover->used, 0, check->table->rule_count * sizeof *cover->used);
    switch (cover_ask(cover, grid->boxes[rule], wins, open)) {
    case COVER_STOPPED: return false;
    case COVER_WHOLE: report_masked(check, rule, cover->used); return true;
    case COVER_OPEN: break;
    }
    uint64_t *known = box_new(grid->arena, &grid->space);
    box_copy(&grid->space, known, open);
    box_intersect(&grid->space, known, grid->values);
    if (!box_is_empty(&grid->space, known)) {
        return true; // it fires for an input that is known
    }
    box_copy(&grid->space, known, grid->boxes[rule]);
    box_intersect(&grid->space, known, grid->values);
    uint64_t *elsewhere = box_new(grid->arena, &grid->space);
    bool is_tested_for_null = box_is_empty(&grid->space, known);
    bool is_otherwise = check->table->rules[rule].checked_count == 0; // meant to take what is left
    if (!is_tested_for_null && !is_otherwise &&
        cover_ask(cover, known, wins, elsewhere) == COVER_WHOLE) {
        report_only_null(check, rule, open);
    }
    return true;
}

enum { MASK_STEPS_MAX = 200 * 1000 }; // for one rule

void table_check_masked(TableCheck *check) {
    const Grid *grid = check->grid;
    size_t count = check->table->rule_count;
    bool *wins = arena_alloc(grid->arena, count, sizeof *wins);
    CLEANUP(cover_release)
    Cover cover = {.arena = grid->arena,
                   .space = &grid->space,
                   .boxes = (const uint64_t *const *)grid->boxes,
                   .box_count = count,
                   .box_capacity = count,
                   .step_limit = step_limit(check),
                   .used = arena_alloc(grid->arena, count, sizeof(bool))};
    size_t unknown = 0;
    for (size_t i = 0; i < count; i++) {
        cover.step_limit = cover.steps + MASK_STEPS_MAX < step_limit(check)
                               ? cover.steps + MASK_STEPS_MAX
                               : step_limit(check);
        unknown += !check->is_void[i] && !check_masked_rule(check, &cover, i, wins);
    }
    if (unknown > 0) {
        report_masks_stopped(check, cover.steps, unknown);
    }
}

// FIRST: what the rule says, the next rule that takes its inputs says too. ANY: some rule that
// holds wherever it holds says the same.
static size_t find_container(const TableCheck *check, size_t rule) {
    const Grid *grid = check->grid;
    bool is_first = check->table->policy == HIT_FIRST;
    for (size_t i = is_first ? rule + 1 : 0; i < check->table->rule_count; i++) {
        if (i == rule || check->is_void[i]) {
            continue;
        }
        bool is_same = outputs_same(check->table, check->outputs, rule, i);
        if (is_same && !check->is_dead[i] && grid->is_exact[i] &&
            box_lies_within(&grid->space, grid->boxes[rule], grid->boxes[i])) {
            return i;
        }
        if (is_first && !is_same && boxes_meet(&grid->space, grid->boxes[rule], grid->boxes[i])) {
            break;
        }
    }
    return check->table->rule_count;
}

void table_check_subsumed(TableCheck *check) {
    for (size_t i = 0; i < check->table->rule_count; i++) {
        size_t container = check->is_dead[i] ? check->table->rule_count : find_container(check, i);
        if (container == check->table->rule_count ||
            table_check_has_duplicate(check, i, container)) {
            continue;
        }
        Finding *finding = table_check_find(check, FINDING_subsumed_rule, i + 1, container + 1);
        finding_say(check->checker->report, finding,
                    "规则 %zu 覆盖它的全部输入，输出也相同：删去它，结果不变",
                    "rule %zu takes all its inputs and has the same output: without this rule the "
                    "results stay the same",
                    container + 1);
    }
}

// ---- gaps ---------------------------------------------------------------------------------------
static void report_gap(TableCheck *check, const uint64_t *gap) {
    bool is_conditional = grid_is_conditional(check->grid, gap);
    FindingKind kind = is_conditional                       ? FINDING_possible_gap
                       : grid_is_fraction(check->grid, gap) ? FINDING_fraction_gap
                                                            : FINDING_gap;
    Finding *finding = table_check_find(check, kind, 0, 0);
    table_check_example(check, finding, gap);
    bool is_fraction = kind == FINDING_fraction_gap;
    finding_say(check->checker->report, finding,
                is_conditional ? "门槛取某些值时，没有规则符合这样的输入"
                : is_fraction ? "两个整数之间的值没有规则符合；让区间相接，除非这一列只有整数"
                              : "没有规则符合这样的输入，结果为空；补一条规则、默认输出或允许的值",
                is_conditional ? "for some values of the bounds no rule matches such an input"
                : is_fraction
                    ? "no rule matches values between two whole numbers; let the ranges meet "
                      "unless the column holds whole numbers only"
                    : "no rule matches such an input, so the result is null; add a rule, a "
                      "default output or allowed values");
}

static void report_unclear_gap(TableCheck *check, const uint64_t *gap) {
    Finding *finding = table_check_find(check, FINDING_possible_gap, 0, 0);
    table_check_example(check, finding, gap);
    finding_say(check->checker->report, finding,
                "这样的输入只有条件无法分析的规则可能符合；补一个默认输出就完整了",
                "such an input is left to rules whose conditions cannot be analysed; a default "
                "output makes the table complete");
}

// Each gap that is found is as large as it can be and then counts as covered.
static size_t find_gaps(TableCheck *check, Cover *cover, const uint64_t **boxes) {
    const Grid *grid = check->grid;
    size_t most = table_check_examples_max(check);
    size_t found = 0;
    while (found <= most) {
        uint64_t *gap = box_new(grid->arena, &grid->space);
        CoverAnswer answer = cover_ask(cover, grid->values, NULL, gap);
        if (answer == COVER_STOPPED) {
            report_gaps_stopped(check, cover->steps);
        }
        if (answer != COVER_OPEN) {
            return answer == COVER_STOPPED ? SIZE_MAX : found;
        }
        if (found == most) {
            Finding *finding = table_check_find(check, FINDING_gap, 0, 0);
            finding_say(check->checker->report, finding, "空缺不止这 %zu 处，其余未列出",
                        "there are more gaps than these %zu; the others are not shown", most);
            return found;
        }
        cover_widen(cover, grid->values, gap);
        report_gap(check, gap);
        boxes[cover->box_count++] = gap;
        found++;
    }
    return found;
}

void table_check_gaps(TableCheck *check) {
    const Grid *grid = check->grid;
    size_t count = check->table->rule_count;
    size_t room = count + table_check_examples_max(check) + 1;
    const uint64_t **boxes = arena_alloc(grid->arena, room, sizeof(const uint64_t *));
    bool *is_exact = arena_alloc(grid->arena, room, sizeof *is_exact);
    size_t inexact = 0;
    for (size_t i = 0; i < count; i++) {
        boxes[i] = grid->boxes[i];
        is_exact[i] = grid->is_exact[i];
        inexact += !is_exact[i];
    }
    CLEANUP(cover_release)
    Cover cover = {.arena = grid->arena,
                   .space = &grid->space,
                   .boxes = boxes,
                   .box_count = count,
                   .box_capacity = room,
                   .step_limit = step_limit(check)};
    if (find_gaps(check, &cover, boxes) == 0 && inexact > 0) {
        uint64_t *gap = box_new(grid->arena, &grid->space);
        if (cover_ask(&cover, grid->values, is_exact, gap) == COVER_OPEN) {
            report_unclear_gap(check, gap);
        }
    }
}

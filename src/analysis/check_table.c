// SPDX-License-Identifier: Apache-2.0
// A decision table: its cells, its rules pair by pair, and what follows for the hit policy. Whether
// rules together leave a gap or hide another rule is found in check_cover.c.
#include "analysis/table_check_private.h"
#include "base/check.h"
#include <string.h>

Finding *table_check_find(TableCheck *check, FindingKind kind, size_t rule, size_t other) {
    int line = rule == 0 ? check->table->line : check->table->rules[rule - 1].line;
    Finding *finding = checker_find(check->checker, kind, check->owner, line);
    finding->rule = rule;
    finding->other_rule = other;
    return finding;
}

void table_check_example(TableCheck *check, Finding *finding, const uint64_t *box) {
    finding->example = grid_example(check->grid, &check->checker->report->arena, box);
}

size_t table_check_examples_max(const TableCheck *check) {
    size_t most = check->checker->options.examples_max;
    return most == 0 ? ANALYSIS_EXAMPLES_DEFAULT : most;
}

// ---- cells --------------------------------------------------------------------------------------
static void report_fault(TableCheck *check, GridFault fault) {
    FindingKind kind =
        fault.fault == TEST_WRONG_KIND ? FINDING_entry_type : FINDING_entry_never_true;
    Finding *finding = table_check_find(check, kind, fault.rule + 1, 0);
    const Column *column = &check->grid->columns[fault.column];
    const Code *code = &check->table->rules[fault.rule].tests[fault.column];
    finding->column = fault.column + 1;
    checker_point(check->checker, finding, code, fault.offset);
    if (kind == FINDING_entry_type) {
        finding_say(check->checker->report, finding,
                    STR_FMT " 与这一列的类型（%s）不符，永远不会相等；改成这一列的类型",
                    STR_FMT " is not of the column's type (%s) and never matches; write a value "
                            "of that type",
                    STR_ARG(fault.text), feel_kind_name((FeelKind)column->kind));
    } else {
        finding_say(check->checker->report, finding,
                    "区间的起点大于终点（" STR_FMT "），没有值能满足；把两端对调",
                    "the range begins above its end (" STR_FMT "), so no value is in it; swap the "
                    "ends",
                    STR_ARG(str_trim(code->text)));
    }
}

static bool region_meets(const Grid *grid, size_t column, Region region) {
    const uint64_t *domain = grid->everything + grid->columns[column].first_word;
    for (size_t i = 0; i < grid->columns[column].word_count; i++) {
        if ((region.words[i] & domain[i]) != 0) {
            return true; // a symbol's word alone does not count below
        }
    }
    return false;
}

// Each alternative of a cell against what the column allows: "a", "x" with x not allowed.
static void check_entry_domain(TableCheck *check, size_t rule, size_t index) {
    const Grid *grid = check->grid;
    const Column *column = &grid->columns[index];
    const Ast *test = grid->tests[rule * check->table->input_count + index];
    size_t words = (column->atom_count + 63) / 64;
    if (test == NULL || memcmp(column->everything, grid->values + column->first_word,
                               words * sizeof(uint64_t)) == 0) {
        return; // everything is allowed
    }
    size_t count = test->kind == AST_TEST_OR ? test->part_count : 1;
    for (size_t i = 0; i < count; i++) {
        const Ast *part = test->kind == AST_TEST_OR ? test->parts[i] : test;
        Region region = column_accepts(column, grid->arena, part, (FaultSink){0});
        bool is_some = bits_first(region.words, words) != SIZE_MAX;
        Region values = {.words = region.words, .is_exact = true};
        for (size_t k = words; k < column->word_count; k++) {
            values.words[k] = 0;
        }
        if (is_some && region.is_exact && !region_meets(grid, index, values)) {
            Finding *finding = table_check_find(check, FINDING_entry_domain, rule + 1, 0);
            finding->column = index + 1;
            checker_point(check->checker, finding, &check->table->rules[rule].tests[index],
                          part->offset);
            finding_say(check->checker->report, finding,
                        "“" STR_FMT
                        "”这一列不允许单元格里的值，这一项永远不成立；改正它，或补进允许的值",
                        "the column '" STR_FMT "' does not allow what this entry asks for, so it "
                        "never holds; correct it or add it to the allowed values",
                        STR_ARG(column->name));
        }
    }
}

static bool has_fault(const Grid *grid, size_t rule) {
    for (size_t i = 0; i < grid->fault_count; i++) {
        if (grid->faults[i].rule == rule) {
            return true;
        }
    }
    return false;
}

static void check_cells(TableCheck *check) {
    Grid *grid = check->grid;
    for (size_t i = 0; i < grid->fault_count; i++) {
        report_fault(check, grid->faults[i]);
    }
    for (size_t i = 0; i < check->table->rule_count; i++) {
        size_t before = check->checker->report->count;
        for (size_t k = 0; k < check->table->input_count; k++) {
            check_entry_domain(check, i, k);
        }
        check->is_void[i] = box_is_empty(&grid->space, grid->boxes[i]);
        check->is_dead[i] = check->is_void[i];
        if (check->is_void[i] && before == check->checker->report->count && !has_fault(grid, i)) {
            Finding *finding = table_check_find(check, FINDING_entry_never_true, i + 1, 0);
            finding_say(check->checker->report, finding,
                        "规则的条件没有任何输入能满足，删去或改正它",
                        "no input satisfies the rule's conditions; correct or remove it");
        }
    }
}

static void note_unclear(TableCheck *check) {
    enum { LISTED_MAX = 8 };
    CLEANUP(text_release) Text cells = {0};
    size_t count = 0;
    size_t columns = check->table->input_count;
    for (size_t i = 0; i < check->table->rule_count * columns; i++) {
        if (check->grid->is_unclear[i] && count++ < LISTED_MAX) {
            text_format(&cells, "%s%zu.%zu", count > 1 ? ", " : "", i / columns + 1,
                        i % columns + 1);
        }
    }
    if (count == 0) {
        return;
    }
    text_append(&cells, count > LISTED_MAX ? STR(", ...") : STR(""));
    Finding *finding = table_check_find(check, FINDING_not_understood, 0, 0);
    finding_say(check->checker->report, finding,
                "有 %zu 个单元格（规则.列：" STR_FMT
                "）的条件无法分析，涉及它们的空缺、重叠和遮盖只报确定的",
                "%zu cells (rule.column: " STR_FMT ") hold conditions that cannot be analysed; "
                "about them only what is certain is reported",
                count, STR_ARG(text_str(&cells)));
}

// ---- pairs --------------------------------------------------------------------------------------
static void say_overlap(TableCheck *check, Finding *finding, bool is_same) {
    bool is_any = check->table->policy == HIT_ANY;
    finding_say(
        check->checker->report, finding,
        is_any ? "规则 %zu 和 %zu 会同时符合，输出不同，命中策略 ANY 不允许，结果为空；收紧其中一条"
        : is_same
            ? "规则 %zu 和 %zu 会同时符合，输出虽然相同，命中策略 UNIQUE "
              "只允许一条，结果为空；收紧其中一条"
            : "规则 %zu 和 %zu 会同时符合，命中策略 UNIQUE 只允许一条，结果为空；收紧其中一条",
        is_any    ? "rules %zu and %zu both match with different outputs, which hit policy "
                    "ANY forbids, so the result is null; narrow one of them"
        : is_same ? "rules %zu and %zu both match; their outputs are equal, but hit policy "
                    "UNIQUE allows one rule, so the result is null; narrow one of them"
                  : "rules %zu and %zu both match, and hit policy UNIQUE allows one rule, so "
                    "the result is null; narrow one of them",
        finding->rule, finding->other_rule);
}

static void report_overlap(TableCheck *check, size_t rule, size_t other, const uint64_t *shared) {
    bool is_conditional = grid_is_conditional(check->grid, shared);
    FindingKind kind = is_conditional ? FINDING_possible_overlap : FINDING_overlap;
    Finding *finding = table_check_find(check, kind, rule + 1, other + 1);
    table_check_example(check, finding, shared);
    if (is_conditional) {
        finding_say(check->checker->report, finding, "规则 %zu 和 %zu 在门槛取某些值时会同时符合",
                    "rules %zu and %zu both match for some values of the bounds", rule + 1,
                    other + 1);
    } else {
        say_overlap(check, finding, outputs_same(check->table, check->outputs, rule, other));
    }
}

static bool cells_are_written_alike(const TableCheck *check, size_t rule, size_t other) {
    for (size_t i = 0; i < check->table->input_count; i++) {
        if (!str_equal(str_trim(check->table->rules[rule].tests[i].text),
                       str_trim(check->table->rules[other].tests[i].text))) {
            return false;
        }
    }
    return true;
}

bool table_check_has_duplicate(const TableCheck *check, size_t rule, size_t other) {
    const Grid *grid = check->grid;
    bool is_same_box = grid->is_exact[rule] && grid->is_exact[other] &&
                       memcmp(grid->boxes[rule], grid->boxes[other],
                              grid->space.word_count * sizeof(uint64_t)) == 0;
    return (is_same_box || cells_are_written_alike(check, rule, other)) &&
           outputs_same(check->table, check->outputs, rule, other);
}

static void report_duplicate(TableCheck *check, size_t rule, size_t other) {
    Finding *finding = table_check_find(check, FINDING_duplicate_rule, other + 1, rule + 1);
    finding_say(check->checker->report, finding, "与规则 %zu 的条件和输出都相同，删去一条",
                "has the conditions and outputs of rule %zu; remove one of them", rule + 1);
}

static void check_pair(TableCheck *check, size_t rule, size_t other, uint64_t *shared) {
    const Grid *grid = check->grid;
    bool is_sure = grid->is_exact[rule] && grid->is_exact[other];
    HitPolicy policy = check->table->policy;
    check->meeting_pairs++;
    if (table_check_has_duplicate(check, rule, other)) {
        report_duplicate(check, rule, other);
        return;
    }
    if (policy != HIT_UNIQUE && policy != HIT_ANY) {
        return;
    }
    bool is_same = outputs_same(check->table, check->outputs, rule, other);
    if (!is_sure) {
        check->unclear_pairs += policy == HIT_UNIQUE || !is_same;
        return;
    }
    check->equal_pairs += is_same;
    check->overlap_pairs++;
    bool is_wrong = policy == HIT_UNIQUE || !is_same;
    if (is_wrong && check->overlap_pairs <= table_check_examples_max(check)) {
        memcpy(shared, grid->boxes[rule], grid->space.word_count * sizeof *shared);
        box_intersect(&grid->space, shared, grid->boxes[other]);
        report_overlap(check, rule, other, shared);
    }
}

// Overlaps on nulls alone count only where a column's tests speak of null.
static void check_pairs(TableCheck *check) {
    const Grid *grid = check->grid;
    size_t count = check->table->rule_count;
    uint64_t *shared = box_new(grid->arena, &grid->space);
    uint64_t *own = box_new(grid->arena, &grid->space);
    for (size_t i = 0; i < count; i++) {
        if (check->is_void[i]) {
            continue;
        }
        box_copy(&grid->space, own, grid->boxes[i]);
        box_intersect(&grid->space, own, grid->values);
        for (size_t k = i + 1; k < count; k++) {
            if (!check->is_void[k] && boxes_meet(&grid->space, own, grid->boxes[k])) {
                check_pair(check, i, k, shared);
            }
        }
    }
    if (check->overlap_pairs > table_check_examples_max(check) &&
        check->table->policy == HIT_UNIQUE) {
        Finding *finding = table_check_find(check, FINDING_overlap, 0, 0);
        finding_say(check->checker->report, finding, "共有 %zu 对规则重叠，以上只列出前 %zu 对",
                    "%zu pairs of rules overlap; only the first %zu are shown",
                    check->overlap_pairs, table_check_examples_max(check));
    }
}

// ---- advice -------------------------------------------------------------------------------------
static void advise_policy(TableCheck *check) {
    HitPolicy policy = check->table->policy;
    size_t rules = check->table->rule_count;
    if (policy == HIT_UNIQUE && check->overlap_pairs > 0 &&
        check->overlap_pairs == check->equal_pairs) {
        Finding *finding = table_check_find(check, FINDING_hit_policy, 0, 0);
        finding_say(check->checker->report, finding,
                    "重叠的规则输出都相同：命中策略改为 ANY 就没有冲突",
                    "the rules that overlap have equal outputs: with hit policy ANY there is no "
                    "conflict");
    }
    if ((policy == HIT_FIRST || policy == HIT_PRIORITY || policy == HIT_ANY) && rules > 1 &&
        check->meeting_pairs == 0) {
        Finding *finding = table_check_find(check, FINDING_hit_policy, 0, 0);
        finding_say(check->checker->report, finding,
                    "没有规则重叠：命中策略改为 UNIQUE，读者不必看顺序，以后的重叠也会被发现",
                    "no rules overlap: with hit policy UNIQUE their order does not matter and "
                    "later overlaps show up");
    }
}

static bool is_single_hit(HitPolicy policy) {
    return policy == HIT_UNIQUE || policy == HIT_FIRST || policy == HIT_PRIORITY ||
           policy == HIT_ANY;
}

static void too_large(TableCheck *check) {
    Finding *finding = table_check_find(check, FINDING_stopped, 0, 0);
    finding_say(check->checker->report, finding, "表太大（%zu 条规则），没有分析；拆成几张表",
                "the table is too large to analyse (%zu rules); split it",
                check->table->rule_count);
}

void check_table(Checker *checker, const Element *owner, const Table *table) {
    TableCheck check = {.checker = checker, .owner = owner, .table = table};
    check.grid = grid_new(checker->scratch, checker->model, table);
    check.outputs = outputs_read(checker->scratch, table);
    check.is_dead = arena_alloc(checker->scratch, table->rule_count, sizeof(bool));
    check.is_void = arena_alloc(checker->scratch, table->rule_count, sizeof(bool));
    if (check.grid->is_too_large) {
        too_large(&check);
        return;
    }
    check_cells(&check);
    note_unclear(&check);
    check_pairs(&check);
    if (table->policy == HIT_FIRST || table->policy == HIT_PRIORITY) {
        table_check_masked(&check);
    }
    if (table->policy == HIT_FIRST || table->policy == HIT_ANY) {
        table_check_subsumed(&check);
    }
    if (is_single_hit(table->policy) && !table->has_default) {
        table_check_gaps(&check);
    }
    advise_policy(&check);
    check_outputs(checker, owner, table, check.is_dead);
}

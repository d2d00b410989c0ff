// SPDX-License-Identifier: Apache-2.0
// The outputs of a table: of the right type, among the allowed values, and all of those produced.
#include "analysis/checker_private.h"
#include "analysis/values.h"
#include "analysis/write.h"
#include "base/check.h"
#include "dmn/eval.h"

OutputCell *outputs_read(Arena *arena, const Table *table) {
    OutputCell *cells = arena_alloc(arena, table->rule_count * table->output_count, sizeof *cells);
    for (size_t i = 0; i < table->rule_count * table->output_count; i++) {
        const Code *code = &table->rules[i / table->output_count].outputs[i % table->output_count];
        OutputCell *cell = &cells[i];
        cell->tree = code_tree(arena, code, false);
        cell->is_constant = cell->tree != NULL && tree_constant(arena, cell->tree, &cell->value);
    }
    return cells;
}

bool outputs_same(const Table *table, const OutputCell *cells, size_t rule, size_t other) {
    for (size_t i = 0; i < table->output_count; i++) {
        const OutputCell *a = &cells[rule * table->output_count + i];
        const OutputCell *b = &cells[other * table->output_count + i];
        bool is_same = a->is_constant && b->is_constant
                           ? value_is_same(a->value, b->value)
                           : str_equal(str_trim(table->rules[rule].outputs[i].text),
                                       str_trim(table->rules[other].outputs[i].text));
        if (!is_same) {
            return false;
        }
    }
    return true;
}

bool table_rule_rank(const Table *table, const OutputCell *cells, size_t rule, uint64_t *out_rank) {
    uint64_t rank = 0;
    for (size_t i = 0; i < table->output_count; i++) {
        FeelValue priorities = table->outputs[i].priorities;
        const OutputCell *cell = &cells[rule * table->output_count + i];
        if (priorities.kind != FEEL_LIST) {
            continue;
        }
        size_t at = 0;
        while (at < priorities.length && !value_is_same(feel_items(priorities)[at], cell->value)) {
            at++;
        }
        if (!cell->is_constant) {
            return false;
        }
        rank = rank * (priorities.length + 1) + at;
    }
    *out_rank = rank;
    return true;
}

typedef struct OutputCheck {
    Checker *checker;
    const Element *owner;
    const Table *table;
    size_t column; // from 0
} OutputCheck;

static Finding *output_find(const OutputCheck *check, FindingKind kind, size_t rule, int line) {
    Finding *finding = checker_find(check->checker, kind, check->owner, line);
    finding->rule = rule;
    finding->column = check->column + 1;
    finding->is_output = true;
    return finding;
}

static void report_type(const OutputCheck *check, const Code *code, size_t rule, int kind) {
    const OutputClause *output = &check->table->outputs[check->column];
    Finding *finding = output_find(check, FINDING_output_type, rule, code->line);
    checker_point(check->checker, finding, code, 0);
    finding_say(check->checker->report, finding,
                "输出是 %s，与这一列的类型 " STR_FMT " 不符，结果为空；改成这一列的类型",
                "the output, a %s, is not of the column's type " STR_FMT ", so the result is null; "
                "write a value of that type",
                feel_kind_name((FeelKind)kind), STR_ARG(output->type_reference));
}

// The engine itself says whether a constant fits, as it would when the rule fires.
static void check_constant(const OutputCheck *check, const Code *code, size_t rule,
                           FeelValue value) {
    const OutputClause *output = &check->table->outputs[check->column];
    FeelRun run = {.arena = check->checker->scratch, .today = DATE_NONE};
    Eval eval = {.model = check->checker->model, .run = &run};
    FeelValue fitted = value;
    if (value.kind == FEEL_NULL) {
        return;
    }
    if (!type_coerce(output->type, &eval, value, &fitted)) {
        bool is_of_kind = kind_of_type(output->type) == (int)value.kind;
        if (!is_of_kind) {
            report_type(check, code, rule, value.kind);
            return;
        }
    } else if (code_accepts(&output->values, &eval, NULL, fitted)) {
        return;
    }
    Finding *finding = output_find(check, FINDING_output_domain, rule, code->line);
    checker_point(check->checker, finding, code, 0);
    finding_say(check->checker->report, finding,
                "输出 " STR_FMT " 不在允许的值之内，结果为空；改正它，或补进允许的值",
                "the output " STR_FMT " is not among the allowed values, so the result is null; "
                "correct it or add it to them",
                STR_ARG(str_trim(code->text)));
}

static bool kinds_differ(int declared, int found) {
    bool are_known = declared != KIND_UNKNOWN && found != TYPE_ANY && found != FEEL_NULL;
    bool is_start_of_day = declared == FEEL_DATE_TIME && found == FEEL_DATE;
    return are_known && declared != found && declared != FEEL_LIST && found != FEEL_LIST &&
           !is_start_of_day;
}

static void check_cell(const OutputCheck *check, const Code *code, size_t rule) {
    Arena *arena = check->checker->scratch;
    const Ast *tree = code_tree(arena, code, false);
    FeelValue value = FEEL_NULL_VALUE;
    if (tree == NULL) {
        return;
    }
    if (tree_constant(arena, tree, &value)) {
        check_constant(check, code, rule, value);
    } else if (kinds_differ(kind_of_type(check->table->outputs[check->column].type),
                            tree->type->kind)) {
        report_type(check, code, rule, tree->type->kind);
    }
}

// ---- never produced -----------------------------------------------------------------------------
static const Code *allowed_code(const OutputClause *output) {
    if (output->values.line != 0) {
        return &output->values;
    }
    const Type *type = output->type;
    while (type != NULL && type->kind == TYPE_ALIAS && type->allowed.line == 0 && !type->is_list) {
        type = type->of;
    }
    return type != NULL && !type->is_list && type->allowed.line != 0 ? &type->allowed : NULL;
}

static bool is_produced(const OutputCheck *check, const bool *is_dead, const OutputCell *cells,
                        FeelValue value) {
    const Table *table = check->table;
    FeelValue fallback = FEEL_NULL_VALUE;
    const Ast *tree =
        code_tree(check->checker->scratch, &table->outputs[check->column].default_entry, false);
    if (tree != NULL && (!tree_constant(check->checker->scratch, tree, &fallback) ||
                         value_is_same(fallback, value))) {
        return true;
    }
    for (size_t i = 0; i < table->rule_count; i++) {
        const OutputCell *cell = &cells[i * table->output_count + check->column];
        if (!is_dead[i] && (!cell->is_constant || value_is_same(cell->value, value))) {
            return true;
        }
    }
    return false;
}

static void check_produced(const OutputCheck *check, const bool *is_dead, const OutputCell *cells) {
    const Code *allowed = allowed_code(&check->table->outputs[check->column]);
    const Ast *test = allowed == NULL ? NULL : code_tree(check->checker->scratch, allowed, true);
    size_t count = test == NULL ? 0 : test->kind == AST_TEST_OR ? test->part_count : 1;
    for (size_t i = 0; i < count; i++) {
        const Ast *part = test->kind == AST_TEST_OR ? test->parts[i] : test;
        FeelValue value = FEEL_NULL_VALUE;
        bool is_value = part->kind == AST_TEST_VALUE && !part->has_tested &&
                        tree_constant(check->checker->scratch, part->parts[0], &value) &&
                        value.kind != FEEL_RANGE && value.kind != FEEL_LIST;
        if (!is_value || is_produced(check, is_dead, cells, value)) {
            continue;
        }
        CLEANUP(text_release) Text words = {0};
        write_value(value, &words);
        Finding *finding = output_find(check, FINDING_output_never_produced, 0, check->table->line);
        finding_say(check->checker->report, finding,
                    "没有规则给出允许的输出 " STR_FMT "；补一条规则，或从允许的值中去掉它",
                    "no rule gives the allowed output " STR_FMT
                    "; add a rule or take it out of the "
                    "allowed values",
                    STR_ARG(text_str(&words)));
    }
}

void check_outputs(Checker *checker, const Element *owner, const Table *table,
                   const bool *is_dead) {
    const OutputCell *cells = outputs_read(checker->scratch, table);
    for (size_t i = 0; i < table->output_count; i++) {
        OutputCheck check = {checker, owner, table, i};
        for (size_t k = 0; k < table->rule_count; k++) {
            check_cell(&check, &table->rules[k].outputs[i], k + 1);
        }
        check_cell(&check, &table->outputs[i].default_entry, 0);
        check_produced(&check, is_dead, cells);
    }
}

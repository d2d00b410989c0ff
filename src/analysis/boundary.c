// SPDX-License-Identifier: Apache-2.0
#include "analysis/boundary.h"
#include "analysis/grid.h"
#include "analysis/values.h"
#include "analysis/write.h"
#include "base/check.h"
#include "base/memory.h"
#include "feel/number.h"
#include "feel/temporal.h"

void boundaries_release(Boundaries *boundaries) {
    memory_free(boundaries->items);
    arena_release(&boundaries->arena);
}

// ---- finding ------------------------------------------------------------------------------------
typedef struct Search {
    Boundaries *found;
    const Element *owner;
    const FeelScope *scope;
} Search;

static bool may_have_difference(const Ast *ast) {
    int kind = ast->type->kind;
    return kind == TYPE_ANY || kind == FEEL_NUMBER || kind == FEEL_DATE;
}

static bool is_known(const Boundaries *found, Str text) {
    for (size_t i = 0; i < found->count; i++) {
        if (str_equal(found->items[i].text, text)) {
            return true;
        }
    }
    return false;
}

static void add(Search *search, Str left, const char *sign, Str right) {
    Boundaries *found = search->found;
    if (left.length == 0 || right.length == 0 || found->count == BOUNDARIES_MAX) {
        return;
    }
    Str text =
        arena_format(&found->arena, STR_FMT " %s " STR_FMT, STR_ARG(left), sign, STR_ARG(right));
    Str difference =
        arena_format(&found->arena, "(" STR_FMT ") - (" STR_FMT ")", STR_ARG(left), STR_ARG(right));
    const FeelProgram *program = NULL;
    FeelPlace place = {0};
    if (is_known(found, text) || feel_compile(&found->arena, difference, search->scope, &program,
                                              &place, NULL) != STATUS_OK) {
        return;
    }
    found->items =
        array_reserve(found->items, found->count, &found->capacity, sizeof *found->items);
    found->items[found->count++] = (Boundary){search->owner, program, text};
}

static const char *sign_of(TokenKind operator) {
    switch (operator) {
    case TOKEN_LESS: return "<";
    case TOKEN_LESS_EQUAL: return "<=";
    case TOKEN_GREATER: return ">";
    case TOKEN_GREATER_EQUAL: return ">=";
    case TOKEN_EQUAL: return "=";
    default: return NULL;
    }
}

static void compare_trees(Search *search, const Ast *left, const char *sign, const Ast *right) {
    if (sign != NULL && may_have_difference(left) && may_have_difference(right)) {
        Arena *arena = &search->found->arena;
        add(search, write_tree_copy(arena, left), sign, write_tree_copy(arena, right));
    }
}

static void find_in_expression(Search *search, const Ast *ast) {
    if (ast->kind == AST_BINARY) {
        compare_trees(search, ast->parts[0], sign_of(ast->operator), ast->parts[1]);
    }
    if (ast->kind == AST_BETWEEN) {
        compare_trees(search, ast->parts[0], ">=", ast->parts[1]);
        compare_trees(search, ast->parts[0], "<=", ast->parts[2]);
    }
    for (size_t i = 0; i < ast->part_count; i++) {
        find_in_expression(search, ast->parts[i]);
    }
}

static void find_in_code(Search *search, const Code *code) {
    const Ast *ast = code_tree(&search->found->arena, code, false);
    search->scope = code->scope;
    if (ast != NULL && code->slot == 0 && code->scope != NULL) {
        find_in_expression(search, ast);
    }
}

static void compare_values(Search *search, Str tested, const char *sign, FeelValue value) {
    CLEANUP(text_release) Text words = {0};
    if (value.kind == FEEL_NUMBER || value.kind == FEEL_DATE) {
        write_value(value, &words);
        add(search, tested, sign, arena_copy(&search->found->arena, text_str(&words)));
    }
}

// An expression with "?": its comparisons are about the column's value.
static void find_in_predicate(Search *search, Str tested, const Ast *ast) {
    Arena *arena = &search->found->arena;
    const char *sign = ast->kind == AST_BINARY ? sign_of(ast->operator) : NULL;
    if (sign != NULL && ast->parts[0]->kind == AST_TESTED && !ast->parts[1]->has_tested) {
        add(search, tested, sign, write_tree_copy(arena, ast->parts[1]));
    }
    if (sign != NULL && ast->parts[1]->kind == AST_TESTED && !ast->parts[0]->has_tested) {
        add(search, write_tree_copy(arena, ast->parts[0]), sign, tested);
    }
    if (ast->kind == AST_BETWEEN && ast->parts[0]->kind == AST_TESTED) {
        add(search, tested, ">=", write_tree_copy(arena, ast->parts[1]));
        add(search, tested, "<=", write_tree_copy(arena, ast->parts[2]));
    }
    for (size_t i = 0; i < ast->part_count; i++) {
        find_in_predicate(search, tested, ast->parts[i]);
    }
}

static void find_in_test(Search *search, Str tested, const Ast *test) {
    Arena *arena = &search->found->arena;
    if (test->kind == AST_TEST_COMPARE && may_have_difference(test->parts[0])) {
        const char *sign = sign_of(test->operator);
        add(search, tested, sign == NULL ? "!=" : sign, write_tree_copy(arena, test->parts[0]));
    } else if (test->kind == AST_TEST_VALUE && !test->has_tested) {
        const Ast *value = test->parts[0];
        FeelValue constant = FEEL_NULL_VALUE;
        (void)tree_constant(arena, value, &constant);
        if (constant.kind == FEEL_RANGE) {
            FeelEnds ends = feel_range_ends(constant);
            compare_values(search, tested, ends.is_low_closed ? ">=" : ">", ends.low);
            compare_values(search, tested, ends.is_high_closed ? "<=" : "<", ends.high);
        } else if (value->kind == AST_RANGE) {
            add(search, tested, ">=", write_tree_copy(arena, value->parts[0]));
            add(search, tested, "<=", write_tree_copy(arena, value->parts[1]));
        } else {
            compare_values(search, tested, "=", constant);
        }
    }
    if (test->kind == AST_TEST_VALUE && test->has_tested) {
        find_in_predicate(search, tested, test->parts[0]);
    }
    for (size_t i = 0; i < test->part_count; i++) {
        bool is_test = test->kind == AST_TEST_OR || test->kind == AST_TEST_NOT;
        if (is_test) {
            find_in_test(search, tested, test->parts[i]);
        }
    }
}

static void find_in_table(Search *search, const Table *table) {
    Arena *arena = &search->found->arena;
    for (size_t i = 0; i < table->input_count; i++) {
        const Code *code = &table->inputs[i].expression;
        find_in_code(search, code);
        search->scope = code->scope;
        for (size_t k = 0; k < table->rule_count && code->scope != NULL; k++) {
            const Ast *test = code_tree(arena, &table->rules[k].tests[i], true);
            if (test != NULL) {
                find_in_test(search, str_trim(code->text), test);
            }
        }
    }
    for (size_t i = 0; i < table->rule_count * table->output_count; i++) {
        find_in_code(search,
                     &table->rules[i / table->output_count].outputs[i % table->output_count]);
    }
}

void boundaries_find(const Probe *probe, Boundaries *out_boundaries) {
    const Plan *plan = &probe->element->plan;
    *out_boundaries = (Boundaries){0};
    for (size_t i = plan->decision_count; i > 0; i--) { // the asked decision first
        const Element *element = &probe->model->elements[plan->decisions[i - 1]];
        Search search = {.found = out_boundaries, .owner = element};
        if (element->logic != NULL && element->logic->kind == EXPRESSION_TABLE) {
            find_in_table(&search, element->logic->table);
        } else if (element->logic != NULL && element->logic->kind == EXPRESSION_LITERAL) {
            find_in_code(&search, &element->logic->code);
        }
    }
}

// ---- solving ------------------------------------------------------------------------------------
// As a number: of days between dates.
static FeelValue distance(Probe *probe, const Boundary *boundary) {
    FeelValue value = probe_evaluate(probe, boundary->owner, boundary->difference);
    if (value.kind == FEEL_DAYS_DURATION) {
        return feel_integer((int64_t)(temporal_duration(value) / NANOS_PER_DAY));
    }
    return value.kind == FEEL_NUMBER ? value : FEEL_NULL_VALUE;
}

bool boundary_side(Probe *probe, const Boundary *boundary, int *out_side) {
    FeelValue value = distance(probe, boundary);
    if (value.kind == FEEL_NULL) {
        return false;
    }
    *out_side = number_sign(value);
    return true;
}

// Differences are linear in most inputs: two points tell where they are zero, and the third whether
// that is so.
bool boundary_solve(Probe *probe, const Boundary *boundary, FeelValue *inputs, size_t input,
                    int scale, Arena *arena, FeelValue *out_value) {
    FeelValue from = inputs[input];
    bool is_date = from.kind == FEEL_DATE;
    if (!is_date && from.kind != FEEL_NUMBER) {
        return false;
    }
    probe_run(probe, inputs);
    FeelValue here = distance(probe, boundary);
    here = here.kind == FEEL_NULL ? here : number_add(arena, here, feel_integer(0));
    inputs[input] = value_step(arena, from, 1, 0);
    probe_run(probe, inputs);
    FeelValue there = distance(probe, boundary);
    there = there.kind == FEEL_NULL ? there : number_add(arena, there, feel_integer(0));
    inputs[input] = from;
    if (here.kind == FEEL_NULL || there.kind == FEEL_NULL) {
        return false;
    }
    FeelValue slope = number_subtract(arena, there, here);
    FeelValue steps = number_sign(slope) == 0
                          ? FEEL_NULL_VALUE
                          : number_divide(arena, number_negate(arena, here), slope);
    if (steps.kind == FEEL_NULL) {
        return false;
    }
    if (is_date) {
        int64_t days = 0;
        if (!number_to_int64(number_to_integer(arena, steps, NUMBER_FLOOR), &days)) {
            return false;
        }
        *out_value = temporal_date(from.number + days);
    } else {
        FeelValue exact = number_add(arena, from, steps);
        *out_value =
            exact.kind == FEEL_NULL ? exact : number_round(arena, exact, scale, NUMBER_FLOOR);
    }
    return out_value->kind != FEEL_NULL;
}

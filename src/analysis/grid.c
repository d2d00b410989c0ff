// SPDX-License-Identifier: Apache-2.0
#include "analysis/grid.h"
#include "analysis/write.h"
#include "base/check.h"
#include <string.h>

const Ast *code_tree(Arena *arena, const Code *code, bool is_test) {
    const Ast *ast = NULL;
    FeelPlace place = {0};
    AstSource source = {arena, code->text, code->scope, is_test};
    bool is_there = code->line != 0 && code->failure.length == 0 &&
                    (is_test || str_trim(code->text).length > 0);
    return is_there && ast_parse(&source, &ast, &place, NULL) == STATUS_OK ? ast : NULL;
}

int kind_of_type(const Type *type) {
    while (type != NULL && type->kind == TYPE_ALIAS && !type->is_list) {
        type = type->of;
    }
    if (type == NULL || (type->kind == TYPE_ANYTHING && !type->is_list)) {
        return KIND_UNKNOWN;
    }
    if (type->is_list) {
        return FEEL_LIST;
    }
    return type->kind == TYPE_BASE      ? (int)type->base
           : type->kind == TYPE_CONTEXT ? (int)FEEL_CONTEXT
                                        : (int)FEEL_FUNCTION;
}

// ---- columns ------------------------------------------------------------------------------------
static Str column_name(const InputClause *input) {
    Str text = str_trim(input->expression.text);
    Str label = str_trim(input->label);
    return label.length > 0 ? label : text.length > 0 ? text : STR("?");
}

static int column_kind(Arena *arena, const InputClause *input) {
    int kind = kind_of_type(input->type);
    const Ast *ast = kind == KIND_UNKNOWN ? code_tree(arena, &input->expression, false) : NULL;
    if (ast != NULL && ast->type->kind != TYPE_ANY && ast->type->kind != FEEL_NULL) {
        kind = ast->type->kind;
    }
    return kind;
}

// The type a name is declared with, where the input expression is nothing but that name.
static const Type *named_type(const Grid *grid, const Element *owner, const Code *code) {
    if (owner == NULL || code->slot == 0 || code->slot > owner->requirement_count) {
        return NULL;
    }
    return grid->model->elements[owner->requirements[code->slot - 1].element].variable.type;
}

enum { ALLOWED_MAX = 16 };
typedef struct Allowed { // tests that every value of a column passes
    const Ast *tests[ALLOWED_MAX];
    size_t count;
} Allowed;

static void allow(const Grid *grid, Allowed *allowed, const Code *code) {
    const Ast *test = code_tree(grid->arena, code, true);
    if (test != NULL && test->kind != AST_TEST_ANY && allowed->count < ALLOWED_MAX) {
        allowed->tests[allowed->count++] = test;
    }
}

static void allow_type(const Grid *grid, Allowed *allowed, const Type *type) {
    for (int depth = 0; type != NULL && !type->is_list && depth < MODEL_DEPTH_MAX; depth++) {
        allow(grid, allowed, &type->allowed);
        allow(grid, allowed, &type->constraint);
        type = type->kind == TYPE_ALIAS ? type->of : NULL;
    }
}

static const Element *table_owner(const Grid *grid) {
    for (size_t i = 0; i < grid->model->element_count; i++) {
        const Element *element = &grid->model->elements[i];
        if (element->logic != NULL && element->logic->table == grid->table) {
            return element;
        }
    }
    return NULL;
}

static void column_begin(Grid *grid, size_t index, Allowed *allowed) {
    const InputClause *input = &grid->table->inputs[index];
    Column *column = &grid->columns[index];
    *column = (Column){
        .arena = grid->arena, .name = column_name(input), .kind = column_kind(grid->arena, input)};
    if (column->kind > FEEL_MONTHS_DURATION) {
        column->is_closed = true;
        column->kind = KIND_UNKNOWN;
    }
    allow(grid, allowed, &input->values);
    allow_type(grid, allowed, input->type);
    allow_type(grid, allowed, named_type(grid, table_owner(grid), &input->expression));
    bool knew_null = column->knows_null;
    for (size_t i = 0; i < allowed->count; i++) {
        column_collect(column, allowed->tests[i]);
    }
    column->knows_null = knew_null; // the cells tell whether null is meant to be decided
    size_t columns = grid->table->input_count;
    for (size_t i = 0; i < grid->table->rule_count; i++) {
        const Code *code = &grid->table->rules[i].tests[index];
        const Ast *test = code_tree(grid->arena, code, true);
        grid->tests[i * columns + index] = test;
        if (test != NULL) {
            column_collect(column, test);
        }
    }
    column_close(column);
}

// ---- boxes --------------------------------------------------------------------------------------
static void lay_out(Grid *grid) {
    size_t count = grid->table->input_count;
    size_t axes = 0;
    for (size_t i = 0; i < count; i++) {
        grid->columns[i].first_axis = axes;
        axes += column_axis_count(&grid->columns[i]);
    }
    Axis *all = arena_alloc(grid->arena, axes, sizeof *all);
    size_t words = 0;
    for (size_t i = 0; i < count; i++) {
        Column *column = &grid->columns[i];
        column->first_word = words;
        for (size_t k = 0; k < column_axis_count(column); k++) {
            Axis axis = axis_after(words, column_axis_atoms(column, k));
            all[column->first_axis + k] = axis;
            words += axis.word_count;
        }
    }
    grid->space = (Space){all, axes, words};
}

typedef struct Sink {
    Grid *grid;
    size_t rule;
    size_t column;
} Sink;

static void take_fault(void *data, TestFault what, const Ast *at) {
    Sink *sink = data;
    Grid *grid = sink->grid;
    if (grid->fault_count == grid->fault_capacity) {
        size_t capacity = grid->fault_capacity == 0 ? 8 : grid->fault_capacity * 2;
        GridFault *more = arena_alloc(grid->arena, capacity, sizeof *more);
        if (grid->fault_count > 0) {
            memcpy(more, grid->faults, grid->fault_count * sizeof *more);
        }
        grid->faults = more;
        grid->fault_capacity = capacity;
    }
    grid->faults[grid->fault_count++] =
        (GridFault){what, sink->rule, sink->column, at->offset, write_tree_copy(grid->arena, at)};
}

static void column_domain(Grid *grid, size_t index, const Allowed *allowed) {
    const Column *column = &grid->columns[index];
    uint64_t *words = grid->everything + column->first_word;
    memcpy(words, column->everything, column->word_count * sizeof *words);
    for (size_t i = 0; i < allowed->count; i++) {
        Region region = column_accepts(column, grid->arena, allowed->tests[i], (FaultSink){0});
        for (size_t k = 0; region.is_exact && k < column->word_count; k++) {
            words[k] &= region.words[k];
        }
    }
    memcpy(grid->values + column->first_word, words, column->word_count * sizeof *words);
    size_t null = column_null_atom(column);
    bits_fill(words, null, null + 1);
    if (column->knows_null) {
        bits_fill(grid->values + column->first_word, null, null + 1);
    }
}

static void rule_box(Grid *grid, size_t rule) {
    size_t columns = grid->table->input_count;
    uint64_t *box = box_new(grid->arena, &grid->space);
    grid->is_exact[rule] = true;
    for (size_t i = 0; i < columns; i++) {
        const Column *column = &grid->columns[i];
        const Ast *test = grid->tests[rule * columns + i];
        const Code *code = &grid->table->rules[rule].tests[i];
        uint64_t *words = box + column->first_word;
        if (test == NULL && code->failure.length == 0) {
            memcpy(words, grid->everything + column->first_word, column->word_count * sizeof *box);
            continue; // no cell at all: any value
        }
        Sink sink = {grid, rule, i};
        Region region = {.words = grid->everything + column->first_word};
        if (test != NULL) {
            region = column_accepts(column, grid->arena, test, (FaultSink){take_fault, &sink});
        }
        memcpy(words, region.words, column->word_count * sizeof *box);
        grid->is_exact[rule] = grid->is_exact[rule] && region.is_exact;
        grid->is_unclear[rule * columns + i] = !region.is_exact;
    }
    box_intersect(&grid->space, box, grid->everything);
    grid->boxes[rule] = box;
}

Grid *grid_new(Arena *arena, const DmnModel *model, const Table *table) {
    Grid *grid = arena_alloc(arena, 1, sizeof *grid);
    *grid = (Grid){.model = model, .table = table, .arena = arena};
    size_t columns = table->input_count;
    size_t rules = table->rule_count;
    grid->columns = arena_alloc(arena, columns, sizeof *grid->columns);
    grid->tests = arena_alloc(arena, rules * columns, sizeof(const Ast *));
    Allowed *allowed = arena_alloc(arena, columns, sizeof *allowed);
    for (size_t i = 0; i < columns; i++) {
        column_begin(grid, i, &allowed[i]);
    }
    lay_out(grid);
    grid->everything = box_new(arena, &grid->space);
    grid->values = box_new(arena, &grid->space);
    for (size_t i = 0; i < columns; i++) {
        column_domain(grid, i, &allowed[i]);
    }
    grid->boxes = arena_alloc(arena, rules, sizeof(uint64_t *));
    grid->is_exact = arena_alloc(arena, rules, sizeof(bool));
    grid->is_unclear = arena_alloc(arena, rules * columns, sizeof(bool));
    grid->is_too_large = rules > 0 && grid->space.word_count > GRID_WORDS_MAX / rules;
    for (size_t i = 0; !grid->is_too_large && i < rules; i++) {
        rule_box(grid, i);
    }
    return grid;
}

// ---- showing ------------------------------------------------------------------------------------
Str grid_example(const Grid *grid, Arena *arena, const uint64_t *box) {
    CLEANUP(text_release) Text words = {0};
    for (size_t i = 0; i < grid->table->input_count; i++) {
        const Column *column = &grid->columns[i];
        text_format(&words, "%s" STR_FMT ": ", i > 0 ? ", " : "", STR_ARG(column->name));
        column_write(column, box + column->first_word, &words);
    }
    return arena_copy(arena, text_str(&words));
}

bool grid_is_conditional(const Grid *grid, const uint64_t *box) {
    for (size_t i = 0; i < grid->table->input_count; i++) {
        if (column_is_conditional(&grid->columns[i], box + grid->columns[i].first_word)) {
            return true;
        }
    }
    return false;
}

bool grid_is_fraction(const Grid *grid, const uint64_t *box) {
    for (size_t i = 0; i < grid->table->input_count; i++) {
        if (column_is_fraction(&grid->columns[i], box + grid->columns[i].first_word)) {
            return true;
        }
    }
    return false;
}

// SPDX-License-Identifier: Apache-2.0
#ifndef ANALYSIS_GRID_H
#define ANALYSIS_GRID_H
// A decision table in the space of its inputs: a column per input clause, a box per rule.
// Not here: what follows from it (check_table.c, cases). Invariant: a rule matches only inside its
// box; inside the box of an exact rule it matches everywhere.
#include "analysis/column.h"
#include "dmn/model.h"

enum { GRID_WORDS_MAX = 64 * 1024 * 1024 }; // of all boxes

typedef struct GridFault {
    TestFault fault;
    size_t rule;   // from 0
    size_t column; // from 0
    size_t offset; // in the cell's text
    Str text;
} GridFault;

typedef struct Grid {
    const DmnModel *model;
    const Table *table;
    Arena *arena;
    Column *columns;
    const Ast **tests; // rule by rule; NULL: did not compile
    Space space;
    uint64_t **boxes;
    bool *is_exact;       // per rule
    bool *is_unclear;     // per cell: what it accepts is only known at most
    uint64_t *everything; // all inputs the table may be asked, null too
    uint64_t *values;     // the same without null, but where a column's tests speak of null
    GridFault *faults;
    size_t fault_count;
    size_t fault_capacity;
    bool is_too_large; // boxes are not there
} Grid;

// Everything lives in the arena.
Grid *grid_new(Arena *arena, const DmnModel *model, const Table *table);
// The tree of a piece of FEEL; NULL when there is none.
const Ast *code_tree(Arena *arena, const Code *code, bool is_test);
// The FEEL kind of a type's values, KIND_UNKNOWN, or FEEL_LIST and more for what is no simple
// value.
int kind_of_type(const Type *type);
// "年龄: 60, 残疾类别: \"5\"": a point of the box.
Str grid_example(const Grid *grid, Arena *arena, const uint64_t *box);
bool grid_is_conditional(const Grid *grid, const uint64_t *box);
bool grid_is_fraction(const Grid *grid, const uint64_t *box); // on some column
#endif

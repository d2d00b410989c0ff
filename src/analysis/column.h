// SPDX-License-Identifier: Apache-2.0
#ifndef ANALYSIS_COLUMN_H
#define ANALYSIS_COLUMN_H
// An input column of a decision table: which values its tests tell apart, and which of them a cell
// accepts. Numbers, dates, times and durations lie on a line that the constants of the cells cut
// into points and the stretches between them; strings are those that are named and one that stands
// for all others; booleans are two; null is one more atom everywhere.
// A bound that is an expression (`< 门槛`) has an axis of its own with the atoms below, at and
// above it, so that what is found holds for every value of the expression. Not here: several
// columns together (grid.h). Invariant: what a cell is said to accept is at least what it accepts,
// and exactly that when the region is exact.
#include "analysis/space.h"
#include "feel/ast.h"

enum { ATOM_BELOW, ATOM_AT, ATOM_ABOVE, SYMBOL_ATOM_COUNT };
enum { COLUMN_SYMBOLS_MAX = 32, KIND_UNKNOWN = -1 };

typedef struct Column {
    Str name;
    int kind;        // FeelKind of its values, or KIND_UNKNOWN
    bool is_closed;  // values of a kind whose tests are not understood: lists, contexts
    bool knows_null; // a test speaks of null
    FeelValue *bounds;
    size_t bound_count;
    size_t bound_capacity;
    Str symbols[COLUMN_SYMBOLS_MAX]; // expressions it is compared with
    size_t symbol_count;
    size_t first_axis; // of its values; those of its symbols follow; set by the grid
    size_t first_word; // of its axes in a box; set by the grid
    size_t word_count;
    size_t atom_count;    // of its values
    uint64_t *everything; // all values but null
    FeelValue *samples;   // one value per atom; of an atom without values null
    Arena *arena;
} Column;

// What a test accepts.
typedef struct Region {
    uint64_t *words; // of the column's axes
    bool is_exact;
} Region;

// Something wrong with a part of a test, at its place.
typedef enum TestFault {
    TEST_WRONG_KIND,  // a constant of another kind than the column
    TEST_EMPTY_RANGE, // from above to
} TestFault;
typedef void (*TestFaultCall)(void *data, TestFault fault, const Ast *at);
typedef struct FaultSink {
    TestFaultCall call; // NULL: nobody wants to know
    void *data;
} FaultSink;

// First every test of the column, allowed values too; then column_close once; then regions.
void column_collect(Column *column, const Ast *test);
void column_close(Column *column);
size_t column_axis_count(const Column *column);
size_t column_axis_atoms(const Column *column, size_t axis); // axis 0: its values
Region column_accepts(const Column *column, Arena *arena, const Ast *test, FaultSink sink);
size_t column_null_atom(const Column *column);
// An atom of the set that reads well: a bound before a stretch, null last.
size_t column_pick(const Column *column, const uint64_t *words);
// The value of a cell of the space as FEEL: 12.5, "a", 门槛 - 1.
void column_write(const Column *column, const uint64_t *words, Text *out);
// Whether the set is bounded by an expression and by something else as well: then it depends on
// how the two lie to each other.
bool column_is_conditional(const Column *column, const uint64_t *words);
// Only values between two whole numbers.
bool column_is_fraction(const Column *column, const uint64_t *words);

bool kind_is_ordered(int kind);
// The value of a tree that is the same in every run.
bool tree_constant(Arena *arena, const Ast *ast, FeelValue *out_value);
#endif

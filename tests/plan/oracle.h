// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_PLAN_ORACLE_H
#define TESTS_PLAN_ORACLE_H
// Random models of the part of FEEL that plans compile, and an oracle of its own for them: the same
// trees written as FEEL and evaluated in exact fractions of 128 bits, with FEEL's rules for nulls
// and reported errors. Shares nothing with the engine but the text.
#include "base/arena.h"
#include "base/text.h"

__extension__ typedef __int128 Wide;

typedef enum TreeType { TREE_NUMBER, TREE_TRUTH, TREE_WORD, TREE_DAY } TreeType;
typedef enum TreeOp {
    TREE_INPUT,    // index
    TREE_DECISION, // index
    TREE_CONSTANT,
    TREE_ADD,
    TREE_SUBTRACT,
    TREE_MULTIPLY,
    TREE_DIVIDE,
    TREE_NEGATE,
    TREE_ABS,
    TREE_MIN,
    TREE_MAX,
    TREE_MODULO,
    TREE_ROUND, // mode, scale; kid
    TREE_IF,
    TREE_LESS, // comparisons
    TREE_LESS_EQUAL,
    TREE_GREATER,
    TREE_GREATER_EQUAL,
    TREE_EQUAL,
    TREE_NOT_EQUAL,
    TREE_BETWEEN,
    TREE_IN_RANGE, // kids: tested, low, high; closed: bits
    TREE_IN_LIST,  // kids: tested, constants
    TREE_AND,
    TREE_OR,
    TREE_NOT,
    TREE_DEFINED,
    TREE_NULL,
} TreeOp;
typedef enum RoundMode {
    ROUND_FLOOR,
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_UP,
    ROUND_HALF_DOWN,
    ROUND_HALF_UP,
    ROUND_HALF_EVEN,
    ROUND_MODES
} RoundMode;

enum { TREE_KIDS_MAX = 4 };
typedef struct Tree {
    TreeOp op;
    TreeType type;
    size_t index;
    int64_t number; // CONSTANT: number * 10^-scale, word, day, truth
    int scale;
    int closed;
    RoundMode mode;
    const struct Tree *kids[TREE_KIDS_MAX];
    size_t kid_count;
} Tree;

// A value in lowest terms: number / divisor for numbers, number alone for the rest.
typedef struct Exact {
    bool is_null;
    Wide number;
    Wide divisor;
} Exact;

enum { CELLS_MAX = 3, RULES_MAX = 6, DECISIONS_MAX = 6, INPUTS = 9 };
typedef enum CellOp {
    CELL_ANY,
    CELL_LESS,
    CELL_AT_LEAST,
    CELL_RANGE,
    CELL_LIST,
    CELL_NOT_LIST,
    CELL_TRUTH
} CellOp;
typedef struct Cell {
    CellOp op;
    const Tree *ends[2]; // LESS, AT_LEAST, RANGE [..); LIST: constants
} Cell;
typedef struct RandomTable {
    const char *policy; // "UNIQUE", "ANY", "FIRST", "PRIORITY", "COLLECT"
    const char *aggregation;
    size_t input_count;
    size_t rule_count;
    bool has_default;
    const Tree *inputs[CELLS_MAX];
    Cell cells[RULES_MAX][CELLS_MAX];
    const Tree *outputs[RULES_MAX];
    const Tree *default_output;
    int64_t priorities[RULES_MAX]; // PRIORITY: allowed numbers, best first
    size_t priority_count;
} RandomTable;
typedef struct RandomDecision {
    TreeType type;
    const Tree *tree; // NULL: a table
    RandomTable table;
    bool uses[DECISIONS_MAX]; // earlier decisions
    bool reads[INPUTS];
} RandomDecision;
typedef struct Limits { // of an input: numbers outside are null
    bool are_set;
    int low;
    int high;
} Limits;
typedef struct RandomModel {
    Arena arena;
    Limits limits[INPUTS];
    RandomDecision decisions[DECISIONS_MAX];
    size_t decision_count;
} RandomModel;

extern const TreeType INPUT_TYPES[INPUTS];
extern const int INPUT_SCALES[INPUTS];
extern const char *const WORDS[4];

uint64_t random_next(uint64_t *state);
size_t random_below(uint64_t *state, size_t limit);
void random_model(RandomModel *model, uint64_t *state);
void random_model_write(const RandomModel *model, Text *out_xml);

// What the oracle says of all decisions of one row; rules: the first that matched, or -1.
// false: a number does not fit, so it says nothing.
typedef struct OracleRow {
    Exact inputs[INPUTS];
    Exact values[DECISIONS_MAX];
    int rules[DECISIONS_MAX];
} OracleRow;
bool oracle_decide(const RandomModel *model, bool is_strict, OracleRow *row);
bool exact_equal(Exact a, Exact b);
#endif
